"""The search: texts in, ``Duplicates`` out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.clusters import labels_of
from textnorm.match.corpus.corpus import Corpus, Progress, Run
from textnorm.match.corpus.texts import as_sequence
from textnorm.match.duplicates import Duplicates
from textnorm.match.keep import check_keep, order_to_keep
from textnorm.match.methods import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textnorm.match.settings import MatchSettings

__all__ = ["as_corpus", "search"]


def as_corpus(
    texts: Iterable[str | None],
    *,
    against: Iterable[str | None] | None = None,
    times: Iterable[Any] | None = None,
    priority: Iterable[float] | None = None,
) -> Corpus:
    """The corpus of a search: ``texts`` behind those of the archive ``against``, if there is one."""
    every = as_sequence(texts)
    archive_size = None
    if against is not None:
        archive = as_sequence(against)
        archive_size = len(archive)
        in_memory = isinstance(archive, list) and isinstance(every, list)
        every = as_sequence([*archive, *every] if in_memory else chain(archive, every))
    return Corpus(
        every,
        archive_size,
        _column("times", times, len(every), archive_size),
        _column("priority", priority, len(every), archive_size),
    )


def search(
    corpus: Corpus,
    matcher: MatchSettings,
    *,
    within_batch: bool = True,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Duplicates:
    """Find the copies in ``corpus``; see ``find_duplicates``."""
    if matcher.within is not None and corpus.times is None:
        raise UnknownOption(f"within={matcher.within!r} needs times: pass times= (--time-column), one per text")
    check_keep(corpus, matcher)
    method = METHODS[matcher.kind]
    found = method.find_pairs(corpus, matcher, Run(threads, progress))
    order = order_to_keep(corpus, found, matcher)
    labels = labels_of(
        found.table, corpus.searched, matcher, order=order, groups=found.groups, archive_size=corpus.archive_size
    )
    result = Duplicates(
        labels, found.table, matcher, corpus.texts, order, method.compare, found.groups, corpus.archive_size,
        found.notes,
    )  # fmt: skip
    if corpus.archive_size is None or not within_batch:
        return result
    return result.with_batch(search(_batch(corpus, corpus.archive_size), matcher, threads=threads, progress=progress))


def _batch(corpus: Corpus, archive_size: int) -> Corpus:
    """The texts of a search against an archive, without the archive."""
    texts = corpus.texts
    new = texts[archive_size:] if isinstance(texts, list) else (texts[i] for i in range(archive_size, len(texts)))
    times, priority = (None if column is None else column[archive_size:] for column in (corpus.times, corpus.priority))
    return Corpus(as_sequence(new), None, times, priority)


def _column(name: str, values: Iterable[Any] | None, count: int, archive_size: int | None) -> list[Any] | None:
    """``values`` as one per text: with an archive, those of the archive first; or those of the texts alone."""
    if values is None:
        return None
    column = list(values)
    if archive_size is not None and len(column) == count - archive_size:
        column = [None] * archive_size + column
    if len(column) != count:
        texts = f"{count - (archive_size or 0)} texts"
        if archive_size is None:
            raise BadRecord(f"{name}: {len(column)} values for {texts}; pass one per text")
        raise BadRecord(
            f"{name}: {len(column)} values for {texts} and {archive_size} in the archive; "
            "pass one per text, or one per text of the archive followed by one per text"
        )
    return column
