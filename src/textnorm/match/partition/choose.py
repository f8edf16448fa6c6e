"""A component → its clusters, the copy that is kept of each, and its pairs: by the search of one machine."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.articles.search import find_given_pairs
from textnorm.match.corpus.corpus import Corpus
from textnorm.match.headlines.search import find_given_pairs as find_given_headlines
from textnorm.match.keep import why_kept
from textnorm.match.partition.headlines.records import marked_lines
from textnorm.match.partition.records import CHOSEN, PAIRS, table
from textnorm.match.search import search

if TYPE_CHECKING:
    from collections.abc import Callable

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
    places: NDArray[np.int64],
    nodes: NDArray[np.int64],
    texts: list[str],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    matcher: MatchSettings,
    frequency: ShingleFrequency,
    archived: NDArray[np.bool_] | None = None,
) -> tuple[Any, Any]:
    """``CHOSEN`` and ``PAIRS`` of the ``texts`` of one component, which stand at ``places`` in the corpus.

    ``nodes`` has the node of each text: exact copies are one node, and nodes are numbered in the order in which they
    are kept. ``left`` and ``right`` are the pairs of nodes that ``verify`` left. ``archived`` marks the texts of the
    archive, which have the first places.
    """
    order = np.argsort(places)
    places, texts = places[order], [texts[place] for place in order.tolist()]
    distinct = np.unique(nodes)
    first, second = np.searchsorted(distinct, left), np.searchsorted(distinct, right)
    packed = np.unique(first.astype(np.uint64) << _HALF | second.astype(np.uint64))
    find_pairs = partial(find_given_pairs, pairs=packed, frequency=frequency)
    return _searched(places, texts, matcher, find_pairs, archived)


def choose_headlines(
    places: NDArray[np.int64],
    texts: list[str],
    words: list[bytes],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    matcher: MatchSettings,
    suffixes: frozenset[str],
    archived: NDArray[np.bool_] | None = None,
) -> tuple[Any, Any]:
    """The same for headlines: a node is the place of its first text, ``words`` are those of ``LINES``."""
    order = np.argsort(places)
    places, texts, words = places[order], [texts[at] for at in order.tolist()], [words[at] for at in order.tolist()]

    def parse(lines: list[int]) -> list[ParsedHeadline]:
        return marked_lines([texts[line] for line in lines], [words[line] for line in lines], suffixes, matcher)

    pairs = np.searchsorted(places, left), np.searchsorted(places, right)
    return _searched(places, texts, matcher, partial(find_given_headlines, pairs=pairs, parse=parse), archived)


def _searched(
    places: NDArray[np.int64],
    texts: list[str],
    matcher: MatchSettings,
    find_pairs: Callable[[Corpus, MatchSettings, Run], FoundPairs],
    archived: NDArray[np.bool_] | None,
) -> tuple[Any, Any]:
    split = None if archived is None else int(np.count_nonzero(archived))
    found = search(Corpus(texts, split), matcher, threads=1, within_batch=False, find_pairs=find_pairs)
    return _chosen(found, places), _pairs(found, places)


def _chosen(found: Duplicates, places: NDArray[np.int64]) -> Any:
    own = places[found.split or 0 :]
    stays = np.zeros(len(found), dtype=bool)
    stays[found.kept] = True
    whys = [found.why(text) for text in range(len(found))]
    kept = [int(places[why.kept]) if why.kept >= 0 else int(own[text]) for text, why in enumerate(whys)]
    reasons = [_in_corpus(found, why, place) for why, place in zip(whys, kept, strict=True)]
    return table(CHOSEN, own, kept, stays, [why.score for why in whys], reasons)


def _in_corpus(found: Duplicates, why: Why, place: int) -> list[str]:
    """The reasons, with the row that is kept as it is numbered in the corpus."""
    if found.split is not None or why.kept < 0:
        return list(why.reasons)
    copies = int(np.count_nonzero(found.labels == why.kept))
    here, there = (why_kept(found.matcher, row, copies) for row in (why.kept, place))
    return [there if reason == here else reason for reason in why.reasons]


def _pairs(found: Duplicates, places: NDArray[np.int64]) -> Any:
    rows = found.table
    reused = np.zeros(len(rows), dtype=bool) if rows.reused is None else rows.reused & ~rows.same
    listed = np.flatnonzero(rows.same | reused)
    return table(
        PAIRS,
        places[rows.left[listed]],
        places[rows.right[listed]],
        rows.score[listed],
        reused[listed],
        [list(rows.explain(row)) for row in listed.tolist()],
    )
