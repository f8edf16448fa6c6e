"""What a word of a name is, by table: a title, a particle, a generation, a legal form, or a form of a first name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from textnorm.text.names.sounds import plain_letters, sounds_of

__all__ = ["first_name_forms", "name_groups", "word_kinds"]

_DATA = Path(__file__).parent / "data"


def _lines(name: str) -> Iterator[str]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def word_kinds() -> dict[str, str]:
    """The kind of every word in ``data/words.tsv``.

    >>> word_kinds()["dr"], word_kinds()["gmbh"]
    ('title', 'company')
    """
    kinds: dict[str, str] = {}
    for line in _lines("words.tsv"):
        kind, _, words = line.partition("\t")
        for word in words.split():
            kinds.setdefault(word, kind)
    return kinds


@cache
def name_groups() -> dict[str, frozenset[int]]:
    """The groups of first names that a reading belongs to; two forms of a group may be one person's.

    >>> bool(name_groups()["saSa"] & name_groups()["aleksandr"])
    True
    """
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_lines("given_names.tsv")):
        for form in line.split():
            for reading in {*sounds_of(form).full[:1], plain_letters(form)}:
                groups.setdefault(reading, set()).add(number)
    return {reading: frozenset(numbers) for reading, numbers in groups.items()}


@cache
def first_name_forms() -> dict[str, int]:
    """The first group of every form of a first name that the table lists, by its plain letters.

    >>> first_name_forms()["muhammad"] == first_name_forms()["mohamed"]
    True
    """
    forms: dict[str, int] = {}
    for number, line in enumerate(_lines("given_names.tsv")):
        for form in line.split():
            forms.setdefault(plain_letters(form), number)
    return forms
