from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textnorm.text.decode import decode


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    assert 0.0 <= decode(data).confidence <= 1.0


@given(st.text())
def test_utf8_is_read_as_it_is(text: str) -> None:
    data = text.encode("utf-8", "replace")
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        assert decode(data).text == data.decode()
