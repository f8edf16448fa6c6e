"""Build ``src/textnorm/text/evidence/data/plausibility.txt``: how probable sequences with a non-ASCII letter are.

    pip install spacy-lookups-data langdetect django wagtail
    python tools/build_plausibility.py

The four packages are needed for building only; ``data/NOTICE`` says what each gives and under which
licence.
"""

from __future__ import annotations

import gettext
import gzip
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

OUTPUT = Path(__file__).parent.parent / "src/textnorm/text/evidence/data/plausibility.txt"

# How much of the text is in which language; what is not named here and has a catalogue gets OTHER.
SHARES = {
    "de": 0.40,
    **dict.fromkeys(["en", "fr", "it", "es", "nl", "pl", "cs", "tr", "pt", "ru"], 0.03),
    **dict.fromkeys(["da", "sv", "nb", "hu", "ro", "uk", "hr", "sk", "sl", "fi", "bg", "sr"], 0.015),
}
OTHER = 0.004
LETTERS = re.compile(r"[^\W\d_]+")
# Left out: scripts in which no code page on offer could be meant.
SCRIPTS = re.compile(r"[a-zß-öø-\u024f\u0400-\u045f\u0490\u0491\u1e00-\u1eff]+")
FINEST = 25  # sequences rarer than 2**-FINEST are not kept; the level is FINEST + log2(probability)
WORD_PROBABILITY = 0.7  # of the German share: by frequency in running text; the rest: every form counts the same


def package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"{name} is not installed; the docstring says what is needed")
    return Path(found.origin).parent


def grams(words: Iterable[tuple[str, float]], size: int) -> Counter[str]:
    """Probability of every sequence of ``size`` letters; a space stands for the edge of a word."""
    counts: Counter[str] = Counter()
    for word, weight in words:
        padded = f" {word} "
        for start in range(len(padded) - size + 1):
            counts[padded[start : start + size]] += weight
    total = sum(counts.values())
    return Counter({gram: count / total for gram, count in counts.items()}) if total else counts


def spacy_words(language: str) -> list[tuple[str, float]]:
    path = package("spacy_lookups_data") / "data" / f"{language}_lexeme_prob.json.gz"
    table: dict[str, float] = json.loads(gzip.decompress(path.read_bytes()))
    return [(word.lower(), math.exp(chance)) for word, chance in table.items() if LETTERS.fullmatch(word)]


def catalogue_words() -> dict[str, Counter[str]]:
    """Words of Django's and Wagtail's translations, by language."""
    words: dict[str, Counter[str]] = {}
    for name in ["django", "wagtail"]:
        for path in sorted(package(name).glob("**/locale/*/LC_MESSAGES/*.mo")):
            locale = path.parent.parent.name
            language = "srl" if locale in {"sr_Latn", "sr@latin"} else re.split("[_@-]", locale)[0]
            with path.open("rb") as file:
                messages = gettext.GNUTranslations(file)._catalog.values()  # type: ignore[attr-defined]
            for message in messages:
                plain = re.sub(r"%\(\w+\)\w|%\w|\{[^}]*\}|<[^>]*>|&\w+;|\\\w", " ", str(message))
                words.setdefault(language, Counter()).update(
                    LETTERS.findall(unicodedata.normalize("NFC", plain).lower())
                )
    return words


def profile(language: str, size: int) -> Counter[str]:
    """The frequent sequences of ``size`` letters of langdetect's profile, as probabilities."""
    path = package("langdetect") / "profiles" / language
    counts: Counter[str] = Counter()
    if not path.exists():
        return counts
    data = json.loads(path.read_text(encoding="utf-8"))
    for gram, count in data["freq"].items():
        if len(gram) == size and gram.strip():
            counts[gram.lower()] += count / data["n_words"][size - 1]
    return counts


def mixed(parts: Iterable[tuple[Counter[str], float]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for chances, share in parts:
        for gram, chance in chances.items():
            total[gram] += chance * share
    return total


def languages(size: int) -> Iterator[tuple[Counter[str], float]]:
    for language, words in sorted(catalogue_words().items()):
        share = SHARES.get(language, OTHER)
        parts = [(grams(words.items(), size), 1.0)]
        if seen := profile(language, size):
            parts.append((seen, 1.0))
        if language in {"de", "en", "es"}:
            known = spacy_words(language)
            parts = [
                (grams(known, size), 2.0 * WORD_PROBABILITY),
                (grams(((word, 1.0) for word, _ in known), size), 2.0 - 2.0 * WORD_PROBABILITY),
            ]
        yield mixed(parts), share / sum(weight for _, weight in parts)


def german_against_others() -> dict[str, float]:
    """For each pair of ASCII letters: bits that it speaks for German and against the other languages."""
    german = ascii_pairs(spacy_words("de"))
    others: Counter[str] = Counter()
    for language, words in sorted(catalogue_words().items()):
        pairs = ascii_pairs(words.items())
        if language not in {"de", "dsb", "hsb", "lb"} and len(pairs) > 150:
            for pair, chance in pairs.items():
                others[pair] += chance
    total = sum(others.values())
    return {pair: math.log2((german[pair] + 1e-6) / (others[pair] / total + 1e-6)) for pair in {*german, *others}}


def ascii_pairs(words: Iterable[tuple[str, float]]) -> Counter[str]:
    pairs = grams(words, 2)
    return Counter({pair: chance for pair, chance in pairs.items() if re.fullmatch("[a-z ]{2}", pair)})


def main() -> None:
    levels: dict[int, list[str]] = {}
    for size in (2, 3):
        for gram, chance in mixed(languages(size)).items():
            if gram.isascii() or "  " in gram or not SCRIPTS.fullmatch(gram.replace(" ", "")):
                continue
            level = round(FINEST + math.log2(chance))
            if level > 0 and len(gram) == size:
                levels.setdefault(100 * size + level, []).append(gram)
    with OUTPUT.open("w", encoding="utf-8", newline="\n") as file:
        for number in sorted(levels):
            size, level = divmod(number, 100)
            file.write(f"{size} {level} {''.join(sorted(levels[number]))}\n")
        bits: dict[int, list[str]] = {}
        for pair, weight in german_against_others().items():
            bits.setdefault(max(-32, min(32, round(8 * weight))), []).append(pair)
        for weight in sorted(set(bits) - {0}):
            file.write(f"de {weight} {''.join(sorted(bits[weight]))}\n")
    print(f"{sum(map(len, levels.values())):,} sequences, {OUTPUT.stat().st_size:,} bytes in {OUTPUT}")


if __name__ == "__main__":
    main()
