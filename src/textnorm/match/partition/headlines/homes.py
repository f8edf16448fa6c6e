"""The search for headlines as steps of homes, where parsed headlines lie, and of parts, where keys come together.

A home takes what it knows and what the parts answered, and gives what it knows then and a piece for every part; a part
takes a piece of every home and gives an answer to each. At the end homes write to each other. An engine moves the
pieces, and nothing else; ``search_homes`` says in which order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import pyarrow

from textnorm.match.partition.coding import bundled, restored, squeezed, unbundled, unsqueezed
from textnorm.match.partition.counting import KeyList, earliest, summed
from textnorm.match.partition.headlines.filing import (
    Entries,
    Filed,
    entries_of,
    file_lines,
    followed,
    limit_of,
    paired_entries,
    size_counts,
    spare_entries,
)
from textnorm.match.partition.headlines.judge import NEAR_PAIRS, judge_pairs
from textnorm.match.partition.headlines.meeting import Strangers, candidates_in, lent, postings_told
from textnorm.match.partition.headlines.packed import PackedLines
from textnorm.match.partition.headlines.series import frame_list, frames_of, lengths_told, phrases_told, sent_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["Rounds", "Search", "search_homes"]

#: What a home makes of its number, what it knows, and what it was sent, in the order of the senders.
AtHome = Callable[[int, Any, list[bytes]], tuple[Any, list[bytes]]]


class Rounds(Protocol):
    """An engine with some homes, and as many parts."""

    def at_homes(self, work: AtHome) -> None:
        """Every home works on what it was sent, and sends a piece to every part or home."""

    def at_parts(self, work: Callable[[list[bytes]], list[bytes]]) -> None:
        """Every part answers each home."""

    def told(self, tell: Callable[[Any], Any]) -> list[Any]:
        """A small thing that every home tells."""


class Search(NamedTuple):
    """What all homes know: how many headlines there are, how many homes, and what is a pair."""

    headlines: int
    homes: int
    matcher: MatchSettings
    archived: bool
    reach: float


def search_homes(rounds: Rounds, search: Search) -> None:
    """All rounds. A home knows its ``PackedLines`` before, and the ``NEAR_PAIRS`` that it took behind them."""
    rounds.at_homes(partial(_list_frames, search))
    rounds.at_parts(_count_frames)
    rounds.at_homes(partial(_send_frames, search))
    rounds.at_parts(phrases_told)
    rounds.at_homes(partial(_list_keys, search))
    rounds.at_parts(summed)
    rounds.at_homes(_know_sizes)
    limit, crowded = limit_of(rounds.told(_word_sizes))
    rest = limit
    if crowded:
        rounds.at_homes(partial(_list_pairs, search, limit))
        rounds.at_parts(summed)
        rounds.at_homes(_know_more_sizes)
        rest, _ = limit_of(rounds.told(partial(_all_sizes, limit)))
    rounds.at_homes(partial(_lend, search, limit, rest))
    rounds.at_parts(postings_told)
    rounds.at_homes(partial(_ask, search))
    rounds.at_homes(_send_lines)
    rounds.at_homes(partial(_judge, search))


def _list_frames(search: Search, _home: int, lines: PackedLines, _inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    frames = frame_list(frames_of(lines), search.homes).pieces()
    wholes = KeyList(lines.column("whole"), search.homes)
    first = np.full(len(wholes.distinct), np.iinfo(np.int64).max)
    np.minimum.at(first, wholes.entry, lines.column("place"))
    return lines, [bundled(*both) for both in zip(frames, wholes.pieces(first), strict=True)]


def _count_frames(inbox: list[bytes]) -> list[bytes]:
    frames, wholes = zip(*map(unbundled, inbox), strict=True)
    return [bundled(*both) for both in zip(summed(frames), earliest(wholes), strict=True)]


def _send_frames(search: Search, _home: int, lines: PackedLines, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    told, firsts = zip(*map(unbundled, inbox), strict=True)
    frames = frames_of(lines)
    listed, wholes = frame_list(frames, search.homes), KeyList(lines.column("whole"), search.homes)
    first = np.concatenate([unsqueezed(one).astype(np.int64) for one in firsts])
    later = first[wholes.entry] != lines.column("place")
    return lines, sent_frames(frames, listed.sizes(told)[0][listed.entry], later, search.homes)


class _Keyed(NamedTuple):
    """Headlines, and their keys with how many others have each and its number; those of words, and then the others."""

    lines: PackedLines
    words: Entries
    sizes: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    numbers: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    more: Entries = Entries(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    pairs: int = 0  # so many of ``more`` are pairs; the rest are spare
    more_sizes: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    more_numbers: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


def _list_keys(search: Search, _home: int, lines: PackedLines, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    lines = lines.marked(*lengths_told(inbox, len(lines)))
    words = entries_of(lines.table())
    return _Keyed(lines, words), KeyList(words.keys, search.homes).pieces()


def _know_sizes(_home: int, known: _Keyed, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    listed = KeyList(known.words.keys, len(inbox))
    sizes, numbers = (told[listed.entry] for told in listed.sizes(inbox))
    some = sizes > 1  # nothing comes of the others
    words = Entries(known.words.rows[some], known.words.keys[some])
    return known._replace(words=words, sizes=sizes[some], numbers=numbers[some]), []


def _word_sizes(known: _Keyed) -> Any:
    return size_counts(known.sizes)


def _list_pairs(search: Search, limit: int, _home: int, known: _Keyed, _inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    crowded = known.sizes > limit
    some = Entries(known.words.rows[crowded], known.words.keys[crowded])
    pairs = paired_entries(some, known.sizes[crowded])
    spare = spare_entries(known.lines, np.unique(some.rows))
    more = Entries(*(np.concatenate(column) for column in zip(pairs, spare, strict=True)))
    return known._replace(more=more, pairs=len(pairs.rows)), KeyList(more.keys, search.homes).pieces()


def _know_more_sizes(_home: int, known: _Keyed, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    listed = KeyList(known.more.keys, len(inbox))
    sizes, numbers = (told[listed.entry] for told in listed.sizes(inbox))
    return known._replace(more_sizes=sizes, more_numbers=numbers), []


def _all_sizes(limit: int, known: _Keyed) -> Any:
    calm = known.sizes[known.sizes <= limit]
    return size_counts(np.concatenate([calm, known.more_sizes[: known.pairs]]))


class _Lending(NamedTuple):
    """Headlines under the keys that are followed."""

    lines: PackedLines
    filed: Filed
    own: Strangers


def _lend(
    search: Search, limit: int, rest: int, home: int, known: _Keyed, _inbox: list[bytes]
) -> tuple[Any, list[bytes]]:
    calm = known.sizes <= min(limit, rest)
    spare = np.arange(len(known.more_sizes)) >= known.pairs
    kept = np.where(spare, followed(known.more_sizes), (known.more_sizes > 1) & (known.more_sizes <= rest))
    # Two keys of different kinds have different numbers.
    parts = search.homes
    numbers = np.concatenate([
        known.numbers[calm] // parts * (2 * parts) + known.numbers[calm] % parts,
        (known.more_numbers[kept] // parts * 2 + 1) * parts + known.more_numbers[kept] % parts,
    ])  # fmt: skip
    sizes = np.concatenate([known.sizes[calm], np.where(spare, -known.more_sizes, known.more_sizes)[kept]])
    rows = np.concatenate([known.words.rows[calm], known.more.rows[kept]])
    lines = known.lines
    filed = file_lines(rows, numbers, sizes, search.headlines, len(lines))
    codes = np.arange(len(lines), dtype=np.int64) | home << 32
    when = lines.column("when") if search.reach >= 0.0 else np.full(len(lines), np.nan)
    own = Strangers(codes, filed.norm, when, lines.column("side").astype(np.int64))
    return _Lending(lines, filed, own), lent(filed, own, parts)


class _Pairs(NamedTuple):
    """Headlines with the rows of pairs, by the home of the other: own rows, and rows of the other home."""

    lines: PackedLines
    pairs: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]


def _ask(search: Search, home: int, known: _Lending, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    found = list(candidates_in(known.filed, known.own, inbox, window=search.reach, archived=search.archived))
    none = np.zeros(0, dtype=np.int64)
    own, codes = (np.concatenate([none, *column]) for column in (zip(*found, strict=True) if found else ((), ())))
    at = codes >> 32
    pairs = {other: (own[at == other], codes[at == other] & 0xFFFFFFFF) for other in range(search.homes)}
    asked = [
        squeezed(np.unique(pairs[other][1] if other != home else none).astype(np.uint64))
        for other in range(search.homes)
    ]
    return _Pairs(known.lines, pairs), asked


def _send_lines(_home: int, known: _Pairs, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    return known, [known.lines.take(restored(asked).astype(np.int64)).to_bytes() for asked in inbox]


def _judge(search: Search, home: int, known: _Pairs, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    found = [NEAR_PAIRS.empty_table()]
    for other, sent in enumerate(inbox):
        first, second = known.pairs[other]
        if not len(first):
            continue
        mine = np.unique(np.concatenate([first, second]) if other == home else first)
        lines = known.lines.take(mine)
        if other == home:
            places = np.searchsorted(mine, second)
        else:
            lines = PackedLines.joined([lines, PackedLines.from_bytes(sent)])
            places = len(mine) + np.searchsorted(np.unique(second), second)
        found.append(judge_pairs(lines, np.searchsorted(mine, first), places, search.matcher))
    return pyarrow.concat_tables(found), []
