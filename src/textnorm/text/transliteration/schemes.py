"""THE TABLE of schemes: which source can be written in which scheme. The rules are data, one file a source."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from textnorm.errors import UnknownOption

__all__ = ["SOURCES", "Rule", "Source", "back_table", "frequent_names", "rules_of", "targets_of"]

_DATA = Path(__file__).parent / "data"


class Source(NamedTuple):
    """A language in another script: its vowels and, by scheme, whether it can be read back letter by letter."""

    vowels: str
    reversible: tuple[str, ...] = ()
    names: bool = False


SOURCES = {
    "ru": Source("аеёиоуыэюя", ("iso9",)),
    "uk": Source("аеєиіїоуюя", ("iso9",)),
    "be": Source("аеёіоуыэюя", ("iso9",)),
    "bg": Source("аеиоуъюя", ("iso9",)),
    "sr": Source("аеиоу", ("iso9", "scientific")),
    "mk": Source("аеиоу", ("iso9", "scientific")),
    "el": Source("αεηιουωάέήίόύώϊϋΐΰ", ("iso843",)),
    "ar": Source("اوىي", names=True),
    "he": Source("אהוי", names=True),
}

_ACCENTED = {
    "α": "ά", "ε": "έ", "η": "ή", "ι": "ίϊΐ", "ο": "ό", "υ": "ύϋΰ", "ω": "ώ",
}  # fmt: skip


class Rule(NamedTuple):
    """``letters`` become ``written`` if the character before is in ``before`` and the one behind in ``after``.

    An empty context is any character; a space in a context is the edge of a word.
    """

    letters: str
    before: frozenset[str]
    after: frozenset[str]
    written: str


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line and not line.startswith("#"))


@cache
def _letters(source: str) -> frozenset[str]:
    return frozenset("".join(row[0] for row in _rows(f"{source}.tsv")[1:]))


def _context(cell: str, source: str) -> frozenset[str]:
    if cell == "*":
        return frozenset()
    vowels = frozenset(SOURCES[source].vowels)
    found: set[str] = set()
    for character in cell:
        if character == "V":
            found |= vowels
        elif character == "C":
            found |= _letters(source) - vowels - set("'’ʼ")
        else:
            found.add(" " if character == "^" else character)
    return frozenset(found)


def targets_of(source: str) -> tuple[str, ...]:
    """The schemes of a source.

    >>> targets_of("ru")
    ('de', 'en', 'bgn', 'fr', 'iso9', 'scientific')
    """
    if source not in SOURCES:
        raise UnknownOption.among("source", source, SOURCES)
    return _rows(f"{source}.tsv")[0][3:]


@cache
def rules_of(source: str, target: str) -> dict[str, tuple[Rule, ...]]:
    """The rules of a scheme by their first letter, in the order in which they are tried: longest first."""
    targets = targets_of(source)
    if target not in targets:
        raise UnknownOption.among(f"source={source!r}, target", target, targets)
    column = 3 + targets.index(target)
    rules = []
    for row in _rows(f"{source}.tsv")[1:]:
        letters, written = row[0], row[column]
        if written != ".":
            context = _context(row[1], source), _context(row[2], source)
            rules += [Rule(form, *context, out) for form, out in _forms(letters, written.strip("-"), source, target)]
    by_first: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: -len(rule.letters)):
        by_first.setdefault(rule.letters[0], []).append(rule)
    return {first: tuple(found) for first, found in by_first.items()}


def _forms(letters: str, written: str, source: str, target: str) -> list[tuple[str, str]]:
    """A Greek row serves for its accented letters as well; a scheme that is read back keeps their accents."""
    forms = [(letters, written)]
    if letters == "ال":
        forms = [(letters, "al-")]
    if source != "el":
        return forms
    for accented in _ACCENTED.get(letters[-1], ""):
        if len(letters) == 1 or accented in "άέήίόύώ":
            marks = normalize("NFD", accented)[1:] if target in SOURCES["el"].reversible else ""
            forms.append((letters[:-1] + accented, normalize("NFC", written + marks)))
    return forms


@cache
def back_table(target: str, source: str) -> dict[str, str]:
    """What each spelling of a reversible scheme stands for, lower case."""
    table: dict[str, str] = {}
    for rules in rules_of(source, target).values():
        for rule in rules:
            if rule.written and rule.letters != "ς":
                table.setdefault(rule.written, rule.letters)
                table.setdefault(normalize("NFD", rule.written), rule.letters)  # J̌ has no code point of its own
    return table


@cache
def frequent_names(source: str, target: str) -> dict[str, str]:
    """Frequent names of a source whose script leaves vowels out, as the ``target`` writes them."""
    if not SOURCES[source].names:
        return {}
    header, *rows = _rows(f"names_{source}.tsv")
    return {row[0]: row[header.index(target)] for row in rows} if target in header else {}
