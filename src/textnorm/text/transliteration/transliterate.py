"""``transliterate``: Cyrillic, Greek, Arabic and Hebrew in Latin letters, by a scheme, and back where it is defined."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import combining, normalize

from textnorm.errors import UnknownOption, need_text
from textnorm.text.transliteration.schemes import (
    SOURCES,
    back_table,
    frequent_names,
    rules_of,
    targets_of,
)

__all__ = ["guess_source", "transliterate"]

_SCRIPTS = {
    "cyrillic": "\u0400-\u052f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "arabic": "\u0620-\u06ff",
    "hebrew": "\u05d0-\u05ea",
}
_SCRIPT_OF = {"el": "greek", "ar": "arabic", "he": "hebrew"}
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0655"
_RUNS = {
    name: re.compile(f"[{letters}](?:[{letters}{_MARKS}]|['’ʼ](?=[{letters}]))*") for name, letters in _SCRIPTS.items()
}
_ANY = re.compile(
    "|".join(f"(?P<{name}>{run.pattern})" for name, run in _RUNS.items()) + "|(?P<other>[^\x00-\u036f\u1e00-\u2bff]+)"
)
# Letters that tell one Cyrillic language from another, the surest first.
_TELLING = (("uk", "іїєґ"), ("be", "ў"), ("mk", "ѓќѕ"), ("sr", "ђћљњџј"))


def guess_source(text: str) -> str:
    """The language of a text in Cyrillic letters, by the letters that only one has; Russian if none tells.

    >>> guess_source("Кличко Віталій"), guess_source("Лукашэнка ў Мінску"), guess_source("Путин")
    ('uk', 'be', 'ru')
    """
    letters = set(text.lower())
    if "і" in letters and letters & set("ўыэё"):
        return "be"
    for language, telling in _TELLING:
        if letters & set(telling):
            return "mk" if language == "sr" and letters & set("ѓќѕ") else language
    return "ru"


def transliterate(text: str, source: str = "auto", target: str = "de") -> str:
    """Write ``text`` in Latin letters as ``target`` does; with a scheme as ``source``, write it back.

    ``source`` is the language of the text: ru, uk, be, bg, sr, mk, el, ar or he. ``"auto"`` goes by the script, and
    among Cyrillic languages by the letters that only one of them has; then Unidecode writes scripts without rules.
    ``target`` is "de" (Duden), "en" (BGN/PCGN as printed), "bgn" (BGN/PCGN with its signs), "fr", "scientific", "iso9"
    (Cyrillic) or "iso843" (Greek). Back: ``source="iso9", target="ru"``; defined are iso9 into the Cyrillic
    languages, iso843 into el, and scientific into sr and mk. What is not in the script of the source stays as it is.

    Raises ``UnknownOption`` for a source or a scheme that does not exist, and ``BadRecord`` for anything but ``str``.

    >>> transliterate("Никита Хрущёв und Пётр Чайковский", "ru")
    'Nikita Chruschtschow und Pjotr Tschaikowski'
    >>> transliterate("Криворучко", "uk", "en"), transliterate("Криворучко", "ru", "de")
    ('Kryvoruchko', 'Kriworutschko')
    >>> transliterate(transliterate("Объезд", "ru", "iso9"), "iso9", "ru")
    'Объезд'
    """
    need_text(text, "transliterate")
    if source == "auto":
        return _by_script(text, target)
    if source in SOURCES:
        rules_of(source, target)
        run = _RUNS[_SCRIPT_OF.get(source, "cyrillic")]
        return run.sub(lambda found: _forth(found[0], source, target), text)
    if target in SOURCES and source in SOURCES[target].reversible:
        return _back(text, source, target)
    ways_back = sorted({scheme for each in SOURCES.values() for scheme in each.reversible})
    if source in ways_back and target in SOURCES:
        known = ", ".join(SOURCES[target].reversible) or "none"
        raise UnknownOption(f"source={source!r}, target={target!r}: not defined; back into {target!r} from: {known}")
    raise UnknownOption.among("source", source, ["auto", *SOURCES, *ways_back])


def _by_script(text: str, target: str) -> str:
    every = {scheme for source in SOURCES for scheme in targets_of(source)}
    if target not in every:
        raise UnknownOption.among("target", target, sorted(every))
    if text.isascii():
        return text
    cyrillic = guess_source(text)

    def write(found: re.Match[str]) -> str:
        script = found.lastgroup or ""
        if script == "other":
            from unidecode import unidecode

            written = "".join("" if "\ud800" <= c <= "\udfff" else unidecode(c).replace("`", "") for c in found[0])
            return written.strip() if found[0].strip() == found[0] else written
        source = {"cyrillic": cyrillic, "greek": "el", "arabic": "ar", "hebrew": "he"}[script]
        scheme = target if target in targets_of(source) else {"iso9": "iso843"}.get(target, "en")
        return _forth(found[0], source, scheme if scheme in targets_of(source) else "en")

    return _ANY.sub(write, text)


def _forth(run: str, source: str, target: str) -> str:
    """A run of letters of one script."""
    run = normalize("NFC", run)
    lower = run.lower() if len(run.lower()) == len(run) else "".join(c.lower()[:1] for c in run)
    names = frequent_names(source, target)
    if lower in names:
        return names[lower]
    if source == "he" or source == "ar":
        run = lower = "".join(character for character in lower if not combining(character))
        if lower in names:
            return names[lower]
    rules = rules_of(source, target)
    keep_marks = target in SOURCES[source].reversible
    written: list[str] = []
    place, end = 0, len(run)
    while place < end:
        for rule in rules.get(lower[place], ()):
            stop = place + len(rule.letters)
            if (
                lower.startswith(rule.letters, place)
                and (not rule.before or _neighbour(lower, place - 1, -1) in rule.before)
                and (not rule.after or _neighbour(lower, stop, 1) in rule.after)
            ):
                written.append(_cased(rule.written, run, place, stop))
                place = stop
                break
        else:
            if keep_marks or not combining(run[place]):
                written.append(run[place])
            place += 1
    return "".join(written)


def _neighbour(text: str, place: int, step: int) -> str:
    while 0 <= place < len(text) and combining(text[place]):
        place += step
    return text[place] if 0 <= place < len(text) else " "


def _cased(written: str, run: str, start: int, stop: int) -> str:
    if not run[start].isupper():
        return written
    following, before = run[stop : stop + 1], run[:start].rstrip("'’ʼ")[-1:]
    all_capitals = run[start + 1 : stop].isupper() if stop - start > 1 else False
    if all_capitals or (following.isupper() if following.isalpha() else before.isupper()):
        return written.upper()
    return written[:1].upper() + written[1:]


@cache
def _back_pattern(scheme: str, language: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(back_table(scheme, language), key=len, reverse=True))), re.I)


def _back(text: str, scheme: str, language: str) -> str:
    table = back_table(scheme, language)
    text = normalize("NFC", text)

    def read(found: re.Match[str]) -> str:
        letters = table.get(found[0].lower())
        if letters is None:
            return found[0]
        start, stop = found.span()
        upper = found[0][0].isupper()
        if not found[0][0].isalpha() or found[0] in "ʹʺ":
            following = text[stop : stop + 1]
            upper = text[max(start - 1, 0) : start].isupper() and (
                following.isupper() if following.isalpha() else text[max(start - 2, 0) : max(start - 1, 0)].isupper()
            )
        if upper:
            return letters.upper()
        if letters == "σ" and not text[stop : stop + 1].isalpha() and text[max(start - 1, 0) : start].isalpha():
            return "ς"
        return letters

    return _back_pattern(scheme, language).sub(read, text)
