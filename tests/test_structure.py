"""Functions stay small enough to read at once."""

from __future__ import annotations

from pathlib import Path

import textnorm
from tools.measure_structure import circles, functions_in, imports_between_parts, modules_in

PACKAGE = Path(textnorm.__file__).parent


def test_no_function_outside_the_kernels_has_more_than_60_lines_of_code() -> None:
    long = [
        f"{function.place}: {function.lines}"
        for name, path in modules_in(PACKAGE).items()
        if not name.startswith("kernels.")
        for function in functions_in(path.read_text(encoding="utf-8"), name)
        if function.lines > 60
    ]
    assert not long


def test_comments_and_docstrings_are_no_lines_of_code() -> None:
    source = '''def outer(x):
    """A docstring.

    Of three lines.
    """
    # a comment

    return [y for y in x if y and x] if x else (
        None
    )
'''
    (function,) = functions_in(source, "here")
    assert function == ("here.outer", 4, 3)


def test_circles_are_groups_that_import_one_another() -> None:
    graph = {"a.x": {"a.y"}, "a.y": {"b"}, "b": {"a.x", "c"}, "c": set()}
    assert circles(graph) == [["a.x", "a.y", "b"]]
    assert imports_between_parts(graph, "") == (3, 3)
    assert imports_between_parts(graph, "a") == (2, 1)
