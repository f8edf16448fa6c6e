"""Checksums of many pieces are those of zlib."""

from __future__ import annotations

from itertools import accumulate
from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textnorm.kernels.checksums import first_damaged


def first_damaged_of(pieces: list[bytes]) -> int:
    return int(first_damaged(b"".join(pieces), np.array(list(accumulate(map(len, pieces))), dtype=np.int64)))


def kept(body: bytes) -> bytes:
    return crc32(body).to_bytes(4, "little") + body


@given(st.lists(st.binary(max_size=40)))
def test_sound_pieces_are_sound(bodies: list[bytes]) -> None:
    assert first_damaged_of([kept(body) for body in bodies]) == -1


@given(st.lists(st.binary(max_size=40), min_size=1), st.data())
def test_the_first_damaged_piece_is_named(bodies: list[bytes], data: st.DataObject) -> None:
    pieces = [kept(body) for body in bodies]
    place = data.draw(st.integers(0, len(pieces) - 1))
    flipped = data.draw(st.integers(0, 8 * len(pieces[place]) - 1))
    broken = bytearray(pieces[place])
    broken[flipped // 8] ^= 1 << flipped % 8
    assert first_damaged_of([*pieces[:place], bytes(broken), *pieces[place + 1 :]]) == place


def test_a_piece_without_a_checksum_is_damaged() -> None:
    assert first_damaged_of([kept(b"a"), b"abc", kept(b"b")]) == 1
