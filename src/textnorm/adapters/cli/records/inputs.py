"""Several files as one: files, folders and patterns, opened in order and read one after the other."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from textnorm.adapters.cli.console import progress_bar, say
from textnorm.adapters.cli.options import InputOptions
from textnorm.adapters.files.formats import has_suffix
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.adapters.files.records import Layout, Record, Rejection, Source
from textnorm.errors import BadRecord, UnknownOption

__all__ = ["Inputs", "Row", "after", "by_argument", "expanded", "joined", "need_columns", "open_inputs", "read_inputs"]

_GUESS = "textnorm: %s: read as %s, by its first bytes; --format names another"
_ONE_TEXT = 32 << 20  # bytes: a larger file of text is read line by line unless --no-lines says otherwise


class Row(NamedTuple):
    """A record, its texts in the columns that were asked for, and the file that it comes from."""

    record: Record
    texts: tuple[str | None, ...]
    source: Source


def expanded(names: Sequence[str]) -> list[str]:
    """The files that ``names`` stand for: a folder is all files in it with a known suffix, a pattern all that fit.

    Raises ``BadRecord`` if a folder or a pattern has none.
    """
    found: list[str] = []
    for name in names or ["-"]:
        path = Path(name)
        if name != "-" and path.is_dir():
            inside = sorted(str(each) for each in path.rglob("*") if each.is_file() and _is_visible(each, path))
            if not inside:
                raise BadRecord(f"{name}: is a folder without files that textnorm reads; name a file in it")
            found += inside
        elif any(sign in name for sign in "*?[") and not path.exists():
            inside = sorted(each for each in glob.glob(name, recursive=True) if Path(each).is_file())  # noqa: PTH207
            if not inside:
                raise BadRecord(f"{name}: no file fits this pattern")
            found += inside
        else:
            found.append(name)
    if len(found) > 1 and "-" in found:
        raise UnknownOption("FILE: standard input (-) stands alone; name files, or pipe all of them")
    return list(dict.fromkeys(found))


def by_argument(names: Sequence[str]) -> dict[str, str | None]:
    """The inputs by what messages call them."""
    return {"FILE" if not number else f"FILE {number + 1}": name for number, name in enumerate(names)}


def joined(texts: Sequence[str | None]) -> str | None:
    """The texts of a record that are judged together, such as title and body, as one.

    >>> joined(["Bonn", None, "Heute"]), joined([None, None])
    ('Bonn\\n\\nHeute', None)
    """
    if len(texts) == 1:
        return texts[0]
    there = [text for text in texts if text]
    return "\n\n".join(there) if there else None


def need_columns(record: Record, source: Source | str, names: Sequence[str | None]) -> None:
    """Raise ``BadRecord`` if a record of ``source`` lacks one of these columns; None is no column."""
    for name in names:
        if name is not None:
            record.value(name, source if isinstance(source, str) else source.name)


def _is_visible(file: Path, folder: Path) -> bool:
    parts = file.relative_to(folder).parts
    return has_suffix(file) and not any(part.startswith(".") for part in parts)


class Inputs:
    """The files of a call, which can be read more than once. Bad records go to ``reject`` or end the run."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = list(sources)

    @property
    def name(self) -> str:
        """What messages call them."""
        first = self.sources[0].name
        return first if len(self.sources) == 1 else f"{first} and {len(self.sources) - 1:,} more"

    @property
    def format(self) -> str:
        """The format of the first one, in which what is written to no named file is written."""
        return self.sources[0].format

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(source.size for source in self.sources)

    def rejecting(self, reject: Callable[[Rejection], None] | None) -> Inputs:
        """The same files, whose bad records go to ``reject``."""
        return Inputs([source.rejecting(reject) for source in self.sources])

    def as_documents(self, lines: bool | None, *, quiet: bool) -> Inputs:
        """The same files, of which each file of text is one text, if ``lines`` does not say otherwise."""

        def is_document(source: Source) -> bool:
            if source.format != "text" or lines:
                return False
            if lines is None and (source.guess or source.name == "<stdin>" or source.spool is not None):
                return False
            if lines is None and source.size > _ONE_TEXT:
                if not quiet:
                    say(
                        f"textnorm: {source.name}: {source.size / 1e6:,.0f} MB are read line by line; "
                        "--no-lines makes them one text"
                    )
                return False
            return True

        return Inputs([replace(source, whole=is_document(source)) for source in self.sources])

    def open(self, *, progress: Callable[[int], None] | None = None) -> Pass:
        """Begin to read all files."""
        return Pass(self.sources, progress or (lambda done: None))


