"""Write the generated pages: docs/cli.md from the commands, docs/api.md from the docstrings.

The two pages are not committed; they are built with the site.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import typer.main

import textnorm
from textnorm.adapters.cli.app import app
from tools import docs_quotes

DOCS = Path(__file__).parent.parent / "docs"

NOTE = "<!-- Written by tools/build_docs.py; edit the source, not this page. -->\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def cli_page() -> str:
    command: Any = typer.main.get_command(app)
    lines = ["# Command line", "", NOTE]
    lines += [
        command.help,
        "",
        "An error is one line on standard error that names the file, the line and the next step;",
    ]
    lines += ["the exit status is then 2. Output files appear complete or not at all.", ""]
    commands = {}
    for name in command.list_commands(None):
        group = command.get_command(None, name)
        parts = getattr(group, "commands", {})
        commands |= {f"{name} {part}": sub for part, sub in parts.items()} or {name: group}
    for name, sub in sorted(commands.items()):
        lines += [f"## textnorm {name}", "", inspect.cleandoc(sub.help or ""), "", sub.epilog or "", ""]
        lines += ["| option | meaning | default |", "| --- | --- | --- |"]
        for parameter in sub.params:
            if getattr(parameter, "hidden", False):
                continue
            names = " ".join(f"`{option}`" for option in [*parameter.opts, *parameter.secondary_opts])
            if parameter.param_type_name == "argument":
                names = f"`{parameter.metavar or parameter.name.upper()}`"
            default = "" if parameter.default is None or parameter.required else f"`{parameter.default}`"
            lines.append(f"| {names} | {_escaped(parameter.help or '')} | {default} |")
        lines.append("")
    return "\n".join(lines)


def _signature(value: Any) -> str:
    signature = re.sub(r"<factory>|<[^<>]* at 0x[0-9a-f]+>", "…", str(inspect.signature(value)))
    return signature.replace("'", "")


def _members(kind: type) -> list[tuple[str, Any]]:
    return [
        (name, member)
        for name, member in vars(kind).items()
        if not name.startswith("_") and (callable(member) or isinstance(member, property | classmethod | staticmethod))
    ]


def _plain(member: Any) -> Any:
    return member.__func__ if isinstance(member, classmethod | staticmethod) else getattr(member, "fget", member)


def _docstring(value: Any) -> str:
    """The docstring as Markdown: double backticks become single ones, doctests become code blocks."""
    text = re.sub(r"``(.+?)``", r"`\1`", inspect.getdoc(value) or "")
    return re.sub(r"((?:^(?:>>>|\.\.\. ).*\n?(?:^(?!>>>)\S.*\n?)*)+)", _fenced, text, flags=re.MULTILINE)


def _fenced(match: re.Match[str]) -> str:
    return f"```pycon\n{match[1].rstrip()}\n```\n"


def api_page() -> str:
    lines = ["# Python API", "", NOTE, "Everything below is imported from `textnorm` and loaded on first use.", ""]
    for name in textnorm.__all__:
        value: Any = getattr(textnorm, name)
        kind = inspect.isclass(value)
        lines += [f"## {name}", ""]
        if not kind or is_dataclass(value):
            lines += ["```python", f"{name}{_signature(value)}", "```", ""]
        lines += [_docstring(value), ""]
        for member_name, member in _members(value) if kind else []:
            function = _plain(member)
            call = "" if isinstance(member, property) else _signature(function)
            lines += [f"**`{name}.{member_name}{call}`**", "", _docstring(function), ""]
    return "\n".join(lines)


def main() -> None:
    docs_quotes.main()
    for name, page in {"cli.md": cli_page(), "api.md": api_page()}.items():
        (DOCS / name).write_text(page, encoding="utf-8")
        print(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
