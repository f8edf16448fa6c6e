"""Which code page, and which language, a whole of bytes is in, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse
from typing import NamedTuple

from textnorm.text.encoding.page_scores import (
    LONGEST,
    PAGES,
    PRIORS,
    bounded_readings,
    in_page,
    language_priors,
    leasts,
    reading_cost,
    readings,
)
from textnorm.text.evidence.languages import LANGUAGES, spread, unpack

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
    # What every piece costs in its own cheapest language bounds a page from below; most pages are out by that.
    bounds = [PRIORS.get(page, _NEW_PRIOR) for page in pages]
    for piece, weight in weighed:
        bounds = [bound + weight * cost for bound, cost in zip(bounds, leasts(piece, pages), strict=True)]
    words = _frequent(Counter(filter(bytes.isascii, ascii_text.split())), _MOST_ASCII)
    around = unpack(sum(reading_cost(word[:LONGEST].decode()) for word, _ in words))
    least = min(around)
    quoted = around[_ENGLISH] - least + _QUOTED
    base = language_priors() + spread([min(cost - least, quoted, _CAP) for cost in around])
    scored: list[tuple[int, str, str]] = []
    seen: dict[int, tuple[int, int]] = {}
    limit = 1 << 60
    for number in sorted(range(len(pages)), key=bounds.__getitem__):
        if bounds[number] > limit:
            break
        total = base + sum(weight * read_all(piece, pages)[number] for piece, weight in weighed)
        if total not in seen:
            costs_of = unpack(total)
            cheapest = min(costs_of)
            seen[total] = cheapest, costs_of.index(cheapest)
        cheapest, language = seen[total]
        cost = cheapest + PRIORS.get(pages[number], _NEW_PRIOR)
        scored.append((cost, pages[number], LANGUAGES[language].code))
        limit = min(limit, cost + _HOPELESS)
    scored.sort(key=lambda entry: (entry[0], pages.index(entry[1])))
    return _rated(scored, listed)


def _rated(scored: list[tuple[int, str, str]], listed: list[tuple[bytes, int]]) -> Choice:
    sample = b" ".join(piece for piece, _ in listed)
    close = min(cost for cost, _, _ in scored) + 3 * _UNPAIRED
    scored = [
        (cost + _unpaired(in_page(sample, page)), page, language) if cost <= close else (cost, page, language)
        for cost, page, language in scored
    ]
    order = sorted(range(len(scored)), key=lambda number: (scored[number][0], number))
    best_cost, best, language = scored[order[0]]
    groups: dict[str, list[tuple[int, str, str]]] = {}
    for number in order:
        cost, page, _ = scored[number]
        if cost - best_cost > _HOPELESS:
            break
        groups.setdefault(in_page(sample, page), []).append(scored[number])
    weights = [2.0 ** (-(group[0][0] - best_cost) / 2 * _SHARPNESS) for group in groups.values()]
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
        Alternative(group[0][1], group[0][2], round(weight / total * (1 - doubt), 3))
        for group, weight in zip(groups.values(), weights, strict=True)
    )[1:4]
    return Choice(best, language, round(min(confidence, 0.999), 3), alternatives, bits)


def _unpaired(text: str) -> int:
    """Guillemets and low quotation marks come in pairs."""
    pairs = (("«", "»"), ("‹", "›"), ("„", "“”"), ("‚", "‘’"))
    return sum(
        _UNPAIRED
        for opening, closing in pairs
        if (
            (opening in text or (len(closing) == 1 and closing in text))
            and text.count(opening) > sum(map(text.count, closing))
        )
        or (len(closing) == 1 and text.count(opening) < text.count(closing))
    )


_SHARPNESS = 0.5


def _doubt(bits: float, letters: int) -> float:
    """How little the best reading looks like text of any language that has a model.

    Text costs about 3.3 bits a letter in its own language; in a language or a page that is not known, from 4.5 up.
    """
    return 1.0 / (1.0 + 2.0 ** (-_SHARPER * (bits - _STRANGE - 5.0 / max(letters, 1) ** 0.5)))


_STRANGE, _SHARPER = 4.3, 6.0
