"""Work grows with the length of a text and no faster, whatever the text repeats."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import count_calls
from tests.hostile.strings import ENDS, PIECES
from textnorm.text.cleaner import Cleaner

CLEANERS = (Cleaner(), Cleaner(quotes="de", dashes="de", ellipsis="character", single_line=True))


@contextmanager
def processor_limit(seconds: int) -> Iterator[None]:
    """Stop what takes so much of the processor: a bound and no measurement, as other processes do not count."""

    def stop(number: int, frame: object) -> None:
        raise AssertionError(f"not done within {seconds} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("piece", PIECES)
def test_calls_are_linear(piece: str) -> None:
    def calls(count: int) -> int:
        return count_calls(lambda: [cleaner.clean(piece * count) for cleaner in CLEANERS])

    calls(500)  # which compiles patterns that the first short texts are read without
    assert calls(3_200) < 15 * calls(400) + 1_000  # quadratic work would be sixty-four times as much


# What regular expressions do is counted by nobody; quadratic work on so long a text takes minutes and hours.
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no limit of processor time")
@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_ends(piece: str) -> None:
    ends = ENDS[hash_of(piece) % 3 :: 3]
    with processor_limit(30):
        for end in ends:
            CLEANERS[0].clean(piece * (40_000 // len(piece)) + end)


def hash_of(piece: str) -> int:
    """A number of the piece, the same in every process."""
    return sum(map(ord, piece))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no limit of processor time")
@pytest.mark.parametrize(
    "text",
    ["~" * 4_000_000 + "`", "Â" * 400_000 + "“", "&auml;" * 3_000 + "\x00" + "x" * 400_000],
    ids=["tildes", "lead bytes", "a long word beside damage"],
)
def test_what_took_hours_ends(text: str) -> None:
    with processor_limit(120):
        CLEANERS[0].clean(text)
