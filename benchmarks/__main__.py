"""Run benchmarks by name: ``python -m benchmarks articles headlines --quick --data FOLDER``."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from benchmarks.harness import Report


def main() -> None:
    folder = Path(__file__).parent
    names = sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which benchmarks to run (all): {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="smaller inputs, one repetition")
    parser.add_argument("--seed", type=int, default=Report.seed)
    parser.add_argument("--data", type=Path, help="folder with headlines*.jsonl (title, slug) and german*.jsonl (text)")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}; known: {', '.join(names)}")
    report = Report(seed=options.seed, quick=options.quick, data=options.data)
    report.header()
    for name in options.names or names:
        import_module(f"benchmarks.bench_{name}").run(report)


if __name__ == "__main__":
    main()
