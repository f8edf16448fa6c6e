"""Unicode normal forms and misplaced diaereses, in linear time.

Python's own ``normalize`` is quadratic in the length of a run of combining marks. A letter with more than 30 marks is
no letter of any language (the Stream-Safe Text Format of UAX #15 draws the line there as well) and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import combining, decomposition, is_normalized, normalize

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, without_overlaps
from textnorm.text.evidence.known_words import is_known
from textnorm.text.evidence.word_score import SURE, word_score
from textnorm.values import Form

__all__ = ["OTHER_SCRIPTS", "find_decomposed"]

_MOST_MARKS = 30
# In text of Latin, Greek or Cyrillic script only these can break normal form C: no need to build the table of all.
_LATIN_ODD = "\u0300-\u036f\u0374\u037e\u0387\u2126\u212a\u212b"
#: What is of other scripts.
OTHER_SCRIPTS = lazy("[^\x00-\u0482\u048a-\u058f\u1e00-\u1eff\u2010-\u20cf\u2100-\u2328\u232b-\u2adb\u2add-\u2bff]")
_BLOCKS = ((0xA0, 0x3400), (0xA000, 0xAC00), (0xF900, 0x1FC00), (0x2F800, 0x2FA20))
# A diaeresis in front of its vowel, perhaps composed with the consonant before. No language writes one on the strong
# letters, nor on what is no letter; n̈ is Malagasy, ẅ Welsh, ḧ and ẍ Kurdish: there, the word must read as German.
# (Patterns begin with what is searched for, which the engine then finds at the speed of a character class.)
_STRONG = lazy("\u0308(?=[aouAOU])(?:(?<=[bdfgklprBDFGKLPR\\s(\"'\u201e\u201a-]\u0308)|(?<=\\A\u0308))")
# No ü stands behind a q: Tierqu\u0308alerei is Tierquälerei.
_MISPLACED = lazy("[\u0308ḧẗẅẍḦẄẌ](?=[aouAOU])(?:(?<![aouAOU]\u0308)|(?<=[qQ][uU]\u0308)(?=[aoAO]))")
_DIAERESIS = "\u0308"
_TURNED = lazy("(\u0308)([aouAOU])")
_REACH = 60
_SHORTEST = 4  # letters: in shorter words almost anything may stand
_LEFT = lazy("[^\\W\\d_]*\\Z")
_RIGHT = lazy("(?:[^\\W\\d_]|\u0308)*")
_UMLAUT = str.maketrans("aouAOU", "äöüÄÖÜ")


def find_decomposed(text: str, *, form: Form = "NFC") -> list[Edit]:
    """Find what is not in normal form ``form``, and diaereses in front of their vowel.

    >>> find_decomposed("empfa\\u0308ngt")
    [Edit(start=4, end=6, after='ä', evidence='decomposed letter', confidence=1.0)]
    >>> find_decomposed("empf\\u0308angt")
    [Edit(start=4, end=6, after='ä', evidence='diaeresis before its vowel', confidence=0.95)]
    """
    if text.isascii():
        return []
    joining = _LATIN_ODD if form == "NFC" and not OTHER_SCRIPTS.search(text) else _joining(form)
    runs = _runs(joining)
    moved = list(_misplaced(text))
    if not moved:
        # In scripts that are full of marks, it pays to ask whether any is out of order.
        settled = joining != _LATIN_ODD and not _long_runs(joining).search(text) and is_normalized(form, text)
        return [] if settled else list(_decomposed(text, form, runs))
    taken = {place for edit in moved for place in range(edit.start, edit.end)}
    whole = (edit for edit in _decomposed(text, form, runs) if taken.isdisjoint(range(edit.start, edit.end)))
    return without_overlaps([*moved, *whole])


def _misplaced(text: str) -> Iterator[Edit]:
    surely = _STRONG.search(text) is not None
    for match in _MISPLACED.finditer(text):
        start, end = match.start(), match.end() + 1
        mark, vowel = text[start], text[end - 1]
        before = "" if mark == _DIAERESIS else normalize("NFD", mark)[0]
        after = before + vowel.translate(_UMLAUT)
        if not surely:
            left, right = _LEFT.search(text, max(0, start - _REACH), start), _RIGHT.match(text, end, end + _REACH)
            word = (left.group() if left else "") + after + (right.group() if right else "")
            word = normalize("NFC", _TURNED.sub(r"\2\1", word))
            if len(word) < _SHORTEST or (word_score(word) < SURE and not is_known(word)):
                continue
        yield Edit(start, end, after, "diaeresis before its vowel", 0.95)


def _decomposed(text: str, form: Form, runs: re.Pattern[str]) -> Iterator[Edit]:
    evidence = "decomposed letter" if form == "NFC" else "compatibility form"
    for match in runs.finditer(text):
        start, end = match.span()
        start -= start > 0
        change = (_known_change if end - start <= _MOST_MARKS else _change)(text[start:end], form)
        if change is not None:
            yield Edit(start + change[0], end, change[1], evidence)


def _change(cluster: str, form: Form) -> tuple[int, str] | None:
    """How many characters of ``cluster`` stay, and what the others become; None if all stay."""
    after = normalize(form, cluster) if len(cluster) <= _MOST_MARKS else _normal(cluster, form)
    if after == cluster:
        return None
    same = 0
    while cluster[same : same + 1] == after[same : same + 1]:
        same += 1
    return same, after[same:]


_known_change = lru_cache(maxsize=4096)(_change)


def _normal(cluster: str, form: Form) -> str:
    pieces: list[list[str]] = [[]]
    for char in cluster:
        if pieces[-1] and not combining(char):
            pieces.append([])
        pieces[-1].append(char)
    whole = ("".join(piece) for piece in pieces)
    return "".join(piece if len(piece) > _MOST_MARKS else normalize(form, piece) for piece in whole)


@cache
def _runs(joining: str) -> re.Pattern[str]:
    """What may join the character before it or changes by itself: all else, but that character, is in normal form."""
    return re.compile(f"[{joining}]+")


@cache
def _long_runs(joining: str) -> re.Pattern[str]:
    return re.compile(f"[{joining}][{joining}]{{{_MOST_MARKS}}}")


@cache
def _joining(form: Form) -> str:
    """A class of the characters that combine with the one before or that are not in normal form themselves."""
    codes = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))  # Hangul vowels and finals, composed by rule
    for start, end in _BLOCKS:
        for code in range(start, end):
            char = chr(code)
            if combining(char) or normalize(form, char) != char:
                codes.add(code)
            parts = decomposition(char).split()
            if len(parts) == 2 and not parts[0].startswith("<"):
                codes.add(int(parts[1], 16))
    return _as_class(sorted(codes))


def _as_class(codes: list[int]) -> str:
    spans: list[list[int]] = []
    for code in codes:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)
