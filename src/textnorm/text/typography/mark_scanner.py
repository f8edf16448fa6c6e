"""Where the marks of a text are: single characters and digraphs, outside code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textnorm.patterns import lazy
from textnorm.text.evidence.code.spans import protected_spans
from textnorm.text.typography.flanking import CLASSES, CLOSING, LETTER, SPACE
from textnorm.text.typography.marks import DIGRAPHS, DIRECTION, DOUBLE

__all__ = ["find_marks", "is_shown"]

_ONE_MARK = "[" + re.escape("".join(DIRECTION)) + "]"
_MARK = lazy(_ONE_MARK)
_RUN = lazy(_ONE_MARK + "+")
# Not the operators <<, <=, = and >>, nor those of a table.
_DIGRAPH = lazy(
    r"(?<!,),,(?![,\s])|(?<=\w)<<(?!<)|(?<!<)<<(?! ?[,;=)|\\\]]|<|\s\s|\n|\Z)"
    r"|(?<![>(,;=|\\\[])(?<![(,;=|\\\[] )(?<!\s\s)>>(?![>=|])|(?<!>)>>(?=[^\W\d_])"
)
_SAME = lazy(r"(.)\1*", re.DOTALL)
# What is named in double brackets, and not quoted: <<open-new-window>>, <<me@host>>, '<<undo>>', <<id,text>> of
# AsciiDoc, and L<<name>> of a manual page of Perl. The letter of that one is no quotation: >>A<< und >>B<<.
_NAMED = lazy(
    r"<<(?:[\w-]{1,60},(?=\S)[^<>\n]{1,80}|[a-z0-9]+(?:[-./:][\w$@]+){2,8}|\w{0,40}[_./:$@]\w{1,40}|[^\s<>@]{1,64}@[\w.-]{1,80})>>"
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
# Marks in marks, which show what they enclose: the character “"”, '’'.
_SHOWN = lazy(r"(['\"`]).{1,2}\1|[“„”].{1,2}[“”]|[‘‚’].{1,2}[‘’]|«.{1,2}»|».{1,2}«|`.{1,2}'")
_BLANKS = frozenset(" \u00a0\u202f\u2009")
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
    # "`so"' of german.sty, which no text of TeX is asked for
    sty, last_sty = False, -1 if "\\" in text else text.rfind("\"'")
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
            if is_shown(text, start, start + 1):
                continue
            starts.append(start)
            ends.append(start + 1)
            signs.append(sign)
            continue
        run = _RUN.match(text, start)
        done = run.end() if run else start + 2  # ,, << >>
        simple &= done - start == 2 and text[start:done] in DIGRAPHS
        if text[start:done] == "''" and (slants or _EMPTY.match(text, start)):
            continue
        if done <= last_sty + 2 and text[start:done] == ("\"'" if sty else '"`'):
            found = [(start, done, "“" if sty else "„")]
            sty = not sty
        elif done - start > 2 and _shows_marks(text, start, done):
            if (text[start] in DOUBLE) == (text[start + 1] in DOUBLE) or is_shown(text, start, done):
                continue
            found = [(start, start + 1, text[start]), (done - 1, done, text[done - 1])]
        else:
            found = list(_split(text, start, text[start:done]))
        for first, last, mark in found:
            starts.append(first)
            ends.append(last)
            signs.append(mark)
    return starts, ends, signs, simple


def is_shown(text: str, start: int, end: int) -> bool:
    """Whether a mark stands alone in brackets, in « " » or in a cell of a table, where it shows itself.

    >>> is_shown("der Apostroph (’) fehlt", 15, 16), is_shown("die ‚Ware‘) fehlt", 9, 10)
    (True, False)
    """
    before, after = text[start - 1] if start else "\n", text[end : end + 1]
    if after in (")", "]"):
        return before == ("(" if after == ")" else "[")
    if after == "\t" or before == "\t":
        return before in "\t\n" and after in ("\t", "\n", "")
    return (
        before in _BLANKS
        and after in _BLANKS
        and text[start] in "\"'"
        and text[start - 2 : start - 1] in ("«", "‹")
        and text[end + 1 : end + 2] in ("»", "›")
    )


def _shows_marks(text: str, start: int, end: int) -> bool:
    """Whether a run of marks is a pair that encloses another mark, and no words begin or end with it."""
    before = CLASSES[text[start - 1]] if start else SPACE
    after = CLASSES[text[end]] if end < len(text) else SPACE
    run = text[start:end]
    return before not in (LETTER, CLOSING) and after != LETTER and len({*run}) > 1 and _SHOWN.fullmatch(run) is not None


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
