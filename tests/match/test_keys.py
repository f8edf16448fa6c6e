from __future__ import annotations

import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm.kernels.fold import fold_text
from textnorm.match.keys import fold_tables, key, words

# Letters, marks, signs and scripts that have rules of their own, drawn more often than chance would.
TRICKY = st.text(
    st.one_of(
        st.sampled_from("aouAOUäöüßẞÄÖÜ¨\u0308\u0301 -–„“’'\"%€$½ﷺ㍿北京あがｶﾞกาİıſæøłđþÆŁ\ud800\x00\u200b\ufffd٣"),
        st.characters(),
    )
)


def folded_by_kernel(text: str) -> str:
    data = np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    out = np.empty(16 * len(data) + 128, dtype=np.uint8)
    length = fold_text(data, 0, len(data), fold_tables(), out)
    return out[:length].tobytes().decode("utf-8", "surrogatepass")


@given(TRICKY)
def test_kernel_and_key_are_one_fold(text: str) -> None:
    assert folded_by_kernel(text) == key(text)


@given(TRICKY)
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


def test_kernel_says_when_the_room_is_short() -> None:
    data = np.frombuffer("ﷺ".encode() * 10, dtype=np.uint8)
    assert fold_text(data, 0, len(data), fold_tables(), np.empty(100, dtype=np.uint8)) == -1


@pytest.mark.parametrize(
    "same",
    [
        ["Käse", "Kaese", "KÄSE", "Ka\u0308se", "Ka¨se", "Kase\u0308"[:2] + "\u0308se", "„Käse“", "‚Käse‘", "Ｋäse"],
        ["Straße", "Strasse", "STRASSE", "STRAẞE"],
        ["geht's", "geht’s", "gehts", "geht`s", "geht´s"],
        ["A – B", "A-B", "A — B", "A - B", "a\u2011b"],
        ["5%", "5 %", "5\u202f%"],
        ["Łódź", "Lodz", "LODZ"],
        ["Ærø", "aero"],
        ["Ελλάδα", "ελλαδα"],
        ["ﬁnden", "finden"],
        ["Soft\u00adhyphen", "Softhyphen"],
        ["３５", "35", "٣٥"],
        ["Müller\u200b", "Mueller"],
    ],
)
def test_spellings_share_a_key(same: list[str]) -> None:
    assert len({key(text) for text in same}) == 1, [key(text) for text in same]


@pytest.mark.parametrize(
    ("a", "b"),
    [("5 %", "5 €"), ("Masse", "Maße und Gewichte"), ("schon", "schön"), ("か", "が"), ("1½", "11/2"), ("Bar", "Bär")],
)
def test_different_texts_keep_different_keys(a: str, b: str) -> None:
    assert key(a) != key(b)


# Latin, Greek and Cyrillic with their marks; a mark of another script on an ä is no text of anyone.
@given(st.text(st.one_of(st.sampled_from("aou¨΅\u0308\u0301"), st.characters(max_codepoint=0x52F)), max_size=30))
def test_composed_and_decomposed_are_one(text: str) -> None:
    assert key(unicodedata.normalize("NFC", text)) == key(unicodedata.normalize("NFD", text))


def test_scripts_without_spaces_have_a_word_per_character() -> None:
    assert words(key("Tokio 東京タワー, กา")) == ["tokio", "東", "京", "タ", "ワ", "ー", "ก", "า"]


def test_a_key_costs_neither_numpy_nor_numba() -> None:
    code = "import sys, textnorm; textnorm.key('ä'); assert not {'numpy', 'numba'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
