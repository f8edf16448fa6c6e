"""A librarian: an old catalogue of unknown encoding becomes UTF-8, and the spellings of an author are one.

python librarian.py catalogue.csv catalogue-utf8.csv
"""

import csv
import io
import sys
from pathlib import Path

from textnorm import Cleaner, Matcher, decode, find_duplicates

if len(sys.argv) != 3:
    sys.exit(__doc__)
source, target = map(Path, sys.argv[1:3])
decoded = decode(source.read_bytes())
print(f"{source.name}: {decoded.encoding}, certain to {decoded.confidence:.0%}")
table = csv.DictReader(io.StringIO(decoded.text))
rows = list(table)

titles = Cleaner.preset("repair").many([row["title"] for row in rows])
authors = sorted({row["author"] for row in rows})
found = find_duplicates(authors, Matcher.names())
name = {author: authors[label] for author, label in zip(authors, found.labels.tolist(), strict=True)}
for group in found.clusters:
    print(f"one author: {' · '.join(authors[place] for place in group)}")  # read these before you use them

with target.open("w", encoding="utf-8", newline="") as file:
    writer = csv.DictWriter(file, [*(table.fieldnames or ()), "author_as_printed"])
    writer.writeheader()
    for row, title in zip(rows, titles, strict=True):
        writer.writerow(row | {"title": title, "author": name[row["author"]], "author_as_printed": row["author"]})
