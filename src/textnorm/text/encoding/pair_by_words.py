"""The pair of pages that turns the odd words of a text into frequent German ones: ``getštete`` into *getötete*.

The letters around a place may fit both ways, and a short headline has only one such place. A word that is known is
better evidence than its letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from textnorm.text.encoding.codepages import MIXUPS, mixup
from textnorm.text.evidence.known_words import is_known

__all__ = ["pair_by_words"]

_MOST = 40  # words that are asked
_SHORTEST = 3  # letters of a word that is evidence
_TOKEN = re.compile(r"[^\s\x00-@\[-`{-\x7f]+")
_LETTERS = re.compile(r"[^\W\d_]+")


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
    for token in tokens:
        for number in candidates:
            votes[number] += _becomes_known(token, number)
    most = max(votes.values(), default=0)
    if most <= 0 or 2 * most < len(tokens):
        return None
    best = [number for number, count in votes.items() if count == most]
    results = {text.translate(mixup(*MIXUPS[number][:2])) for number in best}
    return best[0] if len(results) == 1 else None


def _token_around(text: str, place: int) -> tuple[int, int]:
    """What stands around ``place`` without white space or signs of ASCII: letters, and what they may have become."""
    start = place
    while start > 0 and place - start < _MOST and _TOKEN.match(text[start - 1]):
        start -= 1
    found = _TOKEN.match(text, place, place + _MOST)
    return start, found.end() if found else place + 1


@lru_cache(maxsize=1 << 14)
def _becomes_known(token: str, number: int) -> int:
    """1 if the pair makes known words of what is odd in ``token``, -1 if it takes one away, else 0."""
    meant = token.translate(mixup(*MIXUPS[number][:2]))
    if meant == token:
        return 0
    before = [word for word in _LETTERS.findall(token) if not word.isascii() and len(word) >= _SHORTEST]
    after = [word for word in _LETTERS.findall(meant) if not word.isascii() and len(word) >= _SHORTEST]
    if any(map(is_known, before)):
        return -1
    return int(bool(after) and all(map(is_known, after)))
