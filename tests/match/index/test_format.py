"""Later versions open the files of earlier ones."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.stores.test_every_store import HEADLINES, lines
from textnorm import IndexUnusable, Matcher, open_index

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


def test_a_file_from_before_words_were_kept_answers_as_one_that_keeps_them(tmp_path: Path) -> None:
    """Such a file has no table of words; it gets one when it is opened for writing."""
    path = tmp_path / "seen.db"
    texts = [f"{text}{more}" for text in lines(75) for more in ("", " am Montag", " vor Gericht", " ohne Streit")]
    with open_index(path, Matcher.headlines()) as index:
        index.add_many(enumerate(texts))
        before = [[(match.id, match.score) for match in index.check(text)] for text in texts[::20]]
        assert index.verify() == []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE words")
    with open_index(path, read_only=True) as index:
        assert [[(match.id, match.score) for match in index.check(text)] for text in texts[::20]] == before
    with open_index(path) as index:
        assert [[(match.id, match.score) for match in index.check(text)] for text in texts[::20]] == before
        index.add("new", "Zoo zeigt junges Nashorn")
        index.remove("new")
        assert index.verify() == []
        index.rebuild()
        assert [[(match.id, match.score) for match in index.check(text)] for text in texts[::20]] == before
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("SELECT count(*) FROM words").fetchone() == (len(texts),)
        connection.execute("UPDATE words SET words = zeroblob(length(words)) WHERE row < 200")
    with open_index(path) as index:
        (problem,) = index.verify()
        assert "words of 200 texts" in problem
        with pytest.raises(IndexUnusable, match="words of text"):
            index.check_many(texts)


def test_words_go_with_their_text(tmp_path: Path) -> None:
    path = tmp_path / "seen.db"
    with open_index(path, Matcher.headlines()) as index:
        index.add_many(enumerate(HEADLINES))
        for number in range(5):
            index.remove(number)
        assert index.verify() == []
    with closing(sqlite3.connect(path)) as connection, connection:
        (texts,) = connection.execute("SELECT count(*) FROM texts").fetchone()
        assert connection.execute("SELECT count(*) FROM words").fetchone() == (texts,)
