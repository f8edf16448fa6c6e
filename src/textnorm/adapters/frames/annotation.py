"""What a search found, as columns: the cluster of every text, its kept copy, the score and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textnorm.match.result_tables import text_columns

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
    columns = text_columns(found, ("cluster_id", "duplicate_of", "score", "reasons", "archived"))
    copies = zip(columns["duplicate_of"], columns["archived"], strict=True)
    named = [(copy, archive_ids if archived else ids) for copy, archived in copies]
    return Annotation(
        columns["cluster_id"].tolist(),
        columns["kept"].tolist(),
        [copy if copy is None or names is None else names[copy] for copy, names in named],
        columns["score"],
        columns["reasons"],
    )
