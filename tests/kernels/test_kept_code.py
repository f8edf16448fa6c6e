"""A kernel that comes from the cache has no code in LLVM's form in memory, and others can be compiled that call it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from textnorm.kernels import compiler

_SIGNATURE = compiler.types.int64(compiler.types.int64)


def _largest(number):  # type: ignore[no-untyped-def]
    found = 0
    for place in range(number):
        found = max(found, place * 7 % 11)
    return found


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A kernel from the cache."""
    monkeypatch.setattr(compiler.config, "CACHE_DIR", str(tmp_path))
    compiled = compiler.njit([_SIGNATURE], cache=True)(_largest)
    assert (sum(compiled.stats.cache_hits.values()), compiled(9)) == (0, 10)
    loaded = compiler.njit([_SIGNATURE], cache=True)(_largest)
    assert sum(loaded.stats.cache_hits.values()) == 1
    return loaded


def test_a_kernel_from_the_cache_gives_what_it_gave(kept: Any) -> None:
    assert [kept(number) for number in range(9)] == [_largest(number) for number in range(9)]


def test_a_kernel_from_the_cache_is_an_outline_of_the_same_names_in_memory(kept: Any) -> None:
    (library,) = [each.library for each in kept.overloads.values()]

    def defined(module: Any) -> dict[str, int]:
        every = [function for function in module.functions if not function.is_declaration]
        return {each.name: sum(len(list(block.instructions)) for block in each.blocks) for each in every}

    outline, whole = defined(library._shared_module), defined(library._get_module_for_linking())
    assert outline.keys() == whole.keys()
    assert set(outline.values()) == {1}
    assert sum(whole.values()) > 20


def test_a_kernel_can_be_compiled_that_calls_one_from_the_cache(kept: Any) -> None:
    @compiler.njit([_SIGNATURE], cache=True)
    def caller(number):  # type: ignore[no-untyped-def]
        return kept(number) + kept(number + 1)

    assert [caller(number) for number in range(9)] == [_largest(number) + _largest(number + 1) for number in range(9)]
