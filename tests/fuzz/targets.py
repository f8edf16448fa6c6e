"""What hostile input may never break: a promise for each target, whoever makes up the input.

A target takes texts without end and a source of choices. ``tools/fuzz.py`` draws both by chance; ``guided.py`` reads
both from the bytes of a fuzzer that watches which lines of textnorm they reach.
"""

from __future__ import annotations

import pickle
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import textnorm
from textnorm.adapters.cli.records.inputs import Inputs
from textnorm.adapters.files.formats import FORMATS
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.errors import TextnormError
from textnorm.match.matcher import Matcher

__all__ = ["TARGETS"]

INDEX = Path(__file__).parent.parent / "match" / "index" / "files" / "seen-format-1.db"
MATCHERS = (Matcher(), Matcher(unit="char"), Matcher.articles(), Matcher.headlines())
CLEANER = textnorm.Cleaner()
STYLED = textnorm.Cleaner(quotes="fr", dashes="de", ellipsis="character", single_line=True, form="NFKC")


def fuzz_clean(texts: Iterator[str], chance: random.Random) -> None:
    """Cleaning twice is cleaning once."""
    text = next(texts)
    for cleaner in (CLEANER, STYLED):
        once = cleaner.clean(text)
        assert cleaner.clean(once) == once, "not a fixed point"


def fuzz_explain(texts: Iterator[str], chance: random.Random) -> None:
    """An explanation says what cleaning does, and can be printed."""
    text = next(texts)
    explained = textnorm.explain(text)
    assert explained.text == CLEANER.clean(text), "explain and clean differ"
    str(explained).encode("utf-8")


def fuzz_compare(texts: Iterator[str], chance: random.Random) -> None:
    """A pair has the same score in both orders."""
    a, b = next(texts), next(texts)
    matcher = chance.choice(MATCHERS)
    there, back = matcher.compare(a, b), matcher.compare(b, a)
    assert abs(there.score - back.score) < 1e-6, "compare depends on the order"
    assert 0.0 <= there.score <= 1.0, "score out of range"
    str(there).encode("utf-8")


def fuzz_find_duplicates(texts: Iterator[str], chance: random.Random) -> None:
    """Every text is kept or dropped, and every dropped one has a reason."""
    some: list[str | None] = list(islice(texts, chance.randint(0, 60)))
    some += [chance.choice([*some, None]) for _ in range(10)]
    matcher = chance.choice(MATCHERS)
    found = textnorm.find_duplicates(some, matcher, threads=1)
    assert len(found.kept) + len(found.dropped) == len(some), "texts vanish"
    for place in range(len(some)):
        str(found.why(place)).encode("utf-8")
    assert pickle.loads(pickle.dumps(found)).labels.tolist() == found.labels.tolist(), "pickled result differs"


def fuzz_decode(texts: Iterator[str], chance: random.Random) -> None:
    """Any bytes have a text."""
    data = chance.randbytes(chance.randint(0, 400))
    for text in islice(texts, 4):
        codec = chance.choice(("utf-8", "cp1252", "cp850", "utf-16", "mac_roman", "utf-32", "cp1251"))
        data += text.encode(codec, "replace") + chance.choice((b"", b"\n", b"\x00"))
    decoded = textnorm.decode(data)
    assert 0.0 <= decoded.confidence <= 1.0, "confidence out of range"


def fuzz_readers(texts: Iterator[str], chance: random.Random) -> None:
    """A file is read or refused."""
    name = chance.choice([name for name, row in FORMATS.items() if row.lines])
    lines = [chance.choice(("", '{"title": "', '"', "title,", "a\t")) + text for text in islice(texts, 12)]
    data = chance.choice(("\n", "\r\n", "\r")).join(lines).encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        place = chance.randrange(len(data) + 1)
        data = data[:place] + chance.randbytes(9) + data[place:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in" + FORMATS[name].suffixes[0])
        path.write_bytes(data)
        rejected: list[object] = []
        with open_source(str(path)) as source:
            reading = Reading(source)
            try:
                column = reading.column(None)
            except TextnormError:
                column = next(iter(reading.first.fields), "title") if reading.first else "title"
            del rejected[:]
            for row in Inputs([source]).open().rows((column,)):
                CLEANER.clean(row.texts[0] or "")


def fuzz_open_index(texts: Iterator[str], chance: random.Random) -> None:
    """A damaged index is refused by name, or answers; an undamaged one finds what was added."""
    some = list(islice(texts, 5))
    data = INDEX.read_bytes()
    for _ in range(chance.randint(0, 4)):
        place = chance.randrange(len(data))
        junk = chance.randbytes(chance.choice((1, 4, 64)))
        data = data[:place] + junk + data[place + len(junk) :]
    if chance.random() < 0.2:
        data = data[: chance.randrange(len(data))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "seen.db")
        path.write_bytes(data)
        with suppress(TextnormError), textnorm.open_index(path) as index:
            for place, text in enumerate(some):
                index.check(text)
                index.add(f"new {place}", text)
            index.verify()
        matcher = chance.choice(MATCHERS[-2:])
        with textnorm.open_index(Path(folder, "own.db"), matcher) as index:
            for place, text in enumerate(some):
                index.add(f"new {place}", text)
            for place, text in enumerate(some):
                if textnorm.find_duplicates([text, text], matcher, threads=1).dropped.size:
                    found = {match.id for match in index.check(text)}
                    assert f"new {place}" in found, "the search finds a copy, and the index does not"


TARGETS: dict[str, Callable[[Iterator[str], random.Random], None]] = {
    "clean": fuzz_clean,
    "explain": fuzz_explain,
    "compare": fuzz_compare,
    "find_duplicates": fuzz_find_duplicates,
    "decode": fuzz_decode,
    "readers": fuzz_readers,
    "open_index": fuzz_open_index,
}
