"""The options of the umlaut step, as one value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

from textnorm.errors import UnknownOption
from textnorm.text.evidence.languages import LANGUAGES, Locale, locale_named
from textnorm.text.evidence.spelled_words import DEFAULT_THRESHOLD, NEAR_CERTAIN

__all__ = ["EVIDENCE", "UmlautOptions", "as_options", "need_evidence"]

#: How the text around a word is used: weighed, or known to be damaged.
EVIDENCE = ("auto", "damaged")

_ROUNDED = 0.5e-4  # by which a stated confidence may be rounded up


@dataclass(frozen=True, kw_only=True)
class UmlautOptions:
    """How umlauts are restored; checked when it is made. Raises ``UnknownOption`` for values that do not exist.

    - ``locale``: ``"de"``, ``"de-AT"``, ``"de-CH"`` (never ß), ``"da"``, ``"nb"``, ``"sv"``, ``"fi"``, ``"et"``, or
      ``"auto"`` (asks which of these languages it is, and requires more evidence of it); ``"de_DE.UTF-8"``,
      ``"DE"`` and the like are understood
    - ``min_confidence``: the confidence required; by default 0.82, and less in a text with certain damage
    - ``keep``: words that never change; a word in lower case stands for all its spellings
    - ``force``: words that always change, given as the result (``"Käser"``) or as the damaged word (``"Kaeser"``)
    - ``evidence``: ``"auto"`` weighs the rest of the text and its language, ``"damaged"`` decides each word alone
    - ``sz``: restore ``sz`` to ß as well, as in Strasze
    - ``stripped``: restore letters that lost their dots as well, as in Kuche and empfangt

    >>> UmlautOptions(keep=["Goethe"]).keep
    ('Goethe',)
    """

    locale: str = "de"
    min_confidence: float | None = None
    keep: Iterable[str] = ()
    force: Iterable[str] = ()
    evidence: str = "auto"
    sz: bool = False
    stripped: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "keep", tuple(self.keep))
        object.__setattr__(self, "force", tuple(self.force))
        need_evidence(self.evidence)
        self._need_language()
        need_confidence(self.min_confidence)

    def _need_language(self) -> None:
        """Raise ``UnknownOption`` for options that the language of the locale has no use for."""
        language = LANGUAGES[locale_named(self.locale).language]
        for name, known in (("sz", "ß" in language.letters), ("stripped", language.stripped)):
            if getattr(self, name) and not known:
                raise UnknownOption(f"{name}=True: not known for locale={self.locale!r}, only for German")

    @property
    def row(self) -> Locale:
        """The row of the locale in the table of locales."""
        return locale_named(self.locale)

    @cached_property
    def threshold(self) -> float:
        """The logit that a site needs.

        >>> round(UmlautOptions(min_confidence=0.9).threshold, 2)
        2.2
        """
        confidence = self.min_confidence
        if confidence is None:
            return DEFAULT_THRESHOLD
        if confidence <= 0.5:
            return 0.0
        if confidence < 1.0:
            confidence -= _ROUNDED  # what is stated as 0.9837 may be a little less
        return log(max(confidence, 0.5) / max(1.0 - confidence, 1e-12))

    @property
    def near_certain(self) -> float:
        """The logit that a site needs in a text with certain damage."""
        return NEAR_CERTAIN if self.min_confidence is None else self.threshold


def need_confidence(confidence: float | None) -> None:
    """Raise ``UnknownOption`` unless ``confidence`` is a number from 0.0 to 1.0, or None."""
    if confidence is not None and not (hasattr(confidence, "__float__") and 0.0 <= confidence <= 1.0):
        raise UnknownOption(f"min_confidence={confidence!r}: must be a number from 0.0 to 1.0")


def need_evidence(evidence: str) -> None:
    """Raise ``UnknownOption`` unless there is such a way to use the text around a word."""
    if evidence not in EVIDENCE:
        raise UnknownOption.among("evidence", evidence, EVIDENCE)


def as_options(options: UmlautOptions | None, values: dict[str, Any]) -> UmlautOptions:
    """``options``, or those made of single ``values``."""
    if options is None:
        return UmlautOptions(**values) if values else _DEFAULT
    return options


_DEFAULT = UmlautOptions()
