"""What an index gives back: matches, items, statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from textnorm.match.display.html import Printed
from textnorm.values import shown

__all__ = ["IndexStats", "Item", "Match", "Matches"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Item:
    """What was added: its id, its text, its time in seconds since 1970 (``None``: none was given), and its payload."""

    id: Any
    text: str
    time: float | None = None
    payload: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


class _Explained:
    """A value with ``reasons`` that ``_explain`` gives when they are first asked for, as most are never read."""

    __slots__ = ("_explain",)

    if not TYPE_CHECKING:  # for a type checker, a value has the attributes that it says it has

        def __getattr__(self, name: str) -> tuple[str, ...]:
            # Called for a slot that nothing was written into yet.
            if name != "reasons":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            found = self._explain()
            object.__setattr__(self, name, found)
            return found


@dataclass(frozen=True, slots=True)
class Match(_Explained):
    """An item of the index that says the same as a text, verified: the score on 0.0–1.0, and the reasons.

    ``measure`` names the score. ``time`` is in seconds since 1970 (``None``: none was given). The reasons of a match
    that ``check`` found are made when they are first read, printed, compared or pickled, from what the index knew then.
    """

    id: Any
    score: float
    reasons: tuple[str, ...]
    time: float | None
    payload: Mapping[str, Any]
    text: str
    measure: str

    @classmethod
    def explained_by(cls, explain: Callable[[], tuple[str, ...]], item: Item, score: float, measure: str) -> Match:
        """The match with an item, whose reasons are what ``explain`` returns, once somebody asks for them."""
        match = cls.__new__(cls)
        for name, value in (
            ("_explain", explain), ("id", item.id), ("score", score), ("time", item.time), ("payload", item.payload),
            ("text", item.text), ("measure", measure),
        ):  # fmt: skip
            object.__setattr__(match, name, value)
        return match

    def __str__(self) -> str:
        lines = [f"{self.id!r} ({self.measure} {self.score:.2f})  {shown(self.text, 100)}"]
        return "\n  - ".join([*lines, *map(shown, self.reasons)])


class Matches(tuple[Match, ...]):
    """The matches of a text, best first. None means that the text is new.

    ``added`` says whether ``check_or_add`` has added the text.
    """

    added: bool = False

    @property
    def seen(self) -> bool:
        """Whether there is a match."""
        return bool(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStats(Printed):
    """What an index holds, and what bounds its queries.

    ``items`` are those that were added, ``texts`` the different texts among them; ``untimed`` items have no time, so
    ``expire`` never removes them. Times are in seconds since 1970. ``postings`` lie in ``runs``; ``pending`` texts are
    in none yet, and ``dead`` texts were removed and still lie in one. ``bytes`` is the size on disk.

    A query follows the rarest keys of a text and compares the likeliest candidates. ``crowded`` is how many keys are so
    common that a query follows only their newest texts; since this process opened the index, ``checks`` queries were
    made, ``cut`` of them left out common keys, and ``capped`` had more candidates than were compared.
    """

    items: int
    texts: int
    untimed: int
    oldest: float | None
    newest: float | None
    postings: int
    runs: int
    pending: int
    dead: int
    bytes: int
    crowded: int
    checks: int
    cut: int
    capped: int
    format: int
    recipe: Mapping[str, Any]

    def __str__(self) -> str:
        lines = []
        for name in self.__slots__:
            value = getattr(self, name)
            if name == "recipe":
                value = ", ".join(f"{key}={each!r}" for key, each in value.items())
            elif isinstance(value, int):
                value = f"{value:,}"
            lines.append(f"{name:<10}{'none' if value is None else value}")
        return "\n".join(lines)
