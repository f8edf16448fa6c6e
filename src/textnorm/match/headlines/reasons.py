"""Why two headlines are the same item or not, in words for people."""

from __future__ import annotations

from textnorm.kernels.scores.headline_features import FEATURES
from textnorm.kernels.scores.headline_flags import (
    DATED,
    EXACT,
    GROUP,
    HALF,
    JOINED,
    LABEL,
    NAME,
    NOUN,
    PHONETIC,
    PLACE,
    PLAN,
    POLARITY,
    REVERSAL,
    SERIES,
    STEM,
    STOP,
    TAILS,
    TRUNCATED,
    TYPO,
    UNMET,
)
from textnorm.kernels.scores.headline_statistics import OF_ANOTHER_TIME, OF_ANOTHER_TIME_OR_NOT
from textnorm.match.headlines.classifier import Verdict, kickers_without_colon
from textnorm.match.headlines.numbers import KINDS, MASKS, SCORE, Figure
from textnorm.match.headlines.parse import ParsedHeadline
from textnorm.match.headlines.words import Word, word_weight

__all__ = ["IDENTICAL", "reasons_for", "reasons_for_one_key"]

IDENTICAL = "identical"
#: Two texts with one key: case, marks, damage or the spelling of umlauts may differ.
SAME_WORDS = "same words"

_RELATIONS = {
    PHONETIC: "name",
    GROUP: "same meaning",
    PLACE: "same place",
    TYPO: "slip",
    JOINED: "compound",
    STEM: "form",
    HALF: "half of a compound",
    POLARITY: "same direction",
}


def reasons_for(a: ParsedHeadline, b: ParsedHeadline, verdict: Verdict) -> tuple[str, ...]:
    """What separates the pair first, then what was set aside, then what agrees."""
    features = dict(zip(FEATURES, verdict.features, strict=False))
    separating = _numbers(a, b, _converse(a, b, verdict))
    if features["swapped"]:
        separating.append("roles swapped")
    if features["polarity_clash"]:
        separating.append(_opposites(a, b))
    if features["negation"]:
        separating.append("negation in one of the two")
    if features["reversal"]:
        separating.append(_one_sided("undone", a, b, REVERSAL))
    if features["plan"]:
        separating.append(_one_sided("only a plan", a, b, PLAN))
    if features["compound"]:
        separating.extend(_compounds(a, b, verdict))
    glued_a, glued_b = kickers_without_colon(a, b, verdict.alignment)
    lone_a = _lone(a.words, verdict.alignment.partner, a.kicker_end or glued_a)
    lone_b = _lone(b.words, verdict.alignment.back, b.kicker_end or glued_b)
    if features["follow_up"] in (OF_ANOTHER_TIME, OF_ANOTHER_TIME_OR_NOT):
        separating.append("a statistic without a value or date in both")
    elif features["follow_up"]:
        separating.append(f"follow-up in {'A' if lone_a else 'B'}")
    if lone_a or lone_b:
        separating.append(_only(lone_a, lone_b))
    aside = [*_series(a, b), *_glued(a, glued_a), *_parts(a, b, verdict.alignment.partner)]
    aside += [*_glued(b, glued_b), *_parts(b, a, verdict.alignment.back)]
    return tuple(separating + aside + _agreeing(a, b, verdict))


def reasons_for_one_key(a: ParsedHeadline, b: ParsedHeadline) -> tuple[str, ...]:
    """What makes two headlines with one key the same, and how they are spelled. Equal texts are ``IDENTICAL``."""
    pairs = zip(a.words, b.words, strict=False)
    spellings = dict.fromkeys(filter(None, (_spelling(x.surface, y.surface) for x, y in pairs)))
    return (SAME_WORDS, *list(spellings)[:2])


def _one_sided(what: str, a: ParsedHeadline, b: ParsedHeadline, flag: int) -> str:
    """Which words with a flag the one headline has, and the other does not."""
    mine, theirs = ([word.surface for word in side.words if word.flags & flag] for side in (a, b))
    shared = set(mine) & set(theirs)
    own = (f"in {side}: {', '.join(words)}" for side, words in (("A", mine), ("B", theirs)) if set(words) - shared)
    return f"{what} {'; '.join(own)}".rstrip()


def _compounds(a: ParsedHeadline, b: ParsedHeadline, verdict: Verdict) -> list[str]:
    """Compounds that share only their last part."""
    partner, relation = verdict.alignment.partner, verdict.alignment.relation
    return [
        f"compounds differ: {word.surface} / {b.words[partner[place] - len(a.words)].surface}"
        for place, word in enumerate(a.words)
        if relation[place] == TAILS
    ]


