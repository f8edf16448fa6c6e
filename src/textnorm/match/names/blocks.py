"""Which names may be one person's: those that share a block key. A key is cheap and only proposes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.names.chinese import chinese_readings
from textnorm.match.names.parse import ParsedName, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CROWDED", "block_keys", "candidate_pairs"]

CROWDED = 300  # names that share a key: more are searched by two whole words only
WHOLE, INITIAL, FITS = 1, 2, 3
_WORDS = 6  # words of a name that are filed
_ROOM = 1 << 20  # candidates handed on at a time


@lru_cache(1 << 17)
def _skeletons(word: Word) -> tuple[str, ...]:
    """The skeletons of a word; of a consonantal script also without the consonants that may be vowels."""
    if word.initial:
        return ()
    found = list(dict.fromkeys(word.sounds.skeleton))
    if not word.sounds.vowels:
        bare = [skeleton.removeprefix("A").replace("v", "") for skeleton in found]
        found = list(dict.fromkeys([*found, *bare, *("A" + each for each in bare)]))
    return tuple(found)


@lru_cache(1 << 17)
def _leads(word: Word) -> frozenset[str]:
    """How a word begins, in every reading; of a first name also the groups that it belongs to."""
    if word.initial:
        return frozenset()
    leads = {loose[:2] for loose in word.sounds.loose}
    if not word.sounds.vowels:
        leads |= {"A" + loose[:1] for loose in word.sounds.loose}
    return frozenset(leads | {f"={group}" for group in word.groups})


@lru_cache(1 << 17)
def _letters(word: Word) -> frozenset[str]:
    """The first sounds of a word, to be met by an initial."""
    return frozenset({loose[:1] for loose in word.sounds.loose} | {word.sounds.plain[:1]})


def block_keys(name: ParsedName, *, initials: bool = True) -> Iterator[tuple[str, int]]:
    """The keys of a name, each with what it holds: a word and the beginning of another, or ``WHOLE`` words, or a
    word and an initial; of those, two names meet only if one has the initial (``INITIAL``) indeed. Without
    ``initials``, no name has one.

    >>> from textnorm.match.names.parse import parse_name
    >>> names = [parse_name(name) for name in ("Boris Jelzin", "Yeltsin, B.", "Борис Ельцин")]
    >>> keys = [{key for key, _ in block_keys(name)} for name in names]
    >>> bool(keys[0] & keys[1] & keys[2])
    True
    """
    words = name.words[:_WORDS]
    if len(words) == 1:
        for skeleton in _skeletons(words[0]):
            yield f"1 {skeleton}", 0
    skeletons = [_skeletons(word) for word in words]
    leads = [_leads(word) for word in words]
    letters = [_letters(word) if initials else () for word in words]
    for place, whole in enumerate(skeletons):
        for skeleton in whole:
            for other in range(len(words)):
                if other == place:
                    continue
                for lead in leads[other]:
                    yield f"{skeleton} {lead}", 0
                for letter in letters[other]:
                    yield f"{skeleton}.{letter}", INITIAL if words[other].initial else FITS
                if other > place:
                    for second in skeletons[other]:
                        yield (f"{skeleton}  {second}" if skeleton < second else f"{second}  {skeleton}"), WHOLE
    if len(name.spoken) > 1:
        for reading in chinese_readings(name.spoken[:4]):
            yield "zh " + " ".join(sorted(reading)), WHOLE
            yield "zh " + reading[0] + "".join(reading[1:]), WHOLE


def candidate_pairs(
    names: list[ParsedName], split: int | None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield arrays of candidates (left, right), left < right, each pair once per array.

    With ``split``, only pairs with one name before and one behind that position.
    """
    numbers: dict[str, int] = {}
    keys: list[int] = []
    owners: list[int] = []
    kinds: list[int] = []
    initials = any(word.initial for name in names for word in name.words)
    for place, name in enumerate(names):
        for key, kind in set(block_keys(name, initials=initials)):
            keys.append(numbers.setdefault(key, len(numbers)))
            owners.append(place)
            kinds.append(kind)
    if not keys:
        return
    number, owner, which = (np.array(column, dtype=np.int64) for column in (keys, owners, kinds))
    sorting = np.lexsort((owner, which, number))
    number, owner, which = number[sorting], owner[sorting], which[sorting]
    starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
    sizes = np.diff(np.r_[starts, len(number)])
    first = which[starts]
    used = (sizes > 1) & ((sizes <= CROWDED) | (first == WHOLE)) & (first != FITS)
    seen: list[NDArray[np.int64]] = []
    room = 0
    for start, size in zip(starts[used].tolist(), sizes[used].tolist(), strict=True):
        members = owner[start : start + size]
        short = int((which[start : start + size] == INITIAL).sum()) or size
        for row in range(0, short, 1024):
            part = members[row : min(row + 1024, short)]
            one, two = np.repeat(part, size), np.tile(members, len(part))
            left, right = np.minimum(one, two), np.maximum(one, two)
            keep = left < right
            if split is not None:
                keep &= (left < split) & (right >= split)
            seen.append(left[keep] * len(names) + right[keep])
            room += len(seen[-1])
        if room > 8 * _ROOM:
            seen = [np.unique(np.concatenate(seen))]
            room = len(seen[0])
            if room > 6 * _ROOM:
                yield seen[0] // len(names), seen[0] % len(names)
                seen, room = [], 0
    if seen:
        pairs = np.unique(np.concatenate(seen))
        yield pairs // len(names), pairs % len(names)
