"""``Matcher`` holds the settings; ``compare`` judges two texts, ``find_duplicates`` any number of them.

Importing this module loads neither numpy nor numba; ``compare`` and ``Matcher`` never do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from textnorm.errors import UnknownOption, need_text
from textnorm.match.pairs import Pair
from textnorm.match.times import seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from textnorm.match.duplicates import Duplicates as Duplicates
    from textnorm.match.plans import Plan

    Progress = Callable[[str, int, int], None]

__all__ = ["Duplicates", "Matcher", "compare", "find_duplicates"]

_CHOICES = {
    "kind": ("text", "article", "headline"),
    "unit": ("word", "char"),
    "measure": ("jaccard", "containment"),
    "keep": ("longest", "first", "earliest", "cleanest", "priority"),
    "clusters": ("kept", "connected"),
}
_LONGEST_SHINGLE = {"word": 13, "char": 24}
_SIZES = (16, 32, 64, 128, 256, 512, 1024)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matcher:
    """What counts as the same text. Immutable, hashable, picklable; every score is on 0.0–1.0.

    ``Matcher()`` is the textbook: texts whose sets of ``n`` successive words (``unit="char"``: characters) have a
    Jaccard similarity of at least ``threshold``. ``Matcher.articles()`` and ``Matcher.headlines()`` judge by more.

    - ``kind``: which judgement runs: ``"text"`` (the textbook), ``"article"`` or ``"headline"``.
    - ``unit``, ``n``: the shingle: 1–13 words or 2–24 characters. Scripts without spaces count characters as words.
    - ``measure``: ``"jaccard"`` (shared of all shingles) or ``"containment"`` (shared of the smaller text's shingles).
    - ``threshold``: the score from which two texts are the same.
    - ``sketch_size``, ``recall``, ``seed``: the search: slots per sketch (a power of two, 16–1024), the share of pairs
      at the threshold that the search must find, and the seed of the sketch.
    - ``verify``: judge by exact sets. ``False`` judges by the sketch alone and says that scores are estimates.
    - ``figures``: numbers and dates that disagree separate two texts (articles and headlines).
    - ``within``: seconds, or ``"3d"``, ``"12h"``, ``"30min"``, ``"2w"``; headlines further apart in time are not the
      same (needs times). ``None``: no limit.
    - ``repair``: repair damaged text (mojibake, entities) before matching.
    - ``keep``: which copy is kept: ``"longest"`` (with ``repair``, by the repaired texts, and of
      equals a sound one), ``"first"``, ``"earliest"`` (needs times), ``"cleanest"`` (fewest
      repairs) or ``"priority"`` (needs priorities; the highest wins).
    - ``clusters``: ``"kept"`` (every member matches the kept copy) or ``"connected"`` (connected components).

    Raises ``UnknownOption`` for a value that does not exist.

    >>> Matcher(n=5).n
    5
    >>> Matcher(unit="line")
    Traceback (most recent call last):
    ...
    textnorm.errors.UnknownOption: unit='line': Known: word, char
    """

    kind: str = "text"
    unit: str = "word"
    n: int = 3
    measure: str = "jaccard"
    threshold: float = 0.5
    sketch_size: int = 128
    recall: float = 0.99
    seed: int = 1
    verify: bool = True
    figures: bool = False
    repair: bool = False
    within: str | float | None = None
    keep: str = "longest"
    clusters: str = "kept"

    def __post_init__(self) -> None:
        for option, choices in _CHOICES.items():
            if getattr(self, option) not in choices:
                raise UnknownOption.among(option, getattr(self, option), choices)
        shortest, longest = 1 if self.unit == "word" else 2, _LONGEST_SHINGLE[self.unit]
        if not (isinstance(self.n, int) and shortest <= self.n <= longest):
            raise UnknownOption(f"n={self.n!r}: a shingle of unit {self.unit!r} has {shortest}–{longest}")
        if self.sketch_size not in _SIZES:
            raise UnknownOption(f"sketch_size={self.sketch_size!r}: known: {', '.join(map(str, _SIZES))}")
        for option in ("threshold", "recall"):
            value = getattr(self, option)
            if not (isinstance(value, (int, float)) and 0.0 < value <= 1.0):
                raise UnknownOption(f"{option}={value!r}: a number above 0 and up to 1 is needed")
        if self.within is not None:
            seconds(self.within)
        if not (isinstance(self.seed, int) and 0 <= self.seed < 1 << 64):
            raise UnknownOption(f"seed={self.seed!r}: a whole number of 0 to 2^64 - 1 is needed")

    @classmethod
    def articles(cls, **overrides: Any) -> Matcher:
        """The judgement for articles: edited, re-sent and reused copies are the same; daily templates are not.

        >>> Matcher.articles(keep="first").kind
        'article'
        """
        settings: dict[str, Any] = {"kind": "article", "measure": "containment", "threshold": 0.25}
        settings |= {"figures": True, "repair": True}
        return cls._with(settings | overrides)

    @classmethod
    def headlines(cls, **overrides: Any) -> Matcher:
        """The judgement for headlines and other short lines.

        >>> Matcher.headlines().unit
        'char'
        """
        settings: dict[str, Any] = {"kind": "headline", "unit": "char", "figures": True, "repair": True}
        return cls._with(settings | overrides)

    @classmethod
    def _with(cls, settings: dict[str, Any]) -> Matcher:
        for option in settings:
            if option not in cls.__slots__:
                raise UnknownOption.among("option", option, cls.__slots__)
        return cls(**settings)

    @classmethod
    def fitting(cls, lengths: Iterable[int], **overrides: Any) -> Matcher:
        """The matcher for texts of these lengths: headlines when the median is under 200 characters, else articles.

        >>> Matcher.fitting([60, 70, 80]).kind
        'headline'
        """
        ordered = sorted(lengths)
        long = bool(ordered) and ordered[len(ordered) // 2] >= 200
        return cls.articles(**overrides) if long else cls.headlines(**overrides)

    def replace(self, **changes: Any) -> Matcher:
        """A copy with some settings changed.

        >>> Matcher().replace(threshold=0.8).threshold
        0.8
        """
        return replace(self, **changes)

    def plan(self, count: int = 1_000_000, *, characters: int = 2_700) -> Plan:
        """What a search over ``count`` texts of so many ``characters`` will find and cost, before it is paid for."""
        from textnorm.match.plans import plan

        for name, value in (("count", count), ("characters", characters)):
            if not (hasattr(value, "__index__") and value >= 0):
                raise UnknownOption(f"{name}={value!r}: give a whole number from 0 on")
        return plan(self, count, characters)


def need_matcher(matcher: object) -> None:
    """Raise ``UnknownOption`` if ``matcher`` is neither a ``Matcher`` nor ``None``."""
    if matcher is not None and not isinstance(matcher, Matcher):
        raise UnknownOption(
            f"matcher={matcher!r}: pass Matcher.headlines(), Matcher.articles(), Matcher() or None (by length)"
        )


def compare(a: str, b: str, *, matcher: Matcher | None = None) -> Pair:
    """Judge two texts: the same or not, by what score, and why.

    Without a ``matcher``, short texts are judged as headlines and long ones as articles.

    >>> bool(compare("Der Käse ist gut gereift.", "DER KAESE IST GUT GEREIFT!", matcher=Matcher()))
    True
    """
    need_text(a, "compare")
    need_text(b, "compare")
    need_matcher(matcher)
    matcher = matcher or Matcher.fitting([(len(a) + len(b)) // 2])
    if matcher.kind == "headline":
        from textnorm.match.headlines.compare import compare_headlines

        return compare_headlines(a, b, matcher=matcher)
    from textnorm.match.articles.search import compare_articles

    return compare_articles(a, b, matcher=matcher)


def find_duplicates(
    texts: Iterable[str | None],
    matcher: Matcher | None = None,
    *,
    against: Iterable[str | None] | None = None,
    times: Iterable[Any] | None = None,
    priority: Iterable[float] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Duplicates:
    """Find which ``texts`` are copies of one another, exact or near, and which copy of each to keep.

    ``texts`` is any iterable; ``None`` and texts without a word are never duplicates. With ``against``, each text is
    only looked up among those of ``against`` (the archive). ``times`` (numbers, dates, ISO strings) serve
    ``keep="earliest"`` and the judgement of headlines; ``priority`` (numbers) serves ``keep="priority"``.
    ``threads`` is the number of threads (all cores); the result does not depend on it. ``progress`` is called with
    stage, done and total (0 when it is not known).

    >>> found = find_duplicates(["Der Käse ist gut", "Ein Hund bellt laut", "DER KAESE IST GUT!"], Matcher())
    >>> found.labels.tolist()
    [2, 1, 2]
    """
    from textnorm.match.duplicates import search

    return search(texts, matcher, against=against, times=times, priority=priority, threads=threads, progress=progress)


def __getattr__(name: str) -> object:
    # Duplicates holds arrays; whoever only compares should not load numpy.
    if name == "Duplicates":
        from textnorm.match.duplicates import Duplicates

        return Duplicates
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
