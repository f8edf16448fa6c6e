"""What a terminal, a signal or a closed stream can do to a command: an error in one line, and nothing left behind."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import textnorm
from tests.conftest import run_textnorm
from tests.hostile.strings import CONTROL_TEXTS
from textnorm import Matcher, find_duplicates
from textnorm.values import shown

OBEYED = set(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F)])) - {"\n"}
SOURCE = str(Path(textnorm.__file__).resolve().parents[1])


def is_safe(text: str) -> bool:
    return not OBEYED & set(text)


@pytest.mark.parametrize("text", CONTROL_TEXTS)
def test_a_terminal_obeys_no_text(text: str) -> None:
    assert is_safe(shown(text))
    assert "\n" not in shown(f"a\n{text}")
    assert is_safe(str(textnorm.explain(text)))
    assert is_safe(str(textnorm.explain(text, characters=False)))
    for matcher in (Matcher(), Matcher.articles(), Matcher.headlines()):
        assert is_safe(str(matcher.compare(text, f"{text} heute")))
        found = find_duplicates([text, text], matcher)
        assert all(is_safe(str(found.why(place))) for place in range(2))
        assert is_safe(found.summary())
    assert is_safe(str(textnorm.find_passages([f"{text} " * 9, f"{text} " * 8])))


def test_what_can_be_read_stays() -> None:
    for text in ("Größe – 5 €", "👩‍👩‍👧", "می‌خواهم", "a\u00a0b", "é"):
        assert shown(text) == text


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "{}"],
        ["compare", "{}", "{} heute"],
        ["clean", "in.jsonl", "-c", "{}", "-o", "out.jsonl"],
        ["clean", "bad.jsonl", "-o", "out.jsonl"],
        ["clean", "{}.txt"],
        ["dedup", "in.jsonl", "-o", "out.jsonl"],
        ["dedup", "in.jsonl", "--against", "bad.jsonl", "-o", "out.jsonl"],
        ["decode", "{}.txt", "-o", "out.txt"],
        ["explain", "--html", "{}"],
        ["explain", "--json", "{}"],
        ["compare", "--json", "{}", "{}"],
        ["passages", "in.jsonl", "--json", "--min-words", "2"],
        ["report", "in.jsonl", "-o", "{}.html"],
        ["report", "{}.txt"],
    ],
    ids=" ".join,
)
def test_a_terminal_obeys_no_command(arguments: list[str], tmp_path: Path) -> None:
    text = "".join(part for part in CONTROL_TEXTS).replace("\x00", "").replace("/", "")
    rows = [json.dumps({"title": f"{text} heute", text: 1}), json.dumps({"title": f"{text} heute"})]
    (tmp_path / "in.jsonl").write_text("\n".join(rows))
    (tmp_path / "bad.jsonl").write_text('{"title": "\x1b[31m\x9b2J", "\x07\n', encoding="utf-8")
    done = run_textnorm(*(part.replace("{}", text) for part in arguments), folder=tmp_path)
    assert done.returncode in (0, 2), done.stderr
    assert is_safe((done.stdout + done.stderr).decode().replace("\r\n", "\n"))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-16", "koi8-r"])
def test_every_encoding_of_the_output_will_do(encoding: str, tmp_path: Path) -> None:
    for arguments in (
        ["explain", "empfÃ¤ngt → 東京 &auml;"],
        ["compare", "東京 → a", "Ж"],
        ["--help"],
        ["clean", "--help"],
    ):
        done = run_textnorm(*arguments, folder=tmp_path, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
        assert done.returncode == 0, done.stderr


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "textnorm", *arguments]


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix closes the streams")
@pytest.mark.parametrize(
    ("redirection", "message"),
    [
        (">&-", "standard output is closed"),
        ("<&-", "standard input is closed"),
        ("> /dev/full", "No space left"),
    ],
)
def test_a_closed_stream_is_an_error_in_one_line(redirection: str, message: str, tmp_path: Path) -> None:
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "in.txt").write_text("Gaeste aus Koeln\n" * 50_000)
    source = "" if "<" in redirection else "in.txt"
    run = f"{sys.executable} -m textnorm clean {source} --format text {redirection}"
    script = f"({run}; echo $? >&2)"
    env = {**os.environ, "PYTHONPATH": SOURCE}
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, env=env, timeout=300)
    line, status = done.stderr.decode().splitlines()
    assert message in line
    assert line.startswith("textnorm: ")
    assert status == "2"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments",
    ["key Köln", "explain Koeln", "--version", "clean --help", "decode in.txt", "clean in.txt"],
)
def test_a_full_disk_behind_standard_output_is_named(arguments: str, unbuffered: str, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Gaeste aus Koeln\n" * 5_000)  # more than a buffer takes
    env = {**os.environ, "PYTHONPATH": SOURCE, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*arguments.split()), cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, env=env, timeout=300
        )
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("textnorm: standard output: the disk is full (No space left on device); make room")


def test_a_command_without_standard_error_still_works(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Gaeste aus Koeln\n")
    env = {**os.environ, "PYTHONPATH": SOURCE}
    script = f"{sys.executable} -m textnorm clean in.txt -o out.txt 2>&-"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, env=env, timeout=300)
    assert done.returncode == 0
    assert done.stdout == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    if signal.getsignal(getattr(signal, name)) is signal.SIG_IGN:
        pytest.skip(f"what runs the tests ignores {name}, as nohup does")
    temporary, folder = tmp_path / "temporary", tmp_path / "folder"
    temporary.mkdir()
    folder.mkdir()
    env = {**os.environ, "PYTHONPATH": SOURCE, "TMPDIR": str(temporary)}
    arguments = command("clean", "-", "-o", "out.txt", "--rejected", "bad.jsonl")
    running = subprocess.Popen(
        arguments, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdin
    running.stdin.write(b"Gaeste\n" * 20_000)
    running.stdin.flush()
    for _ in range(600):  # until it has begun to read
        if any(temporary.iterdir()) or any(folder.iterdir()):
            break
        time.sleep(0.1)
    running.send_signal(getattr(signal, name))
    _, errors = running.communicate(timeout=120)
    assert running.returncode == 128 + getattr(signal, name)
    assert errors == b"textnorm: interrupted; no output file was written\n"
    assert not list(temporary.iterdir())
    assert not list(folder.iterdir())


@pytest.mark.parametrize("command", ["clean", "dedup", "decode"])
@pytest.mark.parametrize("kind", ["cut", "changed", "loop"])
def test_what_cannot_be_read_is_an_error_in_one_line(command: str, kind: str, tmp_path: Path) -> None:
    packed = gzip.compress(b"Gaeste aus Koeln\n" * 5_000, mtime=0)
    file = tmp_path / "in.txt.gz"
    if kind == "loop":
        file.symlink_to(tmp_path / "other")
        (tmp_path / "other").symlink_to(file)
    else:
        middle = len(packed) // 2
        changed = packed[:middle] + bytes(255 - byte for byte in packed[middle : middle + 9]) + packed[middle + 9 :]
        file.write_bytes(packed[:middle] if kind == "cut" else changed)
    done = run_textnorm(command, file.name, "-o", "out.txt", folder=tmp_path)
    if command == "decode" and kind != "loop":
        assert done.returncode != 70
        return
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="a terminal of Unix")
@pytest.mark.parametrize("command_line", ["clean a.txt", "dedup a.txt", "clean a.jsonl", "decode a.txt"])
def test_a_terminal_shows_the_controls_of_records_as_symbols(command_line: str, tmp_path: Path) -> None:
    import pty

    line = "Köln \x1b[31m \x9b2J \u202e heute\t\x07"
    (tmp_path / "a.txt").write_text(line + "\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": line}, ensure_ascii=False) + "\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    options = ["--no-escapes", "--no-characters", "-q"] if "clean" in command_line else ["-q"]
    arguments = command(*command_line.split(), *options)
    env = {**os.environ, "PYTHONPATH": SOURCE}
    done = subprocess.run(arguments, cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE, env=env, timeout=300)
    os.close(theirs)
    # Numba's colorama resets the colours of a terminal at the end; no text does.
    shown_text = os.read(ours, 10_000).decode().removesuffix("\x1b[0m")
    os.close(ours)
    assert done.returncode == 0, done.stderr
    assert is_safe(shown_text.replace("\r\n", "\n").replace("\t", ""))
    assert "Köln" in shown_text
    assert "\u241b[31m" in shown_text or "\\u001b[31m" in shown_text
    piped = subprocess.run(arguments, cwd=tmp_path, capture_output=True, env=env, timeout=300)
    assert "\u202e".encode() in piped.stdout
