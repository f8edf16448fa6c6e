"""Words with a lost letter that a kernel reads together: all of its answers are those of the rules."""

from __future__ import annotations

import random
import re
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.german import COMPOUNDS, HEADLINES, SENTENCES, SOUND_COMPOUNDS, TEXT
from textnorm.text.umlauts import lost, lost_readings
from textnorm.text.umlauts.lost import find_lost
from textnorm.text.umlauts.lost_words import read_together

SOURCE = "\n".join([*HEADLINES, TEXT, SENTENCES, COMPOUNDS, SOUND_COMPOUNDS])
LETTERS = st.text("abcdefghiklmnoprstuwzäöüß", min_size=1, max_size=20)
WORDS = st.builds("{}{}{}".format, LETTERS.map(str.capitalize) | LETTERS, st.sampled_from("\ufffd?"), LETTERS)


def damaged(mark: str, share: float) -> str:
    draw = random.Random(5)
    return re.sub(r"(?<=\w)[aouäöüß]", lambda letter: mark if draw.random() < share else letter[0], SOURCE)


def assert_same_edits(text: str) -> None:
    with patch.object(lost, "are_worth_a_kernel", lambda count: True):
        together = find_lost(text)
    with patch.object(lost, "are_worth_a_kernel", lambda count: False):
        assert together == find_lost(text)


def test_a_text_is_read_as_word_by_word() -> None:
    for mark in "\ufffd?":
        for share in (0.1, 0.3, 0.8):
            assert_same_edits(damaged(mark, share))


def test_what_is_left_open_has_the_answers_of_the_rules() -> None:
    words = re.findall(r"[^\W\d_]+[?\ufffd][^\W\d_]+", damaged("\ufffd", 0.2) + damaged("?", 0.2))
    left = read_together(words).read.values()
    assert len(left) > 50
    for word in left:
        (site,) = word.sites
        alone = word._replace(answers=None)
        assert lost_readings.known_readings(word) == lost_readings.known_readings(alone)
        assert lost_readings.scores(word, site) == lost_readings.scores(alone, site)
        for least in (-1.5, 0.0):
            assert lost_readings.letter_by_part(word, least) == lost_readings.letter_by_part(alone, least)


@settings(max_examples=200)
@given(st.lists(WORDS, min_size=1, max_size=30))
def test_any_words_are_read_as_one_by_one(words: list[str]) -> None:
    assert_same_edits(" ".join(words))
