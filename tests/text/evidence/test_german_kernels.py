"""What kernels know of German words and letters is what the modules of Python say."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm.kernels.pages.german_evidence import LONGEST_KNOWN, known_part, level_of, log_odds, remembered
from textnorm.kernels.pages.letter_fit import plausible
from textnorm.text.encoding.many_texts.tables import kernel_tables
from textnorm.text.evidence import known_words
from textnorm.text.evidence.arrays.german_tables import german_tables
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.plausibility import plausibility

LETTERS = kernel_tables()[4][1]
KNOWN, WEIGHTS, _ = german_tables()
MEMORY = remembered()
WORDS = st.one_of(
    st.sampled_from(("für", "Säge", "Kanüle", "Südkarelien", "Fußballfeld", "ÖLPREIS", "Ölembargo", "größer", "Café")),
    st.text("abdeghiklmnrstuäöüßÄÖéřΣ", min_size=1, max_size=LONGEST_KNOWN),
    st.lists(st.sampled_from(("süd", "fuß", "ball", "größe", "ver", "über", "öl")), min_size=1, max_size=4).map(
        "".join
    ),
)
AROUND = st.text("abcÄÖüßéčÑ„“”’‰…–·ªº€§²³«» \xa0\xad\x84.,(1" + "│☺ΣЯяﬁ", min_size=1, max_size=9)


def codes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    return np.array(list(map(ord, text)), np.uint16)


@given(WORDS)
@settings(max_examples=400)
def test_words_are_as_known_as_they_are(word: str) -> None:
    array = codes(word)
    assert level_of(array, 0, len(word), LETTERS[1], KNOWN, MEMORY) == known_words.level_of(word)
    assert known_part(array, 0, len(word), LETTERS[1], KNOWN, MEMORY) == len(known_words.known_part(word))


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFG", min_size=1, max_size=60))
@settings(max_examples=200)
def test_words_in_ascii_are_as_german(word: str) -> None:
    assert log_odds(codes(word), 0, len(word), LETTERS[1], WEIGHTS, MEMORY) == germanness(word)


@given(AROUND)
@settings(max_examples=600)
def test_characters_are_as_plausible(text: str) -> None:
    assert plausible(codes(text), 0, len(text), len(text), *LETTERS) == plausibility(text)
