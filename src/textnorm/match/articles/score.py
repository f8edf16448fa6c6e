"""The score of two articles, as arithmetic that the search and ``compare`` share.

Jaccard cannot tell a daily template (0.85 on other days) from a report that grew (0.3, though the first version stands
in the second word by word). Three questions can:

- how much of the smaller text stands in the larger one, where a passage that many texts share counts little;
- is that enough text to mean anything;
- do the numbers and dates in the same context agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from textnorm.match.keys import key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "CALENDAR",
    "Alignment",
    "Verdict",
    "article_verdict",
    "compare_numbers",
    "is_number",
    "number_factor",
    "numbers_in_context",
    "shingle_weight",
]

_DIGIT = re.compile("[0-9]")

# Days and months are numbers in words.
CALENDAR = frozenset(
    key(
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag "
        "Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember "
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
        "January February March June July October December"
    ).split()
)

# A shingle that so many other texts share counts half.
_HALF_AT = 12.0
# So many shared words are enough text to mean something; fewer count in proportion.
_ENOUGH = 20.0
# In texts of fewer words than this, a single number or opposite may be the news.
_CERTAIN = 100.0
# A text of fewer words without its shells is hardly anything but shells.
_LEAST_WORDS = 5.0
# The share of the smaller text, in short and in long texts, from which two texts are copies; and for reused passages.
_COPY_SHORT, _COPY_LONG, _REUSED = 0.7, 0.5, 0.25
_SHORT, _LONG = 40.0, 150.0
# The same where each text has one block of its own, of so many words, amid shared words of which no run is most.
_COPY_BLOCK, _SHORT_BLOCK, _BLOCK, _AROUND = 0.8, 80.0, 8.0, 0.8
# A shared run of so many words is a passage, unless too many texts have it.
_PASSAGE, _COMMON = 20.0, 0.4
# Shared words are a frame if they weigh less than this and own words weigh more, are this share, and so many in a row.
_FRAME_WEIGHT, _FRAME_ALONE, _FRAME_OWN, _FRAME_GAP, _FRAME = 0.95, 0.985, 0.25, 6.0, 0.3
# Up to the first share of disagreeing numbers two texts are one, corrected; from the second on they are a template.
_CORRECTED, _TEMPLATE = 0.2, 0.5
# The same for disagreeing numbers a word, for names a word and for names among the short edits; and for opposites.
_FEW_NUMBERS, _MANY_NUMBERS = 1 / 80, 1 / 40
_FEW_NAMES, _MANY_NAMES, _SOME_SLOTS, _MOST_SLOTS, _RENAMED = 1 / 60, 1 / 25, 0.25, 0.5, 0.8
_FEW_OPPOSED, _MANY_OPPOSED = 0.1, 0.34


def shingle_weight(texts: Any) -> Any:
    """What a shingle counts that stands in so many texts more than the two compared: a number, or an array.

    >>> shingle_weight(0), shingle_weight(12), round(shingle_weight(200), 2)
    (1.0, 0.5, 0.01)
    """
    return 1.0 / (1.0 + (texts / _HALF_AT) ** 1.5)


class Alignment(NamedTuple):
    """What two articles share. ``shared``, ``edited`` and ``own`` are words of the smaller text by weight.

    The words of shells are neither: ``shell`` of them are shared, ``shell_alone`` are not. ``larger`` is the number of
    words of the larger text without shared shells, ``longest`` that of the longest shared run, ``largest_own`` that of
    the longest gap. Of the edits, ``slots`` are short; in so many of those ``names``, ``numbers`` and ``opposites``
    differ.
    """

    shared: float
    edited: float
    own: float
    shared_words: float
    own_words: float
    shell: float
    shell_alone: float
    larger: float
    longest: float
    largest_own: float
    slots: float
    names: float
    numbers: float
    opposites: float


class Verdict(NamedTuple):
    """The score of two articles on 0.0–1.0, and whether one reuses a passage of the other (if it is not a copy).

    ``frame``: what they share is the frame of different texts. ``template``, ``renamed``, ``opposed``: what the score
    was multiplied by as numbers, names or verdicts differ.
    """

    score: float
    passage: bool
    frame: bool = False
    template: float = 1.0
    renamed: float = 1.0
    opposed: float = 1.0


def article_verdict(aligned: Alignment, agreeing: int = 0, disagreeing: int = 0, *, reused: bool = False) -> Verdict:
    """The verdict on two articles by what they share.

    ``agreeing`` and ``disagreeing`` count the numbers in the same context. With ``reused``, a passage is enough.
    """
    shared, edited, own, shared_words, own_words, shell, shell_alone, larger, longest, largest_own = aligned[:10]
    slots, names, numbers, opposites = aligned[10:]
    words = shared_words + own_words + edited
    if words < _LEAST_WORDS:
        # Hardly anything but shells: then they are the text.
        shared, own = shared + shell, own + shell_alone
        shared_words, own_words = shared_words + shell, own_words + shell_alone
        larger, longest = larger + shell, max(longest, shell)
        words = shared_words + own_words + edited
    content = shared + edited + own
    if not shared_words or not content > 0.0:
        return Verdict(0.0, False)
    share = (shared + min(edited, shared)) / content
    enough = max(min(1.0, shared_words / _ENOUGH), min(1.0, (shared_words + edited) / max(larger, 1.0)))
    frame = _is_frame(shared / shared_words, own / max(own_words, 1.0), own_words / words, largest_own)
    # Another block of text with the same words before and after it: these may be the shell.
    block = largest_own == own_words >= _BLOCK and larger - shared_words - edited >= _BLOCK
    block = block and longest <= _AROUND * shared_words
    short, until = (_COPY_BLOCK, _SHORT_BLOCK) if block else (_COPY_SHORT, _SHORT)
    least = _REUSED if reused else _ramp(words, until, _LONG) * (_COPY_LONG - short) + short
    value = share * enough * (_FRAME if frame and not reused else 1.0)
    score = 0.5 * value / least if value < least else 0.5 + 0.5 * (value - least) / (1.0 - least)
    certain = min(1.0, (words / _CERTAIN) ** 2)
    renamed = opposed = 1.0
    template = number_factor(agreeing, disagreeing, words=words)
    if names and names + numbers > 1:
        doubt = _ramp((names + numbers) / words, _FEW_NAMES, _MANY_NAMES)
        renamed = 1.0 - _RENAMED * doubt * _ramp((names + numbers) / slots, _SOME_SLOTS, _MOST_SLOTS)
    if opposites:
        opposed = 1.0 - _ramp(opposites / slots, _FEW_OPPOSED, _MANY_OPPOSED) * opposites / (opposites + certain)
    score *= min(template, renamed) * opposed
    passage = longest >= _PASSAGE and shared > _COMMON * shared_words
    return Verdict(min(max(score, 0.0), 1.0), passage, frame, template, renamed, opposed)


def number_factor(agreeing: int, disagreeing: int, *, words: float) -> float:
    """What a score counts if so many numbers of ``words`` words agree and disagree: 1 if they are a correction.

    >>> number_factor(6, 1, words=200), round(number_factor(2, 12, words=200), 2)
    (1.0, 0.28)
    """
    if not disagreeing:
        return 1.0
    doubt = _ramp(disagreeing / (agreeing + disagreeing), _CORRECTED, _TEMPLATE)
    doubt *= _ramp(disagreeing / max(words, 1.0), _FEW_NUMBERS, _MANY_NUMBERS)
    # One wrong number in a long text is a slip; in a message of two lines it is the news.
    return math.sqrt(1.0 - doubt * disagreeing / (disagreeing + min(1.0, (words / _CERTAIN) ** 2)))


def _is_frame(shared_weight: float, own_weight: float, own_share: float, largest_own: float) -> bool:
    """Whether many texts have what two share, and none what one of them has alone, and that is a good part of it."""
    alone = own_weight > _FRAME_ALONE and own_share >= _FRAME_OWN and largest_own >= _FRAME_GAP
    return alone and shared_weight < _FRAME_WEIGHT


def _ramp(value: float, low: float, high: float) -> float:
    """0 up to ``low``, 1 from ``high`` on, straight between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)


