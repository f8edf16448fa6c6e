"""Spell letters out in ASCII: ``Ärger`` → ``Aerger``, and ``ÄRGER`` → ``AERGER``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from textnorm.errors import need_text
from textnorm.text.evidence.languages import language_of

__all__ = ["to_ascii", "to_ascii_letters"]

_COMPOSED = dict(zip("aouAOU", "äöüÄÖÜ", strict=True))
_DECOMPOSED = re.compile("([aouAOU])\N{COMBINING DIAERESIS}")


def to_ascii(text: str, *, locale: str = "de") -> str:
    """Write ``text`` in ASCII: ä becomes ae, ß ss; characters without a rule go through Unidecode; lone surrogates
    are removed.

    >>> to_ascii("Ärger in Łódź: ÄRGER über Maße"), to_ascii("Ö3")
    ('Aerger in Lodz: AERGER ueber Masse', 'Oe3')
    """
    need_text(text, "to_ascii")
    if text.isascii():
        return text
    if "\N{COMBINING DIAERESIS}" in text:
        text = _DECOMPOSED.sub(lambda match: _COMPOSED[match[1]], text)
    spelled = to_ascii_letters(text, language_of(locale).letters)
    if spelled.isascii():
        return spelled
    from unidecode import unidecode

    return "".join(
        character if character.isascii() else "" if "\ud800" <= character <= "\udfff" else unidecode(character)
        for character in spelled
    )


def to_ascii_letters(text: str, letters: Mapping[str, str]) -> str:
    """Spell out ``letters`` in ``text``: Ä becomes Ae, and AE where its neighbours are capitals."""
    pieces = []
    for place, character in enumerate(text):
        spelled = letters.get(character.lower() if character.isupper() else character, "")
        if spelled and character.isupper():
            spelled = spelled.upper() if _is_among_capitals(text, place) else spelled.capitalize()
        elif character == "ß" and text[place - 1 : place].isupper() and _is_among_capitals(text, place):
            spelled = spelled.upper()  # STRAßE
        pieces.append(spelled or character)
    return "".join(pieces)


def _is_among_capitals(text: str, place: int) -> bool:
    """Whether the next letter is a capital, or the previous one at the end of a word; ß, which has none, is skipped."""
    following = place + 1
    while text[following : following + 1] == "ß":
        following += 1
    after = text[following : following + 1]
    return after.isupper() if after.isalpha() else text[max(0, place - 1) : place].isupper()
