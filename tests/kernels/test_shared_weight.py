"""The weight of shared keys is that of the sets."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textnorm.kernels.shared_weight import shared_weight

UNITS = st.lists(st.sets(st.integers(-20, 20)), min_size=1, max_size=6)


@given(UNITS, st.data())
def test_what_two_units_share_weighs_what_its_keys_weigh(units: list[set[int]], data: st.DataObject) -> None:
    weight = {key: key * key + 1 for key in range(-20, 21)}
    number = st.integers(0, len(units) - 1)
    pairs = data.draw(st.lists(st.tuples(number, number), min_size=1))
    left, right = (np.array(side, dtype=np.int32) for side in zip(*pairs, strict=True))
    start = np.cumsum([0, *map(len, units)]).astype(np.int64)
    keys = np.array([key for unit in units for key in sorted(unit)], dtype=np.int64)
    out = np.empty(len(pairs), dtype=np.int64)
    shared_weight(left, right, start, keys, np.array([weight[key] for key in keys.tolist()], dtype=np.int64), out)
    assert out.tolist() == [sum(weight[key] for key in units[a] & units[b]) for a, b in pairs]
