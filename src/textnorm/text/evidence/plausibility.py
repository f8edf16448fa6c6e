"""How plausible characters are where they stand: letter sequences of German and its neighbours, habits of symbols.

The table holds every sequence of two or three letters with a non-ASCII letter in it that is not very rare in German
(two fifths of the weight), the other European languages in Latin letters, or the Cyrillic ones. The level of a
sequence is ``25 + log2(probability)``, so one more is twice as probable. ``data/NOTICE`` names the
sources.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

__all__ = ["german_letters", "known", "plausibility"]

_UNSEEN_PAIR = 0
_ASCII_PAIR = 14  # sequences of ASCII letters are not in the table: they are what all readings of a text share
_BACKOFF = 10  # a sequence of three that was never seen, although its two halves were
_MIXED_CASE = -24
_CAPITALS = -12
_OUT_OF_PLACE = -12
_HARDLY = -8
_NEVER_THERE = -24
_CONTROL = -40

_OPENING = frozenset("„‚“‘«»‹›¿¡")
_CLOSING = frozenset("“”‘’«»‹›´")
_DASHES = frozenset("–—―‐‑")
_MONEY = frozenset("€£¥¢")
_BEFORE_NUMBER = frozenset("§±×÷≈≤≥№Ø≠−∆√")
_AFTER_NUMBER = frozenset("°²³½¼¾‰€%′″¹ºª×")
_AFTER_WORD = frozenset("®™©²³¹ºª†")
_BULLETS = frozenset("•·■►▪●–")
_NEVER_IN_WORDS = frozenset("√∂≈≠≤≥∞¬¦¤†‡∆◊∫∑∏πΩ§¶¸ˆ˜÷×±‰ﬁﬂ") | frozenset(map(chr, range(0x2500, 0x25A0)))
_TYPOGRAPHY = frozenset(map(chr, [*range(0x2000, 0x20C0), 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0xFEFF, 0xFFFD]))
_OPENERS = frozenset("([{<-/\"'=+|>*&") | _OPENING | _DASHES
_ENDERS = frozenset(".,;:!?)]}%/\"'-…>") | _CLOSING


@cache
def _tables() -> tuple[dict[str, int], dict[str, int]]:
    """Sequence → level, and pair of ASCII letters → eighths of a bit that it speaks for German.

    The file has a line for each level, with the sequences of that level one behind the other.
    """
    levels: dict[str, int] = {}
    german: dict[str, int] = {}
    table = Path(__file__).parent / "data" / "plausibility.txt"
    for line in table.read_text(encoding="utf-8").splitlines():
        kind, level, sequences = line.split(" ", 2)
        target, step, value = (german, 2, int(level)) if kind == "de" else (levels, int(kind), int(level))
        for start in range(0, len(sequences), step):
            target[sequences[start : start + step]] = value
    return levels, german


def _levels() -> dict[str, int]:
    return _tables()[0]


def german_letters(text: str) -> float:
    """How much more pairs of ASCII letters in ``text`` look like German than like other languages, in bits.

    >>> german_letters("Der Kanzler besucht die Nachbarn") > 0 > german_letters("Deklarasyon linives Dwa Moun")
    True
    """
    weights = _tables()[1]
    lower = text.lower()
    total = sum([weights.get(pair, 0) for pair in map(str.__add__, lower, lower[1:])])
    return total / 8


def plausibility(text: str, start: int = 0, end: int | None = None) -> int:
    """Say how well the non-ASCII characters in ``text[start:end]`` fit where they stand, in bits; ASCII counts nothing.

    Only differences between readings of the same text mean something. Letters get up to 50 each, by the three
    sequences of three letters they are in; symbols up to 24, by what they stand next to; what is out of place gets
    less than nothing.

    >>> plausibility("empfängt") > plausibility("empfÑngt")
    True
    >>> plausibility("sagt „ja“") > plausibility("sagt äjaö")
    True
    """
    if end is None:
        end = len(text)
    total = 0
    for place in range(start, end):
        if text[place] > "\x7f":
            total += _fit(text[max(0, place - 2) : place], text[place], text[place + 1 : place + 3])
    return total


def known(text: str) -> bool:
    """Whether the table can judge every character in ``text``: letters that it holds, and the symbols of European
    typography.

    >>> known("größer"), known("中文")
    (True, False)
    """
    letters = _letters()
    return text.isascii() or all(
        character in letters if character.isalpha() else character < "\u0300" or character in _TYPOGRAPHY
        for character in text.lower()
    )


@cache
def _letters() -> frozenset[str]:
    return frozenset("abcdefghijklmnopqrstuvwxyzªºµ").union(*(sequence for sequence in _levels() if len(sequence) == 2))


@lru_cache(maxsize=65536)
def _fit(left: str, character: str, right: str) -> int:
    """The level of one character between up to two characters on either side."""
    before = left[-1:] or " "
    after = right[:1] or " "
    if not character.isalpha() or character in "ªºˆﬁﬂπΩ":
        return _symbol_fit(before, character, after)
    score = _case_fit(left, character, right)
    levels = _levels()
    word = "".join([c.lower()[:1] if c.isalpha() else " " for c in f"{left:>2}{character}{right:<2}"])
    for at in (0, 1, 2):
        sequence = word[at : at + 3]
        if "  " in sequence:
            continue
        level = levels.get(sequence)
        if level is None:
            level = max(0, (_pair(levels, sequence[:2]) + _pair(levels, sequence[1:])) // 2 - _BACKOFF)
        score += level
    if character >= "\u0370" and ("A" <= before <= "z" or "A" <= after <= "z"):
        return _OUT_OF_PLACE
    if character >= "\u0400" and not before.isalpha() and not after.isalpha():
        return score // 3  # a word of one Cyrillic letter says little: its neighbours say more
    return score


def _pair(levels: dict[str, int], pair: str) -> int:
    return _ASCII_PAIR if pair.isascii() else levels.get(pair, _UNSEEN_PAIR)


def _case_fit(left: str, character: str, right: str) -> int:
    """Less than nothing for a capital inside a small word, or a small letter inside capitals."""
    before, after = left[-1:], right[:1]
    if character.isupper():
        if not before.isalpha() and after.isupper() and right[1:].islower():
            return _CAPITALS
        if before.islower() or (before.isupper() and after.islower()):
            return _MIXED_CASE
        return int(not before.isalpha() and after.islower())
    if character != "ß" and before.isupper() and (left[:-1].isupper() or after.isupper()):
        return _CAPITALS
    return 0


def _symbol_fit(before: str, character: str, after: str) -> int:
    """Symbols have no sequences worth counting, but habits."""
    if "\x7f" <= character < "\xa0" or "\ue000" <= character < "\uf900" or character == "\ufffd":
        return _CONTROL
    word_before, word_after = before.isalnum(), after.isalnum()
    edge_before, edge_after = before.isspace(), after.isspace()
    inside_word = before.isalpha() and after.isalpha() and before < "\u0590" and after < "\u0590"
    if character == "\xa0":
        return 4 if (before.islower() and after.islower()) or (edge_before and edge_after) else 10
    if character == "\xad":
        return 4 if word_after else 0
    if character == "’" and inside_word:
        return 18
    if character in _DASHES:
        if edge_before and edge_after:
            return 20
        return 16 if before.isdigit() and after.isdigit() else 4
    if character == "…":
        return (12 if edge_before else 16) if not word_after else 0
    if character in _NEVER_IN_WORDS and (before.isalpha() or after.isalpha()):
        return _NEVER_THERE if inside_word else _OUT_OF_PLACE
    if inside_word:
        return _HARDLY if character in "·ªº" else _OUT_OF_PLACE
    if character in _AFTER_WORD and not word_before and after.isalpha():
        return _OUT_OF_PLACE
    if character in _OPENING and (edge_before or before in _OPENERS) and not edge_after and after not in ",;:!?":
        return 12 if after.islower() else 16
    if character in _CLOSING and (word_before or before in _ENDERS) and not word_after:
        return 16
    if character in _MONEY and not before.isalpha() and not after.isalpha():
        return 14
    if character in _BEFORE_NUMBER and not word_before and (after.isdigit() or edge_after or after == character):
        return 12
    if character in _AFTER_NUMBER and (before.isdigit() or before in " .") and not after.islower():
        return 4 if edge_before else 12
    if character in _AFTER_WORD and word_before and not word_after:
        return 10
    if character in _BULLETS and edge_after:
        return 10
    return 0
