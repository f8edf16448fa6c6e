"""Quotation marks and white space: round trip, hard cases and speed, beside ftfy, smartypants and sacremoses."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.corpus import headlines, sentences
from benchmarks.harness import Report, installed
from textnorm.text.edits import apply_edits
from textnorm.text.typography.conventions import conventions
from textnorm.text.typography.marks import DIRECTION
from textnorm.text.typography.quotes import find_quotes
from textnorm.text.typography.spacing import find_spacing

_CASES = Path(__file__).parent.parent / "tests" / "cases" / "quotes.json"
_GERMAN = ("de", "de-guillemets", "de-CH")


def _write(text: str, *, quotes: str = "ascii") -> str:
    return apply_edits(text, find_quotes(text, quotes=quotes))


def _tidy(text: str) -> str:
    return apply_edits(text, find_spacing(text))


def _is_balanced(text: str, opening: str, closing: str, allowed: str) -> bool:
    """Whether the outer marks of ``text`` alternate properly and no mark is foreign to the convention."""
    depth = 0
    for character in text:
        if character == opening and (depth == 0 or opening != closing):
            depth += 1
        elif character == closing:
            depth -= 1
            if depth < 0:
                return False
        elif character in DIRECTION and character not in allowed:
            return False
    return depth == 0 and opening in text


def _balanced(texts: list[str], name: str) -> list[str]:
    levels = conventions()[name].levels
    allowed = "".join(mark for pair in levels for mark in pair) + conventions()[name].apostrophe
    return [text for text in texts if _is_balanced(text, *levels[0], allowed)]


def _sacremoses() -> Callable[[str], object] | None:
    """The normalizer of sacremoses for German, if it is installed."""
    if not installed("sacremoses"):
        return None
    import sacremoses

    normalize: Callable[[str], object] = sacremoses.MosesPunctNormalizer(lang="de").normalize
    return normalize


def _smartypants_as(text: str, name: str) -> str:
    """smartypants knows English marks only: its opening and closing marks, written as the convention writes them."""
    import smartypants

    styled = smartypants.smartypants(text, smartypants.Attr.q | smartypants.Attr.u)
    (opens, closes), (inner_opens, inner_closes) = conventions()[name].levels[:2]
    table = {"“": opens, "”": closes, "‘": inner_opens, "’": inner_closes}
    if inner_closes != "’":
        table["’"] = "’"  # almost always an apostrophe
    return styled.translate(str.maketrans(table))


def _round_trips(report: Report, texts: list[str]) -> None:
    rows = []
    for name in _GERMAN:
        balanced = _balanced(texts, name)
        if not balanced:
            continue
        to_ascii = [(text, _write(text)) for text in balanced]
        ours = sum(_write(plain, quotes=name) == text for text, plain in to_ascii)
        theirs = "–"
        if installed("smartypants"):
            found = sum(_smartypants_as(plain, name) == text for text, plain in to_ascii)
            theirs = f"{100 * found / len(balanced):.2f} %"
        again = sum(find_quotes(text, quotes=name) == [] for text in balanced)
        rows.append(
            (
                name,
                len(balanced),
                f"{100 * ours / len(balanced):.2f} %",
                theirs,
                f"{100 * again / len(balanced):.2f} %",
            )
        )
    report.table(
        "Round trip: typographic → ASCII → the same convention gives the original",
        ("convention", "texts", "textnorm", "smartypants, its marks mapped", "left alone by textnorm"),
        rows,
    )


def _other_languages(report: Report) -> None:
    """Round trips over ``quotations*.jsonl`` (convention, text) in the data folder, if there are any."""
    texts: dict[str, list[str]] = {}
    for path in sorted(report.data.glob("quotations*.jsonl")) if report.data else []:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts.setdefault(row["convention"], []).append(row["text"])
    rows = []
    for name, some in texts.items():
        balanced = _balanced(some, name)
        back = sum(_write(_write(text), quotes=name) == text for text in balanced)
        rows.append((name, len(balanced), back))
    if rows:
        rows.append(("all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
        report.table("Round trip, other languages", ("convention", "texts", "came back"), rows)


def _hard_cases(report: Report) -> None:
    import ftfy.fixes

    cases = [case for case in json.loads(_CASES.read_text(encoding="utf-8")) if case["original"].isprintable()]

    def smarten(text: str) -> str:
        import smartypants

        return str(smartypants.smartypants(text, smartypants.Attr.q | smartypants.Attr.u))

    peers: list[tuple[str, str, Callable[[str], object] | None]] = [
        ("ascii", "textnorm", _write),
        ("ascii", "ftfy.uncurl_quotes", ftfy.fixes.uncurl_quotes),
        ("ascii", "sacremoses normalizer", _sacremoses()),
        ("en", "textnorm", partial(_write, quotes="en")),
        ("en", "smartypants", smarten if installed("smartypants") else None),
    ]
    rows = []
    for quotes, tool, call in peers:
        if call is None:
            continue
        chosen = [case for case in cases if case["options"] == {"quotes": quotes}]
        fix = [case for case in chosen if case["original"] != case["fixed"]]
        leave = [case for case in chosen if case["original"] == case["fixed"]]
        right = [sum(call(case["original"]) == case["fixed"] for case in some) for some in (fix, leave)]
        rows.append((quotes, tool, f"{right[0]} of {len(fix)}", f"{right[1]} of {len(leave)}"))
    report.table("Labelled cases, written for textnorm", ("to", "tool", "to fix", "to leave alone"), rows)


def _speeds(report: Report, texts: list[str]) -> None:
    import ftfy.fixes

    typographic = "„“”‚‘’«»‹›"
    marked = [text for name in _GERMAN for text in _balanced(texts, name)]
    plain = [text for text in texts if not any(character in DIRECTION for character in text)]
    mixed = [text for text in texts if not any(mark in text for mark in typographic)][: len(plain) // 3] + marked
    pools = {
        "without marks": _joined(plain),
        "one sentence in a few with marks": _joined(_shuffled(mixed, report.seed)),
        "every sentence with marks": _joined(marked),
    }
    smarten = partial(_smartypants_as, name="en") if installed("smartypants") else None
    tools: list[tuple[str, Callable[[str], object] | None, int]] = [
        ("textnorm, to ASCII", _write, 1),
        ("ftfy.uncurl_quotes", ftfy.fixes.uncurl_quotes, 1),
        ("sacremoses normalizer", _sacremoses(), 8),
        ("textnorm, to German", partial(_write, quotes="de"), 1),
        ("textnorm, to French", partial(_write, quotes="fr"), 1),
        ("smartypants", smarten, 8),
        ("textnorm, white space", _tidy, 1),
    ]
    rows = []
    for tool, call, share in tools:
        if call is None:
            continue
        cells = []
        for articles in pools.values():
            some = articles[: max(1, len(articles) // share)]
            seconds = report.best_seconds(lambda call=call, some=some: [call(text) for text in some], repeat=5)
            cells.append(f"{sum(map(len, some)) / seconds / 1e6:.1f}")
        rows.append((tool, *cells))
    report.table("Speed on articles of 2,700 characters, million characters a second", ("tool", *pools), rows)
    density = [
        f"{1000 * sum(character in DIRECTION for text in pool for character in text) / max(1, sum(map(len, pool))):.1f}"
        for pool in pools.values()
    ]
    report.print()
    report.print(f"marks in 1,000 characters: {', '.join(density)}")


def _shuffled(texts: list[str], seed: int) -> list[str]:
    import random

    mixed = list(texts)
    random.Random(seed).shuffle(mixed)
    return mixed


def _joined(texts: list[str], characters: int = 2_700) -> list[str]:
    """The texts, five to a paragraph, put together to articles."""
    articles: list[str] = []
    paragraphs: list[str] = []
    length = 0
    for first in range(0, len(texts), 5):
        paragraphs.append(" ".join(texts[first : first + 5]))
        length += len(paragraphs[-1])
        if length > characters:
            articles.append("\n\n".join(paragraphs))
            paragraphs, length = [], 0
    return articles or ["\n\n".join(paragraphs)]


def run(report: Report) -> None:
    texts = sentences(report) + headlines(report)
    texts = texts[: report.size(len(texts), 4_000, 100)]
    _round_trips(report, texts)
    _other_languages(report)
    _hard_cases(report)
    _speeds(report, texts)
