"""How plausible characters are where they stand: letter sequences of German and its neighbours, habits of symbols.

The table holds every sequence of two or three letters with a non-ASCII letter in it that is not very rare in German
(two fifths of the weight), the other European languages in Latin letters, or the Cyrillic ones. The level of a
sequence is ``25 + log2(probability)``, so one more is twice as probable. ``data/NOTICE`` names the
sources.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["CHARACTERS", "german_letters", "known", "letter_levels", "pair_weights", "plausibility"]

_UNSEEN_PAIR = 0
_ASCII_PAIR = 14  # sequences of ASCII letters are not in the table: all interpretations of a text share them
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


def _is_control(char: str) -> bool:
    """Whether nobody writes ``char``."""
    return "\x7f" <= char < "\xa0" or "\ue000" <= char < "\uf900" or char == "\ufffd"


_SYMBOLS = "ªºˆﬁﬂπΩ"  # letters to Unicode that stand as symbols do

#: What a character is to these rules, by the names that the kernel has for it.
CHARACTERS: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "upper": str.isupper,
    "lower": str.islower,
    "alnum": str.isalnum,
    "digit": str.isdigit,
    "space": str.isspace,
    "symbol": _SYMBOLS.__contains__,
    "control": _is_control,
    "dash": _DASHES.__contains__,
    "never": _NEVER_IN_WORDS.__contains__,
    "rare": "·ªº".__contains__,
    "after_word": _AFTER_WORD.__contains__,
    "opening": _OPENING.__contains__,
    "closing": _CLOSING.__contains__,
    "money": _MONEY.__contains__,
    "before_number": _BEFORE_NUMBER.__contains__,
    "after_number": _AFTER_NUMBER.__contains__,
    "bullet": _BULLETS.__contains__,
    "opener": _OPENERS.__contains__,
    "ender": _ENDERS.__contains__,
    "no_opening": ",;:!?".__contains__,
}


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


def letter_levels() -> dict[str, int]:
    """The level of each sequence of letters that has one."""
    return _tables()[0]


def pair_weights() -> dict[str, int]:
    """Eighths of a bit that pairs of ASCII letters, and of a letter and a blank, speak for German."""
    return _tables()[1]


def german_letters(text: str) -> float:
    """How much more pairs of ASCII letters in ``text`` look like German than like other languages, in bits.

    >>> german_letters("Der Kanzler besucht die Nachbarn") > 0 > german_letters("Deklarasyon linives Dwa Moun")
    True
    """
    weights = pair_weights()
    lower = text.lower()
    total = sum([weights.get(pair, 0) for pair in map(str.__add__, lower, lower[1:])])
    return total / 8


def plausibility(text: str, start: int = 0, end: int | None = None) -> int:
    """Say how well the non-ASCII characters in ``text[start:end]`` fit where they stand, in bits; ASCII counts nothing.

    Only differences between interpretations of the same text mean something. Letters get up to 50 each, by the three
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
    return frozenset("abcdefghijklmnopqrstuvwxyzªºµ").union(
        *(sequence for sequence in letter_levels() if len(sequence) == 2)
    )


@lru_cache(maxsize=65536)
def _fit(left: str, character: str, right: str) -> int:
    """The level of one character between up to two characters on either side."""
    before = left[-1:] or " "
    after = right[:1] or " "
    if not character.isalpha() or character in _SYMBOLS:
        return _symbol_fit(before, character, after)
    score = _case_fit(left, character, right)
    levels = letter_levels()
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


class _Place(NamedTuple):
    """A symbol and its neighbours; a space stands for the boundary of the text."""

    before: str
    symbol: str
    after: str

    @property
    def inside_word(self) -> bool:
        before, after = self.before, self.after
        return before.isalpha() and after.isalpha() and before < "\u0590" and after < "\u0590"

    @property
    def opens(self) -> bool:
        before, after = self.before, self.after
        return (before.isspace() or before in _OPENERS) and not after.isspace() and after not in ",;:!?"

    @property
    def closes(self) -> bool:
        before = self.before
        return (before.isalnum() or before in _ENDERS) and not self.after.isalnum()

    @property
    def before_number(self) -> bool:
        after = self.after
        return not self.before.isalnum() and (after.isdigit() or after.isspace() or after == self.symbol)

    @property
    def after_number(self) -> bool:
        return (self.before.isdigit() or self.before in " .") and not self.after.islower()


class _Habit(NamedTuple):
    """Where one of ``symbols`` stands in a place that ``applies``, it fits by so many ``bits``."""

    symbols: Container[str]
    applies: Callable[[_Place], bool]
    bits: Callable[[_Place], int]


def _always(place: _Place) -> bool:
    return True


def _dash_bits(place: _Place) -> int:
    if place.before.isspace() and place.after.isspace():
        return 20
    return 16 if place.before.isdigit() and place.after.isdigit() else 4


def _no_break_space_bits(place: _Place) -> int:
    between_words = place.before.islower() and place.after.islower()
    return 4 if between_words or (place.before.isspace() and place.after.isspace()) else 10


def _ellipsis_bits(place: _Place) -> int:
    if place.after.isalnum():
        return 0
    return 12 if place.before.isspace() else 16


class _Every:
    """All characters."""

    def __contains__(self, character: object) -> bool:
        return True


#: THE TABLE of habits: the first that applies decides.
_HABITS = (
    _Habit("\xa0", _always, _no_break_space_bits),
    _Habit("\xad", _always, lambda p: 4 if p.after.isalnum() else 0),
    _Habit("’", lambda p: p.inside_word, lambda p: 18),
    _Habit(_DASHES, _always, _dash_bits),
    _Habit("…", _always, _ellipsis_bits),
    _Habit(
        _NEVER_IN_WORDS,
        lambda p: p.before.isalpha() or p.after.isalpha(),
        lambda p: _NEVER_THERE if p.inside_word else _OUT_OF_PLACE,
    ),
    _Habit("·ªº", lambda p: p.inside_word, lambda p: _HARDLY),
    _Habit(_Every(), lambda p: p.inside_word, lambda p: _OUT_OF_PLACE),
    _Habit(_AFTER_WORD, lambda p: not p.before.isalnum() and p.after.isalpha(), lambda p: _OUT_OF_PLACE),
    _Habit(_OPENING, lambda p: p.opens, lambda p: 12 if p.after.islower() else 16),
    _Habit(_CLOSING, lambda p: p.closes, lambda p: 16),
    _Habit(_MONEY, lambda p: not p.before.isalpha() and not p.after.isalpha(), lambda p: 14),
    _Habit(_BEFORE_NUMBER, lambda p: p.before_number, lambda p: 12),
    _Habit(_AFTER_NUMBER, lambda p: p.after_number, lambda p: 4 if p.before.isspace() else 12),
    _Habit(_AFTER_WORD, lambda p: p.before.isalnum() and not p.after.isalnum(), lambda p: 10),
    _Habit(_BULLETS, lambda p: p.after.isspace(), lambda p: 10),
)


@cache
def _habits_of(symbol: str) -> tuple[_Habit, ...]:
    return tuple(habit for habit in _HABITS if symbol in habit.symbols)


def _symbol_fit(before: str, symbol: str, after: str) -> int:
    """How well a symbol fits: there are no sequences worth counting, but habits."""
    if _is_control(symbol):
        return _CONTROL
    place = _Place(before, symbol, after)
    return next((habit.bits(place) for habit in _habits_of(symbol) if habit.applies(place)), 0)
