"""What a cleaner did to one text: every change with its position, a replay, and positions mapped both ways.

The steps run one after the other, so the positions of an edit are those in the text that its step read. A layer holds
the edits of one step; an explanation stacks the layers and carries every position through all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from textnorm.errors import BadRecord, counted
from textnorm.markup import GONE, REPAIR, box, safe, spans, table
from textnorm.text.edits import Edit, apply_edits
from textnorm.values import shown

__all__ = ["Change", "Explanation", "Layer", "Report"]

_SHOWN_CHANGES = 40
_CONTEXT = 12
_LONG = 60


class Change(NamedTuple):
    """One replacement, made by one step of the cleaner.

    ``before`` and ``after`` are what the step saw and what it wrote. ``original[start:end]`` is the place in the
    original, ``text[result_start:result_end]`` the place in the result. Where a later step changed the same letters
    again (entity, then mojibake), the places cover everything that grew out of the same letters of the original.

    >>> from textnorm import explain
    >>> explain("Caf&eacute;").changes[0]
    Change(step='escapes', before='&eacute;', after='é', start=3, end=11, result_start=3, result_end=4, \
evidence='HTML entity', confidence=1.0)
    """

    step: str
    before: str
    after: str
    start: int
    end: int
    result_start: int
    result_end: int
    evidence: str
    confidence: float


class Report(NamedTuple):
    """A place that a rule reports and no step changed: a repeated word, a doubled comma.

    ``original[start:end]`` is the place in the original, ``text[result_start:result_end]`` the place in the result, and
    ``found`` what stands there. ``source`` asks for the rule.

    >>> from textnorm import explain
    >>> explain("Er kam kam spät", typography="de").reports[0].found
    'kam kam'
    """

    rule: str
    found: str
    start: int
    end: int
    result_start: int
    result_end: int
    source: str


class Layer:
    """The edits of one step, with both sides' positions. ``before`` is the text that the step saw."""

    __slots__ = ("before", "edits", "ends", "new_ends", "new_starts", "starts", "step")

    def __init__(self, step: str, before: str, edits: Sequence[Edit]) -> None:
        self.step = step
        self.before = before
        self.edits = tuple(edits)
        self.starts = [edit.start for edit in edits]
        self.ends = [edit.end for edit in edits]
        self.new_starts: list[int] = []
        self.new_ends: list[int] = []
        shift = 0
        for edit in edits:
            start = edit.start + shift
            self.new_starts.append(start)
            self.new_ends.append(start + len(edit.after))
            shift += len(edit.after) - (edit.end - edit.start)

    def forward(self, position: int, *, end: bool = False) -> int:
        """Carry a position from before the layer to after it; ``end`` says that the position ends a span."""
        return _carry(position, self.starts, self.ends, self.new_starts, self.new_ends, end=end)

    def backward(self, position: int, *, end: bool = False) -> int:
        """Carry a position from after the layer to before it."""
        return _carry(position, self.new_starts, self.new_ends, self.starts, self.ends, end=end)


