"""The classifier: features of a pair, weighed by a logistic model with a few dozen committed weights."""

from __future__ import annotations

import json
from functools import cache
from math import exp
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz.fuzz import partial_ratio, ratio

from textnorm.kernels.scores import headline_features, headline_sides
from textnorm.kernels.scores.headline_alignment import Alignment, HeadlineColumns, WordColumns
from textnorm.kernels.scores.headline_feature_names import FEATURES
from textnorm.kernels.scores.headline_features import Trees
from textnorm.kernels.scores.headline_flags import NONE, UNMET
from textnorm.match.headlines.bulk.one_pair import kernels_pay, logit_of_pair, weigh_pair
from textnorm.match.headlines.parse import Packed, ParsedHeadline

if TYPE_CHECKING:
    from textnorm.match.headlines.bulk.weigh import Model as ModelForKernels

__all__ = [
    "STRING_FEATURES",
    "Model",
    "Verdict",
    "classify",
    "kickers_without_colon",
    "largest_string_weight",
    "model",
    "model_for_kernels",
    "near_logits",
    "pair_features",
    "score_by_kernel",
    "string_features",
    "time_logits",
]

# On the folded texts without their numbers. Computed by RapidFuzz, for pairs that the other features leave open.
STRING_FEATURES = ("ratio_above_8", "partial", "partial_above_9")
# From so many days on, headlines are not of one time: the next figure of a daily statistic comes at the same hour.
_NEAR_DAYS = 0.75
_RATIO_FROM, _PARTIAL_FROM = 0.8, 0.9
_LARGEST = (1.0 - _RATIO_FROM, 1.0, 1.0 - _PARTIAL_FROM)  # that each of them can be
# Untyped on purpose: the same functions take lists here and arrays when compiled.
_kernel: Any = headline_features
_sides: Any = headline_sides
_WEIGHTS = Path(__file__).parent / "data" / "weights.json"


class Model(NamedTuple):
    """Weights of ``FEATURES`` and ``STRING_FEATURES``, the intercept, trees; the score is the logistic of their sum.

    Behind the weights of ``FEATURES`` stand those of technical titles: see ``weigh`` in ``headline_features``.
    """

    weights: tuple[float, ...]
    string_weights: tuple[float, ...]
    intercept: float
    trees: Trees


class Verdict(NamedTuple):
    """The score of a pair, its features, and the alignment that the reasons are made from."""

    score: float
    features: list[float]
    alignment: Alignment


@cache
def model() -> Model:
    """The committed weights, read once."""
    data = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    weights = data["weights"]
    return Model(
        (*(weights.get(name, 0.0) for name in FEATURES), *data["of_titles"]),
        tuple(weights.get(name, 0.0) for name in STRING_FEATURES),
        data["intercept"],
        plant(data["trees"]),
    )


@cache
def largest_string_weight() -> float:
    """The most that the string features of a pair can weigh."""
    return sum(max(0.0, weight * largest) for weight, largest in zip(model().string_weights, _LARGEST, strict=True))


@cache
def model_for_kernels(*, near: bool = False) -> ModelForKernels:
    """The committed weights as arrays; with ``near``, and the trees for headlines that are known to be of one time."""
    from textnorm.match.headlines.bulk.weigh import Model as ModelForKernels

    weights, _, _, trees = model()
    if near:
        data = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
        trees = plant(data["trees"] + data["near"])
    return ModelForKernels.of(weights, trees)


def plant(trees: list[Any]) -> Trees:
    """Trees as columns. A tree is a leaf, or a feature, a value, and the trees below that value and from it on.

    >>> plant([["frame", 0.5, -1.0, 2.0]])
    Trees(feature=(9,), least=(0.5,), low=(-1,), high=(-2,), leaf=(-1.0, 2.0), root=(0,))
    """
    nodes: list[list[Any]] = []
    leaves: list[float] = []

    def grow(tree: Any) -> int:
        if not isinstance(tree, list):
            leaves.append(float(tree))
            return -len(leaves)
        name, least, low, high = tree
        nodes.append([FEATURES.index(name), least, 0, 0])
        place = len(nodes) - 1
        nodes[place][2:] = [grow(low), grow(high)]
        return place

    roots = tuple(map(grow, trees))
    columns = [tuple(column) for column in zip(*nodes, strict=True)] or [()] * 4
    return Trees._make([*columns, tuple(leaves), roots])


def string_features(whole: Any, part: Any, larger: Any = max) -> list[Any]:
    """The ``STRING_FEATURES`` from the ratio and the partial ratio of a pair; with numpy's ``maximum``, of many."""
    return [larger(0.0, whole - _RATIO_FROM), part, larger(0.0, part - _PARTIAL_FROM)]


@cache
def _time_steps() -> tuple[tuple[float, ...], tuple[float, ...]]:
    steps = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["days_apart"]
    return tuple(days for days, _ in steps), tuple(weight for _, weight in steps)


