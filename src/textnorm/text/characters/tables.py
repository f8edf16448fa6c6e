"""Characters as data, by name. No logic."""

from __future__ import annotations

# --- characters -------------------------------------------------------------------------------------------------------

#: Ligatures that are typography only. ĳ, ŉ, ǆ, ǉ, ǌ, æ and œ are letters and not here.
LATIN_LIGATURES = {
    "\N{LATIN SMALL LIGATURE FF}": "ff",
    "\N{LATIN SMALL LIGATURE FI}": "fi",
    "\N{LATIN SMALL LIGATURE FL}": "fl",
    "\N{LATIN SMALL LIGATURE FFI}": "ffi",
    "\N{LATIN SMALL LIGATURE FFL}": "ffl",
    "\N{LATIN SMALL LIGATURE LONG S T}": "ſt",
    "\N{LATIN SMALL LIGATURE ST}": "st",
}
