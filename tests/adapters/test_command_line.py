"""Flags from the fields, files of settings, texts as files, diffs and dry runs, and how a command ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer.main

import textnorm
from tests.adapters.conftest import Run
from textnorm.adapters.cli import index
from textnorm.adapters.cli.app import COMMANDS, app
from textnorm.adapters.cli.console import progress_bar, run_guarded
from textnorm.adapters.cli.records.diffs import in_colour
from textnorm.match.methods import METHODS
from textnorm.match.settings import OF_A_SEARCH, MatchSettings

NAMES = ["clean", "explain", "decode", "key", "compare", "dedup", "passages", "demo", "warm-up"]
SOURCE = str(Path(textnorm.__file__).resolve().parents[1])


def test_the_commands_are_there() -> None:
    assert set(NAMES) <= {row.name for row in COMMANDS}


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_help_says_what_to_type(run: Run, row: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in ("30", "80"):
        monkeypatch.setenv("COLUMNS", columns)
        done = run(row.name, "--help")  # type: ignore[attr-defined]
        assert done.status == 0
        assert "Example" in done.out
        about = done.out.partition("Options:")[0].partition("Usage:")[2].partition("\n\n")[2]
        assert all(len(line) <= int(columns) for line in about.splitlines())
        assert not [part for part in ("<bool>", "[[", "<str>", "<list") if part in done.out]
    assert row.help.endswith(".")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", index.COMMANDS)
def test_help_of_an_index_names_its_arguments_alone(run: Run, name: str) -> None:
    done = run("index", name, "--help")
    assert done.status == 0
    assert not [part for part in ("<str>", "<list", "......") if part in done.out]
    usage = done.out.partition("\n")[0]
    assert "INDEX" in usage
    assert "...}" not in usage


def test_the_first_help_loads_no_command() -> None:
    code = (
        "import sys; from textnorm.adapters.cli.app import main; sys.argv = ['textnorm', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name in ('rich', 'pydantic', 'textnorm.text.cleaner', 'numpy')])"
    )
    env = {**os.environ, "PYTHONPATH": SOURCE}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in NAMES)


def flags_of(name: str) -> set[str]:
    command = typer.main.get_command(app).get_command(None, name)  # type: ignore[attr-defined]
    return {flag for parameter in command.params for flag in [*parameter.opts, *parameter.secondary_opts]}


@pytest.mark.parametrize(
    ("kind", "commands"), [(textnorm.Cleaner, ["clean", "explain"]), (MatchSettings, ["dedup", "report", "compare"])]
)
def test_every_option_of_a_cleaner_and_of_a_matcher_is_a_flag(kind: type, commands: list[str]) -> None:
    for command in commands:
        read = {field.name for field in fields(kind)} - (OF_A_SEARCH if command == "compare" else set())  # type: ignore[arg-type]
        wanted = {f"--{name.replace('_', '-')}" for name in read}
        assert wanted <= flags_of(command)
        assert {"--preset", "--config"} <= flags_of(command)


def test_flags_reach_the_cleaner(run: Run) -> None:
    assert (
        run("explain", "--preset", "off", "--escapes", "Stra&szlig;e in Koeln").out.splitlines()[1]
        == "+ Straße in Koeln"
    )
    assert "Goethe" in run("explain", "Frau Goethe und Frau Schroeder", "--keep", "Schroeder").out
    assert run("clean", "--min-confidence", "x").status == 2


def test_flags_reach_the_matcher(run: Run) -> None:
    pair = ("Kanzler empfängt Präsidenten", "Kanzler empfaengt Praesidenten heute")
    assert json.loads(run("compare", *pair, "--json", "--kind", "text").out)["measure"] == "jaccard"
    assert json.loads(run("compare", *pair, "--json", "--preset", "plain", "--n", "2").out)["measure"] == "jaccard"
    assert "headlines have no option 'n'" in run("compare", *pair, "--preset", "headlines", "--n", "2").err
    assert "leave one of them out" in run("compare", *pair, "--preset", "headlines", "--kind", "article").err


def test_an_unknown_command_names_the_nearest(run: Run) -> None:
    done = run("dedupe", "in.jsonl")
    assert done.status == 2
    assert "Did you mean 'dedup'" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "a", "b", "--within", "3d"), "No such option: --within; dedup, report and seen have it"),
        (("clean", "--dropped", "x.jsonl"), "No such option: --dropped; dedup and seen have it"),
        (("clean", "--colum", "x"), "--column"),
        (("index", "export"), "Missing argument 'INDEX'"),
        (("index", "exprt"), "'export'"),
    ],
)
def test_a_mistake_in_the_options_is_one_line_that_says_where_help_is(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    done = run(*arguments)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert message in done.err
    assert done.err.endswith(" --help\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("dedup", "--threshold", "high"), "--threshold high: must be a number"),
        (("dedup", "--threshold", "0,8"), "--threshold 0,8: must be a number; write 0.8"),
        (("clean", "--min-confidence", "nan"), "--min-confidence nan: must be a number"),
        (("dedup", "--n", "1.5"), "--n 1.5: must be a whole number"),
        (("passages", "--min-words", "1"), "--min-words 1: must be a whole number of at least 2"),
    ],
)
def test_a_number_that_is_none_is_named(run: Run, arguments: tuple[str, ...], message: str) -> None:
    assert run(*arguments) == (2, "", f"textnorm: {message}\n")


def test_without_a_command_the_help_is_printed(run: Run) -> None:
    for arguments in ((), ("index",)):
        done = run(*arguments)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("Usage: ")


def test_options_of_a_comparison_count_without_a_preset(run: Run, tmp_path: Path) -> None:
    pair = ("Kanzler trifft Präsident", "Kanzler trifft Präsidenten heute")
    assert run("compare", *pair).out.startswith("same")
    assert run("compare", *pair, "--threshold", "0.999").out.startswith("different")
    (tmp_path / "all.toml").write_text('[matcher]\nthreshold = 0.999\nwithin = "3d"\nkeep = "first"\n')
    assert run("compare", *pair, "--config", "all.toml").out.startswith("different")


@pytest.mark.parametrize("kind", METHODS)
def test_a_comparison_has_no_use_for_options_of_a_search(kind: str) -> None:
    others: dict[str, Any] = {
        "clusters": "connected", "drop": "all", "keep": "first", "recall": 0.5, "seed": 7, "sketch_size": 64,
        "verify": False, "within": "3d",
    }  # fmt: skip
    assert set(others) == OF_A_SEARCH
    pair = ("Der Kanzler empfängt am Montag den Präsidenten in Berlin", "Kanzler empfaengt Praesidenten in Berlin")
    plain = textnorm.Matcher(kind=kind)
    given = plain.replace(**{option: value for option, value in others.items() if option in METHODS[kind].options})
    assert str(textnorm.compare(*pair, matcher=given)) == str(textnorm.compare(*pair, matcher=plain))


def test_settings_come_from_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('"Nein", sagt sie\n')
    (tmp_path / "de.toml").write_text(
        'quotes = "de"\nthreshold = 0.9\n[dedup]\nkeep = "first"\n[cleaner]\nkeep = ["Goethe"]\n'
    )
    assert run("clean", "a.txt", "--config", "de.toml").out == "„Nein“, sagt sie\n"
    assert run("clean", "a.txt", "--config", "de.toml", "--quotes", "keep").out == '"Nein", sagt sie\n'
    (tmp_path / "b.txt").write_text("Bonn feiert\nBonn feiert\n")
    done = run("dedup", "b.txt", "--config", "de.toml", "--json", "--dry-run")
    assert json.loads(done.out)["threshold"] == 0.9


@pytest.mark.parametrize(
    ("name", "text"),
    [("textnorm.toml", 'quotes = "de"\n'), ("pyproject.toml", '[tool.textnorm]\nquotes = "de"\n')],
)
def test_settings_of_the_folder_are_found_and_reported(run: Run, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "a.txt").write_text('"Nein", sagt sie\n')
    done = run("clean", "a.txt")
    assert done.out == "„Nein“, sagt sie\n"
    assert f"settings from {tmp_path / name}" in done.err
    assert run("clean", "a.txt", "--no-config").out == '"Nein", sagt sie\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('qoutes = "de"\n', "bad.toml: 'qoutes': no such option; did you mean 'quotes'?"),
        ('[clean]\nqoutes = "de"\n', "bad.toml: [clean] 'qoutes': no such option; did you mean 'quotes'?"),
        ("[claen]\nlines = true\n", "bad.toml: 'claen': no such section; did you mean 'clean'?"),
        ('escapes = "no"\n', "bad.toml: 'escapes' = 'no': expected true or false"),
        ("keep = 3\n", "bad.toml: 'keep' = 3: expected a list of texts"),
        ("quotes = \n", "bad.toml: not TOML"),
    ],
)
def test_a_mistake_in_the_settings_names_file_key_and_the_nearest(
    run: Run, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "bad.toml").write_text(text)
    (tmp_path / "a.txt").write_text("Bonn\n")
    done = run("clean", "a.txt", "--config", "bad.toml")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert message in done.err
    assert run("clean", "a.txt", "--config", "none.toml").status == 2


def test_a_key_of_another_command_is_no_mistake(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('min-words = 5\ndropped = "gone.jsonl"\n')
    (tmp_path / "a.txt").write_text("Bonn\n")
    assert run("clean", "a.txt", "--config", "a.toml").status == 0


ARTICLE = "Die Ver-\nwaltung gr&uuml;&szlig;t.\n\n„Erstens\nund zweitens“, sagt sie.\n"


def test_a_file_of_text_is_one_text_and_lines_are_lines_on_request(run: Run, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    whole = run("clean", "article.txt", "--dehyphenate", "--quotes", "en")
    assert whole.out == "Die Verwaltung grüßt.\n\n“Erstens\nund zweitens”, sagt sie.\n"
    lines = run("clean", "article.txt", "--dehyphenate", "--lines")
    assert lines.out.startswith("Die Ver-\nwaltung grüßt.\n")
    assert run("clean", "article.txt", "--single-line").out.count("\n") == 1
    assert run("clean", "-", "--single-line", stdin=ARTICLE.encode()).out.count("\n") == 5
    assert run("clean", "-", "--no-lines", "--single-line", stdin=ARTICLE.encode()).out.count("\n") == 1


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_a_file_of_text_keeps_its_line_ends(run: Run, tmp_path: Path, end: str) -> None:
    (tmp_path / "a.txt").write_bytes(f"\ufeffK&ouml;ln{end}Bonn{end}{end}".encode())
    assert run("clean", "a.txt", "-o", "b.txt").status == 0
    assert (tmp_path / "b.txt").read_bytes() == f"\ufeffKöln{end}Bonn{end}{end}".encode()


def test_a_file_of_text_without_damage_stays_byte_for_byte(run: Run, tmp_path: Path) -> None:
    data = b"Bonn\r\nUlm\nEssen\r\rHagen"
    (tmp_path / "a.txt").write_bytes(data)
    run("clean", "a.txt", "--preset", "repair", "-o", "b.txt")
    assert (tmp_path / "b.txt").read_bytes() == data


def test_a_diff_is_shown_and_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "Bonn"}\n{"title": "K&ouml;ln", "body": "gr&uuml;n\\nrot"}\n')
    done = run("clean", "a.jsonl", "-c", "title", "--diff")
    assert done.out == "--- a.jsonl\n+++ a.jsonl (cleaned)\n@@ -2 +2 @@ title\n-K&ouml;ln\n+Köln\n"
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    shown = run("clean", "article.txt", "--diff", "--dry-run", "-o", "out.txt", "--quotes", "keep")
    assert "@@ -1,4 +1,4 @@\n Die Ver-\n-waltung gr&uuml;&szlig;t.\n+waltung grüßt.\n" in shown.out
    assert "Would clean 1 of 1 text; nothing was written" in shown.err
    assert not (tmp_path / "out.txt").exists()
    assert run("clean", "a.jsonl", "-c", "title", "--diff", "-o", "out.jsonl").out.startswith("--- a.jsonl")
    assert "Köln" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_the_diff_is_in_colour_unless_that_is_not_wanted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("K&ouml;ln\n")
    assert "\x1b[" not in run("clean", "a.txt", "--diff").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m-K&ouml;ln\x1b[0m\n\x1b[32m+Köln\x1b[0m\n" in run("clean", "a.txt", "--diff").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert not in_colour(sys.stderr)
    assert "\x1b[" not in run("clean", "a.txt", "--diff").out


def test_what_was_done_can_be_had_as_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "K&ouml;ln"}\n{"title": 7}\n')
    done = run("clean", "a.jsonl", "-o", "b.jsonl", "--rejected", "bad.jsonl", "--json")
    row = json.loads(done.out)
    assert row == {"texts": 1, "changed": 1, "rejected": 1, "output": "b.jsonl", "dry_run": False}
    (tmp_path / "a.txt").write_text("Bonn feiert heute\nBonn feiert heute\n")
    row = json.loads(run("dedup", "a.txt", "-o", "b.txt", "--json").out)
    assert (row["texts"], row["kept"], row["dropped"], row["clusters"], row["kind"]) == (2, 1, 1, 1, "headline")
    before = set(tmp_path.iterdir())
    assert json.loads(run("dedup", "a.txt", "-o", "c.txt", "--json", "--dry-run").out)["dry_run"] is True
    assert set(tmp_path.iterdir()) == before


def test_explain_takes_files_and_pipes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title\n1,Bonn\n2,K%C3%B6ln\n")
    done = run("explain", "a.csv")
    assert done.out.splitlines()[:3] == ["a.csv:3 title", "- K%C3%B6ln", "+ Köln"]
    assert "1 of 2 texts would change: escapes 1" in done.err
    (row,) = map(json.loads, run("explain", "a.csv", "--json").out.splitlines())
    assert (row["line"], row["text"], row["changes"][0]["step"]) == (3, "Köln", "escapes")
    assert run("explain", stdin=b"K&ouml;ln\n").out.splitlines()[:2] == ["- K&ouml;ln", "+ Köln"]


@pytest.mark.parametrize(
    "command", [("explain", "hedlines.csv"), ("key", "hedlines.csv"), ("compare", "hedlines.csv", "b")]
)
def test_the_name_of_a_file_that_is_not_there_is_no_text(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "headlines.csv").write_text("title\nBonn\n")
    done = run(*command)
    assert done.status == 2
    assert "hedlines.csv: no such file; did you mean 'headlines.csv'?" in done.err
    assert run("key", "Alles auf www.example.com/a.html").status == 0
    assert run("key", "Das Ende von Node.js und data.json").status == 0


def test_records_in_a_list_are_to_be_taken_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text('{"items": [{"title": "Bonn"}, {"title": "Köln"}]}', encoding="utf-8")
    done = run("clean", "feed.json")
    assert done.status == 2
    assert "feed.json:1: its records are in the list 'items'; take them out: jq -c '.items[]' feed.json" in done.err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("textnorm cl", {"clean"}),
        ("textnorm clean --quotes de-C", {"de-CH"}),
        ("textnorm dedup --preset ", {"auto", "headlines", "articles", "names", "stories", "plain"}),
        ("textnorm dedup --keep first", {"first"}),
        ("textnorm explain --evidence ", {"auto", "damaged"}),
        ("textnorm clean --typography-off ordinal-n", {"ordinal-name"}),
        ("textnorm dedup --measure ", {"jaccard", "containment"}),
        ("textnorm clean --form ", {"NFC", "NFKC"}),
        ("textnorm clean --preset hea", {"headlines"}),
        ("textnorm clean --ellipsis a", {"ascii"}),
        ("textnorm clean --locale de-", {"de-AT", "de-CH"}),
        ("textnorm clean --typography c", {"cs"}),
        ("textnorm dedup --kind n", {"name"}),
        ("textnorm seen --format js", {"jsonl", "json"}),
        ("textnorm index st", {"stats"}),
    ],
)
def test_a_shell_completes_commands_and_values(typed: str, offered: set[str]) -> None:
    place = str(len(typed.split(" ")) - 1)
    shell = {"_TEXTNORM_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": place, "PYTHONPATH": SOURCE}
    done = subprocess.run(
        [sys.executable, "-m", "textnorm"], env={**os.environ, **shell}, capture_output=True, text=True, check=False
    )
    assert set(done.stdout.split()) == offered


def test_compare_takes_files_and_pipes(run: Run, tmp_path: Path) -> None:
    pair = ("Kanzler empfängt Präsidenten", "Kanzler empfaengt Praesidenten")
    for number, text in enumerate(pair):
        (tmp_path / f"{number}.txt").write_text(f"{text}\n", encoding="utf-8")
    assert run("compare", "0.txt", "1.txt").out.startswith("same")
    assert run("compare", "0.txt", pair[1]).out.startswith("same")
    assert run("compare", stdin="\n".join(pair).encode()).out.startswith("same")
    assert run("compare", stdin="\t".join(pair).encode()).out.startswith("same")
    rows = [{"left": pair[0], "right": pair[1]}, {"left": pair[0], "right": "Der Dom bekommt neue Fenster"}]
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    verdicts = [json.loads(line) for line in run("compare", "pairs.jsonl", "--json").out.splitlines()]
    assert [(row["line"], row["same"]) for row in verdicts] == [(1, True), (2, False)]
    assert "has no other to compare with" in run("compare", stdin=b"Bonn\n").err
    assert run("compare", "Bonn").status == 2


def test_keys_are_printed_one_a_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title\n1,Müller\n2,MUELLER!\n", encoding="utf-8")
    assert run("key", "a.csv").out == "mueller\nmueller\n"
    assert run("key", "Müller").out == "mueller\n"
    assert json.loads(run("key", "--json", stdin="Köln\n".encode()).out) == {"text": "Köln", "key": "koeln"}


def test_the_demo_cleans_and_finds_copies(run: Run, tmp_path: Path) -> None:
    done = run("demo")
    assert "+ Bürgermeisterin eröffnet neue Brücke über die Mündung" in done.out
    assert "dropped  Nordkorea empfaengt" in done.out
    assert run("demo", "--write", "h.jsonl").status == 0
    assert len((tmp_path / "h.jsonl").read_text().splitlines()) == 13


def test_warm_up_compiles_every_kernel(run: Run) -> None:
    done = run("warm-up", "--json")
    assert done.status == 0
    assert json.loads(done.out)["folder"] == str(textnorm.warm_up())
    package = Path(textnorm.__file__).parent
    kernels = [
        path.relative_to(package).with_suffix("").parts for path in package.joinpath("kernels").rglob("[a-z]*.py")
    ]
    assert {".".join(("textnorm", *parts)) for parts in kernels} <= set(sys.modules)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_called_a_full_disk(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "Bonn"}\n' * 3)
    for command in ("clean", "dedup", "decode", "report"):
        done = run(command, "a.jsonl", "-o", "/dev/full")
        assert done.status == 2
        assert "/dev/full: the disk is full (No space left on device); make room" in done.err


def test_an_interrupt_that_another_error_hides_is_still_one() -> None:
    def hides() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        except KeyboardInterrupt:
            raise RuntimeError("while importing") from None

    before = signal.getsignal(signal.SIGINT)
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        assert run_guarded(hides) == 130
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="what runs the tests ignores interrupts, as nohup does"
)
def test_an_interrupt_while_importing_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(30)\n")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), SOURCE])}
    done = subprocess.run(
        [sys.executable, "-m", "textnorm", "--help"], env=env, capture_output=True, timeout=60, cwd=tmp_path.parent
    )
    assert done.returncode == 130
    assert done.stderr == b"textnorm: interrupted; no output file was written\n"


@pytest.mark.parametrize("columns", ["12", "80"])
def test_progress_has_a_rate_and_fits_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_bar() as progress:
        progress("cleaning", 0, 2_000_000)
        time.sleep(0.15)
        progress("cleaning", 1_000_000, 2_000_000)
        time.sleep(0.15)
    shown = capsys.readouterr().err
    if columns == "80":
        assert "MB/s" in shown
        assert "50 %" in shown


def test_a_folder_that_takes_no_file_is_not_said_to_be_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Bonn\n")
    assert f"create {tmp_path / 'none'}" in run("clean", "in.txt", "-o", "none/a.txt").err
    if Path("/proc/self").exists():
        done = run("clean", "in.txt", "-o", "/proc/a.txt")
        assert (done.status, done.err.count("\n"), done.err.count("create")) == (2, 1, 0)
