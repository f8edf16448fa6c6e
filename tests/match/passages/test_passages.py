"""Passages: exactly the runs of words that occur twice, with their places, against a slow and obvious search."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.keys import key, words
from textnorm.match.passages import find
from textnorm.match.passages.find import find_passages
from textnorm.match.passages.words import word_spans

WORDS = st.lists(st.sampled_from(["der", "Dom", "ist", "neu", "„Köln“", "1/2", "Größe", "北京"]), max_size=24)
TEXTS = st.lists(WORDS.map(" ".join), max_size=5)
ANY = st.text(st.characters(exclude_categories=[]) | st.sampled_from("äöü ¨̈½ß京·’\ud800"), max_size=30)


def slow_passages(texts: list[str], n: int) -> set[tuple[tuple[str, ...], tuple[tuple[int, int], ...]]]:
    """Every run of at least ``n`` words that all its occurrences share and that cannot grow, with all its places."""
    tokens = [words(key(text)) for text in texts]
    grams: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for text, run in enumerate(tokens):
        for start in range(len(run) - n + 1):
            grams.setdefault(tuple(run[start : start + n]), []).append((text, start))
    found = set()
    for places in grams.values():
        if len(places) < 2:
            continue
        before = after = 0
        while all(start > before for _, start in places) and (
            len({tokens[text][start - before - 1] for text, start in places}) == 1
        ):
            before += 1
        while all(start + n + after < len(tokens[text]) for text, start in places) and (
            len({tokens[text][start + n + after] for text, start in places}) == 1
        ):
            after += 1
        text, start = places[0]
        run = tuple(tokens[text][start - before : start + n + after])
        apart: list[tuple[int, int]] = []
        for text, start in places:
            if not apart or apart[-1][0] != text or start - before >= apart[-1][1] + len(run):
                apart.append((text, start - before))
        if len(apart) > 1:
            found.add((run, tuple(apart)))
    return found


@given(TEXTS, st.integers(2, 4))
def test_the_kernels_find_what_the_slow_search_finds(texts: list[str], n: int) -> None:
    found = find_passages(texts, min_words=n)
    tokens = [words(key(text)) for text in texts]
    expected = {(run, tuple(text for text, _ in places)) for run, places in slow_passages(texts, n)}
    assert {
        (tuple(words(key(passage.text))), tuple(o.text for o in passage.occurrences)) for passage in found
    } == expected
    assert len(found) == len(slow_passages(texts, n))
    for passage in found:
        assert passage.words == len(words(key(passage.text)))
        for place in passage.occurrences:
            assert key(texts[place.text][place.start : place.end]) == key(passage.text)
    assert tokens == [words(key(text)) for text in texts]


@given(st.lists(ANY, max_size=4))
def test_words_are_located_where_the_key_has_them(texts: list[str]) -> None:
    spans = word_spans(texts)
    start = 0
    for text, end in zip(texts, spans.ends.tolist(), strict=True):
        expected = words(key(text))
        assert end - start == len(expected)
        for word, first, last in zip(
            expected, spans.first[start:end].tolist(), spans.last[start:end].tolist(), strict=True
        ):
            assert word in words(key(text[first:last])) or word in key(text[first:last])
        start = end


@given(TEXTS, st.integers(2, 4))
def test_stripping_leaves_every_run_of_words_once_and_no_other_word_goes(texts: list[str], n: int) -> None:
    found = find_passages(texts, min_words=n)
    tokens = [words(key(text)) for text in texts]
    seen: dict[tuple[str, ...], tuple[int, int]] = {}
    expected = []
    for text, run in enumerate(tokens):
        gone: set[int] = set()
        for start in range(len(run) - n + 1):
            first = seen.setdefault(tuple(run[start : start + n]), (text, start))
            if first[0] != text or start - first[1] >= n:
                gone |= set(range(start, start + n))
        expected.append([word for place, word in enumerate(run) if place not in gone])
    kept = found.strip(keep="first")
    assert [words(key(text)) for text in kept] == expected


@given(TEXTS)
def test_the_threads_do_not_count(texts: list[str]) -> None:
    one, two = find_passages(texts, min_words=2, threads=1), find_passages(iter(texts), min_words=2, threads=2)
    assert one.table.tolist() == two.table.tolist()


@given(TEXTS)
def test_texts_too_large_to_keep_their_shingles_give_the_same(texts: list[str]) -> None:
    kept = find_passages(texts, min_words=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_KEPT_CHARACTERS", -1)
        assert find_passages(texts, min_words=2).table.tolist() == kept.table.tolist()


def test_a_longer_run_of_two_is_a_passage_beside_the_shorter_one_of_three() -> None:
    shell = "Wir verwenden Cookies und teilen Daten mit Partnern"
    texts = [f"Eins. {shell} Heute neu im Rathaus", f"{shell} heute neu im Rathaus!", f"Drei. {shell}"]
    found = find_passages(texts, min_words=4)
    assert [(passage.words, passage.texts) for passage in found] == [(8, (0, 1, 2)), (12, (0, 1))]


def test_a_passage_may_repeat_within_one_text() -> None:
    line = "Lesen Sie auch unsere anderen Artikel zum Thema"
    (passage,) = find_passages([f"{line}. Der Dom ist alt. {line}."], min_words=5)
    assert passage.texts == (0,)
    assert [place.start for place in passage.occurrences] == [0, 66]


def test_between_says_what_two_texts_share_whoever_else_has_it() -> None:
    a = "eins zwei drei vier fünf sechs sieben"
    texts = [a, f"vorn {a} hinten", "eins zwei drei vier", "vier fünf sechs sieben"]
    found = find_passages(texts, min_words=3)
    assert [tuple(run) for run in found.between(0, 1)] == [(0, len(a), 5, 5 + len(a))]
    assert found.between(2, 3) == []
    with pytest.raises(BadRecord, match="index 4 is out of range: 4 texts"):
        found.between(0, 4)


def test_the_shell_of_a_page_is_told_from_a_quoted_paragraph() -> None:
    shell = "Mit Ihrer Zustimmung verwenden wir Cookies und ähnliche Techniken auf dieser Seite"
    quote = "Der Minister sagte am Abend dass die Reform im Herbst kommt"
    own = [" ".join(f"wort{text}x{number}" for number in range(80)) for text in range(4)]
    texts = [f"{shell} {own[k][:300]} {quote if k < 3 else ''} {own[k][300:]}" for k in range(4)]
    assert [passage.text for passage in find_passages(texts, min_words=8).shells()] == [shell]


@pytest.mark.parametrize("texts", [[], [""], [None, "ein Wort"], ["ja"], ["ha " * 3]])
def test_short_and_empty_texts_have_no_passage(texts: list[str | None]) -> None:
    found = find_passages(texts, min_words=4)
    assert len(found) == 0
    assert found.strip() == [text or "" for text in texts]
    assert str(found).startswith("no passage in")


def test_two_equal_short_texts_share_no_passage_of_twenty_words() -> None:
    assert len(find_passages(["Kurz und gut", "Kurz und gut"])) == 0


def test_a_text_of_one_word_repeated_is_linear_and_keeps_its_first_run() -> None:
    found = find_passages(["ha " * 3_000], min_words=20)
    assert [(passage.words, len(passage.occurrences)) for passage in found] == [(20, 150)]
    assert len(words(found.strip()[0])) == 20


def test_the_result_can_be_pickled() -> None:
    found = find_passages(["a b c d", "a b c e"], min_words=3)
    assert pickle.loads(pickle.dumps(found))[0] == found[0]


@pytest.mark.parametrize("value", [1, 0, "5", True, 2.5])
def test_a_wrong_number_of_words_is_named(value: object) -> None:
    with pytest.raises(UnknownOption, match=r"min_words=.*must be an integer ≥ 2"):
        find_passages([], min_words=value)  # type: ignore[arg-type]
