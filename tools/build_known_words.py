"""Build ``src/textnorm/text/evidence/data/known_words_de.bin``: the frequent German words with an umlaut or ß.

    pip install spacy-lookups-data==1.0.5
    python -m tools.build_known_words

The words are the most frequent ones of spacy-lookups-data that have one of the letters and else only a–z. They are
written as a Bloom filter. The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

from textnorm.text.evidence.known_words import BITS, LEVELS, MAGIC, PROBES, places_of

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "evidence" / "data" / "known_words_de.bin"
WORD = re.compile(r"(?=.*[äöüß])[a-zäöüß]{2,40}\Z")


def read_log_probabilities() -> dict[str, float]:
    """The log probability of every word of spacy-lookups-data; case counts."""
    spec = find_spec("spacy_lookups_data")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("spacy_lookups_data is not installed: pip install spacy-lookups-data==1.0.5")
    path = Path(spec.submodule_search_locations[0]) / "data" / "de_lexeme_prob.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table: dict[str, float] = json.load(file)
    return table


def read_words() -> list[str]:
    """The words, the most frequent first."""
    shares: dict[str, float] = defaultdict(float)
    for word, value in read_log_probabilities().items():
        if WORD.match(word.lower()):
            shares[word.lower()] += math.exp(value)
    return sorted(shares, key=lambda word: (-shares[word], word))


def build() -> bytes:
    bits = bytearray(1 << (BITS - 3))
    words = read_words()
    for level, count in enumerate(LEVELS, 1):
        for word in words[:count]:
            for place in places_of(word, level):
                bits[place >> 3] |= 1 << (place & 7)
    return MAGIC + bytes(bits)


if __name__ == "__main__":
    data = build()
    TARGET.write_bytes(data)
    share = sum(map(int.bit_count, data[len(MAGIC) :])) / (1 << BITS)
    print(f"{TARGET.name}: {len(data):,} bytes, {LEVELS[0]:,} words; found by chance: {share**PROBES:.2%}")
