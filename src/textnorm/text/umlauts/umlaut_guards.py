"""Words that may look damaged and are not ours to touch: addresses, file names, identifiers, code."""

from __future__ import annotations

import re

__all__ = ["is_protected", "word_shape"]

_REACH = 120  # how far a chunk without spaces is looked at, either side: keeps long lines linear
_BLANK = frozenset(("", " ", "\n"))  # the neighbours of most words
#: Inside one chunk of non-space characters: what makes it an address, a path or code.
_TECHNICAL = re.compile(
    r"://|www\.|[@_\\={}$~^|]|(?<!`)`(?!`)|\(\)|::|->"
    r"|[^\W_]\.[a-z0-9]"  # koeln.de, strasse.txt, objekt.groesse
    r"|^\W*\.{0,2}/|/\S*/"  # /pfad, ./pfad, a/b/c
    r"|^\W*#[^\W\d]"  # a hashtag is an identifier: #gruene and #grüne are two
    r"|&[a-z]+;"
)
_SENTENCE_END = re.compile(r"[.!?:;,)\]\"'»«“”‘’„‚…]+$")


def is_protected(text: str, start: int, end: int) -> bool:
    """Whether the word ``text[start:end]`` belongs to an address, a path, an identifier or code.

    >>> line = "Mehr auf www.strassen.de ueber Strassen"
    >>> is_protected(line, 13, 21), is_protected(line, 31, 39)
    (True, False)
    """
    if text[start - 1 : start] in _BLANK:
        following = text[end : end + 2]
        if following[:1] in _BLANK or (following[:1] in ".,;:!?" and following[1:] in _BLANK):
            return False
    before = text[max(0, start - _REACH) : start]
    after = text[end : end + _REACH]
    if before[-1:].isdecimal() or after[:1].isdecimal():
        return True
    left = before.split()[-1] if before and not before[-1].isspace() else ""
    right = after.split(None, 1)[0] if after and not after[0].isspace() else ""
    if not left and not right:
        return False
    chunk = _SENTENCE_END.sub("", left + text[start:end] + right) if right else left + text[start:end]
    if _TECHNICAL.search(chunk):
        return True
    # Inside an HTML tag: the last angle bracket before the word opens a tag.
    opened = before.rfind("<")
    return opened > before.rfind(">") and before[opened + 1 : opened + 2].isalpha()


def word_shape(word: str) -> str:
    """``"plain"`` (lower case or one capital in front), ``"capitals"`` or ``"mixed"``.

    The capital I inside *LehrerInnen* counts as plain.

    >>> [word_shape(word) for word in ("Gruesse", "GRUESSE", "getGruesse", "LehrerInnen")]
    ['plain', 'capitals', 'mixed', 'plain']
    """
    rest = word[1:]
    if rest.islower() or (not rest and word.islower()):
        return "plain"
    if word.isupper():
        return "capitals"
    for ending in ("Innen", "In"):
        if word.endswith(ending) and len(word) > len(ending) + 2 and word[1 : -len(ending)].islower():
            return "plain"
    return "mixed"
