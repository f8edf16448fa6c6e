"""Shingle hashes to sketches; a matrix of sketches, saved, loaded and compared.

A sketch is Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017): ``size`` slots of ``uint32``, of which
two texts share a fraction that estimates their Jaccard similarity. docs/sketch-format.md has the format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

from textnorm.errors import BadRecord, MissingExtra, RecipeMismatch, counted, need_many
from textnorm.match.corpus.chunks import chunks_of, ordered_map
from textnorm.match.settings import MatchSettings, need_matcher
from textnorm.match.sketching.shingles import Recipe, Shingles, shingle

if TYPE_CHECKING:
    import os

    from datasketch import LeanMinHash
    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Progress

__all__ = ["Sketches", "sketch", "sketch_shingles"]

_MAGIC = b"txnsket1"
# magic, fold, unit, n, size, seed, count: little-endian
_HEADER = Struct("<8sIIIIQQ")
_UNITS = ("word", "char")


def sketch_shingles(shingles: Shingles, recipe: Recipe) -> NDArray[np.uint32]:
    """The sketches of texts that are shingled already, one row each."""
    from textnorm.kernels.sets.sketch import sketch_hashes

    sketches = np.empty((len(shingles.ends), recipe.size), dtype=np.uint32)
    sketch_hashes(shingles.hashes, shingles.ends, np.uint64(recipe.seed), sketches)
    return sketches


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """A matrix of sketches, one row of ``uint32`` per text, and the recipe that made it.

    A text without a single word has a row of all ones (4,294,967,295), which matches nothing.
    """

    matrix: NDArray[np.uint32]
    recipe: Recipe

    def __repr__(self) -> str:
        recipe = self.recipe
        return f"<Sketches: {counted(len(self), 'text', 'texts')}, {recipe.size} slots, {recipe.unit} {recipe.n}-grams>"

    def __len__(self) -> int:
        return len(self.matrix)

    def jaccard(self, other: Sketches) -> NDArray[np.float64]:
        """Estimate the Jaccard similarity of each text with the text in the same row of ``other``.

        Raises ``RecipeMismatch`` when the two were made by different recipes.
        """
        self.recipe.require(other.recipe)
        empty = (self.matrix == 0xFFFFFFFF).all(axis=1)
        agreeing: NDArray[np.float64] = (self.matrix == other.matrix).mean(axis=1)
        agreeing[empty] = 0.0
        return agreeing

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the sketches and their recipe to a file; docs/sketch-format.md has the format."""
        recipe = self.recipe
        header = _HEADER.pack(
            _MAGIC, recipe.fold, _UNITS.index(recipe.unit), recipe.n, recipe.size, recipe.seed, len(self)
        )
        with Path(path).open("wb") as file:
            file.write(header)
            file.write(np.ascontiguousarray(self.matrix, dtype="<u4").tobytes())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Sketches:
        """Read sketches from a file; the matrix stays on disk until it is used.

        Raises ``BadRecord`` for a file that is none of ours, or shorter than it says.
        """
        path = Path(path)
        with path.open("rb") as file:
            header = file.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(_MAGIC):
            raise BadRecord(f"{path}: not a file of sketches; write one with Sketches.save")
        _, fold, unit, n, size, seed, count = _HEADER.unpack(header)
        if path.stat().st_size != _HEADER.size + 4 * size * count:
            raise BadRecord(
                f"{path}: {count} sketches of {4 * size} bytes expected; the file is cut off, write it again"
            )
        shape = (count, size)
        matrix = np.memmap(path, "<u4", "r", _HEADER.size, shape) if count else np.empty(shape, dtype=np.uint32)
        return cls(matrix, Recipe(fold, _UNITS[unit], n, size, seed))

    def to_datasketch(self) -> list[LeanMinHash]:
        """The sketches as ``LeanMinHash`` of datasketch, for its ``MinHashLSH`` and ``jaccard``. Needs datasketch.

        Slots agree as those of MinHash do, so the index works; the values are not MinHash values, so sketches made by
        datasketch do not mix with them. Their ``seed`` is drawn from the recipe, and datasketch refuses to mix seeds.
        """
        try:
            from datasketch import LeanMinHash
        except ImportError:
            raise MissingExtra.named("datasketch", "datasketch", "Sketches.to_datasketch") from None
        # datasketch 2 asks which of its schemes made the values; the old one has 32 bits, as ours have.
        scheme = {"scheme": "legacy"} if "scheme" in signature(LeanMinHash.__init__).parameters else {}
        seed = self.recipe.stamp
        return [LeanMinHash(seed=seed, hashvalues=row.astype(np.uint64), **scheme) for row in self.matrix]

    @classmethod
    def from_datasketch(cls, sketches: Iterable[LeanMinHash], matcher: MatchSettings) -> Sketches:
        """The way back, by the recipe of ``matcher``.

        Raises ``RecipeMismatch`` for sketches that another recipe or datasketch itself made: those hash other shingles
        by another scheme, and no conversion exists.
        """
        recipe = Recipe.of(matcher)
        rows = []
        for place, row in enumerate(sketches):
            if row.seed != recipe.stamp:
                raise RecipeMismatch(
                    f"seed: sketch {place} has {row.seed}, this recipe {recipe.stamp}; sketches made by datasketch "
                    "cannot be converted, sketch the texts again"
                )
            rows.append(row.hashvalues.astype(np.uint32))
        return cls(np.stack(rows) if rows else np.empty((0, recipe.size), dtype=np.uint32), recipe)


def sketch(
    texts: Iterable[str | None],
    matcher: MatchSettings | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Sketches:
    """Sketch ``texts`` by the recipe of ``matcher`` (``Matcher()`` if none is given).

    >>> rows = sketch(["Der Kanzler reist nach Paris", "DER KANZLER REIST NACH PARIS!"])
    >>> rows.matrix.shape, bool((rows.matrix[0] == rows.matrix[1]).all())
    ((2, 128), True)
    """
    need_many(texts, "sketch")
    need_matcher(matcher)
    recipe = Recipe.of(matcher or MatchSettings())
    rows = []
    done = 0
    for part in ordered_map(
        lambda chunk: sketch_shingles(shingle(chunk, recipe), recipe), chunks_of(texts), threads=threads
    ):
        rows.append(part)
        done += len(part)
        if progress is not None:
            progress("sketch", done, 0)
    return Sketches(np.concatenate(rows) if rows else np.empty((0, recipe.size), dtype=np.uint32), recipe)
