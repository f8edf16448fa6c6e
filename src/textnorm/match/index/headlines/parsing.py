"""Headlines parsed by what an index has learned: for the few whose reasons somebody asks for."""

from __future__ import annotations

from textnorm.kernels.scores.headline_flags import SERIES, STOP
from textnorm.match.corpus.series import Phrases, words_in_phrases
from textnorm.match.headlines.parse import ParsedHeadline, parse_headline

__all__ = ["HeadlineParser"]

_PARSED = 1 << 8  # headlines that are remembered
_LONG = 1_000


class HeadlineParser:
    """Parses headlines without these names of sites, and marks the words of these series; any thread may ask.

    What an index learns later makes another one, so reasons are those of the score they belong to.
    """

    def __init__(self, suffixes: frozenset[str], phrases: Phrases) -> None:
        self._suffixes, self._phrases = suffixes, phrases
        self._parsed: dict[str, ParsedHeadline] = {}

    def parse(self, line: str) -> ParsedHeadline:
        """A repaired headline without the name of its site, its words of series marked."""
        parsed = self._parsed.get(line)
        if parsed is None:
            parsed = self._marked(parse_headline(line, suffixes=self._suffixes))
            if len(self._parsed) >= _PARSED:
                self._parsed.clear()
            if len(line) < _LONG:
                self._parsed[line] = parsed
        return parsed

    def _marked(self, parsed: ParsedHeadline) -> ParsedHeadline:
        if not (self._phrases.begin or self._phrases.end):
            return parsed
        words = parsed.words
        marked = words_in_phrases(
            [word.stem for word in words], [not word.flags & STOP for word in words], self._phrases
        )
        if not any(marked):
            return parsed
        words = tuple(
            word._replace(flags=word.flags | SERIES) if mark else word for word, mark in zip(words, marked, strict=True)
        )
        return parsed._replace(words=words, folded=" ".join(word.folded for word in words if not word.flags & SERIES))
