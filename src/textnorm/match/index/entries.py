"""What users hand to an index, as it is kept: ids and payloads as JSON, texts as bytes, times as seconds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from textnorm.errors import BadRecord, need_many, need_text
from textnorm.match.index.runs import damaged
from textnorm.match.index.store import ItemRow, TextRow
from textnorm.match.index.values import Item
from textnorm.match.times import EXPECTED, parsed, seconds

__all__ = [
    "Entries", "Entry", "digest_of", "entries_of", "entry_of", "id_of", "item_of", "span_of", "text_of", "texts_of",
    "time_of", "words_kept", "words_of",
]  # fmt: skip

_NOTHING: Mapping[str, Any] = {}
_CHECKSUM = 4  # bytes
_FIELDS = "an item is (id, text), (id, text, at), (id, text, at, payload) or a mapping with id, text and perhaps at"


class Entry(NamedTuple):
    """An item to be added: its id and payload as JSON, its text, its digest, its time."""

    id: str
    text: str
    data: bytes
    digest: int
    time: float | None
    payload: str | None


class Entries(NamedTuple):
    """Items to be added, a list for each field of ``Entry``: objects for thousands would keep the collector busy."""

    ids: list[str]
    texts: list[str]
    data: list[bytes]
    digests: list[int]
    times: list[float | None]
    payloads: list[str | None]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Entries:
        """Some entries."""
        found = cls([], [], [], [], [], [])
        for entry in entries:
            found.ids.append(entry.id)
            found.texts.append(entry.text)
            found.data.append(entry.data)
            found.digests.append(entry.digest)
            found.times.append(entry.time)
            found.payloads.append(entry.payload)
        return found

    def items(self, places: Iterable[int], row_of: Mapping[bytes, int]) -> Iterator[ItemRow]:
        """The items at these places; ``row_of`` has the number of each text."""
        ids, data, times, payloads = self.ids, self.data, self.times, self.payloads
        for place in places:
            item = ids[place], row_of[data[place]], times[place], payloads[place]
            yield ItemRow(*item, _sum(*item))


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def _json(value: Any, what: str) -> str:
    if type(value) is int:  # most ids are numbers or strings, and the encoder is slow to begin
        return str(value)
    try:
        return _encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise BadRecord(f"{what}={value!r:.100}: expected a value that JSON can hold: {error}") from None


def id_of(value: Any) -> str:
    """An id as it is kept; raises ``BadRecord`` for what JSON cannot hold.

    >>> id_of("a"), id_of(1), id_of({"b": None})
    ('"a"', '1', '{"b":null}')
    """
    return _json(value, "id")


def digest_of(text: bytes) -> int:
    """64 bits that tell a text from others, as a signed number."""
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little", signed=True)


def time_of(at: Any, option: str = "at") -> float | None:
    """A time in seconds since 1970, or ``None`` for none; ``option`` is what the caller calls it."""
    if at is None:
        return None
    try:
        found = parsed(at)
    except (ValueError, OverflowError, TypeError):
        found = float("inf")
    if found in (float("inf"), float("-inf")):
        raise BadRecord(f"{option}={at!r}: {EXPECTED}")
    return None if found != found else found


def span_of(within: str | float | None) -> float | None:
    """A span in seconds, or ``None`` for no limit."""
    return None if within is None else seconds(within)


def entry_of(id: Any, text: Any, at: Any, payload: Mapping[str, Any]) -> Entry:
    """An item as it is kept."""
    need_text(text, "add")
    data = text.encode("utf-8", "surrogatepass")
    told = _json(dict(payload), "payload") if payload else None
    return Entry(id_of(id), text, data, digest_of(data), time_of(at), told)


def entries_of(items: Iterable[Any]) -> Iterator[Entry]:
    """Items in any of the forms that users may hand over."""
    need_many(items, "add_many")
    for place, item in enumerate(items):
        try:
            if isinstance(item, (tuple, list)) and 2 <= len(item) <= 4:
                at, payload = item[2] if len(item) > 2 else None, item[3] if len(item) > 3 else None
                yield entry_of(item[0], item[1], at, payload or _NOTHING)
            elif isinstance(item, Mapping):
                rest = {name: value for name, value in item.items() if name not in ("id", "text", "at")}
                yield entry_of(item["id"], item["text"], item.get("at"), rest)
            else:
                raise BadRecord(f"got {type(item).__name__}; {_FIELDS}")
        except KeyError as error:
            raise BadRecord(f"item {place}: {error} is missing; {_FIELDS}") from None
        except BadRecord as error:
            raise BadRecord(f"item {place}: {error}") from None


def _sum(id: str, row: int, time: float | None, payload: str | None) -> int:
    return crc32(f"({id!r}, {row}, {time!r}, {payload!r})".encode())


def item_of(kept: ItemRow, text: str, name: str) -> Item:
    """A kept item as users see it; raises ``IndexUnusable`` if it is damaged."""
    if _sum(*kept[:4]) != kept.check:
        raise damaged(name, f"the item {kept.id}")
    return Item(json.loads(kept.id), text, kept.time, json.loads(kept.payload) if kept.payload else {})


def text_of(kept: TextRow, name: str) -> str:
    """A kept text; raises ``IndexUnusable`` if it is damaged."""
    return texts_of([kept], name)[kept.row]


def texts_of(kept: Iterable[TextRow], name: str) -> dict[int, str]:
    """Kept texts by their numbers; raises ``IndexUnusable`` if one is damaged."""
    found = {}
    for row, digest, text in kept:
        if type(text) is not bytes or digest_of(text) != digest:
            raise damaged(name, f"text {row}")
        found[row] = text.decode("utf-8", "surrogatepass")
    return found


def words_kept(words: bytes) -> bytes:
    """What is known of the words of a text as it is kept beside it: behind a checksum."""
    return crc32(words).to_bytes(_CHECKSUM, "little") + words


def words_of(kept: Sequence[tuple[int, bytes]], name: str) -> dict[int, bytes]:
    """What ``words_kept`` was given, by the numbers of texts; raises ``IndexUnusable`` if it is damaged."""
    from textnorm.kernels.checksums import first_damaged

    if not kept:
        return {}
    data = [each for _, each in kept]
    damaged_one = first_damaged(b"".join(data), np.fromiter(accumulate(map(len, data)), np.int64, len(data)))
    if damaged_one >= 0:
        raise damaged(name, f"what is known of the words of text {kept[damaged_one][0]}")
    return {row: each[_CHECKSUM:] for row, each in kept}
