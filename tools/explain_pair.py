"""Print why two headlines score what they score: ``python -m tools.explain_pair A B``.

One line a feature: its value, its weight and the product of both. They add up to the logit of the score.
"""

from __future__ import annotations

import sys

from textnorm import Matcher, compare
from textnorm.kernels.scores.headline_features import FEATURES, NO_TITLES, Trees, weigh
from textnorm.match.corpus.repair import repair_text
from textnorm.match.headlines.classifier import STRING_FEATURES, classify, logistic, model
from textnorm.match.headlines.parse import parse_headline


def contributions(a: str, b: str) -> list[tuple[str, float, float, float]]:
    """Name, value, weight and contribution of every feature that counts, the strongest first, then the intercept.

    Trees are added up by the feature that they ask for first.
    """
    weights, string_weights, intercept, trees = model()
    verdict = classify(parse_headline(repair_text(a)), parse_headline(repair_text(b)))
    plain = weights[: len(FEATURES)]
    columns = zip((*FEATURES, *STRING_FEATURES), verdict.features, plain + string_weights, strict=True)
    rows = [(name, value, weight, value * weight) for name, value, weight in columns if value * weight]
    rows += [(f"trees: {name}", 1.0, adds, adds) for name, adds in leaves(trees, verdict.features).items() if adds]
    alone = weigh(verdict.features, (*plain, *NO_TITLES), trees)
    if takes := weigh(verdict.features, weights, trees) - alone:
        rows.append(("technical titles", 1.0, takes, takes))
    rows.sort(key=lambda row: -abs(row[3]))
    return [*rows, ("intercept", 1.0, intercept, intercept)]


def leaves(trees: Trees, features: list[float]) -> dict[str, float]:
    """What the trees add, by the feature at the root."""
    sums: dict[str, float] = {}
    for root in trees.root:
        node = root
        while node >= 0:
            above = features[trees.feature[node]] >= trees.least[node]
            node = trees.high[node] if above else trees.low[node]
        name = FEATURES[trees.feature[root]]
        sums[name] = sums.get(name, 0.0) + trees.leaf[-node - 1]
    return sums


def explained(a: str, b: str) -> str:
    """The features of a pair, the score that they add up to, and the verdict with its reasons."""
    rows = contributions(a, b)
    lines = [f"{'feature':26}{'value':>8}{'weight':>9}{'adds':>9}"]
    lines += [f"{name:26}{value:8.3f}{weight:9.3f}{adds:+9.3f}" for name, value, weight, adds in rows]
    logit = sum(adds for _, _, _, adds in rows)
    lines.append(f"{'sum':43}{logit:+9.3f}   score {logistic(logit):.3f}")
    return "\n".join([*lines, "", str(compare(a, b, matcher=Matcher.headlines()))])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    print(explained(*sys.argv[1:]))
