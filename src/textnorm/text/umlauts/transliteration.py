"""Spell letters out in ASCII: ``Ärger`` → ``Aerger``, and ``ÄRGER`` → ``AERGER``."""

from __future__ import annotations

from collections.abc import Mapping

from textnorm.errors import need_text
from textnorm.text.evidence.languages import language_of

__all__ = ["to_ascii", "to_ascii_letters"]


def to_ascii(text: str, *, locale: str = "de") -> str:
    """Write ``text`` in ASCII: ä becomes ae, ß ss; characters without a rule go through Unidecode; lone surrogates
    are removed.

    >>> to_ascii("Ärger in Łódź: ÄRGER über Maße"), to_ascii("Ö3")
    ('Aerger in Lodz: AERGER ueber Masse', 'Oe3')
    """
    need_text(text, "to_ascii")
    if text.isascii():
        return text
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
        spelled = letters.get(character)
        if spelled is None:
            spelled = letters.get(character.lower(), "") if character != character.lower() else ""
            if spelled:
                spelled = spelled.upper() if _among_capitals(text, place) else spelled.capitalize()
        elif _among_capitals(text, place) and text[place - 1 : place].isupper():
            spelled = spelled.upper()  # STRAßE
        pieces.append(spelled or character)
    return "".join(pieces)


def _among_capitals(text: str, place: int) -> bool:
    following = text[place + 1 : place + 2]
    return following.isupper() if following.isalpha() else text[max(0, place - 1) : place].isupper()
