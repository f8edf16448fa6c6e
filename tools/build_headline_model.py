"""Build the data of the headline classifier.

``python tools/build_headline_model.py frequency`` or ``… weights FILE …``.

``frequency``: from the German and English word probabilities of the package spacy-lookups-data (MIT), stemmed, to
``match/headlines/data/word_frequency.bin``.

``weights``: the weights of the classifier, to ``match/headlines/data/weights.json``. The file of headlines is your own:
titles with their URL slugs are pairs of the same item; damage and small edits are made by ``headline_pairs.py``, pairs
by kind by ``headline_kinds.py``. Pairs labelled by reading can be added. Needs scipy. Only the weights are written.
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

from textnorm.match.headlines.word_frequency import build_slots
from textnorm.match.headlines.word_keys import fold_word, stem, strip_umlauts

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


def build_weights(headlines: Path, labelled: Path | None, seed: int) -> None:
    """Fit the weights: signs are bounded where the meaning of a feature leaves one only; a little L2."""
    import numpy as np
    from headline_kinds import pairs_by_kind, pairs_of_kickers
    from headline_pairs import damaged, trapped, vocabulary
    from scipy.optimize import minimize

    from textnorm.kernels.headline_features import FEATURES
    from textnorm.match.headlines.classifier import STRING_FEATURES, pair_features
    from textnorm.match.headlines.parse import parse_headline

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
    if labelled:
        for row in map(json.loads, labelled.read_text(encoding="utf-8").splitlines()):
            pairs.append((row["a"], row["b"], float(row["same"]), float(row.get("weight", 3.0))))

    names = (*FEATURES, *STRING_FEATURES)
    columns = [pair_features(parse_headline(a), parse_headline(b)).features for a, b, _, _ in pairs]
    matrix = np.column_stack([np.array(columns), np.ones(len(pairs))])
    same = np.array([pair[2] for pair in pairs])
    weight = np.array([pair[3] for pair in pairs])

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        logits = matrix @ parameters
        error = weight * (1 / (1 + np.exp(-logits)) - same)
        penalty = np.append(parameters[:-1], 0.0)
        value = (weight * (np.logaddexp(0, logits) - same * logits)).sum() + L2 * (penalty**2).sum()
        return float(value), matrix.T @ error + 2 * L2 * penalty

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
    fitted = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B",
                      options={"maxiter": 3000, "maxfun": 6000}).x  # fmt: skip
    data = {
        "fitted": f"by tools/build_headline_model.py weights, seed {seed}: {len(pairs)} pairs, {int(same.sum())} of "
        f"them the same; titles with their URL slugs, generated damage, generated look-alikes, pairs by kind, random "
        "pairs" + (", pairs labelled by reading" if labelled else ""),
        "intercept": round(float(fitted[-1]) + LENIENCE, 3),
        "days_apart": DAYS_APART,
        "weights": {
            name: round(float(value), 3) for name, value in zip(names, fitted, strict=False) if name not in FACTORS
        },
    }
    (DATA / "weights.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(data["fitted"])


L2 = 0.3
# Generated look-alikes are rare in a corpus, where with less than this scores from 0.4 on would mostly be right.
LENIENCE = 0.4
SHARING = {"shared", "shared_plain", "best_shared", "truncated", "tail_cut", "frame", "numbers_same", "dates_same",
           "shared_unlike", "shared_plain_unlike", "cover_less", "cover_less_above_6", "run", "run_cover", "tail_run",
           "run_unlike", "ratio", "ratio_above_8", "partial", "partial_above_9"}  # fmt: skip
# These count only in the products that are made of them.
FACTORS = {"numbers_apart", "any_word_replaced", "replaced_word", "replaced_function", "plan", "compound"}
FREE = {"few_words", "question", "live", "slug", "slug_unlike", "lead_alike", "lead", "other", "trail"}
# Kinds of pairs that count more than others.
EMPHASIS = {"compounds": 0.9, "series": 0.9, "plan": 0.7, "roles": 0.7, "question": 0.9, "papers": 0.9}
# What the days between two headlines add to the logit, from so many days on; measured on pairs labelled by reading.
DAYS_APART = [[0, 1.4], [1, 0.4], [2, -1.6], [4, -3.2], [11, -5.2]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("frequency")
    weights = commands.add_parser("weights")
    weights.add_argument("headlines", type=Path, help="JSONL with title and, for some, slug and outlet")
    weights.add_argument("--labelled", type=Path, help="JSONL with a, b, same and, if wanted, weight")
    weights.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    if options.command == "frequency":
        build_frequency()
    else:
        build_weights(options.headlines, options.labelled, options.seed)


if __name__ == "__main__":
    main()
