"""Read the encoded words of mail: ``=?utf-8?Q?K=C3=B6ln?=`` is *Köln*.

Source: RFC 2047, with the language tag of RFC 2231, section 5.
"""

from __future__ import annotations

import codecs
import re
from base64 import b64decode, b64encode
from binascii import Error

from textnorm.text.edits import Edit

__all__ = ["encoded_word_spans", "find_encoded_words"]

_ENCODED = re.compile(
    r"=\?(?P<charset>[A-Za-z0-9][\w.:-]{1,40})(?:\*[A-Za-z-]{1,20})?\?(?P<encoding>[BbQq])\?(?P<data>[^?\s]{0,1000})\?="
)
_BETWEEN = re.compile(r"[ \t]*(?:\r?\n[ \t]+|[ \t]+)?")
_NO_CODE = re.compile(rb"=(?![0-9A-Fa-f]{2})")
_HEXADECIMAL = re.compile(rb"=([0-9A-Fa-f]{2})")
# What is called so is read as what contains it, as the Encoding Standard does.
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}


def encoded_word_spans(text: str) -> list[tuple[int, int]]:
    """Where ``text`` has what may be an encoded word; nothing else is to be decoded there."""
    return [match.span() for match in _ENCODED.finditer(text)] if "=?" in text else []


def find_encoded_words(text: str) -> list[Edit]:
    """Find encoded words. Adjacent ones are joined; a run of them that cannot be decoded as a whole stays.

    >>> [edit.after for edit in find_encoded_words("=?utf-8?B?R3LDvMOfZQ==?= =?utf-8?Q?_aus?= =?x-unknown?Q?a?=")]
    []
    >>> [edit.after for edit in find_encoded_words("Re: =?utf-8?B?R3LDvMOfZQ==?= =?utf-8?Q?_aus?=")]
    ['Grüße aus']
    """
    if "=?" not in text:
        return []
    edits = []
    for run in _runs(text):
        after = _decoded(run)
        if after and all(char.isprintable() or char in "\t\u00a0\u00ad\u200b\u200d" for char in after):
            edits.append(Edit(run[0].start(), run[-1].end(), after, "encoded word of mail", 0.99))
    return edits


def _runs(text: str) -> list[list[re.Match[str]]]:
    """Encoded words with nothing but white space between them, together."""
    runs: list[list[re.Match[str]]] = []
    for match in _ENCODED.finditer(text):
        if runs and _BETWEEN.fullmatch(text, runs[-1][-1].end(), match.start()):
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs


def _decoded(run: list[re.Match[str]]) -> str:
    """The text of adjacent encoded words; "" if one of them is none."""
    parts: list[tuple[str, bytes]] = []
    for match in run:
        charset, data = match["charset"].lower(), _bytes_of(match["encoding"], match["data"])
        if data is None:
            return ""
        # Mailers divide characters between words, although they must not.
        if parts and parts[-1][0] == charset:
            parts[-1] = charset, parts[-1][1] + data
        else:
            parts.append((charset, data))
    try:
        return "".join(data.decode(_codec(charset)) for charset, data in parts)
    except (LookupError, ValueError):
        return ""


def _bytes_of(encoding: str, data: str) -> bytes | None:
    try:
        raw = data.encode("ascii")
        if encoding in "Bb":
            return _from_base64(raw)
    except (UnicodeEncodeError, Error):
        return None
    if _NO_CODE.search(raw):
        return None
    return _HEXADECIMAL.sub(lambda code: bytes([int(code[1], 16)]), raw.replace(b"_", b" "))


def _from_base64(raw: bytes) -> bytes | None:
    """The bytes; None where the data ends within one, as its remaining bits say: a word cut off is not half-decoded."""
    data = b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
    return data if b64encode(data).rstrip(b"=") == raw.rstrip(b"=") else None


def _codec(charset: str) -> str:
    info = codecs.lookup(charset)
    if not info._is_text_encoding:
        raise LookupError(charset)
    return _READ_AS.get(info.name, info.name)
