"""Run benchmarks by name: ``python -m benchmarks articles headlines --quick --data FOLDER``.

Without names all of them run, on little text; ``--full``, or ``BENCH=full`` in the environment, takes all of it. A
benchmark that is named takes all of it unless ``--quick`` is given.
"""

from __future__ import annotations

import argparse
import ast
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.harness import Report


def main(arguments: Sequence[str] | None = None) -> None:
    """The command ``python -m benchmarks``, which an installed textnorm calls ``textnorm-bench``."""
    names = benchmarks()
    parser = argparse.ArgumentParser(
        prog="textnorm-bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help=f"which benchmarks to run (all): {', '.join(names)}")
    parser.add_argument("--list", action="store_true", help="say which benchmarks there are, and what each measures")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="smaller inputs, one repetition")
    size.add_argument("--tiny", action="store_true", help="as little as shows that it runs; the figures say nothing")
    size.add_argument("--full", action="store_true", help="all of the inputs, even if no benchmark is named")
    parser.add_argument("--seed", type=int, default=Report.seed, help="for everything random (%(default)s)")
    parser.add_argument("--data", type=Path, help="folder with headlines*.jsonl (title, slug) and german*.jsonl (text)")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="write the results of each as FOLDER/NAME.json")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}; known: {', '.join(names)}")
    if options.data and not options.data.is_dir():
        parser.error(f"--data {options.data}: there is no such folder")
    if options.list:
        for name in names:
            print(f"{name:10} {_subject(name)}")
        return
    full = options.full or os.environ.get("BENCH") == "full"
    quick = options.quick or not (options.names or full)
    report = Report(seed=options.seed, quick=quick, tiny=options.tiny, data=options.data)
    report.header()
    for name in options.names or names:
        _runner(name)(report)
        if options.json:
            report.save(name, options.json)


def benchmarks() -> list[str]:
    """The names of all benchmarks: the modules ``bench_NAME``, each with a function ``run``."""
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def _runner(name: str) -> Callable[[Report], None]:
    try:
        run: Callable[[Report], None] = import_module(f"benchmarks.bench_{name}").run
        return run
    except ModuleNotFoundError as error:
        sys.exit(f"the benchmark {name} needs the package {error.name}; install it, or run `make bench`")


def _subject(name: str) -> str:
    """The first line of a benchmark's docstring, without importing it."""
    source = Path(__file__).with_name(f"bench_{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


if __name__ == "__main__":
    main()
