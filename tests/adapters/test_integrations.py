"""spaCy, datasets and datatrove run textnorm as a step of theirs. A machine without them skips these tests."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import textnorm
from tests.conftest import needed
from textnorm import BadRecord, Cleaner, Matcher

DIRTY = "Bruecken gr&uuml;&szlig;en in K&ouml;ln"
CLEAN = "Brücken grüßen in Köln"

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning"
)


@pytest.fixture
def nlp() -> Any:
    needed("spacy")
    import spacy

    import textnorm.spacy  # noqa: F401 - registers the component

    return spacy.blank("de")


def test_a_document_is_cleaned_before_anything_reads_it(nlp: Any) -> None:
    nlp.add_pipe("textnorm", first=True)
    doc = nlp(DIRTY)
    assert [token.text for token in doc] == CLEAN.split()
    assert doc._.original_text == DIRTY
    explanation = doc._.explanation
    assert explanation.text == doc.text
    assert {change.step for change in explanation.changes} == {"escapes", "umlauts"}
    sound = nlp("Köln feiert")
    assert sound._.original_text == sound.text
    assert sound._.explanation.changes == ()


def test_a_document_is_saved_with_the_text_as_it_came(nlp: Any) -> None:
    from spacy.tokens import Doc, DocBin

    nlp.add_pipe("textnorm", first=True, config={"options": {"umlauts": False}})
    doc = nlp(DIRTY)
    for again in (
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        next(DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)),
        *nlp.pipe([DIRTY], n_process=2),
    ):
        assert again.text == "Bruecken grüßen in Köln"
        assert again._.original_text == DIRTY
        assert {change.step for change in again._.explanation.changes} == {"escapes"}


def test_streams_and_tuples(nlp: Any) -> None:
    nlp.add_pipe("textnorm", first=True, config={"preset": "default", "options": {"quotes": "de"}})
    texts = [f'{DIRTY} "{number}"' for number in range(50)]
    cleaned = [f"{CLEAN} „{number}“" for number in range(50)]
    assert [doc.text for doc in nlp.pipe(texts, batch_size=7)] == cleaned
    assert [(doc.text, number) for doc, number in nlp.pipe(zip(texts, range(50), strict=True), as_tuples=True)] == list(
        zip(cleaned, range(50), strict=True)
    )


def test_a_pipeline_is_saved_and_loaded(nlp: Any, tmp_path: Path) -> None:
    import spacy

    nlp.add_pipe("textnorm", first=True, config={"options": {"umlauts": False}})
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert again("Gruesse aus K&ouml;ln").text == "Gruesse aus Köln"
    assert again.get_pipe("textnorm").cleaner == Cleaner.preset("repair", umlauts=False)


def test_annotations_are_not_thrown_away(nlp: Any) -> None:
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("textnorm", last=True)
    assert nlp("Köln feiert.").text == "Köln feiert."
    with pytest.raises(BadRecord, match=r"annotations \(SENT_START\) .* nlp.add_pipe\('textnorm', first=True\)"):
        nlp(DIRTY)


def test_an_option_that_does_not_exist_is_named(nlp: Any) -> None:
    with pytest.raises(textnorm.UnknownOption, match="did you mean 'quotes'"):
        nlp.add_pipe("textnorm", config={"options": {"quote": "de"}})


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    datasets = needed("datasets")
    datasets.disable_progress_bars()
    rows = [
        {"id": 1, "title": DIRTY},
        {"id": 2, "title": None},
        {"id": 3, "title": "Bonn ruht"},
        {"id": 4, "title": CLEAN},
    ]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return datasets.load_dataset(
        "json", data_files=str(tmp_path / "news.jsonl"), split="train", cache_dir=str(tmp_path)
    )


def test_batches_of_a_dataset_are_cleaned(news: Any) -> None:
    from textnorm.datasets import AddKeys, CleanColumn

    step = CleanColumn("title")
    cleaned = news.map(step, batched=True, batch_size=2)
    assert cleaned["title"][:] == [CLEAN, None, "Bonn ruht", CLEAN]
    assert cleaned.features == news.features
    both = news.map(CleanColumn("title", Cleaner(umlauts=False), into="clean"), batched=True)
    assert both.column_names == ["id", "title", "clean"]
    assert both["clean"][0] == "Bruecken grüßen in Köln"
    arrow = news.with_format("arrow").map(step, batched=True).with_format(None)
    assert arrow["title"][:] == cleaned["title"][:]
    assert news.map(AddKeys("title"), batched=True)["key"][2] == "bonn ruht"
    with pytest.raises(BadRecord, match="no column 'titel'; columns: id, title"):
        news.map(CleanColumn("titel"), batched=True)


def test_one_row_is_no_batch(news: Any) -> None:
    from textnorm.datasets import CleanColumn

    with pytest.raises(BadRecord, match="column 'title': expected a batch of rows, got one; pass batched=True to map"):
        news.map(CleanColumn("title"))


def test_a_second_map_comes_from_the_cache(news: Any) -> None:
    from textnorm.datasets import CleanColumn

    first = news.map(CleanColumn("title", Cleaner(quotes="keep")), batched=True)
    again = news.map(CleanColumn("title", Cleaner(quotes="keep")), batched=True)
    other = news.map(CleanColumn("title", Cleaner(quotes="de")), batched=True)
    assert again._fingerprint == first._fingerprint != other._fingerprint
    assert again.cache_files == first.cache_files != []


HASHES = """
import sys
from datasets.fingerprint import Hasher
from textnorm import Cleaner, Matcher
from textnorm.datasets import CleanColumn
cleaner = Cleaner(quotes="de", keep=["Goethe"])
if sys.argv[1] == "used":
    cleaner.clean("K&ouml;ln")
    hash(cleaner)
