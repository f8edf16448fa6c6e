"""In which language is the text around a word: German with its letters restored, or another as it stands?

The letters of the words around say it, by the models of :mod:`textnorm.text.evidence.language_models`. A text may hold
several languages, so every word is asked about with a few words on either side; a word alone is asked with its own
letters, with what the other models say of it, and with whether it is a known word once it is restored.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate

from textnorm.text.evidence.known_words import known_part, level_of
from textnorm.text.evidence.language import germanness, sum_and_count, words_only
from textnorm.text.evidence.language_models import LANGUAGES, unpack, word_costs
from textnorm.text.evidence.languages import LANGUAGES as LETTERS

__all__ = ["foreign_words", "is_unmistakable"]

# What ends a line of few words, which stands for itself; in a glossary, the two languages of an entry.
_LINE_END = re.compile(r"\n| :: | = ")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = 12  # words on either side
_ENOUGH = 4  # words from which on the text around decides alone
# Steps by which German may cost more than another language, among enough words: for each unit of the highest logit
# around above a certain one, ...
_ABOVE_PER_LOGIT, _ORDINARY = 3.0, 6.0
_ABOVE_EVERYDAY = 8.0  # and for an everyday word: Gratis fuers Beach-Weekend
# ... and what fewer words must show: logit of the word, what they look like, what they cost, and whether the word is
# an everyday one, known, or a short or a longer part of it is. A label of one or two words says little of its language.
_LOGIT, _GERMAN, _COST, _REQUIRED = 0.33, 0.3, 0.098, 6.0
_IS_EVERYDAY, _IS_KNOWN, _PART_KNOWN, _LONG_PART_KNOWN, _LONG_PART = 5.2, 4.2, 1.8, 3.7, 5
_SURNAME = 1.5  # and how much more a name behind a first name must: Robert Haenggi
_NAME = 2  # words of a name
_FIRST_NAME_GERMAN = 0.5  # log odds of a first name that looks German
_FOREIGN_AROUND = -1.0  # and of the small words around a name that do not
_LEAST_COST, _MOST_COST = -60, 30
_TOP_LOGIT = 9.0
# What more words must look like if the one that changes is not known, or rare and hardly cheaper than foreign ones.
_LOOKS_GERMAN, _RARE, _HARDLY_CHEAPER = 4.6, 3, 1.5
# What it takes in languages of which no words are known; the cost of the word alone counts, too. A label of one or two
# words of another language looks like that often: Dutch hoek, Spanish oeste. More is required where nobody has said
# which language it is.
_OTHER_LOGIT, _OTHER_LOOKS, _OTHER_COST, _OTHER_ALONE = 0.33, 0.4, 0.08, 0.07
_OTHER_REQUIRED, _OTHER_REQUIRED_STRICTLY = 5.0, 7.0
_SHOWN_AROUND = 1.5  # log odds of the other words from which they show the language of a word that two have
# Steps by which a word may look foreign itself among German ones, and how much more for each unit of its logit and of
# what is known of it: the second half of Ölembargo is Spanish.
_ALONE, _ALONE_PER_LOGIT, _ALONE_PER_KNOWN = 12.0, 3.0, 5.0
# Steps from which a word looks foreign, and from which it may be.
_FOREIGN, _OPEN = 4, -1
_BEFORE_HYPHEN, _BEHIND_HYPHEN = re.compile(r"([^\W\d_]+)-\Z"), re.compile(r"-([^\W\d_]+)")
# A name as its bearer writes it: an address behind it or behind one or two more words, or a copyright before it.
_ADDRESS_BEHIND = re.compile(r"((?:[ \t\xa0]+[^\W\d_a-z][\w.-]*){0,2}),?[ \t]{0,4}[A-Z]?<{1,2}(?: <)?[^<>\s@]{1,80}@")
_AUTHOR_BEFORE = re.compile(r"@author[ \t]+\Z")
# In a list of authors with the number of what each did: Anna Mueller (3):⏎
_COUNT_BEHIND = re.compile(r"[ \t]\(\d{1,5}\):[ \t]*(?:\n|\Z)")
_COPYRIGHT_BEFORE = re.compile(
    r"(?:@author\b|\bcopyright\b|\(c\)|(?<!\w)©|\b(?:geschrieben von|written by)\b)[^\n]*\Z", re.IGNORECASE
)
# A part of a name from abroad: behind a particle that German does not have, or behind an apostrophe within a word.
_PARTICLE_BEFORE = re.compile(r"(?<![\w.])(?:[Vv]an|[Dd]e|[Vv]an[ \xa0]de[nr]?|[Vv]ande[nr]?)[ \xa0]\Z")
_APOSTROPHE_BEFORE = re.compile("[^\\W\\d_]['\N{RIGHT SINGLE QUOTATION MARK}]\\Z")
_FOREIGN_END = re.compile("(?:[a-zäöü](?:us|um|ia|ias|inae|idae|yces|ics?|sis)|[^aeiouäöü]y)\\Z")
_BEFORE = 12  # characters that are read for them
_LINE = 200  # characters of a line that are read before a name
_SHORTEST, _LONGEST = 3, 40  # letters
_SHORT_WORD = 5
# Steps by which German must be the cheapest language of an everyday word that speaks for itself: gründete, schwächer.
_PLAIN = -8
_PLAIN_UNLISTED = -20  # and of a word in a language of which no words are known
# A letter that German does not write, in a small word: digeriñ, skeudennoù. Names have them in any text.
_FOREIGN_LETTER = re.compile("[^\x00-\x7fäöüßÄÖÜẞ]")
_EVERYDAY = 2  # the level above which a word of two letters is one, and none by chance: Öl
_ADJECTIVE = ("e", "er", "es", "em", "en")
_NO_NAMES = frozenset(
    [
        "das",
        "der",
        "die",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "kein",
        "mein",
        "dein",
        "sein",
        "ihr",
        "unser",
        "im",
        "am",
        "zum",
        "vom",
        "beim",
        "ins",
    ]
)
_NAME_GAPS = frozenset((" ", "\N{NO-BREAK SPACE}"))
_CODES = [language.code for language in LANGUAGES]
#: For the number of each language, the numbers of those that spell out the same letters: in Danish and Norwegian, the
#: same comes back, whichever it is.
_SAME_LETTERS = [
    [
        number
        for number, other in enumerate(_CODES)
        if other == code or (code in LETTERS and other in LETTERS and LETTERS[other].letters == LETTERS[code].letters)
    ]
    for code in _CODES
]


def foreign_words(
    text: str, restored: Mapping[int, tuple[str, str, float]], code: str = "de", *, strict: bool = False
) -> set[int]:
    """The positions in ``restored`` at which another language explains ``text`` better than the language ``code`` does.

    ``restored`` maps the position of each word that would change to the word, what it would become, and the logit of
    its most certain letter. ``strict`` requires more of a few words in a language other than German.

    >>> foreign_words("Zij gaan een tabel invoegen", {19: ("invoegen", "invögen", 7.0)})
    {19}
    >>> foreign_words("Wir wollen eine Tabelle einfuegen", {24: ("einfuegen", "einfügen", 7.0)})
    set()
    """
    own = _CODES.index(code)
    plain = words_only(text)
    words = [
        (match.start(), match[0])
        for match in _WORD.finditer(text)
        if (_is_word(text, match) and not plain[match.start()].isspace()) or match.start() in restored
    ]
    starts = [start for start, _ in words]
    places = [bisect_left(starts, start) for start in restored]
    stands, changed = _sums(words, restored, places)
    logits = [min(logit, _TOP_LOGIT) for *_, logit in restored.values()]
    breaks = [match.start() for match in _LINE_END.finditer(text)]
    found = set()
    for number, (place, (start, (word, after, _))) in enumerate(zip(places, restored.items(), strict=True)):
        first, last = _window(starts, breaks, place)
        above = _difference(stands[last] - stands[first], changed[last] - changed[first], own)
        certainty = logits[number]
        around = [one for _, one in words[first:last]]
        first_name = words[place - 1][1] if place > first and _is_behind_name(text, start, *words[place - 1]) else ""
        behind_name = bool(first_name) and not first_name.endswith(_ADJECTIVE)
        alone = _difference(word_costs(word), word_costs(after), own)
        if len(around) > _ENOUGH:
            highest = max(logits[bisect_left(places, first) : bisect_left(places, last)])
            allowed = _ABOVE_PER_LOGIT * max(0.0, highest - _ORDINARY)
            if code == "de" and level_of(after) >= _RARE:
                allowed += _ABOVE_EVERYDAY
            # Behind a first name, a part of a word proves nothing: Piet Oelofsen.
            known = _known(after) if level_of(after) or not first_name else 0.0
            foreign = (
                above > allowed
                or alone > _ALONE + _ALONE_PER_LOGIT * certainty + _ALONE_PER_KNOWN * known
                or (code == "de" and word != after and _is_strange_among(around, after, above))
            )
        else:
            end = start + len(word)
            # A listed abbreviation is given as it stands; the number makes Oe3 a name.
            listed = word == after or text[end : end + 1].isdigit()
            known = _IS_KNOWN if listed else _known_in_label(after)
            if code == "de":
                shown = _is_shown(certainty, " ".join(around), known, above, behind_name=behind_name)
            else:
                shown = _is_shown_elsewhere(code, certainty, " ".join(around), above, alone, strict=strict)
            foreign = not shown or _is_word_elsewhere(code, word, around)
        if code == "de" and not foreign:
            foreign = _ends_as_foreign(after)
        if behind_name and len(around) > _NAME:  # a name says nothing of the language in which it is mentioned
            foreign = foreign or above > alone
        if code == "de" and first_name and not foreign:
            foreign = _is_name_elsewhere([one for one in around if one != word], first_name, after)
        if code == "de" and not foreign:
            named = bool(first_name) and level_of(after) < _RARE  # Jesse Luehrs, not Liebe Gruesse
            foreign = _is_signature(text, start, word, behind_name=behind_name or named) or _is_part_of_name(
                text, start
            )
        if foreign or ("ß" in after and _is_in_foreign_chain(text, start, word, after, own)):
            found.add(start)
    return found


def is_unmistakable(word: str, after: str, code: str = "de") -> bool:
    """Whether ``word`` is a word of its language once it is restored to ``after``, and looks like no other language.

    Among German words, only everyday ones are.

    >>> is_unmistakable("gruendete", "gründete"), is_unmistakable("tuer", "tür"), is_unmistakable("duelle", "dülle")
    (True, False, False)
    >>> is_unmistakable("Kaeyttoeohje", "Käyttöohje", "fi")
    True
    """
    if code == "de" and not (word.islower() and level_of(after) >= _EVERYDAY):
        return False
    least = _PLAIN if code == "de" else _PLAIN_UNLISTED
    return _difference(word_costs(word), word_costs(after), _CODES.index(code)) <= least


def _known(word: str) -> float:
    """What it shows that ``word`` is known, or a part of it."""
    level = level_of(word)
    if level > (_EVERYDAY if len(word) < _SHORTEST else 0):
        return _IS_EVERYDAY if level > _EVERYDAY else _IS_KNOWN
    part = known_part(word)
    return _LONG_PART_KNOWN if len(part) >= _LONG_PART else _PART_KNOWN if part else 0.0


def _known_in_label(after: str) -> float:
    """What it shows in a label that ``after`` is known. A short, rare one may be a name: Dutch *roebel*."""
    rare = len(after) <= _SHORT_WORD and level_of(after) == 1
    return _PART_KNOWN if rare else _known(after)


def _is_shown(certainty: float, around: str, known: float, above: int, *, behind_name: bool) -> bool:
    """Whether a few words ``around`` show that a word, ``known`` so well, is German."""
    shown = _LOGIT * certainty + _GERMAN * germanness(around) + known
    shown -= _COST * max(_LEAST_COST, min(_MOST_COST, above)) + (_SURNAME if behind_name else 0.0)
    return shown >= _REQUIRED


def _is_name_elsewhere(others: list[str], first_name: str, after: str) -> bool:
    """Whether the words around a surname are not German: *Peter Jaeger works here*.

    By itself, a name is as its bearer writes it, unless the first name looks German or all know the surname.
    """
    small = [one for one in others if one.islower()]
    if small:
        return germanness(" ".join(small)) < _FOREIGN_AROUND
    return len(others) <= _NAME and level_of(after) < _RARE and germanness(first_name) < _FIRST_NAME_GERMAN


def _is_word_elsewhere(code: str, word: str, around: list[str]) -> bool:
    """Whether ``word`` is one of another language, too, and the few words ``around`` do not show which."""
    if word.lower() not in LETTERS[code].elsewhere:
        return False
    return sum_and_count(" ".join(one for one in around if one != word), code)[0] < _SHOWN_AROUND


def _is_shown_elsewhere(code: str, certainty: float, around: str, above: int, alone: int, *, strict: bool) -> bool:
    """Whether a few words ``around`` show that a word is of the language ``code``, which is not German."""
    shown = _OTHER_LOGIT * certainty + _OTHER_LOOKS * sum_and_count(around, code)[0]
    shown -= _OTHER_COST * max(_LEAST_COST, min(_MOST_COST, above)) + _OTHER_ALONE * alone
    return shown >= (_OTHER_REQUIRED_STRICTLY if strict else _OTHER_REQUIRED)


def _is_strange_among(around: list[str], word: str, above: int) -> bool:
    """Whether ``word`` is unknown, or rare and hardly cheaper than foreign ones, among words that look foreign.

    An unknown word is strange beside small words with letters of another language, however German the others look; any
    other if they do not.
    """
    level = level_of(word)
    if any(one.islower() and len(one) >= _SHORTEST and _FOREIGN_LETTER.search(one) for one in around) and (
        not level or germanness(" ".join(around)) < _LOOKS_GERMAN
    ):
        return True
    if level >= _RARE or (level and above <= -_HARDLY_CHEAPER * len(around)):
        return False
    if not level and known_part(word):
        return False
    return germanness(" ".join(around)) < _LOOKS_GERMAN


def _ends_as_foreign(word: str) -> bool:
    """Whether a word that is not known, nor a part of it, ends as in Latin or English: aestivum, haemorrhagic.

    One of two or three letters that is not known is none of German, however it ends: Breton *aet*.
    """
    if not 1 < len(word) <= _SHORTEST and not _FOREIGN_END.search(word):
        return False
    return not level_of(word) and not known_part(word)


def _is_behind_name(text: str, start: int, place: int, before: str) -> bool:
    """Whether a word with a capital stands at ``start``, right behind another one at ``place``."""
    return (
        text[start].isupper()
        and before.istitle()
        and text[place + len(before) : start] in _NAME_GAPS
        and before.lower() not in _NO_NAMES
    )


def _is_signature(text: str, start: int, word: str, *, behind_name: bool) -> bool:
    """Whether ``word`` is in the name of an author, who may write it so: *Anna Mueller <a@b.org>*, *© Anna Mueller*."""
    if not (word.istitle() or _AUTHOR_BEFORE.search(text, max(0, start - _BEFORE), start)):
        return False
    address = _ADDRESS_BEHIND.match(text, start + len(word))
    if address and (behind_name or address[1]):
        return True
    if _COUNT_BEHIND.match(text, start + len(word)):
        return True
    return _COPYRIGHT_BEFORE.search(text, max(0, start - _LINE), start) is not None


def _is_part_of_name(text: str, start: int) -> bool:
    """Whether what stands before the word at ``start`` makes it part of a foreign name: *Van Praet*, *T'aebaek*."""
    before = _PARTICLE_BEFORE if text[start].isupper() else _APOSTROPHE_BEFORE
    return before.search(text, max(0, start - _BEFORE), start) is not None


