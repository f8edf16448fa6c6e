"""Strings that break programs: what repeats without end, what is no letter, numbers that are none, damage of damage."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

__all__ = ["CONTROL_TEXTS", "ENDS", "PIECES", "hostile_texts"]

#: What a text may repeat a million times.
PIECES = (
    *"~`´'\"„“‚’»<>&\\%={}[]|?!.,:;-–—…/$()#*_@+0aAäÄÃÂé\ufffd\u0308\u200b\xad\r\n\t \x00\x80ﬁＡẞ中Ð",
    *("~`", "``", "<<", ",,", "''", "&amp;", "&a", "&#", "&#1;", "\\u", "\\u00e4", '\\"a', '{\\"a}', "%C3", "%C3%A4"),
    *(
        "=C3",
        "=E4",
        "=\n",
        "a{",
        "a|b",
        "Ã¤",
        "â€",
        "â€œ",
        "a\ufffd",
        "a?b",
        "ae",
        "oe ",
        "ss",
        "a\u0308",
        "\r\n",
        " \n",
    ),
    *(
        ". . ",
        "http://",
        "www.",
        "a@b.c",
        '<a href="',
        "</",
        "<!--",
        "<script>",
        '[a](b "',
        "```\n",
        "~~~\n",
        "    =\n",
    ),
    *("5'", '5"', "1-", "1/2 ", "\ud83d", "\x1b[", "utf-8 Ã¼\n", "=?utf-8?q?", "+AOQ-", "\\xe4", "&#xe4;", "Gaeste "),
    *("Muenchen für ", "1.000,", "1:", "12.3.", "Uhr 5", "nicht ", "0x", "²"),
)
#: What such a text may end with: the partner that was searched for all the while.
ENDS = ("", "`", "~", '"', "“", ">", "a", "\n", ";", "}", "?", "ä", "\ufffd", "Ã¼")

#: Texts that a terminal would obey: colours, a title, a link, the clipboard, backspaces, a change of direction.
CONTROL_TEXTS = (
    "rot \x1b[31mheute\x1b[0m",
    "Titel \x1b]0;neu\x07 der Stadt",
    "\x1b]8;;https://example.org\x1b\\Verweis\x1b]8;;\x1b\\",
    "\x1b]52;c;YQ==\x07 Zwischenablage",
    "\x9b2J leer",
    "Bank\b\b\b\bGeld\rAmt",
    "\u202egnulletsiwB\u202c",
    "Zeile\u2028Ende\x85Ende\x00\x7f",
)

_NUMBERS = (
    "1:40,91",
    "2,5:1",
    "3¹",
    "5²",
    "9" * 309,
    "1e400",
    "0" * 50,
    "1.2.3.4.5",
    "٣٤",
    "Ⅷ",
    "½",
    "31.02.",
    "25:61",
    "-0",
    "1,",
    ",5",
    "99.99.9999",
)
_WORDS = (
    "Kanzler empfängt Gäste aus Köln",
    "Bahn erhoeht die Preise",
    "nicht",
    "Stra\u00dfe",
    "Prozent",
    "Uhr",
    "Millionen",
    "gegen",
    "M\u00fcller",
    "mill\u00f3n",
    "\u041f\u0440\u0438\u0432\u0435\u0442",
    "\u6771\u4eac",
    "\u0645\u0631\u062d\u0628\u0627",
)


def _code_points(chance: random.Random) -> str:
    ranges = ((0, 0x7F), (0x80, 0xFF), (0x100, 0x24F), (0x2000, 0x206F), (0xD800, 0xDFFF), (0, 0x10FFFF))
    first, last = chance.choice(ranges)
    return "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(0, 60)))


def _repeated(chance: random.Random) -> str:
    return chance.choice(ENDS) + chance.choice(PIECES) * chance.randint(0, 300) + chance.choice(ENDS)


def _mixed(chance: random.Random) -> str:
    kinds = (_WORDS, PIECES, _NUMBERS, ENDS, CONTROL_TEXTS)
    parts = [chance.choice(chance.choice(kinds)) for _ in range(chance.randint(0, 14))]
    return chance.choice(("", " ", " ", "\n")).join(parts)


def _numbers(chance: random.Random) -> str:
    parts = [chance.choice(_NUMBERS) for _ in range(chance.randint(1, 4))]
    return f"{chance.choice(_WORDS)} {' '.join(parts)} {chance.choice(_WORDS)}"


def _damaged(chance: random.Random) -> str:
    text = " ".join(chance.choices(_WORDS, k=chance.randint(1, 6)))
    for _ in range(chance.randint(1, 3)):
        page = chance.choice(("cp1252", "latin-1", "cp850", "mac_roman", "cp1251", "cp437"))
        text = text.encode("utf-8", "surrogatepass").decode(page, "replace")
    return text


_KINDS: tuple[Callable[[random.Random], str], ...] = (_code_points, _repeated, _mixed, _mixed, _numbers, _damaged)


def hostile_texts(seed: int) -> Iterator[str]:
    """Hostile texts without end, the same for the same ``seed``. Every fourth is a slip of the one before."""
    chance = random.Random(seed)
    while True:
        text = chance.choice(_KINDS)(chance)
        yield text
        if chance.random() < 0.3 and text:
            place = chance.randrange(len(text))
            yield text[:place] + chance.choice(ENDS) + text[place + chance.randint(0, 2) :]
