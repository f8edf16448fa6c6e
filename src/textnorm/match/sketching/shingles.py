"""Texts to shingle hashes, and the recipe that a sketch of them carries."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from textnorm.errors import RecipeMismatch
from textnorm.match.corpus.chunks import Chunk, as_buffer
from textnorm.match.keys import FOLD_VERSION, fold_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings


__all__ = ["Recipe", "Shingles", "shingle"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a sketch was made by. Two sketches compare only when every field is the same."""

    fold: int
    unit: str
    n: int
    size: int
    seed: int

    @classmethod
    def of(cls, matcher: MatchSettings) -> Recipe:
        """The recipe that ``matcher`` asks for."""
        return cls(FOLD_VERSION, matcher.unit, matcher.n, matcher.sketch_size, matcher.seed)

    def require(self, other: Recipe) -> None:
        """Raise ``RecipeMismatch``, naming the field, unless ``other`` is the same recipe.

        >>> Recipe(1, "word", 3, 128, 1).require(Recipe(1, "word", 5, 128, 1))
        Traceback (most recent call last):
        ...
        textnorm.errors.RecipeMismatch: n: 3 here, 5 there; sketch both sides again with one matcher
        """
        for field in fields(self):
            here, there = getattr(self, field.name), getattr(other, field.name)
            if here != there:
                raise RecipeMismatch(
                    f"{field.name}: {here!r} here, {there!r} there; sketch both sides again with one matcher"
                )

    @property
    def stamp(self) -> int:
        """A number of 32 bits that tells this recipe from others."""
        return crc32(repr((self.fold, self.unit, self.n, self.size, self.seed)).encode())


class Shingles(NamedTuple):
    """The shingle hashes of some texts: text ``i`` has ``hashes[ends[i - 1]:ends[i]]``; digests are of whole texts."""

    hashes: NDArray[np.uint64]
    ends: NDArray[np.int64]
    digests: NDArray[np.uint64]


def shingle(texts: Chunk, recipe: Recipe) -> Shingles:
    """Fold, tokenise and hash ``texts``; releases the GIL."""
    buffer = as_buffer(texts)
    ends = np.empty(len(texts), dtype=np.int64)
    digests = np.empty((len(texts), 2), dtype=np.uint64)
    # Each unit compiles its own kernel, and only when it is asked for.
    if recipe.unit == "char":
        from textnorm.kernels.shingles.character_shingles import shingle_characters as kernel

        room = len(buffer.data) + len(texts)
    else:
        from textnorm.kernels.shingles.word_shingles import shingle_words as kernel

        room = len(buffer.data) // 4 + 16 * len(texts)
    while True:
        hashes = np.empty(room, dtype=np.uint64)
        used = kernel(buffer.data, buffer.offsets, fold_tables(), recipe.n, hashes, ends, digests)
        if used >= 0:
            return Shingles(hashes[:used], ends, digests)
        room *= 2
