"""The pair of pages that turns the odd words of a text into frequent German ones: ``getštete`` into *getötete*.

The letters around a place may fit both ways, and a short headline has only one such place. A word that is known is
better evidence than its letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from textnorm.text.encoding.codepages import MIXUPS, mixup
from textnorm.text.evidence.known_words import is_known, known_part, level_of

__all__ = ["MAY_BE_SMALL", "pair_by_words"]

_MOST = 40  # words that are asked
_SHORTEST = 3  # letters of a word that is evidence
_SHORTEST_MEANT = 2  # ... if it is an everyday word: Öl
_EVERYDAY = 3  # the level of such
_MORE_FREQUENT = 2  # levels by which a word must be more frequent than another
_LONG_PART = 5  # letters of a known word with which a compound begins or ends
_TOKEN = re.compile(r"[^\s\x00-@\[-`{-\x7f]+")
_LETTERS = re.compile(r"[^\W\d_]+")
#: Words with an umlaut in front that are no nouns, or need not be.
MAY_BE_SMALL = re.compile(
    "über|übl|üb[etu]|übri|üpp|öffn|öffent(?!lichkeit)|öft|ökolog(?!ie)|ökonomisch|österreichisch|örtl|öd|ölig|ähn|äl|änd|ärg|äuß|äng|ärm"
)


def pair_by_words(text: str, runs: Sequence[re.Match[str]], candidates: Sequence[int]) -> int | None:
    """The number of the pair among ``candidates`` that makes known words of at least half of the words in question.

    ``runs`` are the runs of characters in ``text`` that are not ASCII. None if no pair does, or two that differ do.
    """
    tokens: dict[str, None] = {}
    end = -1
    for run in runs:
        if run.start() >= end:
            start, end = _token_around(text, run.start())
            tokens[text[start:end]] = None
            if len(tokens) == _MOST:
                break
    votes = dict.fromkeys(candidates, 0)
    levels = dict.fromkeys(candidates, 0)
    for token in tokens:
        for number in candidates:
            vote, level = _becomes_known(token, number)
            votes[number] += vote
            levels[number] += level
    most = max(votes.values(), default=0)
    if most <= 0 or 2 * most < len(tokens):
        return None
    best = [number for number, count in votes.items() if count == most]
    highest = max(levels[number] for number in best)
    best = [number for number in best if levels[number] > highest - _MORE_FREQUENT]
    results = {text.translate(mixup(*MIXUPS[number][:2])) for number in best}
    return best[0] if len(results) == 1 else _by_case(text, best)


def _by_case(text: str, best: Sequence[int]) -> int | None:
    """The pair among ``best`` that writes nouns with a capital, if they differ in nothing else: ÷sterreich."""
    results = {number: text.translate(mixup(*MIXUPS[number][:2])) for number in best}
    if len({result.lower() for result in results.values()}) > 1:
        return None
    first, second = min(results.values()), max(results.values())
    differ = [place for place, (one, two) in enumerate(zip(first, second, strict=True)) if one != two]
    if any(place and first[place - 1].isalpha() for place in differ) or len(set(results.values())) > 2:
        return None
    words = [_LETTERS.match(second, place) for place in differ]
    if any(word is None or MAY_BE_SMALL.match(word[0].lower()) for word in words):
        return None
    return next(number for number, result in results.items() if result[differ[0]].isupper())


def _token_around(text: str, place: int) -> tuple[int, int]:
    """What stands around ``place`` without white space or signs of ASCII: letters, and what they may have become."""
    start = place
    while start > 0 and place - start < _MOST and _TOKEN.match(text[start - 1]):
        start -= 1
    found = _TOKEN.match(text, place, place + _MOST)
    return start, found.end() if found else place + 1


@lru_cache(maxsize=1 << 14)
def _becomes_known(token: str, number: int) -> tuple[int, int]:
    """1 if the pair makes known words of what is odd in ``token``, -1 if it takes one away, else 0; their level."""
    meant = token.translate(mixup(*MIXUPS[number][:2]))
    if meant == token:
        return 0, 0
    before = [word for word in _LETTERS.findall(token) if not word.isascii() and len(word) >= _SHORTEST]
    after = [word for word in _LETTERS.findall(meant) if not word.isascii() and len(word) >= _SHORTEST_MEANT]
    if any(map(is_known, before)):
        return -1, 0
    levels = [_level(word) for word in after]
    least = min(levels, default=0)
    return int(least > 0), least


def _level(word: str) -> int:
    """How frequent ``word`` is; a compound of a known word counts as a rare one."""
    if any(one.islower() and two.isupper() for one, two in pairwise(word)):
        return 0
    level = level_of(word)
    if len(word) < _SHORTEST:
        return level if level == _EVERYDAY else 0
    return level or int(len(known_part(word)) >= _LONG_PART)
