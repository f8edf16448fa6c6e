"""Four times the text takes at most about four times the processor, whatever the text is made of.

``TEXTNORM_HOSTILE=4000000`` goes to texts of four million characters; without it they have 16,000.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from tests.hostile.patterns import PATTERNS
from textnorm import Cleaner, Matcher, compare, decode

LENGTH = int(os.environ.get("TEXTNORM_HOSTILE", "16000"))
#: What is too fast to be measured; a busy machine makes as much of a few steps.
NOTHING = 0.05
#: Linear work takes four times as long, n log n a little more; quadratic work sixteen times.
MOST = 7.0
NAMES = Cleaner.preset("off", names=True)
STYLED = Cleaner(quotes="de", dashes="de", ellipsis="character", typography="de")
ARTICLES = Matcher.articles()

JOBS: dict[str, Callable[[str], object]] = {
    "clean": Cleaner().clean,
    "clean, styled": STYLED.clean,
    "clean, names": NAMES.clean,
    "decode": lambda text: decode(text.encode("utf-8", "surrogatepass")),
    "compare": lambda text: compare(text, text[::-1], matcher=ARTICLES),
}


def seconds(job: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    job(text)
    return time.process_time() - start


def test_there_are_sixty_patterns() -> None:
    assert len(PATTERNS) >= 60
    for name, pattern in PATTERNS.items():
        assert 800 <= len(pattern(1_000)) <= 1_100, name


@pytest.mark.parametrize("name", PATTERNS)
def test_work_grows_with_the_length_and_no_faster(name: str) -> None:
    short, long = PATTERNS[name](LENGTH // 4), PATTERNS[name](LENGTH)
    for what, job in JOBS.items():
        job(PATTERNS[name](200))  # loads what is loaded once
        for _ in range(3):  # a busy machine may disturb one
            few, many = seconds(job, short), seconds(job, long)
            if many < NOTHING or many < MOST * few:
                break
        else:
            pytest.fail(f"{what}: {LENGTH // 4:,} characters take {few:.2f} s, {LENGTH:,} take {many:.2f} s")


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_marks_may_be_nested_as_deep_as_one_likes(depth: int) -> None:
    for opening, closing in (("„", "“"), ("„‚", "‘“"), ("«", "»"), ("(", ")")):
        text = opening * (depth // len(opening)) + "ja" + closing * (depth // len(closing))
        assert STYLED.clean(text).count("ja") == 1
