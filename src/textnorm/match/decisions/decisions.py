"""``Decisions``: which pairs a person called the same or different, and the file that holds them (docs/report.md)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.errors import BadRecord
from textnorm.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FORMAT", "VERDICTS", "VERSION", "Decision", "Decisions", "Side", "digest_of"]

FORMAT = "textnorm decisions"
VERSION = 1
VERDICTS = ("same", "different", "skip")
#: A file has this many characters of each text, for people; the digest identifies it.
_EXCERPT = 200


def digest_of(text: str) -> str:
    """What identifies a text in a file of decisions: 8 bytes of BLAKE2b of its UTF-8, in hexadecimal.

    >>> digest_of("Köln")
    'a9b862ce85040280'
    """
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Side(NamedTuple):
    """One of the two texts of a decision: its row (-1: not known), its digest, and its text, whole or an excerpt.

    ``archive`` says that the row is one of the archive of a search ``against`` it.
    """

    row: int = -1
    digest: str = ""
    text: str = ""
    archive: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether ``text`` is all of the text."""
        return bool(self.digest) and digest_of(self.text) == self.digest

    def __str__(self) -> str:
        name = f"archive row {self.row}" if self.archive else f"row {self.row}"
        return repr(shown(self.text, 40)) if self.row < 0 else name


class Decision(NamedTuple):
    """``verdict`` (``"same"``, ``"different"`` or ``"skip"``) on two texts; ``score`` is what the search gave them."""

    left: Side
    right: Side
    verdict: str
    score: float | None = None


@dataclass(frozen=True)
class Decisions:
    """Decisions, with the settings of the search that they are about and how often each score occurs in it.

    ``scores`` counts all verified pairs of that search in 100 classes from 0.0 to 1.0; empty if it is not known.

    >>> decisions = Decisions.of([("Der Käse ist gut", "Der Käse ist alt", "different")])
    >>> [decision.verdict for decision in decisions]
    ['different']
    """

    items: tuple[Decision, ...] = ()
    matcher: Mapping[str, Any] = field(default_factory=dict)
    scores: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.items)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Decisions:
        """Read the file that a report exports. Raises ``BadRecord`` for anything else."""
        name = shown(str(path))
        try:
            found = json.loads(Path(path).read_bytes())
        except (ValueError, RecursionError) as error:
            raise BadRecord(f"{name}: no JSON ({error}); export the decisions from a report") from None
        if not isinstance(found, dict):
            raise BadRecord(f"{name}: expected an object, got {type(found).__name__}; export the decisions anew")
        return cls._from_file(found, name)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the decisions as JSON, as the page does."""
        Path(path).write_text(json.dumps(self.to_json(), indent=1) + "\n", encoding="utf-8")

    def among_texts(self) -> Decisions:
        """Those that are not about a row of an archive."""
        return replace(self, items=tuple(item for item in self if not (item.left.archive or item.right.archive)))

    def to_json(self) -> dict[str, Any]:
        """The content of the file, as dictionaries and lists."""
        found: dict[str, Any] = {"format": FORMAT, "version": VERSION}
        if self.matcher:
            found["matcher"] = dict(self.matcher)
        if self.scores:
            found["scores"] = list(self.scores)
        return found | {"decisions": [_as_json(decision) for decision in self.items]}

    @classmethod
    def of(cls, value: Any) -> Decisions:
        """Decisions from a file's path, its parsed JSON, or a list of ``(left, right, verdict)``.

        ``left`` and ``right`` are positions of texts, or the texts themselves. A verdict is ``"same"``,
        ``"different"`` or ``"skip"``. Raises ``BadRecord`` for anything else, with its place.
        """
        if isinstance(value, Decisions):
            return value
        if value is None:
            return cls()
        if isinstance(value, str | os.PathLike):
            return cls.read(value)
        if isinstance(value, Mapping):
            return cls._from_file(value, "decisions")
        if not hasattr(value, "__iter__"):
            raise BadRecord(f"decisions: expected a file or a list, got {type(value).__name__}")
        return cls(_items(value, "decisions"))

    @classmethod
    def _from_file(cls, found: Mapping[str, Any], name: str) -> Decisions:
        if found.get("format") != FORMAT:
            raise BadRecord(f"{name}: 'format' is not {FORMAT!r}; export the decisions from a report")
        if found.get("version") != VERSION:
            raise BadRecord(f"{name}: version {found.get('version')!r}, and this textnorm reads {VERSION}; update it")
        items, matcher, scores = (found.get(key, empty) for key, empty in _KEYS.items())
        for key, part, empty in zip(_KEYS, (items, matcher, scores), _KEYS.values(), strict=True):
            if not isinstance(part, type(empty)):
                raise BadRecord(f"{name} {key!r}: expected {type(empty).__name__}, got {type(part).__name__}")
        if any(isinstance(count, bool) or not isinstance(count, int) or count < 0 for count in scores):
            raise BadRecord(f"{name} 'scores': expected counts of pairs")
        return cls(_items(items, name), dict(matcher), tuple(scores))


_KEYS: dict[str, Any] = {"decisions": [], "matcher": {}, "scores": []}


def _items(values: Iterable[Any], name: str) -> tuple[Decision, ...]:
    return tuple(_decision(value, f"{name}[{place}]") for place, value in enumerate(values))


def _decision(value: Any, place: str) -> Decision:
    if isinstance(value, Mapping):
        left, right, verdict, score = (value.get(key) for key in ("left", "right", "verdict", "score"))
    elif isinstance(value, tuple | list) and len(value) in (3, 4):
        left, right, verdict, score = (*value, None)[:4]
    else:
        raise BadRecord(f"{place}: expected (left, right, verdict), got {shown(repr(value), 60)}")
    if isinstance(verdict, bool):
        verdict = VERDICTS[0] if verdict else VERDICTS[1]
    if verdict not in VERDICTS:
        raise BadRecord(f"{place}: verdict={shown(repr(verdict), 40)}: known: {', '.join(VERDICTS)}")
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1):
        raise BadRecord(f"{place}: score={shown(repr(score), 40)}: expected a number from 0 to 1")
    return Decision(_side(left, f"{place} 'left'"), _side(right, f"{place} 'right'"), verdict, score)


def _side(value: Any, place: str) -> Side:
    if isinstance(value, Side):
        return value
    if isinstance(value, str):
        return Side(digest=digest_of(value), text=value)
    if hasattr(value, "__index__") and not isinstance(value, bool):
        if (row := int(value)) < 0:
            raise BadRecord(f"{place}: row {row}: rows are numbered from 0")
        return Side(row=row)
    if isinstance(value, Mapping):
        row, digest, text = value.get("row", -1), value.get("digest", ""), value.get("text", "")
        typed = isinstance(row, int) and not isinstance(row, bool) and row >= -1
        if typed and isinstance(digest, str) and isinstance(text, str) and (row >= 0 or digest or text):
            return Side(row, digest or (digest_of(text) if text else ""), text, bool(value.get("archive", False)))
    raise BadRecord(f"{place}: expected a row, a text or both, got {shown(repr(value), 60)}")


def _as_json(decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = {"verdict": decision.verdict}
    if decision.score is not None:
        found["score"] = round(decision.score, 6)
    for name, side in (("left", decision.left), ("right", decision.right)):
        found[name] = {"row": side.row} if side.row >= 0 else {}
        if side.digest:
            found[name] |= {"digest": side.digest, "text": side.text[:_EXCERPT]}
        if side.archive:
            found[name]["archive"] = True
    return found
