"""Two names: one person or two, by what score, and why."""

from __future__ import annotations

from textnorm.match.names.reasons import reasons_for
from textnorm.match.pairs import Pair
from textnorm.text.names.judge import MEASURE, judge_names
from textnorm.text.names.parse import parse_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["compare_names"]


def compare_names(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Compare two names; see ``Matcher.names``.

    >>> from textnorm import Matcher
    >>> print(compare_names("Wladimir Putin", "Путин Владимир Владимирович", matcher=Matcher.names()))
    same (name 0.89)
      Wladimir Putin
      Путин Владимир Владимирович
      - Wladimir = Владимир: Russian, German transcription
      - Putin = Путин: Russian, German transcription
      - patronymic Владимирович only in B
      - order differs
    """
    first, second = parse_name(a), parse_name(b)
    verdict = judge_names(first, second)
    score = round(verdict.score, 4)
    return Pair(a, b, score >= matcher.threshold, score, MEASURE, lambda: reasons_for(first, second, verdict))
