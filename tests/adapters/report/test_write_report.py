"""The file of a report: its size, its policy, what it holds, and what it refuses."""

from __future__ import annotations

import base64
import json
import re
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import run_textnorm
from textnorm import BadRecord, Matcher, UnknownOption, find_duplicates, write_report
from textnorm.adapters.report.pack import _SCRIPTS
from textnorm.adapters.report.texts import TextBlocks
from textnorm.adapters.report.timeline import timeline

PAGE = Path(__file__).parents[3] / "src/textnorm/adapters/report/page"
TEXTS = ["Der Käse ist gut", "Der Kaese ist gut!", "Ein Hund bellt", "Der K&auml;se ist gut 👍"]


def blocks(path: Path) -> dict[str, bytes]:
    found = re.findall(r'id="data-([\w-]+)">([^<]*)</script>', path.read_text(encoding="utf-8"))
    return {name: zlib.decompress(base64.b64decode(data), -15) for name, data in found}


def head_of(path: Path) -> dict[str, Any]:
    return json.loads(blocks(path)["head"])


def columns_of(path: Path) -> dict[str, np.ndarray]:
    buffer, start, columns = blocks(path)["columns"], 0, {}
    for name, kind, length in head_of(path)["directory"]:
        columns[name] = np.frombuffer(buffer, kind, length, start)
        start += columns[name].nbytes
    assert start == len(buffer)
    return columns


