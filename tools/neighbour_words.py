"""Words of the neighbours' languages, and how frequent they are: for ``build_neighbour_models.py``.

    apt-get download tesseract-ocr-dan tesseract-ocr-nor tesseract-ocr-swe tesseract-ocr-fin tesseract-ocr-est
    pip download --no-deps django==5.2.19 wagtail==8.0.1 home-assistant-frontend==20250109.2
    npm pack matrix-react-sdk@3.80.0
    for package in *.deb; do dpkg-deb --extract "$package" unpacked; done
    cp unpacked/usr/share/tesseract-ocr/*/tessdata/*.traineddata .

The .traineddata files (of the packages 1:4.1.0-2), the wheels and the .tgz in one folder are what the tools take as
``--words``.

The word lists of Tesseract hold what is frequent on the web, without frequencies; the translations of four programs say
what is frequent in running text. Danish and Swedish have the inflected forms of spacy-lookups-data as well.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import struct
import tarfile
import zipfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from build_umlaut_model import SEED, WORD, Examples, package_folder, spell_out

from textnorm.text.evidence.languages import LANGUAGES

TESSERACT = {"da": "dan", "nb": "nor", "sv": "swe", "fi": "fin", "et": "est"}
LEMMAS = {"da": ("da",), "nb": ("da",), "sv": ("sv",)}
CODES_OF = {"nb": ("nb", "nb_NO")}
#: Occurrences per thousand million words that a word of each source stands for.
LISTED, WITH_CAPITAL, INFLECTED, BORROWED, SEAM = 300.0, 100.0, 30.0, 10.0, 10.0
ENGLISH = -13.0  # log probability of an English word that may stand in any text
SEAMS = 8_000  # compounds for each spelling
_CHARSET, _WORDS = 21, 19  # the parts of a traineddata file
_LAST, _END_OF_WORD = 1, 4  # flags of an edge: the last one of its node; a word ends here
_UNSURE = 5  # letters of a word that may be two words, where no text says which
_PO = re.compile(
    r'msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)(?:msgid_plural (?:"(?:[^"\\]|\\.)*"\s*)+)?'
    r'msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\s*)+)'
)
_MARKUP = re.compile(r"<[^>]+>|\{[^}]*\}|%\(\w+\)s|%\w|&\w+;|\\n")


def read_traineddata(path: Path) -> Iterator[str]:
    """The words in the word graph of a Tesseract model."""
    data = path.read_bytes()
    (count,) = struct.unpack_from("<i", data)
    offsets = struct.unpack_from(f"<{count}q", data, 4)

    def part(number: int) -> bytes:
        start = offsets[number]
        return data[start : min((offset for offset in offsets if offset > start), default=len(data))]

    lines = part(_CHARSET).decode("utf-8").split("\n")
    characters = [line.split(" ")[0].replace("NULL", " ") for line in lines[1 : int(lines[0]) + 1]]
    graph = part(_WORDS)
    _, size, length = struct.unpack_from("<hii", graph)
    edges = array("Q", graph[10 : 10 + 8 * length])
    bits = size.bit_length()

    def walk(node: int, prefix: str) -> Iterator[str]:
        while True:
            edge = edges[node]
            flags = edge >> bits & 7
            word = prefix + characters[edge & ((1 << bits) - 1)]
            if flags & _END_OF_WORD:
                yield word
            if edge >> (bits + 3):
                yield from walk(edge >> (bits + 3), word)
            if flags & _LAST:
                return
            node += 1

    return walk(0, "")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)


def _catalogue(text: str) -> Iterator[str]:
    for match in _PO.finditer(text):
        before, after = ("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', part)) for part in match.groups())
        if before and before != after:
            yield after


def read_translations(folder: Path, code: str) -> Iterator[str]:
    """What the programs in ``folder`` say in a language; what stayed in English is left out."""
    codes = CODES_OF.get(code, (code,))
    for path in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist())
            json_of: dict[str, list[str]] = defaultdict(list)
            for name in names:
                if any(f"/locale/{one}/" in name for one in codes) and name.endswith(".po"):
                    yield from _catalogue(archive.read(name).decode("utf-8"))
                elif (match := re.search(r"/translations/(?:\w+/)?(\w+)-[0-9a-f]+\.json$", name)) and match[1] in {
                    "en",
                    *codes,
                }:
                    json_of[match[1]] += _strings(json.loads(archive.read(name)))
            english = set(json_of["en"])
            yield from (text for one in codes for text in json_of[one] if text not in english)
    for path in sorted(folder.glob("*.tgz")):
        with tarfile.open(path) as archive:
            found = {
                Path(member.name).stem: list(_strings(json.load(archive.extractfile(member))))  # type: ignore[arg-type]
                for member in archive.getmembers()
                if "/i18n/strings/" in member.name and Path(member.name).stem in {"en_EN", *codes}
            }
        english = set(found.get("en_EN", ()))
        yield from (text for one in codes for text in found.get(one, ()) if text not in english)


def read_counts(folder: Path, code: str) -> Counter[str]:
    """How often each word occurs in the translations."""
    counts: Counter[str] = Counter()
    for text in read_translations(folder, code):
        counts.update(word for word in re.findall(r"[^\W\d_]+", _MARKUP.sub(" ", text)))
    return counts


def read_words(folder: Path, code: str) -> dict[str, float]:
    """The words of a language, with the case that they have, and their occurrences per thousand million words."""
    words: dict[str, float] = defaultdict(float)
    for word in read_traineddata(folder / f"{TESSERACT[code]}.traineddata"):
        if WORD.match(word) and (1 < len(word) < 40 or word in LANGUAGES[code].letters):
            if word.islower():
                words[word] += LISTED
            elif word[1:].islower():
                words[word] += WITH_CAPITAL
            elif word.isupper() and len(word) > 5:
                words.setdefault(word.capitalize(), WITH_CAPITAL / 10)
    for lemmas in LEMMAS.get(code, ()):
        path = package_folder("spacy_lookups_data", "1.0.5") / "data" / f"{lemmas}_lemma_lookup.json.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for word in json.load(file):
                if WORD.match(word) and word[1:] == word[1:].lower() and len(word) < 40:
                    words.setdefault(word, INFLECTED if lemmas == code else BORROWED)
    counts = read_counts(folder, code)
    total = sum(counts.values())
    for word, count in counts.items():
        if word in words or count > 1:
            small = word.lower()
            words[small if small in words else word] += 1e9 * count / total
    return dict(words)


def examples_of(words: Mapping[str, float], letters: Mapping[str, str]) -> Examples:
    """The words as examples for a letter model. Where two words are spelled alike, the list holds damage as a rule.

    English words that look spelled out, and compounds whose letters meet at the seam, are added: lists hold few.
    """
    spellings = set(letters.values())
    readings: dict[str, dict[frozenset[int], list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for word, occurrences in words.items():
        spelled, true = spell_out(word, letters)
        if any(one in spelled for one in spellings):
            readings[spelled][true][word[0].isupper()] += occurrences
    found: Examples = defaultdict(dict)
    for spelled, counts in readings.items():
        for true in _kept(spelled, counts, unsure=_UNSURE if "aa" not in spellings else 0):
            small, large = counts[true]
            if small:
                found[spelled, False][true] = small
            found[spelled, True][true] = large + 0.1 * small
    for word, occurrences in [*english_words(), *((word, SEAM) for word in seams(words, letters))]:
        spelled, true = spell_out(word, letters)
        if not true and spelled not in readings and any(one in spelled for one in spellings):
            found[spelled, False] = found[spelled, True] = {true: occurrences}
    return dict(found)


def english_words() -> list[tuple[str, float]]:
    """The more frequent English words in lower case: does, shoes, phoenix."""
    path = package_folder("spacy_lookups_data", "1.0.5") / "data" / "en_lexeme_prob.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = json.load(file)
    return [
        (word, LISTED) for word, value in sorted(table.items()) if value > ENGLISH and word.isascii() and word.islower()
    ]


def seams(words: Mapping[str, float], letters: Mapping[str, str]) -> list[str]:
    """Compounds whose parts meet with letters that look spelled out: Data|enhet, Kartta|editori."""
    draw = random.Random(SEED)
    common = sorted(word for word, occurrences in words.items() if occurrences >= LISTED and word.islower())
    short = [word for word in common if 3 < len(word) < 11]
    made = set()
    for spelling in sorted(set(letters.values())):
        firsts = [word for word in short if word[-1] == spelling[0]]
        seconds = [word for word in short if word[0] == spelling[1] and len(word) > 4]
        made.update(draw.choice(firsts) + draw.choice(seconds) for _ in range(SEAMS))
    return sorted(made)


def _kept(spelled: str, counts: Mapping[frozenset[int], list[float]], *, unsure: int) -> list[frozenset[int]]:
    """The readings of a word that are no damage: the one with the most letters, unless texts hold another.

    Words of up to ``unsure`` letters that no text holds are left out: in Finnish, koen (I feel) is as good as kön.
    """
    if len(counts) == 1:
        return list(counts)
    by_letters = sorted(counts, key=len)
    most = by_letters[-1]
    seen = {true: counts[true][0] >= 2 * LISTED for true in counts}
    if not any(seen.values()) and len(spelled) <= unsure:
        return []
    best = max(sum(counts[true]) for true in counts)
    chosen = [true for true in counts if seen[true] and sum(counts[true]) >= 0.1 * best]
    if most not in chosen and not chosen:
        chosen.append(most)
    if "aa" in spelled and not any(small for small, _ in counts.values()):
        chosen = list(counts)  # a name in both spellings: Haakon
    return chosen
