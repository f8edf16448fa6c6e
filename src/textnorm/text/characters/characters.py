"""Characters that look right and are written wrong, and characters that nobody sees.

What carries meaning stays: joiners in emoji, Indic scripts and Persian, bidi marks beside right-to-left letters, full
width in Chinese, Japanese and Yi, superscripts and fractions, and the letters ĳ, ǆ, ǉ, ǌ of living languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice

from textnorm.patterns import lazy
from textnorm.text.characters.normal_forms import find_decomposed
from textnorm.text.edits import Edit, without_overlaps
from textnorm.text.evidence.known_words import is_known, level_of
from textnorm.text.evidence.triggers import SUSPECT
from textnorm.values import Form

__all__ = ["find_characters"]

#: Ligatures that are typography only. ĳ, ǆ, ǉ, ǌ, æ and œ are letters and not here.
_LIGATURES = {
    "\N{LATIN SMALL LIGATURE FF}": "ff",
    "\N{LATIN SMALL LIGATURE FI}": "fi",
    "\N{LATIN SMALL LIGATURE FL}": "fl",
    "\N{LATIN SMALL LIGATURE FFI}": "ffi",
    "\N{LATIN SMALL LIGATURE FFL}": "ffl",
    "\N{LATIN SMALL LIGATURE LONG S T}": "st",
    "\N{LATIN SMALL LIGATURE ST}": "st",
}

# The one letter of Latin script that Unicode has deprecated: ŉ in Afrikaans, an apostrophe and a letter.
_DEPRECATED = "\N{LATIN SMALL LETTER N PRECEDED BY APOSTROPHE}"
_WRITTEN_NOW = "\N{RIGHT SINGLE QUOTATION MARK}n"

_RIGHT_TO_LEFT = lazy("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]")

_LINE_END = lazy("\r\n?|[\x0b\u2028\u2029]")
_TERMINAL = lazy("\x1b\\[[0-9;?]{0,24}[A-Za-z]")
_CONTROL = lazy("[\x00-\x08\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]+")
_C1 = lazy("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]+")
_INVISIBLE = lazy("[\u200b-\u200d\u2060\u180e]+")
# On a line of its own, too.
_SOFT_HYPHEN = lazy(
    "(?<=[^\\W\\d_])[ \t]*\r?\n[ \t]*\xad+[ \t]*\r?\n[ \t]*(?=[^\\W\\d_])|\xad+(?:[ \t]*\r?\n[ \t]*(?=[^\\W\\d_]))?"
)
_IN_COLUMN = lazy("[^\n]?\t\xad[\t ]|  \xad  ")
_BARE_SOFT_HYPHEN = lazy("\xad")
_FROM_THE_RIGHT = frozenset("\u061c\u200f\u202b\u202e\u2067")
_PLACEHOLDER = lazy(r"%(?:\d+\$)?[-+ 0-9.]*[sdiufx@]|\{\w*\}")
_BIDI = lazy("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_LIGATURE = lazy("[\ufb00-\ufb06]")
_RANGE_BEHIND, _RANGE_BEFORE = lazy("-[^\x00-\u024f]"), lazy("[^\x00-\u024f]-\\Z")
_WIDE = lazy("[\uff01-\uff5e\u3000]+")
_NARROW_KANA = lazy("[\uff66-\uff9f]+")
# The ends of a range in a class of characters: [０-９], [ｱ-ﾝ].
_RANGE = lazy(
    "([\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f])-([\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f])"
)
_SURROGATE = lazy("[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]+|[\ud800-\udfff]")
_HALF = lazy("[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])(?:[\udc00-\udc7f]|[\udd00-\udfff])")
_SPACING_DIAERESIS = lazy("\xa8")
# As some programs take the text out of a PDF: f ̈ur
_APART = lazy("([^\\W\\d_]{1,40}) \u0308([aouAOU])([^\\W\\d_]{0,40})")
_BEHIND = lazy("([^\\W\\d_]{0,40})([aouAOU]) \u0308(?![aouAOU])([^\\W\\d_]{1,40})")  # or so: fu ̈r
_SUBSTITUTE, _LOST = "\x1a", "\N{REPLACEMENT CHARACTER}"
_FREQUENT = 2  # the level of a word that is no chance
# Scripts in which a zero-width character is part of the spelling begin at U+0590; below it, and in punctuation, it is
# left over from a web page or a word processor.
_SPELLING = lazy("[^\x00-\u058f\u2000-\u218f\u2c00-\u2e7f]")
_WIDE_LETTER = lazy("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WORD = lazy(r"[^\W\d_]{2,}")
_SENTENCE = 4  # words that a label does not have
_WIDE_TO_ASCII = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_UMLAUT = str.maketrans("aouAOU", "äöüÄÖÜ")


def find_characters(text: str, *, form: Form = "NFC") -> list[Edit]:
    """Find characters to be written in their normal form, and invisible ones to be removed.

    ``form`` is the Unicode normal form; ``"NFKC"`` also turns ``½`` and ``²`` into plain digits, which loses meaning.

    >>> [(edit.after, edit.evidence) for edit in find_characters("empfa\\u0308ngt\\u200b \\ufb01nden\\r\\n")]
    [('ä', 'decomposed letter'), ('', 'invisible character'), ('fi', 'ligature'), ('\\n', 'line end')]
    """
    if form == "NFC" and text.isascii() and text.isprintable():
        return []
    present = set(SUSPECT.findall(text))
    if not present and form == "NFC":
        return []
    edits: list[Edit] = []
    for pattern, find in _FINDERS:
        if any(map(pattern.match, present)):
            edits += find(text)
    decomposed = find_decomposed(text, form=form)
    return without_overlaps(edits + decomposed) if edits else decomposed


def _line_ends(text: str) -> Iterator[Edit]:
    for match in _LINE_END.finditer(text):
        yield Edit(match.start(), match.end(), "\n", "line end")


def _terminal_sequences(text: str) -> Iterator[Edit]:
    for match in _TERMINAL.finditer(text):
        yield Edit(match.start(), match.end(), "", "terminal escape sequence")


def _controls(text: str) -> Iterator[Edit]:
    for match in _CONTROL.finditer(text):
        if _stands_for_letters(text, *match.span()):
            yield Edit(match.start(), match.end(), _LOST * len(match[0]), "substitute for a letter")
            continue
        evidence = "byte order mark" if match.group() == "\ufeff" else "control character"
        yield Edit(match.start(), match.end(), "", evidence)


def _stands_for_letters(text: str, start: int, end: int) -> bool:
    """Whether SUBSTITUTE stands for letters that a code page did not have, f\\x1ar; it ends files as well."""
    if set(text[start:end]) != {_SUBSTITUTE} or not text[end : end + 1].islower():
        return False
    before = text[start - 1 : start]
    return before.isalpha() or before == " "


def _c1_controls(text: str) -> Iterator[Edit]:
    for match in _C1.finditer(text):
        after = match.group().encode("latin-1").decode("cp1252")
        yield Edit(match.start(), match.end(), after, "C1 control, meant as cp1252", 0.95)


def _invisibles(text: str) -> Iterator[Edit]:
    for match in _INVISIBLE.finditer(text):
        if not _is_spelling(text, match.start(), match.end()):
            yield Edit(match.start(), match.end(), "", "invisible character")


def _soft_hyphens(text: str) -> Iterator[Edit]:
    for match in _SOFT_HYPHEN.finditer(text):
        if _IN_COLUMN.match(text, max(0, match.start() - 2)):
            continue  # on show in a table of characters
        if not _is_spelling(text, match.start(), match.end()):
            evidence = "soft hyphen" if match.group().endswith("\xad") else "hyphenation at the line end"
            yield Edit(match.start(), match.end(), "", evidence)


def _is_spelling(text: str, start: int, end: int) -> bool:
    return bool(_SPELLING.match(text[start - 1 : start]) or _SPELLING.match(text[end : end + 1]))


def _bidi_controls(text: str) -> Iterator[Edit]:
    if not _RIGHT_TO_LEFT.search(text):
        # What a format string leaves out may be written from right to left: \u200f%s
        form = _PLACEHOLDER.search(text) is not None
        for match in _BIDI.finditer(text):
            if form and not _FROM_THE_RIGHT.isdisjoint(match[0]):
                continue
            yield Edit(match.start(), match.end(), "", "bidi control without right-to-left text")


def _ligatures(text: str) -> Iterator[Edit]:
    for match in _LIGATURE.finditer(text):
        if _RANGE_BEHIND.match(text, match.end()) or _RANGE_BEFORE.search(
            text, max(0, match.start() - 2), match.start()
        ):
            continue  # the edge of a range of characters
        yield Edit(match.start(), match.end(), _LIGATURES[match.group()], "ligature")


def _deprecated(text: str) -> Iterator[Edit]:
    for place, character in enumerate(text):
        if character == _DEPRECATED:
            yield Edit(place, place + 1, _WRITTEN_NOW, "deprecated character")


@cache
def _east_asian() -> re.Pattern[str]:
    # Compiling a class of this many characters costs milliseconds, which most programs never need to pay.
    return re.compile("[\u1100-\u11ff\u2e80-\u2fff\u3001-\ua4cf\uac00-\ud7af\uf900-\ufaff\U00016fe0-\U0003ffff]")


def _widths(text: str) -> Iterator[Edit]:
    if not _east_asian().search(text) and not _is_label(text):
        for match in _outside_ranges(_WIDE, text):
            yield Edit(match.start(), match.end(), match.group().translate(_WIDE_TO_ASCII), "full width")


def _outside_ranges(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of ``pattern`` that are no end of a range in a class of characters."""
    ends: set[int] = set()
    for match in _RANGE.finditer(text):
        if match[1] < match[2]:
            ends |= {match.start(), match.end() - 1}
    for match in pattern.finditer(text):
        if ends.isdisjoint((match.start(), match.end() - 1)):
            yield match


