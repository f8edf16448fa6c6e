"""``textnorm demo``: clean and deduplicate some headlines that come along."""

from __future__ import annotations

import json
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.console import say, summary_lines
from textnorm.adapters.cli.options import AsJson

__all__ = ["EXAMPLES", "demo"]

EXAMPLES = "Examples: `textnorm demo` · `textnorm demo --write headlines.jsonl`"

#: Made up for this page: stories that were delivered twice, damaged or reworded, and look-alikes that are their own.
HEADLINES = (
    "Nordkorea empfängt russische Militärdelegation — World",
    "Nordkorea empfaengt russische Militaerdelegation — World",
    "Bürgermeisterin eröffnet neue Brücke über die Mündung",
    "BÃ¼rgermeisterin erÃ¶ffnet neue BrÃ¼cke Ã¼ber die MÃ¼ndung",
    "Liveticker: Bürgermeisterin eröffnet die neue Brücke über die Mündung",
    "Züge fallen aus: Bahn entschuldigt sich für Verspätungen",
    "Z&uuml;ge fallen aus: Bahn entschuldigt sich f&uuml;r Versp&auml;tungen",
    "Dax steigt um 2 Prozent",
    "Dax steigt um 3 Prozent",
    "Kölner Dom bekommt neue Fenster",
    "„Wir schließen“, sagt die Bäckerin nach vierzig Jahren",
    "Frankreich überholt Spanien beim Export",
    "Spanien überholt Frankreich beim Export",
)

Write = Annotated[
    str | None,
    typer.Option("--write", metavar="FILE", help="Write the headlines to this JSON Lines file."),
]


def demo(write: Write = None, as_json: AsJson = False) -> None:
    """Clean and deduplicate a dozen headlines, and show what changed, what was dropped, and why."""
    if write is not None:
        from textnorm.adapters.files.records import Record
        from textnorm.adapters.files.writers import open_writer

        with open_writer(write, column="title") as writer:
            for number, title in enumerate(HEADLINES, start=1):
                writer.write(Record(number, {"id": number, "title": title}))
        say(f"Wrote {len(HEADLINES)} headlines → {write}; try: textnorm dedup {write} --annotate")
        return
    found = textnorm.find_duplicates(list(HEADLINES), textnorm.Matcher.headlines())
    explanations = [textnorm.explain(title) for title in HEADLINES]
    if as_json:
        rows = [
            {
                "title": title,
                "clean": each.text,
                "kept": place in set(found.kept.tolist()),
                "why": str(found.why(place)),
            }
            for place, (title, each) in enumerate(zip(HEADLINES, explanations, strict=True))
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    print("Repairs\n")
    for each in explanations:
        if each.changed:
            print(each)
    print()
    print("\n".join(summary_lines(found, HEADLINES)))
