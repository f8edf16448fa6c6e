"""``SeenIndex``: have we had this text before? It knows the ``Store`` protocol and the table of filings only."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from textnorm.errors import BadRecord, IndexUnusable, need_many, need_text
from textnorm.match.corpus.rubrics import ONE_ISSUE, comes_again
from textnorm.match.index.check import find_problems
from textnorm.match.index.entries import (
    Entries,
    Entry,
    entries_of,
    entry_of,
    id_of,
    item_of,
    span_of,
    text_of,
    texts_of,
    time_of,
    words_kept,
    words_of,
)
from textnorm.match.index.filing import Candidates
from textnorm.match.index.methods import filing_of
from textnorm.match.index.postings import MOST, Postings, pack_pending, unpack_pending
from textnorm.match.index.recipe import dumped, loaded_matcher, recipe_of, require_same
from textnorm.match.index.runs import PART, Filed, damaged
from textnorm.match.index.store import FORMAT, ItemRow, TextRow
from textnorm.match.index.values import IndexStats, Item, Match, Matches
from textnorm.match.index.writing import PENDING, State, merge_runs, write_run

if TYPE_CHECKING:
    from textnorm.match.index.filing import Filing, Judged
    from textnorm.match.index.store import Store
    from textnorm.match.settings import MatchSettings

__all__ = ["SeenIndex", "new_without_matcher"]

# Texts of one transaction in the batch forms: all of one are kept, or none.
_AT_ONCE, _CHECKED_AT_ONCE = 1 << 15, 256
_READ = 1_024  # texts that are read at a time
_COPIES = 256  # items of a text, those nearest in time, that say whether it is a rubric
# A lesson is due when the index has grown by so much: what a large one has learned changes little, and costs more.
_GROWTH, _GROWTH_OF_LARGE, _LARGE = 1.25, 1.5, 1 << 16


class SeenIndex:
    """Texts that were seen, kept safely; made by ``open_index``.

    ``check`` says which items say the same as a text, best first, as ``find_duplicates`` would. Threads may share an
    index, processes may share its file, and pickling an index pickles the way to it.

    What the texts teach (names of sites, phrases of series, shells, how rare a word is) is learned again whenever there
    are a quarter more texts (half more of more than 65,536), so a verdict may change slowly as the index grows.
    """

    def __init__(
        self,
        store: Callable[[], Store],
        matcher: MatchSettings | None,
        kind: type[MatchSettings],
        *,
        rebuild: bool = False,
    ) -> None:
        self._make, self._kind = store, kind
        self._store = store()
        self._lock = threading.RLock()
        self._process = os.getpid()
        self._checks = self._cut = self._capped = 0
        try:
            self._start(matcher, rebuild)
        except BaseException:
            self._store.close()
            raise

    def _start(self, matcher: MatchSettings | None, rebuild: bool) -> None:
        with self._store.reading():
            kept = self._store.value("recipe")
        if kept is None:
            if matcher is None:
                raise new_without_matcher(self.name)
            self._adopt(matcher)
            with self._store.writing():
                kept = self._store.value("recipe")  # another process may have been faster
                if kept is None:
                    kept = dumped(recipe_of(matcher, self._filing))
                    self._store.set_value("recipe", kept)
                    self._store.set_value("state", State().dump())
        there, made = loaded_matcher(kept, self.name, self._kind)
        wanted = matcher or made
        self._adopt(wanted)
        try:
            require_same(self.name, there, recipe_of(wanted, self._filing))
        except Exception:
            if not rebuild:
                raise
            self.rebuild(wanted)
            rebuild = False
        if rebuild:
            self.rebuild(wanted)
        with self._reading():
            pass

    def _adopt(self, matcher: MatchSettings) -> None:
        self.matcher = matcher
        self._filing: Filing = filing_of(matcher)
        self._postings = Postings(self._store, self._filing.columns)
        self._state = State()
        self._kept: bytes | None = None  # the state as it is written
        self._known = False

    @property
    def name(self) -> str:
        """Where the index is kept."""
        return self._store.name

    # -- looking ----------------------------------------------------------------------------------------------------

    def check(self, text: str, *, at: Any = None, within: str | float | None = None, limit: int = 100) -> Matches:
        """The items that say the same as ``text``, best first, at most ``limit``; none: the text is new.

        ``at`` is the time of the text (seconds since 1970, a date, an ISO string): for headlines it is evidence, as it
        is for ``find_duplicates``. ``within`` (seconds, or ``"3d"``) leaves out items further away in time than that
        from ``at``, or from now; items without a time stay.
        """
        need_text(text, "check")
        time, span = self._window(at, within)
        filed = self._file_texts([text])
        with self._reading():
            return self._matches(text, filed, time, span, limit)

    def check_many(
        self,
        texts: Iterable[str],
        *,
        at: Iterable[Any] | None = None,
        within: str | float | None = None,
        limit: int = 100,
    ) -> list[Matches]:
        """``check`` for each of ``texts``; ``at`` has a time for each."""
        need_many(texts, "check_many")
        every = list(texts)
        times = [None] * len(every) if at is None else list(at)
        if len(times) != len(every):
            raise BadRecord(f"at: {len(times)} values for {len(every)} texts; pass one per text")
        return [self.check(text, at=time, within=within, limit=limit) for text, time in zip(every, times, strict=True)]

    def get(self, id: Any) -> Item | None:
        """The item with this id, or ``None``."""
        with self._reading():
            found = self._store.items([id_of(id)])
            return self._items(found)[0] if found else None

    def __contains__(self, id: object) -> bool:
        return self.get(id) is not None

    def __len__(self) -> int:
        with self._reading():
            return self._state.items

    def __iter__(self) -> Iterator[Item]:
        """All items in the order in which they were added; what is added meanwhile may come or not."""
        place = 0
        while True:
            with self._reading():
                found = self._store.items_from(place, _READ)
                items = self._items([item for _, item in found])
            if not found:
                return
            yield from items
            place = found[-1][0]

    # -- changing ---------------------------------------------------------------------------------------------------

    def add(self, id: Any, text: str, *, at: Any = None, **payload: Any) -> None:
        """Add an item; an item with the same ``id`` is replaced.

        ``id`` and ``payload`` are anything that JSON can hold. When this returns, the item is kept, whatever happens to
        the process.
        """
        entry = entry_of(id, text, at, payload)
        filed = self._file_texts([text])
        with self._writing():
            self._insert(Entries.of([entry]), filed)

    def add_many(self, items: Iterable[Any]) -> int:
        """Add items: (id, text), (id, text, at), (id, text, at, payload), or mappings; returns how many.

        They are added in portions, each as a whole.
        """
        added = 0
        entries = entries_of(items)
        while (portion := Entries.of(islice(entries, _AT_ONCE))).ids:
            filed = self._file_texts(portion.texts)
            with self._writing():
                self._insert(portion, filed)
            added += len(portion.ids)
        return added

    def check_or_add(
        self, id: Any, text: str, *, at: Any = None, within: str | float | None = None, **payload: Any
    ) -> Matches:
        """The matches of ``text``; if there are none, it is added, and ``added`` of the result is true.

        Nobody else can add the same in between: of two processes that come with the same text, one adds it and the
        other gets it as a match.
        """
        entry = entry_of(id, text, at, payload)
        time, span = self._window(at, within)
        filed = self._file_texts([text])
        with self._writing():
            return self._check_or_insert(entry, filed, time, span)

    def check_or_add_many(self, items: Iterable[Any], *, within: str | float | None = None) -> list[Matches]:
        """``check_or_add`` for each of ``items`` in turn, in portions that are kept as a whole."""
        found = []
        entries = entries_of(items)
        while portion := list(islice(entries, _CHECKED_AT_ONCE)):
            filed = self._file_texts([entry.text for entry in portion])
            with self._writing():
                for place, entry in enumerate(portion):
                    time, span = self._window(entry.time, within)
                    own = filed.take(np.array([place]))
                    found.append(self._check_or_insert(entry, own, time, span))
        return found

    def remove(self, id: Any) -> bool:
        """Remove the item with this id; returns whether there was one."""
        key = id_of(id)
        with self._writing():
            found = self._store.items([key])
            if found:
                self._store.remove_items([key])
                self._removed(len(found), [found[0].row])
            return bool(found)

    def expire(self, *, before: Any) -> int:
        """Remove the items with a time before this one; returns how many. Items without a time stay."""
        time = time_of(before, "before")
        if time is None:
            raise BadRecord(f"before={before!r}: expected a date, an ISO string or seconds")
        with self._writing():
            count, rows = self._store.expire(time)
            if count:
                self._removed(count, rows)
            return count

    def compact(self) -> None:
        """Merge all runs into one, forget what was removed, learn again, and give back room on the disk."""
        with self._writing():
            self._flush(None, 0)
            merge = merge_runs(self._store, self._postings, self._state.next_run, everything=True)
            if merge:
                self._reloaded(next_run=self._state.next_run + 1)
            self._learn()
        with self._lock:
            self._store.shrink()

    def rebuild(self, matcher: MatchSettings | None = None) -> None:
        """File all texts again, by another matcher if one is given; ids, times and payloads stay."""
        wanted = matcher or self.matcher
        filing = filing_of(wanted)
        with self._lock, self._store.writing():
            try:
                state = State.load(self._store.value("state"), self.name)
            except IndexUnusable:  # count again, and go on behind the last number
                last = self._last_row()
                state = State(changes=1 << 40, next_row=last + 1, runs=1 << 40, next_run=1 << 20, lesson=1 << 40)
            items, texts, _ = self._store.counts()
            self._store.clear()
            self._adopt(wanted)
            self._filing = filing
            self._store.set_value("recipe", dumped(recipe_of(wanted, filing)))
            self._store.set_value("learned", b"")
            self._set(state._replace(changes=state.changes + 1, items=items, texts=texts, learned=0))
            row = 0
            while True:
                found = self._store.texts_from(row, 8 * _READ)
                if not found:
                    break
                filed = filing.file([text_of(text, self.name) for text in found])
                self._write_rows([text.row for text in found], filed)
                row = found[-1].row + 1
            self._learn()
        self._known = False

    # -- looking after ----------------------------------------------------------------------------------------------

    def stats(self) -> IndexStats:
        """What the index holds, and what bounds its queries."""
        with self._reading():
            untimed, oldest, newest = self._store.span()
            counts: dict[int, int] = {}
            for keys, times in self._postings.key_counts():
                for key, time in zip(keys[times >= PART].tolist(), times[times >= PART].tolist(), strict=True):
                    counts[key] = counts.get(key, 0) + time
            return IndexStats(
                items=self._state.items,
                texts=self._state.texts,
                untimed=untimed,
                oldest=oldest,
                newest=newest,
                postings=sum(directory.postings for directory in self._postings.directories)
                + len(self._postings.tail().keys),
                runs=len(self._postings.runs),
                pending=self._postings.pending,
                dead=len(self._store.dead()),
                bytes=self._store.size(),
                crowded=sum(count > MOST for count in counts.values()),
                checks=self._checks,
                cut=self._cut,
                capped=self._capped,
                format=FORMAT,
                recipe=recipe_of(self.matcher, self._filing),
            )

    def verify(self) -> list[str]:
        """What is wrong with the index, in sentences; empty if nothing is. Every byte is read."""
        with self._lock, self._store.reading():
            return find_problems(self._store, self._filing)

    def close(self) -> None:
        """Let go of files and connections. What was added is safe without it."""
        with self._lock:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SeenIndex({self.name!r}, kind={self.matcher.kind!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        if self.name == ":memory:":
            raise BadRecord("an index in memory cannot be pickled; keep it in a file")
        return SeenIndex, (self._make, self.matcher, self._kind)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _window(self, at: Any, within: str | float | None) -> tuple[float | None, float | None]:
        """The time of a text and the span around it. ``within`` without a time counts from now."""
        span = span_of(self.matcher.within if within is None else within)
        time = time_of(at)
        if within is not None and time is None:
            from time import time as now

            time = now()
        return time, span

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._one_thread(), self._store.reading():
            self._synchronise()
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._one_thread():
            try:
                with self._store.writing():
                    self._synchronise()
                    yield
            except BaseException:
                self._known = False  # what this process remembers of its own changes has not happened
                raise

    @contextmanager
    def _one_thread(self) -> Iterator[None]:
        if self._process != os.getpid():  # a lock that another thread held at the fork is held for ever
            self._lock, self._process = threading.RLock(), os.getpid()
        with self._lock:
            yield

    def _file_texts(self, texts: list[str]) -> Filed:
        """The keys of texts, made before a transaction begins."""
        with self._one_thread():
            return self._filing.file(texts)

    def _synchronise(self) -> None:
        """Take over what other processes, or this one, have changed since."""
        kept = self._store.value("state")
        if self._known and kept == self._kept:
            return
        state = State.load(kept, self.name)
        if not self._known or state.lesson != self._state.lesson:
            learned = self._store.value("learned")
            if learned:
                self._load_lesson(learned)
        if not self._known or state.runs != self._state.runs:
            self._postings.load(self._store.runs())
        self._state, self._kept, self._known = state, kept, True
        self._read_pending()

    def _load_lesson(self, learned: bytes) -> None:
        try:
            self._filing.load(learned)
        except Exception:
            raise damaged(self.name, "what it has learned") from None

    def _read_pending(self) -> None:
        for row, data in self._store.pending_from(self._postings.next_row):
            self._postings.add(row, *unpack_pending(data, self._filing.columns, self.name))

    def _set(self, state: State) -> None:
        self._state, self._kept = state, state.dump()
        self._store.set_value("state", self._kept)

    def _texts_of(self, rows: Sequence[int]) -> dict[int, str]:
        """The texts with these numbers; those that are not there were removed, or the index is damaged."""
        name = self.name
        found = texts_of(self._store.texts(list(rows)), name)
        if len(found) < len(rows):
            absent = [row for row in rows if row not in found]
            if len(self._store.dead(absent)) < len(set(absent)):
                raise damaged(self.name, f"text {absent[0]} is gone, and its number")
        return found

    def _words_of(self, rows: Sequence[int]) -> dict[int, bytes]:
        """What is kept beside these texts, where something is."""
        return words_of(self._store.words(rows), self.name)

    def _items(self, kept: list[ItemRow]) -> list[Item]:
        texts = self._texts_of(sorted({item.row for item in kept}))
        try:
            return [item_of(item, texts[item.row], self.name) for item in kept]
        except KeyError as error:
            raise damaged(self.name, f"text {error} is gone, and its number") from None

    def _matches(self, text: str, filed: Filed, time: float | None, span: float | None, limit: int) -> Matches:
        self._checks += 1
        found: list[tuple[float, float, Judged, ItemRow, float | None]] = []
        candidates = self._candidates(text, filed)
        judged = self._filing.judge(text, candidates) if len(candidates) else []
        texts = candidates.texts([verdict.row for verdict in judged])
        for verdict in judged:
            if time is None and not self._enough(verdict.score):
                continue  # it was judged as times might bring it nearer
            items = self._store.items_of(verdict.row, time, span, limit)
            if not items and span is None:
                raise damaged(self.name, f"text {verdict.row} has lost its items, and its index")
            if time is not None and verdict.score_apart is not None and texts[verdict.row] == text:
                items = self._of_one_issue(items, verdict.row, time)
            for item in items:
                apart = None if time is None or item.time is None else abs(time - item.time)
                score = verdict.score
                if apart is not None and verdict.score_apart is not None:
                    score = verdict.score_apart(apart)
                if self._enough(score):
                    found.append((-score, float("inf") if apart is None else apart, verdict, item, apart))
        found.sort(key=lambda match: (*match[:2], match[2].row))
        measure = self._filing.measure
        return Matches(
            Match.explained_by(
                partial(verdict.reasons, apart), item_of(item, texts[verdict.row], self.name), -score, measure
            )
            for score, _, verdict, item, apart in found[:limit]
        )

    def _of_one_issue(self, items: list[ItemRow], row: int, time: float) -> list[ItemRow]:
        """Those of the ``items`` of a text that are one issue with it at this time, if the text is a rubric."""
        copies = self._store.items_of(row, time, None, _COPIES)
        if not comes_again([time, *(item.time for item in copies if item.time is not None)]):
            return items
        return [item for item in items if item.time is None or abs(item.time - time) <= ONE_ISSUE]

    def _enough(self, score: float) -> bool:
        least = self.matcher.threshold
        return score >= least or bool(np.float32(score) >= np.float32(least))

    def _candidates(self, text: str, filed: Filed) -> Candidates:
        """The likeliest texts, with the scores of the postings."""
        rows: dict[int, float] = {}
        capped = cut = False
        queries = self._filing.queries(text, filed)
        for query in queries:
            ranked = self._postings.rank(query, self._state.texts, self._filing.judged // len(queries))
            for row, score in zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True):
                rows.setdefault(row, score)
            capped |= ranked.found > len(ranked.rows)
            cut |= ranked.cut > 0
        self._capped += capped
        self._cut += cut
        return Candidates(filed, rows, self._texts_of, self._words_of)

    def _check_or_insert(self, entry: Entry, filed: Filed, time: float | None, span: float | None) -> Matches:
        matches = self._matches(entry.text, filed, time, span, 100)
        if not matches:
            self._insert(Entries.of([entry]), filed)
            matches.added = True
        return matches

    def _insert(self, entries: Entries, filed: Filed) -> None:
        """Add items, in a transaction that is open; of equal texts one is kept, and of equal ids the last."""
        store = self._store
        last = dict(zip(entries.ids, range(len(entries.ids)), strict=True))
        kept = range(len(entries.ids)) if len(last) == len(entries.ids) else sorted(last.values())
        replaced = store.items(list(last))
        data, digests = entries.data, entries.digests
        rows = {bytes(text.text): text.row for text in store.texts_like(list(set(digests)))}
        first = self._state.next_row
        new: list[int] = []
        for place in kept:
            if data[place] not in rows:
                rows[data[place]] = first + len(new)
                new.append(place)
        # Rows are made as they are written: thousands of them at a time keep the garbage collector busy.
        store.add_texts(TextRow(row, digests[place], data[place]) for row, place in enumerate(new, first))
        store.put_items(entries.items(kept, rows))
        state = self._state
        state = state._replace(
            changes=state.changes + 1,
            next_row=first + len(new),
            items=state.items + len(last) - len(replaced),
            texts=state.texts + len(new),
        )
        self._set(state)
        if new:
            own = filed if len(new) == len(filed) else filed.take(np.array(new, dtype=np.int64))
            numbers = list(range(first, first + len(new)))
            self._keep_words(numbers, own)
            self._file(numbers, own)
        if replaced:
            self._removed(0, [item.row for item in replaced])
        growth = _GROWTH if self._state.learned < _LARGE else _GROWTH_OF_LARGE
        if self._state.texts >= growth * self._state.learned + 8:
            self._learn()

    def _keep_words(self, rows: list[int], filed: Filed) -> None:
        """Keep what is known of the words of new texts, each with a checksum."""
        if filed.words:
            self._store.add_words(zip(rows, map(words_kept, filed.words), strict=True))

    def _file(self, rows: list[int], filed: Filed) -> None:
        """File new texts: few wait, many become a run at once."""
        if len(rows) + self._postings.pending >= PENDING:
            self._flush(filed, rows[0])
            return
        pending = []
        for place, row in enumerate(rows):
            keys = filed.keys_of(place)
            pending.append((row, pack_pending(keys, filed.facts[place])))
            self._postings.add(row, keys, filed.facts[place])
        self._store.add_pending(pending)

    def _flush(self, filed: Filed | None, first: int) -> None:
        """Make a run of all that waits, and of these new texts."""
        parts, begin = [], first
        if self._postings.pending:
            begin = self._postings.tail_first
            parts.append(self._postings.tail())
        if filed is not None:
            parts.append(filed)
        if not parts:
            return
        every = Filed.joined(_without_gap(parts, begin, first))
        write_run(self._store, self._state.next_run, begin, every)
        self._store.clear_pending()
        self._reloaded(next_run=self._state.next_run + 1)
        while merge_runs(self._store, self._postings, self._state.next_run):
            self._reloaded(next_run=self._state.next_run + 1)

    def _write_rows(self, rows: list[int], filed: Filed) -> None:
        """Write texts, some of whose numbers may be missing, as a run, and merge runs."""
        self._keep_words(rows, filed)
        sizes = np.zeros(rows[-1] - rows[0] + 1, dtype=np.int64)
        facts = np.zeros((len(sizes), filed.facts.shape[1]), dtype=np.uint32)
        places = np.array(rows, dtype=np.int64) - rows[0]
        sizes[places] = np.diff(filed.ends, prepend=0)
        facts[places] = filed.facts
        write_run(self._store, self._state.next_run, rows[0], Filed(filed.keys, np.cumsum(sizes), facts))
        self._reloaded(next_run=self._state.next_run + 1)
        while merge_runs(self._store, self._postings, self._state.next_run):
            self._reloaded(next_run=self._state.next_run + 1)

    def _reloaded(self, *, next_run: int) -> None:
        """Note that the runs have changed, and read them."""
        state = self._state
        self._set(state._replace(changes=state.changes + 1, runs=state.runs + 1, next_run=next_run))
        self._postings.load(self._store.runs())
        self._read_pending()

    def _removed(self, items: int, rows: list[int]) -> None:
        """Note that so many items are gone, and remove those of the texts that nobody has any more."""
        gone = self._store.remove_unused(sorted(set(rows)))
        state = self._state
        self._set(state._replace(changes=state.changes + 1, items=state.items - items, texts=state.texts - len(gone)))

    def _learn(self) -> None:
        """Learn from all texts what is common among them."""

        def there_are(rows: list[int]) -> dict[int, str]:
            return texts_of(self._store.texts(rows), self.name)

        learned = self._filing.learn(self._postings, there_are)
        if learned:
            self._store.set_value("learned", learned)
            self._load_lesson(learned)
        state = self._state
        self._set(state._replace(changes=state.changes + 1, lesson=state.lesson + 1, learned=state.texts))

    def _last_row(self) -> int:
        last = -1
        while found := self._store.texts_from(last + 1, 8 * _READ):
            last = found[-1].row
        return last


def new_without_matcher(name: str) -> BadRecord:
    """The error for a new index of which nobody has said what it holds."""
    return BadRecord(f"{name}: is new; say what it holds: open_index(path, Matcher.headlines())")


def _without_gap(parts: list[Filed], begin: int, first: int) -> list[Filed]:
    """The pending texts and the new ones, with texts without keys for numbers between them."""
    if len(parts) < 2 or begin + len(parts[0]) == first:
        return parts
    gap = first - begin - len(parts[0])
    empty = np.zeros((gap, parts[0].facts.shape[1]), dtype=np.uint32)
    return [parts[0], Filed(np.zeros(0, dtype=np.uint32), np.zeros(gap, dtype=np.int64), empty), parts[1]]
