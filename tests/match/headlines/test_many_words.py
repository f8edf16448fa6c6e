"""Many words are analysed by kernel as each is by itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import load_cases
from textnorm.buffers import TextBuffer
from textnorm.match.headlines.bulk import analyse
from textnorm.match.headlines.bulk.analyse import analyse_tokens
from textnorm.match.headlines.bulk.special import special_of
from textnorm.match.headlines.lexicon import word_classes
from textnorm.match.headlines.parse import tokens_of
from textnorm.match.headlines.words import analyse_once
from textnorm.text.names.lexicon import first_name_forms

TOKENS = sorted(
    {token for case in load_cases("headlines") for text in (case["a"], case["b"]) for token in tokens_of(text)}
)
#: Halves, endings, names, numbers, letters of which some have no ASCII spelling.
PARTS = st.sampled_from([
    *["kanzler", "amts", "haus", "ol", "preis", "Minister", "weekend", "ge", "innen", "jährig", "Muhammad"],
    *["schtsch", "tch", "ing", "ed", "buy", "XIV", "Krivoruchko", "zwei", "25.000", "räumt", "ein", "und"],
    *["Lanka", "plant", "aee", "oe", "ue", "ß", "Ä", "Þ", "ŉ", "ǆ", "İ", "ĸ", "µ", "²", "ª", "Ж", "中", "ﬁ", "'"],
    *["s", "\N{RIGHT SINGLE QUOTATION MARK}", "\ud800", "\u0663", "€", "%", "i\u0307", "x" * 50],
])  # fmt: skip
tokens = st.lists(PARTS, min_size=1, max_size=4).map("".join) | st.sampled_from(TOKENS)


def assert_as_one_by_one(words: list[str]) -> None:
    for caseless in (False, True):
        assert analyse_tokens(words, [caseless] * len(words)) == [
            analyse_once(word, caseless=caseless) for word in words
        ]


@given(st.lists(tokens | st.text(min_size=1, max_size=12), max_size=8))
@example(["weekend", "weekends", "Filmweekend", "O'Neill", "'s", "a'b'c", "II", "Ii", "tested", "Süd"])
@example(words=["\u4e2dkanzlerol\ud800"])
def test_many_words_are_analysed_as_each_is(words: list[str]) -> None:
    assert_as_one_by_one(words)


def test_listed_words_are_analysed_as_each_is() -> None:
    lexicon = word_classes()
    listed = {*lexicon.exact, *lexicon.stems, *lexicon.foreign, *lexicon.nouns, *lexicon.offices, *first_name_forms()}
    words = [word for word in sorted(listed) if " " not in word]
    assert_as_one_by_one([*words, *map(str.capitalize, words), *TOKENS, *map(str.upper, TOKENS)])


@pytest.mark.parametrize("caseless", [False, True])
def test_the_kernel_knows_what_is_special_about_a_word(caseless: bool) -> None:
    from textnorm.kernels.headlines.headline_words import UNREAD

    words = [*TOKENS, *word_classes().particles, "plant", "Sri", "Lanka", "haben", "Live", "und", "zwei", "XIV"]
    buffer = TextBuffer.from_texts(words)
    found = analyse.analyse_spans(
        buffer.data,
        buffer.offsets[:-1].copy(),
        buffer.offsets[1:].copy(),
        (buffer.offsets[1:] * 0 + caseless).astype("u1"),
    )
    special = [special_of(analyse_once(word, caseless=caseless)) for word in words]
    read_here = (found.states != UNREAD).tolist()
    assert [each for each, known in zip(found.special.tolist(), read_here, strict=True) if known] == [
        each for each, known in zip(special, read_here, strict=True) if known
    ]
    assert sum(read_here) > 0.9 * len(words)
