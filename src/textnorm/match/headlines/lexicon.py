"""What a word means to a headline: function word, place, synonym, polarity. Read from ``data/``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from textnorm.kernels.scores.headline_flags import (
    AGENT,
    ANNOUNCED,
    CIRCUMSTANCE,
    CONVERSE,
    COPULA,
    COURSE,
    ENGLISH,
    GERMAN,
    GIVEN,
    HESITATION,
    LABEL,
    NEGATION,
    NEWS,
    NOUN,
    OFFICE,
    PART,
    PLAN,
    PREPOSITION,
    REVERSAL,
    RUBRIC,
    SPEAKER,
    STATISTIC,
    STOP,
    TECHNICAL,
)
from textnorm.match.headlines.word_keys import ending_of, fold_word, stem, strip_umlauts

__all__ = ["Lexicon", "WordClass", "word_classes"]

_FLAGS = {
    "function": STOP,
    "negation": NEGATION | STOP,
    "label": LABEL,
    "copula": COPULA,
    "plan": PLAN,
    "considered": PLAN | HESITATION,
    "reversal": REVERSAL,
    "preposition": PREPOSITION,
    "agent": AGENT,
    "circumstance": CIRCUMSTANCE,
    "speaker": SPEAKER,
    "announced": ANNOUNCED,
    "converse": CONVERSE,
    "given": GIVEN,
    "office": OFFICE,
    "hesitation": HESITATION,
    "rubric": RUBRIC,
    "statistic": STATISTIC,
    "course": COURSE,
    "part": PART,
    "technical": TECHNICAL,
    "news": NEWS,
    "german": GERMAN,
    "english": ENGLISH,
}
#: What phrases may be flagged as, and what else they then are.
_OF_PHRASES = {"label": 0, "plan": 0, "reversal": 0, "statistic": NOUN}
_OF_PARTICLES = PLAN | HESITATION | REVERSAL | ANNOUNCED
_TABLE = Path(__file__).parent / "data" / "words.tsv"


class WordClass(NamedTuple):
    """Flags of a word and the groups it belongs to; 0 is no group. ``polarity`` is plus or minus the number of
    a pair of opposites."""

    flags: int = 0
    group: int = 0
    place: int = 0
    polarity: int = 0


def _lines() -> Iterator[tuple[int, str, str]]:
    """Number, kind and forms of each line of the table; verbs that take several particles have a line for each."""
    number = 0
    with _TABLE.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            kind, _, forms = line.rstrip("\n").partition("\t")
            for one in _with_each_particle(forms) if kind == "particles" else (forms,):
                number += 1
                yield number, "separable" if kind == "particles" else kind, one


def _with_each_particle(forms: str) -> Iterator[str]:
    """The lines of a verb with its particles; the last form is its participle.

    >>> list(_with_each_particle("um ab | reißt reißen riss gerissen"))
    ['um reißt reißen riss umgerissen', 'ab reißt reißen riss abgerissen']
    """
    particles, _, verb = forms.partition(" | ")
    *parts, participle = verb.split()
    for particle in particles.split():
        yield " ".join([particle, *parts, f"{particle}{participle}"])


def _key(form: str) -> str:
    """The stem of a form; the folds of a phrase, joined by a space."""
    parts = [strip_umlauts(fold_word(part)) for part in form.split("-")]
    return stem(parts[0]) if len(parts) == 1 else " ".join(parts)


def _mark(table: dict[str, WordClass], key: str, *, place: int = 0, polarity: int = 0) -> None:
    """Give a word a place or a polarity, if it has none yet."""
    known = table[key]
    table[key] = known._replace(place=known.place or place, polarity=known.polarity or polarity)


def _note_ending(form: str, key: str, endings: dict[str, set[int]]) -> None:
    """Enter the ending of a noun that is listed under its stem."""
    if form[:1].isupper() and " " not in key:
        stripped = strip_umlauts(fold_word(form))
        endings.setdefault(key, set()).add(ending_of(stripped, stem(stripped), noun=True) or 0)


# What is another word without its umlaut: goods, a company, and past tenses.
_OTHER_WORDS = frozenset({"ware", "uber", "konnten", "mussten", "durften", "mochte", "mochten"})


_NONE = WordClass()


class _Groups:
    """Union-find over the forms: two lines that share a form are one group."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def root(self, form: str) -> str:
        while (parent := self.parent.setdefault(form, form)) != form:
            form = parent
        return form

    def join(self, forms: list[str]) -> None:
        first = self.root(forms[0])
        for form in forms[1:]:
            self.parent[self.root(form)] = first


# Participles that are neither ge- with the infinitive nor with the past: festgenommen.
_PARTICIPLES = {
    "nehmen": "genommen", "brechen": "gebrochen", "werfen": "geworfen", "finden": "gefunden", "gehen": "gegangen",
    "stehen": "gestanden", "treffen": "getroffen", "sprechen": "gesprochen", "bringen": "gebracht", "denken": "gedacht",
    "wenden": "gewandt", "binden": "gebunden", "sterben": "gestorben",
}  # fmt: skip


