"""Equal headlines of about one time as one unit, known by the place of its first text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.match.corpus.lines import group_lines
from textnorm.match.partition.records import table
from textnorm.match.times import DAY, moments, seconds

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["UNITS", "reach_of", "units_of"]

_I64 = pyarrow.int64()
#: A text with the ``node`` of its unit, which has so many ``copies``; ``text`` and the earliest time ``when`` are there
#: for the first of a unit.
UNITS = pyarrow.schema([
    ("place", _I64), ("side", _I64), ("node", _I64), ("copies", _I64), ("text", pyarrow.string()),
    ("when", pyarrow.float64()),
])  # fmt: skip


def _window(matcher: MatchSettings) -> tuple[float, float]:
    window = -1.0 if matcher.within is None else seconds(matcher.within)
    return window, min(window, DAY) if window >= 0.0 else DAY


def reach_of(matcher: MatchSettings) -> float:
    """How far apart in time two units of a pair may be; -1 for any."""
    window, span = _window(matcher)
    return window + span if window >= 0.0 else -1.0


def units_of(rows: Any, matcher: MatchSettings) -> Any:
    """``UNITS`` of rows of ``place``, ``side`` and ``text``, and ``time`` if it is known; all equal texts are there."""
    rows = rows.sort_by("place")
    texts, place, side = rows["text"].to_pylist(), rows["place"].to_numpy(), rows["side"].to_numpy().astype(np.int64)
    when = moments(rows["time"].to_pylist() if "time" in rows.column_names else [None] * len(texts))
    units = group_lines(texts, when, _window(matcher)[1], int(np.count_nonzero(side == 0)))
    first = np.zeros(len(texts), dtype=bool)
    first[units.first] = True
    copies = np.bincount(units.of, minlength=len(units.first))[units.of]
    said = [text if own else None for text, own in zip(texts, first.tolist(), strict=True)]
    # What has no letter is nobody's copy, and may be there a million times.
    empty = np.array([not text.strip() for text in texts], dtype=bool)
    return table(
        UNITS, place, side, place[units.first][units.of], np.where(empty, 1, copies), said, units.when[units.of]
    )
