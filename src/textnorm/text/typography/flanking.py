"""What the characters beside a mark allow it to be."""

from __future__ import annotations

__all__ = [
    "ANGLES",
    "BOTH",
    "CLASSES",
    "CLOSING",
    "EITHER",
    "FLANKING",
    "LETTER",
    "MAY_CLOSE",
    "MAY_OPEN",
    "NEITHER",
    "OPENING",
    "SPACE",
    "is_cjk",
    "is_word_letter",
]

ANGLES = frozenset({"«", "»", "‹", "›", "<<", ">>", "‹‹", "››"})

SPACE, EITHER, OPENING, CLOSING, LETTER = range(5)
_CLOSING_PUNCTUATION = frozenset(".,;:!?…)]}%‰€°。、，．：；！？）］｝】〉》〗〙〛")
_OPENING_PUNCTUATION = frozenset("([{¿¡（［｛【〈《〖〘〚@#")
_EITHER_PUNCTUATION = frozenset("-–—‐‑‒―/\\|<>*_~=+&·•")


def _classify(character: str) -> int:
    if character.isalnum():
        return LETTER
    if character.isspace() or character in "\u200b\ufeff":
        return SPACE
    if character in _CLOSING_PUNCTUATION:
        return CLOSING
    if character in _EITHER_PUNCTUATION:
        return EITHER
    if character in _OPENING_PUNCTUATION:
        return OPENING
    return LETTER


class _Classes(dict[str, int]):
    """The class of a character, worked out once. Holds what a text uses: at most as many entries as Unicode."""

    def __missing__(self, character: str) -> int:
        self[character] = found = _classify(character)
        return found


CLASSES = _Classes()


MAY_OPEN, MAY_CLOSE, BOTH, NEITHER = range(4)
#                before ↓  after →  space       either      opening    closing      letter
FLANKING = (
    (NEITHER, MAY_OPEN, MAY_OPEN, NEITHER, MAY_OPEN),  # space
    (MAY_CLOSE, BOTH, MAY_OPEN, MAY_CLOSE, MAY_OPEN),  # either
    (NEITHER, MAY_OPEN, MAY_OPEN, NEITHER, MAY_OPEN),  # opening
    (MAY_CLOSE, MAY_CLOSE, BOTH, MAY_CLOSE, BOTH),  # closing
    (MAY_CLOSE, MAY_CLOSE, MAY_CLOSE, MAY_CLOSE, BOTH),  # letter
)


def is_cjk(character: str) -> bool:
    """Whether the character belongs to a script without spaces between words: kana, Han, Hangul."""
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"


def is_word_letter(character: str) -> bool:
    """Whether an apostrophe beside the letter can be inside a word."""
    return character.isalpha() and not is_cjk(character)
