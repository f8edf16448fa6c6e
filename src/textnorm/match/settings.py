"""``MatchSettings``: what counts as the same text, as a value. Whether a method reads an option, ``Matcher`` checks."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from textnorm.errors import UnknownOption
from textnorm.match.times import seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self, TypedDict, Unpack

    class MatchOptions(TypedDict, total=False):
        """The options of a matcher but for its kind, for type checkers."""

        unit: str
        n: int
        measure: str
        threshold: float
        sketch_size: int
        recall: float
        seed: int
        verify: bool
        numbers: bool
        repair: bool
        within: str | float | None
        keep: str
        drop: str
        clusters: str
        reuse: str

    class AllMatchOptions(MatchOptions, total=False):
        """The options of a matcher, for type checkers."""

        kind: str


__all__ = ["ARTICLE", "CHOICES", "OF_A_SEARCH", "PRESETS", "MatchSettings", "need_matcher", "need_option"]

# What the preset of a kind changes; the presets of all other kinds are the defaults.
PRESETS: dict[str, dict[str, object]] = {
    "article": {"measure": "containment", "threshold": 0.5, "numbers": True, "repair": True},
    "headline": {"unit": "char", "numbers": True, "repair": True},
    "name": {},
    "story": {"repair": True, "clusters": "average"},
}

#: The values of the options that are a choice.
CHOICES = {
    "unit": ("word", "char"),
    "keep": ("longest", "first", "earliest", "cleanest", "priority", "most_frequent"),
    "drop": ("copies", "all"),
    "clusters": ("kept", "connected", "average"),
    "reuse": ("keep", "drop"),
}
#: The options that only a search of many texts reads. What two texts are to one another does not depend on them.
OF_A_SEARCH = frozenset({"clusters", "drop", "keep", "recall", "seed", "sketch_size", "verify", "within"})
_LONGEST_SHINGLE = {"word": 13, "char": 24}
_SIZES = (16, 32, 64, 128, 256, 512, 1024)
_RENAMED = {"figures": "numbers"}
# A median length from which texts are articles, in characters.
ARTICLE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchSettings:
    """The settings of a ``Matcher``; see there for what each option means."""

    kind: str = "text"
    unit: str = "word"
    n: int = 3
    measure: str = "jaccard"
    threshold: float = 0.5
    sketch_size: int = 128
    recall: float = 0.99
    seed: int = 1
    verify: bool = True
    numbers: bool = False
    repair: bool = False
    within: str | float | None = None
    keep: str = "longest"
    drop: str = "copies"
    clusters: str = "kept"
    reuse: str = "keep"

    def __post_init__(self) -> None:
        for option, choices in CHOICES.items():
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
                raise UnknownOption(f"{option}={value!r}: must be a number above 0 and at most 1")
        if self.within is not None:
            seconds(self.within)
        if not (isinstance(self.seed, int) and 0 <= self.seed < 1 << 64):
            raise UnknownOption(f"seed={self.seed!r}: must be an integer from 0 to 2^64 - 1")

    @classmethod
    def articles(cls, **overrides: Unpack[MatchOptions]) -> Self:
        """Articles: edited, re-sent and reused copies are the same; daily templates are not.

        >>> MatchSettings.articles(keep="first").measure
        'containment'
        """
        return cls._of_kind("article", overrides)

    @classmethod
    def headlines(cls, **overrides: Unpack[MatchOptions]) -> Self:
        """Headlines and other short lines.

        >>> MatchSettings.headlines().unit
        'char'
        """
        return cls._of_kind("headline", overrides)

    @classmethod
    def names(cls, **overrides: Unpack[MatchOptions]) -> Self:
        """Names of persons, in any transcription.

        >>> MatchSettings.names().kind
        'name'
        """
        return cls._of_kind("name", overrides)

    @classmethod
    def stories(cls, **overrides: Unpack[MatchOptions]) -> Self:
        """Stories: titles with their texts, or titles alone, that report one event.

        >>> MatchSettings.stories().clusters
        'average'
        """
        return cls._of_kind("story", overrides)

    @classmethod
    def _of_kind(cls, kind: str, overrides: Any) -> Self:
        for option in overrides:
            need_option(option)
        options: dict[str, Any] = {"kind": kind, **PRESETS[kind], **overrides}
        return cls(**options)

    @classmethod
    def fitting(cls, lengths: Iterable[int], **overrides: Unpack[MatchOptions]) -> Self:
        """The preset for texts of these lengths: headlines if the median is under 200 characters, else articles.

        >>> MatchSettings.fitting([60, 70, 80]).kind
        'headline'
        """
        ordered = sorted(lengths)
        long = bool(ordered) and ordered[len(ordered) // 2] >= ARTICLE
        return cls.articles(**overrides) if long else cls.headlines(**overrides)

    def replace(self, **changes: Unpack[AllMatchOptions]) -> Self:
        """A copy with some settings changed.

        >>> MatchSettings().replace(threshold=0.8).threshold
        0.8
        """
        for option in changes:
            need_option(option)
        return replace(self, **changes)


def need_option(option: str) -> None:
    """Raise ``UnknownOption`` unless matchers have this option.

    >>> need_option("figures")
    Traceback (most recent call last):
    ...
    textnorm.errors.UnknownOption: option 'figures' is now called 'numbers'
    """
    if option in _RENAMED:
        raise UnknownOption(f"option {option!r} is now called {_RENAMED[option]!r}")
    known = [field.name for field in fields(MatchSettings)]
    if option not in known:
        raise UnknownOption.among("option", option, known)


def need_matcher(matcher: object) -> None:
    """Raise ``UnknownOption`` if ``matcher`` is neither a matcher nor ``None``."""
    if matcher is not None and not isinstance(matcher, MatchSettings):
        raise UnknownOption(
            f"matcher={matcher!r}: pass Matcher.headlines(), Matcher.articles(), Matcher.names(), "
            "Matcher.stories(), Matcher() or None (by length)"
        )
