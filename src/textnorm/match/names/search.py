"""The search for names of one person in a corpus: parse, block, judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.corpus.copies import Copies, expand_copies
from textnorm.match.names.blocks import candidate_pairs
from textnorm.match.names.reasons import reasons_for
from textnorm.match.pairs import NEAR, FoundPairs, PairTable
from textnorm.text.names.chinese import chinese_readings
from textnorm.text.names.judge import MEASURE, judge_names
from textnorm.text.names.likeness import MATCHED, likeness
from textnorm.text.names.parse import ParsedName, parse_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Corpus, Run
    from textnorm.match.settings import MatchSettings

__all__ = ["find_name_pairs"]

# Up to so many copies of one name are paired with each other.
_COPIES = 16
# Words that are less alike leave a pair below what the table of pairs keeps.
_HOPE = 0.55


def find_name_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    """Judge every pair of names that has a chance, and return those at or near the threshold."""
    groups, real = _group_copies(corpus)
    places = np.flatnonzero((groups == np.arange(len(groups))) & real)
    names = [parse_name(corpus.texts[place]) for place in places.tolist()]
    run.report("read", len(names), len(names))
    split = None if corpus.archive_size is None else int(np.searchsorted(places, corpus.archive_size))
    least = NEAR * matcher.threshold
    found: dict[tuple[int, int], float] = {}
    for left, right in candidate_pairs(names, split):
        for one, two in zip(left.tolist(), right.tolist(), strict=True):
            a, b = names[one], names[two]
            if len(a.words) == len(b.words) == 2 and _are_two(a, b):
                continue
            value = judge_names(a, b).score
            if value >= least:
                found[one, two] = value
        run.report("candidates", len(found), 0)
    ends = np.array(list(found), dtype=np.int64).reshape(-1, 2)
    scores = np.round(np.array(list(found.values()), dtype=np.float64), 4).astype(np.float32)
    left, right, score = expand_copies(
        places[ends[:, 0]], places[ends[:, 1]], scores, Copies(groups, real, _COPIES), corpus.archive_size
    )
    same = score >= np.float32(matcher.threshold)
    explain = _Reasons(corpus.texts, left, right)
    table = PairTable(left.astype(np.int32), right.astype(np.int32), score, same, MEASURE, explain)
    return FoundPairs(table, groups)


def _are_two(a: ParsedName, b: ParsedName) -> bool:
    """Whether two names of two words are clearly two persons': one word of each has nothing like it in the other."""
    if a.aliases or b.aliases or a.particles or b.particles or a.characters or b.characters:
        return False
    (first, second), (one, two) = a.words, b.words
    if likeness(first, one).value >= MATCHED:
        return likeness(second, two).value < _HOPE and likeness(first, two).value < MATCHED and not _chinese(a, b)
    if likeness(second, two).value >= MATCHED:
        return likeness(first, one).value < _HOPE and likeness(second, one).value < MATCHED and not _chinese(a, b)
    crossed = likeness(first, two).value >= MATCHED and likeness(second, one).value >= _HOPE
    return not crossed and not (likeness(second, one).value >= MATCHED) and not _chinese(a, b)


def _chinese(a: ParsedName, b: ParsedName) -> bool:
    return bool(chinese_readings(a.spoken[:4])) and bool(chinese_readings(b.spoken[:4]))


def _group_copies(corpus: Corpus) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The first text that is equal, for every text, and whether a text has a word. An archive is a world of its own."""
    first: dict[tuple[str, bool], int] = {}
    groups = np.empty(len(corpus.texts), dtype=np.int64)
    real = np.zeros(len(corpus.texts), dtype=bool)
    behind = corpus.archive_size or 0
    for place, text in enumerate(corpus.texts):
        groups[place] = first.setdefault((text, place >= behind), place)
        real[place] = bool(text) and bool(parse_name(text).words)
        if not real[place]:
            groups[place] = place
    return groups, real


@dataclass(frozen=True, slots=True, eq=False)
class _Reasons:
    """The reasons of a row of the table; a value, so that the result can be pickled."""

    texts: Sequence[str]
    left: NDArray[np.int64]
    right: NDArray[np.int64]

    def __call__(self, row: int) -> tuple[str, ...]:
        a, b = self.texts[int(self.left[row])], self.texts[int(self.right[row])]
        if a == b:
            return ("the same text",)
        first, second = parse_name(a), parse_name(b)
        return reasons_for(first, second, judge_names(first, second))
