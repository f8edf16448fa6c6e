"""Clean many texts: kernels find those that may change, equal texts are cleaned once, and the order is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord, TextnormError, UnknownOption, need_many
from textnorm.kernels.waiting import is_worth_it
from textnorm.text.pipeline import BatchCleaner, InSteps, Job, StepRun
from textnorm.values import is_missing

if TYPE_CHECKING:
    from textnorm.buffers import TextBuffer

__all__ = ["Errors", "clean_column", "clean_texts"]

#: What happens to a text that cannot be cleaned: ``"raise"``, ``"keep"`` as it is, or a call with position and error.
Errors = str | Callable[[int, TextnormError], None]

# With fewer characters, loading the kernels takes longer than they save; once they are loaded, calling them; and where
# they were never compiled, waiting for them.
_KERNEL_CHARACTERS, _LOADED_KERNEL_CHARACTERS, _COMPILED_KERNEL_CHARACTERS = 400_000, 1_000, 20_000_000
_CHUNK = 500
# Texts that are cleaned side by side: kernels look at what each step makes of all of them.
_AT_ONCE = 2000
_SIDE_BY_SIDE = 1_000  # characters that are worth it


def clean_texts(
    cleaner: BatchCleaner, texts: Iterable[str | None], *, workers: int | None = None, errors: Errors = "raise"
) -> list[str | None]:
    """Return every text cleaned; what is missing becomes ``None``. ``workers`` processes share the work.

    Raises ``BadRecord`` with the position of the first value that is no text or cannot be cleaned, unless ``errors``
    says otherwise: then the value stays as it is.
    """
    need_many(texts, "Cleaner.many")
    fail = _on_failure(errors)
    texts = list(texts)
    bad: dict[int, Any] = {}
    if not set(map(type, texts)) <= {str, type(None)}:
        for position, text in enumerate(texts):
            if isinstance(text, str):
                continue
            texts[position] = None
            if not is_missing(text):
                hint = (
                    "; read bytes with decode() first" if isinstance(text, bytes) else "; pass None for what is missing"
                )
                fail(position, BadRecord(f"text {position}: expected str or None, got {type(text).__name__}{hint}"))
                bad[position] = text
    found = [text for text in dict.fromkeys(texts) if text]
    if _calls_for_kernels(sum(map(len, found))):
        from textnorm.buffers import TextBuffer

        jobs = [job for _, job in jobs_in(cleaner, TextBuffer.from_texts(found), found)]
    else:
        jobs = [Job(text) for text in found]
    cleaned, failed = _each(cleaner, jobs, workers)
    if failed:
        for position, text in enumerate(texts):
            if text in failed:
                fail(position, BadRecord(f"text {position}: cannot be cleaned: {failed[text]}"))
    result = [cleaned.get(text, text) for text in texts] if cleaned else texts  # type: ignore[arg-type]
    for position, value in bad.items():
        result[position] = value
    return result


def _calls_for_kernels(characters: int) -> bool:
    """Whether a batch of so many characters is read by kernels."""
    if "textnorm.kernels.damage.umlaut_prefilter" in sys.modules:
        return characters >= _LOADED_KERNEL_CHARACTERS
    return characters >= _KERNEL_CHARACTERS and is_worth_it(
        "damage.umlaut_prefilter", characters, _COMPILED_KERNEL_CHARACTERS
    )


def _on_failure(errors: Errors) -> Callable[[int, TextnormError], None]:
    if callable(errors):
        return errors
    if errors not in ("raise", "keep"):
        raise UnknownOption.among("errors", errors, ("raise", "keep"))

    def fail(position: int, error: TextnormError) -> None:
        if errors == "raise":
            raise error
        import logging

        logging.getLogger("textnorm").warning("textnorm: kept as it is: %s", error)

    return fail


def clean_column(
    cleaner: BatchCleaner, column: Any, *, workers: int | None = None, errors: Errors = "raise", start: int = 0
) -> Any:
    """Clean an Arrow array or chunked array of strings; the result has the same type, nulls stay null.

    ``start`` is the position of its first text.
    """
    need_many(column, "Cleaner.many")
    import pyarrow as pa
    import pyarrow.compute as pc

    from textnorm.buffers import TextBuffer

    if isinstance(column, pa.ChunkedArray):
        chunks = []
        for chunk in column.chunks:
            chunks.append(clean_column(cleaner, chunk, workers=workers, errors=errors, start=start))
            start += len(chunk)
        return pa.chunked_array(chunks, type=column.type)
    if pa.types.is_null(column.type):
        return column
    if pa.types.is_dictionary(column.type):
        return _clean_dictionary(cleaner, column, workers, errors, start)
    if pa.types.is_string_view(column.type):
        plain = column.cast(pa.large_string())
        cleaned = clean_column(cleaner, plain, workers=workers, errors=errors, start=start)
        return column if cleaned is plain else cleaned.cast(column.type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise BadRecord(f"Arrow column: expected strings, got {column.type}; cast it first")
    buffer = TextBuffer.from_arrow(column)
    jobs = jobs_in(cleaner, buffer)
    cleaned, failed = _each(cleaner, list({job.text: job for _, job in jobs}.values()), workers)
    if failed:
        fail = _on_failure(errors)
        for position, job in jobs:
            if job.text in failed:
                place = start + position
                fail(place, BadRecord(f"text {place}: cannot be cleaned: {failed[job.text]}"))
    changed = [(position, after) for position, job in jobs if (after := cleaned[job.text]) != job.text]
    if not changed:
        return column
    import numpy as np

    mask = np.zeros(len(column), dtype=bool)
    mask[[position for position, _ in changed]] = True
    return pc.replace_with_mask(column, pa.array(mask), pa.array([text for _, text in changed], type=column.type))


def _clean_dictionary(cleaner: BatchCleaner, column: Any, workers: int | None, errors: Errors, start: int) -> Any:
    """Clean the dictionary of an Arrow array: its order stays, and entries that become equal are one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        entries = clean_column(cleaner, column.dictionary, workers=workers)
    except BadRecord:  # its position is one in the dictionary, and the caller wants that of a row
        plain = clean_column(cleaner, column.dictionary_decode(), workers=workers, errors=errors, start=start)
        return plain.dictionary_encode().cast(column.type)
    if entries is column.dictionary or entries.equals(column.dictionary):
        return column
    merged = entries.cast(pa.large_string()).dictionary_encode()
    places = pc.take(merged.indices, column.indices).cast(column.type.index_type)
    values = merged.dictionary.cast(column.type.value_type)
    return pa.DictionaryArray.from_arrays(places, values, ordered=column.type.ordered)


