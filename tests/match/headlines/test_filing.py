"""Headlines are filed under their keys by kernel as sets and sorted lists would file them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import headline_filing as oracle
from textnorm.match.headlines import candidates
from textnorm.match.headlines.candidates import file_entries, pairs_of_crowded

KEYS = st.one_of(st.integers(-3, 12), st.integers(-(2**63), 2**63 - 1))
entries = st.lists(st.tuples(st.integers(0, 9), KEYS), max_size=60)


def columns(found: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    units, keys = zip(*found, strict=True) if found else ((), ())
    return np.array(units, dtype=np.int64), np.array(keys, dtype=np.int64)


@given(entries)
def test_every_key_of_two_headlines_is_there(found: list[tuple[int, int]]) -> None:
    units, keys = candidates._distinct(*columns(found))
    assert list(zip(units.tolist(), keys.tolist(), strict=True)) == oracle.distinct(found)


def test_many_entries_are_sorted_whatever_their_keys() -> None:
    draw = np.random.default_rng(0)
    units, keys = (
        draw.integers(0, 5_000, 50_000),
        draw.integers(-(2**63), 2**63 - 1, 20_000)[draw.integers(0, 20_000, 50_000)],
    )
    found = candidates._distinct(units, keys)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == oracle.distinct(
        zip(units.tolist(), keys.tolist(), strict=True)
    )


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 14)), max_size=60, unique=True))
def test_the_rarest_crowded_keys_meet_two_by_two(found: list[tuple[int, int]]) -> None:
    units, keys = columns(sorted(found, key=lambda entry: (entry[1], entry[0])))
    sizes = np.arange(15)[::-1] // 2 + 2  # some are equally rare
    pairs = pairs_of_crowded(units, keys, sizes)
    expected = oracle.pairs_of_crowded(units.tolist(), keys.tolist(), sizes.tolist(), 8)
    assert sorted(zip(*(column.tolist() for column in pairs), strict=True)) == expected


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 9)), min_size=1, max_size=120))
def test_crowded_keys_are_replaced_by_pairs_of_them(found: list[tuple[int, int]]) -> None:
    units, keys = columns(found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "WORK", 30)
        patch.setattr(candidates, "LEAST_FOLLOWED", 3)
        postings = file_entries(units, keys, 20)
        filed = oracle.distinct(found)
        sizes = np.bincount(np.array([key for _, key in filed], dtype=np.int64))
        most = candidates._limit(sizes)
        alone = {(unit, (key,)) for unit, key in filed if sizes[key] <= most}
        crowded = [entry for entry in filed if sizes[entry[1]] > most]
        pairs = oracle.pairs_of_crowded(*columns(crowded), sizes, 8)
        numbered = oracle.distinct((unit, low * 100 + high) for unit, low, high in pairs)
        again = np.bincount(
            np.array([*(key for _, (key,) in alone), *(100 + key for _, key in numbered)], dtype=np.int64)
        )
        most = candidates._limit(again) if crowded else most
        expected = sum(again[key] <= most for _, (key,) in alone) + sum(again[100 + key] <= most for _, key in numbered)
    assert len(postings.postings) == expected
    for unit in range(20):
        for key in postings.keys[postings.key_start[unit] : postings.key_start[unit + 1]].tolist():
            assert unit in postings.postings[postings.posting_start[key] : postings.posting_start[key + 1]]
