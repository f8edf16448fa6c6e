"""White space, dashes and ellipses.

What is done by default changes no meaning: spaces of other widths become plain ones, runs of spaces one, spaces at line
ends go, and so do characters without width that only allow or forbid a line break (also the soft hyphen). Line ends
become ``\\n`` and stay, as do indentation, tabs, code and tables that are aligned with spaces.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from textnorm.errors import UnknownOption
from textnorm.patterns import lazy
from textnorm.text.edits import Edit, until_stable
from textnorm.text.evidence.code.spans import protected_spans
from textnorm.text.typography.conventions import Convention, convention
from textnorm.text.typography.dashes import find_dashes, find_ellipses

__all__ = ["SPACING_TRIGGERS", "find_spacing"]

_WIDE = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_WIDTHLESS = "\u00ad\u200b\u2060\ufeff"
_LINE_ENDS = "\r\u2028\u2029"
#: A text with none of these, no two spaces side by side, no space at a line's or the text's end or start needs nothing.
SPACING_TRIGGERS = _WIDE + _WIDTHLESS + _LINE_ENDS

_TRIGGER = lazy("[" + SPACING_TRIGGERS + "]")
_BLANK = f"[ \\t{_WIDE}{_WIDTHLESS}]"
_RUN = lazy(
    f"[ \\t]*[{_WIDE}{_WIDTHLESS}]{_BLANK}*|[ \\t]{{2,}}|[ \\t](?=[\\n\\r\\u2028\\u2029]|\\Z)|\\A[ \\t]"
    "|\\r\\n?|\\u2028|\\u2029"
)
_ANY_BLANK = f"\\t\\n\\r\\x0b\\x0c\\u2028\\u2029{_WIDE}{_WIDTHLESS}"
_ANY_RUN = lazy(f"[ {_ANY_BLANK}]{{2,}}|[{_ANY_BLANK}]|\\A | \\Z")
_KEPT = frozenset("\u00a0\u202f")
_FRENCH_MARKS = frozenset(";:!?»›")
# Where words are not separated by spaces, U+200B separates them.
_SPACELESS = lazy("[\u0e00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1bbf\ua980-\ua9ff\uaa60-\uaaff]")
# Words side by side, or what code lists: strings and numbers.
_ALIGNED = lazy(r"[^\s.!?:;,]  +\S|[\w\"'`)\]],  +[\"'\d({\[-]")
_ROW = lazy(r"\S {3,}\S.*\S {3,}\S")
# A comment behind code: x = 1  # all; not a tag, nor a dash.
_TRAILING_COMMENT = lazy(r"\S +(?:#{1,2} |//|/\*|(?<=;  )-- )")
# What stands between a mark and its value; if it is wide, the value may be aligned with those of other lines.
_WIDE_GAP = lazy(r"[.!?:;,] {3,}(?=\S)")
_GAP = lazy(r"[.!?:;,] +(?=\S)")
# What a line of a comment begins with; the spaces behind it are its indentation.
_COMMENT = lazy(r"[ \t]{0,80}(?:#{1,8}|/{2,3}|/?\*{1,2}|;{1,4}|%{1,3}#?)\Z")
# Not before a smiley, nor the space of an opening mark: « ! ».
_FRENCH_SPACE = lazy(
    r"(?<=[^\s«‹])[ \u00a0\u202f\u2009]+(?:([!?])(?=[\s\u00a0\u202f»”\")\]!?]|\Z)|([;:])(?=[\s\u00a0\u202f»”\"]|\Z))"
)


def find_spacing(
    text: str,
    *,
    quotes: str | Convention = "ascii",
    dashes: str | Convention = "keep",
    ellipsis: str = "keep",
    single_line: bool = False,
    typography: str = "keep",
) -> list[Edit]:
    """The edits that tidy the white space of ``text`` and, on request, its dashes and ellipses.

    ``quotes`` is the convention of the text: with a named one, no-break spaces are typography and stay, and French puts
    them before ``; : ! ?``; with ``"ascii"`` they become plain spaces. ``dashes`` is ``"keep"``, ``"ascii"`` or a
    convention; ``ellipsis`` is ``"keep"``, ``"ascii"`` (``...``) or ``"character"`` (``…``). ``single_line`` joins the
    lines, for headlines. ``typography`` is the language of that step, whose no-break spaces stay. Raises
    ``UnknownOption`` for an unknown value.

    >>> from textnorm.text.edits import apply_edits
    >>> text = "Ein  Satz \\nmit\\u00a0Fest\\u00adabstand – ja"
    >>> apply_edits(text, find_spacing(text, dashes="ascii"))
    'Ein Satz\\nmit Festabstand - ja'
    """
    style = convention(quotes)
    if ellipsis not in ("keep", "ascii", "character"):
        raise UnknownOption.among("ellipsis", ellipsis, ["ascii", "character", "keep"])
    dash_style = convention(dashes, option="dashes")
    bound = typography != "keep"
    steps: list[Callable[[str], list[Edit]]] = [
        partial(_one_line, bound=bound) if single_line else partial(_tidy, quotes=quotes, bound=bound)
    ]
    if style is not None and style.spaced:
        steps.append(lambda current: _french(current, style))
    if dashes != "keep":
        steps.append(lambda current: find_dashes(current, dash_style))
    if ellipsis != "keep":
        steps.append(lambda current: find_ellipses(current, ellipsis))

    def first_that_changes(current: str) -> list[Edit]:
        return next((edits for step in steps if (edits := step(current))), [])

    return until_stable(text, first_that_changes, rounds=3 * len(steps) + 1)


def _tidy(text: str, quotes: str | Convention, bound: bool = False) -> list[Edit]:
    """White space inside lines and at their ends."""
    if not _needs_tidying(text):
        return []
    keeps = quotes != "ascii" or bound
    everywhere = bound or quotes != "keep"
    verbatim = _verbatim_spans(text)
    edits = []
    one_line = "\n" not in text and "\r" not in text
    spans = iter(verbatim)
    low, high = next(spans, (len(text) + 1, len(text) + 1))
    for match in _RUN.finditer(text):
        start, end = match.span()
        while high <= start:
            low, high = next(spans, (len(text) + 1, len(text) + 1))
        run = match.group()
        if start >= low and _TRIGGER.search(run) is None:
            continue
        after = _tidied(text, start, end, run, keeps, everywhere, one_line)
        if after != run:
            edits.append(Edit(start, end, after, "line end" if run[0] in _LINE_ENDS else "white space"))
    return edits


def _needs_tidying(text: str) -> bool:
    return (
        text[:1] in (" ", "\t")
        or text[-1:] in (" ", "\t")
        or "  " in text
        or " \n" in text
        or "\t" in text
        or _TRIGGER.search(text) is not None
    )


def _tidied(text: str, start: int, end: int, run: str, keeps: bool, everywhere: bool, one_line: bool) -> str:
    """What the run of blanks ``text[start:end]`` becomes.

    ``keeps`` says that no-break spaces stay: ``everywhere``, or where French puts them.
    """
    if run[0] in "\r\u2028":
        return "\n"
    if run[0] == "\u2029":
        return "\n\n"
    before, after = text[start - 1 : start], text[end : end + 1]
    if _SPACELESS.match(before) and (_SPACELESS.match(after) or run.strip("\u200b") == ""):
        return run
    if not after:
        return ""
    if after in "\n\r\u2028\u2029":
        if run == " " and text[max(0, start - 3) : start] in ("--", "\n--"):
            return run  # the line above a signature in e-mail
        hard_break = run == "  " and before not in ("", "\n") and not text[end + 1 : end + 2].isspace()
        return run if hard_break and end + 1 < len(text) else ""
    if not before and one_line:
        return ""
    if before in ("", "\n", "\r", "\u2028", "\u2029") or (before in "#/*;%" and _begins_comment(text, start)):
        return "".join(_plain(character) for character in run)  # indentation
    if "\t" in run:
        return "".join(_plain(character) for character in run)  # a table
    if after in "#/-" and run.strip(" ") == "" and _TRAILING_COMMENT.match(text, start - 1):
        return run
    kept = next((character for character in run if character in _KEPT), "")
    if kept and keeps and (everywhere or after in _FRENCH_MARKS or before in "«‹"):
        return kept
    return "" if all(character in _WIDTHLESS for character in run) else " "


def _begins_comment(text: str, start: int) -> bool:
    """Whether nothing but the sign of a comment stands before ``start`` in its line, in a text of several lines."""
    line = text.rfind("\n", max(0, start - 90), start) + 1
    return "\n" in text and (line > 0 or start < 90) and _COMMENT.match(text, line, start) is not None


def _plain(character: str) -> str:
    if character in _WIDTHLESS:
        return ""
    return " " if character in _WIDE else character


def _verbatim_spans(text: str) -> list[tuple[int, int]]:
    """Where runs of plain spaces mean something: code, and blocks of lines whose columns are aligned with spaces."""
    if "  " not in text:
        return []
    spans = protected_spans(text)
    if "\n" in text:
        spans += _aligned_blocks(text)
        spans.sort()
    return spans


def _aligned_blocks(text: str) -> list[tuple[int, int]]:
    """The blocks between blank lines whose columns are aligned with spaces."""
    spans = []
    block_start = position = 0
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            block.append(line)
        else:
            if _has_columns(block):
                spans.append((block_start, position))
            block = []
            block_start = position + len(line) + 1
        position += len(line) + 1
    return spans


def _has_columns(lines: list[str]) -> bool:
    """Whether two lines or more have gaps of two spaces that end no sentence, one has two wide gaps, or a wide gap
    behind a mark ends above or below another one: ``name:     value``."""
    gaps = [line for line in lines if "  " in line]
    if sum(_ALIGNED.search(line) is not None for line in gaps) > 1 or any(map(_ROW.search, gaps)):
        return True
    return any(("   " in above or "   " in below) and _share_a_column(above, below) for above, below in pairwise(lines))


def _share_a_column(above: str, below: str) -> bool:
    """Whether gaps behind marks end at one column of two lines, and one of them is wide."""
    wide = {gap.end() for line in (above, below) for gap in _WIDE_GAP.finditer(line)}
    return bool(wide) and not wide.isdisjoint(
        {gap.end() for gap in _GAP.finditer(above)} & {gap.end() for gap in _GAP.finditer(below)}
    )


def _one_line(text: str, bound: bool = False) -> list[Edit]:
    """Every run of white space as one space, none at the ends; ``bound`` lets no-break spaces stay."""
    edits = []
    for match in _ANY_RUN.finditer(text):
        start, end = match.span()
        run = match.group()
        vanishes = start == 0 or end == len(text) or all(character in _WIDTHLESS for character in run)
        kept = next((character for character in run if character in _KEPT), " ") if bound else " "
        after = "" if vanishes else kept
        if after != run:
            edits.append(Edit(start, end, after, "white space"))
    return edits


def _french(text: str, style: Convention) -> list[Edit]:
    """The space before ``; : ! ?``, if there is one, in the width that the convention asks for."""
    spaces = dict(style.spaced)
    edits = []
    for match in _FRENCH_SPACE.finditer(text):
        mark = match.group(1) or match.group(2)
        space = spaces.get(mark)
        start, end = match.start(), match.end() - len(mark)
        if space and text[start:end] != space:
            edits.append(Edit(start, end, space, "space before punctuation"))
    return edits
