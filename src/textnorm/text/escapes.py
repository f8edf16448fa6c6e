"""Undo escapes: HTML entities, ``\\u00e4`` and ``\\xe4``, ``%C3%A4``, quoted-printable, TeX and ISO 646-DE.

Each kind acts on evidence only. A URL, a path, source code, a regular expression and JSON keep their escapes.
"""

from __future__ import annotations

import re

from textnorm.text.edits import Edit, without_overlaps
from textnorm.text.entities import find_entities
from textnorm.text.iso646 import find_iso646
from textnorm.text.surroundings import is_address, is_code, is_data, is_path, token_around
from textnorm.text.tex import find_tex

__all__ = ["find_escapes"]

# What may be the start of an escape. It begins with one class of characters, which the engine can look for quickly.
_MAY_BE_ESCAPED = re.compile(
    r"""[&\\%="{|}~\[\]](?:(?<=&)[#A-Za-z]|(?<=\\)(?:[uUx\\]|["'`^~=.cvHkrud]\\?\{?|ss|[A-Za-z]{1,2}[{}])"""
    r"""|(?<=%)(?:[0-9A-Fa-f]{2}|u)|(?<==)(?:[0-9A-Fa-f]{2}|\r?\n)"""
    r"""|(?<=\w")[aouAOUs]|(?<=[{|}~\[\]\\])[A-Za-z])"""
)
_BACKSLASH = re.compile(
    r"(?:\\{1,4}(?:u[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5}|x[0-9a-fA-F]{2})|\\{1,4}u\{[0-9a-fA-F]{2,6}\})+"
)
_ONE_BACKSLASH = re.compile(r"\\+(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))")
_PERCENT = re.compile(r"(?:%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}))+")
_ONE_PERCENT_U = re.compile(r"%u([0-9A-Fa-f]{4})")
_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2}(?:=[ \t]*\r?\n)?)+|=[ \t]*\r?\n")
_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n")
#: The letters of western European languages that a single escaped byte may stand for.
_WESTERN = frozenset("ÄÖÜäöüßÀÁÂÇÈÉÊÍÎÑÓÔÚÛàáâãçèéêëíîïñóôõúûåøæÅØÆ")
_ASCII = frozenset(map(chr, range(128)))
_MARKS = frozenset("„“”‚‘’»«›‹–—…€§°·•‰™©®´\u00a0\u00ad")


def find_escapes(text: str) -> list[Edit]:
    """Find escaped characters that were meant to be read as characters.

    >>> [edit.after for edit in find_escapes("K&ouml;ln, M\\\\u00fcnchen, D%C3%BCren, Gr=C3=BCn")]
    ['ö', 'ü', 'ü', 'ü']
    >>> find_escapes("https://de.wikipedia.org/wiki/K%C3%B6ln C:\\\\users\\\\new")
    []
    """
    if not _MAY_BE_ESCAPED.search(text):
        return []
    edits = find_entities(text)
    if "\\" in text:
        edits += _find_backslashes(text)
    if "%" in text:
        edits += _find_percents(text)
    if "=" in text:
        edits += _find_quoted_printable(text)
    edits += find_tex(text)
    edits += find_iso646(text)
    return without_overlaps(edits)


def _from_bytes(raw: bytes) -> tuple[str, str]:
    """Bytes as UTF-8 if they are, else as cp1252, and the name of what they were; "" if they are neither."""
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        try:
            return raw.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            return "", ""


