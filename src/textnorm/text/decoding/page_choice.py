"""Which code page, and which language, a whole of bytes is in, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse
from math import exp2, sqrt
from typing import NamedTuple

from textnorm.text.decoding.page_scores import (
    LONGEST,
    PAGES,
    PRIORS,
    bounded_readings,
    classes,
    in_page,
    language_priors,
    leasts,
    reading_cost,
    readings,
)
from textnorm.text.evidence.language_models import LANGUAGES, spread, unpack

__all__ = ["Alternative", "Choice", "choose", "marked_pieces"]

_MOST_PIECES = 200  # different pieces that are read in every page
_FIRST_PIECES = 40  # ... the most frequent ones, and others only for bytes that were hardly seen
_SEEN_OFTEN = 3
_SHORT = 12  # pieces: a text of no more is weighed without bounds
_MOST_ASCII = 150
_REPEATS = 8  # a piece counts no more often than this: it says the same thing again
_CAP = 80  # steps: what the ASCII words may say against a language
_QUOTED = 16  # ... and for English words in it
_HOPELESS = 60  # steps behind the best page: no alternative
_NEW_PRIOR = 12  # of a page that is not in the table
_UNPAIRED = 10  # steps: quotation marks that open and do not close, or the other way round
_BITS_A_PIECE = 6  # what a piece costs besides its letters: its edges, its symbols
_NUMBERS = {language.code: number for number, language in enumerate(LANGUAGES)}
_ENGLISH = _NUMBERS["en"]


class Alternative(NamedTuple):
    """Another encoding that the bytes may be in, with its probability."""

    encoding: str
    language: str
    confidence: float


class Choice(NamedTuple):
    """The page that explains the bytes best, its language, how sure that is, and the other readings."""

    page: str
    language: str
    confidence: float
    alternatives: tuple[Alternative, ...]
    bits: float  # what the page costs for each byte of the pieces


def marked_pieces(data: bytes) -> Counter[bytes]:
    """The pieces between white space that are not ASCII, with their counts."""
    return Counter(filterfalse(bytes.isascii, data.split()))


def _frequent(pieces: Mapping[bytes, int], most: int) -> list[tuple[bytes, int]]:
    """The most frequent pieces; of equally frequent ones those that come first in the order of bytes."""
    return sorted(pieces.items(), key=lambda item: (-item[1], item[0]))[:most]


def _telling(marked: Mapping[bytes, int]) -> list[tuple[bytes, int]]:
    """The pieces that are read: the most frequent ones, and some for every byte that is not ASCII."""
    if len(marked) <= _FIRST_PIECES:
        return list(marked.items())
    told: list[tuple[bytes, int]] = []
    seen: Counter[int] = Counter()
    for piece, count in _frequent(marked, len(marked)):
        fresh = {byte for byte in piece[:LONGEST] if byte >= 0x80}
        if len(told) < _FIRST_PIECES or any(seen[byte] < _SEEN_OFTEN for byte in fresh):
            told.append((piece, count))
            seen.update(fresh)
            if len(told) == _MOST_PIECES:
                break
    return told


def _cut(piece: bytes) -> Iterable[bytes]:
    return (
        (piece,)
        if len(piece) <= LONGEST
        else (piece[at : at + LONGEST] for at in range(0, min(len(piece), 8 * LONGEST), LONGEST))
    )


def choose(marked: Mapping[bytes, int], ascii_text: bytes = b"", pages: Sequence[str] = PAGES) -> Choice:
    """The page of the pieces ``marked``, which stand in text whose ASCII words are in ``ascii_text``."""
    listed = _telling(marked)
    pages = tuple(pages)
    read_all = readings if len(listed) <= _SHORT else bounded_readings
    weighed = [(piece, min(count, _REPEATS)) for whole, count in listed for piece in _cut(whole)]
    # Pages that read all pieces alike are one reading, and the likeliest of them stands for it.
    alike: dict[tuple[int, ...], int] = {}
    priors = [PRIORS.get(page, _NEW_PRIOR) for page in pages]
    for number, key in enumerate(zip(*(classes(piece, pages) for piece, _ in weighed), strict=True)):
        other = alike.get(key)
        if other is None or priors[number] < priors[other]:
            alike[key] = number
    # What every piece costs in its own cheapest language bounds a page from below; most pages are out by that.
    columns = [(leasts(piece, pages), weight) for piece, weight in weighed]
    bounds = sorted(
        (priors[number] + sum(column[number] * weight for column, weight in columns), number)
        for number in alike.values()
    )
    words = _frequent(Counter(filter(bytes.isascii, ascii_text.split())), _MOST_ASCII)
    around = unpack(sum(reading_cost(word[:LONGEST].decode()) for word, _ in words))
    least = min(around)
    quoted = around[_ENGLISH] - least + _QUOTED
    base = language_priors() + spread([min(cost - least, quoted, _CAP) for cost in around])
    scored: list[tuple[int, int, str]] = []
    limit = 1 << 60
    costs_in = [(read_all(piece, pages), weight) for piece, weight in weighed]
    for bound, number in bounds:
        if bound > limit:
            break
        by_language = unpack(base + sum(costs[number] * weight for costs, weight in costs_in))
        cheapest = min(by_language)
        cost = cheapest + priors[number]
        scored.append((cost, number, LANGUAGES[by_language.index(cheapest)].code))
        limit = min(limit, cost + _HOPELESS)
    return _rated(scored, listed, pages)


def _rated(scored: list[tuple[int, int, str]], listed: list[tuple[bytes, int]], pages: tuple[str, ...]) -> Choice:
    sample = b" ".join(piece for piece, _ in listed)
    close = min(scored)[0] + 3 * _UNPAIRED
    order = sorted(
        (cost + _unpaired(in_page(sample, pages[number])) if cost <= close else cost, number, language)
        for cost, number, language in scored
    )
    best_cost, number, language = order[0]
    best = pages[number]
    groups = [entry for entry in order if entry[0] - best_cost <= _HOPELESS]
    weights = [exp2((best_cost - cost) / 2 * _SHARPNESS) for cost, _, _ in groups]
    total = sum(weights)
    frequent = [piece[:LONGEST] for piece, _ in listed[:_FIRST_PIECES]]
    letters = sum(map(len, frequent))
    bits = 0.0
    if letters:
        cost = unpack(sum(reading_cost(in_page(piece, best)) for piece in frequent))[_NUMBERS[language]]
        bits = max(0.0, (cost / 2 - _BITS_A_PIECE * len(frequent)) / letters)
    doubt = _doubt(bits, letters)
    confidence = weights[0] / total * (1 - doubt)
    alternatives = tuple(
        Alternative(pages[number], language, round(weight / total * (1 - doubt), 3))
        for (_, number, language), weight in zip(groups[1:4], weights[1:4], strict=True)
    )
    return Choice(best, language, round(min(confidence, 0.999), 3), alternatives, bits)


def _unpaired(text: str) -> int:
    """Guillemets and low quotation marks come in pairs."""
    cost = 0
    if not _PAIRED.isdisjoint(text):
        for opening, closing in (("«", "»"), ("‹", "›")):
            cost += _UNPAIRED * (text.count(opening) != text.count(closing))
        for opening, closing in (("„", "“”"), ("‚", "‘’")):
            cost += _UNPAIRED * (text.count(opening) > sum(map(text.count, closing)))
    return cost


_PAIRED = frozenset("«»‹›„‚")
_SHARPNESS = 0.5


def _doubt(bits: float, letters: int) -> float:
    """How little the best reading looks like text of any language that has a model.

    Text costs about 3.3 bits a letter in its own language; in a language or a page that is not known, from 4.5 up.
    """
    return 1.0 / (1.0 + exp2(-_SHARPER * (bits - _STRANGE - 5.0 / sqrt(max(letters, 1)))))


_STRANGE, _SHARPER = 4.3, 6.0
