"""Where straight quotation marks are those of a programming language: ``echo "$1"``, ``f(x, "y")``, ``"a": 1,``.

A string does not make its line code for every step (:mod:`textnorm.text.evidence.code.lines` says what does); but who
writes the marks of a language must leave it alone. Most of these lines show it by what stands beside a string. Others
hold nothing but a string (``"fmt"``, ``? 'node'``) and are code where a line beside them is. Every search is bounded,
so that a text costs linear time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from textnorm.patterns import lazy
from textnorm.text.evidence.code.lines import code_lines

__all__ = ["literal_spans"]

_LONGEST = 400  # characters of a line that are searched
_STRING = r"""(?:"[^"\n]{0,300}"|(?<!\w)'[^'\n]{0,300}')"""
_NAME = r"[A-Za-z_$@][\w$@.:>\[\]-]{0,60}"
#: A string that is an argument, wherever it stands: f(x, "y").
_ARGUMENT = rf"[\w\]>]\((?:[^()\n\"']{{0,120}}[,(=:+] ?)?(?:{_STRING}, ?){{0,4}}[furbFURBL@]{{0,2}}{_STRING}"
#: The script of a tool: sed 's/a/b/'.
_SCRIPT = rf"(?<![\w-])(?:sed|awk|[ef]?grep|perl)(?: -\w+){{0,4}} {_STRING}"
#: What makes a string one of a program where there is no sentence around it.
_STRONG = (
    _ARGUMENT,
    # a prefix, an element, an index: f"x", r'\d', [a, "b"], {"a", …, x["y"]
    rf"(?:(?<=[\s(=,\[{{+])|^)[fbrFBRL]{{1,2}}{_STRING}(?=[\s),.\]:;}}]|$)",
    rf"[\[{{][ ]?{_STRING}[ ]?[,:\]}}]",
    # operators, on either side
    rf"(?:==|!=|=~|\+=|=>|->|<<|\|\||&&|(?<=\s)\?|(?<=\s)\+) ?{_STRING}(?=[ )\],;:?+.=!&|]|$)",
    rf"{_STRING} ?(?:==|!=|=~|=>|->|\+|\|\||&&|<<)(?= ?[\w\"'$(\[{{])",
    rf"{_STRING}(?:\.[a-z_]\w*\(|\)(?:\.[a-z_]\w*\(|[{{\[])| %% ?[(\w]| if \w+ else )",
    # what a string of a shell holds, and what stands beside one: "$1", -q "x", [ "x", "x" >&2
    r"\"[^\"\n]{0,200}\$(?:[A-Za-z_{(@*#?!][^\"\n]{0,200}|\d)\"",
    rf"(?<!\S)(?:-[A-Za-z]|--[a-z][a-z-]{{0,30}})[ =]{_STRING}|(?<!\S)\[\[? (?:-?\w+ )?{_STRING}",
    rf"{_STRING} ?(?:[12&]?>>? ?(?:[&$/]|\w+$)|;;|\|\| |&& )",
    _SCRIPT,
    # the end of a string that breaks its line
    r"\\[nrt0][\"'](?![^\W\d_])",
    # sources of locales, patterns
    r"\"[^\"\n]{0,200}<U[0-9A-F]{4,8}>[^\"\n]{0,200}\"|\"\^[\[(][^\"\n]{0,200}\"",
    rf"{_STRING};(?:/$|{_STRING})",
    # Lisp, with a hyphen in its names, keywords or many brackets; SQL
    rf"(?<=[\s(]):[a-z][a-z-]{{2,}} {_STRING}",
    rf"{_STRING}(?: [\w.-]{{1,40}}){{0,4}}\){{2,}}$",
    rf"\([a-z]+(?:-[a-z]+)+\*? (?:'?[\w:-]+ ){{0,3}}{_STRING}",
    r"\b(?:AS|LIKE|DEFAULT|VALUES|SET|TO|IN|LANGUAGE|INTERVAL|IS|VERSION|THEN|ELSE) \(?'[^'\n]{0,300}'",
)
#: Shorthands of german.sty inside words, and comments of Vim: both make " a sign of the language.
_SHORTHAND = lazy(r"(?<=[A-Za-zß])\"(?=[aouAOU][a-zß])")
_TEX_COMMAND = lazy(r"\\[A-Za-z]{2}")
_VIM_COMMENT = lazy(r"^[ \t]{0,40}\"(?=[ \t\n]|\Z)", re.MULTILINE)
_DOUBLE = lazy("\"[`']?")
#: What begins a line that has strings of a program.
_STARTS = (
    rf"(?:return|print\*?,?|printf|echo|puts|include|import|yield)[ \t]+\(?{_STRING}|case {_STRING}(?::| in$|\))",
    rf"(?:require|raise|die|source|when) {_STRING}(?:;| [&|{{]|$)",
    rf"(?:if|elif|elsif|while|until|unless|for|assert|return)\b.{{0,200}}{_STRING}.{{0,120}}(?::|\bthen|\bdo|\{{|;)$",
    rf"(?:if|elif|elsif|while) (?:not )?(?:{_STRING}|\w+) (?:not )?in [\w(\"'].*:$",
    rf"(?:import|export)\b.{{0,200}}\bfrom[ \t]+{_STRING};?$|(?:cdef )?extern from {_STRING}|\\echo ",
    rf"[a-z][a-z0-9]*_\w+[ \t]+{_STRING}",
    rf"(?:{_NAME}(?: ?: ?[\w\[\], |.\"']{{1,40}})? ?[:+?.|]?=|{_NAME}:[ \t]{{2,}})[ \t]*[furbFURBL@]{{0,2}}{_STRING}"
    r"[\w ().*%+\\]{0,40}[,;]?(?: {1,8}(?:#|//).*)?$",
    rf"{{?[ \t]*{_STRING}[ \t]*(?::|=>)[ \t]*"
    rf"(?:{_STRING}|-?[\d.]+|[\[{{(]|True|False|None|null|true|false|[\w.]{{1,40}}(?:\(.*\))?)[ \t]*[,\[{{(]?$",
    rf"[\w.= ]{{0,60}}[\[({{]*(?:{_STRING}, ?){{2,60}}(?:{_STRING})?[\])}}]*[,;]?$",
    rf"\({_STRING}(?:, ?(?:{_STRING}|[\w.]{{1,40}})){{1,20}}\),?;?(?: {{1,8}}(?:#|//).*)?$",
    rf"(?:{_STRING}, ?[\w.]{{1,40}}, *){{2,40}}",
    rf"msg(?:id|str|ctxt|id_plural)(?:\[\d\])? {_STRING}$",
    r"(?:\"use (?:strict|asm|client)\"|'use (?:strict|asm|client)');?$",
    rf"[\w.]{{1,60}} ?\(.{{0,200}}[(,] ?{_STRING}\)+;$",
    # roff
    r"\.[ \t]{0,4}(?:[A-Z][A-Za-z]{0,2}|ds|if|ie|el|nr|tr)[ \t]",
    # Vim
    r"(?:syn(?:tax)?|hi(?:ghlight)?|au(?:tocmd)?|com(?:mand)?!?|let|exe(?:cute)?|nnoremap|set(?:local)?)"
    r"[ \t]+[\w&:@#-]+[ \t]+[^.!?\n]*[\"'/]",
)
_BEGINS = lazy(rf"[ \t]*(?:{'|'.join(_STARTS)})")
_HOLDS = lazy("|".join(_STRONG))
_TAKES = lazy(f"{_ARGUMENT}|{_SCRIPT}")
# A string and signs, or a name and a string: code where code stands beside it.
_WEAK = lazy(
    rf"[ \t]*(?:[\w.:\[\]-]{{1,60}}[ \t=:]+){{0,2}}(?:[?:+.|&,(\[{{] ?){{0,3}}[furbFURBL@]{{0,2}}{_STRING}[ \t]*"
    r"(?:[\w.()]{0,60}[,;:)\]}+\\|&.]{0,8})$"
)
# An element of a list or of an object, each in a line: title: "Gast",
_ELEMENT = lazy(rf"[ \t]*(?:[\w.$-]{{1,60}} ?: ?)?{_STRING},$")
_LIST = 3  # such lines
_WORDS = lazy(r"(?![A-Z]+(?![^\W_]))(?<![\w=\"'$/\\.-])[^\W\d_]{2,}(?=[ ,.;:!?]|$)")
_STRINGS = lazy(_STRING)
_SIGN = lazy(r"[\[\]{}=+$\\<>;&|_@#%]|[\w)]\(|[(,]['\"]|['\"] ?[:.]?\)")


