"""The language models as arrays, for kernels: what a letter costs after the two before it, laid out flat.

Every letter that a language is written with has a number, the same in all languages; so have the edge of a word and, a
script at a time, the letters that no language has. ``language_models`` is the reference.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.text.evidence.language_models import (
    ALIEN,
    EDGE,
    LANGUAGES,
    QUOTED,
    TOP,
    UNLISTED,
    LetterModel,
    models_of_script,
    script_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NO_SCRIPT", "LanguageTables", "flat_models", "language_tables", "letter_numbers", "number_of"]

_SCRIPTS = tuple(dict.fromkeys(language.script for language in LANGUAGES))
#: The script, by its number, of letters in which no language that has a model is written.
NO_SCRIPT = len(_SCRIPTS)


class LanguageTables(NamedTuple):
    """The models of all languages, in the order in which kernels take them.

    ``triples`` and ``pairs`` (uint8) hold the costs of one language after the other; ``alphabets`` (int64, 37 × 3) says
    where those of a language begin, in the one and in the other, and how many letters it has. ``places`` (uint8,
    37 × letters) says where in the alphabet of a language a letter is, by its number. ``scripts`` (uint8) is the script
    of each letter. ``order`` (int64, 37) lists the languages by script; ``spans`` (int64, scripts × 3) says where those
    of a script begin and end in it, and what a word of the script costs, a letter, in all the others.
    """

    triples: NDArray[np.uint8]
    pairs: NDArray[np.uint8]
    alphabets: NDArray[np.int64]
    places: NDArray[np.uint8]
    scripts: NDArray[np.uint8]
    order: NDArray[np.int64]
    spans: NDArray[np.int64]


@cache
def letter_numbers() -> dict[str, int]:
    """The number of the edge of a word, which is 0, of a letter of no language by its script, and of each letter."""
    numbers = {EDGE: 0, **{script: place for place, script in enumerate([*_SCRIPTS, "other"], 1)}}
    for script in _SCRIPTS:
        for _, model in models_of_script(script):
            for letter in model.place:
                numbers.setdefault(letter, len(numbers))
    return numbers


def number_of(letter: str) -> int:
    """The number of a small letter.

    >>> number_of("ä") == number_of("ö"), number_of("Ɖ") == number_of("Ɓ")
    (False, True)
    """
    numbers = letter_numbers()
    return numbers[letter] if letter in numbers else numbers[script_of(letter)]


def _costs(model: LetterModel) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The costs of ``LetterModel.cost`` for all letters, and of letters after one other."""
    size = model.size
    pairs, back = (np.frombuffer(row, np.uint8).reshape(size, size) for row in (model.pairs, model.back))
    triples = np.frombuffer(model.triples, np.uint8).reshape(size, size, size)
    costs = np.where(triples, triples, np.minimum(back[:, :, None] + pairs, TOP))
    costs[:, :, -1] = UNLISTED
    alone = pairs.copy()
    alone[:, -1] = UNLISTED
    return costs.reshape(-1), alone.reshape(-1)


@cache
def language_tables() -> LanguageTables:
    """The tables of all languages; they are put together once."""
    numbers = letter_numbers()
    models = dict(pair for script in _SCRIPTS for pair in models_of_script(script))
    costs = [_costs(models[number]) for number in range(len(LANGUAGES))]
    triples, pairs = zip(*costs, strict=True)
    sizes = [models[number].size for number in range(len(LANGUAGES))]
    places = [[models[number].place.get(letter, size - 1) for letter in numbers] for number, size in enumerate(sizes)]
    script_numbers = {script: number for number, script in enumerate(_SCRIPTS)}
    scripts = [script_numbers.get(letter if len(letter) > 1 else script_of(letter), NO_SCRIPT) for letter in numbers]
    order = [number for script in _SCRIPTS for number, _ in models_of_script(script)]
    ends = list(accumulate(len(models_of_script(script)) for script in _SCRIPTS))
    outside = [QUOTED if script == "Latin" else ALIEN for script in _SCRIPTS]
    return LanguageTables(
        np.concatenate(triples),
        np.concatenate(pairs),
        np.array(list(zip(_starts(triples), _starts(pairs), sizes, strict=True))),
        np.array(places, np.uint8),
        np.array(scripts, np.uint8),
        np.array(order),
        np.array(list(zip([0, *ends], ends, outside, strict=False))),
    )


@cache
def flat_models() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The same in two arrays, for ``kernels.letter_costs``.

    The first is ``triples``. The second has how many languages, letters and scripts there are; where the costs of each
    language begin, and how many letters each has; ``order``, ``spans``, ``scripts`` and ``places``.
    """
    tables = language_tables()
    head = [*tables.places.shape, len(tables.spans)]
    parts = (head, tables.alphabets[:, 0], tables.alphabets[:, 2], tables.order, tables.spans.ravel())
    return tables.triples, np.concatenate([*parts, tables.scripts, tables.places.ravel()]).astype(np.int64)


def _starts(parts: tuple[NDArray[np.uint8], ...]) -> list[int]:
    return list(accumulate(map(len, parts[:-1]), initial=0))
