"""Umlauts that were spelled out: ``empfaengt`` → ``empfängt``, while *neue*, *Israel* and *dass* stay.

Every site (``ae``, ``oe``, ``ue``, ``ss``) is scored by the letter model (:mod:`textnorm.text.evidence.letter_model`).
The rest of the text decides how certain the model must be: a text with real umlauts and no certain damage stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from textnorm.errors import need_text
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.umlauts.options import UmlautOptions, as_options
from textnorm.text.umlauts.restorer import restorer_for

__all__ = ["bind_umlauts", "find_umlauts", "restore_umlauts"]

_SHORT = 400  # characters: below it, looking up every word is quicker than looking for sites


def bind_umlauts(options: UmlautOptions | None = None, **values: Any) -> Callable[[str], list[Edit]]:
    """:func:`find_umlauts` with its options checked once, for many texts.

    >>> len(bind_umlauts(UmlautOptions(locale="de"))("Gaeste aus Koeln"))
    2
    """
    return _bound(as_options(options, values))


@lru_cache(maxsize=64)
def _bound(options: UmlautOptions) -> Callable[[str], list[Edit]]:
    restorer, evidence = restorer_for(options), options.evidence
    is_harmless, edits = restorer.is_harmless, restorer.edits
    look_for_site = restorer.any_site.search

    def find(text: str) -> list[Edit]:
        # Two short texts in three hold no site at all.
        if len(text) < _SHORT and (not look_for_site(text) or is_harmless(text, evidence)):
            return []
        return edits(text)

    return find


def find_umlauts(text: str, options: UmlautOptions | None = None, **values: Any) -> list[Edit]:
    """Find the spelled-out umlauts of ``text`` that should be restored.

    The options are those of :class:`UmlautOptions`, given as one value or one by one. Raises ``UnknownOption`` for
    values that do not exist.

    >>> [(edit.after, edit.confidence > 0.99) for edit in find_umlauts("Kanzler empfaengt neue Gaeste")]
    [('ä', True), ('ä', True)]
    """
    return bind_umlauts(options, **values)(text)


def restore_umlauts(
    text: str,
    *,
    locale: str = "de",
    min_confidence: float | None = None,
    keep: Iterable[str] = (),
    force: Iterable[str] = (),
    evidence: str = "auto",
    sz: bool = False,
) -> str:
    """Restore spelled-out umlauts.

    ``locale`` is ``"de"``, ``"de-AT"``, ``"de-CH"`` (never ß) or ``"auto"``. Words in ``keep`` never change (a word in
    lower case stands for all its spellings). Words in ``force`` always change; they are given as the result
    (``"Käser"``) or as the damaged word (``"Kaeser"``). ``evidence="auto"`` weighs the rest of the text and its
    language; ``"damaged"`` decides every site alone. ``sz=True`` restores Strasze to Straße, too.

    ``min_confidence`` is the confidence required; the default is 0.82, and less in a text with certain damage. Raises
    ``UnknownOption`` for values that do not exist.

    >>> restore_umlauts("Aussenpolitiker aus Goettingen fahren fuer Goethe nach Israel")
    'Außenpolitiker aus Göttingen fahren für Goethe nach Israel'
    >>> restore_umlauts("Gruesse an Frau Kaeser", keep=["Kaeser"], locale="de-CH")
    'Grüsse an Frau Kaeser'
    """
    need_text(text, "restore_umlauts")
    find = _finder(
        locale=locale, min_confidence=min_confidence, keep=tuple(keep), force=tuple(force), evidence=evidence, sz=sz
    )
    return apply_edits(text, find(text))


@lru_cache(maxsize=64)
def _finder(**values: Any) -> Callable[[str], list[Edit]]:
    return bind_umlauts(UmlautOptions(**values))
