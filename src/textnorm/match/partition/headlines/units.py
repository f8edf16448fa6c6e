"""Equal headlines of about one time as one unit, known by the place of its first text."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.match.corpus.lines import group_lines
from textnorm.match.corpus.rubrics import ONE_ISSUE
from textnorm.match.partition.records import table
from textnorm.match.times import moments, seconds

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["UNITS", "reach_of", "units_of"]

_I64 = pyarrow.int64()
#: A text with the ``node`` of its unit, which has so many ``copies``; ``text``, the earliest time ``when``, and
#: ``rubric``, one number for all units of a rubric and else -1, are there for the first of a unit.
UNITS = pyarrow.schema([
    ("place", _I64), ("side", _I64), ("node", _I64), ("copies", _I64), ("text", pyarrow.string()),
    ("when", pyarrow.float64()), ("rubric", _I64),
])  # fmt: skip


def _window(matcher: MatchSettings) -> tuple[float, float]:
    window = -1.0 if matcher.within is None else seconds(matcher.within)
    return window, min(window, ONE_ISSUE) if window >= 0.0 else ONE_ISSUE


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
    # The number is that of the text, as units of other parts have theirs.
    known = [
        _number_of(texts[first]) if number >= 0 else -1
        for first, number in zip(units.first.tolist(), units.rubric.tolist(), strict=True)
    ]
    rubric = np.array(known, dtype=np.int64)[units.of]
    # What has no letter is nobody's copy, and may be there a million times.
    empty = np.array([not text.strip() for text in texts], dtype=bool)
    node, copies = place[units.first][units.of], np.where(empty, 1, copies)
    return table(UNITS, place, side, node, copies, said, units.when[units.of], rubric)


def _number_of(text: str) -> int:
    """63 bits that tell a text from others."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") >> 1
