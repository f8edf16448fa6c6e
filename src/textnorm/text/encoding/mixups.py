"""Single-byte pages that were read as one another: ``empf„ngt`` was written in CP850 and read in cp1252.

Each damaged character stands alone, so no structure gives it away: only that what stands there is implausible, and
that one pair of pages makes it plausible. A pair needs evidence before it is used: places where a German umlaut is
right and what stands there is out of place. Only then it may change the rest of the line, where that is not less
plausible.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from operator import sub
from struct import Struct

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.encoding.codepages import LABELS, MIXUPS, mixup
from textnorm.text.encoding.mixup_evidence import believed, is_likelier, sharp_ligatures, spoils_word
from textnorm.text.encoding.pair_by_words import pair_by_words
from textnorm.text.encoding.single_places.first_letters import find_first_letters
from textnorm.text.encoding.single_places.known_words import find_known_words
from textnorm.text.encoding.single_places.proven_words import pair_by_proof
from textnorm.text.encoding.single_places.word_starts import START_MARKS, find_word_starts, has_start_mark
from textnorm.text.encoding.word_likelihood import is_word_anywhere
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.plausibility import german_letters, plausibility
from textnorm.text.evidence.triggers import (
    ANY,
    ASCII_LETTER,
    BLANK,
    BREAK,
    LATIN_SMALL,
    LETTER,
    NOT_ASCII,
    SIGN,
    SMALL,
    Trigger,
)

__all__ = ["CHARACTERS", "IMAGES", "MIXUP_TRIGGERS", "SUSPICIOUS_PLACE", "find_mixups", "gives_no_cause", "sharp_in"]

_UMLAUTS = "äöüßÄÖÜ"
_LIGATURE = "\N{LATIN SMALL LIGATURE FL}"  # ß of cp1252 in Mac Roman, but also what a PDF writes in Konﬂikt
_SURELY_SHARP = 28  # bits by which an ß is certain between its neighbours, as in Straße


def _images(letters: str) -> set[str]:
    """Every character that one of the letters looks like after one of the mix-ups."""
    return {
        chr(seen) for written, read, _ in MIXUPS for seen, meant in mixup(written, read).items() if meant in letters
    } - set(_UMLAUTS)


_SMALL_IMAGES = "".join(sorted(_images("äöüß")))
_CAPITAL_IMAGES = "".join(sorted(_images("ÄÖÜ") - _images("äöüß")))
IMAGES = _SMALL_IMAGES + _CAPITAL_IMAGES + "ÄÖÜ"

_Place = tuple[str, str, str]
_LANES = Struct(f"<{4 * len(MIXUPS)}Q")

# Marks that stand at the edge of words anyway; they may be a damaged umlaut only inside one.
_EDGE_MARKS = "„”…‹›"
_LETTER = "[A-Za-zÀ-ÖØ-öø-ÿ]"
_SMALL = "[a-zß-öø-ÿ]"
# What has to hold right behind a trigger for the text to be searched more closely. (The trigger comes first, so that a
# search runs at the speed of a character class.) No capital stands behind a small letter, no damaged one either.
_SITE_PLACE = (
    f"(?<=[{re.escape(_SMALL_IMAGES)}])"
    f"(?:(?<={_LETTER}.)(?={_LETTER})|(?<=[^{_EDGE_MARKS}])(?=[A-Za-z])|(?<=[A-Za-z][^{_EDGE_MARKS}]))"
    f"|(?<=[{re.escape(_CAPITAL_IMAGES)}])(?<!{_SMALL}.)(?=[A-Za-z])(?<=[^{_EDGE_MARKS}])"
    f"|(?<=[A-Za-zß-öø-ÿ][ÄÖÜ])(?={_SMALL})"
    "|(?<=[\x80-\x9f])"
)
#: The same, and what :mod:`textnorm.text.encoding.single_places.word_starts` asks about.
SUSPICIOUS_PLACE = f"{_SITE_PLACE}|(?<![^\\s(/-].)(?<=[{START_MARKS}])(?=[a-z])"
_NO_EDGE_MARK = str.maketrans(dict.fromkeys(_EDGE_MARKS))
_ANY_SMALL = SMALL | LATIN_SMALL
#: The same for the prefilter: characters and classes of neighbours.
MIXUP_TRIGGERS = (
    Trigger("".join(mark for mark in _EDGE_MARKS if mark in _SMALL_IMAGES), before=LETTER, after=LETTER),
    Trigger(_SMALL_IMAGES.translate(_NO_EDGE_MARK), before=ASCII_LETTER),
    Trigger(_SMALL_IMAGES.translate(_NO_EDGE_MARK), after=ASCII_LETTER),
    Trigger(_SMALL_IMAGES.translate(_NO_EDGE_MARK), before=NOT_ASCII, after=NOT_ASCII),
    Trigger(_CAPITAL_IMAGES.translate(_NO_EDGE_MARK), before=ANY & ~_ANY_SMALL, after=ASCII_LETTER),
    Trigger("ÄÖÜ", before=ASCII_LETTER | LATIN_SMALL, after=_ANY_SMALL),
    Trigger(START_MARKS, before=BLANK | BREAK | SIGN, after=SMALL),
    Trigger("".join(map(chr, range(0x80, 0xA0)))),
)
#: What a character is to these rules, each as a pattern; the kernel that reads many texts takes them as bits.
CHARACTERS = {
    "small_image": f"[{re.escape(_SMALL_IMAGES)}]",
    "capital_image": f"[{re.escape(_CAPITAL_IMAGES)}]",
    "edge_mark": f"[{_EDGE_MARKS}]",
    "western": _LETTER,
    "small": _SMALL,
    "umlaut": f"[{_UMLAUTS}]",
    "foreign": f"(?![{_UMLAUTS}])[^\\W\\d_](?<=[\xaa-\u024f])",
    "refused": "[\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}\N{KELVIN SIGN}]",  # of one letter become others
    "sigma": "[σς]",
    "start_mark": f"[{START_MARKS}]",
}
_SITE = lazy(f"[{re.escape(IMAGES)}\x80-\x9f](?:{_SITE_PLACE})")
_NOT_ASCII_WORD = re.compile(r"\w*[^\x00-\x7f]\w*")
_RUN = re.compile(r"[^\x00-\x7f]{1,40}")
# No word of the West has so many letters in a row that are not ASCII: what becomes one was a word of another script.
_LETTERS_BEFORE, _LONGEST_WORD = re.compile(r"[^\W\d_]+\Z"), 40
_NO_WORD = re.compile(r"[^\W\d_\x00-\x7f]{4}")

_ENOUGH = 20  # bits that all places together must gain, in a text that need not be German
_PLACE = 18  # bits that one place must gain to be evidence in any language
_TIE = 2  # bits by which two pairs count as equally good
_IS_NONE, _IS_RARE, _IS_ODD = range(3)  # no evidence; a letter that is rare in German; what is odd in any language
_ODD = -10  # where a symbol is out of place
_SAMPLE = 400  # characters that show whether a text is German
_EL = ("l", "L")  # on both sides of the point in Catalan: col·laborar
_UNDAMAGED = 22  # bits a character from which on a run without foreign letters is undamaged
_FITTING = 6  # bits that an umlaut must have where it is put
_AGAINST = -14  # bits that one place may lose in a line that gains as a whole


def find_mixups(text: str) -> list[Edit]:
    """Find characters that one single-byte page shows in place of another's, and say which were meant.

    >>> find_mixups("Merkel empf„ngt Macron")
    [Edit(start=11, end=12, after='ä', evidence='CP850 read as cp1252', confidence=0.95)]
    >>> find_mixups("Er sagt „nein“.")
    []
    """
    if text.isascii():
        return []
    edits = _one_pair(text) or find_word_starts(text) or find_known_words(text) or find_first_letters(text)
    return _with_sharp(text, edits) if _LIGATURE in text else edits


def _with_sharp(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits``, and the ß that a ligature stands for; each ligature is asked, since a PDF writes it in Konﬂikt."""
    others = [edit for edit in edits if text[edit.start] != _LIGATURE]
    if all(text[edit.start] in _UMLAUTS for edit in others):
        others = []  # the ligatures alone spoke for these pages
    return sorted([*others, *sharp_in(apply_edits(text, others))])  # every edit here is one character for one


