"""Build ``src/textnorm/text/evidence/data/languages.bin``: letter trigrams of many languages.

    pip download --no-deps lingua-language-detector==1.3.5
    pip install brotli
    python tools/build_language_models.py lingua_language_detector-1.3.5-py3-none-any.whl

lingua (Apache-2.0) ships, for each language, how often a letter follows one to four others inside words. From these
shares come the counts; from the counts, where words begin and end. The same wheel gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import struct
import zipfile
import zlib
from math import lcm
from pathlib import Path
from typing import Any

import numpy as np

from textnorm.text.evidence.language_models import LANGUAGES, MAGIC, STEPS_PER_BIT, TOP, Language, alphabet

TEXT = Path(__file__).parent.parent / "src" / "textnorm" / "text"
TARGET = TEXT / "evidence" / "data" / "languages.bin"
EAST_ASIAN = TEXT / "decoding" / "data" / "east_asian.txt"
ORDERS = ("unigrams", "bigrams", "trigrams")
RAREST_TRIGRAM = 12  # occurrences in about a hundred million letters
RARE_IN_BIGRAMS = 3
CLOSE_ENOUGH = 1  # steps by which the bigram may be wrong before the trigram is stored


def read_counts(wheel: zipfile.ZipFile, language: str, orders: int = 3) -> list[dict[str, int]]:
    """How often each group of one to three letters was seen inside words."""
    import brotli

    counts: list[dict[str, int]] = []
    for order in ORDERS[:orders]:
        packed = wheel.read(f"lingua/language-models/{language}/{order}.json.br")
        shares = json.loads(brotli.decompress(packed))["ngrams"]
        groups = {group: fraction for fraction, listed in shares.items() for group in listed.split()}
        parts = {group: tuple(map(int, fraction.split("/"))) for group, fraction in groups.items()}
        if not counts:
            letters = lcm(*(under for _, under in parts.values()))
            counts.append({group: over * letters // under for group, (over, under) in parts.items()})
        else:
            before = counts[-1]
            counts.append({group: over * before.get(group[:-1], 0) // under for group, (over, under) in parts.items()})
    return counts


def with_edges(counts: list[dict[str, int]], letters: str) -> Any:
    """Trigram counts as a cube. Place 0 is the edge of a word, the last place any letter that is not listed."""
    size = len(letters) + 2
    place = {letter: number for number, letter in enumerate(letters, 1)}
    one, two, three = (np.zeros((size,) * order) for order in (1, 2, 3))
    for cube, groups in zip((one, two, three), counts, strict=False):
        for group, count in groups.items():
            cube[tuple(place.get(letter, size - 1) for letter in group)] += count
    # What no letter precedes stands at the beginning of a word; what no letter follows stands at the end.
    first, first_two = one - two.sum(axis=0), two - three.sum(axis=0)
    three[:, :, 0] = two - three.sum(axis=2)
    three[0] = first_two
    three[0, :, 0] = first - first_two.sum(axis=1)
    three[0, 0] = first
    # The other letters are mostly misread ones: they say nothing about the language.
    three[-1], three[:, -1], three[:, :, -1] = 0, 0, 0
    return np.maximum(three, 0)


def costs(cube: Any) -> tuple[Any, Any, Any]:
    """Costs in steps: of a trigram (0 where the bigram says it), of a bigram, and of falling back to the bigram."""
    bigrams = cube.sum(axis=0)
    singles = bigrams.sum(axis=0)
    singles = (singles + 0.5) / (singles + 0.5).sum()
    bigrams = np.where(bigrams >= RARE_IN_BIGRAMS, bigrams, 0)
    seen, kinds = bigrams.sum(axis=1, keepdims=True), (bigrams > 0).sum(axis=1, keepdims=True) + 1
    pairs = (bigrams + kinds * singles) / (seen + kinds)
    pair_steps = np.clip(np.round(-np.log2(pairs) * STEPS_PER_BIT), 1, TOP)
    pair_steps[:, -1] = TOP
    cube = np.where(cube >= RAREST_TRIGRAM, cube, 0)
    seen, kinds = cube.sum(axis=2, keepdims=True), (cube > 0).sum(axis=2, keepdims=True) + 1
    triples = (cube + kinds * pairs[None]) / (seen + kinds)
    steps = np.clip(np.round(-np.log2(triples) * STEPS_PER_BIT), 1, TOP)
    steps[:, :, -1] = TOP
    back = np.clip(np.round(np.log2((seen + kinds) / kinds) * STEPS_PER_BIT), 0, TOP)[:, :, 0]
    expected = np.minimum(pair_steps[None] + back[:, :, None], TOP)
    steps[np.abs(expected - steps) <= CLOSE_ENOUGH] = 0
    return steps.astype(np.uint8), pair_steps.astype(np.uint8), back.astype(np.uint8)


def pack(wheel: zipfile.ZipFile, language: Language) -> bytes:
    steps, pairs, back = costs(with_edges(read_counts(wheel, language.code), alphabet(language)))
    packed = zlib.compress(pairs.tobytes() + back.tobytes() + steps.tobytes(), 9)
    print(f"{language.name:12} {(steps > 0).sum():6} trigrams {len(packed):6} bytes")
    return struct.pack("<I", len(packed)) + packed


def build(path: Path) -> bytes:
    with zipfile.ZipFile(path) as wheel:
        return MAGIC + b"".join(pack(wheel, language) for language in LANGUAGES)


def east_asian(path: Path) -> str:
    """The frequent characters of Chinese, Japanese and Korean, the most frequent first."""
    with zipfile.ZipFile(path) as wheel:
        lines = []
        for language, most in (("zh", 2200), ("ja", 1600), ("ko", 1200)):
            counts = read_counts(wheel, language, 1)[0]
            frequent = sorted(counts, key=lambda character: (-counts[character], character))
            lines.append(language + "\t" + "".join([c for c in frequent if c >= "\u3400"][:most]) + "\n")
    return "".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("wheel", type=Path)
    wheel = parser.parse_args().wheel
    TARGET.write_bytes(build(wheel))
    EAST_ASIAN.write_text(east_asian(wheel), encoding="utf-8")
    print(TARGET.stat().st_size, "bytes")
