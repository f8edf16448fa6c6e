"""Where the marks of a text are: single characters and digraphs, outside code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textnorm.patterns import lazy
from textnorm.text.evidence.code.spans import protected_spans
from textnorm.text.typography.marks import DIGRAPHS, DIRECTION

__all__ = ["find_marks"]

_ONE_MARK = "[" + re.escape("".join(DIRECTION)) + "]"
_MARK = lazy(_ONE_MARK)
_RUN = lazy(_ONE_MARK + "+")
_DIGRAPH = lazy(r"(?<!,),,(?![,\s])|(?<!<)<<(?!<)|(?<!>)>>(?!>)")
_SAME = lazy(r"(.)\1*", re.DOTALL)
# What is named in double brackets, and not quoted: <<open-new-window>>, <<me@host>>, '<<undo>>', and L<<name>> of
# a manual page of Perl. The letter of that one is no quotation: >>A<< und >>B<<.
_NAMED = lazy(
    r"<<(?:[a-z0-9]+(?:[-./:][\w$@]+){2,8}|\w{0,40}[_./:$@]\w{1,40}|[^\s<>@]{1,64}@[\w.-]{1,80})>>"
    r"|(?<=['\"`])<<[a-z][\w-]{0,60}>>(?=['\"`])|(?<=[A-Z])(?<![>\w][A-Z])<<[^<>\n]{1,80}>>"
)
# Operators: $x<<13, (a + b) >> 2
_SHIFT = lazy(r"(?<=[\w)\]])(?:<<|>>)(?=[\d$(])|(?<=[)\]] )(?:<<|>>)(?= ?[\d$(])")
# Events of Tk: event add <<Cut>> <Control-x>
_EVENT = lazy(
    r"\b(?:event[ \t]+(?:add|delete|info|generate[ \t]+\S+)|bind[ \t]+(?:[.$%]\S*|all|[A-Z]\w+))[ \t]+"
    r"(?P<name><<\w{1,40}>>)"
)
# '' that has nothing to enclose on either side: an empty string, as in DEFAULT '' NOT NULL or ['a', ''].
_EMPTY = lazy(r"(?:(?<![^\s(\[{=])''(?=[\s,;)\]}]|\Z)|(?<=,)''(?=[,)\]}]))")
# Signs of a wiki, in which ''so'' is slanted.
_WIKI = ("[[", "{{", "'''")


def find_marks(text: str, *, literals: bool = False) -> tuple[list[int], list[int], list[str], bool]:
    """The starts, ends and signs of the marks of ``text``, and whether there is neither code nor a heap of marks.

    ``literals`` are strings of code in single lines; their straight marks are not found then.

    >>> find_marks("„Ja''")
    ([0, 3], [1, 5], ['„', "''"], True)
    """
    spans = protected_spans(text, literals=literals)
    simple = not spans
    places = [match.start() for match in _MARK.finditer(text)]
    if ",," in text or "<<" in text or ">>" in text:
        places += [match.start() for match in _DIGRAPH.finditer(text)]
        places.sort()
    spans.append((len(text) + 1, len(text) + 1))
    k = 0
    low, high = spans[0]
    starts: list[int] = []
    ends: list[int] = []
    signs: list[str] = []
    done = -1
    named = _named(text) if "<<" in text or ">>" in text else {}
    slants = "''" in text and any(sign in text for sign in _WIKI)
    following = iter(places[1:])
    for start in places:
        upcoming = next(following, -1)
        if start < done:
            continue
        while high <= start:
            k += 1
            low, high = spans[k]
        if start >= low:
            continue
        if start in named:
            done = named[start]
            continue
        sign = text[start]
        if upcoming != start + 1 and sign in DIRECTION:
            starts.append(start)
            ends.append(start + 1)
            signs.append(sign)
            continue
        run = _RUN.match(text, start)
        done = run.end() if run else start + 2  # ,, << >>
        simple &= done - start == 2 and text[start:done] in DIGRAPHS
        if text[start:done] == "''" and (slants or _EMPTY.match(text, start)):
            continue
        for first, last, mark in _split(text, start, text[start:done]):
            starts.append(first)
            ends.append(last)
            signs.append(mark)
    return starts, ends, signs, simple


def _named(text: str) -> dict[int, int]:
    """Where what is named in double brackets starts, and where it ends."""
    found = {match.start(): match.end() for match in _NAMED.finditer(text)}
    found |= {match.start(): match.end() for match in _SHIFT.finditer(text)}
    return found | {match.start("name"): match.end("name") for match in _EVENT.finditer(text)}


def _split(text: str, start: int, run: str) -> Iterator[tuple[int, int, str]]:
    """The marks of a run of neighbouring ones: digraphs, and single characters."""
    if run in DIGRAPHS:
        yield start, start + 2, run
        return
    for match in _SAME.finditer(run):
        same = match.group()
        first, last = start + match.start(), start + match.end()
        if len(same) == 2 and same in DIGRAPHS:
            yield first, last, same
        elif len(same) == 1 or same[0] not in "'`\"" or (same == '""' and _is_nested(text, first, last)):
            # „„ and the like are marks in their own right; ``` and """ are code
            for i, sign in enumerate(same):
                yield first + i, first + i + 1, sign


def _is_nested(text: str, start: int, end: int) -> bool:
    """Whether ``""`` is two marks side by side, not an empty string or CSV's doubled mark (``""so""``)."""
    after_word = start > 0 and text[start - 1].isalnum()
    before_word = end < len(text) and text[end].isalnum()
    if after_word == before_word:
        return False
    other = text.find('"', end) if before_word else text.rfind('"', 0, start)
    return other < 0 or not (text.startswith('"', other + 1) if before_word else text.endswith('"', 0, other))
