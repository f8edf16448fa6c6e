"""Write the generated pages: docs/cli.md from the commands, docs/api.md from the list of public names, and copies.

These pages are not committed; they are built with the site.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import typer.main

import textnorm
from textnorm.adapters.cli.app import app
from tools import docs_quotes, docs_typography

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


#: The public names of the modules for other libraries; their pages are made without the libraries.
LIBRARIES = {
    "polars": ("adapters.frames.polars_namespace", ("TextnormExpressions", "TextnormSeries")),
    "duckdb": ("adapters.frames.duckdb_functions", ("register",)),
    "sklearn": ("adapters.integrations.sklearn", ("TextCleaner", "NearDuplicateFilter")),
    "spacy": ("adapters.integrations.spacy", ("create_textnorm", "CleanDocuments")),
    "spark": (
        "adapters.engines.on_spark.search",
        ("find_duplicates", "drop_duplicates", "SparkDuplicates"),
    ),
    "ray": (
        "adapters.engines.on_ray.datasets",
        ("clean_column", "decode_column", "find_duplicates", "drop_duplicates", "FoundDuplicates"),
    ),
    "datasets": ("adapters.integrations.datasets", ("CleanColumn", "AddKeys", "drop_duplicates")),
    "datatrove": ("adapters.integrations.datatrove", ("TextnormFormatter", "NearDuplicateFilter")),
}


def api_page() -> str:
    """Every public name with the directive by which mkdocstrings shows its signature and its docstring."""
    lines = ["# Python API", "", NOTE, "Everything below is imported from `textnorm` and loaded on first use.", ""]
    for name in textnorm.__all__:
        lines += [f"## {name}", "", f"::: textnorm.{textnorm._HOMES[name]}.{name}", ""]
    for module, (home, names) in LIBRARIES.items():
        lines += [f"## textnorm.{module}", ""]
        for name in names:
            lines += [f"### {module}.{name}", "", f"::: textnorm.{home}.{name}", ""]
    return "\n".join(lines)


def copied(name: str, title: str) -> str:
    """A file of the repository as a page; its links into ``docs/`` lead to the neighbouring pages."""
    text = (DOCS.parent / name).read_text(encoding="utf-8").replace("](docs/", "](")
    return text if text.startswith("# ") else f"# {title}\n\n{text}"


def main() -> None:
    docs_quotes.main()
    docs_typography.main()
    pages = {
        "cli.md": cli_page(),
        "api.md": api_page(),
        "changelog.md": copied("CHANGELOG.md", "Changelog"),
        "licence.md": copied("LICENSE", "Licence"),
    }
    for name, page in pages.items():
        (DOCS / name).write_text(page, encoding="utf-8")
        print(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