def sharp_in(repaired: str) -> list[Edit]:
    """The ligatures for ß in a text that is repaired apart from them.

    >>> [edit.start for edit in sharp_in("Straﬂe für Konﬂikte")]
    [4]
    """
    return [
        edit
        for edit in sharp_ligatures(repaired)
        if repaired[edit.start - 1] < "\x80" or repaired[edit.start - 1] in _UMLAUTS
    ]


def gives_no_cause(text: str) -> bool:
    """Whether no place in ``text`` is a reason for :func:`find_mixups` to change any, there or elsewhere.

    >>> gives_no_cause("Rényi"), gives_no_cause("empf„ngt")
    (True, False)
    """
    if _LIGATURE in text or has_start_mark(text):
        return False
    return all(kind == _IS_NONE for _, kind in _site_gains(text))


def _site_gains(text: str) -> list[tuple[int, int]]:
    """The pairs of pages that make a place of ``text`` likelier, and what evidence that is."""
    sites: dict[_Place, None] = {}
    end = -1
    for site in _SITE.finditer(text):
        if site.start() >= end:
            start, end = _run_around(text, site.start())
            sites[_place(text, start, end)] = None
    return [(number, kind) for site in sites for number, gain, kind in _gains(*site) if gain > 0]


def _one_pair(text: str) -> list[Edit]:
    """Find the characters that one pair of pages explains."""
    gains = _site_gains(text)
    if all(kind == _IS_NONE for _, kind in gains):
        return []
    runs = list(_RUN.finditer(text))
    pair = _best_mixup(text, Counter(_place(text, *run.span()) for run in runs))
    if pair is not None and (edits := _believed_edits(text, runs, pair)):
        return edits
    candidates = sorted({number for number, _ in gains} - {pair})
    other = pair_by_words(text, runs, candidates) if candidates else None
    if other is not None and (edits := _believed_edits(text, runs, other)):
        return edits
    proven = pair_by_proof(text, runs, sorted({number for number, _ in gains}))
    if proven is None:
        return []
    why = _why(proven)
    meanings = [(run, run[0].translate(mixup(*MIXUPS[proven][:2]))) for run in runs]
    return list(chain.from_iterable(_edits_of(run, meant, why) for run, meant in meanings))


