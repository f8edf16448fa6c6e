"""A word of a headline: its keys, its classes, and how much it weighs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple
from zlib import crc32

from textnorm.kernels.scores.headline_flags import (
    AND,
    ENDED,
    ENDING_AT,
    GIVEN,
    KNOWN,
    NAME,
    NOUN,
    NUMERAL,
    OFFICE,
    PARTICLE,
    PHRASE,
    ROOT,
    STOP,
)
from textnorm.match.headlines.lexicon import Lexicon, WordClass, word_classes
from textnorm.match.headlines.numbers import number_word
from textnorm.match.headlines.word_frequency import RARE, prior
from textnorm.match.headlines.word_keys import (
    ending_of,
    fold_word,
    name_group,
    phonetic_key,
    stem,
    strip_umlauts,
)
from textnorm.text.names.parse import forget_names

__all__ = [
    "CONJUNCTIONS",
    "ENDINGS",
    "KNOWN_BELOW",
    "LONGEST_COMPOUND",
    "PREFIXES",
    "TWO_LISTED",
    "Word",
    "analyse_either_way",
    "analyse_once",
    "analyse_word",
    "forget_words",
    "halves_of",
    "key_of",
    "phrase_starts",
    "second_words",
    "separable_verbs",
    "word_weight",
]


class Word(NamedTuple):
    """The keys of a word, from strict to loose, as 32-bit numbers (0: none), its classes, and how rare it is.

    The ``group`` of a noun in -ung may be that of its verb, or the verb: the key of the verb's stem plus ``ROOT``.
    ``action`` is the group that the last part of a compound would have (Senkung in Steuersenkung), or the stem of the
    last word of a name.
    """

    surface: str
    folded: str
    exact: int
    stem: int
    phonetic: int
    head: int
    tail: int
    group: int
    place: int
    polarity: int
    action: int
    flags: int
    surprisal: float
    weight: float
    contrast: float
    key_bits: int = 0

    def with_surprisal(self, surprisal: float, flags: int) -> Word:
        """The same word where its surprisal is ``surprisal``."""
        weight = word_weight(surprisal)
        return self._replace(surprisal=surprisal, flags=flags, weight=weight, contrast=contrast_weight(flags, weight))

    def as_particle(self) -> Word:
        """The particle of a verb, which says nothing by itself: ein, zu."""
        return self._replace(exact=_PARTICLE, stem=_PARTICLE, flags=self.flags | STOP).with_key_bits()

    def with_particle(self, particle: str) -> Word:
        """The verb with a particle at the end of its clause: räumt … ein is not räumt, steigt … aus does not rise."""
        classes = word_classes().separable.get((self.folded, particle))
        if classes is None:
            return self._replace(group=0, polarity=0)
        changed = self._replace(
            group=classes.group, polarity=classes.polarity, flags=self.flags & ~STOP | classes.flags | PARTICLE
        )
        return changed.with_key_bits()

    def with_next(self, other: Word) -> Word | None:
        """The two words as one, if they are a name that the lexicon lists: Sri Lanka."""
        lexicon = word_classes()
        phrase = _phrase_of(self.folded, other.folded)
        classes = lexicon.stems.get(phrase)
        if classes is None:
            return None
        folded = phrase.replace(" ", "")
        key = key_of(folded)
        flags = self.flags & ~STOP | lexicon.phrases.get(phrase, NOUN)
        return self._replace(
            surface=f"{self.surface} {other.surface}", folded=folded, exact=key, stem=key, phonetic=0, head=0, tail=0,
            group=classes.group, place=classes.place, polarity=classes.polarity, action=other.stem,
        ).with_key_bits().with_surprisal(min(RARE, self.surprisal + 2.0), flags)  # fmt: skip

    def with_key_bits(self) -> Word:
        """The same word with the bits of its keys as they are now."""
        return self._replace(key_bits=_key_bits(*self[3:11]))


@lru_cache(maxsize=1 << 13)
def _phrase_of(first: str, second: str) -> str:
    """Two folded words as the lexicon lists a name of two."""
    return f"{strip_umlauts(first)} {strip_umlauts(second)}"


_BITS, _SPREAD = 61, 7


def _key_bits(
    stem: int, phonetic: int, head: int, tail: int, group: int, place: int, polarity: int, action: int
) -> int:
    """The bits of the keys of a word: two words without a common bit share no key but the exact one."""
    bits = 1 << stem % _BITS if stem else 0
    if head:
        bits |= 1 << head % _BITS
    if tail:
        bits |= 1 << tail % _BITS
    for sense in (group, action):
        if sense:
            bits |= 1 << (sense * _SPREAD + 1 if sense < ROOT else sense - ROOT) % _BITS
    if phonetic:
        bits |= 1 << phonetic * _SPREAD % _BITS
    if place:
        bits |= 1 << (place * _SPREAD + 2) % _BITS
    if polarity:
        bits |= 1 << (abs(polarity) * _SPREAD + 3) % _BITS
    return bits


def key_of(text: str) -> int:
    """32 bits of a spelling."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def contrast_weight(flags: int, weight: float) -> float:
    """The weight of a word as a contrast: a common noun in place of another still changes the news."""
    return max(weight, 0.4 if flags & NOUN else 0.3)


