"""The texts of a page, in blocks, whole if they fit and cut if they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from textnorm.adapters.report.pack import packed

__all__ = ["TextBlocks", "in_utf16"]

_LONE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
#: Characters of a block: what is unpacked at once.
_BLOCK = 4_000_000
#: Characters that a browser can hold at ease.
_MOST = 150_000_000
_SHORTEST_CUT = 200


def in_utf16(text: str) -> int:
    """The length of ``text`` as JavaScript counts it.

    >>> in_utf16("a👍")
    3
    """
    return len(text) + len(_ASTRAL.findall(text)) if not text.isascii() else len(text)


class TextBlocks:
    """The texts at ``rows``, packed so that they need at most so many bytes."""

    def __init__(self, texts: Sequence[str], rows: Sequence[int]) -> None:
        self._texts, self._rows = texts, rows
        self._lengths = np.fromiter((len(texts[row]) for row in rows), dtype=np.int64, count=len(rows))

    def pack(self, size: int) -> tuple[list[bytes], list[int]]:
        """The blocks, which need at most ``size`` bytes if texts of 200 characters do, and the first text of each.

        Sets ``lengths`` (in UTF-16) and ``whole`` (the whole length in characters; 0 for a text that is not cut).
        """
        limit = self._limit(_MOST)
        while True:
            blocks, firsts = self._blocks(limit)
            needed = sum(map(len, blocks))
            if needed <= size or limit <= _SHORTEST_CUT:
                return blocks, firsts
            held = int(np.minimum(self._lengths, limit).sum())
            limit = max(min(self._limit(int(held * size / needed * 0.95)), int(limit * 0.9)), _SHORTEST_CUT)

    def _limit(self, most: int) -> int:
        """The longest cut with which the texts have at most ``most`` characters."""
        ordered = np.sort(self._lengths)
        if not len(ordered) or ordered.sum() <= most:
            return int(ordered[-1]) if len(ordered) else 0
        before = np.concatenate([[0], np.cumsum(ordered)[:-1]])
        left = len(ordered) - np.arange(len(ordered))
        place = int(np.argmax(before + ordered * left > most))
        return max(int((most - before[place]) // left[place]), _SHORTEST_CUT)

    def _blocks(self, limit: int) -> tuple[list[bytes], list[int]]:
        blocks: list[bytes] = []
        held: list[str] = []
        firsts, size = [0], 0
        self.lengths = np.zeros(len(self._rows), dtype=np.uint32)
        self.whole = np.where(self._lengths > limit, self._lengths, 0).astype(np.uint32)
        for place, text in enumerate(self._cut(limit)):
            if size and size + len(text) > _BLOCK:
                blocks.append(packed("".join(held).encode()))
                firsts.append(place)
                held, size = [], 0
            held.append(text)
            size += len(text)
            self.lengths[place] = in_utf16(text)
        return [*blocks, packed("".join(held).encode())], firsts

    def _cut(self, limit: int) -> Iterator[str]:
        for row in self._rows:
            yield _LONE.sub("\N{REPLACEMENT CHARACTER}", self._texts[row][:limit])
