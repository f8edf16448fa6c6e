from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from textnorm import Matcher, compare
from textnorm.match.headlines.classifier import logistic
from tools.explain_pair import contributions, explained

A, B = "RKI meldet 25.000 Neuinfektionen", "RKI meldet 12.000 Neuinfektionen"


def test_the_contributions_add_up_to_the_score() -> None:
    rows = contributions(A, B)
    score = compare(A, B, matcher=Matcher.headlines()).score
    assert logistic(sum(adds for _, _, _, adds in rows)) == pytest.approx(score)
    assert all(adds == value * weight for _, value, weight, adds in rows)


def test_the_features_that_separate_are_named() -> None:
    assert {"numbers_clash", "numbers_clash_alike"} <= {name for name, _, _, adds in contributions(A, B) if adds < 0}


def test_the_command_prints_features_score_and_verdict() -> None:
    folder = Path(__file__).parents[3]
    command = [sys.executable, "-m", "tools.explain_pair", A, B]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=300, encoding="utf-8")
    assert run.stdout.strip() == explained(A, B)
    assert "numbers_clash_alike" in run.stdout
    assert "different (headline 0.0" in run.stdout
    assert "numbers differ: 25.000 / 12.000" in run.stdout
