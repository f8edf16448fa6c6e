"""Bands of sketches: how many for a threshold, and the key of each.

Locality-sensitive hashing by bands (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3): a sketch of
``bands * rows`` slots is cut into bands; two texts of Jaccard similarity s agree in a whole band with probability
s^rows, and in at least one band with 1 - (1 - s^rows)^bands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["band_keys", "choose_bands"]


def choose_bands(size: int, threshold: float, recall: float) -> tuple[int, int]:
    """The bands and rows of a sketch of ``size`` slots that reach ``recall`` at ``threshold`` with the fewest guesses.

    >>> choose_bands(128, 0.5, 0.99)
    (42, 3)
    """
    for rows in range(size, 1, -1):
        bands = size // rows
        if 1 - (1 - threshold**rows) ** bands >= recall:
            return bands, rows
    return size, 1


def band_keys(sketches: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint32]:
    """The key of each band of each sketch, as a (bands, texts) matrix."""
    from textnorm.kernels.sets.sketch_bands import hash_bands

    keys = np.empty((bands, len(sketches)), dtype=np.uint32)
    hash_bands(np.ascontiguousarray(sketches), rows, keys)
    return keys
