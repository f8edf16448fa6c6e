"""Bytes of unknown encoding: every page in short and in long texts, mixed lines, cut ends; and no bytes that raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.german import HEADLINES, OTHER_LANGUAGES, TEXT, writable
from textnorm.text.encoding.decode import decode
from textnorm.text.encoding.wide import EAST_ASIAN

# Page and the share of headlines that must come out right. CP437 has no capital letters of some languages, but all
# umlauts.
FLOORS = {"cp1252": 0.99, "iso8859-15": 0.99, "cp1250": 0.99, "mac_roman": 0.97, "cp850": 0.97, "cp437": 0.97}
LINES = TEXT.splitlines()


@pytest.mark.parametrize("page", FLOORS)
def test_headlines_are_read_in_their_page(page: str) -> None:
    headlines = [writable(headline, page) for headline in HEADLINES]
    right = [headline for headline in headlines if decode(headline.encode(page)).text == headline]
    assert len(right) >= FLOORS[page] * len(headlines), sorted(set(headlines) - set(right))


@pytest.mark.parametrize("page", FLOORS)
def test_a_text_is_read_in_its_page(page: str) -> None:
    text = writable(TEXT, page)
    found = decode(text.encode(page))
    assert found.text == text
    assert found.confidence > 0.99


@pytest.mark.parametrize(("language", "page", "text"), OTHER_LANGUAGES)
def test_other_languages_are_not_taken_for_german(language: str, page: str, text: str) -> None:
    found = decode(text.encode(page))
    assert (found.text, found.encoding) == (text, page)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_wide_encodings_with_and_without_a_mark(encoding: str, mark: str) -> None:
    found = decode((mark + TEXT).encode(encoding))
    assert (found.text, found.encoding) == (TEXT, encoding)


def test_a_utf8_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfK\xc3\xb6ln").text == "Köln"


@pytest.mark.parametrize("first", ["utf-8", "cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("second", ["utf-8", "cp1252", "cp850", "mac_roman"])
def test_lines_may_differ_in_encoding(first: str, second: str) -> None:
    half = writable("\n".join(line for line in LINES if not line.isascii()), "cp850") + "\n"
    assert decode(half.encode(first) + half.encode(second)).text == half + half


def test_one_line_may_hold_two_encodings() -> None:
    assert decode("für ".encode() + "Köln".encode("cp1252")).text == "für Köln"


def test_a_character_cut_off_at_the_end_is_shown() -> None:
    found = decode("Größe und Fülle".encode()[:-4])
    assert found.text == "Größe und F\N{REPLACEMENT CHARACTER}"
    assert found.confidence < 1


def test_an_accent_at_the_end_of_a_page_is_no_cut_off_character() -> None:
    assert decode(b"Im Caf\xe9").text == "Im Café"


def test_two_bytes_that_happen_to_be_utf8_are_read_in_their_page() -> None:
    assert decode("Groß\xaddemonstrationen".encode("cp1252")).text == "Groß\xaddemonstrationen"


def test_nul_bytes_alone_make_no_utf16() -> None:
    assert decode(b"abc\x00def").text == "abc\x00def"


def test_undefined_bytes_become_controls() -> None:
    text = decode("Größe, Stärke, Übermut".encode("cp1252") + b" \x81").text
    assert text == "Größe, Stärke, Übermut \x81"


def test_a_long_text_is_sure_and_a_short_one_is_not() -> None:
    assert decode(b"\xe4").confidence < 0.9 < decode(TEXT.encode("cp1252", "replace")).confidence


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    found = decode(data)
    assert 0.0 <= found.confidence <= 1.0
    assert decode(bytearray(data)) == decode(memoryview(data)) == found


@given(st.binary(max_size=60))
def test_no_byte_is_lost_silently(data: bytes) -> None:
    found = decode(data)
    if "\N{REPLACEMENT CHARACTER}" not in found.text and "utf" not in found.encoding and found.encoding not in EAST_ASIAN:
        assert len(found.text) == len(data)


@given(st.text(alphabet=st.characters(blacklist_characters="\x00\ufeff", blacklist_categories=["Cs"])))
def test_utf8_of_some_length_is_read_as_it_is(text: str) -> None:
    data = text.encode() + "für Größe".encode()
    assert decode(data).text == data.decode()
