"""Standard output for records: as they are in a pipe or a file, with controls as symbols on a terminal."""

from __future__ import annotations

import codecs
import io
import sys
from typing import IO, Any, cast

from textnorm.values import shown

__all__ = ["STANDARD_OUTPUT", "standard_output"]

#: What messages call it.
STANDARD_OUTPUT = "standard output"


def standard_output(encoding: str = "utf-8") -> IO[bytes]:
    """Where bytes in ``encoding`` go. A terminal obeys controls, whoever wrote them; so it gets none but line ends."""
    if not sys.stdout.isatty():
        return sys.stdout.buffer
    return cast("IO[bytes]", _Terminal(sys.stdout.buffer, encoding))


class _Terminal(io.RawIOBase):
    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        given = bytes(data)
        lines = self._decoder.decode(given).replace("\r\n", "\n").split("\n")
        visible = "\n".join("\t".join(map(shown, line.split("\t"))) for line in lines)
        self._stream.write(visible.encode(self._encoding, "backslashreplace"))
        return len(given)

    def flush(self) -> None:
        self._stream.flush()
