"""The word models are what the tool makes: each was built again from its sources, and compared to the byte.

Whoever changes one runs ``tools/build_language_gate.py``, checks it with ``--check``, and writes its digest here.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from textnorm.text.evidence import language
from textnorm.text.evidence.languages import LANGUAGES

DATA = Path(language.__file__).parent / "data"
DIGESTS = {
    "german_words.bin": "7b333da4c8c5683e8a39019e49104cf64a0134c5d5dea39942d67968f516d3ac",
    "words_da.bin": "12f302aa377aa05246eb11d365ebf1051b0e77cc01173fcd64f1ffb48d92948c",
    "words_sv.bin": "ae694269417868169b83d8d3111c6332c07665de1cc0f1e4750f1f7d2ff59043",
    "words_fi.bin": "730f16b24abe8ed259a8859455b82b33ff083adeaad798fd34e310498d928219",
    "words_et.bin": "aac3baa9a4f46eaab657465f481dc34f116ea7ccc78eee43dcdb55786f6c6d6d",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_a_word_model_is_the_one_that_was_built_from_its_sources(name: str) -> None:
    assert sha256((DATA / name).read_bytes()).hexdigest() == DIGESTS[name]


def test_every_word_model_has_a_digest() -> None:
    assert {row.words for row in LANGUAGES.values()} == set(DIGESTS)