def word_weight(surprisal: float) -> float:
    """The weight of a word as evidence, from its ``-ln`` probability: 0.05 for the commonest, 1.2 for the rarest."""
    return min(1.2, max(0.05, (surprisal - 6.0) / 8.0))


_PARTICLE = 1  # the key that all of them have
CONJUNCTIONS = {"und", "oder", "and", "or", "sowie"}
KNOWN_BELOW = 13.5  # a stem with a lower surprisal is no slip of the pen
_remembered: dict[str, Word] = {}
_REMEMBERED = 1 << 17  # about 80 MB


def analyse_word(surface: str, *, caseless: bool = False) -> Word:
    """Every key of one word. Remembered: headlines share most of their words.

    With ``caseless`` a capital says nothing (first words, texts in capitals), and the shipped table decides.
    """
    name = f"{surface}\0" if caseless else surface
    word = _remembered.get(name)
    if word is None:
        if len(_remembered) > _REMEMBERED:
            _remembered.clear()
        word = _remembered[name] = _analyse(surface, caseless, _known_halves)
    return word


def forget_words() -> None:
    """Give back the memory of the words that were met; they are analysed again when they come."""
    _remembered.clear()
    _known_halves.cache_clear()
    phonetic_key.cache_clear()
    _phrase_of.cache_clear()
    forget_names()


def analyse_once(surface: str, *, caseless: bool = False) -> Word:
    """Like ``analyse_word``, for who remembers the result in a form of its own."""
    return _analyse(surface, caseless, halves_of)


def analyse_either_way(surface: str) -> list[Word]:
    """What a word is in any place of a headline: as it stands, and where a capital says nothing.

    >>> [word.stem for word in analyse_either_way("Kanzler")] == [analyse_word("Kanzler").stem]
    True
    """
    word = analyse_once(surface)
    capital = word.surface[:1].isupper()
    _, mostly_capital, listed = prior().look_up(stem(strip_umlauts(word.folded)))
    if capital == (mostly_capital or not listed) or (capital and word.surprisal >= RARE):
        return [word]
    return [word, analyse_once(surface, caseless=True)]


