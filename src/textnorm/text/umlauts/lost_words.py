"""Many words with one lost letter read by a kernel, with all that is asked about them: a word alone is asked in Python.

The answers are the same; in a text with thousands of damaged words, they are found ten times as fast.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from textnorm.text.evidence.known_words import LEVELS, SHORT_HEAD, SHORTEST_PART, filter_bits
from textnorm.text.umlauts.lost_readings import (
    CODES,
    IN_FREQUENT,
    IN_KNOWN,
    IS_WORD,
    KNOWN_LOST,
    KNOWN_QUESTION,
    LOST,
    MORE_FREQUENT,
    Answers,
    LostWord,
    chosen_words,
    lost_model,
    read_word,
)

__all__ = ["Together", "are_worth_a_kernel", "read_together"]

# Words that are read sooner by a kernel, when another part of the package has loaded Numba and when none has.
_MANY, _MANY_WITH_NUMBA = 32, 20_000
# Words in small letters, except for the first one, that have lost one other letter, and its mark.
_SIMPLE = re.compile(rf"[A-Za-zäöüßÄÖÜ][a-zäöüß]{{0,57}}[?{LOST}][a-zäöüß]{{1,57}}")
_MARK = re.compile(f"[?{LOST}]")


def are_worth_a_kernel(count: int) -> bool:
    """Whether so many different words are read sooner by a kernel."""
    return count >= (_MANY if "textnorm.kernels.damage.umlaut_prefilter" in sys.modules else _MANY_WITH_NUMBA)


class Together(NamedTuple):
    """Words that were read together: those that are settled, and what was found out about the others.

    A settled word has the place of its letter, the letter and how it was found; None if the word stays as it is.
    """

    settled: dict[str, tuple[int, str, str] | None]
    read: dict[str, LostWord]


def read_together(words: Iterable[str]) -> Together:
    """Read those of ``words`` that have lost one letter behind the first, as ``lost`` does one by one.

    >>> together = read_together(["empf\ufffdngt", "Gr\ufffd\ufffde", "W\ufffdrmer", "Begr\ufffdnkung"])
    >>> together.settled["empf\ufffdngt"], together.settled["W\ufffdrmer"], *together.read
    ((4, 'ä', 'in a known word'), None, 'Begr�nkung')
    """
    settled: dict[str, tuple[int, str, str] | None] = {}
    asked: list[str] = []
    for word in filter(_SIMPLE.fullmatch, words):
        starred = _MARK.sub("*", word)
        if chosen := chosen_words().get(starred):
            site = starred.index("*")
            settled[word] = site, chosen[site], IN_FREQUENT
        else:
            asked.append(word)
    return Together(settled, _asked(asked, settled) if asked else {})


def _asked(words: list[str], settled: dict[str, tuple[int, str, str] | None]) -> dict[str, LostWord]:
    """The words that the kernel does not settle, with its answers; the others are added to ``settled``."""
    import numpy as np

    from textnorm.buffers import TextBuffer
    from textnorm.kernels.damage.lost_words import OPEN, STAYS, read_words

    plain = _MARK.sub("*", "\n".join(words)).lower().split("\n")
    source = TextBuffer.from_texts(plain)
    places = [word.index("*") for word in plain]
    capitals = np.array([word[0].isupper() for word in words], np.bool_)
    least = np.array([KNOWN_QUESTION if "?" in word else KNOWN_LOST for word in words])
    scores, levels, parts = (np.empty((len(words), len(CODES)), np.int64) for _ in range(3))
    verdicts = np.empty(len(words), np.int64)
    scale = lost_model().scale
    read_words(
        source.data, source.offsets, np.array(places, np.int64), capitals, *_tables(), scale, IS_WORD, least,
        MORE_FREQUENT, scores, levels, parts, verdicts,
    )  # fmt: skip
    letters = list(CODES)
    left = {}
    for number, (word, place, verdict) in enumerate(zip(words, places, verdicts.tolist(), strict=True)):
        if verdict != OPEN:
            settled[word] = None if verdict == STAYS else (place, letters[verdict - 1], IN_KNOWN)
        elif lost := read_word(word, False):
            row = (score * scale for score in scores[number].tolist())
            answers = Answers(tuple(row), tuple(levels[number].tolist()), tuple(parts[number].tolist()))
            left[word] = lost._replace(answers=answers)
    return left


@cache
def _tables() -> tuple[Any, ...]:
    """What the kernel takes of the model and of the known words."""
    import numpy as np

    from textnorm.text.umlauts.prefilter import score_tables

    letters, codes, head, bits = (
        np.frombuffer(part, np.uint8)
        for part in ("".join(CODES).encode(), "".join(CODES.values()).encode(), SHORT_HEAD.encode(), filter_bits())
    )
    return (letters, codes, head, bits, len(LEVELS), SHORTEST_PART, *score_tables(lost_model()))
