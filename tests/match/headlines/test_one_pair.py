"""One pair is weighed by kernel as in plain Python; kernels are loaded once they pay."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given

from tests.conftest import load_cases
from tests.match.headlines.test_bulk import texts
from textnorm.match.headlines import classifier
from textnorm.match.headlines.classifier import Verdict, classify, score_by_kernel
from textnorm.match.headlines.parse import parse_headline

PAIRS = [(case["a"], case["b"]) for case in load_cases("headlines")]


def by(kernels: bool, a: str, b: str) -> Verdict:
    first, second = parse_headline(a), parse_headline(b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classifier, "kernels_pay", lambda: kernels)
        verdict = classify(first, second)
        assert score_by_kernel(first.packed, second.packed) == verdict.score
    return verdict


@given(texts, texts)
@example("", "")
@example("12", "13 Prozent")
@example("Rente", "")
@example("% " * 1_000, "% " * 999 + "$")
@example("3 Tote und 5 Verletzte in Köln", "Köln: 5 Tote und 3 Verletzte")
def test_a_pair_is_weighed_by_kernel_as_in_python(a: str, b: str) -> None:
    assert by(True, a, b) == by(False, a, b)


def test_known_pairs_are_weighed_by_kernel_as_in_python() -> None:
    for a, b in PAIRS:
        assert by(True, a, b) == by(False, a, b)
        assert by(True, b, a) == by(False, b, a)


def test_kernels_are_loaded_once_they_pay() -> None:
    code = """
import sys
from textnorm import Matcher, compare
from textnorm.match.headlines.bulk import one_pair

def score():
    return compare("Kanzler empfängt Gäste", "Gäste bei Kanzler", matcher=Matcher.headlines()).score

before = score()
assert "numba" not in sys.modules
one_pair._seen = one_pair._NOT_COMPILED
assert score() == before
assert "textnorm.kernels.scores.headline_search" in sys.modules
assert one_pair.kernels_loaded()
assert score() == before
"""
    subprocess.run([sys.executable, "-c", code], check=True)
