"""Results as HTML, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textnorm.markup import box, differences, safe, table

__all__ = ["Printed", "clusters_html", "pair_html"]


class Printed:
    """A result that a notebook shows as ``print`` does, where its ``repr`` is a line for programs."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        lines = "\n".join(map(safe, str(self).split("\n")))
        return box(f"<pre>{lines}</pre>")


def pair_html(texts: tuple[str, str], reasons: Sequence[str], verdict: str) -> str:
    """A pair: the verdict, the one text, the other with its differences, and the reasons."""
    a, b = texts
    listed = "".join(f"<li>{safe(reason)}</li>" for reason in reasons)
    told = f'<ul style="margin:4px 0;opacity:.75">{listed}</ul>' if listed else ""
    rows = [("A", safe(a)), ("B", differences(a, b))]
    return box(f"<b>{safe(verdict)}</b>", table((), rows), told)


def clusters_html(summary: str, clusters: Iterable[tuple[str, Iterable[tuple[float, str, Sequence[str]]], int]]) -> str:
    """A summary, and clusters: the kept text, some copies with scores and reasons, and how many more there are."""
    rows = []
    for kept, copies, more in clusters:
        rows.append(("kept", f"<b>{safe(kept, 300)}</b>", ""))
        for score, copy, reasons in copies:
            rows.append((f"{score:.2f}", differences(kept[:300], copy[:300]), safe("; ".join(reasons), 200)))
        if more:
            rows.append(("", f"and {more:,} more", ""))
    lines = "<br>".join(map(safe, summary.split("\n")))
    return box(f"<p>{lines}</p>", table(("score", "text", "reasons"), rows) if rows else "")
