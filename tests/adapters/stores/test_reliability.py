"""An index survives: killed processes, full disks, damage, locks, crowds of writers, hostile texts.

``TEXTNORM_KILLS`` and ``TEXTNORM_SECONDS`` make the two long tests as long as one likes.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import stat
import struct
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.stores.test_every_store import HEADLINES, lines
from textnorm import IndexUnusable, Matcher, SeenIndex, open_index

KILLS = int(os.environ.get("TEXTNORM_KILLS", "12"))
SECONDS = float(os.environ.get("TEXTNORM_SECONDS", "3"))
MATCHER = Matcher.headlines()


def in_child(work: Callable[[], object]) -> int:
    """Start ``work`` in a forked process; its exit status is 0 if nothing was raised."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def ended_well(child: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "seen.db")


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textnorm.match.index.seen_index.PENDING", 50)  # runs and merges under fire as well
    texts = lines(4_000)
    open_index(path, MATCHER).close()
    MATCHER.compare(texts[0], texts[1])
    draw = random.Random(7)
    acknowledged: set[int] = set()
    begin = 0
    for kill in range(KILLS):
        read, write = os.pipe()

        def work(begin: int = begin, write: int = write) -> None:
            with open_index(path, MATCHER) as index:
                for number in range(begin, len(texts)):
                    index.add(number, texts[number])
                    os.write(write, struct.pack("<I", number))

        child = in_child(work)
        os.close(write)
        time.sleep(draw.uniform(0.005, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(read, "rb") as pipe:
            acknowledged.update(number for (number,) in struct.iter_unpack("<I", pipe.read()))
        begin = max(acknowledged, default=-1) + 2
        with open_index(path, MATCHER) as index:
            there = {item.id for item in index}
            assert acknowledged <= there
            assert len(there) <= len(acknowledged) + kill + 1  # at most one call a kill was kept and not acknowledged
            assert len(index) == len(there)
            assert index.verify() == []
            acknowledged = there
        if begin > len(texts) - 200:
            Path(path).unlink()
            begin, acknowledged = 0, set()
            open_index(path, MATCHER).close()


def test_a_batch_is_kept_as_a_whole_or_not_at_all(path: str) -> None:
    open_index(path, MATCHER).close()

    def work() -> None:
        with open_index(path, MATCHER) as index:
            index.add_many((number, text) for number, text in enumerate(lines(3_000)))

    for wait in (0.05, 0.2, 0.4):
        child = in_child(work)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with open_index(path, MATCHER) as index:
            assert len(index) in (0, 3_000)
            assert index.verify() == []


def test_a_full_disk_is_named_and_nothing_is_lost(path: str) -> None:
    index = open_index(path, MATCHER)
    index.add("a", HEADLINES[0])
    connection: sqlite3.Connection = index._store._connection  # type: ignore[attr-defined]
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(IndexUnusable, match="the disk is full; free space and repeat the call"):
        index.add_many(enumerate(lines(2_000)))
    connection.execute("PRAGMA max_page_count = 1000000")
    assert [item.id for item in index] == ["a"]
    index.add_many(enumerate(lines(2_000)))
    assert len(index) == 2_001
    assert index.verify() == []


def test_a_file_that_may_not_be_written_says_so() -> None:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    path = folder / "seen.db"
    with open_index(path, MATCHER) as index:
        index.add("a", HEADLINES[0])
    path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)

    def work() -> None:
        if os.geteuid() == 0:
            os.setuid(65_534)
        with pytest.raises(IndexUnusable, match=r"cannot be written; make file and folder writable"):
            open_index(path, MATCHER)
        with pytest.raises(IndexUnusable, match="cannot be"):
            open_index("/seen.db", MATCHER)

    assert ended_well(in_child(work))

    with open_index(path, MATCHER, read_only=True) as index:
        assert index.check(HEADLINES[0])
        with pytest.raises(IndexUnusable, match="read_only=True; open it without"):
            index.add("b", HEADLINES[1])


def test_a_place_where_no_index_can_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database, though it is long enough for one\n" * 100, encoding="utf-8")
    with pytest.raises(IndexUnusable, match=r"text\.db: is not an index of textnorm; name another file"):
        open_index(tmp_path / "text.db", MATCHER)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE people (name)")
    other.close()
    with pytest.raises(IndexUnusable, match="is a database, but not an index"):
        open_index(tmp_path / "other.db", MATCHER)
    with pytest.raises(IndexUnusable, match="is a folder"):
        open_index(tmp_path, MATCHER)
    with pytest.raises(IndexUnusable, match="its folder does not exist"):
        open_index(tmp_path / "no" / "seen.db", MATCHER)
    with pytest.raises(IndexUnusable, match="does not exist"):
        open_index(tmp_path / "none.db", MATCHER, read_only=True)


def test_a_format_from_the_future_asks_for_an_update(path: str) -> None:
    open_index(path, MATCHER).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexUnusable, match="has format 99, and this textnorm reads formats up to 1; update textnorm"):
        open_index(path, MATCHER)


