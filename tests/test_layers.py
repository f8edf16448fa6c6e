"""Imports run down only: between rings, between the floors of a ring, and never in a circle.

Imports inside functions and under ``TYPE_CHECKING`` count like any other.
"""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "textnorm"

#: From top to bottom. A part may import the parts below its own floor, never a neighbour on it. A part is a package or
#: a file; what is in a package may import the rest of that package, unless the package has floors of its own here.
FLOORS: dict[str, list[set[str]]] = {
    "": [
        {"datasets", "datatrove", "duckdb", "polars", "ray", "sklearn", "spacy", "spark"},
        {"adapters"},
        {"match"},
        {"text"},
        {"kernels"},
        {"buffers"},
        {"markup"},
        {"errors", "patterns", "values"},
    ],
    "kernels": [
        {"headlines"},
        {"marks", "pages", "scores", "sets"},
        {"damage", "shingles"},
        {"checksums", "compound_halves", "fold", "hashing", "known_filter", "text_ends"},
        {"ahead"},
        {"compiler"},
        {"kept_code", "linking", "sources", "waiting"},
    ],
    "text": [
        {"cleaner"},
        {"batch", "one_by_one"},
        {"rewriting"},
        {"pipeline"},
        {"steps", "prefilter"},
        {"escapes", "characters", "decoding", "names"},
        {"umlauts", "encoding", "typography", "explanation", "transliteration"},
        {"evidence", "edits"},
    ],
    "match": [
        {"warm_up", "index", "partition"},
        {"matcher"},
        {"search"},
        {"methods"},
        {"plans"},
        {"articles", "duplicates"},
        {"passages", "stories", "result_tables", "decisions"},
        {"headlines", "sketching", "keep", "clusters"},
        {"names"},
        {"settings"},
        {"corpus"},
        {"keys", "times", "pairs"},
        {"display"},
    ],
    "match.headlines": [
        {"search"},
        {"compare"},
        {"candidates", "reasons"},
        {"table", "classifier"},
        {"bulk"},
        {"parse"},
        {"words"},
        {"lexicon", "numbers"},
        {"word_keys", "parts", "word_frequency"},
    ],
    "match.stories": [
        {"search"},
        {"compare", "events"},
        {"reasons"},
        {"likeness"},
        {"read"},
        {"parts"},
    ],
    "match.articles": [
        {"search"},
        {"verify", "candidates", "chains"},
        {"hash_sets", "compare", "shingle_frequency"},
        {"alignment"},
        {"words", "samples"},
        {"score", "measures", "lexicon"},
    ],
    "match.index": [
        {"seen_index"},
        {"check", "recipe"},
        {"methods", "writing"},
        {"headlines", "articles"},
        {"filing", "entries"},
        {"postings"},
        {"runs", "values"},
        {"store"},
    ],
    "adapters.stores": [{"open_index"}, {"memory", "postgres"}, {"sqlite"}],
    "match.names": [{"search"}, {"compare", "blocks"}, {"reasons"}],
    "text.names": [
        {"variants"},
        {"name_key", "block_keys", "judge"},
        {"likeness", "chinese"},
        {"parse"},
        {"lexicon"},
        {"sounds"},
    ],
    "adapters": [
        {"cli", "integrations"},
        {"frames", "stores", "report"},
        {"files", "engines"},
        {"terminal"},
    ],
    "adapters.files": [
        {"readers", "writers"},
        {"formats"},
        {"delimited", "sniff"},
        {"json_array"},
        {"json_lines", "plain_text", "arrow"},
        {"lines"},
        {"compression"},
        {"records", "atomic_write"},
    ],
    "adapters.cli": [
        {"app"},
        {"clean", "commands", "compare", "decode", "dedup", "explain", "index", "passages", "report", "seen"},
        {"records", "rejections"},
        {"options"},
        {"settings"},
        {"console"},
    ],
}


@cache
def modules() -> dict[str, Path]:
    """All modules of the package by their dotted name below ``textnorm``; packages and the top are left out."""
    files = [path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" and path.parent != PACKAGE]
    files += [path for path in PACKAGE.glob("*.py") if not path.name.startswith("__")]
    return {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in files}


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of textnorm that ``module`` imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if not name.startswith("textnorm."):  # `import polars` is not textnorm.polars
                continue
            inside = name.removeprefix("textnorm.")
            found |= {inside, inside.rpartition(".")[0]} & modules().keys()
    return frozenset(found - {module})


def part(module: str, package: str) -> str | None:
    """The part of ``package`` that ``module`` lies in."""
    if package and not module.startswith(f"{package}."):
        return None
    return module.removeprefix(package).removeprefix(".").partition(".")[0]


def outward(package: str) -> list[str]:
    """The imports that break the floors of ``package``."""
    floor = {name: number for number, names in enumerate(FLOORS[package]) for name in names}
    broken = []
    for module in sorted(modules()):
        own = part(module, package)
        for other in sorted(imports(module)):
            target = part(other, package)
            if own and target and own != target and floor[own] >= floor[target]:
                broken.append(f"{module} imports {other}")
    return broken


@pytest.mark.parametrize("package", FLOORS)
def test_every_part_has_a_floor(package: str) -> None:
    parts = {name for module in modules() if (name := part(module, package))}
    assert parts == set().union(*FLOORS[package])


@pytest.mark.parametrize("package", FLOORS)
def test_imports_run_down_only(package: str) -> None:
    assert outward(package) == []


def test_no_module_imports_itself_through_others() -> None:
    try:
        TopologicalSorter({module: imports(module) for module in modules()}).prepare()
    except CycleError as error:
        pytest.fail("circle of imports: " + " → ".join(error.args[1]))


def test_a_package_has_at_most_13_files() -> None:
    sizes = {folder: len(list(folder.glob("*.py"))) - 1 for folder in PACKAGE.rglob("*") if folder.is_dir()}
    large = {folder.name: size for folder, size in sizes.items() if size > 13}
    assert not large
