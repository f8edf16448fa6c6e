"""Fuzzing that watches which lines of textnorm an input reaches.

    python -m tests.fuzz.guided clean -- -max_total_time=600 -timeout=60 CORPUS

Needs atheris (``pip install atheris``; Linux and macOS). What follows ``--`` goes to libFuzzer: ``-timeout=60`` calls a
single input of a minute a hang, a folder keeps the inputs that reached something new. An input that fails is written
to ``crash-…`` or ``timeout-…``, and ``python -m tests.fuzz.guided TARGET -- FILE`` runs it again.
"""

from __future__ import annotations

import pkgutil
import random
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import atheris

from tests.hostile.strings import CONTROL_TEXTS, ENDS, PIECES

ROOT = Path(__file__).parent.parent.parent
# Numba compiles the bytecode of the kernels as it was written, not one with counters in it.
KERNELS = [
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    for path in (ROOT / "src" / "textnorm" / "kernels").rglob("*.py")
]

with atheris.instrument_imports(include=["textnorm"], exclude=KERNELS):
    import textnorm.match
    import textnorm.text
    from tests.fuzz.targets import TARGETS
    from textnorm.adapters import files, stores
    from textnorm.errors import TextnormError

    # What is loaded on first use would be loaded without counters.
    for package in (textnorm.text, textnorm.match, files, stores):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)

__all__ = ["Choices", "main", "texts_from"]

_PARTS = (*PIECES, *ENDS, *CONTROL_TEXTS)


class Choices(random.Random):
    """Choices that the fuzzer's bytes make: once they are used up, all of them are the first possible."""

    def __init__(self, provider: atheris.FuzzedDataProvider) -> None:
        self._provider = provider
        super().__init__(0)

    def seed(self, *given: object) -> None:
        """There is nothing to seed."""

    def random(self) -> float:
        """A number in [0, 1)."""
        return self._provider.ConsumeIntInRange(0, 0xFFFF) / 0x10000

    def getrandbits(self, k: int, /) -> int:
        """So many bits."""
        return int.from_bytes(self._provider.ConsumeBytes((k + 7) // 8), "little") & ((1 << k) - 1)


def texts_from(provider: atheris.FuzzedDataProvider) -> Iterator[str]:
    """Texts without end: characters as the bytes say, and now and then a piece that is known to be hard."""
    while True:
        text = ""
        for _ in range(provider.ConsumeIntInRange(0, 8)):
            kind = provider.ConsumeIntInRange(0, 3)
            if kind == 0:
                text += provider.ConsumeUnicode(provider.ConsumeIntInRange(0, 40))
            elif kind == 1:
                text += provider.ConsumeBytes(provider.ConsumeIntInRange(0, 60)).decode("utf-8", "replace")
            elif kind == 2:
                text += provider.ConsumeBytes(provider.ConsumeIntInRange(0, 60)).decode("latin-1")
            else:
                piece = _PARTS[provider.ConsumeIntInRange(0, len(_PARTS) - 1)]
                text += piece * provider.ConsumeIntInRange(1, 40)
        yield text


def main() -> None:
    """Fuzz one target until it fails, or as long as libFuzzer is told to."""
    name, *rest = sys.argv[1:] or ["--help"]
    if name not in TARGETS:
        sys.exit(f"{__doc__}\nTargets: {', '.join(TARGETS)}")
    target = TARGETS[name]

    def once(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        with suppress(TextnormError):  # refused in words
            target(texts_from(provider), Choices(provider))

    atheris.Setup([sys.argv[0], *(part for part in rest if part != "--")], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
