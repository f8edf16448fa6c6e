"""Harm: what the repair steps change in undamaged text, in a million words, and what they make of damaged text.

Every change of an undamaged text counts. ``harm.tsv`` in the cache folder has them all, in context, to be read.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter

from benchmarks.corpus import headlines, sentences
from benchmarks.damage_kinds import KINDS
from benchmarks.harness import Report
from benchmarks.sound_text import CORPORA, Corpus, cache_folder, paragraphs, texts_of, unpacked
from textnorm import Cleaner

_WORD = re.compile(r"\w+")
_STEPS = ("escapes", "mojibake", "characters", "lost", "umlauts")
_UMLAUT = re.compile("[äöüÄÖÜß]")
_QUOTED = re.compile(r"\"([^\"\\\n ]{3,20})\"")
_FOREIGN = re.compile("[à-ãåæèéêëìíîïñòóôõøùúûýþÀ-ÃÅÆÈ-ËÌ-ÏÑÒ-ÕØÙ-ÛÝāăąćčďđēėęěğģīįıķĺļľłńņňőœŕřśşšţťūůűųźżžŁŚŠŽ]")
_NAME_LOCALES = (
    *("fr_FR", "fr_CA", "es_ES", "es_MX", "pt_BR", "pt_PT", "sv_SE", "da_DK", "no_NO", "et_EE", "lv_LV", "lt_LT"),
    *("pl_PL", "cs_CZ", "sk_SK", "hr_HR", "sl_SI", "ro_RO", "hu_HU", "tr_TR", "it_IT", "is_IS", "ca_ES", "vi_VN"),
)
_UNDONE = Cleaner.preset("off", mojibake=True)
_CONTEXT = 40
_LIMIT = 12_000_000  # characters of one corpus
_QUICK_LIMIT = 500_000
# What is on every machine: with these, nothing is downloaded.
_SYSTEM_ALONE = tuple(corpus for corpus in CORPORA if corpus.name == "Python")


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _own(report: Report) -> list[Corpus]:
    folder = report.data / "sound" if report.data else None
    if folder is None or not folder.is_dir():
        return []
    return [Corpus(path.stem, "own", (str(path),), "", paragraphs) for path in sorted(folder.iterdir())]


def measure(cleaner: Cleaner, texts: list[str], context: int = _CONTEXT) -> tuple[Counter[str], list[tuple[str, ...]]]:
    """How often each step changes ``texts``, and every change: step, confidence, evidence, before, after, context."""
    counts: Counter[str] = Counter()
    rows = []
    for text, cleaned in zip(texts, cleaner.many(texts), strict=True):
        if cleaned == text:
            continue
        for change in cleaner.explain(text).changes:
            counts[change.step] += 1
            start, end = change.start, change.end
            left, right = text[max(0, start - context) : start], text[end : end + context]
            before = text[start:end]
            evidence = f"{change.confidence:.3f}", change.evidence
            rows.append((change.step, *evidence, before, change.after, f"{left}⟦{before}→{change.after}⟧{right}"))
    return counts, rows


def _foreign_names() -> list[str]:
    """Names of people with letters that German does not have, from Faker's lists."""
    root = unpacked("pip:Faker")
    if root is None:
        return []
    found: dict[str, None] = {}
    for locale in _NAME_LOCALES:
        path = root / "faker" / "providers" / "person" / locale / "__init__.py"
        if path.exists():
            names = _QUOTED.findall(path.read_text(encoding="utf-8"))
            found |= dict.fromkeys(sorted(name for name in set(names) if _FOREIGN.search(name))[:400])
    return list(found)


def _misread_name(name: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in name.encode())


def _foreign_words(report: Report, cleaner: Cleaner) -> None:
    """Names inserted into German sentences: sound ones must stay, damaged ones come back whole or stay."""
    names = _foreign_names()
    pool = [text for text in sentences(report) if cleaner.clean(text) == text]  # some of the examples are damaged
    draw = random.Random(report.seed)
    letters: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for name in names:
        words = draw.choice(pool).split()
        place = draw.randrange(1, max(2, len(words)))
        before, behind = " ".join(words[:place]), " ".join(words[place:])
        wanted = cleaner.clean(f"{before} X {behind}").replace(" X ", f" {name} ", 1)
        letters["texts"] += 1
        letters["changed"] += name not in cleaner.clean(f"{before} {name} {behind}")
        damaged = f"{before} {_misread_name(name)} {behind}"
        got = cleaner.clean(damaged)
        outcomes["right" if got == wanted else "left" if _misread_name(name) in got else "wrong"] += 1
    rows = [
        ["sound names that changed", f"{letters['changed']} of {letters['texts']}"],
        *(
            [f"names read in cp1252: {what}", f"{count} of {letters['texts']}"]
            for what, count in outcomes.most_common()
        ),
    ]
    report.table("Harm: foreign names in German sentences", ["what", "names"], rows)


