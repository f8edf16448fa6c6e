"""A batch of texts → what the search needs of each: digests, keys, sketches, and shingles to count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.errors import UnknownOption
from textnorm.match.articles.candidates import COPIES
from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.samples import SAMPLED
from textnorm.match.articles.shingle_frequency import ShingleFrequency, counted_one_in
from textnorm.match.corpus.corpus import Corpus
from textnorm.match.keep import preference
from textnorm.match.partition.records import SKETCHES, list_column, ordered
from textnorm.match.sketching.bands import band_keys, choose_bands
from textnorm.match.sketching.buckets import sorted_unique
from textnorm.match.sketching.shingles import Recipe, Shingles, shingle
from textnorm.match.sketching.sketches import sketch_shingles

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = [
    "COMPACT",
    "band_threshold",
    "check_settings",
    "compact",
    "samples_texts",
    "short_sketches",
    "sketch",
    "slots_of",
]

_LISTS = ("samples", "bands", "counted")
#: ``SKETCHES`` with ``samples``, ``bands`` and ``counted`` as bytes, four for each: lists cost engines far more. A band
#: is without its number, and what is counted is the slot of a shingle; see ``slots_of``.
COMPACT = pyarrow.schema([
    pyarrow.field(field.name, pyarrow.binary()) if field.name in _LISTS else field for field in SKETCHES
])  # fmt: skip

_HALF = np.uint64(32)
_KINDS = ("text", "article", "headline")
_KEEP = ("longest", "first", "cleanest")
# What a rule needs to know of each text.
_KEEP_BY = {"earliest": "time", "priority": "priority"}
# Nodes of articles are ordered by what is kept first before their copies are counted.
_KEEP_HEADLINES = (*_KEEP, "most_frequent")


def check_settings(matcher: MatchSettings, columns: Collection[str] = ()) -> None:
    """Raise ``UnknownOption`` for what only one machine can do, and say what to do.

    ``columns`` says what is known of each text: ``time``, ``priority``.
    """
    if matcher.kind not in _KINDS:
        raise UnknownOption(
            f"{matcher.kind!r}: an engine searches headlines, articles and plain texts; use Matcher.headlines(), "
            "Matcher.articles() or Matcher(), or collect the column and search it on one machine"
        )
    if not matcher.verify:
        raise UnknownOption("verify=False: an engine verifies every pair; leave it out")
    if matcher.within is not None and "time" not in columns:
        raise UnknownOption(f"within={matcher.within!r} needs times: name the column, time=…")
    rules = _KEEP_HEADLINES if matcher.kind == "headline" else _KEEP
    rules = (*rules, *(rule for rule, needed in _KEEP_BY.items() if needed in columns))
    if matcher.keep in _KEEP_BY and _KEEP_BY[matcher.keep] not in columns:
        needed = _KEEP_BY[matcher.keep]
        raise UnknownOption(
            f"keep={matcher.keep!r} needs {needed}: name the column, {needed}=…, where the engine takes one"
        )
    if matcher.keep not in rules:
        raise UnknownOption.among("keep", matcher.keep, rules)


def samples_texts(matcher: MatchSettings) -> bool:
    """Whether texts are searched by samples of their shingles as well as by bands."""
    return matcher.kind == "article" or MEASURES[matcher.measure].least_jaccard is None


def band_threshold(matcher: MatchSettings) -> float:
    """The Jaccard similarity that the bands are made for."""
    least = MEASURES[matcher.measure].least_jaccard
    if matcher.kind == "text" and least is not None:
        return least(matcher.threshold)
    return max(matcher.threshold, COPIES)


def sketch(
    places: NDArray[np.int64],
    texts: list[str],
    total: int,
    matcher: MatchSettings,
    *,
    time: list[Any] | None = None,
    priority: list[Any] | None = None,
) -> Any:
    """The rows of ``SKETCHES`` for ``texts``, which stand at ``places`` among ``total`` texts."""
    corpus = Corpus(texts, None, time, priority)
    recipe = Recipe.of(matcher)
    tables = []
    for chunk in corpus.chunks():
        shingles = shingle(corpus.buffer(chunk, repair=matcher.repair), recipe)
        prefer = places[chunk] if matcher.keep == "first" else preference(corpus, matcher)[chunk]
        tables.append(_rows(shingles, places[chunk], corpus.lengths[chunk], prefer, total, matcher))
    return pyarrow.concat_tables(tables) if tables else SKETCHES.empty_table()


def _rows(
    shingles: Shingles,
    places: NDArray[np.int64],
    lengths: NDArray[np.int64],
    prefer: NDArray[Any],
    total: int,
    matcher: MatchSettings,
) -> Any:
    count = len(places)
    digests = shingles.digests
    sketches = sketch_shingles(shingles, Recipe.of(matcher))
    bands, rows = choose_bands(matcher.sketch_size, band_threshold(matcher), matcher.recall)
    keys = band_keys(sketches, bands, rows).T.astype(np.int64)
    keys |= np.arange(bands, dtype=np.int64) << 32
    short = sketches.astype(np.uint8)
    return pyarrow.Table.from_arrays(
        [
            pyarrow.array(places),
            pyarrow.array(ordered(digests[:, 0].copy())),
            pyarrow.array(ordered(digests[:, 1].copy())),
            pyarrow.array(~(digests != 0).any(axis=1)),
            pyarrow.array(lengths),
            pyarrow.array(prefer.astype(np.float64)),
            *(_samples(shingles) if samples_texts(matcher) else _nothing(count)),
            list_column(keys.reshape(-1), np.arange(count + 1, dtype=np.int64) * bands),
            pyarrow.array([row.tobytes() for row in short], type=pyarrow.binary()),
            _counted(shingles, total, matcher),
        ],
        schema=SKETCHES,
    )


def short_sketches(texts: list[str], matcher: MatchSettings) -> NDArray[np.uint8]:
    """The sketches of ``texts``, a byte a slot."""
    corpus, recipe = Corpus(texts), Recipe.of(matcher)
    rows = [
        sketch_shingles(shingle(corpus.buffer(chunk, repair=matcher.repair), recipe), recipe).astype(np.uint8)
        for chunk in corpus.chunks()
    ]
    return np.concatenate([np.zeros((0, matcher.sketch_size), dtype=np.uint8), *rows])


def _nothing(count: int) -> tuple[Any, Any]:
    return pyarrow.array(np.zeros(count, dtype=np.int64)), pyarrow.nulls(count, SKETCHES.field("samples").type)


def _samples(shingles: Shingles) -> tuple[Any, Any]:
    """How many shingles of each text are sampled, and their upper halves, each once."""
    chosen = np.flatnonzero(shingles.hashes & np.uint64(SAMPLED - 1) == 0)
    owner = np.searchsorted(shingles.ends, chosen, side="right").astype(np.uint64)
    distinct = sorted_unique(owner << _HALF | shingles.hashes[chosen] >> _HALF)
    starts = np.searchsorted(distinct, np.arange(len(shingles.ends) + 1, dtype=np.uint64) << _HALF)
    sampled = np.bincount(owner.astype(np.int64), minlength=len(shingles.ends))
    return pyarrow.array(sampled), list_column((distinct & np.uint64(0xFFFFFFFF)).astype(np.int64), starts)


def _counted(shingles: Shingles, total: int, matcher: MatchSettings) -> Any:
    """The distinct shingles of the texts that are counted, null for others."""
    if matcher.kind != "article":
        return pyarrow.nulls(len(shingles.ends), SKETCHES.field("counted").type)
    _, hashes, sizes = ShingleFrequency(total).prepare(shingles)
    chosen = shingles.digests[:, 1] & np.uint64(counted_one_in(total) - 1) == 0
    ends = np.cumsum(sizes)
    rows = iter(np.split(hashes.view(np.int64), ends[:-1]) if len(ends) else [])
    return pyarrow.array(
        [next(rows).tolist() if some else None for some in chosen], type=SKETCHES.field("counted").type
    )


def compact(rows: Any) -> Any:
    """The rows of ``SKETCHES`` as those of ``COMPACT``."""
    columns = [_as_bytes(rows, name) if name in _LISTS else rows[name] for name in COMPACT.names]
    return pyarrow.Table.from_arrays(columns, schema=COMPACT)


def _as_bytes(rows: Any, name: str) -> Any:
    column = rows[name].combine_chunks()
    values = column.flatten().to_numpy(zero_copy_only=False)
    values = (slots_of(values) if name == "counted" else values & 0xFFFFFFFF).astype("<u4")
    sizes = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32) * 4
    made = pyarrow.Array.from_buffers(
        pyarrow.binary(), len(column), [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(values)]
    )
    return pc.if_else(column.is_valid(), made, None)


def slots_of(hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The slot in which each shingle is counted; how often each slot comes is an aggregate that merges in any order."""
    return ((hashes.view(np.uint64) >> np.uint64(20)) & np.uint64(ShingleFrequency.SLOTS - 1)).astype(np.int64)
