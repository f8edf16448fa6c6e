"""Is this text German enough to touch?

The letters of every word say how German it looks: a logistic regression over hashed letter groups, in which frequent
words are remembered whole. It reads only texts in which something would change, so undamaged text costs nothing.
``tools/build_language_gate.py`` writes the weights.
"""

from __future__ import annotations

import lzma
import re
from array import array
from functools import lru_cache
from itertools import islice
from pathlib import Path
from zlib import crc32

from textnorm.text.evidence.languages import LANGUAGES

__all__ = [
    "BITS",
    "MAGIC",
    "SCALE",
    "buckets",
    "german_votes",
    "germanness",
    "is_foreign",
    "is_foreign_sum",
    "sum_and_count",
    "word_weights",
    "words_only",
]

MAGIC = b"textnorm words 1\n"
BITS = 14
SCALE = 0.1

_WORD = re.compile(r"[^\W\d_]+")
# Letters that are no words: tags, entities, directives (%s, %(name)s, ~a), identifiers, hexadecimal numbers.
_NO_WORDS = re.compile(
    r"</?[A-Za-z][^<>]{0,120}>|&#?\w{1,8};|%[-+#0-9.$*]{0,8}(?:\(\w{1,40}\))?[a-zA-Z]{1,3}(?![^\W\d_])|~[a-z%]"
    r"|\b\w{0,40}_\w{0,40}|\b0x\w{1,16}|#[0-9a-fA-F]{3,8}\b"
)
_MAY_BE_NO_WORDS = re.compile("[<&%~_#]|0x")
_LONGEST = 40  # letters of a word that are read
_SAMPLE = 60  # words that are read: a language shows itself early
_READ = 4_000  # characters that hold them
_CLEAR = 1.5  # from here on a word is taken for German, or for foreign
_HIGHEST = 3.0  # a single word counts no more than this
_DECIDED = 12.0  # beyond this the remaining words are not read
_SHARE, _SUREST = 0.4, 9.0  # how much the most certain umlaut counts, and its ceiling
_GERMAN, _STRICT = 2.5, 4.5  # a text is foreign below this sum ...
_ALONE = 2.0  # ... less this for each word short of three: one word alone says little of its language
_KNOWN_LIMIT = 100_000


def buckets(word: str) -> list[int]:
    """The buckets of a word: itself, and its groups of two to five letters."""
    edged = b"^" + word[:_LONGEST].lower().encode("latin-1", "replace") + b"$"
    found = [crc32(edged) >> (32 - BITS)]
    for length in (2, 3, 4, 5):
        found += [
            crc32(edged[start : start + length], length) >> (32 - BITS) for start in range(len(edged) - length + 1)
        ]
    return found


class _WordModel:
    """The weights of one language, and the log odds of the words seen."""

    def __init__(self, data: bytes) -> None:
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 9}]
        self.weights = array("b", lzma.decompress(data[len(MAGIC) :], lzma.FORMAT_RAW, filters=filters))
        self.known: dict[str, float] = {}

    def log_odds(self, word: str) -> float:
        word = word[:_LONGEST]
        odds = self.known.get(word)
        if odds is None:
            if len(self.known) >= _KNOWN_LIMIT:
                self.known.clear()
            total = sum(self.weights[place] for place in buckets(word)) * SCALE
            odds = self.known[word] = max(-_HIGHEST, min(_HIGHEST, total))
        return odds


def _model(language: str) -> _WordModel:
    return _read(LANGUAGES[language].words)


@lru_cache(maxsize=8)
def _read(name: str) -> _WordModel:
    return _WordModel((Path(__file__).parent / "data" / name).read_bytes())


def word_weights(language: str) -> array[int]:
    """The weights of the buckets of a language, in steps of ``SCALE``."""
    return _model(language).weights


def germanness(text: str) -> float:
    """The log odds, word by word, that ``text`` is German rather than a neighbour; 0 for a text without words.

    >>> germanness("Die Gaeste kommen aus Koeln") > 5, germanness("The guests are from Cologne") < -2
    (True, True)
    """
    return sum_and_count(text, "de")[0]


def words_only(text: str) -> str:
    """``text`` with spaces for letters that are no words of a language: tags, entities, directives, identifiers.

    >>> words_only("<b>%s</b> wurde nach dir_name kopiert")
    '          wurde nach          kopiert'
    """
    if not _MAY_BE_NO_WORDS.search(text):
        return text
    return _NO_WORDS.sub(lambda match: " " * len(match[0]), text)


def sum_and_count(text: str, language: str) -> tuple[float, int]:
    """The log odds that ``text`` is of ``language``, over its first words, and how many words were read."""
    total, count = 0.0, 0
    text = words_only(text[:_READ])
    model = _model(language)
    known = model.known
    for match in islice(_WORD.finditer(text), _SAMPLE):
        word = match[0]
        odds = known.get(word)
        total += model.log_odds(word) if odds is None else odds
        count += 1
        if total >= _DECIDED or total <= -_DECIDED:
            break
    return total, count


def german_votes(text: str) -> tuple[int, int]:
    """How many of the first words of ``text`` look clearly German, and how many clearly foreign.

    >>> german_votes("Das ist ein Haus")[0] > german_votes("This is a house")[0]
    True
    """
    votes = [_model("de").log_odds(match[0]) for match in islice(_WORD.finditer(text), _SAMPLE)]
    return sum(vote >= _CLEAR for vote in votes), sum(vote <= -_CLEAR for vote in votes)


def is_foreign(text: str, logit: float = 0.0, *, strict: bool = False, language: str = "de") -> bool:
    """Whether ``text`` is better explained by another language than by ``language``.

    ``logit`` is that of the most certain umlaut found in it: a word that is certainly German speaks for German.
    ``strict`` requires more, for texts of which nothing is known.

    >>> is_foreign("Los museos de la ciudad"), is_foreign("Koeln feiert", 9.0)
    (True, False)
    """
    return is_foreign_sum(*sum_and_count(text, language), logit, strict=strict)


def is_foreign_sum(total: float, count: int, logit: float, *, strict: bool = False) -> bool:
    """:func:`is_foreign` for what :func:`sum_and_count` says of a text."""
    required = (_STRICT if strict else _GERMAN) - _ALONE * max(0, 3 - count)
    return total + _SHARE * min(logit, _SUREST) < required
