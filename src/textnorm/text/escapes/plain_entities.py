"""HTML entities of many texts, decoded by ``kernels/damage/plain_entities.py`` where nothing else may be an escape."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.damage.misread_runs import fill_slots
from textnorm.kernels.damage.plain_entities import ACCENTS, LEFT, LINES, MARKDOWN, decode_entities
from textnorm.text.escapes.html_entities import NAMING_WORDS, entity_names, is_raised
from textnorm.text.escapes.tex import find_tex
from textnorm.text.evidence.code.lines import code_lines
from textnorm.text.evidence.code.spans import TOOLS, markdown_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["decoded"]

_MARKS = ('"', "'")  # of ASCII, that an entity may stand for; other ASCII is markup when it is decoded
_FIRST = "\xa0"


def _laid_out(words: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Words one behind the other, and where each ends."""
    encoded = [word.encode("ascii") for word in words]
    return np.frombuffer(b"".join(encoded), np.uint8).copy(), np.fromiter(accumulate(map(len, encoded)), np.int64)


@cache
def _tables() -> tuple[NDArray[Any], ...]:
    """The arguments of the kernel from ``slots`` to ``lengths``."""
    names = {
        name: ord(value)
        for name, value in entity_names().items()
        if len(value) == 1 and not is_raised(name) and (_FIRST <= value <= "\uffff" or value in _MARKS)
    }
    keys, ends = _laid_out(names)
    starts = np.concatenate([np.zeros(1, np.int64), ends])
    slots = np.full(1 << (2 * len(names)).bit_length(), -1, np.int64)
    fill_slots(starts, keys, slots)
    letters = np.fromiter((chr(code).isalpha() for code in range(0x10000)), np.bool_, 0x10000)
    lengths = np.zeros((256, 256), np.int64)
    for tool in TOOLS:
        lengths[ord(tool[0]), ord(tool[1])] |= 1 << len(tool)
    codes = np.fromiter(names.values(), np.int64)
    return slots, starts, keys, codes, letters, *_laid_out(NAMING_WORDS), *_laid_out(TOOLS), lengths


def decoded(texts: Sequence[str]) -> tuple[TextBuffer, list[int]]:
    """What the step of escapes makes of prose that has entities and no other escape, and which of ``texts`` these are.

    Nothing is said of the others.

    >>> texts, places = decoded(["K&ouml;ln &#8211; M&#xFC;nchen", "&lt;br&gt;", "C&A", "Haus"])
    >>> list(texts), places
    (['Köln – München'], [0])
    """
    source = TextBuffer.from_texts(texts)
    out = np.empty(len(source.data), np.uint8)
    ends, found = np.zeros(len(texts) + 1, np.int64), np.zeros(len(texts), np.uint8)
    decode_entities(source.data, source.offsets, *_tables(), out, ends[1:], found)
    became = found.tolist()
    places = [
        place
        for place in np.flatnonzero(found != LEFT).tolist()
        if not (became[place] & LINES and code_lines(texts[place]))
        and not (became[place] & ACCENTS and find_tex(texts[place]))
        and not (became[place] & MARKDOWN and markdown_spans(texts[place]))
    ]
    written = TextBuffer(out[: ends[-1]], ends)
    return written if len(places) == len(texts) else written.only(np.array(places, np.int64)), places
