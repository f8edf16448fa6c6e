"""Which steps a text may need, by its characters and their neighbours. Almost all text needs none.

The rules are data: some characters are never sound in themselves, others only beside certain neighbours. Here they
become one regular expression, for one text at a time; ``kernels/prefilter.py`` reads the same tables for many. A step
that is not needed would find nothing; the converse is left to the step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textnorm.text.characters.characters import SUSPECT
from textnorm.text.typography.marks import QUOTE_TRIGGERS
from textnorm.text.typography.spacing import SPACING_TRIGGERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from textnorm.buffers import TextBuffer

__all__ = ["BITS", "PICTURES", "Rule", "kernel_tables", "needs", "possible_steps", "scan_buffer"]

#: Step names to bits. Umlauts are not here: they need the letter model, not a table.
BITS: Mapping[str, int] = {"escapes": 1, "mojibake": 2, "characters": 4, "lost": 8, "quotes": 16, "spacing": 32}
_ESCAPES, _MOJIBAKE, _CHARACTERS, _LOST, _QUOTES, _SPACING = BITS.values()

# Classes of neighbours, as a set of bits: small and capital letters, digits, the space, other white space, other ASCII,
# everything beyond ASCII, and the rim of the text.
_SMALL, _CAPITAL, _DIGIT, _BLANK, _BREAK, _SIGN, _BEYOND, _RIM = (1 << bit for bit in range(8))
_ANY = 255
_LETTER = _SMALL | _CAPITAL | _BEYOND
_IN_CLASS = {
    _SMALL: "a-z",
    _CAPITAL: "A-Z",
    _DIGIT: "0-9",
    _BLANK: " ",
    _BREAK: "\t-\r",
    _SIGN: "\x00-\x08\x0e-\x1f!-/:-@\\[-`{-\x7f",
}


class Rule(NamedTuple):
    """A character asks for ``steps`` between neighbours of the classes ``before`` and ``after``, or where doubled.

    So it does between ``or_before`` and ``or_after``.
    """

    steps: int
    before: int
    after: int
    doubled: bool = False
    or_before: int = 0
    or_after: int = 0


_DOUBLED = Rule(_QUOTES, 0, 0, doubled=True)
#: Characters that are sound except beside these neighbours.
_RULES: dict[str, Rule] = {
    "&": Rule(_ESCAPES, _ANY, _SMALL | _CAPITAL | _SIGN),
    "%": Rule(_ESCAPES, _ANY, _SMALL | _CAPITAL | _DIGIT),
    "=": Rule(_ESCAPES, _ANY, _CAPITAL | _DIGIT | _BREAK),
    "[": Rule(_ESCAPES, _ANY, _SMALL),
    "]": Rule(_ESCAPES, _ANY, _SMALL),
    "|": Rule(_ESCAPES, _ANY, _LETTER | _DIGIT | _SIGN),
    '"': Rule(_ESCAPES, _LETTER | _DIGIT, _SMALL | _CAPITAL),
    "'": _DOUBLED,
    ",": _DOUBLED,
    "<": _DOUBLED,
    ">": _DOUBLED,
    "?": Rule(_LOST, _LETTER, _LETTER),
    # ß, Ä and Ö of Mac Roman, Ö of CP850; ß of CP850 read as Mac Roman, which is also a letter of Catalan
    "§": Rule(_MOJIBAKE, _LETTER, _ANY),
    "·": Rule(_MOJIBAKE, _LETTER, _ANY),
    "€": Rule(_MOJIBAKE, _ANY, _LETTER),
    "…": Rule(_MOJIBAKE, _ANY, _SMALL),
    "™": Rule(_MOJIBAKE, _ANY, _SMALL),
    # ä and ö of CP850, which are also quotation marks
    "„": Rule(_MOJIBAKE, _LETTER, _LETTER),
    "”": Rule(_MOJIBAKE, _ANY, _SMALL),
    # Letters that begin mojibake, and signs that go on with it, only beside other characters beyond ASCII
    **dict.fromkeys(
        "ÀÁÂÆÈÉÊËÌÎÏÐÒÓÔÕØÙÚÛÝÞâãæçéêëìíïðñòóøùúûýþÿĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŖŗŘřŚśŞş"
        "ŢţŤťŪūŮůŰűŲųŹŻżž",
        Rule(_MOJIBAKE, _ANY, _BEYOND),
    ),
    # The same; and ä, ö, ü of Mac Roman read as CP850 or CP437: no capital stands between small letters
    **dict.fromkeys("ÄÖÜ", Rule(_MOJIBAKE, _ANY, _BEYOND, or_before=_SMALL, or_after=_SMALL)),
    **dict.fromkeys("–—°²½¼¾×±©®“‚‘’‹›«»", Rule(_MOJIBAKE, _BEYOND, _ANY)),
}
#: Emoji: sound, and beyond the tables of the kernel.
PICTURES = (0x1F000, 0x1FB00)
_SOUND = "äöüß\u00a0"
# The pages that texts are read in wrongly: nothing else can be mojibake.
_PAGES = """
cp1250 cp1251 cp1252 cp1253 cp1254 cp1257 cp437 cp850 iso8859-2 iso8859-15 latin-1 mac-roman
"""
_ODD_ASCII = {"\\": _ESCAPES, "{": _ESCAPES, "}": _ESCAPES, "~": _ESCAPES, "`": _QUOTES, "\t": _SPACING}
_IS_QUOTE = re.compile(f"[{QUOTE_TRIGGERS}]")
_IS_SPACING = re.compile(f"[{SPACING_TRIGGERS}]")


@cache
def _shown_by_pages() -> frozenset[str]:
    high = bytes(range(0x80, 0x100))
    return frozenset("\ufffd").union(*(high.decode(page, "ignore") for page in _PAGES.split()))


def _in_itself(char: str) -> int:
    """The steps that the character asks for whatever stands beside it."""
    if char in _ODD_ASCII:
        return _ODD_ASCII[char]
    if char > "\uffff":
        return 0 if PICTURES[0] <= ord(char) < PICTURES[1] else _CHARACTERS
    steps = 0
    if SUSPECT.match(char):
        steps |= _CHARACTERS
    if _IS_QUOTE.match(char) and not char.isascii():
        steps |= _QUOTES
    if _IS_SPACING.match(char):
        steps |= _SPACING
    if not char.isascii() and char not in _SOUND and char not in _RULES and char in _shown_by_pages():
        steps |= _MOJIBAKE
    return steps | (_LOST if char == "\N{REPLACEMENT CHARACTER}" else 0)


def _neighbours(classes: int) -> str:
    # What lies beyond ASCII is said by what does not: a class of a million characters takes milliseconds to compile.
    beyond = bool(classes & _BEYOND)
    return f"[{'^' * beyond}{''.join(members for bit, members in _IN_CLASS.items() if bool(classes & bit) != beyond)}]"


def _between(before: int, chars: str, after: int) -> str:
    left = _neighbours(before) if before != _ANY else ""
    right = f"(?={_neighbours(after)})" if after != _ANY else ""
    return f"(?<={left}[{chars}]){right}"


def _alternatives(rules: Mapping[str, Rule]) -> str:
    """The rules as a regular expression that looks back at the character just read, and around it."""
    by_rule: dict[Rule, list[str]] = {}
    for char, rule in rules.items():
        if not rule.doubled:
            by_rule.setdefault(rule._replace(steps=0), []).append(re.escape(char))
    found = []
    for rule, chars in by_rule.items():
        found.append(_between(rule.before, "".join(chars), rule.after))
        if rule.or_before:
            found.append(_between(rule.or_before, "".join(chars), rule.or_after))
    found += [f"(?<={char})(?={char})" for char, rule in rules.items() if rule.doubled]
    return "|".join(found)


def _doubt() -> re.Pattern[str]:
    """Matches every character that asks for a step, by itself or beside its neighbours."""
    sound = "".join(char for char in [*map(chr, range(128)), *_SOUND] if not _in_itself(char) and char not in _RULES)
    never = f"[^{re.escape(''.join(_BY_NEIGHBOURS))}]"
    pictures = f"{chr(PICTURES[0])}-{chr(PICTURES[1] - 1)}"
    return re.compile(f"[^{re.escape(sound)}{pictures}](?:(?<={never})|{_alternatives(_BY_NEIGHBOURS)})")


#: Rules of characters that ask for nothing by themselves, and of those that do.
_BY_NEIGHBOURS = {char: rule for char, rule in _RULES.items() if not _in_itself(char)}
_BOTH = {char: rule for char, rule in _RULES.items() if _in_itself(char)}
_DOUBT = _doubt()
_DOUBT_BOTH = re.compile(f"[{''.join(_BOTH)}](?:{_alternatives(_BOTH)})")
_find_doubts = _DOUBT.findall
_known = {char: rule.steps for char, rule in _BY_NEIGHBOURS.items()}


def possible_steps(text: str) -> int:
    """The steps that ``text`` may need, as a sum of ``BITS``.

    >>> possible_steps('Die "Gäste" kommen, 100 % sicher & pünktlich?'), possible_steps("K&ouml;ln")
    (0, 1)
    """
    blank = "  " in text or text.strip(" ") != text or ("\n" in text and " \n" in text)
    steps = _SPACING if blank else 0
    doubts = _find_doubts(text)
    if doubts:
        for char in set(doubts):
            own = _known.get(char)
            if own is None:
                own = _known[char] = _in_itself(char)
            steps |= own
        for char in _DOUBT_BOTH.findall(text):
            steps |= _BOTH[char].steps
    return steps


needs = possible_steps


def scan_buffer(buffer: TextBuffer) -> NDArray[np.uint8]:
    """``possible_steps`` of every text of ``buffer``."""
    import numpy as np

    from textnorm.kernels.prefilter import scan_needs

    found = np.zeros(len(buffer), dtype=np.uint8)
    scan_needs(buffer.data, buffer.offsets, *kernel_tables(), _SPACING, _CHARACTERS, *PICTURES, found)
    return found


@cache
def kernel_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """The same rules as arrays.

    ``steps`` (65536 bytes) is what a character asks for by itself; ``rules`` (65536) is the number of its rule, or 0;
    ``rows`` holds every rule, a byte for each of its fields; ``classes`` (128) is the class of an ASCII neighbour.
    """
    import numpy as np

    steps = np.fromiter((_in_itself(chr(code)) for code in range(0x10000)), dtype=np.uint8, count=0x10000)
    numbers = np.zeros(0x10000, dtype=np.uint8)
    rows = [Rule(0, 0, 0)]
    for char, rule in _RULES.items():
        if rule not in rows:
            rows.append(rule)
        numbers[ord(char)] = rows.index(rule)
    classes = np.full(128, _SIGN, dtype=np.uint8)
    for bit, members in _IN_CLASS.items():
        inside = re.compile(f"[{members}]")
        for code in range(128):
            if inside.match(chr(code)):
                classes[code] = bit
    return steps, numbers, np.array(rows, dtype=np.uint8).reshape(-1), classes
