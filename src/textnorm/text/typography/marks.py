"""The characters that are used as quotation marks, apostrophes and primes, as data.

Unicode's ``Quotation_Mark`` property has 30 characters; writers also use accents, modifier letters, primes and
dingbats. A mark's *kind* is double or single. Its *direction* is what its code point suggests. Most marks open in one
language and close in another, so the direction decides only where the neighbours do not.
"""

from __future__ import annotations

__all__ = [
    "ASCII_OF",
    "DIGRAPHS",
    "DIRECTION",
    "DOUBLE",
    "FIXED_DIRECTION",
    "LOOK_ALIKES",
    "LOW",
    "QUOTE_TRIGGERS",
    "SINGLE",
]

DOUBLE = {
    '"': "either",
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": "opens",
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": "closes",
    "\N{LEFT DOUBLE QUOTATION MARK}": "opens",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "closes",
    "\N{DOUBLE LOW-9 QUOTATION MARK}": "opens",
    "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}": "opens",
    "\N{DOUBLE LOW-REVERSED-9 QUOTATION MARK}": "opens",
    "\N{LEFT CORNER BRACKET}": "opens",
    "\N{RIGHT CORNER BRACKET}": "closes",
    "\N{HALFWIDTH LEFT CORNER BRACKET}": "opens",
    "\N{HALFWIDTH RIGHT CORNER BRACKET}": "closes",
    "\N{PRESENTATION FORM FOR VERTICAL LEFT CORNER BRACKET}": "opens",
    "\N{PRESENTATION FORM FOR VERTICAL RIGHT CORNER BRACKET}": "closes",
    "\N{REVERSED DOUBLE PRIME QUOTATION MARK}": "opens",
    "\N{DOUBLE PRIME QUOTATION MARK}": "closes",
    "\N{LOW DOUBLE PRIME QUOTATION MARK}": "closes",
    "\N{FULLWIDTH QUOTATION MARK}": "either",
    "\N{HEAVY DOUBLE TURNED COMMA QUOTATION MARK ORNAMENT}": "opens",
    "\N{HEAVY DOUBLE COMMA QUOTATION MARK ORNAMENT}": "closes",
    "\N{HEAVY LOW DOUBLE COMMA QUOTATION MARK ORNAMENT}": "opens",
    "\N{DOUBLE PRIME}": "either",
    "\N{REVERSED DOUBLE PRIME}": "opens",
}
SINGLE = {
    "'": "either",
    "\N{LEFT SINGLE QUOTATION MARK}": "opens",
    "\N{RIGHT SINGLE QUOTATION MARK}": "closes",
    "\N{SINGLE LOW-9 QUOTATION MARK}": "opens",
    "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}": "opens",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "opens",
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}": "closes",
    "\N{LEFT WHITE CORNER BRACKET}": "opens",
    "\N{RIGHT WHITE CORNER BRACKET}": "closes",
    "\N{PRESENTATION FORM FOR VERTICAL LEFT WHITE CORNER BRACKET}": "opens",
    "\N{PRESENTATION FORM FOR VERTICAL RIGHT WHITE CORNER BRACKET}": "closes",
    "\N{FULLWIDTH APOSTROPHE}": "either",
    "\N{HEAVY SINGLE TURNED COMMA QUOTATION MARK ORNAMENT}": "opens",
    "\N{HEAVY SINGLE COMMA QUOTATION MARK ORNAMENT}": "closes",
    "\N{HEAVY LOW SINGLE COMMA QUOTATION MARK ORNAMENT}": "opens",
    "\N{MODIFIER LETTER TURNED COMMA}": "opens",
    "\N{MODIFIER LETTER APOSTROPHE}": "closes",
    "\N{GRAVE ACCENT}": "opens",
    "\N{ACUTE ACCENT}": "either",
    "\N{PRIME}": "either",
    "\N{REVERSED PRIME}": "opens",
}
DIRECTION = DOUBLE | SINGLE

#: Two characters that stand for a double mark, with their direction. ,, << and >> count only where words can be quoted.
DIGRAPHS = {
    "``": "opens",
    "''": "either",
    "´´": "either",
    ",,": "opens",
    "<<": "opens",
    ">>": "closes",
    "‹‹": "opens",
    "››": "closes",
    "‚‚": "opens",
    "‘‘": "opens",
    "’’": "closes",
    "′′": "either",
}

#: Marks on the base line: they open, and “ or ‘ closes them.
LOW = frozenset({"„", "‚", ",,", "‚‚", "⹂", "❠", "❟"})

#: Brackets: their direction is fixed. (〟 closes by name; in use both 〝…〞 and 〝…〟 occur.)
FIXED_DIRECTION = frozenset("「」『』｢｣﹁﹂﹃﹄")

ASCII_OF = dict.fromkeys(DOUBLE, '"') | dict.fromkeys(SINGLE, "'")

#: Look-alikes without Unicode's property Quotation_Mark: as marks they count only in pairs and inside words.
LOOK_ALIKES = frozenset("`´ʼʻ′″‵‶❛❜❝❞❟❠")

#: A text without any of these characters needs no change of its quotation marks for ``quotes="ascii"``.
#: The doubled ASCII marks come as pairs of characters: see ``DIGRAPHS``.
QUOTE_TRIGGERS = "".join(mark for mark in DIRECTION if not mark.isascii())
