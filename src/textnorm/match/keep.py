"""THE TABLE of rules for which copy is kept, and the order that they give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.errors import UnknownOption
from textnorm.match.pairs import NEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Corpus
    from textnorm.match.pairs import FoundPairs
    from textnorm.match.settings import MatchSettings

__all__ = ["KEEP", "check_keep", "order_to_keep", "preference", "why_kept"]

# The name of a site at the end of a text.
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—.!?\n]{2,40}$")
# What a damaged text counts of its length, as a repair may leave more letters.
_DAMAGED = 0.97
# Characters that are cleaned in one call.
_BATCH = 1 << 20


class Keep(NamedTuple):
    """A rule: what its choice is called, what it needs, and a number per text, the smallest to be kept first."""

    because: str
    preference: Callable[[Corpus], NDArray[np.float64]]
    needs: str = ""


def _by_length(corpus: Corpus) -> NDArray[np.float64]:
    return -corpus.lengths.astype(np.float64)


def _by_position(corpus: Corpus) -> NDArray[np.float64]:
    return np.arange(len(corpus), dtype=np.float64)


def _by_time(corpus: Corpus) -> NDArray[np.float64]:
    return np.where(np.isnan(corpus.moments), np.inf, corpus.moments)


def _by_priority(corpus: Corpus) -> NDArray[np.float64]:
    values = corpus.priority or ()
    return np.array([np.inf if value is None else -value for value in values], dtype=np.float64)


def _by_frequency(corpus: Corpus) -> NDArray[np.float64]:
    """The more often exactly this text occurs, the better."""
    digests = np.frombuffer(b"".join(map(_digest, corpus.texts)), dtype=np.uint64)
    _, group, counts = np.unique(digests, return_inverse=True, return_counts=True)
    return -counts[group.reshape(-1)].astype(np.float64)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


KEEP = {
    "longest": Keep("the longest", _by_length),
    "first": Keep("the first", _by_position),
    "earliest": Keep("the earliest", _by_time, "times: pass times= (--time-column), one per text"),
    # How many repairs a text needs is counted for texts in pairs only, in `order_to_keep`.
    "cleanest": Keep("the one with the fewest repairs", _by_length),
    "priority": Keep(
        "the one with the highest priority", _by_priority, "priority: pass priority=, one number per text"
    ),
    "most_frequent": Keep("the most frequent spelling", _by_frequency),
}


def check_keep(corpus: Corpus, matcher: MatchSettings) -> None:
    """Raise ``UnknownOption`` if the rule of ``matcher`` needs what ``corpus`` does not have."""
    needs = KEEP[matcher.keep].needs
    if needs and getattr(corpus, needs.partition(":")[0]) is None:
        raise UnknownOption(f"keep={matcher.keep!r} needs {needs}")


def preference(corpus: Corpus, matcher: MatchSettings) -> NDArray[np.float64]:
    """A number per text, the smallest to be kept first, as far as it is known before the search."""
    return KEEP[matcher.keep].preference(corpus)


def why_kept(matcher: MatchSettings, row: int, copies: int) -> str:
    """Why text ``row`` is the one of ``copies`` that is kept."""
    if matcher.drop == "all":
        return f"No copy stays: row {row} is the best of {copies} (drop='all')"
    repaired = " (lengths after repair)" if _by_repaired_length(matcher) else ""
    return f"Kept: row {row}, {KEEP[matcher.keep].because} of {copies} copies{repaired}"


def _by_repaired_length(matcher: MatchSettings) -> bool:
    return matcher.keep == "longest" and matcher.repair


def order_to_keep(corpus: Corpus, found: FoundPairs, matcher: MatchSettings) -> NDArray[np.int64]:
    """All texts, the ones to keep first.

    Of equals, the order is by damage, length, digest, time and letters, never by position.
    """
    texts, table = corpus.texts, found.table
    # What only shares a passage never becomes a copy, at no threshold that `rethreshold` takes; what was decided does.
    near = table.same | (table.score >= np.float32(NEAR * matcher.threshold))
    involved = np.unique(np.concatenate([table.left[near], table.right[near]])).astype(np.int64)
    damaged = np.zeros(len(involved), dtype=bool)
    lengths: NDArray[Any] = -corpus.lengths[involved]
    if matcher.keep == "cleanest":
        preferred = _count_repairs(texts, involved)
    elif _by_repaired_length(matcher):
        preferred, damaged = _repaired_lengths(texts, involved, found.content)
    else:
        preferred = preference(corpus, matcher)[involved]
        if matcher.repair and len(np.unique(preferred)) < len(preferred):  # two of one day: the one without damage
            lengths, damaged = _repaired_lengths(texts, involved, found.content)
    columns: list[NDArray[Any]] = [preferred, damaged, lengths]
    if found.digests is not None:
        columns.append(found.digests[involved])
    if corpus.times is not None:
        columns.append(_by_time(corpus)[involved])
    sorting = np.lexsort((involved, *reversed(columns)))
    order = involved[sorting]
    tied = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in columns:
        tied &= column[sorting[1:]] == column[sorting[:-1]]
    edges = [0, *(np.flatnonzero(~tied) + 1).tolist(), len(order)]
    for first, last in pairwise(edges):
        if last - first > 1:
            order[first:last] = sorted(order[first:last].tolist(), key=lambda place: texts[place])
    alone = np.ones(len(texts), dtype=bool)
    alone[involved] = False
    return np.concatenate([order, np.flatnonzero(alone)])


def _count_repairs(texts: Sequence[str], involved: NDArray[np.int64]) -> NDArray[np.float64]:
    """How many changes repair makes in each text that is ``involved``."""
    from textnorm.text.cleaner import explain

    return np.array([len(explain(texts[place]).changes) for place in involved.tolist()], dtype=np.float64)


def _repaired_lengths(
    texts: Sequence[str], involved: NDArray[np.int64], content: Callable[[list[str]], list[str]] | None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The negative length of each ``involved`` text after repair, and whether repair changes it.

    Damage makes a text longer (``empfaengt``, ``empf&auml;ngt``); it must not make it the copy to keep. Umlauts are
    restored here, unlike before matching, where the key spells them out anyway. Nor must what a site adds: of a damaged
    text, its ``content`` counts, without the name of the site at the end.
    """
    from textnorm.text.cleaner import Cleaner

    cleaner = Cleaner.preset("repair")
    lengths, damaged = np.zeros(len(involved)), np.zeros(len(involved), dtype=bool)
    start = 0
    for before in _batches(texts[place] for place in involved.tolist()):
        after = [text or "" for text in cleaner.many(before)]
        lengths[start : start + len(before)] = [-len(text) for text in after]
        changed = [number for number, (was, now) in enumerate(zip(before, after, strict=True)) if now != was]
        repaired = [after[number] for number in changed]
        for number, own, whole in zip(changed, content(repaired) if content else repaired, repaired, strict=True):
            damaged[start + number] = True
            lengths[start + number] = -_DAMAGED * len(_SITE.sub("", own or whole))
        start += len(before)
    return lengths, damaged


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in lists of so many characters that kernels clean them; a long text may make one of its own."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        batch.append(text)
        characters += len(text)
        if characters >= _BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
