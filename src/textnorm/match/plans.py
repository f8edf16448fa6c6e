"""What a search will find and cost, before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, comb
from typing import TYPE_CHECKING

from textnorm.match.articles.candidates import COPIES
from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.samples import FEW_SAMPLES, SAMPLED, SAMPLED_SHARE, counters_for
from textnorm.match.display.html import Printed
from textnorm.match.headlines.candidates import LEAST, LEAST_FOLLOWED
from textnorm.match.names.blocks import CROWDED
from textnorm.match.sketching.bands import choose_bands
from textnorm.match.stories.parts import STORY_LEAST

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = [
    "NamePlan",
    "Plan",
    "PostingsPlan",
    "SketchPlan",
    "plan_articles",
    "plan_headlines",
    "plan_names",
    "plan_plain",
    "plan_stories",
]

# Measured on two cores of a 2024 server (docs/articles.md, docs/headlines.md): bytes of text a second.
_PLAIN_SPEED, _ARTICLE_SPEED, _HEADLINE_SPEED, _STORY_SPEED = 250e6, 110e6, 10e6, 2e6
_NAME_SPEED = 4_000  # names a second
_NAME_MEMORY = 3_000  # bytes per name
_FIXED_MEMORY = 400e6  # bytes
_TEXT_MEMORY = 80  # bytes per text: digests, lengths, orders and labels, but no sketch
_MAPPED = 64e6  # bytes of sketches in memory; what is more is on disk
_MEETING_MEMORY = 8  # bytes per sampled shingle: the meetings of texts that share some; more where all share phrases
_HEADLINE_MEMORY = 6_000  # bytes per headline: its parsed words and their columns
_WORD = 6.75  # characters, with the space behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Printed):
    """What a search will find and cost.

    ``memory`` and ``disk`` are bytes at the peak, without the texts of a list; ``seconds`` are on two cores, good to
    a factor of two.
    """

    count: int
    measure: str
    threshold: float
    memory: int
    disk: int
    seconds: float

    @property
    def cost(self) -> str:
        """The costs in a line."""
        return (
            f"{self.count:,} texts: about {self.memory / 1e6:,.0f} MB of memory, {self.disk / 1e6:,.0f} MB on disk, "
            f"{self.seconds:,.0f} s"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchPlan(Plan):
    """The plan of a search by sketches: by ``bands`` of ``rows`` slots, and by ``samples`` shingles of a text (or 0).

    ``recall`` is the chance that a pair at the threshold becomes a candidate.
    """

    bands: int
    rows: int
    samples: int = 0

    def chance(self, similarity: float) -> float:
        """The chance that a pair of this similarity, by the measure of the matcher, becomes a candidate.

        >>> from textnorm import Matcher
        >>> plan = Matcher().plan()
        >>> round(plan.chance(0.5), 4), round(plan.chance(0.1), 4)
        (0.9963, 0.0412)
        """
        least_jaccard = MEASURES[self.measure].least_jaccard
        if not self.samples and least_jaccard is not None:
            return float(1 - (1 - least_jaccard(similarity) ** self.rows) ** self.bands)
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
        """The S-curve as text: the chance of being found over the similarity, the threshold as a vertical line."""
        marks = [self.chance(column / (width - 1)) for column in range(width)]
        line_at = round(self.threshold * (width - 1))
        lines = []
        for line in range(height, -1, -1):
            cells = [
                "*" if round(mark * height) == line else "|" if column == line_at else " "
                for column, mark in enumerate(marks)
            ]
            label = f"{line / height:4.1f} " if line in (0, height) else "     "
            lines.append((label + "".join(cells)).rstrip())
        return "\n".join([*lines, f"     0{self.measure:^{width - 2}}1"])

    def __str__(self) -> str:
        samples = f" and {self.samples} samples per text" if self.samples else ""
        return (
            f"{self.bands} bands of {self.rows} rows{samples} find {100 * self.recall:.2f} % of the pairs "
            f"at {self.measure} {self.threshold:.2f}\n{self.cost}\n{self.curve()}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingsPlan(Plan):
    """The plan of a search by postings: headlines are listed under the keys of their words.

    A key with more than ``limit`` headlines is followed only together with another one. A pair becomes a candidate if
    the keys that it shares have at least ``share`` of the weight of the lighter headline.

    >>> from textnorm import Matcher
    >>> print(str(Matcher.headlines().plan(1_000)).splitlines()[0])
    postings of up to 200 headlines per key; candidates share 35 % of the weight of the lighter headline
    """

    limit: int
    share: float
    unit: str = "headline"
    units: str = "headlines"

    def __str__(self) -> str:
        return (
            f"postings of up to {self.limit} {self.units} per key; candidates share {100 * self.share:.0f} % of the "
            f"weight of the lighter {self.unit}\n{self.cost}"
        )


def plan_plain(matcher: MatchSettings, count: int, characters: int) -> SketchPlan:
    """The plan of a search for plain texts of so many ``characters``."""
    least_jaccard = MEASURES[matcher.measure].least_jaccard
    if least_jaccard is None:
        return _plan(matcher, count, characters, _PLAIN_SPEED, COPIES, sampled=True)
    return _plan(matcher, count, characters, _PLAIN_SPEED, least_jaccard(matcher.threshold), sampled=False)


def plan_articles(matcher: MatchSettings, count: int, characters: int) -> SketchPlan:
    """The plan of a search for articles."""
    return _plan(matcher, count, characters, _ARTICLE_SPEED, COPIES, sampled=True)


def _plan(
    matcher: MatchSettings, count: int, characters: int, speed: float, jaccard: float, *, sampled: bool
) -> SketchPlan:
    tokens = int(characters / _WORD) if matcher.unit == "word" else characters
    samples = max(1, (tokens - matcher.n + 1) // SAMPLED) if sampled else 0
    band_threshold = max(matcher.threshold, jaccard) if sampled else jaccard
    bands, rows = choose_bands(matcher.sketch_size, band_threshold, matcher.recall)
    counters = 4 * counters_for(count * samples) if sampled else 0
    sketches = count * matcher.sketch_size
    return SketchPlan(
        count=count,
        measure=matcher.measure,
        threshold=matcher.threshold,
        memory=int(
            _FIXED_MEMORY + min(sketches, _MAPPED) + count * (_TEXT_MEMORY + _MEETING_MEMORY * samples) + counters
        ),
        disk=count * (4 * bands + 8 * samples + characters) + (sketches if sketches > _MAPPED else 0),
        seconds=count * characters / speed,
        bands=bands,
        rows=rows,
        samples=samples,
    )


def plan_headlines(matcher: MatchSettings, count: int, characters: int) -> PostingsPlan:
    """The plan of a search for headlines."""
    return PostingsPlan(
        count=count,
        measure="headline",
        threshold=matcher.threshold,
        memory=int(_FIXED_MEMORY + count * _HEADLINE_MEMORY),
        disk=count * characters,
        seconds=count * characters / _HEADLINE_SPEED,
        limit=LEAST_FOLLOWED,
        share=LEAST,
    )


def plan_stories(matcher: MatchSettings, count: int, characters: int) -> PostingsPlan:
    """The plan of a search for stories."""
    return PostingsPlan(
        count=count,
        measure="story",
        threshold=matcher.threshold,
        memory=int(_FIXED_MEMORY + count * (_HEADLINE_MEMORY + 2 * characters)),
        disk=count * characters,
        seconds=count * characters / _STORY_SPEED,
        limit=LEAST_FOLLOWED,
        share=STORY_LEAST,
        unit="story",
        units="stories",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePlan(Plan):
    """The plan of a search for names: two names are compared if a word of both sounds alike and another begins alike.

    A group of more than ``limit`` names that share such a key is searched by two whole words only.

    >>> from textnorm import Matcher
    >>> print(str(Matcher.names().plan(1_000)).splitlines()[0])
    names of one sound and one initial are compared, up to 300 at a time
    """

    limit: int

    def __str__(self) -> str:
        return f"names of one sound and one initial are compared, up to {self.limit} at a time\n{self.cost}"


def plan_names(matcher: MatchSettings, count: int, characters: int) -> NamePlan:
    """The plan of a search for names."""
    return NamePlan(
        count=count,
        measure="name",
        threshold=matcher.threshold,
        memory=int(_FIXED_MEMORY + count * _NAME_MEMORY),
        disk=0 * characters,
        seconds=count / _NAME_SPEED,
        limit=CROWDED,
    )
