"""The script and the endpoint of the page "Deduplicate a feed"."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import textnorm
from tests.conftest import needed

EXAMPLES = Path(__file__).parents[3] / "examples"
FEED = """<rss><channel>
<item><guid>1</guid><title>Kanzler empfängt Präsidenten in Berlin</title>
<pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>KANZLER EMPFAENGT PRAESIDENTEN IN BERLIN</title>
<pubDate>Wed, 01 May 2024 11:00:00 GMT</pubDate></item>
<item><guid>3</guid><title>Hund beißt Briefträger in Bremen</title></item>
</channel></rss>"""


def test_the_script_prints_what_is_new_once(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(FEED, encoding="utf-8")
    source = str(Path(textnorm.__file__).parents[1])
    command = [sys.executable, str(EXAMPLES / "feed.py"), "seen.db", "feed.xml"]
    environment = {**os.environ, "PYTHONPATH": source, "PYTHONUTF8": "1"}
    first, second = (
        subprocess.run(command, cwd=tmp_path, capture_output=True, env=environment, check=True) for _ in range(2)
    )
    assert first.stdout.decode().splitlines() == [
        "Kanzler empfängt Präsidenten in Berlin",
        "Hund beißt Briefträger in Bremen",
    ]
    assert second.stdout == b""


def test_the_endpoint_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needed("fastapi")
    needed("httpx")
    monkeypatch.setenv("SEEN_INDEX", str(tmp_path / "seen.db"))
    spec = importlib.util.spec_from_file_location("seen_api", EXAMPLES / "seen_api.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    answers = [
        module.seen(id=name, title=title)
        for name, title in (("a", "Hund beißt Briefträger in Bremen"), ("b", "HUND BEISST BRIEFTRAEGER IN BREMEN"))
    ]
    assert [answer["seen"] for answer in answers] == [False, True]
    assert [match["id"] for match in answers[1]["matches"]] == ["a"]
    assert [route.path for route in module.app.routes if route.path == "/seen"]
    module.index.close()
