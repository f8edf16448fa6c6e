"""Write measured tables into the pages: ``python -m tools.build_figures`` (``--check`` only compares).

A page says which table it shows, and its text is replaced::

    <!-- figures: articles / Sketch error -->
    <!-- /figures -->

The part before the slash is a file of ``benchmarks/results``, written by ``python -m benchmarks NAME --json
benchmarks/results``; the part behind it is how the title of the table begins. A heading of the table is written
with it, so that the numbers in it are of the same run.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from benchmarks.harness import Table

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
BLOCK = re.compile(r"(<!-- figures: (\w+) / (.+?) -->\n).*?(<!-- /figures -->)", re.DOTALL)


def tables(name: str) -> list[Table]:
    """The tables of one committed result."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        raise SystemExit(f"{path.name} is not among the results: python -m benchmarks {name} --json benchmarks/results")
    return [Table(**table) for table in json.loads(path.read_text(encoding="utf-8"))["tables"]]


def filled(page: str) -> str:
    """The text of a page with the tables of the committed results."""

    def block(match: re.Match[str]) -> str:
        opening, name, title, closing = match.groups()
        found = [table for table in tables(name) if table.title.startswith(title)]
        if len(found) != 1:
            raise SystemExit(f"{len(found)} tables of {name}.json begin with {title!r}; one must")
        return "\n".join([f"{opening}\n### {found[0].title}\n", *found[0].markdown(), "", closing])

    return BLOCK.sub(block, page)


def pages() -> list[Path]:
    """The pages that may state figures."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def main() -> None:
    """Fill every page, or say which page differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page differs")
    check = parser.parse_args().check
    differ = [path for path in pages() if filled(path.read_text(encoding="utf-8")) != path.read_text(encoding="utf-8")]
    for path in differ:
        print(f"{path.relative_to(ROOT)} {'differs from' if check else 'filled from'} the results")
        if not check:
            path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(bool(differ) and check)


if __name__ == "__main__":
    main()
