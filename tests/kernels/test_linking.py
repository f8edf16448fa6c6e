"""Kernels with what they call are linked, kept or not; types remembered meanwhile are as Numba gives them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from numba.core.types import functions

from textnorm.kernels.linking import remembered_types

_ROOT = Path(__file__).parents[2]


def _mixed(whole, small, real, sign):  # type: ignore[no-untyped-def]
    one = whole + small
    two = small + real
    three = real / 2 + whole // 3
    return one, two, three, sign & (whole < real), small << 2, -real % 7, whole**2, small + small


def test_operations_have_the_types_that_numba_gives_them() -> None:
    arguments = (7, np.uint8(250), np.float32(2.5), np.bool_(True))
    plain = numba.njit(_mixed)
    expected = plain(*arguments)
    with remembered_types():
        remembered = numba.njit(_mixed)
        assert remembered(*arguments) == expected
        again = numba.njit(_mixed)
        assert again(*arguments) == expected
    (signature,) = plain.nopython_signatures
    assert remembered.nopython_signatures == again.nopython_signatures == [signature]


def test_numba_is_as_before_after_an_error() -> None:
    before = functions.BaseFunction.get_call_type
    with pytest.raises(KeyError), remembered_types(), remembered_types():
        raise KeyError
    assert functions.BaseFunction.get_call_type is before


@pytest.mark.parametrize("folder", ["os.devnull + '/none'", "sys.argv[1]"])
def test_kernels_that_call_others_are_linked_whether_or_not_they_are_kept(folder: str, tmp_path: Path) -> None:
    program = (
        f"import os, sys; os.environ['NUMBA_CACHE_DIR'] = {folder}; sys.path[:0] = sys.argv[2:]; "
        "import textnorm.kernels.sets.sketch; print('compiled')"
    )
    command = [sys.executable, "-c", program, str(tmp_path), str(_ROOT / "src"), str(_ROOT)]
    assert subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout == "compiled\n"