def _believed_edits(text: str, runs: list[re.Match[str]], pair: int) -> list[Edit]:
    """The edits by which ``pair`` repairs ``text``, if its words speak for them."""
    table = mixup(*MIXUPS[pair][:2])
    why = _why(pair)
    edits: list[Edit] = []
    blanks: list[Edit] = []
    doubtful: list[re.Match[str]] = []
    for line in _lines(text, runs):
        interpretations = [_gain(*_place(text, *run.span()), pair) for run in line]
        # A line in which nothing speaks against it was read in the wrong page as a whole, else only where it helps.
        whole = min(gain for _, gain in interpretations) >= _AGAINST and sum(gain for _, gain in interpretations) > 0
        for run, (meant, gain) in zip(line, interpretations, strict=True):
            if _is_blank_behind_word(text, run, table):
                blanks += _edits_of(run, meant, why)
                continue
            if spoils_word(text, *run.span(), meant):
                continue
            if gain > 0 or (whole and _is_expected(run[0], meant)):
                edits += _edits_of(run, meant, why)
            else:
                doubtful.append(run)
    if MIXUPS[pair].certain:
        return edits
    if not believed(text, sorted([*edits, *blanks]) if edits else [], table):
        return []
    # The page is known now, and where its letters leave a place open, the words decide.
    likelier = [run for run in doubtful if is_likelier(text, *run.span(), table)]
    if any(_NO_WORD.search(run[0].translate(table)) for run in likelier):
        return []
    more = [_edits_of(run, run[0].translate(table), why) for run in likelier]
    return sorted([*edits, *blanks, *chain.from_iterable(more)]) if edits and (more or blanks) else edits


def _why(pair: int) -> str:
    return f"{LABELS[MIXUPS[pair].written]} read as {LABELS[MIXUPS[pair].read]}"


