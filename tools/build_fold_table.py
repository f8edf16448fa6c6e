"""Build ``src/textnorm/match/data/fold.txt``, the table behind ``key``, from Unicode's own names and decompositions.

The table is committed, so that a key does not depend on the Unicode version of the running Python: a character that a
later Unicode assigns stays what it was, itself. Run ``python tools/build_fold_table.py`` to rebuild; a table that
differs from the committed one is a new fold and needs a new ``FOLD_VERSION``.

Source: the Unicode Character Database as shipped in Python's ``unicodedata`` (Unicode licence, see data/NOTICE).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "match" / "data" / "fold.txt"

SEPARATE, VANISH, DIAERESIS = " ", "", "\N{COMBINING DIAERESIS}"

# Marks that carry an accent, not a vowel: they go. Marks of Indic scripts, Thai and kana are letters and stay.
ACCENTS = [
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),  # Hebrew points
    (0x05BF, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),  # Arabic vowels
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
]

# Quotation marks, apostrophes, primes and what stands in for them: all vanish.
QUOTES = set(
    "\"'`´«»‘’‚‛“”„‟‹›′″‴‵‶‷⁗❛❜❝❞❟❠⹂「」『』〝〞〟﹁﹂﹃﹄＂＇｀｢｣"
    "\N{MODIFIER LETTER PRIME}\N{MODIFIER LETTER DOUBLE PRIME}\N{MODIFIER LETTER TURNED COMMA}"
    "\N{MODIFIER LETTER APOSTROPHE}\N{MODIFIER LETTER REVERSED COMMA}\N{MODIFIER LETTER RIGHT HALF RING}"
    "\N{MODIFIER LETTER LEFT HALF RING}\N{MODIFIER LETTER VERTICAL LINE}\N{MODIFIER LETTER DOUBLE APOSTROPHE}"
    "\N{ARMENIAN APOSTROPHE}\N{HEBREW PUNCTUATION GERESH}\N{HEBREW PUNCTUATION GERSHAYIM}"
)

# A figure without its sign means something else: 5 % is not 5 €.
SIGNS = set("%‰‱٪")

SPECIAL = {
    "¨": DIAERESIS,  # a¨, from PDF files
    "΅": DIAERESIS,  # the same with an accent
    "῁": DIAERESIS,
    "῭": DIAERESIS,
    DIAERESIS: DIAERESIS,
    "\N{REPLACEMENT CHARACTER}": "\N{REPLACEMENT CHARACTER}",  # a lost letter is part of its word
    "™": VANISH,
    "℠": VANISH,
    "^": SEPARATE,
    "ـ": VANISH,  # Arabic tatweel
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
    "\N{LATIN CAPITAL LETTER SHARP S}": "ss",
    "\N{LATIN SMALL LETTER LONG S}": "s",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{LATIN SMALL LETTER KRA}": "q",
}

IOTA_BELOW = "\N{COMBINING GREEK YPOGEGRAMMENI}"

# Letters whose name is not their spelling.
SPELLED = {
    "eth": "d",
    "thorn": "th",
    "eng": "ng",
    "schwa": "e",
    "ezh": "z",
    "alpha": "a",
    "open e": "e",
    "open o": "o",
    "iota": "i",
    "upsilon": "u",
    "esh": "s",
    "gamma": "g",
    "dotless i": "i",
    "dotless j": "j",
    "wynn": "w",
    "yogh": "y",
    "long s": "s",
    "sharp s": "ss",
    "turned e": "e",
    "african d": "d",
    "reversed e": "e",
}
LATIN_NAME = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) (.+?)(?: WITH .*)?$")


def is_accent(character: str) -> bool:
    """Whether ``character`` is a mark that goes."""
    return any(first <= ord(character) <= last for first, last in ACCENTS)


def latin(character: str) -> str:
    """The ASCII spelling of a Latin letter that Unicode does not decompose, from its name, else itself."""
    match = LATIN_NAME.match(unicodedata.name(character, ""))
    if match is None:
        return character
    name = match[1].lower()
    if name in SPELLED:
        return SPELLED[name]
    return name if re.fullmatch("[a-z]{1,2}", name) else character


def simple(character: str) -> str:
    """What one fully decomposed, case-folded character becomes."""
    if character in SPECIAL:
        return SPECIAL[character]
    if character in QUOTES:
        return VANISH
    if is_accent(character):
        return VANISH
    category = unicodedata.category(character)
    if character in SIGNS or category == "Sc":
        return f" {character} "
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in {"Cf", "Sk"}:
        return VANISH
    if category[0] in "PSZ" or category == "Cc":
        return SEPARATE
    return latin(character)


def compose(text: str) -> str:
    """Read a, o or u before a diaeresis as an umlaut, spelled out, and let every other diaeresis go."""
    return re.sub(f"([aou]){DIAERESIS}", r"\1e", text).replace(DIAERESIS, "")


def fold(character: str) -> str:
    """What ``character`` becomes in a key."""
    if character in SPECIAL or character in QUOTES:
        return SPECIAL.get(character, VANISH)
    if 0xAC00 <= ord(character) <= 0xD7A3:  # Hangul syllables: a decomposition would triple their length
        return character
    category = unicodedata.category(character)
    if category in {"Cs", "Co", "Cn"}:  # surrogates, private use, unassigned: themselves, now and later
        return character
    bare = unicodedata.normalize("NFKD", character).replace(IOTA_BELOW, "")  # an accent, though it has a capital
    if category == "Sk" and character != "^":  # a spacing accent, whose decomposition would begin with a space
        return VANISH
    decomposed = unicodedata.normalize("NFKD", bare.casefold())
    folded = compose("".join(simple(part) for part in decomposed))
    # 1½ is not 11/2.
    return f" {folded} " if "\N{FRACTION SLASH}" in decomposed else folded


def spans(points: list[int]) -> str:
    """Write sorted code points as hexadecimal spans: ``41-5A 61``."""
    written = []
    start = previous = points[0]
    for point in [*points[1:], -1]:
        if point != previous + 1:
            written.append(f"{start:X}" if start == previous else f"{start:X}-{previous:X}")
            start = point
        previous = point
    return " ".join(written)


def main() -> None:
    """Write the table."""
    sources = defaultdict(list)
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        folded = fold(character)
        if folded != character:
            sources[" ".join(f"{ord(c):X}" for c in folded) or "-"].append(point)
    lines = [f"{folded}\t{spans(points)}\n" for folded, points in sorted(sources.items(), key=lambda item: item[1])]
    head = (
        f"# What each character becomes in a key: code points out (- for none), tab, code points in. Others stay.\n"
        f"# Made by tools/build_fold_table.py from Unicode {unicodedata.unidata_version}.\n"
    )
    TARGET.write_text(head + "".join(lines), encoding="ascii")
    print(f"{TARGET.name}: {len(lines)} lines for {sum(map(len, sources.values()))} characters")


if __name__ == "__main__":
    main()
