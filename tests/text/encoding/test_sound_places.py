"""What kernels and kept answers call sound, the step of mojibake leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.test_cleaner import TEXTS
from tests.text.test_prefilter import MOJIBAKE
from textnorm import Cleaner
from textnorm.buffers import TextBuffer
from textnorm.kernels.damage.prefilter import find_places
from textnorm.text.encoding.mojibake import find_mojibake
from textnorm.text.encoding.sound_places import is_sound_place
from textnorm.text.prefilter import BITS, possible_steps, scan_tables
from textnorm.text.rewriting import possible_in

_MOJIBAKE = BITS["mojibake"]
NAMES = st.lists(
    st.sampled_from(["Rényi", "São", "Škoda", "Ærø", "Čapek", "Łódź", "señor", "garçon", "Þór", "è", "100 m³", "Grün"]),
    max_size=4,
).map(" ".join)


@settings(max_examples=600)
@given(st.lists(st.one_of(NAMES, MOJIBAKE, TEXTS), min_size=1, max_size=4))
def test_mojibake_that_is_ruled_out_by_its_places_finds_nothing(texts: list[str]) -> None:
    joined = [*texts, " ".join(texts)]
    possible, _ = possible_in(Cleaner(), TextBuffer.from_texts(joined))
    for text, steps in zip(joined, possible.tolist(), strict=True):
        known = possible_steps(text)
        assert steps in (known, known & ~_MOJIBAKE)
        if known & _MOJIBAKE and not steps & _MOJIBAKE:
            assert find_mojibake(text) == [], text


@given(st.lists(st.one_of(NAMES, MOJIBAKE, TEXTS), min_size=1, max_size=4))
def test_places_are_found_where_the_prefilter_finds_a_step(texts: list[str]) -> None:
    source = TextBuffer.from_texts(texts)
    places, counts = np.zeros((len(texts), 4, 3), np.int64), np.zeros(len(texts), np.int64)
    find_places(source.data, source.offsets, *scan_tables(), _MOJIBAKE, places, counts)
    for text, rows, count, first, last in zip(
        texts, places.tolist(), counts.tolist(), source.offsets, source.offsets[1:], strict=False
    ):
        assert (count == 0) == (not possible_steps(text) & _MOJIBAKE)
        for start, run, end in rows[: max(0, count)]:
            assert first <= start <= run < end <= last
            around = source.data[start:end].tobytes().decode("utf-8", "surrogatepass")
            assert around in text


@pytest.mark.parametrize(
    ("around", "is_sound"),
    [
        ("fréd Rényi ist", True),
        (" San Félix) e", True),
        ("00 m³ Bet", True),
        ("empf„nge", False),
        ("empfÃ¤ngt", False),
        ("will ”ffne", False),
        ("StraﬂeX", False),
    ],
)
def test_a_place_is_judged_by_its_neighbours(around: str, is_sound: bool) -> None:
    data = around.encode()
    start = max(place for place, byte in enumerate(data) if byte >= 128 and (place == 0 or data[place - 1] < 128))
    assert is_sound_place(data, start) == is_sound
