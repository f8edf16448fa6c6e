"""What a word means to a headline: function word, place, synonym, pole of an opposite. Read from ``data/``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from textnorm.match.names import fold_word, loosen, stem

__all__ = ["LABEL", "NEGATION", "STOP", "WordClass", "word_classes"]

STOP, NEGATION, LABEL = 1, 2, 4
_FLAGS = {"function": STOP, "negation": NEGATION | STOP, "label": LABEL}
_TABLE = Path(__file__).parent / "data" / "headline_words.tsv"


class WordClass(NamedTuple):
    """Flags of a word and the groups it belongs to; 0 is no group. ``pole`` is +axis or -axis of an opposite."""

    flags: int = 0
    group: int = 0
    place: int = 0
    pole: int = 0


def _lines() -> Iterator[tuple[int, str, str]]:
    with _TABLE.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                kind, _, forms = line.rstrip("\n").partition("\t")
                yield number, kind, forms


def _key(form: str) -> str:
    """The stem of a form; the folds of a phrase, joined by a space."""
    parts = [loosen(fold_word(part)) for part in form.split("-")]
    return stem(parts[0]) if len(parts) == 1 else " ".join(parts)


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
    groups = _Groups()
    synonyms: dict[str, int] = {}
    for number, kind, forms in _lines():
        if kind in _FLAGS:
            for form in forms.split():
                key = fold_word(form)
                exact[key] = WordClass(flags=exact.get(key, WordClass()).flags | _FLAGS[kind])
        elif kind == "same":
            keys = [_key(form) for form in forms.split()]
            groups.join(keys)
            for key in keys:
                synonyms.setdefault(key, number)
        elif kind == "place":
            for form in forms.split():
                key = _key(form)
                stems.setdefault(key, WordClass())
                if not stems[key].place:
                    stems[key] = stems[key]._replace(place=number)
        else:
            for sign, side in zip((1, -1), forms.split("|"), strict=True):
                for form in side.split():
                    key = _key(form)
                    stems.setdefault(key, WordClass())
                    if not stems[key].pole:
                        stems[key] = stems[key]._replace(pole=sign * number)
    for key in synonyms:
        stems.setdefault(key, WordClass())
        stems[key] = stems[key]._replace(group=synonyms[groups.root(key)])
    return exact, stems
