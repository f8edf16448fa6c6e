"""UTF-8 that was read wrongly twice, the second time where ``?`` stands for every control: ``KÃ?Â¶ln`` is *Köln*.

``ö`` became ``Ã¶``, and that the bytes C3 83 C2 B6, of which 83 is a control in ISO 8859-1. What is left mostly says
what was meant; ``Ã?Â?`` may be any of Ä, Ö, Ü and ß, and ``Ã?Â»`` û as well as ». A word is read as a whole or left as
a whole: when a part of it is read (``KÃ?¶ln``), it can never be put right.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import TABLES
from textnorm.text.encoding.word_likelihood import is_word_anywhere
from textnorm.text.evidence.known_words import level_of

__all__ = ["find_lost_controls", "outside_unread"]

_EVIDENCE, _CONFIDENCE = "UTF-8 read wrongly twice, controls lost", 0.97
_REACH = 60
#: The first byte of a letter, a lost one, and more that is not ASCII; or a mark, which began as ``â``.
_UNREAD = lazy(r"[ÂÃÐÑ]\?(?=[^\x00-\x7fäöüßÄÖÜ])|Ã¢â\?(?=[?¬])")
_LEFT, _RIGHT = lazy(r"\S*\Z"), lazy(r"\S*")
_WORD = lazy(r"[^\W\d_]+")
#: What may be one of several letters, in pages that show the second reading otherwise.
_OPEN = {"Ã?Â?": "ÄÖÜß", "Ã?â??": "ÄÖ", "Ã?Å?": "Ü", "Ã?Å¸": "ß"}
_MARKS = "“”‘’‚„…•"
_MOST_OPEN = 2  # letters of a word that may be several


def find_lost_controls(text: str) -> list[Edit]:
    """Find the words of which all that was lost is plain from what is left.

    >>> [edit.after for edit in find_lost_controls("KÃ?Â¶ln isnÃ?Â¢â?¬â?¢t GrÃ?Â¶Ã?Â?e")]
    ['ö', '’', 'ö', 'ß']
    >>> find_lost_controls("PaweÃ?â?? Ã?Â¢")
    []
    """
    return [edit for start, end in _unread(text) for edit in _read(text[start:end], start)]


def outside_unread(text: str, edits: list[Edit]) -> list[Edit]:
    """Those of ``edits`` that touch no word of which a part cannot be read."""
    if not edits:
        return edits
    spans = [(start, end) for start, end in _unread(text) if not _read(text[start:end], start)]
    return [edit for edit in edits if not any(edit.start < end and edit.end > start for start, end in spans)]


def _unread(text: str) -> list[tuple[int, int]]:
    """Where the words stand that have lost a byte between others."""
    spans: list[tuple[int, int]] = []
    if "?" not in text:
        return spans
    for match in _UNREAD.finditer(text):
        if spans and match.start() < spans[-1][1]:
            continue
        left = _LEFT.search(text, max(0, match.start() - _REACH), match.start())
        right = _RIGHT.match(text, match.end(), match.end() + _REACH)
        spans.append((left.start() if left else match.start(), right.end() if right else match.end()))
    return spans


@cache
def _pieces() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all that can be read, the longest first, and what is meant by that which is only one thing."""
    meant = {f"Ã?Â{chr(code - 0x40)}": chr(code) for code in range(0xE0, 0x100) if chr(code).isalpha()}
    for mark in _MARKS:
        once = "".join(TABLES["cp1252"][byte] for byte in mark.encode())
        first = _shown("".join(TABLES["cp1252"][byte] for byte in once[0].encode()))
        meant[_shown(once)] = mark
        meant[first + _shown(once[1:])] = mark  # the first letter was read wrongly once more
    seen = sorted({*meant, *_OPEN}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, seen))), meant


def _shown(text: str) -> str:
    """The bytes of ``text`` in ISO 8859-1, with ``?`` for every control."""
    return "".join("?" if 0x80 <= byte < 0xA0 else chr(byte) for byte in text.encode())


def _read(seen: str, offset: int) -> list[Edit]:
    """The edits that read ``seen`` as a whole, or none."""
    pattern, meant = _pieces()
    matches = list(pattern.finditer(seen))
    if sum(match[0] in _OPEN for match in matches) > _MOST_OPEN:
        return []
    choices = [_OPEN.get(match[0]) or meant[match[0]] for match in matches]
    readings = [letters for letters in product(*choices) if _is_read(seen, matches, letters)]
    if len(readings) != 1:
        return []
    return [
        Edit(offset + match.start(), offset + match.end(), letter, _EVIDENCE, _CONFIDENCE)
        for match, letter in zip(matches, readings[0], strict=True)
    ]


def _is_read(seen: str, matches: list[re.Match[str]], letters: tuple[str, ...]) -> bool:
    """Whether ``letters`` in the places of ``matches`` leave no damage, and make words."""
    pieces: list[str] = []
    places: dict[int, bool] = {}  # of letters, and whether they are one of several
    done = length = 0
    for match, letter in zip(matches, letters, strict=True):
        pieces += [seen[done : match.start()], letter]
        length += match.start() - done
        if letter.isalpha():
            places[length] = match[0] in _OPEN
        length += 1
        done = match.end()
    result = "".join(pieces) + seen[done:]
    if "Ã" in result or "Â" in result or _UNREAD.search(result):
        return False
    for word in _WORD.finditer(result):
        read = [several for place, several in places.items() if word.start() <= place < word.end()]
        if read and not _is_word(word[0], any(read)):
            return False
    return True


def _is_word(word: str, known: bool) -> bool:
    """Whether ``word`` is one of some language, or a ``known`` German one."""
    if len(word) == 1 or "ß" in word[:1] or (word[1:] != word[1:].lower() and not word.isupper()):
        return False
    return level_of(word) > 0 if known else is_word_anywhere(word)
