"""Regular expressions that are compiled when they are first used: a text needs few of them, and a start needs none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

__all__ = ["lazy", "lazy_from"]


class _Lazy:
    """Stands for a compiled pattern. Its methods become attributes when one is asked for, so they cost no more then."""

    def __init__(self, compile_it: Callable[[], re.Pattern[str]]) -> None:
        self._compile_it = compile_it

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        pattern = self._compile_it()
        for each in ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn"):
            setattr(self, each, getattr(pattern, each))
        return getattr(pattern, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile(pattern, flags)``, compiled at first use.

    >>> _WORD = lazy(r"[^\\W\\d_]+")
    >>> _WORD.findall("Die Gäste")
    ['Die', 'Gäste']
    """
    return lazy_from(lambda: re.compile(pattern, flags))


def lazy_from(compile_it: Callable[[], re.Pattern[str]]) -> re.Pattern[str]:
    """The pattern that ``compile_it`` returns, made at first use."""
    return cast("re.Pattern[str]", _Lazy(compile_it))
