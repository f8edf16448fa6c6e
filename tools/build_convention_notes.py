"""Write what CLDR says into the column ``cldr`` of ``conventions.tsv``, beside what others say.

Run with the folder of the unpacked npm package ``cldr-misc-full`` (48.2.0):
``python tools/build_convention_notes.py package``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROWS = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "typography" / "data" / "conventions.tsv"
LOCALES = {"pt": "pt-PT", "pt-BR": "pt"}
KEYS = ("quotationStart", "quotationEnd", "alternateQuotationStart", "alternateQuotationEnd")


def cldr_marks(package: Path, name: str) -> str:
    """The outer and inner pair of the locale that the convention is named for, as in the column ``levels``."""
    parts = LOCALES.get(name, name).split("-")
    for length in range(len(parts), 0, -1):
        path = package / "main" / "-".join(parts[:length]) / "delimiters.json"
        if path.exists():
            (locale,) = json.loads(path.read_text(encoding="utf-8"))["main"].values()
            opens, closes, inner_opens, inner_closes = (locale["delimiters"][key] for key in KEYS)
            return f"{opens}…{closes} {inner_opens}…{inner_closes}"
    return ""


def main(package: Path) -> None:
    comment, header, *rows = ROWS.read_text(encoding="utf-8").splitlines()
    column = header.split("\t").index("cldr")
    made = []
    for row in rows:
        cells = row.split("\t")
        cells[column] = cldr_marks(package, cells[0])
        made.append("\t".join(cells))
    ROWS.write_text("\n".join([comment, header, *made]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
