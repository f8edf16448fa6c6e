"""The keys, the classes and the weights of many words of headlines at once.

``match.headlines.words`` is the reference, and takes them one at a time. A word with a letter that has no ASCII
spelling of its own is left to it, and so are the sounds of rare names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, helper, njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.compound_halves import answer_of, crc32_on, halves_at, stem_end
from textnorm.kernels.fold import code_point
from textnorm.kernels.headlines.endings import ENDINGS_TOLD, VERB_ENDINGS
from textnorm.kernels.headlines.headline_figures import NUMBER as IS_NUMBER
from textnorm.kernels.headlines.headline_figures import unit_of
from textnorm.kernels.headlines.headline_scan import PLANNED, VERB
from textnorm.kernels.headlines.headline_tokens import hash_of
from textnorm.kernels.scores.headline_flags import (
    AND,
    ENDED,
    ENDING_AT,
    GIVEN,
    KNOWN,
    NAME,
    NOUN,
    NUMERAL,
    OFFICE,
    PHRASE,
    PLAN,
    ROOT,
    STOP,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "ASK_NAME", "ASK_RARE_NAME", "BY_FOLD", "BY_NAME", "BY_STEM", "BY_STRIPPED", "CONJUNCTION", "DETACHED", "DONE",
    "FIRST", "FOREIGN", "LETTERS", "LETTER_COLUMNS", "LISTED", "MEANING_COLUMNS", "NO_CLASS", "NO_LETTERS", "NO_VERB",
    "NUMBER", "ROMAN", "SOUND_COLUMNS", "SPECIAL", "STRIPPED", "TABLES", "UNREAD", "analyse_words", "enter_meanings",
    "is_phrase",
]  # fmt: skip

#: What became of a word: it is left to the reference; it is done; so it is but for the form of a first name; of a name.
UNREAD, DONE, ASK_NAME, ASK_RARE_NAME = 0, 1, 2, 3
#: What an entry is found by: the fold, the stem, the fold without umlauts, the plain letters of a first name.
BY_FOLD, BY_STEM, BY_STRIPPED, BY_NAME = 0, 1, 2, 3
#: Of an entry: it is a function word or the like; a word of another language; a noun without a class; joins two; is a
#: number; is a Roman one; begins a name of two words; lost its umlauts; is a verb without a class. Of a stem: it is a
#: noun in -ung that does not say what its verb does. From ``SPECIAL`` on, the bits that ``headline_scan`` asks for.
LISTED, FOREIGN, NO_CLASS, CONJUNCTION, NUMBER, ROMAN, FIRST, STRIPPED, NO_VERB = 1, 2, 4, 8, 16, 32, 64, 128, 256
DETACHED = 1
SPECIAL = 9
#: Code points from here on have no ASCII spelling that is known here.
LETTERS = 0x250

types: Any = _types
_B = types.Array(types.uint8, 1, "C")
_S = types.Array(types.int32, 1, "C")
_I = types.Array(types.int64, 1, "C")
_H = types.Array(types.uint64, 1, "C")
_E = types.Array(types.int32, 1, "C")
_F = types.Array(types.float64, 1, "C")
_K = types.Array(types.uint32, 1, "C", readonly=True)
_W = types.Array(types.int64, 2, "C")
_C = types.Array(types.uint8, 2, "C")
#: The table of frequencies; hashes, entries and meanings of listed words; the letters; what is no half; the classes of
#: sounds, where those with each first letter begin, what a letter alone becomes; limits and weights.
TABLES = types.Tuple((BYTES, _H, _E, _W, _C, _K, _K, _C, _I, _B, _F))
#: The columns of a meaning: traits, flags, group, place and polarity, those as a foreign word, endings; of a row of
#: letters; of a class of sounds.
MEANING_COLUMNS, LETTER_COLUMNS, SOUND_COLUMNS = 9, 8, 11

_APOSTROPHE, _QUOTE = 39, 0x2019
_WEEKEND = np.frombuffer(b"weekend", dtype=np.uint8)
_BITS, _SPREAD = 61, 7
_PLAIN, _CAPITAL_COLUMN = 3, 6
#: In the row of a character: how many letters its fold has, and these; the same of its plain letters; whether it is a
#: capital. In place of how many, if there are none.
NO_LETTERS = 255


@njit
def _entry_of(hashes, entries, kind, value):  # type: ignore[no-untyped-def]
    """The row of what has this hash among the entries of a kind; -1 without one."""
    value ^= np.uint64(kind) << np.uint64(1)
    mask = len(hashes) - 1
    slot = np.int64(value >> np.uint64(20)) & mask
    while hashes[slot] != 0:
        if hashes[slot] == value:
            return np.int64(entries[slot])
        slot = (slot + 1) & mask
    return np.int64(-1)


@njit(types.void(BYTES, POSITIONS, POSITIONS, _H, _E), cache=True, nogil=True)
def enter_meanings(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    kinds: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    entries: NDArray[np.int32],
) -> None:
    """Enter texts, which each stand for the row of their number, into an empty table."""
    mask = len(hashes) - 1
    for row in range(len(kinds)):
        value = hash_of(data, offsets[row], offsets[row + 1]) ^ (np.uint64(kinds[row]) << np.uint64(1))
        slot = np.int64(value >> np.uint64(20)) & mask
        while hashes[slot] != 0:
            slot = (slot + 1) & mask
        hashes[slot], entries[slot] = value, row


@njit
def _is_weekend(data, first, last):  # type: ignore[no-untyped-def]
    """Whether a word is one of those whose ending is none; see ``word_keys.UNINFLECTED``."""
    size = last - first
    if size < 7 or size > 8 or (size == 8 and data[last - 1] != 115):
        return False
    for at in range(7):  # noqa: SIM110 -- compiled
        if data[first + at] != _WEEKEND[at]:
            return False
    return True


@njit
def _has_weekend(data, first, last):  # type: ignore[no-untyped-def]
    for begin in range(first, last - 6):
        if data[begin] == 119:
            same = True
            for at in range(7):
                same &= data[begin + at] == _WEEKEND[at]
            if same:
                return True
    return False


@njit
def _stem_of(data, first, last, verb):  # type: ignore[no-untyped-def]
    """Where the stem of a word begins and ends; see ``match.headlines.word_keys.stem``."""
    if _is_weekend(data, first, last):
        return first, last
    end = last
    if verb and end - first > 4 and data[end - 1] == 100 and data[end - 2] == 101:
        before = data[end - 3]
        if before != 105 and before != 101:
            end -= 1
    end = stem_end(data, first, end)
    begin = first
    if verb and end - first > 6 and data[first] == 103 and data[first + 1] == 101:
        begin += 2
    return begin, end


# The longest first: how many letters an ending has, how many of them belong to the word, and these.
_LONGEST_ENDING = max(map(len, VERB_ENDINGS))
_ENDING_TABLE = np.array(
    [
        [len(ending), VERB_ENDINGS[ending], *ending.encode().ljust(_LONGEST_ENDING, b"\0")]
        for ending in sorted(VERB_ENDINGS, key=len, reverse=True)
    ],
    dtype=np.int64,
)


@njit
def _end_beyond_stem(data, first, last, noun):  # type: ignore[no-untyped-def]
    """Where a word ends without the endings of its kind; -1 if that cannot be told. See
    ``match.headlines.word_keys.beyond_stem``."""
    if not noun:
        for row in range(len(_ENDING_TABLE)):
            size = _ENDING_TABLE[row, 0]
            if size > last - first:
                continue
            same = True
            for at in range(size):
                same &= np.int64(data[last - size + at]) == _ENDING_TABLE[row, 2 + at]
            if same:
                return last - size + _ENDING_TABLE[row, 1]
        return np.int64(-1)
    end = np.int64(last)
    if (
        end - first > 8 and data[end - 1] == 110 and data[end - 2] == 101 and data[end - 3] == 110
        and data[end - 4] == 110 and data[end - 5] == 105
    ):  # fmt: skip
        end -= 5  # innen
    while end - first > 4:
        two = data[end - 1]
        if two == 101 or two == 115 or two == 110:  # e, s, n
            end -= 1
        elif end - first > 5 and data[end - 2] == 101 and (two == 109 or (two == 114 and data[end - 3] != 105)):
            end -= 2  # em, er, but not ier
        else:
            break
    if end - first > 2 and data[end - 1] == 100 and data[end - 2] == 110 and data[end - 3] == 101:
        end -= 3  # end
    return end


_ENDINGS_TOLD = np.uint32(ENDINGS_TOLD)


@njit
def _ending_of(data, first, last, stem_last, noun):  # type: ignore[no-untyped-def]
    """A number for what the stem of a word lacks; see ``match.headlines.word_keys.ending_of``. -1 for None."""
    end = _end_beyond_stem(data, first, last, noun)
    if end < 0:
        return np.int64(-1)
    if end <= stem_last:
        return np.int64(0)
    return np.int64(1) + np.int64(crc32_on(data, stem_last, end, np.uint32(0)) % _ENDINGS_TOLD)


@njit
def _fold_word(data, first, last, folds, letters, written):  # type: ignore[no-untyped-def]
    """Write the fold of a word. Where the word ends, without what is behind an apostrophe (-1: it is left), how many
    letters it has; where its fold ends; whether it begins with a capital."""
    place = first
    count = np.int64(0)
    capital = False
    while place < last:
        point, width = code_point(data, place, last)
        if point == _APOSTROPHE or point == _QUOTE:
            # No second one, and something before.
            for behind in range(place + width, last):
                if data[behind] == _APOSTROPHE or data[behind] == 0xE2:
                    return np.int64(-1), count, written, capital
            if place + width + 1 == last and (data[last - 1] | 0x20) == 116 and written and letters[written - 1] == 110:
                return np.int64(-1), count, written, capital  # won't
            return (np.int64(place) if count else np.int64(-1)), count, written, capital
        if point >= LETTERS or folds[point, 0] == NO_LETTERS:
            return np.int64(-1), count, written, capital
        for step in range(folds[point, 0]):
            letters[written] = folds[point, 1 + step]
            written += 1
        if not count:
            capital = folds[point, _CAPITAL_COLUMN] != 0
        count += 1
        place += width
    return (np.int64(place) if count else np.int64(-1)), count, written, capital


@njit
def _strip_umlauts(letters, first, last, stripped):  # type: ignore[no-untyped-def]
    """Write the fold without the e of ae, oe, ue; how many letters that is."""
    size = np.int64(0)
    place = first
    while place < last:
        letter = letters[place]
        stripped[size] = letter
        size += 1
        place += 1
        if (letter == 97 or letter == 111 or letter == 117) and place < last and letters[place] == 101:
            place += 1
    return size


@helper
def is_phrase(letters, first, first_end, second, second_end, tables, room):  # type: ignore[no-untyped-def]
    """Whether two words, by their folds, are a name that is listed: Sri Lanka."""
    size = _strip_umlauts(letters, first, first_end, room)
    room[size] = 32
    size += 1 + _strip_umlauts(letters, second, second_end, room[size + 1 :])
    return _entry_of(tables[1], tables[2], BY_STEM, hash_of(room, 0, size)) >= 0


@njit
def _sounds_of(stripped, size, classes, class_start, alone, sounds):  # type: ignore[no-untyped-def]
    """Write the phonetic key of a word; see ``match.headlines.word_keys.phonetic_key``. How long it is."""
    if size < 5 or size > 40:
        return np.int64(0)
    written = np.int64(0)
    place = np.int64(0)
    while place < size:
        letter = stripped[place]
        taken = np.int64(0)
        for row in range(class_start[letter], class_start[letter + 1]):
            many = np.int64(classes[row, 0])
            if place + many > size:
                continue
            same = True
            for at in range(1, many):
                same &= stripped[place + at] == classes[row, 1 + at]
            if same:
                taken = many
                for at in range(np.int64(classes[row, 8])):
                    sound = classes[row, 9 + at]
                    if not written or sounds[written - 1] != sound:
                        sounds[written] = sound
                        written += 1
                break
        if not taken:
            taken = np.int64(1)
            sound = alone[letter]
            if sound and (not written or sounds[written - 1] != sound):
                sounds[written] = sound
                written += 1
        place += taken
    if written >= 2:
        one, two = sounds[written - 2], sounds[written - 1]
        if (two == 119 and (one == 101 or one == 111)) or (two == 102 and one == 111):  # ew, ow, of
            sounds[written - 2], sounds[written - 1] = np.uint8(111), np.uint8(102)
    return written if written > 3 else np.int64(0)


@njit
def _english_entry(letters, first, last, hashes, entries, meanings, room):  # type: ignore[no-untyped-def]
    """The row of an English verb by its form with -s; -1 without one. See ``match.headlines.words``."""
    size = last - first
    final = letters[last - 1]
    for turn in range(3):
        cut = np.int64(0)
        if turn:
            if final == 103 and turn == 1:
                if size < 3 or letters[last - 2] != 110 or letters[last - 3] != 105:  # ing
                    continue
                cut = np.int64(3)
            elif final == 100:
                if turn == 1 and (size < 2 or letters[last - 2] != 101):  # ed
                    continue
                cut = np.int64(2 if turn == 1 else 1)
            else:
                break
        if size - cut < 3:
            continue
        for at in range(size - cut):
            room[at] = letters[first + at]
        room[size - cut] = 115
        row = _entry_of(hashes, entries, BY_FOLD, hash_of(room, 0, size - cut + 1))
        if row >= 0 and meanings[row, 0] & FOREIGN:
            return row
    return np.int64(-1)


@njit
def _is_office(letters, first, last, hashes, entries, meanings, least, most):  # type: ignore[no-untyped-def]
    """Whether a word ends in what somebody is."""
    for size in range(least, min(most, last - first) + 1):
        row = _entry_of(hashes, entries, BY_FOLD, hash_of(letters, last - size, last))
        if row >= 0 and meanings[row, 1] & OFFICE:
            return True
    return False


@njit
def _name_entry(data, first, last, folds, room, hashes, entries):  # type: ignore[no-untyped-def]
    """The row of a first name by its plain letters; -1 if it is none, -2 if its letters are not known here."""
    written = np.int64(0)
    place = first
    while place < last:
        point, width = code_point(data, place, last)
        if folds[point, _PLAIN] == NO_LETTERS:
            return np.int64(-2)
        for step in range(folds[point, _PLAIN]):
            room[written] = folds[point, _PLAIN + 1 + step]
            written += 1
        place += width
    return _entry_of(hashes, entries, BY_NAME, hash_of(room, 0, written))


_UNG = 7  # letters of a noun in -ung that may be a verb's


@njit
def _verb_of(stripped, first, last, hashes, entries, meanings):  # type: ignore[no-untyped-def]
    """Group and polarity of a noun in -ung that is in no group of its own: those of its verb, or the verb as its group;
    0 and 0 for other nouns."""
    if last - first < _UNG or stripped[last - 1] != 103 or stripped[last - 2] != 110 or stripped[last - 3] != 117:
        return np.int64(0), np.int64(0)
    row = _entry_of(hashes, entries, BY_STEM, hash_of(stripped, first, last))
    if row >= 0 and meanings[row, 0] & DETACHED:
        return np.int64(0), np.int64(0)
    begin, end = _stem_of(stripped, first, last - 3, True)
    row = _entry_of(hashes, entries, BY_STEM, hash_of(stripped, begin, end))
    group, polarity = (meanings[row, 2], meanings[row, 4]) if row >= 0 else (np.int64(0), np.int64(0))
    if not group:
        group = np.int64(crc32_on(stripped, begin, end, np.uint32(0))) + ROOT
    return group, polarity


@njit
def _action_of(stripped, first, last, hashes, entries, meanings):  # type: ignore[no-untyped-def]
    """The group that the last part of a compound has as a noun of its own; 0 for none."""
    row = _entry_of(hashes, entries, BY_STEM, hash_of(stripped, first, last))
    if row >= 0 and meanings[row, 2]:
        return meanings[row, 2]
    return _verb_of(stripped, first, last, hashes, entries, meanings)[0]


@njit
def _bit(value, spread, shift):  # type: ignore[no-untyped-def]
    return np.int64(1) << ((value * spread + shift) % _BITS) if value else np.int64(0)


@njit
def _sense_bit(sense):  # type: ignore[no-untyped-def]
    return _bit(sense, _SPREAD, 1) if sense < ROOT else np.int64(1) << (sense - ROOT) % _BITS


@njit(types.void(BYTES, _I, _I, _B, TABLES, _W, _F, _B, _I, _S, _B), cache=True, nogil=True)
def analyse_words(
    data: NDArray[np.uint8],
    firsts: NDArray[np.int64],
    lasts: NDArray[np.int64],
    caseless: NDArray[np.uint8],
    tables: Any,
    rows: NDArray[np.int64],
    surprisals: NDArray[np.float64],
    letters: NDArray[np.uint8],
    letter_end: NDArray[np.int64],
    special: NDArray[np.int32],
    states: NDArray[np.uint8],
) -> None:
    """Fill in a row for every word, as ``match.headlines.words.analyse_word`` analyses it.

    A word is ``data[firsts[i]:lasts[i]]``; ``lasts`` become where it ends without what is behind an apostrophe. A row
    has the keys, the flags, the weights, the bits of the keys, and 0 for those of the letters. ``letters`` have its
    fold, and room for all bytes of all words. ``special`` is what ``headline_scan`` asks for, ``states`` what became of
    the word.
    """
    slots, hashes, entries, meanings, folds, endings, prefixes, classes, class_start, alone, limits = tables
    lowest, step, rare, known_below, two_listed = limits[0], limits[1], limits[2], limits[3], limits[4]
    probes, longest = np.int64(limits[5]), np.int64(limits[6])
    office_least, office_most = np.int64(limits[7]), np.int64(limits[8])
    most = np.int64(0)
    for word in range(len(firsts)):
        most = max(most, lasts[word] - firsts[word])
    stripped, room = np.empty(most + 2, dtype=np.uint8), np.empty(2 * most + 2, dtype=np.uint8)
    written = np.int64(0)
    for word in range(len(firsts)):
        begin = written
        bare_end, count, written, capital = _fold_word(data, firsts[word], lasts[word], folds, letters, written)
        size = _strip_umlauts(letters, begin, written, stripped) if bare_end >= 0 else np.int64(0)
        by_fold = np.int64(-1)
        if bare_end >= 0:
            by_fold = _entry_of(hashes, entries, BY_FOLD, hash_of(letters, begin, written))
        traits = meanings[by_fold, 0] if by_fold >= 0 else np.int64(0)
        if bare_end < 0 or traits & STRIPPED or _has_weekend(stripped, 0, size):
            states[word] = UNREAD
            written = begin
            letter_end[word] = written
            continue
        lasts[word] = bare_end
        letter_end[word] = written
        state = DONE
        listed = traits & LISTED != 0
        flags = meanings[by_fold, 1] if listed else np.int64(0)
        stem_begin, noun_end = _stem_of(stripped, 0, size, False)
        answer = answer_of(slots, probes, crc32_on(stripped, 0, noun_end, np.uint32(0)))
        surprisal = lowest + (answer >> 1) * step if answer >= 0 else rare
        mostly_capital = answer >= 0 and answer & 1 != 0
        upper = capital
        if caseless[word]:
            capital = mostly_capital or answer < 0
        stem_begin, stem_end_ = np.int64(0), np.int64(noun_end)
        if not capital:
            stem_begin, stem_end_ = _stem_of(stripped, 0, size, True)
        if traits & CONJUNCTION:
            flags |= AND
        if flags & ~GIVEN or surprisal < known_below:
            flags |= KNOWN
        ending = np.int64(-1)
        if not flags & STOP:
            ending = _ending_of(stripped, 0, size, noun_end, capital or upper)
        if ending >= 0:
            flags |= np.int64(ENDED) | ending << ENDING_AT
        if not flags & STOP and (capital or (mostly_capital and not traits & FOREIGN)):
            flags |= NOUN
        if flags & NOUN and _is_office(letters, begin, written, hashes, entries, meanings, office_least, office_most):
            flags |= OFFICE
        group = place = polarity = np.int64(0)
        if flags & STOP:
            if listed:
                group, place, polarity = meanings[by_fold, 2], meanings[by_fold, 3], meanings[by_fold, 4]
        elif not traits & (NO_CLASS if capital else NO_VERB):
            row = by_fold if traits & FOREIGN else np.int64(-1)
            if row < 0 and not capital:
                row = _english_entry(letters, begin, written, hashes, entries, meanings, room)
            if row >= 0:
                group, place, polarity = meanings[row, 5], meanings[row, 6], meanings[row, 7]
            else:
                row = _entry_of(hashes, entries, BY_STEM, hash_of(stripped, stem_begin, stem_end_))
                if row < 0 and not capital:
                    row = _entry_of(hashes, entries, BY_STEM, hash_of(stripped, 0, noun_end))
                if row >= 0 and (not capital or not meanings[row, 8] or meanings[row, 8] >> ending & 1):
                    group, place, polarity = meanings[row, 2], meanings[row, 3], meanings[row, 4]
        if place:
            flags |= KNOWN
        by_stripped = _entry_of(hashes, entries, BY_STRIPPED, hash_of(stripped, 0, size))
        beside = meanings[by_stripped, 0] if by_stripped >= 0 else np.int64(0)
        if beside & FIRST:
            flags |= PHRASE
        roman = traits & ROMAN != 0
        if roman:
            for at in range(firsts[word], bare_end):
                roman &= 65 <= data[at] <= 90
        if roman or traits & NUMBER or 48 <= data[firsts[word]] <= 57:
            flags |= NUMERAL
        if flags & NOUN and not group and not flags & STOP:
            group, own = _verb_of(stripped, 0, noun_end, hashes, entries, meanings)
            polarity = polarity if polarity else own
        head = tail = action = np.int64(0)
        compound = False
        if not flags & STOP and not place and 8 <= size <= longest:
            head_end, second, second_end = halves_at(
                stripped, 0, size, slots, probes, lowest, step, endings, prefixes
            )  # fmt: skip
            if head_end >= 0:
                compound = True
                one = crc32_on(stripped, 0, head_end, np.uint32(0))
                other = crc32_on(stripped, second, second_end, np.uint32(0))
                head, tail = np.int64(one), np.int64(other)
                action = _action_of(stripped, second, second_end, hashes, entries, meanings)
                first_answer, last_answer = answer_of(slots, probes, one), answer_of(slots, probes, other)
                if first_answer >= 0:
                    both = lowest + (first_answer >> 1) * step
                    both += lowest + (last_answer >> 1) * step if last_answer >= 0 else rare
                    if flags & NOUN or both <= two_listed:
                        flags |= KNOWN
        phonetic = np.int64(0)
        if flags & NOUN:
            sounds = _sounds_of(stripped, size, classes, class_start, alone, room)
            if sounds:
                phonetic = np.int64(crc32_on(room, 0, sounds, np.uint32(0)))
        if capital and not group and not place and flags & (NOUN | NUMERAL) == NOUN:
            name = _name_entry(data, firsts[word], bare_end, folds, room, hashes, entries)
            unknown = not flags & KNOWN and not compound
            if name >= 0:
                group = meanings[name, 2]
                flags |= NAME
            elif unknown and 5 <= count <= 40:
                state = ASK_RARE_NAME
            elif name == -2:
                state = ASK_NAME
        stem = np.int64(crc32_on(stripped, stem_begin, stem_end_, np.uint32(0)))
        weight = min(1.2, max(0.05, (surprisal - 6.0) / 8.0))
        contrast = max(weight, 0.4 if flags & NOUN else 0.3)
        rows[word, 0] = np.int64(crc32_on(letters, begin, written, np.uint32(0)))
        rows[word, 1], rows[word, 2], rows[word, 3], rows[word, 4] = stem, phonetic, head, tail
        rows[word, 5], rows[word, 6], rows[word, 7], rows[word, 8], rows[word, 9] = (
            group,
            place,
            polarity,
            action,
            flags,
        )
        reals = rows[word].view(np.float64)
        reals[10], reals[11] = weight, contrast
        rows[word, 12] = (
            _bit(stem, 1, 0) | _bit(phonetic, _SPREAD, 0) | _bit(head, 1, 0) | _bit(tail, 1, 0) | _sense_bit(group)
            | _sense_bit(action) | _bit(place, _SPREAD, 2) | _bit(abs(polarity), _SPREAD, 3)
        )  # fmt: skip
        rows[word, 13] = 0
        surprisals[word] = surprisal
        found = np.int64(traits | beside) >> SPECIAL
        if flags & NUMERAL:
            found |= IS_NUMBER
        if flags & PLAN:
            found |= PLANNED
        if polarity and not flags & (NOUN | STOP):
            found |= VERB
        special[word] = found | unit_of(letters, begin, written)
        states[word] = state
