"""One decision for a whole file, and the lines that depart from it.

``decide`` looks at a bounded sample of the file and says in which encoding it is. ``FileDecoder`` then decodes line by
line in that encoding, counts the lines that prove another, and reports them.

    with path.open("rb") as stream:
        decision = decide(sample_of(stream))
        decoder = FileDecoder(decision)
        for line in stream:
            text = decoder.decode_line(line)
    print(decision, decoder.exceptions)
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log2
from typing import BinaryIO, NamedTuple

from textnorm.text.decoding.encodings import EVERY_ENCODING, Allowed, allowed_encodings, decode_as
from textnorm.text.decoding.loading import kernels_pay
from textnorm.text.decoding.page_choice import Alternative, choose, marked_pieces
from textnorm.text.decoding.page_scores import (
    LONGEST,
    PRIORS,
    SEQUENCE,
    UTF8,
    commonest,
    in_page,
    is_plausible,
    is_utf8,
    is_well_formed,
    least_in,
    patched,
    read,
)
from textnorm.text.decoding.screening import screen
from textnorm.text.decoding.wide import BYTE_ORDER_MARKS, east_asian, without_mark
from textnorm.text.evidence.language_models import STEPS_PER_BIT, score_letters

__all__ = ["SAMPLE", "Decision", "FileDecoder", "decide", "decide_pieces", "pages_of_lines", "pieces_of", "sample_of"]

SAMPLE = 1 << 18  # bytes of a file that are looked at
_PROOF = 28  # steps by which a line must be better in another page
_ODD_LETTER, _ODD = 8, 24  # steps above which a piece is odd: for each letter, and once
_MAY_CATCH_UP = 8  # steps by which a page may be worse in the odd pieces of a line
_PATCHED = 12  # steps by which UTF-8 inside a piece in another page must be better
_FEWEST_UTF8 = 4
_MIXED_SAMPLE = 800  # different pieces that say which pages a mixed file is in
_MOST_RIVALS = 4
_NEW_PAGE = 60  # steps by which another page must pay
_MOST_ODD = 2000  # different odd pieces that are read in every page
_FEWEST_EAST_ASIAN = 4  # bytes: fewer are of a page
_MOST_KNOWN = 200_000
_SHORT = 1 << 8  # bytes: Python screens as many as fast
_NO_LANGUAGE = "en"
_CAPITAL = 5
_SEEN_OFTEN = 3
_SPACE = re.compile(rb"(\s+)")
_PLACE = re.compile(rb"[^\x80-\xff\s]{0,2}[\x80-\xff]{1,24}[^\x80-\xff\s]{0,2}")
_LEAD = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")  # as every character of several bytes in UTF-8 begins
_ASCII = bytes(range(0x80))


class Decision(NamedTuple):
    """The encoding of a file, how sure that is, and what else it may be.

    ``encoding`` is Python's name and decodes the file but for its exceptions; ``page`` is the code page of what is not
    UTF-8. ``mark`` is the byte order mark that the file begins with, to be written back.
    """

    encoding: str
    confidence: float
    language: str = ""
    alternatives: tuple[Alternative, ...] = ()
    mark: bytes = b""
    page: str = "cp1252"
    pages: tuple[str, ...] = EVERY_ENCODING.pages
    utf8: bool = True


def sample_of(stream: BinaryIO, size: int = SAMPLE) -> bytes:
    """The head, the middle and the tail of a seekable stream, at most ``size`` bytes; the position is kept."""
    position = stream.tell()
    end = stream.seek(0, 2)
    stream.seek(0)
    if end <= size:
        sample = stream.read()
    else:
        third = size // 3 & ~3
        parts = [stream.read(third)]
        for start in (((end - third) // 2) & ~3, (end - third) & ~3):
            stream.seek(start)
            part = stream.read(third)
            parts.append(part[part.find(b"\n") + 1 :] if b"\x00" not in part else part)
        parts[0] = parts[0][: parts[0].rfind(b"\n") + 1] or parts[0]
        sample = b"".join(parts)
    stream.seek(position)
    return sample


def pieces_of(data: bytes) -> tuple[Counter[bytes], bytes]:
    """The pieces outside ASCII that say which page much text is in, and the part of it that they stand in.

    They are those of a sample, and some for every byte that the sample does not have.
    """
    if len(data) <= SAMPLE:
        return marked_pieces(data), data
    sample = sample_of(io.BytesIO(data))
    marked = marked_pieces(sample)
    missing = set(data.translate(None, _ASCII + bytes(set(b"".join(marked)))))
    for byte in sorted(missing):
        place = -1
        for _ in range(_SEEN_OFTEN):
            if (place := data.find(byte, place + 1)) < 0:
                break
            start = max(place - LONGEST, 0)
            before, after = data[start:place].split(), data[place : place + LONGEST].split()
            whole = after[0] if data[place - 1 : place].isspace() or not before else before[-1] + after[0]
            marked[whole] += 1
            place += len(after[0])
    return marked, sample


def decide(sample: bytes, *, encodings: Iterable[str] | None = None) -> Decision:
    """The encoding of the file that ``sample`` stands for; see :func:`sample_of`.

    >>> decide("Käse\\nBrötchen für die Gäste\\n".encode("cp850")).encoding
    'cp850'
    """
    allowed = allowed_encodings(encodings)
    for mark, encoding in BYTE_ORDER_MARKS:
        if sample.startswith(mark) and encoding in allowed.names:
            return Decision(encoding, 1.0, mark=mark, pages=allowed.pages, utf8=allowed.utf8)
    if b"\x00" in sample and allowed.wide and (encoding := without_mark(sample)) in allowed.names:
        return Decision(encoding, 0.95, pages=allowed.pages, utf8=allowed.utf8)
    return decide_pieces(marked_pieces(sample), sample, allowed)


def _not_utf8(marked: Mapping[bytes, int]) -> Mapping[bytes, int]:
    """The pieces that are in a page. Where most of what could be UTF-8 is text, all of it is UTF-8."""
    joined = b"\n%b\n" % b"\n".join(marked)
    may_be, end = set(), 0
    while place := _LEAD.search(joined, end):  # one search for each piece, however long it is
        start, end = joined.rindex(b"\n", 0, place.start()) + 1, joined.index(b"\n", place.end())
        may_be.add(joined[start:end])
    formed = sorted(piece for piece in may_be if SEQUENCE.search(piece) and is_well_formed(piece))
    if len(formed) >= _FEWEST_UTF8 and 2 * sum(map(is_utf8, formed[:_MIXED_SAMPLE])) > len(formed[:_MIXED_SAMPLE]):
        left = set(formed)
    else:
        left = set(filter(is_utf8, formed))
    return {piece: count for piece, count in marked.items() if piece not in left} if left else marked


def decide_pieces(marked: Mapping[bytes, int], data: bytes, allowed: Allowed) -> Decision:
    """The decision about pieces of text that are not ASCII; ``data`` is the text that they stand in."""
    if not marked:
        encoding = "utf-8" if allowed.utf8 or not allowed.pages else allowed.pages[0]
        return Decision(encoding, 1.0, pages=allowed.pages, utf8=allowed.utf8)
    others = _not_utf8(marked) if allowed.utf8 else marked
    utf8 = sum(marked.values()) - sum(others.values())
    if not allowed.pages:
        best = _east_asian(marked, allowed, 1e9) if allowed.east_asian and others else None
        return best or Decision("utf-8", 1.0 if not others else 0.5, pages=(), utf8=True)
    if not others:
        return Decision("utf-8", 1.0, pages=allowed.pages, utf8=True)
    choice = choose(others, data[:SAMPLE], allowed.pages)
    if allowed.east_asian and not utf8 and (found := _east_asian(marked, allowed, choice.bits)):
        return found
    page = commonest(choice.page, b"".join(others), allowed.pages)
    encoding = "utf-8" if utf8 > sum(others.values()) else page
    return Decision(
        encoding,
        choice.confidence,
        choice.language,
        choice.alternatives,
        page=page,
        pages=allowed.pages,
        utf8=allowed.utf8,
    )


def _east_asian(marked: Mapping[bytes, int], allowed: Allowed, bits: float) -> Decision | None:
    """The East Asian encoding in which ``data`` is cheaper than ``bits`` for each byte outside ASCII."""
    joined = b"".join(marked)
    high = len(joined.translate(None, _ASCII))
    if high < _FEWEST_EAST_ASIAN or high < 0.4 * len(joined):
        return None
    found = east_asian(b" ".join(marked), allowed.east_asian)
    if not found:
        return None
    cost = found[0][1] / high
    # A page may be better by chance in a few characters: then nobody knows.
    if cost >= 5.5 or cost + 0.5 >= bits:
        return None
    sure = min(0.99, 1 - 0.6 * 2 ** (-(bits - cost) * min(high, 60) / 16))
    rivals = [pair for pair in found[1:] if pair[1] < found[0][1] * 1.1]
    if rivals:
        sure = min(sure, 0.7)
    return Decision(found[0][0], round(sure, 3), pages=allowed.pages, utf8=allowed.utf8)


class FileDecoder:
    """Decodes the lines of a file in the encoding that was decided, and those that prove another in that one.

    ``lines`` counts the lines that are not ASCII by encoding, ``exceptions`` those that departed from the decision.
    """

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.lines: Counter[str] = Counter()
        self._page = decision.page
        self._whole = decision.encoding not in {"utf-8", *decision.pages}
        self._screen = screen(decision.page, decision.language or _NO_LANGUAGE, utf8=decision.utf8)
        self._places = _places(decision.page, decision.language)
        self._plain: set[bytes] = set()  # pieces that are sound in the page
        self._odd: dict[bytes, bool] = {}  # pieces that are not, or are UTF-8: whether another page may be meant
        self._read_in_every_page = 0

    @property
    def exceptions(self) -> Counter[str]:
        """How many lines were in another encoding than the file."""
        return Counter({name: count for name, count in self.lines.items() if name != self.decision.encoding})

    def decode_line(self, line: bytes) -> str:
        """The text of a line, with its line end."""
        return self.decode_value(line)[0]

    def decode_value(self, line: bytes) -> tuple[str, str]:
        """The text of a line or a value, and the encoding that it was in."""
        if line.isascii():
            return line.decode(), self.decision.encoding
        if self._whole:
            text, encoding = decode_as(line, self.decision.encoding, None), self.decision.encoding
        else:
            text, encoding = self._decode(line)
        self.lines[encoding] += 1
        return text, encoding

    def odd_pieces(self, data: bytes) -> list[tuple[int, int]]:
        """Start and end of each piece in ``data`` that is UTF-8 or not sound in the page of the decision, in order."""
        if self._whole or not self.decision.pages:
            return []
        if len(data) > _SHORT and kernels_pay((self._page,), len(data) >> 4):
            from textnorm.text.decoding import page_kernels

            found = page_kernels.doubtful_pieces(
                data, self._page, self.decision.language or _NO_LANGUAGE, utf8=self.decision.utf8
            )
        else:
            found = self._screen.doubtful_pieces(data)
        return [(start, end) for start, end in found if not self._judge(data[start:end])]

    def _has_sound_places(self, piece: bytes) -> bool:
        """Whether the bytes outside ASCII look sound in the page, each with its neighbours, and cannot be UTF-8."""
        if not self.decision.pages or (self.decision.utf8 and SEQUENCE.search(piece)):
            return False
        places = self._places
        for place in _PLACE.findall(piece):
            sound = places.get(place)
            if sound is None:
                if len(places) > _MOST_KNOWN:
                    places.clear()
                most = _ODD_LETTER * len(place) + _ODD
                sound = places[place] = self._is_cheap(place, most) or read(place, self._page).least <= most
            if not sound:
                return False
        return True

    def _is_cheap(self, place: bytes, most: int) -> bool:
        """Whether a word costs so little in the language of the decision; False for all but plain words."""
        word = in_page(place, self._page)
        cased = word.islower() or word.istitle() or word.isupper()
        if not (word.isalpha() and cased and self.decision.language):
            return False
        return -sum(score_letters(word, self.decision.language)) * STEPS_PER_BIT + _CAPITAL <= most

    def _judge(self, piece: bytes) -> bool:
        """Whether a piece is sound in the page and not UTF-8; remembers the answer."""
        if piece in self._plain:
            return True
        if piece in self._odd:
            return False
        if len(self._plain) + len(self._odd) > _MOST_KNOWN:
            self._plain.clear()
            self._odd.clear()
        short = piece[:LONGEST]
        if (self.decision.pages and self._screen.is_sound(piece)) or self._has_sound_places(piece):
            self._plain.add(piece)
            return True
        if self.decision.utf8 and SEQUENCE.search(piece) and self._text_of(piece, self._page)[1]:
            self._odd[piece] = False
            return False
        if self.decision.pages:
            cost = read(short, self._page).least
            if cost > _ODD_LETTER * len(short) + _ODD and self._read_in_every_page < _MOST_ODD:
                self._read_in_every_page += 1
                best = min(least_in(short, self.decision.pages), key=lambda reading: reading.least)
                if best.least + _PROOF / 2 <= cost and is_plausible(best):
                    self._odd[piece] = True
                    return False
        self._plain.add(piece)
        return True

    def _text_of(self, piece: bytes, page: str) -> tuple[str, bool, int]:
        """A piece in ``page``, or as UTF-8 where that is likelier; whether it is UTF-8; and the cost."""
        if not self.decision.pages:
            return piece.decode("utf-8", "replace"), True, 0
        if len(piece) > LONGEST:
            utf8 = self.decision.utf8 and is_utf8(piece)
            return (piece.decode() if utf8 else in_page(piece, page)), utf8, 0
        plain = read(piece, page)
        if self.decision.utf8 and SEQUENCE.search(piece):
            whole = is_utf8(piece)
            meant = read(piece, UTF8) if whole else patched(piece, page)
            if meant.least + (0 if whole else _PATCHED) < plain.least:
                return meant.text, True, meant.least
        return plain.text, False, plain.least

    def _decode(self, line: bytes) -> tuple[str, str]:
        plain = self._plain
        if all(piece in plain or piece.isascii() or self._judge(piece) for piece in line.split()):
            return in_page(line, self._page) if self.decision.pages else line.decode("utf-8", "replace"), self._page
        return self.render(line, self.page_of(line))

    def page_of(self, line: bytes) -> str:
        """The page of a line: that of the file, unless the line proves another."""
        pieces = [piece for piece in line.split() if not piece.isascii()]
        if not any(self._odd.get(piece, False) for piece in pieces):
            return self._page
        costs = {page: PRIORS.get(page, 12) for page in self.decision.pages}
        # The odd pieces first: a page that gains nothing by them is not the one that the line proves.
        for piece in sorted(pieces, key=lambda piece: not self._odd.get(piece, False)):
            for page, cost in zip(costs, self._costs(piece[:LONGEST], tuple(costs)), strict=True):
                costs[page] += cost
            most = costs[self._page] + _MAY_CATCH_UP
            costs = {page: cost for page, cost in costs.items() if cost <= most}
            if len(costs) == 1:
                return self._page
        best = min(costs, key=costs.__getitem__)
        return best if costs[best] + _PROOF <= costs[self._page] else self._page

    def _costs(self, piece: bytes, pages: Sequence[str]) -> list[int]:
        """What a piece costs in each of ``pages``."""
        if self.decision.utf8 and SEQUENCE.search(piece):
            return [self._text_of(piece, page)[2] for page in pages]
        return [reading.least for reading in least_in(piece, pages)]

    def cost_of(self, pieces: Iterable[bytes], page: str) -> int:
        """What pieces of a line cost in ``page``."""
        return sum(self._text_of(piece[:LONGEST], page)[2] for piece in pieces)

    def render(self, line: bytes, page: str) -> tuple[str, str]:
        """A line in ``page``, with what is UTF-8 in it as UTF-8, and the encoding that its pieces were in."""
        if not self.decision.utf8 or not SEQUENCE.search(line):
            return in_page(line, page), page
        texts, kinds = [], set()
        for piece in _SPACE.split(line):
            if piece.isascii():
                texts.append(piece.decode())
            else:
                text, utf8, _ = self._text_of(piece, page)
                texts.append(text)
                kinds.add(utf8)
        names = ("utf-8",) if kinds == {True} else ("utf-8", page) if True in kinds else (page,)
        return "".join(texts), "+".join(names)


@lru_cache(maxsize=64)
def _places(page: str, language: str) -> dict[bytes, bool]:
    """Whether the bytes outside ASCII look sound in a page and a language, by what was found before."""
    return {}


def pages_of_lines(lines: Sequence[bytes], decoder: FileDecoder) -> list[str]:
    """The pages of lines that are in several: first which pages there are, then which line is in which (Viterbi)."""
    pieces = [[piece for piece in line.split() if not piece.isascii()] for line in lines]
    rivals = _rivals(Counter(piece for line in pieces for piece in line if not is_utf8(piece)), decoder.decision.pages)
    costs = [[decoder.cost_of(line, page) for page in rivals] for line in pieces]
    alone = [row.index(min(row)) for row in costs]
    changes = sum(number != following for number, following in pairwise(alone))
    # Where pages alternate line by line, a change says nothing.
    switch = max(4, min(_PROOF, round(2 * log2(len(alone) / (changes + 1)))))
    best, back = [0] * len(rivals), []
    for row in costs:
        leader = min(range(len(best)), key=best.__getitem__)
        floor = best[leader] + switch
        back.append([number if stay <= floor else leader for number, stay in enumerate(best)])
        best = [min(stay, floor) + cost for stay, cost in zip(best, row, strict=True)]
    number = min(range(len(best)), key=best.__getitem__)
    pages = []
    for step in reversed(back):
        pages.append(rivals[number])
        number = step[number]
    pages.reverse()
    used: dict[str, set[int]] = {page: set() for page in rivals}
    for page, parts in zip(pages, pieces, strict=True):
        used[page].update(b"".join(parts))
    names = {page: commonest(page, used[page], decoder.decision.pages) for page in rivals}
    return [names[page] for page in pages]


def _rivals(counts: Mapping[bytes, int], pages: Sequence[str]) -> list[str]:
    """The pages that the pieces are in: each one makes the rest cheaper by more than it costs to allow for it."""
    listed = sorted(counts, key=lambda piece: (-counts[piece], piece))[:_MIXED_SAMPLE]
    table = []
    for piece in listed:
        row = [reading.least for reading in least_in(piece[:LONGEST], pages)]
        least = min(row)
        table.append([min(cost - least, _PROOF) for cost in row])
    chosen: list[int] = []
    current = [_PROOF] * len(table)
    while len(chosen) < _MOST_RIVALS:
        totals = [
            sum(min(held, row[number]) for held, row in zip(current, table, strict=True)) + PRIORS.get(page, 12)
            for number, page in enumerate(pages)
        ]
        best = min(range(len(pages)), key=totals.__getitem__)
        if chosen and totals[best] + _NEW_PAGE + len(table) // 4 >= sum(current):
            break
        chosen.append(best)
        current = [min(held, row[best]) for held, row in zip(current, table, strict=True)]
    return [pages[number] for number in chosen]
