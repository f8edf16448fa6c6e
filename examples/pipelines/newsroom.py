"""A newsroom: what the agencies send is cleaned, and what the desk has already is set aside, with the reasons.

python newsroom.py archive.jsonl feed.jsonl > new.jsonl
"""

import json
import sys
from pathlib import Path

from textnorm import Cleaner, Matcher, find_duplicates

if len(sys.argv) != 3:
    sys.exit(__doc__)
archive, feed = ([json.loads(line) for line in Path(path).read_text("utf-8").splitlines()] for path in sys.argv[1:3])
titles = Cleaner.preset("headlines", quotes="de").many([item["title"] for item in feed])
found = find_duplicates(
    titles,
    Matcher.headlines(within="3d"),
    against=[item["title"] for item in archive],
    times=[item["time"] for item in archive + feed],
)
for place in found.kept.tolist():
    print(json.dumps(feed[place] | {"title": titles[place]}, ensure_ascii=False))
for place in found.dropped.tolist():
    why = found.why(place)
    original = archive[why.kept]["title"] if why.archived else titles[why.kept]
    print(f"{why.score:.2f}  {titles[place]}  =  {original}  ({'; '.join(why.reasons)})", file=sys.stderr)
