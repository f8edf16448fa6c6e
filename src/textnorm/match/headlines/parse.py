"""A headline as the judge reads it: its words with their keys and weights, its figures, its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from textnorm.match.headlines.lexicon import LABEL, STOP, WordClass, word_classes
from textnorm.match.headlines.numbers import figure_word, read_figures
from textnorm.match.headlines.parts import Parts, split_parts
from textnorm.match.headlines.word_frequency import RARE, prior
from textnorm.match.headlines.word_keys import fold_word, loosen, sound, stem

__all__ = ["FIGURE", "NOUN", "Reading", "Word", "analyse_word", "read_headline", "worth"]

NOUN, AND, FIGURE, KNOWN, PHRASE = 8, 16, 32, 64, 128
QUESTION, LIVE, SLUG, TRUNCATED = 1, 2, 4, 8

_WORD = re.compile(r"\d+(?:[.,:]\d+)*\.?|[^\W\d_]+(?:['’][^\W\d_]{1,2}(?![^\W\d_]))?|[%€$£]")
# What lies behind is not read: pairing words takes the product of two lengths, and no headline is as long.
_LONGEST = 2_000
_DASH = re.compile(r" [–—|-] ")
_LIVE = {
    "liveticker",
    "ticker",
    "newsticker",
    "live",
    "liveblog",
    "newsblog",
    "blog",
    "livestream",
    "update",
    "updates",
}


class Word(NamedTuple):
    """The keys of a word, from strict to loose, as 32-bit numbers (0: none), its classes, and how rare it is."""

    surface: str
    folded: str
    exact: int
    stem: int
    sound: int
    head: int
    tail: int
    group: int
    place: int
    pole: int
    flags: int
    rarity: float
    worth: float
    sting: float

    def rarer(self, rarity: float, flags: int) -> Word:
        """The same word where it is as rare as ``rarity``."""
        return self._replace(rarity=rarity, flags=flags, worth=worth(rarity), sting=sting(flags, rarity))


class Reading(NamedTuple):
    """A headline: words in order, ``joined`` keys of neighbours, where kicker ends and tail begins."""

    text: str
    parts: Parts
    words: tuple[Word, ...]
    joined: tuple[int, ...]
    kicker_end: int
    tail_start: int
    figures: tuple[tuple[int, float, str], ...]
    flags: int
    folded: str
    whole: int


def _key(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def sting(flags: int, rarity: float) -> float:
    """The weight of a word as a contrast: a common noun in place of another still changes the news."""
    return max(worth(rarity), 0.4 if flags & NOUN else 0.3)


def worth(rarity: float) -> float:
    """The weight of a word as evidence, from its ``-ln`` probability: 0.05 for the commonest, 1.2 for the rarest."""
    return min(1.2, max(0.05, (rarity - 6.0) / 8.0))


_CONJUNCTIONS = {"und", "oder", "and", "or", "sowie"}
_words: dict[str, Word] = {}


def analyse_word(surface: str, *, caseless: bool = False) -> Word:
    """Every key of one word. Remembered: headlines share most of their words.

    With ``caseless`` a capital says nothing (first words, texts in capitals), and the shipped table decides.
    """
    remembered = f"{surface}\0" if caseless else surface
    word = _words.get(remembered)
    if word is None:
        if len(_words) > 500_000:
            _words.clear()
        word = _words[remembered] = _analyse(surface, caseless)
    return word


def _analyse(surface: str, caseless: bool) -> Word:
    bare = surface
    for apostrophe in "'’":
        bare = bare.partition(apostrophe)[0] or bare
    folded = fold_word(bare)
    exact_classes, stem_classes = word_classes()
    known = exact_classes.get(folded)
    flags = known.flags if known else 0
    loose = loosen(folded)
    rarity, mostly_capital, listed = prior().look_up(stem(loose))
    capital = mostly_capital or not listed if caseless else bare[:1].isupper()
    root = stem(loose, verb=not capital)
    if folded in _CONJUNCTIONS:
        flags |= AND
    if known or rarity < 13.5:
        flags |= KNOWN
    if not flags & STOP and (capital or mostly_capital):
        flags |= NOUN
    if flags & STOP:
        classes = known or WordClass()
    else:
        classes = stem_classes.get(root) or stem_classes.get(stem(loose)) or WordClass()
    if classes.place:
        flags |= KNOWN
    if loose in _phrase_starts():
        flags |= PHRASE
    if bare[:1].isdigit() or figure_word(bare, folded):
        flags |= FIGURE
    head, tail = ("", "") if flags & STOP or classes.place else _halves(loose)
    voiced = sound(loose) if flags & NOUN else ""
    return Word(
        bare,
        folded,
        _key(folded),
        _key(root),
        _key(voiced) if voiced else 0,
        _key(head) if head else 0,
        _key(tail) if tail else 0,
        classes.group,
        classes.place,
        classes.pole,
        flags,
        rarity,
        worth(rarity),
        sting(flags, rarity),
    )


@cache
def _phrase_starts() -> frozenset[str]:
    return frozenset(key.partition(" ")[0] for key in word_classes()[1] if " " in key)


_LINKS = ("", "s", "es", "n", "en", "er")
_ENDINGS = {"ling", "erin", "inne", "heit", "keit", "schaf", "land", "isch", "iere", "lich"}
_LONGEST_COMPOUND = 60  # the search below is quadratic, and a "word" may be a megabyte of anything
_UNLISTED = 14.0  # the cost of a first half that the table does not know


def _halves(loose: str) -> tuple[str, str]:
    """Stems of the two halves of a compound, or empty: ``wachstumsprognose`` is wachstum and prognose."""
    if not 8 <= len(loose) <= _LONGEST_COMPOUND:
        return "", ""
    look_up = prior().look_up
    best, halves = 26.0, ("", "")
    for middle in range(2, len(loose) - 3):
        right = stem(loose[middle:])
        right_rarity, _, known = look_up(right)
        if not known or len(right) < 4 or right_rarity > 13.5 or right in _ENDINGS:
            continue
        for link in _LINKS:
            left = loose[: middle - len(link)]
            if len(left) < 2 or not loose[:middle].endswith(link) or (len(left) == 2 and left != "ol"):
                continue
            left_rarity, _, known = look_up(stem(left))
            if not known or left_rarity > 13.0:
                if link or len(left) < 5:
                    continue
                left_rarity = _UNLISTED
            cost = left_rarity + right_rarity + 0.5 * len(link)
            if cost < best:
                best, halves = cost, (stem(left), right)
    return halves


def read_headline(text: str, *, suffixes: frozenset[str] = frozenset()) -> Reading:
    """Read one headline.

    >>> reading = read_headline("Ukraine-Krieg: 25.000 Flüchtlinge erreichen Köln")
    >>> [word.surface for word in reading.words], reading.kicker_end, reading.figures
    (['Ukraine', 'Krieg', 'Flüchtlinge', 'erreichen', 'Köln'], 2, ((0, 25000.0, '25.000'),))
    """
    parts = split_parts(text[:_LONGEST], suffixes=suffixes)
    kicker = _WORD.findall(parts.kicker) if parts.kicker else []
    tokens = kicker + _WORD.findall(parts.main)
    # Capitals say something about a word only inside a sentence that uses both cases.
    if not parts.main.isupper():
        words = [analyse_word(token) for token in tokens]
        for first in (0, len(kicker)):
            if first < len(words):
                words[first] = analyse_word(tokens[first], caseless=True)
    else:
        words = [analyse_word(token, caseless=True) for token in tokens]
    kicker_end, tail_start = len(kicker), len(tokens)
    dash = _DASH.search(parts.main)
    if dash:
        tail_start = kicker_end + len(_WORD.findall(parts.main[: dash.start()]))
    figures: tuple[tuple[int, float, str], ...] = ()
    if any(word.flags & (FIGURE | PHRASE) for word in words) or "illi" in text:
        words, (kicker_end, tail_start), figures = _take_figures(tokens, words, (kicker_end, tail_start), parts.slug)
    flags = QUESTION * ("?" in text[-3:]) | SLUG * parts.slug | TRUNCATED * parts.truncated
    if any(word.folded in _LIVE for word in words if word.flags & LABEL):
        flags |= LIVE
    folds = [word.folded for word in words]
    joined = [_key(first + second) for first, second in pairwise(folds)]
    if folds:
        joined.append(0)
    folded = " ".join(folds)
    whole = _key(folded.replace(" ", ""))
    return Reading(text, parts, tuple(words), tuple(joined), kicker_end, tail_start, figures, flags, folded, whole)


def _take_figures(
    tokens: Sequence[str], words: list[Word], borders: tuple[int, int], slug: bool
) -> tuple[list[Word], tuple[int, int], tuple[tuple[int, float, str], ...]]:
    """Set figures apart from words, and join two-word names (Sri Lanka) into one word; ``borders`` move along."""
    found = read_figures(tokens, [word.folded for word in words], slug=slug)
    taken = {index for figure in found for index in range(figure.first, figure.end)}
    stems = word_classes()[1]
    kept: list[Word] = []
    first = second = 0
    skip = False
    for index, word in enumerate(words):
        if skip:
            skip = False
            continue
        if index in taken and not (word.flags & STOP):
            continue
        if word.flags & PHRASE and index + 1 < len(words):
            phrase = f"{loosen(word.folded)} {loosen(words[index + 1].folded)}"
            classes = stems.get(phrase)
            if classes is not None:
                key = _key(phrase.replace(" ", ""))
                word = word._replace(
                    surface=f"{word.surface} {words[index + 1].surface}", folded=phrase.replace(" ", ""),
                    exact=key, stem=key, sound=0, head=0, tail=0, group=classes.group, place=classes.place,
                    pole=classes.pole,
                ).rarer(min(RARE, word.rarity + 2.0), (word.flags | NOUN) & ~STOP)  # fmt: skip
                skip = True
        kept.append(word)
        first += index < borders[0]
        second += index < borders[1]
    figures = tuple((figure.kind, figure.value, " ".join(tokens[figure.first : figure.end])) for figure in found)
    return kept, (first, second), figures
