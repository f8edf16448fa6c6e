"""What the options of ``Cleaner`` and ``Matcher`` can be, for a shell that completes them.

The values are read from the tables that check them, when a shell asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

__all__ = ["PRESET_OF", "completion"]

#: The preset of each kind of matcher.
PRESET_OF = {"text": "plain", "article": "articles", "headline": "headlines", "name": "names", "story": "stories"}


def completion(kind: str, option: str) -> Callable[[str], list[str]] | None:
    """What completes the value of an option of ``"cleaner"`` or ``"matcher"``; None if any value may be meant.

    >>> complete = completion("cleaner", "quotes")
    >>> complete and complete("de")
    ['de', 'de-guillemets', 'de-CH', 'de-AT']
    """
    values = _VALUES[kind].get(option)
    if values is None:
        return None
    return lambda incomplete: [value for value in values() if value.startswith(incomplete)]


def _conventions() -> Iterable[str]:
    from textnorm.text.typography.conventions import convention_names

    return convention_names()


def _ellipses() -> Iterable[str]:
    from textnorm.text.cleaner import ELLIPSES

    return ELLIPSES


def _evidence() -> Iterable[str]:
    from textnorm.text.umlauts.options import EVIDENCE

    return EVIDENCE


def _locales() -> Iterable[str]:
    from textnorm.text.evidence.languages import LOCALES

    return LOCALES


def _presets() -> Iterable[str]:
    from textnorm.text.cleaner import PRESETS

    return PRESETS


def _typography() -> Iterable[str]:
    from textnorm.text.typography.rules.table import LANGUAGES

    return ("keep", *LANGUAGES)


def _typography_off() -> Iterable[str]:
    from textnorm.text.typography.rules.table import RULES

    return RULES


def _measures() -> Iterable[str]:
    from textnorm.match.articles.measures import MEASURES

    return MEASURES


def _of_matcher(option: str) -> Callable[[], Iterable[str]]:
    def values() -> Iterable[str]:
        from textnorm.match.settings import CHOICES

        return CHOICES[option]

    return values


_VALUES: Mapping[str, Mapping[str, Callable[[], Iterable[str]]]] = {
    "cleaner": {
        "preset": _presets,
        "quotes": _conventions,
        "dashes": _conventions,
        "ellipsis": _ellipses,
        "evidence": _evidence,
        "form": lambda: ("NFC", "NFKC"),
        "locale": _locales,
        "typography": _typography,
        "typography_off": _typography_off,
    },
    "matcher": {
        "preset": lambda: ("auto", *PRESET_OF.values()),
        "kind": lambda: PRESET_OF,
        "measure": _measures,
        **{option: _of_matcher(option) for option in ("unit", "keep", "drop", "clusters", "reuse")},
    },
}
