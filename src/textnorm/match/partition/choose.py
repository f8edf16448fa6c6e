"""A component → its clusters, the copy that is kept of each, and its pairs: by the search of one machine."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.match.articles.search import find_given_pairs
from textnorm.match.corpus.corpus import Corpus
from textnorm.match.headlines.search import find_given_pairs as find_given_headlines
from textnorm.match.keep import why_kept
from textnorm.match.partition.headlines.later import context_of
from textnorm.match.partition.headlines.packed import parsed_again
from textnorm.match.partition.records import CHOSEN, PAIRS, table
from textnorm.match.search import search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from textnorm.match.articles.shingle_frequency import ShingleFrequency
    from textnorm.match.corpus.corpus import Run
    from textnorm.match.duplicates import Duplicates, Why
    from textnorm.match.headlines.parse import ParsedHeadline
    from textnorm.match.pairs import FoundPairs
    from textnorm.match.settings import MatchSettings

__all__ = ["choose", "choose_headlines"]

_HALF = np.uint64(32)


def choose(
    rows: Any,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    matcher: MatchSettings,
    frequency: ShingleFrequency,
    *,
    later: bool = False,
) -> tuple[Any, Any]:
    """``CHOSEN`` and ``PAIRS`` of the texts of some components.

    ``rows`` has the ``text`` and the ``place`` of each in the corpus, and its ``node``: exact copies are one node, and
    nodes are numbered in the order in which they are kept. If there is an archive, ``side`` is 0 for its texts, which
    have the first places; ``time`` and ``priority`` are there if they are known. If the texts were looked up in an
    archive before, ``fresh`` says which it does not have: pairs of others are none. ``left`` and ``right`` are pairs of
    nodes. ``later``: the reasons of pairs are left for ``explain_pair``, as most are never read and each takes
    milliseconds.
    """
    rows = rows.sort_by("place")
    distinct = np.unique(rows["node"].to_numpy())
    first, second = np.searchsorted(distinct, left), np.searchsorted(distinct, right)
    packed = np.unique(first.astype(np.uint64) << _HALF | second.astype(np.uint64))
    found = _searched(rows, matcher, partial(find_given_pairs, pairs=packed, frequency=frequency))
    asked = None
    if later:
        asked = _Asked(getattr(found.table.explain, "texts", ()), found)
        found = replace(found, table=replace(found.table, explain=asked))
    return _tables(found, rows, asked)


def choose_headlines(
    rows: Any,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    matcher: MatchSettings,
    suffixes: frozenset[str],
    *,
    timed: bool = False,
) -> tuple[Any, Any]:
    """The same for headlines, with their reasons left for ``explain_headlines``.

    A node is the place of its first text. ``rows`` have ``marks``: which words of each belong to a series. ``timed``
    says whether any text of the corpus has a time.
    """
    rows = rows.sort_by("place")
    texts, marks = rows["text"].to_pylist(), rows["marks"].to_pylist()

    def parse(lines: list[int]) -> list[ParsedHeadline]:
        return parsed_again([texts[line] for line in lines], [marks[line] for line in lines], suffixes, matcher)

    places = rows["place"].to_numpy()
    pairs = np.searchsorted(places, left), np.searchsorted(places, right)
    found = _searched(rows, matcher, partial(find_given_headlines, pairs=pairs, parse=parse, timed=timed))
    asked = _AskedHeadlines(texts, found, marks, getattr(found.table.explain, "when", None))
    return _tables(replace(found, table=replace(found.table, explain=asked)), rows, asked)


def _searched(rows: Any, matcher: MatchSettings, find_pairs: Callable[[Corpus, MatchSettings, Run], FoundPairs]) -> Any:
    split = int(np.count_nonzero(rows["side"].to_numpy() == 0)) if "side" in rows.column_names else None
    times, priority = (rows[name].to_pylist() if name in rows.column_names else None for name in ("time", "priority"))
    corpus = Corpus(rows["text"].to_pylist(), split, times, priority)
    found = search(corpus, matcher, threads=1, within_batch=False, find_pairs=find_pairs)
    return found.among(rows["fresh"].to_numpy(zero_copy_only=False)) if "fresh" in rows.column_names else found


def _tables(found: Duplicates, rows: Any, asked: _Asked | None) -> tuple[Any, Any]:
    places = rows["place"].to_numpy()
    return _chosen(found, places, asked), _pairs(found, places, asked)


class _Row(NamedTuple):
    """What stands for the reasons of a row of the table."""

    row: int


class _Asked:
    """Stands for the reasons of all rows; knows what is needed to find them later."""

    def __init__(self, texts: Sequence[str], found: Duplicates) -> None:
        self._texts, self._left, self._right = texts, found.table.left, found.table.right
        self._reasons = found.table.explain

    def __call__(self, row: int) -> Any:
        return (_Row(row),)

    def texts(self, row: int) -> tuple[str, str]:
        """The two texts of a row."""
        return self._texts[int(self._left[row])], self._texts[int(self._right[row])]

    def context(self, _row: int) -> str | None:
        """What else is known of them."""
        return None


class _AskedHeadlines(_Asked):
    def __init__(self, texts: Sequence[str], found: Duplicates, marks: list[Any], when: Any) -> None:
        super().__init__(texts, found)
        self._marks, self._when = marks, when

    def __call__(self, row: int) -> Any:
        one, other = self.texts(row)
        return self._reasons(row) if one == other else (_Row(row),)

    def context(self, row: int) -> str | None:
        left, right = int(self._left[row]), int(self._right[row])
        apart = float("nan") if self._when is None else abs(float(self._when[left] - self._when[right]))
        return context_of(apart, (self._marks[left], self._marks[right]))


def _whys(reasons: list[Any], asked: _Asked | None) -> tuple[Any, ...]:
    """The columns ``reasons``, ``one``, ``other`` and ``context``: the last three for what is asked later."""
    rows = [next((reason.row for reason in every if isinstance(reason, _Row)), None) for every in reasons]
    said = [[reason for reason in every if not isinstance(reason, _Row)] for every in reasons]
    told = [
        (None, None, None) if row is None or asked is None else (*asked.texts(row), asked.context(row)) for row in rows
    ]
    return (said, *(list(column) for column in zip(*told, strict=True))) if told else (said, [], [], [])


def _chosen(found: Duplicates, places: NDArray[np.int64], asked: _Asked | None) -> Any:
    own = places[found.split or 0 :]
    stays = np.zeros(len(found), dtype=bool)
    stays[found.kept] = True
    whys = [found.why(text) for text in range(len(found))]
    kept = [int(places[why.kept]) if why.kept >= 0 else int(own[text]) for text, why in enumerate(whys)]
    reasons = [_in_corpus(found, why, place) for why, place in zip(whys, kept, strict=True)]
    return table(CHOSEN, own, kept, stays, [why.score for why in whys], *_whys(reasons, asked))


def _in_corpus(found: Duplicates, why: Why, place: int) -> list[Any]:
    """The reasons, with the row that is kept as it is numbered in the corpus."""
    if found.split is not None or why.kept < 0:
        return list(why.reasons)
    copies = int(found._sizes[why.kept])
    here, there = (why_kept(found.matcher, row, copies) for row in (why.kept, place))
    return [there if reason == here else reason for reason in why.reasons]


def _pairs(found: Duplicates, places: NDArray[np.int64], asked: _Asked | None) -> Any:
    rows = found.table
    reused = np.zeros(len(rows), dtype=bool) if rows.reused is None else rows.reused & ~rows.same
    listed = np.flatnonzero(rows.same | reused)
    reasons = [list(rows.explain(row)) for row in listed.tolist()]
    return table(
        PAIRS,
        places[rows.left[listed]],
        places[rows.right[listed]],
        rows.score[listed],
        reused[listed],
        *_whys(reasons, asked),
    )
