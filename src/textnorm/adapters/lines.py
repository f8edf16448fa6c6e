"""The lines of a file, whatever its compression and its encoding."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from textnorm.adapters.compression import unpacked
from textnorm.adapters.records import Progress, Source

__all__ = ["lines_of"]

_UTF_16_AND_32 = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINES_BETWEEN_REPORTS = 256


def lines_of(source: Source, progress: Progress) -> Iterator[str]:
    """Yield the lines with their ends. A line that is not UTF-8 is decoded on its own."""
    with unpacked(source) as stream:
        start = stream.read(4)
        wide = next((encoding for mark, encoding in _UTF_16_AND_32 if start.startswith(mark)), None)
        stream.seek(0)
        if wide is not None:
            with io.TextIOWrapper(stream, encoding=wide, errors="replace", newline="") as lines:
                yield from lines
            return
        if start.startswith(codecs.BOM_UTF8):
            stream.seek(len(codecs.BOM_UTF8))
        done = 0
        for number, data in enumerate(stream):
            try:
                line = data.decode("utf-8")
            except UnicodeDecodeError:
                line = _decoded(data)
            yield line
            done += len(data)
            if number % _LINES_BETWEEN_REPORTS == 0:
                progress(done)
        progress(done)


def _decoded(data: bytes) -> str:
    from textnorm.text.encoding.decode import decode

    return decode(data).text
