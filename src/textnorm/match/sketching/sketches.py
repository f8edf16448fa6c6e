"""Texts to shingle hashes to sketches, in chunks, on threads; and the recipe that every sketch carries.

A sketch is Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017): ``size`` slots of ``uint32``, of which
two texts share a fraction that estimates their Jaccard similarity. docs/sketch-format.md has the format.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from inspect import signature
from itertools import pairwise
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zlib import crc32

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.errors import BadRecord, MissingExtra, RecipeMismatch, need_many
from textnorm.match.corpus.texts import SpilledTexts, as_text
from textnorm.match.keys import FOLD_VERSION, fold_tables

if TYPE_CHECKING:
    from datasketch import LeanMinHash
    from numpy.typing import NDArray

    from textnorm.match.matcher import Matcher

__all__ = [
    "Recipe",
    "Shingles",
    "Sketches",
    "as_buffer",
    "as_sets",
    "chunks_of",
    "cut",
    "in_order",
    "shingle",
    "sketch",
]

Progress = Callable[[str, int, int], None]

# A chunk is what one kernel call works on: small enough to stay in the cache, large enough not to feel Python.
_CHUNK_CHARACTERS = 1 << 20
_CHUNK_TEXTS = 1 << 12

_MAGIC = b"txnsket1"
# magic, fold, unit, n, size, seed, count: little-endian
_HEADER = Struct("<8sIIIIQQ")
_UNITS = ("word", "char")

Chunk = list[str] | TextBuffer
_Chunk = TypeVar("_Chunk")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a sketch was made by. Two sketches compare only when every field is the same."""

    fold: int
    unit: str
    n: int
    size: int
    seed: int

    @classmethod
    def of(cls, matcher: Matcher) -> Recipe:
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


def chunks_of(texts: Iterable[str | None]) -> Iterator[list[str]]:
    """Cut ``texts`` into chunks; ``None`` becomes ``""``. Raises ``BadRecord`` with the place of what is not text."""
    chunk: list[str] = []
    characters = 0
    done = 0
    for text in texts:
        text = as_text(text, done + len(chunk))
        chunk.append(text)
        characters += len(text)
        if characters >= _CHUNK_CHARACTERS or len(chunk) == _CHUNK_TEXTS:
            yield chunk
            done += len(chunk)
            chunk, characters = [], 0
    if chunk:
        yield chunk


def cut(texts: Sequence[str], lengths: NDArray[np.int64]) -> Iterator[Chunk]:
    """Cut a sequence of texts into chunks, without touching each of them; texts on disk are not even decoded."""
    number = np.maximum(np.cumsum(lengths) // _CHUNK_CHARACTERS, np.arange(len(lengths)) // _CHUNK_TEXTS)
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(texts)]
    for first, last in pairwise(edges):
        if last > first:
            yield texts.buffer(first, last) if isinstance(texts, SpilledTexts) else list(texts[first:last])


def as_buffer(chunk: Chunk) -> TextBuffer:
    """A chunk as a buffer."""
    return chunk if isinstance(chunk, TextBuffer) else TextBuffer.from_texts(chunk)


def in_order(
    work: Callable[[_Chunk], _Result], chunks: Iterable[_Chunk], *, threads: int | None = None
) -> Iterator[_Result]:
    """Map ``work`` over ``chunks`` on threads; results come in order, and only a few chunks are in flight at a time."""
    threads = threads or os.cpu_count() or 1
    if threads == 1:
        yield from map(work, chunks)
        return
    waiting: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for chunk in chunks:
                waiting.append(pool.submit(work, chunk))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def shingle(texts: Chunk, recipe: Recipe) -> Shingles:
    """Fold, tokenise and hash ``texts``; releases the GIL."""
    buffer = as_buffer(texts)
    ends = np.empty(len(texts), dtype=np.int64)
    digests = np.empty((len(texts), 2), dtype=np.uint64)
    # Each unit compiles its own kernel, and only when it is asked for.
    if recipe.unit == "char":
        from textnorm.kernels.character_shingles import shingle_characters as kernel

        room = len(buffer.data) + len(texts)
    else:
        from textnorm.kernels.word_shingles import shingle_words as kernel

        room = len(buffer.data) // 4 + 16 * len(texts)
    while True:
        hashes = np.empty(room, dtype=np.uint64)
        used = kernel(buffer.data, buffer.offsets, fold_tables(), recipe.n, hashes, ends, digests)
        if used >= 0:
            return Shingles(hashes[:used], ends, digests)
        room *= 2


def as_sets(hashes: NDArray[np.uint64], ends: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Each run of hashes as a sorted set, and how large the sets are. The runs are sorted in place."""
    start = 0
    for end in ends.tolist():
        hashes[start:end].sort()
        start = end
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = hashes[1:] != hashes[:-1]
    firsts = np.concatenate([[0], ends[:-1]])
    fresh[firsts[firsts < ends]] = True
    counted = np.concatenate([[0], np.cumsum(fresh)])
    return hashes[fresh], counted[ends] - counted[firsts]


def sketch_shingles(shingles: Shingles, recipe: Recipe) -> NDArray[np.uint32]:
    """The sketches of texts that are shingled already, one row each."""
    from textnorm.kernels.sketch import sketch_hashes

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
    def from_datasketch(cls, sketches: Iterable[LeanMinHash], matcher: Matcher) -> Sketches:
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
    matcher: Matcher | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Sketches:
    """Sketch ``texts`` by the recipe of ``matcher`` (``Matcher()`` if none is given).

    >>> rows = sketch(["Der Kanzler reist nach Paris", "DER KANZLER REIST NACH PARIS!"])
    >>> rows.matrix.shape, bool((rows.matrix[0] == rows.matrix[1]).all())
    ((2, 128), True)
    """
    from textnorm.match.matcher import Matcher, need_matcher

    need_many(texts, "sketch")
    need_matcher(matcher)
    recipe = Recipe.of(matcher or Matcher())
    rows = []
    done = 0
    for part in in_order(
        lambda chunk: sketch_shingles(shingle(chunk, recipe), recipe), chunks_of(texts), threads=threads
    ):
        rows.append(part)
        done += len(part)
        if progress is not None:
            progress("sketch", done, 0)
    return Sketches(np.concatenate(rows) if rows else np.empty((0, recipe.size), dtype=np.uint32), recipe)
