"""The scores of a search as a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.errors import MissingExtra

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["plot_scores"]

_SAME, _OTHER, _LINE = "#3d3831", "#c9c1b2", "#9c2a1d"


def plot_scores(
    scores: NDArray[np.float32],
    threshold: float,
    floor: float,
    measure: str,
    *,
    chance: Callable[[float], float] | None,
    ax: Any,
) -> Any:
    """Draw the histogram of ``scores`` with the ``threshold``, and the S-curve of the search if it has one."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise MissingExtra.named("matplotlib", "plot", "Duplicates.plot") from None
    if ax is None:
        _, ax = pyplot.subplots(figsize=(8, 3.6), layout="constrained")
    _, _, bars = ax.hist(scores, bins=np.arange(101) / 100, range=(0, 1), color=_SAME)
    for bar in bars:
        if bar.get_x() < threshold - 0.005:
            bar.set_facecolor(_OTHER)
    ax.axvline(threshold, color=_LINE, linewidth=1.5)
    ax.annotate(f"{threshold:.2f}", (threshold, 1), xycoords=("data", "axes fraction"), xytext=(4, -12),
                textcoords="offset points", color=_LINE, weight="bold")  # fmt: skip
    left = 0 if chance else max(floor - 0.05, 0)
    ax.set(xlim=(left, 1), xlabel=measure, ylabel="pairs", yscale="symlog", ylim=(0, None))
    ax.spines[["top", "right"]].set_visible(False)
    if chance is not None:
        places = np.linspace(0, 1, 201)
        curve = ax.twinx()
        curve.plot(places, [chance(float(place)) for place in places], color=_LINE, linestyle=":", linewidth=1.5)
        curve.set(ylim=(0, 1.02), ylabel="chance to be found")
        curve.spines[["top"]].set_visible(False)
    return ax.figure