def _is_label(text: str) -> bool:
    """Whether a few words have a full-width mark and no such letter: a label of a Chinese program, ``URL：``."""
    return not _WIDE_LETTER.search(text) and sum(1 for _ in islice(_WORD.finditer(text), _SENTENCE)) < _SENTENCE


def _narrow_kana(text: str) -> Iterator[Edit]:
    from unicodedata import normalize

    for match in _outside_ranges(_NARROW_KANA, text):
        yield Edit(match.start(), match.end(), normalize("NFKC", match.group()), "half width")


def _surrogates(text: str) -> Iterator[Edit]:
    halves = _HALF.search(text) is not None
    for match in _SURROGATE.finditer(text):
        start, end = match.span()
        found = match.group()
        if len(found) == 2 and found[0] < "\udc00":
            yield Edit(start, end, found.encode("utf-16-le", "surrogatepass").decode("utf-16-le"), "surrogate pair")
            continue
        # Where other halves of pairs lie about, this one is no byte either.
        after = "" if halves else _kept_bytes(found)
        if after:
            yield Edit(start, end, after, "byte kept by surrogateescape", 0.9)
        else:
            yield Edit(start, end, "\N{REPLACEMENT CHARACTER}" * len(found), "lone surrogate")


def _kept_bytes(found: str) -> str:
    """What the bytes that ``errors="surrogateescape"`` kept mean in UTF-8 or cp1252, or ""."""
    if not "\udc80" <= found[0] <= "\udcff":
        return ""
    raw = found.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        after = raw.decode("cp1252", "ignore")
        return after if len(after) == len(raw) else ""


