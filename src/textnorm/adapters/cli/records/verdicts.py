"""Write what a search found: the kept records, the dropped ones with the evidence, or all of them with both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textnorm.adapters.cli.options import FileOptions
from textnorm.adapters.cli.records.gathered import Gathered, Wanted
from textnorm.adapters.cli.records.inputs import Inputs, Row
from textnorm.adapters.files.atomic_write import Outputs
from textnorm.adapters.files.records import Layout, Record, Source, Writer
from textnorm.adapters.files.writers import check_output, open_writer
from textnorm.errors import BadRecord

if TYPE_CHECKING:
    import textnorm
    from textnorm.match.duplicates import Duplicates, Why

__all__ = ["Outcome", "Verdicts", "write_verdicts"]

_ANNOTATED = {
    "cluster_id": "int64",
    "kept": "bool",
    "duplicate_of": "int64",
    "score": "double",
    "reasons": "list<string>",
}
_DROPPED = {
    "duplicate_of": "string",
    "duplicate_score": "double",
    "duplicate_measure": "string",
    "duplicate_reasons": "list<string>",
    "duplicate_of_row": "int64",
    "duplicate_of_id": "string",
    "duplicate_of_file": "string",
}


@dataclass(frozen=True)
class Outcome:
    """What a search found among the texts of files, and of an archive."""

    found: Duplicates
    new: Gathered
    old: Gathered | None = None

    def twin(self, why: Why) -> tuple[str | None, int | None, Any]:
        """The text, the row and the name of the copy of which a text is a duplicate; all None without one."""
        if why.kept < 0 or (why.kept == why.text and not why.archived):
            return None, None, None
        among = self.old if why.archived and self.old is not None else self.new
        name = None if among.ids is None else among.ids[why.kept]
        return among.texts[why.kept], why.kept, name


@dataclass(frozen=True)
class Verdicts:
    """How the verdicts are written."""

    annotate: bool
    id_column: str | None
    against: str | None
    clean: textnorm.Cleaner | None = None

    def added(self, dropped: bool) -> list[str]:
        """The columns that records get."""
        return [*(_ANNOTATED if self.annotate else ()), *(self._dropped() if dropped else ())]

    def _dropped(self) -> list[str]:
        left_out = set() if self.id_column is not None else {"duplicate_of_id"}
        left_out |= set() if self.against is not None else {"duplicate_of_file"}
        return [name for name in _DROPPED if name not in left_out]

    def types(self, layout: Layout, *, dropped: bool) -> dict[str, str]:
        """The types of the columns that records get, for Arrow."""
        kinds = {name: _DROPPED[name] for name in self._dropped()} if dropped else dict(_ANNOTATED)
        name = "duplicate_of_id" if dropped else "duplicate_of"
        if self.id_column is not None and name in kinds:
            kinds[name] = "string"
            schema = layout.schema
            if schema is not None and schema.names.count(self.id_column) == 1:
                kind = str(schema.field(self.id_column).type)
                kinds[name] = kind if kind.startswith(("int", "uint")) else "string"
        return kinds

    def annotated(self, record: Record, why: Why | None, cluster: int, outcome: Outcome) -> Record:
        """A record with the verdict on it; ``why`` it was dropped, or None."""
        twin: Any = None
        if why is not None:
            _, row, name = outcome.twin(why)
            twin = row if self.id_column is None or row is None else name
        return record.with_fields(
            cluster_id=cluster,
            kept=why is None,
            duplicate_of=twin,
            score=None if why is None else round(why.score, 4),
            reasons=[] if why is None else list(why.reasons),
        )

    def evidence(self, why: Why, outcome: Outcome, name: str) -> Mapping[str, Any]:
        """The fields that a dropped record gets."""
        text, row, twin = outcome.twin(why)
        fields = {
            "duplicate_of": text,
            "duplicate_of_row": row,
            "duplicate_of_id": twin,
            "duplicate_of_file": self.against if why.archived else name,
            "duplicate_score": round(why.score, 4),
            "duplicate_measure": why.measure,
            "duplicate_reasons": list(why.reasons),
        }
        return {key: fields[key] for key in self._dropped()}


def write_verdicts(
    inputs: Inputs,
    wanted: Wanted,
    outcome: Outcome,
    verdicts: Verdicts,
    io: FileOptions,
    dropped: str | None,
    outputs: Outputs,
    progress: Callable[[str, int, int], None] | None,
) -> None:
    """Write the kept records and the dropped ones, in the order of the files: ``inputs`` are read once more.

    Raises ``BadRecord`` if not every text that was read has been written.
    """
    new = outcome.new

    def check(record: Record, source: Source) -> None:
        wanted.values(record, source)

    again = inputs.open(progress=None if progress is None else lambda done: progress("writing", done, inputs.size))
    with ExitStack() as stack:
        keep, drop = _writers(stack, new, verdicts, io, dropped, outputs)
        rows = again.rows(new.columns, check=check if wanted != Wanted(wanted.columns) else None)
        written = _write(rows, outcome, verdicts, keep, drop)
    if written != len(new.texts):
        read = f"{len(new.texts):,} texts were read and {written:,} written"
        raise BadRecord(f"{inputs.name}: {read}; run again on a file at rest")


def _writers(
    stack: ExitStack, new: Gathered, verdicts: Verdicts, io: FileOptions, dropped: str | None, outputs: Outputs
) -> tuple[Writer, Writer | None]:
    keep = stack.enter_context(
        open_writer(
            io.output,
            like=new.layout,
            column=new.columns[0],
            encoding=io.output_encoding,
            escape_formulas=io.escape_formulas,
            outputs=outputs,
            added=verdicts.types(new.layout, dropped=False) if verdicts.annotate else None,
        )
    )
    if not dropped:
        return keep, None
    chosen = check_output(dropped, "jsonl")
    drop = stack.enter_context(
        open_writer(
            dropped,
            like=new.layout,
            column=new.columns[0],
            encoding=io.output_encoding if chosen.lines else None,
            escape_formulas=io.escape_formulas and chosen.name in ("csv", "tsv"),
            outputs=outputs,
            default="jsonl",
            added=verdicts.types(new.layout, dropped=True),
        )
    )
    return keep, drop


def _write(rows: Any, outcome: Outcome, verdicts: Verdicts, keep: Writer, drop: Writer | None) -> int:
    """Write every record to one of the two, or to both; returns how many there were."""
    import numpy as np

    from textnorm.match.result_tables import cluster_ids

    found, columns = outcome.found, outcome.new.columns
    stays = np.zeros(len(found), dtype=bool)
    stays[found.kept] = True
    clusters = cluster_ids(found) if verdicts.annotate else None
    written = 0
    for position, row in enumerate(rows):
        if position >= len(found):
            return position + 1  # the files have grown
        written += 1
        record = row.record
        if drop is None and clusters is None and not stays[position]:
            continue  # nobody asks why, and an explanation takes milliseconds
        why = None if stays[position] else found.why(position)
        if why is not None and drop is not None:
            drop.write(record.with_fields(**verdicts.evidence(why, outcome, row.source.name)))
        if why is None and verdicts.clean is not None:
            record = _cleaned(verdicts.clean, row, columns)
        if clusters is not None:
            record = verdicts.annotated(record, why, int(clusters[position]), outcome)
        if why is None or clusters is not None:
            keep.write(record)
    return written


def _cleaned(cleaner: textnorm.Cleaner, row: Row, columns: Sequence[str]) -> Record:
    changes = {
        column: after
        for column in columns
        if (text := row.record.text(column, row.source.name)) and (after := cleaner.clean(text)) != text
    }
    return row.record.with_fields(**changes) if changes else row.record
