"""The table of repair steps, in the order in which they run.

A step is a name and a function that binds a finder to the settings of a cleaner. A finder takes a text and returns
edits. The modules of the steps are imported when a finder is bound, so that a step that is off costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textnorm.patterns import lazy
from textnorm.text.edits import Edit

if TYPE_CHECKING:
    from textnorm.text.typography.conventions import Convention
    from textnorm.text.umlauts.options import UmlautOptions
    from textnorm.values import Form

__all__ = ["STEPS", "Finder", "Step", "StepSettings"]

Finder = Callable[[str], list[Edit]]

#: How any language spells out its letters.
_SPELLED_OUT = lazy("aa|ae|oe|ue|ss|sz", re.IGNORECASE)


class StepSettings(Protocol):
    """The settings that the steps read; a ``Cleaner`` has them."""

    @property
    def form(self) -> Form:
        """The Unicode normal form."""

    @property
    def umlaut_options(self) -> UmlautOptions:
        """The options of the umlaut step."""

    @property
    def stripped(self) -> bool:
        """Whether letters that lost their dots are restored."""

    @property
    def force(self) -> Sequence[str]:
        """Words that are always restored."""

    @property
    def names(self) -> Sequence[str] | str | bool:
        """``"keep"``, ``"frequent"``, a scheme of transliteration, or the names."""

    @property
    def dehyphenate(self) -> bool:
        """Whether words divided at line ends are joined."""

    @property
    def min_confidence(self) -> float | None:
        """The confidence that every change needs, if there is one."""

    @property
    def quotes(self) -> str | Convention:
        """``"ascii"``, ``"keep"`` or a convention."""

    @property
    def dashes(self) -> str | Convention:
        """``"ascii"``, ``"keep"`` or a convention."""

    @property
    def ellipsis(self) -> str:
        """``"ascii"``, ``"character"`` or ``"keep"``."""

    @property
    def single_line(self) -> bool:
        """Whether lines are joined."""

    @property
    def typography(self) -> str:
        """``"keep"`` or a language."""

    @property
    def typography_off(self) -> Sequence[str]:
        """The rules of typography that are off."""


def _escapes(_: StepSettings) -> Finder:
    from textnorm.text.escapes.escapes import find_escapes

    return find_escapes


def _mojibake(_: StepSettings) -> Finder:
    from textnorm.text.encoding.mojibake import find_mojibake

    return find_mojibake


def _characters(settings: StepSettings) -> Finder:
    from textnorm.text.characters.characters import find_characters

    find = partial(find_characters, form=settings.form)
    if not settings.dehyphenate:
        return find
    from textnorm.text.characters.divided_words import find_divided_words

    return lambda text: find(text) or find_divided_words(text)


def _lost(_: StepSettings) -> Finder:
    from textnorm.text.umlauts.lost import find_lost

    return find_lost


def _umlauts(settings: StepSettings) -> Finder:
    from textnorm.text.umlauts.umlauts import bind_umlauts

    return bind_umlauts(settings.umlaut_options)


def _names(settings: StepSettings) -> Finder:
    from textnorm.text.names.variants import bind_names, way_of_writing

    return bind_names(way_of_writing(settings.names))


def _quotes(settings: StepSettings) -> Finder:
    from textnorm.text.typography.quotes import find_quotes

    return partial(find_quotes, quotes=settings.quotes)


def _spacing(settings: StepSettings) -> Finder:
    from textnorm.text.typography.spacing import find_spacing

    return partial(
        find_spacing,
        quotes=settings.quotes,
        dashes=settings.dashes,
        ellipsis=settings.ellipsis,
        single_line=settings.single_line,
        typography=settings.typography,
    )


def _typography(settings: StepSettings) -> Finder:
    from textnorm.text.typography.rules.find import bind_typography

    return bind_typography(
        settings.typography,
        settings.typography_off,
        quotes=settings.quotes,
        dashes=settings.dashes,
        form=settings.form,
    )


def _nothing_is_spelled_out(settings: StepSettings, text: str) -> bool:
    return not (settings.stripped or settings.force or _SPELLED_OUT.search(text))


def _restyles(settings: StepSettings) -> bool:
    return settings.quotes not in {"ascii", "keep"} or settings.dashes != "keep" or settings.ellipsis != "keep"


class Step(NamedTuple):
    """A repair step. Its ``name`` is its option, its entry in an explanation, its flag and its heading in the docs.

    The prefilter knows what a step searches for by default. ``reads_all`` says with which settings the step may change
    other texts as well, so that it has to read every text. ``skips`` says with which settings, and of which texts, it
    is known without its modules that it changes nothing.
    """

    name: str
    finder: Callable[[StepSettings], Finder]
    reads_all: Callable[[StepSettings], bool] = lambda settings: False
    skips: Callable[[StepSettings, str], bool] = lambda settings, text: False


#: Undoing comes before judging: an entity may hide mojibake, mojibake may hide a quotation mark, and the umlaut model
#: reads best when all else is repaired.
STEPS = (
    Step("escapes", _escapes),
    Step("mojibake", _mojibake),
    Step("characters", _characters, lambda settings: settings.form != "NFC" or settings.dehyphenate),
    Step("lost", _lost),
    Step("umlauts", _umlauts, skips=_nothing_is_spelled_out),
    Step("names", _names, lambda settings: True),
    Step("quotes", _quotes, lambda settings: settings.quotes != "ascii"),
    Step("spacing", _spacing, lambda settings: _restyles(settings) or settings.single_line),
    Step("typography", _typography, lambda settings: True),
)
