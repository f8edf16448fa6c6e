"""Umlauts that were spelled out: ``empfaengt`` → ``empfängt``, while *neue*, *Israel* and *dass* stay.

Every site (``ae``, ``oe``, ``ue``, ``ss``) is scored by the letter model (:mod:`textnorm.text.evidence.letter_model`).
The rest of the text decides how certain the model must be: a text with real umlauts and no certain damage stays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from textnorm.errors import need_text
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.spelled_words import WORD
from textnorm.text.umlauts.options import UmlautOptions, as_options
from textnorm.text.umlauts.restorer import restorer_for

__all__ = ["bind_umlauts", "find_umlauts", "restore_umlauts"]


def bind_umlauts(options: UmlautOptions | None = None, **values: Any) -> Callable[[str], list[Edit]]:
    """:func:`find_umlauts` with its options checked once, for many texts.

    >>> len(bind_umlauts(UmlautOptions(locale="de"))("Gaeste aus Koeln"))
    2
    """
    return _bound(as_options(options, values))


@lru_cache(maxsize=64)
def _bound(options: UmlautOptions) -> Callable[[str], list[Edit]]:
    if options.stripped:
        return _with_stripped(options)
    if options.row.others:
        from textnorm.text.umlauts.any_language import any_language

        return any_language(options)
    return restorer_for(options).find_edits


def _with_stripped(options: UmlautOptions) -> Callable[[str], list[Edit]]:
    """What was spelled out and what was stripped. A word that was stripped is read as that alone: Grossmutter fahrt."""
    from textnorm.text.umlauts.stripped import stripped_letters

    spelled_out, stripped = bind_umlauts(replace(options, stripped=False)), stripped_letters(options)

    def find(text: str) -> list[Edit]:
        found = stripped.edits(text)
        if not found:
            return spelled_out(text)
        words = [match.span() for match in WORD.finditer(text)]
        starts = [start for start, _ in words]
        taken = {bisect_right(starts, edit.start) for edit in found}
        found += [edit for edit in spelled_out(text) if bisect_right(starts, edit.start) not in taken]
        return sorted(found, key=lambda edit: edit.start)

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
    stripped: bool = False,
) -> str:
    """Restore spelled-out umlauts.

    ``locale`` is ``"de"``, ``"de-AT"``, ``"de-CH"`` (never ß), ``"da"``, ``"nb"``, ``"sv"``, ``"fi"``, ``"et"`` or
    ``"auto"``. Words in ``keep`` never change (a word in lower case stands for all its spellings). Words in ``force``
    always change; they are given as the result (``"Käser"``) or as the damaged word (``"Kaeser"``).
    ``evidence="auto"`` weighs the rest of the text and its language; ``"damaged"`` decides every site alone.
    ``sz=True`` restores Strasze to Straße, too. ``stripped=True`` also restores letters that lost their dots
    (``empfangt``), in texts without an umlaut that have at least one word which is none as it stands; where two words
    are usual (*schon*, *schön*), the one that is there stays.

    ``min_confidence`` is the confidence required; the default is 0.82, and less in a text with certain damage. Raises
    ``UnknownOption`` for values that do not exist.

    >>> restore_umlauts("Aussenpolitiker aus Goettingen fahren fuer Goethe nach Israel")
    'Außenpolitiker aus Göttingen fahren für Goethe nach Israel'
    >>> restore_umlauts("Gruesse an Frau Kaeser", keep=["Kaeser"], locale="de-CH")
    'Grüsse an Frau Kaeser'
    >>> restore_umlauts("Der Prasident empfangt schon die grossten Spender", stripped=True)
    'Der Präsident empfängt schon die größten Spender'
    """
    need_text(text, "restore_umlauts")
    find = _finder(
        locale=locale,
        min_confidence=min_confidence,
        keep=tuple(keep),
        force=tuple(force),
        evidence=evidence,
        sz=sz,
        stripped=stripped,
    )
    return apply_edits(text, find(text))


@lru_cache(maxsize=64)
def _finder(**values: Any) -> Callable[[str], list[Edit]]:
    return bind_umlauts(UmlautOptions(**values))