def is_number(word: str) -> bool:
    """Whether a word of a key is a number: it has a digit, or names a day or a month.

    >>> [is_number(word) for word in ("25", "a7", "dienstag", "haus")]
    [True, True, True, False]
    """
    return word in CALENDAR if word.isalpha() else _DIGIT.search(word) is not None


def numbers_in_context(text: str) -> frozenset[tuple[str, str]]:
    """The numbers of a text in their contexts: (two items before and one after, number).

    Figures that follow one another are one (12. März 2020, 25.000), and stand as ``#`` in the places of others.

    >>> sorted(numbers_in_context("Am 12. März gab es 25.000 Fälle"))
    [(' am # gab', '12maerz'), ('gab es # faelle', '25000')]
    """
    return frozenset(_numbers(key(text).split()))


def _numbers(tokens: list[str]) -> Iterator[tuple[str, str]]:
    items: list[tuple[str, str]] = []
    for token in tokens:
        if not is_number(token):
            items.append((token, ""))
        elif items and items[-1][1]:
            items[-1] = ("#", items[-1][1] + token)
        else:
            items.append(("#", token))
    names = ["", "", *(name for name, _ in items), ""]
    for place, (_, number) in enumerate(items):
        if number:
            yield f"{names[place]} {names[place + 1]} # {names[place + 3]}", number


def compare_numbers(left: frozenset[tuple[str, str]], right: frozenset[tuple[str, str]]) -> tuple[int, int]:
    """How many numbers agree, and how many disagree in contexts that both texts have.

    >>> compare_numbers(numbers_in_context("Es gab 12 Tote am Montag"), numbers_in_context("Es gab 13 Tote am Montag"))
    (1, 1)
    """
    agreeing = len(left & right)
    places_left, places_right = {place for place, _ in left}, {place for place, _ in right}
    return agreeing, min(
        sum(place in places_right for place, _ in left - right), sum(place in places_left for place, _ in right - left)
    )
