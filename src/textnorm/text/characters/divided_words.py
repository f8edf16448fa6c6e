"""Words divided at line ends: ``Stadtbü-⏎cherei`` → ``Stadtbücherei``, while ``Ein-⏎und`` and ``Nord-⏎Süd`` stay.

A hyphen at a line end may be one that the word has anyway. It stays before a capital, before *und* and its like, behind
abbreviations and numbers, and between two adjectives; elsewhere it goes if what it joins looks like a word.
"""

from __future__ import annotations

import re

from textnorm.text.edits import Edit
from textnorm.text.evidence.code.spans import outside_code
from textnorm.text.evidence.language_models import is_likely_word, likeliest

__all__ = ["find_divided_words"]

_DIVIDED = re.compile(
    r"(?P<left>(?<![\w-])[^\W\d_]{1,40})"
    r"(?P<gap>[-\u2010\u00ac][ \t]{0,40}\r?\n[ \t]{0,40})"
    r"(?P<right>[^\W\d_]{1,40})(?![\w@/\\])"
)
_CONJUNCTIONS = frozenset(
    [
        *("und", "oder", "bzw", "beziehungsweise", "sowie", "als", "bis", "noch", "wie", "statt", "aber", "sondern"),
        *("and", "or", "et", "ou", "e", "ed", "y", "o", "en", "of", "och", "eller", "og", "i", "a", "ja", "tai"),
    ]
)
# deutsch-französisch, sozial-liberal
_FIRST_ADJECTIVE = re.compile(
    r"(?:isch|lich|iv|al|ell|är|ös|io|eo)$|^(?:deutsch|links|rechts|nord|süd|ost|west|halb|blau|rot|grün)$"
)
_SECOND_ADJECTIVE = re.compile(r"(?:isch|lich|iv|al|ell|är|ös|ant|ent|deutsch|ig|rot|grün|blau)(?:e[mnrs]?)?$")
_SAMPLE = 1_000  # characters that show the language


def find_divided_words(text: str) -> list[Edit]:
    """Find the hyphens and line breaks that divide words of ``text``.

    >>> from textnorm.text.edits import apply_edits
    >>> text = "Die Stadtbü-\\ncherei: Ein-\\nund Ausgang, Nord-\\nSüd"
    >>> apply_edits(text, find_divided_words(text))
    'Die Stadtbücherei: Ein-\\nund Ausgang, Nord-\\nSüd'
    """
    if "\n" not in text:
        return []
    edits = []
    language = ""
    for match in _DIVIDED.finditer(text):
        left, right = match["left"], match["right"]
        if not right.islower() or right in _CONJUNCTIONS or len(left) < 2 or left.isupper():
            continue
        if left.islower() and _FIRST_ADJECTIVE.search(left) and _SECOND_ADJECTIVE.search(right):
            continue
        if not language:
            around = text[max(0, match.start() - _SAMPLE) : match.end() + _SAMPLE]
            language = next((code for code, _ in likeliest(around, 1)), "de")
        if is_likely_word(left + right, "de") or is_likely_word(left + right, language):
            edits.append(Edit(match.start("gap"), match.end("gap"), "", "word divided at the line end", 0.95))
    return outside_code(text, edits)
