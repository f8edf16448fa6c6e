"""A search engineer: an index over keys finds every spelling, and a page of results shows each story once.

python search_engineer.py headlines.jsonl "Koeln Bruecke"
"""

import json
import sqlite3
import sys
from pathlib import Path

from textnorm import Cleaner, Matcher, find_duplicates, key, keys

if len(sys.argv) != 3:
    sys.exit(__doc__)
source, query = sys.argv[1:3]
titles = [json.loads(line)["title"] for line in Path(source).read_text("utf-8").splitlines()]
titles = Cleaner.preset("headlines").many(titles)

index = sqlite3.connect(":memory:")
index.execute("CREATE VIRTUAL TABLE news USING fts5(key, title UNINDEXED)")
index.executemany("INSERT INTO news VALUES (?, ?)", zip(keys(titles), titles, strict=True))

# A query is folded like the texts: Köln, KOELN and Koeln are one word.
words = " ".join(f'"{word}"' for word in key(query).split())
if not words:
    sys.exit(f"{query!r}: no word to look for")
hits = [title for (title,) in index.execute("SELECT title FROM news WHERE news MATCH ? ORDER BY rank", [words])]
found = find_duplicates(hits, Matcher.headlines(keep="first"))
for place in found.kept.tolist():
    copies = int((found.labels == place).sum()) - 1
    print(hits[place] + (f"  (+{copies})" if copies else ""))
