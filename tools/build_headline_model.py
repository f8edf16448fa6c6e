"""Build the data of the headline judge: ``python tools/build_headline_model.py rarity`` or ``… weights FILE …``.

``rarity``: from the German and English word probabilities of the package spacy-lookups-data (MIT), stemmed, to
``match/data/headline_rarity.bin``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

from textnorm.match.names import fold_word, loosen, stem
from textnorm.match.rarity import build_slots

DATA = Path(__file__).parent.parent / "src" / "textnorm" / "match" / "data"
LARGEST = 100_000  # stems kept: fills three quarters of the slots


def word_probabilities(language: str) -> dict[str, float]:
    package = find_spec("spacy_lookups_data")
    if package is None or package.origin is None:
        raise SystemExit("pip install spacy-lookups-data")
    with gzip.open(Path(package.origin).parent / "data" / f"{language}_lexeme_prob.json.gz") as stream:
        return json.load(stream)


def build_rarity() -> None:
    likelihood: dict[str, float] = {}
    capital: dict[str, bool] = {}
    for language in ("de", "en"):
        total: dict[str, float] = defaultdict(float)
        capitals: dict[str, float] = defaultdict(float)
        for form, logarithm in word_probabilities(language).items():
            if not form.isalpha():
                continue
            key = stem(loosen(fold_word(form)))
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
    (DATA / "headline_rarity.bin").write_bytes(slots)
    print(f"{len(kept)} stems, rarest {-math.log(likelihood[kept[-1]]):.1f}, {len(slots)} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("rarity")
    parser.parse_args()
    build_rarity()


if __name__ == "__main__":
    main()