for value in (cleaner, Matcher.headlines(keep="first"), CleanColumn("title", cleaner), cleaner.clean, cleaner.many):
    print(Hasher.hash(value))
"""


def test_settings_hash_the_same_in_every_process() -> None:
    needed("datasets")
    source = str(Path(textnorm.__file__).resolve().parents[1])
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASHES, used],
            env={**os.environ, "PYTHONPATH": source, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed, used in (("1", "new"), ("2", "used"))
    }  # fmt: skip
    assert len(hashes) == 1
    assert len(set(hashes.pop().split())) == 5


def test_copies_are_dropped_from_a_dataset(news: Any) -> None:
    datasets = needed("datasets")
    from textnorm.datasets import drop_duplicates

    kept = drop_duplicates(news, "title", Matcher.headlines())
    assert kept["id"][:] == [2, 3, 4]
    assert kept.features == news.features
    splits = drop_duplicates(datasets.DatasetDict(train=news, test=news.select([0])), "title", Matcher.headlines())
    assert [len(split) for split in splits.values()] == [3, 1]
    with pytest.raises(BadRecord, match="got IterableDataset; load it without streaming=True"):
        drop_duplicates(news.to_iterable_dataset(), "title")
    with pytest.raises(BadRecord, match="no column 'titel'; columns: id, title"):
        drop_duplicates(news, "titel")


ARTICLE = " ".join(
    f"Der Rat der Stadt beriet am Abend über Punkt {number} der Ordnung und stimmte zu." for number in range(20)
)


def test_documents_of_datatrove_are_formatted_and_filtered(tmp_path: Path) -> None:
    needed("datatrove")
    from datatrove.data import Document
    from datatrove.executor.local import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from textnorm.datatrove import NearDuplicateFilter, TextnormFormatter

    (tmp_path / "in").mkdir()
    rows = [{"id": "a", "text": ARTICLE}, {"id": "b", "text": DIRTY}, {"id": "c", "text": f"{ARTICLE} (dpa)"}]
    (tmp_path / "in" / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    dropped = JsonlWriter(str(tmp_path / "dropped"), compression=None)
    steps = [
        JsonlReader(str(tmp_path / "in")),
        TextnormFormatter(batch_size=2),
        NearDuplicateFilter(exclusion_writer=dropped),
        JsonlWriter(str(tmp_path / "out"), compression=None),
    ]
    stats = LocalPipelineExecutor(steps, logging_dir=str(tmp_path / "log"), skip_completed=False).run()

    def read(folder: str) -> list[dict[str, Any]]:
        (path,) = (tmp_path / folder).iterdir()
        return [json.loads(line) for line in path.read_text().splitlines()]

    out = read("out")
    assert len(out) == 2
    assert CLEAN in [row["text"] for row in out]
    (copy,) = read("dropped")
    assert {copy["id"], copy["metadata"]["duplicate_of"]} == {"a", "c"}
    assert copy["metadata"]["filter_reason"] == "near_duplicate"
    assert copy["metadata"]["duplicate_score"] > 0.5
    assert copy["metadata"]["duplicate_reasons"]
    assert stats.stats[1].stats["changed"].total == 1
    again = pickle.loads(pickle.dumps(TextnormFormatter(Cleaner(quotes="de"))))
    documents = [Document(text=DIRTY, id=str(number)) for number in range(3)]
    assert [document.text for document in again.run(documents)] == [CLEAN] * 3
    assert NearDuplicateFilter().filter(documents[0])
