"""Every labelled case of a step is met by the cleaner with that step alone."""

from __future__ import annotations

import pytest

from tests.conftest import cases_of
from textnorm import Cleaner
from textnorm.text.cleaner import CleanerOptions
from textnorm.text.steps import STEPS


def only(step: str, options: CleanerOptions) -> Cleaner:
    """The cleaner with one step on.

    The conventions of ``spacing`` are those of ``quotes``, whose step is on as soon as its option is not "keep".
    """
    switched_on: CleanerOptions = {"quotes": "ascii"} if step in {"quotes", "spacing"} else {}
    if step != "quotes":
        switched_on = {**switched_on, step: True}  # type: ignore[misc]
    return Cleaner.preset("off", **{**switched_on, **options})


CASES = [
    pytest.param(step.name, *case.values, id=f"{step.name}: {case.id}", marks=case.marks)
    for step in STEPS
    for case in cases_of(step.name)
]


@pytest.mark.parametrize(("step", "original", "fixed", "options"), CASES)
def test_case(step: str, original: str, fixed: str, options: CleanerOptions) -> None:
    cleaner = only(step, options)
    assert cleaner.clean(original) == fixed
    assert cleaner.many([original]) == [fixed]
    assert cleaner.clean(fixed) == fixed