def test_a_lock_of_another_program_is_waited_for_and_named(path: str) -> None:
    index = open_index(path, MATCHER, timeout=0.2)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(IndexUnusable, match=r"another process has locked it for 0\.2 s; end that process"):
        index.add("a", HEADLINES[0])
    assert not index.check(HEADLINES[0])
    other.execute("ROLLBACK")
    other.close()
    index.add("a", HEADLINES[0])
    assert index.check(HEADLINES[0])


def _filled(path: str) -> list[str]:
    texts = lines(150)
    with open_index(path, MATCHER) as index:
        index.add_many(enumerate(texts))
        index.compact()
        index.add_many((f"late {number}", text) for number, text in enumerate(HEADLINES))
    return [*texts, *HEADLINES]


def _answers(index: SeenIndex, texts: list[str]) -> list[list[object]]:
    return [sorted(str(match.id) for match in index.check(text)) for text in texts]


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_a_truncated_file_is_never_silently_short(path: str, share: float) -> None:
    texts = _filled(path)
    data = Path(path).read_bytes()
    Path(path).write_bytes(data[: int(len(data) * share)])

    told = ""
    try:
        with open_index(path, MATCHER) as index:
            told = "damaged" if index.verify() else ""
            _answers(index, [] if told else texts)
    except IndexUnusable as error:
        told = str(error)
    assert re.search(r"damaged|not an index", told)


def test_a_flipped_bit_is_harmless_or_reported(path: str) -> None:
    texts = _filled(path)
    data = Path(path).read_bytes()
    with open_index(path, MATCHER) as index:
        expected = _answers(index, texts[::5])
    draw = random.Random(3)
    reported = 0
    for _ in range(40):
        flipped = bytearray(data)
        flipped[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        for left in Path(path).parent.glob("seen.db-*"):
            left.unlink()
        Path(path).write_bytes(flipped)
        try:
            with open_index(path, MATCHER) as index:
                problems = index.verify()
                if not problems:
                    assert _answers(index, texts[::5]) == expected
                reported += bool(problems)
        except IndexUnusable:
            reported += 1
    assert reported


def _put(path: str, old: bytes, new: bytes) -> None:
    data = Path(path).read_bytes()
    assert old in data
    Path(path).write_bytes(data.replace(old, new))


def test_damage_in_the_names_of_the_tables_is_reported(path: str) -> None:
    """SQLite quotes the damaged bytes in its message, which Python cannot decode."""
    _filled(path)
    _put(path, b"CREATE TABLE dead", b"CR\xf2\xf2TE TABLE dead")
    with pytest.raises(IndexUnusable, match="is damaged"):
        open_index(path, MATCHER)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE items SET row = 'x'",
        "UPDATE items SET payload = 7",
        "UPDATE texts SET digest = 'x'",
        "UPDATE pending SET filed = 'x'",
        "UPDATE runs SET directory = 5",
        "UPDATE parts SET part = 1.5",
        "UPDATE options SET value = 5",
        "INSERT INTO runs VALUES (77, 'a', 2, x'00')",
    ],
)
def test_a_value_of_another_kind_is_reported(path: str, change: str) -> None:
    """A damaged record may have a number where there was a text, and SQLite's own check is content with it."""
    texts = _filled(path)
    database = sqlite3.connect(path)
    if database.execute(change).rowcount == 0:
        pytest.skip("there is no such row")
    database.commit()
    database.close()
    with pytest.raises(IndexUnusable, match="is damaged"), open_index(path, MATCHER) as index:  # noqa: PT012
        if problems := index.verify():
            raise IndexUnusable(" ".join(problems))
        _answers(index, texts)


