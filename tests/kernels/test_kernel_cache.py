"""A cache saves time and nothing else: without one, with a damaged one and on a full disk, results are the same."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import run_textnorm
from textnorm.kernels import compiler
from textnorm.kernels.sources import stamp_of

COPIES = b"Kanzler empf\xc3\xa4ngt G\xc3\xa4ste aus Paris\nKanzler empf\xc3\xa4ngt G\xc3\xa4ste aus Paris\n"


@pytest.fixture
def no_folder_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler.config, "CACHE_DIR", "")


@pytest.mark.usefixtures("no_folder_is_set")
def test_without_a_writable_cache_kernels_work_and_say_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(compiler, "_writable", lambda folder: False)
    with caplog.at_level(logging.WARNING, "textnorm"):
        assert compiler._prepare() is None
    assert [record.message for record in caplog.records if "NUMBA_CACHE_DIR" in record.message]


@pytest.mark.usefixtures("no_folder_is_set")
def test_the_first_call_ever_says_that_it_compiles_and_where(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiler, "__file__", str(tmp_path / "kernels" / "__init__.py"))
    with caplog.at_level(logging.WARNING, "textnorm"):
        compiler._prepare()
    assert str(tmp_path) in caplog.text
    caplog.clear()
    kept = tmp_path / "kernels" / "marks" / "__pycache__"
    kept.mkdir(parents=True)
    (kept / "x.nbi").touch()
    compiler._prepare()
    assert not caplog.records


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _changed(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for place in range(len(data) // 3, len(data), 7):
        data[place] ^= 0xFF
    file.write_bytes(data)


def _foreign(file: Path) -> None:
    file.write_bytes(b"\x80\x05N." * 9)


def _made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    done = run_textnorm(
        "dedup", "--matcher", "plain", folder=folder, stdin=COPIES, env={"NUMBA_CACHE_DIR": str(folder)}
    )
    assert done.returncode == 0
    assert list(folder.rglob("*.nbi"))
    return folder


@pytest.mark.parametrize(
    ("kind", "damages"),
    [("*.nbi", (_emptied, _cut, _foreign)), ("*.nbc", (_emptied, _cut, _changed)), ("*.nb?", (_made_a_folder,))],
)
def test_a_damaged_cache_is_rebuilt_in_silence(
    cache: Path, kind: str, damages: tuple[Callable[[Path], None], ...]
) -> None:
    for file, damage in zip(sorted(cache.rglob(kind)), damages, strict=False):
        damage(file)
    done = run_textnorm(
        "dedup", "--quiet", "--matcher", "plain", folder=cache, stdin=COPIES, env={"NUMBA_CACHE_DIR": str(cache)}
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == COPIES[: len(COPIES) // 2]
    assert done.stderr == b""


def test_a_run_without_a_cache_leaves_nothing_behind(tmp_path: Path) -> None:
    closed, temporary = tmp_path / "closed", tmp_path / "temporary"
    closed.write_bytes(b"")  # a file where the folder should be
    temporary.mkdir()
    env = {"NUMBA_CACHE_DIR": str(closed), "TMPDIR": str(temporary)}
    done = run_textnorm("dedup", "--matcher", "plain", folder=tmp_path, stdin=COPIES, env=env)
    assert done.returncode == 0, done.stderr
    assert b"NUMBA_CACHE_DIR" in done.stderr
    assert not list(temporary.iterdir())


def test_a_full_disk_keeps_nothing_and_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(self: object, filepath: str) -> object:
        raise OSError(28, "No space left on device", filepath)

    monkeypatch.setattr(compiler.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiler._CheckedFile, "_open_for_write", full)
    twice = compiler.njit([compiler.types.int64(compiler.types.int64)], cache=True)(_twice)
    assert twice(4) == 8
    assert not list(tmp_path.rglob("*.nb?"))


def _twice(number: int) -> int:
    return 2 * number


def test_a_kernel_is_compiled_again_when_a_function_that_it_calls_has_changed(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    (tmp_path / "fold.py").write_text("SIZE = 8\n")
    (marks / "scan.py").write_text("from textnorm.kernels import fold\n")
    (marks / "other.py").write_text("")
    kernel = marks / "roles.py"
    kernel.write_text("from textnorm.kernels.marks.scan import (\n    a,\n    b,\n)\n")
    before = stamp_of(kernel, tmp_path)
    assert [name for name, *_ in before] == ["fold.py", "marks/roles.py", "marks/scan.py"]
    (tmp_path / "fold.py").write_text("SIZE = 16\n")
    assert stamp_of(kernel, tmp_path) != before
