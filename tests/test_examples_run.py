"""Every example is executed: docstrings, README and docs, Python and console alike."""

from __future__ import annotations

import doctest
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

import textnorm
from tests.conftest import needed, run_textnorm, skip_on_a_users_machine

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "textnorm"
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
)
GENERATED = {"api.md", "cli.md", "changelog.md", "licence.md"}  # from what has tests of its own
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
PAGES += sorted(path for path in (ROOT / "docs").rglob("*.md") if path.name not in GENERATED)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    try:
        module = import_module(name)
    except textnorm.MissingExtra as error:
        skip_on_a_users_machine(str(error))
    assert doctest.testmod(module, optionflags=OPTIONS).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_in_pages(page: Path) -> None:
    # A closing fence right after the expected output would count as output.
    text = page.read_text(encoding="utf-8").replace("\n```", "\n\n```")
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner(optionflags=OPTIONS).run(test).failed == 0


def console_examples() -> list[tuple[str, str, str]]:
    """(page, command, expected output) for every ``$ textnorm …`` in a console block."""
    examples = []
    for page in PAGES:
        for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
            for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, expected = example.partition("\n")
                if command.startswith("textnorm "):
                    examples.append((page.name, command, expected))
    return examples


@pytest.mark.parametrize(("page", "command", "expected"), console_examples())
def test_console_examples_in_pages(page: str, command: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "headlines.jsonl").write_bytes((ROOT / "examples" / "headlines.jsonl").read_bytes())
    run = run_textnorm(*shlex.split(command)[1:], folder=tmp_path)
    shown = (run.stdout + run.stderr).decode()
    checker = doctest.OutputChecker()
    assert checker.check_output(expected, shown, OPTIONS), f"{page}: {command}\nexpected:\n{expected}\ngot:\n{shown}"


@pytest.mark.parametrize(
    "page", [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md"], ids=lambda page: page.name
)
def test_the_files_that_a_page_names_exist(page: Path) -> None:
    """A path in backticks is below the root, or below the package."""
    named = set(re.findall(r"`((?:[\w.]+/)+[\w.]+\.(?:py|md|json|tsv|svg))`", page.read_text(encoding="utf-8")))
    assert named
    assert not {
        name for name in named if not any((folder / name).exists() for folder in (ROOT, PACKAGE, PACKAGE.parent))
    }


def test_the_reference_pages_have_every_public_name_and_command() -> None:
    from tools.build_docs import LIBRARIES, api_page, cli_page

    api, commands = api_page(), cli_page()
    assert all(f"## {name}\n" in api for name in textnorm.__all__)
    assert set(LIBRARIES) == textnorm._MODULES
    assert "`--dropped`" in commands
    assert "textnorm dedup news.jsonl --column title" in commands


def test_the_reference_page_names_objects_that_exist() -> None:
    griffe = needed("griffe")
    from tools.build_docs import api_page

    package = griffe.load("textnorm", search_paths=[PACKAGE.parent])
    paths = re.findall(r"^::: textnorm\.(\S+)$", api_page(), flags=re.MULTILINE)
    assert len(paths) > len(textnorm.__all__)
    for path in paths:
        assert package[path].docstring, path


def test_examples_of_docstrings_are_code_on_the_reference_page() -> None:
    needed("griffe")
    from tools import docstring_examples

    assert doctest.testmod(docstring_examples).failed == 0
    assert doctest.testmod(docstring_examples).attempted == 1
