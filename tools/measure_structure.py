"""Measure how the package is built: ``python -m tools.measure_structure [ROOT] [--longest N]``.

Prints the circles of imports, the imports between the parts of every package, the longest functions (lines of code and
branches), and the files of every package. ``ROOT`` is a checkout; by default this one. Imports inside functions and
under ``TYPE_CHECKING`` count like any other.
"""

from __future__ import annotations

import argparse
import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = "textnorm"
ROOT = Path(__file__).parent.parent

_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.comprehension, ast.Assert, ast.match_case)
_SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


class Function(NamedTuple):
    """A function: where it stands, its lines of code without comments and docstring, and its branches."""

    place: str
    lines: int
    branches: int


def modules_in(folder: Path) -> dict[str, Path]:
    """The modules below ``folder`` by their dotted name; a package's ``__init__`` has the name of the package."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports_of(tree: ast.AST, known: set[str]) -> set[str]:
    """The modules among ``known`` that a module imports, wherever in the file."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            inside = name.removeprefix(f"{PACKAGE}.")
            if inside in known:
                found.add(inside)
            elif inside.rpartition(".")[0] in known - {""}:
                found.add(inside.rpartition(".")[0])
    return found


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that import one another, directly or through others: strongly connected components."""
    reached = {name: _reachable(name, graph) for name in graph}
    groups = {
        tuple(sorted(other for other in reached[name] if name in reached[other])): None
        for name in graph
        if name in reached[name]
    }
    return [list(group) for group in groups]


def _reachable(start: str, graph: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph[name]
    return seen


def imports_between_parts(graph: dict[str, set[str]], package: str) -> tuple[int, int]:
    """How many parts (files and packages directly inside) ``package`` has, and how many imports join two of them."""
    prefix = f"{package}." if package else ""
    inside = [name for name in graph if name.startswith(prefix) and name != package]
    part = {name: name.removeprefix(prefix).partition(".")[0] for name in inside}
    pairs = {(part[name], part[other]) for name in inside for other in graph[name] if other in part}
    return len(set(part.values())), sum(left != right for left, right in pairs)


def functions_in(source: str, module: str) -> Iterator[Function]:
    """Every function of a module; what is nested counts for the outer function as well."""
    code = _lines_of_code(source)
    for node, name in _named(ast.parse(source), module):
        body = node.body[1:] if ast.get_docstring(node) else node.body
        docstring = set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)) if body != node.body else set()
        lines = code & set(range(node.lineno, (node.end_lineno or 0) + 1)) - docstring
        branches = sum(
            len(inner.values) - 1 if isinstance(inner, ast.BoolOp) else isinstance(inner, _BRANCHES)
            for inner in ast.walk(node)
        )
        yield Function(name, len(lines), branches)


def _named(tree: ast.AST, prefix: str) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, f"{prefix}.{node.name}"
        name = f"{prefix}.{node.name}" if isinstance(node, ast.ClassDef) else prefix
        yield from _named(node, name)


def _lines_of_code(source: str) -> set[int]:
    """The numbers of the lines that hold more than a comment."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _SILENT:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.measure_structure", description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT, help="a checkout of the project")
    parser.add_argument("--longest", type=int, default=12, help="how many functions to print")
    options = parser.parse_args()
    folder = options.root / "src" / PACKAGE
    paths = modules_in(folder)
    sources = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    graph = {name: imports_of(ast.parse(text), set(paths)) - {name} for name, text in sources.items()}

    found = circles(graph)
    print(f"circles of imports: {len(found)}")
    for group in found:
        print(f"  {len(group):3} modules: {', '.join(group)}")

    packages = sorted({str(path.parent.relative_to(folder)).replace("/", ".").strip(".") for path in paths.values()})
    files = Counter(str(path.parent.relative_to(folder)).replace("/", ".").strip(".") for path in paths.values())
    longest = Counter({name: len(text.splitlines()) for name, text in sources.items()})
    print("\nfiles   imports between parts   package")
    for package in packages:
        parts, joins = imports_between_parts(graph, package)
        count = files[package] - ((folder / package.replace(".", "/") / "__init__.py").exists())
        print(f"{count:5}   {joins:5} among {parts:2} parts     {package or PACKAGE}")

    every = [function for name, text in sources.items() for function in functions_in(text, name or PACKAGE)]
    for title, chosen in (
        ("kernels", [function for function in every if function.place.startswith("kernels.")]),
        ("elsewhere", [function for function in every if not function.place.startswith("kernels.")]),
    ):
        over = sum(function.lines > 60 or function.branches > 20 for function in chosen)
        print(f"\nlongest functions, {title} ({over} over 60 lines of code or 20 branches)")
        print("lines  branches")
        for function in sorted(chosen, key=lambda one: (-one.lines, -one.branches))[: options.longest]:
            print(f"{function.lines:5}  {function.branches:8}  {function.place}")
        branched = max(chosen, key=lambda one: one.branches)
        print(f"       {branched.branches:8}  {branched.place} has the most branches")

    print("\nlongest files")
    for name, count in longest.most_common(5):
        print(f"{count:5}  {name}")


if __name__ == "__main__":
    main()
