"""What is wrong with an index: everything in it is read and compared with everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.errors import IndexUnusable
from textnorm.match.index.entries import item_of, text_of, words_kept
from textnorm.match.index.postings import Postings, unpack_pending
from textnorm.match.index.runs import Filed, part_entries
from textnorm.match.index.writing import State

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.index.filing import Filing
    from textnorm.match.index.store import Store

__all__ = ["find_problems"]

_READ = 4_096
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def find_problems(store: Store, filing: Filing) -> list[str]:
    """Sentences about all that is wrong, inside a transaction."""
    problems = store.problems()
    for look in (_check_counts, _check_items, _check_postings):
        try:
            problems += look(store, filing)
        except IndexUnusable as error:
            problems.append(str(error))
    return problems


def _check_counts(store: Store, filing: Filing) -> list[str]:
    state = State.load(store.value("state"), store.name)
    items, texts, _ = store.counts()
    return [
        f"There are {found:,} {what}, and {counted:,} were counted."
        for what, found, counted in (("items", items, state.items), ("texts", texts, state.texts))
        if found != counted
    ]


def _check_items(store: Store, filing: Filing) -> list[str]:
    problems = []
    place = 0
    used: set[int] = set()
    while found := store.items_from(place, _READ):
        place = found[-1][0]
        rows = sorted({item.row for _, item in found})
        used.update(rows)
        there = {text.row for text in store.texts(rows)}
        for _, item in found:
            item_of(item, "", store.name)
            if item.row not in there:
                problems.append(f"The item {item.id} has lost its text.")
    row = 0
    while texts := store.texts_from(row, _READ):
        row = texts[-1].row + 1
        problems += [f"Text {text.row} belongs to no item." for text in texts if text.row not in used]
    return problems


def _check_postings(store: Store, filing: Filing) -> list[str]:
    """Compare the sum over all postings with the sum over what all texts are filed under."""
    postings = Postings(store, filing.columns)
    postings.load(store.runs())
    dead = np.array(store.dead(), dtype=np.uint32)
    filed = written = 0
    for number, directory in enumerate(postings.directories):
        for words in postings.parts(number, range(len(directory.firsts))):
            keys, counts, rows = part_entries(words)
            every = np.repeat(keys, counts)
            alive = ~np.isin(rows, dead)
            written += _sum(every[alive], rows[alive])
    for row, data in store.pending_from(0):
        keys, _ = unpack_pending(data, filing.columns, store.name)
        if not np.isin(row, dead):
            written += _sum(keys, np.full(len(keys), row, dtype=np.uint32))
    row = other_words = 0
    while texts := store.texts_from(row, _READ):
        row = texts[-1].row + 1
        found: Filed = filing.file([text_of(text, store.name) for text in texts])
        rows = np.repeat(np.array([text.row for text in texts], dtype=np.uint32), np.diff(found.ends, prepend=0))
        filed += _sum(found.keys, rows)
        kept = dict(store.words([text.row for text in texts])) if found.words else {}
        other_words += sum(
            kept.get(text.row, words_kept(words)) != words_kept(words)
            for text, words in zip(texts, found.words, strict=False)
        )
    problems = []
    if (filed - written) % (1 << 64):
        problems.append("The postings are not those of the texts: file them again with rebuild().")
    if other_words:
        problems.append(f"What is kept of the words of {other_words:,} texts is not theirs: rebuild() keeps it anew.")
    return problems


def _sum(keys: NDArray[np.uint32], rows: NDArray[np.uint32]) -> int:
    mixed = (keys.astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64)) * _SPREAD
    mixed ^= mixed >> np.uint64(29)
    return int((mixed * _SPREAD).sum(dtype=np.uint64))
