"""HTML of strangers' texts for notebooks and ``explain --html``: escaped, controls as symbols, differences marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise

from textnorm.values import shown

__all__ = ["ADDED", "GONE", "REPAIR", "box", "differences", "marked", "page", "safe", "spans", "table"]

_LONG = 2_000
_MOST_WORDS = 2_000
_TOKEN = re.compile(r"\w+|[^\w\s]")

# Translucent, so that they do on white and on black.
ADDED = "background:rgba(214,93,56,.22);border-radius:2px"
GONE = "opacity:.65;text-decoration:line-through"
REPAIR = "background:rgba(0,150,136,.25);border-radius:2px"
_BOX = "font:15px/1.5 system-ui,sans-serif;max-width:60em"
_CELL = "text-align:left;padding:4px 14px 4px 0;border-top:1px solid rgba(128,128,128,.35);vertical-align:baseline"


def safe(text: str, limit: int = _LONG) -> str:
    """``text`` for HTML: what a browser would obey is escaped or a symbol, and at most ``limit`` characters are there.

    >>> safe("<b>\\x1b[31m\\u202e")
    '&lt;b&gt;␛[31m\\\\u202e'
    """
    rest = len(text) - limit
    more = f" … and {rest:,} more characters" if rest > 0 else ""
    return escape(shown(text[:limit])) + more


def marked(text: str, style: str, title: str = "") -> str:
    """``text`` in the style of a mark."""
    told = f' title="{safe(title, 200)}"' if title else ""
    return f'<span style="{style}"{told}>{safe(text)}</span>'


def differences(a: str, b: str) -> str:
    """``b`` with its differences from ``a`` word by word: struck out what only ``a`` has, marked what only ``b`` has.

    >>> differences("Dax steigt", "Dax fällt").count("<span")
    2
    """
    return "".join(
        safe(part) if kind == "equal" else marked(part, GONE if kind == "delete" else ADDED)
        for kind, part in _runs(a[:_LONG], b[:_LONG])
    ) + ("" if max(len(a), len(b)) <= _LONG else " … the rest is left out")


def _runs(a: str, b: str) -> Iterator[tuple[str, str]]:
    from rapidfuzz.distance import Indel

    left, right = ([match.span() for match in _TOKEN.finditer(text)][:_MOST_WORDS] for text in (a, b))
    words = ([text[start:end] for start, end in spans] for text, spans in ((a, left), (b, right)))
    edges = [[*(start for start, _ in spans), len(text)] for text, spans in ((a, left), (b, right))]
    for edge in edges:
        edge[0] = 0  # the space before the first word belongs to it
    for step in Indel.opcodes(*words):
        if step.tag == "delete":
            yield step.tag, a[edges[0][step.src_start] : edges[0][step.src_end]]
        else:
            yield step.tag, b[edges[1][step.dest_start] : edges[1][step.dest_end]]


def box(*parts: str) -> str:
    """A fragment that keeps to itself, whatever the direction of its texts."""
    return f'<div dir="auto" style="{_BOX}">{"".join(parts)}</div>'


def table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; names and cells are HTML already. Without names it has no head."""
    style = f"{_CELL};border:0;font-weight:400;opacity:.7"
    heads = "".join(f'<th scope="col" style="{style}">{name}</th>' for name in names)
    head = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in row) + "</tr>" for row in rows)
    return f'<table style="border-collapse:collapse">{head}<tbody>{body}</tbody></table>'


def page(title: str, fragment: str) -> str:
    """A whole page around ``fragment``; its policy forbids scripts and the network."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<title>{safe(title, 200)}</title></head><body style="margin:2em">\n{fragment}\n</body></html>'
    )


def spans(text: str, edges: Iterable[tuple[int, int, str, str]]) -> str:
    """The beginning of ``text`` with spans (start, end, style, title) marked; they are sorted and do not overlap.

    >>> spans("ab", [(1, 2, REPAIR, "")]) == "a" + marked("b", REPAIR)
    True
    """
    shown_text = text[:_LONG]
    listed = [(0, 0, "", ""), *(edge for edge in edges if edge[1] <= _LONG), (len(shown_text),) * 2 + ("", "")]
    parts = []
    for (_, end, _, _), (start, stop, style, title) in pairwise(listed):
        parts.append(safe(shown_text[end:start]))
        if style:
            parts.append(marked(shown_text[start:stop], style, title))
    if len(text) > _LONG:
        parts.append(f" … and {len(text) - _LONG:,} more characters")
    return "".join(parts)
