"""The kernels of decoding, with the tables that they read: what ``page_choice`` and ``screening`` ask of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.damage.byte_pieces import count_pieces, frequent_pieces, telling_pieces
from textnorm.kernels.pages.page_costs import piece_costs, screen_pieces, weigh_pages
from textnorm.text.decoding.page_scores import PRIORS
from textnorm.text.decoding.page_tables import european, page_numbers, page_tables
from textnorm.text.evidence.arrays.language_tables import language_tables
from textnorm.text.evidence.language_models import LANGUAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "cost_in",
    "costs_of",
    "doubtful_pieces",
    "frequent_words",
    "in_order",
    "marked_pieces",
    "telling",
    "weigh",
]

_LANGUAGES = {language.code: number for number, language in enumerate(LANGUAGES)}


@cache
def _tables() -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    return tuple(page_tables()), tuple(language_tables())


def _flat(pieces: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    return np.frombuffer(b"".join(pieces), np.uint8), np.array([0, *accumulate(map(len, pieces))])


@lru_cache(maxsize=1 << 10)
def _rows(names: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows of pages in the tables, and what counts against each."""
    numbers = page_numbers()
    return np.array([numbers[name] for name in names]), np.array([PRIORS[name] for name in names])


def weigh(
    weighed: Sequence[tuple[bytes, int]], names: tuple[str, ...], around: Sequence[int], *, bounded: bool
) -> list[tuple[int, str, int]]:
    """The pages that are not out after all pieces were read: the least cost, the page, the number of the language.

    ``weighed`` are the pieces, each with its weight, ``names`` the pages, and ``around`` what the text around the
    pieces says against each language.
    """
    data, offsets = _flat([piece for piece, _ in weighed])
    weights = np.array([weight for _, weight in weighed])
    rows, priors = _rows(names)
    against = np.array(around)
    totals = np.zeros((len(names), len(LANGUAGES)), np.int64)
    left = np.ones(len(names), np.bool_)
    weigh_pages(data, offsets, weights, rows, priors, against, bounded, *_tables(), totals, left)
    totals += against
    languages = totals.argmin(axis=1)
    costs = totals.min(axis=1) + priors
    return list(compress(zip(costs.tolist(), names, languages.tolist(), strict=True), left.tolist()))


def costs_of(pieces: Sequence[bytes], page: str) -> NDArray[np.int64]:
    """What each piece costs in a page, by language (pieces × 37)."""
    data, offsets = _flat(pieces)
    costs = np.empty((len(pieces), len(LANGUAGES)), np.int64)
    piece_costs(data, offsets, page_numbers()[page], *_tables(), costs)
    return costs


def cost_in(pieces: Sequence[bytes], page: str, language: int) -> int:
    """What pieces cost together in a page, in the language with a number."""
    return int(costs_of(pieces, page)[:, language].sum())


_FEW = 256  # pieces
_MOST_PIECES = 200


def doubtful_pieces(data: bytes, page: str, language: str, *, utf8: bool) -> list[tuple[int, int]]:
    """Start and end of each piece of ``data`` that may not be sound in a page and a language, in order."""
    found = np.empty((_FEW, 2), np.int64)
    number = page_numbers()[page]
    flat = np.frombuffer(data, np.uint8)
    while True:
        count = screen_pieces(flat, number, _LANGUAGES[language], utf8, european(), *_tables(), found)
        if count <= len(found):
            return list(map(tuple, found[:count].tolist()))
        found = np.empty((count, 2), np.int64)


def _counted(data: bytes, *, marked: bool) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Start, end and count of each different piece of ``data`` that is not ASCII, or that is."""
    flat = np.frombuffer(data, np.uint8)
    room = len(data) // 64 + 16
    while True:
        found = np.empty((room, 3), np.int64)
        slots = np.full(1 << (2 * room).bit_length(), -1)
        if (count := count_pieces(flat, marked, found, slots)) >= 0:
            return flat, found[:count]
        room *= 4


def marked_pieces(data: bytes) -> Counter[bytes]:
    """The pieces between white space that are not ASCII, with their counts."""
    _, found = _counted(data, marked=True)
    return Counter({data[start:end]: count for start, end, count in found.tolist()})


def telling(marked: Mapping[bytes, int]) -> list[tuple[bytes, int]]:
    """The pieces that are read: the most frequent ones, and some for every byte that is not ASCII."""
    data, offsets = _flat(list(marked))
    found = np.stack((offsets[:-1], offsets[1:], np.fromiter(marked.values(), np.int64, len(marked))), axis=1)
    told = np.empty(_MOST_PIECES, np.int64)
    pieces = list(marked.items())
    return [pieces[number] for number in told[: telling_pieces(data, found, told)].tolist()]


def frequent_words(data: bytes, most: int) -> list[bytes]:
    """The most frequent pieces of ``data`` that are ASCII."""
    flat, found = _counted(data, marked=False)
    order = np.empty(most, np.int64)
    some = found[order[: frequent_pieces(flat, found, order)]]
    return [data[start:end] for start, end, _ in some.tolist()]


def in_order(hashes: Iterable[int], count: int) -> list[int]:
    """The places of ``count`` hashes of 32 bits, the smallest first."""
    keys = np.fromiter(hashes, np.uint64, count) << np.uint64(32) | np.arange(count, dtype=np.uint64)
    keys.sort()
    order: list[int] = (keys & np.uint64(0xFFFFFFFF)).tolist()
    return order
