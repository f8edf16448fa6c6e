"""A letter of one word that another page shows as a sign, or as a letter of another script: ``Citro‰n``, ``Chβteau``.

A single place says nothing of the page of a text. But no word holds such a sign between two small letters, and where
one reading alone makes it a likely word of some language, that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import LABELS, Mixup, mixup
from textnorm.text.encoding.word_likelihood import is_word_anywhere, least_cost

__all__ = ["LONE_LETTERS", "find_lone_letters"]

_PAIRS = (
    Mixup("cp850", "cp1252"),
    Mixup("cp437", "cp1252"),
    Mixup("cp1252", "cp850"),
    Mixup("cp1252", "cp1253"),
    Mixup("cp1252", "cp1251"),
)
# Signs that nobody writes between two letters; Greek and Cyrillic letters that nobody takes for a Latin one.
_SIGNS = "‰‡†ƒ¢£¤¡¾¶‚"
_OTHER_SCRIPT = "βδζθιλμξπσφςόύϊ" + "бвдзилнптфцчшщыэюяй"
#: All of these; the kernel that reads many texts leaves a text that has one to these rules.
LONE_LETTERS = _SIGNS + _OTHER_SCRIPT
_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýœšž")
_WORD = lazy(
    f"(?<![^\\W\\d_])(?=[A-Za-z]{{1,20}}[{LONE_LETTERS}])[A-Z]?(?:[a-z]|(?<=[A-Za-z])[{LONE_LETTERS}](?=[a-z])){{4,24}}"
    r"(?![^\W\d_]|[‰‡†ƒ¢£¤¡¾¶‚])"
)
_SHORTEST = 5  # letters of a word
_STRICT = -7.5  # two letters in a row that score less are in no word ...
_LIKELY = 5.0  # ... and it costs no more bits a letter
_APART = 8.0  # bits by which the reading must be likelier than any other


def find_lone_letters(text: str) -> list[Edit]:
    """Find letters that stand in a word as signs, or as letters of another script, and say which were meant.

    >>> find_lone_letters("Der neue Citro‰n")
    [Edit(start=14, end=15, after='ë', evidence='CP850 read as cp1252', confidence=0.9)]
    >>> find_lone_letters("TGFβ1, priνat, a‰b")
    []
    """
    return [edit for match in _WORD.finditer(text) for edit in _edits(match[0], match.start())]


def _edits(word: str, start: int) -> Iterator[Edit]:
    found = _meant(word)
    if found is None:
        return
    meant, pair = found
    why = f"{LABELS[pair.written]} read as {LABELS[pair.read]}"
    for place, (before, after) in enumerate(zip(word, meant, strict=True), start):
        if before != after:
            yield Edit(place, place + 1, after, why, 0.9)


@lru_cache(maxsize=1 << 12)
def _meant(word: str) -> tuple[str, Mixup] | None:
    """The one likely word that ``word`` was, and the pair of pages that explains it."""
    readings: dict[str, Mixup] = {}
    for pair in _PAIRS:
        table = mixup(pair.written, pair.read)
        meant = word.translate(table)
        if all(before == after or after in _LETTERS for before, after in zip(word, meant, strict=True)):
            readings.setdefault(meant, pair)
    readings.pop(word, None)
    costs = sorted((least_cost(reading), reading) for reading in readings if reading.isalpha())
    if not costs or len(word) < _SHORTEST or (len(costs) > 1 and costs[1][0] - costs[0][0] < _APART):
        return None
    cost, best = costs[0]
    if cost > _LIKELY * (len(best) + 1) or not is_word_anywhere(best, _STRICT):
        return None
    return best, readings[best]
