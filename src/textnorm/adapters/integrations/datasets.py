"""Steps for ``datasets``: functions for ``map(batched=True)`` whose fingerprint is the same in every process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from textnorm.adapters.frames.clean_column import clean_column
from textnorm.errors import BadRecord, MissingExtra
from textnorm.match.corpus.batch_keys import keys
from textnorm.match.matcher import find_duplicates
from textnorm.text.cleaner import Cleaner

try:
    from datasets import Dataset, DatasetDict
except ImportError:
    raise MissingExtra.named("datasets", "datasets", "textnorm.datasets") from None

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textnorm.match.settings import MatchSettings

__all__ = ["AddKeys", "CleanColumn", "drop_duplicates"]

DatasetT = TypeVar("DatasetT", Dataset, DatasetDict)


@dataclass(frozen=True)
class CleanColumn:
    """Clean the texts in ``column`` of a batch, a table of Arrow or a mapping of lists, into itself or ``into``.

    It is a value: equal settings have one fingerprint, so ``datasets`` finds in its cache what it has mapped before.

    >>> from datasets import Dataset
    >>> news = Dataset.from_dict({"title": ["K&ouml;ln", None]})
    >>> news.map(CleanColumn("title"), batched=True)["title"][:]
    ['Köln', None]
    """

    column: str
    cleaner: Cleaner = field(default_factory=Cleaner)
    into: str | None = None

    def __call__(self, batch: Any) -> Any:
        """The batch with its texts cleaned; of a mapping, the new column alone."""
        if hasattr(batch, "schema"):
            return clean_column(batch, self.column, cleaner=self.cleaner, into=self.into)
        return {self.into or self.column: self.cleaner.many(_column(batch, self.column))}


@dataclass(frozen=True)
class AddKeys:
    """Add the keys of the texts in ``column`` of a batch as the column ``into``.

    >>> AddKeys("title")({"title": ["Größe", None]})
    {'key': ['groesse', None]}
    """

    column: str
    into: str = "key"

    def __call__(self, batch: Any) -> dict[str, Any]:
        """The new column of the batch."""
        return {self.into: keys(_column(batch, self.column))}


def drop_duplicates(
    dataset: DatasetT, column: str, matcher: MatchSettings | None = None, *, threads: int | None = None
) -> DatasetT:
    """``dataset`` without the rows whose text in ``column`` is a copy, exact or near, of one that is kept.

    Of several splits, each is searched by itself. The texts are read one after the other, not held.
    Raises ``BadRecord`` for a dataset that is streamed: keep it on disk first.

    >>> from datasets import Dataset
    >>> news = Dataset.from_dict({"title": ["Der Käse ist gut", "DER KAESE IST GUT!", "Ein Hund bellt"]})
    >>> drop_duplicates(news, "title")["title"][:]
    ['DER KAESE IST GUT!', 'Ein Hund bellt']
    """
    if isinstance(dataset, DatasetDict):
        splits = {name: drop_duplicates(split, column, matcher, threads=threads) for name, split in dataset.items()}
        return DatasetDict(splits)
    if not isinstance(dataset, Dataset):
        raise BadRecord(
            f"drop_duplicates: expected a Dataset or a DatasetDict, got {type(dataset).__name__}; "
            "load it without streaming=True"
        )
    if column not in dataset.column_names:
        raise BadRecord(f"drop_duplicates: no column {column!r}; columns: {', '.join(dataset.column_names)}")
    texts = (row[column] for row in dataset.select_columns(column).with_format(None))
    return dataset.select(find_duplicates(texts, matcher, threads=threads).kept)


def _column(batch: Mapping[str, Any], name: str) -> Any:
    if name not in batch:
        raise BadRecord(f"no column {name!r}; columns: {', '.join(batch.keys())}")
    if batch[name] is None or isinstance(batch[name], str):
        raise BadRecord(f"column {name!r}: expected a batch of rows, got one; pass batched=True to map")
    return batch[name]