def _undivided(particle: str, verb: list[str]) -> list[str]:
    """The forms of a verb whose particle is not at the end of the clause: lahmgelegt, lahmzulegen.

    ``verb`` is its present, its infinitive and its past: legt, legen, legte. Some of the participles that are made of
    these are no words, and meet none.

    >>> _undivided("lahm", ["legt", "legen", "legte"])[-3:]
    ['lahmzulegen', 'lahmgelegen', 'lahmgelegt']
    """
    present, infinitive, *pasts = verb
    # Not the pasts by themselves: they end subordinate clauses only, and Aufnahmen are no verb.
    forms = [present, infinitive, f"zu{infinitive}", f"ge{infinitive}"]
    forms += [f"ge{past.removesuffix('e')}" for past in pasts]
    if infinitive in _PARTICIPLES:
        forms.append(_PARTICIPLES[infinitive])
    return [f"{particle}{form}" for form in forms]


# Forms of English words by what is taken off their last part; those with z are read as those with s.
_DERIVED = {
    "ate": ("ate", "ates", "ated", "ating", "ation", "ations"),
    "drop": ("e", "es", "ed", "ing"),
    "ify": ("ify", "ifies", "ified", "ifying", "ification", "ifications"),
    "ion": ("", "s", "ed", "ing", "ion", "ions"),
    "ing": ("", "s", "ed", "ing"),
    "ise": ("ise", "ises", "ised", "ising", "isation", "isations"),
    "ment": ("", "s", "ed", "ing", "ment", "ments"),
}


_ROOTS_A_LINE = 1000


def _with_z(form: str) -> str:
    """The American spelling of a form of a verb in -ise: organization."""
    stem, _, ending = form.rpartition("is")
    return f"{stem}iz{ending}"


def _derive(kind: str, root: str) -> list[str]:
    """The forms of an English word.

    >>> _derive("ment", "manage")
    ['manage', 'manages', 'managed', 'managing', 'management', 'managements']
    """
    bare = root.removesuffix("e")
    return [(bare if ending.startswith(("e", "i")) else root) + ending for ending in _DERIVED[kind]]


def _derived_forms(stems: dict[str, WordClass]) -> Iterator[tuple[int, list[str], list[str]]]:
    """A number for every root of English words, those of its forms that German has as well, and all of them."""
    for number, kind, forms in _lines():
        for place, root in enumerate(forms.split() if kind in _DERIVED else ()):
            derived = _derive(kind, root)
            # Operation, Management.
            german = [form for form in derived if form.endswith(("ion", "ment")) and _key(form) in stems]
            yield _ROOTS_A_LINE * number + place, german, derived


def _spellings() -> dict[str, str]:
    """The spelling that is read for each other one."""
    spelled: dict[str, str] = {}
    for _, kind, forms in _lines():
        words = forms.split()
        if kind == "spelling":
            spelled.update(zip(words[::2], words[1::2], strict=True))
        elif kind == "ise":
            spelled.update((_with_z(form), form) for root in words for form in _derive(kind, root))
    return spelled


class Lexicon(NamedTuple):
    """The classes of words: by their exact fold (function words, labels, negations), by German stem or phrase, and by
    the fold of words of other languages; and those of verbs with a particle at the end (räumt … ein). ``nouns`` have no
    class although a verb has their stem (Fall), nor ``verbs`` that of a noun (fehlt, Fehler); ``offices`` are last
    parts of what somebody is; ``stripped`` has the exact folds of words that lost their umlauts (fur, konnen), and the
    spelling that stands for another one (colour, color); ``detached`` are the stems of nouns in -ung that do not say
    what their verb does (Zeitung); ``umlauts`` are words that are other words without their umlaut (fördert);
    ``endings`` are those of the nouns of a stem that are listed (Konzern, which is not Konzert);
    ``phrases`` have the flags of phrases that are more than names."""

    exact: dict[str, WordClass]
    stems: dict[str, WordClass]
    foreign: dict[str, WordClass]
    separable: dict[tuple[str, str], WordClass]
    particles: frozenset[str]
    nouns: frozenset[str]
    verbs: frozenset[str]
    offices: tuple[str, ...]
    stripped: dict[str, str]
    detached: frozenset[str]
    umlauts: frozenset[str]
    phrases: dict[str, int]
    endings: dict[str, set[int]]


def _take_from_stems(foreign: dict[str, WordClass], stems: dict[str, WordClass]) -> None:
    """Places and opposites are listed by stem, whatever the language."""
    for key, classes in foreign.items():
        stemmed = stems.get(stem(strip_umlauts(key)), _NONE) if " " not in key else stems.get(key, _NONE)
        foreign[key] = classes._replace(place=stemmed.place, polarity=stemmed.polarity)
        if " " in key:
            stems.setdefault(key, foreign[key])


