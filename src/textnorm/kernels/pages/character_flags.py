"""What kernels know of a character, and the small letters of a word, as Python has them."""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper
from textnorm.kernels.pages.letter_costs import LONGEST_WORD

__all__ = ["FLAGS", "fold", "is_ascii_letter", "is_final_sigma"]

#: What there is to know of a character, a bit each.
FLAGS = {
    name: 1 << bit
    for bit, name in enumerate(
        (
            *("letter", "word", "alpha", "upper", "lower", "cased", "ignored", "needed", "space"),
            *("control", "small", "raised", "in_latin", "box", "latin", "odd", "plain", "other_script"),
            *("capital", "umlaut", "no_joint", "joining", "quote", "friulian", "circumflex", "blank"),
            *("beside", "sign_letter", "greek", "ordinal"),
        )
    )
}
_CASED, _IGNORED = FLAGS["cased"], FLAGS["ignored"]
_SIGMA, _SIGMA_AT_END = 0x3A3, 0x3C2


@helper
def is_ascii_letter(code):  # type: ignore[no-untyped-def]
    """Whether it is a letter of ASCII."""
    return 65 <= code <= 90 or 97 <= code <= 122


@helper
def is_final_sigma(codes, place, start, end, roles):  # type: ignore[no-untyped-def]
    """Whether a capital sigma at ``place`` of a word is, in small letters, the one that ends words."""
    for other in range(start, end):
        if codes[other] == 0x130:
            return False  # the small letter of İ is two, and then each letter is asked alone
    before, after = place - 1, place + 1
    while before >= start and roles[np.int64(codes[before])] & _IGNORED:
        before -= 1
    while after < end and roles[np.int64(codes[after])] & _IGNORED:
        after += 1
    begins = before < start or not roles[np.int64(codes[before])] & _CASED
    return not begins and (after == end or not roles[np.int64(codes[after])] & _CASED)


@helper
def fold(codes, start, end, roles, numbers, letters):  # type: ignore[no-untyped-def]
    """Write the numbers of the letters of a word, in small letters; how many there are."""
    end = min(end, start + LONGEST_WORD)
    for place in range(start, end):
        letters[place - start] = numbers[np.int64(codes[place])]
        if codes[place] == _SIGMA and is_final_sigma(codes, place, start, end, roles):
            letters[place - start] = numbers[_SIGMA_AT_END]
    return end - start
