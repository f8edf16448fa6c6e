"""Spans in which a quotation mark is code, not typography: URLs, e-mail, HTML tags, Markdown code, CSV records, JSON.

Every pattern here is linear: no repeated part can match the same text in two ways, and searches for a closing tag that
failed once are not made again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from textnorm.patterns import lazy
from textnorm.text.evidence.code.lines import SIGNS, code_lines, is_prose_value
from textnorm.text.evidence.code.string_literals import literal_spans

__all__ = ["TOOLS", "address_spans", "markdown_spans", "outside_code", "protected_spans"]

# An apostrophe belongs to a URL only between two of its characters; other marks end it.
_URL = lazy(r"(?:https?://|ftp://|www\.)[^\s<>\"„“”‟«»‹›‘’‚‛`']*(?:'[\w/.=&%#?-][^\s<>\"„“”‟«»‹›‘’‚‛`']*)*")
# Not <<Nein>>.
_TAG = lazy(r"(?<!<)<(?:/?[A-Za-z][A-Za-z0-9:-]*(?:[\s/][^<>]*)?|![A-Za-z][^<>]*|\?[^<>]*)>(?!>)|<!--")
_VERBATIM_TAGS = frozenset({"code", "pre", "script", "style", "kbd", "samp", "textarea"})
_TAG_NAME = lazy(r"<([A-Za-z]+)")
_BACKTICKS = lazy(r"`+")
_FENCE = lazy(r"^ {0,3}(`{3,}+|~{3,}+)[^`\n]*+$", re.MULTILINE)
# Behind its first character, as there are few of these signs.
_ASSIGNMENT = lazy(r"""[=(](?:(?<=[\w\])]=)(?:"[^"\n<>]*"|'[^'\n<>]*')|(?<=\w\()(?:"[^"\n]*"|'[^'\n]*')[,)])""")
_LINK_TITLE = lazy(r"""\]\([^\s()\[\]]*\s("[^"\n]*"|'[^'\n]*')\)""")
# A list of string literals, one of them empty perhaps: ['a', '', "b"]
_STRING_LITERAL = r"""(?:'[^'\n\\]{0,80}'|"[^"\n\\]{0,80}")"""
_LITERALS = lazy(rf"[\[(]{_STRING_LITERAL}(?:, ?{_STRING_LITERAL}){{0,200}},?[\])]")
_PARAGRAPH_END = lazy(r"\n[ \t]*\n")
_INDENTED = lazy(r"^(?: {4}|\t)[^\n]*$", re.MULTILINE)
_CODE_SIGN = lazy(r"[={};\[\]]|\w\(")
# Names of characters and strings in roff, in which a mark is a letter: \*(C`x\*(C', \('e; and what defines them.
_ROFF = lazy(r"\\(?:\*?\((?:[^\s][`'\"]|[`'\"][^\s])|\*[`'\"])|^(?:\.[ \t]{0,8}ds |'\\\")[^\n]*", re.MULTILINE)
_LOCAL_PART = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_{|}~-")
_LOCAL_PART_LIMIT = 64  # RFC 5321, 4.5.3.1.1

# A command inside a sentence, with what it acts on: mit git checkout issue/ueberschrift, apt install fonts-noto-ueber.
_TOOLS = (
    "git|svn|hg|apt|apt-get|aptitude|dpkg|dnf|yum|pacman|brew|pip|pip3|npm|yarn|conda|cargo|gem|docker|podman|kubectl|helm"
    "|systemctl|service|journalctl|snap|flatpak|terraform|ansible"
)
_TASKS = (
    "add|apply|branch|build|checkout|clone|commit|create|daemon-reload|delete|describe|diff|disable|edit|enable|exec|fetch"
    "|get|info|init|install|log|logs|merge|mv|open|pull|purge|push|rebase|reload|remove|reset|restart|rm|run|scale|search"
    "|show|start|stash|status|stop|switch|tag|uninstall|update|upgrade|use"
)
_WITH_OPTIONS = (
    "useradd|adduser|usermod|userdel|groupadd|mkdir|chmod|chown|ssh|scp|rsync|curl|wget|tar|grep|sed|rm|cp|ls"
)
_QUOTED = r"\s„“”\"»«"
_COMMAND = lazy(
    rf"(?<![\w-])(?:(?:{_TOOLS}) (?:-\S+ ){{0,3}}(?:{_TASKS})(?![\w-])|(?:{_WITH_OPTIONS}) --?[a-z])"
    rf"[^{_QUOTED}]*(?: [^{_QUOTED}]+)?(?: (?=[^{_QUOTED}]{{0,80}}[-/.:=@_\d][^{_QUOTED}])[^{_QUOTED}]+){{0,3}}"
)
#: The same names one by one.
TOOLS = tuple(f"{_TOOLS}|{_WITH_OPTIONS}".split("|"))
# As words, quoted or not: a set of them costs less than a search.
_TOOL_WORDS = frozenset(f"{mark}{tool}" for tool in TOOLS for mark in ["", *"„“”\"'»«(`"])

