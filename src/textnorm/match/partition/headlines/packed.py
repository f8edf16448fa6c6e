"""Parsed headlines as columns that travel: each word once, and what is told of each headline."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import pyarrow

from textnorm.kernels.headline_alignment import HeadlineColumns, WordColumns
from textnorm.kernels.headline_flags import SERIES, STOP
from textnorm.match.corpus.repair import repair_text
from textnorm.match.corpus.series import mark_phrases
from textnorm.match.headlines.parse import ParsedHeadline, parse_headline
from textnorm.match.headlines.parts import site_tail
from textnorm.match.headlines.table import HeadlineTable, Parsed
from textnorm.match.partition.coding import bundled, join_tables, table_bytes, unbundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

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
#: earliest time ``when`` of its texts. ``digest`` is equal for headlines with the same key.
_LINES = pyarrow.schema([
    ("place", pyarrow.int64()), ("side", pyarrow.int8()), ("when", pyarrow.float64()), ("whole", pyarrow.int64()),
    ("digest", pyarrow.binary()), ("blank", pyarrow.bool_()), ("kicker_end", _SHORT), ("tail_start", _SHORT),
    ("marks", pyarrow.int64()), ("ids", pyarrow.list_(_SHORT)), ("mask", _LONGS),
    ("value", pyarrow.list_(pyarrow.float64())), ("owner", _LONGS),
])  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class PackedLines:
    """Headlines as a table of ``words`` and one of ``lines``, whose ``ids`` are rows of the first."""

    words: Any
    lines: Any

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
        return bundled(table_bytes(self.words), table_bytes(self.lines))

    @classmethod
    def joined(cls, pieces: Sequence[PackedLines]) -> PackedLines:
        """The headlines of all ``pieces``, with each word once."""
        words = pyarrow.concat_tables([_WORDS.empty_table(), *(piece.words for piece in pieces)])
        numbers: dict[tuple[Any, ...], int] = {}
        columns = [words[name].to_pylist() for name in _WORDS.names]
        number = np.array([numbers.setdefault(row, len(numbers)) for row in zip(*columns, strict=True)], dtype=np.int64)
        first = np.unique(number, return_index=True)[1]
        offsets = np.cumsum([0, *(len(piece.words) for piece in pieces)])
        lines = []
        for piece, offset in zip(pieces, offsets.tolist(), strict=False):
            flat, start = piece.ids()
            lines.append(piece._with_ids(number[flat + offset], start))
        every = pyarrow.concat_tables([_LINES.empty_table(), *lines]).combine_chunks()
        return cls(words.take(pyarrow.array(first)).combine_chunks(), every)

    @classmethod
    def from_bytes(cls, data: bytes) -> PackedLines:
        """The headlines of ``to_bytes``."""
        words, lines = (join_tables([one]).combine_chunks() for one in unbundled(data))
        return cls(words, lines)

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

    def series(self, row: int) -> list[int]:
        """Which words of a headline are marked."""
        ids = self.lines["ids"][row].as_py()
        flags = self.words["flags"].to_numpy()[ids]
        return np.flatnonzero(flags & SERIES).tolist()

    def table(self, *, folded: bool = False) -> HeadlineTable:
        """The headlines as columns for the kernels; ``folded`` texts are there only if asked for."""
        words_folded = self.words["folded"].to_pylist()
        letters = [word.encode("ascii", "replace") for word in words_folded]
        numbers = {name: np.array(self.words[name].to_numpy()) for name in _WORDS.names if name != "folded"}
        words = WordColumns._make([
            *(numbers[name] for name in _KEYS), np.frombuffer(bytearray(b"".join(letters)), dtype=np.uint8),
            _starts(np.array([len(one) for one in letters], dtype=np.int64)),
            numbers["weight"], numbers["contrast"], numbers["key_bits"], None,
        ])  # fmt: skip
        ids, start = self.ids()
        figures = {name: _flat(self.lines[name]) for name in ("mask", "value", "owner")}
        columns = HeadlineColumns(
            ids=ids.astype(np.int32),
            joined=_joined_keys(ids, start, numbers["exact"], words_folded),
            start=start,
            kicker_end=self.column("kicker_end").astype(np.int64),
            tail_start=self.column("tail_start").astype(np.int64),
            marks=self.column("marks"),
            whole=self.column("whole"),
            number_start=figures["mask"][1],
            **{name: values for name, (values, _) in figures.items()},
        )
        blank = np.array(self.lines["blank"].to_numpy(zero_copy_only=False), dtype=bool)
        texts = self._folded(ids, start) if folded else [""] * len(self)
        return HeadlineTable(_Keys(self.lines["digest"].to_pylist()), [], words, columns, texts, blank)

    def _folded(self, ids: NDArray[np.int64], start: NDArray[np.int64]) -> list[str]:
        flags, words = self.words["flags"].to_numpy(), self.words["folded"].to_pylist()
        said = flags[ids] & SERIES == 0
        ends = np.concatenate([[0], np.cumsum(said)])[start].tolist()
        flat = [words[one] for one in ids[said].tolist()]
        return [" ".join(flat[first:last]) for first, last in itertools.pairwise(ends)]


class _Keys(Parsed):
    """Headlines of which only the keys are there, as digests; the table reads nothing else of them."""

    def __init__(self, digests: list[bytes]) -> None:
        super().__init__()
        self._digests = digests

    def key(self, number: int) -> str:
        return self._digests[number].hex()


class _Read:
    """Headlines that are parsed one after the other; of each, the digest of its key stays."""

    def __init__(self, texts: Sequence[str], suffixes: frozenset[str], matcher: MatchSettings) -> None:
        self._texts, self._suffixes, self._matcher = texts, suffixes, matcher
        self.digests: list[bytes] = []

    def __iter__(self) -> Iterator[ParsedHeadline]:
        for number in range(len(self._texts)):
            found = self[number]
            self.digests.append(blake2b(found.key.encode("utf-8", "surrogatepass"), digest_size=8).digest())
            yield found

    def __getitem__(self, number: int) -> ParsedHeadline:
        return parse_headline(_repaired(self._texts[number], self._matcher), suffixes=self._suffixes)

    def key(self, number: int) -> str:
        return self[number].key


def _repaired(text: str, matcher: MatchSettings) -> str:
    return repair_text(text) if matcher.repair else text


def tails_of(texts: list[str], matcher: MatchSettings) -> Any:
    """``TAILS`` of the texts that have one; how many share each is an aggregate that merges in any order."""
    tails = [tail for text in texts if (tail := site_tail(_repaired(text, matcher)))]
    return pyarrow.table({"tail": tails}, schema=TAILS)


def read_lines(
    places: NDArray[np.int64],
    sides: NDArray[np.int64],
    when: NDArray[np.float64],
    texts: Sequence[str],
    suffixes: frozenset[str],
    matcher: MatchSettings,
) -> PackedLines:
    """``texts`` parsed, each once on its side and at about one time."""
    source = _Read(texts, suffixes, matcher)
    read = HeadlineTable.from_headlines(source, series=False)
    own = read.columns
    lists = {
        "ids": _lists(own.ids, own.start),
        **{name: _lists(getattr(own, name), own.number_start) for name in ("mask", "value", "owner")},
    }  # fmt: skip
    plain = {
        "place": places, "side": sides, "when": when, "whole": own.whole, "digest": source.digests,
        "blank": read.blank, "kicker_end": own.kicker_end, "tail_start": own.tail_start, "marks": own.marks,
    }  # fmt: skip
    arrays = [
        lists[field.name] if field.name in lists else pyarrow.array(plain[field.name]).cast(field.type)
        for field in _LINES
    ]
    return PackedLines(_word_table(read.words), pyarrow.Table.from_arrays(arrays, schema=_LINES))


def _word_table(words: list[Word]) -> Any:
    columns = [pyarrow.array([getattr(word, field.name) for word in words], field.type) for field in _WORDS]
    return pyarrow.Table.from_arrays(columns, schema=_WORDS)


def parsed_again(
    texts: Sequence[str], marks: Sequence[Sequence[int] | None], suffixes: frozenset[str], matcher: MatchSettings
) -> list[ParsedHeadline]:
    """The headlines of ``texts``, with the words marked that belong to a series: ``marks`` has their positions."""
    return [
        _marked(headline, some) if some else headline
        for headline, some in zip(_Read(texts, suffixes, matcher), marks, strict=True)
    ]


def _marked(headline: ParsedHeadline, marks: Sequence[int]) -> ParsedHeadline:
    words = list(headline.words)
    for place in marks:
        words[place] = words[place]._replace(flags=words[place].flags | SERIES)
    folded = " ".join(word.folded for word in words if not word.flags & SERIES)
    return headline._replace(words=tuple(words), folded=folded)


def _joined_keys(
    ids: NDArray[np.int64], start: NDArray[np.int64], exact: NDArray[np.int64], folded: Sequence[str]
) -> NDArray[np.int64]:
    """The key of each word and its successor in one; 0 for the last of a headline.

    It is a CRC-32 that goes on from the key of the first word: linear, so that it is made of those of both.
    """
    data = [word.encode("utf-8", "surrogatepass") for word in folded]
    own = np.array([crc32(one) for one in data], dtype=np.int64)
    length = np.array([len(one) for one in data], dtype=np.int64)
    found = np.zeros(len(ids), dtype=np.int64)
    last = np.zeros(len(ids) + 1, dtype=bool)
    last[start[1:][np.diff(start) > 0] - 1] = True
    words = np.flatnonzero(~last[: len(ids)])
    successor = ids[words + 1]
    for size in np.unique(length[successor]).tolist():
        some = length[successor] == size
        value, moved = exact[ids[words[some]]], np.zeros(int(some.sum()), dtype=np.int64)
        empty = crc32(bytes(size))
        for byte in range(4):
            table = np.array([crc32(bytes(size), one << 8 * byte) ^ empty for one in range(256)], dtype=np.int64)
            moved ^= table[value >> 8 * byte & 255]
        found[words[some]] = moved ^ own[successor[some]]
    return found


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _lists(values: NDArray[Any], start: NDArray[np.int64]) -> Any:
    return pyarrow.ListArray.from_arrays(pyarrow.array(start.astype(np.int32)), pyarrow.array(values))


def _flat(column: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The values of a column of lists, and where each list starts."""
    lists = column.combine_chunks()
    if isinstance(lists, pyarrow.ChunkedArray):
        lists = pyarrow.concat_arrays(lists.chunks) if lists.num_chunks else pyarrow.array([], lists.type)
    offsets = lists.offsets.to_numpy().astype(np.int64)
    return np.array(lists.flatten().to_numpy(zero_copy_only=False)), offsets - offsets[0]
