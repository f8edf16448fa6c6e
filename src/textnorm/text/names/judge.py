"""Two parsed names: one person or two, and by what score."""

from __future__ import annotations

from typing import NamedTuple

from textnorm.text.names.chinese import chinese_readings, may_be_chinese
from textnorm.text.names.likeness import MATCHED, Likeness, likeness
from textnorm.text.names.parse import ParsedName, Word, parse_name

__all__ = ["MEASURE", "Match", "Verdict", "judge_names"]

MEASURE = "name"
# Pairs of words beyond which two texts are no names, and are compared as wholes: pairing takes the product.
_MOST_COMPARED = 2_500


class Match(NamedTuple):
    """A word of A (by its place) and the word of B that it matches."""

    a: int
    b: int
    likeness: Likeness


class Verdict(NamedTuple):
    """The score of a pair, the words that match, those that do not, and what separates the two."""

    score: float
    matches: tuple[Match, ...] = ()
    only_a: tuple[int, ...] = ()
    only_b: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    swapped: bool = False


def judge_names(a: ParsedName, b: ParsedName) -> Verdict:
    """Judge two parsed names; with aliases, the best of all."""
    verdict = _judge(a, b)
    if a.aliases or b.aliases:
        for one in (a, *map(parse_name, a.aliases)):
            for two in (b, *map(parse_name, b.aliases)):
                other = _judge(one._replace(aliases=()), two._replace(aliases=()))
                if other.score > verdict.score:
                    verdict = Verdict(min(other.score, 0.9), remarks=("another name of the same person is given",))
    return verdict


def _judge(a: ParsedName, b: ParsedName) -> Verdict:
    if not a.words or not b.words:
        return Verdict(0.0, remarks=("no name to compare",))
    if a.characters and b.characters:
        same = a.characters == b.characters
        return Verdict(1.0 if same else 0.2, remarks=("the same characters" if same else "other characters",))
    if len(a.words) * len(b.words) > _MOST_COMPARED:
        equal = [word.sounds.plain for word in a.words] == [word.sounds.plain for word in b.words]
        return Verdict(float(equal), remarks=("too many words for names: compared as wholes",))
    if may_be_chinese(a.spoken) and may_be_chinese(b.spoken) and _same_chinese(a, b):
        return Verdict(0.95, remarks=("one Chinese name, in Pinyin or Wade-Giles",))
    matches = _align(a.words, b.words)
    only_a, only_b = list(range(len(a.words))), list(range(len(b.words)))
    for place, other, _ in matches:
        only_a.remove(place)
        only_b.remove(other)
    joined: tuple[str, ...] = ()
    if only_a and only_b:
        joined = _join(a.words, b.words, matches, only_a, only_b)
        if a.particles or b.particles:
            _join_particles(a, b, matches, only_a, only_b)
    score, remarks = _score(a, b, matches, only_a, only_b)
    score, around = _around(a, b, score)
    order = [match.b for match in sorted(matches)] if len(matches) > 1 else []
    swapped = order != sorted(order)
    if swapped and not (a.family_first or b.family_first):
        score -= 0.02 if all(match.likeness.value >= 0.95 for match in matches) else 0.12
    return Verdict(
        max(0.0, min(score, 1.0)), tuple(matches), tuple(only_a), tuple(only_b), (*joined, *remarks, *around), swapped
    )  # fmt: skip


def _same_chinese(a: ParsedName, b: ParsedName) -> bool:
    if a.spoken == b.spoken:
        return False
    first = chinese_readings(a.spoken[:4])
    second = chinese_readings(b.spoken[:4]) if first else first
    if not second:
        return False
    return any(_equal_chinese(one, two) for one in first for two in second)


