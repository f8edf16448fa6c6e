"""Which code page, and which language, a whole of bytes is in, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse
from math import exp2, sqrt
from operator import add, attrgetter
from typing import NamedTuple

from textnorm.patterns import lazy
from textnorm.text.decoding.loading import kernels_pay
from textnorm.text.decoding.page_scores import (
    LONGEST,
    PAGES,
    PRIORS,
    in_page,
    language_priors,
    least,
    reading_cost,
    symbol_cost,
)
from textnorm.text.evidence.language_models import LANGUAGES, score_next, spread, unpack, word_costs, words_of

__all__ = ["Alternative", "Choice", "choose", "marked_pieces"]

_MOST_PIECES = 200  # different pieces that are read in every page
_FIRST_PIECES = 40  # ... the most frequent ones, and others only for bytes that were hardly seen
_SEEN_OFTEN = 3
_FEW = 100
_SHORT = 12  # pieces: a text of no more is weighed without bounds
_BOUND = 48  # steps: the most that one piece of a long text says against a page
_MAY_CATCH_UP = 40  # steps: a page that is further behind is not read to the end
_MOST_ASCII, _FEWER_ASCII = 150, 50  # words: the fewer beside many pieces, which tell the language as well
_ASCII_SAMPLE = 1 << 15
_LONG = 1 << 14  # bytes: Python counts the pieces of less
_SHORT_TEXT = 1 << 11  # bytes: Python counts the words of less
_CHOICE, _PIECE = 100, 20  # microseconds that Python takes, roughly, for a choice, and for each piece
_REPEATS = 8  # a piece counts no more often than this: it says the same thing again
_CAP = 80  # steps: what the ASCII words may say against a language
_QUOTED = 16  # ... and for English words in it
_HOPELESS = 60  # steps behind the best page: no alternative
_NEW_PRIOR = 12  # of a page that is not in the table
_UNPAIRED = 10  # steps: quotation marks that open and do not close, or the other way round
_BITS_A_PIECE = 6  # what a piece costs besides its letters: its edges, its symbols
_ASCII_BYTES = bytes(range(0x80))
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
    if len(data) > _LONG and kernels_pay(microseconds=len(data) >> 6):
        from textnorm.text.decoding import page_kernels

        return page_kernels.marked_pieces(data)
    return Counter(filterfalse(bytes.isascii, data.split()))


def _frequent(pieces: Mapping[bytes, int], most: int) -> list[tuple[bytes, int]]:
    """The most frequent pieces; of equally frequent ones those that come first in the order of bytes."""
    if len(pieces) > _FEW:  # a second sort keeps the order of the first
        order = sorted(sorted(pieces), key=pieces.__getitem__, reverse=True)
        return [(piece, pieces[piece]) for piece in order[:most]]
    return sorted(pieces.items(), key=_by_count)[:most]


def _by_count(item: tuple[bytes, int]) -> tuple[int, bytes]:
    return -item[1], item[0]


def _telling(marked: Mapping[bytes, int]) -> list[tuple[bytes, int]]:
    """The pieces that are read: the most frequent ones, and some for every byte that is not ASCII."""
    if len(marked) > _FEW and kernels_pay():
        from textnorm.text.decoding import page_kernels

        return page_kernels.telling(marked)
    told: list[tuple[bytes, int]] = []
    seen: Counter[int] = Counter()
    often = bytes(range(0x80))  # and what was seen often enough
    for piece, count in _frequent(marked, len(marked)):
        rest = piece[:LONGEST].translate(None, often)
        if rest or len(told) < _FIRST_PIECES:
            fresh = set(rest)
            told.append((piece, count))
            seen.update(fresh)
            often += bytes(byte for byte in fresh if seen[byte] >= _SEEN_OFTEN)
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
    weighed = [(piece, min(count, _REPEATS)) for whole, count in listed for piece in _cut(whole)]
    around = _around(ascii_text, _MOST_ASCII if len(listed) <= _SHORT else _FEWER_ASCII)
    used = bytes(sorted(set(b"".join([piece for piece, _ in weighed]).translate(None, _ASCII_BYTES))))
    unlike = _unlike(used, pages)
    bounded = len(listed) > _SHORT
    if kernels_pay(pages, _CHOICE + _PIECE * len(weighed)):
        from textnorm.text.decoding import page_kernels

        left = page_kernels.weigh(weighed, unlike, around, bounded=bounded)
    else:
        left = _weighed(weighed, unlike, spread(around), bounded=bounded)
    places = _places(pages)
    scored = [(cost, places[name], LANGUAGES[number].code) for cost, name, number in left]
    best = min(scored)[0]
    return _rated([entry for entry in scored if entry[0] <= best + _HOPELESS], listed, pages)


@lru_cache(maxsize=64)
def _places(pages: tuple[str, ...]) -> dict[str, int]:
    return {page: place for place, page in enumerate(pages)}


def _prior(page: str) -> int:
    return PRIORS.get(page, _NEW_PRIOR)


class _Page:
    """What was read in a page so far: its costs by language, and the sum of the costs in the cheapest language each."""

    __slots__ = ("costs", "least", "name", "prior")

    def __init__(self, name: str) -> None:
        self.name = name
        self.prior = self.least = _prior(name)
        self.costs = 0


_least = attrgetter("least")


@lru_cache(maxsize=1 << 12)
def _unlike(used: bytes, pages: tuple[str, ...]) -> tuple[str, ...]:
    """Pages that read the bytes ``used`` alike are one, and the likeliest of them stands for it."""
    found: dict[str, str] = {}
    for name in pages:
        reading = in_page(used, name)
        other = found.setdefault(reading, name)
        if _prior(name) < _prior(other):
            found[reading] = name
    return tuple(found.values())


def _weighed(
    weighed: Iterable[tuple[bytes, int]], names: Iterable[str], around: int, *, bounded: bool
) -> list[tuple[int, str, int]]:
    """The pages that are not out after all pieces were read: the least cost, the page, the number of the language.

    What each piece costs in its own cheapest language bounds a page from below, and most pages are soon out by that.
    ``kernels.page_costs.weigh_pages`` does the same.
    """
    pages = list(map(_Page, names))
    for number, (piece, weight) in enumerate(weighed):
        texts = [in_page(piece, page.name) for page in pages]
        if number >= _FIRST_PIECES and texts.count(texts[0]) == len(texts):
            continue
        costs = {text: reading_cost(text) for text in texts}
        leasts = {text: least(cost) for text, cost in costs.items()}
        if bounded:
            bound = min(leasts.values()) + _BOUND
            costs = {text: _at_most(cost, bound) for text, cost in costs.items()}
            leasts = {text: min(cost, bound) for text, cost in leasts.items()}
        for text, page in zip(texts, pages, strict=True):
            page.costs += costs[text] * weight
            page.least += leasts[text] * weight
        if len(pages) > 1:
            leader = min(pages, key=_least)
            limit = leader.prior + min(unpack(around + leader.costs)) + _HOPELESS + _MAY_CATCH_UP
            pages = [page for page in pages if page.least <= limit]
    found = []
    for page in pages:
        by_language = unpack(around + page.costs)
        cheapest = min(by_language)
        found.append((cheapest + page.prior, page.name, by_language.index(cheapest)))
    return found


def _at_most(costs: int, bound: int) -> int:
    """In a long text one odd piece must not outweigh all others: it may be damaged, or in another page."""
    by_language = unpack(costs)
    return costs if max(by_language) <= bound else spread([min(cost, bound) for cost in by_language])


def _around(ascii_text: bytes, most: int) -> list[int]:
    """What the ASCII words of the text say against each language, on top of how rare it is."""
    if not ascii_text:
        return list(language_priors())
    ascii_text = ascii_text[:_ASCII_SAMPLE]
    if len(ascii_text) > _SHORT_TEXT and kernels_pay():
        from textnorm.text.decoding import page_kernels

        words = [word[:LONGEST] for word in page_kernels.frequent_words(ascii_text, most)]
        costs = page_kernels.costs_of(words, PAGES[0]).sum(axis=0).tolist()
    else:
        words = [word[:LONGEST] for word, _ in _frequent(Counter(filter(bytes.isascii, ascii_text.split())), most)]
        costs = unpack(sum(map(_ascii_costs, words)))
    cheapest = min(costs)
    most = min(costs[_ENGLISH] - cheapest + _QUOTED, _CAP)
    against = [cost - cheapest if cost - cheapest < most else most for cost in costs]
    return list(map(add, language_priors(), against))


@lru_cache(maxsize=1 << 15)
def _ascii_costs(word: bytes) -> int:
    return sum(map(word_costs, words_of(word.decode())))


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
        cost = _cost_in(frequent, best, language)
        bits = max(0.0, (cost / 2 - _BITS_A_PIECE * len(frequent)) / letters)
    doubt = _doubt(bits, letters)
    confidence = weights[0] / total * (1 - doubt)
    rivals = [in_page(sample, pages[number]) for _, number, _ in groups[1:]]
    if (
        _is_strange(frequent, best, language)
        or _has_twin(in_page(sample, best), rivals)
        or _has_misplaced(frequent, best)
    ):
        confidence = min(confidence, _UNKNOWN)
    alternatives = tuple(
        Alternative(pages[number], language, round(weight / total * (1 - doubt), 3))
        for (_, number, language), weight in zip(groups[1:4], weights[1:4], strict=True)
    )
    return Choice(best, language, round(min(confidence, 0.999), 3), alternatives, bits)


def _cost_in(pieces: list[bytes], page: str, language: str) -> int:
    if kernels_pay((page,)):
        from textnorm.text.decoding import page_kernels

        return page_kernels.cost_in(pieces, page, _NUMBERS[language])
    return unpack(sum(reading_cost(in_page(piece, page)) for piece in pieces))[_NUMBERS[language]]


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


_UNKNOWN = 0.75  # the confidence in a page that may be one that is not known
_CEDILLAS = str.maketrans("ŞşŢţ", "ȘșȚț")


def _has_twin(text: str, others: Iterable[str]) -> bool:
    """Whether another page says the same but for cedillas and commas: which of the two it was, no byte can say."""
    plain = text.translate(_CEDILLAS)
    return plain != text and any(other.translate(_CEDILLAS) == plain for other in others)


def _has_misplaced(pieces: Sequence[bytes], page: str) -> bool:
    """Whether one piece in ten or more has a symbol in a word where none can stand: иловаг╔, £tvonal, la\u200egrada.

    The letters beside it may be those of a known language, and sure: Tajik in KOI8-T is Cyrillic but for four letters.
    """
    misplaced = sum(_MISPLACED.search(in_page(piece, page)) is not None for piece in pieces)
    return misplaced > 0 and 10 * misplaced >= len(pieces)


# Boxes beside letters, marks of direction between Latin ones, signs behind a letter or before three, Hebrew points on
# no letter.
_MISPLACED = lazy(
    "[^\\W\\d_][\u2500-\u259f]|[\u2500-\u259f][^\\W\\d_]|[A-Za-z\u00c0-\u024f][\u200e\u200f]"
    "|[^\\W\\d_][\u00a1-\u00a6\u00a8\u00ac\u00b1\u00b6\u00b8\u00bf\u00f7\u02c6\u02dc‹]|[£¤¥¦¬±][^\\W\\d_]{3}"
    "|[\u0591-\u05c7]{3}|[^\\W\\d_]·\\Z"
)


def _is_strange(pieces: Iterable[bytes], page: str, language: str) -> bool:
    """Whether the characters outside ASCII are too unlikely where they stand, whatever the others say.

    In a page that is not known, the ASCII letters of a known language hide how little the rest fits. Right readings
    take 3.5 bits a letter, and less than 7.5 in 99 of 100 texts of three to five such letters.
    """
    bits = [cost for piece in pieces for cost in _unlikely(in_page(piece, page).lower(), language)]
    return bool(bits) and sum(bits) / len(bits) > _FEWEST_BITS + _SPREAD / sqrt(len(bits))


_FEWEST_BITS, _SPREAD = 6.0, 4.0
_MOST_BITS = 12.0


@lru_cache(maxsize=1 << 14)
def _unlikely(text: str, language: str) -> tuple[float, ...]:
    """The bits of each letter outside ASCII after the two before it, and of the letter that follows it."""
    bits = []
    edged = f"  {text} "
    for place in range(2, len(edged) - 1):
        letter = edged[place]
        if letter < "\x80":
            continue
        before, after = edged[place - 1], edged[place + 1]
        if not letter.isalpha():
            if symbol_cost(before, letter, after) > _MOST_SYMBOL:
                bits.append(_MOST_BITS)
            continue
        first = edged[place - 2] if before.isalpha() and edged[place - 2].isalpha() else " "
        before = before if before.isalpha() else " "
        bits.append(min(_MOST_BITS, -score_next(first + before, letter, language)))
        if after.isalpha():
            bits.append(min(_MOST_BITS, -score_next(before + letter, after, language)))
    return tuple(bits)


_MOST_SYMBOL = 34  # steps: a symbol that costs more stands where it does not belong


def _doubt(bits: float, letters: int) -> float:
    """How little the best reading looks like text of any language that has a model.

    Text costs about 3.3 bits a letter in its own language; in a language or a page that is not known, from 4.5 up.
    """
    return 1.0 / (1.0 + exp2(-_SHARPER * (bits - _STRANGE - 5.0 / sqrt(max(letters, 1)))))


_STRANGE, _SHARPER = 4.3, 6.0
