"""What a search will find and cost, told before the work is paid for."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, comb
from typing import TYPE_CHECKING

from textnorm.match.articles.candidates import COPIES, SAMPLED
from textnorm.match.sketching.buckets import FEW_SAMPLES, SAMPLED_SHARE, choose_bands

if TYPE_CHECKING:
    from textnorm.match.matcher import Matcher

__all__ = ["Plan", "plan"]

# Measured on two cores of a 2024 server (docs/articles.md): bytes of text a second, and bytes of memory.
_SPEED = {"text": 250e6, "article": 110e6, "headline": 10e6}
_FIXED_MEMORY = 400e6
_WORD = 6.75  # characters, with the space behind it


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search will find and cost.

    ``recall`` is the chance that a pair at the threshold becomes a candidate. ``memory`` and ``disk`` are bytes at the
    peak, the texts of a list left out; ``seconds`` are on two cores, good to a factor of two. ``samples`` is how many
    shingles of a text are looked up, where the search is for texts inside others; else 0.
    """

    count: int
    measure: str
    threshold: float
    bands: int
    rows: int
    samples: int
    memory: int
    disk: int
    seconds: float

    def chance(self, similarity: float) -> float:
        """The chance that a pair of this similarity, by the measure of the matcher, becomes a candidate.

        >>> from textnorm import Matcher
        >>> plan = Matcher().plan()
        >>> round(plan.chance(0.5), 4), round(plan.chance(0.1), 4)
        (0.9963, 0.0412)
        """
        if not self.samples:
            return float(1 - (1 - similarity**self.rows) ** self.bands)
        least = max(1 if self.samples < FEW_SAMPLES else 2, ceil(SAMPLED_SHARE * self.samples))
        below = (
            comb(self.samples, hits) * similarity**hits * (1 - similarity) ** (self.samples - hits)
            for hits in range(min(least, self.samples + 1))
        )
        return float(min(max(1 - sum(below), 0.0), 1.0))

    @property
    def recall(self) -> float:
        """The chance that a pair at the threshold becomes a candidate."""
        return self.chance(self.threshold)

    def curve(self, width: int = 51, height: int = 11) -> str:
        """The S-curve as text: the chance of being found over the similarity, the threshold marked by a bar."""
        marks = [self.chance(column / (width - 1)) for column in range(width)]
        bar = round(self.threshold * (width - 1))
        lines = []
        for line in range(height, -1, -1):
            cells = [
                "*" if round(mark * height) == line else "|" if column == bar else " "
                for column, mark in enumerate(marks)
            ]
            label = f"{line / height:4.1f} " if line in (0, height) else "     "
            lines.append((label + "".join(cells)).rstrip())
        return "\n".join([*lines, f"     0{self.measure:^{width - 2}}1"])

    def __str__(self) -> str:
        how = f"{self.bands} bands of {self.rows} rows" + (
            f" and {self.samples} samples a text" if self.samples else ""
        )
        return (
            f"{how} find {100 * self.recall:.2f} % of the pairs at {self.measure} {self.threshold:.2f}\n"
            f"{self.count:,} texts: about {self.memory / 1e6:,.0f} MB of memory, {self.disk / 1e6:,.0f} MB on disk, "
            f"{self.seconds:,.0f} s\n{self.curve()}"
        )


def plan(matcher: Matcher, count: int, characters: int) -> Plan:
    """The plan of a search by ``matcher`` over ``count`` texts of so many ``characters``."""
    within = matcher.measure == "containment"
    tokens = int(characters / _WORD) if matcher.unit == "word" else characters
    samples = max(1, (tokens - matcher.n + 1) // SAMPLED) if within else 0
    bands, rows = choose_bands(
        matcher.sketch_size, max(matcher.threshold, COPIES) if within else matcher.threshold, matcher.recall
    )
    memory = _FIXED_MEMORY + count * (matcher.sketch_size + 120)
    disk = count * (4 * bands + 8 * samples + characters)
    seconds = count * characters / _SPEED[matcher.kind]
    return Plan(count, matcher.measure, matcher.threshold, bands, rows, samples, int(memory), disk, seconds)
