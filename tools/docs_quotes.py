"""Rewrite the tables of ``docs/quotes.md`` from the conventions and the labelled cases.

``tools/build_docs.py`` calls ``main``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from textnorm.text.edits import apply_edits
from textnorm.text.typography.conventions import conventions
from textnorm.text.typography.quotes import find_quotes

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "quotes.md"
VISIBLE = {"\u00a0": "⍽", "\u202f": "⎵", "\n": "⏎", "\t": "→"}
SHOWN_ELSEWHERE = ("ascii", "de")


def code(text: str) -> str:
    """``text`` as inline code for a table cell, with its invisible characters made visible."""
    for character, sign in VISIBLE.items():
        text = text.replace(character, sign)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")
    return f"<code>{escaped.replace('`', '&#96;').replace('*', '&#42;').replace('_', '&#95;')}</code>" if text else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def convention_table() -> str:
    text = "\"So 'geht's'\""
    rows = []
    for name, style in conventions().items():
        spaces = [code(style.inner_space) + " inside"] if style.inner_space else []
        spaces += [f"{code(space)} before <code>{mark}</code>" for mark, space in style.spaced]
        rows.append(
            (
                f"`{name}`",
                style.language,
                code(apply_edits(text, find_quotes(text, quotes=style))),
                " ".join(code(opens + "…" + closes) for opens, closes in style.levels),
                code(style.cldr) if style.cldr else "",
                ", ".join(spaces),
                code(style.dash),
                style.source,
            )
        )
    columns = ("name", "language", "example", "levels, outermost first", "CLDR 48 says", "spaces", "dash", "source")
    return table(columns, rows)


def case_tables() -> str:
    cases = json.loads((ROOT / "tests" / "cases" / "quotes.json").read_text(encoding="utf-8"))
    cases = [
        case for case in cases if all(character.isprintable() or character in VISIBLE for character in case["original"])
    ]
    cases = [{**case, "quotes": case["options"]["quotes"]} for case in cases]
    passing = [case for case in cases if "known_failure" not in case]
    parts = []
    for quotes, title in (("ascii", "To ASCII"), ("de", "To German"), ("", "To other conventions")):
        chosen = [
            case
            for case in passing
            if (
                case["options"]["quotes"] == quotes or (not quotes and case["options"]["quotes"] not in SHOWN_ELSEWHERE)
            )
        ]
        changed = [case for case in chosen if case["original"] != case["fixed"]]
        left = [case for case in chosen if case["original"] == case["fixed"]]
        parts.append(f"### {title}\n")
        rows = [
            ((f"`{case['quotes']}`",) if not quotes else ())
            + (case["label"], code(case["original"]), code(case["fixed"]))
            for case in changed
        ]
        parts.append(table((("to",) if not quotes else ()) + ("case", "before", "after"), rows) + "\n")
        if quotes:
            rows = [(case["label"], code(case["original"])) for case in left if case["original"]]
            parts.append("Left alone:\n\n" + table(("case", "text"), rows) + "\n")
    known = [case for case in cases if "known_failure" in case]
    rows = [(case["label"], code(case["original"]), code(case["fixed"])) for case in known]
    parts.append("### Known failures\n\n" + table(("case", "text", "should become"), rows) + "\n")
    return "\n".join(parts)


def replaced(text: str, name: str, content: str, maker: str = "docs_quotes") -> str:
    """``text`` with ``content`` between the marks of the part ``name``, which the tool ``maker`` writes."""
    begin, end = f"<!-- {name}: made by tools/{maker}.py -->", f"<!-- end of {name} -->"
    head, _, rest = text.partition(begin)
    _, found, tail = rest.partition(end)
    if not found:
        raise SystemExit(f"expected {begin} … {end} in a page")
    return f"{head}{begin}\n\n{content}\n\n{end}{tail}"


def page(text: str) -> str:
    """The page with its tables made anew."""
    return replaced(replaced(text, "conventions", convention_table()), "cases", case_tables())


def main() -> None:
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
