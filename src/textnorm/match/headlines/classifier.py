"""The judge: features of a pair, weighed by a logistic model with a few dozen committed weights."""

from __future__ import annotations

import json
from functools import cache
from itertools import accumulate
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.fuzz import partial_ratio, ratio

from textnorm.kernels import headline_features
from textnorm.kernels.headline_features import FEATURES
from textnorm.match.headlines.numbers import MASKS
from textnorm.match.headlines.parse import Reading

__all__ = ["STRING_FEATURES", "Judgement", "Model", "judge", "model"]

# On the folded texts without their figures. Computed by RapidFuzz, for pairs that the other features leave open.
STRING_FEATURES = ("ratio", "ratio_above_8", "partial", "partial_above_9")
# Untyped on purpose: the same functions take lists here and arrays when compiled.
_kernel: Any = headline_features
_WEIGHTS = Path(__file__).parent / "data" / "weights.json"


class Model(NamedTuple):
    """Weights of ``FEATURES + STRING_FEATURES`` and the intercept; the score is the logistic of their sum."""

    weights: tuple[float, ...]
    intercept: float


class Judgement(NamedTuple):
    """The score of a pair, its features, and the alignment that the reasons are told from."""

    score: float
    features: list[float]
    partner: list[int]
    relation: list[int]
    back: list[int]


@cache
def model() -> Model:
    """The committed weights, read once."""
    data = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    names = (*FEATURES, *STRING_FEATURES)
    return Model(tuple(data["weights"].get(name, 0.0) for name in names), data["intercept"])


def string_features(a: str, b: str) -> list[float]:
    """The features of ``STRING_FEATURES``."""
    whole, part = ratio(a, b) / 100.0, partial_ratio(a, b) / 100.0
    return [whole, max(0.0, whole - 0.8), part, max(0.0, part - 0.9)]


def logistic(logit: float) -> float:
    """The probability of a logit, without overflow."""
    return 1.0 / (1.0 + exp(-logit)) if logit > -700.0 else 0.0


def pair_features(a: Reading, b: Reading) -> Judgement:
    """Features of a pair from the shipped rarities; the score is left open."""
    words = a.words + b.words
    if words:
        _, folded, exact, stem, sound, head, tail, group, place, pole, flags, _, weights, stings = zip(
            *words, strict=True
        )
    else:
        folded = exact = stem = sound = head = tail = group = place = pole = flags = weights = stings = ()
    letters = "".join(folded)
    letter_start = [0, *accumulate(map(len, folded))]
    middle, end = len(a.words), len(words)
    ids = range(end)
    partner, relation, back = [-1] * middle, [0] * middle, [-1] * (end - middle)
    out = [0.0] * len(FEATURES)
    _kernel.align(
        ids, a.joined + b.joined, exact, stem, sound, head, tail, group, place, pole, flags, letters, letter_start,
        0, middle, middle, end, partner, relation, back,
    )  # fmt: skip
    _kernel.measure_words(
        ids, flags, weights, stings, 0, middle, a.kicker_end, a.tail_start, a.flags,
        middle, end, b.kicker_end, b.tail_start, b.flags, partner, relation, back, out,
    )  # fmt: skip
    _kernel.measure_contrasts(ids, place, pole, flags, stings, 0, middle, middle, end, partner, relation, back, out)
    _kernel.measure_order(ids, flags, 0, middle, partner, relation, out)
    figures = a.figures + b.figures
    _kernel.measure_figures(
        [MASKS[kind] for kind, _, _ in figures], [value for _, value, _ in figures],
        0, len(a.figures), len(a.figures), len(figures), out,
    )  # fmt: skip
    _kernel.combine(out)
    return Judgement(0.0, out + string_features(a.folded, b.folded), partner, relation, back)


def judge(a: Reading, b: Reading) -> Judgement:
    """Judge a pair; the score does not depend on its order."""
    if (len(a.words), a.whole) > (len(b.words), b.whole):
        return _turned(judge(b, a))
    judgement = pair_features(a, b)
    weights, intercept = model()
    logit = _kernel.weigh(judgement.features, weights)
    strings = judgement.features[len(FEATURES) :]
    for weight, value in zip(weights[len(FEATURES) :], strings, strict=True):
        logit += weight * value
    return judgement._replace(score=logistic(logit + intercept))


def _turned(judgement: Judgement) -> Judgement:
    """The judgement on (a, b) as one on (b, a): each word of b gets the partner and the relation it has in a."""
    middle = len(judgement.partner)
    partner = [place + len(judgement.back) if place >= 0 else place for place in judgement.back]
    relation = [judgement.relation[place] if place >= 0 else 0 for place in judgement.back]
    back = [place - middle if place >= 0 else place for place in judgement.partner]
    return judgement._replace(partner=partner, relation=relation, back=back)
