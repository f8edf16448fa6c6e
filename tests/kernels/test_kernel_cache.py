from __future__ import annotations

import logging
from pathlib import Path

import pytest

from textnorm.kernels import compiler


@pytest.fixture(autouse=True)
def no_folder_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler.config, "CACHE_DIR", "")


def test_without_a_writable_cache_kernels_work_and_say_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(compiler, "_writable", lambda folder: False)
    with caplog.at_level(logging.WARNING, "textnorm"):
        folder = compiler._prepare()
    assert str(folder) == compiler.config.CACHE_DIR
    assert folder.is_dir()
    assert [record.message for record in caplog.records if "NUMBA_CACHE_DIR" in record.message]
    folder.rmdir()


def test_the_first_call_ever_says_that_it_compiles_and_where(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiler, "__file__", str(tmp_path / "kernels" / "__init__.py"))
    with caplog.at_level(logging.WARNING, "textnorm"):
        compiler._prepare()
    assert str(tmp_path) in caplog.text
    caplog.clear()
    (tmp_path / "kernels" / "__pycache__" / "x.nbi").touch()
    compiler._prepare()
    assert not caplog.records