def jobs_in(cleaner: BatchCleaner, buffer: TextBuffer, texts: Sequence[str] | None = None) -> list[tuple[int, Job]]:
    """The texts of ``buffer`` that the cleaner may change, with their positions; it leaves all others alone.

    ``texts`` are those of the buffer, if the caller has them.
    """
    import numpy as np

    from textnorm.text.rewriting import possible_in

    possible, umlauts = possible_in(cleaner, buffer)
    positions = np.flatnonzero((possible != 0) | umlauts)
    places = positions.tolist()
    some = buffer.take(places) if texts is None else [texts[place] for place in places]
    rows = zip(some, possible[positions].tolist(), (~umlauts[positions]).tolist(), strict=True)
    jobs: Iterator[Job] = map(tuple.__new__, repeat(Job), rows)  # without a call of Python for each
    return list(zip(places, jobs, strict=True))


def _each(
    cleaner: BatchCleaner, jobs: Sequence[Job], workers: int | None
) -> tuple[dict[str, str], dict[str | None, str]]:
    """The texts of the jobs, each with its cleaned text, and those that cannot be cleaned, each with the reason."""
    if workers is not None and not (isinstance(workers, int) and workers >= 1):
        raise UnknownOption(f"workers={workers!r}: must be an integer ≥ 1, or None for this process alone")
    if workers is None or workers < 2 or len(jobs) < 2 * _CHUNK:
        scanned = bool(jobs) and jobs[0].possible is not None
        side_by_side = scanned and sum(len(job.text) for job in jobs) >= _SIDE_BY_SIDE
        return _clean_chunk(cleaner, jobs, side_by_side=side_by_side)
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    chunks = [jobs[start : start + _CHUNK] for start in range(0, len(jobs), _CHUNK)]
    # "spawn" is the same on every platform and safe beside threads.
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        cleaned: dict[str, str] = {}
        failed: dict[str | None, str] = {}
        for some, others in pool.map(partial(_clean_chunk, cleaner), chunks):
            cleaned |= some
            failed |= others
        return cleaned, failed


def _clean_chunk(
    cleaner: BatchCleaner, jobs: Sequence[Job], *, side_by_side: bool = False
) -> tuple[dict[str, str], dict[str | None, str]]:
    run = cleaner.run
    failed: dict[str | None, str] = {}
    try:
        if side_by_side and isinstance(run, StepRun):
            done: dict[str, str] = {}
            for start in range(0, len(jobs), _AT_ONCE):
                done.update(_side_by_side(cleaner, run, jobs[start : start + _AT_ONCE]))
            return done, failed
        return {job.text: run(*job)[0] for job in jobs}, failed
    except Exception as failure:  # one text fails, which must not stop the others: find out which
        cleaned = {}
        for job in jobs:
            try:
                cleaned[job.text] = run(*job)[0]
            except Exception as error:
                cleaned[job.text] = job.text
                failed[job.text] = f"{type(error).__name__}: {error}"
        if not failed:
            _warn_of_kernels(failure)
        return cleaned, failed


def _warn_of_kernels(failure: Exception) -> None:
    """Warn that a batch failed of which every text by itself can be cleaned: nothing is lost but time."""
    import warnings

    warnings.warn(
        f"textnorm: kernels failed on a batch, and its texts were cleaned one by one, which is slower. This is a bug "
        f"in textnorm; please report it: {type(failure).__name__}: {failure}",
        RuntimeWarning,
        stacklevel=2,
    )


def _side_by_side(cleaner: BatchCleaner, run: StepRun, jobs: Sequence[Job]) -> Iterator[tuple[str, str]]:
    """Clean texts step by step, all at the same time, so that kernels look at what every step makes of them."""
    from textnorm.buffers import TextBuffer
    from textnorm.text.rewriting import possible_in, straightened, written_by_kernels

    waiting: list[tuple[str, InSteps]] = []
    asked: list[str] = []
    written, known = written_by_kernels(cleaner, jobs)
    yield from written.items()
    for text, possible, no_umlauts in jobs:
        if text in written:
            continue
        steps = run.in_steps(text, possible or 0, no_umlauts, known.get(text))
        try:
            asked.append(next(steps))
            waiting.append((text, steps))
        except StopIteration as end:
            yield text, end.value[0]
    while waiting:
        source = TextBuffer.from_texts(asked)
        possible_now, umlauts = possible_in(cleaner, source)
        straight = straightened(cleaner, asked, possible_now, umlauts)
        answers = zip(waiting, asked, possible_now.tolist(), (~umlauts).tolist(), strict=True)
        waiting, asked = [], []
        for (text, steps), current, possible, no_umlauts in answers:
            if current in straight:
                yield text, straight[current]
                continue
            try:
                asked.append(steps.send((possible, no_umlauts)))
                waiting.append((text, steps))
            except StopIteration as end:
                yield text, end.value[0]
