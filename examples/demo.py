"""The main job on real-looking input: clean and deduplicate examples/headlines.jsonl, and report what happened."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

import textnorm

HERE = Path(__file__).parent
SOURCE = HERE / "headlines.jsonl"
TARGET = HERE.parent / "out" / "kept.jsonl"
SHOWN_REPAIRS = 10


def pairs_of(groups: list[list[int]]) -> set[tuple[int, int]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def main() -> None:
    console = Console(highlight=False)
    start = time.perf_counter()
    rows = [json.loads(line) for line in SOURCE.read_text(encoding="utf-8").splitlines()]
    titles = [row["title"] for row in rows]

    cleaned = textnorm.Cleaner().many(titles)
    with console.status("compiling the kernels (first run only) and matching"):
        found = textnorm.find_duplicates(titles, textnorm.Matcher.headlines())

    dropped = set(found.dropped.tolist())
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("w", encoding="utf-8") as file:
        for position, (row, title) in enumerate(zip(rows, cleaned, strict=True)):
            if position not in dropped:
                file.write(json.dumps({**row, "title": title}, ensure_ascii=False) + "\n")
    seconds = time.perf_counter() - start

    repaired = sum(before != after for before, after in zip(titles, cleaned, strict=True))
    console.print()
    console.print(
        f"[bold]{len(rows)}[/] headlines read, [bold]{repaired}[/] cleaned, [bold]{len(dropped)}[/] duplicates found, "
        f"[bold]{len(found.kept)}[/] kept, in {seconds:.1f} s"
    )

    console.print()
    table = Table("damage", "before", "after", title="Some repairs", title_justify="left", title_style="bold")
    seen: set[str] = set()
    for row, before, after in zip(rows, titles, cleaned, strict=True):
        if before != after and row["how"] not in seen and len(seen) < SHOWN_REPAIRS and len(before) < 56:
            seen.add(row["how"])
            table.add_row(
                row["how"], *(escape("".join(c if c.isprintable() else "·" for c in t)) for t in (before, after))
            )
    console.print(table)

    console.print()
    console.print("[bold]Some clusters[/] (the kept copy first, then each dropped one with its score and the reasons)")
    founding_first = sorted(found.clusters, key=lambda group: (min(group) != 0, -len(group), group[0]))
    for kept, *members in founding_first[:5]:
        console.print(f"\n  [green]{escape(titles[kept].strip())}[/]")
        for member in members:
            why = found.why(member)
            console.print(f"  [dim]{why.score:.2f}[/]  {escape(titles[member].strip())}", soft_wrap=True)
            console.print(f"        [dim]{escape('; '.join(why.reasons))}[/]", soft_wrap=True)

    stories: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        stories[row["story"]].append(position)
    true = pairs_of(list(stories.values()))
    joined = pairs_of(found.clusters)
    console.print(
        f"\nOf {len(true)} true pairs {len(true & joined)} share a cluster; {len(joined - true)} are joined wrongly."
    )
    console.print(f"The kept headlines, cleaned: {TARGET.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
