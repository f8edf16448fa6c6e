"""A story read: its title taken apart, and its words as weighted keys."""

from __future__ import annotations

import re
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

from textnorm.kernels.scores.headline_flags import NAME, NOUN, ROOT, STOP
from textnorm.match.corpus.repair import repair_text
from textnorm.match.headlines.parse import ParsedHeadline, parse_headline
from textnorm.match.headlines.word_keys import pinyin_names
from textnorm.match.headlines.words import Word, analyse_once
from textnorm.match.stories.parts import split_story

__all__ = ["ReadStory", "StoryWords", "Vector", "read_story", "read_words"]

#: The weight of every key; the squares add up to about 1.
Vector = dict[int, float]

# Weights are whole multiples of this: they fit into 32 bits, and sums of their products are exact in any order.
_GRAIN = 2.0**-20

# Of a longer text the beginning tells the event.
_LONGEST = 6_000
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]{2,}(?:['’][^\W\d_]{1,2}(?![^\W\d_]))?")
_ENDS_SENTENCE = re.compile(r"[.!?:\"„»“]\s*$")
# Words as common as this say nothing of an event; rarer than that, they are all names.
_COMMON, _RAREST = 6.0, 15.0
_IN_TITLE = 2.0  # a word of the title counts as so many in the text
_NOUN, _PLACE_WEIGHT = 1.3, 1.5
# A half of a compound, and the sound of a name (Selenskyj, Zelensky), of the whole word.
_HALF = 0.4
# Kinds of keys, above the 32 bits of a key.
_STEM, _GROUP, _PLACE, _NUMBER = (kind << 32 for kind in range(4))


class StoryWords(NamedTuple):
    """The words of a story by title and in all, and how each key is written."""

    title: Vector
    words: Vector
    written: dict[int, str]


class ReadStory(NamedTuple):
    """A story: its title as a headline, its words by title and in all, and how each key is written."""

    headline: ParsedHeadline
    title: Vector
    words: Vector
    written: dict[int, str]
    has_text: bool

    @property
    def is_blank(self) -> bool:
        """Whether there is no word to compare."""
        return not self.words


@lru_cache(maxsize=1024)
def read_story(story: str, repaired: bool) -> ReadStory:
    """Read a story. Words weigh by their surprisal, so that a pair has one score in any company."""
    title, text = split_story(repair_text(story) if repaired else story)
    return ReadStory(parse_headline(title), *read_words(title, text), bool(text))


def read_words(title: str, text: str) -> StoryWords:
    """The words of a story, which is repaired."""
    written: dict[int, str] = {}
    counts: dict[int, float] = {}
    weights: dict[int, float] = {}
    _count(title, _IN_TITLE, counts, weights, written)
    of_title = _vector(counts, weights)
    _count(text[:_LONGEST], 1.0, counts, weights, written)
    return StoryWords(of_title, _vector(counts, weights), written)


def _count(
    text: str, times: float, counts: dict[int, float], weights: dict[int, float], written: dict[int, str]
) -> None:
    """Add the keys of the words of ``text`` to ``counts``, with their weights and spellings."""
    capitals = text.isupper()
    for found in _WORD.finditer(pinyin_names(text)):
        token = found.group()
        first = capitals or found.start() == 0 or _ENDS_SENTENCE.search(text, max(0, found.start() - 3), found.start())
        for key, share, weight in _keys_of(token, bool(first)):
            counts[key] = counts.get(key, 0.0) + share * times
            if share < 1.0:  # the word itself, where it stands alone, says what it weighs
                weights.setdefault(key, weight)
            else:
                weights[key] = weight
            written.setdefault(key, token)


@lru_cache(maxsize=1 << 16)
def _keys_of(token: str, caseless: bool) -> tuple[tuple[int, float, float], ...]:
    """The keys of a word, as what share of a word each counts, and its weight."""
    if token[0].isdigit():
        return ((_NUMBER | hash_of_number(token), 1.0, 0.5),) if len(token) > 1 else ()
    word = analyse_once(token, caseless=caseless)
    if word.flags & STOP:
        return ()
    weight = _weight(word)
    return ((_key(word), 1.0, weight), *[(key, _HALF, 0.7 * weight) for key in _beside(word)])


def hash_of_number(token: str) -> int:
    """A number by its digits alone: 25.000 and 25,000 are one."""
    return int("".join(letter for letter in token if letter.isdigit() and letter.isascii())[:9] or 0)


def _key(word: Word) -> int:
    if word.place:
        return _PLACE | word.place
    if word.group >= ROOT:
        return _STEM | word.group - ROOT
    # A name is one by its capital, which says nothing where a sentence begins: there it has only its stem.
    return _GROUP | word.group if word.group and not word.flags & NAME else _STEM | word.stem


def _beside(word: Word) -> list[int]:
    """The keys that a word has beside its own: the halves of a compound, the sound of a name."""
    keys = [_STEM | half for half in (word.head, word.tail) if half]
    if word.flags & NAME and word.group and not word.place:
        keys.append(_GROUP | word.group)
    return keys


def _weight(word: Word) -> float:
    rare = max(0.0, min(word.surprisal, _RAREST) - _COMMON) / (_RAREST - _COMMON)
    return (0.1 + rare) * (_NOUN if word.flags & NOUN else 1.0) * (_PLACE_WEIGHT if word.place else 1.0)


def _vector(counts: dict[int, float], weights: dict[int, float]) -> Vector:
    raw = {key: weights[key] * (1.0 + log(count) if count > 1.0 else count) for key, count in counts.items()}
    grains = sqrt(sum(value * value for value in raw.values())) * _GRAIN
    return {key: round(value / grains) * _GRAIN for key, value in raw.items()} if grains else {}