# An address that no machine shall read: juergen (at) mueller (dot) org.
_SPELLED_ADDRESS = lazy(
    r"[\w.+-]{1,64} ?[(\[{<] ?(?:at|ät) ?[)\]}>] ?[\w.-]{1,64}(?: ?[(\[{<] ?(?:dot|punkt) ?[)\]}>] ?[\w.-]{1,64}){0,4}",
    re.IGNORECASE,
)
_SPELLED_MARK = lazy(r"[(\[{<] ?(?:at|ät) ?[)\]}>]", re.IGNORECASE)
_SPELLED_AT = ("at)", "at]", "at}", "AT)", "AT]", "ät)", "at >")

Spans = list[tuple[int, int]]


def _email(text: str) -> Spans:
    spans = []
    at = text.find("@")
    while at >= 0:
        start = at
        while start > 0 and at - start < _LOCAL_PART_LIMIT and text[start - 1] in _LOCAL_PART:
            start -= 1
        while start < at and text[start] in "'{":
            start += 1
        if start < at and at + 1 < len(text) and text[at + 1].isalnum():
            spans.append((start, at + 1))
        at = text.find("@", at + 1)
    return spans


def _html(text: str) -> Spans:
    spans = []
    position = 0
    never_closed: set[str] = set()
    lowered = ""
    while match := _TAG.search(text, position):
        start, position = match.span()
        name = _TAG_NAME.match(text, start)
        tag = name.group(1).lower() if name else match.group()
        if (tag in _VERBATIM_TAGS or tag == "<!--") and tag not in never_closed:
            lowered = lowered or _ascii_lower(text)
            close = lowered.find("-->" if tag == "<!--" else f"</{tag}", position)
            if close >= 0:
                position = close
            else:
                never_closed.add(tag)
        spans.append((start, position))
    return spans


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _ascii_lower(text: str) -> str:
    return text.translate(_LOWER)  # str.lower can change the length


def markdown_spans(text: str) -> Spans:
    """The spans of ``text`` that are code of Markdown: fenced, or between back quotes."""
    spans: Spans = []
    position = 0
    fences = [(match.start(), match.end(), match.group(1)) for match in _FENCE.finditer(text)]
    opened: tuple[int, str] | None = None
    for start, end, fence in fences:
        if opened is None:
            opened = (start, fence)
        elif fence.startswith(opened[1]):
            spans.append((opened[0], end))
            opened = None
    if opened is not None and fences:
        spans.append((opened[0], len(text)))
    fenced = list(spans)
    ends = [match.start() for match in _PARAGRAPH_END.finditer(text)] + [len(text)]
    runs = [(match.start(), match.end()) for match in _BACKTICKS.finditer(text)]
    following: dict[int, int] = {}  # length of a run → index of the nearest later run of that length
    closers = [0] * len(runs)
    for i in range(len(runs) - 1, -1, -1):
        length = runs[i][1] - runs[i][0]
        closers[i] = following.get(length, -1)
        following[length] = i
    paragraph = fence_index = 0
    i = 0
    while i < len(runs):
        start, end = runs[i]
        while fence_index < len(fenced) and fenced[fence_index][1] <= start:
            fence_index += 1
        inside_fence = fence_index < len(fenced) and fenced[fence_index][0] <= start
        while ends[paragraph] < start:
            paragraph += 1
        closer = closers[i]
        if inside_fence or start < position or closer < 0 or runs[closer][0] > ends[paragraph]:
            i += 1
            continue
        if _is_code(text, start, end, *runs[closer]):
            spans.append((start, runs[closer][1]))
            i = closer + 1
        else:
            i += 1
    return spans


