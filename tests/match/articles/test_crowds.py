"""Crowds of near copies: found whole, at a cost that grows with the texts alone, and what is not listed is said."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.match.articles.test_articles import WORDS, made
from textnorm import Matcher, find_duplicates
from textnorm.match.articles.alignment import content_of
from textnorm.match.articles.hash_sets import contents_of
from textnorm.match.articles.samples import sampled_pairs
from textnorm.match.corpus import copies
from textnorm.match.partition.bucket import enough, meet

ARTICLES = Matcher.articles(repair=False)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def with_typos(text: str, count: int, draw: random.Random) -> str:
    words = text.split()
    for _ in range(count):
        place = draw.randrange(len(words))
        letter = draw.randrange(len(words[place]))
        words[place] = words[place][:letter] + draw.choice(LETTERS) + words[place][letter + draw.randrange(2) :]
    return " ".join(words)


@pytest.mark.parametrize("matcher", [Matcher(), ARTICLES, Matcher.articles()], ids=["plain", "articles", "repaired"])
def test_copies_with_one_typo_each_are_one_cluster(matcher: Matcher) -> None:
    draw = random.Random(1)
    text = " ".join(draw.choice(WORDS) for _ in range(120))
    found = find_duplicates([with_typos(text, 1, draw) for _ in range(300)], matcher)
    assert len(found.kept) <= 2


@pytest.mark.parametrize("matcher", [Matcher(), ARTICLES], ids=["plain", "articles"])
def test_a_crowd_of_near_copies_has_few_pairs_a_text_and_hardly_any_stays(matcher: Matcher) -> None:
    draw = random.Random(2)
    text = " ".join(draw.choice(WORDS) for _ in range(120))
    found = find_duplicates([with_typos(text, draw.randint(1, 4), draw) for _ in range(3000)], matcher)
    # Two typos in short names make other names of them.
    assert len(found.kept) <= 45
    assert len(found.table) <= 60 * 3000


def test_a_crowd_of_variants_with_many_copies_each_is_one_cluster_and_says_what_is_not_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(3)
    text = made(1, 120, seed=3)[0]
    variants = [with_typos(text, 3, draw) for _ in range(20)]
    texts = variants * 60
    every = find_duplicates(texts, ARTICLES)
    assert every.notes == ()
    monkeypatch.setattr(copies, "MOST", 1000)
    found = find_duplicates(texts, ARTICLES)
    assert found.labels.tolist() == every.labels.tolist()
    assert len(found.kept) == 1
    assert len(found.table) < 2 * len(texts)
    assert "Too many pairs of copies to list each" in found.summary()
    assert found.why(int(found.dropped[-1])).score > 0.9
    # Against an archive each new text finds its best copy there, listed or not.
    strangers = made(40, 80, seed=4)
    archive = variants[:10] * 60 + strangers[:20]
    new = variants[5:] * 60 + strangers
    few = find_duplicates(new, ARTICLES, against=archive)
    monkeypatch.undo()
    all_pairs = find_duplicates(new, ARTICLES, against=archive)
    assert few.labels.tolist() == all_pairs.labels.tolist()
    assert (few.labels[:-20] >= 0).all()
    assert few.kept.tolist() == list(range(len(new) - 20, len(new)))


def test_short_templates_of_a_crowd_stay_apart() -> None:
    draw = random.Random(5)
    names = ["".join(draw.sample(LETTERS, draw.randint(5, 9))).capitalize() for _ in range(400)]
    texts = [
        f"Der Rat von {name} hat am Abend {draw.choice(names)} zum neuen Leiter der Schule gewählt. Er folgt auf "
        f"{draw.choice(names)}, der das Amt zehn Jahre lang innehatte. Die Feier leitet {draw.choice(names)}."
        for name in names
    ]
    assert len(find_duplicates(texts, ARTICLES).dropped) <= 0.02 * len(set(texts))


SHORT = st.text("abä -", max_size=30)


@settings(max_examples=60)
@given(st.lists(SHORT, min_size=2, max_size=2), st.sampled_from(["word", "char"]), st.sampled_from([2, 3]))
def test_two_texts_have_one_score_in_either_order_in_compare_and_search(texts: list[str], unit: str, n: int) -> None:
    a, b = texts
    for matcher in (Matcher(unit=unit, n=n), ARTICLES.replace(unit=unit, n=n)):
        pair = matcher.compare(a, b)
        assert matcher.compare(b, a).score == pair.score
        found = [
            find_duplicates([a, b], matcher),
            find_duplicates([b, a], matcher),
            find_duplicates([a], matcher, against=[b]),
            find_duplicates([b], matcher, against=[a]),
        ]
        scores = [result.table.score.tolist() for result in found]
        assert all(score == scores[0] for score in scores)
        if scores[0] and scores[0][0] < 1.0:  # equal keys are copies, however short
            assert abs(scores[0][0] - pair.score) < 1e-6


def slow_pairs(postings: list[tuple[int, int]], samples: np.ndarray) -> set[tuple[int, int]]:
    """The pairs that share enough samples, counted one by one, where no bucket is oversized."""
    buckets: dict[int, set[int]] = {}
    for shingle, node in postings:
        buckets.setdefault(shingle, set()).add(node)
    times: dict[tuple[int, int], int] = {}
    for nodes in buckets.values():
        for pair in combinations(sorted(nodes), 2):
            times[pair] = times.get(pair, 0) + 1

    def enough(pair: tuple[int, int]) -> bool:
        smaller = min(samples[list(pair)])
        return times[pair] >= max(0.1 * smaller, 1 if smaller < 8 else 2)

    return {pair for pair in times if enough(pair)}


@given(st.sets(st.tuples(st.integers(0, 15), st.integers(0, 7)), max_size=60))
def test_sampled_pairs_are_those_that_meet_often_enough(postings: set[tuple[int, int]]) -> None:
    samples = np.zeros(8, dtype=np.int32)
    for _, node in postings:
        samples[node] += 1
    # In so small buckets, whatever meets often enough also weighs enough.
    packed = np.array(sorted(shingle << 32 | node for shingle, node in postings), dtype=np.uint64)
    parts = [packed[packed >> np.uint64(32) < 8], packed[packed >> np.uint64(32) >= 8]]
    found = {(int(pair) >> 32, int(pair) & 0xFFFFFFFF) for pair in sampled_pairs(parts, samples)}
    assert found == slow_pairs(sorted(postings), samples)


def test_pairs_that_share_a_slot_of_the_table_are_not_taken_for_heavier_ones() -> None:
    draw = np.random.default_rng(1)
    nodes, keys = 400, 2_500
    filed = np.concatenate([draw.choice(nodes, 2 + key % 60, replace=False) for key in range(keys)])
    owner = np.repeat(np.arange(keys), [2 + key % 60 for key in range(keys)])
    samples = np.bincount(filed, minlength=nodes).astype(np.int32) // 20
    packed = np.sort(owner.astype(np.uint64) << np.uint64(32) | filed.astype(np.uint64))
    found = {(int(pair) >> 32, int(pair) & 0xFFFFFFFF) for pair in sampled_pairs([packed], samples)}
    met = meet(owner, filed).to_pandas()
    total = met[met.right < 0].set_index("left").weight
    pairs = met[met.right >= 0]
    sides = [pairs.left.to_numpy(), pairs.right.to_numpy()]
    heavy = enough(
        pairs.times.to_numpy(), pairs.weight.to_numpy(), np.stack([samples[side] for side in sides]),
        np.stack([total[side].to_numpy() for side in sides]),
    )  # fmt: skip
    assert found == {(int(left), int(right)) for left, right in pairs[heavy][["left", "right"]].to_numpy()}
    assert 0 < len(found) < len(pairs)


PARTS = ["Rat.", "Cookies", "Newsletter", "\n", "Alle Rechte", "vorbehalten!", "tagt", "?", "Impressum"]
TEXTS = st.lists(st.sampled_from(PARTS))


@given(st.lists(TEXTS.map(" ".join), max_size=4))
def test_the_content_of_many_texts_is_that_of_each(texts: list[str]) -> None:
    assert contents_of(texts) == [content_of(text) for text in texts]
