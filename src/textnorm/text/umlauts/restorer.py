"""Restore the spelled-out letters of a text: what its words say, weighed by what the rest of the text says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.code.context import is_protected
from textnorm.text.evidence.code.spans import outside_code
from textnorm.text.evidence.known_words import is_known, known_part, level_of
from textnorm.text.evidence.language import is_foreign_sum, sum_and_count
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.spelled_words import (
    CACHE_LIMIT,
    CERTAIN,
    LONGEST,
    WORD,
    Site,
    SpelledWords,
    any_of,
    places_in,
    with_sites,
)
from textnorm.text.umlauts.contrast import Others, is_contrasted, others_at
from textnorm.text.umlauts.options import UmlautOptions
from textnorm.text.umlauts.transliteration import to_ascii_letters

__all__ = ["CERTAIN_NOUN", "MIXED", "PROOF_NEEDED", "PROOF_PER_LETTERS", "Restorer", "restorer_for"]

CERTAIN_NOUN = 7.0  # logit from which a word with a capital is more likely a noun than a name
_CERTAIN_WEAK = 6.0  # logit from which a letter that proves nothing alone supports a noun
_NO_NAME = 9.0  # and from which it is hardly a name
PROOF_NEEDED = 2  # what the damaged words of a text with real umlauts must prove together,
PROOF_PER_LETTERS = 8  # and one more for each so many real umlauts
_LISTED = 9.0  # logit that an abbreviation counts for when the language is asked
# Characters, and log odds, of a line so German that known words are not asked for their language. Alone, the log odds
# prove nothing: Basque and Welsh reach them.
_LINE, _CLEARLY_GERMAN = 300, 8.0
# An entry of a glossary, whose other half is foreign; a line of credits, whose authors write their names themselves.
_ASKED = re.compile(r" :: |\b[Gg]eschrieben von\b")
_NEARLY_CERTAIN = 3.5  # logit that every letter needs in such a line
_SHORT = 400  # characters: below it, looking up every word is quicker than looking for sites
_SHORTEST_NAME = 5  # letters of a name that the text has with its letters as well
_ELSEWHERE = 0.95  # the confidence of its repair
_FEW = 8  # names that a text is searched for before all its names are listed
_UNMARKED = "ü"  # Estonian has it, and does not spell it out; names in the North have it
MIXED = 3.0  # logit required in a text that has real umlauts too
# Frequent words of Luxembourgish, Limburgish and Alemannic that German does not have, and how many show them.
_NEIGHBOURS = (
    re.compile(
        r"\b(?:ass|vun|vum|fir|hunn|ginn|keng|sech|iwwer|huet|hutt|gouf|goufen|dës|dëst|dëser|gëtt|kënnen|engem|enger"
        r"|déi|nëmmen|wéi|wéinst|méi|kee|mam|mat|sinn|net|vu|op|duerch"
        r"|[Dd](?=['\N{RIGHT SINGLE QUOTATION MARK}][A-Z]))\b"
    ),
    re.compile(
        r"\b(?:neet|gein|gei|veur|haet|waere|waerd|waert|dees|kin|oet|ouch|biej|zeen|weurt|bestandj|mót|gebroeker[sd]?"
        r"|woort|sjrieve|naeve|zeuk|doe|dit|óp|ónger|euver|nuuj|verangerd?|biedrage)\b"
    ),
    re.compile(r"\b(?:isch|cha|chasch|hesch|gsi|muesch|nöd|syy|uff|dr|uf|gsuecht|wuu?|uus|yy|Syte|syn)\b"),
)
_FEWEST_NEIGHBOURS = 2
# Of these, one is enough in a label or a headline; a longer text may quote one.
_NEIGHBOUR_ALONE = re.compile(
    r"\b(?:gëtt|dëst?|dëser|kënnen|nëmmen|déi|wéi|wéinst|méi|iwwer|hunn|sech|goufen?|Benotzer\w*"
    r"|\w+bruuch\w*|\w*buech|aa(?:z|l[uo]eg)\w+)\b"
)
# What only a Swiss address has, whose text has no ß: the code of a place, a telephone, a site.
_SWISS = re.compile(
    r"\bCH-\d{4}\b|(?<!\d)(?:\+|00)41[ (\d]|\w\.ch\b"
    r"|(?<![\d.])\d{4}[ \xa0](?:Z(?:ü|ue)rich|Bern|Basel|Luzern|Winterthur"
    r"|St\. ?Gallen|Biel|Thun|Chur|Zug|Aarau|Schaffhausen|Solothurn|Olten|Genf|Lausanne|Lugano|Bellinzona)\b"
)
_SHORTEST = 3  # letters of a word that is asked whether it is known
_RARE = 1  # the level up to which a known word may be a surname: käser
_ADJECTIVE = re.compile(r"oes(?:e[mnrs]?)?\Z")


class Restorer(SpelledWords):
    """The decisions about the texts of one locale, with one set of kept and forced words."""

    def __init__(self, options: UmlautOptions, *, strict: bool = False) -> None:
        super().__init__(options.locale)
        letters = self.model.letters
        self.threshold, self.near_certain = options.threshold, options.near_certain
        self.weigh, self.strict = options.evidence == "auto", strict or options.row.strict
        self.keep = frozenset(options.keep)
        self.sz = options.sz and "ß" in letters and "ß" not in self.without
        self.force: dict[str, str] = {}
        for word in options.force:
            spelled = to_ascii_letters(word, letters)
            self.force[spelled] = word if spelled != word else ""
        every = "".join(letters)
        self.real = re.compile(f"[{every}{every.upper().replace('SS', '')}]")
        self.suspect = any_of([spelled for letter, spelled in letters.items() if letter not in self.model.weak])
        self.any_site = any_of([*letters.values(), *["sz"] * self.sz])
        self.harmless: set[str] = set()
        own = {*letters, *_UNMARKED}
        alien = "".join(sorted({letter for row in LANGUAGES.values() for letter in row.letters} - own))
        #: Letters that no text of the language has, if it is a neighbour's; German text may quote any name.
        self.alien = re.compile(f"[{alien}{alien.upper().replace('SS', '')}]" if self.language.code != "de" else "(?!)")

    def decide(self, word: str) -> tuple[Site, ...]:
        """The sites of ``word`` that more likely than not stand for another letter."""
        if word in self.keep or word.lower() in self.keep:
            return ()
        if word in self.force:
            return self._forced(word)
        found = super().decide(word)
        if found and self.language.known and word.islower():
            found = self._without_surname(word, found)
        if self.sz and "sz" in word:
            found = tuple(sorted([*found, *self._written_sz(word)]))
        return found

    def find(self, text: str, threshold: float, near_certain: float) -> list[tuple[int, Site]]:
        """The sites of ``text``; where none is certain, those of words known in part at least: not *soelim*."""
        found = super().find(text, threshold, near_certain)
        if not found or not self.language.known or near_certain >= threshold:
            return found
        if max(site.logit for _, site in found) >= CERTAIN:
            return found
        return [one for one in found if self._is_known_in_part(text, one[0])]

    def _is_known_in_part(self, text: str, start: int) -> bool:
        """Whether the word at ``start`` is known when it is restored, or a part of it; *soelim* is a command."""
        match = WORD.match(text, start)
        if match is None or len(match[0]) < _SHORTEST:
            return True
        after = with_sites(match[0], self.sites(match[0]))
        return level_of(after) > 0 or known_part(after) != ""

    def _without_surname(self, word: str, found: tuple[Site, ...]) -> tuple[Site, ...]:
        """``found`` without the sites that ``word`` would not have with a capital, as a surname: baerbock, baerbocks.

        Slugs and hurried writers know no capitals. Frequent words and adjectives such as *ruinös* are asked nothing.
        """
        if _ADJECTIVE.search(word) or level_of(with_sites(word, list(found))) > _RARE:
            return found
        for name in (word, word.removesuffix("s")):
            places = places_in(name.title(), self.model, self.without)
            stays = {place.start for place in places if place.logit(self.model) <= 0}
            if any(site.start in stays for site in found):
                return tuple(site for site in found if site.start not in stays)
        return found

    def _written_sz(self, word: str) -> list[Site]:
        """The places where ``sz`` stands for ß: Strasze, but not Szene or auszahlen."""
        if self.is_mixed(word):
            return []
        spelled, places = self.model.spell_out(word)
        found = []
        site = spelled.find(b"sz")
        while site >= 0:
            start = places[site]
            if word[start : start + 2] == "sz":
                as_ss = spelled[:site] + b"ss" + spelled[site + 2 :]
                logit = self.model.logit(as_ss, site, 2, word[0].isupper())
                if logit >= MIXED:
                    found.append(Site.of(word, start, start + 2, "ß", logit))
            site = spelled.find(b"sz", site + 2)
        return found

    def _forced(self, word: str) -> tuple[Site, ...]:
        spelled, places = self.model.spell_out(word)
        wanted = self.force[word]
        found = []
        removed = 0
        for site, width in self.model.sites(spelled):
            start, end = places[site], places[site + width - 1] + 1
            spelling = spelled[site : site + width].decode("ascii")
            stood = wanted[start - removed : start - removed + 1]
            letter = self.model.letter_of[spelling]
            if self.model.letters.get(stood.lower()) == spelling:
                letter = stood.lower()  # one of two with this spelling
            after = letter.upper() if word[start].isupper() else letter
            if end - start == width and (not wanted or stood == after):
                found.append(Site.of(word, start, end, after, 50.0))
                removed += width - 1
        return tuple(found)

    def is_abbreviation(self, word: str) -> bool:
        """Whether ``word`` is taken for an abbreviation; a forced word never is."""
        return super().is_abbreviation(word) and word not in self.force

    def _is_half_damaged(self, text: str, suspects: list[tuple[int, int]]) -> bool:
        """Whether ``text``, which has real letters too, has enough certain damage to be repaired all the same.

        A damaged name proves little (it may be spelled so), an ordinary word much. Every ``PROOF_PER_LETTERS`` real
        letters require one more proof. Swiss text writes ss beside real umlauts, so ss proves nothing here.
        """
        proofs: dict[str, int] = {}  # a name that occurs ten times is one name
        needed = 0
        for start, end in suspects:
            word = text[start:end]
            weight = 0 if word in proofs else self.proof(word)
            if weight and not is_protected(text, start, end):
                needed = needed or PROOF_NEEDED + len(self.real.findall(text)) // PROOF_PER_LETTERS
                proofs[word] = weight
                if sum(proofs.values()) >= needed:
                    return True
        # A certain ß beside a certain umlaut: no Swiss text has the latter.
        return bool(proofs) and sum(proofs.values()) + 1 >= needed and self._has_certain_weak(text)

    def _suspect_words(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of every word of ``text`` with a spelling that proves damage if it is one."""
        end = 0
        for match in self.suspect.finditer(text):
            if match.start() >= end:
                start, end = _word_around(text, match.start(), end)
                yield start, end

    def _has_certain_weak(self, text: str) -> bool:
        """Whether ``text`` has a word with a letter that proves nothing by itself and is certain all the same."""
        return any(
            site.logit >= _CERTAIN_WEAK and site.after.lower() in self.model.weak
            for word in WORD.findall(text)
            for site in self.sites(word)
        )

    def proof(self, word: str) -> int:
        """How much ``word`` proves that its text is damaged: 0 to 3. One word with a capital may be a name."""
        highest = max(
            (site.logit for site in self.sites(word) if site.after.lower() not in self.model.weak),
            default=0.0,
        )
        if highest < CERTAIN:
            return 0
        if word[0].islower():
            return 3
        return 2 if highest >= _NO_NAME else 1 if highest >= CERTAIN_NOUN else 0

    def is_harmless(self, text: str, evidence: str) -> bool:
        """Whether no word of ``text``, which holds sites, can change. A token seen before is not read again."""
        mixed = evidence == "auto" and not self.force and not text.isascii() and self.real.search(text)
        if mixed and not self.suspect.search(text):
            return True  # real umlauts, and nothing that could be certain damage
        if self.numbered is not None and self.numbered.search(text):
            return False
        tokens = text.split()
        if self.harmless.issuperset(tokens):
            return True
        for token in tokens:
            if token not in self.harmless:
                if self.any_site.search(token) and any(map(self.sites, WORD.findall(token))):
                    return False
                if len(self.harmless) >= CACHE_LIMIT:
                    self.harmless.clear()
                self.harmless.add(token)
        return True

    def find_edits(self, text: str) -> list[Edit]:
        """:meth:`edits`, quicker where there are none."""
        # Two short texts in three hold no site at all.
        if len(text) < _SHORT and (
            not self.any_site.search(text) or self.is_harmless(text, "auto" if self.weigh else "damaged")
        ):
            return []
        return self.edits(text)

    def edits(self, text: str) -> list[Edit]:
        """The edits that restore ``text``."""
        threshold, near_certain, weigh = self.threshold, self.near_certain, self.weigh
        if weigh and not self.force and self.real.search(text):
            suspects = list(self._suspect_words(text))
            if not self._is_half_damaged(text, suspects):
                return self._as_elsewhere(text, suspects)
            threshold = near_certain = max(threshold, MIXED)
        elif not self.any_site.search(text):
            return []
        if weigh and self.alien.search(text):
            return []
        found = self.find(text, threshold, near_certain)
        if found and weigh and self.language.code == "de" and not self.force:
            if _is_neighbour(text):
                return []
            if _SWISS.search(text):
                found = [one for one in found if one[1].after != "ß"]
        if found and weigh:
            highest = max(site.logit for _, site in found)
            german, words = sum_and_count(text, self.language.code)
            if is_foreign_sum(german, words, highest, strict=self.strict):
                found = self._unmistakable(text, found)
                if not found:
                    return []
            found = self._in_own_language(
                text, found, clear=german >= _CLEARLY_GERMAN and self._is_clear_line(text, found)
            )
        edits = [
            Edit(word + site.start, word + site.end, site.after, site.evidence, site.confidence) for word, site in found
        ]
        if not weigh or not edits:
            return edits
        if self.language.code != "de":
            from textnorm.text.umlauts.rivals import written_by

            if not written_by(apply_edits(text, edits), self.language.code, {edit.after for edit in edits}):
                return []
        return outside_code(text, edits, values=True)

    def _as_elsewhere(self, text: str, suspects: list[tuple[int, int]]) -> list[Edit]:
        """The edits of names that an undamaged ``text`` has with their letters, too: Müller sagt …, so Mueller."""
        if self.language.code != "de" or self.strict:
            return []
        found: list[tuple[int, Site]] = []
        sound: dict[str, list[int]] | None = None
        absent: set[str] = set()
        others: dict[str, Others] = {}
        for start, end in suspects:
            word = text[start:end]
            if len(word) < _SHORTEST_NAME or not word.istitle():
                continue
            sites = [site for site in self.sites(word) if site.after.lower() not in self.model.weak]
            if not sites or is_protected(text, start, end):
                continue
            after = with_sites(word, sites)
            if after in absent:
                continue
            if sound is None:
                if len(absent) < _FEW and after not in text:  # a search of all the text; a name or two are soon found
                    absent.add(after)
                    continue
                sound = _places_of_names(text, self.real)
            if after not in sound:
                absent.add(after)
                continue
            if after not in others:
                others[after] = others_at(text, sound[after])
            if not is_contrasted(text, start, end, others[after]):
                found += [(start, site) for site in sites]
        if not found:
            return []
        german, words = sum_and_count(text, self.language.code)
        if is_foreign_sum(german, words, max(site.logit for _, site in found)):
            return []
        edits = [
            Edit(
                word + site.start, word + site.end, site.after, f"{site.evidence}, as elsewhere in the text", _ELSEWHERE
            )
            for word, site in self._in_own_language(text, found, clear=False)
        ]
        return outside_code(text, edits, values=True)

    @staticmethod
    def _is_clear_line(text: str, found: list[tuple[int, Site]]) -> bool:
        """Whether ``text`` is one line, in which all that changes is nearly certain.

        But for an ß in a chain of words, which may be foreign: Body-Mass-Index.
        """
        return (
            len(text) <= _LINE
            and "\n" not in text
            and not _ASKED.search(text)
            and min(site.logit for _, site in found) >= _NEARLY_CERTAIN
            and ("-" not in text or all(site.after != "ß" for _, site in found))
        )

    def _unmistakable(self, text: str, found: list[tuple[int, Site]]) -> list[tuple[int, Site]]:
        """The sites in ``found`` of words that can be of no other language, and may stand among foreign names."""
        if self.strict:
            return []
        from textnorm.text.evidence.local_language import is_unmistakable

        kept = []
        for start, group in groupby(found, key=itemgetter(0)):
            word = WORD.match(text, start)
            sites = [one for _, one in group]
            if word is None or min(one.logit for one in sites) < CERTAIN:
                continue
            if is_unmistakable(word[0], with_sites(word[0], sites), self.language.code):
                kept += [(start, one) for one in sites]
        return kept

    def _in_own_language(self, text: str, found: list[tuple[int, Site]], *, clear: bool) -> list[tuple[int, Site]]:
        """The sites in ``found`` without those of words that another language explains better where they stand.

        In a ``clear`` line, words that are known once they are restored are not asked.
        """
        restored: dict[int, tuple[str, str, float]] = {}
        for start, group in groupby(found, key=itemgetter(0)):
            word = WORD.match(text, start)
            if word is None or word[0] in self.force:
                continue
            sites = [site for _, site in group]
            highest = _LISTED if self.is_listed(word[0]) else max(site.logit for site in sites)
            # What a listed abbreviation looks like says nothing of a language.
            after = word[0] if self.is_listed(word[0]) else with_sites(word[0], sites)
            restored[start] = word[0], after, highest
        if clear and self.language.known and all(is_known(after) for _, after, _ in restored.values()):
            return found
        from textnorm.text.evidence.local_language import foreign_words

        foreign = foreign_words(text, restored, self.language.code, strict=self.strict)
        return [(start, site) for start, site in found if start not in foreign] if foreign else found


