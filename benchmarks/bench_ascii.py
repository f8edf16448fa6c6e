"""ASCII for German text: whether ``ä`` becomes ``ae``, what is lost, and the speed, beside Unidecode and its kin.

A headline is right if its umlauts are spelled out as German does it; a tool that drops the dots changes the word. PyICU
is asked for its German rules (``de-ASCII``) as well as for its general ones; clean-text has none that spell out.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from benchmarks.corpus import articles, headlines
from benchmarks.harness import Report, installed
from textnorm import to_ascii

Write = Callable[[str], str]

_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_WORD = re.compile(r"\b[a-zA-ZäöüÄÖÜß]*[äöüÄÖÜß][a-zäöüß]*\b")


def _tools() -> dict[str, Write]:
    tools: dict[str, Write] = {"textnorm": to_ascii}
    if installed("unidecode"):
        from unidecode import unidecode

        tools["Unidecode"] = unidecode
    if installed("anyascii"):
        from anyascii import anyascii

        tools["anyascii"] = anyascii
    if installed("pyicu"):
        import icu

        for rules in ("de-ASCII", "Any-Latin; Latin-ASCII"):
            tools[f"PyICU, {rules}"] = icu.Transliterator.createInstance(rules).transliterate
    if installed("clean-text"):
        try:
            from cleantext import clean
        except ImportError as missing:  # it does not name all that it needs
            print(f"clean-text: {missing}")
        else:
            tools["clean-text"] = lambda text: clean(text, lower=False, no_line_breaks=False)
    return tools


def run(report: Report) -> None:
    titles = [title for title in headlines(report) if _WORD.search(title)][: report.size(4_000, 500, 20)]
    texts = articles(report, count=report.size(400, 40, 3))
    size = sum(map(len, texts)) / 1e6
    rows = []
    for name, write in _tools().items():
        right = ascii_only = 0
        for title in titles:
            wanted = ["".join(_SPELLED.get(letter, letter) for letter in word) for word in _WORD.findall(title)]
            written = write(title)
            right += all(word in written for word in wanted)
            ascii_only += written.isascii()
        best = float("inf")
        for _ in range(report.size(3, 1, 1)):
            start = time.process_time()
            for text in texts:
                write(text)
            best = min(best, time.process_time() - start)
        count = max(1, len(titles))
        rows.append([name, f"{100 * right / count:.1f}", f"{100 * ascii_only / count:.1f}", f"{size / best:.1f}"])
    report.table(
        f"To ASCII: {len(titles):,} headlines with umlauts, and articles in M characters/s of processor time",
        ["tool", "umlauts spelled out, %", "nothing but ASCII, %", "M characters/s"],
        rows,
    )
