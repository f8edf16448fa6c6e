from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textnorm.text.edits import apply_edits
from textnorm.text.mojibake import find_mojibake


def repaired(text: str) -> str:
    return apply_edits(text, find_mojibake(text))


def test_utf8_read_as_cp1252_is_repaired() -> None:
    assert repaired("Der BundesprÃ¤sident sagt â€žNeinâ€œ") == "Der Bundespräsident sagt „Nein“"


@given(st.text())
def test_any_text_passes(text: str) -> None:
    repaired(text)


@given(st.text(alphabet="aeinr ÄÖÜäöüßÃÂâ€žœ¤¶¼Ÿ„“”š…™Šéèêá├ñ√ГД\x84\x9d\xa0 ?\n", max_size=40))
def test_a_repaired_text_stays_as_it_is(text: str) -> None:
    assert find_mojibake(repaired(text)) == []
