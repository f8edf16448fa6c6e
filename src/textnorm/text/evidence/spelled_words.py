"""Which letters of a word were spelled out, by the letter model and the shape of the word: ``Koeln``, not ``getKoeln``.

What speaks for or against damage in the rest of the text is weighed by the steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from textnorm.patterns import lazy
from textnorm.text.evidence.code.context import is_protected
from textnorm.text.evidence.languages import LANGUAGES, language_of, locale_named
from textnorm.text.evidence.letter_model import SiteModel, load_choice, load_model, probability

__all__ = [
    "CERTAIN",
    "DEFAULT_THRESHOLD",
    "NEAR_CERTAIN",
    "WORD",
    "Site",
    "SpelledWords",
    "places_in",
    "spelled_words",
    "with_sites",
    "word_shape",
]

CERTAIN = 4.0  # logit from which a word is certainly damaged
DEFAULT_THRESHOLD = 1.5  # logit required where nothing speaks for or against damage: a confidence of 0.82 ...
NEAR_CERTAIN = 0.2  # ... and in a text with a word that is certainly damaged
LONGEST = 100  # letters: what is longer is no word
WORD = lazy(r"[^\W\d_]+")

CACHE_LIMIT = 200_000
_FOREIGN_LETTER = re.compile("[^\x00-\x7fäöüÄÖÜßẞ]")


class Site(NamedTuple):
    """One place in a word where a letter was spelled out, by offsets within the word."""

    start: int
    end: int
    after: str
    logit: float
    evidence: str
    confidence: float

    @classmethod
    def of(cls, word: str, start: int, end: int, after: str, logit: float) -> Site:
        """The site ``word[start:end]``, which stands for ``after``."""
        return cls(start, end, after, logit, f"{word[start:end]} for {after}", round(probability(logit), 4))


class Place(NamedTuple):
    """A place in a word where a letter may have stood: by offsets within the word, and as the model reads it."""

    start: int
    end: int
    after: str
    spelled: bytes
    site: int
    width: int
    capital: bool

    def logit(self, model: SiteModel) -> float:
        """How certain ``model`` is that the letter stood there."""
        return model.logit(self.spelled, self.site, self.width, self.capital)


def places_in(word: str, model: SiteModel, without: frozenset[str]) -> Iterator[Place]:
    """The places of ``word`` where a letter of ``model`` may have stood; those of ``without`` are never written."""
    spelled, places = model.spell_out(word)
    capital = word[0].isupper()
    for site, width in model.sites(spelled):
        start, end = places[site], places[site + width - 1] + 1
        if word[start:end].lower().encode("utf-8", "replace") != spelled[site : site + width]:
            continue  # a real ä, spelled out only for the model
        letter = model.letter_of[spelled[site : site + width].decode("ascii")]
        large = word[start].isupper()
        if letter in without or (letter in model.weak and large):
            continue
        yield Place(start, end, letter.upper() if large else letter, spelled, site, width, capital)


class SpelledWords:
    """The decisions about single words of one locale. A word is decided once and remembered."""

    def __init__(self, locale: str) -> None:
        self.model: SiteModel = load_model(locale)
        self.choice = load_choice(locale)
        self.language = language_of(locale)
        self.without = locale_named(locale).without
        self.any_site = any_of(list(self.model.letters.values()))
        self.numbered = re.compile(self.language.numbered) if self.language.numbered else None
        self.known: dict[str, tuple[Site, ...]] = {}

    def sites(self, word: str) -> tuple[Site, ...]:
        """The sites of ``word`` that more likely than not stand for another letter."""
        sites = self.known.get(word)
        if sites is None:
            if len(word) > LONGEST:
                return ()
            if len(self.known) >= CACHE_LIMIT:
                self.known.clear()
            sites = self.known[word] = self.decide(word)
        return sites

    def decide(self, word: str) -> tuple[Site, ...]:
        """:meth:`sites` without its memory."""
        if not self.any_site.search(word):
            return ()
        if not word.isascii() and _FOREIGN_LETTER.search(word):
            return ()  # Lëtzebuergesch, or damage: sõuerlich
        never = self.language.never.search(word)
        listed = self.is_listed(word)
        if not listed and self.is_mixed(word):
            return ()
        found = []
        for place in places_in(word, self.model, self.without):
            if never and place.start < never.end() and never.start() < place.end:
                continue
            logit = CERTAIN if listed else place.logit(self.model)
            if logit > 0:
                after, logit = self.letter_at(place, logit)
                found.append(Site.of(word, place.start, place.end, after, logit))
        return tuple(found)

    def letter_at(self, place: Place, logit: float) -> tuple[str, float]:
        """The letter that stood at ``place``, one of two with the same spelling, and how certain it is."""
        if (
            self.choice is None
            or place.spelled[place.site : place.site + place.width].decode() not in self.choice.letter_of
        ):
            return place.after, logit
        (letter,) = self.choice.letters
        chosen = place.logit(self.choice)
        after = place.after if chosen <= 0 else letter.upper() if place.after.isupper() else letter
        return after, min(logit, abs(chosen))

    def is_listed(self, word: str) -> bool:
        """Whether ``word`` is an abbreviation that may change, in capitals (FPOE) or nearly so (FPOe)."""
        return word in self.language.short_capitals or (
            word[1:].upper() != word[1:]
            and word.upper() in self.language.short_capitals
            and self.any_site.sub(lambda site: site[0].upper(), word).isupper()
        )

    def is_mixed(self, word: str) -> bool:
        """Whether ``word`` has capitals and small letters as an identifier or a name in two parts has them."""
        return word_shape(word, self.language.plain_suffixes) == "mixed"

    def is_abbreviation(self, word: str) -> bool:
        """Whether ``word`` is taken for an abbreviation: short, in capitals, and not listed as a word."""
        return len(word) <= 5 and word.isupper() and not self.is_listed(word)

    def find(self, text: str, threshold: float, near_certain: float) -> list[tuple[int, Site]]:
        """The sites of ``text`` outside code, each with the offset of its word.

        A site needs a logit of ``threshold``; ``near_certain`` is enough if one of them is certain.
        """
        found = self._numbered_sites(text) if self.numbered is not None else []
        known, sites_of = self.known, self.sites
        highest = CERTAIN if found else 0.0
        for match in WORD.finditer(text):
            word = match[0]
            sites = known.get(word)
            if sites is None:
                sites = sites_of(word)
            if not sites:
                continue
            start, end = match.span()
            chosen = [site for site in sites if site.logit >= near_certain]
            if not chosen or is_protected(text, start, end) or (len(word) <= 5 and self.is_abbreviation(word)):
                continue
            for site in chosen:
                if site.logit > highest:
                    highest = site.logit
                found.append((start, site))
        if highest < CERTAIN and near_certain < threshold:
            required = probability(threshold) - 1e-4
            found = [(start, site) for start, site in found if site.confidence >= required]
        return sorted(found, key=itemgetter(0)) if self.numbered is not None else found

    def _numbered_sites(self, text: str) -> list[tuple[int, Site]]:
        """The capitals of ``text`` that are words with the number behind them: Oe3."""
        assert self.numbered is not None
        found = []
        for match in self.numbered.finditer(text):
            start, end = match.span()
            before, after = text[max(0, start - 1) : start], text[end + 1 : end + 2]
            if (not before or before.isspace() or before in "(\"'»„“") and (
                not after or (not after.isalnum() and after not in "_/=@")
            ):
                letter = self.model.letter_of[match[0].lower()].upper()
                found.append((start, Site.of(match[0], 0, end - start, letter, CERTAIN)))
        return found


def with_sites(word: str, sites: Iterable[Site]) -> str:
    """``word`` with the letters of ``sites``."""
    pieces, done = [], 0
    for site in sites:
        pieces += [word[done : site.start], site.after]
        done = site.end
    return "".join(pieces) + word[done:]


@lru_cache(maxsize=8)
def spelled_words(locale: str) -> SpelledWords:
    """The decisions about words of ``locale``, made on first use. Raises ``UnknownOption`` if there is no such locale.

    >>> [site.after for site in spelled_words("de").sites("Uebergroesse")]
    ['Ü', 'ö', 'ß']
    """
    return SpelledWords(locale)


def word_shape(word: str, plain_suffixes: tuple[str, ...] = LANGUAGES["de"].plain_suffixes) -> str:
    """``"plain"`` (lower case, or only the first letter a capital), ``"capitals"`` or ``"mixed"``.

    A word with one of ``plain_suffixes``, such as *LehrerInnen*, counts as plain.

    >>> [word_shape(word) for word in ("Gruesse", "GRUESSE", "getGruesse", "LehrerInnen")]
    ['plain', 'capitals', 'mixed', 'plain']
    """
    rest = word[1:]
    if rest.islower() or (not rest and word.islower()):
        return "plain"
    if word.isupper():
        return "capitals"
    for ending in plain_suffixes:
        if word.endswith(ending) and len(word) > len(ending) + 2 and word[1 : -len(ending)].islower():
            return "plain"
    return "mixed"


def any_of(spellings: Sequence[str]) -> re.Pattern[str]:
    """A pattern for ``spellings``, of two letters each: in small letters, in capitals, and with the first a capital.

    The engine looks for two classes far more quickly than for any of many words.
    """
    forms = [form for spelled in spellings for form in (spelled, spelled.capitalize(), spelled.upper())]
    firsts, seconds = ("".join(sorted(set(letters))) for letters in zip(*forms, strict=True))
    return re.compile(f"[{firsts}][{seconds}](?<={'|'.join(forms)})")
