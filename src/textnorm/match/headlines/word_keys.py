"""Words as keys: one spelling for every way a word or a name is written.

A word has four keys, from strict to loose:

- ``fold_word``: case, ä = ae, ß = ss, accents. ``Käse`` and ``KAESE`` are one.
- ``strip_umlauts``: without umlauts, so that ``empfangt`` (damaged) meets ``empfängt``, and Stadt meets Städte.
- ``stem``: a few inflectional endings off, in the manner of the CISTEM stemmer (Weissweiler and Fraser, 2017).
- ``phonetic_key``: transliterations from Cyrillic joined by classes: tsch/tch/ch/č, sch/sh/š/s/z, w/v, j/y/i.

``name_group`` adds what only names have: the forms of a first name, and the consonants of a name as sounds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize
from zlib import crc32

from textnorm.kernels.headlines.endings import ENDINGS_TOLD, VERB_ENDINGS
from textnorm.text.names.chinese import chinese_readings
from textnorm.text.names.lexicon import first_name_forms
from textnorm.text.names.name_key import name_key
from textnorm.text.names.sounds import plain_letters

__all__ = [
    "SOUND_CLASSES",
    "UNINFLECTED",
    "beyond_stem",
    "ending_of",
    "fold_word",
    "name_group",
    "phonetic_key",
    "pinyin_names",
    "stem",
    "strip_umlauts",
]

_UMLAUTS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "oe",
        "å": "a",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)


def fold_word(word: str) -> str:
    """Lower-case ASCII spelling of ``word``: umlauts spelled out, other accents dropped.

    >>> fold_word("Käse"), fold_word("KAESE"), fold_word("Erdoğan")
    ('kaese', 'kaese', 'erdogan')
    >>> fold_word("δεν"), fold_word("den")
    ('nicht', 'den')
    """
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    composed = normalize("NFC", lowered).translate(_UMLAUTS)
    if composed.isascii():
        return composed
    stripped = normalize("NFKD", composed).encode("ascii", "ignore").decode("ascii")
    if stripped:
        return stripped
    return _NEGATIONS.get(composed) or _romanised(composed) or composed


# Negations of other scripts are read as the German one. In ASCII they would be other small words: Greek den, Slavonic
# ne, which is half of a French negation. A second one in the clause (nikto ne) is left out: it would undo the first.
_NEGATIONS = dict.fromkeys(
    ("не", "нет", "немає", "нема", "няма", "δεν", "μην", "όχι", "לא", "لا", "لم", "لن", "ليس"), "nicht"
)


def _romanised(word: str) -> str:
    """Words of other scripts in ASCII; loaded only where such a word turns up."""
    from unidecode import unidecode

    word = "".join(character for character in word if not "\ud800" <= character <= "\udfff")  # it warns of them
    return "".join(character for character in unidecode(word).lower() if character.isalnum())


def strip_umlauts(folded: str) -> str:
    """Fold further: ae, oe, ue without their e, for words that lost their dots.

    >>> strip_umlauts("empfaengt"), strip_umlauts("empfangt")
    ('empfangt', 'empfangt')
    """
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


# What looks like an ending is none: a weekend is no week.
UNINFLECTED = frozenset({"weekend", "weekends"})


def stem(stripped: str, *, verb: bool = False) -> str:
    """Take inflectional endings off a word without umlauts; with ``verb`` the prefix of participles as well, and the
    English ending: fined, fines.

    >>> stem("stadte"), stem("fluchtlinge"), stem("gestiegen", verb=True), stem("fined", verb=True)
    ('stad', 'fluchtling', 'stieg', 'fine')
    """
    if stripped in UNINFLECTED:
        return stripped
    word = stripped
    if verb and len(word) > 4 and word.endswith("ed") and word[-3] not in "ie":
        word = word[:-1]
    if len(word) > 8 and word.endswith("innen"):
        word = word[:-5]
    while len(word) > 4:
        last = word[-1]
        if last in "tesn":
            word = word[:-1]
        elif last in "mrd" and len(word) > 5 and word.endswith(("em", "er", "nd")):
            word = word[:-2]
        else:
            break
    if verb and len(word) > 6 and word.startswith("ge"):
        word = word[2:]
    return word


_LONGEST_VERB_ENDING = max(map(len, VERB_ENDINGS))


def beyond_stem(stripped: str, stemmed: str, *, noun: bool) -> str | None:
    """The letters that ``stem`` took off a word although they are no ending of its kind; None if that cannot be told.

    A noun never ends in an inflectional t. Of two nouns with one stem, those that differ in this are two words, and so
    are a noun and a verb whose form leaves no doubt.

    >>> [beyond_stem(word, stem(word), noun=True) for word in ("konzern", "konzerte", "konzerts")]
    ['', 'ert', 'ert']
    >>> [beyond_stem(word, stem(word), noun=False) for word in ("startet", "kauft")]
    ['t', None]
    """
    end = len(stripped)
    if not noun:
        for size in range(min(_LONGEST_VERB_ENDING, end), 2, -1):
            own = VERB_ENDINGS.get(stripped[end - size :])
            if own is not None:
                return stripped[len(stemmed) : end - size + own]
        return None
    if end > 8 and stripped.endswith("innen"):
        end -= 5
    while end > 4:
        last = stripped[end - 1]
        if last in "esn":
            end -= 1
        elif end > 5 and stripped[end - 2] == "e" and (last == "m" or (last == "r" and stripped[end - 3] != "i")):
            end -= 2
        else:
            break
    if stripped.endswith("end", 0, end):  # who does it, as well: Mitarbeitende, Mitarbeiter
        end -= 3
    return stripped[len(stemmed) : end]


def ending_of(stripped: str, stemmed: str, *, noun: bool) -> int | None:
    """A number from 1 to 15 for the letters of ``beyond_stem``, 0 if there are none, None if that cannot be told."""
    lacking = beyond_stem(stripped, stemmed, noun=noun)
    if not lacking:
        return None if lacking is None else 0
    return 1 + crc32(lacking.encode("utf-8", "surrogatepass")) % ENDINGS_TOLD


# Longest first. Vowels survive, coarsely: without them Minister would meet Monster.
SOUND_CLASSES = [
    ("schtsch", "s"),
    ("shtsh", "s"),
    ("shch", "s"),
    ("tsch", "k"),
    ("sch", "s"),
    ("tch", "k"),
    ("zh", "s"),
    ("sh", "s"),
    ("kh", "k"),
    ("ch", "k"),
    ("ck", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("ts", "s"),
    ("tz", "s"),
    ("gh", "g"),
    ("qu", "kw"),
    ("ks", "x"),
    ("iy", "i"),
    ("yj", "i"),
    ("ij", "i"),
    ("yy", "i"),
    ("ji", "i"),
    ("yi", "i"),
    ("iu", "u"),
    ("yu", "u"),
    ("ju", "u"),
    ("ja", "a"),
    ("ya", "a"),
    ("ia", "a"),
    ("je", "e"),
    ("ye", "e"),
    ("ie", "i"),
    ("jo", "o"),
    ("yo", "o"),
    ("ou", "u"),
    ("ei", "e"),
    ("ey", "i"),
    ("ai", "e"),
    ("c", "k"),
    ("q", "k"),
    ("v", "w"),
    ("z", "s"),
    ("j", "i"),
    ("y", "i"),
    ("h", ""),
]
# No class of several letters gives a letter that has a class of its own, so those can wait.
_CLASS_OF = {letters: sound for letters, sound in SOUND_CLASSES if len(letters) > 1}
_CLASS_OF_LETTER = str.maketrans({letter: sound for letter, sound in SOUND_CLASSES if len(letter) == 1})
_CLASS_PATTERN = re.compile("|".join(_CLASS_OF))
_DOUBLES = re.compile(r"(.)\1+")
_NAME_ENDINGS = ("ew", "ow", "of")


@lru_cache(maxsize=65536)
def phonetic_key(stripped: str) -> str:
    """Key of a name under which its transliterations meet; "" where a word is too short to be sure.

    >>> {phonetic_key(name) for name in ("kriworutschko", "kriworuchko", "krivoruchko", "krivorucko", "kryvoruchko")}
    {'kriworuko'}
    >>> phonetic_key("selenskyj") == phonetic_key("zelensky") == phonetic_key("selenski")
    True
    """
    if not 5 <= len(stripped) <= 40:
        return ""
    key = _CLASS_PATTERN.sub(lambda found: _CLASS_OF[found.group()], stripped).translate(_CLASS_OF_LETTER)
    key = _DOUBLES.sub(lambda found: found[1], key)
    if key.endswith(_NAME_ENDINGS):
        key = f"{key[:-2]}of"
    return key if len(key) > 3 else ""


_SHORTEST_SKELETON = 4  # consonants: with fewer, names of different people meet


def name_group(name: str, *, rare: bool) -> str:
    """What the spellings of one name have in common, or "": a first name by table, a ``rare`` name by its sounds.

    >>> name_group("Muhammad", rare=False) == name_group("Mohamed", rare=False) != ""
    True
    >>> {name_group(name, rare=True) for name in ("Kriworutschko", "Kryvoruchko")}
    {'krvrSk'}
    """
    group = first_name_forms().get(plain_letters(name))
    if group is not None:
        return f"first name {group}"
    if not rare or not 5 <= len(name) <= 40:
        return ""
    sounds = name_key(name)
    return sounds if len(sounds) >= _SHORTEST_SKELETON and " " not in sounds else ""


# The last part of a Chinese name in Wade-Giles has a hyphen: Hsi Chin-ping.
_WADE_GILES = re.compile(r"\b[A-Z][a-z'’]{1,6} [A-Z][a-z'’]{1,6}-[a-z'’]{1,7}\b")


def pinyin_names(text: str) -> str:
    """``text`` with the Chinese names that are written in Wade-Giles in Pinyin.

    >>> pinyin_names("Parteichef Hsi Chin-ping empfängt Staatsgast")
    'Parteichef Xi Jinping empfängt Staatsgast'
    """
    return _WADE_GILES.sub(lambda found: _in_pinyin(found.group()), text) if "-" in text else text


def _in_pinyin(name: str) -> str:
    readings = chinese_readings(tuple(name.lower().split()))
    if not readings:
        return name
    # Apostrophes are mostly left out. Then j, zh, z and d are the likelier readings of ch, ts and t; p and k stay.
    words = min(readings, key=lambda reading: (_count_letters(reading, "cqt"), _count_letters(reading, "bg"), reading))
    return " ".join(word.capitalize() for word in words)


def _count_letters(words: tuple[str, ...], letters: str) -> int:
    return sum(word.count(letter) for word in words for letter in letters)
