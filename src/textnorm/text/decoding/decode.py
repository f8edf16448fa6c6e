"""Bytes to text, when nobody says in which encoding they are.

UTF-8 is tried first: what decodes as UTF-8 is UTF-8. Otherwise the pieces that are not ASCII are read in every page of
the table, and the page in which they look most like words of a language wins, once for the whole text. A line departs
from it only when it proves another page, so that a file in which somebody's UTF-8 was appended to somebody's CP850
comes out right.

No byte is lost silently. A byte that a page does not define becomes the control character of the same number; a UTF-8
character that was cut off at the end becomes U+FFFD and lowers the confidence.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, count, pairwise, repeat
from operator import add
from typing import NamedTuple
from zlib import crc32

from textnorm.errors import BadRecord
from textnorm.text.decoding.encodings import Allowed, allowed_encodings, decode_as
from textnorm.text.decoding.file_decoder import FileDecoder, decide_pieces, pages_of_lines, pieces_of
from textnorm.text.decoding.loading import kernels_pay
from textnorm.text.decoding.page_choice import Alternative
from textnorm.text.decoding.page_scores import SEQUENCE, in_page
from textnorm.text.decoding.wide import BYTE_ORDER_MARKS, without_mark

__all__ = ["Alternative", "Decoded", "decode", "decode_many"]

Bytes = bytes | bytearray | memoryview


class Decoded(NamedTuple):
    """What :func:`decode` found: the text, the encoding it was in, and how sure that is on 0.0–1.0.

    A text whose lines are in several encodings names them all, ``"utf-8+cp850"``, and ``lines`` says how many of the
    lines outside ASCII are in which. ``language`` is the one whose words decided, ``""`` if none had
    to. ``alternatives`` are the other texts that the bytes may mean.
    """

    text: str
    encoding: str
    confidence: float
    language: str = ""
    alternatives: tuple[Alternative, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()


def decode(
    source: Bytes,
    *,
    encoding: str | None = None,
    encodings: Iterable[str] | None = None,
    errors: str | None = None,
) -> Decoded:
    """Decode ``source`` in the encoding, or the encodings, that it is most probably in.

    UTF-8, UTF-16 and UTF-32, with and without a byte order mark; the code pages of the West, of Central Europe, the
    Baltic and Turkey, Cyrillic, Greek, Hebrew and Arabic ones; Shift-JIS, EUC-JP, GB 18030, Big5 and CP949.
    ``encodings`` narrows the choice; ``encoding`` forces it. Names are Python's.

    Any bytes give a text. A byte that the encoding does not define becomes the control character of the same number, or
    what ``errors`` says, as in ``bytes.decode``. ``BadRecord`` is raised for what is not bytes, ``UnknownOption`` for
    a name that Python does not know, ``UndecodableInput`` where ``errors="strict"`` finds an undefined byte.

    >>> decode("Grüße aus Köln".encode("utf-8")).encoding
    'utf-8'
    >>> decode("Grüße aus Köln".encode("cp850")).text
    'Grüße aus Köln'
    >>> decode("Привет из Москвы".encode("koi8-r"))[:3]
    ('Привет из Москвы', 'koi8-r', 0.999)
    >>> decode("Grüße\\n".encode("utf-8") + "aus Köln".encode("mac_roman"))[:2]
    ('Grüße\\naus Köln', 'utf-8+mac_roman')
    """
    if not isinstance(source, bytes | bytearray | memoryview):
        hint = "; clean() repairs text that was decoded wrongly" if isinstance(source, str) else ""
        raise BadRecord(f"decode: expected bytes, got {type(source).__name__}{hint}")
    data = bytes(source)
    if encoding is not None:
        (name,) = allowed_encodings([encoding]).names
        return Decoded(decode_as(data, name, errors), name, 1.0)
    found = _decode(data, allowed_encodings(encodings))
    if errors is not None and "+" not in found.encoding:
        return found._replace(text=decode_as(data, found.encoding, errors))
    return found


def decode_many(
    sources: Sequence[Bytes], *, encodings: Iterable[str] | None = None, errors: str | None = None
) -> list[Decoded]:
    """Decode a column of bytes: one decision for all of them, from which a value departs only if it proves another.

    The order of the values does not matter. Each result says the encoding of its value.

    >>> [found.text for found in decode_many(["Käse".encode("cp850"), "20 °C".encode("cp850"), b"Brot"])]
    ['Käse', '20 °C', 'Brot']
    """
    allowed = allowed_encodings(encodings)
    values = _checked(sources)
    joined, plain = b"\n".join(values), values
    if wide := _wide_values(values, joined, allowed):
        plain = [b"" if number in wide else value for number, value in enumerate(values)]
        joined = b"\n".join(plain)
    decision = decide_pieces(*pieces_of(_in_random_order(plain, joined)), allowed)
    decoder = FileDecoder(decision)
    if errors is None and (joined.isascii() or decision.encoding == decision.page in allowed.pages):
        results = _in_one_page(plain, joined, decoder)
    else:
        results = []
        for value in plain:
            text, encoding = decoder.decode_value(value)
            if errors is not None and "+" not in encoding:
                text = decode_as(value, encoding, errors)
            results.append(Decoded(text, encoding, decision.confidence, decision.language, decision.alternatives))
    for number in wide:
        results[number] = _decode(values[number], allowed)
    return results


def _checked(sources: Sequence[Bytes]) -> list[bytes]:
    if isinstance(sources, str | bytes | bytearray) or not hasattr(sources, "__iter__"):
        raise BadRecord(
            f"decode_many: expected a list of bytes, got {type(sources).__name__}; decode(value) reads a single one"
        )
    if not set(map(type, sources)) <= {bytes}:
        for number, source in enumerate(sources):
            if not isinstance(source, bytes | bytearray | memoryview):
                raise BadRecord(f"decode_many: expected bytes at {number}, got {type(source).__name__}")
        return list(map(bytes, sources))
    return list(sources)  # type: ignore[arg-type]


def _in_random_order(values: Sequence[bytes], joined: bytes) -> bytes:
    """The values of a large column in an order that depends on them alone: the first ones stand for all."""
    if len(joined) <= _LARGE:
        return joined
    hashes = map(crc32, values)
    if kernels_pay(microseconds=len(values) >> 1):
        from textnorm.text.decoding import page_kernels

        order = page_kernels.in_order(hashes, len(values))
    else:
        order = sorted(range(len(values)), key=list(hashes).__getitem__)
    return b"\n".join(map(values.__getitem__, order))


_LARGE = 1 << 14


def _in_one_page(values: Sequence[bytes], joined: bytes, decoder: FileDecoder) -> list[Decoded]:
    """The values of a column, of which nearly all are in the page of the decision; ``joined`` is all of them."""
    decision = decoder.decision
    encoding = decision.encoding
    rest = decision.confidence, decision.language, decision.alternatives
    text = joined.decode() if joined.isascii() else in_page(joined, encoding)
    ends = list(map(add, accumulate(map(len, values)), count(1)))
    texts = text.split("\n")
    if len(texts) != len(values):  # line breaks in values
        texts = [text[start : end - 1] for start, end in pairwise([0, *ends])]
    rows = zip(texts, repeat(encoding), *map(repeat, rest), repeat(()))
    with _no_collection():
        results: list[Decoded] = list(map(tuple.__new__, repeat(Decoded), rows))  # without a call of Python for each
    for number in {bisect_right(ends, start) for start, _ in decoder.odd_pieces(joined)}:
        text, encoding = decoder.decode_value(values[number])
        results[number] = Decoded(text, encoding, *rest)
    return results


@contextmanager
def _no_collection() -> Iterator[None]:
    """Collect no garbage meanwhile.

    For twenty thousand new tuples, Python would look for cycles some thirty times, and in every fourth column in all
    that the process holds, which takes longer than the column.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _wide_values(values: Sequence[bytes], joined: bytes, allowed: Allowed) -> set[int]:
    marked = any(starts in joined for starts in _FIRST_OF_MARKS) and any(
        joined.startswith(mark) or b"\n" + mark in joined for mark, _ in BYTE_ORDER_MARKS
    )
    if b"\x00" not in joined and not marked:
        return set()
    return {
        number
        for number, value in enumerate(values)
        if (value[:1] in _FIRST_OF_MARKS or b"\x00" in value) and _is_wide(value, allowed)
    }


