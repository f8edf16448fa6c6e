"""The model file: small, quick to read, and open to other languages."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm.errors import UnknownOption
from textnorm.kernels.damage.umlaut_prefilter import score_site
from textnorm.text.evidence import letter_model
from textnorm.text.evidence.languages import LANGUAGES, LOCALES
from textnorm.text.evidence.letter_model import MAGIC, SiteModel, load_model
from textnorm.text.umlauts.prefilter import score_tables

DATA = Path(letter_model.__file__).parent / "data"


def made_up_model() -> SiteModel:
    """A language in which a letter may be spelled by two letters or by one, with weights drawn at random."""
    bits = 8
    header = {
        "letters": {"å": "aa", "ø": "oe", "ş": "s"}, "weak": ["ş"], "bits": bits, "scale": 0.1, "certain": 5.0,
        "likely": 2.5, "left": 3, "right": 4, "joints": [[1, 1], [2, 3]], "case_joints": [[0, 2]], "exceptions": 0,
    }  # fmt: skip
    weights = random.Random(1).randbytes(1 << bits)
    packed = lzma.compress(weights, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 9}])
    return SiteModel(MAGIC + json.dumps(header).encode() + b"\n" + packed)


OTHER = made_up_model()


def test_the_models_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in DATA.parents[1].glob("*/data/*_*.bin")}
    assert sizes.pop("stripped_de.bin") <= 1_000_000  # read only when it is asked for
    assert sizes.pop("known_words_de.bin") <= 150_000  # read only where something was repaired
    for code, language in LANGUAGES.items():
        if code != "de":  # read only when its locale is asked for
            names = {language.model, language.words, language.choice} - {""}
            assert sum((DATA / name).stat().st_size for name in names) <= 60_000
            for name in names:
                sizes.pop(name, None)
    assert sum(sizes.values()) <= 100_000


def test_the_model_is_read_once() -> None:
    load_model.cache_clear()
    for _ in range(5):
        load_model("de")
    assert load_model.cache_info().misses == 1


def test_a_row_of_the_table_says_what_its_model_says() -> None:
    for code, language in LANGUAGES.items():
        assert language.code == code
        assert load_model(code).letters == language.letters
        assert all((DATA / name).exists() for name in (language.model, language.words))
    assert {locale.language for locale in LOCALES.values()} <= LANGUAGES.keys()


def test_every_locale_has_a_model_and_others_are_named() -> None:
    assert all(load_model(locale).letters for locale in LOCALES)
    with pytest.raises(UnknownOption, match="locale='dk'"):
        load_model("dk")


def test_no_other_file_is_taken_for_a_model() -> None:
    with pytest.raises(ValueError, match="not a textnorm site model"):
        SiteModel(b"something else")


def test_sites_of_two_letters_and_of_one() -> None:
    assert OTHER.sites(b"maaoes") == [(1, 2), (3, 2), (5, 1)]


@given(st.text(alphabet="aoesnrtåøş", min_size=1, max_size=20), st.booleans())
def test_the_kernel_scores_another_language_alike(word: str, capital: bool) -> None:
    spelled, _ = OTHER.spell_out(word)
    lefts, rights = np.zeros(16, np.uint64), np.zeros(16, np.uint64)
    kernel: Any = score_site
    weights, exceptions, shape, answers, crc_table = score_tables(OTHER)
    letters = np.frombuffer(spelled, np.uint8)
    for site, width in OTHER.sites(spelled):
        score = kernel(
            letters, len(letters), site, width, capital, weights, exceptions, shape, answers, crc_table, lefts, rights
        )
        assert score == OTHER.score(spelled, site, width, capital)
