"""A name, parsed: its words with their roles, and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import and_, or_
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from textnorm.text.names.lexicon import name_groups, word_kinds
from textnorm.text.names.sounds import Sounds, plain_letters, sounds_of

__all__ = ["ParsedName", "Word", "forget_names", "parse_name"]

_ALIAS = re.compile(r"\b(?:a\.?\s?k\.?\s?a\.?|alias|f\.?k\.?a\.?)(?=[\s:])", re.I)
_ALIAS_SIGNS = ("alias", "ka", "k.a", "k. a", "k a", "k.\u00a0a", "k\u00a0a")
_BORN_SIGNS = ("geb", "née", "nee", "born")
# What may stand for more than a word; the first two patterns ask for it, as the next one does.
_SPECIAL = {"a", "aka", "k", "alias", "fka", "f", "geb", "geborene", "geborener", "geborenen", "née", "nee", "born"}
_UNSPACED = "\u0600"  # from here on, scripts with articles in the word or words of a letter
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[\"“”„«»][^\"“”„«»]{1,30}[\"“”„«»]")
_BRACKETS = re.compile(r"[()\[\]\"“”„«»]")
_BORN = re.compile(r"\b(?:geb\.|geborene[rn]?|née|nee|born)\s.*$", re.I)
_SPLIT = re.compile(r"[\s_/;:&+]+")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
_PATRONYMIC = re.compile("(?:[aoe]viS|iS|[aoe]vna|iSna|iniSna)$")
_DOTTED = re.compile(r"^(?:[^\W\d_]{1,3}\.-?)+[^\W\d_]?\.?$")


@dataclass(slots=True, eq=False)
class Word:
    """A word of a name. ``initial`` stands for a longer one; ``role`` is "patronymic" or nothing.

    ``letters`` are sets of bits: those of the spelling, those of every reading, and those of some reading. Equal words
    are one object, so that what is known of a pair of words is found by identity.
    """

    text: str
    sounds: Sounds
    initial: bool = False
    role: str = ""
    hyphenated: bool = False
    groups: frozenset[int] = frozenset()
    letters: tuple[int, int, int] = (0, 0, -1)


class ParsedName(NamedTuple):
    """A name: the words that count, and what stands around them.

    ``spoken`` has the words as written, in lower case; ``characters`` those of a script without letters.
    """

    words: tuple[Word, ...]
    particles: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    generation: str = ""
    company: bool = False
    family_first: bool = False
    spoken: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    characters: str = ""


_GENERATIONS = {
    "jun": "jr",
    "junior": "jr",
    "filho": "jr",
    "fils": "jr",
    "neto": "iii",
    "sen": "sr",
    "senior": "sr",
    "pere": "sr",
}


@lru_cache(1 << 16)
def parse_name(name: str) -> ParsedName:
    """Parse a name: order and comma, titles, particles, initials, patronymics.

    >>> [word.text for word in parse_name("Mann, Dr. Thomas").words]
    ['Thomas', 'Mann']
    >>> parse_name("George W. Bush, Jr.").generation
    'jr'
    """
    plain = _plain_name(name)
    if plain is not None:
        return plain
    text = name if name.isascii() else normalize("NFKC", _HYPHENS.sub("-", name))
    aliases: tuple[str, ...] = ()
    lower = text.lower()
    if any(sign in lower for sign in _ALIAS_SIGNS) and _ALIAS.search(text):
        text, *more = _ALIAS.split(text)
        aliases = tuple(part.strip(" :,") for part in more)
    if any(mark in text for mark in '(["“„«'):
        outside = _ASIDE.sub(" ", text)
        text = outside if len(outside.split()) > 1 else _BRACKETS.sub(" ", text)  # Putin (Wladimir)
    if any(sign in lower for sign in _BORN_SIGNS) and _BORN.search(text):
        text = _BORN.sub("", text)
    head, comma, tail = text.partition(",")
    family_first = False
    if comma and tail.strip():
        kinds = word_kinds()
        rest = [kinds.get(_bare(part)) for part in _SPLIT.split(tail.replace(",", " ")) if _bare(part)]
        if rest and not all(kind in ("title", "rank", "generation", "company") for kind in rest) and head.strip():
            family_first = True
            text = tail.replace(",", " ") + " " + head
        else:
            text = head + " " + tail.replace(",", " ")
    return _read(_SPLIT.split(text.strip(" ,;.")) if text.strip(" ,;.") else [], family_first, aliases)


def _plain_name(name: str) -> ParsedName | None:
    """A name of letters and spaces alone, none of whose words has a meaning of its own, as most names are; or None."""
    parts = name.split()
    if not "".join(parts).isalpha() or not (name.isascii() or (max(name) < _UNSPACED and is_normalized("NFKC", name))):
        return None
    lowered = name.lower().split()
    if not _SPECIAL.isdisjoint(lowered):
        return None
    words = tuple([_word(part, initial=len(part) == 1) for part in parts])
    kinds = word_kinds()
    for word in words:
        plain = word.sounds.plain
        if plain in kinds or not plain.isalpha():
            return None
    return ParsedName(_with_patronymic(words, family_first=False), spoken=tuple(lowered))


def _bare(part: str) -> str:
    return plain_letters(part.strip(".,()"))  # plain letters have no points: B.A. is ba


def _read(parts: list[str], family_first: bool, aliases: tuple[str, ...]) -> ParsedName:
    kinds = word_kinds()
    words: list[Word] = []
    particles: list[str] = []
    titles: list[str] = []
    generation, company = "", False
    spoken: list[str] = []
    characters = ""
    bares = [_bare(part) for part in parts]
    count = sum(kinds.get(bare) in (None, "particle") for bare in bares)
    for place, part in enumerate(parts):
        bare = bares[place]
        kind = kinds.get(bare)
        if not bare.isalpha():
            bare = "".join(character for character in bare if character.isalpha() or character == "-")
            if not bare.strip("-"):
                continue
        if kind == "generation" and place:
            generation = _GENERATIONS.get(bare, bare)
        elif (kind == "title" and count) or (kind == "rank" and count and place < len(parts) - 1):
            titles.append(bare)
        elif kind == "company" and place:
            company = True
        elif kind == "degree" and place and "." in part.strip(".,"):
            titles.append(bare)
        elif (
            kind == "particle"
            and place < len(parts) - 1
            and (place or len(parts) > 2)
            and not (part.endswith(".") and len(bare) == 1)
        ):
            particles.append(bare)
        else:
            if _is_han(part):
                pieces = _spelled(part)
                words += [_word(piece) for piece in pieces]
                spoken += [piece.lower() for piece in pieces]
                characters += part
                continue
            spoken.append(part.strip(".,").lower())
            _add(words, part, particles)
    found = _with_patronymic(tuple(words), family_first=family_first)
    return ParsedName(
        found, tuple(particles), tuple(titles), generation, company, family_first, tuple(spoken), aliases, characters
    )


def _with_patronymic(words: tuple[Word, ...], *, family_first: bool) -> tuple[Word, ...]:
    """The words, of which those that are patronymics know it."""
    full_words = sum([not word.initial for word in words])
    if full_words >= 3 or (full_words == 2 and len(words) >= 3):
        return tuple([_with_role(word, place) for place, word in enumerate(words)])
    if full_words == 2 and not family_first and words[-1].sounds.full[0].endswith(("ovna", "evna", "iSna")):
        return (*words[:-1], _word(words[-1].text, role="patronymic"))
    return words


def _add(words: list[Word], part: str, particles: list[str]) -> None:
    """The words of a part: initials run together, double names, particles joined by a hyphen."""
    part = part.strip(",()\"'’`´-")
    if "." in part and _DOTTED.match(part):
        pieces = [piece.strip("-") for piece in part.split(".") if plain_letters(piece).strip("-")]
        words.extend(_word(piece, initial=len(piece) <= 2 or part.endswith(".")) for piece in pieces)
        return
    if part.isalpha() and not part.startswith("ال"):
        words.append(_word(part, initial=len(part) == 1))
        return
    pieces = [piece for piece in part.replace(".", "-").replace(" ", "-").split("-") if plain_letters(piece)]
    kinds = word_kinds()
    for number, piece in enumerate(pieces):
        bare = plain_letters(piece)
        if (
            len(pieces) > 1
            and number < len(pieces) - 1
            and kinds.get(bare) in ("particle", "article")
            and len(bare) <= 4
        ):
            particles.append(bare)
            continue
        if piece.startswith("ال") and len(piece) > 4:
            particles.append("al")
            piece = piece[2:]
        words.append(_word(piece, initial=len(bare) == 1, hyphenated=len(pieces) > 1))


def _is_han(text: str) -> bool:
    return "\u2e80" <= text[:1] <= "\u9fff" or "\uac00" <= text[:1] <= "\ud7a3"


def _spelled(part: str) -> list[str]:
    """A Chinese or Korean name in Latin letters: the family name has one syllable, and stands first."""
    from unidecode import unidecode

    sound = [character for character in part if not "\ud800" <= character <= "\udfff"]  # unidecode warns of half ones
    syllables = [unidecode(character).strip().replace("eo", "o").replace("eu", "u") for character in sound]
    return [piece for piece in (syllables[0], "".join(syllables[1:])) if piece]


def forget_names() -> None:
    """Give back the memory of the names that were met; they are parsed again when they come."""
    for function in (parse_name, _word, sounds_of, plain_letters):
        function.cache_clear()


@lru_cache(1 << 17)
def _word(text: str, *, initial: bool = False, hyphenated: bool = False, role: str = "") -> Word:
    sounds = sounds_of(text)
    if initial:
        return Word(text, sounds, initial=True)
    groups = name_groups()
    found: frozenset[int] = groups.get(sounds.plain, frozenset())
    for reading in sounds.full[:2]:
        if reading in groups:
            found |= groups[reading]
    letters = (0, 0, -1)  # without vowels, nothing is known of the letters that are missing
    if sounds.vowels:
        readings = [_bits(reading) for reading in sounds.full]
        letters = (_bits(sounds.plain), reduce(and_, readings), reduce(or_, readings))
    return Word(text, sounds, role=role, hyphenated=hyphenated, groups=found, letters=letters)


def _bits(text: str) -> int:
    """The letters of ``text`` as bits; letters that share a bit count as one."""
    found = 0
    for code in text.encode("utf-32-le", "surrogatepass")[::4] if not text.isascii() else text.encode():
        found |= 1 << (code & 63)
    return found


def _with_role(word: Word, place: int) -> Word:
    """A patronymic is never the first word, and never one of two."""
    if (
        place
        and not word.initial
        and not word.hyphenated
        and _PATRONYMIC.search(word.sounds.full[-1])
        and len(word.text) > 5
    ):
        return _word(word.text, role="patronymic")
    return word
