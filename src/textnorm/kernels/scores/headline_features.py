"""What two headlines share and what separates them, as numbers.

One set of functions serves both code paths: as they are, on lists, they measure one pair in plain Python; compiled by
``kernels/scores/headline_search.py``, they measure millions. So the two cannot disagree.

``measure_pair`` aligns two headlines and turns the alignment into the ``FEATURES``, a family of them in each of
``headline_sides``, ``headline_contrasts``, ``headline_order`` and ``headline_numbers``; ``score_each`` weighs them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from textnorm.kernels.scores.headline_alignment import align, is_converse
from textnorm.kernels.scores.headline_contrasts import measure_contrasts
from textnorm.kernels.scores.headline_feature_names import (
    ANY_NOUN_REPLACED,
    ANY_WORD_REPLACED,
    COMPLETE,
    DATES_CLASH,
    FEATURES,
    FRAME,
    NAMES_CLASH,
    NUMBERS_CLASH,
    SEPARATING,
    SLOT,
    SLOT_END,
    SLUGGED,
    TITLE_APART,
    WHERE_ALIKE,
    WHERE_UNLIKE,
)
from textnorm.kernels.scores.headline_flags import UNMET
from textnorm.kernels.scores.headline_numbers import measure_numbers
from textnorm.kernels.scores.headline_order import measure_order, measure_runs
from textnorm.kernels.scores.headline_sides import measure_words
from textnorm.kernels.scores.headline_slots import measure_titles
from textnorm.kernels.scores.headline_statistics import measure_statistics

__all__ = ["FEATURES", "HOPELESS", "Trees", "measure_pair", "score_each", "weigh"]

#: Where among the weights stand those of two technical titles: of the sum, what is added, and of ``title_apart``.
OF_TITLES = len(FEATURES)
#: With these, two technical titles are weighed as all headlines are.
NO_TITLES = (1.0, 0.0, 0.0)
#: The logit of a pair that shares too little to be measured.
HOPELESS = -100.0


class Trees(NamedTuple):
    """Small decision trees as columns; each adds the value of the leaf that a pair comes to.

    Node ``n`` leads to ``high[n]`` if feature ``feature[n]`` is at least ``least[n]``, else to ``low[n]``. A negative
    number is a leaf: ``-1`` has the value ``leaf[0]``, ``-2`` has ``leaf[1]``. Tree ``t`` begins at ``root[t]``.
    """

    feature: Any
    least: Any
    low: Any
    high: Any
    leaf: Any
    root: Any


def multiply(out):
    """Fill in the ``PRODUCTS``."""
    if out[NUMBERS_CLASH] > 0.0 or out[DATES_CLASH] > 0.0:
        out[SLUGGED] = 0.0
    elif out[ANY_NOUN_REPLACED] > 0.0 or out[ANY_WORD_REPLACED] > 0.0:
        out[SLUGGED] *= 0.5  # a title rewritten since, or another one of a series
    for separating in SEPARATING:
        if out[separating] > 0.0:
            out[COMPLETE] = 0.0
    alike = max(0.0, out[FRAME] - 0.4) / 0.6
    for of_titles in (NAMES_CLASH, SLOT, SLOT_END):
        out[of_titles] *= alike
    for product, factor in WHERE_ALIKE:
        out[product] = out[factor] * alike
    for product, factor in WHERE_UNLIKE:
        out[product] = out[factor] * (1.0 - alike)


def measure_pair(words, headlines, a, b, alignment, out):
    """Align headlines ``a`` and ``b`` and fill ``out`` with the ``FEATURES`` of the pair."""
    align(words, headlines, a, b, alignment)
    measure_aligned(words, headlines, a, b, alignment, out)


def measure_aligned(words, headlines, a, b, alignment, out):
    """Fill ``out`` with the ``FEATURES`` of a pair that is aligned."""
    measure_words(words, headlines, a, b, alignment, out)
    converse = is_converse(words, headlines, a, alignment)
    measure_contrasts(words, headlines, a, b, alignment, converse, out)
    measure_order(words, headlines, a, b, alignment, converse, out)
    measure_runs(words, headlines, a, b, alignment, out)
    measure_numbers(headlines, a, b, converse, out)
    measure_titles(words, headlines, a, b, alignment, out)
    measure_statistics(words, headlines, a, b, alignment, out)
    multiply(out)


def weigh(out, weights, trees):
    """The sum of the weighted features and of the trees, added up in one order in both code paths.

    What headlines share says less about two technical titles: of their sum a share counts, and ``title_apart``. That
    makes no two of them more alike. What these weigh stands behind the weights of the features.
    """
    total = 0.0
    for k in range(len(FEATURES)):
        total += out[k] * weights[k]
    feature, least, low, high, leaf, root = trees
    for node in root:
        while node >= 0:
            node = high[node] if out[feature[node]] >= least[node] else low[node]
        total += leaf[-node - 1]
    if out[TITLE_APART] > 0.0:
        apart = weights[OF_TITLES + 2] * out[TITLE_APART]
        total = min(total, weights[OF_TITLES] * total + weights[OF_TITLES + 1] + apart)
    return total


def has_partners(headlines, a, b, alignment, least):
    """Whether at least the share ``least`` of all words of an aligned pair has a partner."""
    partner, back = alignment.partner, alignment.back
    size_a = headlines.start[a + 1] - headlines.start[a]
    size_b = headlines.start[b + 1] - headlines.start[b]
    met = 0
    for i in range(size_a):
        met += partner[i] != UNMET
    for j in range(size_b):
        met += back[j] != UNMET
    return met >= least * (size_a + size_b)


def score_each(left, right, words, headlines, model, least, alignment, features, logits):
    """Weigh the features of the headlines ``left[k]`` and ``right[k]`` into ``logits[k]``.

    ``model`` is the weights and the trees. Pairs of whose words less than the share ``least`` has a partner are not
    measured, and get ``HOPELESS``. ``alignment``, as long as the longest headline, and ``features`` are scratch.
    """
    start, whole = headlines.start, headlines.whole
    weights, trees = model
    for k in range(len(left)):
        a, b = left[k], right[k]
        longer = (start[a + 1] - start[a]) - (start[b + 1] - start[b])
        if longer > 0 or (longer == 0 and whole[a] > whole[b]):  # one order, so that the score has none
            a, b = b, a
        align(words, headlines, a, b, alignment)
        if least > 0.0 and not has_partners(headlines, a, b, alignment, least):
            logits[k] = HOPELESS
            continue
        measure_aligned(words, headlines, a, b, alignment, features)
        logits[k] = weigh(features, weights, trees)
