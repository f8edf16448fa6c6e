"""The models of words and letters are what the tools make: each was built again from its sources, to the byte.

Whoever changes one runs the tool that its docstring names (``tools/build_language_gate.py`` has ``--check``) and writes
its digest here.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from textnorm.text import umlauts
from textnorm.text.evidence import language
from textnorm.text.evidence.languages import LANGUAGES

DATA = Path(language.__file__).parent / "data"
UMLAUTS = Path(umlauts.__file__).parent / "data"
DIGESTS = {
    "umlauts_de.bin": "91a8608fe37509aeb8a0a36683138c30a6f99df7b361f25e857f59d1efc405a8",
    "known_words_de.bin": "96c884fcba33fdf8efcc8992f40d359fb8b9dadb5a058f9210256f505a71c788",
    "german_words.bin": "7b333da4c8c5683e8a39019e49104cf64a0134c5d5dea39942d67968f516d3ac",
    "words_da.bin": "12f302aa377aa05246eb11d365ebf1051b0e77cc01173fcd64f1ffb48d92948c",
    "words_sv.bin": "ae694269417868169b83d8d3111c6332c07665de1cc0f1e4750f1f7d2ff59043",
    "words_fi.bin": "730f16b24abe8ed259a8859455b82b33ff083adeaad798fd34e310498d928219",
    "words_et.bin": "aac3baa9a4f46eaab657465f481dc34f116ea7ccc78eee43dcdb55786f6c6d6d",
    "umlauts_da.bin": "3d71244903c5e5e64e09cd55294e593ee3b1d2333f114328163b6dc9c88d886b",
    "umlauts_nb.bin": "3bb92371121380857f9cff252c4880956ba632bcb04e1e3588d8ea52bff82e6d",
    "umlauts_sv.bin": "464aae30ac104b1a65bf61b338f13872254017b51d392da3af2f5a47a03a2bad",
    "umlauts_fi.bin": "f47a1738614e9579c271fabeaa73ced5f0f0763bd9fe1eb8aa750d1a4752190f",
    "umlauts_et.bin": "88b707136cc890eaae635b9e8e30e33dd774223bbe4a17f61f2eb7304580a704",
    "choice_et.bin": "76a9f27ab229cdd2aa42794481b85d3cc874b8c0fcf63e19ae910693e1994a66",
}
GERMAN_DIGESTS = {
    "lost_de.bin": "b43875c13e466eb20a8bd63aae787990c1e368946ad2be81830e7c2b3982ec3a",
    "stripped_de.bin": "3d09722150d59086d1c12befff3ccfcee63ba578e0285fb471e76843392f89a1",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_a_model_is_the_one_that_was_built_from_its_sources(name: str) -> None:
    assert sha256((DATA / name).read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize("name", GERMAN_DIGESTS)
def test_a_model_of_lost_letters_is_the_one_that_was_built_from_its_sources(name: str) -> None:
    assert sha256((UMLAUTS / name).read_bytes()).hexdigest() == GERMAN_DIGESTS[name]


def test_every_word_model_has_a_digest() -> None:
    assert {row.words for row in LANGUAGES.values()} <= set(DIGESTS)
