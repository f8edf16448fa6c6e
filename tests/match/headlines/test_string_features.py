"""The partial ratio is left out only where no value of it would do."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.fuzz import partial_ratio, ratio

from textnorm.match.headlines.classifier import model, string_features
from textnorm.match.headlines.search import _add_string_features

texts = st.text("abc ", max_size=24) | st.text("kanzler", max_size=12)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8), st.floats(-1.0, 4.0))
@example([("", ""), ("", "a"), ("ab", "ab"), ("abc", "xxabcxx")], 1.9)
def test_no_pair_that_may_reach_the_least_logit_is_left_out(pairs: list[tuple[str, str]], least: float) -> None:
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    expected = np.zeros(len(pairs))
    scores = (np.array([scorer(a, b) / 100.0 for a, b in pairs]) for scorer in (ratio, partial_ratio))
    for weight, column in zip(model().string_weights, string_features(*scores, np.maximum), strict=True):
        expected += weight * column
    logits = np.zeros(len(pairs))
    hopeful = _add_string_features(logits, first, second, np.full(len(pairs), least))
    assert logits[hopeful].tolist() == expected[hopeful].tolist()
    assert (expected[~hopeful] < least).all()
