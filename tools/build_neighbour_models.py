"""Build the letter models of the languages that spell out æ, ø, å, ä, ö, õ: ``evidence/data/umlauts_da.bin`` and so on.

    pip install spacy-lookups-data==1.0.5
    python tools/build_neighbour_models.py --words FOLDER [--language da]

FOLDER holds the word lists and the translations that ``neighbour_words.py`` names. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_umlaut_model import (
    CASE_JOINTS,
    CERTAIN,
    JOINTS,
    LEFT,
    LIKELY,
    RIGHT,
    STEP,
    Examples,
    Model,
    Table,
    exception,
    packed,
    spell_out,
)  # fmt: skip
from neighbour_words import TESSERACT, examples_of, read_words

from textnorm.text.evidence.languages import LANGUAGES

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "evidence" / "data"
BITS, L1 = 16, 1.0
DAMAGED = 3.0  # logit from which a word that only looks sound is taken for a damaged one
MARGIN, EXCEPTION_FREQUENCY = 1.0, 200.0


def pattern_of(letters: Mapping[str, str]) -> re.Pattern[str]:
    """What may be a spelled-out letter; a run of one letter is one place."""
    return re.compile("|".join(one + "+" if one[0] == one[1] else one for one in sorted(set(letters.values()))))


def without_damage(examples: Examples, pattern: re.Pattern[str]) -> Examples:
    """The examples without words that stand in the list in their damaged spelling alone.

    What a model of the other half of the words is sure of is right, and the list wrong, unless texts have the word.
    """
    halves: tuple[Examples, Examples] = ({}, {})
    for number, spelled in enumerate(sorted({spelled for spelled, _ in examples})):
        for capital in (False, True):
            if (spelled, capital) in examples:
                halves[number % 2][spelled, capital] = examples[spelled, capital]
    kept: Examples = {}
    for half, other in (halves, halves[::-1]):
        table = Table(half, pattern)
        logits = Model(Table(other, pattern), bits=BITS, l1=L1).totals(table) * STEP
        worst: dict[str, float] = defaultdict(float)
        for row in range(len(table.word)):
            spelled = table.spelled[table.word[row]]
            if not table.target[row] and table.occurrences[row] < 1_000:
                worst[spelled] = max(worst[spelled], logits[row])
        kept |= {key: readings for key, readings in half.items() if worst[key[0]] < DAMAGED}
    return kept


def find_exceptions(table: Table, model: Model) -> list[int]:
    """Hashes of the frequent words that the model gets wrong or doubts, with the answer in the two lowest bits."""
    votes: dict[tuple[int, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    totals = model.totals(table)
    for row in range(len(table.word)):
        vote = votes[int(table.word[row]), int(table.site[row]), int(table.capital[row])]
        vote[int(table.target[row])] += table.occurrences[row]
        vote[2] = totals[row] * STEP
    found = set()
    for (number, place, capital), (no, yes, logit) in votes.items():
        if max(no, yes) < EXCEPTION_FREQUENCY or min(no, yes) > 0.3 * max(no, yes):
            continue
        answer = int(yes > no)
        if logit < MARGIN if answer else logit > -MARGIN:
            spelled = table.spelled[number]
            found.add(exception(spelled, place - int(table.offsets[number]), capital, answer))
    return sorted(found)


def build(folder: Path, code: str) -> bytes:
    letters = LANGUAGES[code].letters
    pattern = pattern_of(letters)
    words = read_words(folder, code)
    examples = without_damage(examples_of(words, letters), pattern)
    return written(Table(examples, pattern), letters, code)


def build_choice(folder: Path, code: str) -> bytes:
    """The model that says where the first of two letters with one spelling stood, of words in which one of them did."""
    letters = LANGUAGES[code].letters
    spellings = [*letters.values()]
    twins = [letter for letter, spelling in letters.items() if spellings.count(spelling) > 1]
    first, spelling = twins[0], letters[twins[0]]
    examples: Examples = defaultdict(dict)
    for word, occurrences in read_words(folder, code).items():
        spelled, true = spell_out(word, letters)
        if spelling in spelled and all(match.start() in true for match in re.finditer(spelling, spelled)):
            places, where = set(), 0
            for letter in word.lower():
                if letter == first:
                    places.add(where)
                where += len(letters.get(letter, letter))
            for capital in {word[0].isupper(), True}:
                readings = examples[spelled, capital]
                share = occurrences if capital == word[0].isupper() else 0.1 * occurrences
                readings[frozenset(places)] = readings.get(frozenset(places), 0.0) + share
    for readings in examples.values():  # where both are listed, one is a misprint
        best = max(readings, key=lambda true: (readings[true], len(true)))
        for true in [true for true in readings if true != best]:
            del readings[true]
    return written(Table(dict(examples), re.compile(spelling)), {first: spelling}, f"{code}, choice")


def written(table: Table, letters: Mapping[str, str], name: str) -> bytes:
    model = Model(table, bits=BITS, l1=L1)
    exceptions = find_exceptions(table, model)
    head: dict[str, Any] = {
        "letters": dict(letters), "weak": [], "bits": BITS, "scale": STEP, "certain": CERTAIN, "likely": LIKELY,
        "left": LEFT, "right": RIGHT, "joints": JOINTS, "case_joints": CASE_JOINTS,
    }  # fmt: skip
    data = packed(head, model.weights, exceptions)
    kept = int((model.weights != 0).sum())
    print(f"{name}: {len(table.word)} sites, {kept} weights, {len(exceptions)} exceptions, {len(data)} bytes")
    return data


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=Path, required=True, help="the folder of word lists and translations")
    parser.add_argument("--language", choices=sorted(TESSERACT), action="append")
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args()
    for language in arguments.language or TESSERACT:
        (arguments.out / LANGUAGES[language].model).write_bytes(build(arguments.words, language))
        if LANGUAGES[language].choice:
            (arguments.out / LANGUAGES[language].choice).write_bytes(build_choice(arguments.words, language))
