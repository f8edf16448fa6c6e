"""Parsed headlines as rows that travel: the words of one in a few hundred bytes, read back without parsing."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.kernels.headline_alignment import HeadlineColumns, WordColumns
from textnorm.kernels.headline_flags import SERIES
from textnorm.match.corpus.repair import repair_text
from textnorm.match.headlines.parse import ParsedHeadline, parse_headline
from textnorm.match.headlines.parts import site_tail
from textnorm.match.headlines.table import HeadlineTable, Parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["BETWEEN", "LINES", "TAILS", "as_table", "marked_lines", "read_lines", "tails_of", "words_in"]

_I64 = pyarrow.int64()
#: A headline, by the ``place`` of the first text that is exactly this one, on its ``side`` (0: the archive). ``digest``
#: is equal for headlines with the same key, ``words`` and ``numbers`` are what the judge reads of it, in bytes;
#: ``folded`` are its words with ``BETWEEN`` between them.
LINES = pyarrow.schema([
    ("place", _I64), ("side", _I64), ("whole", _I64), ("digest", pyarrow.binary()), ("blank", pyarrow.bool_()),
    ("kicker_end", _I64), ("tail_start", _I64), ("marks", _I64), ("folded", pyarrow.string()),
    ("words", pyarrow.binary()), ("letters", pyarrow.binary()), ("numbers", pyarrow.binary()),
])  # fmt: skip
#: What stands behind the last bar of a headline, if that may be the name of a site.
TAILS = pyarrow.schema([("tail", pyarrow.string())])

BETWEEN = "\x1f"
_KEYS = ("exact", "stem", "phonetic", "head", "tail", "group", "place")
_WORD = np.dtype(
    [(name, "<u4") for name in _KEYS]
    + [("polarity", "<i8"), ("flags", "<i8"), ("weight", "<f8"), ("contrast", "<f8"), ("key_bits", "<i8")]
    + [("joined", "<u4"), ("letters", "<u4")]
)
_NUMBER = np.dtype([("mask", "<i8"), ("value", "<f8"), ("owner", "<i8")])


def tails_of(texts: list[str], matcher: MatchSettings) -> Any:
    """``TAILS`` of the texts that have one; how many share each is an aggregate that merges in any order."""
    tails = [tail for text in texts if (tail := site_tail(_repaired(text, matcher)))]
    return pyarrow.table({"tail": tails}, schema=TAILS)


def _repaired(text: str, matcher: MatchSettings) -> str:
    return repair_text(text) if matcher.repair else text


def _parsed(texts: Sequence[str], suffixes: frozenset[str], matcher: MatchSettings) -> list[ParsedHeadline]:
    """The headlines of ``texts``, without the names of sites."""
    return [parse_headline(_repaired(text, matcher), suffixes=suffixes) for text in texts]


def read_lines(
    places: NDArray[np.int64],
    sides: NDArray[np.int64],
    texts: list[str],
    suffixes: frozenset[str],
    matcher: MatchSettings,
) -> Any:
    """The rows of ``LINES`` for ``texts``, each once on its side."""
    rows = [_row(headline) for headline in _parsed(texts, suffixes, matcher)]
    columns = zip(*rows, strict=True) if rows else [()] * (len(LINES) - 2)
    arrays = [pyarrow.array(column, type=field.type) for column, field in zip(columns, list(LINES)[2:], strict=True)]
    return pyarrow.Table.from_arrays([pyarrow.array(places), pyarrow.array(sides), *arrays], schema=LINES)


def _row(headline: ParsedHeadline) -> tuple[Any, ...]:
    words = headline.words
    letters = [word.folded.encode("ascii", "replace") for word in words]
    rows = [
        (
            word.exact, word.stem, word.phonetic, word.head, word.tail, word.group, word.place, word.polarity,
            word.flags, word.weight, word.contrast, word.key_bits, joined, len(own),
        )
        for word, joined, own in zip(words, headline.joined, letters, strict=True)
    ]  # fmt: skip
    numbers = [(figure.mask, figure.value, figure.owner) for figure in headline.numbers]
    return (
        headline.whole, _digest(headline.key), headline.is_blank, headline.kicker_end, headline.tail_start,
        headline.marks, BETWEEN.join(word.folded for word in words), np.array(rows, dtype=_WORD).tobytes(),
        b"".join(letters), np.array(numbers, dtype=_NUMBER).tobytes(),
    )  # fmt: skip


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def marked_lines(
    texts: Sequence[str], words: Sequence[bytes], suffixes: frozenset[str], matcher: MatchSettings
) -> list[ParsedHeadline]:
    """The headlines of ``texts``, with the words marked that are marked in the ``words`` of their rows."""
    return [
        _marked(headline, np.frombuffer(row, dtype=_WORD)["flags"].tolist())
        for headline, row in zip(_parsed(texts, suffixes, matcher), words, strict=True)
    ]


def _marked(headline: ParsedHeadline, flags: list[int]) -> ParsedHeadline:
    if not any(flag & SERIES for flag in flags):
        return headline
    words = tuple(word._replace(flags=flag) for word, flag in zip(headline.words, flags, strict=True))
    return headline._replace(words=words, folded=" ".join(word.folded for word in words if not word.flags & SERIES))


class _Keys(Parsed):
    """Headlines of which only the keys are there, as digests; the table reads nothing else of them."""

    def __init__(self, digests: list[bytes]) -> None:
        super().__init__()
        self._digests = digests

    def key(self, number: int) -> str:
        return self._digests[number].hex()


def words_in(rows: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The words of all ``rows`` as records, and where those of each start."""
    column = rows["words"].combine_chunks()
    sizes = _lengths(column) // _WORD.itemsize
    return _joined(column, _WORD), _starts(sizes)


def _lengths(column: Any) -> NDArray[np.int64]:
    found: NDArray[np.int64] = pc.binary_length(column).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _joined(column: Any, kind: Any) -> NDArray[Any]:
    return np.frombuffer(bytearray(b"".join(column.to_pylist())), dtype=kind)


def as_table(rows: Any) -> HeadlineTable:
    """The headlines of ``rows`` as columns for the kernels: headline ``i`` is row ``i``."""
    words, start = words_in(rows)
    numbers = rows["numbers"].combine_chunks()

    def of_words(name: str) -> NDArray[np.int64]:
        return words[name].astype(np.int64)

    figures = _joined(numbers, _NUMBER)
    word_columns = WordColumns._make([
        *(of_words(name) for name in (*_KEYS, "polarity", "flags")),
        _joined(rows["letters"].combine_chunks(), np.uint8),
        _starts(of_words("letters")),
        words["weight"].copy(),
        words["contrast"].copy(),
        of_words("key_bits"),
    ])  # fmt: skip
    kicker_end, tail_start, marks, whole = (
        np.array(rows[name].to_numpy(), dtype=np.int64) for name in ("kicker_end", "tail_start", "marks", "whole")
    )
    columns = HeadlineColumns(
        ids=np.arange(len(words), dtype=np.int32),
        joined=of_words("joined"),
        start=start,
        kicker_end=kicker_end,
        tail_start=tail_start,
        marks=marks,
        whole=whole,
        number_start=_starts(_lengths(numbers) // _NUMBER.itemsize),
        mask=figures["mask"].copy(),
        value=figures["value"].copy(),
        owner=figures["owner"].copy(),
    )
    blank = rows["blank"].to_numpy(zero_copy_only=False).astype(bool)
    folded = [each.replace(BETWEEN, " ") for each in rows["folded"].to_pylist()]
    return HeadlineTable(_Keys(rows["digest"].to_pylist()), [], word_columns, columns, folded, blank)
