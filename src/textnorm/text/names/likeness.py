"""How alike two words of names are: 1.0 equal, and from ``MATCHED`` on two spellings of one word."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from textnorm.text.names.parse import Word
from textnorm.text.names.sounds import Sounds

__all__ = ["MATCHED", "Likeness", "full_likeness", "likeness"]

MATCHED = 0.75

_VOWELS = "aeiouOU"
# What one edit leaves of the likeness, by the length of the longer word.
_MOST_SLIPS = 2
_ONE_EDIT = (0.0, 0.0, 0.3, 0.4, 0.55, 0.72, 0.8, 0.84, 0.87, 0.89, 0.9)
_TWO_EDITS = (0.0, 0.0, 0.0, 0.1, 0.2, 0.4, 0.5, 0.6, 0.68, 0.74, 0.77, 0.79, 0.8)
_VOWEL_EDIT = (0.0, 0.5, 0.6, 0.7, 0.78, 0.83, 0.88, 0.9, 0.92)
_TWO_VOWELS = (0.0, 0.2, 0.3, 0.4, 0.45, 0.55, 0.62, 0.76, 0.8, 0.83)


class Likeness(NamedTuple):
    """How alike two words are, and in what way: "equal", "sounds", "form", "initial", "gender" or "edits"."""

    value: float
    way: str


_NONE = Likeness(0.0, "")
_NONE_OF_FIRST_NAMES = Likeness(0.0, "edits")


def likeness(a: Word, b: Word) -> Likeness:
    """How alike two words are.

    >>> from textnorm.text.names.parse import parse_name
    >>> first, second = parse_name("Ельцин").words[0], parse_name("Jelzin").words[0]
    >>> likeness(first, second)
    Likeness(value=0.97, way='sounds')
    """
    plain, shared, some = a.letters
    other, others_shared, others_some = b.letters
    # Three letters that the other word has nowhere are three edits: too many, in sounds and in spelling.
    if (
        ((shared & ~others_some).bit_count() > 2 or (others_shared & ~some).bit_count() > 2)
        and ((plain & ~other).bit_count() > 2 or (other & ~plain).bit_count() > 2)
        and a.groups.isdisjoint(b.groups)
    ):
        return _NONE_OF_FIRST_NAMES if a.groups and b.groups else _NONE
    return full_likeness(a, b)


@lru_cache(1 << 18)
def full_likeness(a: Word, b: Word) -> Likeness:
    """``likeness`` without the look at missing letters."""
    x, y = a.sounds, b.sounds
    if a.initial or b.initial:
        return _initials(a, b)
    if x.plain == y.plain:
        return Likeness(1.0, "equal")
    if a.groups and b.groups and not a.groups.isdisjoint(b.groups):
        if x.full[0] == y.full[0]:
            return Likeness(0.97, "sounds")
        return Likeness(0.9, "form") if set(x.skeleton).isdisjoint(y.skeleton) else Likeness(0.94, "sounds")
    if not x.vowels or not y.vowels:
        return _consonants(x, y)
    if (x.plain[-1:] in "aа") != (y.plain[-1:] in "aа"):
        gendered = _gendered(x, y)
        if gendered:
            family = gendered == "family" and not (a.groups or b.groups)
            return Likeness(0.88 if family else 0.5, "gender")
    best = 0.0
    for reading in x.full:
        for other in y.full:
            value = 0.97 if reading == other else _alike(reading, other)
            if value > best:
                best = value
    if a.groups and b.groups and best < 0.96:
        return Likeness(min(best, 0.6), "edits")  # two first names, and both are known
    if best >= 0.9:
        return Likeness(best, "sounds")
    written = 0.0 if _other_umlaut(x.full[0], y.full[0]) else _edits(x.plain, y.plain)
    best = max(best, written)
    return Likeness(best, "edits") if best >= 0.3 else _NONE


def _initials(a: Word, b: Word) -> Likeness:
    """An initial fits a word that begins with its sound, or with its letter."""
    x, y = a.sounds, b.sounds
    same_letter = x.plain[:1] == y.plain[:1]
    if a.initial and b.initial:
        fits = x.plain == y.plain or x.full[0] == y.full[0]
        return Likeness(0.9, "initial") if fits else _NONE
    short, long = (x, y) if a.initial else (y, x)
    if same_letter and long.plain.startswith(short.plain):
        return Likeness(0.85, "initial")
    for reading in short.full:
        for other in long.full:
            if other.startswith(reading) or (reading[:1] == other[:1] and len(short.plain) == 1):
                return Likeness(0.85, "initial")
    return _NONE


def _consonants(x: Sounds, y: Sounds) -> Likeness:
    """Words of which one comes from a script without vowels."""
    if set(x.full) & set(y.full):
        return Likeness(0.97, "sounds")
    common = set(_bare(x)) & set(_bare(y))
    if any(len(skeleton) > 1 for skeleton in common):
        return Likeness(0.88, "sounds")
    if any(len(skeleton) > 2 for skeleton in set(x.loose) & set(y.loose)):
        return Likeness(0.78, "sounds")
    near = max(Levenshtein.normalized_similarity(one, two) for one in x.loose for two in y.loose)
    return Likeness(0.7 * near, "edits") if near > 0.5 else _NONE


def _bare(sounds: Sounds) -> list[str]:
    return [skeleton.removeprefix("A").replace("v", "") for skeleton in sounds.skeleton]


def _gendered(x: Sounds, y: Sounds) -> str:
    """Whether two words differ by the feminine ending alone: "family" or "first"."""
    for one in x.full[:2]:
        for two in y.full[:2]:
            longer, shorter = (one, two) if one.endswith("a") else (two, one)
            if longer.endswith("a") and not shorter.endswith("a"):
                if longer[:-1] == shorter and longer.endswith(("ova", "eva", "ina")) and len(longer) > 5:
                    return "family" if not longer.endswith("ina") or len(longer) > 6 else "first"
                if longer[:-1] == shorter or (
                    longer[:-1] == shorter[:-1] and not (shorter.endswith("o") and longer.endswith("ka"))
                ):
                    return "family" if longer.endswith(("ska", "skaia")) else "first"
                if longer.endswith("skaia") and longer[:-3] == shorter[: len(longer) - 3]:
                    return "family"
    return ""


def _slips(one: str, two: str) -> int:
    """How many slips of the pen make ``two`` of ``one``; more than ``_MOST_SLIPS`` are not counted."""
    if abs(len(one) - len(two)) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    return OSA.distance(one, two, score_cutoff=_MOST_SLIPS)


def _alike(one: str, two: str) -> float:
    """How alike two different readings are."""
    size = max(len(one), len(two))
    distance = _slips(one, two)
    if distance > _MOST_SLIPS or not one or not two:  # a lone mark has no reading
        return 0.0
    if one.translate(_SAME) == two.translate(_SAME):
        return 0.96
    if _other_umlaut(one, two):
        return 0.5
    if one + "as" == two or two + "as" == one:
        return 0.86  # Lithuanian
    consonants, others = _consonants_of(one), _consonants_of(two)
    if consonants == others:
        if (one[0] in _VOWELS) != (two[0] in _VOWELS):
            return _at(_ONE_EDIT, size)
        return _at(_VOWEL_EDIT if distance == 1 else _TWO_VOWELS, size)
    if consonants.translate(_H_AS_G) == others.translate(_H_AS_G):
        return _at(_ONE_EDIT, size + 1) if distance == 1 else _at(_TWO_EDITS, size + 2)
    value = _at(_ONE_EDIT if distance == 1 else _TWO_EDITS, size)
    return value if one[0] == two[0] else value - 0.1


_SAME = str.maketrans("OU", "ou")
_H_AS_G = str.maketrans("gk", "hh")
_WITHOUT_VOWELS = str.maketrans("", "", _VOWELS)


def _other_umlaut(one: str, two: str) -> bool:
    """Müller, Möller and Miller are three names, though one letter apart."""
    if "U" not in one and "U" not in two:
        return False
    return "O" in one or "O" in two or one.replace("U", "i") == two.replace("U", "i")


def _consonants_of(reading: str) -> str:
    return reading.translate(_WITHOUT_VOWELS)


def _at(values: tuple[float, ...], size: int) -> float:
    return values[min(size, len(values) - 1)]


def _edits(one: str, two: str) -> float:
    """How alike two spellings are, for slips of the pen."""
    size = max(len(one), len(two))
    distance = _slips(one, two)
    if distance > _MOST_SLIPS:
        return 0.0
    value = _at(_ONE_EDIT if distance == 1 else _TWO_EDITS, size)
    return value if one[:1] == two[:1] else value - 0.1
