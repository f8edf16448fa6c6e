"""The compiler that every kernel imports: Numba, once the folder for what it compiles is found.

Numba compiles a kernel the first time it is imported, and keeps it: beside this file, or else in the user's cache
folder. When neither can be written, every process compiles its kernels again. A cache only ever saves time: what cannot
be read is compiled again, and what cannot be written is not kept.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import contextlib
import gc
import logging
import pickle
import sys
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
from numba import types
from numba.core import typeinfer
from numba.core.caching import FunctionCache, IndexDataCacheFile

from textnorm.kernels.kept_code import KeptCode
from textnorm.kernels.linking import CalleeCompiler, KernelCompiler, remembered_types
from textnorm.kernels.sources import stamp_of
from textnorm.kernels.waiting import cache_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BYTES", "HASHES", "POSITIONS", "WEIGHTS", "cache_folder", "helper", "is_compiled", "njit", "types"]

# The arrays that kernels only read, for their signatures.
BYTES = types.Array(types.uint8, 1, "C", readonly=True)
HASHES = types.Array(types.uint64, 1, "C", readonly=True)
POSITIONS = types.Array(types.int64, 1, "C", readonly=True)
WEIGHTS = types.Array(types.float32, 1, "C", readonly=True)

_KERNELS = Path(__file__).parent
# Numba's settings come without types.
config: Any = numba.config


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _prepare() -> Path | None:
    """Find the folder where Numba keeps compiled kernels, if there is one; log a warning if it is missing or empty."""
    log = logging.getLogger("textnorm")
    folders = cache_folders(__file__, config.CACHE_DIR)
    folder = next(filter(_writable, folders), None)
    if folder is None:
        log.warning(
            "textnorm: cannot write to %s, so every process compiles its kernels again (some seconds to minutes); "
            "set NUMBA_CACHE_DIR to a writable folder",
            " or ".join(map(str, folders)),
        )
    elif next(folder.rglob("*.nbi"), None) is None:
        log.warning(
            "textnorm: compiling (first run only: some seconds, for many headlines half a minute); kept in %s",
            folder,
        )
    return folder


cache_folder = _prepare()


_stamp_of = cache(stamp_of)


class _CheckedFile(IndexDataCacheFile):
    """The files of a kernel; machine code is used only if its digest is right."""

    def save(self, key: Any, data: Any) -> None:
        # The code before the index, so that the index of new code never leads to old code.
        overloads = self._load_index()
        name = overloads.get(key) or self._data_name(len(overloads) + 1)
        self._save_data(name, data)
        self._save_index({**overloads, key: name})

    def _load_data(self, name: str) -> Any:
        stored = memoryview(Path(self._data_path(name)).read_bytes())
        digest, data = stored[:32], stored[32:]
        if sha256(data).digest() != digest:
            raise ValueError(f"{name}: damaged")
        return pickle.loads(data)

    def _save_data(self, name: str, data: Any) -> None:
        dumped = self._dump(data)
        with self._open_for_write(self._data_path(name)) as file:
            file.write(sha256(dumped).digest() + dumped)


class _KernelCache(FunctionCache):
    """The cache of one kernel, which never fails: a damaged entry is dropped, and a full disk keeps nothing."""

    _impl_class = KeptCode

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        file = Path(function.__code__.co_filename)
        stamp = _stamp_of(file, _KERNELS) if _KERNELS in file.parents else self._cache_file._source_stamp
        self._cache_file = _CheckedFile(self._cache_path, self._impl.filename_base, stamp)

    def load_overload(self, signature: Any, context: Any) -> Any:
        try:
            return super().load_overload(signature, context)
        except Exception:
            self._drop()
            return None

    def save_overload(self, signature: Any, data: Any) -> None:
        try:
            super().save_overload(signature, data)
        except Exception:
            self._drop()

    def _drop(self) -> None:
        with contextlib.suppress(OSError):
            Path(self._cache_file._index_path).unlink()


def is_compiled(file: Path) -> bool:
    """Whether a kernel of ``file`` is kept that was made of the files as they are now."""
    if cache_folder is None:
        return False
    version = f"py{sys.version_info[0]}{sys.version_info[1]}"
    stamp = _stamp_of(file, _KERNELS)
    found = cache_folder.rglob(f"{file.stem}.*.{version}*.nbi")
    return any(IndexDataCacheFile(str(each.parent), each.stem, stamp)._load_index() for each in found)


def _callee(function: Any, **options: Any) -> Any:
    """``function`` for kernels to call; Python may, and then it is compiled as Numba would."""
    for_python = numba.njit(pipeline_class=KernelCompiler, **options)(function)
    if config.DISABLE_JIT:
        return for_python
    callee: Any = numba.njit(pipeline_class=CalleeCompiler, **options)(function)

    def get_call_template(arguments: Any, keywords: Any) -> Any:
        # Numba would compile the function once more for each constant that somebody calls it with.
        plain = {name: types.unliteral(value) for name, value in dict(keywords).items()}
        return callee.get_call_template(tuple(map(types.unliteral, arguments)), plain)

    for_python.get_call_template = get_call_template
    for_python.get_overload = callee.get_overload
    return for_python


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of garbage, which would look through all that Numba holds, again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def njit(signatures: Any = None, *, cache: bool = False, **options: Any) -> Any:
    """Numba's decorator; with ``cache``, the kernel is compiled for all its ``signatures`` and kept.

    Without signatures, it is for a function that kernels call, which is compiled with them.
    """
    if signatures is None:
        return lambda function: _callee(function, **options)
    if callable(signatures):
        return _callee(signatures, **options)
    if not cache or cache_folder is None or config.DISABLE_JIT:
        return numba.njit(signatures, pipeline_class=KernelCompiler, **options)

    def compiled(function: Any) -> Any:
        kernel = numba.njit(pipeline_class=KernelCompiler, **options)(function)
        try:
            kernel._cache = _KernelCache(function)
        except RuntimeError:  # this function has no folder that can be written
            return numba.njit(signatures, pipeline_class=KernelCompiler, **options)(function)
        with typeinfer.register_dispatcher(kernel), _uncollected(), remembered_types():
            for signature in signatures if isinstance(signatures, list) else [signatures]:
                kernel.compile(signature)
        kernel.disable_compile()
        return kernel

    return compiled


def helper(function: Any) -> Any:
    """The decorator of a function that kernels call often and that makes no arrays.

    Its arrays are not counted by reference. Numba would count each of them up and down, atomically, in every call,
    which takes longer than most such functions do. It may call no function that makes arrays.
    """
    options: dict[str, Any] = {"_nrt": False}  # which Numba's types do not list
    return _callee(function, **options)
