"""The keys under which a name is filed: names that share one may be one person's. A key is cheap and only proposes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from textnorm.text.names.chinese import chinese_readings
from textnorm.text.names.parse import ParsedName, Word

__all__ = ["FITS", "INITIAL", "WHOLE", "block_keys"]

WHOLE, INITIAL, FITS = 1, 2, 3
_WORDS = 6  # words of a name that are filed


@lru_cache(1 << 17)
def _skeletons(word: Word) -> tuple[str, ...]:
    """The skeletons of a word; of a consonantal script also without the consonants that may be vowels."""
    if word.initial:
        return ()
    found = list(dict.fromkeys(word.sounds.skeleton))
    if not word.sounds.vowels:
        bare = [skeleton.removeprefix("A").replace("v", "") for skeleton in found]
        found = list(dict.fromkeys([*found, *bare, *("A" + each for each in bare)]))
    return tuple(found)


@lru_cache(1 << 17)
def _leads(word: Word) -> frozenset[str]:
    """How a word begins, in every reading; of a first name also the groups that it belongs to."""
    if word.initial:
        return frozenset()
    leads = {loose[:2] for loose in word.sounds.loose}
    if not word.sounds.vowels:
        leads |= {"A" + loose[:1] for loose in word.sounds.loose}
    return frozenset(leads | {f"={group}" for group in word.groups})


@lru_cache(1 << 17)
def _letters(word: Word) -> frozenset[str]:
    """The first sounds of a word, to be met by an initial."""
    return frozenset({loose[:1] for loose in word.sounds.loose} | {word.sounds.plain[:1]})


def block_keys(name: ParsedName, *, initials: bool = True) -> Iterator[tuple[str, int]]:
    """The keys of a name, each with what it holds: a word and the beginning of another, or ``WHOLE`` words, or a
    word and an initial; of those, two names meet only if one has the initial (``INITIAL``) indeed. Without
    ``initials``, no name has one.

    >>> from textnorm.text.names.parse import parse_name
    >>> names = [parse_name(name) for name in ("Boris Jelzin", "Yeltsin, B.", "Борис Ельцин")]
    >>> keys = [{key for key, _ in block_keys(name)} for name in names]
    >>> bool(keys[0] & keys[1] & keys[2])
    True
    """
    words = name.words[:_WORDS]
    if len(words) == 1:
        for skeleton in _skeletons(words[0]):
            yield f"1 {skeleton}", 0
    skeletons = [_skeletons(word) for word in words]
    leads = [_leads(word) for word in words]
    letters = [_letters(word) if initials else () for word in words]
    for place, whole in enumerate(skeletons):
        for skeleton in whole:
            for other in range(len(words)):
                if other == place:
                    continue
                for lead in leads[other]:
                    yield f"{skeleton} {lead}", 0
                for letter in letters[other]:
                    yield f"{skeleton}.{letter}", INITIAL if words[other].initial else FITS
                if other > place:
                    for second in skeletons[other]:
                        yield (f"{skeleton}  {second}" if skeleton < second else f"{second}  {skeleton}"), WHOLE
    if len(name.spoken) > 1:
        for reading in chinese_readings(name.spoken[:4]):
            yield "zh " + " ".join(sorted(reading)), WHOLE
            yield "zh " + reading[0] + "".join(reading[1:]), WHOLE
