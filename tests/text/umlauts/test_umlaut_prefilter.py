"""Many texts at once take the same decisions as one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import load_cases
from textnorm.buffers import TextBuffer
from textnorm.kernels.damage.umlaut_prefilter import score_site
from textnorm.text.evidence.letter_model import load_model
from textnorm.text.umlauts.options import UmlautOptions
from textnorm.text.umlauts.prefilter import candidates, score_tables, texts_with_umlaut_edits
from textnorm.text.umlauts.umlauts import find_umlauts

CASES = load_cases("umlauts")
WORDS = """fuer Strasse neue Gruesse Müller the of empfaengt Baeume muss MUELLER Ueber . a@b.de für Straße Oechsle
 Schroeder getGroesse Aussenpolitik aussen sßss äe aü ausßen 𝐚ue Œue éae Güsse Fussgänger FUSSGAENGER 中ae ae-ue ss"""
words = st.sampled_from(WORDS.split())
texts = st.lists(
    st.one_of(st.text(), st.lists(words).map(" ".join), st.text(alphabet="aeousAEOUSSßäÜ qtrn.-")), max_size=8
)
LETTERS = "abdefghilmnorstuüäöß*AEOU"


@given(texts, st.sampled_from(["de", "de-CH", "auto"]), st.sampled_from([None, 0.5, 0.99]), st.booleans())
def test_many_texts_are_judged_like_one(many: list[str], locale: str, confidence: float | None, weigh: bool) -> None:
    options: Any = {
        "locale": locale,
        "min_confidence": confidence,
        "evidence": "auto" if weigh else "damaged",
        "keep": ["muell"],
    }
    found = texts_with_umlaut_edits(TextBuffer.from_texts(many), **options)
    assert found.tolist() == [bool(find_umlauts(text, **options)) for text in many]


@given(st.text(alphabet=LETTERS, min_size=1, max_size=30), st.booleans())
def test_the_kernel_scores_like_the_model(word: str, capital: bool) -> None:
    model = load_model("de")
    spelled, _ = model.spell_out(word)
    lefts, rights = np.zeros(16, np.uint64), np.zeros(16, np.uint64)
    kernel: Any = score_site
    weights, exceptions, shape, answers, crc_table = score_tables(model)
    for site, width in model.sites(spelled):
        letters = np.frombuffer(spelled, np.uint8)
        score = kernel(
            letters, len(letters), site, width, capital, weights, exceptions, shape, answers, crc_table, lefts, rights
        )
        assert score == model.score(spelled, site, width, capital)


@pytest.mark.parametrize("word", ["fuer", "Oechsle", "Neuss", "Baerbock", "muessen", "aktuell"])
def test_known_words_too(word: str) -> None:
    found = texts_with_umlaut_edits(TextBuffer.from_texts([word]), evidence="damaged")
    assert found.tolist() == [bool(find_umlauts(word, evidence="damaged"))]


def test_forced_words_are_found_in_a_buffer() -> None:
    buffer = TextBuffer.from_texts(["Frau Joel", "Frau Noel", ""])
    assert texts_with_umlaut_edits(buffer, force=["Jöl"]).tolist() == [True, False, False]


def test_a_name_in_a_sound_text_is_a_candidate_where_it_stands_with_its_letter_too() -> None:
    sound = "Gäste, Bäume, Türen, Höfe, Flüsse, Brücken, Züge, Küsten, Gärten, Wälder, Bücher, Söhne, Mäuse, Hüte. " * 2
    texts = [f"{sound}{names}" for names in ("Herr Mueller kommt.", "Herr Müller sagt, Herr Mueller kommt.")]
    assert candidates(TextBuffer.from_texts(texts), UmlautOptions()).tolist() == [False, True]
    assert [bool(find_umlauts(text)) for text in texts] == [False, True]


@pytest.mark.parametrize("count", [3, 64, 65, 100])
@pytest.mark.parametrize("named", ["", "Herr Müller sagt."])
def test_after_many_names_the_kernel_leaves_a_text_to_python(count: int, named: str) -> None:
    sound = (
        "Gäste, Bäume, Türen, Höfe, Flüsse, Brücken, Züge, Küsten, Gärten, Wälder, Bücher, Söhne, Mäuse, Hüte. " * 400
    )
    text = f"{sound}{named} " + "Herr Mueller kommt. " * count
    buffer = TextBuffer.from_texts([text])
    assert candidates(buffer, UmlautOptions()).tolist() == [bool(named) or count > 64]
    assert texts_with_umlaut_edits(buffer).tolist() == [bool(find_umlauts(text))] == [bool(named)]
