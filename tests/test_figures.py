"""The figures of the pages are those of the committed results, never of a run that nobody can look up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.harness import Report
from textnorm.text.encoding.codepages import CODE_PAGES
from tools.build_figures import BLOCK, RESULTS, ROOT, filled, pages
from tools.build_plots import FOLDER, PLOTS, digest, drawn

NAMES = sorted(path.stem for path in RESULTS.glob("*.json"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: The rows of the README's table of parts, and the results that each of them quotes; a row is held to its results as
#: soon as they are all committed.
PARTS = {
    "Encoding damage": ("repair", "decode"),
    "Umlauts": ("umlauts",),
    "Quotation marks": ("quotes",),
    "Articles": ("articles",),
    "Headlines": ("headlines",),
}
#: A measured share; counts such as that of the conventions have tests of their own.
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?) %")


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_tables_in_pages_are_those_of_the_results(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert filled(page) == page, "run make figures"


@pytest.mark.parametrize("name", PLOTS)
def test_plots_show_the_figures_of_the_results(name: str) -> None:
    figures, _ = PLOTS[name]
    assert drawn(FOLDER / f"{name}.svg") == digest(figures()), "run make figures"


def test_every_plot_is_shown_on_a_page_and_small() -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in pages())
    for path in FOLDER.iterdir():
        assert f"plots/{path.name})" in shown, path.name
        assert path.stat().st_size < 30_000, path.name


def test_some_pages_show_tables_of_results() -> None:
    shown = [match[2] for path in pages() for match in BLOCK.finditer(path.read_text(encoding="utf-8"))]
    assert "quotes" in shown


@pytest.mark.parametrize("name", NAMES)
def test_results_say_what_they_depend_on(name: str) -> None:
    found = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    assert {"date", *Report().setting()} - {"size"} <= set(found)
    assert found["machine"]
    assert found.get("size") != "tiny"
    assert "pytextnorm " in found["versions"]
    assert found["tables"]
    for table in found["tables"]:
        assert {len(row) for row in table["rows"]} <= {len(table["columns"])}


def measured(names: tuple[str, ...]) -> list[float]:
    """Every number in the tables of some results."""
    texts = (
        " ".join([table["title"], *table["columns"], *(cell for row in table["rows"] for cell in row)])
        for name in names
        for table in json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))["tables"]
    )
    return [float(number.replace(",", "")) for text in texts for number in re.findall(r"\d[\d,]*\.?\d*", text)]


@pytest.mark.parametrize(
    ("part", "names"), [(part, names) for part, names in PARTS.items() if set(names) <= set(NAMES)]
)
def test_the_readme_states_no_figure_that_the_results_do_not_have(part: str, names: tuple[str, ...]) -> None:
    (row,) = (line for line in README.splitlines() if line.startswith(f"| [{part}"))
    text = re.sub(r"\]\([^)]*\)", "]", row)
    known = measured(names)
    for number in NUMBER.findall(text):
        digits = len(number.partition(".")[2])
        value = float(number.replace(",", ""))
        assert any(round(other, digits) == value or round(other * 100, digits) == value for other in known), (
            f"{part}: {number}"
        )


def test_the_number_of_code_pages_is_that_of_the_table() -> None:
    decoded = sum(page.prior is not None for page in CODE_PAGES)
    assert f"{decoded} code pages are decoded" in (ROOT / "README.md").read_text("utf-8")
    assert f"{decoded} code pages, with" in (ROOT / "docs/migration.md").read_text("utf-8")
