"""What a method of matching gives an index: how it files a text, finds candidates, judges them, and what it learns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from textnorm.match.index.postings import Postings, Query
    from textnorm.match.index.runs import Filed

__all__ = ["Candidates", "Filing", "Judged"]


class Candidates:
    """The numbers of the texts that may be the same as ``filed``, likeliest first, with the scores of the postings.

    Texts, and what was kept beside them when they were filed, are read when they are asked for.
    """

    def __init__(
        self,
        filed: Filed,
        scores: Mapping[int, float],
        texts: Callable[[list[int]], dict[int, str]],
        words: Callable[[list[int]], dict[int, bytes]],
    ) -> None:
        self.filed, self.rows, self.scores = filed, list(scores), scores
        self._texts, self._read_texts, self._read_words = dict[int, str](), texts, words

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self, rows: Sequence[int]) -> dict[int, str]:
        """The texts with these numbers, and perhaps others; those that are not there were removed."""
        absent = [row for row in rows if row not in self._texts]
        if absent:
            self._texts.update(self._read_texts(absent))
        return self._texts

    def words(self) -> dict[int, bytes]:
        """What was kept in ``Filed.words`` for the candidates, where something was."""
        return self._read_words(self.rows)


class Judged(NamedTuple):
    """The verdict on a candidate.

    ``score`` is that of two items without times; ``score_apart`` gives it for two so many seconds apart, where time
    is evidence. ``reasons`` are made when they are asked for, with the seconds between the items or ``None``: perhaps
    much later, by any thread, and when the filing has learned something else.
    """

    row: int
    score: float
    reasons: Callable[[float | None], tuple[str, ...]]
    score_apart: Callable[[float], float] | None = None


class Filing(Protocol):
    """How texts of one kind are filed and judged. What it has learned from the texts stays the same between lessons.

    ``columns`` is how many facts it keeps of a text. ``judged`` is how many candidates at most it judges. A change of
    ``version`` makes indexes that were filed otherwise raise ``RecipeMismatch``.
    """

    columns: int
    judged: int
    version: int
    measure: str

    def file(self, texts: Sequence[str]) -> Filed:
        """The keys and facts of texts. A text without keys is never found."""

    def queries(self, text: str, filed: Filed) -> list[Query]:
        """What to ask the postings for ``text``, the only one in ``filed``."""

    def judge(self, text: str, candidates: Candidates) -> list[Judged]:
        """Those of the candidates that may be the same."""

    def learn(self, postings: Postings, texts_of: Callable[[list[int]], dict[int, str]]) -> bytes:
        """Learn from all texts what is common among them; ``texts_of`` gives texts by their numbers."""

    def load(self, learned: bytes) -> None:
        """Judge by what was learned."""
