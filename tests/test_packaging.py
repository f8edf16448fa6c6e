"""The name under which textnorm is installed: the index has another project called textnorm."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from textnorm import MissingExtra

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = PROJECT["name"]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("src/**/*.py")]


def test_no_message_and_no_page_installs_somebody_elses_project() -> None:
    for page in PAGES:
        found = re.findall(
            r"(?:pip|pipx|uv tool|uv pip) install [^\n`]*?\b((?:py)?textnorm)\b", page.read_text(encoding="utf-8")
        )
        assert set(found) <= {NAME}, page


def test_a_missing_extra_names_the_distribution() -> None:
    assert f"pip install '{NAME}[parquet]'" in str(MissingExtra.named("pyarrow", "parquet", "reading Parquet"))


def named_extras() -> list[tuple[str, str, str]]:
    """(file, package, extra) for every message that names an extra."""
    pattern = re.compile(r"MissingExtra\.named\(\s*(?:error\.name or )?\"(\w+)\", \"(\w+)\"")
    paths = sorted(ROOT.glob("src/**/*.py"))
    return [(path.name, *found) for path in paths for found in pattern.findall(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("file", "package", "extra"), named_extras())
def test_the_extra_that_a_message_names_brings_the_package(file: str, package: str, extra: str) -> None:
    distribution = {"sklearn": "scikit-learn"}.get(package, package)
    assert any(re.match(rf"{distribution}\b", needed) for needed in PROJECT["optional-dependencies"][extra]), file


def test_every_extra_is_named_by_a_page_or_a_message() -> None:
    text = " ".join(page.read_text(encoding="utf-8") for page in PAGES) + str(named_extras())
    for extra in PROJECT["optional-dependencies"]:
        assert f"{NAME}[{extra}]" in text or f"'{extra}')" in text, extra