def _analyse(surface: str, caseless: bool, halves: Callable[[str], tuple[str, str]]) -> Word:
    bare = surface
    if not surface.isalpha():
        bare = _without_ending(surface)
    lexicon = word_classes()
    folded = fold_word(bare)
    folded = lexicon.stripped.get(folded, folded)
    known = lexicon.exact.get(folded)
    flags = known.flags if known else 0
    stripped = strip_umlauts(folded)
    as_noun = stem(stripped)
    surprisal, mostly_capital, listed = prior().look_up(as_noun)
    capital = mostly_capital or not listed if caseless else bare[:1].isupper()
    # What is another word without its umlaut keeps it in its stem and its sounds: fördert, fordert.
    spelled = folded if folded in lexicon.umlauts else stripped
    root = stem(spelled, verb=not capital)
    if folded in CONJUNCTIONS:
        flags |= AND
    if flags & ~GIVEN or surprisal < KNOWN_BELOW:
        flags |= KNOWN
    ending = None if flags & STOP else ending_of(stripped, as_noun, noun=capital or bare[:1].isupper())
    flags |= 0 if ending is None else ENDED | ending << ENDING_AT
    # A small word that is English may have the stem of a German noun: sued is not Süd.
    if not flags & STOP and (capital or (mostly_capital and folded not in lexicon.foreign)):
        flags |= NOUN
    if flags & NOUN and folded[-_OFFICE_END:] in _office_ends() and folded.endswith(lexicon.offices):
        flags |= OFFICE
    classes = known or WordClass()
    if not flags & STOP:
        classes = _classes(lexicon, folded, (root, as_noun), ending if capital else None)
    if classes.place:
        flags |= KNOWN
    if stripped in phrase_starts():
        flags |= PHRASE
    if bare[:1].isdigit() or number_word(bare, folded):
        flags |= NUMERAL
    if flags & NOUN and not classes.group and not flags & STOP:
        classes = _classes_of_verb(lexicon, as_noun, classes)
    whole = flags & STOP or classes.place or spelled is not stripped
    head, tail = ("", "") if whole else halves(stripped)
    if head and _is_compound(head, tail, noun=bool(flags & NOUN)):
        flags |= KNOWN  # a compound of two words that are listed: Landesminister is no slip for Bundesminister
    sounds = phonetic_key(spelled) if flags & NOUN else ""
    group = classes.group
    if capital and not group and not classes.place and flags & (NOUN | NUMERAL) == NOUN:
        name = name_group(bare, rare=not flags & KNOWN and not head)
        if name:
            group, flags = key_of(name), flags | NAME
    keys = (
        key_of(root),
        key_of(sounds) if sounds else 0,
        key_of(head) if head else 0,
        key_of(tail) if tail else 0,
        group,
        classes.place,
        classes.polarity,
        _action(lexicon, tail) if tail else 0,
    )
    weight = word_weight(surprisal)
    contrast = contrast_weight(flags, weight)
    return Word(bare, folded, key_of(folded), *keys, flags, surprisal, weight, contrast, _key_bits(*keys))


def _without_ending(surface: str) -> str:
    """A word without what is behind its apostrophe; that of a negation belongs to it.

    >>> _without_ending("Hans’"), _without_ending("Britain's"), _without_ending("won't")
    ('Hans', 'Britain', 'wont')
    """
    bare = surface
    for apostrophe in "'’":
        before, _, behind = bare.partition(apostrophe)
        if behind in ("t", "T") and before[-1:] in ("n", "N"):
            return before + behind
        bare = before or bare
    return bare


_OFFICE_END = 3


@cache
def _office_ends() -> frozenset[str]:
    """The last letters of the offices: most nouns end otherwise."""
    return frozenset(office[-_OFFICE_END:] for office in word_classes().offices)


def _classes(lexicon: Lexicon, folded: str, stems: tuple[str, str], ending: int | None) -> WordClass:
    """The classes of a word that is no function word, by its fold and its stems as a verb and as a noun.

    A noun has an ``ending``: with another one than the nouns of this stem that are listed, it is another noun.
    """
    capital = ending is not None
    if folded in (lexicon.nouns if capital else lexicon.verbs):
        return WordClass()
    found = lexicon.foreign.get(folded) or _english(folded, lexicon.foreign, capital)
    if not found and ending is not None and ending not in lexicon.endings.get(stems[1], {ending}):
        return WordClass()
    return found or lexicon.stems.get(stems[0]) or lexicon.stems.get(stems[1]) or WordClass()


def _english(folded: str, foreign: dict[str, WordClass], capital: bool) -> WordClass | None:
    """The class of an English verb by its form with -s, which is the one that is listed: buy, blocked, hitting."""
    if capital or not folded.isascii():
        return None
    for ending in _ENGLISH_ENDINGS.get(folded[-1:], ("",)):
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            found = foreign.get(f"{folded.removesuffix(ending)}s")
            if found:
                return found
    return None


