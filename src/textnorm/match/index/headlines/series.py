"""What the headlines of an index teach about series: the phrases that many of them begin or end with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.corpus.series import LEAST_MEMBERS, Phrases, learn_phrases
from textnorm.match.headlines.bulk.read import Tokens, Vocabulary, read_block
from textnorm.match.headlines.words import forget_words
from textnorm.match.index.headlines.words import repaired_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SeriesReader"]

# Headlines of one phrase, and of all, that are read to learn series. Of 90,000 headlines these are nearly all that
# begin or end like others; a quarter as many taught a third of the phrases.
_MEMBERS, _SAMPLE = 64, 16_384
_READ_AT_ONCE = 2_048  # of them, for the memory of their words
_MOST_WORDS = 1 << 13  # remembered within a lesson, in about 1 KB each
_BLOCK = 1 << 16  # headlines that are looked up at a time
_MANY_READ = 1_000  # headlines whose words are not worth their memory


class SeriesReader:
    """Learns series lesson by lesson. The headlines of one lesson are remembered: the next reads many of them again."""

    def __init__(self, *, repaired: bool) -> None:
        self._repaired = repaired
        self._suffixes: frozenset[str] = frozenset()
        self._known: dict[str, tuple[NDArray[np.int64], int]] = {}

    def learn(
        self,
        rows: NDArray[np.uint32],
        sides: Iterable[NDArray[np.uint32]],
        texts_of: Callable[[list[int]], dict[int, str]],
        suffixes: frozenset[str],
    ) -> Phrases:
        """Read the headlines that begin or end like others, and learn the phrases that make a series.

        ``sides`` has a number for the first and for the last words of each of the headlines ``rows``, ascending.
        """
        every = np.unique(np.concatenate([_members(rows, hashes) for hashes in sides]))
        read = self._read(every.tolist(), texts_of, suffixes)
        if len(read) < LEAST_MEMBERS:
            return Phrases()
        start = np.concatenate([[0], np.cumsum([len(stems) for stems, _ in read])]).astype(np.int64)
        words = np.concatenate([stems for stems, _ in read])
        return learn_phrases(words, start, np.array([whole for _, whole in read], dtype=np.int64))

    def _read(
        self, rows: list[int], texts_of: Callable[[list[int]], dict[int, str]], suffixes: frozenset[str]
    ) -> list[tuple[NDArray[np.int64], int]]:
        """The stems of each headline that is there, and the key of the whole."""
        before = self._known if suffixes == self._suffixes else {}
        known: dict[str, tuple[NDArray[np.int64], int]] = {}
        found = []
        parsed = 0
        reader = _StemReader(suffixes)
        for first in range(0, len(rows), _READ_AT_ONCE):
            texts = [text for _, text in sorted(texts_of(rows[first : first + _READ_AT_ONCE]).items())]
            known.update((text, before[text]) for text in texts if text in before)
            new = list(dict.fromkeys(text for text in texts if text not in known))
            known.update(zip(new, reader.read(repaired_lines(new)[0] if self._repaired else new), strict=True))
            found += [known[text] for text in texts]
            parsed += len(new)
        if parsed > _MANY_READ:
            forget_words()
        self._known, self._suffixes = known, suffixes
        return found


class _StemReader:
    """Reads headlines, some at a time: each word is analysed once."""

    def __init__(self, suffixes: frozenset[str]) -> None:
        self._suffixes = suffixes
        self._forget()

    def _forget(self) -> None:
        self._tokens, self._vocabulary = Tokens(), Vocabulary()
        self._stems = np.zeros(0, dtype=np.int64)

    def read(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], int]]:
        """The stems of each headline, repaired, and the key of the whole."""
        if len(self._stems) > _MOST_WORDS:
            self._forget()
        read = read_block(texts, self._suffixes, self._vocabulary, self._tokens)
        new = self._vocabulary.words[len(self._stems) :]
        self._stems = np.concatenate([self._stems, np.array([word.stem for word in new], dtype=np.int64)])
        stems, ends = self._stems[read.ids], np.cumsum(read.sizes).tolist()
        for start, end, whole in zip([0, *ends], ends, read.whole.tolist(), strict=False):
            yield stems[start:end].copy(), whole


def _members(rows: NDArray[np.uint32], hashes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The newest headlines of each phrase that enough of them have, those of the commonest phrases first."""
    ordered = np.sort(hashes)
    common = np.unique(ordered[LEAST_MEMBERS - 1 :][ordered[LEAST_MEMBERS - 1 :] == ordered[: 1 - LEAST_MEMBERS]])
    common = common[common != 0]
    # Few have such a phrase, so what is sorted with its rows is small.
    blocks = range(0, len(hashes), _BLOCK)
    places = [np.flatnonzero(np.isin(hashes[start : start + _BLOCK], common)) + start for start in blocks]
    chosen = np.concatenate([np.zeros(0, dtype=np.int64), *places])
    chosen_rows, hashes = rows[chosen].astype(np.int64), hashes[chosen]
    order = np.lexsort((-chosen_rows, hashes))
    ordered = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else ordered
    sizes = np.diff(np.append(starts, len(ordered)))
    rank = np.arange(len(ordered)) - np.repeat(starts, sizes)
    newest = rank < _MEMBERS
    by_size = np.argsort(-np.repeat(sizes, sizes)[newest], kind="stable")
    found: NDArray[np.int64] = chosen_rows[order[newest]][by_size]
    return found[: _SAMPLE // 2]
