"""Bytes to text, when nobody says in which encoding they are.

UTF-8 is tried first: what decodes as UTF-8 is UTF-8. Otherwise every run of non-ASCII bytes is read, with its
neighbours, in each single-byte code page, and the page whose readings are the most plausible wins: line by line where
lines disagree, so that a file in which somebody's UTF-8 was appended to somebody's CP850 comes out right.

No byte is lost silently. A byte that a page does not define becomes the control character of the same number; a UTF-8
character that was cut off at the end becomes U+FFFD and lowers the confidence.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from textnorm.errors import BadRecord
from textnorm.text.encoding.codepages import CODE_PAGES, TABLES
from textnorm.text.evidence.plausibility import known, plausibility

__all__ = ["Decoded", "decode"]


class Decoded(NamedTuple):
    """What :func:`decode` found: the text, the encoding it was in, and how sure that is on 0.0–1.0.

    A text whose lines are in several encodings names them all: ``"utf-8+cp850"``.
    """

    text: str
    encoding: str
    confidence: float


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Each page with what counts against it, in bits, before the text is seen; the most probable first.
_TRIED = sorted((page.prior, number) for number, page in enumerate(CODE_PAGES) if page.prior is not None)
_AGAINST = {CODE_PAGES[number].name: prior for prior, number in _TRIED}
_PAGES = tuple(_AGAINST)
_RUN = re.compile(rb"[\x80-\xff]{1,40}")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAMPLE = 300  # different runs that are read in every page, the most frequent ones
_ALL = 5000  # different runs that are looked at; the rest of a file is only decoded
_DISSENT = 20  # bits by which a run may prefer another page before the lines are looked at one by one
_SWITCH = 14  # bits that count against a line's page differing from the page of the line before
_DOUBTFUL = 4  # bits a character; a reading with fewer is hardly text

_Place = tuple[bytes, bytes, bytes]


def decode(source: bytes | bytearray | memoryview) -> Decoded:
    """Decode ``source`` in the encoding, or the encodings, that it is most probably in.

    UTF-8, UTF-16 and UTF-32, with and without a byte order mark, and the pages cp1252 (so ISO 8859-1), ISO 8859-15,
    Mac Roman, CP850, CP437, cp1250 and cp1251. Any bytes give a text; ``BadRecord`` is raised
    for what is not bytes.

    >>> decode("Grüße aus Köln".encode("utf-8"))
    Decoded(text='Grüße aus Köln', encoding='utf-8', confidence=1.0)
    >>> decode("Grüße aus Köln".encode("cp850")).text
    'Grüße aus Köln'
    >>> decode("Grüße\\n".encode("utf-8") + "aus Köln".encode("mac_roman"))[:2]
    ('Grüße\\naus Köln', 'utf-8+mac_roman')
    """
    if not isinstance(source, bytes | bytearray | memoryview):
        hint = "; clean() repairs text that was decoded wrongly" if isinstance(source, str) else ""
        raise BadRecord(f"decode: expected bytes, got {type(source).__name__}{hint}")
    data = bytes(source)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], encoding, 1.0)
    if b"\x00" in data and (encoding := _wide_encoding(data)):
        return _wide(data, encoding, 0.95)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and _SEQUENCE.search(data, 0, error.start):
            start = decode(data[: error.start])
            return Decoded(start.text + "\N{REPLACEMENT CHARACTER}", start.encoding, min(0.95, start.confidence))
    else:
        if len(data) - len(text) > 3 or known(text):
            return Decoded(text, "utf-8", 1.0)
        # One or two letters of a strange script may be two bytes of a page that happen to be UTF-8.
        other = _paged(data)
        strange = other.confidence > 0.9 and re.search("[A-Za-z][\u0250-\u1fff]|[\u0250-\u1fff][A-Za-z]", text)
        return other if strange else Decoded(text, "utf-8", 0.9)
    return _mixed(data) if _SEQUENCE.search(data) else _paged(data)


def _wide(data: bytes, encoding: str, confidence: float) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, confidence if "\N{REPLACEMENT CHARACTER}" not in text else 0.8)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: every other byte is the same few values over and over; else nothing."""
    sample = data[: 1 << 14]
    if len(data) < 6 or len(data) % 2:
        return ""
    if len(data) % 4 == 0:
        for encoding, places in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1))):
            if all(sample[place::4].count(0) * 10 > 9 * len(sample[place::4]) for place in places):
                return encoding
    for encoding, upper in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = Counter(sample[upper::2]), Counter(sample[1 - upper :: 2])
        few = sum(count for _, count in high.most_common(2))
        if high[0] > low[0] and few * 10 > 9 * len(sample[upper::2]) and len(low) > 2 * min(len(high), 4):
            return encoding
    return ""


def _places(data: bytes) -> Iterator[_Place]:
    """Every run of non-ASCII bytes with two bytes on either side."""
    for run in _RUN.finditer(data):
        start, end = run.span()
        yield data[max(0, start - 2) : start], run.group(), data[end : end + 2]


@lru_cache(maxsize=65536)
def _score(left: bytes, run: bytes, right: bytes, page: str) -> int:
    """How plausible the run is in the page."""
    return plausibility(_in_page(left + run + right, page), len(left), len(left) + len(run))


