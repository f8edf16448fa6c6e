"""The kernels of decoding do what the rules in Python do: on any bytes, and on text in every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sentences import SENTENCES
from textnorm.text.decoding import decode as decoding
from textnorm.text.decoding import file_decoder, loading, page_choice, page_kernels
from textnorm.text.decoding.page_scores import PAGES, in_page, is_european, reading_cost
from textnorm.text.decoding.page_tables import european
from textnorm.text.decoding.screening import Screen
from textnorm.text.evidence.language_models import LANGUAGES, unpack

decode, decode_many = decoding.decode, decoding.decode_many
#: Bytes as they come in text: most of them letters, in runs.
PIECES = st.one_of(
    st.binary(min_size=1, max_size=80),
    st.lists(
        st.sampled_from(b"abLCzF\xe4\xfc\xc4\xdf\xb0\xb2\xb7\x84\x93\xa0\xd3\xf3\xcd"), min_size=1, max_size=50
    ).map(bytes),
    st.lists(st.integers(0xC0, 0xFF), min_size=1, max_size=50).map(bytes),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([b" ", b"\n", b"\x0b", b""])), max_size=60).map(
    lambda parts: b"".join(piece + space for piece, space in parts)
)


Result = TypeVar("Result")


def by_python(call: Callable[[], Result]) -> Result:
    """What Python decides without kernels."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (page_choice, file_decoder, decoding):
            patch.setattr(module, "kernels_pay", lambda *_, **__: False)
        return call()


def in_pages(text: str) -> list[tuple[str, bytes]]:
    """The text in every page that can write most of it."""
    found = [(page, text.encode(page, "ignore")) for page in PAGES]
    return [(page, data) for page, data in found if len(data) > 0.9 * len(text) and not data.isascii()]


@given(st.lists(PIECES, min_size=1, max_size=20), st.sampled_from(PAGES))
def test_pieces_cost_what_the_rules_say(pieces: list[bytes], page: str) -> None:
    costs = page_kernels.costs_of(pieces, page).tolist()
    assert costs == [unpack(reading_cost(in_page(piece, page))) for piece in pieces]


@pytest.mark.parametrize("language", SENTENCES)
def test_words_of_sentences_cost_in_every_page_what_the_rules_say(language: str) -> None:
    for _, data in in_pages(SENTENCES[language]):
        pieces = data.split()
        for page in PAGES:
            costs = page_kernels.costs_of(pieces, page).tolist()
            assert costs == [unpack(reading_cost(in_page(piece, page))) for piece in pieces]


@given(TEXTS)
def test_pieces_are_counted_and_chosen_as_the_rules_say(data: bytes) -> None:
    marked = by_python(lambda: page_choice.marked_pieces(data))
    assert list(page_kernels.marked_pieces(data).items()) == list(marked.items())
    if marked:
        assert page_kernels.telling(marked) == by_python(lambda: page_choice._telling(marked))
    words = Counter(piece for piece in data.split() if piece.isascii())
    assert page_kernels.frequent_words(data, 5) == [word for word, _ in page_choice._frequent(words, 5)]


def test_of_many_pieces_the_same_ones_are_chosen() -> None:
    words = [word for text in SENTENCES.values() for _, data in in_pages(text) for word in data.split()]
    marked = Counter(word for word in words if not word.isascii())
    chosen = by_python(lambda: page_choice._telling(marked))
    assert page_kernels.telling(marked) == chosen
    assert 40 < len(chosen) < len(marked)


def test_pieces_that_begin_alike_are_sorted_by_what_follows() -> None:
    words = [b"https://example.org/%d/\xe4" % (number * 7919 % 30_000) for number in range(30_000)]
    marked = Counter(words)
    assert page_kernels.telling(marked) == by_python(lambda: page_choice._telling(marked))
    plain = [word[:-1] for word in words]
    assert page_kernels.frequent_words(b" ".join(plain), 150) == sorted(plain)[:150]


@given(TEXTS, st.lists(st.sampled_from(PAGES), min_size=1, max_size=12, unique=True))
def test_the_page_that_is_chosen_is_that_of_the_rules(data: bytes, pages: list[str]) -> None:
    marked = page_choice.marked_pieces(data)
    if marked:
        chosen = page_choice.choose(marked, data, pages)
        assert chosen == by_python(lambda: page_choice.choose(marked, data, pages))


@given(TEXTS, st.sampled_from(PAGES), st.sampled_from([language.code for language in LANGUAGES]), st.booleans())
def test_pieces_that_pass_the_screen_are_sound_by_the_rules(data: bytes, page: str, language: str, utf8: bool) -> None:
    decision = file_decoder.Decision(page, 1.0, language, page=page, utf8=utf8)
    decoder = file_decoder.FileDecoder(decision)
    screened = page_kernels.doubtful_pieces(data, page, language, utf8=utf8)
    by_rules = Screen(page, language, utf8=utf8).doubtful_pieces(data)
    assert set(screened) <= set(by_rules)
    passed = [data[start:end] for start, end in set(by_rules) - set(screened)]
    assert all(decoder._judge(piece) for piece in passed)


def test_characters_are_european_as_the_rules_say() -> None:
    found = european()
    surrogates = range(0xD800, 0xE000)
    assert all(found[code] == (code not in surrogates and is_european(chr(code))) for code in range(0x10000))


@pytest.mark.parametrize("language", SENTENCES)
def test_lines_columns_and_files_are_decoded_alike(language: str) -> None:
    for _, data in in_pages(SENTENCES[language]):
        column = [data, data[20:], *data.split(), b"ASCII", "für".encode()] * 5
        assert decode(data) == by_python(lambda data=data: decode(data))  # type: ignore[misc]
        assert decode_many(column) == by_python(lambda column=column: decode_many(column))  # type: ignore[misc]


def test_a_large_column_is_decoded_alike() -> None:
    column = [data for text in SENTENCES.values() for page, data in in_pages(text) if page in {"cp1252", "cp850"}]
    column = [
        *column * 20,
        *(text.encode("cp1252", "ignore") + b" %d" % n for n, text in enumerate(SENTENCES.values())),
    ]
    assert decode_many(column) == by_python(lambda: decode_many(column))


@given(st.lists(TEXTS, max_size=8))
def test_any_column_is_decoded_alike(column: list[bytes]) -> None:
    assert decode_many(column) == by_python(lambda: decode_many(column))


def test_kernels_are_loaded_when_python_has_worked_as_long_as_loading_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_KERNELS", "not loaded")
    monkeypatch.setattr(loading, "_spent", 0)
    assert not loading.kernels_pay(microseconds=loading._WITH_NUMBA // 2)
    assert loading.kernels_pay(microseconds=loading._WITH_NUMBA // 2 + 1)
    assert not loading.kernels_pay(["cp437", "cp862"])
