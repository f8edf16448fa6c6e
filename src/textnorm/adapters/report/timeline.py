"""How many texts there are over time, and how many of them are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["timeline"]

_MOST = 90
_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def timeline(moments: NDArray[np.float64], stays: NDArray[np.bool_]) -> dict[str, Any] | None:
    """Texts kept and dropped per hour, day, week, month or year, in at most 90 bars; None without times.

    >>> timeline(np.array([0.0, 1.0, 4_000.0]), np.array([True, False, True]))
    {'unit': 'hour', 'starts': [0, 3600], 'kept': [1, 1], 'dropped': [1, 0], 'without': 0}
    """
    there = np.isfinite(moments) & (np.abs(moments) < 2e11)  # to the year 8307
    if not there.any():
        return None
    first, last = float(moments[there].min()), float(moments[there].max())
    unit, edges = _edges(first, last)
    bar = np.searchsorted(edges, moments[there], side="right") - 1
    kept, dropped = (np.bincount(bar[stays[there] == side], minlength=len(edges)) for side in (True, False))
    filled = (kept + dropped) > 0 if len(edges) > _MOST else np.ones(len(edges), dtype=bool)
    return {
        "unit": unit,
        "starts": [int(edge) for edge in np.asarray(edges)[filled]],
        "kept": kept[filled].tolist(),
        "dropped": dropped[filled].tolist(),
        "without": int((~there).sum()),
    }


def _edges(first: float, last: float) -> tuple[str, Sequence[float]]:
    span = last - first
    for unit, step, most in (("hour", 3_600, 48), ("day", _DAY, _MOST), ("week", 7 * _DAY, _MOST)):
        if span <= (most - 2) * step:
            # Weeks begin on a Monday; 1970 began on a Thursday.
            shift = 4 * _DAY if unit == "week" else 0
            start = (first - shift) // step * step + shift
            return unit, np.arange(start, last + 1, step).tolist()
    begin = _EPOCH + timedelta(seconds=first)
    months = range(begin.year * 12 + begin.month - 1, 12 * 8_400)
    every = 1 if span <= _MOST * 30 * _DAY else 12
    edges: list[float] = []
    for month in months if every == 1 else range(begin.year * 12, 12 * 8_400, 12):
        edge = (datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()
        if edge > last:
            break
        edges.append(edge)
    return ("month" if every == 1 else "year"), edges
