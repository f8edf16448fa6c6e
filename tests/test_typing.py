"""What a type checker says of calls: a misspelt option is an error before the program runs."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import needed

ROOT = Path(__file__).parent.parent
CALLS = """
from textnorm import Cleaner, Matcher, clean, explain, find_passages
clean("a", quotes="de"); Cleaner(lost=False)("a"); Matcher.articles(keep="first").compare("a", "b")
clean("a", quote="de")
explain("a", local="de")
Cleaner(umlaut=False)
Cleaner.preset("repair", dash="en")
Matcher(figures=True)
Matcher.headlines(treshold=0.5)
find_passages([], min_word=5)
"""
MANY = """
from textnorm import Cleaner
reveal_type(Cleaner().many(["a"]))
reveal_type(Cleaner().many(["a", None]))
"""


def test_mypy_finds_every_misspelt_option(tmp_path: Path) -> None:
    api = needed("mypy.api")
    program = tmp_path / "calls.py"
    program.write_text(CALLS, encoding="utf-8")
    settings = ["--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary"]
    printed, problems, _ = api.run([*settings, str(program)])
    assert not problems
    lines = {int(line.split(":")[1]) for line in printed.splitlines() if " error: " in line}
    assert lines == set(range(4, 11)), printed


def test_mypy_knows_what_many_texts_become(tmp_path: Path) -> None:
    api = needed("mypy.api")
    program = tmp_path / "many.py"
    program.write_text(MANY, encoding="utf-8")
    printed, problems, _ = api.run(["--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary", str(program)])
    assert not problems
    revealed = [line.partition("Revealed type is ")[2] for line in printed.splitlines()]
    assert revealed == ['"list[str]"', '"list[str | None]"'], printed
