"""Give hostile texts and files to textnorm and report what fails: ``python -m tools.fuzz SECONDS --seed 7``.

A failure is an exception that is no ``TextnormError``, an answer that breaks a promise, or a single text that takes
more than two seconds of the processor. Each is printed with what repeats it. The exit status is the number of failures.
"""

from __future__ import annotations

import argparse
import pickle
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import textnorm
from tests.hostile.strings import hostile_texts
from textnorm.adapters.files.formats import FORMATS
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.errors import TextnormError
from textnorm.match.matcher import Matcher

MATCHERS = (Matcher(), Matcher(unit="char"), Matcher.articles(), Matcher.headlines())
CLEANER = textnorm.Cleaner()
STYLED = textnorm.Cleaner(quotes="fr", dashes="de", ellipsis="character", single_line=True, form="NFKC")
SLOW, ENDLESS = 2.0, 20


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
            for _, text in reading.texts(column):
                CLEANER.clean(text or "")


TARGETS: dict[str, Callable[[Iterator[str], random.Random], None]] = {
    "clean": fuzz_clean,
    "explain": fuzz_explain,
    "compare": fuzz_compare,
    "find_duplicates": fuzz_find_duplicates,
    "decode": fuzz_decode,
    "readers": fuzz_readers,
}


def _endless(number: int, frame: object) -> None:
    raise RuntimeError(f"not done within {ENDLESS} seconds of the processor")


def run(seconds: float, seed: int, names: list[str]) -> int:
    """Fuzz for so long; print the counts and the failures, and return how many there were."""
    tried: Counter[str] = Counter()
    failures: dict[tuple[str, str], str] = {}
    signal.signal(signal.SIGVTALRM, _endless)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name in names:
            chance = random.Random(f"{name} {seed}")
            begun = time.process_time()
            try:
                signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
                TARGETS[name](hostile_texts(seed), chance)
                refused = False
            except TextnormError:
                refused = True
            except Exception as error:
                failures.setdefault((name, f"{type(error).__name__}: {error}"[:100]), f"{name} with seed {seed}")
                refused = True
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            took = time.process_time() - begun
            if took > SLOW and tried[name] > 20:  # the first ones load and compile
                failures.setdefault((name, "slow"), f"{name} with seed {seed}: {took:.1f} s")
            tried[name] += 1
            tried[f"{name}, refused"] += refused
        seed += 1
    for name in names:
        print(f"{name:<16} {tried[name]:>8,} tried {tried[f'{name}, refused']:>8,} refused")
    for (name, message), where in failures.items():
        print(f"FAILED {name}: {message!a} ({where})")
    return len(failures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=TARGETS, nargs="*", default=list(TARGETS))
    given = parser.parse_args()
    raise SystemExit(min(run(given.seconds, given.seed, given.only), 100))