def _carry(
    position: int, starts: list[int], ends: list[int], to_starts: list[int], to_ends: list[int], *, end: bool
) -> int:
    # An end belongs to the character before it, a start to the character after it: that decides at the edge of an edit.
    index = bisect_right(starts, position - 1 if end else position) - 1
    if index < 0:
        return position
    if position - 1 >= ends[index] if end else position >= ends[index]:
        return position + to_ends[index] - ends[index]
    return to_ends[index] if end else to_starts[index]


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """The result of a cleaner with everything it did, in order.

    ``text`` is the result; ``str()`` gives a short, readable account of it. ``places`` are those of ``text`` that rules
    report: rule, start, end and source.

    >>> from textnorm import explain
    >>> print(explain("Die K&ouml;nigin empfa\u0308ngt"))
    - Die K&ouml;nigin empfa\u0308ngt
    + Die Königin empfängt
         5  escapes     &ouml; → ö  HTML entity
        21  characters  a\u0308 → ä  decomposed letter
    """

    original: str
    text: str
    layers: tuple[Layer, ...] = field(default=())
    places: Sequence[tuple[str, int, int, str]] = field(default=())

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change in the order in which the steps made them; inside a step, by place."""
        return tuple(self._changes())

    def _changes(self) -> Iterator[Change]:
        for depth, layer in enumerate(self.layers):
            earlier, later = self.layers[:depth][::-1], self.layers[depth + 1 :]
            for edit, new_start, new_end in zip(layer.edits, layer.new_starts, layer.new_ends, strict=True):
                start, end = edit.start, edit.end
                for other in earlier:
                    start, end = _back(other, start, end)
                for other in later:
                    new_start, new_end = _forth(other, new_start, new_end)
                before = layer.before[edit.start : edit.end]
                yield Change(
                    layer.step, before, edit.after, start, end, new_start, new_end, edit.evidence, edit.confidence
                )

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """What the rules of ``typography`` report and leave to the author, in order."""
        found = []
        for rule, result_start, result_end, source in self.places:
            start, end = result_start, result_end
            for layer in reversed(self.layers):
                start, end = _back(layer, start, end)
            found.append(Report(rule, self.text[result_start:result_end], start, end, result_start, result_end, source))
        return tuple(found)

    @property
    def changed(self) -> bool:
        """Whether the result differs from the original."""
        return bool(self.layers)

    def edits(self) -> list[Edit]:
        """All changes as one sorted list of edits on the original; changes of the same letters are one edit.

        >>> from textnorm import explain
        >>> from textnorm.text.edits import apply_edits
        >>> explanation = explain("&Auml;pfel &amp; Birnen")
        >>> apply_edits(explanation.original, explanation.edits()) == explanation.text
        True
        """
        groups: list[_Group] = []
        for change in sorted(self.changes, key=lambda change: (change.start, change.result_start, change.end)):
            group = _Group(*change[3:7], change.confidence, (change.evidence,))
            while groups and groups[-1].meets(group):
                group = groups.pop().with_(group)
            groups.append(group)
        return [
            Edit(group.start, group.end, after, ", ".join(filter(None, group.reasons)), group.confidence)
            for group in groups
            if (after := self.text[group.result_start : group.result_end]) != self.original[group.start : group.end]
        ]

    def replay(self, original: str) -> str:
        """Apply the recorded changes to ``original``: ``explanation.replay(explanation.original) == explanation.text``.

        Raises ``BadRecord`` if ``original`` is not the text on which they were recorded.
        """
        if original != self.original:
            raise BadRecord(
                f"replay: the changes were recorded on another text ({len(self.original)} characters, "
                f"this one has {len(original)}); explain this text anew"
            )
        for layer in self.layers:
            original = apply_edits(original, layer.edits)
        return original

    def to_result(self, position: int) -> int:
        """Where the character at ``position`` of the original is in the result.

        A position inside a replaced span maps to the start of what replaced it.

        >>> from textnorm import explain
        >>> explain("Caf&eacute; zu").to_result(12)
        5
        """
        _check(position, self.original, "original")
        for layer in self.layers:
            position = layer.forward(position)
        return position

    def to_original(self, position: int) -> int:
        """Where the character at ``position`` of the result comes from in the original.

        >>> from textnorm import explain
        >>> explain("Caf&eacute; zu").to_original(5)
        12
        """
        _check(position, self.text, "result")
        for layer in reversed(self.layers):
            position = layer.backward(position)
        return position

    def __str__(self) -> str:
        reported = [
            f"{report.start:>6}  reported: {_visible(_shorten(report.found))}  {report.rule}: {report.source}"
            for report in self.reports[:_SHOWN_CHANGES]
        ]
        if not self.layers:
            return "\n".join([f"unchanged: {_visible(_shorten(self.original))}", *reported])
        first = list(islice(self._changes(), _SHOWN_CHANGES))
        whole = max(len(self.original), len(self.text)) <= 2 * _LONG and "\n" not in self.original
        lines = [f"- {_visible(self.original)}", f"+ {_visible(self.text)}"] if whole else []
        width = max(len(change.step) for change in first)
        for change in first:
            before, after = (_visible(_shorten(side)) or "(nothing)" for side in (change.before, change.after))
            context = "" if whole else self._context(change)
            doubt = f" ({_rounded(change.confidence)})" if change.confidence < 1 else ""
            lines.append(
                f"{change.start:>6}  {change.step:<{width}}  {before} → {after}{context}  {change.evidence}{doubt}"
            )
        hidden = sum(len(layer.edits) for layer in self.layers) - len(first)
        return "\n".join([*lines, *([f"… and {hidden} more"] if hidden else []), *reported])

    def _context(self, change: Change) -> str:
        left = self.text[max(0, change.result_start - _CONTEXT) : change.result_start]
        middle = self.text[change.result_start : change.result_end]
        right = self.text[change.result_end : change.result_end + _CONTEXT]
        return f"  …{_visible(left)}[{_visible(_shorten(middle))}]{_visible(right)}…"

    def _repr_html_(self) -> str:
        """Both texts with what changed, and the changes, for notebooks and ``textnorm explain --html``."""
        edits, shift = self.edits(), 0
        was, now = [], []
        for edit in edits:
            start = edit.start + shift
            was.append((edit.start, edit.end, GONE, ""))
            now.append((start, start + len(edit.after), REPAIR, edit.evidence))
            shift += len(edit.after) - (edit.end - edit.start)
        texts = [("before", spans(self.original, was)), ("after", spans(self.text, now))]
        if not edits:
            texts = [("unchanged", spans(self.text, ()))]
        changes = list(islice(self._changes(), _SHOWN_CHANGES))
        rows = [
            (change.step, f"{safe(change.before) or '(nothing)'} → {safe(change.after) or '(nothing)'}",
             f"{safe(change.evidence)} ({_rounded(change.confidence)})")
            for change in changes
        ]  # fmt: skip
        hidden = sum(len(layer.edits) for layer in self.layers) - len(rows)
        more = f"<p>… and {hidden:,} more changes</p>" if hidden else ""
        names = ("step", "change", "evidence (confidence)")
        return box(table((), texts), table(names, rows) if rows else "", more)

    def __repr__(self) -> str:
        changes = counted(sum(len(layer.edits) for layer in self.layers), "change", "changes")
        return f"<Explanation: {changes}, {_shorten(self.text)!r}>"


def _rounded(confidence: float) -> str:
    """A confidence with two digits; what is not certain is never rounded to 1.

    >>> _rounded(1.0), _rounded(0.9975), _rounded(0.982)
    ('1.00', '0.99', '0.98')
    """
    return f"{confidence if confidence == 1 else min(confidence, 0.99):.2f}"


class _Group(NamedTuple):
    """Changes of the same letters, with what they cover on both sides."""

    start: int
    end: int
    result_start: int
    result_end: int
    confidence: float
    reasons: tuple[str, ...]

    def meets(self, other: _Group) -> bool:
        """Whether the two share letters on one side, or touch where one of them has none: there, order is unclear."""
        return _spans_meet(self.start, self.end, other.start, other.end) or _spans_meet(
            self.result_start, self.result_end, other.result_start, other.result_end
        )

    def with_(self, other: _Group) -> _Group:
        return _Group(
            min(self.start, other.start),
            max(self.end, other.end),
            min(self.result_start, other.result_start),
            max(self.result_end, other.result_end),
            min(self.confidence, other.confidence),
            tuple(dict.fromkeys(self.reasons + other.reasons)),  # few, however many changes there are
        )


def _spans_meet(start: int, end: int, other_start: int, other_end: int) -> bool:
    return other_start < end or (other_start == end and (start == end or other_start == other_end))


def _back(layer: Layer, start: int, end: int) -> tuple[int, int]:
    new_start = layer.backward(start)
    return new_start, max(new_start, layer.backward(end, end=True)) if end > start else new_start


def _forth(layer: Layer, start: int, end: int) -> tuple[int, int]:
    new_start = layer.forward(start)
    return new_start, max(new_start, layer.forward(end, end=True)) if end > start else new_start


def _check(position: int, text: str, name: str) -> None:
    if not 0 <= position <= len(text):
        raise IndexError(f"position {position} is outside the {name} (0 to {len(text)})")


def _shorten(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG // 2]}…{text[-_LONG // 2 :]}"


def _visible(text: str) -> str:
    """Spell out what a terminal would not show or would obey, so that it can be seen in the report."""
    return shown(text, blanks=True)