def _spacing_diaereses(text: str) -> Iterator[Edit]:
    """``a¨`` and ``¨a``. Where vowels stand on both sides, the places of the text that leave no choice decide."""
    behind: list[int] = []
    before: list[int] = []
    either: list[int] = []
    for match in _SPACING_DIAERESIS.finditer(text):
        place = match.start()
        left, right = text[place - 1 : place], text[place + 1 : place + 2]
        left_fits, right_fits = left in _VOWELS and place > 0, right in _VOWELS and right != ""
        if left_fits and right_fits:
            either.append(place)
        elif left_fits:
            behind.append(place)
        elif right_fits:
            before.append(place)
    (before if len(before) > len(behind) else behind).extend(either)
    edits = [(place - 1, text[place - 1]) for place in behind] + [(place, text[place + 1]) for place in before]
    for start, vowel in edits:
        yield Edit(start, start + 2, vowel.translate(_UMLAUT), "spacing diaeresis", 0.95)


def _diaereses_apart(text: str) -> Iterator[Edit]:
    """A diaeresis behind a space, before its vowel, in what is a known word when it is put together."""
    for match in _APART.finditer(text):
        letter = match[2].translate(_UMLAUT)
        level = level_of(match[1] + letter + match[3])
        if match[1][-1].islower() and letter.isupper():
            continue
        if level_of(letter + match[3]) >= max(_FREQUENT, level):
            continue  # the word begins here: mit Xi ̈uber
        if level:
            yield Edit(match.end(1), match.end(2), letter, "diaeresis apart from its vowel", 0.95)
    for match in _BEHIND.finditer(text):
        letter = match[2].translate(_UMLAUT)
        if is_known(match[1] + letter + match[3]):
            yield Edit(match.start(2), match.start(3), letter, "diaeresis apart from its vowel", 0.95)


_VOWELS = frozenset("aouAOU")

#: A finder runs when the text holds a character that its pattern accepts.
_FINDERS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[Edit]]], ...] = (
    (re.compile("[\r\x0b\u2028\u2029]"), _line_ends),
    (re.compile("\x1b"), _terminal_sequences),
    (_CONTROL, _controls),
    (_C1, _c1_controls),
    (_INVISIBLE, _invisibles),
    (_BARE_SOFT_HYPHEN, _soft_hyphens),
    (_BIDI, _bidi_controls),
    (_LIGATURE, _ligatures),
    (re.compile(_DEPRECATED), _deprecated),
    (_WIDE, _widths),
    (_NARROW_KANA, _narrow_kana),
    (_SURROGATE, _surrogates),
    (_SPACING_DIAERESIS, _spacing_diaereses),
    (re.compile("\u0308"), _diaereses_apart),
)
