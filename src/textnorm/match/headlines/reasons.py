"""Why two headlines were judged the same or not, in words for people."""

from __future__ import annotations

from textnorm.kernels.headline_features import (
    DATED,
    EXACT,
    FEATURES,
    GROUP,
    JOINED,
    LABEL,
    NOUN,
    PLACE,
    SOUND,
    STEM,
    STOP,
    TRUNCATED,
    TYPO,
    UNMET,
)
from textnorm.match.headlines.classifier import Judgement
from textnorm.match.headlines.numbers import KINDS, MASKS
from textnorm.match.headlines.parse import Reading, Word, worth

__all__ = ["reasons_for"]

_RELATIONS = {SOUND: "name", GROUP: "same meaning", PLACE: "same place", TYPO: "slip", JOINED: "compound", STEM: "form"}


def reasons_for(a: Reading, b: Reading, judgement: Judgement) -> tuple[str, ...]:
    """What separates the pair first, then what was set aside, then what agrees."""
    features = dict(zip(FEATURES, judgement.features, strict=False))
    separating = _figures(a, b)
    if features["swapped"]:
        separating.append("roles swapped")
    if features["pole_clash"]:
        separating.append(_opposites(a, b))
    if features["negation"]:
        separating.append("negation in only one")
    lone_a = _lone(a.words, judgement.partner, a.kicker_end)
    lone_b = _lone(b.words, judgement.back, b.kicker_end)
    if lone_a or lone_b:
        separating.append(f"only in one: {', '.join(lone_a) or '–'} / {', '.join(lone_b) or '–'}")
    aside = [*_parts(a, b, judgement.partner), *_parts(b, a, judgement.back)]
    return tuple(separating + aside + _agreeing(a, b, judgement))


def _figures(a: Reading, b: Reading) -> list[str]:
    """Figures that only one side has, by kind."""
    reasons = []
    for kind in sorted({kind for kind, _, _ in a.figures + b.figures}):
        mine, theirs = (
            [
                written
                for k, value, written in side.figures
                if k == kind and not any(MASKS[k] & MASKS[o] and value == v for o, v, _ in other.figures)
            ]
            for side, other in ((a, b), (b, a))
        )
        if not mine and not theirs:
            continue
        if mine and theirs:
            verb = "differ" if KINDS[kind].endswith("s") and not MASKS[kind] & DATED else "differs"
            reasons.append(f"{KINDS[kind]} {verb}: {', '.join(mine)} / {', '.join(theirs)}")
        else:
            reasons.append(f"{KINDS[kind]} in only one: {', '.join(mine or theirs)}")
    return reasons


def _opposites(a: Reading, b: Reading) -> str:
    for left in a.words:
        for right in b.words:
            if left.pole and left.pole == -right.pole:
                return f"opposites: {left.surface} / {right.surface}"
    return "opposites"


def _lone(words: tuple[Word, ...], partner: list[int], kicker_end: int) -> list[str]:
    """The rarest words of one headline that the other has not, kickers and labels apart."""
    lone = [
        word
        for place, word in enumerate(words)
        if partner[place] == UNMET and place >= kicker_end and not word.flags & (STOP | LABEL)
    ]
    lone.sort(key=lambda word: -worth(word.rarity) - 0.3 * bool(word.flags & NOUN))
    return [word.surface for word in lone[:3]]


def _parts(a: Reading, b: Reading, partner: list[int]) -> list[str]:
    """What surrounds the news in ``a`` and was set aside."""
    reasons = []
    kicker = range(a.kicker_end)
    if a.kicker_end and all(partner[place] == UNMET or a.words[place].flags & STOP for place in kicker):
        reasons.append(f"kicker removed: {a.parts.kicker}")
    if a.parts.suffix and a.parts.suffix != b.parts.suffix:
        reasons.append(f"site removed: {a.parts.suffix}")
    reasons.extend(f"mark removed: {mark}" for mark in a.parts.marks if mark not in b.parts.marks)
    if a.flags & TRUNCATED and not a.parts.slug:
        reasons.append("cut off by an ellipsis")
    if a.parts.slug:
        reasons.append("read from a URL")
    return reasons


def _agreeing(a: Reading, b: Reading, judgement: Judgement) -> list[str]:
    """What agrees, and how words written differently were met."""
    middle = len(a.words)
    spelled: list[str] = []
    met: list[str] = []
    shared: list[tuple[float, str]] = []
    for place, word in enumerate(a.words):
        if judgement.partner[place] < 0 or word.flags & STOP:
            continue
        other = b.words[judgement.partner[place] - middle]
        relation = judgement.relation[place]
        if relation == EXACT:
            spelling = _spelling(word.surface, other.surface)
            if spelling and spelling not in spelled:
                spelled.append(spelling)
            shared.append((worth(word.rarity), word.surface))
        elif relation in _RELATIONS and len(met) < 3:
            met.append(f"{_RELATIONS[relation]}: {word.surface} = {other.surface}")
    reasons = spelled[:2] + met
    figures = [w for k, v, w in a.figures if any(MASKS[k] & MASKS[o] and v == x for o, x, _ in b.figures)]
    if figures:
        reasons.append(f"same figures: {', '.join(figures[:3])}")
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
