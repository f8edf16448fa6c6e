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
from typing import NamedTuple

from textnorm.match.keys import key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

__all__ = [
    "CALENDAR",
    "Alignment",
    "Arithmetic",
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
# The same where each text has a block of its own, of so many words, amid shared words of which no run is most, or
# beside them at one place.
_COPY_BLOCK, _SHORT_BLOCK, _BLOCK, _AROUND = 0.8, 80.0, 8.0, 0.8
# Words that one version has alone are in other texts this part as often as those that two have.
_VERSION = 0.4
# Shared words of a shell that many have weigh less; sentences in it are this part of a longer text, at least.
_MANY_HAVE, _OWN_PART = 0.9, 0.08
# Words of a sentence. The share that makes copies, where it stands in place of another in a shell.
_SENTENCE, _COPY_REPLACED = 6.0, 0.9
# A shared run of so many words is a passage, unless too many texts have it.
_PASSAGE, _COMMON = 20.0, 0.4
# Shared words are a frame if they weigh less than this and own words weigh more, are this share, and so many in a row.
_FRAME_WEIGHT, _FRAME_ALONE, _FRAME_OWN, _FRAME_GAP, _FRAME = 0.95, 0.985, 0.25, 6.0, 0.3
# So many words of a text may differ lightly, in edits so short that names and numbers in them are compared.
_LIGHT, _LONGEST_SLOT = 0.15, 8.0
# Up to the first share of disagreeing numbers two texts are one, corrected; from the second on they are a template.
_CORRECTED, _TEMPLATE = 0.2, 0.5
# The same for disagreeing numbers a word, for names a word and for names among the short edits; and for opposites.
_FEW_NUMBERS, _MANY_NUMBERS = 1 / 80, 1 / 40
_FEW_NAMES, _MANY_NAMES, _SOME_SLOTS, _MOST_SLOTS, _RENAMED = 1 / 60, 1 / 25, 0.25, 0.5, 0.8
_FEW_OPPOSED, _MANY_OPPOSED = 0.1, 0.34
# The same for places with other identifiers, a word and a short edit.
_FEW_CODES, _MANY_CODES, _SOME_CODED, _MOST_CODED = 1 / 150, 1 / 75, 0.05, 0.15
# Divides nothing by zero.
_TINY = 1e-12


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
    differ. ``edited_words`` are in edits, of which the longest has ``largest_edit`` on either side. ``framed`` is 1 if
    what is shared stands at the same place in both: each text goes on before it, or neither does, and so after it.
    ``facing_words`` of the larger text stand between the shared runs, and ``facing`` is their weight. At ``swapped``
    places, of ``swapped_words``, each text has a sentence that no third text has. At ``codes`` places identifiers of
    programs differ.
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
    edited_words: float
    largest_edit: float
    framed: float
    facing: float
    facing_words: float
    swapped: float
    swapped_words: float
    codes: float


class Verdict(NamedTuple):
    """The score of two articles on 0.0–1.0, and whether one reuses a passage of the other (if it is not a copy).

    ``frame``: what they share is the frame of different texts. ``template``, ``renamed``, ``opposed``: what the score
    was multiplied by as numbers, names or verdicts differ. The verdict on many pairs has arrays.
    """

    score: Any
    passage: Any
    frame: Any
    template: Any
    renamed: Any
    opposed: Any


class Arithmetic(NamedTuple):
    """What a formula needs beyond ``+ - * /``, for numbers or for arrays: one formula serves ``compare`` and search."""

    where: Callable[[Any, Any, Any], Any]
    smaller: Callable[[Any, Any], Any]
    larger: Callable[[Any, Any], Any]
    root: Callable[[Any], Any]

    def ramp(self, value: Any, low: float, high: float) -> Any:
        """0 up to ``low``, 1 from ``high`` on, straight between."""
        return self.smaller(self.larger((value - low) / (high - low), 0.0), 1.0)


def _either(condition: Any, one: Any, other: Any) -> Any:
    return one if condition else other


NUMBERS = Arithmetic(_either, min, max, math.sqrt)


def article_verdict(
    aligned: Alignment, agreeing: Any = 0, disagreeing: Any = 0, *, reused: bool = False, by: Arithmetic = NUMBERS
) -> Verdict:
    """The verdict on two articles by what they share; on many, if the columns of ``aligned`` are arrays.

    ``agreeing`` and ``disagreeing`` count the numbers in the same context. With ``reused``, a passage is enough.
    """
    where, smaller, larger_of, ramp = by.where, by.smaller, by.larger, by.ramp
    # Hardly anything but shells: then they are the text.
    bare = aligned.shared_words + aligned.own_words + aligned.edited < _LEAST_WORDS
    shell, shell_alone = where(bare, aligned.shell, 0.0), where(bare, aligned.shell_alone, 0.0)
    shared, own, edited = aligned.shared + shell, aligned.own + shell_alone, aligned.edited
    shared_words, own_words = aligned.shared_words + shell, aligned.own_words + shell_alone
    larger, longest = aligned.larger + shell, larger_of(aligned.longest, shell)
    edited_words, largest_own = aligned.edited_words, aligned.largest_own
    # What both have is in further texts as well.
    common = shared < _FRAME_ALONE * shared_words
    version = common & _is_version(aligned, own + edited, own_words + edited_words, by)
    # At one place each has a sentence that no other text has: texts of their own in one shell.
    replaced = common & (aligned.swapped > 0.0)
    own, own_words = own + where(replaced, edited, 0.0), own_words + where(replaced, edited_words, 0.0)
    largest_own = larger_of(largest_own, where(replaced, edited_words, 0.0))
    edited, edited_words = where(replaced, 0.0, edited), where(replaced, 0.0, edited_words)
    words = shared_words + own_words + edited
    # Where a few words differ here and there, they weigh no more than the words around them, however common those are.
    differing = own_words + edited_words
    light = (differing <= _LIGHT * (differing + shared_words)) & (aligned.largest_edit <= _LONGEST_SLOT)
    light = light & (largest_own < _FRAME_GAP)
    around = shared / larger_of(shared_words, 1.0)
    edited = where(light, smaller(edited, edited_words * around), edited)
    own = where(light, smaller(own, own_words * around), own)
    content = shared + edited + own
    real = (shared_words > 0.0) & (content > 0.0)
    content, some_words, some_shared = where(real, content, 1.0), larger_of(words, 1.0), larger_of(shared_words, 1.0)

    share = (shared + smaller(edited, shared)) / content
    enough = larger_of(
        smaller(1.0, shared_words / _ENOUGH), smaller(1.0, (shared_words + edited) / larger_of(larger, 1.0))
    )
    # Many texts have what two share, and none what one of them has alone, and that is a good part of it.
    alone = (own / larger_of(own_words, 1.0) > _FRAME_ALONE) & (own_words / some_words >= _FRAME_OWN)
    frame = alone & (largest_own >= _FRAME_GAP) & (shared / some_shared < _FRAME_WEIGHT)
    frame = (frame & (version < 1)) | (replaced & (words < _CERTAIN))
    # The same of a longer text if the sentence is a good part of it, amid a shell that many have. At its head, it is
    # a paper's own lead.
    part = (aligned.swapped_words >= _OWN_PART * words) | (aligned.facing >= _OWN_PART * larger)
    many = (shared < _MANY_HAVE * shared_words) & part & (longest <= _AROUND * shared_words)
    frame = frame | (replaced & many & (words < 2.0 * _CERTAIN))
    # Another block of text amid the same words, or beside or around them at one place: these may be the shell.
    one = largest_own == own_words
    block = (one & (longest <= _AROUND * shared_words)) | ((aligned.framed > 0.0) & (one | (longest == shared_words)))
    block = block & (version < 1) & (own_words >= _BLOCK) & (larger - shared_words - edited >= _BLOCK)
    short, until = where(block, _COPY_BLOCK, _COPY_SHORT), where(block | replaced, _SHORT_BLOCK, _SHORT)
    short = where(replaced, _COPY_REPLACED, short)
    least = _REUSED if reused else ramp(words, until, _LONG) * (_COPY_LONG - short) + short
    value = share * enough * (1.0 if reused else where(frame, _FRAME, 1.0))
    score = where(value < least, 0.5 * value / least, 0.5 + 0.5 * (value - least) / (1.0 - least))

    template = number_factor(agreeing, disagreeing, words=words, by=by)
    names = aligned.names + aligned.numbers
    slots = larger_of(aligned.slots, 1.0)
    doubt = ramp(names / some_words, _FEW_NAMES, _MANY_NAMES) * ramp(names / slots, _SOME_SLOTS, _MOST_SLOTS)
    doubt = where((aligned.names > 0.0) & (names > 1.0), doubt, 0.0)
    codes = aligned.codes
    coded = ramp(codes / some_words, _FEW_CODES, _MANY_CODES) * ramp(codes / slots, _SOME_CODED, _MOST_CODED)
    renamed = 1.0 - _RENAMED * larger_of(doubt, coded)
    opposites = aligned.opposites
    doubt = ramp(opposites / slots, _FEW_OPPOSED, _MANY_OPPOSED) * opposites
    opposed = 1.0 - doubt / larger_of(opposites + _certainty(words, by), _TINY)
    score = smaller(larger_of(score * smaller(template, renamed) * opposed, 0.0), 1.0)
    passage = real & (longest >= _PASSAGE) & (shared > _COMMON * shared_words)
    return Verdict(where(real, score, 0.0), passage, real & frame, template, renamed, opposed)


def _is_version(aligned: Alignment, own: Any, own_words: Any, by: Arithmetic) -> Any:
    """Whether what only one of two texts has is in further texts nearly as often as what both have.

    So it is in versions of one text, each with another sentence exchanged. Stubs have it nowhere else.
    """
    shared, words = aligned.shared, aligned.shared_words
    usual = _VERSION * (words - shared) / by.larger(words, 1.0)
    facing, facing_words = aligned.facing, aligned.facing_words
    here = (facing_words >= _SENTENCE) & (facing_words - facing >= usual * facing_words)
    there = (own_words >= _SENTENCE) & (own_words - own >= usual * own_words)
    return (here | there) & (aligned.swapped < 1.0)


def _certainty(words: Any, by: Arithmetic) -> Any:
    """How sure it is that a single number or opposite is no news: 1 in a long text, falling in short ones."""
    part = words / _CERTAIN
    return by.smaller(1.0, part * part)


def number_factor(agreeing: Any, disagreeing: Any, *, words: Any, by: Arithmetic = NUMBERS) -> Any:
    """What a score counts if so many numbers of ``words`` words agree and disagree: 1 if they are a correction.

    >>> number_factor(6, 1, words=200), round(number_factor(2, 12, words=200), 2)
    (1.0, 0.28)
    """
    doubt = by.ramp(disagreeing / by.larger(agreeing + disagreeing, 1), _CORRECTED, _TEMPLATE)
    doubt = doubt * by.ramp(disagreeing / by.larger(words, 1.0), _FEW_NUMBERS, _MANY_NUMBERS)
    # One wrong number in a long text is a slip; in a message of two lines it is the news.
    return by.root(1.0 - doubt * disagreeing / by.larger(disagreeing + _certainty(words, by), _TINY))


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
