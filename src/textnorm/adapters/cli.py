"""The commands. They call public names only: whatever a command does, Python can do in a line or two."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import textnorm
from textnorm.adapters.console import progress_bar, run_guarded, say, summary_lines
from textnorm.adapters.readers import FORMATS, Rejection, Source, open_source
from textnorm.adapters.writers import beside, dumps, open_writer
from textnorm.errors import UnknownOption

if TYPE_CHECKING:
    from textnorm.match.matcher import Duplicates, Matcher

__all__ = ["app", "main"]

_BATCH = 2_000

app = typer.Typer(
    name="textnorm",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Repair damaged text, normalise its typography, and find near-duplicates, with the evidence.",
    epilog="Examples and all details: `textnorm COMMAND --help`.",
)

Input = Annotated[
    str, typer.Argument(metavar="[FILE]", help="JSON Lines, CSV, TSV, text or Parquet, also .gz; - is standard input.")
]
Column = Annotated[
    str | None,
    typer.Option("--column", "-c", help="The column that holds the text. Default: title, headline, text or body."),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; default: standard output.")
]
FileFormat = Annotated[
    str | None, typer.Option("--format", help=f"What the input is ({', '.join(FORMATS)}), if its name does not say.")
]
Rejected = Annotated[
    str | None,
    typer.Option(
        "--rejected", metavar="FILE", help="Write bad records here and go on; without it the first one stops the run."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
Locale = Annotated[str, typer.Option("--locale", help="de, de-AT, de-CH (never ß) or auto.")]
Quotes = Annotated[str, typer.Option("--quotes", help="ascii, keep, or a convention: de, de-CH, en, fr …")]
Dashes = Annotated[str, typer.Option("--dashes", help="keep, ascii, or a convention's typographic dashes.")]
Escapes = Annotated[bool, typer.Option("--escapes/--no-escapes", help="Resolve entities, \\u00fc, %C3%BC …")]
Mojibake = Annotated[bool, typer.Option("--mojibake/--no-mojibake", help="Undo a wrong code page.")]
Characters = Annotated[bool, typer.Option("--characters/--no-characters", help="Compose letters, drop controls.")]
Lost = Annotated[bool, typer.Option("--lost/--no-lost", help="Restore letters that became � or ?.")]
Umlauts = Annotated[bool, typer.Option("--umlauts/--no-umlauts", help="ae → ä where German writes it so.")]
Spacing = Annotated[bool, typer.Option("--spacing/--no-spacing", help="Tidy spaces, dashes and ellipses.")]
SingleLine = Annotated[bool, typer.Option("--single-line", help="Join lines, as for headlines.")]


@contextmanager
def _rejections(name: str | None) -> Iterator[Callable[[Rejection], None] | None]:
    """Give a place for bad records to go, or None where the first one is to stop the run."""
    if name is None:
        yield None
        return
    count = 0
    with beside(Path(name)) as temporary, temporary.open("w", encoding="utf-8") as stream:

        def reject(rejection: Rejection) -> None:
            nonlocal count
            count += 1
            stream.write(dumps({"line": rejection.line, "error": rejection.error, "record": rejection.raw}) + "\n")

        yield reject
    if count:
        say(f"{count:,} bad records went to {name}")


@contextmanager
def _source(name: str, format: str | None, rejected: Callable[[Rejection], None] | None) -> Iterator[Source]:
    source = open_source(name, format=format, rejected=rejected)
    try:
        yield source
    finally:
        if source.temporary:
            source.path.unlink(missing_ok=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"textnorm {textnorm.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


@app.command(
    epilog="Examples: `textnorm clean news.jsonl --column title -o clean.jsonl` · "
    "`textnorm clean article.txt --quotes de` · `cat feed.txt | textnorm clean --single-line`"
)
def clean(
    file: Input = "-",
    column: Column = None,
    output: Output = None,
    format: FileFormat = None,
    rejected: Rejected = None,
    escapes: Escapes = True,
    mojibake: Mojibake = True,
    characters: Characters = True,
    lost: Lost = True,
    umlauts: Umlauts = True,
    quotes: Quotes = "ascii",
    spacing: Spacing = True,
    dashes: Dashes = "keep",
    locale: Locale = "de",
    single_line: SingleLine = False,
    quiet: Quiet = False,
) -> None:
    """Repair and normalise the texts of a file: one record in, one record out, in order.

    Nothing but the named column changes; null stays null.
    """
    cleaner = textnorm.Cleaner(
        escapes=escapes,
        mojibake=mojibake,
        characters=characters,
        lost=lost,
        umlauts=umlauts,
        quotes=quotes,
        spacing=spacing,
        dashes=dashes,
        locale=locale,
        single_line=single_line,
    )
    with ExitStack() as stack:
        source = stack.enter_context(_source(file, format, stack.enter_context(_rejections(rejected))))
        name = source.column(column)
        writer = stack.enter_context(open_writer(output, like=source, column=name))
        progress = stack.enter_context(progress_bar(quiet=quiet))
        rows = source.texts(name, progress=lambda done: progress("cleaning", done, source.size))
        read = changed = 0
        while batch := list(islice(rows, _BATCH)):
            cleaned = cleaner.many([text for _, text in batch])
            for (record, before), after in zip(batch, cleaned, strict=True):
                read += 1
                changed += after != before
                writer.write(record if after == before else record.with_fields(**{name: after}))
    if output is not None and not quiet:
        say(f"{read:,} texts read, {changed:,} changed: {output}")


@app.command(epilog="Example: `textnorm explain 'Nordkorea empfaengt russische MilitÃ¤rdelegation'`")
def explain(
    text: Annotated[str, typer.Argument(help="The text itself.")],
    locale: Locale = "de",
    quotes: Quotes = "ascii",
    dashes: Dashes = "keep",
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Clean one text and say what changed, where, and why."""
    explanation = textnorm.explain(text, locale=locale, quotes=quotes, dashes=dashes)
    if as_json:
        changes = [change._asdict() for change in explanation.changes]
        print(json.dumps({"text": explanation.text, "changes": changes}))
    else:
        print(explanation)


