"""Importing the package is free, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

import textnorm

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
        "import textnorm.adapters.cli",
    ],
)
def test_one_text_at_a_time_never_loads_the_compiler(code: str) -> None:
    assert not loaded_by(code) & {"numba", "llvmlite", "pyarrow", "pandas"}


def test_sound_text_is_cleaned_without_loading_ftfy() -> None:
    assert "ftfy" not in loaded_by("import textnorm; textnorm.clean('Schöne Grüße aus Köln')")


def test_every_public_name_has_a_home_and_is_listed() -> None:
    assert sorted(textnorm._HOMES) == textnorm.__all__
    for name in textnorm.__all__:
        assert getattr(textnorm, name).__doc__, f"{name} has no docstring"
        assert name in dir(textnorm)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cleen'"):
        textnorm.cleen  # noqa: B018
