"""How much of one article stands in another, and what differs; ``match.articles.alignment`` is the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, WEIGHTS, njit, types
from textnorm.kernels.sets.set_overlap import find_hash, index_hashes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COLUMNS", "align_articles", "order_pairs"]

# What is measured of a pair, in the order of `match.articles.alignment.Alignment`.
COLUMNS = 22
_SHARED, _EDITED, _OWN, _SHARED_WORDS, _OWN_WORDS, _SHELL, _SHELL_ALONE = range(7)
_LARGER, _LONGEST, _LARGEST_OWN, _SLOTS, _NAMES, _NUMBERS, _OPPOSITES, _EDITED_WORDS, _LARGEST_EDIT = range(7, 16)
_FRAMED, _FACING, _FACING_WORDS, _SWAPPED, _SWAPPED_WORDS, _CODES = range(16, 22)

_LONGEST_EDIT, _LONGEST_SLOT = 12, 8
_SHELL_DENSITY, _SHELL_LEAST = 0.22, 3
_SOLO_WORD, _LEAST_SOLO = 2, 7
_CHANGED_WITH_NEGATION = 2
_BESIDE = 2
_SENTENCE, _NOBODY_ELSE = 6, 0.985
_NUMBER, _CAPITAL, _SOLO = np.uint8(1), np.uint8(2), np.uint8(4)
_CODE, _JOINED = np.uint8(8), np.uint8(64)
_SHELL_SHIFT, _SHELL_BITS = np.uint8(4), np.uint8(3)
_NEGATION = 1
_LETTERS = np.uint32((1 << 26) - 1)
_LENGTH = np.uint32(26)

_FEATURES = types.Tuple(  # type: ignore[no-untyped-call]
    (
        types.Array(types.uint64, 1, "C", readonly=True),
        types.Array(types.uint8, 1, "C", readonly=True),
        types.Array(types.uint16, 1, "C", readonly=True),
        types.Array(types.uint32, 1, "C", readonly=True),
    )
)


@njit
def _near(a, b, count, next_a, next_b, n, longest):  # type: ignore[no-untyped-def]
    gap = next_a - a - count - n + 1
    other = next_b - b - count - n + 1
    return -n < gap <= longest and -n < other <= longest


@njit
def _longest_edit(flags, place):  # type: ignore[no-untyped-def]
    return _SOLO_WORD * _LONGEST_EDIT if flags[place] & _SOLO else _LONGEST_EDIT


@njit
def _is_shell(flags, start, end):  # type: ignore[no-untyped-def]
    speaks = np.int64(0)
    for word in range(start, end):
        speaks += np.int64(flags[word] >> _SHELL_SHIFT & _SHELL_BITS)
    return speaks >= _SHELL_LEAST and speaks >= _SHELL_DENSITY * (end - start)


@njit
def _has(features, place, first, last):  # type: ignore[no-untyped-def]
    tokens, flags, _, letters = features
    for match in range(first, last):
        if tokens[match] == tokens[place]:
            return True
        if not flags[place] & _NUMBER:
            length, other = np.int64(letters[place] >> _LENGTH), np.int64(letters[match] >> _LENGTH)
            if min(length, other) >= 4 and abs(length - other) <= 2:
                differ = (letters[place] ^ letters[match]) & _LETTERS
                ones = 0
                while differ:
                    differ &= differ - np.uint32(1)
                    ones += 1
                if ones <= 2:
                    return True
    return False


@njit
def _compare_slot(features, start, end, other_start, other_end, edit, out):  # type: ignore[no-untyped-def]
    """Count what differs in a slot; opposites alone unless it is an edit."""
    _, flags, poles, _ = features
    longest = _LONGEST_SLOT
    if end > start and flags[start] & _SOLO:
        longest *= _SOLO_WORD
    if max(end - start, other_end - other_start) > longest:
        return
    here = there = np.uint8(0)
    changed = missing = 0
    negated = other_negated = opposite = False
    for place in range(start, end):
        if _has(features, place, other_start, other_end):
            continue
        changed += 1
        here |= flags[place]
        if poles[place] == _NEGATION:
            negated = True
        if poles[place] > _NEGATION:
            for match in range(other_start, other_end):
                if poles[match] == poles[place] ^ 1 and not _has(features, match, start, end):
                    opposite = True
    for match in range(other_start, other_end):
        if not _has(features, match, start, end):
            changed += 1
            missing += 1
            there |= flags[match]
            if poles[match] == _NEGATION:
                other_negated = True
    number = bool(here & _NUMBER) and bool(there & _NUMBER)
    named = np.uint8(_CAPITAL | _SOLO)
    times = 1
    if here & _SOLO:
        times = max(1, min(changed - missing, missing) // _SOLO_WORD)
    out[_OPPOSITES] += opposite or (changed <= _CHANGED_WITH_NEGATION and negated != other_negated)
    if not edit:
        return
    out[_SLOTS] += times
    out[_NUMBERS] += times * number
    out[_NAMES] += times * ((not number) and bool(here & named) and bool(there & named))


@njit
def _changed_code(features, start, end, other_start, other_end):  # type: ignore[no-untyped-def]
    """What of ``[start, end)`` the other span does not have.

    Whether a word of code, whether one that continues the identifier of a word that both have, and whether any word.
    """
    tokens, flags, _, _ = features
    changed = continues = some = False
    before = True
    for place in range(start, end):
        found = False
        for match in range(other_start, other_end):
            found |= tokens[match] == tokens[place]
        if not found:
            some = True
            changed |= flags[place] & _CODE != 0
            continues |= before and flags[place] & _JOINED != 0
        before = found
    return changed, continues, some


@njit
def _other_code(features, start, end, other_start, other_end):  # type: ignore[no-untyped-def]
    """Whether identifiers differ at the same place of two texts."""
    if max(end - start, other_end - other_start) > _LONGEST_EDIT:
        return False
    changed, continues, some = _changed_code(features, start, end, other_start, other_end)
    other_changed, other_continues, other_some = _changed_code(features, other_start, other_end, start, end)
    return (changed and other_changed) or (continues and not other_some) or (other_continues and not some)


@njit
def _shared_runs(shingles, first, count, base, other_count, table, runs):  # type: ignore[no-untyped-def]
    """Write the runs of shingles that both texts have: the first in either, how many. Return the number of runs."""
    places, shift = table
    found = 0
    place = np.int64(0)
    diagonal = np.int64(0)
    while place < count:
        value = shingles[first + place]
        if places[value >> shift] < 0:
            place += 1
            continue
        match = place + diagonal
        if not (0 <= match < other_count and shingles[base + match] == value):
            match = find_hash(shingles, base, places, shift, value)
        if match < 0:
            place += 1
            continue
        long = np.int64(1)
        while (
            place + long < count
            and match + long < other_count
            and shingles[first + place + long] == shingles[base + match + long]
        ):
            long += 1
        runs[found, 0], runs[found, 1], runs[found, 2] = place, match, long
        found += 1
        diagonal = match - place
        place += long
    return found


@njit
def _lasting(flags, lead, count, n, found, runs):  # type: ignore[no-untyped-def]
    """Keep the runs without single shingles far from others; return their number."""
    kept = 0
    before_a = before_b = before_long = np.int64(-1)
    for number in range(found):
        a, b, long = runs[number, 0], runs[number, 1], runs[number, 2]
        longest = _longest_edit(flags, lead + a)
        beside = number > 0 and _near(before_a, before_b, before_long, a, b, n, longest)
        if not beside and number + 1 < found:
            beside = _near(a, b, long, runs[number + 1, 0], runs[number + 1, 1], n, longest)
        before_a, before_b, before_long = a, b, long
        least = np.int64(1 if beside else 2)
        if flags[lead + a] & _SOLO:
            least = np.int64(_LEAST_SOLO - n + 1)
        if long >= min(least, count):
            runs[kept, 0], runs[kept, 1], runs[kept, 2] = a, b, long
            kept += 1
    return kept


@njit
def _weigh(weights, first, count, lead, start, end):  # type: ignore[no-untyped-def]
    """The weight of words ``[start, end)`` of a text: each weighs what the shingle weighs that begins with it."""
    total = np.float64(0.0)
    for word in range(start, end):
        total += weights[first + min(word, count - 1)]
    return total


@njit
def _has_sentence(weights, first, count, start, end):  # type: ignore[no-untyped-def]
    """Whether ``[start, end)`` has as many words as a sentence that no third text has."""
    words = np.int64(0)
    for word in range(start, end if end - start >= _SENTENCE else start):
        words += weights[first + min(word, count - 1)] >= _NOBODY_ELSE
    return words >= _SENTENCE


@njit
def _align(shingles_of, small, large, features, n, runs, kept, out):  # type: ignore[no-untyped-def]
    """Write what a text shares with a larger one: its shared runs, the edits between them, and what stands alone.

    ``small`` and ``large`` are the first shingle, how many, the first word, how many.
    """
    _, weights, _ = shingles_of
    first, count, lead, size = small
    base, other_count, other_lead, other = large
    flags = features[1]
    out[:] = 0.0
    until = other_until = shared_shell = np.int64(0)
    edit = False
    for number in range(kept + 1):
        if number < kept:
            a, b, long = runs[number, 0], runs[number, 1], runs[number, 2]
        else:
            a, b, long = size, other, np.int64(0)
            edit = False
        if b > other_until:
            out[_FACING] += _weigh(weights, base, other_count, other_lead, other_until, b)
            out[_FACING_WORDS] += b - other_until
        start = max(a, until)
        out[_CODES] += _other_code(
            features, lead + until, lead + start, other_lead + other_until, other_lead + max(other_until, b)
        )
        if _has_sentence(weights, first, count, until, start) and _has_sentence(
            weights, base, other_count, other_until, b
        ):
            out[_SWAPPED] += 1
            out[_SWAPPED_WORDS] += start - until
        end = min(a + long + n - 1, size) if number < kept else size
        changed = edit and (start > until or b > other_until)
        # Before and after all that is shared, names differ as the first words of papers do.
        if changed or ((number == 0) != (number == kept) and start > until and b > other_until):
            _compare_slot(
                features,
                lead + until,
                lead + start,
                other_lead + other_until,
                other_lead + max(other_until, b),
                changed,
                out,
            )
        if changed:
            out[_EDITED] += _weigh(weights, first, count, lead, until, start)
            out[_EDITED_WORDS] += start - until
            out[_LARGEST_EDIT] = max(out[_LARGEST_EDIT], np.float64(max(start - until, b - other_until)))
        elif start > until:
            if _is_shell(flags, lead + until, lead + start):
                out[_SHELL_ALONE] += start - until
            else:
                out[_OWN] += _weigh(weights, first, count, lead, until, start)
                out[_OWN_WORDS] += start - until
                out[_LARGEST_OWN] = max(out[_LARGEST_OWN], np.float64(start - until))
        if number == kept:
            break
        other_end = min(b + long + n - 1, other)
        if end > start:
            if _is_shell(flags, lead + start, lead + end):
                out[_SHELL] += end - start
                shared_shell += other_end - (b + start - a)
            else:
                out[_SHARED] += _weigh(weights, first, count, lead, start, end)
                out[_SHARED_WORDS] += end - start
                out[_LONGEST] = max(out[_LONGEST], np.float64(end - start))
        if number + 1 < kept:
            longest = _longest_edit(flags, lead + a)
            edit = _near(a, b, long, runs[number + 1, 0], runs[number + 1, 1], n, longest)
        else:
            edit = False
        until, other_until = max(end, until), other_end
    out[_LARGER] = max(other - shared_shell, 0)
    if kept > 0:
        last = kept - 1
        rest = size - runs[last, 0] - runs[last, 2] - n + 1
        other_rest = other - runs[last, 1] - runs[last, 2] - n + 1
        before = (runs[0, 0] > _BESIDE) == (runs[0, 1] > _BESIDE)
        out[_FRAMED] = before and (rest > _BESIDE) == (other_rest > _BESIDE)


@njit
def _tied(letters, lead, size, other_lead, other):  # type: ignore[no-untyped-def]
    """Whether neither text is the smaller one: as many words, of the same letters."""
    if size != other:
        return False
    word = 0
    while word < size and letters[lead + word] == letters[other_lead + word]:
        word += 1
    return word == size


@njit
def _exceeds(row, other):  # type: ignore[no-untyped-def]
    for column in range(len(row)):
        if row[column] != other[column]:
            return row[column] > other[column]
    return False


@njit(
    [
        types.void(
            types.Tuple((HASHES, WEIGHTS, POSITIONS)),  # type: ignore[no-untyped-call]
            _FEATURES,
            POSITIONS,
            POSITIONS,
            POSITIONS,
            POSITIONS,
            types.int64,
            types.float64[:, ::1],
        )
    ],
    cache=True,
    nogil=True,
)
def align_articles(
    shingles_of: tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.int64]],
    features: tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint32]],
    word_starts: NDArray[np.int64],
    rows: NDArray[np.int64],
    smaller: NDArray[np.int64],
    larger: NDArray[np.int64],
    n: int,
    measured: NDArray[np.float64],
) -> None:
    """Align text ``smaller[k]`` with text ``larger[k]``, for every ``k``, and write what they share to ``measured``.

    ``shingles_of`` are shingles of ``n`` words, their weights, and where each run of them starts; text ``i`` has run
    ``rows[i]``, in order, and the words ``word_starts[i]`` to ``word_starts[i + 1]`` of ``features``. Pairs of one
    larger text share its table if they follow one another. If neither text is the smaller one, both ways are tried and
    the one that measures more is taken.
    """
    shingles, _, starts = shingles_of
    flags, letters = features[1], features[3]
    table, shift = np.empty(1, np.int32), np.uint64(0)
    other_table = np.empty(1, np.int32)
    runs = np.zeros((1, 3), np.int64)
    other_way = np.empty(COLUMNS, np.float64)
    indexed = np.int64(-1)
    for pair in range(len(smaller)):
        a, b = smaller[pair], larger[pair]
        first, count = starts[rows[a]], starts[rows[a] + 1] - starts[rows[a]]
        base, other_count = starts[rows[b]], starts[rows[b] + 1] - starts[rows[b]]
        lead, size = word_starts[a], word_starts[a + 1] - word_starts[a]
        other_lead, other = word_starts[b], word_starts[b + 1] - word_starts[b]
        if b != indexed:
            indexed = b
            table, shift, _ = index_hashes(shingles, base, base + other_count, table)
        if len(runs) < max(count, other_count):
            runs = np.zeros((max(count, other_count), 3), np.int64)
        small, large = (first, count, lead, size), (base, other_count, other_lead, other)
        found = _shared_runs(shingles, first, count, base, other_count, (table, shift), runs)
        kept = _lasting(flags, lead, count, n, found, runs)
        _align(shingles_of, small, large, features, n, runs, kept, measured[pair])
        if _tied(letters, lead, size, other_lead, other):
            other_table, other_shift, _ = index_hashes(shingles, first, first + count, other_table)
            found = _shared_runs(shingles, base, other_count, first, count, (other_table, other_shift), runs)
            kept = _lasting(flags, other_lead, other_count, n, found, runs)
            _align(shingles_of, large, small, features, n, runs, kept, other_way)
            if _exceeds(other_way, measured[pair]):
                measured[pair] = other_way


@njit(
    [types.void(POSITIONS, types.Array(types.uint32, 1, "C", readonly=True), types.int64[::1], types.int64[::1])],
    cache=True,
    nogil=True,
)
def order_pairs(
    word_starts: NDArray[np.int64], letters: NDArray[np.uint32], smaller: NDArray[np.int64], larger: NDArray[np.int64]
) -> None:
    """Swap ``smaller[k]`` and ``larger[k]`` unless the first has fewer words; of equally many, by their letters."""
    for pair in range(len(smaller)):
        a, b = smaller[pair], larger[pair]
        first, second = word_starts[a], word_starts[b]
        size, other = word_starts[a + 1] - first, word_starts[b + 1] - second
        swap = size > other
        if size == other:
            word = np.int64(0)
            while word < size and letters[first + word] == letters[second + word]:
                word += 1
            swap = word < size and letters[first + word] > letters[second + word]
        if swap:
            smaller[pair], larger[pair] = b, a
