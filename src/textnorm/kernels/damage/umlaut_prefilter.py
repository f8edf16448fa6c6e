"""Which texts of a buffer may hold a spelled-out umlaut: every site scored by the tables of the letter model.

The scores are those of ``text/evidence/letter_model.py``, to the unit. What only Python decides (addresses, mixed case,
the language) can rule a candidate out, never add one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LETTER", "LONGEST", "PROOF", "SITE", "UPPER", "mark_candidates", "score_site"]

#: Bits of the character table: a letter; a capital. The bits above them number a letter of the language's table.
LETTER, UPPER = 1, 2
#: Bits of the table of endings: of any spelling; of one that may prove damage.
SITE, PROOF = 1, 2
LONGEST = 120  # bytes of a spelled-out word; what is longer is left to Python

_BYTES = types.Array(types.uint8, 1, "C", readonly=True)
_WEIGHTS = types.Array(types.int8, 1, "C", readonly=True)
_HASHES = types.Array(types.uint32, 1, "C", readonly=True)
_NUMBERS = types.Array(types.int64, 1, "C", readonly=True)

_MASK = np.uint64(0xFFFFFFFF)
_PRIME = np.uint64(0x01000193)
_OFFSET = np.uint64(0x811C9DC5)
_SPREAD = np.uint64(0x9E3779B1)
_MIX = np.uint64(0xC2B2AE35)
_RIGHT, _EDGE, _SMALL = np.uint64(0x24), np.uint64(0x5E), np.uint64(0x30)
_FIFTEEN, _THIRTEEN = np.uint64(15), np.uint64(13)
# Names for which a text is searched, before the rest of a long text is left to Python, which lists its names once.
_SEARCHES = 64
_STAR = 0x2A


@njit(forceinline=True)
def _step(value: Any, letter: Any) -> Any:
    return ((value ^ letter) * _PRIME) & _MASK


@njit(forceinline=True)
def _bucket(value: Any, shift: Any) -> Any:
    return (((value ^ (value >> _FIFTEEN)) * _SPREAD) & _MASK) >> shift


@njit(forceinline=True)
def _mix(left: Any, right: Any) -> Any:
    return ((left * _MIX) ^ (right + (right << _THIRTEEN))) & _MASK


@njit(
    types.int64(
        _BYTES, types.int64, types.int64, types.int64, types.int64, _WEIGHTS, _HASHES, _NUMBERS, _NUMBERS, _HASHES,
        types.uint64[::1], types.uint64[::1],
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def score_site(
    spelled: NDArray[np.uint8],
    length: int,
    site: int,
    width: int,
    capital: int,
    weights: NDArray[np.int8],
    exceptions: NDArray[np.uint32],
    shape: NDArray[np.int64],
    answers: NDArray[np.int64],
    crc_table: NDArray[np.uint32],
    lefts: NDArray[np.uint64],
    rights: NDArray[np.uint64],
) -> Any:
    """``SiteModel.score`` of ``spelled[:length]``.

    ``shape`` holds the address bits, the reach to the left and to the right, the number of joint windows, those in
    which the case takes part, and the windows themselves as pairs; ``lefts`` and ``rights`` are scratch arrays.
    """
    start = np.uint64(site * 2 + capital + 1) * _SPREAD & _MASK
    crc: Any = np.uint32(start ^ _MASK)
    for place in range(length):
        crc = np.uint32(crc_table[(crc ^ spelled[place]) & np.uint32(255)] ^ (crc >> np.uint32(8)))
    crc = np.uint32(crc ^ np.uint32(0xFFFFFFFF))
    low, high = 0, len(exceptions)
    while low < high:
        middle = (low + high) >> 1
        if exceptions[middle] >> np.uint32(2) < crc >> np.uint32(2):
            low = middle + 1
        else:
            high = middle
    if low < len(exceptions) and exceptions[low] >> np.uint32(2) == crc >> np.uint32(2):
        return answers[exceptions[low] & np.uint32(3)]

    shift = np.uint64(32 - shape[0])
    seed: Any = _OFFSET
    for place in range(site, site + width):
        seed = _step(seed, np.uint64(spelled[place]))
    total: Any = np.int64(weights[_bucket(seed, shift)])
    reach_left = 0
    value = seed
    lefts[0] = rights[0] = np.uint64(0)
    for place in range(site - 1, max(site - shape[1], -1) - 1, -1):
        value = _step(value, np.uint64(spelled[place]) if place >= 0 else _EDGE)
        reach_left += 1
        lefts[reach_left] = value
        total += weights[_bucket(value, shift)]
    reach_right = 0
    value = _step(seed, _RIGHT)
    for place in range(site + width, min(site + width + shape[2], length + 1)):
        value = _step(value, np.uint64(spelled[place]) if place < length else _EDGE)
        reach_right += 1
        rights[reach_right] = value
        total += weights[_bucket(value, shift)]
    case = _step(seed, _SMALL + np.uint64(capital))
    first_with_case = 5 + 2 * shape[3]
    for place in range(5, len(shape), 2):
        left, right = shape[place], shape[place + 1]
        if left <= reach_left and right <= reach_right:
            value = _mix(lefts[left], rights[right])
            if place >= first_with_case:
                value = _mix(value, case)
            total += weights[_bucket(value, shift)]
    return total


@njit(forceinline=True)
def _over_ascii(data, place, end):  # type: ignore[no-untyped-def]
    """The first place from which eight bytes are not all ASCII: one question for several, as few letters are not."""
    while place + 8 <= end and (
        data[place] | data[place + 1] | data[place + 2] | data[place + 3]
        | data[place + 4] | data[place + 5] | data[place + 6] | data[place + 7]
    ) < 128:  # fmt: skip
        place += 8
    return place


@njit
def _real_letters(data, start, end, characters):  # type: ignore[no-untyped-def]
    """How many letters of the language's table stand in a text as they are."""
    real = np.int64(0)
    place = start
    while place < end:
        byte = data[place]
        if byte < 128:
            place = _over_ascii(data, place + 1, end)
        elif byte < 224:
            if place + 1 < end:
                real += characters[(np.int64(byte & 31) << 6) | np.int64(data[place + 1] & 63)] > 3
            place += 2
        else:
            place += 3 if byte < 240 else 4
    return real


