"""A compiled kernel as it is kept: its machine code, and LLVM's form of it packed, for those that call it to unpack."""

# mypy: allow-untyped-calls, disable-error-code="misc,no-any-unimported"

from __future__ import annotations

import re
import zlib
from functools import partial
from typing import Any

from llvmlite import binding
from numba.core.caching import CompileResultCacheImpl

__all__ = ["KeptCode"]

_SPECIAL = re.compile(rb"[^\w.$]", re.ASCII)


class KeptCode(CompileResultCacheImpl):
    """How Numba keeps what it has compiled, but for LLVM's form of a kernel.

    Numba parses that whenever it loads a kernel, and holds it in memory: several times as much as the machine code. It
    is needed only when another kernel is compiled that calls this one. Of the form, Numba looks at the names of what
    it defines, so it gets an outline with these.
    """

    def reduce(self, compiled: Any) -> Any:
        """What is kept of a compiled kernel."""
        (name, kind, (code, form)), *rest = super().reduce(compiled)
        return zlib.compress(form), ((name, kind, (code, _outline(form))), *rest)

    def rebuild(self, context: Any, kept: Any) -> Any:
        """The kernel."""
        packed, payload = kept
        compiled = super().rebuild(context, payload)
        compiled.library._get_module_for_linking = partial(_unpacked, packed)
        return compiled


def _unpacked(packed: bytes) -> Any:
    return binding.parse_bitcode(zlib.decompress(packed))


def _outline(form: bytes) -> bytes:
    """A module that defines the names that another defines, and nothing else."""
    module = binding.parse_bitcode(form)
    functions, variables = (
        [_quoted(each.name) for each in every if not each.is_declaration]
        for every in (module.functions, module.global_variables)
    )
    lines = [f"define void @{name}() {{ ret void }}" for name in functions]
    lines += [f"@{name} = global i8 0" for name in variables]
    outline: bytes = binding.parse_assembly("\n".join(lines)).as_bitcode()
    return outline


def _quoted(name: str) -> str:
    """A name as LLVM's language writes it."""
    return '"' + _SPECIAL.sub(lambda found: b"\\%02X" % found[0][0], name.encode()).decode() + '"'
