"""Clean many texts: kernels say which texts need a look, equal texts are cleaned once, order is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.errors import BadRecord, UnknownOption, need_many
from textnorm.text.pipeline import BatchCleaner
from textnorm.text.prefilter import scan_buffer

if TYPE_CHECKING:
    from textnorm.buffers import TextBuffer

__all__ = ["clean_column", "clean_texts"]

# Below this many characters the kernels do not pay for being loaded.
_WORTH_A_KERNEL = 400_000
_CHUNK = 500


class _Job(NamedTuple):
    """A text, and what the kernels know of it: the arguments of ``Cleaner.run``."""

    text: str
    possible: int | None = None
    no_umlauts: bool = False


def clean_texts(cleaner: BatchCleaner, texts: Iterable[str | None], *, workers: int | None = None) -> list[str | None]:
    """Return every text cleaned; ``None`` stays ``None``. ``workers`` processes share the texts that need work.

    Raises ``BadRecord`` with the position of the first value that is neither.
    """
    need_many(texts, "Cleaner.many")
    texts = list(texts)
    if not set(map(type, texts)) <= {str, type(None)}:
        for place, text in enumerate(texts):
            if not isinstance(text, str | None):
                hint = (
                    "; read bytes with decode() first" if isinstance(text, bytes) else "; pass None for what is missing"
                )
                raise BadRecord(f"text {place}: expected str or None, got {type(text).__name__}{hint}")
    found = [text for text in dict.fromkeys(texts) if text]
    if sum(map(len, found)) >= _WORTH_A_KERNEL:
        from textnorm.buffers import TextBuffer

        looks = unsettled(cleaner, TextBuffer.from_texts(found))
        jobs = [_Job(found[place], possible, no_umlauts) for place, possible, no_umlauts in looks]
    else:
        jobs = [_Job(text) for text in found]
    cleaned = _each(cleaner, jobs, workers)
    return [cleaned.get(text, text) for text in texts] if cleaned else texts  # type: ignore[arg-type]


def clean_column(cleaner: BatchCleaner, column: Any, *, workers: int | None = None) -> Any:
    """Clean an Arrow array or chunked array of strings; the result has the same type, nulls stay null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from textnorm.buffers import TextBuffer

    if isinstance(column, pa.ChunkedArray):
        chunks = [clean_column(cleaner, chunk, workers=workers) for chunk in column.chunks]
        return pa.chunked_array(chunks, type=column.type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise BadRecord(f"Arrow column: expected strings, got {column.type}; cast it first")
    buffer = TextBuffer.from_arrow(column)
    looks = unsettled(cleaner, buffer)
    before = buffer.take(place for place, *_ in looks)
    jobs = {text: _Job(text, look[1], look[2]) for look, text in zip(looks, before, strict=True)}
    cleaned = _each(cleaner, list(jobs.values()), workers)
    changed = [(look[0], cleaned[text]) for look, text in zip(looks, before, strict=True) if cleaned[text] != text]
    if not changed:
        return column
    import numpy as np

    mask = np.zeros(len(column), dtype=bool)
    mask[[place for place, _ in changed]] = True
    return pc.replace_with_mask(column, pa.array(mask), pa.array([text for _, text in changed], type=column.type))


def unsettled(cleaner: BatchCleaner, buffer: TextBuffer) -> list[tuple[int, int, bool]]:
    """Which texts of ``buffer`` the cleaner may change, in order; it leaves all others alone.

    Each with its place, the steps that it may need, and whether umlauts are known to be none of them.
    """
    import numpy as np

    from textnorm.text.umlauts.prefilter import texts_with_umlaut_edits

    pipeline = cleaner.pipeline
    possible = scan_buffer(buffer) & np.uint8(pipeline.on & 63) | np.uint8(pipeline.always)
    umlauts = np.zeros(len(buffer), dtype=bool)
    if pipeline.umlauts is not None:
        umlauts = texts_with_umlaut_edits(
            buffer,
            locale=cleaner.locale,
            min_confidence=cleaner.min_confidence,
            keep=cleaner.keep,
            force=cleaner.force,
        )
    places = np.flatnonzero((possible != 0) | umlauts)
    return list(zip(places.tolist(), possible[places].tolist(), (~umlauts[places]).tolist(), strict=True))


def _each(cleaner: BatchCleaner, jobs: Sequence[_Job], workers: int | None) -> dict[str, str]:
    """Every text of the jobs with what it becomes."""
    if workers is not None and not (isinstance(workers, int) and workers >= 1):
        raise UnknownOption(f"workers={workers!r}: give a whole number from 1 on, or None for this process alone")
    if workers is None or workers < 2 or len(jobs) < 2 * _CHUNK:
        return dict(_clean_chunk(cleaner, jobs))
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    chunks = [jobs[start : start + _CHUNK] for start in range(0, len(jobs), _CHUNK)]
    # "spawn" is the same on every platform and safe beside threads.
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        return dict(pair for chunk in pool.map(partial(_clean_chunk, cleaner), chunks) for pair in chunk)


def _clean_chunk(cleaner: BatchCleaner, jobs: Sequence[_Job]) -> list[tuple[str, str]]:
    run = cleaner.run
    return [(job.text, run(*job)[0]) for job in jobs]
