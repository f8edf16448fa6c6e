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

from textnorm.match.partition.coding import bundled, restored, squeezed, unbundled, unsqueezed
from textnorm.match.partition.counting import KeyList, earliest, key_sizes, summed
from textnorm.match.partition.headlines.filing import (
    Entries,
    Filed,
    entries_of,
    file_lines,
    followed,
    limit_of,
    paired_entries,
    spare_entries,
)
from textnorm.match.partition.headlines.judge import judge_pairs
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

    def told(self, tell: Callable[[list[bytes]], Any]) -> list[Any]:
        """A small thing that every part tells of what it was sent, before it answers."""


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
    sizes = rounds.told(key_sizes)
    rounds.at_parts(summed)
    limit, crowded = limit_of(sizes)
    rest = limit
    if crowded:
        rounds.at_homes(partial(_list_pairs, search, limit))
        calm = [some[some[:, 0] <= limit] for some in sizes]
        rest, _ = limit_of([*calm, *rounds.told(_pair_sizes)])
        rounds.at_parts(_sum_pairs)
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


class _Sized(NamedTuple):
    """Keys of headlines that others have too: how many headlines have each, and its number."""

    rows: NDArray[np.int64]
    keys: NDArray[np.int64]
    sizes: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, entries: Entries, answers: list[bytes]) -> _Sized:
        """``entries``, whose keys were listed, with what the parts answered; nothing comes of the others."""
        listed = KeyList(entries.keys, len(answers))
        sizes, numbers = (told[listed.entry] for told in listed.sizes(answers))
        return cls(*entries, sizes, numbers).only(sizes > 1)

    def only(self, some: NDArray[np.bool_]) -> _Sized:
        """Some of them."""
        return _Sized(*(column[some] for column in self))


class _Keyed(NamedTuple):
    """Headlines and the keys of their words."""

    lines: PackedLines
    words: Entries


class _Paired(NamedTuple):
    """Headlines and their keys of three kinds: of words that are calm, of two crowded ones, and spare ones."""

    lines: PackedLines
    calm: _Sized
    pairs: Entries
    spare: Entries


def _list_keys(search: Search, _home: int, lines: PackedLines, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    lines = lines.marked(*lengths_told(inbox, len(lines)))
    words = entries_of(lines.table())
    return _Keyed(lines, words), KeyList(words.keys, search.homes).pieces()


def _list_pairs(search: Search, limit: int, _home: int, known: _Keyed, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    words = _Sized.of(known.words, inbox)
    crowded = words.only(words.sizes > limit)
    pairs = paired_entries(Entries(crowded.rows, crowded.keys), crowded.sizes)
    spare = spare_entries(known.lines, np.unique(crowded.rows))
    pieces = (KeyList(entries.keys, search.homes).pieces() for entries in (pairs, spare))
    sent = [bundled(*both) for both in zip(*pieces, strict=True)]
    return _Paired(known.lines, words.only(words.sizes <= limit), pairs, spare), sent


def _pair_sizes(inbox: list[bytes]) -> Any:
    return key_sizes([unbundled(piece)[0] for piece in inbox])


def _sum_pairs(inbox: list[bytes]) -> list[bytes]:
    pairs, spare = zip(*map(unbundled, inbox), strict=True)
    return [bundled(*both) for both in zip(summed(pairs), summed(spare), strict=True)]


class _Lending(NamedTuple):
    """Headlines under the keys that are followed."""

    lines: PackedLines
    filed: Filed
    own: Strangers


def _lend(
    search: Search, limit: int, rest: int, home: int, known: _Keyed | _Paired, inbox: list[bytes]
) -> tuple[Any, list[bytes]]:
    words, *more = _followed(known, inbox, rest)
    kinds = [words.only(words.sizes <= min(limit, rest)), *more]
    lines, parts = known.lines, search.homes
    # Keys of different kinds have different numbers.
    numbers = [
        (one.numbers // parts * len(kinds) + kind) * parts + one.numbers % parts for kind, one in enumerate(kinds)
    ]
    rows, sizes = (np.concatenate([getattr(one, name) for one in kinds]) for name in ("rows", "sizes"))
    filed = file_lines(rows, np.concatenate(numbers), sizes, search.headlines, len(lines))
    codes = np.arange(len(lines), dtype=np.int64) | home << 32
    when = lines.column("when") if search.reach >= 0.0 else np.full(len(lines), np.nan)
    own = Strangers(codes, filed.norm, when, lines.column("side").astype(np.int64))
    return _Lending(lines, filed, own), lent(filed, own, parts)


def _followed(known: _Keyed | _Paired, inbox: list[bytes], rest: int) -> list[_Sized]:
    """The keys of words, and the others that are followed if some are crowded; sizes of spare ones are negative."""
    if isinstance(known, _Keyed):
        return [_Sized.of(known.words, inbox)]
    of_pairs, of_spare = zip(*map(unbundled, inbox), strict=True)
    pairs, spare = _Sized.of(known.pairs, list(of_pairs)), _Sized.of(known.spare, list(of_spare))
    spare = spare.only(followed(spare.sizes))
    return [known.calm, pairs.only(pairs.sizes <= rest), spare._replace(sizes=-spare.sizes)]


class _Pairs(NamedTuple):
    """Headlines with the rows of pairs, by the home of the other: own rows, and rows of the other home."""

    lines: PackedLines
    pairs: list[tuple[NDArray[np.int32], NDArray[np.int32]]]


def _ask(search: Search, home: int, known: _Lending, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    found = list(candidates_in(known.filed, known.own, inbox, window=search.reach, archived=search.archived))
    none = np.zeros(0, dtype=np.int64)
    own, codes = (np.concatenate([none, *column]) for column in (zip(*found, strict=True) if found else ((), ())))
    at, own, rows = codes >> 32, own.astype(np.int32), (codes & 0xFFFFFFFF).astype(np.int32)
    pairs = [(own[at == other], rows[at == other]) for other in range(search.homes)]
    asked = [
        squeezed(np.unique(rows if other != home else rows[:0]).astype(np.uint64))
        for other, (_, rows) in enumerate(pairs)
    ]
    return _Pairs(known.lines, pairs), asked


def _send_lines(_home: int, known: _Pairs, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    return known, [known.lines.take(restored(asked).astype(np.int64)).to_bytes() for asked in inbox]


def _judge(search: Search, home: int, known: _Pairs, inbox: list[bytes]) -> tuple[Any, list[bytes]]:
    mine = np.unique(np.concatenate([*(own for own, _ in known.pairs), known.pairs[home][1]]))
    pieces, count = [known.lines.take(mine)], len(mine)
    first, second = [], []
    for other, (own, theirs) in enumerate(known.pairs):
        first.append(np.searchsorted(mine, own))
        if other == home:
            second.append(np.searchsorted(mine, theirs))
            continue
        asked = np.unique(theirs)
        second.append(count + np.searchsorted(asked, theirs))
        if len(asked):
            pieces.append(PackedLines.from_bytes(inbox[other]))
            count += len(asked)
    return judge_pairs(PackedLines.joined(pieces), np.concatenate(first), np.concatenate(second), search.matcher), []
