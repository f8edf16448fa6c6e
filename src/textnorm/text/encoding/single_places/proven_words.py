"""Words that prove a pair of pages alone: long, known in German, and odd in every language as they stand: ``Militõr``.

A letter such as õ or è is at home in some language, and a headline has one such place. But of five million words of
forty languages that are written with these letters, none that is clearly likelier as a known German word of seven
letters stood in a German text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from textnorm.text.encoding.codepages import MIXUPS, TABLES, mixup
from textnorm.text.encoding.mixup_evidence import spoils_word
from textnorm.text.encoding.word_likelihood import costs_by_language, least_cost
from textnorm.text.evidence.known_words import known_part, level_of
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.language_models import LANGUAGES
from textnorm.text.evidence.word_score import SURE, word_score

__all__ = ["pair_by_proof"]

_GERMAN = next(number for number, language in enumerate(LANGUAGES) if language.code == "de")
_TOKEN = re.compile(r"[^\s\x00-@\[-`{-\x7f]{2,60}")  # without white space and signs of ASCII
_UMLAUTS = frozenset("äöüßÄÖÜ")
_ASCII_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{2,}(?![^\W_])")
_LETTERS = re.compile(r"[^\W\d_]+")
_MARKS = "„“”‚‘’»«›‹–—…\xa0"
_SAMPLE = 1200  # characters that show the language
_CONTEXT = 24  # words that show the language
_FEWEST = 2  # words that must stand around those that change, or change
_MOST = 12  # words that are asked: one pair of pages damages as many in a headline

# Letters of a word, how frequent it is, the bits by which it is likelier, and what the words around must say of German.
_RULES = ((7, 1, 3.0, 0.0), (7, 2, 3.0, -6.0), (5, 2, 8.0, 1.0), (3, 3, 9.0, 2.0))
# The same for a word that has a sign where a letter was meant, as no word has: ãÜber, Gro§.
_WITH_SIGN = (4, 2, 20.0, -1.5)
# The same for a compound: letters of it, of its known part, bits, and the words around.
_COMPOUND = (9, 6, 4.5, -1.5)


def pair_by_proof(text: str, runs: Sequence[re.Match[str]], candidates: Sequence[int]) -> int | None:
    """The number of the one pair among ``candidates`` that a word proves, and that explains the whole text.

    ``runs`` are the runs of characters in ``text`` that are not ASCII. Each of them must be what the page shows, and
    have been umlauts of known words or marks at the edge of words.
    """
    words = [token[0] for token in _TOKEN.finditer(text) if not token[0].isascii()]
    if not words or len(words) > _MOST or len(runs) > 2 * _MOST:
        return None
    around = _ASCII_WORD.findall(text[:_SAMPLE])[:_CONTEXT]
    if len(around) + len(words) < _FEWEST:
        return None
    german = germanness(" ".join(around))
    found: dict[str, int] = {}
    for number in candidates:
        pair = MIXUPS[number]
        if pair.certain or _has_another_script(pair.read):
            continue
        table = mixup(pair.written, pair.read)
        changed = [(before, after) for before, after in _meant(words, table) if before != after]
        if any(_proves(*word, german) for word in changed) and _explains(text, runs, changed, number):
            found.setdefault(text.translate(table), number)
    return next(iter(found.values())) if len(found) == 1 else None


def _meant(tokens: Sequence[str], table: dict[int, str]) -> Iterator[tuple[str, str]]:
    """The words of each token, as they stand and as they were meant: letters, and what becomes one."""
    for token in tokens:
        meant = token.translate(table)
        for word in _LETTERS.finditer(meant):
            yield token[word.start() : word.end()], word[0]


def _explains(text: str, runs: Sequence[re.Match[str]], changed: Sequence[tuple[str, str]], number: int) -> bool:
    """Whether the pair explains everything in ``text`` that is not ASCII, and makes known words of all ``changed``."""
    written, read, _ = MIXUPS[number]
    table = mixup(written, read)
    for run in runs:
        meant = run[0].translate(table)
        if any(before not in TABLES[read] for before in run[0]) or spoils_word(text, *run.span(), meant):
            return False
        if any(after not in _UMLAUTS and after not in _MARKS for after in meant):
            return False
    return all(_is_known(after) for _, after in changed)


def _has_another_script(page: str) -> bool:
    return page == "cp1251"


@lru_cache(maxsize=1 << 12)
def _is_known(word: str) -> bool:
    """Whether a word is a known German one, a compound of one or much like one, written as German words are."""
    if not (word[1:].islower() or word.isupper()):
        return False
    return level_of(word) > 0 or len(known_part(word)) >= _COMPOUND[1] - 1 or word_score(word) >= SURE


def _proves(before: str, after: str, german: float) -> bool:
    """Whether ``before`` can hardly be a word, and ``after`` is one, where the words around say ``german``."""
    if any(new not in _UMLAUTS for old, new in zip(before, after, strict=True) if old != new):
        return False
    level, gain = level_of(after), _gain(before, after)
    if any(
        len(after) >= shortest and level >= least and gain >= bits and german >= context
        for shortest, least, bits, context in _RULES
    ):
        return True
    if not before.isalpha():
        shortest, least, bits, context = _WITH_SIGN
        known = level >= least or len(known_part(after)) >= _COMPOUND[1] - 1
        if len(after) >= shortest and known and gain >= bits and german >= context:
            return True
    shortest, part, bits, context = _COMPOUND
    return len(after) >= shortest and gain >= bits and german >= context and len(known_part(after)) >= part


@lru_cache(maxsize=1 << 12)
def _gain(before: str, after: str) -> float:
    """The bits by which ``after`` is likelier in German than ``before`` in any language."""
    return least_cost(before) - costs_by_language(after)[_GERMAN]