def _is_blank_behind_word(text: str, run: re.Match[str], table: dict[int, str]) -> bool:
    """Whether the run is a no-break space between a word and a space, as editors write it: ``fürá  die``."""
    start, end = run.span()
    if run[0].translate(table) != "\xa0" or text[end : end + 1] != " ":
        return False
    before = text[start - 1 : start]
    if not before.isalpha():
        return before.isdigit()
    left = _LETTERS_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    word = left[0] if left else ""
    return is_word_anywhere(word.translate(table)) and not is_word_anywhere(word + run[0])


def _is_expected(run: str, meant: str) -> bool:
    """Whether no single letter becomes one that German has not: of Hrubý and its kind, the words decide."""
    return len(run) > 1 or not (run.isalpha() and meant.isalpha()) or meant in _UMLAUTS


def _edits_of(run: re.Match[str], meant: str, why: str) -> list[Edit]:
    return [
        Edit(place, place + 1, after, why, 0.95)
        for place, (before, after) in enumerate(zip(run[0], meant, strict=True), run.start())
        if before != after
    ]


def _run_around(text: str, place: int) -> tuple[int, int]:
    """Where the run of non-ASCII characters around ``place`` starts and ends; at most 20 characters to either side."""
    start = place
    while start > 0 and text[start - 1] > "\x7f" and place - start < 20:
        start -= 1
    end = place + 1
    while end < len(text) and text[end] > "\x7f" and end - place < 20:
        end += 1
    return start, end


def _place(text: str, start: int, end: int) -> _Place:
    """A run with the two characters on either side."""
    return text[max(0, start - 2) : start], text[start:end], text[end : end + 2]


def _best_mixup(text: str, counts: Counter[_Place]) -> int | None:
    """The pair of pages that explains a text best, if there is evidence enough and no other explains it as well."""
    total = sum(_packed_gains(*groups) * count for groups, count in counts.items())
    lanes = _LANES.unpack(total.to_bytes(_LANES.size, "little"))
    gains, odd, speaks_for, against = (lanes[kind::4] for kind in range(4))
    rare = list(map(sub, speaks_for, against))
    for_rare, enough = _threshold(text) if max(rare) > 0 else (False, _ENOUGH)
    evidence = [more + (less if for_rare else min(less, 0)) for more, less in zip(odd, rare, strict=True)]
    believed = [number for number in range(len(MIXUPS)) if evidence[number] >= enough]
    if not believed:
        return None
    most = max(gains[number] for number in believed)
    equal = [number for number in believed if gains[number] == most]
    best = equal[0] if len(equal) == 1 else max(equal, key=lambda number: _explained(counts, number))
    for other in believed:
        if (
            other != best
            and gains[other] >= gains[best] - _TIE
            and _interpretations(counts, other) != _interpretations(counts, best)
        ):
            return None
    return best


def _explained(counts: Counter[_Place], number: int) -> int:
    """How many runs the pair explains, be it likely there or not: the page has their characters."""
    return sum(_is_explained(run, number) for _, run, _ in counts)


@lru_cache(maxsize=1 << 14)
def _is_explained(run: str, number: int) -> bool:
    table = mixup(*MIXUPS[number][:2])
    return any(ord(char) in table for char in run)


def _interpretations(counts: Counter[_Place], number: int) -> list[str]:
    """What the pair makes of the places where it helps."""
    return [meant if gain > 0 else groups[1] for groups in counts for meant, gain in [_gain(*groups, number)]]


def _threshold(text: str) -> tuple[bool, int]:
    """Whether letters that are rare in German count as evidence in ``text``, and how many bits are enough.

    In a German text ``õ`` is odd. In any other it may be the most frequent letter, and only what is odd in every
    language counts: a quotation mark or a capital inside a word. What is ASCII says whether it is German.
    """
    sample = text[:_SAMPLE]
    german = germanness(_NOT_ASCII_WORD.sub(" ", sample)) + 0.15 * german_letters(f" {sample} ")
    return german >= 3, 6 if german >= 9 else 9 if german >= 5 else _ENOUGH


def _has_foreign_letter(run: str) -> bool:
    """Whether there is a letter of the Latin script that German does not have."""
    return any("\xaa" <= character < "\u0250" and character.isalpha() for character in run if character not in _UMLAUTS)