@lru_cache(maxsize=64)
def restorer_for(options: UmlautOptions, *, strict: bool = False) -> Restorer:
    """The restorer for ``options``, which remembers the words that it has seen."""
    return Restorer(options, strict=strict)


def _is_neighbour(text: str) -> bool:
    """Whether ``text`` is Luxembourgish or Alemannic, which write *ue* and *ss* where German has ü and ß."""
    if len(text) <= _LINE and _NEIGHBOUR_ALONE.search(text):
        return True
    return any(len(set(words.findall(text))) >= _FEWEST_NEIGHBOURS for words in _NEIGHBOURS)


def _places_of_names(text: str, real: re.Pattern[str]) -> dict[str, list[int]]:
    """Where the capitalised words of ``text`` begin that have a letter of ``real``."""
    places: dict[str, list[int]] = {}
    for match in WORD.finditer(text):
        if match[0].istitle() and real.search(match[0]):
            places.setdefault(match[0], []).append(match.start())
    return places


def _word_around(text: str, place: int, floor: int) -> tuple[int, int]:
    """Start and end of the word of ``text`` that holds ``place``, given that none before ``floor`` does."""
    start = place
    while start > floor and place - start <= LONGEST and text[start - 1].isalpha():
        start -= 1
    found = WORD.match(text, place)
    return start, found.end() if found else place + 1