def _is_code(text: str, start: int, end: int, close: int, close_end: int) -> bool:
    """Whether two backtick runs of one length enclose code, and are no quotation marks or apostrophes."""
    if start and text[start - 1].isalnum():
        return False
    if close_end < len(text) and text[close_end].isalnum() and (end - start > 1 or " " in text[end:close]):
        return False  # but `chroot`é
    if end - start <= 2 and text.find("''" if end - start == 2 else "'", end, close) >= 0:
        # ``Ja'' und ``nein'': the quotation closed before the next backticks
        return not text[close - 1].isspace()
    return True


def _indented_code(text: str) -> Spans:
    """Lines indented by four columns or more that hold signs of code."""
    return [match.span() for match in _INDENTED.finditer(text) if _CODE_SIGN.search(text, *match.span())]


def _csv(text: str) -> Spans:
    spans = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if is_csv_record(text[start:end]):
            spans.append((start, end))
        start = end + 1
    return spans


def is_csv_record(line: str) -> bool:
    """Whether ``line`` is a CSV record with quoted fields.

    A single quoted field is no evidence: prose has it too. Two neighbouring ones, or a doubled mark in one, are.

    >>> is_csv_record('1,"ja","nein"'), is_csv_record('"Ja", sagte er, "nein"')
    (True, False)
    """
    for separator in ",;\t|":
        if separator + '"' not in line and '"' + separator not in line:
            continue
        position = quoted = fields = 0
        doubled = False
        while True:
            if line.startswith('"', position):
                position += 1
                while True:
                    position = line.find('"', position)
                    if position < 0:
                        break
                    if not line.startswith('""', position):
                        break
                    doubled = True
                    position += 2
                if position < 0:
                    break
                position += 1
                quoted += 1
            elif line.startswith(" ", position):
                break  # prose: "Ja", sagte er
            else:
                stop = line.find(separator, position)
                stop = len(line) if stop < 0 else stop
                if '"' in line[position:stop]:
                    break
                position = stop
            fields += 1
            if position >= len(line):
                return fields > 1 and (quoted > 1 or (quoted == 1 and doubled) or (quoted == 1 and fields > 2))
            if line[position] != separator:
                break
            position += 1
    return False


def _is_json(text: str) -> bool:
    stripped = text.strip()
    if stripped[:1] + stripped[-1:] not in ("{}", "[]") or '"' not in stripped:
        return False
    import json

    try:
        json.loads(stripped)
    except (ValueError, RecursionError):
        return False
    return True


def _addresses(text: str) -> Spans:
    spans: Spans = []
    if "://" in text or "www." in text:
        spans += [match.span() for match in _URL.finditer(text)]
    if "@" in text:
        spans += _email(text)
    if "<" in text and ">" in text:
        spans += _html(text)
    return spans


