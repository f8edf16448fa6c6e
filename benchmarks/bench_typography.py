"""Typography: the labelled cases and the speed, beside typograf (Node.js) and smartypants.

``--data`` is a folder with ``german*.jsonl``. typograf is run if ``node`` finds it: ``npm install typograf`` in the
folder from which the benchmark is run, or ``NODE_PATH``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.corpus import sentences
from benchmarks.harness import Report
from textnorm import Cleaner
from textnorm.text.typography.rules.find import bind_typography
from textnorm.text.typography.rules.table import LANGUAGES

_CASES = Path(__file__).parent.parent / "tests" / "cases" / "typography.json"
#: The names of the languages in typograf; it has no Czech beyond its common rules.
_TYPOGRAF = {"en": "en-US"}
_SCRIPT = """
const Typograf = require('typograf');
const jobs = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const tools = {};
const written = jobs.cases.map(([locale, text]) =>
  (tools[locale] = tools[locale] || new Typograf({locale: [locale]})).execute(text));
const tool = new Typograf({locale: ['de']});
jobs.texts.slice(0, 20).forEach(text => tool.execute(text));
const before = process.cpuUsage();
jobs.texts.forEach(text => tool.execute(text));
const used = process.cpuUsage(before);
console.log(JSON.stringify({written, seconds: (used.user + used.system) / 1e6}));
"""


def _speed(texts: list[str], write: Callable[[str], object]) -> float:
    """Millions of characters a second of processor time; the best of three."""
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            write(text)
        best = max(best, sum(map(len, texts)) / (time.process_time() - start) / 1e6)
    return best


def _typograf(cases: list[tuple[str, str]], texts: list[str]) -> tuple[list[str], float] | None:
    node = shutil.which("node")
    if node is None:
        return None
    named = [(_TYPOGRAF.get(language, language), text) for language, text in cases]
    paths = os.pathsep.join(filter(None, (os.environ.get("NODE_PATH"), str(Path.cwd() / "node_modules"))))
    done = subprocess.run(
        [node, "-e", _SCRIPT], input=json.dumps({"cases": named, "texts": texts}), capture_output=True, text=True,
        env={**os.environ, "NODE_PATH": paths}, check=False,
    )  # fmt: skip
    if done.returncode:
        return None
    result = json.loads(done.stdout)
    return result["written"], sum(map(len, texts)) / result["seconds"] / 1e6


def _smartypants() -> Callable[[str], str] | None:
    try:
        import smartypants
    except ImportError:
        return None
    return lambda text: smartypants.smartypants(text, smartypants.Attr.set1 | smartypants.Attr.u)


def run(report: Report) -> None:
    cases = [case for case in json.loads(_CASES.read_text(encoding="utf-8")) if len(case["options"]) == 1]
    asked = [(case["options"]["typography"], case["original"]) for case in cases]
    lines = sentences(report)
    paragraphs = [" ".join(lines[start : start + 8]) for start in range(0, len(lines), 8)]
    texts = ["\n\n".join(paragraphs[start : start + 8]) for start in range(0, len(paragraphs), 8)]
    alone = {language: Cleaner.preset("off", typography=language) for language in LANGUAGES}

    def met(written: list[str]) -> str:
        return f"{sum(each == case['fixed'] for each, case in zip(written, cases, strict=True))} of {len(cases)}"

    rows: list[tuple[str, str, str]] = [
        ("textnorm, the rules", met([alone[language].clean(text) for language, text in asked]),
         f"{_speed(texts, bind_typography('de')):.1f}"),
        ("textnorm, clean with this step alone", "", f"{_speed(texts, alone['de'].clean):.1f}"),
    ]  # fmt: skip
    typograf = _typograf(asked, texts)
    rows.append(("typograf", met(typograf[0]), f"{typograf[1]:.1f}") if typograf else ("typograf", "not run", ""))
    smart = _smartypants()
    rows.append(
        ("smartypants", met([smart(text) for _, text in asked]), f"{_speed(texts, smart):.1f}")
        if smart
        else ("smartypants", "not run", "")
    )
    report.table(
        "Typography: labelled cases, and German articles in M chars/s of processor time",
        ("tool", "cases", "speed"),
        rows,
    )
