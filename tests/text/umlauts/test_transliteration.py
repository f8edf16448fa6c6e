"""Spelled out in ASCII: what a capital becomes depends on its neighbours."""

from __future__ import annotations

import pytest

from textnorm import to_ascii

CASES = [
    ("a word in capitals with a small sharp s", "GRÖßE", "GROESSE"),
    ("a sharp s at the end of capitals", "FUß", "FUSS"),
    ("a short name", "Die Kö", "Die Koe"),
    ("a short name in capitals", "DIE KÖ", "DIE KOE"),
    ("decomposed letters", "a\u0308rgern und U\u0308BEN", "aergern und UEBEN"),
    ("a capital alone", "Ä. Müller", "Ae. Mueller"),
    ("a capital before a digit", "Ö3", "Oe3"),
    ("ASCII", "Neue Frauen", "Neue Frauen"),
    ("accents of other languages", "Café in Łódź", "Cafe in Lodz"),
    ("a sharp s between small letters", "Maße", "Masse"),
]


@pytest.mark.parametrize(("original", "spelled"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_spelled_out(original: str, spelled: str) -> None:
    assert to_ascii(original) == spelled
