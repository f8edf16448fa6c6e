"""Build ``src/textnorm/text/evidence/data/german_words.bin``: does a word look German? Danish, and so on?

    pip install spacy-lookups-data==1.0.5 faker==40.54.0 babel==2.18.0
    python tools/build_language_gate.py
    python tools/build_language_gate.py --language da --words FOLDER  # the folder of neighbour_words.py
    python tools/build_language_gate.py --check                       # writes nothing; fails if the file differs

German words come from spacy-lookups-data; other languages from the same package (English, Spanish, Dutch, Swedish),
from faker's word lists, from the display names of the Unicode CLDR (in babel) and from ``foreign_words.txt``, written
by hand.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import lzma
import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from build_umlaut_model import LETTER_RUN, SEED, WORD, package_folder, spell_out
from neighbour_words import TESSERACT, read_words
from numba import njit

from textnorm.text.evidence.language import BITS, MAGIC, SCALE, buckets
from textnorm.text.evidence.languages import LANGUAGES

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "evidence" / "data"
EPOCHS, RATE, L1, L2 = 5, 0.2, 1.0, 1.0
TEMPER = 0.5
BOOST = 5.0  # function words betray a language even where German quotes it
SHARED = 400_000.0  # ... unless German has the word as well (in, die, was)
LOUDEST = 2_000.0  # a word weighs no more than so many average ones
#: Occurrences per thousand million words that a word of each source stands for.
FUNCTION_WORD, COMMON_WORD, DISPLAY_NAME, LISTED_WORD = 2e6, 2e4, 300.0, 30.0
COMMON = {
    "nl": "nl_NL",
    "da": "da_DK",
    "fr": "fr_FR",
    "it": "it_IT",
    "es": "es_ES",
    "pl": "pl_PL",
    "cs": "cs_CZ",
    "en": "en_US",
}


def read_probabilities(language: str) -> dict[str, float]:
    path = package_folder("spacy_lookups_data", "1.0.5") / "data" / f"{language}_lexeme_prob.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = json.load(file)
    words: dict[str, float] = defaultdict(float)
    for word, value in table.items():
        if WORD.match(word) and len(word) < 40:
            words[word.lower()] += math.exp(value) * 1e9
    return {word: occurrences for word, occurrences in words.items() if occurrences >= 50}


def read_foreign() -> dict[str, dict[str, float]]:
    from babel import Locale

    languages: dict[str, dict[str, float]] = defaultdict(dict)
    for line in (Path(__file__).parent / "foreign_words.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, _, words = line.partition(":")
            languages[language].update((word, FUNCTION_WORD) for word in words.split())
    for language, words in languages.items():
        if language in COMMON:
            provider = importlib.import_module(f"faker.providers.lorem.{COMMON[language]}").Provider
            for word in provider.word_list:
                for part in LETTER_RUN.findall(word):
                    words.setdefault(part.lower(), COMMON_WORD)
        if language == "la":
            continue
        locale = Locale(language)
        for names in (
            locale.languages,
            locale.territories,
            locale.scripts,
            locale.currencies,
            locale.unit_display_names,
        ):
            for name in names.values():  # some are no text but aliases, printed with their address
                for part in LETTER_RUN.findall(name) if isinstance(name, str) else ():
                    words.setdefault(part.lower(), DISPLAY_NAME)
    for language in ("nl", "sv"):
        path = package_folder("spacy_lookups_data", "1.0.5") / "data" / f"{language}_lemma_lookup.json.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for word in json.load(file):
                if WORD.match(word):
                    languages[language].setdefault(word.lower(), LISTED_WORD)
    for language in ("en", "es"):
        for word, occurrences in read_probabilities(language).items():
            languages[language][word] = max(occurrences, languages[language].get(word, 0.0))
    return languages


@njit
def fit(places, starts, target, weight, order, size, settings):  # type: ignore[no-untyped-def]
    """Logistic regression by FTRL-Proximal over rows of buckets."""
    epochs, rate, l1, l2 = settings
    weights, pull, squares = np.zeros(size), np.zeros(size), np.zeros(size)
    for epoch in range(int(epochs)):
        for turn in range(order.shape[0]):
            row = order[turn] if epoch % 2 == 0 else order[order.shape[0] - 1 - turn]
            total = 0.0
            for number in range(starts[row], starts[row + 1]):
                total += weights[places[number]]
            slope = (1.0 / (1.0 + math.exp(-total)) - target[row]) * weight[row]
            square = slope * slope
            for number in range(starts[row], starts[row + 1]):
                place = places[number]
                old = math.sqrt(squares[place])
                new = math.sqrt(squares[place] + square)
                pull[place] += slope - (new - old) / rate * weights[place]
                squares[place] += square
                if abs(pull[place]) <= l1:
                    weights[place] = 0.0
                else:
                    bound = l1 if pull[place] > 0 else -l1
                    weights[place] = (bound - pull[place]) / ((1.0 + new) / rate + l2)
    return weights


Row = tuple[str, float, float]  # a word, 1 if it is of the own language, its weight


def build() -> bytes:
    german = read_probabilities("de")
    foreign = read_foreign()
    rows: list[Row] = []
    german_total = sum(occurrences**TEMPER for occurrences in german.values())
    for word, occurrences in sorted(german.items()):
        spelled = spell_out(word)[0]
        share = occurrences**TEMPER / german_total * (BOOST if occurrences >= SHARED else 1.0)
        if spelled == word or "*" in spelled:
            rows.append((word, 1.0, share))
        else:  # the text that is asked about is damaged, or half
            rows += [(word, 1.0, share / 2), (spelled, 1.0, share / 2)]
    shares = {language: (2.0 if language in {"en", "nl", "fi"} else 1.0) for language in foreign}
    for language, words in sorted(foreign.items()):
        total = sum(occurrences**TEMPER for occurrences in words.values())
        share = shares[language] / sum(shares.values())
        for word, occurrences in sorted(words.items()):
            loud = occurrences >= FUNCTION_WORD and german.get(word, 0.0) < SHARED
            rows.append((word, 0.0, share * occurrences**TEMPER / total * (BOOST if loud else 1.0)))
    return fitted(rows)


def neighbour_rows(folder: Path, code: str) -> list[Row]:
    """The words of a neighbour against those of all the others, as they are and spelled out.

    Danish and Norwegian share one model, since they write the same letters.
    """
    foreign = read_foreign()
    foreign["de"] = read_probabilities("de")
    function_words = {one: [word for word, count in foreign[one].items() if count >= FUNCTION_WORD] for one in foreign}
    for one in TESSERACT:
        words: dict[str, float] = defaultdict(float)
        for word, occurrences in read_words(folder, one).items():
            words[word.lower()] += occurrences
        for word in function_words[one]:
            words[word] += FUNCTION_WORD
        foreign[one] = {word: count for word, count in words.items() if count >= 90.0}
    own: dict[str, float] = defaultdict(float)
    for one in [one for one in TESSERACT if LANGUAGES[one].words == LANGUAGES[code].words]:
        for word, occurrences in foreign.pop(one).items():
            own[word] += occurrences
    loud = {word for word, count in own.items() if count >= SHARED}
    rows = _neighbour_rows(own, LANGUAGES[code].letters, 1.0, 1.0, frozenset())
    shares = {one: 2.0 if one in {"en", "de", *TESSERACT} else 1.0 for one in foreign}
    for one, words in sorted(foreign.items()):
        letters = LANGUAGES[one].letters if one in LANGUAGES else {}
        rows += _neighbour_rows(words, letters, 0.0, shares[one] / sum(shares.values()), frozenset(loud))
    return rows


def _neighbour_rows(
    words: Mapping[str, float], letters: Mapping[str, str], target: float, share: float, shared: frozenset[str]
) -> list[Row]:
    total = sum(occurrences**TEMPER for occurrences in words.values())
    rows: list[Row] = []
    for word, occurrences in sorted(words.items()):
        weight = share * occurrences**TEMPER / total
        if occurrences >= SHARED and word not in shared:
            weight *= BOOST
        spelled = spell_out(word, letters)[0] if letters else word
        forms = [word] if spelled == word or "*" in spelled else [word, spelled]
        rows += [(form, target, weight / len(forms)) for form in forms]
    return rows


def fitted(rows: list[Row]) -> bytes:
    featured = [buckets(word) for word, _, _ in rows]
    places = np.array([place for places in featured for place in places], np.int64)
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(places) for places in featured], out=starts[1:])
    target = np.array([row[1] for row in rows])
    weights_of = np.array([row[2] for row in rows])
    weight = np.minimum(weights_of / weights_of.mean(), LOUDEST)
    order = np.random.Generator(np.random.PCG64(SEED)).permutation(len(rows))
    raw = fit(places, starts, target, weight, order, 1 << BITS, (EPOCHS, RATE, L1, L2))
    weights = np.clip(np.round(raw / SCALE), -127, 127).astype(np.int8)
    packed = lzma.compress(
        weights.tobytes(),
        lzma.FORMAT_RAW,
        filters=[{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 0, "pb": 0}],
    )
    print(f"{len(rows)} words, {(weights != 0).sum()} weights, {len(packed)} bytes")
    return MAGIC + packed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=Path, help="the folder of word lists and translations of the neighbours")
    parser.add_argument("--language", choices=["de", *TESSERACT], default="de")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    arguments = parser.parse_args()
    chosen = arguments.language
    if chosen != "de" and arguments.words is None:
        parser.error(f"--language {chosen} needs --words, the folder that neighbour_words.py describes")
    data = build() if chosen == "de" else fitted(neighbour_rows(arguments.words, chosen))
    path = arguments.out / LANGUAGES[chosen].words
    if not arguments.check:
        path.write_bytes(data)
    elif path.read_bytes() != data:
        raise SystemExit(f"{path} is not what this tool makes; check the versions of its sources")
