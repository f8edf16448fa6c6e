"""What an index keeps of texts comes back as it was, or is said to be damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import IndexUnusable
from textnorm.match.index.entries import digest_of, texts_of, words_kept, words_of
from textnorm.match.index.store import TextRow


def kept_text(row: int, text: str) -> TextRow:
    data = text.encode("utf-8", "surrogatepass")
    return TextRow(row, digest_of(data), data)


@given(st.dictionaries(st.integers(0, 1 << 32), st.binary(max_size=40)))
def test_words_come_back_as_they_were(words: dict[int, bytes]) -> None:
    assert words_of([(row, words_kept(each)) for row, each in words.items()], "index") == words


@given(st.dictionaries(st.integers(0, 1 << 32), st.text(max_size=40)))
def test_texts_come_back_as_they_were(texts: dict[int, str]) -> None:
    assert texts_of([kept_text(*each) for each in texts.items()], "index") == texts


@pytest.mark.parametrize("broken", [b"", b"abc", words_kept(b"other")[:4] + b"words"])
def test_damaged_words_are_named_by_their_text(broken: bytes) -> None:
    with pytest.raises(IndexUnusable, match="the words of text 7"):
        words_of([(3, words_kept(b"sound")), (7, broken), (9, words_kept(b""))], "index")


@pytest.mark.parametrize(
    "broken", [kept_text(7, "Kanzler")._replace(text=b"Kanzles"), kept_text(7, "a")._replace(digest=1)]
)
def test_a_damaged_text_is_named(broken: TextRow) -> None:
    with pytest.raises(IndexUnusable, match="text 7"):
        texts_of([kept_text(3, "sound"), broken], "index")
