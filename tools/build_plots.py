"""Draw the plots of the pages from the committed results: ``python -m tools.build_plots`` (``--check`` only compares).

Each plot is an SVG in ``docs/plots`` without a background, in colours that can be read on white and on black. It keeps
a digest of the figures that it shows, so that a test can tell whether it is older than the results without drawing it
again: the same figures may look a little different under another matplotlib.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from benchmarks.harness import Table
from textnorm import Matcher, explain
from tools.build_figures import ROOT, tables

FOLDER = ROOT / "docs" / "plots"
GREY = "#808080"
COLOURS = ("#d1495b", "#3a86c8", "#c98a1b", "#2a9d6f", "#8f6bc9", "#7d7d7d", "#b5651d")
EXAMPLE = "Nordkorea empfaengt russische MilitÃ¤rdelegation, Aussenminister prüft die L&ouml;sung"

Series = dict[str, list[tuple[float, float]]]


def number(cell: str) -> float:
    """The first number of a cell."""
    found = re.search(r"\d[\d,]*\.?\d*", cell)
    return float(found[0].replace(",", "")) if found else 0.0


def table(name: str, title: str) -> Table:
    """The table of a committed result whose title begins so."""
    (found,) = (each for each in tables(name) if each.title.startswith(title))
    return found


def column(found: Table, name: str) -> int:
    return next(place for place, each in enumerate(found.columns) if each.startswith(name))


# What is drawn: series of points, by name.


def articles() -> Series:
    """Speed and F1 of each library from strings to pairs, on articles of real sentences."""
    found = table("articles", "Articles of real sentences")
    speed, recall, precision = (column(found, name) for name in ("seconds", "recall", "precision"))
    size = number(found.title.split("texts,")[1])
    points = {}
    for row in found.rows:
        r, p = number(row[recall]), number(row[precision])
        points[row[0]] = [(size / number(row[speed]), 2 * r * p / max(r + p, 1e-9))]
    return points


def umlauts() -> Series:
    """Speed and the share of headlines that are restored exactly."""
    found = table("umlauts", "Spelled out and restored")
    exact, speed = column(found, "exact"), column(found, "M words/s")
    rows = [row for row in found.rows if row[1] == "headlines"]
    return {re.sub(r" [\d.]+$", "", row[0]): [(number(row[speed]), number(row[exact]))] for row in rows}


def ascii_letters() -> Series:
    """Speed and the share of headlines whose umlauts are spelled out."""
    found = table("ascii", "To ASCII")
    right, speed = column(found, "umlauts"), column(found, "M characters/s")
    rows = [row for row in found.rows if "Any-Latin" not in row[0]]  # as Unidecode
    return {row[0]: [(number(row[speed]), number(row[right]))] for row in rows}


def growth() -> Series:
    """Processor seconds for more and more texts."""
    found = table("scale", "Growth")
    series: Series = {}
    for row in found.rows:
        series.setdefault(f"articles of 2.7 KB, {row[0]}", []).append((number(row[1]), number(row[2])))
    lines = table("headlines", "More and more headlines")
    series["headlines"] = [(number(row[0]), number(row[1])) for row in lines.rows]
    return series


def s_curve() -> Series:
    """The chance that a pair becomes a candidate, by its similarity, for three thresholds."""
    series: Series = {}
    for threshold in (0.3, 0.5, 0.8):
        plan = Matcher(threshold=threshold).plan()
        places = [step / 100 for step in range(101)]
        name = f"threshold {threshold}: {plan.bands} bands of {plan.rows}"
        series[name] = [(place, 1 - (1 - place**plan.rows) ** plan.bands) for place in places]
    return series


# How it is drawn.


def _axes() -> Any:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    mpl.rcParams.update({
        "svg.fonttype": "none", "svg.hashsalt": "textnorm", "font.family": "sans-serif", "font.size": 10,
        "text.color": GREY, "axes.labelcolor": GREY, "axes.edgecolor": GREY, "xtick.color": GREY, "ytick.color": GREY,
    })  # fmt: skip
    figure, axes = pyplot.subplots(figsize=(6.4, 3.6), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color=GREY, alpha=0.2)
    return figure, axes


def scatter(series: Series, across: str, up: str) -> Any:
    """One named point a tool, speed on a logarithmic axis."""
    figure, axes = _axes()
    axes.set_xscale("log")
    for place, ((x, y),) in enumerate(series.values()):
        axes.plot(x, y, "o", color=COLOURS[place % len(COLOURS)], markersize=9 if place == 0 else 6, clip_on=False)
    _name_points(axes, series)
    axes.margins(x=0.25, y=0.15)
    axes.set(xlabel=across, ylabel=up)
    return figure


def _name_points(axes: Any, series: Series) -> None:
    """Names beside the points; where points lie close, their names stand one above the other."""
    ordered = sorted(((y, x, name) for name, ((x, y),) in series.items()), reverse=True)
    low, high = (pick(y for y, _, _ in ordered) for pick in (min, max))
    step = max(high - low, 1e-9) / 14
    taken: list[tuple[float, float]] = []
    names = list(series)
    for y, x, name in ordered:
        height = y
        while any(abs(height - other) < step and 1 / 8 < x / across < 8 for other, across in taken):
            height -= step
        taken.append((height, x))
        axes.annotate(
            name, (x, y), xytext=(x * 1.12, height), va="center", color=COLOURS[names.index(name) % len(COLOURS)]
        )


def lines(series: Series, across: str, up: str, *, log: bool = False) -> Any:
    """One line a series."""
    figure, axes = _axes()
    if log:
        axes.set_xscale("log")
        axes.set_yscale("log")
    for place, (name, points) in enumerate(series.items()):
        x, y = zip(*points, strict=True)
        axes.plot(x, y, "o-" if log else "-", color=COLOURS[place], label=name, linewidth=2)
    axes.legend(frameon=False)
    axes.set(xlabel=across, ylabel=up)
    return figure


PLOTS: dict[str, tuple[Callable[[], Series], Callable[[Series], Any]]] = {
    "articles": (articles, lambda found: scatter(found, "MB/s, from strings to pairs", "F1")),
    "umlauts": (umlauts, lambda found: scatter(found, "M words/s", "headlines restored exactly, %")),
    "ascii": (ascii_letters, lambda found: scatter(found, "M characters/s", "umlauts spelled out, %")),
    "growth": (growth, lambda found: lines(found, "texts", "seconds", log=True)),
    "s-curve": (s_curve, lambda found: lines(found, "Jaccard similarity of a pair", "chance of being a candidate")),
}


def digest(series: Series) -> str:
    """What tells one set of figures from another."""
    return hashlib.sha256(json.dumps(series, sort_keys=True).encode()).hexdigest()[:16]


def drawn(path: Path) -> str:
    """The digest that a plot keeps of its figures; empty if there is no such plot."""
    found = re.search(r"figures: (\w{16})", path.read_text(encoding="utf-8")) if path.exists() else None
    return found[1] if found else ""


def terminal() -> str:
    """``textnorm explain`` as a terminal shows it."""
    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.assemble(("$ ", "bold"), f"textnorm explain '{EXAMPLE}'"))
    for line in str(explain(EXAMPLE)).splitlines():
        console.print(Text(line, {"-": "red", "+": "green"}.get(line[:1], "")))
    drawing = console.export_svg(title="textnorm explain", unique_id="explain")
    return re.sub(r"@font-face \{.*?\}\s*", "", drawing, flags=re.DOTALL)  # fonts that a page would fetch


def main() -> None:
    """Draw what differs from the results, or name it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="draw nothing; exit with 1 if a plot is out of date")
    check = parser.parse_args().check
    FOLDER.mkdir(exist_ok=True)
    old = [name for name, (figures, _) in PLOTS.items() if drawn(FOLDER / f"{name}.svg") != digest(figures())]
    for name in old:
        print(f"{name}.svg {'is older than its results' if check else 'drawn'}")
        if not check:
            figures, draw = PLOTS[name]
            series = figures()
            note = {"Date": None, "Description": f"figures: {digest(series)}"}
            draw(series).savefig(FOLDER / f"{name}.svg", transparent=True, metadata=note)
    if not check:
        (FOLDER / "explain.svg").write_text(terminal(), encoding="utf-8")
    sys.exit(bool(old) and check)


if __name__ == "__main__":
    main()
