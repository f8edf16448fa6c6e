"""The search: texts in, ``Duplicates`` out."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord, TextnormError, UnknownOption, counted
from textnorm.match.corpus.corpus import Corpus, Progress, Run
from textnorm.match.corpus.texts import as_sequence
from textnorm.match.decisions.honour import Judge, labelled, resolve
from textnorm.match.duplicates import Duplicates
from textnorm.match.keep import check_keep, order_to_keep
from textnorm.match.methods import METHODS
from textnorm.values import is_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from textnorm.match.decisions.decisions import Decisions
    from textnorm.match.pairs import FoundPairs
    from textnorm.match.settings import MatchSettings

__all__ = ["as_corpus", "search"]


def as_corpus(
    texts: Iterable[str | None],
    *,
    against: Iterable[str | None] | None = None,
    times: Iterable[Any] | None = None,
    priority: Iterable[float] | None = None,
    errors: str = "raise",
) -> Corpus:
    """The corpus of a search: ``texts`` behind those of the archive ``against``, if there is one.

    With ``errors="keep"``, what is no text counts as an empty one, and ``notes`` say so.
    """
    refused: dict[int, str] = {}
    if errors == "keep" and not isinstance(texts, str | bytes) and hasattr(texts, "__iter__"):
        texts = _texts_alone(texts, refused)
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
        (_set_aside(refused),) if refused else (),
    )


def _texts_alone(texts: Iterable[Any], refused: dict[int, str]) -> Iterator[str | None]:
    """``texts``, with None for what is none; ``refused`` gets the places and the reasons."""
    for place, text in enumerate(texts):
        if isinstance(text, str):
            yield text
            continue
        if not is_missing(text):
            refused[place] = f"expected str or None, got {type(text).__name__}"
        yield None


def search(
    corpus: Corpus,
    matcher: MatchSettings,
    *,
    within_batch: bool = True,
    threads: int | None = None,
    progress: Progress | None = None,
    errors: str = "raise",
    decisions: Decisions | None = None,
    find_pairs: Callable[[Corpus, MatchSettings, Run], FoundPairs] | None = None,
) -> Duplicates:
    """Find the copies in ``corpus``; see ``find_duplicates``. ``find_pairs`` may take the place of the method's."""
    if errors not in ("raise", "keep"):
        raise UnknownOption.among("errors", errors, ("raise", "keep"))
    if matcher.within is not None and corpus.times is None:
        raise UnknownOption(f"within={matcher.within!r} needs times: pass times= (--time-column), one per text")
    check_keep(corpus, matcher)
    method = METHODS[matcher.kind]
    try:
        found = (find_pairs or method.find_pairs)(corpus, matcher, Run(threads, progress))
    except (TextnormError, MemoryError):
        raise
    except Exception:
        failed = _failing(corpus.texts, matcher)
        if not failed:
            raise
        if errors == "raise":
            place, reason = next(iter(failed.items()))
            at = place - (corpus.archive_size or 0)
            name = f"text {at}" if at >= 0 else f"text {place} of the archive"
            raise BadRecord(f"{name}: cannot be matched: {reason}; errors='keep' sets it aside") from None
        again = replace(corpus, texts=["" if place in failed else text for place, text in enumerate(corpus.texts)])
        result = search(
            again, matcher, within_batch=within_batch, threads=threads, progress=progress, decisions=decisions
        )
        return replace(result, texts=corpus.texts, notes=(*result.notes, _set_aside(failed)))
    decided = resolve(decisions, corpus.texts, corpus.archive_size) if decisions else None
    if decided is not None:
        table = decided.apply(found.table, Judge(method.compare, corpus.texts, matcher))
        found = found._replace(table=table, notes=(*found.notes, *decided.notes))
    order = order_to_keep(corpus, found, matcher)
    labels = labelled(
        found.table, corpus.searched, matcher,
        order=order, groups=found.groups, archive_size=corpus.archive_size, decided=decided,
    )  # fmt: skip
    result = Duplicates(
        labels, found.table, matcher, corpus.texts, order, method.compare, found.groups, corpus.archive_size,
        (*corpus.notes, *found.notes), describe=found.events, decided=decided,
    )  # fmt: skip
    if corpus.archive_size is None or not within_batch:
        return result
    among = _batch(corpus, corpus.archive_size)
    own = decisions.among_texts() if decisions else None
    return result.with_batch(search(among, matcher, threads=threads, progress=progress, errors=errors, decisions=own))


def _batch(corpus: Corpus, archive_size: int) -> Corpus:
    """The texts of a search against an archive, without the archive."""
    texts = corpus.texts
    new = texts[archive_size:] if isinstance(texts, list) else (texts[i] for i in range(archive_size, len(texts)))
    times, priority = (None if column is None else column[archive_size:] for column in (corpus.times, corpus.priority))
    return Corpus(as_sequence(new), None, times, priority)


def _failing(texts: Sequence[str], matcher: MatchSettings) -> dict[int, str]:
    """The texts that cannot even be compared with themselves, by position, and why."""
    compare = METHODS[matcher.kind].compare
    failed = {}
    for place, text in enumerate(texts):
        try:
            compare(text, text, matcher)
        except Exception as error:
            failed[place] = f"{type(error).__name__}: {error}"
    return failed


def _set_aside(failed: Mapping[int, str]) -> str:
    first, reason = next(iter(failed.items()))
    return f"{counted(len(failed), 'text', 'texts')} set aside, the first at position {first}: {reason}"


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
