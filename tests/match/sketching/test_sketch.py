from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import load_cases
from tests.match.test_keys import TRICKY
from tests.oracles import sketch as oracle
from textnorm import Matcher, sketch
from textnorm.errors import BadRecord, RecipeMismatch
from textnorm.match.corpus.chunks import ordered_map
from textnorm.match.sketching.shingles import Recipe, shingle
from textnorm.match.sketching.sketches import Sketches, sketch_shingles

SHINGLES = st.one_of(
    st.tuples(st.just("word"), st.integers(1, 13)),
    st.tuples(st.just("char"), st.integers(2, 24)),
)


def recipe(unit: str = "word", n: int = 3, size: int = 128, seed: int = 1) -> Recipe:
    return Recipe.of(Matcher(unit=unit, n=n, sketch_size=size, seed=seed))


@given(st.lists(TRICKY, max_size=4), SHINGLES)
def test_shingles_are_those_of_the_format(texts: list[str], shape: tuple[str, int]) -> None:
    hashes, ends, _ = shingle(texts, recipe(*shape))
    starts = [0, *ends.tolist()]
    for text, start, end in zip(texts, starts, starts[1:], strict=False):
        assert hashes[start:end].tolist() == oracle.shingle_hashes(text, *shape)


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, (1 << 64) - 1), max_size=40),
    st.sampled_from([16, 32, 64]),
    st.integers(0, (1 << 64) - 1),
)
def test_sketches_are_those_of_the_format(hashes: list[int], size: int, seed: int) -> None:
    from textnorm.kernels.sets.sketch import sketch_hashes

    found = np.empty((1, size), dtype=np.uint32)
    sketch_hashes(np.array(hashes, dtype=np.uint64), np.array([len(hashes)]), np.uint64(seed), found)
    assert found[0].tolist() == oracle.sketch(hashes, size, seed)