@njit
def _kind_at(data, place, end, characters):  # type: ignore[no-untyped-def]
    """What the character table says of the character at ``place``, how long it is, and whether Python decides."""
    byte = data[place]
    if byte < 128:
        low = byte | 32
        return np.uint8(LETTER if 97 <= low <= 122 else 0), 1, False
    if byte < 224:
        if place + 2 > end:
            return np.uint8(LETTER), end - place, True
        return characters[(np.int64(byte & 31) << 6) | np.int64(data[place + 1] & 63)], 2, False
    if byte < 240:
        if place + 3 > end:
            return np.uint8(LETTER), end - place, True
        point = np.int64(byte & 15) << 12 | np.int64(data[place + 1] & 63) << 6 | np.int64(data[place + 2] & 63)
        return characters[point], 3, False
    return np.uint8(LETTER), min(4, end - place), True  # beyond the table


@njit
def _stands_with_letter(data, start, end, word, size, number, characters):  # type: ignore[no-untyped-def]
    """Whether the first ``size`` bytes of the word at ``word`` stand in a text with the letter of that number."""
    place = start + size
    while place < end:
        byte = data[place]
        if byte < 128:
            place = _over_ascii(data, place + 1, end)
            continue
        kind, width, unknown = _kind_at(data, place, end, characters)
        if not unknown and kind >> 2 == number:
            same = True
            for step in range(size):
                same &= data[place - size + step] == data[word + step]
            if same:
                return True
        place += width
    return False


@njit
def _word_start(data, place, start, characters):  # type: ignore[no-untyped-def]
    """Where the word begins that the character at ``place`` belongs to."""
    while place > start:
        before = place - 1
        while before > start and data[before] & 0xC0 == 0x80:
            before -= 1
        kind, _, _ = _kind_at(data, before, place, characters)
        if kind & LETTER == 0:
            break
        place = before
    return place


@njit
def _word_end(data, place, end, characters):  # type: ignore[no-untyped-def]
    """Where a word ends, an upper bound of its letters spelled out, and whether it is left to Python."""
    length = 0
    odd = False
    while place < end:
        kind, size, unknown = _kind_at(data, place, end, characters)
        if kind & LETTER == 0:
            break
        odd |= unknown
        length += 1 if size == 1 else 2
        place += size
    return place, length, odd


