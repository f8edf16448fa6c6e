"""The words of an article with what the comparison asks of each: number, name, shell, pole, letters."""

from __future__ import annotations

from typing import NamedTuple

from textnorm.match.articles.lexicon import LONGEST_PHRASE, lexicon
from textnorm.match.articles.score import is_number
from textnorm.match.keys import fold_character, is_solo, key, words

__all__ = ["CAPITAL", "NUMBER", "SHELL_SHIFT", "SOLO", "ArticleWords", "letters_of", "read_words"]

# Flags of a word. A capital counts unless it begins a sentence. From bit 4 on: how much it speaks for a shell.
NUMBER, CAPITAL, SOLO = 1, 2, 4
SHELL_SHIFT = 4

_DIAERESIS = "\N{COMBINING DIAERESIS}"
_CAPITALS = frozenset(chr(point) for point in (*range(0x41, 0x5B), *range(0xC0, 0xDF), *range(0x410, 0x430)))
_SENTENCE_ENDS = frozenset('.!?:;\n\r"„“”»«|>')


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
    """
    every = words(key(text))
    flags = [
        (NUMBER if is_number(word) else 0) | (CAPITAL if capital else 0) | (SOLO if is_solo(word) else 0)
        for word, capital in zip(every, _capitals(text), strict=True)
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


def _capitals(text: str) -> list[bool]:
    """Whether each word begins with a capital that does not begin a sentence."""
    found: list[bool] = []
    starts = True
    inside = False
    for character in text:
        starts = starts or character in _SENTENCE_ENDS
        for piece in fold_character(character):
            if piece == " ":
                inside = False
            elif piece != _DIAERESIS:
                alone = is_solo(piece)
                if alone or not inside:
                    found.append(character in _CAPITALS and not starts)
                    starts = False
                inside = not alone
    return found
