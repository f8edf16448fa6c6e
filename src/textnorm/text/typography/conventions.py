"""Conventions: how a language writes quotation marks, apostrophes, primes and dashes.

The rows live in ``data/conventions.tsv``, each with its source; the documentation prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from textnorm.errors import UnknownOption
from textnorm.text.typography.marks import SINGLE

__all__ = ["Convention", "convention", "convention_names", "conventions"]

_ROWS = Path(__file__).parent / "data" / "conventions.tsv"


@dataclass(frozen=True, kw_only=True, slots=True)
class Convention:
    """One way of writing quotations.

    ``levels`` are the pairs from the outermost inwards; deeper levels start again at the first. ``inner_space`` stands
    between a mark and what it encloses. ``spaced`` maps a punctuation mark to the space before it (French). ``dash`` is
    the parenthetical dash with its spaces; empty, it leaves dashes alone. ``source`` says who asks for these marks, and
    ``cldr`` what the Unicode locale data say.

    >>> Convention(levels=(("<", ">"), ("‹", "›"))).pair(2)
    ('<', '>')
    """

    levels: tuple[tuple[str, str], ...]
    apostrophe: str = "\N{RIGHT SINGLE QUOTATION MARK}"
    prime: str = "\N{PRIME}"
    double_prime: str = "\N{DOUBLE PRIME}"
    inner_space: str = ""
    spaced: tuple[tuple[str, str], ...] = ()
    dash: str = " \N{EN DASH} "
    name: str = "custom"
    language: str = ""
    cldr: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.levels or any(len(pair) != 2 or not all(pair) for pair in self.levels):
            raise UnknownOption(
                f"levels={self.levels!r}: expected one (opening, closing) pair or more, the outermost first, "
                "e.g. (('„', '“'), ('‚', '‘'))"
            )

    def pair(self, level: int) -> tuple[str, str]:
        """The opening and the closing mark of ``level``, 0 being the outermost."""
        return self.levels[level % len(self.levels)]

    @property
    def single_level(self) -> int | None:
        """The level that is written with single marks, if there is one; single marks on their own go there."""
        return next((i for i, (opens, _) in enumerate(self.levels) if opens in SINGLE), None)


def _characters(cell: str) -> str:
    return chr(int(cell[2:], 16)) if cell.startswith("U+") else cell


def _spaced(cell: str) -> tuple[tuple[str, str], ...]:
    """Read ``"; ! ? U+202F, : U+00A0"``."""
    pairs = []
    for part in filter(None, cell.split(", ")):
        *marks, space = part.split(" ")
        pairs += [(mark, _characters(space)) for mark in marks]
    return tuple(pairs)


@lru_cache(maxsize=1)
def conventions() -> dict[str, Convention]:
    """Every convention by name, in the order of the documentation.

    >>> conventions()["de-CH"].levels
    (('«', '»'), ('‹', '›'))
    """
    _, _, *rows = _ROWS.read_text(encoding="utf-8").splitlines()
    table = {}
    for row in rows:
        name, language, levels, apostrophe, inner, before, dash, cldr, source = row.split("\t")
        pairs = [level.split("\N{HORIZONTAL ELLIPSIS}") for level in levels.split(" ")]
        table[name] = Convention(
            levels=tuple((opens, closes) for opens, closes in pairs),
            apostrophe=apostrophe,
            inner_space=_characters(inner),
            spaced=_spaced(before),
            dash=dash.replace("_", " "),
            name=name,
            language=language,
            cldr=cldr,
            source=source,
        )
    return table


def convention_names() -> list[str]:
    """The names that ``quotes=`` takes, ``"ascii"`` and ``"keep"`` included."""
    return ["ascii", "keep", *conventions()]


def convention(quotes: str | Convention, *, option: str = "quotes") -> Convention | None:
    """The convention called ``quotes``; None for ``"ascii"`` and ``"keep"``.

    Raises ``UnknownOption`` for a name that does not exist.

    >>> convention("fr").inner_space
    '\\xa0'
    """
    if isinstance(quotes, Convention):
        return quotes
    if quotes in ("ascii", "keep"):
        return None
    found = conventions().get(quotes) if isinstance(quotes, str) else None
    if found is None:
        raise UnknownOption.among(option, quotes, convention_names())
    return found