class Pass:
    """One pass over all files. ``good`` and ``bad`` count the records that had their texts and that were set aside."""

    def __init__(self, sources: Sequence[Source], progress: Callable[[int], None]) -> None:
        self.good = self.bad = 0
        self._refused: list[set[int]] = [set() for _ in sources]
        self._sources = [self._noting(source, lines) for source, lines in zip(sources, self._refused, strict=True)]
        self._progress = progress
        self._first = Reading(self._sources[0], progress=progress)

    @staticmethod
    def _noting(source: Source, lines: set[int]) -> Source:
        """``source``, of which ``lines`` gets those of the bad records."""
        take = source.rejected
        if take is None:
            return source

        def note(rejection: Rejection) -> None:
            lines.add(rejection.line)
            take(rejection)

        return source.rejecting(note)

    def again(self) -> Inputs:
        """The same files for a second pass, after this one has read all of them: what it refused is passed over."""
        sources = zip(self._sources, self._refused, strict=True)
        return Inputs([replace(source, rejected=_ignore, refused=frozenset(lines)) for source, lines in sources])

    @property
    def layout(self) -> Layout:
        """The layout of the first file."""
        return self._first.layout

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, as far as the first record or the header tells."""
        layout, first = self.layout, self._first.first
        if layout.schema is not None:
            return list(layout.schema.names)
        return list(first.original) if first is not None else list(layout.header)

    def columns(self, wanted: Sequence[str] | None) -> tuple[str, ...]:
        """The columns that hold the texts: ``wanted``, or the one with a usual name."""
        if not wanted:
            return (self._first.column(None),)
        return tuple(dict.fromkeys(self._first.column(name) for name in wanted))

    def refuse_taken(self, names: Sequence[str], option: str) -> None:
        """Raise ``UnknownOption`` if the files have columns of these ``names`` already, which would be lost."""
        layout, first = self.layout, self._first.first
        there = set(layout.schema.names) if layout.schema is not None else set(layout.header)
        there |= set(first.original) if first is not None else set()
        if taken := [name for name in names if name in there]:
            raise UnknownOption(f"{option}: {self._sources[0].name} has a column {taken[0]!r} already; rename it first")

    def rows(self, columns: Sequence[str], *, check: Callable[[Record, Source], None] | None = None) -> Iterator[Row]:
        """Yield every record with its texts. One that lacks a column, or that ``check`` refuses, is a bad record.

        In a second pass nothing is checked, so no field need be read; the texts are left out.
        """
        done = 0
        for number, source in enumerate(self._sources):
            before = done
            reading = self._first
            if number:
                reading = Reading(source, progress=after(before, self._progress))
            own = columns if reading.layout.column is None else (reading.layout.column,)
            foreign = number > 0 and not _same_layout(self.layout, reading.layout)
            # Elements of a JSON array may share a line, so the lines do not say which of them were refused.
            refused = source.refused if source.format != "json" else None
            texts: tuple[str | None, ...] = ()
            for record in reading.records():
                if refused is None:
                    try:
                        text = record.original.get(own[0])
                        if type(text) is str and len(own) == 1:  # as almost always
                            texts = (text,)
                        else:
                            texts = tuple([record.text(column, source.name) for column in own])
                        if check is not None:
                            check(record, source)
                    except BadRecord as error:
                        self.bad += 1
                        source.reject(record.line, record.shown, error)
                        continue
                elif record.line in refused:
                    continue
                self.good += 1
                if foreign:
                    original = dict(record.original)
                    if own is not columns and self.layout.column is None:  # a line of text among records
                        original = {columns[0]: record.text(own[0], source.name)}
                        texts += (None,) * (len(columns) - len(texts))
                    record = Record(record.line, original)
                yield Row(record, texts, source)
            done += source.size


def _ignore(rejection: Rejection) -> None:
    """It has been reported in an earlier pass."""


def after(before: int, progress: Callable[[int], None]) -> Callable[[int], None]:
    """A ``progress`` that counts on from ``before``."""
    return lambda done: progress(before + done)


def _same_layout(first: Layout, other: Layout) -> bool:
    """Whether a record of a file with the layout ``other`` can be written as it stands into one like ``first``."""
    if first.schema is not None and other.schema is not None:
        if first.schema.equals(other.schema):
            return True
        raise BadRecord("the files have columns of different types or names; process them one by one")
    same = (first.format, first.delimiter, first.header, first.column)
    return same == (other.format, other.delimiter, other.header, other.column)


@contextmanager
def open_inputs(names: Sequence[str], options: InputOptions) -> Iterator[Inputs]:
    """Open what ``names`` stand for, and say what was taken for which format where no name says so."""
    files = expanded(names)
    with ExitStack() as stack:
        sources: list[Source] = []
        for name in files:
            opened = open_source(
                name,
                format=options.format,
                encoding=options.encoding,
                delimiter=options.delimiter,
                header=options.header,
            )
            if len(files) == 1:
                sources.append(stack.enter_context(opened))
            else:  # thousands of files are not kept open
                with ExitStack() as one:
                    source = one.enter_context(opened)
                    if source.spool is not None:
                        stack.push(one.pop_all())
                    sources.append(source.closed() if source.spool is None else source)
        for source in sources:
            if source.guess and not options.quiet:
                say(_GUESS % (source.name, source.guess))
        yield Inputs(sources)


@contextmanager
def read_inputs(
    names: Sequence[str], options: InputOptions, reject: Callable[[Rejection], None] | None
) -> Iterator[tuple[Pass, Callable[[str, int, int], None]]]:
    """Begin to read what ``names`` stand for: one pass, whose bad records go to ``reject``, and its progress."""
    with progress_bar(quiet=options.quiet) as progress, open_inputs(names, options) as opened:
        inputs = opened.rejecting(reject)
        yield inputs.open(progress=lambda done: progress("reading", done, inputs.size)), progress
