"""The kernels that read headlines for an index agree with the functions that read one at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.adapters.stores.test_every_store import lines
from textnorm.kernels.headlines.headline_choice import FEATURES, weigh_choice
from textnorm.match.headlines.parse import tokens_of
from textnorm.match.index.filing import Candidates
from textnorm.match.index.headlines import words as module
from textnorm.match.index.headlines.filing import HeadlineFiling
from textnorm.match.index.headlines.word_keys import keys_of_word, keys_of_words
from textnorm.match.index.headlines.words import WordTable, repaired_lines
from textnorm.match.matcher import Matcher

WORDS = [
    "Köln",
    "d’Azur",
    "geht's",
    "rock'n'roll",
    "25.000",
    "3,5",
    "12:30",
    "7.",
    "€",
    "100%",
    "北京大学",
    "3²",
    "–",
    "|",
    "😀",
]


def words_of(table: WordTable, texts: list[str]) -> list[list[tuple[list[int], int, int]]]:
    """The keys, the stem and the sign of every word of every text."""
    numbers, ends = table.read(texts)
    found = [
        (
            table.pool[table.starts[number] : table.starts[number + 1]].tolist(),
            int(table.stems[number]),
            int(table.signs[number]),
        )
        for number in numbers.tolist()
    ]
    starts = [0, *ends.tolist()]
    return [found[start:end] for start, end in pairwise(starts)]


def expected(texts: list[str]) -> list[list[tuple[list[int], int, int]]]:
    return [[keys_of_word(token) for token in tokens_of(text)] for text in texts]


@given(st.lists(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS)).map(" ".join)), max_size=20))
@example(["\ud800a\udfff", "a'bc'd", "a’bcd", "1.2.3.", "1..2", "", "ab" * 1_500 + " Ende"])
@settings(max_examples=80)
def test_words_are_those_of_the_parser(texts: list[str]) -> None:
    assert words_of(WordTable(), texts) == expected(texts)


def test_words_that_were_forgotten_are_read_again(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(module, "_MOST", 60)
    table = WordTable()
    for start in range(0, 400, 20):
        texts = lines(400)[start : start + 20]
        assert words_of(table, texts) == expected(texts)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.lists(st.sampled_from(["kanzler", "Amts", "haus", "öl", "preis", "Lenk", "ung", "’s"])).map("".join),
        ),
        min_size=8,
    )
)
@example(["Weekendticket", "FILMWEEKEND", "Muhammad’s", "Mohamed", "Kryvoruchko", "sued", "XIV", "Umlaeufe", "25.000"])
@settings(max_examples=80)
def test_many_words_have_the_keys_of_each(words: list[str]) -> None:
    found = keys_of_words(words)
    ends = np.cumsum(found.sizes)
    own = [found.keys[end - size : end].tolist() for size, end in zip(found.sizes.tolist(), ends.tolist(), strict=True)]
    assert list(zip(own, found.stems.tolist(), found.signs.tolist(), strict=True)) == list(map(keys_of_word, words))


def test_many_lines_are_repaired_as_one_by_one() -> None:
    texts = ["K&ouml;ln empfÃ¤ngt G\u00e4ste", "Kanzler reist", "Gr\\u00fcne tagen", ""] * 8
    assert list(repaired_lines(texts)[0]) == [repaired_lines([text])[0][0] for text in texts]


def test_texts_are_filed_alike_alone_and_among_others() -> None:
    filing = HeadlineFiling(Matcher.headlines())
    texts = [*lines(40), "", "Köln: 25.000 Gäste | SPIEGEL", "K&ouml;ln: 25.000 Gäste"]
    together = filing.file(texts)
    for place, text in enumerate(texts):
        alone = HeadlineFiling(Matcher.headlines()).file([text])
        assert sorted(alone.keys_of(0).tolist()) == sorted(together.keys_of(place).tolist())
        assert alone.facts[0].tolist() == together.facts[place].tolist()


def candidates_of(filing: HeadlineFiling, text: str, others: list[tuple[int, str, float]], kept: bool) -> Candidates:
    """Candidates whose words are kept, or have to be read from their texts."""
    texts = {row: other for row, other, _ in others}
    words = dict(zip(texts, filing.file(list(texts.values())).words, strict=True)) if kept else {}
    scores = {row: score for row, _, score in others}
    return Candidates(filing.file([text]), scores, lambda rows: {row: texts[row] for row in rows}, lambda _: words)


@pytest.mark.parametrize("kept", [True, False])
def test_the_measures_of_a_candidate_say_what_the_words_say(kept: bool) -> None:
    filing = HeadlineFiling(Matcher.headlines())
    others = [
        (1, "Kanzler empfängt Präsidenten", 2.0),
        (2, "Kanzler empfängt 12 Minister", 1.0),
        (3, "Hund beißt Briefträger", -1.0),
    ]
    rows, _, measured = filing.measured(candidates_of(filing, "Kanzler empfängt Präsidenten", others, kept))
    assert rows == [1, 2, 3]
    same, other, strange = (dict(zip(FEATURES, row.tolist(), strict=True)) for row in measured)
    assert (same["postings"], same["alone_mine"], same["alone_theirs"], same["shared"]) == (2.0, 0.0, 0.0, 3.0)
    assert (same["same_first"], same["same_order"], same["numbers_on_one_side"]) == (1.0, 1.0, 0.0)
    assert (other["words_alone_less"], other["capitals_alone"], other["numbers_on_one_side"]) == (1.0, 1.0, 1.0)
    assert (strange["shared"], strange["alone_mine"], strange["same_first"]) == (0.0, 1.0, 0.0)


@given(st.lists(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS)).map(" ".join)), min_size=2))
@settings(max_examples=40)
def test_kept_words_measure_like_read_ones(texts: list[str]) -> None:
    filing = HeadlineFiling(Matcher.headlines())
    others = [(row, text, float(row)) for row, text in enumerate(texts[1:])]
    kept, read = (filing.measured(candidates_of(filing, texts[0], others, how)) for how in (True, False))
    assert (kept[0], kept[1]) == (read[0], read[1])
    assert np.array_equal(kept[2], read[2])


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), max_size=30))
def test_a_kernel_chooses_the_likely_by_a_rule(values: list[list[int]]) -> None:
    columns, least = np.array([0, 2, 2]), np.array([-1.0, 0.0, 1.0], dtype=np.float32)
    weights = np.array([0.5, 2.0, -4.0], dtype=np.float32)
    measured = np.array(values, dtype=np.float32).reshape(-1, 3)
    order = np.empty(len(values), dtype=np.int64)
    count = weigh_choice(measured, columns, least, weights, 1.0, np.empty(len(values), dtype=np.float32), order)
    logits = (np.maximum(measured[:, columns] - least, 0.0) @ weights).tolist()
    expected = sorted((place for place, logit in enumerate(logits) if logit >= 1.0), key=lambda p: -logits[p])
    assert order[:count].tolist() == expected


def test_likely_candidates_come_first_and_unlikely_ones_not_at_all() -> None:
    filing = HeadlineFiling(Matcher.headlines())
    text, *rest = lines(60)
    changed = f"{text} am Montag"
    others = [(place, other, 0.0) for place, other in enumerate([*rest, changed, text])]
    likely, sound = filing._likely(candidates_of(filing, text, others, kept=True))
    assert likely[:2] == [len(rest) + 1, len(rest)]
    assert len(likely) < len(others)
    assert sound == frozenset(likely)
    assert np.isfinite(filing.measured(candidates_of(filing, "", others, kept=True))[2]).all()


def test_a_few_words_are_filed_as_among_many() -> None:
    """Of few, all are read both ways at once."""
    tokens = [*WORDS, "2026", "Donald's", "Šibenik", "und", "EU"] * 2
    every = keys_of_words(tokens)
    ends = np.cumsum(every.sizes).tolist()
    for place, token in enumerate(tokens):
        alone = keys_of_words([token])
        assert alone.keys.tolist() == every.keys[ends[place] - every.sizes[place] : ends[place]].tolist(), token
        assert (alone.stems[0], alone.signs[0], alone.flags[0]) == tuple(column[place] for column in every[2:]), token
