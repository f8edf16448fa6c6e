"""Steps for datatrove: a formatter that cleans documents, and a filter that drops near-duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Any

from textnorm.errors import MissingExtra
from textnorm.match.matcher import find_duplicates
from textnorm.text.cleaner import Cleaner

try:
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.utils.typeshelper import StatHints
except ImportError:
    raise MissingExtra.named("datatrove", "datatrove", "textnorm.datatrove") from None

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["NearDuplicateFilter", "TextnormFormatter"]


class TextnormFormatter(BaseFormatter):  # type: ignore[misc]
    """Clean the text of every document by ``cleaner``, ``batch_size`` documents at a time.

    >>> TextnormFormatter(Cleaner(quotes="keep")).format("„K&ouml;ln“")
    '„Köln“'
    """

    name = "🧹 textnorm"

    def __init__(self, cleaner: Cleaner | None = None, batch_size: int = 1000) -> None:
        super().__init__()
        self.cleaner = cleaner or Cleaner.preset("repair")
        self.batch_size = batch_size

    def format(self, text: str) -> str:
        """One text cleaned."""
        return self.cleaner.clean(text)

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """The documents of ``data``, cleaned."""
        documents = iter(data)
        while batch := list(islice(documents, self.batch_size)):
            with self.track_time("batch"):
                cleaned = self.cleaner.many([document.text for document in batch])
            for document, text in zip(batch, cleaned, strict=True):
                self.stat_update(StatHints.total)
                if text != document.text:
                    self.stat_update("changed")
                document.text = text
                yield document


class NearDuplicateFilter(BaseFilter):  # type: ignore[misc]
    """Drop the documents of a task that are copies, exact or near, of another document of the task.

    ``matcher`` says what a copy is (``Matcher.articles()``). The documents of a task are held in memory until its
    search is done. Copies in different tasks are not compared: give a task the documents that may be copies (one task
    for all, or one for each day or site). A dropped document goes to ``exclusion_writer`` with ``duplicate_of`` (the id
    of the one that is kept), ``duplicate_score`` and ``duplicate_reasons`` in its metadata.
    """

    name = "👯 textnorm near-duplicates"

    def __init__(
        self, matcher: MatchSettings | None = None, exclusion_writer: Any = None, threads: int | None = None
    ) -> None:
        from textnorm.match.matcher import Matcher

        super().__init__(exclusion_writer)
        self.matcher = matcher or Matcher.articles()
        self.threads = threads

    def filter(self, doc: Any) -> bool:
        """One document by itself is no copy."""
        return True

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """The documents of ``data`` that stay, in their order."""
        with self.exclusion_writer or nullcontext() as writer:
            documents = list(data)
            with self.track_time("batch"):
                found = find_duplicates([document.text for document in documents], self.matcher, threads=self.threads)
            dropped = set(found.dropped.tolist())
            for place, document in enumerate(documents):
                self.stat_update(StatHints.total)
                if place not in dropped:
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document
                    continue
                self.stat_update(StatHints.dropped, "dropped_near_duplicate")
                if writer is not None:
                    why = found.why(place)
                    document.metadata |= {
                        "filter_reason": "near_duplicate",
                        "duplicate_of": documents[why.kept].id,
                        "duplicate_score": round(why.score, 4),
                        "duplicate_reasons": list(why.reasons),
                    }
                    writer.write(document, rank)
