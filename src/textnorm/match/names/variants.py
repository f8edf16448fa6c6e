"""Spellings of one name in many texts: find them, and write a name in one way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textnorm.errors import need_many, need_text
from textnorm.match.names.blocks import block_keys
from textnorm.match.names.judge import judge_names
from textnorm.match.names.likeness import likeness
from textnorm.match.names.parse import parse_name
from textnorm.text.edits import Edit, apply_edits

__all__ = ["NameVariants", "find_name_variants", "normalise_names"]

_PARTICLE = "(?:von|van|de|der|den|zu|al|el|bin|ibn|da|di|del|la|le)"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-я]"
_NAME_WORD = rf"(?:{_CAPITAL}[\w’']*(?:-[\w’']+)*|{_CAPITAL}\.)"
# A name in running text: two to four capitalised words, with particles between.
_NAME = re.compile(rf"\b{_NAME_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{1,3}}")
# Two spellings of one name, as one text may have them: as sure as this.
_SURE = 0.86


@dataclass(frozen=True, slots=True)
class NameVariants:
    """Spellings of one name, with how often each occurs, the most frequent first. ``proposal`` is that one."""

    spellings: tuple[tuple[str, int], ...]

    @property
    def proposal(self) -> str:
        """The most frequent spelling."""
        return self.spellings[0][0]


def find_name_variants(texts: Iterable[str], *, min_words: int = 2) -> list[NameVariants]:
    """Names that ``texts`` spell in several ways, for review: the groups with the most occurrences first.

    A name is two to four capitalised words of the text that follow one another. Two spellings are of one name if all
    their words sound alike; names of different persons may sound alike, so read the groups before you use them.

    >>> texts = ["Wladimir Putin reist ab.", "Gestern sprach Vladimir Putin.", "Es sprach Wladimir Putin."]
    >>> find_name_variants(texts)[0].spellings
    (('Wladimir Putin', 2), ('Vladimir Putin', 1))
    """
    need_many(texts, "find_name_variants")
    counts: Counter[str] = Counter()
    for text in texts:
        need_text(text, "find_name_variants")
        counts.update(_names_in(text))
    groups: list[list[str]] = []
    filed: dict[str, list[int]] = {}
    for spelling, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if len(spelling.split()) < min_words:
            continue
        keys = {key for key, _ in block_keys(parse_name(spelling))}
        near = sorted({group for key in keys for group in filed.get(key, ())})
        home = next((group for group in near if _one_spelling_of(groups[group][0], spelling)), None)
        if home is None:
            home = len(groups)
            groups.append([])
            for key in keys:
                filed.setdefault(key, []).append(home)
        groups[home].append(spelling)
    found = [NameVariants(tuple((name, counts[name]) for name in group)) for group in groups if len(group) > 1]
    return sorted(found, key=lambda variants: -sum(count for _, count in variants.spellings))


def _names_in(text: str) -> Iterator[str]:
    """The names of a text. A word before a known first name is none of it: Kremlchef Wladimir Putin."""
    for found in _NAME.finditer(text):
        words = found[0].split()
        known = next((place for place, word in enumerate(words) if any(w.groups for w in parse_name(word).words)), None)
        if known is None:
            known = int(len(words) > 2 and text[: found.start()].rstrip()[-1:] in ("", ".", "!", "?", ":"))
        if len(words) - known > 1:
            yield " ".join(words[known:])


def _one_spelling_of(known: str, spelling: str) -> bool:
    """Whether two names have the same words in the same order, in different spellings."""
    a, b = parse_name(known), parse_name(spelling)
    if len(a.words) != len(b.words) or a.generation != b.generation:
        return False
    verdict = judge_names(a, b)
    if verdict.score < _SURE or verdict.swapped:
        return False
    # A short form, an initial or a feminine form is no other spelling.
    return all(match.likeness.way in ("equal", "sounds", "edits") for match in verdict.matches) and all(
        one.text.isascii() == other.text.isascii() or likeness(one, other).value > 0.0
        for one, other in zip(a.words, b.words, strict=True)
    )


def normalise_names(text: str, names: Iterable[str]) -> str:
    """Write the names of ``text`` as ``names`` does, where the text spells one of them in another way.

    >>> normalise_names("Alexey Krivoruchko verteidigt Vladimir Putin.", ["Wladimir Putin", "Alexei Kriworutschko"])
    'Alexei Kriworutschko verteidigt Wladimir Putin.'
    """
    return apply_edits(text, find_names(text, names))


def find_names(text: str, names: Iterable[str]) -> list[Edit]:
    """The edits of ``normalise_names``, each with its evidence."""
    need_text(text, "normalise_names")
    need_many(names, "normalise_names")
    filed: dict[str, list[str]] = {}
    for name in names:
        need_text(name, "normalise_names")
        for key, _ in block_keys(parse_name(name)):
            filed.setdefault(key, []).append(name)
    edits = []
    for found in _NAME.finditer(text):
        edit = _edit_of(found, filed)
        if edit is not None:
            edits.append(edit)
    return edits


def _edit_of(found: re.Match[str], filed: dict[str, list[str]]) -> Edit | None:
    """The first run of words in a match that is another spelling of a filed name."""
    words = list(re.finditer(r"\S+", found[0]))
    for size in range(len(words), 1, -1):
        for first in range(len(words) - size + 1):
            start, end = words[first].start(), words[first + size - 1].end()
            spelling = found[0][start:end]
            keys = [key for key, _ in block_keys(parse_name(spelling))]
            for name in dict.fromkeys(name for key in keys for name in filed.get(key, ())):
                if name == spelling:
                    return None
                if _one_spelling_of(name, spelling):
                    place = found.start() + start
                    return Edit(place, place + len(spelling), name, f"{spelling} is a spelling of {name}")
    return None
