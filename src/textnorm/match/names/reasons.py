"""Why two names are one or two persons', in words."""

from __future__ import annotations

from functools import lru_cache

from textnorm.text.names.judge import Match, Verdict
from textnorm.text.names.parse import ParsedName
from textnorm.text.names.sounds import plain_letters
from textnorm.text.transliteration.schemes import targets_of
from textnorm.text.transliteration.transliterate import guess_source, transliterate

__all__ = ["reasons_for"]

_LANGUAGES = {
    "ru": "Russian", "uk": "Ukrainian", "be": "Belarusian", "bg": "Bulgarian", "sr": "Serbian", "mk": "Macedonian",
    "el": "Greek", "ar": "Arabic", "he": "Hebrew",
}  # fmt: skip
_SCHEMES = {
    "de": "German", "en": "English", "bgn": "BGN/PCGN", "fr": "French", "iso9": "ISO 9", "iso843": "ISO 843",
    "scientific": "scientific",
}  # fmt: skip
_SCRIPTS = (
    ("cyrillic", "\u0400", "\u052f"),
    ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"),
    ("ar", "\u0600", "\u06ff"),
)


def reasons_for(a: ParsedName, b: ParsedName, verdict: Verdict) -> tuple[str, ...]:
    """The reasons for a verdict, those that separate first."""
    reasons = list(verdict.remarks)
    reasons += [reason for match in sorted(verdict.matches) if (reason := _of_match(a, b, match))]
    for side, name, places in (("A", a, verdict.only_a), ("B", b, verdict.only_b)):
        other = verdict.only_b if side == "A" else verdict.only_a
        if not other:
            for place in places:
                word = name.words[place]
                reasons.append(f"{word.role or ('initial' if word.initial else 'name')} {word.text} only in {side}")
    if verdict.swapped or a.family_first != b.family_first:
        reasons.append("order differs")
    return tuple(reasons) or ("the same words",)


def _of_match(a: ParsedName, b: ParsedName, match: Match) -> str:
    one, two = a.words[match.a].text, b.words[match.b].text
    way = match.likeness.way
    if way in ("equal", "joined"):
        return "" if one.lower() == two.lower() or way == "joined" else f"{one} = {two}: but for marks"
    if way == "initial":
        return f"{one} fits {two}: an initial"
    if way == "form":
        return f"{one} = {two}: forms of one name"
    if way == "gender":
        return f"{one} = {two}: feminine form"
    return f"{one} = {two}: {_transcription(one, two)}"


@lru_cache(1 << 14)
def _transcription(one: str, two: str) -> str:
    """Which language and scheme make ``two`` of ``one``, or the other way round."""
    sources = _source_of(one), _source_of(two)
    if sources[0] == sources[1]:
        pair = _common_origin(one, two) if not sources[0] else ""
        return pair or "a variant of its spelling"
    if sources[1]:
        one, two, sources = two, one, (sources[1], sources[0])
    source = sources[0]
    for target in targets_of(source):
        if plain_letters(transliterate(one, source, target)) == plain_letters(two):
            return f"{_LANGUAGES[source]}, {_SCHEMES[target]} transcription"
    return f"{_LANGUAGES[source]}, as it sounds"


def _source_of(word: str) -> str:
    for script, first, last in _SCRIPTS:
        if any(first <= character <= last for character in word):
            return guess_source(word) if script == "cyrillic" else script
    return ""


def _common_origin(one: str, two: str) -> str:
    """Two Latin spellings that differ as the transcriptions of two languages do."""
    marks = {"German": ("tsch", "sch", "w"), "English": ("sh", "kh", "zh", "v", "ch"), "French": ("ou", "tch")}
    names = []
    for word in (one.lower(), two.lower()):
        found = [name for name, signs in marks.items() if any(sign in word for sign in signs)]
        if word.isascii() is False and any(letter in word for letter in "čšžćđ"):
            found = ["scientific"]
        names.append(found[0] if found else "")
    if names[0] and names[1] and names[0] != names[1]:
        return f"{names[0]} and {names[1]} transcription"
    return ""
