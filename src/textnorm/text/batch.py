"""Clean many texts: kernels find those that may change, equal texts are cleaned once, and the order is kept."""

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

# With fewer characters, loading the kernels takes longer than they save.
_KERNEL_CHARACTERS = 400_000
_CHUNK = 500


class _Job(NamedTuple):
    """A text, and what the kernels found out about it: the arguments of ``Cleaner.run``."""

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
        for position, text in enumerate(texts):
            if not isinstance(text, str | None):
                hint = (
                    "; read bytes with decode() first" if isinstance(text, bytes) else "; pass None for what is missing"
                )
                raise BadRecord(f"text {position}: expected str or None, got {type(text).__name__}{hint}")
    found = [text for text in dict.fromkeys(texts) if text]
    if sum(map(len, found)) >= _KERNEL_CHARACTERS:
        from textnorm.buffers import TextBuffer

        jobs = [job for _, job in jobs_in(cleaner, TextBuffer.from_texts(found))]
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
    jobs = jobs_in(cleaner, buffer)
    cleaned = _each(cleaner, list({job.text: job for _, job in jobs}.values()), workers)
    changed = [(position, cleaned[job.text]) for position, job in jobs if cleaned[job.text] != job.text]
    if not changed:
        return column
    import numpy as np

    mask = np.zeros(len(column), dtype=bool)
    mask[[position for position, _ in changed]] = True
    return pc.replace_with_mask(column, pa.array(mask), pa.array([text for _, text in changed], type=column.type))


def jobs_in(cleaner: BatchCleaner, buffer: TextBuffer) -> list[tuple[int, _Job]]:
    """The texts of ``buffer`` that the cleaner may change, with their positions; it leaves all others alone."""
    import numpy as np

    from textnorm.text.umlauts.prefilter import texts_with_umlaut_edits

    pipeline = cleaner.pipeline
    possible = scan_buffer(buffer) & np.uint8(pipeline.on & 63) | np.uint8(pipeline.always)
    umlauts = np.zeros(len(buffer), dtype=bool)
    if pipeline.umlauts is not None:
        umlauts = texts_with_umlaut_edits(buffer, cleaner.umlaut_options)
    positions = np.flatnonzero((possible != 0) | umlauts)
    columns = buffer.take(positions.tolist()), possible[positions].tolist(), (~umlauts[positions]).tolist()
    return list(zip(positions.tolist(), map(_Job, *columns), strict=True))


def _each(cleaner: BatchCleaner, jobs: Sequence[_Job], workers: int | None) -> dict[str, str]:
    """The texts of the jobs, each with its cleaned text."""
    if workers is not None and not (isinstance(workers, int) and workers >= 1):
        raise UnknownOption(f"workers={workers!r}: must be an integer ≥ 1, or None for this process alone")
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
