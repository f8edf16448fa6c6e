"""Build ``src/textnorm/text/data/umlauts_de.bin`` from word data under permissive licences.

    python tools/build_umlaut_model.py --list tanglet-data/usr/share/tanglet/gamedata/de/words

The list comes out of Debian's package tanglet-data (``apt-get download tanglet-data; dpkg-deb -x …``), the word
probabilities out of the PyPI package spacy-lookups-data 1.0.5. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import lzma
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numba import njit

from textnorm.text.umlaut_model import MAGIC

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "data" / "umlauts_de.bin"
LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
BITS, LEFT, RIGHT = 17, 7, 7
JOINTS = [
    (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2),
    (3, 3), (2, 4), (4, 2), (4, 4), (3, 4), (4, 3), (5, 5), (6, 6),
]  # fmt: skip
CASE_JOINTS = [(0, 0), (1, 1), (0, 2), (0, 3), (2, 0), (3, 0), (2, 2)]
STEP = 0.1  # a weight is a whole number of these
CERTAIN = 5.0  # the logit of an exception
EPOCHS, RATE, L1, L2 = 6, 0.2, 0.5, 0.5
TEMPER = 0.3  # weight of an example = frequency to this power
MARGIN = 1.5  # what the weights say with less than this logit, or wrongly, is an exception ...
EXCEPTION_FREQUENCY = 20.0  # ... from this many occurrences per thousand million words

SITE = re.compile("ae|oe|ue|ss+")
WORD = re.compile(r"[^\W\d_]+\Z")

Reading = tuple[str, frozenset[int]]  # the spelled-out word and the places of its true sites


def spell_out(word: str) -> Reading:
    """The word as the model reads it, and where it was spelled out."""
    spelled, true = "", set()
    for letter in word.replace("ẞ", "ß").lower():
        if letter in LETTERS:
            true.add(len(spelled))
            spelled += LETTERS[letter]
        else:
            spelled += letter if "a" <= letter <= "z" else "*"
    return spelled, frozenset(true)


def sites(spelled: str) -> list[int]:
    return [match.start() for match in SITE.finditer(spelled)]


def read_list(path: Path) -> Iterator[str]:
    """The words of the CC0 list: ``KEY spelling …``, or ``KEY`` alone when the word is its lower case."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            key, *spellings = line.split()
            yield from spellings or [key.lower()]


def read_frequencies() -> dict[str, float]:
    """Occurrences per thousand million words."""
    package = importlib.util.find_spec("spacy_lookups_data")
    if package is None or package.origin is None:
        raise SystemExit("pip install spacy-lookups-data==1.0.5")
    path = Path(package.origin).parent / "data" / "de_lexeme_prob.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = json.load(file)
    return {
        word: math.exp(value) * 1e9
        for word, value in table.items()
        if WORD.match(word) and len(word) < 40 and word[1:] == word[1:].lower()
    }


