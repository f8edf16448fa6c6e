"""What a word means to a headline: function word, place, synonym, polarity. Read from ``data/``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from textnorm.kernels.headline_flags import LABEL, NEGATION, STOP
from textnorm.match.headlines.word_keys import fold_word, stem, strip_umlauts

__all__ = ["WordClass", "word_classes"]

_FLAGS = {"function": STOP, "negation": NEGATION | STOP, "label": LABEL}
_TABLE = Path(__file__).parent / "data" / "words.tsv"


class WordClass(NamedTuple):
    """Flags of a word and the groups it belongs to; 0 is no group. ``polarity`` is plus or minus the number of
    a pair of opposites."""

    flags: int = 0
    group: int = 0
    place: int = 0
    polarity: int = 0


def _lines() -> Iterator[tuple[int, str, str]]:
    with _TABLE.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                kind, _, forms = line.rstrip("\n").partition("\t")
                yield number, kind, forms


def _key(form: str) -> str:
    """The stem of a form; the folds of a phrase, joined by a space."""
    parts = [strip_umlauts(fold_word(part)) for part in form.split("-")]
    return stem(parts[0]) if len(parts) == 1 else " ".join(parts)


_NONE = WordClass()


class _Groups:
    """Union-find over the forms: two lines that share a form are one group."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def root(self, form: str) -> str:
        while (parent := self.parent.setdefault(form, form)) != form:
            form = parent
        return form

    def join(self, forms: list[str]) -> None:
        first = self.root(forms[0])
        for form in forms[1:]:
            self.parent[self.root(form)] = first


@cache
def word_classes() -> tuple[dict[str, WordClass], dict[str, WordClass]]:
    """Two dictionaries: by exact fold (function words, labels, negations) and by stem or phrase (everything else).

    >>> exact, stems = word_classes()
    >>> exact["nicht"].flags == STOP | NEGATION
    True
    >>> stems["kiew"].place == stems["kyiv"].place > 0
    True
    """
    exact: dict[str, WordClass] = {}
    stems: dict[str, WordClass] = {}

    def home(form: str) -> tuple[dict[str, WordClass], str]:
        """Function words are distinguished by their every letter: nach is not Nacht."""
        folded = fold_word(form)
        table, key = (exact, folded) if exact.get(folded, _NONE).flags & STOP else (stems, _key(form))
        table.setdefault(key, _NONE)
        return table, key

    groups = _Groups()
    members: list[tuple[dict[str, WordClass], str, int]] = []
    for number, kind, forms in _lines():
        if kind in _FLAGS:
            for form in forms.split():
                key = fold_word(form)
                exact[key] = WordClass(flags=exact.get(key, WordClass()).flags | _FLAGS[kind])
        elif kind == "same":
            homes = [home(form) for form in forms.split()]
            groups.join([key for _, key in homes])
            members.extend((table, key, number) for table, key in homes)
        elif kind == "place":
            for form in forms.split():
                table, key = home(form)
                if not table[key].place:
                    table[key] = table[key]._replace(place=number)
        else:
            for sign, side in zip((1, -1), forms.split("|"), strict=True):
                for form in side.split():
                    table, key = home(form)
                    if not table[key].polarity:
                        table[key] = table[key]._replace(polarity=sign * number)
    first: dict[str, int] = {}
    for table, key, number in members:
        table[key] = table[key]._replace(group=first.setdefault(groups.root(key), number))
    return exact, stems
