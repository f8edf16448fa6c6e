"""Encodings in which a character takes two bytes and more: UTF-16 and UTF-32, and those of East Asia."""

from __future__ import annotations

import codecs
from collections import Counter
from functools import cache
from math import log2
from pathlib import Path

__all__ = ["BYTE_ORDER_MARKS", "EAST_ASIAN", "east_asian", "without_mark"]

#: Byte order marks with their encodings; the longer first.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Python's codec and the language whose characters it holds.
EAST_ASIAN = {"cp932": "ja", "euc_jp": "ja", "gb18030": "zh", "big5": "zh", "cp949": "ko"}

_UNLISTED = 15.0  # bits of a character that is not among the frequent ones
_WESTERN = 9.0
_SAMPLE = 1 << 14


def without_mark(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: every other byte is the same few values over and over; else nothing."""
    sample = data[:_SAMPLE]
    if len(data) < 6:
        return ""
    if len(data) % 4 == 0:
        for encoding, places in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1))):
            if all(sample[place::4].count(0) * 10 > 9 * len(sample[place::4]) for place in places):
                return encoding
    for encoding, upper in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = Counter(sample[upper::2]), Counter(sample[1 - upper :: 2])
        few = sum(count for _, count in high.most_common(2))
        if high[0] > low[0] and few * 10 > 9 * len(sample[upper::2]) and len(low) > 2 * min(len(high), 4):
            return encoding
    return ""


@cache
def _ranks(language: str) -> dict[str, float]:
    """Bits of each frequent character: the hundredth is not much rarer than the tenth."""
    lines = (Path(__file__).parent / "data" / "east_asian.txt").read_text(encoding="utf-8").splitlines()
    characters = dict(line.split("\t") for line in lines)[language]
    return {character: 5.0 + log2(1 + rank / 16) for rank, character in enumerate(characters)}


def _bits(text: str, language: str) -> float:
    """What the characters outside ASCII cost in ``language``."""
    ranks = _ranks(language)
    bits = 0.0
    for character in text:
        if character >= "\x80":
            if "\u3041" <= character <= "\u30fe":  # kana
                bits += 6.0 if language == "ja" else _UNLISTED
            elif "\uff01" <= character <= "\uff60" or "\u3000" <= character <= "\u3020":
                bits += 7.0
            else:
                bits += ranks.get(character, _UNLISTED if character >= "\u3400" else _WESTERN + 4)
    return bits


def east_asian(data: bytes, allowed: tuple[str, ...] = tuple(EAST_ASIAN)) -> list[tuple[str, float]]:
    """The East Asian encodings in which ``data`` is well-formed, with what its characters cost, the cheapest first."""
    found = []
    for encoding in allowed:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(data[:_SAMPLE], len(data) <= _SAMPLE)
        except UnicodeDecodeError:
            continue
        found.append((encoding, _bits(text, EAST_ASIAN[encoding])))
    return sorted(found, key=lambda pair: pair[1])
