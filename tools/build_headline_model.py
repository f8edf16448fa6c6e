"""Build the data of the headline classifier.

``python tools/build_headline_model.py frequency``, ``… weights FILE …``, ``… titles FILE`` or ``… beside FILE FEATURE
…``.

``frequency``: from the German and English word probabilities of the package spacy-lookups-data (MIT), stemmed, to
``match/headlines/data/word_frequency.bin``.

``weights``: the weights of the classifier, to ``match/headlines/data/weights.json``. The file of headlines is your own:
titles with their URL slugs are pairs of the same item; damage and small edits are made by ``headline_pairs.py``, pairs
by kind by ``headline_kinds.py``. Pairs labelled by reading, with the days between them, can be added. Needs scipy and
scikit-learn. Only the weights are written.

``titles``: what the sum of two technical titles counts, what is added, and what ``title_apart`` weighs, on labelled
pairs of them.

``beside``: the weights of single features that separate, on the same pairs, while all others stay as they are: for new
features, where the pairs that the others were fitted on are not at hand.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.kernels.scores.headline_features import FEATURES, NO_TITLES
from textnorm.match.headlines.classifier import STRING_FEATURES
from textnorm.match.headlines.word_frequency import build_slots
from textnorm.match.headlines.word_keys import fold_word, stem, strip_umlauts

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATA = Path(__file__).parent.parent / "src" / "textnorm" / "match" / "headlines" / "data"
Example = tuple[str, str, float, float]  # two headlines, whether they are the same, and how much that counts
LARGEST = 100_000  # stems kept: fills three quarters of the slots


def word_probabilities(language: str) -> dict[str, float]:
    package = find_spec("spacy_lookups_data")
    if package is None or package.origin is None:
        raise SystemExit("pip install spacy-lookups-data")
    with gzip.open(Path(package.origin).parent / "data" / f"{language}_lexeme_prob.json.gz") as stream:
        return json.load(stream)


def build_frequency() -> None:
    likelihood: dict[str, float] = {}
    capital: dict[str, bool] = {}
    for language in ("de", "en"):
        total: dict[str, float] = defaultdict(float)
        capitals: dict[str, float] = defaultdict(float)
        for form, logarithm in word_probabilities(language).items():
            if not form.isalpha():
                continue
            key = stem(strip_umlauts(fold_word(form)))
            if len(key) < 2:
                continue
            total[key] += math.exp(logarithm)
            if form[0].isupper():
                capitals[key] += math.exp(logarithm)
        for key, probability in total.items():
            if probability > likelihood.get(key, 0.0):  # the language that uses the word more decides
                likelihood[key] = probability
                capital[key] = capitals[key] > 0.5 * probability
    kept = sorted(likelihood, key=lambda key: (-likelihood[key], key))[:LARGEST]
    slots = build_slots({key: (-math.log(likelihood[key]), capital[key]) for key in kept})
    (DATA / "word_frequency.bin").write_bytes(slots)
    print(f"{len(kept)} stems, rarest {-math.log(likelihood[kept[-1]]):.1f}, {len(slots)} bytes")


def slug_pairs(rows: list[dict[str, str]], draw: random.Random) -> list[Example]:
    """Titles and the URL slugs that spell them out; titles and slugs against the most similar slug of another one."""
    from rapidfuzz import fuzz, process

    with_slug = [row for row in rows if row.get("slug")]
    pairs: list[Example] = []
    for row in draw.sample(with_slug, min(1500, len(with_slug))):
        words = set(re.findall("[a-z0-9]{4,}", fold_text(row["title"])))
        if len(words & set(re.findall("[a-z0-9]{4,}", row["slug"].lower()))) > 0.55 * max(1, len(words)):
            pairs.append((row["title"], row["slug"], 1.0, 0.7))
    some = draw.sample(with_slug, min(4000, len(with_slug)))
    slugs = [row["slug"] for row in some]
    for row in some[:1100]:
        for slug, likeness, _ in process.extract(row["slug"], slugs, limit=3, scorer=fuzz.ratio):
            if slug != row["slug"] and likeness < 90:
                pairs += [(row["title"], slug, 0.0, 0.7), (row["slug"], slug, 0.0, 0.4)]
                break
    return pairs


def fold_text(text: str) -> str:
    return " ".join(map(fold_word, text.split()))


def examples(headlines: Path, seed: int) -> list[Example]:
    """Pairs whose label is known from how they were made."""
    from headline_kinds import pairs_by_kind, pairs_of_kickers
    from headline_pairs import damaged, trapped, vocabulary

    draw = random.Random(seed)
    rows = [json.loads(line) for line in headlines.read_text(encoding="utf-8").splitlines()]
    draw.shuffle(rows)
    titles = [row["title"] for row in rows]
    pairs = slug_pairs(rows, draw)
    nouns, verbs = vocabulary(titles)
    for title in titles[:1400]:
        worse = damaged(title, draw)
        if worse != title:
            pairs.append((title, worse, 1.0, 0.5))
    for title in titles[1600:3800]:
        other = trapped(title, draw, nouns, verbs)
        if other != title:
            pairs.append((title, other, 0.0, 0.7))
            if draw.random() < 0.25:
                pairs.append((title, damaged(other, draw), 0.0, 0.4))
    pairs += [(draw.choice(titles), draw.choice(titles), 0.0, 0.2) for _ in range(800)]
    pairs += [
        (a, b, float(same), 0.8 if kind == "two kickers" else 0.3)
        for kind, a, b, same in pairs_of_kickers(titles[:700], draw)
    ]
    pairs += [(a, b, float(same), EMPHASIS.get(kind, 0.45)) for kind, a, b, same in pairs_by_kind(110, draw) if a != b]
    return pairs


class Examples(NamedTuple):
    """Pairs as arrays: their features, the step of their days apart (none: all zeros), labels and weights."""

    features: NDArray[np.float64]
    days: NDArray[np.float64]
    same: NDArray[np.float64]
    weight: NDArray[np.float64]


def measured(pairs: list[Example], days: list[float | None]) -> Examples:
    from textnorm.match.corpus.repair import repair_text
    from textnorm.match.headlines.classifier import pair_features
    from textnorm.match.headlines.parse import parse_headline

    features = []
    for a, b, _, _ in pairs:
        left, right = parse_headline(repair_text(a)), parse_headline(repair_text(b))
        if (len(left.words), left.whole) > (len(right.words), right.whole):
            left, right = right, left
        features.append(pair_features(left, right).features)
    steps = np.zeros((len(pairs), len(DAYS)))
    for row, apart in enumerate(days):
        if apart is not None:
            steps[row, np.searchsorted(DAYS, apart, side="right") - 1] = 1.0
    _, _, same, weight = zip(*pairs, strict=True)
    return Examples(np.array(features), steps, np.array(same), np.array(weight))


def fit_line(made: Examples) -> NDArray[np.float64]:
    """Weights of all features, the intercept, and what the days apart add. Signs are bounded where the meaning of a
    feature leaves one only; a little L2."""
    from scipy.optimize import minimize

    names = (*FEATURES, *STRING_FEATURES)
    matrix = np.column_stack([made.features, np.ones(len(made.same)), made.days])
    decay = np.full(matrix.shape[1], L2)
    decay[len(names)], decay[len(names) + 1 :] = 0.0, 0.1

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = matrix @ parameters
        error = made.weight * (1 / (1 + np.exp(-logits)) - made.same)
        value = (made.weight * (np.logaddexp(0, logits) - made.same * logits)).sum() + (decay * parameters**2).sum()
        return float(value), matrix.T @ error + 2 * decay * parameters

    bounds = [
        (0, 0)
        if name in FACTORS
        else (0, None)
        if name in SHARING
        else (None, 0.8)
        if name == "disorder"
        else (None, None)
        if name in FREE
        else (None, 0)
        for name in names
    ]
    bounds += [(None, None)] * (1 + len(DAYS))
    options = {"maxiter": 3000, "maxfun": 6000}
    return minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B", options=options).x


def grow_trees(made: Examples, logits: NDArray[np.float64]) -> list[Any]:
    """Small trees for what the line leaves open: each is fitted to what those before it got wrong."""
    from sklearn.tree import DecisionTreeRegressor

    features = made.features[:, : len(FEATURES)]
    logits = logits.copy()
    trees = []
    for _ in range(TREES):
        found = 1 / (1 + np.exp(-logits))
        slope = np.maximum(found * (1 - found), 0.02)
        tree = DecisionTreeRegressor(max_leaf_nodes=LEAVES, min_samples_leaf=25, random_state=0)
        tree.fit(features, (made.same - found) / slope, sample_weight=made.weight * slope)
        logits += STEP * np.clip(tree.predict(features), -4, 4)
        trees.append(_written(tree.tree_, 0))
    return trees


def _written(tree: Any, node: int) -> Any:
    if tree.children_left[node] < 0:
        return round(float(STEP * np.clip(tree.value[node][0][0], -4, 4)), 3)
    # scikit-learn goes to the left up to the threshold, we go there below it.
    least = float(np.nextafter(np.float64(tree.threshold[node]), np.inf))
    low, high = (_written(tree, int(child[node])) for child in (tree.children_left, tree.children_right))
    return [FEATURES[tree.feature[node]], round(least, 4), low, high]


def build_weights(headlines: Path, labelled: Path | None, seed: int) -> None:
    pairs = examples(headlines, seed)
    days: list[float | None] = [None] * len(pairs)
    if labelled:
        for row in map(json.loads, labelled.read_text(encoding="utf-8").splitlines()):
            a, b, same, weight = row["a"], row["b"], float(row["same"]), float(row.get("weight", 3.0))
            if row.get("days") is None:
                pairs.append((a, b, same, weight))
                days.append(None)
            else:  # whether the days are known or not, the score has to be right
                pairs += [(a, b, same, WITH_DAYS * weight), (a, b, same, (1 - WITH_DAYS) * weight)]
                days += [row["days"], None]
    made = measured(pairs, days)
    line = fit_line(made)
    trees = grow_trees(made, np.column_stack([made.features, np.ones(len(made.same)), made.days]) @ line)
    names = (*FEATURES, *STRING_FEATURES)
    intercept = float(line[len(names)]) + LENIENCE
    apart = np.minimum.accumulate(line[len(names) + 1 :]) - LENIENCE
    data = {
        "fitted": f"by tools/build_headline_model.py weights, seed {seed}: {len(pairs)} pairs, {int(made.same.sum())} "
        "of them the same; titles with their URL slugs, generated damage, generated look-alikes, pairs by kind, "
        "random pairs" + (", pairs labelled by reading" if labelled else ""),
        "intercept": round(intercept, 3),
        "of_titles": list(NO_TITLES),
        "days_apart": [[least, round(float(adds), 3)] for least, adds in zip(DAYS, apart, strict=True)],
        "weights": {
            name: round(float(value), 3) for name, value in zip(names, line, strict=False) if name not in FACTORS
        },
        "near": json.loads((DATA / "weights.json").read_text(encoding="utf-8"))["near"],  # by hand
        "trees": trees,
    }
    (DATA / "weights.json").write_text(_as_json(data), encoding="utf-8")
    print(data["fitted"])


def _labelled(file: Path) -> list[Example]:
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [(row["a"], row["b"], float(row["same"]), float(row.get("weight", 3.0))) for row in rows]


def build_beside(headlines: Path, names: list[str], labelled: Path | None, seed: int) -> None:
    from scipy.optimize import minimize

    from textnorm.kernels.scores.headline_features import weigh
    from textnorm.match.headlines.classifier import model

    pairs = examples(headlines, seed) + (_labelled(labelled) if labelled else [])
    made = measured(pairs, [None] * len(pairs))
    places = [FEATURES.index(name) for name in names]
    committed = model()
    others = [0.0 if name in names else weight for name, weight in zip(FEATURES, committed.weights, strict=False)]
    others += NO_TITLES
    rest = made.features[:, len(FEATURES) :] @ np.array(committed.string_weights) + committed.intercept
    rest += np.array([weigh(row.tolist(), others, committed.trees) for row in made.features])
    own = made.features[:, places]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = rest + own @ weights
        error = made.weight * (1 / (1 + np.exp(-logits)) - made.same)
        value = (made.weight * (np.logaddexp(0, logits) - made.same * logits)).sum() + L2 * (weights**2).sum()
        return float(value), own.T @ error + 2 * L2 * weights

    fitted = minimize(loss, np.zeros(len(names)), jac=True, bounds=[(None, 0)] * len(names), method="L-BFGS-B").x
    file = DATA / "weights.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["weights"] |= {name: round(float(weight), 3) for name, weight in zip(names, fitted, strict=True)}
    file.write_text(_as_json(data), encoding="utf-8")
    print(dict(zip(names, fitted.round(3).tolist(), strict=True)))


def build_titles(labelled: Path) -> None:
    from scipy.optimize import minimize

    from textnorm.kernels.scores.headline_features import weigh
    from textnorm.match.headlines.classifier import model

    made = measured(pairs := _labelled(labelled), [None] * len(pairs))
    apart = made.features[:, FEATURES.index("title_apart")]
    committed = model()
    plain = [*committed.weights[: len(FEATURES)], *NO_TITLES]
    sums = np.array([weigh(row.tolist(), plain, committed.trees) for row in made.features])
    rest = made.features[:, len(FEATURES) :] @ np.array(committed.string_weights) + committed.intercept
    matrix, same, weight = np.column_stack([sums, np.ones(len(sums)), apart]), made.same, made.weight * (apart > 0.0)

    def loss(factors: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = rest + matrix @ factors
        error = weight * (1 / (1 + np.exp(-logits)) - same)
        return float((weight * (np.logaddexp(0, logits) - same * logits)).sum()), matrix.T @ error

    fitted = minimize(loss, np.array(NO_TITLES), jac=True, method="L-BFGS-B").x
    file = DATA / "weights.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["of_titles"] = [round(float(factor), 3) for factor in fitted]
    file.write_text(_as_json(data), encoding="utf-8")
    print(data["of_titles"])


def _as_json(data: dict[str, Any]) -> str:
    """JSON with one weight, or one tree, a line."""
    lines = []
    for name, value in data.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(number)}" for key, number in value.items())
            lines.append(f" {json.dumps(name)}: {{\n{rows}\n }}")
        elif isinstance(value, list):
            rows = ",\n".join(f"  {json.dumps(row)}" for row in value)
            lines.append(f" {json.dumps(name)}: [\n{rows}\n ]")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


L2 = 0.3
# Added to the logit of a pair whose times are not known: made-up look-alikes are rare in a corpus. So chosen that of
# the natural pairs with a score, that share is right.
LENIENCE = 0.9
WITH_DAYS = 0.75
TREES, LEAVES, STEP = 40, 6, 0.2
SHARING = {"shared", "shared_plain", "best_shared", "truncated", "frame", "numbers_same",
           "shared_unlike", "shared_plain_unlike", "cover_less", "cover_less_above_6", "run", "run_cover", "tail_run",
           "run_unlike", "ratio_above_8", "partial", "partial_above_9", "complete"}  # fmt: skip
# These count only in the products that are made of them.
FACTORS = {"numbers_apart", "any_word_replaced", "replaced_word", "replaced_function", "plan", "compound"}
FREE = {"few_words", "question", "slug", "slug_unlike", "lead_alike", "lead", "other", "trail"}
# Kinds of pairs that count more than others.
EMPHASIS = {"compounds": 0.9, "series": 0.9, "plan": 0.7, "roles": 0.7, "question": 0.9, "papers": 1.5}
# The days between two headlines are known, and add to the logit, in steps from so many days on.
DAYS = [0, 1, 2, 4, 7, 11, 31]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("frequency")
    weights = commands.add_parser("weights")
    weights.add_argument("headlines", type=Path, help="JSONL with title and, for some, slug and outlet")
    beside = commands.add_parser("beside")
    beside.add_argument("headlines", type=Path, help="as for weights")
    beside.add_argument("features", nargs="+", help="their weights are fitted, and are not above 0")
    titles = commands.add_parser("titles")
    titles.add_argument("labelled", type=Path, help="JSONL with a, b, same and, if known, weight")
    for command in (weights, beside):
        command.add_argument("--labelled", type=Path, help="JSONL with a, b, same and, if known, weight and days")
        command.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    if options.command == "frequency":
        build_frequency()
    elif options.command == "titles":
        build_titles(options.labelled)
    elif options.command == "beside":
        build_beside(options.headlines, options.features, options.labelled, options.seed)
    else:
        build_weights(options.headlines, options.labelled, options.seed)


if __name__ == "__main__":
    main()
