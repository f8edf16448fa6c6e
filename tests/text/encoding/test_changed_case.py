"""Damage that was turned into small letters is read in many texts at once as in each alone."""

from __future__ import annotations

from textnorm import Cleaner

TEXTS = [
    "wie die corona-krise die arbeitswelt verã„ndert strasse",
    "liechtenstein kã„mpft gegen sklaverei und geldwã„sche ã–h, grã–sste",
    "EIN SÃ¼ÃŸER SCHATZ AM MEERESGRUND",
    "DIE Ã–VP UND DIE GRÃœNEN",
    "Die Ã–VP lehnt fÃ¼r Ã„rzte und Ã–H ab",
]


def test_many_texts_are_read_as_each_alone() -> None:
    cleaner = Cleaner()
    texts = TEXTS * 2_000
    assert list(map(str, cleaner.many(texts)))[: len(TEXTS)] == [str(cleaner(text)) for text in TEXTS]
