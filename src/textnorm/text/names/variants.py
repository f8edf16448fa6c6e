"""Spellings of one name in texts: find them, and write a name in one way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from textnorm.errors import UnknownOption, need_many, need_text
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.names.block_keys import block_keys
from textnorm.text.names.judge import judge_names
from textnorm.text.names.likeness import likeness
from textnorm.text.names.parse import parse_name
from textnorm.text.transliteration.schemes import SOURCES, targets_of
from textnorm.text.transliteration.transliterate import transliterate

__all__ = ["NameVariants", "bind_names", "find_name_variants", "normalise_names", "way_of_writing"]

_PARTICLE = "(?:von|van|de|der|den|zu|al|el|bin|ibn|da|di|del|la|le)"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-я]"
# With bounds, as every part of a chain of hyphens without end would be the beginning of another.
_NAME_WORD = rf"(?:{_CAPITAL}[\w’']{{0,40}}(?:-[\w’']{{1,40}}){{0,4}}(?![\w’'])|{_CAPITAL}\.)"
# A name in running text: two to four capitalised words, with particles between.
_NAME = re.compile(rf"\b{_NAME_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{1,3}}")
_ONE_WORD = re.compile(rf"(?<![\w’'-]){_NAME_WORD}")
_EXCHANGED = str.maketrans("wyicqzx", "vjjkksk")
_SHORTEST = 5  # letters of a name that stands alone
# Two spellings of one name, as one text may have them: as sure as this.
_SURE = 0.86
#: What the step ``names`` takes beside a list of names.
KEEP, FREQUENT = "keep", "frequent"
_ENDINGS = frozenset(("s", "es", "n", "en", "e", "er", "em", "'", "’", "'s", "’s"))
_SPELLINGS = ("equal", "sounds", "edits")
_HEARD = ("equal", "sounds")
_WORD = re.compile(r"\S+")
_DIGIT = re.compile(r"\d")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


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
    spellings = [
        name for name in sorted(counts, key=lambda name: (-counts[name], name)) if len(name.split()) >= min_words
    ]
    groups = _groups(spellings)
    found = [NameVariants(tuple((name, counts[name]) for name in group)) for group in groups if len(group) > 1]
    return sorted(found, key=lambda variants: -sum(count for _, count in variants.spellings))


def _groups(spellings: Iterable[str], ways: tuple[str, ...] = _SPELLINGS) -> list[list[str]]:
    """Spellings of one name each; the first of a group is the one that the others are compared with."""
    groups: list[list[str]] = []
    filed: dict[str, list[int]] = {}
    for spelling in spellings:
        keys = {key for key, _ in block_keys(parse_name(spelling))}
        near = sorted({group for key in keys for group in filed.get(key, ())})
        home = next((group for group in near if _one_spelling_of(groups[group][0], spelling, ways)), None)
        if home is None:
            home = len(groups)
            groups.append([])
            for key in keys:
                filed.setdefault(key, []).append(home)
        groups[home].append(spelling)
    return groups


def _names_in(text: str) -> Iterator[str]:
    """The names of a text. A word before a known first name is none of it: Kremlchef Wladimir Putin."""
    for found in _NAME.finditer(text):
        words = found[0].split()
        known = next((place for place, word in enumerate(words) if any(w.groups for w in parse_name(word).words)), None)
        if known is None:
            known = int(len(words) > 2 and text[: found.start()].rstrip()[-1:] in ("", ".", "!", "?", ":"))
        if len(words) - known > 1:
            yield " ".join(words[known:])


def _one_spelling_of(known: str, spelling: str, ways: tuple[str, ...] = _SPELLINGS) -> bool:
    """Whether two names have the same words in the same order, in different spellings."""
    if _DIGIT.findall(known) != _DIGIT.findall(spelling):
        return False
    a, b = parse_name(known), parse_name(spelling)
    if len(a.words) != len(b.words) or a.generation != b.generation:
        return False
    verdict = judge_names(a, b)
    if verdict.score < _SURE or verdict.swapped:
        return False
    # A short form, an initial or a feminine form is no other spelling.
    return all(match.likeness.way in ways for match in verdict.matches) and all(
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
    return _edits(text, _file(names))


def _file(names: Iterable[str]) -> dict[str, list[str]]:
    """The names by their block keys."""
    filed: dict[str, list[str]] = {}
    for name in names:
        need_text(name, "normalise_names")
        for key, _ in block_keys(parse_name(name)):
            filed.setdefault(key, []).append(name)
    return filed


def _edits(text: str, filed: dict[str, list[str]], ways: tuple[str, ...] = _SPELLINGS) -> list[Edit]:
    edits = [_edit_of(found, filed, ways) for found in _NAME.finditer(text)] if filed else []
    found = [edit for edit in edits if edit is not None]
    if any(len(name.split()) == 1 for names in filed.values() for name in names):
        taken = {place for edit in found for place in range(edit.start, edit.end)}
        found += [edit for edit in _edits_of_words(text, filed) if edit.start not in taken]
    return sorted(found)


def _edits_of_words(text: str, filed: dict[str, list[str]]) -> Iterator[Edit]:
    """The words that sound like a filed name of one word; a slip of the pen may be another name, or no name."""
    for found in _ONE_WORD.finditer(text):
        word = found[0]
        if len(word) < _SHORTEST or not word[-1].isalpha():  # Scholz' is a genitive
            continue
        keys = [key for key, _ in block_keys(parse_name(word))]
        names = dict.fromkeys(
            name
            for key in keys
            for name in filed.get(key, ())
            if len(name.split()) == 1 and _first_letter(name) == _first_letter(word)
        )
        if word not in names:
            name = next((name for name in names if _one_spelling_of(name, word, _HEARD)), None)
            if name is not None:
                yield Edit(*found.span(), name, f"{word} is a spelling of {name}")


def _first_letter(word: str) -> str:
    """The letter with which a word begins, those as one that transcriptions exchange there: but Fieber is not Weber."""
    words = parse_name(word).words
    letter = words[0].sounds.plain[:1] if words else ""
    return transliterate(letter, "auto", "en")[:1].lower().translate(_EXCHANGED)


def _edit_of(found: re.Match[str], filed: dict[str, list[str]], ways: tuple[str, ...]) -> Edit | None:
    """The first run of words in a match that is another spelling of a filed name."""
    words = list(_WORD.finditer(found[0]))
    for size in range(len(words), 1, -1):
        for first in range(len(words) - size + 1):
            start, end = words[first].start(), words[first + size - 1].end()
            spelling = found[0][start:end]
            plain = " ".join(spelling.split())  # a no-break space is no other spelling
            keys = [key for key, _ in block_keys(parse_name(plain))]
            for name in dict.fromkeys(name for key in keys for name in filed.get(key, ())):
                if name == plain:
                    return None
                if len(name.split()) == 1:
                    continue  # Kanzler Scholz is no spelling of Scholz
                if _one_spelling_of(name, plain, ways):
                    place = found.start() + start
                    return Edit(place, place + len(spelling), name, f"{plain} is a spelling of {name}")
    return None


def way_of_writing(names: Iterable[str] | str | bool) -> tuple[str, ...] | str:
    """What the option ``names`` says: ``"keep"``, ``"frequent"``, a scheme of transliteration, or the names.

    Raises ``UnknownOption`` for another word.

    >>> way_of_writing(True), way_of_writing(["Wladimir Putin"]), way_of_writing("en"), way_of_writing([])
    ('frequent', ('Wladimir Putin',), 'en', 'keep')
    """
    if isinstance(names, bool):
        return FREQUENT if names else KEEP
    words = [KEEP, FREQUENT, *sorted({scheme for source in SOURCES for scheme in targets_of(source)})]
    if isinstance(names, str):
        if names not in words:
            raise UnknownOption(
                f"names={names!r}: expected a list of names, such as ['Wladimir Putin'], or one of: {', '.join(words)}"
            )
        return names
    if not hasattr(names, "__iter__"):
        raise UnknownOption(f"names={names!r}: expected names in a list, such as ['Wladimir Putin']")
    given = tuple(names)
    for name in given:
        if not isinstance(name, str):
            raise UnknownOption(f"names: expected str, got {type(name).__name__}: {name!r}")
    if len(given) == 1 and given[0] in words:  # a flag of the command line, which takes a list
        return given[0]
    return given or KEEP


def bind_names(names: tuple[str, ...] | str) -> Callable[[str], list[Edit]]:
    """The finder of the step ``names``: the spellings of one name are written in one way.

    >>> find = bind_names("frequent")
    >>> text = "Wladimir Putin kam. Dann ging Vladimir Putin, und Wladimir Putin schwieg."
    >>> [(edit.start, edit.after) for edit in find(text)]
    [(30, 'Wladimir Putin')]
    """
    if not isinstance(names, str):
        filed = _file(names)
        return lambda text: _edits(text, filed)
    return _find_frequent if names == FREQUENT else lambda text: _find_native(text, names)


def _find_frequent(text: str) -> list[Edit]:
    """Every name as the text spells it most often, and of equally frequent spellings as it does first."""
    counts = Counter(_names_in(text))
    if len(counts) < 2:
        return []
    groups = _groups(sorted(counts, key=lambda name: -counts[name]), _HEARD)
    edits = _edits(text, _file(group[0] for group in groups if len(group) > 1), _HEARD)
    return [edit for edit in edits if _is_slip(text[edit.start : edit.end], edit.after)]


def _is_slip(spelling: str, name: str) -> bool:
    """Whether two words of a name are two spellings, as no list says that it is a name.

    Abbreviations (HTTP and HTTPS), endings (Extension and Extensions), words that differ in their case alone, and
    words of scripts without capitals are none.
    """
    words = list(zip(spelling.split(), name.split(), strict=False))
    differing = [(one, other) for one, other in words if one != other]
    return (
        all(word[0].isupper() or word.islower() for pair in words for word in pair)
        and not any(word.isupper() for pair in differing for word in pair)
        and any(one.casefold() != other.casefold() for one, other in differing)
        and not any(_is_inflected(*sorted(pair, key=len)) for pair in differing)
    )


def _is_inflected(short: str, long: str) -> bool:
    return long[len(short) :] in _ENDINGS and long.startswith(short)


def _find_native(text: str, scheme: str) -> list[Edit]:
    """Names in another script by ``scheme``, and so their spellings in Latin letters beside them."""
    if text.isascii():
        return []
    written: dict[str, str] = {}
    edits = []
    for found in _NAME.finditer(text):
        name = found[0]
        if _LATIN.search(name) or (latin := transliterate(name, "auto", scheme)) == name:
            continue
        written[name] = " ".join(latin.split())
        edits.append(Edit(*found.span(), written[name], f"{name} is {written[name]} by the scheme {scheme}"))
    beside = (edit._replace(after=written[edit.after]) for edit in _edits(text, _file(written)))
    return sorted(edits + [edit for edit in beside if _LATIN.match(text, edit.start) and _changes(text, edit)])


def _changes(text: str, edit: Edit) -> bool:
    return text[edit.start : edit.end] != edit.after