def test_the_policy_allows_this_script_and_this_style_only(tmp_path: Path) -> None:
    write_report(find_duplicates(TEXTS), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    for tag, opening in (("script", '<script type="module">'), ("style", "<style>")):
        source = page.split(opening)[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(sha256(source.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_no_text_becomes_html_in_the_script() -> None:
    for path in PAGE.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"(inner|outer)HTML|insertAdjacent|document\.write|eval\(|new Function", source), path
    assert {path.stem for path in PAGE.glob("*.js")} == set(_SCRIPTS)


def test_a_report_holds_clusters_repairs_and_places(tmp_path: Path) -> None:
    found = find_duplicates(TEXTS, Matcher.headlines())
    write_report(found, tmp_path / "page.html", title="Käse", times=["2026-01-01", 5, None, "2026-01-02"])
    head, columns = head_of(tmp_path / "page.html"), columns_of(tmp_path / "page.html")
    assert (head["title"], head["texts"], head["kept"], head["clusters"]) == ("Käse", 4, len(found.kept), 1)
    assert columns["row"].tolist() == found.clusters[0]
    text = blocks(tmp_path / "page.html")["text-0"].decode()
    starts = np.concatenate([[0], np.cumsum(columns["length"])])
    assert len(text.encode("utf-16-le")) == 2 * starts[-1]
    assert text.startswith(TEXTS[found.clusters[0][0]])
    assert [kind["step"] for kind in head["repairs"]["kinds"]] == ["escapes", "umlauts"]
    assert head["repairs"]["texts"] == 2


def test_edits_count_as_a_browser_counts(tmp_path: Path) -> None:
    texts = ["👍 K&ouml;ln 👍👍 f&uuml;r alle", "👍 Köln 👍👍 für alle"]
    write_report(find_duplicates(texts, Matcher(repair=True)), tmp_path / "page.html")
    place = columns_of(tmp_path / "page.html")["row"].tolist().index(0)
    edits = json.loads(blocks(tmp_path / "page.html")["repairs"])["edits"][str(place)]
    assert [(start, end, after) for start, end, after, _ in edits] == [(4, 10, "ö"), (19, 25, "ü")]


def test_long_texts_are_cut_until_the_page_fits(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    long = ["".join(map(chr, rng.integers(97, 123, 40_000))) for _ in range(60)]
    found = find_duplicates([text for text in long for _ in range(2)] + ["kurz", "kurz"], Matcher(unit="char", n=5))
    write_report(found, tmp_path / "page.html", size=1_000_000)
    assert (tmp_path / "page.html").stat().st_size < 1_150_000
    columns = columns_of(tmp_path / "page.html")
    assert set(columns["whole"].tolist()) == {0, 40_000}
    assert columns["length"].min() == 4
    assert columns["length"].max() < 40_000


def test_blocks_hold_the_texts_in_order() -> None:
    blocks = TextBlocks(["a" * 3_000_000, "b" * 3_000_000, "c\ud800"], [1, 0, 2])
    packed, firsts = blocks.pack(10_000_000)
    assert firsts == [0, 1]
    texts = [zlib.decompress(base64.b64decode(block), -15).decode() for block in packed]
    assert texts == ["b" * 3_000_000, "a" * 3_000_000 + "c\N{REPLACEMENT CHARACTER}"]
    assert blocks.lengths.tolist() == [3_000_000, 3_000_000, 2]


@pytest.mark.parametrize(("span", "unit"), [(3_600, "hour"), (20 * 86_400, "day"), (200 * 86_400, "week"),
                                            (2_000 * 86_400, "month"), (20_000 * 86_400, "year")])  # fmt: skip
def test_a_time_line_counts_every_text_once(span: int, unit: str) -> None:
    moments = np.append(np.random.default_rng(2).uniform(1e9, 1e9 + span, 500), [np.nan, np.inf])
    stays = np.arange(502) % 3 > 0
    line = timeline(moments, stays)
    assert line
    assert line["unit"] == unit
    assert len(line["starts"]) <= 90
    assert sum(line["kept"]) + sum(line["dropped"]) + line["without"] == 502
    assert timeline(np.full(3, np.nan), np.ones(3, dtype=bool)) is None


def test_what_does_not_fit_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    found = find_duplicates(TEXTS)
    with pytest.raises(BadRecord, match="times: 1 values for 4 texts"):
        write_report(found, tmp_path / "page.html", times=[1])
    with pytest.raises(BadRecord, match="sites: 5 values for 4 texts"):
        write_report(found, tmp_path / "page.html", sites="abcde")
    with pytest.raises(BadRecord, match=r"times\[2\]='soon'"):
        write_report(found, tmp_path / "page.html", times=[1, 2, "soon", 3])
    with pytest.raises(UnknownOption, match="size=5: must be at least"):
        write_report(found, tmp_path / "page.html", size=5)
    with pytest.raises(BadRecord, match="is a folder"):
        write_report(found, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("texts", [[], [""], ["allein"], ["a b c", "a b c"]])
def test_small_searches_have_a_report(tmp_path: Path, texts: list[str]) -> None:
    write_report(find_duplicates(texts, Matcher()), tmp_path / "page.html")
    assert head_of(tmp_path / "page.html")["texts"] == len(texts)


def test_a_search_against_an_archive_has_a_report(tmp_path: Path) -> None:
    found = find_duplicates([TEXTS[1], "Neu ist das", "Neu ist das!"], Matcher(), against=TEXTS[:1])
    write_report(found, tmp_path / "page.html", sites=["a", "b", "c"])
    head, columns = head_of(tmp_path / "page.html"), columns_of(tmp_path / "page.html")
    assert (head["archive"], head["texts"], head["clusters"]) == (1, 3, 2)
    assert columns["textFlags"].tolist().count(1) == 1


def test_the_command_writes_a_page_and_honours_decisions(tmp_path: Path) -> None:
    rows = [
        {"title": text, "day": f"2026-01-0{n + 1}", "url": "https://www.a.example/x"} for n, text in enumerate(TEXTS)
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "decisions.json").write_text(
        json.dumps({"format": "textnorm decisions", "version": 1, "decisions": [
            {"left": {"text": TEXTS[0]}, "right": {"text": TEXTS[1]}, "verdict": "different"}]})
    )  # fmt: skip
    columns = ("--time-column", "day", "--site-column", "url")
    done = run_textnorm(
        "report", "news.jsonl", *columns, "--decisions", "decisions.json", "-o", "page.html", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "→ page.html" in done.stderr.decode()
    head = head_of(tmp_path / "page.html")
    assert (head["title"], head["sites"], head["timeline"]["unit"]) == ("news.jsonl", ["a.example"], "day")
    assert [item["verdict"] for item in head["decisions"]] == ["different"]

    done = run_textnorm("dedup", "news.jsonl", "--decisions", "decisions.json", folder=tmp_path)
    assert len(done.stdout.splitlines()) == 3
    assert len(run_textnorm("dedup", "news.jsonl", folder=tmp_path).stdout.splitlines()) == 2
    for arguments in (["dedup", "news.jsonl", "--decisions", "news.jsonl"], ["report", "news.jsonl", "-o", "-"]):
        done = run_textnorm(*arguments, folder=tmp_path)
        assert done.returncode == 2
        assert done.stderr.decode().count("\n") == 1
    missing = run_textnorm("dedup", "news.jsonl", "--decisions", "nowhere.json", folder=tmp_path)
    assert missing.returncode == 2
    assert "nowhere.json" in missing.stderr.decode()