def _equal_chinese(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """The same reading, in either order, in however many words."""
    if one == two or (len(one) == len(two) and one == two[1:] + two[:1]):
        return True
    return one[0] == two[0] and "".join(one[1:]) == "".join(two[1:])


def _align(a: tuple[Word, ...], b: tuple[Word, ...]) -> list[Match]:
    """The words of A and B that match, best first; each word once."""
    found = []
    for place, word in enumerate(a):
        for other, candidate in enumerate(b):
            alike = likeness(word, candidate)
            if alike.value >= MATCHED:
                # Of equal ones, a full word before an initial, and the same place from either end.
                bonus = 0.01 * (place == other) + 0.01 * (len(a) - place == len(b) - other)
                found.append((alike.value + bonus - 0.3 * (alike.way == "initial"), place, other, alike))
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    used_a: set[int] = set()
    used_b: set[int] = set()
    matches = []
    for _, place, other, alike in found:
        if place not in used_a and other not in used_b:
            used_a.add(place)
            used_b.add(other)
            matches.append(Match(place, other, alike))
    return matches


def _join(
    a: tuple[Word, ...], b: tuple[Word, ...], matches: list[Match], only_a: list[int], only_b: list[int]
) -> tuple[str, ...]:
    """Match two neighbouring words of one name with one word of the other: Abd al-Rahman, Abdulrahman."""
    for words, others, left, right, flipped in ((a, b, only_a, only_b, False), (b, a, only_b, only_a, True)):
        for first in range(len(words) - 1):
            second = first + 1
            if first not in left and second not in left:
                continue
            spelled, heard = words[first].sounds.plain, words[first].sounds.full[0]
            for place in list(right):
                whole = others[place].sounds
                if not (whole.plain.startswith(spelled) or whole.full[0].startswith(heard)):
                    continue  # as with almost all
                if _joined(words[first], words[second], others[place]):
                    right.remove(place)
                    for gone in (first, second):
                        if gone in left:
                            left.remove(gone)
                    alike = Likeness(0.95, "joined")
                    matches.append(Match(place, first, alike) if flipped else Match(first, place, alike))
                    return (f"{words[first].text} {words[second].text} = {others[place].text}: written in one word",)
    return ()


def _join_particles(a: ParsedName, b: ParsedName, matches: list[Match], only_a: list[int], only_b: list[int]) -> None:
    """Match De Niro with DeNiro."""
    for one in list(only_a):
        for two in list(only_b):
            x, y = a.words[one].sounds.plain, b.words[two].sounds.plain
            articles = ("al", "el") if {"al", "el"} & {*a.particles, *b.particles} else ()
            if any(part + x == y for part in (*a.particles, *articles)) or any(
                part + y == x for part in (*b.particles, *articles)
            ):
                matches.append(Match(one, two, Likeness(0.97, "joined")))
                only_a.remove(one)
                only_b.remove(two)
                return


def _joined(first: Word, second: Word, other: Word) -> bool:
    if first.initial or second.initial or other.initial:
        return False
    x, y, z = first.sounds, second.sounds, other.sounds
    if not -3 <= len(x.plain) + len(y.plain) - len(z.plain) <= 3:
        return False
    if x.plain + y.plain == z.plain or x.full[0] + y.full[0] == z.full[0]:
        return True
    return len(x.skeleton[0] + y.skeleton[0]) > 4 and z.full[0] in (
        x.full[0] + middle + y.full[0] for middle in ("al", "el", "ul", "ur", "ar", "er", "u")
    )


def _score(
    a: ParsedName, b: ParsedName, matches: list[Match], only_a: list[int], only_b: list[int]
) -> tuple[float, list[str]]:
    """The score by the words alone, and what separates the names."""
    full = [match for match in matches if match.likeness.way != "initial"]
    initials = len(matches) - len(full)
    if not full:
        alike = bool(matches) and not only_a and not only_b
        return (0.3 if alike else 0.05), ["no word in common" if not matches else "only initials in common"]
    loss = sum(1.15 * (1.0 - match.likeness.value) for match in full)
    if len(a.words) == 1 and len(b.words) == 1:
        return 1.0 - 1.6 * loss, []
    if min(len(a.words), len(b.words)) == 1 and full[0].likeness.way != "joined":
        return min(0.44, 1.0 - loss), ["one name alone is not enough"]
    extra_a = [a.words[place] for place in only_a]
    extra_b = [b.words[place] for place in only_b]
    if extra_a and extra_b:
        return _conflict(a, b, full, extra_a, extra_b, loss)
    score = 1.0 - loss
    if initials:
        score -= 0.16 + 0.04 * (initials - 1) if len(full) == 1 else 0.04
        if len(full) == 1 and any(_stands_for_another(a, b, match, extra_a, extra_b) for match in matches):
            score -= 0.3
    for word in extra_a + extra_b:
        score -= 0.02 if word.role == "patronymic" or word.initial else 0.06
    if len(full) == 1 and not initials:
        joined = full[0].likeness.way == "joined"
        return (score if joined else min(score, 0.44)), [] if joined else ["one name alone is not enough"]
    forms = sum(match.likeness.way == "form" for match in full)
    if forms:
        weakest = min(match.likeness.value for match in full)
        score -= 0.25 if forms == len(full) else 0.22 if weakest < 0.9 else 0.0
    return score, []


def _stands_for_another(a: ParsedName, b: ParsedName, match: Match, extra_a: list[Word], extra_b: list[Word]) -> bool:
    """Whether an initial comes with a first name that the other lacks: A. Kovács Boglárka is not Anita Kovács."""
    left = a.words[match.a].initial and any(not word.initial and not word.role for word in extra_a)
    right = b.words[match.b].initial and any(not word.initial and not word.role for word in extra_b)
    return left or right


def _conflict(
    a: ParsedName, b: ParsedName, full: list[Match], extra_a: list[Word], extra_b: list[Word], loss: float
) -> tuple[float, list[str]]:
    """Both names have a word that the other lacks."""
    nearest = max(likeness(one, two).value for one in extra_a for two in extra_b)
    patronymics = [word.text for word in extra_a if word.role], [word.text for word in extra_b if word.role]
    if patronymics[0] and patronymics[1]:
        return 0.35 - loss, [f"another patronymic: {patronymics[0][0]}, {patronymics[1][0]}"]
    first = {match.a for match in full}
    what = "another family name"
    if ((len(a.words) - 1) in first and not a.family_first) or (a.family_first and len(a.words) - 1 in first):
        what = "another first name" if 0 not in first else "another middle name"
    score = (0.3 if len(full) < 2 else 0.42) + 0.25 * max(0.0, nearest - 0.55) - 0.5 * loss
    initials = all(word.initial for word in extra_a) and all(word.initial for word in extra_b)
    if len(full) >= 2 and not initials and len(full) >= max(len(a.words), len(b.words)) - 1 and len(full) >= 3:
        score += 0.1
    return score, [f"{what}: {extra_a[0].text}, {extra_b[0].text}"]


def _around(a: ParsedName, b: ParsedName, score: float) -> tuple[float, list[str]]:
    """What stands around the names: generations, legal forms."""
    remarks = []
    if a.generation != b.generation:
        name = {"jr": "Jr.", "sr": "Sr."}
        one, two = (name.get(each, each.upper()) for each in (a.generation, b.generation))
        if one and two:
            score = min(score, 0.35)
            remarks.append(f"another generation: {one}, {two}")
        else:
            score -= 0.15
            remarks.append(f"{one or two} only in {'A' if one else 'B'}")
    if a.company != b.company:
        score = min(score, 0.4)
        remarks.append(f"a company in {'A' if a.company else 'B'}, a person in {'B' if a.company else 'A'}")
    return score, remarks
