"""What repair did to the texts of a search: counts and examples by kind, and the edits of the texts on the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textnorm.adapters.report.texts import in_utf16

if TYPE_CHECKING:
    from textnorm.match.duplicates import Duplicates
    from textnorm.text.cleaner import Cleaner
    from textnorm.text.explanation import Change, Explanation

__all__ = ["Repairs", "find_repairs"]

_BATCH = 4_096
#: Edits of one text that a page shows.
_MOST_EDITS = 2_000
_EXAMPLES, _AROUND, _LONGEST = 3, 20, 60


@dataclass
class Kind:
    """One kind of repair: how often, in how many texts, and some of it in context: before, from, to, after."""

    changes: int = 0
    texts: int = 0
    examples: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass
class Repairs:
    """``kinds`` by step and evidence; ``edits`` of the texts on the page by their place there."""

    kinds: dict[tuple[str, str], Kind] = field(default_factory=dict)
    edits: dict[int, list[tuple[int, int, str, int]]] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    texts: int = 0
    failed: int = 0

    def add(self, explanation: Explanation, place: int | None) -> None:
        """Count what was done to a text, which stands at ``place`` on the page."""
        self.texts += 1
        seen = set()
        for change in explanation.changes:
            kind = self.kinds.setdefault((change.step, change.evidence), Kind())
            kind.changes += 1
            if (change.step, change.evidence) not in seen:
                kind.texts += 1
                seen.add((change.step, change.evidence))
                if len(kind.examples) < _EXAMPLES:
                    kind.examples.append(_example(explanation, change))
        if place is not None:
            self.edits[place] = self._edits(explanation)

    def _edits(self, explanation: Explanation) -> list[tuple[int, int, str, int]]:
        original, found = explanation.original, []
        end = shift = 0
        for edit in explanation.edits()[:_MOST_EDITS]:
            # Positions as JavaScript counts: a character outside the basic plane is two.
            shift += in_utf16(original[end : edit.start]) - (edit.start - end)
            start = edit.start + shift
            shift += in_utf16(original[edit.start : edit.end]) - (edit.end - edit.start)
            end = edit.end
            number = self.evidence.setdefault(edit.evidence, len(self.evidence))
            found.append((start, end + shift, edit.after, number))
        return found

    def table(self) -> list[dict[str, Any]]:
        """The kinds, the most frequent first."""
        ordered = sorted(self.kinds.items(), key=lambda item: (-item[1].changes, item[0]))
        return [{"step": step, "evidence": evidence} | vars(kind) for (step, evidence), kind in ordered]

    def to_bytes(self) -> bytes:
        """The edits, as JSON."""
        return json.dumps({"evidence": list(self.evidence), "edits": self.edits}).encode()


def find_repairs(
    found: Duplicates, rows: Sequence[int], cleaner: Cleaner | None, report: Callable[[str, int, int], None]
) -> Repairs:
    """What ``cleaner`` (by default: every repair, no typography) changes in the texts of ``found`` but for the archive.

    ``rows`` are the texts on the page. Their edits are listed, those of the archive among them included.
    """
    from textnorm.text.cleaner import Cleaner

    cleaner = cleaner or Cleaner.preset("repair")
    repairs, place_of = Repairs(), {row: place for place, row in enumerate(rows)}
    texts, first = found.texts, found.split or 0
    shown_archive = sorted(row for row in rows if row < first)
    for start in range(first, len(texts), _BATCH):
        _repair(texts, range(start, min(start + _BATCH, len(texts))), cleaner, repairs, place_of)
        report("repairs", min(start + _BATCH, len(texts)) - first, len(texts) - first)
    archive = Repairs(evidence=repairs.evidence, edits=repairs.edits)
    _repair(texts, shown_archive, cleaner, archive, place_of)
    return repairs


def _repair(
    texts: Sequence[str], rows: Sequence[int], cleaner: Cleaner, repairs: Repairs, place_of: dict[int, int]
) -> None:
    failed: set[int] = set()
    before = [texts[row] for row in rows]
    after = cleaner.many(before, errors=lambda place, error: failed.add(place))
    repairs.failed += len(failed)
    for number, (row, was, now) in enumerate(zip(rows, before, after, strict=True)):
        if was != now and number not in failed:
            repairs.add(cleaner.explain(was), place_of.get(row))


def _example(explanation: Explanation, change: Change) -> tuple[str, str, str, str]:
    """A change in its context, which is repaired as well: what stands before, from, to, what stands after."""
    text, (start, end) = explanation.text, (change.result_start, change.result_end)
    left, right = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        left = left[left.find(" ") + 1 :]
    if end + _AROUND < len(text):
        right = right[: right.rfind(" ")] if " " in right else right
    return left, explanation.original[change.start : change.end][:_LONGEST], text[start:end][:_LONGEST], right
