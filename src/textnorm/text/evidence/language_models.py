"""How likely is this word, this text, in which language?

One set of letter models for the whole text ring: for each language, how likely a letter is after the two before it,
with the edges of the word counted as letters. Case does not count. The models are read when the first word is asked
about, a script at a time; :data:`LANGUAGES` is the only list of languages. ``tools/build_language_models.py`` writes
the models.

``score_word`` and ``likeliest`` are for everybody. ``word_costs`` and ``unpack`` are for callers with much text: costs
of all languages lie side by side in one integer, so that sums of words cost one addition.

>>> [language for language, _ in likeliest("Les enfants jouent dans le jardin", 1)]
['fr']
>>> is_likely_word("Genève", "fr"), is_likely_word("Genäve", "fr")
(True, False)
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "ALIEN",
    "EDGE",
    "LANGUAGES",
    "MAGIC",
    "QUOTED",
    "STEPS_PER_BIT",
    "TOP",
    "UNLISTED",
    "Language",
    "LetterModel",
    "is_likely_word",
    "likeliest",
    "models_of_script",
    "score_letters",
    "score_next",
    "score_word",
    "script_of",
    "spread",
    "unpack",
    "word_costs",
    "words_of",
]

MAGIC = b"textnorm languages 1\n"
STEPS_PER_BIT = 2
TOP = 30  # the highest cost of a letter of the language, in steps
UNLISTED = 44  # the cost of any other letter


class Language(NamedTuple):
    """A language with a model: its ISO 639-1 code, script, and the letters it is written with.

    Letters that the language borrows in names and loans count too. Latin languages have a–z besides.
    """

    code: str
    name: str
    script: str
    letters: str


#: The table of languages. The order is that of the models in the file and of the costs in an integer.
LANGUAGES = (
    Language("sq", "Albanian", "Latin", "ëç"),
    Language("ar", "Arabic", "Arabic", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"),
    Language("be", "Belarusian", "Cyrillic", "абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    Language("bg", "Bulgarian", "Cyrillic", "абвгдежзийклмнопрстуфхцчшщъьюяѝ"),
    Language("ca", "Catalan", "Latin", "àçèéíïñòóúü"),
    Language("cs", "Czech", "Latin", "áčďéěíňóřšťúůýžäöü"),
    Language("cy", "Welsh", "Latin", "àáâäèéêëìíîïòóôöùúûüŵýŷ"),
    Language("da", "Danish", "Latin", "åæøäéöü"),
    Language("de", "German", "Latin", "äöüßàáâåçèéêëíïñóôø"),
    Language("el", "Greek", "Greek", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
    Language("en", "English", "Latin", "áâäàåçèéêëíïñóôöøü"),
    Language("es", "Spanish", "Latin", "áéíñóúüàçèö"),
    Language("et", "Estonian", "Latin", "äõöüšžé"),
    Language("eu", "Basque", "Latin", "ñçüáéíóú"),
    Language("fi", "Finnish", "Latin", "äöåšžéü"),
    Language("fr", "French", "Latin", "àâæçèéêëîïôœùûüÿáäíñóö"),
    Language("ga", "Irish", "Latin", "áéíóú"),
    Language("he", "Hebrew", "Hebrew", "אבגדהוזחטיכךלמםנןסעפףצץקרשת"),
    Language("hr", "Croatian", "Latin", "čćđšžäéöü"),
    Language("hu", "Hungarian", "Latin", "áéíóöőúüűä"),
    Language("is", "Icelandic", "Latin", "áæéíðóöúýþåäøü"),
    Language("it", "Italian", "Latin", "àèéìíîòóùúäçöü"),
    Language("lt", "Lithuanian", "Latin", "ąčęėįšųūž"),
    Language("lv", "Latvian", "Latin", "āčēģīķļņōŗšūž"),
    Language("mk", "Macedonian", "Cyrillic", "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ"),
    Language("nb", "Norwegian", "Latin", "åæøäàâéèêòóôöü"),
    Language("nl", "Dutch", "Latin", "àáäçèéêëíïñóöôúü"),
    Language("pl", "Polish", "Latin", "ąćęłńóśźżäéöü"),
    Language("pt", "Portuguese", "Latin", "àáâãçéêíóôõúèñü"),
    Language("ro", "Romanian", "Latin", "ăâîșțşţáéöü"),
    Language("ru", "Russian", "Cyrillic", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    Language("sk", "Slovak", "Latin", "áäčďéíĺľňóôŕšťúýžěöřü"),
    Language("sl", "Slovenian", "Latin", "čšžćđäéöü"),
    Language("sr", "Serbian", "Cyrillic", "абвгдђежзијклљмнњопрстћуфхцчџш"),
    Language("sv", "Swedish", "Latin", "äåöáàæèéøü"),
    Language("tr", "Turkish", "Latin", "âçğıîöşûü"),
    Language("uk", "Ukrainian", "Cyrillic", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
)

_NUMBERS = {language.code: (number, language.script) for number, language in enumerate(LANGUAGES)}
_ASCII = "abcdefghijklmnopqrstuvwxyz"
_LANE = 4  # bytes of a cost in an integer
EDGE = "\x00"
QUOTED = 10  # steps a letter: a word in Latin letters inside a text in another script
ALIEN = 16  # steps a letter: a word in another script inside a text in Latin letters
_LONGEST = 40  # letters of a word that are looked at
_MOST = 200_000  # letter groups that are remembered
_WORD = re.compile(r"[^\W\d_]+")


def alphabet(language: Language) -> str:
    """The letters of the model, in order."""
    return _ASCII + language.letters if language.script == "Latin" else language.letters


class LetterModel(NamedTuple):
    """The costs of one language in steps. Place 0 of the alphabet is the edge of a word, the last any other letter."""

    place: dict[str, int]
    size: int
    pairs: bytes
    back: bytes  # of falling back to the pair, by the two letters before
    triples: bytes  # 0 where the pair says it

    def cost(self, first: str, second: str, third: str) -> int:
        """The cost of the third letter after the other two."""
        size, place = self.size, self.place
        one, two, three = place.get(first, size - 1), place.get(second, size - 1), place.get(third, size - 1)
        if three == size - 1:
            return UNLISTED
        before = one * size + two
        return self.triples[before * size + three] or min(self.back[before] + self.pairs[two * size + three], TOP)


@cache
def _packed() -> dict[str, bytes]:
    """The compressed models by language."""
    data = (Path(__file__).parent / "data" / "languages.bin").read_bytes()
    models, position = {}, len(MAGIC)
    for language in LANGUAGES:
        (length,) = struct.unpack_from("<I", data, position)
        models[language.code] = data[position + 4 : position + 4 + length]
        position += 4 + length
    return models


@cache
def models_of_script(script: str) -> tuple[tuple[int, LetterModel], ...]:
    """The models of a script, each with its number in :data:`LANGUAGES`."""
    models = []
    for number, language in enumerate(LANGUAGES):
        if language.script == script:
            letters = alphabet(language)
            size = len(letters) + 2
            data = zlib.decompress(_packed()[language.code])
            place = {letter: number for number, letter in enumerate(EDGE + letters)}
            square = size * size
            models.append(
                (number, LetterModel(place, size, data[:square], data[square : 2 * square], data[2 * square :]))
            )
    return tuple(models)


@lru_cache(maxsize=2048)
def script_of(letter: str) -> str:
    """The script of a small letter; ``"other"`` if no language that has a model is written in it."""
    if letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff":
        return "Latin"
    for script, first, last in _SCRIPTS:
        if first <= letter <= last:
            return script
    return "other"


_SCRIPTS = (
    ("Greek", "\u0370", "\u03ff"),
    ("Cyrillic", "\u0400", "\u04ff"),
    ("Hebrew", "\u0590", "\u05ff"),
    ("Arabic", "\u0600", "\u06ff"),
)


@lru_cache(maxsize=4096)
def _places(letter: str, script: str) -> tuple[int, ...]:
    """The place of a letter in the alphabet of each language of the script."""
    return tuple(model.place.get(letter, model.size - 1) for _, model in models_of_script(script))


class _Rows(NamedTuple):
    """How the models of a script stand in a row: all letters of one language, then those of the next."""

    models: tuple[tuple[bytes, bytes, int], ...]  # triples, the cost of falling back to the pair, size
    starts: tuple[int, ...]
    languages: bytes  # the number of the language of each place
    listed: int  # a mask of all places but the last of each language
    unlisted: int  # the cost at the last places: a letter that the language does not have


@cache
def _rows(script: str) -> _Rows:
    models = tuple((model.triples, model.back, model.size) for _, model in models_of_script(script))
    sizes = [size for _, _, size in models]
    languages = b"".join(bytes([number]) * size for number, size in enumerate(sizes))
    listed = b"".join(b"\xff" * (size - 1) + b"\x00" for size in sizes)
    unlisted = b"".join(bytes(size - 1) + bytes([UNLISTED]) for size in sizes)
    return _Rows(models, tuple(accumulate(sizes, initial=0)), languages, _whole(listed), _whole(unlisted))


@lru_cache(maxsize=1024)
def _pairs(second: str, script: str) -> int:
    """The costs of every letter after ``second``, as a row."""
    models = zip(models_of_script(script), _places(second, script), strict=True)
    return _whole(b"".join(model.pairs[two * model.size : (two + 1) * model.size] for (_, model), two in models))


@lru_cache(maxsize=1 << 13)
def _row(first: str, second: str, script: str) -> bytes:
    """The costs of every letter after the two, language by language, and a last place for other scripts.

    All places are put together at once, in one large integer: triples where there are any, and the pairs elsewhere. No
    sum of two costs reaches 256.
    """
    models, _, languages, listed, unlisted = _rows(script)
    before = [
        (triples, back, one * size + two, size)
        for (triples, back, size), one, two in zip(models, _places(first, script), _places(second, script), strict=True)
    ]
    known = b"".join([triples[place * size : place * size + size] for triples, _, place, size in before])
    backs = bytes([back[place] for _, back, place, _ in before]).ljust(256)
    pairs = _pairs(second, script) + _whole(languages.translate(backs))
    capped = _whole(pairs.to_bytes(len(known), "little").translate(_AT_MOST_TOP))
    row = _whole(known) | capped & _whole(known.translate(_NO_TRIPLE))
    return (row & listed | unlisted).to_bytes(len(known), "little") + _OTHERS[script == "Latin"]


def _whole(row: bytes) -> int:
    return int.from_bytes(row, "little")


_AT_MOST_TOP = bytes(min(cost, TOP) for cost in range(256))
_NO_TRIPLE = b"\xff" + bytes(255)
_OTHERS = bytes([ALIEN]), bytes([QUOTED])


@lru_cache(maxsize=4096)
def _costs_in_row(third: str, script: str) -> Callable[[bytes], tuple[int, ...]]:
    """Takes the costs of the third letter, by language, out of a row."""
    *starts, end = _rows(script).starts
    found = [end] * len(LANGUAGES)
    for (number, _), start, place in zip(models_of_script(script), starts, _places(third, script), strict=True):
        found[number] = start + place
    return itemgetter(*found)


class _Groups(dict[tuple[str, str, str], int]):
    """The costs of the third letter after the other two, for all languages in one integer; worked out when asked."""

    def __missing__(self, group: tuple[str, str, str]) -> int:
        first, second, third = group
        script = script_of(third if second == EDGE else second)
        alike = (first == EDGE or script_of(first) == script) and (third == EDGE or script_of(third) == script)
        if alike and script != "other":
            packed = _whole(_pack(*_costs_in_row(third, script)(_row(first, second, script))))
        else:
            packed = _NO_LANGUAGE
        if len(self) >= _MOST:
            self.clear()
        self[group] = packed
        return packed


_groups = _Groups()
_pack = struct.Struct(f"<{len(LANGUAGES)}I").pack
_NO_LANGUAGE = int.from_bytes(_pack(*[UNLISTED] * len(LANGUAGES)), "little")


@lru_cache(maxsize=1 << 16)
def _folded_costs(word: str) -> int:
    edged = f"{EDGE}{EDGE}{word}{EDGE}"
    return sum(map(_groups.__getitem__, zip(edged, edged[1:], edged[2:], strict=False)))


def word_costs(word: str) -> int:
    """What ``word`` costs in every language, in steps of half a bit, packed into one integer: see :func:`unpack`.

    The costs of several words may be added and unpacked once.
    """
    return _folded_costs(_folded(word))


def _folded(word: str) -> str:
    word = word[:_LONGEST]
    folded = word.lower()
    # The lower case of İ is two characters.
    return folded if len(folded) == len(word) else "".join(letter.lower()[0] for letter in word)


def spread(costs: list[int]) -> int:
    """The costs by language as one integer: what :func:`unpack` undoes."""
    return int.from_bytes(_pack(*costs), "little")


def unpack(costs: int) -> list[int]:
    """The costs by language, in the order of :data:`LANGUAGES`.

    >>> costs = unpack(word_costs("und") + word_costs("nicht"))
    >>> LANGUAGES[costs.index(min(costs))].name
    'German'
    """
    return memoryview(costs.to_bytes(_LANE * len(LANGUAGES), "little")).cast("I").tolist()


def words_of(text: str) -> list[str]:
    """The runs of letters in ``text``."""
    return _WORD.findall(text)


def score_word(word: str) -> dict[str, float]:
    """How likely ``word`` is in each language: the binary logarithm of its probability, per letter.

    From -2 (a frequent word) over -4 (an ordinary one) to -22 (letters that the language does not have). The edges of
    the word count; its case does not.

    >>> scores = score_word("Straße")
    >>> max(scores, key=scores.__getitem__)
    'de'
    """
    length = min(len(word), _LONGEST) or 1
    costs = unpack(word_costs(word)) if word else [0] * len(LANGUAGES)
    script = script_of(word[:1].lower())
    return {
        language.code: (-cost / length if language.script == script else -UNLISTED) / STEPS_PER_BIT
        for language, cost in zip(LANGUAGES, costs, strict=True)
    }


def score_letters(word: str, language: str) -> list[float]:
    """The binary logarithm of the probability of each letter after the two before it; the last is the end of the word.

    >>> [round(bits) for bits in score_letters("für", "de")]
    [-5, -2, 0, 0]
    """
    model = _model_of(language)
    edged = f"{EDGE}{EDGE}{_folded(word)}{EDGE}"
    groups = zip(edged, edged[1:], edged[2:], strict=False)
    return [-model.cost(*group) / STEPS_PER_BIT for group in groups]


@cache
def _model_of(language: str) -> LetterModel:
    number, script = _NUMBERS[language]
    return next(model for place, model in models_of_script(script) if place == number)


@lru_cache(maxsize=1 << 15)
def score_next(before: str, letter: str, language: str) -> float:
    """The binary logarithm of the probability of a small letter after the one or two small letters ``before``.

    One alone stands anywhere in a word, and after a space it begins the word.

    >>> score_next(" b", "ä", "de") > score_next("ä", "ä", "de")
    True
    """
    model = _model_of(language)
    if len(before) == 2:
        edged = before.replace(" ", EDGE)
        return -model.cost(edged[0], edged[1], letter) / STEPS_PER_BIT
    other = model.size - 1
    one, two = model.place.get(before.replace(" ", EDGE), other), model.place.get(letter, other)
    return -(UNLISTED if two == other else model.pairs[one * model.size + two]) / STEPS_PER_BIT


def is_likely_word(word: str, language: str, threshold: float = -7.5) -> bool:
    """Whether ``word`` looks like a word of ``language``: no two letters in a row score below ``threshold``.

    About 99 % of the words in running text pass, and 4 % of those in which a letter with an accent was replaced by
    another. The mean over the word, as in :func:`score_word`, hides one wrong letter among many: at 99 %, half of the
    wrong words pass.
    """
    letters = score_letters(word, language)
    return all(first + second >= 2 * threshold for first, second in pairwise(letters))


_SHARPNESS = 0.5  # neighbouring letters say much the same: a bit of cost is worth so many bits of evidence


def likeliest(text: str, count: int = 3) -> list[tuple[str, float]]:
    """The ``count`` likeliest languages of ``text`` with their probabilities, the likeliest first.

    The probabilities of all languages add up to 1. Text without letters gives an empty list.

    >>> likeliest("Der Bundestag stimmt heute ab", 1)[0][0]
    'de'
    """
    words = words_of(text)
    if not words:
        return []
    costs = unpack(sum(map(word_costs, words)))
    least = min(costs)
    weights = [2.0 ** (-(cost - least) / STEPS_PER_BIT * _SHARPNESS) for cost in costs]
    total = sum(weights)
    shares = [(language.code, weight / total) for language, weight in zip(LANGUAGES, weights, strict=True)]
    return sorted(shares, key=lambda share: -share[1])[:count]