@lru_cache(maxsize=8)  # asked twice of a text whose marks are not all plain
def literal_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of ``text`` whose straight marks are those of a program, in no order.

    >>> text = 'if (x == "Gast") {\\n    echo "ja";\\n}\\n\\nSie sagt "ja" und geht.'
    >>> [text[start:end] for start, end in literal_spans(text)]
    ['if (x == "Gast") {', '    echo "ja";']
    """
    spans = _signs_of_a_language(text)
    known = set(_line_starts(text)) if "\n" in text else set()
    block: list[tuple[int, int]] = []
    is_code = is_prose = False
    elements = start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start : min(end, start + _LONGEST)].rstrip()
        if not line or line.startswith(("```", "~~~")):
            spans += block if is_code and not is_prose else []
            block.clear()
            is_code = is_prose = False
            elements = 0
        elif _is_plain(line, "\n" in text):
            is_prose |= line.count(" ") > 4
        elif line.count('"') > 1 or line.count("'") > 1:
            sentence = _is_sentence(line)
            found = _of_line(line, sentence)
            spans += [(start + first, end if last == len(line) else start + last) for first, last in found]
            is_code |= bool(found)
            is_prose |= sentence
            if not found and _WEAK.match(line):
                block.append((start, end))
                elements += _ELEMENT.match(line) is not None
                is_code |= elements >= _LIST
        is_code |= start in known
        start = end + 1
    return tuple(spans + (block if is_code and not is_prose else []))


def _signs_of_a_language(text: str) -> list[tuple[int, int]]:
    """Where ``"`` is the sign of a shorthand (``f"ur``), in a text of TeX, or begins the comments of Vim."""
    shorthands = sum(1 for _ in _SHORTHAND.finditer(text))
    if shorthands > 1 or (shorthands and _TEX_COMMAND.search(text)):
        return [match.span() for match in _DOUBLE.finditer(text)]
    comments = [match.span() for match in _VIM_COMMENT.finditer(text)]
    return [(end - 1, end) for _, end in comments] if len(comments) > 1 else []


def _line_starts(text: str) -> list[int]:
    """Where the lines begin that are code for every step."""
    starts = []
    for first, last in code_lines(text):
        while 0 <= first < last:
            starts.append(first)
            first = text.find("\n", first, last) + 1 or -1
    return starts


def _is_plain(line: str, beside: bool) -> bool:
    """Whether a line is prose at first sight: it begins as a sentence and has no sign of code.

    ``beside`` says that there are other lines, which may show that one that is nothing but a string is code.
    """
    if not line[0].isupper():
        if line[0] not in "\"'" or not line[1:2].isupper() or (beside and line[-1] in "\"',)"):
            return False
    elif line[1:2].isupper() or ":  " in line:
        return False
    return not _SIGN.search(line) and '", "' not in line and "', '" not in line


def _of_line(line: str, sentence: bool) -> list[tuple[int, int]]:
    """What is code of a line: all of it, or, in a sentence, the strings that are arguments."""
    if sentence:
        return [match.span() for match in _TAKES.finditer(line)]
    return [(0, len(line))] if _BEGINS.match(line) or _HOLDS.search(line) else []


def _is_sentence(line: str) -> bool:
    """Whether there are four words or more outside strings, and two thirds of what is outside are words."""
    outside = _STRINGS.sub(" ", line)
    words = _WORDS.findall(outside)
    return len(words) > 3 and 3 * len(words) >= 2 * len(outside.split())
