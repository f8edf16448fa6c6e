"""Umlauts that were spelled out: ``empfaengt`` → ``empfängt``, while *neue*, *Israel* and *dass* stay.

Every site (``ae``, ``oe``, ``ue``, ``ss``) is judged by the letter model (:mod:`textnorm.text.umlauts.model`). What the
rest of the text says decides how sure the model must be: a text with real umlauts and no certain damage is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from textnorm.errors import UnknownOption, need_text
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.language import is_foreign
from textnorm.text.umlauts.model import LOCALES, SiteModel, load_model, probability
from textnorm.text.umlauts.umlaut_guards import is_protected, word_shape

__all__ = ["EVIDENCE", "bar_for", "bind_umlauts", "find_umlauts", "restore_umlauts", "to_ascii"]

#: How the text around a word is used: weighed, or known to be damaged.
EVIDENCE = ("auto", "damaged")
#: Letters that a locale does not write.
WITHOUT = {"de-CH": frozenset("ß")}

CERTAIN = 4.0  # logit from which a word is certainly damaged ...
CERTAIN_NOUN = 7.0  # ... and from which one with a capital is more likely a noun than a name
PROOF_NEEDED = 2  # what the damaged words of a text with real umlauts must prove together,
PROOF_PER_LETTERS = 8  # and one more for each so many real umlauts
MIXED = 3.0  # logit asked for in a text that is sound elsewhere
DEFAULT_BAR = 1.5  # logit asked for where nothing speaks for or against damage: a confidence of 0.82 ...
BESIDE_CERTAIN = 0.2  # ... and beside certain damage, in a text without real umlauts

#: Words in capitals of up to five letters that may change; all others that short are taken for abbreviations.
_SHORT_CAPITALS = """
FUER UEBER TUEV OEVP SPOE FPOE OEBB OERF OEGB KOELN FUENF GRUEN SUED MAERZ TUER OEL BUERO HOEHE NAEHE LOEWE MOEWE MUEDE
FRUEH SPAET HOERT FUEHL WAERE TAETE TOETE KUEHE ZUEGE LUEGE GUETE HUETE MUELL UEBEL OEFEN OEDE AEHRE AESTE UEBT UEBEN
UEBE OEKO BAER NOE OETK OEPNV OEDP OEJV OESV OEFB OEAMTC OENB OERF OEH OEIF
"""
_SHORT_CAPITAL_WORDS = frozenset(_SHORT_CAPITALS.split())
_WORD = re.compile(r"[^\W\d_]+")
_CACHE_LIMIT = 200_000
_LONGEST = 100  # letters: what is longer is no word
_SHORT = 400  # characters: below it, looking up every word is quicker than looking for sites


class _Site(NamedTuple):
    """One restorable place in a word."""

    start: int
    end: int
    after: str
    logit: float
    evidence: str
    confidence: float

    @classmethod
    def of(cls, word: str, start: int, end: int, after: str, logit: float) -> _Site:
        return cls(start, end, after, logit, f"{word[start:end]} for {after}", round(probability(logit), 4))


class _Restorer:
    """The decisions for one locale with one set of kept and forced words. Words are judged once and remembered."""

    def __init__(self, locale: str, keep: tuple[str, ...], force: tuple[str, ...], sz: bool) -> None:
        self.model: SiteModel = load_model(locale)
        self.without = WITHOUT.get(locale, frozenset())
        self.keep = frozenset(keep)
        self.sz = sz and "ß" in self.model.letters and "ß" not in self.without
        self.force: dict[str, str] = {}
        for word in force:
            spelled = to_ascii_letters(word, self.model.letters)
            self.force[spelled] = word if spelled != word else ""
        letters = "".join(self.model.letters)
        self.real = re.compile(f"[{letters}{letters.upper().replace('SS', '')}]")
        strong = [spelled for letter, spelled in self.model.letters.items() if letter not in self.model.weak]
        self.suspect = _any_of(strong)
        self.any_site = _any_of([*self.model.letters.values(), *["sz"] * self.sz])
        self.known: dict[str, tuple[_Site, ...]] = {}
        self.harmless: set[str] = set()

    def judge(self, word: str) -> tuple[_Site, ...]:
        """The sites of ``word`` that more likely than not stand for another letter."""
        sites = self.known.get(word)
        if sites is None:
            if len(word) > _LONGEST:
                return ()
            if len(self.known) >= _CACHE_LIMIT:
                self.known.clear()
            sites = self.known[word] = self._judge(word)
        return sites

    def _judge(self, word: str) -> tuple[_Site, ...]:
        if word in self.keep or word.lower() in self.keep:
            return ()
        if word in self.force:
            return self._forced(word)
        if not self.any_site.search(word):
            return ()
        shape = word_shape(word)
        if shape == "mixed":
            return ()
        model = self.model
        spelled, places = model.spell_out(word)
        capital = word[0].isupper()
        found = []
        for site, width in model.sites(spelled):
            start, end = places[site], places[site + width - 1] + 1
            if word[start:end].lower().encode("utf-8", "replace") != spelled[site : site + width]:
                continue  # a real ä, spelled out for the model's eyes only
            letter = model.letter_of[spelled[site : site + width].decode("ascii")]
            if letter in self.without or (letter in model.weak and word[start].isupper()):
                continue
            logit = CERTAIN if word in _SHORT_CAPITAL_WORDS else model.logit(spelled, site, width, capital)
            if logit > 0:
                after = letter.upper() if word[start].isupper() else letter
                found.append(_Site.of(word, start, end, after, logit))
        if self.sz and "sz" in word:
            found += self._written_sz(word, spelled, places, capital)
            found.sort()
        return tuple(found)

    def _written_sz(self, word: str, spelled: bytes, places: list[int], capital: bool) -> list[_Site]:
        """The places where ``sz`` stands for ß: Strasze, but not Szene or auszahlen."""
        found = []
        site = spelled.find(b"sz")
        while site >= 0:
            start = places[site]
            if word[start : start + 2] == "sz":
                logit = self.model.logit(spelled[:site] + b"ss" + spelled[site + 2 :], site, 2, capital)
                if logit >= MIXED:
                    found.append(_Site.of(word, start, start + 2, "ß", logit))
            site = spelled.find(b"sz", site + 2)
        return found

    def _forced(self, word: str) -> tuple[_Site, ...]:
        spelled, places = self.model.spell_out(word)
        wanted = self.force[word]
        found = []
        removed = 0
        for site, width in self.model.sites(spelled):
            start, end = places[site], places[site + width - 1] + 1
            letter = self.model.letter_of[spelled[site : site + width].decode("ascii")]
            after = letter.upper() if word[start].isupper() else letter
            if end - start == width and (not wanted or wanted[start - removed : start - removed + 1] == after):
                found.append(_Site.of(word, start, end, after, 50.0))
                removed += width - 1
        return tuple(found)

    def is_half_damaged(self, text: str) -> bool:
        """Whether ``text``, which has real letters too, has enough certain damage to be repaired all the same.

        A damaged name proves little (it may be spelled so), an ordinary word much; and the more real letters there are,
        the more it takes. Swiss text writes ss beside real umlauts, so ss proves nothing here.
        """
        proof = needed = 0
        done = 0
        for match in self.suspect.finditer(text):
            if match.start() < done:
                continue
            start, done = _word_around(text, match.start(), done)
            weight = self.proof(text[start:done])
            if weight and not is_protected(text, start, done):
                needed = needed or PROOF_NEEDED + len(self.real.findall(text)) // PROOF_PER_LETTERS
                proof += weight
                if proof >= needed:
                    return True
        return False

    def proof(self, word: str) -> int:
        """How much ``word`` proves that its text is damaged: 0 to 3."""
        best = max(
            (site.logit for site in self.judge(word) if site.after.lower() not in self.model.weak),
            default=0.0,
        )
        if best < CERTAIN:
            return 0
        return 3 if word[0].islower() else 2 if best >= CERTAIN_NOUN else 1

    def is_harmless(self, text: str, evidence: str) -> bool:
        """Whether no word of ``text``, which holds sites, can change, without reading every word: so for most."""
        mixed = evidence == "auto" and not self.force and not text.isascii() and self.real.search(text)
        if mixed and not self.suspect.search(text):
            return True  # real umlauts, and nothing that could be certain damage
        tokens = text.split()
        if self.harmless.issuperset(tokens):
            return True
        for token in tokens:
            if token not in self.harmless:
                if self.any_site.search(token) and any(map(self.judge, _WORD.findall(token))):
                    return False
                if len(self.harmless) >= _CACHE_LIMIT:
                    self.harmless.clear()
                self.harmless.add(token)
        return True

    def find(self, text: str, bar: float, beside: float, evidence: str, *, strict: bool) -> list[Edit]:
        """The edits of ``text``: sites with a logit of ``bar``, or of ``beside`` if one of them is certain."""
        if evidence == "auto" and not self.force and self.real.search(text):
            if not self.is_half_damaged(text):
                return []
            bar = beside = max(bar, MIXED)
        elif not self.any_site.search(text):
            return []
        edits: list[Edit] = []
        known, judge = self.known, self.judge
        surest = 0.0
        for match in _WORD.finditer(text):
            word = match[0]
            sites = known.get(word)
            if sites is None:
                sites = judge(word)
            if not sites:
                continue
            start, end = match.span()
            chosen = [site for site in sites if site.logit >= beside]
            if not chosen or is_protected(text, start, end):
                continue
            if len(word) <= 5 and word.isupper() and word not in _SHORT_CAPITAL_WORDS and word not in self.force:
                continue
            for site in chosen:
                if site.logit > surest:
                    surest = site.logit
                edits.append(Edit(start + site.start, start + site.end, site.after, site.evidence, site.confidence))
        if surest < CERTAIN and beside < bar:
            asked = probability(bar) - 1e-4
            edits = [edit for edit in edits if edit.confidence >= asked]
        if edits and evidence == "auto" and is_foreign(text, surest, strict=strict):
            return []
        return edits


def _any_of(spellings: Sequence[str]) -> re.Pattern[str]:
    """A pattern for ``spellings``, of two letters each: in small letters, in capitals, and with the first a capital.

    The engine looks for two classes far more quickly than for any of many words.
    """
    forms = [form for spelled in spellings for form in (spelled, spelled.capitalize(), spelled.upper())]
    firsts, seconds = ("".join(sorted(set(letters))) for letters in zip(*forms, strict=True))
    return re.compile(f"[{firsts}][{seconds}](?<={'|'.join(forms)})")


def _word_around(text: str, place: int, floor: int) -> tuple[int, int]:
    """Start and end of the word of ``text`` that holds ``place``, given that none before ``floor`` does."""
    start = place
    while start > floor and place - start <= _LONGEST and text[start - 1].isalpha():
        start -= 1
    found = _WORD.match(text, place)
    return start, found.end() if found else place + 1


def to_ascii_letters(text: str, letters: dict[str, str]) -> str:
    """Spell out ``letters`` in ``text``: Ä becomes Ae, and AE where its neighbours are capitals."""
    pieces = []
    for place, character in enumerate(text):
        spelled = letters.get(character)
        if spelled is None:
            spelled = letters.get(character.lower(), "") if character != character.lower() else ""
            if spelled:
                spelled = spelled.upper() if _among_capitals(text, place) else spelled.capitalize()
        elif _among_capitals(text, place) and text[place - 1 : place].isupper():
            spelled = spelled.upper()  # STRAßE
        pieces.append(spelled or character)
    return "".join(pieces)


def _among_capitals(text: str, place: int) -> bool:
    following = text[place + 1 : place + 2]
    return following.isupper() if following.isalpha() else text[max(0, place - 1) : place].isupper()


def bind_umlauts(
    *,
    locale: str = "de",
    min_confidence: float | None = None,
    keep: Iterable[str] = (),
    force: Iterable[str] = (),
    evidence: str = "auto",
    sz: bool = False,
) -> Callable[[str], list[Edit]]:
    """:func:`find_umlauts` with its options checked once, for many texts.

    >>> len(bind_umlauts(locale="de")("Gaeste aus Koeln"))
    2
    """
    return _bound(locale, min_confidence, tuple(keep), tuple(force), evidence, sz)


@lru_cache(maxsize=64)
def _bound(
    locale: str,
    min_confidence: float | None,
    keep: tuple[str, ...],
    force: tuple[str, ...],
    evidence: str,
    sz: bool,
) -> Callable[[str], list[Edit]]:
    if evidence not in EVIDENCE:
        raise UnknownOption.among("evidence", evidence, EVIDENCE)
    if locale not in LOCALES:
        raise UnknownOption.among("locale", locale, LOCALES)
    restorer, bar = _restorer(locale, keep, force, sz), bar_for(min_confidence)
    beside = bar if min_confidence is not None else BESIDE_CERTAIN
    is_harmless, find, strict = restorer.is_harmless, restorer.find, locale == "auto"
    look_for_site = restorer.any_site.search

    def found(text: str) -> list[Edit]:
        # Two short texts in three hold no site at all.
        if len(text) < _SHORT and (not look_for_site(text) or is_harmless(text, evidence)):
            return []
        return find(text, bar, beside, evidence, strict=strict)

    return found


@lru_cache(maxsize=64)
def _restorer(locale: str, keep: tuple[str, ...], force: tuple[str, ...], sz: bool) -> _Restorer:
    return _Restorer(locale, keep, force, sz)


def bar_for(confidence: float | None) -> float:
    """The logit asked for where ``min_confidence`` is ``confidence``.

    >>> round(bar_for(0.9), 2)
    2.2
    """
    from math import log

    if confidence is None:
        return DEFAULT_BAR
    if not (hasattr(confidence, "__float__") and 0.0 <= confidence <= 1.0):
        raise UnknownOption(f"min_confidence={confidence!r}: give a number from 0.0 to 1.0")
    return log(max(confidence, 0.5) / max(1.0 - confidence, 1e-12)) if confidence > 0.5 else 0.0


def find_umlauts(
    text: str,
    *,
    locale: str = "de",
    min_confidence: float | None = None,
    keep: Iterable[str] = (),
    force: Iterable[str] = (),
    evidence: str = "auto",
    sz: bool = False,
) -> list[Edit]:
    """Find the spelled-out umlauts of ``text`` that should be restored.

    ``locale`` is ``"de"``, ``"de-AT"``, ``"de-CH"`` (never ß) or ``"auto"``. Words in ``keep`` never change (a word in
    lower case stands for every spelling of it); words in ``force`` always do: given as the result (``"Käser"``) or as
    the damaged word (``"Kaeser"``). ``evidence="auto"`` weighs the rest of the text and its language;
    ``"damaged"`` takes every site on its own. ``sz=True`` reads Strasze as Straße, too.

    The confidence asked for is ``min_confidence``; by default it is 0.82, and less beside certain damage. Raises
    ``UnknownOption`` for values that do not exist.

    >>> [(edit.after, edit.confidence > 0.99) for edit in find_umlauts("Kanzler empfaengt neue Gaeste")]
    [('ä', True), ('ä', True)]
    """
    bound = bind_umlauts(locale=locale, min_confidence=min_confidence, keep=keep, force=force, evidence=evidence, sz=sz)
    return bound(text)


def restore_umlauts(
    text: str,
    *,
    locale: str = "de",
    min_confidence: float | None = None,
    keep: Iterable[str] = (),
    force: Iterable[str] = (),
    evidence: str = "auto",
    sz: bool = False,
) -> str:
    """Restore spelled-out umlauts; the options are those of :func:`find_umlauts`.

    >>> restore_umlauts("Aussenpolitiker aus Goettingen fahren fuer Goethe nach Israel")
    'Außenpolitiker aus Göttingen fahren für Goethe nach Israel'
    >>> restore_umlauts("Gruesse an Frau Kaeser", keep=["Kaeser"], locale="de-CH")
    'Grüsse an Frau Kaeser'
    """
    need_text(text, "restore_umlauts")
    edits = find_umlauts(
        text, locale=locale, min_confidence=min_confidence, keep=keep, force=force, evidence=evidence, sz=sz
    )
    return apply_edits(text, edits)


def to_ascii(text: str, *, locale: str = "de") -> str:
    """Write ``text`` in ASCII: ä becomes ae, ß ss; what has no rule goes through Unidecode; lone surrogates
    vanish.

    >>> to_ascii("Ärger in Łódź: ÄRGER über Maße"), to_ascii("Ö3")
    ('Aerger in Lodz: AERGER ueber Masse', 'Oe3')
    """
    need_text(text, "to_ascii")
    if text.isascii():
        return text
    if locale not in LOCALES:
        raise UnknownOption.among("locale", locale, LOCALES)
    spelled = to_ascii_letters(text, load_model(locale).letters)
    if spelled.isascii():
        return spelled
    from unidecode import unidecode

    return "".join(
        character if character.isascii() else "" if "\ud800" <= character <= "\udfff" else unidecode(character)
        for character in spelled
    )
