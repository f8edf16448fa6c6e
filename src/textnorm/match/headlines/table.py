"""Many headlines as arrays: the form in which the kernels judge them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.headline_features import KNOWN, STOP
from textnorm.match.headlines.numbers import MASKS
from textnorm.match.headlines.parse import Reading, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HeadlineTable"]

# A corpus of so many headlines speaks for itself about what is rare; the shipped table counts as PRIOR headlines.
LARGE = 500
PRIOR = 5000
_WORDS_PER_HEADLINE = 8


@dataclass(frozen=True, slots=True, eq=False)
class HeadlineTable:
    """Readings as columns. Headline ``h`` has the words ``words[i] for i in ids[start[h]:start[h + 1]]``."""

    readings: Sequence[Reading]
    words: list[Word]
    start: NDArray[np.int64]
    ids: NDArray[np.int32]
    joined: NDArray[np.int64]
    kicker: NDArray[np.int64]
    tails: NDArray[np.int64]
    marks: NDArray[np.int64]
    whole: NDArray[np.int64]
    exact: NDArray[np.int64]
    stem: NDArray[np.int64]
    sound: NDArray[np.int64]
    head: NDArray[np.int64]
    tail: NDArray[np.int64]
    group: NDArray[np.int64]
    place: NDArray[np.int64]
    pole: NDArray[np.int64]
    flags: NDArray[np.int64]
    letters: NDArray[np.uint8]
    letter_start: NDArray[np.int64]
    worth: NDArray[np.float64]
    sting: NDArray[np.float64]
    figure_start: NDArray[np.int64]
    mask: NDArray[np.int64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.readings)

    @classmethod
    def from_readings(cls, readings: Sequence[Reading]) -> HeadlineTable:
        """Lay out readings as columns, and weigh words by how rare they are here."""
        vocabulary: dict[tuple[str, int], int] = {}
        words: list[Word] = []
        ids, joined = array("i"), array("q")
        start, figure_start = array("q", [0]), array("q", [0])
        kicker, tails, marks, whole = array("q"), array("q"), array("q"), array("q")
        mask, value = array("q"), array("d")
        for reading in readings:
            for word in reading.words:
                number = vocabulary.get((word.surface, word.flags))
                if number is None:
                    number = vocabulary[word.surface, word.flags] = len(words)
                    words.append(word)
                ids.append(number)
            joined.extend(reading.joined)
            start.append(len(ids))
            kicker.append(reading.kicker_end)
            tails.append(reading.tail_start)
            marks.append(reading.flags)
            whole.append(reading.whole)
            for kind, number_value, _ in reading.figures:
                mask.append(MASKS[kind])
                value.append(number_value)
            figure_start.append(len(mask))
        starts, flat = np.array(start, dtype=np.int64), np.array(ids, dtype=np.int32)
        if len(readings) >= LARGE:
            words = _weigh_in_corpus(words, starts, flat)
        exact, stem, sound, head, tail, group, place, pole, flags = (
            np.array([word[2:11] for word in words], dtype=np.int64).reshape(-1, 9).T.copy()
        )
        letters = [word.folded.encode("ascii", "replace") for word in words]
        return cls(
            readings,
            words,
            starts,
            flat,
            np.array(joined, dtype=np.int64),
            np.array(kicker, dtype=np.int64),
            np.array(tails, dtype=np.int64),
            np.array(marks, dtype=np.int64),
            np.array(whole, dtype=np.int64),
            exact,
            stem,
            sound,
            head,
            tail,
            group,
            place,
            pole,
            flags,
            np.frombuffer(b"".join(letters), dtype=np.uint8),
            np.concatenate([[0], np.cumsum([len(letter) for letter in letters])]).astype(np.int64),
            np.array([word.worth for word in words], dtype=np.float64),
            np.array([word.sting for word in words], dtype=np.float64),
            np.array(figure_start, dtype=np.int64),
            np.array(mask, dtype=np.int64),
            np.array(value, dtype=np.float64),
        )

    def reading(self, headline: int) -> Reading:
        """The reading of a headline with its words as this corpus weighs them."""
        first, end = self.start[headline], self.start[headline + 1]
        return self.readings[headline]._replace(words=tuple(self.words[i] for i in self.ids[first:end].tolist()))


def _weigh_in_corpus(words: list[Word], start: NDArray[np.int64], ids: NDArray[np.int32]) -> list[Word]:
    """Set the rarity of every word from the headlines at hand, with the shipped table as the prior."""
    count = len(start) - 1
    stems = np.unique(np.array([word.stem for word in words], dtype=np.int64), return_inverse=True)[1]
    units = np.repeat(np.arange(count, dtype=np.int64), np.diff(start))
    width = np.int64(count)
    seen = np.bincount(np.unique(stems[ids].astype(np.int64) * width + units) // width, minlength=stems.max() + 1)
    prior = PRIOR * np.minimum(1.0, _WORDS_PER_HEADLINE * np.exp(-np.array([word.rarity for word in words])))
    rarity = -np.log((seen[stems] + prior) / ((count + PRIOR) * _WORDS_PER_HEADLINE))
    return [
        word if word.flags & STOP else word.rarer(rare, word.flags | (KNOWN if often else 0))
        for word, rare, often in zip(words, rarity.tolist(), (seen[stems] > 2).tolist(), strict=True)
    ]
