"""The screen of much text: both ways of looking find the same pieces, and nothing in a wrong page passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.german import TEXT, writable
from tests.sentences import SENTENCES
from textnorm.text.decoding import screening
from textnorm.text.decoding.screening import Screen

IN_PAGES = [("de", "cp1252"), ("de", "cp850"), ("ru", "cp1251"), ("ru", "koi8-r"), ("el", "cp1253"), ("pl", "cp1250")]
PIECES = st.sampled_from(
    [b"f\xfcr", b"\xc3\xbc", b"Stra\xdfe", b"gr\x81n", b"ASCII", b"\xef\xf0\xe8\xe2\xe5\xf2", b"\xb0"]
)


@given(st.lists(PIECES | st.binary(max_size=5), max_size=12), st.sampled_from(IN_PAGES))
def test_arrays_and_lines_find_the_same_pieces(pieces: list[bytes], which: tuple[str, str]) -> None:
    screen = Screen(which[1], which[0], utf8=True)
    for data in (b" ".join(pieces), b"\n".join(pieces)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(screening, "_SMALL", 0)
            in_arrays = screen.doubtful_pieces(data)
            patch.setattr(screening, "_SMALL", 1 << 30)
            assert screen.doubtful_pieces(data) == in_arrays


def test_parts_of_a_large_text_are_cut_at_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    data = TEXT.encode("cp850", "replace")
    screen = Screen("cp1252", "de", utf8=True)
    whole = screen.doubtful_pieces(data)
    monkeypatch.setattr(screening, "_AT_ONCE", 10)
    assert screen.doubtful_pieces(data) == whole
    assert whole


@pytest.mark.parametrize(("language", "page"), IN_PAGES)
def test_most_of_a_text_passes_in_its_page_and_little_in_another(language: str, page: str) -> None:
    text = writable(SENTENCES[language], page) * 3
    data = text.encode(page)
    marked = sum(not piece.isascii() for piece in data.split())
    assert len(Screen(page, language, utf8=True).doubtful_pieces(data)) <= 0.4 * marked
    wrong = {"cp1252": "cp850", "cp850": "cp1252", "cp1251": "koi8-r", "koi8-r": "cp1251", "cp1253": "cp737"}
    other = Screen(wrong.get(page, "cp852"), language, utf8=True)
    assert len(other.doubtful_pieces(data)) > 0.5 * marked


def test_what_may_be_utf_8_is_doubtful() -> None:
    assert not Screen("cp1252", "de", utf8=True).is_sound("für".encode())
    assert Screen("cp1252", "de", utf8=True).is_sound("für".encode("cp1252"))
