"""Parsed headlines as columns that travel: each word once, and what is told of each headline."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.buffers import TextBuffer
from textnorm.kernels.scores.headline_alignment import HeadlineColumns, WordColumns
from textnorm.kernels.scores.headline_flags import SERIES, STOP
from textnorm.match.corpus.batch_keys import keys
from textnorm.match.corpus.series import mark_phrases
from textnorm.match.headlines.bulk.read import join_folded
from textnorm.match.headlines.parts import site_tail
from textnorm.match.headlines.table import HeadlineTable, Parsed, Unparsed, repaired_texts
from textnorm.match.partition.coding import bundled, join_tables, table_bytes, unbundled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from textnorm.match.headlines.parse import ParsedHeadline
    from textnorm.match.headlines.words import Word
    from textnorm.match.settings import MatchSettings

__all__ = ["TAILS", "PackedLines", "parsed_again", "read_lines", "tails_of"]

#: What stands behind the last bar of a headline, if that may be the name of a site.
TAILS = pyarrow.schema([("tail", pyarrow.string())])
_KEYS = ("exact", "stem", "phonetic", "head", "tail", "group", "place", "polarity", "action", "flags")
_SHORT, _LONGS = pyarrow.int32(), pyarrow.list_(pyarrow.int64())
#: A word as the judge reads it.
_WORDS = pyarrow.schema([
    *((name, pyarrow.int64()) for name in _KEYS), ("weight", pyarrow.float64()), ("contrast", pyarrow.float64()),
    ("key_bits", pyarrow.int64()), ("folded", pyarrow.string()),
])  # fmt: skip
#: A headline, by the ``place`` of the first text that is exactly this one, on its ``side`` (0: the archive), with the
#: earliest time ``when`` of its texts; ``rubric`` as in ``UNITS``. ``whole`` and ``digest``, 64 bits, are equal for
#: headlines with the same key.
_LINES = pyarrow.schema([
    ("place", pyarrow.int64()), ("side", pyarrow.int8()), ("when", pyarrow.float64()), ("rubric", pyarrow.int64()),
    ("whole", pyarrow.int64()), ("digest", _SHORT), ("blank", pyarrow.bool_()), ("kicker_end", _SHORT),
    ("tail_start", _SHORT), ("marks", pyarrow.int64()), ("ids", pyarrow.list_(_SHORT)), ("mask", _LONGS),
    ("value", pyarrow.list_(pyarrow.float64())), ("owner", _LONGS),
])  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class PackedLines:
    """Headlines as a table of ``words`` and one of ``lines``, whose ``ids`` are rows of the first."""

    words: Any
    lines: Any
    data: bytes = b""  # what they were read from: they are kept as that

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedLines.from_bytes, (self.to_bytes(),)

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers of the headlines."""
        return np.array(self.lines[name].to_numpy())

    def ids(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The words of all headlines, and where those of each start."""
        flat, start = _flat(self.lines["ids"])
        return flat.astype(np.int64), start

    def take(self, rows: NDArray[np.int64]) -> PackedLines:
        """Some of the headlines, with the words that these have."""
        chosen = PackedLines(self.words, self.lines.take(pyarrow.array(rows)))
        flat, start = chosen.ids()
        used, ids = np.unique(flat, return_inverse=True)
        return PackedLines(self.words.take(pyarrow.array(used)), chosen._with_ids(ids, start))

    def _with_ids(self, ids: NDArray[np.int64], start: NDArray[np.int64]) -> Any:
        column = _lists(ids.reshape(-1).astype(np.int32), start)
        return self.lines.set_column(self.lines.schema.get_field_index("ids"), _LINES.field("ids"), column)

    def to_bytes(self) -> bytes:
        """The headlines as bytes."""
        return self.data or bundled(table_bytes(self.words), table_bytes(self.lines))

    @classmethod
    def joined(cls, pieces: Sequence[PackedLines]) -> PackedLines:
        """The headlines of all ``pieces``, with the words of each."""
        offsets = np.cumsum([0, *(len(piece.words) for piece in pieces)]).tolist()
        lines = [piece._with_ids(*_moved(piece, offset)) for piece, offset in zip(pieces, offsets, strict=False)]
        words = pyarrow.concat_tables([_WORDS.empty_table(), *(piece.words for piece in pieces)])
        return cls(words.combine_chunks(), pyarrow.concat_tables([_LINES.empty_table(), *lines]).combine_chunks())

    @classmethod
    def from_bytes(cls, data: bytes) -> PackedLines:
        """The headlines of ``to_bytes``."""
        words, lines = (join_tables([one]).combine_chunks() for one in unbundled(data))
        return cls(words, lines, data)

    def marked(self, before: NDArray[np.int64], behind: NDArray[np.int64]) -> PackedLines:
        """The same with the words marked that belong to a series, so many ``before`` and ``behind``."""
        flags = self.words["flags"].to_numpy()
        ids, start = self.ids()
        marked = mark_phrases(start, before, behind, flags[ids] & STOP == 0)
        if not marked.any():
            return self
        plain, copies = np.unique(ids[marked], return_inverse=True)
        ids[marked] = len(flags) + copies.reshape(-1)
        more = self.words.take(pyarrow.array(plain))
        at = _WORDS.get_field_index("flags")
        more = more.set_column(at, _WORDS.field("flags"), pyarrow.array(flags[plain] | SERIES))
        return PackedLines(pyarrow.concat_tables([self.words, more]).combine_chunks(), self._with_ids(ids, start))

    def table(self, *, judged: bool = False) -> HeadlineTable:
        """The headlines as columns for the kernels; what only the judge reads is there if asked for."""
        numbers = {name: np.array(self.words[name].to_numpy()) for name in _WORDS.names if name != "folded"}
        folded = self.words["folded"].to_pylist() if judged else []
        letters = TextBuffer.from_texts([word.encode("ascii", "replace").decode() for word in folded])
        words = WordColumns._make([
            *(numbers[name] for name in _KEYS), letters.data, letters.offsets,
            numbers["weight"], numbers["contrast"], numbers["key_bits"], None,
        ])  # fmt: skip
        wide, start = self.ids()
        ids = wide.astype(np.int32)
        joined, texts = np.zeros(0, dtype=np.int64), [""] * len(self)
        if judged:
            joined, texts = join_folded(folded, numbers["exact"], ids, start)
            self._leave_out_series(texts, ids, start, numbers["flags"], folded)
        figures = {name: _flat(self.lines[name]) for name in ("mask", "value", "owner")}
        columns = HeadlineColumns(
            ids=ids,
            joined=joined,
            start=start,
            kicker_end=self.column("kicker_end").astype(np.int64),
            tail_start=self.column("tail_start").astype(np.int64),
            marks=self.column("marks"),
            whole=self.column("whole"),
            number_start=figures["mask"][1],
            **{name: values for name, (values, _) in figures.items()},
        )
        blank = np.array(self.lines["blank"].to_numpy(zero_copy_only=False), dtype=bool)
        return HeadlineTable(_Digests(self.column("digest")), [], words, columns, texts, blank)

    def _leave_out_series(
        self,
        texts: list[str],
        ids: NDArray[np.int32],
        start: NDArray[np.int64],
        flags: NDArray[np.int64],
        folded: list[str],
    ) -> None:
        """Make the ``texts`` those of the words that belong to no series."""
        marked = np.flatnonzero(flags[ids] & SERIES)
        for row in np.unique(np.searchsorted(start, marked, side="right") - 1).tolist():
            own = ids[start[row] : start[row + 1]]
            texts[row] = " ".join(folded[word] for word in own[flags[own] & SERIES == 0].tolist())


class _Digests(Parsed):
    """Headlines of which only the digests of keys are there; the table reads nothing else of them."""

    def __init__(self, digests: NDArray[np.int32]) -> None:
        super().__init__()
        self._digests = digests

    def key(self, number: int) -> str:
        return str(self._digests[number])


def tails_of(texts: Sequence[str], matcher: MatchSettings) -> Any:
    """``TAILS`` of the texts that have one; how many share each is an aggregate that merges in any order."""
    tails = [tail for text in _repaired(texts, matcher) if (tail := site_tail(text))]
    return pyarrow.table({"tail": tails}, schema=TAILS)


def _repaired(texts: Sequence[str], matcher: MatchSettings) -> Sequence[str]:
    return repaired_texts(texts) if matcher.repair else texts


def read_lines(
    places: NDArray[np.int64],
    sides: NDArray[np.int64],
    when: NDArray[np.float64],
    rubrics: NDArray[np.int64],
    texts: Sequence[str],
    suffixes: frozenset[str],
    matcher: MatchSettings,
) -> PackedLines:
    """``texts`` parsed, each once on its side and at about one time."""
    known = _repaired(texts, matcher)
    read = HeadlineTable.from_headlines(Unparsed(known, suffixes), series=False)
    own = read.columns
    lists = {
        "ids": _lists(own.ids, own.start),
        **{name: _lists(getattr(own, name), own.number_start) for name in ("mask", "value", "owner")},
    }  # fmt: skip
    plain = {
        "place": places, "side": sides, "when": when, "rubric": rubrics, "whole": own.whole, "digest": _digests(known),
        "blank": read.blank, "kicker_end": own.kicker_end, "tail_start": own.tail_start, "marks": own.marks,
    }  # fmt: skip
    arrays = [
        lists[field.name] if field.name in lists else pyarrow.array(plain[field.name]).cast(field.type)
        for field in _LINES
    ]
    return PackedLines(_word_table(read.words), pyarrow.Table.from_arrays(arrays, schema=_LINES))


def _digests(texts: Sequence[str]) -> NDArray[np.int32]:
    found = (blake2b(one.encode("utf-8", "surrogatepass"), digest_size=4).digest() for one in keys(texts, threads=1))
    return np.frombuffer(b"".join(found), dtype="<i4")


def _word_table(words: Sequence[Word]) -> Any:
    columns = [pyarrow.array([getattr(word, field.name) for word in words], field.type) for field in _WORDS]
    return pyarrow.Table.from_arrays(columns, schema=_WORDS)


def parsed_again(
    texts: Sequence[str], marks: Sequence[Sequence[int] | None], suffixes: frozenset[str], matcher: MatchSettings
) -> list[ParsedHeadline]:
    """The headlines of ``texts``, with the words marked that belong to a series: ``marks`` has their positions."""
    return [
        _marked(headline, some) if some else headline
        for headline, some in zip(Unparsed(_repaired(texts, matcher), suffixes), marks, strict=True)
    ]


def _marked(headline: ParsedHeadline, marks: Sequence[int]) -> ParsedHeadline:
    words = list(headline.words)
    for place in marks:
        words[place] = words[place]._replace(flags=words[place].flags | SERIES)
    folded = " ".join(word.folded for word in words if not word.flags & SERIES)
    return headline._replace(words=tuple(words), folded=folded)


def _moved(piece: PackedLines, offset: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The words of the headlines of ``piece``, behind ``offset`` others, and where those of each start."""
    ids, start = piece.ids()
    return ids + offset, start


def _lists(values: NDArray[Any], start: NDArray[np.int64]) -> Any:
    return pyarrow.ListArray.from_arrays(pyarrow.array(start.astype(np.int32)), pyarrow.array(values))


def _flat(column: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The values of a column of lists, and where each list starts."""
    lists = column.combine_chunks()
    if isinstance(lists, pyarrow.ChunkedArray):
        lists = pyarrow.concat_arrays(lists.chunks) if lists.num_chunks else pyarrow.array([], lists.type)
    offsets = lists.offsets.to_numpy().astype(np.int64)
    return np.array(lists.flatten().to_numpy(zero_copy_only=False)), offsets - offsets[0]