def _verbs_with_particles(
    separable: list[list[str]], exact: dict[str, WordClass], stems: dict[str, WordClass]
) -> dict[tuple[str, str], WordClass]:
    """The class of each form of a verb with its particle at the end: that of a word that means the same."""
    verbs: dict[tuple[str, str], WordClass] = {}
    for particle, *forms, like in separable:
        folded = fold_word(like)
        classes = stems.get(stem(strip_umlauts(folded)), _NONE)
        classes = classes._replace(flags=exact.get(folded, _NONE).flags & _OF_PARTICLES)
        for form in forms:
            verbs[fold_word(form), fold_word(particle)] = classes
    return verbs


def _flag(kind: str, forms: list[str], exact: dict[str, WordClass], phrases: dict[str, int]) -> dict[str, str]:
    """Flag words by their exact folds, and phrases by theirs; the words without their umlauts, and what they are."""
    stripped: dict[str, str] = {}
    for form in forms:
        if "-" in form and kind in _OF_PHRASES:
            phrases[_key(form)] = phrases.get(_key(form), 0) | _FLAGS[kind] | _OF_PHRASES[kind]
            continue
        key = fold_word(form)
        classes = exact.get(key, _NONE)
        exact[key] = classes._replace(flags=classes.flags | _FLAGS[kind])
        if key != form.lower():
            stripped[strip_umlauts(key)] = key
    return stripped


def _offices(exact: dict[str, WordClass]) -> tuple[str, ...]:
    return tuple(form for form, classes in exact.items() if classes.flags & OFFICE)


def _without_umlauts(stripped: dict[str, str], exact: dict[str, WordClass]) -> dict[str, str]:
    """Those of the words that lost their umlauts which are no other words."""
    return {bare: key for bare, key in stripped.items() if bare not in exact and bare not in _OTHER_WORDS}


@cache
def word_classes() -> Lexicon:
    """The lexicon of ``data/words.tsv``, read once.

    >>> exact, stems, *_ = word_classes()
    >>> exact["nicht"].flags & (STOP | NEGATION) == STOP | NEGATION
    True
    >>> stems["kiew"].place == stems["kyiv"].place > 0
    True
    """
    exact: dict[str, WordClass] = {}
    stems: dict[str, WordClass] = {}
    foreign: dict[str, WordClass] = {}

    endings: dict[str, set[int]] = {}

    def home(form: str) -> tuple[dict[str, WordClass], str]:
        """Function words are distinguished by their every letter: nach is not Nacht."""
        folded = fold_word(form)
        table, key = (exact, folded) if exact.get(folded, _NONE).flags & STOP else (stems, _key(form))
        table.setdefault(key, _NONE)
        if table is stems:
            _note_ending(form, key, endings)
        return table, key

    groups = _Groups()
    members: list[tuple[dict[str, WordClass], str, str, int]] = []
    separable: list[list[str]] = []
    alone: dict[str, set[str]] = {"noun": set(), "verb": set(), "detached": set(), "umlaut": set()}
    stripped: dict[str, str] = {}
    phrases: dict[str, int] = {}

    def join(german: list[str], others: list[str], number: int) -> None:
        homes = [home(form) for form in german]
        # The endings of other languages are not German ones: wages is not Wagen.
        homes += [(foreign, fold_word(form).replace("-", " ")) for form in others]
        names = [f"{id(table)}{key}" for table, key in homes]
        groups.join(names)
        members.extend((table, key, name, number) for (table, key), name in zip(homes, names, strict=True))

    for number, kind, forms in _lines():
        if kind in _FLAGS:
            stripped |= _flag(kind, forms.split(), exact, phrases)
        elif kind == "same":
            german, _, others = f" {forms}".partition(" / ")  # " / wins won" has English forms only
            join(german.split(), others.split(), number)
        elif kind in alone:
            alone[kind].update(map(_key if kind == "detached" else fold_word, forms.split()))
        elif kind == "separable":
            particle, *verb, like = forms.split()
            separable.append([particle, *verb, like])
            if fold_word(like).startswith(fold_word(particle)):
                join([like, *_undivided(particle, verb)], [], number)
        elif kind == "place":
            for form in forms.split():
                _mark(*home(form), place=number)
        elif kind == "opposite":
            for sign, side in zip((1, -1), forms.split("|"), strict=True):
                for form in side.split():
                    _mark(*home(form), polarity=sign * number)
    stems |= {key: _NONE for key in phrases if key not in stems}
    for number, also_german, derived in _derived_forms(stems):
        join(also_german, derived, number)
    first: dict[str, int] = {}
    for table, key, name, number in members:
        table[key] = table.get(key, _NONE)._replace(group=first.setdefault(groups.root(name), number))
    _take_from_stems(foreign, stems)
    verbs = _verbs_with_particles(separable, exact, stems)
    particles = frozenset(particle for _, particle in verbs)
    stripped = _without_umlauts(stripped, exact) | _spellings()
    nouns, plain, detached, umlauts = (frozenset(forms) for forms in alone.values())
    return Lexicon(
        exact, stems, foreign, verbs, particles, nouns, plain, _offices(exact), stripped, detached, umlauts, phrases,
        endings,
    )  # fmt: skip
