"""What is special about a word of a headline: how it changes others, or itself, as the kernels ask for it."""

from __future__ import annotations

from functools import cache

from textnorm.kernels.scores.headline_flags import AND, NOUN, NUMERAL, PHRASE, PLAN, STOP
from textnorm.match.headlines.lexicon import word_classes
from textnorm.match.headlines.numbers import (
    AGE,
    BESIDE_NUMBERS,
    MASKS,
    MONEY,
    PERCENT,
    SCALE_WORDS,
    number_alone,
    scale_of,
    unit_of,
)
from textnorm.match.headlines.parse import DIED, PERFECT
from textnorm.match.headlines.word_keys import strip_umlauts
from textnorm.match.headlines.words import CONJUNCTIONS, Word, second_words, separable_verbs

__all__ = ["figure_alone", "special_folds", "special_of"]


@cache
def special_folds() -> dict[str, int]:
    """The bits of words that are special by their folds alone; see ``kernels.headlines.headline_scan``."""
    from textnorm.kernels.headlines import headline_figures as figures
    from textnorm.kernels.headlines import headline_scan as scan

    bits = {
        scan.ANYWHERE: {"plant"},
        scan.BEFORE_BORDER: word_classes().particles,
        scan.AT_END: PERFECT,
        scan.VERB: separable_verbs(),
        scan.BORDER: CONJUNCTIONS,
        figures.FATAL: DIED,
        figures.SCALE: BESIDE_NUMBERS["scales"],
        figures.ONE: BESIDE_NUMBERS["ones"],
        figures.CASUALTY: BESIDE_NUMBERS["casualties"],
        figures.ROUGH: BESIDE_NUMBERS["roughly"],
        figures.LEAST: BESIDE_NUMBERS["at least"],
        figures.MOST: BESIDE_NUMBERS["at most"],
        figures.LEAD: BESIDE_NUMBERS["leads"],
        figures.TRAIL: BESIDE_NUMBERS["trails"],
        figures.OF_MONEY: BESIDE_NUMBERS["money"],
        figures.OF_AGE: {"year"},
        figures.OF_WHOLE: {"%"},
    }
    found: dict[str, int] = {}
    for bit, folds in bits.items():
        for fold in folds:
            found[fold] = found.get(fold, 0) | bit
    return found


def special_of(word: Word) -> int:
    """How a word changes others, or itself; see ``kernels.headlines.headline_scan.need_settling``."""
    from textnorm.kernels.headlines.headline_figures import NUMBER, OF_AGE, OF_MONEY, OF_WHOLE
    from textnorm.kernels.headlines.headline_scan import BORDER, FIRST_OF_TWO, PLANNED, SECOND_OF_TWO, VERB

    return (
        special_folds().get(word.folded, 0)
        | (NUMBER if word.flags & NUMERAL else 0)
        | {AGE: OF_AGE, PERCENT: OF_WHOLE, MONEY: OF_MONEY, None: 0}[unit_of(word.folded)]
        | (FIRST_OF_TWO if word.flags & PHRASE else 0)
        | (SECOND_OF_TWO if strip_umlauts(word.folded) in second_words() else 0)
        | (BORDER if word.flags & AND else 0)
        | (PLANNED if word.flags & PLAN else 0)
        | (VERB if word.polarity and not word.flags & (NOUN | STOP) else 0)
    )


def figure_alone(token: str, folded: str) -> tuple[int, float]:
    """What number a word may be by itself, with what ``kernels.headlines.headline_figures`` says of it, and its value;
    0 if that depends on others, and then the value of a scale."""
    from textnorm.kernels.headlines.headline_figures import MEASURED, NOT_LAST

    found = number_alone(token, folded)
    if found is None or folded in SCALE_WORDS:
        return 0, scale_of(folded) if folded in SCALE_WORDS else 0.0
    number, takes_unit, other_at_end = found
    return MASKS[number.kind] | MEASURED * takes_unit | NOT_LAST * other_at_end, number.value
