"""Letters that lost their dots: ``empfangt`` → ``empfängt``, ``grossten`` → ``größten``, while ``schon`` stays open.

A model of the same kind as :mod:`textnorm.text.evidence.letter_model` scores every ``a``, ``o``, ``u`` and ``ss``.
Sound German has these letters in every word, so a text must prove that it was stripped: it has no umlaut of its own,
and a word that is none as it stands, or two that hardly are. Where a word with dots and one without are both usual
(*schon*, *wurde*), nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.code.context import is_protected
from textnorm.text.evidence.code.spans import outside_code
from textnorm.text.evidence.language import is_foreign
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.letter_model import SiteModel
from textnorm.text.evidence.local_language import foreign_words
from textnorm.text.evidence.spelled_words import (
    CACHE_LIMIT,
    DEFAULT_THRESHOLD,
    LONGEST,
    WORD,
    Site,
    places_in,
    word_shape,
)
from textnorm.text.umlauts.options import UmlautOptions

__all__ = ["StrippedLetters", "stripped_letters"]

_PROOF = 4.0  # the logits of the words that prove together that their text was stripped
# German has äu and eu, never aü and eü but where two words meet: Bauüberwachung.
_NO_DOTS = re.compile(rb"[ae]u(?!ber|bun)")
_REAL = re.compile("[äöüÄÖÜ]")  # ß is not among them: taking the marks off leaves it


@lru_cache(maxsize=8)
def _model(language: str) -> SiteModel:
    return SiteModel((Path(__file__).parent / "data" / LANGUAGES[language].stripped).read_bytes())


class StrippedLetters:
    """The decisions about stripped texts of one locale, with one set of kept words."""

    def __init__(self, options: UmlautOptions) -> None:
        self.model = _model(options.row.language)
        self.language = LANGUAGES[options.row.language]
        self.without, self.strict = options.row.without, options.row.strict
        self.threshold = DEFAULT_THRESHOLD if options.min_confidence is None else options.threshold
        self.weigh = options.evidence == "auto"
        self.keep = frozenset(options.keep)
        self.force = {self.model.spell_out(word)[0]: word for word in options.force if _REAL.search(word)}
        self.known: dict[str, tuple[Site, ...]] = {}

    def sites(self, word: str) -> tuple[Site, ...]:
        """The sites of ``word`` that lost something, all of those that the threshold allows."""
        sites = self.known.get(word)
        if sites is None:
            if len(self.known) >= CACHE_LIMIT:
                self.known.clear()
            sites = self.known[word] = self._decide(word)
        return sites

    def _decide(self, word: str) -> tuple[Site, ...]:
        if len(word) > LONGEST or word in self.keep or word.lower() in self.keep or not self._may_change(word):
            return ()
        forced = self.force.get(self.model.spell_out(word)[0]) if self.force else None
        if forced is not None:
            return tuple(self._forced(word, forced))
        found = []
        for place in places_in(word, self.model, self.without):
            if place.after.lower() == "ü" and _NO_DOTS.search(place.spelled, max(place.site - 1, 0), place.site + 4):
                continue
            logit = place.logit(self.model)
            if logit >= self.threshold:
                found.append(Site.of(word, place.start, place.end, place.after, logit))
        return tuple(found)

    def _forced(self, word: str, wanted: str) -> Iterator[Site]:
        """The sites that make ``word`` the word ``wanted``, which has the same letters but for their dots."""
        place = 0
        for letter in wanted:
            plain = self.model.letters.get(letter.lower(), letter)
            end = place + len(plain)
            if plain != letter.lower() and word[place:end].lower() == plain:
                yield Site.of(word, place, end, letter.upper() if word[place].isupper() else letter.lower(), 50.0)
                place = end
            else:
                place += 1

    def _may_change(self, word: str) -> bool:
        return (
            len(word) > 1
            and word_shape(word, self.language.plain_suffixes) != "mixed"
            and not (len(word) <= 5 and word.isupper())
        )

    def edits(self, text: str) -> list[Edit]:
        """The edits that give ``text`` its dots back; none without proof that it lost them."""
        if self.weigh and _REAL.search(text):
            return []
        found = {
            match.start(): (match[0], sites)
            for match in WORD.finditer(text)
            if (sites := self.sites(match[0])) and not is_protected(text, *match.span())
        }
        if not self.weigh:
            return [edit for place, (_, sites) in found.items() for edit in _edits(place, sites)]
        if not self._is_proof(found.values()):
            return []
        restored = {
            place: (word, apply_edits(word, _edits(0, sites)), max(site.logit for site in sites))
            for place, (word, sites) in found.items()
        }
        foreign = foreign_words(text, restored, self.language.code)
        found = {place: word for place, word in found.items() if place not in foreign}
        edits = [edit for place, (_, sites) in found.items() for edit in _edits(place, sites)]
        if not self._is_proof(found.values()):
            return []
        highest = max(logit for *_, logit in restored.values())
        if is_foreign(apply_edits(text, edits), highest, strict=self.strict, language=self.language.code):
            return []
        return outside_code(text, edits, values=True)

    def _is_proof(self, found: Iterable[tuple[str, tuple[Site, ...]]]) -> bool:
        """Whether the words in ``found`` prove together that their text was stripped."""
        proofs = {word: max(site.logit for site in sites) for word, sites in found}  # a name often repeated is one name
        return sum(proofs.values()) >= _PROOF


def _edits(place: int, sites: Iterable[Site]) -> list[Edit]:
    """The edits of the word at ``place``."""
    return [Edit(place + site.start, place + site.end, site.after, site.evidence, site.confidence) for site in sites]


@lru_cache(maxsize=64)
def stripped_letters(options: UmlautOptions) -> StrippedLetters:
    """The decisions for ``options``, which remember the words that they have seen."""
    return StrippedLetters(options)