def _is_wide(data: bytes, allowed: Allowed) -> bool:
    """Whether the bytes say by a mark, or by their zeros, that a character takes several."""
    if data[:1] in _FIRST_OF_MARKS and any(
        data.startswith(mark) for mark, encoding in BYTE_ORDER_MARKS if encoding in allowed.names
    ):
        return True
    return b"\x00" in data and bool(allowed.wide) and without_mark(data) in allowed.wide


def _decode(data: bytes, allowed: Allowed) -> Decoded:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark) and encoding in allowed.names:
            return _wide(data[len(mark) :], encoding, 1.0)
    if b"\x00" in data and allowed.wide and (encoding := without_mark(data)) in allowed.wide:
        return _wide(data, encoding, 0.95)
    if allowed.utf8:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data" and SEQUENCE.search(data, 0, error.start):
                start = _decode(data[: error.start], allowed)
                if start.encoding == "utf-8":
                    return start._replace(
                        text=start.text + "\N{REPLACEMENT CHARACTER}", confidence=min(0.95, start.confidence)
                    )
        else:
            # One or two letters of a strange script may be two bytes of a page that happen to be UTF-8, and so may
            # a word of CP866: список has the bytes of two Batak letters.
            if (
                not allowed.pages
                or (excess := len(data) - len(text)) > 8
                or not (_RARE.search(text) or (excess <= 3 and _STRANGE.search(text)))
            ):
                return Decoded(text, "utf-8", 1.0)
            other = _paged(data, allowed._replace(utf8=False, east_asian=()))
            return other if other.confidence > 0.9 else Decoded(text, "utf-8", 0.9)
    return _paged(data, allowed)