@app.command(
    epilog="Example: `textnorm compare 'Kanzler empfängt Präsidenten' 'Ukraine-Krieg: Kanzler empfaengt Praesidenten'`"
)
def compare(
    a: Annotated[str, typer.Argument(help="One text.")],
    b: Annotated[str, typer.Argument(help="The other text.")],
    matcher: Annotated[str, typer.Option("--matcher", help="auto, headlines, articles or plain.")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Say whether two texts are the same item, how sure that is, and why."""
    pair = textnorm.compare(a, b, matcher=_matcher(matcher, {}))
    if as_json:
        score = round(pair.score, 4)
        print(json.dumps({"same": pair.same, "score": score, "measure": pair.measure, "reasons": pair.reasons}))
    else:
        print(pair)


def _matcher(preset: str, overrides: dict[str, Any]) -> Matcher | None:
    presets: dict[str, Callable[..., Matcher]] = {
        "headlines": textnorm.Matcher.headlines,
        "articles": textnorm.Matcher.articles,
        "plain": textnorm.Matcher,
    }
    if preset == "auto":
        return None
    if preset not in presets:
        raise UnknownOption.among("matcher", preset, ["auto", *presets])
    return presets[preset](**overrides)


@app.command(
    epilog="Examples: `textnorm dedup news.jsonl --column title -o kept.jsonl --dropped dropped.jsonl` · "
    "`textnorm dedup new.csv --against old.csv -o fresh.csv` · "
    "`textnorm dedup articles.parquet --matcher articles --keep earliest --time-column date -o kept.parquet`"
)
def dedup(
    file: Input = "-",
    column: Column = None,
    output: Output = None,
    dropped: Annotated[
        str | None, typer.Option("--dropped", metavar="FILE", help="Write what was dropped here, with reasons.")
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="FILE", help="Drop what is a duplicate of a text in this file.")
    ] = None,
    matcher: Annotated[
        str, typer.Option("--matcher", help="auto (by length), headlines, articles or plain (Jaccard alone).")
    ] = "auto",
    threshold: Annotated[
        float | None, typer.Option("--threshold", min=0.0, max=1.0, help="The score from which a pair is a duplicate.")
    ] = None,
    keep: Annotated[
        str | None, typer.Option("--keep", help="Which copy stays: longest, first, earliest, cleanest.")
    ] = None,
    time_column: Annotated[
        str | None, typer.Option("--time-column", help="The column with the date, for --keep earliest and --within.")
    ] = None,
    within: Annotated[
        str | None, typer.Option("--within", help="Only headlines this near in time are duplicates: 3d, 12h.")
    ] = None,
    clean_kept: Annotated[
        bool, typer.Option("--clean", help="Write the kept texts cleaned, as `textnorm clean` would.")
    ] = False,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="Default: all cores.")] = None,
    format: FileFormat = None,
    rejected: Rejected = None,
    quiet: Quiet = False,
) -> None:
    """Keep one copy of every text; near-duplicates go, and each says what it duplicates and why.

    Records pass through unchanged (but for --clean), in order. Empty texts and nulls are never duplicates.
    """
    wanted = {"threshold": threshold, "keep": keep, "within": within}
    overrides: dict[str, Any] = {option: value for option, value in wanted.items() if value is not None}
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar(quiet=quiet))
        source = stack.enter_context(_source(file, format, stack.enter_context(_rejections(rejected))))
        name = source.column(column)
        texts: list[str | None] = []
        times: list[Any] | None = [] if time_column else None
        for record, text in source.texts(name, progress=lambda done: progress("reading", done, source.size)):
            texts.append(text)
            if times is not None and time_column:
                times.append(record.value(time_column, source.name))
        old: list[str | None] | None = None
        if against is not None:
            others = stack.enter_context(_source(against, None, None))
            old = []
            old_times: list[Any] = []
            for record, text in others.texts(others.column(column)):
                old.append(text)
                if time_column:
                    old_times.append(record.value(time_column, others.name))
            times = None if times is None else [*old_times, *times]
        chosen = _matcher(matcher, overrides)
        if chosen is None:
            chosen = textnorm.Matcher.fitting([len(text or "") for text in texts], **overrides)
        found = textnorm.find_duplicates(texts, chosen, against=old, times=times, threads=threads, progress=progress)
        _write_split(source, name, old or texts, found, output, dropped, clean_kept)
    if output is not None and not quiet:
        for line in summary_lines(found, texts):
            say(line)
        say("")
        say(f"kept: {output}" + (f", dropped: {dropped}" if dropped else ""))


def _write_split(
    source: Source,
    column: str,
    copies: list[str | None],
    found: Duplicates,
    output: str | None,
    dropped: str | None,
    clean_kept: bool,
) -> None:
    """Write the kept records and the dropped ones, in the order of the source; ``copies`` holds the kept texts."""
    gone = set(found.dropped.tolist())
    second_read = Source(source.path, source.name, source.format, rejected=lambda _: None)
    with ExitStack() as stack:
        keep = stack.enter_context(open_writer(output, like=source, column=column))
        drop = stack.enter_context(open_writer(dropped, column=column)) if dropped else None
        cleaner = textnorm.Cleaner()
        for position, (record, text) in enumerate(second_read.texts(column)):
            if position not in gone:
                keep.write(record.with_fields(**{column: cleaner.clean(text)}) if clean_kept and text else record)
            elif drop is not None:
                why = found.why(position)
                drop.write(
                    record.with_fields(
                        duplicate_of=copies[why.kept],
                        duplicate_score=round(why.score, 4),
                        duplicate_measure=why.measure,
                        duplicate_reasons=list(why.reasons),
                    )
                )


@app.command(epilog="Example: `textnorm decode old-feed.txt -o feed.txt`")
def decode(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Any file of text; - is standard input.")] = "-",
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Read a file in whatever encoding it has (or a mixture of them) and write it as UTF-8."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    decoded = textnorm.decode(data)
    encoded = decoded.text.encode("utf-8", "replace")
    if output is None or output == "-":
        sys.stdout.buffer.write(encoded)
        sys.stdout.buffer.flush()
    else:
        with beside(Path(output)) as temporary:
            temporary.write_bytes(encoded)
    if not quiet:
        say(f"{file}: {decoded.encoding}, confidence {decoded.confidence:.2f}")


def main() -> None:
    """Run the command line; the exit status is 0, or 2 for bad input, with the reason in one line."""
    sys.exit(run_guarded(app))


if __name__ == "__main__":
    main()