def protected_spans(text: str, *, literals: bool = False) -> list[tuple[int, int]]:
    """The spans of ``text`` in which nothing is typography, sorted and disjoint.

    ``literals`` says that straight marks of strings in single lines of code count, for whoever writes others for them.

    >>> text = '<a title="Ja">„Ja“</a> https://example.org/„x“'
    >>> [text[start:end] for start, end in protected_spans(text)]
    ['<a title="Ja">', '</a>', 'https://example.org/']
    """
    straight = '"' in text
    if straight and ("}" in text or "]" in text) and _is_json(text):
        return [(0, len(text))]
    spans = _addresses(text)
    if "`" in text or "~~~" in text:
        spans += markdown_spans(text)
    if "\\*" in text or "\\(" in text:
        spans += [match.span() for match in _ROFF.finditer(text)]
    if straight or "'" in text:
        if _stands_beside(text, '"', "=(") or _stands_beside(text, "'", "=("):
            spans += _assignments(text)
        if _stands_beside(text, '"', "[(") or _stands_beside(text, "'", "[("):
            spans += [match.span() for match in _LITERALS.finditer(text) if _is_list(match.group())]
        if "](" in text:
            spans += [match.span(1) for match in _LINK_TITLE.finditer(text)]
        if "\n    " in text or "\n\t" in text or text.startswith(("    ", "\t")):
            spans += _indented_code(text)
        if straight and ('""' in text or _stands_beside(text, '"', ",;\t|")):
            spans += _csv(text)
    # Typographic marks alone are no reason to read every line.
    if straight or "'" in text or "  " in text or any(sign in text for sign in SIGNS):
        spans += code_lines(text)
    if literals and (text.count('"') > 1 or text.count("'") > 1):
        spans += literal_spans(text)
    return _merged(spans)


def address_spans(text: str) -> list[tuple[int, int]]:
    """The spans of ``text`` that are addresses or tags of HTML, sorted and disjoint.

    >>> text = "<b>5 kg</b> bei www.example.org/1/2"
    >>> [text[start:end] for start, end in address_spans(text)]
    ['<b>', '</b>', 'www.example.org/1/2']
    """
    return _merged(_addresses(text))


def _is_list(literals: str) -> bool:
    """Whether literals in brackets are a list, and not a quotation in parentheses."""
    return literals[0] == "[" or "''" in literals or '""' in literals


class _Placed(Protocol):
    """Anything that knows where in a text it stands."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_Edit = TypeVar("_Edit", bound=_Placed)


def outside_code(text: str, edits: Sequence[_Edit], *, values: bool = False) -> list[_Edit]:
    """Those of the sorted ``edits`` that lie in prose: outside code, data, logs, verbatim Markdown and HTML.

    ``values`` says that prose in the values of JSON counts as prose.

    """
    if not edits:
        return []
    lines = code_lines(text)
    spans = list(lines)
    if "`" in text or "~~~" in text:
        spans += markdown_spans(text)
    if "</" in text:
        spans += [span for span in _html(text) if _is_no_lone_tag(text, *span)]
    if any(sign in text for sign in _SPELLED_AT) and _SPELLED_MARK.search(text):
        spans += [match.span() for match in _SPELLED_ADDRESS.finditer(text)]
    if not _TOOL_WORDS.isdisjoint(text.split()):
        spans += [match.span() for match in _COMMAND.finditer(text)]
    if not spans:
        return list(edits)
    kept: list[_Edit] = []
    merged = iter(_merged(spans))
    span = next(merged, None)
    for edit in edits:
        while span is not None and span[1] <= edit.start:
            span = next(merged, None)
        if span is None or edit.end <= span[0] or (values and is_prose_value(text, edit.start, edit.end)):
            kept.append(edit)
    return kept


def _is_no_lone_tag(text: str, start: int, end: int) -> bool:
    """Whether a span of HTML holds more than the name of a tag: ``<pre>f(x)`` or an attribute."""
    return text.find(">", start, end - 1) > 0 or "=" in text[start:end]


def _assignments(text: str) -> Spans:
    """The strings that are assigned or that are an argument, with the character before them: a="b", f('c')."""
    spans: Spans = []
    done = 0
    place = _ASSIGNMENT.search(text)
    while place is not None:
        start, end = place.span()
        if start > done:  # what stands before the sign belongs to no other
            spans.append((start - 1, end))
            done = end
        else:
            end = start + 1
        place = _ASSIGNMENT.search(text, end)
    return spans


def _stands_beside(text: str, mark: str, signs: str) -> bool:
    """Whether one of ``signs`` stands right before a ``mark``: there are few marks and many commas."""
    position = text.find(mark, 1)
    while position > 0:
        if text[position - 1] in signs:
            return True
        position = text.find(mark, position + 1)
    return False


def _merged(spans: Spans) -> Spans:
    spans.sort()
    merged: Spans = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
