"""An edit is one replacement in one text. Steps return edits, so that every change can be reported and replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from textnorm.patterns import lazy

__all__ = ["Edit", "apply_edits", "compose_edits", "shifted", "until_stable", "without_overlaps", "word_with"]


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``after``.

    ``evidence`` says in a few words why (``"UTF-8 read as cp1252"``); ``confidence`` is on 0.0–1.0.
    """

    start: int
    end: int
    after: str
    evidence: str = ""
    confidence: float = 1.0


# An edit with its span in the text between two rounds of edits, and whether it belongs to the second round.
_Placed = tuple[int, int, bool, Edit]


_LETTERS_BEFORE, _LETTERS_BEHIND = lazy(r"[^\W\d_]*\Z"), lazy(r"[^\W\d_]*")
_LONGEST = 40  # letters of a word that are read on either side of an edit


def word_with(text: str, edit: Edit) -> str:
    """The word in which ``edit`` stands, with the edit made.

    >>> word_with("nach Koeln", Edit(6, 8, "ö"))
    'Köln'
    """
    before = _LETTERS_BEFORE.search(text, max(0, edit.start - _LONGEST), edit.start)
    behind = _LETTERS_BEHIND.match(text, edit.end, edit.end + _LONGEST)
    return (before[0] if before else "") + edit.after + (behind[0] if behind else "")


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Apply ``edits``, which are sorted by place and do not overlap, to ``text``.

    >>> apply_edits("Koeln und Bonn", [Edit(1, 3, "ö"), Edit(6, 9, "&")])
    'Köln & Bonn'
    """
    if not edits:
        return text
    pieces = []
    position = 0
    for edit in edits:
        pieces.append(text[position : edit.start])
        pieces.append(edit.after)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


def shifted(edits: Sequence[Edit], by: int) -> list[Edit]:
    """``edits`` of a part of a text as edits of the text, in which the part begins at ``by``; or the other way round.

    >>> shifted([Edit(1, 3, "ö")], 5)
    [Edit(start=6, end=8, after='ö', evidence='', confidence=1.0)]
    """
    if not by:
        return list(edits)
    return [Edit(start + by, end + by, after, why, sure) for start, end, after, why, sure in edits]


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Sort ``edits`` and leave out each that overlaps an earlier or longer one; the cleaner's next pass finds it again.

    >>> without_overlaps([Edit(4, 6, "b"), Edit(0, 5, "a")])
    [Edit(start=0, end=5, after='a', evidence='', confidence=1.0)]
    """
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def compose_edits(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Edits of ``text`` that do at once what ``first`` does, and ``second`` to the result of ``first``.

    Edits that touch each other become one, with the evidence of both and the lower confidence.

    >>> text = "fÃƒÂ¼r"
    >>> compose_edits(text, [Edit(1, 5, "Ã¼")], [Edit(1, 3, "ü")])
    [Edit(start=1, end=5, after='ü', evidence='', confidence=1.0)]
    """
    if not first or not second:
        return list(first or second)
    # Every edit with its span in the text between the two; there, an edit of ``first`` covers what it wrote.
    middle = apply_edits(text, first)
    placed: list[_Placed] = []
    shift = 0  # position in the text between minus position in the original
    for edit in first:
        start = edit.start + shift
        placed.append((start, start + len(edit.after), False, edit))
        shift += len(edit.after) - (edit.end - edit.start)
    placed += [(edit.start, edit.end, True, edit) for edit in second]
    placed.sort(key=lambda each: each[:3])
    composed: list[Edit] = []
    shift = 0
    for start, end, group in _touching(placed):
        later = [edit._replace(start=edit.start - start, end=edit.end - start) for _, _, late, edit in group if late]
        after = apply_edits(middle[start:end], later)
        grown = sum(len(edit.after) - (edit.end - edit.start) for _, _, late, edit in group if not late)
        before_start, before_end = start - shift, end - shift - grown
        shift += grown
        if after != text[before_start:before_end]:
            parts = [edit for *_, edit in group]
            evidence = ", ".join(dict.fromkeys(edit.evidence for edit in parts))
            composed.append(Edit(before_start, before_end, after, evidence, min(edit.confidence for edit in parts)))
    return composed


def _touching(placed: Sequence[_Placed]) -> Iterator[tuple[int, int, list[_Placed]]]:
    """Groups of sorted spans that touch one another, with the start and the end of each group."""
    group: list[_Placed] = []
    start = end = 0
    for each in placed:
        if group and each[0] <= end:
            end = max(end, each[1])
            group.append(each)
            continue
        if group:
            yield start, end, group
        start, end, group = each[0], each[1], [each]
    if group:
        yield start, end, group


def until_stable(text: str, find: Callable[[str], list[Edit]], *, rounds: int = 4) -> list[Edit]:
    """Apply ``find`` to ``text`` until it finds nothing more, and return all its rounds as one list of edits.

    A text that is still changing after so many rounds stays as it is, so that asking again gives the same answer.
    """
    total: list[Edit] = []
    current = text
    for _ in range(rounds):
        edits = find(current)
        if not edits:
            return total
        total = compose_edits(text, total, edits)
        current = apply_edits(text, total)
    return []