def _damaged(report: Report, cleaner: Cleaner) -> None:
    rows = []
    size = report.size(400, 100, 5)
    for name, texts in (("headlines", headlines(report)), ("sentences", sentences(report))):
        some = random.Random(report.seed).sample(texts, min(len(texts), 6 * size))
        # What is damaged already says nothing of the damage that is added.
        some = [text for text in some if _UMLAUT.search(text) and _UNDONE.clean(text) == text][:size]
        wanted = [cleaner.clean(text) for text in some]
        for kind, damage in KINDS.items():
            outcomes: Counter[str] = Counter()
            for text, right in zip(some, wanted, strict=True):
                broken = damage(text)
                if broken != text:
                    got = cleaner.clean(broken)
                    outcomes[
                        "right" if got == right else "left" if got == cleaner.clean(got) == broken else "wrong"
                    ] += 1
            total = max(1, outcomes.total())
            shares = [f"{100 * outcomes[what] / total:.1f}" for what in ("right", "left", "wrong")]
            rows.append([name, kind, str(outcomes.total()), *shares])
    report.table("Harm: damaged texts", ["texts", "kind", "count", "% right", "% left", "% wrong or part"], rows)


def _ftfy_cases(report: Report) -> None:
    """The labelled cases that ftfy's source distribution brings along."""
    root = None if report.tiny else unpacked("sdist:ftfy")
    path = next(root.rglob("test_cases.json"), None) if root else None
    if path is None:
        return
    cleaner = Cleaner.preset("repair", umlauts=False, quotes="ascii")
    cases = [case for case in json.loads(path.read_text(encoding="utf-8")) if case["expect"] == "pass"]
    failed = [case for case in cases if cleaner.clean(case["original"]) != cleaner.clean(case["fixed"])]
    report.print()
    report.print(f"ftfy's cases: {len(cases) - len(failed)} of {len(cases)} agree")
    for case in failed:
        report.print(f"  {case['label']}: {cleaner.clean(case['original'])!r}, not {case['fixed']!r}")


def run(report: Report) -> None:
    cleaner = Cleaner.preset("repair", spacing=False)
    styled = Cleaner(dashes="keep")
    path = cache_folder() / "harm.tsv"
    groups: dict[str, list[list[str]]] = {}
    totals: dict[str, Counter[str]] = {}
    samples: list[str] = []
    with path.open("w", encoding="utf-8") as file:
        for corpus in (*report.size(CORPORA, CORPORA, _SYSTEM_ALONE), *_own(report)):
            texts = texts_of(corpus, limit=report.size(_LIMIT, _QUICK_LIMIT, 5_000))
            words = sum(len(_WORD.findall(text)) for text in texts)
            if not words:
                continue
            counts, rows = measure(cleaner, texts)
            more = ""
            if corpus.kind in {"code", "log"}:
                style, style_rows = measure(styled, texts)
                more = f"{1e6 * style['quotes'] / words:,.0f} / {1e6 * style['spacing'] / words:,.0f}"
                rows += [row for row in style_rows if row[0] in {"quotes", "spacing"}]
            for row in rows:
                file.write("\t".join(map(_one_line, (corpus.name, *row))) + "\n")
            name = corpus.name + (" (held out)" if corpus.held_out else "")
            per_million = [f"{1e6 * counts[step] / words:,.1f}" for step in _STEPS]
            total = f"{1e6 * counts.total() / words:,.1f}"
            groups.setdefault(corpus.kind, []).append([name, f"{words / 1e6:.2f}", total, *per_million, more])
            totals.setdefault(corpus.kind, Counter()).update(counts)
            totals[corpus.kind]["words"] += words
            samples += ["\t".join(map(_one_line, (corpus.name, *row))) for row in rows[:: max(1, len(rows) // 2)][:2]]
    for kind, table in groups.items():
        counts = totals[kind]
        words = counts.pop("words")
        sums = [f"{1e6 * counts[step] / words:,.1f}" for step in _STEPS]
        table.append([f"all, {kind}", f"{words / 1e6:.2f}", f"{1e6 * counts.total() / words:,.1f}", *sums, ""])
        columns = ["changes in a million words", "M words", "all repair steps", *_STEPS]
        report.table(
            f"Harm: {kind}",
            [*columns, "quotes / spacing"] if kind in {"code", "log"} else columns,
            table if kind in {"code", "log"} else [row[:-1] for row in table],
        )
    report.print()
    report.print(f"a sample to read; all {sum(c.total() for c in totals.values()):,} changes are in {path.name}")
    for line in samples[: report.size(200, 10, 1)]:
        report.print(line)
    _foreign_words(report, cleaner)
    _damaged(report, Cleaner.preset("repair"))
    _ftfy_cases(report)
