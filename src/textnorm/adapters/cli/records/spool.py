"""Values that a run needs again, on disk once there are many."""

from __future__ import annotations

import json
from array import array
from tempfile import SpooledTemporaryFile
from typing import Any
from weakref import finalize

__all__ = ["Spool"]

_IN_MEMORY = 16_000_000  # bytes


class Spool:
    """Values that JSON can carry, appended one after the other and read by their position.

    >>> spool = Spool()
    >>> for value in ("a-1", 7, None):
    ...     spool.append(value)
    >>> spool[1], spool[0], len(spool)
    (7, 'a-1', 3)
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the finalizer
        finalize(self, self._file.close)
        self._ends = array("q", [0])

    def append(self, value: Any) -> None:
        """Add a value at the end."""
        self._file.seek(self._ends[-1])
        self._ends.append(self._ends[-1] + self._file.write(json.dumps(value, default=str).encode()))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> Any:
        self._file.seek(self._ends[place])
        return json.loads(self._file.read(self._ends[place + 1] - self._ends[place]))
