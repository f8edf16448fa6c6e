"""The code pages as arrays, for kernels: what each byte is as a letter, as a symbol, and beside a symbol.

All of it is derived from the rules of ``page_scores``, which are the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.kernels.pages.page_costs import (
    AFTER,
    ALPHA,
    BEFORE,
    CASED,
    FINAL_SIGMA,
    IGNORED,
    KIND,
    LOWER,
    PART,
    SWITCHES,
    UPPER,
)
from textnorm.text.decoding.page_scores import (
    ASKED_AFTER,
    ASKED_BEFORE,
    PAGES,
    ascii_cost,
    is_european,
    is_word_letter,
    symbol_cost,
    symbol_kind,
    table,
)
from textnorm.text.evidence.arrays.language_tables import letter_numbers, number_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PageTables", "european", "page_numbers", "page_tables"]


class PageTables(NamedTuple):
    """What the bytes are in every page.

    ``characters`` (uint16, pages × 256) are the characters, and ``roles`` (int64, pages × 256) all that is to know of
    them, each in some bits: see ``kernels.page_costs``. ``symbols`` (int64, kinds × befores × afters) is what a symbol
    costs by its kind and by what stands before and after it; the last row of each kind is what one costs after itself,
    or -1. ``sigma`` is the number of the one that ends words.
    """

    characters: NDArray[np.uint16]
    roles: NDArray[np.int64]
    symbols: NDArray[np.int64]
    sigma: int


@cache
def page_numbers() -> dict[str, int]:
    """The row of every page in the tables."""
    return {page: number for number, page in enumerate(PAGES)}


def _case_flags(character: str) -> int:
    """What ``page_scores`` and the rule for the final sigma ask of the case of a letter."""
    is_cased = f"{character}Σ".lower().endswith("ς")
    return (
        UPPER * character.isupper()
        | LOWER * character.islower()
        | SWITCHES * (character != "ß" and character.lower() != character.upper())
        | FINAL_SIGMA * (character == "Σ")
        | CASED * is_cased
        | IGNORED * (not is_cased and f"A{character}Σ".lower().endswith("ς"))
    )


class _Classes:
    """Numbers things that are alike, and keeps two of each."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[object, ...], int] = {}
        self.examples: list[list[str]] = []

    def number(self, signature: tuple[object, ...], example: str) -> int:
        number = self.numbers.setdefault(signature, len(self.numbers))
        if number == len(self.examples):
            self.examples.append([])
        if len(self.examples[number]) < 2:
            self.examples[number].append(example)
        return number


@cache
def page_tables() -> PageTables:
    """The tables of all pages that are tried; they are put together once."""
    characters = sorted(set("".join(map(table, PAGES))))
    row_of = {character: number for number, character in enumerate(characters)}
    kinds, befores, afters = _Classes(), _Classes(), _Classes()
    roles = []
    for character in characters:
        number = number_of(character.lower()[0])
        is_alpha, is_part = character.isalpha(), is_word_letter(character)
        roles.append(
            (number if is_alpha or is_part else 0)
            | ALPHA * is_alpha
            | PART * is_part
            | _case_flags(character)
            | kinds.number(symbol_kind(character), character) << KIND
            | befores.number(_answers(ASKED_BEFORE, character), character) << BEFORE
            | afters.number(_answers(ASKED_AFTER, character), character) << AFTER
        )
    pages = np.array([[row_of[character] for character in table(page)] for page in PAGES])
    return PageTables(
        np.array(list(map(ord, characters)), np.uint16)[pages],
        np.array(roles)[pages],
        _symbol_costs(kinds, befores, afters),
        letter_numbers()["ς"],
    )


def _answers(asked: tuple[Callable[[str], bool], ...], character: str) -> tuple[bool, ...]:
    return tuple(ask(character) for ask in asked)


def _symbol_costs(kinds: _Classes, befores: _Classes, afters: _Classes) -> NDArray[np.int64]:
    """What symbols of each kind cost between all neighbours, and after themselves where that is another cost."""
    symbols = np.zeros((len(kinds.examples), len(befores.examples) + 1, len(afters.examples)), np.int64)
    symbols[:, -1] = -1
    for kind, (symbol, *_) in enumerate(kinds.examples):
        if symbol < "\x80":
            symbols[kind, :-1] = ascii_cost(symbol)
            continue
        if symbol_kind(symbol) == ("box",):
            symbols[kind, -1] = symbol_cost(symbol, symbol, " ")
        for before, examples in enumerate(befores.examples):
            other = next(example for example in reversed(examples) if example != symbol)
            for after, (following, *_) in enumerate(afters.examples):
                symbols[kind, before, after] = symbol_cost(other, symbol, following)
    return symbols


@cache
def european() -> NDArray[np.bool_]:
    """``is_european`` of every character below U+10000."""
    found = np.zeros(0x10000, np.bool_)
    for code in (*range(_MARKS_END), *_BEYOND):
        found[code] = is_european(chr(code))
    return found


_MARKS_END = 0x2200
_BEYOND = (0x2C7E, 0x2C7F, 0xFEFF)  # capitals of Latin letters, and the byte order mark