def time_logits(days: Any) -> Any:
    """What the days between two headlines add to the logit, for an array of days; nothing for NaN."""
    import numpy as np

    least, weights = _time_steps()
    found = np.array((0.0, *weights))[np.searchsorted(least, days, side="right")]
    return np.where(np.isnan(days), 0.0, found)


def near_logits(days: Any, regained: Any) -> Any:
    """What of ``regained``, by the weights for headlines of one time, the days between two headlines give them."""
    import numpy as np

    return np.where(np.asarray(days) < _NEAR_DAYS, regained, 0.0)


def logistic(logit: float) -> float:
    """The probability of a logit, without overflow."""
    return 1.0 / (1.0 + exp(-logit)) if logit > -700.0 else 0.0


def _word_columns(a: ParsedHeadline, b: ParsedHeadline) -> WordColumns:
    """The words of a pair as columns: those of ``a``, then those of ``b``."""
    first, second = a.word_columns, b.word_columns
    start = first.letter_start[-1]
    return WordColumns(*map(add, first[:-1], second[:-1]))._replace(
        letter_start=(*first.letter_start, *[start + place for place in second.letter_start[1:]])
    )


def pair_features(a: ParsedHeadline, b: ParsedHeadline) -> Verdict:
    """Features of a pair from the shipped table of words; the score is left open."""
    middle, end = len(a.words), len(a.words) + len(b.words)
    alignment = Alignment(
        [UNMET] * middle, [NONE] * middle, [UNMET] * (end - middle), [NONE] * (end - middle)
    )  # fmt: skip
    features = [0.0] * len(FEATURES)
    _kernel.measure_pair(_word_columns(a, b), _headline_columns(a, b), 0, 1, alignment, features)
    return Verdict(0.0, features + _string_features(a, b), alignment)


def kickers_without_colon(a: ParsedHeadline, b: ParsedHeadline, alignment: Alignment) -> tuple[int, int]:
    """How many words each headline of a pair begins with that are a kicker without a colon."""
    words, headlines = _word_columns(a, b), _headline_columns(a, b)
    partner, relation, back, back_relation = alignment
    return (
        _sides.glued_kicker(words, headlines, 0, 1, partner, relation, back),
        _sides.glued_kicker(words, headlines, 1, 0, back, back_relation, partner),
    )


def _headline_columns(a: ParsedHeadline, b: ParsedHeadline) -> HeadlineColumns:
    """A pair as columns: the words of ``a``, then those of ``b``."""
    middle, end = len(a.words), len(a.words) + len(b.words)
    numbers = a.numbers + b.numbers
    return HeadlineColumns(
        ids=range(end),
        joined=a.joined + b.joined,
        start=(0, middle, end),
        kicker_end=(a.kicker_end, b.kicker_end),
        tail_start=(a.tail_start, b.tail_start),
        marks=(a.marks, b.marks),
        whole=(a.whole, b.whole),
        number_start=(0, len(a.numbers), len(numbers)),
        mask=[figure.mask for figure in numbers],
        value=[figure.value for figure in numbers],
        owner=[figure.owner for figure in numbers],
    )


def _string_features(a: ParsedHeadline | Packed, b: ParsedHeadline | Packed) -> list[float]:
    return string_features(ratio(a.folded, b.folded) / 100.0, partial_ratio(a.folded, b.folded) / 100.0)


def classify(a: ParsedHeadline, b: ParsedHeadline) -> Verdict:
    """Classify a pair; the score does not depend on its order."""
    if _is_turned(a, b):
        return _turned(classify(b, a))
    if kernels_pay():
        weighed, strings = weigh_pair(a.packed, b.packed, model_for_kernels()), _string_features(a, b)
        score = _score(weighed.logit, strings)
        return Verdict(score, weighed.features + strings, weighed.alignment(a, b))
    verdict = pair_features(a, b)
    logit = _kernel.weigh(verdict.features, model().weights, model().trees)
    return verdict._replace(score=_score(logit, verdict.features[len(FEATURES) :]))


def score_by_kernel(a: Packed, b: Packed) -> float:
    """The score that ``classify`` gives, in less time; for who has asked whether the kernels are loaded."""
    if a.size >= b.size and (a.size, a.whole) > (b.size, b.whole):
        a, b = b, a
    return _score(logit_of_pair(a, b, model_for_kernels()), _string_features(a, b))


def _is_turned(a: ParsedHeadline, b: ParsedHeadline) -> bool:
    """Whether a pair is measured the other way round."""
    return (len(a.words), a.whole) > (len(b.words), b.whole)


def _score(logit: float, strings: list[float]) -> float:
    for weight, value in zip(model().string_weights, strings, strict=True):
        logit += weight * value
    return logistic(logit + model().intercept)


def _turned(verdict: Verdict) -> Verdict:
    """The verdict on (a, b) as one on (b, a): each word of b gets the partner and the relation it has in a."""
    partner, relation, back, back_relation = verdict.alignment
    turned = Alignment(
        [place + len(back) if place >= 0 else place for place in back],
        back_relation,
        [place - len(partner) if place >= 0 else place for place in partner],
        relation,
    )
    return verdict._replace(alignment=turned)
