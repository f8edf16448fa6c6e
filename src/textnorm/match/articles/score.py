"""The score of two articles, as arithmetic that the search and ``compare`` share.

Jaccard cannot tell a daily template (0.85 on other days) from a report that grew (0.3, though the first version stands
in the second word by word). Three questions can:

- how much of the smaller text stands in the larger one, where a passage that many texts share counts little;
- is that enough text to mean anything;
- do the numbers and dates in the same context agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from textnorm.match.keys import key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "CALENDAR",
    "article_score",
    "compare_numbers",
    "covered_words",
    "is_number",
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

# A shingle that so many texts share counts half.
_HALF_AT = 12.0
# So many shared words are enough text to mean something; fewer count in proportion.
_ENOUGH = 20.0
# In texts of fewer words than this, a single number may be the news.
_SHORT = 100.0
# Up to the first share of disagreeing numbers two texts are one, corrected; from the second on they are a template.
_CORRECTED, _TEMPLATE = 0.2, 0.5


def shingle_weight(texts: Any) -> Any:
    """What a shingle counts that stands in so many texts: a number, or an array of them.

    >>> round(shingle_weight(1), 2), shingle_weight(12), round(shingle_weight(200), 2)
    (0.98, 0.5, 0.01)
    """
    return 1.0 / (1.0 + (texts / _HALF_AT) ** 1.5)


def covered_words(matches: Sequence[bool], n: int) -> int:
    """How many words of a text stand in another, of whose ``n``-word shingles ``matches`` says which the other has.

    Two shingles in a row that match cover all their words, so that one changed word costs one word and not ``n``
    shingles. A single match is mostly a phrase that anyone may use, and covers one.

    >>> covered_words([True, True, True, False, False, False, True], 3)
    6
    """
    covered = until = 0
    for place, match in enumerate(matches):
        if match and place and matches[place - 1]:
            covered += place + n - max(until, place)
            until = place + n
        elif match and until <= place:
            covered += 1
            until = place + 1
    return covered


def article_score(
    contained: float,
    smaller: float,
    jaccard: float = 0.0,
    agreeing: int = 0,
    disagreeing: int = 0,
) -> float:
    """The score of two articles on 0.0–1.0.

    ``contained`` of ``smaller`` words of the smaller text (weighted) stand in the larger one; ``jaccard`` is of their
    shingles (weighted); ``agreeing`` and ``disagreeing`` count the numbers in the same context.

    >>> article_score(200, 210)  # a report that grew
    0.9523809523809523
    >>> round(article_score(200, 230, agreeing=2, disagreeing=12), 2)  # the same report on another day
    0.07
    """
    if not smaller > 0.0:
        return 0.0
    score = max(jaccard, contained / smaller * min(1.0, contained / _ENOUGH))
    if disagreeing:
        share = disagreeing / (agreeing + disagreeing)
        doubt = min(max((share - _CORRECTED) / (_TEMPLATE - _CORRECTED), 0.0), 1.0)
        # One wrong number in a long text is a slip; in a message of two lines it is the news.
        score *= 1.0 - doubt * disagreeing / (disagreeing + min(1.0, (smaller / _SHORT) ** 2))
    return min(score, 1.0)


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
