"""``name_key``: one key for the spellings of one name."""

from __future__ import annotations

from textnorm.errors import need_text
from textnorm.text.names.chinese import chinese_readings
from textnorm.text.names.parse import Word, parse_name

__all__ = ["name_key"]

_GERMAN = ("sch", "w", "ei", "ß", "ä", "ö", "ü")


def name_key(name: str) -> str:
    """One key for the spellings of one name, for comparing only; never show it to a reader.

    Titles, particles, initials, generations, case, marks and the order of the words do not count. Each word is its
    consonants as sounds, with a vowel at its beginning as ``A``; the middle name of three or more counts. Equal
    keys mean that two spellings can be of one name, not that two persons are one: ``Matcher.names()`` judges that.
    Empty if there is no name in the text.

    >>> {name_key(name) for name in ("Alexei Kriworutschko", "KRIVORUCHKO, Alexey", "Алексей Криворучко")}
    {'Alks krvrSk'}
    >>> name_key("Mao Tse-tung") == name_key("Mao Zedong")
    True
    """
    need_text(name, "name_key")
    parsed = parse_name(name)
    readings = chinese_readings(parsed.spoken[:4]) if len(parsed.spoken) > 1 else frozenset()
    if readings and any("-" in part or "'" in part for part in parsed.spoken):
        # Of what a Wade-Giles spelling without its marks may be, the reading with the fewest aspirated letters.
        words = min(readings, key=lambda reading: (sum("".join(reading).count(letter) for letter in "cqtkp"), reading))
        parsed = parse_name(" ".join(words))
    keys = [_key_of(word) for word in parsed.words if not word.initial]
    keys = keys or [word.sounds.loose[0] for word in parsed.words]
    return " ".join(sorted(keys))


def _key_of(word: Word) -> str:
    """The skeleton of the reading that fits the spelling: ch is h in a word that looks German, and else S."""
    sounds = word.sounds
    if len(sounds.skeleton) == 1:
        return sounds.skeleton[0]
    if "j" in sounds.plain and "ch" not in sounds.plain:
        return sounds.skeleton[0]
    text = word.text.lower()
    german = any(sign in text for sign in _GERMAN) or text.endswith(("ch", "ail", "ael"))
    return sounds.skeleton[0 if german else min(1, len(sounds.skeleton) - 1)]