def test_processes_and_threads_lose_no_update(path: str) -> None:
    open_index(path, MATCHER).close()
    processes, threads = (8, 8) if SECONDS >= 60 else (4, 4)
    every = lines(5_000 if SECONDS < 60 else 60_000)
    shared, own = every[:60], every[60:]
    read, write = os.pipe()
    deadline = time.monotonic() + SECONDS

    def work(process: int) -> None:
        with open_index(path, MATCHER, timeout=120) as index:
            failures: list[BaseException] = []

            def add(thread: int) -> None:
                worker = process * threads + thread
                draw = random.Random(worker)
                try:
                    for number in range(worker, len(own), processes * threads):
                        if time.monotonic() > deadline:
                            break
                        index.add(number, own[number])
                        os.write(write, struct.pack("<II", number, 0))
                        place = draw.randrange(len(shared))
                        if index.check_or_add(f"{worker} {number}", shared[place]).added:
                            os.write(write, struct.pack("<II", place, 1))
                        assert index.check(own[number])
                except BaseException as error:
                    failures.append(error)

            crowd = [threading.Thread(target=add, args=(thread,)) for thread in range(threads)]
            for each in crowd:
                each.start()
            for each in crowd:
                each.join()
            if failures:
                raise failures[0]

    children = [in_child(lambda process=process: work(process)) for process in range(processes)]  # type: ignore[misc]
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = list(struct.iter_unpack("<II", pipe.read()))
    endings = [ended_well(child) for child in children]  # wait for all of them
    assert all(endings)
    winners = [place for place, added in told if added]
    added = [number for number, shares in told if not shares]
    assert added
    assert len(winners) == len(set(winners))
    with open_index(path, MATCHER) as index:
        assert len(index) == len(winners) + len(added)
        assert all(number in {match.id for match in index.check(own[number])} for number in added[::7])
        assert index.verify() == []


def test_many_equal_texts_are_one_text(path: str) -> None:
    with open_index(path, MATCHER) as index:
        index.add_many((number, HEADLINES[0], float(number)) for number in range(100_000))
        stats = index.stats()
        assert (stats.items, stats.texts) == (100_000, 1)
        matches = index.check(HEADLINES[0], at=70_000.0, limit=3)
        assert {match.id for match in matches} == {69_999, 70_000, 70_001}
        assert index.expire(before=99_999.0) == 99_999
        assert len(index.check(HEADLINES[0])) == 1


def test_many_nearly_equal_texts_cost_no_more_than_a_few(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []
    with open_index(path, MATCHER) as index:
        index.add_many(
            (number, f"Kanzler empfängt Präsidenten zum {number}. Mal in Berlin") for number in range(20_000)
        )
        judge = index._filing.judge

        def counting(text: str, candidates: list[tuple[int, str, float]]) -> object:
            judged.append(len(candidates))
            return judge(text, candidates)

        monkeypatch.setattr(index._filing, "judge", counting)
        assert index.check("Kanzler empfängt Präsidenten zum 777. Mal in Berlin")[0].score == 1.0
        assert judged[0] <= index._filing.judged
        assert index.stats().crowded


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\ud800 \udfff",
        "a\x00b",
        "'; DROP TABLE texts; --",
        "\N{ZERO WIDTH SPACE}",
        "?" * 5_000,
        "Wort " * 2_000_000,
    ],
    ids=["empty", "blank", "surrogates", "nul", "sql", "invisible", "marks", "10 MB"],
)
def test_any_text_comes_back_as_it_was(path: str, text: str) -> None:
    with open_index(path, MATCHER) as index:
        index.add("x", text, note=text[:100])
        index.check_or_add("y", HEADLINES[0])
        item = index.get("x")
        assert item is not None
        assert (item.text, item.payload) == (text, {"note": text[:100]})
        index.check(text)
        assert index.check(HEADLINES[0])[0].id == "y"
        assert index.verify() == []
