"""The name under which textnorm is installed: the index has another project called textnorm."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from glob import glob
from pathlib import Path

import pytest

from textnorm import MissingExtra

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
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


@pytest.mark.parametrize(("module", "package"), [("ray", "pyarrow"), ("spark", "pyspark"), ("sklearn", "sklearn")])
def test_a_module_for_a_library_names_its_extra(module: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; import textnorm.{module}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    message = f"textnorm.{module} needs the package {package!r}: pip install '{NAME}[{module}]'"
    assert run.stderr.splitlines()[-1] == f"textnorm.errors.MissingExtra: {message}"


def test_every_extra_is_named_by_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [extra for extra in PROJECT["optional-dependencies"] if f"`{extra}`" not in readme] == []


def test_the_readme_on_an_index_has_absolute_links_and_a_picture() -> None:
    (change,) = PYPROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    own = [link for link in re.findall(r"\]\(([^)]+)\)", readme) if not re.match("https?:|#", link)]
    assert [link for link in own if not (ROOT / link).exists()] == []
    shown = re.sub(change["pattern"], change["replacement"], readme)
    home = PROJECT["urls"]["Homepage"]
    links = re.findall(r"\]\(([^)]+)\)", shown)
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    assert {f"{home}/{link}" for link in own} <= set(links)
    assert f"]({home}/docs/example.svg)" in shown
    assert all(url.startswith(home) for url in PROJECT["urls"].values())


def test_the_wheel_ships_every_notice_and_says_which_versions_run() -> None:
    patterns = PROJECT["license-files"]
    # As hatchling does it: without `recursive`, ** is one folder.
    shipped = {ROOT / path for pattern in patterns for path in glob(pattern, root_dir=ROOT)}  # noqa: PTH207
    assert {ROOT / "LICENSE", *ROOT.glob("src/**/NOTICE*")} == shipped
    assert len(shipped) > 5
    assert "Programming Language :: Python :: 3.14" in PROJECT["classifiers"]
