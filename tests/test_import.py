"""Importing the package is free, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import textnorm
import textnorm.errors

PACKAGE = Path(textnorm.__file__).parent

MODULES_LOADED_BY = """
import sys
before = set(sys.modules)
{code}
print("\\n".join(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}})))
"""


def loaded_by(code: str) -> set[str]:
    command = [sys.executable, "-c", MODULES_LOADED_BY.format(code=code)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_importing_the_package_loads_the_standard_library_only() -> None:
    assert loaded_by("import textnorm") - sys.stdlib_module_names == {"textnorm"}


def test_importing_the_package_loads_next_to_nothing() -> None:
    assert loaded_by("import textnorm") <= {"textnorm", "__future__"}


@pytest.mark.parametrize(
    "code",
    [
        "import textnorm; textnorm.clean('Nordkorea empfaengt Gäste')",
        "import textnorm; textnorm.explain('empfÃ¤ngt')",
        "import textnorm; textnorm.key('Nordkorea')",
        "import textnorm; textnorm.compare('Dax steigt um 2 Prozent', 'Dax steigt um 3 Prozent')",
        "import textnorm; textnorm.Matcher()",
        "import textnorm.adapters.cli.app",
    ],
)
def test_one_text_at_a_time_never_loads_the_compiler(code: str) -> None:
    assert not loaded_by(code) & {"numba", "llvmlite", "pyarrow", "pandas"}


def test_sound_text_is_cleaned_without_loading_ftfy() -> None:
    assert "ftfy" not in loaded_by("import textnorm; textnorm.clean('Schöne Grüße aus Köln')")


@pytest.mark.parametrize("text", ["Grüße aus Köln", "100 % in Ordnung?"])
def test_a_sound_text_loads_no_step(text: str) -> None:
    code = f"import sys, textnorm; textnorm.clean('{text}'); print(*[m for m in sys.modules if 'textnorm.text.' in m])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    settings = {"textnorm.text.typography", "textnorm.text.typography.conventions", "textnorm.text.typography.marks"}
    steps = ("escapes", "encoding", "characters", "umlauts", "typography")
    assert not [name for name in loaded.split() if name.split(".")[2] in steps and name not in settings]


def test_every_public_name_has_a_docstring_and_is_listed() -> None:
    assert list(textnorm._HOMES) == sorted(textnorm._HOMES) == textnorm.__all__
    for name in textnorm.__all__:
        assert getattr(textnorm, name).__doc__, f"{name} has no docstring"
        assert name in dir(textnorm)
    public = {name for name in dir(textnorm) if not name.startswith("_")}
    assert public == {*textnorm.__all__, *textnorm._MODULES} - {"__version__"}


def test_type_checkers_see_the_names_that_are_loaded_on_first_use() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname: (node.module or "").removeprefix("textnorm.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }
    assert seen == textnorm._HOMES


def names_in(function: object) -> set[str]:
    """The names in what ``function`` returns and in what its docstring says it raises."""
    returned = str(inspect.signature(function).return_annotation)  # type: ignore[arg-type]
    raised = re.findall(r"[Rr]aises ``(\w+)``|, ``(\w+)`` (?:if|for|without)", function.__doc__ or "")
    return {*re.findall(r"[A-Za-z_]\w*", returned), *(name for pair in raised for name in pair)}


def test_what_a_public_function_returns_or_raises_is_public() -> None:
    own = set()
    for path in PACKAGE.rglob("*.py"):
        if "_bench" in path.parts:  # a wheel has the benchmarks in it
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own |= {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    for name in textnorm.__all__:
        value = getattr(textnorm, name)
        members = (
            [member for key, member in vars(value).items() if key[0] != "_"] if inspect.isclass(value) else [value]
        )
        functions = [getattr(member, "__func__", member) for member in members]
        for function in filter(inspect.isfunction, functions):
            assert names_in(function) & own <= set(textnorm.__all__), f"{name}: {function.__name__}"


@pytest.mark.parametrize("name", textnorm.errors.__all__)
def test_every_error_is_public_and_has_the_base(name: str) -> None:
    value = getattr(textnorm.errors, name)
    if inspect.isclass(value):
        assert issubclass(value, textnorm.TextnormError)
        assert getattr(textnorm, name) is value


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cleen'"):
        textnorm.cleen  # noqa: B018
