"""What a search found, as columns: the cluster of every text, its kept copy, the score and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from textnorm.match.duplicates import Duplicates

__all__ = ["Annotation", "annotate"]


class Annotation(NamedTuple):
    """One value per text; the names are those of the columns.

    - ``cluster_id``: texts with one number are copies of one another; a text without a copy has a number of its own.
    - ``kept``: whether the text stays.
    - ``duplicate_of``: the text that is kept instead of it; ``None`` if the text stays. After a search against an
      archive, a text of the archive.
    - ``score``, ``reasons``: of the text and the one that is kept instead of it; ``None`` if the text stays.
    """

    cluster_id: list[int]
    kept: list[bool]
    duplicate_of: list[Any]
    score: list[float | None]
    reasons: list[list[str] | None]


def annotate(
    found: Duplicates, ids: Sequence[Any] | None = None, archive_ids: Sequence[Any] | None = None
) -> Annotation:
    """The columns of ``found``. ``duplicate_of`` has row numbers, or the values of ``ids`` and ``archive_ids``.

    >>> from textnorm import Matcher, find_duplicates
    >>> found = find_duplicates(["Der Käse ist gut", "Ein Hund bellt laut", "DER KAESE IST GUT!"], Matcher())
    >>> annotation = annotate(found, ids=["a", "b", "c"])
    >>> annotation.cluster_id, annotation.kept, annotation.duplicate_of
    ([0, 1, 0], [False, True, True], ['c', None, None])
    """
    count = len(found)
    kept = [False] * count
    for place in found.kept.tolist():
        kept[place] = True
    numbers: dict[tuple[bool, int], int] = {}
    rows = Annotation([], kept, [None] * count, [None] * count, [None] * count)
    for place in range(count):
        archived, copy = False, place
        if not kept[place]:
            why = found.why(place)
            archived, copy = why.archived, why.kept
            names = archive_ids if archived else ids
            if archived or copy != place:
                rows.duplicate_of[place] = copy if names is None else names[copy]
            rows.score[place] = round(why.score, 4)
            rows.reasons[place] = list(why.reasons)
        rows.cluster_id.append(numbers.setdefault((archived, copy), len(numbers)))
    return rows
