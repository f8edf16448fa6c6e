"""What mkdocstrings does not do: the examples of a docstring become blocks of code."""

from __future__ import annotations

import re
from typing import Any

import griffe

__all__ = ["DocstringExamples", "fenced"]

_EXAMPLE = re.compile(r"((?:^(?:>>>|\.\.\. ).*\n?(?:^(?!>>>)\S.*\n?)*)+)", re.MULTILINE)


def fenced(text: str) -> str:
    r"""A docstring with its examples between fences.

    >>> fenced("It counts.\n\n>>> count(2)\n3")
    'It counts.\n\n```pycon\n>>> count(2)\n3\n```\n'
    """
    return _EXAMPLE.sub(lambda match: f"```pycon\n{match[1].rstrip()}\n```\n", text)


class DocstringExamples(griffe.Extension):
    """Put the examples of every docstring between fences."""

    def on_instance(self, *, obj: griffe.Object, **others: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)
