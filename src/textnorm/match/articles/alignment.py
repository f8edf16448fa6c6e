"""Two articles side by side: the runs of words that they share, the edits between those, and what each has alone.

This is the reference implementation, in plain Python, of ``kernels.article_alignment``; ``compare`` uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from textnorm.match.articles.lexicon import NEGATION
from textnorm.match.articles.score import Alignment
from textnorm.match.articles.words import (
    CAPITAL,
    CODE,
    JOINED,
    NUMBER,
    SHELL_BITS,
    SHELL_SHIFT,
    SOLO,
    ArticleWords,
    read_words,
)

__all__ = ["SHELL_DENSITY", "SHELL_LEAST", "Segment", "align", "content_of", "differences", "sentences_in"]

# Between two shared runs, up to so many words on either side are an edit; more are text of its own.
LONGEST_EDIT = 12
# Up to so many words on either side, an edit is a slot in which names, numbers and verdicts are compared.
LONGEST_SLOT = 8
# A run or a gap is a shell if its words speak for one: this much a word, and this much at least.
SHELL_DENSITY, SHELL_LEAST = 0.22, 3
CHANGED_WITH_NEGATION = 2
# In scripts without spaces a word has two characters; a run of fewer than so many is a common phrase.
SOLO_WORD, LEAST_SOLO = 2, 7
# So many words before or after what is shared are nothing.
BESIDE = 2
# As many words as a sentence has; words that weigh so much stand in no third text.
SENTENCE, NOBODY_ELSE = 6, 0.985
# Letters by which two spellings of one word may differ.
_LETTERS = (1 << 26) - 1
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SLIP_LETTERS, _SLIP_LENGTH, _SLIP_LEAST = 2, 2, 4


class Segment(NamedTuple):
    """A span of words ``[start, end)`` of the smaller text, and the one of the larger text that it faces.

    ``kind`` is ``shared``, ``edit``, ``own``, ``shell`` (shared) or ``shell alone``. What stands alone faces nothing:
    its ``other_start`` and ``other_end`` are 0.
    """

    kind: str
    start: int
    end: int
    other_start: int
    other_end: int


def align(
    small: ArticleWords,
    large: ArticleWords,
    shingles: tuple[Sequence[object], Sequence[object]],
    n: int,
    weights: tuple[Sequence[float], Sequence[float]] = ((), ()),
) -> tuple[Alignment, list[Segment]]:
    """Align two articles by their ``shingles`` of ``n`` words, in order; ``weights`` have one per shingle (else 1).

    Returns the measures, and the segments of the smaller text in order.
    """
    count = len(shingles[0])
    runs = _lasting(_shared_runs(*shingles), small, n, count)
    size, other = len(small.words), len(large.words)
    segments = list(_segments(runs, small, size, other, n))

    def weigh(parts: Iterable[Segment]) -> float:
        return _weigh(weights[0], count, [(segment.start, segment.end) for segment in parts])

    def of(kind: str) -> list[Segment]:
        return [segment for segment in segments if segment.kind == kind]

    edits = of("edit")
    slots = [compare_slot(small, large, edit) for edit in edits]
    widths = {
        kind: [float(segment.end - segment.start) for segment in segments if segment.kind == kind]
        for kind in ("shared", "own", "shell", "shell alone")
    }
    gaps = _gaps(runs, size, other, n)
    facing = [(start, end) for _, _, start, end in gaps if end > start]
    swapped = [
        (start, end)
        for start, end, other_start, other_end in gaps
        if _has_sentence(weights[0], count, start, end)
        and _has_sentence(weights[1], len(shingles[1]), other_start, other_end)
    ]
    hidden = sum(segment.other_end - segment.other_start for segment in segments if segment.kind == "shell")
    aligned = Alignment(
        shared=weigh(of("shared")),
        edited=weigh(edits),
        own=weigh(of("own")),
        shared_words=sum(widths["shared"]),
        own_words=sum(widths["own"]),
        shell=sum(widths["shell"]),
        shell_alone=sum(widths["shell alone"]),
        larger=float(max(other - hidden, 0)),
        longest=max(widths["shared"], default=0.0),
        largest_own=max(widths["own"], default=0.0),
        slots=float(sum(slot.times for slot in slots)),
        names=float(sum(slot.names for slot in slots)),
        numbers=float(sum(slot.numbers for slot in slots)),
        opposites=float(sum(slot.opposites for slot in [*slots, *_ends(small, large, gaps)])),
        edited_words=float(sum(edit.end - edit.start for edit in edits)),
        largest_edit=float(
            max((max(edit.end - edit.start, edit.other_end - edit.other_start) for edit in edits), default=0)
        ),
        framed=float(_framed(runs, size, other, n)),
        facing=_weigh(weights[1], len(shingles[1]), facing),
        facing_words=float(sum(end - start for start, end in facing)),
        swapped=float(len(swapped)),
        swapped_words=float(sum(end - start for start, end in swapped)),
        codes=float(sum(other_code(small, large, gap) for gap in gaps)),
    )
    return aligned, segments


def _shared_runs(small: Sequence[object], large: Sequence[object]) -> list[tuple[int, int, int]]:
    """Runs of shingles: the first in the smaller text, the first in the larger text, how many.

    A run goes on in the larger text where the last one stopped, if it can; else at the first place that fits.
    """
    first: dict[object, int] = {}
    for place, shingle in enumerate(large):
        first.setdefault(shingle, place)
    runs = []
    place = shift = 0
    while place < len(small):
        match = place + shift
        if not (0 <= match < len(large) and large[match] == small[place]):
            match = first.get(small[place], -1)
        if match < 0:
            place += 1
            continue
        count = 1
        while (
            place + count < len(small) and match + count < len(large) and small[place + count] == large[match + count]
        ):
            count += 1
        runs.append((place, match, count))
        shift = match - place
        place += count
    return runs


def _framed(runs: list[tuple[int, int, int]], size: int, other: int, n: int) -> bool:
    """Whether what is shared stands at the same place in both texts; see ``Alignment``."""
    if not runs:
        return False
    (start, other_start, _), (last, other_last, count) = runs[0], runs[-1]
    rest, other_rest = size - last - count - n + 1, other - other_last - count - n + 1
    return (start > BESIDE) == (other_start > BESIDE) and (rest > BESIDE) == (other_rest > BESIDE)


def _gaps(runs: list[tuple[int, int, int]], size: int, other: int, n: int) -> list[tuple[int, int, int, int]]:
    """The words of both texts before the first run, between one run and the next, and after the last."""
    gaps = []
    until = other_until = 0
    for place, match, count in [*runs, (size, other, 0)]:
        gaps.append((until, max(place, until), other_until, match))
        until, other_until = max(min(place + count + n - 1, size), until), min(match + count + n - 1, other)
    return gaps


def _ends(small: ArticleWords, large: ArticleWords, gaps: list[tuple[int, int, int, int]]) -> Iterator[Slot]:
    """What differs before and after all that is shared, where both texts have words: names do in the first words."""
    for start, end, other_start, other_end in (gaps[0], gaps[-1]) if len(gaps) > 1 else ():
        if end > start and other_end > other_start:
            yield compare_slot(small, large, Segment("own", start, end, other_start, other_end))


def _has_sentence(weights: Sequence[float], count: int, start: int, end: int) -> bool:
    """Whether ``[start, end)`` has as many words as a sentence that no third text has."""
    if not weights:
        return end - start >= SENTENCE
    return sum(weights[min(word, count - 1)] >= NOBODY_ELSE for word in range(start, end)) >= SENTENCE


def _weigh(weights: Sequence[float], count: int, spans: list[tuple[int, int]]) -> float:
    """The weight of some spans of words: each weighs what the shingle weighs that begins with it."""
    if not weights:
        return float(sum(end - start for start, end in spans))
    return float(sum(weights[min(word, count - 1)] for start, end in spans for word in range(start, end)))


def _near(run: tuple[int, int, int], later: tuple[int, int, int], n: int, longest: int) -> bool:
    """Whether only an edit lies between two runs."""
    gap = later[0] - run[0] - run[2] - n + 1
    other = later[1] - run[1] - run[2] - n + 1
    return -n < gap <= longest and -n < other <= longest


def _longest_edit(small: ArticleWords, place: int) -> int:
    return SOLO_WORD * LONGEST_EDIT if small.flags[place] & SOLO else LONGEST_EDIT


def _lasting(runs: list[tuple[int, int, int]], small: ArticleWords, n: int, count: int) -> list[tuple[int, int, int]]:
    """The runs without single shingles far from others, which are phrases that anyone may use."""
    kept = []
    for place, run in enumerate(runs):
        longest = _longest_edit(small, run[0])
        beside = (place > 0 and _near(runs[place - 1], run, n, longest)) or (
            place + 1 < len(runs) and _near(run, runs[place + 1], n, longest)
        )
        solo = small.flags[run[0]] & SOLO != 0
        least = LEAST_SOLO - n + 1 if solo else 1 if beside else 2
        if run[2] >= min(least, count):
            kept.append(run)
    return kept


def _segments(
    runs: list[tuple[int, int, int]], small: ArticleWords, size: int, other: int, n: int
) -> Iterator[Segment]:
    until, other_until = 0, 0
    edit = False
    for number, (place, match, count) in enumerate(runs):
        start, end = max(place, until), min(place + count + n - 1, size)
        if start > until:
            yield _gap(small, until, start, other_until, match, edit)
        elif edit and match > other_until:
            yield Segment("edit", start, start, other_until, match)
        if end > start:
            kind = "shell" if _is_shell(small, start, end) else "shared"
            yield Segment(kind, start, end, match + start - place, min(match + count + n - 1, other))
        until, other_until = max(end, until), min(match + count + n - 1, other)
        longest = _longest_edit(small, place)
        edit = number + 1 < len(runs) and _near(runs[number], runs[number + 1], n, longest)
    if until < size:
        yield _gap(small, until, size, other_until, other_until, edit=False)


def _gap(small: ArticleWords, start: int, end: int, other_start: int, other_end: int, edit: bool) -> Segment:
    if edit:
        return Segment("edit", start, end, other_start, max(other_start, other_end))
    return Segment("shell alone" if _is_shell(small, start, end) else "own", start, end, 0, 0)


def _is_shell(small: ArticleWords, start: int, end: int) -> bool:
    speaks = sum(flags >> SHELL_SHIFT & SHELL_BITS for flags in small.flags[start:end])
    return speaks >= SHELL_LEAST and speaks >= SHELL_DENSITY * (end - start)


def sentences_in(text: str) -> list[str]:
    """The sentences and lines of ``text`` that are not blank.

    >>> sentences_in("Der Rat tagt. Alle Rechte vorbehalten.\\n\\nEnde")
    ['Der Rat tagt.', 'Alle Rechte vorbehalten.', 'Ende']
    """
    return [part for part in _SENTENCE.split(text) if part.strip()]


def content_of(text: str) -> str:
    """``text`` without the sentences and lines that are shell.

    >>> content_of("Der Rat tagt. Alle Rechte vorbehalten. Am Ende fiel ein Beschluss.")
    'Der Rat tagt. Am Ende fiel ein Beschluss.'
    """
    parts = sentences_in(text)
    return " ".join(part for part in parts if not _is_shell(read := read_words(part), 0, len(read.words)))


class Slot(NamedTuple):
    """For how many slots an edit counts, and in how many of them names, numbers and opposites differ."""

    times: int = 0
    names: int = 0
    numbers: int = 0
    opposites: int = 0


def compare_slot(small: ArticleWords, large: ArticleWords, slot: Segment) -> Slot:
    """What differs in an edit; a long one is no slot."""
    longest = LONGEST_SLOT
    if slot.end > slot.start and small.flags[slot.start] & SOLO:
        longest *= SOLO_WORD
    if max(slot.end - slot.start, slot.other_end - slot.other_start) > longest:
        return Slot()
    here, there = range(slot.start, slot.end), range(slot.other_start, slot.other_end)
    left = [place for place in here if not _has(small, large, place, there)]
    right = [place for place in there if not _has(large, small, place, here)]
    number = _any(small, left, NUMBER) and _any(large, right, NUMBER)
    name = not number and _any(small, left, CAPITAL | SOLO) and _any(large, right, CAPITAL | SOLO)
    poles, others = {small.poles[place] for place in left}, {large.poles[place] for place in right}
    # Among many changed words, a negation may belong to any of them.
    negated = len(left) + len(right) <= CHANGED_WITH_NEGATION and (NEGATION in poles) != (NEGATION in others)
    opposite = negated or any(pole > NEGATION and pole ^ 1 in others for pole in poles)
    # Characters that are words of their own make a word by two.
    times = max(1, min(len(left), len(right)) // SOLO_WORD) if _any(small, left, SOLO) else 1
    return Slot(times, times * name, times * number, int(opposite))


def other_code(small: ArticleWords, large: ArticleWords, gap: tuple[int, int, int, int]) -> bool:
    """Whether identifiers differ at the same place of two texts: others, or one goes on where the other one ends."""
    start, end, other_start, other_end = gap
    if max(end - start, other_end - other_start) > LONGEST_EDIT:
        return False
    here, there = range(start, end), range(other_start, other_end)
    left = [place for place in here if small.words[place] not in large.words[other_start:other_end]]
    right = [place for place in there if large.words[place] not in small.words[start:end]]
    if _any(small, left, CODE) and _any(large, right, CODE):
        return True
    return (not right and _continues(small, left)) or (not left and _continues(large, right))


def _continues(text: ArticleWords, changed: list[int]) -> bool:
    """Whether one of the words that only this text has continues the identifier of a word that both have."""
    return any(text.flags[place] & JOINED and place - 1 not in changed for place in changed)


def _any(text: ArticleWords, places: list[int], flags: int) -> bool:
    return any(text.flags[place] & flags for place in places)


def _has(text: ArticleWords, other: ArticleWords, place: int, there: range) -> bool:
    """Whether the other text has the word at ``place`` among ``there``, perhaps with a slip of the pen."""
    word, letters, flags = text.words[place], text.letters[place], text.flags[place]
    return any(
        word == other.words[match] or (not flags & NUMBER and is_slip(letters, other.letters[match])) for match in there
    )


def is_slip(letters: int, others: int) -> bool:
    """Whether two words of these letters may be one, misspelt.

    >>> from textnorm.match.articles.words import letters_of
    >>> is_slip(letters_of("meier"), letters_of("maier")), is_slip(letters_of("koeln"), letters_of("bonn"))
    (True, False)
    """
    length, other = letters >> 26, others >> 26
    differ = ((letters ^ others) & _LETTERS).bit_count()
    return min(length, other) >= _SLIP_LEAST and abs(length - other) <= _SLIP_LENGTH and differ <= _SLIP_LETTERS


def differences(small: ArticleWords, large: ArticleWords, segments: Sequence[Segment]) -> list[str]:
    """What differs at corresponding places, for people: names, numbers, code, and words that turn the claim round."""
    found = []
    for kind, start, end, other_start, other_end in _corresponding(segments, len(large.words)):
        edit = kind == "edit"
        _, name, number, opposite = compare_slot(small, large, Segment(kind, start, end, other_start, other_end))
        reason = (
            "opposite" if opposite
            else "other code" if other_code(small, large, (start, end, other_start, other_end))
            else "other name" if edit and name
            else "other number" if edit and number
            else ""
        )  # fmt: skip
        if reason:
            here = " ".join(small.words[start:end]) or "nothing"
            there = " ".join(large.words[other_start:other_end]) or "nothing"
            found.append(f"{reason}: {here} / {there}")
    return found


def _corresponding(segments: Sequence[Segment], other: int) -> Iterator[Segment]:
    """The edits, and what stands before and after all that is shared; ``other`` is the number of words of the other."""
    last = len(segments) - 1
    for number, segment in enumerate(segments):
        if segment.kind == "edit":
            yield segment
        elif segment.kind == "own" and last and number in (0, last):
            start, end = (0, segments[1].other_start) if not number else (segments[-2].other_end, other)
            yield Segment("own", segment.start, segment.end, start, end)
