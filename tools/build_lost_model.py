"""Build ``src/textnorm/text/umlauts/data/lost_de.bin``: which letter was lost where ``empf�ngt`` has a mark?

    pip install spacy-lookups-data==1.0.5
    python tools/build_lost_model.py --list tanglet-data/usr/share/tanglet/gamedata/de/words

From the same words as ``build_umlaut_model.py``. One logistic regression answers, for a place and a letter, whether
that letter stood there; one more code asks whether a lost first letter was a capital.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
from build_umlaut_model import SEED, fit, packed, read_frequencies, read_list, score

from textnorm.text.umlauts.lost_readings import CAPITAL_CODE, CODES

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "umlauts" / "data" / "lost_de.bin"
BITS, LEFT, RIGHT = 16, 8, 12
JOINTS = [
    (1, 1),
    (1, 2),
    (2, 1),
    (2, 2),
    (1, 3),
    (3, 1),
    (2, 3),
    (3, 2),
    (3, 3),
    (4, 4),
    (2, 4),
    (4, 2),
    (5, 5),
    (6, 6),
    (3, 5),
    (5, 3),
]
CASE_JOINTS = [(0, 0), (1, 1), (0, 2)]
STEP, CERTAIN, LIKELY = 0.18, 5.0, 2.5
EPOCHS, RATE, L1, L2 = 6, 0.2, 2.5, 0.5
TEMPER = 0.4
JOINED = 60_000  # pairs of words with a mark between them that is no letter: Wie?Was

Row = tuple[str, int, bool, bool, float]


def rows_of(word: str, occurrences: float) -> list[Row]:
    """One row for every lost letter of ``word`` and every letter that it may have been."""
    lower = word.replace("ẞ", "ß").lower()
    masked = "".join(letter if "a" <= letter <= "z" else "*" for letter in lower)
    found = []
    for place, letter in enumerate(lower):
        if masked[place] == "*":
            capital = word[0].isupper() and place > 0
            for candidate, code in CODES.items():
                found.append(
                    (masked[:place] + code + masked[place + 1 :], place, capital, candidate == letter, occurrences)
                )
            if place == 0:
                row = (CAPITAL_CODE + masked[1:], 0, False, word[0].isupper(), occurrences)
                found.append(row)
    return found


def no_letter(before: str, after: str, occurrences: float) -> list[Row]:
    """Rows that say that none of the letters stood between two words."""
    row = (len(before), before[0].isupper(), False, occurrences)
    return [(before.lower() + code + after.lower(), *row) for code in CODES.values()]


def build(list_path: Path) -> bytes:
    frequency = read_frequencies()
    words: dict[str, float] = defaultdict(float)
    for word in read_list(list_path):
        if not word.isascii():
            words[word] += 3.0
    seen = {word.lower() for word in words}
    for word, occurrences in frequency.items():
        if not word.isascii() and len(word) > 1:
            # The old spelling (daß, muß) is what a lost letter may have been, too; other rare spellings are noise.
            words[word] += occurrences if word.lower() in seen or "ß" not in word.lower() else occurrences / 4
    rows = [row for word, occurrences in sorted(words.items()) for row in rows_of(word, occurrences)]

    draw = random.Random(SEED)
    usual = sorted(word for word, occurrences in frequency.items() if word.isascii() and occurrences > 5_000)
    for _ in range(JOINED):
        first, second = draw.choice(usual), draw.choice(usual)
        rows += no_letter(first, second, 3_000.0)
    for first in usual:  # geht’s, hab’n
        for rest in ("s", "n", "nen", "ne", "ner", "nem"):
            rows += no_letter(first, rest, 200.0 if rest == "s" else 20.0)

    spelled = sorted({row[0] for row in rows})
    number_of = {word: number for number, word in enumerate(spelled)}
    letters = np.frombuffer("".join(spelled).encode("ascii"), np.uint8)
    offsets = np.zeros(len(spelled) + 1, np.int64)
    np.cumsum([len(word) for word in spelled], out=offsets[1:])
    word_column = np.array([number_of[row[0]] for row in rows], np.int64)
    site = offsets[word_column] + np.array([row[1] for row in rows], np.int64)
    capital = np.array([row[2] for row in rows], np.int64)
    target = np.array([row[3] for row in rows], np.float64)
    weight = np.array([row[4] for row in rows]) ** TEMPER
    weight /= weight.mean()
    order = np.random.Generator(np.random.PCG64(SEED)).permutation(len(rows))
    shape = (BITS, (LEFT, RIGHT, 1), np.array(JOINTS), np.array(CASE_JOINTS))
    columns = (letters, offsets, word_column, site, capital)
    fitted = fit(*columns, target, weight, order, *shape, (EPOCHS, RATE, L1, L2))
    weights = np.clip(np.round(fitted / STEP), -127, 127).astype(np.int8)
    wrong = (score(*columns, weights, *shape) > 0) != (target > 0)
    head = {
        "letters": CODES, "weak": [], "bits": BITS, "scale": STEP, "certain": CERTAIN, "likely": LIKELY, "left": LEFT,
        "right": RIGHT, "joints": JOINTS, "case_joints": CASE_JOINTS,
    }  # fmt: skip
    data = packed(head, weights)
    print(f"{len(rows)} rows, {wrong.mean():.4%} wrong, {int((weights != 0).sum())} weights, {len(data)} bytes")
    return data


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path, required=True, help="the file gamedata/de/words of tanglet-data")
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args()
    arguments.out.write_bytes(build(arguments.list))
