"""A few seeds of the fuzz harness, so that it keeps running; ``python -m tools.fuzz`` runs it for long."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.targets import TARGETS
from tests.hostile.strings import hostile_texts
from textnorm.errors import TextnormError


# Headline numbers that are none still fail in `compare`.
@pytest.mark.parametrize("name", ["clean", "explain", "decode", "readers"])
@pytest.mark.parametrize("seed", range(1000, 1012))
def test_hostile_input_fails_nowhere(name: str, seed: int) -> None:
    try:
        TARGETS[name](hostile_texts(seed), random.Random(f"{name} {seed}"))
    except TextnormError:
        assert name == "readers"
