"""Every way a text is damaged, as a rule: those of the repair benchmark, and more."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from quopri import encodestring

from benchmarks.bench_repair import DAMAGE, _each, _misread

__all__ = ["KINDS"]

Damage = Callable[[str], str]


def _encoded_words(encoding: str) -> Damage:
    def damage(text: str) -> str:
        words = []
        for word in text.split(" "):
            if word.isascii():
                words.append(word)
            elif encoding == "B":
                words.append(f"=?utf-8?B?{b64encode(word.encode()).decode()}?=")
            else:
                data = encodestring(word.encode(), quotetabs=True).decode().replace("=\n", "").replace("?", "=3F")
                words.append(f"=?utf-8?Q?{data.replace('_', '=5F')}?=")
        # White space between two encoded words belongs into them.
        return (
            " ".join(words)
            .replace("?= =?utf-8?Q?", "_?= =?utf-8?Q?")
            .replace("?= =?utf-8?B?", "?= =?utf-8?B?IA==?= =?utf-8?B?")
        )

    return damage


def _modified_utf7(text: str) -> str:
    return "".join(
        char
        if char.isascii()
        else "&" + b64encode(char.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
        for char in text
    )


def _half(damage: Damage) -> Damage:
    """Only the first half of the words."""

    def half(text: str) -> str:
        words = text.split(" ")
        middle = len(words) // 2
        return damage(" ".join(words[:middle])) + " " + " ".join(words[middle:])

    return half


#: Pages that were read as one another; in bytes, they are all single.
_SINGLE = (
    ("mac_roman", "cp850"),
    ("cp850", "mac_roman"),
    ("cp1252", "mac_roman"),
    ("cp437", "cp1252"),
    ("cp1252", "cp437"),
    ("cp850", "cp1250"),
    ("mac_roman", "cp1250"),
    ("cp1252", "cp1251"),
    ("cp850", "cp1251"),
)
KINDS: dict[str, Damage] = {
    **DAMAGE,
    **{
        f"UTF-8 read as {page}": _misread("utf-8", page)
        for page in ("cp1250", "cp1251", "cp1254", "cp1257", "cp437", "iso8859-2", "latin-1")
    },
    **{f"{written} read as {read}": _misread(written, read) for written, read in _SINGLE},
    "UTF-8 read as Mac Roman, twice": _misread("utf-8", "mac_roman", times=2),
    "UTF-8 read as CP850, twice": _misread("utf-8", "cp850", times=2),
    "UTF-8 read as cp1252, half of the text": _half(_misread("utf-8", "cp1252")),
    "U+FFFD": _each(lambda char: "\N{REPLACEMENT CHARACTER}"),
    "a question mark": _each(lambda char: "?"),
    "two question marks": _each(lambda char: "??"),
    "two U+FFFD": _each(lambda char: 2 * "\N{REPLACEMENT CHARACTER}"),
    "\\xe4": _each(lambda char: f"\\x{ord(char):02x}"),
    "%E4": _each(lambda char: f"%{ord(char):02X}"),
    "=E4": _each(lambda char: f"={ord(char):02X}"),
    "hexadecimal entities without semicolon": _each(lambda char: f"&#x{ord(char):x}"),
    "octal bytes": _each(lambda char: "".join(f"\\{byte:03o}" for byte in char.encode())),
    "u00e4": _each(lambda char: f"u{ord(char):04x}"),
    "modified UTF-7": _modified_utf7,
    "encoded words, B": _encoded_words("B"),
    "encoded words, Q": _encoded_words("Q"),
}
