"""``write_report``: what a search found, as one page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import textnorm
from textnorm.adapters.files.atomic_write import atomic_write
from textnorm.adapters.report.columns import REPAIRED, Columns, collect
from textnorm.adapters.report.pack import assemble, packed
from textnorm.adapters.report.repairs import Repairs, find_repairs
from textnorm.adapters.report.texts import TextBlocks
from textnorm.adapters.report.timeline import timeline
from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.decisions.decisions import FORMAT, VERSION, Decisions
from textnorm.match.duplicates import Duplicates
from textnorm.match.pairs import NEAR
from textnorm.match.times import moments
from textnorm.values import is_missing, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.text.cleaner import Cleaner

__all__ = ["write_report"]

Progress = Callable[[str, int, int], None]

#: How large a page may be, in bytes, unless its texts alone need more.
_SIZE = 30_000_000
_LEAST_SIZE = 1_000_000
#: What the lengths of a text need, in bytes.
_SPARE = 6


def write_report(
    found: Duplicates,
    path: str | os.PathLike[str],
    *,
    title: str = "Duplicates",
    times: Iterable[Any] | None = None,
    sites: Iterable[Any] | None = None,
    decisions: Any = None,
    cleaner: Cleaner | None = None,
    size: int = _SIZE,
    progress: Progress | None = None,
) -> None:
    """Write what a search found as one self-contained page, to read and to review.

    ``times`` (as for ``find_duplicates``) and ``sites`` (names or addresses) have a value per text; after a search
    against an archive, those of the archive may stand before them. ``decisions`` are shown as made. ``cleaner`` says
    what counts as repair (``Cleaner.preset("repair")``). ``size`` is the size in bytes that the page may have; long
    texts are cut until it fits, and the page says so. ``progress`` is called with stage, done and total.

    The page needs no network and runs no text: it shows whatever is in it, controls as symbols. Raises ``BadRecord`` if
    ``times`` or ``sites`` do not fit the texts.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from textnorm import find_duplicates, write_report
    >>> found = find_duplicates(["Der Käse ist gut", "Der Kaese ist gut!", "Ein Hund bellt"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_report(found, Path(folder) / "report.html", title="Käse")
    ...     (Path(folder) / "report.html").stat().st_size < 200_000
    True
    """
    if not (hasattr(size, "__index__") and size >= _LEAST_SIZE):
        raise UnknownOption(f"size={size!r}: must be at least {_LEAST_SIZE:,} bytes")
    if not isinstance(found, Duplicates):
        raise BadRecord(
            f"write_report: expected Duplicates, got {type(found).__name__}; pass what find_duplicates(texts) returns"
        )
    report = progress or (lambda stage, done, total: None)
    moments = _moments(found, times)
    known = Decisions.of(decisions)
    with atomic_write(Path(path)) as target:
        columns = collect(found, moments, _sites(found, sites), report)
        blocks = TextBlocks(found.texts, columns.rows.tolist())
        repairs = find_repairs(found, columns.rows.tolist(), cleaner, report)
        report("writing", 0, 0)
        columns.columns["textFlags"][list(repairs.edits)] |= REPAIRED
        parts = {"reasons": packed("\n".join(columns.reasons).encode()), "repairs": packed(repairs.to_bytes())}
        spent = sum(map(len, parts.values())) + len(packed(columns.buffer())) + _SPARE * len(columns.rows)
        texts, firsts = blocks.pack(max(size - spent, _LEAST_SIZE // 2))
        columns.columns |= {"length": blocks.lengths, "whole": blocks.whole}
        parts["columns"] = packed(columns.buffer())
        parts |= {f"text-{number}": block for number, block in enumerate(texts)}
        head = _head(found, columns, repairs, title)
        head |= {"blocks": firsts, "directory": columns.directory(), "decisions": known.to_json()["decisions"]}
        head["timeline"] = None if moments is None else _timeline(found, moments)
        target.write_bytes(assemble(title, head, parts))


def _head(found: Duplicates, columns: Columns, repairs: Repairs, title: str) -> dict[str, Any]:
    """What the page says at once, and what it needs to export decisions."""
    scores = np.concatenate([found.table.score, found.batch.table.score]) if found.batch else found.table.score
    matcher = {field.name: getattr(found.matcher, field.name) for field in fields(found.matcher)}
    return {
        "title": title,
        "created": datetime.now(UTC).isoformat(timespec="minutes"),
        "version": textnorm.__version__,
        "id": sha256(columns.columns["digest"].tobytes()).hexdigest()[:16],
        "format": {"format": FORMAT, "version": VERSION},
        "matcher": matcher,
        "measure": found.table.measure,
        "floor": round(NEAR * found.matcher.threshold, 3),
        "texts": len(found),
        "archive": found.split,
        "kept": len(found.kept),
        "dropped": len(found.dropped),
        "reuse": len(found.reuse),
        "clusters": len(found.clusters),
        "pairs": len(scores),
        "leftOut": columns.left_out,
        "scores": np.bincount(np.minimum((scores * 100).astype(int), 99), minlength=100).tolist(),
        "notes": list(found.notes),
        "kinds": columns.kinds,
        "kindCounts": columns.kind_counts,
        "sites": columns.sites,
        "repairs": {"texts": repairs.texts, "failed": repairs.failed, "kinds": repairs.table()},
    }


def _timeline(found: Duplicates, moments: NDArray[np.float64]) -> dict[str, Any] | None:
    stays = np.zeros(len(found), dtype=bool)
    stays[found.kept] = True
    return timeline(moments[found.split or 0 :], stays)


def _moments(found: Duplicates, times: Iterable[Any] | None) -> NDArray[np.float64] | None:
    values = _column(found, "times", times)
    return None if values is None else moments(values)


def _sites(found: Duplicates, sites: Iterable[Any] | None) -> list[str] | None:
    """A name per text: the host of an address, without its ``www.``; anything else as it is."""
    values = _column(found, "sites", sites)
    return None if values is None else [_site(value) for value in values]


def _site(value: Any) -> str:
    """The name of a site.

    >>> _site("https://www.example.org/a/b?c"), _site("dpa"), _site(None)
    ('example.org', 'dpa', '')
    """
    if is_missing(value):
        return ""
    name = str(value).strip()
    if "://" in name:
        name = name.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
        name = name.removeprefix("www.")
    return shown(name, 80)


def _column(found: Duplicates, name: str, values: Iterable[Any] | None) -> list[Any] | None:
    """``values`` as one per text of ``found.texts``, the archive included."""
    if values is None:
        return None
    column = list(values)
    if found.split is not None and len(column) == len(found):
        column = [None] * found.split + column
    if len(column) != len(found.texts):
        raise BadRecord(f"{name}: {len(column):,} values for {len(found):,} texts; pass one per text")
    return column
