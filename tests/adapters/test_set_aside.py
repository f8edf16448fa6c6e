"""A text that cannot be cleaned goes to the rejected records, and all others are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textnorm import BadRecord, Cleaner
from textnorm.adapters.cli.app import app
from textnorm.text.batch import clean_texts


def test_one_text_that_fails_is_rejected_and_the_rest_is_cleaned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def many(self: Cleaner, texts: list[str | None], **options: object) -> list[str | None]:
        errors = options["errors"]
        assert callable(errors)
        errors(1, BadRecord("text 1: cannot be cleaned"))
        return clean_texts(self, texts)

    rows = [{"id": number, "title": f"K&ouml;ln {number}"} for number in range(3)]
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(Cleaner, "many", many)
    output, rejected = tmp_path / "out.jsonl", tmp_path / "bad.jsonl"
    app(["clean", str(source), "-o", str(output), "--rejected", str(rejected)], standalone_mode=False)
    kept = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    bad = [json.loads(line) for line in rejected.read_text(encoding="utf-8").splitlines()]
    assert [row["title"] for row in kept] == ["Köln 0", "Köln 2"]
    assert [(row["line"], row["error"], json.loads(row["record"])) for row in bad] == [
        (2, "text 1: cannot be cleaned", rows[1])
    ]