@njit(
    types.void(
        _BYTES, types.int64[::1], _BYTES, _BYTES, _BYTES, _BYTES, _BYTES, _BYTES, _BYTES, _WEIGHTS, _HASHES, _NUMBERS,
        _NUMBERS, _HASHES, _NUMBERS, types.boolean, types.boolean[::1],
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def mark_candidates(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    characters: NDArray[np.uint8],
    spellings: NDArray[np.uint8],
    pairs: NDArray[np.uint8],
    singles: NDArray[np.uint8],
    uses: NDArray[np.uint8],
    codes: NDArray[np.uint8],
    endings: NDArray[np.uint8],
    weights: NDArray[np.int8],
    exceptions: NDArray[np.uint32],
    shape: NDArray[np.int64],
    answers: NDArray[np.int64],
    crc_table: NDArray[np.uint32],
    thresholds: NDArray[np.int64],
    weigh: bool,
    found: NDArray[np.bool_],
) -> None:
    """Write into ``found`` which texts may change.

    ``characters`` (65536) classifies the BMP by ``LETTER``, ``UPPER`` and the number of a table letter above them;
    ``spellings`` holds two bytes for each number (the second 0 if one is all). ``pairs`` (1024, two letters of five
    bits) and ``singles`` (32) number the letter that a spelling stands for; ``uses`` says of each number whether it may
    be restored (1) and whether it proves damage (2). ``codes`` (256) numbers the ASCII letters, and ``endings`` (1024)
    says of two of them whether a spelling may end there (1), and one that may prove damage (2): almost all end none.
    ``thresholds`` holds the score required, the one of certain
    damage, that of a certain noun, the proof needed, and how many real letters require one more. With ``weigh``, a text
    that has real letters changes only on proof of damage.
    """
    spelled = np.zeros(LONGEST + 4, np.uint8)
    literal = np.zeros(LONGEST + 4, np.uint8)
    lefts, rights = np.zeros(16, np.uint64), np.zeros(16, np.uint64)
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        real: Any = -1  # counted when a word first needs it
        needed: Any = 0
        proof = 0
        searches = 0
        candidate = False
        asked = np.uint8(SITE)
        place = start
        previous: Any = np.int64(0)
        while place < end and not candidate:
            letter = np.int64(codes[data[place]])
            pair = (previous << 5) | letter
            if not endings[pair] & asked:
                previous = letter
                place += 1
                while place + 4 <= end:  # one question for several bytes
                    first, second = np.int64(codes[data[place]]), np.int64(codes[data[place + 1]])
                    third, fourth = np.int64(codes[data[place + 2]]), np.int64(codes[data[place + 3]])
                    if (
                        endings[(previous << 5) | first]
                        | endings[(first << 5) | second]
                        | endings[(second << 5) | third]
                        | endings[(third << 5) | fourth]
                    ) & asked:
                        break
                    previous = fourth
                    place += 4
                continue
            previous = 0
            if real < 0:
                real = _real_letters(data, start, end, characters) if weigh else 0
                needed = thresholds[3] + real // thresholds[4]
                if real:
                    asked = np.uint8(PROOF)  # other spellings say nothing beside real letters
                    if not endings[pair] & asked:
                        previous = letter
                        place += 1
                        continue
            word_start = _word_start(data, place, start, characters)
            word_end, length, odd = _word_end(data, word_start, end, characters)
            place = word_end
            if odd or length > LONGEST:
                candidate = True
                break

            # Spell it out.
            length = 0
            capital = 0
            upper = True
            position = word_start
            while position < word_end:
                byte = data[position]
                if byte < 128:
                    kind = np.uint8(LETTER | UPPER) if byte < 97 else np.uint8(LETTER)
                    spelled[length] = byte | 32
                    literal[length] = 1
                    length += 1
                    size = 1
                else:
                    if byte < 224:
                        point = (np.int64(byte & 31) << 6) | np.int64(data[position + 1] & 63)
                        size = 2
                    else:
                        point = (
                            (np.int64(byte & 15) << 12)
                            | (np.int64(data[position + 1] & 63) << 6)
                            | np.int64(data[position + 2] & 63)
                        )
                        size = 3
                    kind = characters[point]
                    number: Any = np.int64(kind >> 2)
                    literal[length] = 0
                    if number == 0:
                        spelled[length] = _STAR
                        length += 1
                    else:
                        spelled[length] = spellings[2 * number]
                        length += 1
                        if spellings[2 * number + 1]:
                            spelled[length] = spellings[2 * number + 1]
                            literal[length] = 0
                            length += 1
                if position == word_start and kind & UPPER:
                    capital = 1
                if kind & UPPER == 0:
                    upper = False
                position += size

            # Score its sites.
            site = 0
            likely: Any = 0
            likely_number: Any = np.int64(0)  # of the first place that is likelier to be a letter
            plain: Any = True
            best: Any = np.int64(-1) << 40
            while site < length and not candidate:
                width = 0
                number = np.int64(0)
                if 97 <= spelled[site] <= 122:
                    code = np.int64(spelled[site] - 96)
                    if site + 1 < length and 97 <= spelled[site + 1] <= 122:
                        number = np.int64(pairs[(code << 5) | np.int64(spelled[site + 1] - 96)])
                        width = 2
                    if number == 0:
                        number = np.int64(singles[code])
                        width = 1
                if number == 0:
                    plain &= likely_number != 0 or literal[site] != 0
                    site += 1
                    continue
                whole = literal[site] and (width == 1 or literal[site + 1])
                use = uses[number]
                if whole and use & 1 and (use & 2 or (real == 0 and not upper)):
                    score = score_site(
                            spelled, length, site, width, capital, weights, exceptions, shape, answers, crc_table,
                            lefts, rights,
                        )  # fmt: skip
                    if real == 0:
                        candidate = score > 0 and score >= thresholds[0]
                    else:
                        best = max(best, score)
                        if score > 0 and likely_number == 0:
                            likely, likely_number = site, number
                after = site + width
                plain &= likely_number != 0 or whole != 0
                if width == 2 and spelled[site] == spelled[site + 1]:
                    while after < length and spelled[after] == spelled[site]:
                        after += 1
                site = after
            if real and best >= thresholds[1]:
                proof += 3 if capital == 0 else 2 if best >= thresholds[2] else 1
                candidate = proof + 1 >= needed  # an ß that is certain may be the last one
            if real and capital and not upper and best > 0:
                # A name that the text may have with its letters as well.
                searches += 1
                candidate |= (
                    not plain
                    or searches > _SEARCHES
                    or _stands_with_letter(data, start, end, word_start, likely, likely_number, characters)
                )
        found[text] = candidate