_FIRST_OF_MARKS = frozenset(mark[:1] for mark, _ in BYTE_ORDER_MARKS)
_RARE = re.compile("[\u0700-\u08ff\u1900-\u1cff\u2a00-\u2dff\ua4d0-\ua8ff]")
_STRANGE = re.compile("[A-Za-z][\u0250-\u1fff]|[\u0250-\u1fff][A-Za-z]")


def _wide(data: bytes, encoding: str, confidence: float) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, confidence if "\N{REPLACEMENT CHARACTER}" not in text else 0.8)


def _paged(data: bytes, allowed: Allowed) -> Decoded:
    """``data`` that is not UTF-8, or not all of it."""
    marked, sample = pieces_of(data)
    decision = decide_pieces(marked, sample, allowed)
    page = decision.page
    if decision.encoding in allowed.east_asian or not allowed.pages:
        text = decode_as(data, decision.encoding, None)
        return Decoded(text, decision.encoding, decision.confidence, decision.language, decision.alternatives)
    decoder = FileDecoder(decision)
    odd = decoder.odd_pieces(data)
    if not odd:
        return Decoded(in_page(data, page), page, decision.confidence, decision.language, decision.alternatives)
    departing = _lines_of(data, odd)
    pages = [decoder.page_of(data[start:end]) for start, end in departing]
    marked_lines = len(_MARKED_LINE.findall(data))
    if sum(other != page for other in pages) * _FEW >= marked_lines:
        departing = [(match.start(), match.end()) for match in _LINE.finditer(data) if not match.group().isascii()]
        pages = pages_of_lines([data[start:end] for start, end in departing], decoder)
    read = [decoder.render(data[start:end], other) for (start, end), other in zip(departing, pages, strict=True)]
    counts = Counter(encoding for _, encoding in read)
    counts[page] += marked_lines - len(departing)
    used = {name for encoding in +counts for name in encoding.split("+")}
    order = sorted(used, key=lambda name: ("utf-8", *allowed.pages).index(name))
    return Decoded(
        _spliced(in_page(data, page), departing, [text for text, _ in read]),
        "+".join(order),
        decision.confidence,
        decision.language,
        decision.alternatives,
        tuple((+counts).most_common()) if len(order) > 1 else (),
    )


_FEW = 20  # where one line of so many departs, neighbours decide together


_LINE = re.compile(rb"[^\r\n]+")
_MARKED_LINE = re.compile(rb"[\x80-\xff][^\r\n]*")


def _lines_of(data: bytes, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Start and end of each line, without its line end, in which there is one of ``places``, which are in order."""
    lines = []
    end = -1
    for place, _ in places:
        if place >= end:
            before = max(end, 0)
            start = max(data.rfind(b"\n", before, place), data.rfind(b"\r", before, place), before - 1) + 1
            found = _LINE.match(data, start)
            assert found is not None
            end = found.end()
            lines.append((start, end))
    return lines


def _spliced(text: str, spans: Iterable[tuple[int, int]], texts: Iterable[str]) -> str:
    """``text``, in which every byte is one character, with some of its spans replaced."""
    parts, written = [], 0
    for (start, end), replaced in zip(spans, texts, strict=True):
        parts += [text[written:start], replaced]
        written = end
    return "".join([*parts, text[written:]])