def _verb_of(lexicon: Lexicon, noun: str) -> str:
    """The stem of the verb of a noun in -ung, by its own; or "": Sperrung, gesperrt."""
    if not noun.endswith("ung") or len(noun) < _SHORTEST_DERIVED or noun in lexicon.detached:
        return ""
    return stem(noun[:-3], verb=True)


_SHORTEST_DERIVED = 7


def _classes_of_verb(lexicon: Lexicon, noun: str, classes: WordClass) -> WordClass:
    """The classes of a noun in -ung that is in no group of its own: those of its verb, or the verb as its group."""
    verb = _verb_of(lexicon, noun)
    if not verb:
        return classes
    known = lexicon.stems.get(verb) or WordClass()
    return classes._replace(group=known.group or key_of(verb) + ROOT, polarity=classes.polarity or known.polarity)


def _action(lexicon: Lexicon, tail: str) -> int:
    """The group that the last part of a compound has as a noun of its own; 0 for none."""
    known = lexicon.stems.get(tail)
    return known.group if known and known.group else _classes_of_verb(lexicon, tail, WordClass()).group


_ENGLISH_ENDINGS = {"d": ("", "ed", "d"), "g": ("", "ing")}


def _is_compound(head: str, tail: str, *, noun: bool) -> bool:
    """Whether the halves of a word show that it is no slip; a verb is seldom one of two rare words: ``verl-iren``."""
    look_up = prior().look_up
    surprisal, _, listed = look_up(head)
    return listed and (noun or surprisal + look_up(tail)[0] <= TWO_LISTED)


@cache
def phrase_starts() -> frozenset[str]:
    """The first words of names of two: Sri."""
    return frozenset(key.partition(" ")[0] for key in word_classes()[1] if " " in key)


@cache
def separable_verbs() -> frozenset[str]:
    """The forms of verbs whose particle may stand at the end of their clause: räumt … ein."""
    return frozenset(form for form, _ in word_classes().separable)


@cache
def second_words() -> frozenset[str]:
    """The second words of names of two: Lanka."""
    return frozenset(key.partition(" ")[2] for key in word_classes().stems if " " in key)


_LINKS = ("", "s", "es", "n", "en", "er")
ENDINGS = {"ling", "erin", "inne", "heit", "keit", "schaf", "land", "isch", "iere", "lich"}
PREFIXES = {"ver", "ent", "zer", "miss"}  # verhandelt and verwirft share no half
LONGEST_COMPOUND = 60  # the search below is quadratic, and a "word" may be a megabyte of anything
TWO_LISTED = 22.0  # surprisal of the halves of a word that is no noun, together
_UNLISTED = 14.0  # the cost of a first half that the table does not know


def halves_of(stripped: str) -> tuple[str, str]:
    """Stems of the two halves of a compound, or empty: ``wachstumsprognose`` is wachstum and prognose."""
    if not 8 <= len(stripped) <= LONGEST_COMPOUND:
        return "", ""
    look_up = prior().look_up
    best, halves = 26.0, ("", "")
    end = len(stem(stripped))  # there the stems of its last parts end as well, but for short ones
    for middle in range(2, len(stripped) - 3):
        right = stripped[middle:end] if end - middle > 4 else stem(stripped[middle:])
        right_surprisal, _, known = look_up(right)
        if not known or len(right) < 4 or right_surprisal > 13.5 or right in ENDINGS:
            continue
        for link in _LINKS:
            if not stripped.endswith(link, 0, middle):
                continue
            left = stripped[: middle - len(link)]
            if len(left) < 2 or (len(left) == 2 and left != "ol") or left in PREFIXES:
                continue
            left_stem = stem(left)
            left_surprisal, _, known = look_up(left_stem)
            if not known or left_surprisal > 13.0:
                if link or len(left) < 5:
                    continue
                left_surprisal = _UNLISTED
            cost = left_surprisal + right_surprisal + 0.5 * len(link)
            if cost < best:
                best, halves = cost, (left_stem, right)
    return halves


# The same word comes with a capital and without, at the beginning of a headline and elsewhere.
_known_halves = lru_cache(maxsize=1 << 14)(halves_of)
