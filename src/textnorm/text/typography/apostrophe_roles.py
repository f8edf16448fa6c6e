"""Which marks are apostrophes or primes, by their neighbours and by the quotations that are open."""

from __future__ import annotations

from textnorm.text.typography.apostrophes import (
    APOSTROPHES,
    is_degrees,
    is_elided,
    is_inside_word,
    is_letter_apostrophe,
    is_maybe_elided,
    is_measure,
    is_thousands,
    is_usually_elided,
    is_weak_close,
)
from textnorm.text.typography.flanking import MAY_CLOSE, NEITHER, is_cjk
from textnorm.text.typography.mark_context import APOSTROPHE, LITERAL, PRIME, MarkContext
from textnorm.text.typography.marks import LOW

__all__ = ["ApostropheRoles"]

_FEW = 32  # marks of a text in which it is asked whether a mark is the only one of its kind
_PRIMES = frozenset({"″", "′′"})
_LONGEST_ELIDED = 6


class ApostropheRoles(MarkContext):
    """The decisions about apostrophes and primes, one mark at a time, while the quotations are paired."""

    def _apostrophe_or_prime(self, i: int, sign: str) -> str:
        """The role of a single mark that is no quotation mark; empty if it may be one."""
        text, start, end = self.text, self.starts[i], self.ends[i]
        previous = text[start - 1] if start else ""
        following = text[end] if end < len(text) else ""
        if sign not in APOSTROPHES:
            # 1‚5: a low mark typed for a comma
            return LITERAL if sign == "‚" and previous.isdecimal() and following.isdecimal() else ""
        if sign in "ʻʼ":
            return self._modifier_letter(i, sign, previous, following)
        if is_inside_word(previous, following):
            return self._inside_word(i, sign, previous)
        self.certain = False
        if previous.isdecimal():
            if following.isdecimal():
                return APOSTROPHE if sign != "′" and is_thousands(text, end) else PRIME
            return self._after_digit(i, sign)
        if sign == "′":
            return LITERAL if previous.isalnum() and self._partner(i) is None else ""
        if self._is_character(i, sign, previous, following):
            return LITERAL
        if following.isalnum() and not previous.isalnum():
            return self._at_word_start(i, sign)
        return self._after_letter(i, sign, previous) if previous.isalpha() else ""

    def _inside_word(self, i: int, sign: str, previous: str) -> str:
        """An apostrophe, except in ‚so‘und, 5′x and 52°31'N."""
        if sign in "‘′" or previous.isdecimal():
            self.certain = False
            if sign == "‘" and self._closes_low_mark(i):
                return ""
            if previous.isdecimal() and (sign == "′" or is_degrees(self.text, self.starts[i])):
                return PRIME
        return APOSTROPHE

    def _is_character(self, i: int, sign: str, previous: str, following: str) -> bool:
        """Whether the mark stands for itself: an accent alone, an escaped mark, the derivative f'(x)."""
        start = self.starts[i]
        return (
            (sign in "`´" and self._flanking[i] == NEITHER)
            or previous == "\\"
            or (following == "(" and previous.isalpha() and not self.text[max(0, start - 2) : start - 1].isalnum())
        )

    def _after_letter(self, i: int, sign: str, previous: str) -> str:
        if self._flanking[i] == MAY_CLOSE:
            return self._at_word_end(i, sign, previous)
        if i + 1 < len(self.starts) and self.starts[i + 1] == self.ends[i] and self.double[i + 1]:
            return APOSTROPHE if self._partner(i) is None else ""  # l'"État"
        return ""

    def _modifier_letter(self, i: int, sign: str, previous: str, following: str) -> str:
        """ʻ and ʼ are letters in Hawaiian, Uzbek, Ukrainian …; here and there they are typed for ‘ and ’."""
        self.certain = False
        if previous.isalpha() and following.isalpha():
            return APOSTROPHE if is_letter_apostrophe(self.text, self.starts[i]) else LITERAL
        partner = self._partner(i)
        if sign == "ʻ":
            return LITERAL if previous.isalnum() else ""
        return "" if partner is not None and self.signs[partner] in "ʻ‘" else LITERAL

    def _at_word_start(self, i: int, sign: str) -> str:
        if sign in "`´":
            return ""
        text, end = self.text, self.ends[i]
        if is_elided(text, end):
            return APOSTROPHE
        if not is_usually_elided(text, end):
            return ""
        if self._partner(i) is not None or self._next_single[i] != MAY_CLOSE:
            return APOSTROPHE
        # A closing mark comes later: '90er' is quoted, but ’ before a longer text is no opening mark.
        return APOSTROPHE if sign == "’" and self.starts[i + 1] - end > _LONGEST_ELIDED else ""

    def _closes_low_mark(self, i: int) -> bool:
        partner = self._partner(i)
        return partner is not None and self.signs[partner] in LOW

    def _after_digit(self, i: int, sign: str) -> str:
        if sign == "′":
            return PRIME
        if self._flanking[i] != MAY_CLOSE or sign != "'":
            return ""
        if self._partner(i) is not None and self._next_single[i] != MAY_CLOSE:
            return ""
        return PRIME if is_measure(self.text, self.starts[i], feet=False) else ""

    def _at_word_end(self, i: int, sign: str, previous: str) -> str:
        start, end = self.starts[i], self.ends[i]
        if i and self.ends[i - 1] == start - 1 and previous in "nN" and self.roles[i - 1] == APOSTROPHE:
            return APOSTROPHE  # the second mark of 'n'
        partner = self._partner(i)
        if partner is None:
            if sign == "`" or (sign == "´" and not is_weak_close(self.text, start, end)):
                return LITERAL  # the key Alt+`
            return "" if sign == "‘" or is_cjk(previous) else APOSTROPHE
        if not is_weak_close(self.text, start, end):
            return ""
        # Another mark closes later ('Hans' Auto ist kaputt'), or what opened is no quotation ('69 in Hans' Auto).
        apostrophe = self._next_single[i] == MAY_CLOSE or is_maybe_elided(self.text, self.ends[partner])
        return APOSTROPHE if apostrophe else ""

    def _is_curled_inch(self, i: int, sign: str) -> bool:
        """Inches that an editor curled: the only double mark of a text, behind a measure and before a noun."""
        end = self.ends[i]
        if (
            sign not in "“”"
            or len(self.double) > _FEW
            or sum(self.double) > 1
            or not is_measure(self.text, self.starts[i], feet=False)
        ):
            return False
        return self.text[end : end + 1] in (" ", "-") and self.text[end + 1 : end + 2].isupper()

    def _is_double_prime(self, i: int, sign: str) -> bool:
        """Inches or seconds: a measure before the mark, and no quotation that needs the mark to close it."""
        text, start = self.text, self.starts[i]
        if sign in _PRIMES or is_degrees(text, start):
            return True
        if not is_measure(text, start):
            return False
        if self._flanking[i] != MAY_CLOSE and text[self.ends[i] : self.ends[i] + 1] not in ("x", "×"):
            return False
        return self._partner(i) is None or self._next_double[i] == MAY_CLOSE