def _is_in_foreign_chain(text: str, start: int, word: str, after: str, own: int) -> bool:
    """Whether a hyphen ties the word to a foreign one, and its own letters leave it open: Body-Mass-Index."""
    end = start + len(word)
    left, right = _BEFORE_HYPHEN.search(text, max(0, start - _LONGEST), start), _BEHIND_HYPHEN.match(text, end)
    neighbours = [match[1] for match in (left, right) if match]
    if not neighbours or _difference(word_costs(word), word_costs(after), own) < _OPEN:
        return False
    return any(_difference(word_costs(one), word_costs(one), own) >= _FOREIGN for one in neighbours)


def _is_word(text: str, match: re.Match[str]) -> bool:
    """Whether the letters are a word, and no part of an identifier."""
    start, end = match.span()
    rest = match[0][1:]
    return (rest.islower() or rest.isupper() or not rest) and text[start - 1 : start] != "_" != text[end : end + 1]


def _window(starts: list[int], breaks: list[int], place: int) -> tuple[int, int]:
    """The words around the one at ``place``; a line of few words, such as a label in a list, stands for itself."""
    if breaks:
        line = bisect_left(breaks, starts[place])
        first = bisect_left(starts, breaks[line - 1]) if line else 0
        last = bisect_left(starts, breaks[line]) if line < len(breaks) else len(starts)
        if last - first < _ENOUGH:
            return first, last
    return max(0, place - _AROUND), min(len(starts), place + _AROUND + 1)


def _sums(
    words: list[tuple[int, str]], restored: Mapping[int, tuple[str, str, float]], places: list[int]
) -> tuple[list[int], list[int]]:
    """What the words before each cost, as they stand and restored; words far from every change count nothing."""
    near = bytearray(len(words))
    for place in places:
        first, last = max(0, place - _AROUND), min(len(words), place + _AROUND + 1)
        near[first:last] = b"\x01" * (last - first)
    costs = [word_costs(word) if close else 0 for (_, word), close in zip(words, near, strict=True)]
    changed = list(costs)
    for place, (_, after, _) in zip(places, restored.values(), strict=True):
        changed[place] = word_costs(after)
    return list(accumulate(costs, initial=0)), list(accumulate(changed, initial=0))


def _difference(stands: int, changed: int, own: int) -> int:
    """By how many steps the own language, restored, costs more than the cheapest other, as it stands."""
    others = unpack(stands)
    mine = unpack(changed)[own]
    for same in _SAME_LETTERS[own]:
        others[same] = 1 << 30
    return mine - min(others)
