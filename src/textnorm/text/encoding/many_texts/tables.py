"""The rules of ``page_mixups`` as arrays, for the kernel: what each character is, and what it meant in each row.

All of it is derived from that module and those beside it, which are the reference.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.pages.character_flags import FLAGS
from textnorm.kernels.pages.page_pieces import SYMBOL_COST
from textnorm.kernels.pages.page_rows import BEYOND
from textnorm.text.encoding.codepages import LABELS, TABLES, shown_in
from textnorm.text.encoding.many_texts.pair_tables import kinds_of, meanings_of, pairs_that_are_certain
from textnorm.text.encoding.misread_utf8 import pages_of_leads
from textnorm.text.encoding.mixup_evidence import BESIDE_WORDS, BLANK, SIGN_LETTERS
from textnorm.text.encoding.page_mixups import (
    ABOUT,
    CHARACTERS,
    PAGE_MIXUPS,
    UTF8,
    is_needed,
    is_rare,
    reread_table,
    symbol_cost,
)
from textnorm.text.evidence.arrays.german_tables import german_tables, letter_sequences, signs_of
from textnorm.text.evidence.arrays.language_tables import flat_models, number_of
from textnorm.text.evidence.language_models import LANGUAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ROWS", "kernel_tables"]

#: The rows of single bytes, in the order of ``PAGE_MIXUPS``.
ROWS = tuple(row for row in PAGE_MIXUPS if row.written != UTF8)
_READ_AS_UTF8 = tuple(row.read for row in PAGE_MIXUPS if row.written == UTF8)
_ALL_PAGES = {page for row in PAGE_MIXUPS for page in row if page in LABELS}
#: The characters that a text may have for the kernel to read it: those of the pages, and all below these.
_KNOWN = "".join(sorted({*map(chr, range(BEYOND)), *(char for page in _ALL_PAGES for char in TABLES[page])}))
_ASKED = {
    "alpha": str.isalpha,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
    "needed": is_needed,
    # What the rule for the final sigma asks.
    "cased": lambda char: f"{char}Σ".lower().endswith("ς"),
    "ignored": lambda char: f"A{char}Σ".lower().endswith("ς") and not f"{char}Σ".lower().endswith("ς"),
    "blank": BLANK.__contains__,
    "beside": BESIDE_WORDS.__contains__,
    "sign_letter": SIGN_LETTERS.__contains__,
    # What may become a letter that belongs to no word.
    "ordinal": lambda char: any(reread_table(row).get(ord(char), char) in SIGN_LETTERS for row in ROWS),
}


def _are(name: str) -> list[int]:
    """The characters of which ``name`` is true."""
    if name in CHARACTERS:
        return [ord(match[0]) for match in re.finditer(CHARACTERS[name], _KNOWN)]
    return list(map(ord, filter(_ASKED[name], _KNOWN)))


def _roles() -> NDArray[np.int64]:
    roles = np.zeros(0x10000, np.int64)
    for char in _KNOWN:
        roles[ord(char)] = symbol_cost(char) << SYMBOL_COST
    for name, bit in FLAGS.items():
        roles[_are(name)] |= bit
    return roles


def _pages() -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """In which pages, as bits, a character looks like a lead byte; a mark that does; and another byte of UTF-8."""
    leads, marks, more = np.zeros((3, 0x10000), np.uint32)
    for number, shown in enumerate(pages_of_leads()):
        for row, characters in zip((leads, marks, more), shown, strict=True):
            row[list(map(ord, characters))] |= np.uint32(1 << number)
    return leads, marks, more


def _letters() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """The small letter of each character, and its number."""
    small, numbers = np.zeros((2, 0x10000), np.uint16)
    for char in _KNOWN:
        letter = char.lower()[0]
        small[ord(char)], numbers[ord(char)] = ord(letter), number_of(letter)
    return small, numbers


@cache
def kernel_tables() -> tuple[Any, ...]:
    """What ``kernels.page_mixups.read_pages`` takes between the texts and its answer.

    The first array says which marks look like a lead byte of UTF-8, in which pages. Then come the tables: the roles of
    characters, their numbers as small letters, the small letters, where they are in the rows of what was meant; lead
    bytes and other bytes; what was meant, and whether the page shows it (rows × characters); whether a row is rare; the
    characters of pages in which UTF-8 may be read. The words of texts about encodings, and the models of languages.
    """
    characters = sorted({*map(chr, range(0x80, 0xA0)), *(char for page in _ALL_PAGES for char in TABLES[page][0x80:])})
    places = np.full(0x10000, -1, np.int16)
    places[list(map(ord, characters))] = range(len(characters))
    tables = list(map(reread_table, ROWS))
    meant = [[ord(table.get(ord(char), char)) for char in characters] for table in tables]
    shown = [[ord(char) in table for char in characters] for table in tables]
    utf8 = [[char in shown_in(page) for char in characters] for page in _READ_AS_UTF8]
    leads, marks, more = _pages()
    small, numbers = _letters()
    arrays = (
        *(_roles(), numbers, small, places, leads, more, np.array(meant, np.uint16), np.array(shown, np.uint8)),
        *(np.array(list(map(is_rare, ROWS)), np.uint8), np.array(utf8, np.uint8)),
    )
    german = next(number for number, language in enumerate(LANGUAGES) if language.code == "de")
    pairs = (
        (places, meanings_of(characters), pairs_that_are_certain()),
        (signs_of(_KNOWN), small, *letter_sequences()),
        kinds_of(_KNOWN),
        german_tables(),
        german,
    )
    return marks, arrays, _words(), flat_models(), pairs


def _words() -> tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.int64]]:
    """The words of texts about encodings: the two letters that they begin with, they, and where each ends."""
    words = (*ABOUT, "cp-", *(f"cp{digit}" for digit in range(10)))
    heads = np.zeros((256, 256), np.uint8)
    for word in words:
        heads[ord(word[0]) & 0xFF, ord(word[1]) & 0xFF] = 1
    return heads, np.array(list(map(ord, "".join(words))), np.uint16), np.cumsum(list(map(len, words)))
