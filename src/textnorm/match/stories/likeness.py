"""How likely two stories report one event: the words of both, their titles as headlines, the days between them."""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

from textnorm.match.headlines.classifier import classify
from textnorm.match.stories.read import ReadStory, Vector

__all__ = ["MEASURE", "Likeness", "day_logit", "likeness", "product", "story_logit"]

MEASURE = "story"

# The title counts by its words and by the score that it has as a headline; the words of title and text by the root of
# their likeness, as two reports of one event share a sixth of their weight, and strangers a fiftieth. Beside texts a
# title says little: another strike, fire or final shares its one heavy word.
_AS_HEADLINE = 0.4
_TITLE_ALONE, _TITLE_MIDDLE = 9.0, 0.4
_TITLE_BESIDE, _BESIDE_MIDDLE = 2.0, 0.15
_WORDS, _WORDS_MIDDLE = 9.0, 0.4
# Reports of one event are mostly of one day; each day between them counts against it, up to a limit.
_SAME_DAY, _PER_DAY, _MOST_DAYS = 0.5, -0.35, 18.0


class Likeness(NamedTuple):
    """The score of two stories, and what it is made of."""

    score: float
    titles: float
    words: float
    headline: float


def story_logit(titles: Any, words: Any, headline: Any, with_titles: Any, with_texts: Any) -> Any:
    """The logit of the score from the likeness of titles and of all words, and the score of the titles as headlines.

    ``with_titles`` is 1 if both stories have a title, else 0, and ``with_texts`` the same of texts. Takes numbers or
    arrays of them.
    """
    title = _AS_HEADLINE * headline + (1.0 - _AS_HEADLINE) * titles
    alone = _TITLE_ALONE * (title - _TITLE_MIDDLE)
    beside = with_titles * _TITLE_BESIDE * (title - _BESIDE_MIDDLE) + _WORDS * (words**0.5 - _WORDS_MIDDLE)
    return with_texts * beside + (1.0 - with_texts) * alone


def day_logit(days: Any, smaller: Any = min) -> Any:
    """What the days between two stories add; with numpy's ``minimum``, for many."""
    return _SAME_DAY + _PER_DAY * smaller(days, _MOST_DAYS)


def product(a: Vector, b: Vector) -> float:
    """The scalar product of two vectors, 0 to 1."""
    if len(a) > len(b):
        a, b = b, a
    return min(1.0, sum(value * b[key] for key, value in a.items() if key in b))


def likeness(a: ReadStory, b: ReadStory) -> Likeness:
    """Judge two stories; the score does not depend on their order."""
    titles, words = product(a.title, b.title), product(a.words, b.words)
    headline = 0.0
    titled = bool(a.title and b.title)
    if titled:
        same = a.headline.key == b.headline.key
        headline = 1.0 if same else classify(a.headline, b.headline).score
    logit = story_logit(titles, words, headline, float(titled), float(a.has_text and b.has_text))
    return Likeness(1.0 / (1.0 + exp(-logit)), titles, words, headline)