def examples(list_path: Path) -> dict[tuple[str, bool], dict[frozenset[int], float]]:
    """(Spelled-out word, capital) → true sites → occurrences per thousand million words."""
    listed: dict[str, dict[frozenset[int], set[bool]]] = defaultdict(lambda: defaultdict(set))
    for word in read_list(list_path):
        spelled, true = spell_out(word)
        if SITE.search(spelled):
            listed[spelled][true].add(word[0].isupper())
    seen: dict[str, dict[frozenset[int], list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for word, occurrences in read_frequencies().items():
        spelled, true = spell_out(word)
        if SITE.search(spelled):
            seen[spelled][true][word[0].isupper()] += occurrences
    found: dict[tuple[str, bool], dict[frozenset[int], float]] = defaultdict(dict)
    for spelled, readings in listed.items():
        counts = seen.get(spelled, {})
        for true, capitals in readings.items():
            small, large = counts.get(true, (0.0, 0.0))
            if len(readings) == 1:  # damaged, Swiss and old spellings of a word with one reading are that word
                small, large = (sum(count[case] for count in counts.values()) for case in (0, 1))
            found[spelled, True][true] = large + 3.0 * (True in capitals) + 0.03 * small + 0.1
            if False in capitals:
                found[spelled, False][true] = small + 3.0
            elif small > 30:
                found[spelled, False][true] = small * 0.3
    for spelled, counts in seen.items():
        if spelled in listed:
            continue
        best = max(map(sum, counts.values()))
        for true, (small, large) in counts.items():
            if small + large >= 0.02 * best:
                if large:
                    found[spelled, True][true] = large
                if small:
                    found[spelled, False][true] = small
    return found


@njit
def step(value, letter):  # type: ignore[no-untyped-def]
    return ((value ^ letter) * np.uint64(0x01000193)) & np.uint64(0xFFFFFFFF)


@njit
def bucket(value, shift):  # type: ignore[no-untyped-def]
    return (((value ^ (value >> np.uint64(15))) * np.uint64(0x9E3779B1)) & np.uint64(0xFFFFFFFF)) >> shift


@njit
def mix(left, right):  # type: ignore[no-untyped-def]
    return ((left * np.uint64(0xC2B2AE35)) ^ (right + (right << np.uint64(13)))) & np.uint64(0xFFFFFFFF)


@njit
def features(letters, start, end, site, capital, bits, reach, joints, case_joints, lefts, rights, out):  # type: ignore[no-untyped-def]
    """The buckets of one site, as ``SiteModel.score`` reads them. Returns how many there are."""
    shift = np.uint64(32 - bits)
    edge = np.uint64(0x5E)
    seed = step(step(np.uint64(0x811C9DC5), np.uint64(letters[site])), np.uint64(letters[site + 1]))
    out[0] = bucket(seed, shift)
    count = 1
    lefts[0] = rights[0] = np.uint64(0)
    value, reach_left = seed, 0
    for distance in range(1, reach[0] + 1):
        place = site - distance
        value = step(value, np.uint64(letters[place]) if place >= start else edge)
        reach_left = distance
        lefts[distance] = value
        out[count] = bucket(value, shift)
        count += 1
        if place < start:
            break
    value, reach_right = step(seed, np.uint64(0x24)), 0
    for distance in range(1, reach[1] + 1):
        place = site + 1 + distance
        value = step(value, np.uint64(letters[place]) if place < end else edge)
        reach_right = distance
        rights[distance] = value
        out[count] = bucket(value, shift)
        count += 1
        if place >= end:
            break
    for number in range(joints.shape[0]):
        left, right = joints[number]
        if left <= reach_left and right <= reach_right:
            out[count] = bucket(mix(lefts[left], rights[right]), shift)
            count += 1
    case = step(seed, np.uint64(0x30 + capital))
    for number in range(case_joints.shape[0]):
        left, right = case_joints[number]
        if left <= reach_left and right <= reach_right:
            out[count] = bucket(mix(mix(lefts[left], rights[right]), case), shift)
            count += 1
    return count


@njit
def fit(letters, offsets, word, site, capital, target, weight, order, bits, reach, joints, case_joints, settings):  # type: ignore[no-untyped-def]
    """Logistic regression by FTRL-Proximal (McMahan et al., KDD 2013): small weights become nothing."""
    epochs, rate, l1, l2 = settings
    size = 1 << bits
    weights, pull, squares = np.zeros(size), np.zeros(size), np.zeros(size)
    out, lefts, rights = np.empty(128, np.uint64), np.empty(16, np.uint64), np.empty(16, np.uint64)
    for epoch in range(int(epochs)):
        for turn in range(order.shape[0]):
            row = order[turn] if epoch % 2 == 0 else order[order.shape[0] - 1 - turn]
            start, end = offsets[word[row]], offsets[word[row] + 1]
            count = features(
                letters, start, end, site[row], capital[row], bits, reach, joints, case_joints, lefts, rights, out
            )
            total = 0.0
            for number in range(count):
                total += weights[out[number]]
            slope = (1.0 / (1.0 + math.exp(-total)) - target[row]) * weight[row]
            square = slope * slope
            for number in range(count):
                place = out[number]
                pull[place] += (
                    slope - (math.sqrt(squares[place] + square) - math.sqrt(squares[place])) / rate * weights[place]
                )
                squares[place] += square
                if abs(pull[place]) <= l1:
                    weights[place] = 0.0
                else:
                    bound = l1 if pull[place] > 0 else -l1
                    weights[place] = (bound - pull[place]) / ((1.0 + math.sqrt(squares[place])) / rate + l2)
    return weights


@njit
def score(letters, offsets, word, site, capital, weights, bits, reach, joints, case_joints):  # type: ignore[no-untyped-def]
    totals = np.zeros(word.shape[0], np.int64)
    out, lefts, rights = np.empty(128, np.uint64), np.empty(16, np.uint64), np.empty(16, np.uint64)
    for row in range(word.shape[0]):
        start, end = offsets[word[row]], offsets[word[row] + 1]
        count = features(
            letters, start, end, site[row], capital[row], bits, reach, joints, case_joints, lefts, rights, out
        )
        for number in range(count):
            totals[row] += weights[out[number]]
    return totals


def build(list_path: Path) -> bytes:
    found = examples(list_path)
    spelled_words = sorted({spelled for spelled, _ in found})
    number_of = {spelled: number for number, spelled in enumerate(spelled_words)}
    letters = np.frombuffer("".join(spelled_words).encode("ascii"), np.uint8)
    offsets = np.zeros(len(spelled_words) + 1, np.int64)
    np.cumsum([len(spelled) for spelled in spelled_words], out=offsets[1:])
    rows: list[tuple[int, int, int, float, float]] = []
    for (spelled, capital), readings in sorted(found.items()):
        number = number_of[spelled]
        for place in sites(spelled):
            for true, occurrences in sorted(readings.items(), key=lambda item: sorted(item[0])):
                rows.append((number, int(offsets[number]) + place, int(capital), float(place in true), occurrences))
    columns = list(zip(*rows, strict=True))
    word, site, capital_column = (np.array(column, np.int64) for column in columns[:3])
    target, occurrences_column = (np.array(column, np.float64) for column in columns[3:])
    weight = occurrences_column**TEMPER
    weight /= weight.mean()
    order = np.random.Generator(np.random.PCG64(20240229)).permutation(len(rows))
    shape: Any = (BITS, (LEFT, RIGHT), np.array(JOINTS), np.array(CASE_JOINTS))
    fitted = fit(letters, offsets, word, site, capital_column, target, weight, order, *shape, (EPOCHS, RATE, L1, L2))
    weights = np.clip(np.round(fitted / STEP), -127, 127).astype(np.int8)
    totals = score(letters, offsets, word, site, capital_column, weights, *shape)

    votes: dict[tuple[int, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in range(len(rows)):
        vote = votes[int(word[row]), int(site[row]), int(capital_column[row])]
        vote[int(target[row])] += occurrences_column[row]
        vote[2] = totals[row]
    doubted = []
    for (number, place, capital), (no, yes, total) in votes.items():
        if max(yes, no) > EXCEPTION_FREQUENCY and not (total * STEP >= MARGIN if yes > no else total * STEP <= -MARGIN):
            value = crc32(spelled_words[number].encode("ascii"), (place - int(offsets[number])) * 2 + capital)
            doubted.append((value & ~1) | (yes > no))
    exceptions = sorted(set(doubted))
    gaps = np.diff(np.array([0, *exceptions], np.int64)).astype("<u4").view(np.uint8).reshape(-1, 4)
    header = {
        "letters": LETTERS, "weak": ["ß"], "bits": BITS, "scale": STEP, "certain": CERTAIN,
        "left": LEFT, "right": RIGHT,
        "joints": JOINTS, "case_joints": CASE_JOINTS, "exceptions": len(exceptions),
    }  # fmt: skip
    packed = lzma.compress(
        weights.tobytes() + gaps.T.tobytes(),
        lzma.FORMAT_RAW,
        filters=[{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 0, "pb": 0}],
    )
    print(f"{len(rows)} sites, {(weights != 0).sum()} weights, {len(exceptions)} exceptions, {len(packed)} bytes")
    return MAGIC + json.dumps(header, ensure_ascii=False).encode() + b"\n" + packed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path, required=True, help="the file gamedata/de/words of tanglet-data")
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args()
    arguments.out.write_bytes(build(arguments.list))
