"""How well a word fits any language that has a letter model: evidence for and against a repair."""

from __future__ import annotations

from functools import lru_cache

from textnorm.text.evidence.language_models import (
    LANGUAGES,
    STEPS_PER_BIT,
    is_likely_word,
    unpack,
    word_costs,
)

__all__ = ["costs_by_language", "is_word_anywhere", "least_cost"]

_HOPELESS = 8.0  # bits a letter in the best language, from which on no language is asked more closely


@lru_cache(maxsize=1 << 14)
def costs_by_language(word: str) -> tuple[float, ...]:
    """What ``word`` costs in each language of ``LANGUAGES``, in bits."""
    return tuple(cost / STEPS_PER_BIT for cost in unpack(word_costs(word)))


def least_cost(word: str) -> float:
    """What ``word`` costs in the language in which it is likeliest, in bits.

    >>> least_cost("Genève") < least_cost("Genäve")
    True
    """
    return min(costs_by_language(word))


@lru_cache(maxsize=1 << 14)
def is_word_anywhere(word: str, threshold: float = -7.5) -> bool:
    """Whether ``word`` looks like a word of some language: no two letters in a row score below ``threshold``.

    >>> is_word_anywhere("Škoda"), is_word_anywhere("FidÅi")
    (True, False)
    """
    if not word.isalpha() or least_cost(word) > _HOPELESS * (len(word) + 1):
        return False
    costs = costs_by_language(word)
    likeliest = sorted(range(len(costs)), key=costs.__getitem__)[:8]
    return any(is_likely_word(word, LANGUAGES[number].code, threshold) for number in likeliest)