def _lines(text: str, runs: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """The runs of each line."""
    line: list[re.Match[str]] = []
    for run in runs:
        if line and "\n" in text[line[-1].end() : run.start()]:
            yield line
            line = []
        line.append(run)
    if line:
        yield line


@lru_cache(maxsize=1 << 13)
def _meanings(run: str) -> tuple[str, ...]:
    """What a run meant if it was read in the wrong page, by each pair."""
    return tuple(run.translate(mixup(written, read)) for written, read, _ in MIXUPS)


@lru_cache(maxsize=1 << 15)
def _packed_gains(left: str, run: str, right: str) -> int:
    """The same in one integer, so that the sums of all pairs cost one addition: four lanes for each.

    They are the bits gained; those of what is odd; those of what is rare, and those that speak against it.
    """
    lanes = [0] * (4 * len(MIXUPS))
    for number, gain, kind in _gains(left, run, right):
        if gain > 0:
            lanes[4 * number] = gain
        if kind == _IS_ODD:
            lanes[4 * number + 1] = gain
        elif kind == _IS_RARE:
            lanes[4 * number + (2 if gain > 0 else 3)] = abs(gain)
    return int.from_bytes(_LANES.pack(*lanes), "little")


@lru_cache(maxsize=65536)
def _gains(left: str, run: str, right: str) -> list[tuple[int, int, int]]:
    """For each pair that says something about the run: its number, the bits gained or lost, what evidence that is."""
    if run == "·" and left[-1:] in _EL and right[:1] in _EL:
        return []
    start, end = len(left), len(left) + len(run)
    before = plausibility(left + run + right, start, end)
    foreign = _has_foreign_letter(run)
    if not foreign and before >= _UNDAMAGED * len(run):
        return []
    in_word = any("A" <= character <= "z" for character in left[-1:] + right[:1])
    found = []
    known: dict[str, tuple[int, int]] = {}
    between_ascii = left.isascii() and right.isascii()
    for number, ((written, read, certain), meant) in enumerate(zip(MIXUPS, _meanings(run), strict=True)):
        if meant == run:
            continue
        after = left + meant + right
        if not between_ascii:
            table = mixup(written, read)
            after = left.translate(table) + meant + right.translate(table)
        if after not in known:
            gain = plausibility(after, start, end) - before
            known[after] = gain, _evidence(left, run, right, meant) if gain > 0 and in_word else _IS_NONE
        gain, kind = known[after]
        if certain:
            kind = _IS_ODD
        if gain > 0:
            found.append((number, gain, _IS_NONE if kind == _IS_ODD and gain < _PLACE else kind))
        elif gain < 0 and foreign:
            found.append((number, gain, _IS_RARE))
    return found


def _evidence(left: str, run: str, right: str, meant: str) -> int:
    """What an umlaut in ``meant`` comes of: something odd, a letter that is rare in German, or nothing that tells."""
    kind = _IS_NONE
    for place, (before, after) in enumerate(zip(run, meant, strict=True), len(left)):
        if after not in _UMLAUTS or before == after:
            continue
        fit = plausibility(left + meant + right, place, place + 1)
        if before == _LIGATURE:
            # No word ends in the ligature; inside one, the letters beside it must be those of an ß.
            if fit >= _SURELY_SHARP or not right[:1].isalpha():
                kind = max(kind, _IS_RARE)
        elif fit < _FITTING:
            continue
        elif plausibility(left + run + right, place, place + 1) <= _ODD:
            return _IS_ODD
        elif before.isalpha() or before == "·":
            kind = _IS_RARE
    return kind


@lru_cache(maxsize=65536)
def _gain(left: str, run: str, right: str, number: int) -> tuple[str, int]:
    """What the run meant if it was read in the wrong page, and the bits that this gains."""
    table = mixup(*MIXUPS[number][:2])
    meant = run.translate(table)
    if meant == run or (run == "·" and left[-1:] in _EL and right[:1] in _EL):
        return run, 0
    start, end = len(left), len(left) + len(run)
    after = left.translate(table) + meant + right.translate(table)
    return meant, plausibility(after, start, end) - plausibility(left + run + right, start, end)