def _touches_letter(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()


def _find_backslashes(text: str) -> list[Edit]:
    if is_data(text):
        return []
    edits = []
    for match in _BACKSLASH.finditer(text):
        start, end = match.span()
        after = _read_backslashes(match.group())
        if not after or not _is_meant(text, start, end, after):
            continue
        if is_path(text, start, end) or is_code(text, start, end):
            continue
        edits.append(Edit(start, end, after, "backslash escape", 0.95))
    return edits


def _read_backslashes(run: str) -> str:
    """The characters of a run of escapes: neighbouring ``\\x`` bytes may be one UTF-8 sequence, two surrogates one."""
    pieces: list[str] = []
    raw = bytearray()
    for braced, short, long, byte in _ONE_BACKSLASH.findall(run):
        if byte:
            raw.append(int(byte, 16))
            continue
        if raw:
            pieces.append(_from_bytes(bytes(raw))[0])
            raw.clear()
        code = int(braced or short or long, 16)
        if code > 0x10FFFF:
            return ""
        pieces.append(chr(code))
    if raw:
        pieces.append(_from_bytes(bytes(raw))[0])
    if not all(pieces):
        return ""
    try:
        return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return ""


def _is_meant(text: str, start: int, end: int, after: str) -> bool:
    """Whether the characters fit their place: letters inside a word, marks and pictures anywhere, ASCII never alone."""
    if after.isascii() or not all(char.isprintable() or char in "\u00a0\u00ad\u200d\ufe0f" for char in after):
        return False
    if any(char.isalpha() for char in after):
        return _touches_letter(text, start, end) or (len(after) > 1 and after.isalpha())
    return True


def _find_percents(text: str) -> list[Edit]:
    edits = []
    for match in _PERCENT.finditer(text):
        start, end = match.span()
        run = match.group()
        after, evidence = "", "percent escape"
        if "%u" in run:
            if "%" not in _ONE_PERCENT_U.sub("", run):
                after = _ONE_PERCENT_U.sub(lambda one: chr(int(one[1], 16)), run)
        else:
            after, encoding = _from_bytes(bytes.fromhex(run.replace("%", "")))
            evidence = f"percent escape, {encoding}"
            if encoding == "cp1252" and not _is_western_inside_word(text, start, end, after):
                continue
        if not after or not _is_percent_text(text, start, end, after):
            continue
        edits.append(Edit(start, end, after, evidence, 0.95))
    return edits


def _is_percent_text(text: str, start: int, end: int, after: str) -> bool:
    before, behind = token_around(text, start, end)
    if is_address(text, start, end) or any(char in "/\\&=#_" for char in before + behind):
        return False
    if (
        after.isascii()
    ):  # %20 and the like stand for themselves, unless the word is escaped throughout: K%C3%B6ln%20Bonn
        return bool(re.search(r"%[Cc][2-9A-Fa-f]%[89ABab]", before + behind)) and after.isprintable()
    return _is_meant(text, start, end, after)


def _is_western_inside_word(text: str, start: int, end: int, after: str) -> bool:
    """Whether one byte stands for a letter inside a word, or for a capital or small letter that begins one."""
    if not set(after) <= _WESTERN:
        return False
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before.isalpha():
        return behind.islower() or not behind.isalnum() or (before.isupper() and behind.isupper())
    return not before.isalnum() and behind.islower()


def _find_quoted_printable(text: str) -> list[Edit]:
    sure: list[Edit] = []
    likely: list[Edit] = []
    breaks: list[int] = []
    for match in _PRINTABLE.finditer(text):
        start, end = match.span()
        run = match.group()
        codes = _SOFT_BREAK.sub("", run)
        if not codes:
            breaks.append(start)
            likely.append(Edit(start, end, "", "quoted-printable soft line break", 0.9))
            continue
        after, encoding = _from_bytes(bytes.fromhex(codes.replace("=", "")))
        if not after or not all(char.isprintable() or char in "\u00a0\u00ad\n\r\t" for char in after):
            continue
        edit = Edit(start, end, after, f"quoted-printable, {encoding}", 0.95)
        if _is_query(text, start, end):
            continue
        if not after.isascii() and encoding == "UTF-8":
            certain = _touches_letter(text, start, end) or not any(map(str.isalpha, after))
        else:
            certain = _is_western_inside_word(text, start, end, after)
            if not certain and not set(after) <= _MARKS | _ASCII:
                continue
            certain = certain and (after[-1] in "ßé" or text[end : end + 1].islower())
        (sure if certain else likely).append(edit)
    if sure or _break_like_mail(text, breaks):
        return sure + likely
    return []


def _is_query(text: str, start: int, end: int) -> bool:
    before, _ = token_around(text, start, end)
    return bool(re.search(r"://|^www\.|[/?&@]", before))


def _break_like_mail(text: str, breaks: list[int]) -> bool:
    """Whether every line that ends in ``=`` is as long as mailers make them: 72 to 76 characters, few of them ``=``."""
    return bool(breaks) and all(
        71 <= place - (text.rfind("\n", max(0, place - 80), place) + 1) <= 76 and text[place - 1] != "="
        for place in breaks
    )
