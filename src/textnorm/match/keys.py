"""The key of a text: folded hard, for comparing only.

One table (``data/fold.txt``) serves ``key`` here and the kernel in ``kernels/fold.py``. It is committed, not computed,
so that a key is the same under every version of Python and Unicode; ``FOLD_VERSION`` changes when the table does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from textnorm.errors import need_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FoldTables = tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint8]]

__all__ = ["FOLD_VERSION", "fold_character", "fold_tables", "is_solo", "key", "words"]

FOLD_VERSION = 1

_TABLE = Path(__file__).parent / "data" / "fold.txt"
_DIAERESIS = "\N{COMBINING DIAERESIS}"

# Scripts that write no spaces: each character is a word of its own. First and last code point.
SOLO_SCRIPTS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_SOLO = re.compile("([" + "".join(f"{chr(first)}-{chr(last)}" for first, last in SOLO_SCRIPTS) + "])")


def _rows() -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each replacement with the spans of code points that become it."""
    for line in _TABLE.read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        folded, _, spans = line.partition("\t")
        replacement = "" if folded == "-" else "".join(chr(int(point, 16)) for point in folded.split())
        edges = [span.partition("-") for span in spans.split()]
        yield replacement, [(int(first, 16), int(last or first, 16)) for first, _, last in edges]


@cache
def _translation() -> dict[int, str]:
    table = {}
    for replacement, spans in _rows():
        for first, last in spans:
            table.update(dict.fromkeys(range(first, last + 1), replacement))
    return table


def key(text: str) -> str:
    """Fold ``text`` hard, for comparing only; never show a key to a reader.

    Umlauts are spelled out however they were written (``ä``, ``ae``, ``a`` + U+0308, ``a¨`` are one), ``ß`` is ``ss``,
    case, width and the accents of Latin, Greek, Cyrillic, Hebrew and Arabic go, quotation marks and apostrophes vanish,
    every other punctuation character separates words. Characters that give a number its meaning (%, €) stay. Nothing is
    transliterated. Equal keys mean equal texts to ``find_duplicates``.

    >>> key("„Größe“ – Käse, GROESSE!")
    'groesse kaese groesse'
    >>> key("Ka\\u0308se") == key("Ka¨se") == key("KAESE")
    True
    >>> key("5% von Łódź")
    '5 % von lodz'
    """
    need_text(text, "key")
    folded = text.translate(_translation())
    if _DIAERESIS in folded:
        for vowel in "aou":
            folded = folded.replace(vowel + _DIAERESIS, vowel + "e")
        folded = folded.replace(_DIAERESIS, "")
    return " ".join(filter(None, folded.split(" ")))


def fold_character(character: str) -> str:
    """What one character becomes in a key before spaces are joined; a diaeresis stays, and makes an ``e`` at most.

    >>> fold_character("Ä"), fold_character("-"), fold_character("5")
    ('ae', ' ', '5')
    """
    return _translation().get(ord(character), character)


def is_solo(character: str) -> bool:
    """Whether ``character`` belongs to a script that writes no spaces, so that it counts as a word of its own."""
    return _SOLO.match(character) is not None


def words(folded: str) -> list[str]:
    """The words of a key: separated by spaces, and in scripts without spaces one word per character.

    >>> words(key("Die Universität 北京大学"))
    ['die', 'universitaet', '北', '京', '大', '学']
    """
    return (folded if folded.isascii() else _SOLO.sub(r" \1 ", folded)).split()


@cache
def fold_tables() -> FoldTables:
    """The same table as arrays, for ``kernels.fold``: ASCII, pages, entries and the pool of replacements.

    ``ascii[b]`` is what byte ``b`` becomes: itself folded, 32 to separate words, 0 to vanish, 1 to look into the pages,
    as all bytes from 128 on do.
    ``entries[pages[point >> 8] << 8 | point & 255]`` is 0 for a code point that stays, 1 for a diaeresis, else
    ``start << 8 | length`` of its replacement in ``pool``, shifted by 2.
    """
    import numpy as np

    table = _translation()
    ascii_table = np.ones(256, dtype=np.uint8)
    for point in range(128):
        folded = table.get(point, chr(point))
        ascii_table[point] = (0 if not folded else ord(folded)) if len(folded) <= 1 else 1
    pages = np.zeros(0x110000 >> 8, dtype=np.uint16)
    blocks = [np.zeros(256, dtype=np.uint32)]
    pool = bytearray()
    places: dict[str, int] = {}
    for point, folded in [*table.items(), (ord(_DIAERESIS), _DIAERESIS)]:
        if folded not in places:
            encoded = folded.encode()
            places[folded] = 1 if folded == _DIAERESIS else (len(pool) << 8 | len(encoded)) + 2
            pool += encoded
        page = point >> 8
        if not pages[page]:
            pages[page] = len(blocks)
            blocks.append(np.zeros(256, dtype=np.uint32))
        blocks[pages[page]][point & 255] = places[folded]
    return ascii_table, pages, np.concatenate(blocks), np.frombuffer(bytes(pool), dtype=np.uint8)