def _scores(place: _Place) -> list[int]:
    return [_score(*place, page) for page in _PAGES]


def _in_page(data: bytes, page: str) -> str:
    return codecs.charmap_decode(data, "strict", TABLES[page])[0]


def _paged(data: bytes) -> Decoded:
    """``data`` in single-byte pages only."""
    counts = Counter(_places(data)).most_common(_ALL)
    totals = [-against for against in _AGAINST.values()]
    for place, count in counts[:_SAMPLE]:
        totals = [total + score * count for total, score in zip(totals, _scores(place), strict=True)]
    best = max(range(len(_PAGES)), key=totals.__getitem__)
    page = _PAGES[best]
    confidence = _confidence(counts[:_SAMPLE], totals, best)
    if b"\n" in data and any(_dissents(place, page) for place, _ in counts):
        lines = data.splitlines(keepends=True)
        pages = _pages_of(lines)
        texts = [_in_page(line, page) for line, page in zip(lines, pages, strict=True)]
        used = {page for page, text in zip(pages, texts, strict=True) if not text.isascii()}
        return Decoded("".join(texts), "+".join(page for page in _PAGES if page in used), confidence)
    return Decoded(_in_page(data, page), page, confidence)


def _dissents(place: _Place, page: str) -> bool:
    """Whether the run is odd in ``page`` and much better in another one."""
    score = _score(*place, page)
    return score < _DISSENT * len(place[1]) and max(_scores(place)) >= score + _DISSENT


def _confidence(counts: Sequence[tuple[_Place, int]], totals: list[int], best: int) -> float:
    """How sure the best page is: by how much it beats the best one that says something else."""
    seen = b" ".join(place[1] for place, _ in counts)
    text = _in_page(seen, _PAGES[best])
    others = [total for total, page in zip(totals, _PAGES, strict=True) if _in_page(seen, page) != text]
    margin = totals[best] - max(others, default=-100)
    characters = sum(len(place[1]) * count for place, count in counts)
    sure = 1.0 / (1.0 + math.exp2(-min(margin, 100) / 8.0))
    return round(sure if totals[best] >= _DOUBTFUL * characters else sure / 2.0, 3)


def _pages_of(lines: Sequence[bytes]) -> list[str]:
    """The most plausible page of each line, when it costs something to change the page from line to line (Viterbi)."""
    best = [-against for against in _AGAINST.values()]
    back: list[list[int]] = []
    for line in lines:
        leader = max(range(len(best)), key=best.__getitem__)
        step = []
        scores = best
        if not line.isascii():
            scores = [0] * len(best)
            for place in _places(line):
                scores = [score + more for score, more in zip(scores, _scores(place), strict=True)]
            floor = best[leader] - _SWITCH
            step = [number if stay >= floor else leader for number, stay in enumerate(best)]
            best = [max(stay, floor) + score for stay, score in zip(best, scores, strict=True)]
        back.append(step)
    number = max(range(len(best)), key=best.__getitem__)
    pages = []
    for step in reversed(back):
        pages.append(_PAGES[number])
        if step:
            number = step[number]
    return pages[::-1]


def _mixed(data: bytes) -> Decoded:
    """``data`` that is UTF-8 in places: lines that are, lines that are not, and lines that are in parts."""
    lines = data.splitlines(keepends=True)
    texts: list[str | None] = []
    for line in lines:
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(None)
    others = [number for number, text in enumerate(texts) if text is None]
    paged = _paged(b"".join(lines[number] for number in others))
    # The pages keep the line ends, and no page turns another byte into one: so the lines come back one by one.
    read = _split_like(paged.text, [lines[number] for number in others])
    used = set()
    for number, text in zip(others, read, strict=True):
        patched = _patched(lines[number], text)
        used.add("utf-8" if patched != text else "")
        texts[number] = patched
    if any(text is not None and not text.isascii() for number, text in enumerate(texts) if number not in set(others)):
        used.add("utf-8")
    encoding = f"utf-8+{paged.encoding}" if "utf-8" in used else paged.encoding
    return Decoded("".join(text or "" for text in texts), encoding, paged.confidence)


def _split_like(text: str, lines: Sequence[bytes]) -> list[str]:
    """Cut ``text`` where ``lines`` are cut: single-byte pages have a character a byte."""
    pieces = []
    start = 0
    for line in lines:
        pieces.append(text[start : start + len(line)])
        start += len(line)
    return pieces


def _patched(line: bytes, text: str) -> str:
    """``text``, which is ``line`` in a page, with UTF-8 sequences in it read as such where that is more plausible."""
    pieces = []
    position = 0
    for match in _SEQUENCE.finditer(line):
        start, end = match.span()
        try:
            meant = match.group().decode("utf-8")
        except UnicodeDecodeError:
            continue
        left, right = text[max(0, start - 2) : start], text[end : end + 2]
        as_page = plausibility(left + text[start:end] + right, len(left), len(left) + end - start)
        if known(meant) and plausibility(left + meant + right, len(left), len(left) + 1) > as_page:
            pieces += [text[position:start], meant]
            position = end
    return "".join([*pieces, text[position:]])