def _series(a: ParsedHeadline, b: ParsedHeadline) -> list[str]:
    """The phrases of a series that carry no weight in this corpus."""
    phrases = (" ".join(word.surface for word in side.words if word.flags & SERIES) for side in (a, b))
    return [f"series: {phrase}" for phrase in dict.fromkeys(phrases) if phrase]


def _only(mine: list[str], theirs: list[str]) -> str:
    """What only one of the two has.

    >>> _only(["Afrika"], ["Asien"]), _only([], ["Reform"])
    ('only in A: Afrika; only in B: Asien', 'only in B: Reform')
    """
    return "; ".join(f"only in {side}: {', '.join(own)}" for side, own in (("A", mine), ("B", theirs)) if own)


def _converse(a: ParsedHeadline, b: ParsedHeadline, verdict: Verdict) -> bool:
    """Whether a verb of ``a`` has its opposite as its partner: one tells of the winner, one of the loser."""
    partner, middle = verdict.alignment.partner, len(a.words)
    pairs = [(word, b.words[partner[place] - middle]) for place, word in enumerate(a.words) if partner[place] >= 0]
    return any(_are_opposite(word, other) for word, other in pairs)


def _are_opposite(word: Word, other: Word) -> bool:
    return word.polarity != 0 and word.polarity == -other.polarity


def _numbers(a: ParsedHeadline, b: ParsedHeadline, converse: bool) -> list[str]:
    """Numbers that only one side has, by kind."""
    reasons = []
    spare_a, spare_b = _spare(a, b), _spare(b, a)
    if converse and _turned(spare_a, spare_b):
        spare_a, spare_b = ([each for each in spare if each.kind != SCORE] for spare in (spare_a, spare_b))
    for kind in sorted({figure.kind for figure in spare_a + spare_b}):
        mine, theirs = ([figure.written for figure in side if figure.kind == kind] for side in (spare_a, spare_b))
        if mine and theirs:
            verb = "differ" if KINDS[kind].endswith("s") and not MASKS[kind] & DATED else "differs"
            reasons.append(f"{KINDS[kind]} {verb}: {', '.join(mine)} / {', '.join(theirs)}")
        else:
            reasons.append(f"{KINDS[kind]} {_only(mine, theirs)}")
    return reasons or _exchanged(a, b)


def _turned(mine: list[Figure], theirs: list[Figure]) -> bool:
    """Whether the scores of the one are those of the other the other way round."""
    scores = [[divmod(each.value, 1000.0) for each in spare if each.kind == SCORE] for spare in (mine, theirs)]
    return scores[0] == [(right, left) for left, right in scores[1]]


def _exchanged(a: ParsedHeadline, b: ParsedHeadline) -> list[str]:
    """Numbers of the same things that have changed places."""
    for number in a.numbers:
        others = [other for other in b.numbers if number.owner and other.owner == number.owner]
        if others and not any(number.agrees(other) for other in others):
            return [f"numbers have changed places: {number.written} / {others[0].written}"]
    return []


def _spare(a: ParsedHeadline, b: ParsedHeadline) -> list[Figure]:
    """The numbers of ``a`` that are left when each number of ``b`` has taken one that says the same."""
    others = list(b.numbers)
    spare = []
    for number in a.numbers:
        same = next((other for other in others if number.agrees(other)), None)
        if same is None:
            spare.append(number)
        else:
            others.remove(same)
    return spare


def _same_numbers(a: ParsedHeadline, b: ParsedHeadline) -> list[str]:
    """The numbers of ``a`` that ``b`` has; one that has another value there, explained by a hedge, with that."""
    found = []
    for number in a.numbers:
        other = next((other for other in b.numbers if number.agrees(other)), None)
        if other is not None:
            explained = other.value != number.value and number.mask & other.mask & ~DATED
            found.append(f"{number.written} = {other.written}" if explained else number.written)
    return found


def _opposites(a: ParsedHeadline, b: ParsedHeadline) -> str:
    for left in a.words:
        for right in b.words:
            if _are_opposite(left, right):
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


def _glued(headline: ParsedHeadline, size: int) -> list[str]:
    """The kicker without a colon that was set aside, of so many words."""
    kicker = " ".join(word.surface for word in headline.words[:size])
    return [f"kicker removed: {kicker}"] if kicker else []


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
            what = "name" if relation == GROUP and word.flags & NAME else _RELATIONS[relation]
            if _are_opposite(word, other):
                what = "from the other side"
            paired.append(f"{what}: {word.surface} = {other.surface}")
    reasons = spelled[:2] + paired
    numbers = _same_numbers(a, b)
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
