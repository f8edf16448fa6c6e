"""The sounds of one word of a name, whatever transcription its spelling comes from.

A word becomes a string of sounds: ``S`` is any of š, ž, č, šč and dž, which transcriptions confuse (Schukow, Zhukov,
Joukov); ``s`` any of s, z and ts (Jelzin, Yeltsin, Elcin); ``v`` any of v, w and f; ``h`` any of h, ch and kh;
``O`` and ``U`` the umlauts ö and ü. Letters that mean different sounds in different languages (ch, j, sz) give
several strings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple
from unicodedata import normalize

__all__ = ["Sounds", "plain_letters", "sounds_of"]

#: At most so many readings of one word.
READINGS = 6

# Letters of Latin spellings and the sounds they stand for; several readings after "|". The first that fits is taken.
_LATIN = (
    ("schtsch|shch|chtch|stsch|szcz|šč|ŝ", "S"),
    ("dsch|dzh|dzs|dž|đ|ǧ", "S"),
    ("tsj|sj|zs", "S"),
    ("cs", "S|ks"),
    ("c(?=i[aou])", "S|s"),
    ("ts(?=[iy])", "s|t"),  # Belarusian ці
    ("dz(?=[iy])", "s|d"),
    ("tzsch|tsch|tch|cz|č|ć|ĉ", "S"),
    ("ç", "S|s"),
    ("sch|sh|zh|š|ş|ș|ś|ž|ż|ź", "S"),
    ("sz", "S|s"),
    ("dj", "S|di"),
    ("chs", "ks"),
    ("kh|ch(?=[lrnmtw])|ḥ|ḫ", "h"),
    ("ch", "h|S"),
    ("ph", "v"),
    ("gh|ğ", "g"),
    ("th|ţ|ť|ṭ", "t"),
    ("dh|ð", "d"),
    ("ț|ts|tz|dz|ẑ|ß|z|s", "s"),
    ("c(?=[eiyéíèê])", "s"),
    ("(?<=i)c$", "S|k"),  # Milosevic, without its mark
    ("ck|c|k|q", "k"),
    ("x", "ks"),
    ("w|v|f", "v"),
    ("(?<=[aeiouäöüy])h(?=[lnr])|(?<=[aeiouäöüy])h$", ""),
    ("h", "h"),
    ("j[eè]", "e|Se"),
    ("j(?=[aouäöü])", "i|S"),
    ("[yjiï][eè]", "e"),
    ("iou|you", "iu"),
    ("ü|ue|ű", "U"),
    ("ö|oe|ø|œ|ő", "O"),
    ("ä|ae|æ|aa|å", "a"),
    ("ou|oo", "u"),
    ("ee", "i"),
    ("ñ", "ni"),
    ("ё|ë|ê", "e"),
    ("[yjıï]", "i"),
    ("[a-z]", ""),
)
# First the letters with which no rule begins, or none here: most letters of most words.
_USUAL = "(?:[blmnr]|a(?![ae])|e(?!e)|i(?!ou|[eè])|o(?![eou])|u(?!e))+"
_PATTERN = re.compile("|".join([_USUAL, *(f"(?P<g{number}>{letters})" for number, (letters, _) in enumerate(_LATIN))]))
_SOUNDS = {f"g{number}": tuple(sounds.split("|")) for number, (_, sounds) in enumerate(_LATIN[:-1])}
_MARKED = frozenset("šŝđǧčćĉçşșśžżźḥḫğţťṭðțẑßïüűöőøœäæåñëêèéıè")
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ħ": "h",
     **dict.fromkeys("'’ʼ‘ʻʿʾ`´ʹʺ”·.\u200c\u200d\u00ad")}
)  # fmt: skip

_CYRILLIC_LETTERS = "абвгґдеєёжзиійїклмнопрстуфхцчшщыьэюяђѓѕјљњћќџўѣ"
_CYRILLIC_READ = "a b v g g d e e io S s i i i i k l m n o p r s t u v h s S S S i - e iu ia S gi s i li ni S ki S v e"
_CYRILLIC_SOUNDS = dict(zip(_CYRILLIC_LETTERS, _CYRILLIC_READ.replace("-", "").split(" "), strict=True))
_CYRILLIC_PAIRS = (
    ("дж", "S"),
    ("дз", "s"),
    ("тс", "s"),
    ("ие", "e"),
    ("йе", "e"),
    ("ье", "e"),
    ("їе", "e"),
    ("іє", "e"),
    ("ио", "io"),
    ("йо", "io"),
    ("ьо", "io"),
)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SOFTENED = re.compile("(?:дз|ц)(?=[іеёюяь])")  # of Belarusian т and д
_AFTER_SIBILANT = re.compile("Si(?=[aeou])")
_YO = re.compile("So(?=v)")  # Gorbatschow is Gorbachev: ё behind a sibilant is written as o or as e
_GREEK_READ = {"ντ": "d", "μπ": "b", "γκ": "g"}  # in foreign names: Βλαντίμιρ
_GREEK_PAIRS = re.compile("|".join(_GREEK_READ), re.IGNORECASE)
_DOUBLED = re.compile(r"(.)\1+")
_LOOSE = str.maketrans("gkhdtbpSsUO", "kkkttppssuo")
_VOWELS = "aeiouUO"
_WITHOUT_VOWELS = str.maketrans("", "", _VOWELS)


class Sounds(NamedTuple):
    """A word of a name: as plain letters, and its readings as sounds: in full, and without vowels behind the beginning.

    ``loose`` is the skeleton in which voiced and voiceless consonants are one. ``vowels`` is false for a word
    from a script that leaves most vowels out.
    """

    plain: str
    full: tuple[str, ...]
    skeleton: tuple[str, ...]
    loose: tuple[str, ...]
    vowels: bool = True


@lru_cache(1 << 17)
def plain_letters(word: str) -> str:
    """A word in lower case without marks; letters of other scripts stay.

    >>> plain_letters("Łódź"), plain_letters("O’Neill")
    ('lodz', 'oneill')
    """
    if word.isascii() and word.isalpha():
        return word.lower()
    word = word.lower().translate(_PLAIN)
    if word.isascii():
        return word
    return "".join(character for character in normalize("NFD", word) if not "\u0300" <= character <= "\u036f")


@lru_cache(1 << 17)
def sounds_of(word: str) -> Sounds:
    """The sounds of a word.

    >>> sounds_of("Jelzin").full, sounds_of("Ельцин").full, sounds_of("Elcin").full
    (('elsin', 'Selsin'), ('elsin',), ('elsin',))
    """
    if word.isascii():
        plain = word.lower() if word.isalpha() else word.lower().translate(_PLAIN)
        return _sounds(plain, _latin(plain))
    if _CYRILLIC.search(word):
        return _sounds(plain_letters(word), _cyrillic(normalize("NFC", word.lower())))
    lower = normalize("NFC", word.lower())
    if any(
        "\u0370" <= character <= "\u07ff" or (character >= "\u0900" and not "\u1e00" <= character <= "\u1eff")
        for character in lower
    ):
        return _by_rule(word)
    spelled = "".join(
        character if character in _MARKED or character.isascii() else plain_letters(character) for character in lower
    )
    return _sounds(plain_letters(word), _latin("".join(c for c in spelled if c.isalpha())))


def _by_rule(word: str) -> Sounds:
    """A word in another script, transliterated first; Greek digraphs are read as letters and as one sound."""
    from textnorm.text.transliteration.transliterate import transliterate

    forms = dict.fromkeys((word, _GREEK_PAIRS.sub(lambda found: _GREEK_READ[found[0].lower()], word)))
    written = [plain_letters(transliterate(form, "auto", "en")) for form in forms]
    readings = [reading for form in written for reading in _latin("".join(c for c in form if c.isalpha()))]
    consonantal = any("\u0590" <= character <= "\u07ff" for character in word)
    return _sounds(plain_letters(word), readings, vowels=not consonantal)


def _latin(word: str) -> list[str]:
    options: list[tuple[str, ...]] = []
    several = False
    for found in _PATTERN.finditer(word):
        sounds = _SOUNDS.get(found.lastgroup or "")
        if sounds is None:
            options.append((found[0],))
        else:
            options.append(sounds)
            several = several or len(sounds) > 1
    if not several:
        readings = ["".join([option[0] for option in options])]
    else:
        readings = ["".join(choice) for _, choice in zip(range(READINGS), product(*options), strict=False)]
    if len(word) > 5 and word.endswith("ine"):
        readings.append(readings[0][:-1])
    return readings


def _cyrillic(word: str) -> list[str]:
    forms = [word]
    if "і" in word and _SOFTENED.search(word):
        forms.append(_SOFTENED.sub(lambda found: "д" if found[0] == "дз" else "т", word))
    return [reading for form in forms for reading in _read_cyrillic(form)]


def _read_cyrillic(word: str) -> list[str]:
    for pair, sound in _CYRILLIC_PAIRS:
        if pair in word:
            word = word.replace(pair, sound)
    return [
        "".join(
            [_CYRILLIC_SOUNDS.get(letter, letter if letter.isascii() else "") for letter in word if letter not in "'’ʼ"]
        )
    ]


def _undoubled(text: str) -> str:
    return _DOUBLED.sub(r"\1", text) if _DOUBLED.search(text) else text  # a search is much cheaper


def _sounds(plain: str, readings: list[str], *, vowels: bool = True) -> Sounds:
    full, skeletons, looses = [], [], []
    for reading in readings:
        if "S" in reading:
            reading = _YO.sub("Se", _AFTER_SIBILANT.sub("S", reading))
        reading = _undoubled(reading)
        if reading and reading not in full:
            full.append(reading)
            skeleton = ("A" if reading[0] in _VOWELS else "") + _undoubled(reading.translate(_WITHOUT_VOWELS))
            skeletons.append(skeleton)
            looses.append(_undoubled(skeleton.translate(_LOOSE)))
    return Sounds(plain, tuple(full) or (plain,), tuple(skeletons) or (plain,), tuple(looses) or (plain,), vowels)
