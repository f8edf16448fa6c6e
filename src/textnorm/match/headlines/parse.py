"""A headline taken apart: its words with their keys and weights, its numbers, its marks."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from textnorm.kernels.scores.headline_alignment import WordColumns
from textnorm.kernels.scores.headline_flags import (
    AND,
    COLON,
    GIVEN,
    NOUN,
    NUMERAL,
    PHRASE,
    PLAN,
    QUESTION,
    SLUG,
    STOP,
    TRUNCATED,
)
from textnorm.match.headlines.lexicon import Lexicon, word_classes
from textnorm.match.headlines.numbers import (
    AGE,
    COUNTED,
    DAY,
    LAST_AGE,
    MONTH,
    NUMBER,
    REGNAL,
    Figure,
    Number,
    may_have_numbers,
    read_numbers,
)
from textnorm.match.headlines.parts import Parts, split_parts
from textnorm.match.headlines.word_keys import pinyin_names
from textnorm.match.headlines.words import Word, analyse_word, key_of
from textnorm.match.keys import key

__all__ = [
    "DIED", "HEAD", "LONGEST", "PERFECT", "ROW", "Packed", "ParsedHeadline", "dash_in", "joined_keys",
    "marks_of", "pack_figures", "pack_word_into", "pack_words", "parse_headline", "settle_words", "tokens_of",
]  # fmt: skip

_WORD = re.compile(r"\d+(?:[.,:]\d+)*\.?|[^\W\d_]+(?:['’][^\W\d_]{1,2}(?![^\W\d_]))?|[%€$£]")
# Anything beyond is ignored: pairing words takes the product of two lengths, and no headline is as long.
LONGEST = 2_000
_DASH = re.compile(r" [–—|-] ")


def tokens_of(text: str) -> list[str]:
    """The words and numbers of a headline as they stand there, not yet taken apart.

    >>> tokens_of("Köln: 25.000 Gäste")
    ['Köln', '25.000', 'Gäste']
    """
    return _WORD.findall(pinyin_names(text[:LONGEST]))


# Keys and flags, weights, the bits of the keys; those of the letters, of which one pair alone can do without.
ROW = Struct("10q2d2q")


def pack_words(words: Sequence[Word]) -> tuple[bytes, bytes, tuple[int, ...]]:
    """Words in rows as kernels read them, without the bits of their letters; the letters, and how many each has."""
    rows = b"".join([ROW.pack(*word[2:12], *word[13:16], 0) for word in words])
    folds = [word.folded for word in words]
    return rows, "".join(folds).encode("ascii", "replace"), tuple(map(len, folds))


def pack_word_into(rows: memoryview, place: int, word: Word) -> None:
    """Write the row of a word into rows that are there."""
    ROW.pack_into(rows, ROW.size * place, *word[2:12], *word[13:16], 0)


class Packed(NamedTuple):
    """A headline as the kernel that weighs pairs takes it: ``kernels.headlines.packed_headline`` says what ``data`` is.

    ``folded`` are its words with spaces between; how many words it has, its key, and how many numbers it has, stand in
    ``data`` as well.
    """

    data: bytes
    folded: str
    size: int
    whole: int
    numbers: int

    @property
    def is_blank(self) -> bool:
        """Whether there is neither a word nor a number to compare."""
        return not self.folded and not self.numbers


#: How many words, where the kicker ends and the tail begins, marks, the key, how many numbers, how many letters.
HEAD = Struct("8q")
_FIGURE = Struct("qdq")


def pack_figures(figures: Sequence[Figure]) -> bytes:
    """The numbers of a headline as kernels read them."""
    return b"".join([_FIGURE.pack(figure.mask, figure.value, figure.owner) for figure in figures])


class _Fields(NamedTuple):
    text: str
    parts: Parts
    words: tuple[Word, ...]
    joined: tuple[int, ...]
    kicker_end: int
    tail_start: int
    numbers: tuple[Figure, ...]
    marks: int
    folded: str
    key: str
    whole: int


class ParsedHeadline(_Fields):
    """Words in order, the keys of neighbours ``joined``, where the kicker ends and the tail begins, numbers, marks."""

    @cached_property
    def word_columns(self) -> WordColumns:
        """Its words as columns, one entry for every place of a word."""
        if not self.words:
            return WordColumns._make([*[()] * 10, b"", (0,), (), (), (), None])
        _, folded, *keys, _, weight, contrast, bits = zip(*self.words, strict=True)
        letters = "".join(folded).encode("ascii", "replace")
        return WordColumns._make([*keys, letters, (0, *accumulate(map(len, folded))), weight, contrast, bits, None])

    @cached_property
    def packed(self) -> Packed:
        """What the kernel that weighs pairs takes of it."""
        rows, letters, sizes = pack_words(self.words)
        counted = len(sizes), self.kicker_end, self.tail_start, self.marks, self.whole, len(self.numbers)
        fields = array("q", (*self.joined, *accumulate(sizes))).tobytes()
        data = HEAD.pack(*counted, len(letters), 0) + rows + fields + pack_figures(self.numbers) + letters
        return Packed(data, self.folded, len(sizes), self.whole, len(self.numbers))

    @property
    def is_blank(self) -> bool:
        """Whether there is neither a word nor a number to compare."""
        return not self.folded and not self.numbers


def parse_headline(text: str, *, suffixes: frozenset[str] = frozenset()) -> ParsedHeadline:
    """Parse one headline; ``suffixes`` are names of sites, learned from the corpus.

    >>> headline = parse_headline("Ukraine-Krieg: 25.000 Flüchtlinge erreichen Köln")
    >>> [word.surface for word in headline.words], headline.kicker_end, headline.numbers[0].value
    (['Ukraine', 'Krieg', 'Flüchtlinge', 'erreichen', 'Köln'], 2, 25000.0)
    """
    parts = split_parts(pinyin_names(text[:LONGEST]), suffixes=suffixes)
    kicker = _WORD.findall(parts.kicker) if parts.kicker else []
    tokens = kicker + _WORD.findall(parts.main)
    # Capitals say something about a word only inside a sentence that uses both cases.
    begins = (0, len(kicker)) if not parts.main.isupper() else range(len(tokens))
    words = [analyse_word(token, caseless=place in begins) for place, token in enumerate(tokens)]
    kicker_end, tail_start = len(kicker), len(tokens)
    dash = dash_in(parts.main)
    if dash >= 0:
        tail_start = kicker_end + len(_WORD.findall(parts.main[:dash]))
    words, (kicker_end, tail_start), numbers = settle_words(text, tokens, words, (kicker_end, tail_start))
    marks = marks_of(text, parts)
    folds = [word.folded for word in words]
    joined = joined_keys(words)
    folded = " ".join(folds)
    folded_hard = key(text)
    return ParsedHeadline(
        text, parts, tuple(words), tuple(joined), kicker_end, tail_start, numbers, marks, folded, folded_hard,
        key_of(folded_hard),
    )  # fmt: skip


def dash_in(main: str) -> int:
    """Where the tail of a headline without its kicker begins: at a dash or a bar between spaces; -1 without one."""
    dash = _DASH.search(main)
    return dash.start() if dash else -1


def marks_of(text: str, parts: Parts) -> int:
    """The marks of a headline."""
    return QUESTION * ("?" in text[-3:]) | SLUG * parts.slug | TRUNCATED * parts.truncated | COLON * parts.colon


def joined_keys(words: Sequence[Word]) -> list[int]:
    """The key of every word and its successor in one; 0 for the last."""
    # CRC-32 goes on from where it stopped, so this is the key of both in one.
    joined = [crc32(other.folded.encode("utf-8", "surrogatepass"), word.exact) for word, other in pairwise(words)]
    return [*joined, 0] if words else joined


_ENGLISH = {"to", "the", "of", "at", "and", "after", "over", "as", "by", "from", "with", "for", "closes", "opens"}
_GERMAN = {
    "der",
    "die",
    "das",
    "und",
    "mit",
    "fuer",
    "von",
    "vom",
    "zu",
    "zum",
    "zur",
    "im",
    "den",
    "ein",
    "eine",
    "nach",
}
PERFECT = {"haben", "sein", "worden"}


def settle_words(
    text: str, tokens: Sequence[str], words: list[Word], borders: tuple[int, int]
) -> tuple[list[Word], tuple[int, int], tuple[Figure, ...]]:
    """The words of a headline as they are beside each other, without its numbers, and these; ``borders`` move along."""
    folds = [word.folded for word in words]
    if not word_classes().particles.isdisjoint(folds):
        _join_particles(words, folds, borders)
    if "plant" in folds:
        _read_english(words)
    if folds and folds[-1] in PERFECT:  # soll gebeten haben: hearsay, no plan
        words = [word._replace(flags=word.flags & ~PLAN) if word.flags & PLAN else word for word in words]
    flags = 0
    for word in words:
        flags |= word.flags
    found: list[Number] = []
    if flags & NUMERAL or ((flags & PHRASE or "illi" in text) and may_have_numbers(folds)):
        numbers = [_regnal(number, tokens, words) for number in read_numbers(tokens, folds)]
        found = _last_ages(numbers, words, folds)
    if not found and not flags & PHRASE:
        return words, borders, ()
    for number in found:
        if number.kind in (DAY, MONTH) and number.first and words[number.first - 1].folded == "zum":
            words[number.first - 1] = analyse_word("am")  # zum 1. Juli is am 1. Juli; zum Gipfel is not am Gipfel
        if number.kind == DAY:  # on May 8 nothing may happen
            for place in range(number.first, number.end):
                words[place] = words[place]._replace(flags=words[place].flags & ~(STOP | PLAN))
    return _take_numbers(tokens, words, borders, found)


#: Particles that are adverbs where the verb is not listed with them: what steigt weiter still rises.
_ADVERBS = {"weiter", "zusammen", "mit", "neu", "gut", "klar", "frei", "hin", "durch", "davon", "bevor", "wahr", "fest"}


def _is_capital(word: Word) -> bool:
    """Whether a word that is not the first is a noun: in baut Stellen ab, nobody puts anything down."""
    return word.flags & NOUN != 0 and word.surface[:1].isupper() and not word.surface.isupper()


def _join_particles(words: list[Word], folds: Sequence[str], borders: tuple[int, int]) -> None:
    """Let verbs know the particle at the end of their clause: räumt … ein. It ends at a border, and before *und*."""
    lexicon = word_classes()
    last = len(words) - 1
    particles = [place for place, fold in enumerate(folds) if fold in lexicon.particles]
    ends = [place for place in particles if place == last or place + 1 in borders or words[place + 1].flags & AND]
    for place in ends:
        particle = folds[place]
        verb = _verb_with(words, particle, range(place - 1, -1, -1), lexicon)
        if verb is not None:
            words[verb] = words[verb].with_particle(particle)
            words[place] = words[place].as_particle()


def _verb_with(words: list[Word], particle: str, clause: range, lexicon: Lexicon) -> int | None:
    """The place of the verb that a particle belongs to, the last one of its clause that is listed with it."""
    for place in clause:
        word = words[place]
        if (word.folded, particle) in lexicon.separable and not (place and _is_capital(word)):
            return place
    if particle not in _ADVERBS:
        for place in clause:
            if words[place].polarity and not words[place].flags & (NOUN | STOP):
                return place
    return None


def _read_english(words: list[Word]) -> None:
    """Let words that German has as well say what they say in English: a plant is a factory."""
    folds = {word.folded for word in words}
    if folds & _ENGLISH and not folds & _GERMAN:
        words[:] = [word._replace(flags=word.flags & ~PLAN) if word.folded == "plant" else word for word in words]


def _regnal(number: Number, tokens: Sequence[str], words: list[Word]) -> Number:
    """A Roman number behind a first name belongs to the name: Leo XIV."""
    first = number.first
    named = number.kind == NUMBER and first > 0 and words[first - 1].flags & GIVEN and number.end == first + 1
    return number._replace(kind=REGNAL) if named and tokens[first].isupper() else number


DIED = frozenset({"gestorben", "verstorben", "stirbt", "verstirbt", "starb", "tot", "dies", "died", "dead"})
_YEARS = frozenset({"jahren", "years"})
_AGED = frozenset({"mit", "at", "aged"})
_OLDEST = 120


def _last_ages(found: list[Number], words: list[Word], folds: list[str]) -> list[Number]:
    """The numbers, where those are known that say how old somebody was who has died: mit 81 gestorben."""
    if DIED.isdisjoint(folds):
        return found
    return [_last_age(number, words, folds) for number in found]


def _last_age(number: Number, words: list[Word], folds: list[str]) -> Number:
    """A number as the age of who has died, with the small words around it, if it is one: im Alter von 81 Jahren."""
    first, end = number.first, number.end
    if number.kind not in (NUMBER, AGE) or not 0 < number.value <= _OLDEST or number.hedge:
        return number
    years = end < len(folds) and folds[end] in _YEARS
    if folds[max(0, first - 3) : first] == ["im", "alter", "von"]:
        before = 3
    elif first > 0 and folds[first - 1] in _AGED and (years or end == len(words) or not words[end].flags & NOUN):
        before = 1
    else:
        return number
    return number._replace(first=first - before, end=end + years, kind=LAST_AGE, hedge_words=before)


def _counted(words: list[Word], end: int) -> int:
    """The key of what a number counts, an adjective between: 3 Tote, 5 schwer Verletzte; 0 for nothing."""
    counted = [word for word in words[end : end + 2] if not word.flags & (STOP | NUMERAL)]
    if not counted or counted[0] is not words[end]:
        return 0
    word = next((word for word in counted if word.flags & NOUN), counted[0])
    return word.group or word.stem


def _begins_phrase(words: list[Word], index: int) -> bool:
    """Whether a function word belongs to what follows: steht vor Gericht is no plan."""
    if not words[index].flags & STOP or index + 1 == len(words):
        return False
    return words[index].with_next(words[index + 1]) is not None


def _take_numbers(
    tokens: Sequence[str], words: list[Word], borders: tuple[int, int], found: list[Number]
) -> tuple[list[Word], tuple[int, int], tuple[Figure, ...]]:
    """Set numbers apart from words, and join two-word names (Sri Lanka) into one word; ``borders`` move along."""
    # The words of a number go with it, but for small ones that say nothing of how exact it is.
    gone = {
        index
        for number in found
        for index in range(number.first, number.end)
        if index < number.first + number.hedge_words or not words[index].flags & STOP
    }
    kept: list[Word] = []
    first = second = 0
    skip = False
    for index, word in enumerate(words):
        if skip:
            skip = False
            continue
        if index in gone:
            continue
        if word.flags & PHRASE and index + 1 < len(words):
            phrase = word.with_next(words[index + 1])
            if phrase is not None and not _begins_phrase(words, index + 1):
                word, skip = phrase, True
                # In DFB-Elf, Elf is no eleven.
                found = [number for number in found if (number.first, number.end) != (index + 1, index + 2)]
        kept.append(word)
        first += index < borders[0]
        second += index < borders[1]
    numbers = tuple(
        Figure(
            number.kind,
            number.value,
            " ".join(tokens[number.first : number.end]),
            number.hedge,
            _counted(words, number.end) if number.kind in COUNTED else 0,
        )
        for number in found
    )
    return kept, (first, second), numbers