@pytest.mark.parametrize("distinct", [1, 5, 200])
def test_endless_repetition_costs_no_more_and_changes_nothing(distinct: int) -> None:
    hashes = np.random.default_rng(1).integers(0, 1 << 63, size=distinct, dtype=np.uint64)
    few = shingle([""], recipe())._replace(hashes=hashes, ends=np.array([distinct]))
    many = few._replace(
        hashes=np.tile(hashes, 3_000_000 // distinct), ends=np.array([3_000_000 // distinct * distinct])
    )
    assert (sketch_shingles(few, recipe()) == sketch_shingles(many, recipe())).all()


@pytest.mark.parametrize("unit", ["word", "char"])
@pytest.mark.parametrize("length", [0, 1, 2, 3, 4])
def test_a_text_shorter_than_a_shingle_is_one_shingle(unit: str, length: int) -> None:
    text = " ".join("abcdefgh"[:length]) if unit == "word" else "abcdefgh"[:length]
    hashes, _, _ = shingle([text], recipe(unit, 3))
    assert len(hashes) == max(length - 2, min(length, 1))


@given(TRICKY, TRICKY)
def test_digests_are_equal_when_keys_are(a: str, b: str) -> None:
    digests = shingle([a, b, a.upper().replace("ß", "ss")], recipe()).digests
    same = oracle.words(oracle.key(a)) == oracle.words(oracle.key(b))
    assert bool((digests[0] == digests[1]).all()) == same


def test_a_text_without_words_matches_nothing() -> None:
    rows = sketch(["", "– ! –", None])
    assert (rows.matrix == 0xFFFFFFFF).all()
    assert rows.jaccard(rows).tolist() == [0, 0, 0]


def test_sketch_error_at_headline_length_is_below_that_of_minhash() -> None:
    draw = np.random.default_rng(7)
    size, errors = 128, []
    for _ in range(400):
        shared, own = draw.integers(10, 40), draw.integers(5, 30)
        universe = draw.integers(0, 1 << 63, size=shared + 2 * own, dtype=np.uint64)
        left, right = universe[: shared + own], np.concatenate([universe[:shared], universe[shared + own :]])
        rows = [
            sketch_shingles(shingle([""], recipe())._replace(hashes=part, ends=np.array([len(part)])), recipe())
            for part in (left, right)
        ]
        true = shared / (shared + 2 * own)
        errors.append(((rows[0] == rows[1]).mean() - true) ** 2 / (true * (1 - true) / size))
    assert np.mean(errors) < 0.8  # MinHash: 1.0


def test_other_recipes_do_not_mix() -> None:
    texts = ["Der Kanzler reist nach Paris"]
    with pytest.raises(RecipeMismatch, match=r"^n: 3 here, 5 there"):
        sketch(texts).jaccard(sketch(texts, Matcher(n=5)))
    with pytest.raises(RecipeMismatch, match=r"^seed: 1 here, 2 there"):
        sketch(texts).jaccard(sketch(texts, Matcher(seed=2)))


def test_the_number_of_threads_changes_nothing() -> None:
    texts = [f"Der Bericht Nummer {number} nennt {number * 7} Fälle in Köln und Umgebung" for number in range(500)]
    assert (sketch(texts, threads=1).matrix == sketch(texts, threads=3).matrix).all()


def test_what_is_not_text_is_named_with_its_place() -> None:
    with pytest.raises(BadRecord, match="text 2: expected str or None, got int"):
        sketch(["a", None, 3])  # type: ignore[list-item]


def test_results_keep_their_order_on_threads() -> None:
    assert list(ordered_map(lambda value: value * 2, range(50), threads=4)) == list(range(0, 100, 2))


@pytest.mark.parametrize("case", load_cases("sketch_vectors"), ids=lambda case: case["label"])
def test_known_answers_of_the_published_format(case: dict[str, Any]) -> None:
    matcher = Matcher(unit=case["unit"], n=case["n"], sketch_size=16, seed=case["seed"])
    made = recipe(case["unit"], case["n"], 16, case["seed"])
    assert [f"{value:016x}" for value in shingle([case["text"]], made).hashes.tolist()][:2] == case["shingles"]
    assert [f"{value:08x}" for value in sketch([case["text"]], matcher).matrix[0].tolist()] == case["sketch"]


def test_the_documented_vectors_are_the_tested_ones() -> None:
    page = (Path(__file__).parents[3] / "docs" / "sketch-format.md").read_text(encoding="utf-8")
    for case in load_cases("sketch_vectors"):
        assert " ".join(case["sketch"]) in page


def test_saved_sketches_come_back(tmp_path: Path) -> None:
    rows = sketch(["Der Kanzler reist nach Paris", "Ein Hund bellt"], Matcher(n=2, sketch_size=64, seed=9))
    rows.save(tmp_path / "rows.sketch")
    again = Sketches.load(tmp_path / "rows.sketch")
    assert again.recipe == rows.recipe
    assert (again.matrix == rows.matrix).all()
    sketch([]).save(tmp_path / "none.sketch")
    assert len(Sketches.load(tmp_path / "none.sketch")) == 0
    whole = (tmp_path / "rows.sketch").read_bytes()
    (tmp_path / "rows.sketch").write_bytes(whole[:-1])
    with pytest.raises(BadRecord, match="cut off"):
        Sketches.load(tmp_path / "rows.sketch")
    (tmp_path / "rows.sketch").write_bytes(b"something else")
    with pytest.raises(BadRecord, match="not a file of sketches"):
        Sketches.load(tmp_path / "rows.sketch")


def test_datasketch_indexes_our_sketches_and_refuses_to_mix_them() -> None:
    datasketch = pytest.importorskip("datasketch")
    texts = [
        "Der Kanzler reist nach Paris zu Gesprächen",
        "Ein Hund bellt im Hof",
        "DER KANZLER REIST NACH PARIS zu Gesprächen",
    ]
    rows = sketch(texts)
    lean = rows.to_datasketch()
    index = datasketch.MinHashLSH(threshold=0.5, num_perm=128)
    for place, row in enumerate(lean):
        index.insert(place, row)
    assert sorted(index.query(lean[0])) == [0, 2]
    assert lean[0].jaccard(lean[2]) == 1.0
    assert (Sketches.from_datasketch(lean, Matcher()).matrix == rows.matrix).all()
    with pytest.raises(RecipeMismatch, match="cannot be converted"):
        Sketches.from_datasketch([datasketch.LeanMinHash(datasketch.MinHash(num_perm=128))], Matcher())
    with pytest.raises(ValueError, match=r"seed|scheme"):
        lean[0].jaccard(datasketch.MinHash(num_perm=128))
