"""Later versions open the files of earlier ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.adapters.stores.test_every_store import HEADLINES
from textnorm import Matcher, open_index

FILES = sorted((Path(__file__).parent / "files").glob("seen-format-*.db"))


def test_there_is_a_file_of_every_format() -> None:
    from textnorm.match.index.store import FORMAT

    assert [path.stem for path in FILES] == [f"seen-format-{number}" for number in range(1, FORMAT + 1)]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_a_file_of_an_earlier_version_opens(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "seen.db"
    shutil.copy(file, path)
    with open_index(path, Matcher.headlines()) as index:
        assert len(index) == 204
        assert index.verify() == []
        for place, text in enumerate(HEADLINES):
            (match,) = index.check(text, at=1_714_521_600.0 + place)
            assert (match.id, match.time, match.payload) == ([place, "ä"], 1_714_521_600.0 + place, {"source": "dpa"})
        index.add("new", "Zoo zeigt junges Nashorn")
        assert index.check("Zoo zeigt junges Nashorn")[0].id == "new"
