"""How functions that kernels call are compiled: as a part of them, without machine code and wrappers of their own."""

# mypy: allow-untyped-calls, disable-error-code="misc,no-any-unimported,no-untyped-def"

from __future__ import annotations

from typing import Any

from numba.core import codegen, compiler, compiler_machinery, typed_passes

__all__ = ["CalleeCompiler"]


class _Callee(codegen.JITCodeLibrary):
    """The code of a function that kernels call: optimised, and never machine code but as a part of theirs."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


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
