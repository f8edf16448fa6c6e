"""Why two headlines are the same item or not, in words for people."""

from __future__ import annotations

from textnorm.kernels.headline_features import FEATURES
from textnorm.kernels.headline_flags import (
    DATED,
    EXACT,
    GROUP,
    JOINED,
    LABEL,
    NOUN,
    PHONETIC,
    PLACE,
    STEM,
    STOP,
    TRUNCATED,
    TYPO,
    UNMET,
)
from textnorm.match.headlines.classifier import Verdict
from textnorm.match.headlines.numbers import KINDS, MASKS
from textnorm.match.headlines.parse import ParsedHeadline
from textnorm.match.headlines.words import Word, word_weight

__all__ = ["reasons_for"]

_RELATIONS = {
    PHONETIC: "name",
    GROUP: "same meaning",
    PLACE: "same place",
    TYPO: "slip",
    JOINED: "compound",
    STEM: "form",
}


def reasons_for(a: ParsedHeadline, b: ParsedHeadline, verdict: Verdict) -> tuple[str, ...]:
    """What separates the pair first, then what was set aside, then what agrees."""
    features = dict(zip(FEATURES, verdict.features, strict=False))
    separating = _numbers(a, b)
    if features["swapped"]:
        separating.append("roles swapped")
    if features["polarity_clash"]:
        separating.append(_opposites(a, b))
    if features["negation"]:
        separating.append("negation in one of the two")
    lone_a = _lone(a.words, verdict.alignment.partner, a.kicker_end)
    lone_b = _lone(b.words, verdict.alignment.back, b.kicker_end)
    if lone_a or lone_b:
        separating.append(_only(lone_a, lone_b))
    aside = [*_parts(a, b, verdict.alignment.partner), *_parts(b, a, verdict.alignment.back)]
    return tuple(separating + aside + _agreeing(a, b, verdict))


def _only(mine: list[str], theirs: list[str]) -> str:
    """What only one of the two has.

    >>> _only(["Afrika"], ["Asien"]), _only([], ["Reform"])
    ('only in A: Afrika; only in B: Asien', 'only in B: Reform')
    """
    return "; ".join(f"only in {side}: {', '.join(own)}" for side, own in (("A", mine), ("B", theirs)) if own)


def _numbers(a: ParsedHeadline, b: ParsedHeadline) -> list[str]:
    """Numbers that only one side has, by kind."""
    reasons = []
    for kind in sorted({kind for kind, _, _ in a.numbers + b.numbers}):
        mine, theirs = (
            [
                written
                for k, value, written in side.numbers
                if k == kind and not any(MASKS[k] & MASKS[o] and value == v for o, v, _ in other.numbers)
            ]
            for side, other in ((a, b), (b, a))
        )
        if not mine and not theirs:
            continue
        if mine and theirs:
            verb = "differ" if KINDS[kind].endswith("s") and not MASKS[kind] & DATED else "differs"
            reasons.append(f"{KINDS[kind]} {verb}: {', '.join(mine)} / {', '.join(theirs)}")
        else:
            reasons.append(f"{KINDS[kind]} {_only(mine, theirs)}")
    return reasons


def _opposites(a: ParsedHeadline, b: ParsedHeadline) -> str:
    for left in a.words:
        for right in b.words:
            if left.polarity and left.polarity == -right.polarity:
                return f"opposites: {left.surface} / {right.surface}"
    return "opposites"


def _lone(words: tuple[Word, ...], partner: list[int], kicker_end: int) -> list[str]:
    """The rarest words of one headline that the other does not have, kickers and labels apart."""
    lone = [
        word
        for place, word in enumerate(words)
        if partner[place] == UNMET and place >= kicker_end and not word.flags & (STOP | LABEL)
    ]
    lone.sort(key=lambda word: -word_weight(word.surprisal) - 0.3 * bool(word.flags & NOUN))
    return [word.surface for word in lone[:3]]


def _parts(a: ParsedHeadline, b: ParsedHeadline, partner: list[int]) -> list[str]:
    """What surrounds the news in ``a`` and was set aside."""
    reasons = []
    kicker = range(a.kicker_end)
    if a.kicker_end and all(partner[place] == UNMET or a.words[place].flags & STOP for place in kicker):
        reasons.append(f"kicker removed: {a.parts.kicker}")
    if a.parts.suffix and a.parts.suffix != b.parts.suffix:
        reasons.append(f"site removed: {a.parts.suffix}")
    reasons.extend(f"mark removed: {mark}" for mark in a.parts.marks if mark not in b.parts.marks)
    if a.marks & TRUNCATED and not a.parts.slug:
        reasons.append("cut off by an ellipsis")
    if a.parts.slug:
        reasons.append("read from a URL")
    return reasons


def _agreeing(a: ParsedHeadline, b: ParsedHeadline, verdict: Verdict) -> list[str]:
    """What agrees, and how words in different spelling were paired."""
    middle = len(a.words)
    spelled: list[str] = []
    paired: list[str] = []
    shared: list[tuple[float, str]] = []
    for place, word in enumerate(a.words):
        if verdict.alignment.partner[place] < 0 or word.flags & STOP:
            continue
        other = b.words[verdict.alignment.partner[place] - middle]
        relation = verdict.alignment.relation[place]
        if relation == EXACT:
            spelling = _spelling(word.surface, other.surface)
            if spelling and spelling not in spelled:
                spelled.append(spelling)
            shared.append((word_weight(word.surprisal), word.surface))
        elif relation in _RELATIONS and len(paired) < 3:
            paired.append(f"{_RELATIONS[relation]}: {word.surface} = {other.surface}")
    reasons = spelled[:2] + paired
    numbers = [w for k, v, w in a.numbers if any(MASKS[k] & MASKS[o] and v == x for o, x, _ in b.numbers)]
    if numbers:
        reasons.append(f"same numbers: {', '.join(numbers[:3])}")
    if shared:
        shared.sort(key=lambda pair: -pair[0])
        reasons.append(f"shared: {', '.join(surface for _, surface in shared[:4])}")
    return reasons


def _spelling(a: str, b: str) -> str:
    """How two spellings of one word differ."""
    lower_a, lower_b = a.lower(), b.lower()
    if lower_a == lower_b:
        return ""
    for umlaut, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        if (umlaut in lower_a) != (umlaut in lower_b):
            first, second = (umlaut, spelled) if umlaut in lower_a else (spelled, umlaut)
            return f"spelling: {first} = {second}"
    return f"spelling: {a} = {b}"
