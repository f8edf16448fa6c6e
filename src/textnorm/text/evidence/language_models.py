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
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "LANGUAGES",
    "MAGIC",
    "STEPS_PER_BIT",
    "Language",
    "is_likely_word",
    "likeliest",
    "score_letters",
    "score_next",
    "score_word",
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
_EDGE = "\x00"
_QUOTED = 10  # steps a letter: a word in Latin letters inside a text in another script
_ALIEN = 16  # steps a letter: a word in another script inside a text in Latin letters
_LONGEST = 40  # letters of a word that are looked at
_MOST = 200_000  # letter groups that are remembered
_WORD = re.compile(r"[^\W\d_]+")


def alphabet(language: Language) -> str:
    """The letters of the model, in order."""
    return _ASCII + language.letters if language.script == "Latin" else language.letters


class _Model(NamedTuple):
    """The costs of one language in steps. Place 0 of the alphabet is the edge of a word, the last any other letter."""

    place: dict[str, int]
    size: int
    pairs: bytes
    back: bytes  # of falling back to the pair, by the two letters before
    triples: bytes  # 0 where the pair says it

    def cost(self, first: str, second: str, third: str) -> int:
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
def _models(script: str) -> tuple[tuple[int, _Model], ...]:
    """The models of a script, each with its number in :data:`LANGUAGES`."""
    models = []
    for number, language in enumerate(LANGUAGES):
        if language.script == script:
            letters = alphabet(language)
            size = len(letters) + 2
            data = zlib.decompress(_packed()[language.code])
            place = {letter: number for number, letter in enumerate(_EDGE + letters)}
            square = size * size
            models.append((number, _Model(place, size, data[:square], data[square : 2 * square], data[2 * square :])))
    return tuple(models)


@lru_cache(maxsize=2048)
def _script(letter: str) -> str:
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
    return tuple(model.place.get(letter, model.size - 1) for _, model in _models(script))


_Row = tuple[bytes, int, bytes, int, int, int]


@lru_cache(maxsize=1 << 14)
def _rows(first: str, second: str, script: str) -> tuple[_Row, ...]:
    """For each language of the script its triples and pairs, from where they go on after the two letters.

    Beside them: what falling back to the pair costs, and the place of a letter that the language does not have.
    """
    rows = []
    places = zip(_models(script), _places(first, script), _places(second, script), strict=True)
    for (_, model), one, two in places:
        size = model.size
        before = one * size + two
        rows.append((model.triples, before * size, model.pairs, two * size, model.back[before], size - 1))
    return tuple(rows)


@cache
def _runs(script: str) -> tuple[tuple[slice, slice], ...]:
    """Where the languages of the script stand among all languages and among those of the script, run by run."""
    numbers = [number for number, _ in _models(script)]
    starts = [place for place, number in enumerate(numbers) if place == 0 or numbers[place - 1] != number - 1]
    ends = [*starts[1:], len(numbers)]
    return tuple(
        (slice(numbers[start], numbers[start] + end - start), slice(start, end))
        for start, end in zip(starts, ends, strict=True)
    )


class _Groups(dict[tuple[str, str, str], int]):
    """The costs of the third letter after the other two, for all languages in one integer; worked out when asked."""

    def __missing__(self, group: tuple[str, str, str]) -> int:
        scripts = {_script(letter) for letter in group if letter != _EDGE}
        if len(scripts) > 1 or "other" in scripts:
            costs = [UNLISTED] * len(LANGUAGES)
        else:
            (script,) = scripts
            first, second, third = group
            found = [
                (triples[start + three] or (cost if (cost := back + pairs[pair + three]) < TOP else TOP))
                if three != unlisted
                else UNLISTED
                for (triples, start, pairs, pair, back, unlisted), three in zip(
                    _rows(first, second, script), _places(third, script), strict=True
                )
            ]
            costs = [_QUOTED if script == "Latin" else _ALIEN] * len(LANGUAGES)
            for everywhere, here in _runs(script):
                costs[everywhere] = found[here]
        if len(self) >= _MOST:
            self.clear()
        packed = self[group] = spread(costs)
        return packed


_groups = _Groups()


@lru_cache(maxsize=1 << 16)
def _folded_costs(word: str) -> int:
    edged = f"{_EDGE}{_EDGE}{word}{_EDGE}"
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


_pack = struct.Struct(f"<{len(LANGUAGES)}I").pack


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
    script = _script(word[:1].lower())
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
    edged = f"{_EDGE}{_EDGE}{_folded(word)}{_EDGE}"
    groups = zip(edged, edged[1:], edged[2:], strict=False)
    return [-model.cost(*group) / STEPS_PER_BIT for group in groups]


@cache
def _model_of(language: str) -> _Model:
    number, script = _NUMBERS[language]
    return next(model for place, model in _models(script) if place == number)


def score_next(before: str, letter: str, language: str) -> float:
    """The binary logarithm of the probability of a small letter after the one or two small letters ``before``.

    One alone stands anywhere in a word, and after a space it begins the word.

    >>> score_next(" b", "ä", "de") > score_next("ä", "ä", "de")
    True
    """
    model = _model_of(language)
    if len(before) == 2:
        edged = before.replace(" ", _EDGE)
        return -model.cost(edged[0], edged[1], letter) / STEPS_PER_BIT
    other = model.size - 1
    one, two = model.place.get(before.replace(" ", _EDGE), other), model.place.get(letter, other)
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
