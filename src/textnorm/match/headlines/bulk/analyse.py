"""Many words analysed at once, by kernel; the functions that analyse one are asked for what it leaves to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.scores.headline_alignment import WORD_ROW
from textnorm.kernels.scores.headline_flags import NAME
from textnorm.match.headlines.bulk.special import special_folds
from textnorm.match.headlines.lexicon import WordClass, word_classes
from textnorm.match.headlines.numbers import ROMAN_NUMBERS, WORDS_WITH_KINDS
from textnorm.match.headlines.word_frequency import LOWEST, PROBES, RARE, STEP, prior
from textnorm.match.headlines.word_keys import SOUND_CLASSES, fold_word, name_group
from textnorm.match.headlines.words import (
    CONJUNCTIONS,
    ENDINGS,
    KNOWN_BELOW,
    LONGEST_COMPOUND,
    PREFIXES,
    TWO_LISTED,
    Word,
    analyse_once,
    key_of,
    phrase_starts,
    second_words,
)
from textnorm.text.names.lexicon import first_name_forms
from textnorm.text.names.sounds import plain_letters

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Analysed", "analyse_spans", "analyse_tokens", "tables_for_kernel"]


class Analysed(NamedTuple):
    """Words as ``kernels.headline_words`` leaves them: rows, surprisals, folds with their ends, what is special."""

    rows: NDArray[np.int64]
    surprisals: NDArray[np.float64]
    letters: NDArray[np.uint8]
    letter_end: NDArray[np.int64]
    special: NDArray[np.int32]
    states: NDArray[np.uint8]
    ends: NDArray[np.int64]


def analyse_spans(
    data: NDArray[np.uint8], first: NDArray[np.int64], last: NDArray[np.int64], caseless: NDArray[np.uint8]
) -> Analysed:
    """What a kernel says of the words ``data[first[i]:last[i]]``."""
    from textnorm.kernels.headlines.headline_words import analyse_words

    count = len(first)
    ends = last.copy()
    found = Analysed(
        np.empty((count, WORD_ROW), dtype=np.int64),
        np.empty(count),
        np.empty(int((last - first).sum()) + 1, dtype=np.uint8),
        np.empty(count, dtype=np.int64),
        np.zeros(count, dtype=np.int32),
        np.empty(count, dtype=np.uint8),
        ends,
    )
    analyse_words(
        data, first, ends, caseless, tables_for_kernel(), found.rows, found.surprisals, found.letters, found.letter_end,
        found.special, found.states,
    )  # fmt: skip
    return found


def analyse_tokens(tokens: Sequence[str], caseless: Sequence[bool]) -> list[Word]:
    """``analyse_once`` of each token; of those that are ``caseless`` a capital says nothing.

    >>> [word.stem for word in analyse_tokens(["Kanzler"], [False])] == [analyse_once("Kanzler").stem]
    True
    """
    buffer = TextBuffer.from_texts(tokens)
    first, last = buffer.offsets[:-1].copy(), buffer.offsets[1:].copy()
    found = analyse_spans(buffer.data, first, last, np.array(caseless, dtype=np.uint8))
    return list(_as_words(found, tokens, caseless, buffer, first))


def _as_words(
    found: Analysed, tokens: Sequence[str], caseless: Sequence[bool], buffer: TextBuffer, first: NDArray[np.int64]
) -> Iterator[Word]:
    from textnorm.kernels.headlines.headline_words import ASK_NAME, ASK_RARE_NAME, UNREAD

    cut = (found.ends != buffer.offsets[1:]).tolist()
    folds = found.letters[: found.letter_end[-1] if len(tokens) else 0].tobytes().decode("ascii")
    reals = found.rows.view(np.float64)[:, 10:12].tolist()
    begin = 0
    columns = zip(
        tokens, caseless, cut, found.letter_end.tolist(), found.rows[:, :10].tolist(), found.surprisals.tolist(), reals,
        found.rows[:, 12].tolist(), found.states.tolist(), strict=True,
    )  # fmt: skip
    for token, each, is_cut, end, keys, surprisal, weights, bits, state in columns:
        if state == UNREAD:
            yield analyse_once(token, caseless=each)
            continue
        bare = token.partition("'")[0].partition("\N{RIGHT SINGLE QUOTATION MARK}")[0] if is_cut else token
        word = Word._make([bare, folds[begin:end], *keys, surprisal, *weights, bits])
        begin = end
        if state in (ASK_NAME, ASK_RARE_NAME):
            name = name_group(bare, rare=state == ASK_RARE_NAME)
            if name:
                word = word._replace(group=key_of(name), flags=word.flags | NAME).with_key_bits()
        yield word


@cache
def tables_for_kernel() -> tuple[NDArray[Any], ...]:
    """What the kernel takes: ``kernels.headline_words.TABLES``."""
    endings, prefixes = (np.array(sorted(map(key_of, parts)), dtype=np.uint32) for parts in (ENDINGS, PREFIXES))
    offices = [len(office) for office in word_classes().offices]
    limits = [
        LOWEST, STEP, RARE, KNOWN_BELOW, TWO_LISTED, PROBES, LONGEST_COMPOUND, min(offices), max(offices),
    ]  # fmt: skip
    return (
        np.frombuffer(prior().slots, dtype=np.uint8), *_listed(), _letters(), endings, prefixes, *_sounds(),
        np.array(limits, dtype=np.float64),
    )  # fmt: skip


def _listed() -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]]:
    """The words that are listed: their hashes, the rows of each, and these."""
    from textnorm.kernels.headlines.headline_words import BY_FOLD, BY_NAME, BY_STEM, BY_STRIPPED, enter_meanings

    by_kind = {BY_FOLD: _by_fold(), BY_STEM: _by_stem(), BY_STRIPPED: _by_stripped(), BY_NAME: _by_name()}
    names = [name for entries in by_kind.values() for name in entries]
    kinds = np.repeat(np.array(list(by_kind), dtype=np.int64), [len(entries) for entries in by_kind.values()])
    meanings = np.array([row for entries in by_kind.values() for row in entries.values()], dtype=np.int64)
    size = 1 << (2 * len(names)).bit_length()
    hashes, rows = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.int32)
    buffer = TextBuffer.from_texts(names)
    enter_meanings(buffer.data, buffer.offsets, kinds, hashes, rows)
    return hashes, rows, meanings


def _row(
    traits: int,
    flags: int = 0,
    own: WordClass | None = None,
    foreign: WordClass | None = None,
    endings: Iterable[int] = (),
) -> list[int]:
    mask = sum(1 << ending for ending in endings)
    return [traits, flags, *(own or WordClass())[1:], *(foreign or WordClass())[1:], mask]


def _by_fold() -> dict[str, list[int]]:
    from textnorm.kernels.headlines.headline_words import (
        CONJUNCTION,
        FOREIGN,
        LISTED,
        NO_CLASS,
        NO_VERB,
        NUMBER,
        ROMAN,
        SPECIAL,
        STRIPPED,
    )

    lexicon = word_classes()
    traits: dict[str, int] = {}

    def add(folds: Iterable[str], trait: int) -> None:
        for fold in folds:
            traits[fold] = traits.get(fold, 0) | trait

    add(lexicon.exact, LISTED)
    add(lexicon.foreign, FOREIGN)
    add(lexicon.nouns, NO_CLASS)
    add(lexicon.verbs, NO_VERB)
    add(lexicon.stripped, STRIPPED)
    add(lexicon.umlauts, STRIPPED)
    add(CONJUNCTIONS, CONJUNCTION)
    add(WORDS_WITH_KINDS, NUMBER)
    add(map(str.lower, ROMAN_NUMBERS), ROMAN)
    for fold, special in special_folds().items():
        add([fold], special << SPECIAL)
    none = WordClass()
    return {
        fold: _row(trait, lexicon.exact.get(fold, none).flags, lexicon.exact.get(fold), lexicon.foreign.get(fold))
        for fold, trait in traits.items()
    }


def _by_stem() -> dict[str, list[int]]:
    from textnorm.kernels.headlines.headline_words import DETACHED

    lexicon = word_classes()
    entries = {
        stem: _row(0, 0, classes, endings=lexicon.endings.get(stem, ())) for stem, classes in lexicon.stems.items()
    }
    for stem in lexicon.detached:
        entries.setdefault(stem, _row(0))[0] = DETACHED
    return entries


def _by_stripped() -> dict[str, list[int]]:
    from textnorm.kernels.headlines.headline_scan import FIRST_OF_TWO, SECOND_OF_TWO
    from textnorm.kernels.headlines.headline_words import FIRST, SPECIAL

    traits = dict.fromkeys(phrase_starts(), FIRST | FIRST_OF_TWO << SPECIAL)
    for word in second_words():
        traits[word] = traits.get(word, 0) | SECOND_OF_TWO << SPECIAL
    return {word: _row(trait) for word, trait in traits.items()}


def _by_name() -> dict[str, list[int]]:
    from textnorm.kernels.headlines.headline_words import MEANING_COLUMNS

    numbers = first_name_forms()
    groups = {number: key_of(f"first name {number}") for number in set(numbers.values())}
    return {name: [0, 0, groups[number], *[0] * (MEANING_COLUMNS - 3)] for name, number in numbers.items()}


def _letters() -> NDArray[np.uint8]:
    """The letters that each character becomes in a fold, and in a name as plain letters; whether it is a capital."""
    from textnorm.kernels.headlines.headline_words import LETTER_COLUMNS, LETTERS, NO_LETTERS

    rows = np.zeros((LETTERS, LETTER_COLUMNS), dtype=np.uint8)
    for point in range(LETTERS):
        character = chr(point)
        # In company: what has no ASCII spelling is read another way alone.
        fold, plain = fold_word(f"a{character}")[1:].encode(), plain_letters(character).encode()
        readable = point < 128 or character.isalpha()
        for column, spelled, known in ((0, fold, fold.isascii()), (3, plain, character.isalpha())):
            if known and readable and 1 <= len(spelled) <= 2:
                rows[point, column] = len(spelled)
                rows[point, column + 1 : column + 1 + len(spelled)] = list(spelled)
            else:
                rows[point, column] = NO_LETTERS
        rows[point, 6] = character.isupper()
    rows[:32, 0] = NO_LETTERS
    return rows


def _sounds() -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8]]:
    """The classes of sounds by their first letters, where those of each begin, and what a letter alone becomes."""
    from textnorm.kernels.headlines.headline_words import SOUND_COLUMNS

    several = sorted(
        ((letters, sound) for letters, sound in SOUND_CLASSES if len(letters) > 1), key=lambda row: row[0][0]
    )
    rows = np.zeros((len(several), SOUND_COLUMNS), dtype=np.uint8)
    start = np.zeros(129, dtype=np.int64)
    for place, (letters, sound) in enumerate(several):
        rows[place, 0], rows[place, 8] = len(letters), len(sound)
        rows[place, 1 : 1 + len(letters)] = list(letters.encode())
        rows[place, 9 : 9 + len(sound)] = list(sound.encode())
        start[ord(letters[0]) + 1 :] = place + 1
    alone = np.arange(256, dtype=np.uint8)
    for letter, sound in SOUND_CLASSES:
        if len(letter) == 1:
            alone[ord(letter)] = ord(sound) if sound else 0
    return rows, start, alone
