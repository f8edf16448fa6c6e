"""The words of an article with what the comparison asks of each: number, name, code, shell, pole, letters."""

from __future__ import annotations

import string
from typing import NamedTuple

from textnorm.match.articles.lexicon import LONGEST_PHRASE, lexicon
from textnorm.match.articles.score import is_number
from textnorm.match.keys import fold_character, is_solo, key, words

__all__ = [
    "CAPITAL",
    "CODE",
    "JOINED",
    "NUMBER",
    "SHELL_BITS",
    "SHELL_SHIFT",
    "SOLO",
    "ArticleWords",
    "letters_of",
    "read_words",
]

# Flags of a word. A capital counts unless it begins a sentence. A word of code is part of an identifier, and a joined
# one continues that of the word before it. Two bits from the fourth on say how much a word speaks for a shell.
NUMBER, CAPITAL, SOLO, CODE, JOINED = 1, 2, 4, 8, 64
SHELL_SHIFT, SHELL_BITS = 4, 3

_DIAERESIS = "\N{COMBINING DIAERESIS}"
_CAPITALS = frozenset(chr(point) for point in (*range(0x41, 0x5B), *range(0xC0, 0xDF), *range(0x410, 0x430)))
_SENTENCE_ENDS = frozenset('.!?:;\n\r"„“”»«|>')
# From one of these up to the next blank, an underscore is part of an address or a path.
_ADDRESS = frozenset("@#/")
# What may stand before the two hyphens of an option, besides a blank.
_BEFORE_OPTION = frozenset("([|/,=")
_IN_OPTION = frozenset("-$%" + string.ascii_letters + string.digits)
# So many capitals after a small letter make a word an identifier; a single one does if the word begins with two small
# letters at least (iPhone does not).
_HUMPS = 2


class ArticleWords(NamedTuple):
    """The words of a text by position: as the key has them, their flags, poles and letters (see ``letters_of``)."""

    words: list[str]
    flags: list[int]
    poles: list[int]
    letters: list[int]


def letters_of(word: str) -> int:
    """Which letters a word has (26 bits) and how many bytes (6 bits): enough to tell a slip from another name.

    >>> letters_of("abba") == letters_of("baab"), letters_of("ab") >> 26
    (True, 2)
    """
    encoded = word.encode("utf-8", "surrogatepass")
    bits = 0
    for byte in encoded:
        if 97 <= byte <= 122:
            bits |= 1 << (byte - 97)
    return bits | min(len(encoded), 63) << 26


def read_words(text: str) -> ArticleWords:
    """Read ``text`` word by word, as its shingles do.

    >>> read_words("Der Rat tagte am 3. Mai. Zum Inhalt springen").flags
    [0, 2, 0, 0, 1, 1, 0, 50, 48]
    >>> read_words("read_rows() liest").flags
    [8, 72, 0]
    """
    every = words(key(text))
    flags = [
        (NUMBER if is_number(word) else 0) | (SOLO if is_solo(word) else 0) | mark
        for word, mark in zip(every, _marks(text), strict=True)
    ]
    poles = [0] * len(every)
    table = lexicon()
    for place in range(len(every)):
        shell = 0
        for size in range(1, LONGEST_PHRASE + 1):
            meaning = table.get(tuple(every[place - size + 1 : place + 1])) if size <= place + 1 else None
            if meaning is not None:
                shell = max(shell, meaning.shell)
                poles[place] = meaning.pole or poles[place]
        flags[place] |= shell << SHELL_SHIFT
    return ArticleWords(every, flags, poles, [letters_of(word) for word in every])


def _marks(text: str) -> list[int]:
    """The flags of each word that its characters tell: a capital that begins no sentence, and parts of code."""
    found: list[int] = []
    code = _Code(text)
    starts = True
    inside = False
    for place, character in enumerate(text):
        starts = starts or character in _SENTENCE_ENDS
        if code.see(place, inside=inside):
            found[-1] |= CODE
        for piece in fold_character(character):
            if piece == " ":
                inside = False
            elif piece != _DIAERESIS:
                alone = is_solo(piece)
                if alone or not inside:
                    if place == code.joins:
                        found[-1] |= CODE
                    mark = code.begin(place)
                    found.append(mark | (CAPITAL if character in _CAPITALS and not starts else 0))
                    starts = False
                inside = not alone
    return found


class _Code:
    """What the characters of a text up to a place say of identifiers: ``a_name``, ``a::b``, ``f()``, ``--option``."""

    def __init__(self, text: str) -> None:
        self._text = text
        # Where a word continues the identifier before it, and where one is the name of an option.
        self.joins = self._option = -1
        self._address = self._in_option = self._small = False
        self._humps = 0

    def see(self, place: int, *, inside: bool) -> bool:
        """Read the character at ``place``, after a word if ``inside``; say whether it makes the word code."""
        text, character = self._text, self._text[place]
        before, after = text[place - 1] if place else " ", text[place + 1 : place + 2]
        if character == "_":
            if (inside or place == self.joins) and not self._address:
                self.joins = place + 1
        elif character == ":" and after == ":" and inside:
            self.joins = place + 2
        elif character == "-" and inside and self._in_option:
            self.joins = place + 1
        elif character == "-" == before and (place < 2 or text[place - 2] <= " " or text[place - 2] in _BEFORE_OPTION):
            self._option = place + 1
        self._address = (self._address and character > " ") or character in _ADDRESS
        self._in_option = self._in_option and (character in _IN_OPTION or not character.isascii())
        if inside and "A" <= character <= "Z" and "a" <= before <= "z":
            self._humps += 1
            return self._humps >= _HUMPS or (self._small and place > 1 and "a" <= text[place - 2] <= "z")
        return character == "(" and after == ")" and inside

    def begin(self, place: int) -> int:
        """The flags of a word that begins at ``place``."""
        self._humps, self._small = 0, "a" <= self._text[place] <= "z"
        if place == self.joins:
            return CODE | JOINED
        self._in_option = place == self._option
        return CODE if self._in_option else 0
