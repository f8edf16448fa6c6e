"""Codes of characters that lost what marked them: octal bytes, modified UTF-7, and ``u00fc`` without its backslash.

Octal bytes (``B\\303\\244cker.txt``) are what git shows of file names, modified UTF-7 (``M&APw-ll``, RFC 3501, section
5.1.3) is what IMAP calls folders, and ``u00fc`` is what remains of JSON where backslashes were removed.
"""

from __future__ import annotations

import re
from base64 import b64decode

from textnorm.text.edits import Edit
from textnorm.text.evidence.code.context import is_code
from textnorm.text.evidence.known_words import is_known
from textnorm.text.evidence.word_score import LIKELY, SURE, word_score

__all__ = ["find_bare_codes"]

_OCTAL = re.compile(r"(?:(?<!\\)\\(?:[23][0-7]{2})){2,}")
_ONE_OCTAL = re.compile(r"\\([0-7]{3})")
_UTF7 = re.compile(r"&(?P<data>[A-Za-z0-9+,]{3,160})-")
_BARE = re.compile(r"(?<![\\%&#])u00(?P<code>[c-fC-F][0-9a-fA-F]|[dD][fF])")
_GERMAN = frozenset("äöüßÄÖÜ")
_LETTERS = re.compile(r"[^\W\d_]*")
_LETTERS_LEFT = re.compile(r"[^\W\d_]*\Z")
_REACH = 40
_AGREEING = 2  # words that codes make likely, where none is certain
_MARKS = frozenset("„“”‚‘’»«›‹–—…€§°•·©®™\xa0\xad")
# Names in other alphabets need two characters. What is random looks like Chinese mostly, so that is not read.
_LATIN, _ALPHABETS = "\u0250", "\u0530"


def find_bare_codes(text: str) -> list[Edit]:
    """Find octal bytes, modified UTF-7, and codes without backslash that make words.

    >>> [edit.after for edit in find_bare_codes("B\\\\303\\\\244cker.txt, M&APw-ll, Ku00fcche fu00fcr")]
    ['ä', 'ü', 'ü', 'ü']
    >>> find_bare_codes("R&ABC-Waffen, menu00e9")
    []
    """
    edits: list[Edit] = []
    if "\\" in text:
        edits += _find_octal(text)
    if "&" in text:
        edits += _find_utf7(text)
    if "u00" in text:
        edits += _find_without_backslash(text)
    return sorted(edits)


def _find_octal(text: str) -> list[Edit]:
    edits = []
    for match in _OCTAL.finditer(text):
        start, end = match.span()
        raw = bytes(int(code, 8) & 0xFF for code in _ONE_OCTAL.findall(match.group()))
        try:
            after = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if after.isprintable() and text[start - 1 : start] != ":" and not is_code(text, start, end):
            edits.append(Edit(start, end, after, "octal escape", 0.95))
    return edits


def _find_utf7(text: str) -> list[Edit]:
    found: list[tuple[bool, Edit]] = []
    for match in _UTF7.finditer(text):
        start, end = match.span()
        after = _from_utf7(match["data"])
        if not after or not _is_readable(after) or not all(char < _ALPHABETS or char in _MARKS for char in after):
            continue
        touches = text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()
        certain = after.isalpha() and (touches if after < _LATIN else len(after) > 1)
        if certain or all(char.isalpha() or char in _MARKS for char in after):
            found.append((certain, Edit(start, end, after, "modified UTF-7", 0.95)))
    return [edit for _, edit in found] if any(certain for certain, _ in found) else []


def _is_readable(after: str) -> bool:
    return all(char.isprintable() or char in _MARKS for char in after)


def _from_utf7(data: str) -> str:
    """What the base64 of modified UTF-7 means; "" if it is none: the bits that remain have to be 0."""
    size = len(data) * 6 // 16 * 2
    if len(data) * 6 - size * 8 >= 6:
        return ""
    raw = b64decode(data.replace(",", "/") + "=" * (-len(data) % 4))
    number = int.from_bytes(raw + b"\0\0\0", "big")
    if number & ((1 << (len(raw) + 3 - size) * 8) - 1):
        return ""
    try:
        after = raw[:size].decode("utf-16-be")
    except UnicodeDecodeError:
        return ""
    return after if not any(map(str.isascii, after)) else ""


def _find_without_backslash(text: str) -> list[Edit]:
    likely: set[str] = set()
    certain = False
    edits = []
    for match in _BARE.finditer(text):
        start, end = match.span()
        left = _LETTERS_LEFT.search(_BARE.sub(_letter, text[max(0, start - _REACH) : start]))
        right = _LETTERS.match(_BARE.sub(_letter, text[end : end + _REACH]))
        letter = _letter(match)
        word = (left[0] if left else "") + letter + (right[0] if right else "")
        if len(word) > 1 and not is_code(text, start, end):
            edits.append(Edit(start, end, letter, "code without backslash", 0.9))
            score = word_score(word) if letter in _GERMAN else 0
            certain = certain or score >= SURE or is_known(word)
            likely |= {word} if score >= LIKELY else set()
    return edits if certain or len(likely) >= _AGREEING else []


def _letter(match: re.Match[str]) -> str:
    return chr(int(match["code"], 16))
