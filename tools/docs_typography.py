"""Rewrite the tables of ``docs/typography.md`` from the rules, their sources and the labelled cases.

``tools/build_docs.py`` calls ``main``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from textnorm.text.typography.rules.table import LANGUAGES, RULES, rule_rows
from tools.docs_quotes import code, replaced, table

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "typography.md"


def rule_table() -> str:
    languages: dict[str, list[str]] = defaultdict(list)
    for row in rule_rows():
        languages[row.rule].append(row.language)
    rows = []
    for rule, what in RULES.items():
        spoken = languages[rule]
        rows.append(
            (f"`{rule}`", what.replace("_", "⍽"), "all" if len(spoken) == len(LANGUAGES) else ", ".join(spoken))
        )
    return table(("rule", "what it does", "languages"), rows)


def source_tables() -> str:
    parts = []
    for language in LANGUAGES:
        sources: dict[str, list[str]] = defaultdict(list)
        for row in rule_rows():
            if row.language == language:
                sources[row.source].append(f"`{row.rule}`")
        number = sum(map(len, sources.values()))
        parts.append(f"### `{language}`: {number} rules\n")
        parts.append(
            table(("source", "rules"), [(source, ", ".join(rules)) for source, rules in sources.items()]) + "\n"
        )
    return "\n".join(parts)


def case_tables() -> str:
    cases = json.loads((ROOT / "tests" / "cases" / "typography.json").read_text(encoding="utf-8"))
    shown = [case for case in cases if "\n" not in case["original"] and case["options"].keys() == {"typography"}]
    changed = [case for case in shown if case["original"] != case["fixed"]]
    left = [case for case in shown if case["original"] == case["fixed"] and case["original"]]
    rows = [(f"`{case['options']['typography']}`", code(case["original"]), code(case["fixed"])) for case in changed]
    alone = [(f"`{case['options']['typography']}`", code(case["original"])) for case in left]
    return table(("language", "before", "after"), rows) + "\n\nLeft alone:\n\n" + table(("language", "text"), alone)


def page(text: str) -> str:
    """The page with its tables made anew."""
    parts = {"rules": rule_table(), "sources": source_tables(), "cases": case_tables()}
    for name, content in parts.items():
        text = replaced(text, name, content, "docs_typography")
    return text


def main() -> None:
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
