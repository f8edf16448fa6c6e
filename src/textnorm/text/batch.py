"""Clean many texts: kernels say which texts need a look, equal texts are cleaned once, order is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord
from textnorm.text.needs import scan_buffer

if TYPE_CHECKING:
    from textnorm.buffers import TextBuffer
    from textnorm.text.cleaner import Cleaner

__all__ = ["clean_column", "clean_texts"]

# Below this many characters the kernels do not pay for being loaded.
_WORTH_A_KERNEL = 400_000
_CHUNK = 500


def clean_texts(cleaner: Cleaner, texts: Iterable[str | None], *, workers: int | None = None) -> list[str | None]:
    """Return every text cleaned; ``None`` stays ``None``. ``workers`` processes share the texts that need work.

    Raises ``BadRecord`` with the position of the first value that is neither.
    """
    texts = list(texts)
    distinct = list(dict.fromkeys(texts))
    try:
        size = sum(map(len, filter(None, distinct)))
    except TypeError:
        size = -1
    if size < 0 or not all(isinstance(text, str | None) for text in distinct):
        place, value = next((i, text) for i, text in enumerate(texts) if not isinstance(text, str | None))
        raise BadRecord(f"text {place}: expected str or None, got {type(value).__name__}")
    found = [text for text in distinct if text]
    if size >= _WORTH_A_KERNEL:
        from textnorm.buffers import TextBuffer

        found = [found[place] for place in unsettled(cleaner, TextBuffer.from_texts(found))]
    known = dict(zip(found, _each(cleaner, found, workers), strict=True))
    return [known.get(text, text) for text in texts] if known else texts  # type: ignore[arg-type]


def clean_column(cleaner: Cleaner, column: Any, *, workers: int | None = None) -> Any:
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
    places = unsettled(cleaner, buffer)
    before = buffer.take(places)
    distinct = list(dict.fromkeys(before))
    known = dict(zip(distinct, _each(cleaner, distinct, workers), strict=True))
    changed = [(place, known[text]) for place, text in zip(places, before, strict=True) if known[text] != text]
    if not changed:
        return column
    import numpy as np

    mask = np.zeros(len(column), dtype=bool)
    mask[[place for place, _ in changed]] = True
    return pc.replace_with_mask(column, pa.array(mask), pa.array([text for _, text in changed], type=column.type))


def unsettled(cleaner: Cleaner, buffer: TextBuffer) -> list[int]:
    """Which texts of ``buffer`` the cleaner may change, in order; it leaves all others alone."""
    import numpy as np

    from textnorm.text.umlaut_batch import texts_with_umlaut_edits

    plan = cleaner.plan
    look = (scan_buffer(buffer) & np.uint8(plan.on & 63) | np.uint8(plan.always)) != 0
    if plan.umlauts is not None:
        look |= texts_with_umlaut_edits(
            buffer,
            locale=cleaner.locale,
            min_confidence=cleaner.min_confidence,
            keep=cleaner.keep,
            force=cleaner.force,
        )
    return np.flatnonzero(look).tolist()


def _each(cleaner: Cleaner, texts: Sequence[str], workers: int | None) -> list[str]:
    if workers is None or workers < 2 or len(texts) < 2 * _CHUNK:
        return [cleaner.clean(text) for text in texts]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
    # "spawn" is the same on every platform and safe beside threads.
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        return [text for chunk in pool.map(partial(_clean_chunk, cleaner), chunks) for text in chunk]


def _clean_chunk(cleaner: Cleaner, texts: Sequence[str]) -> list[str]:
    return [cleaner.clean(text) for text in texts]
