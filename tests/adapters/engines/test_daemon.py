"""The process from which Spark forks its workers does not read its archives again for each task."""

from __future__ import annotations

import importlib
import sys
import zipfile
import zipimport
from pathlib import Path

import pytest

from textnorm.adapters.engines.on_spark.daemon import keep_directories


def test_an_archive_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("kept_one.py", "value = 1")
        archive.writestr("kept_two.py", "value = 2")
    monkeypatch.syspath_prepend(str(path))
    assert importlib.import_module("kept_one").value == 1
    keep_directories()
    monkeypatch.setattr(zipimport, "_read_directory", lambda _: pytest.fail("read again"))
    importlib.invalidate_caches()
    assert importlib.import_module("kept_two").value == 2
    for name in ("kept_one", "kept_two"):
        del sys.modules[name]
