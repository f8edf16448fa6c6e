"""Texts of any length that make careless code quadratic: each has a name, and a function from a length to a text."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["PATTERNS"]


def _again(piece: str, end: str = "") -> Callable[[int], str]:
    return lambda length: piece * (length // len(piece)) + end


def _nested(opening: str, inside: str, closing: str) -> Callable[[int], str]:
    """Opened half the length deep, and closed again."""

    def text(length: int) -> str:
        depth = length // (len(opening) + len(closing))
        return opening * depth + inside + closing * depth

    return text


def _misread(sound: str, page: str, times: int) -> str:
    for _ in range(times):
        sound = "".join(
            byte.to_bytes(1, "little").decode(page, "replace").replace("\ufffd", chr(byte)) for byte in sound.encode()
        )
    return sound


_SENTENCE = "Der Bürgermeister der Stadt Köln grüßt die Gäste „über Nacht“. "

PATTERNS: dict[str, Callable[[int], str]] = {
    # marks
    "tildes": _again("~", "`"),
    "back quotes": _again("`"),
    "straight double marks": _again('"'),
    "apostrophes": _again("'", "a"),
    "quotations nested, German": _nested("„", "ja", "“"),
    "quotations nested, two levels": _nested("„‚", "ja", "‘“"),
    "quotations nested, straight": _nested("\"'", "ja", "'\""),
    "quotations opened and never closed": _again("„a "),
    "guillemets nested": _nested("«", "oui", "»"),
    "primes": _again("5'10\" "),
    "dashes": _again("--", " a"),
    "dots": _again("."),
    # escapes
    "entities": _again("&auml;"),
    "entities of entities": lambda length: "&" + "amp;" * (length // 4) + "auml;",
    "entities cut off": _again("&au"),
    "numbered entities without an end": _again("&#228"),
    "ampersands": _again("&", "auml;"),
    "escaped letters": _again("\\u00e4"),
    "backslashes": _again("\\", "u00e4"),
    "TeX": _again('{\\"a}'),
    "braces nested": _nested("{", '\\"a', "}"),
    "percent signs": _again("%C3%A4"),
    "percent signs of percent signs": lambda length: "%" + "25" * (length // 2) + "C3%A4",
    "quoted-printable": _again("=C3=A4"),
    "soft line ends": _again("a=\n"),
    "encoded words": _again("=?utf-8?q?=C3=A4?= "),
    "encoded words that never end": _again("=?utf-8?q?"),
    "UTF-7": _again("+AOQ-"),
    "ISO 646": _again("gr}~e "),
    # mojibake
    "misread once": _again(_misread(_SENTENCE, "cp1252", 1)),
    "misread twice": _again(_misread(_SENTENCE, "cp1252", 2)),
    "misread three times": _again(_misread(_SENTENCE, "cp1252", 3)),
    "misread as CP850": _again(_misread(_SENTENCE, "cp850", 1)),
    "Cyrillic misread": _again(_misread("Привет из города ", "cp1252", 1)),
    "one page read as another": _again(_SENTENCE.encode("cp850", "replace").decode("cp1252", "replace")),
    "damaged and sound in turns": _again("Ã¤ä "),
    "damaged and sound in one word": _again("Ã¤ä"),
    "nearly mojibake": _again("Ã "),
    "lead bytes": _again("Â", "“"),
    "quotation marks cut off": _again("â€"),
    "UTF-16 read as Latin": _again("a\x00b\x00"),
    # letters
    "one long word": _again("a"),
    "one long word, damaged at its end": _again("a", "Ã¤"),
    "one long word of umlauts spelled out": _again("ae"),
    "one long word of ss": _again("ss"),
    "many words of umlauts spelled out": _again("Gaeste gruessen "),
    "a word spelled out among sound umlauts": _again("Grüße aus Köln, Muenchen und Düsseldorf. "),
    "a name with and without its letters": _again("Herr Müller kam. So sagt Herr Mueller. "),
    "letters lost": _again("M\ufffdller gr\ufffd\ufffdt "),
    "letters lost in one word": _again("a\ufffd"),
    "question marks in words": _again("M?ller gr??t "),
    "combining marks": _again("\u0308", "a"),
    "combining marks in turns": _again("\u0308\u0323", "a"),
    "letters and combining marks": _again("a\u0308"),
    "jamo": _again("\u1100\u1161\u11a8"),
    "ligatures": _again("ﬁﬂﬀ"),
    "full-width letters": _again("Ａ"),
    "words divided at line ends": _again("Bür-\n"),
    "initials": _again("A. "),
    "capitals and hyphens": _again("A-"),
    "capitals and apostrophes": _again("A’"),
    "names": _again("Wladimir Putin und Anna von der Heide "),
    # what is not seen
    "zero width": _again("\u200b"),
    "joined emoji": _again("👩\u200d"),
    "soft hyphens": _again("a\xad"),
    "directions": _again("\u202ea\u202c"),
    "directions nested": _nested("\u2067", "a", "\u2069"),
    "Arabic": _again("مرحبا "),
    "lone surrogates": _again("\ud83d"),
    "surrogates in the wrong order": _again("\udc4b\ud83d"),
    "control characters": _again("\x1b[31m"),
    "null characters": _again("\x00"),
    "backspaces": _again("a\b"),
    # shapes
    "spaces": _again(" ", "a"),
    "line ends": _again("\r\n", "a"),
    "digits": _again("9"),
    "digits and dots": _again("1.000."),
    "fractions": _again("1/2 "),
    "addresses": _again("http://"),
    "mail addresses": _again("a@b.c"),
    "tags never closed": _again('<a href="'),
    "tags nested": _nested("<b>", "a", "</b>"),
    "comments never closed": _again("<!--"),
    "fences": _again("```\n"),
    "links": _again('[a](b "'),
    "brackets nested": _nested("[", "a", "]"),
}
