"""Poll RSS-like files and print what is new: ``python examples/feed.py seen.db feed.xml …``.

Run it again and again (from cron, say): what was printed once is never printed again, nor is a copy in other words.
"""

from __future__ import annotations

import sys
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

from textnorm import Matcher, open_index


def main(index_path: str, *feeds: str) -> None:
    with open_index(index_path, Matcher.headlines(within="3d")) as index:
        for feed in feeds:
            for item in ElementTree.fromstring(Path(feed).read_bytes()).iter("item"):
                title = item.findtext("title") or ""
                published = item.findtext("pubDate")
                at = parsedate_to_datetime(published) if published else None
                seen = index.check_or_add(item.findtext("guid") or title, title, at=at, feed=feed)
                if not seen:
                    print(title)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
