"""How functions that kernels call are compiled: as a part of them, without machine code and wrappers of their own."""

# mypy: allow-untyped-calls, disable-error-code="misc,no-any-unimported,no-untyped-def"

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from numba.core import codegen, compiler, compiler_machinery, targetconfig, typed_passes
from numba.core.compiler_lock import global_compiler_lock
from numba.core.types import functions

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CalleeCompiler", "KernelCompiler", "remembered_types"]


@contextlib.contextmanager
def remembered_types() -> Iterator[None]:
    """Compile with the types of operations and built-in functions remembered; other threads wait before they compile.

    For every ``+`` and ``<``, Numba tries what it has for strings, sets, dates and arrays, one by one, before it comes
    to numbers, and for every ``a[i]`` it compares all settings of the function with those of all others before: that is
    a fifth of its time. An operation of the same types under the same settings has the same type.
    """
    found: dict[Any, Any] = {}
    settings: dict[int, tuple[Any, int]] = {}
    patched: Any = functions.BaseFunction
    numba_s = patched.get_call_type

    def number_of(flags: Any) -> int:
        if id(flags) not in settings:
            same = (number for other, number in settings.values() if other == flags)
            settings[id(flags)] = flags, next(same, len(settings))  # kept, for its id
        return settings[id(flags)][1]

    def get_call_type(function: Any, context: Any, arguments: Any, keywords: Any) -> Any:
        if keywords:
            return numba_s(function, context, arguments, keywords)
        number = number_of(targetconfig.ConfigStack.top_or_none())
        key = (id(function), id(context), number, tuple(arguments))
        if key not in found:
            found[key] = (function, context, numba_s(function, context, arguments, keywords))  # kept, for their ids
        return found[key][2]

    with global_compiler_lock:
        patched.get_call_type = get_call_type
        try:
            yield
        finally:
            patched.get_call_type = numba_s


class _Callee(codegen.JITCodeLibrary):
    """The code of a function that kernels call, without what it calls itself; machine code only as a part of theirs."""

    def finalize(self) -> None:
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        self._finalized = True


class _Kernel(codegen.JITCodeLibrary):
    """The code of a kernel, and of all that it calls, directly or not: optimised once, as a whole."""

    def finalize(self) -> None:
        linked: dict[Any, None] = {}
        waiting = self._linking_libraries[::-1]
        while waiting:
            library = waiting.pop()
            if library in linked:
                continue
            linked[library] = None
            if isinstance(library, _Callee):
                waiting += library._linking_libraries[::-1]
        self._linking_libraries = list(linked)
        super().finalize()


@compiler_machinery.register_pass(mutates_CFG=True, analysis_only=False)
class _CalleeLowering(typed_passes.NativeLowering):
    """Lowering that stops before machine code is made."""

    _name = "callee_lowering"

    def run_pass(self, state: Any) -> bool:
        state.flags.no_compile = True
        super().run_pass(state)
        entry: Any = {}.update  # Numba asks for a built-in function, one of its own; nobody calls it
        state.targetctx.insert_user_function(entry, state.cr.fndesc, [state.library])
        state.cr = state.cr._replace(cfunc=entry)
        return True


class CalleeCompiler(compiler.Compiler):
    """Compiles a function for kernels to call."""

    def define_pipelines(self) -> Any:
        """Numba's own, with another last step, and a library that is not made machine code."""
        self.state.library = _Callee(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.flags.no_cpython_wrapper = True
        self.state.flags.no_cfunc_wrapper = True
        pipelines = super().define_pipelines()
        for pipeline in pipelines:
            pipeline.passes = [
                (_CalleeLowering, "callee lowering") if one is typed_passes.NativeLowering else (one, name)
                for one, name in pipeline.passes
            ]
            pipeline.finalize()
        return pipelines


class KernelCompiler(compiler.Compiler):
    """Compiles a kernel: with Numba's own pipeline, and what it calls is optimised with it and not at every level."""

    def define_pipelines(self) -> Any:
        """Numba's own, with a library that links all callees at once."""
        self.state.library = _Kernel(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        return super().define_pipelines()
