"""The numbers of two headlines, paired one to one."""

from __future__ import annotations

from textnorm.kernels.scores.headline_feature_names import (
    DATES_CLASH,
    DATES_ONE,
    NUMBERS_APART,
    NUMBERS_CLASH,
    NUMBERS_NEAR,
    NUMBERS_ONE,
    NUMBERS_SAME,
)
from textnorm.kernels.scores.headline_flags import (
    AS_DATE,
    AS_LAST,
    AS_MONTH,
    AS_REGNAL,
    AS_SCORE,
    AT_LEAST,
    AT_MOST,
    BARE,
    DATED,
    HEDGES,
    ROUGHLY,
)

#: A version has a number above this one, with a thousand for each part.
VERSIONS, PER_PART = 2e15, 1000.0
LAST_VERSION = VERSIONS + PER_PART**5
#: Further numbers of a headline are ignored.
MOST_NUMBERS = 24


def last_digit(value):
    """What the last digit of a number counts that is not zero: 100 for 1.200, 1 for 8, 0.1 for 8,1."""
    step = 1.0
    if value != round(value):
        while step > 1e-3 and abs(value / step - round(value / step)) > 1e-6:
            step /= 10.0
        return step
    while step * 10.0 <= value and value / (step * 10.0) == round(value / (step * 10.0)):
        step *= 10.0
    return step


def is_rounded(one, other):
    """Whether one of two numbers is the other one rounded: 1.140 and 1.143, 8 and 8,1; but not 93 and 100.

    Whole numbers below a thousand are counted, not rounded, unless a word says so.
    """
    small, large = min(one, other), max(one, other)
    if small <= 0.0 or large - small > 0.05 * large or large > 1e15:
        return False
    step, other_step = last_digit(small), last_digit(large)
    if step == other_step or (large < 1000.0 and min(step, other_step) >= 1.0):
        return False
    return large - small <= 0.5 * max(step, other_step)


def is_explained(hedge, value, other):
    """Whether ``other`` can be meant by ``value`` with its hedge: 440 by mehr als 400, 48 by fast 50."""
    if hedge == 0 or value <= 0.0 or other <= 0.0 or max(value, other) > 1e15:
        return False
    gap = other - value
    step = last_digit(value)
    if hedge & AT_LEAST and gap >= 0.0:
        return gap < step and gap <= 0.15 * value
    if hedge & AT_MOST and gap <= 0.0:
        return -gap < step and -gap <= 0.1 * value
    return hedge & ROUGHLY != 0 and 2.0 * abs(gap) <= step and abs(gap) <= 0.07 * value


def joined_parts(version):
    """The number that is left of a version without its dots, as in a URL: 117 of 1.1.7."""
    rest, whole, scale = version - VERSIONS, 0.0, 1.0
    while rest >= 1.0:
        part = rest % PER_PART
        whole += part * scale
        scale *= 10.0 if part < 10.0 else 100.0 if part < 100.0 else 1000.0
        rest = (rest - part) / PER_PART
    return whole


def is_same_number(mask, value, x, y):
    """Whether two numbers say the same; 1. Oktober and Oktober do, 440 and mehr als 400."""
    if mask[x] & mask[y] & ~HEDGES:
        hedges = (mask[x] | mask[y]) & HEDGES
        if hedges & AT_LEAST and hedges & AT_MOST:  # just above 14,000 is not just below it
            return False
        if value[x] == value[y]:
            return True
        smaller, larger = min(value[x], value[y]), max(value[x], value[y])
        if smaller < VERSIONS <= larger < LAST_VERSION:
            return smaller == joined_parts(larger)
        if mask[x] & HEDGES == mask[y] & HEDGES:  # below 13,900 is not below 14,000
            return False
        return is_explained(mask[x] & HEDGES, value[x], value[y]) or is_explained(mask[y] & HEDGES, value[y], value[x])
    if mask[x] == AS_DATE and mask[y] == AS_MONTH:
        return value[x] // 100.0 == value[y]
    if mask[x] == AS_MONTH and mask[y] == AS_DATE:
        return value[y] // 100.0 == value[x]
    return False


def may_be_same(mask, x, y):
    """Whether two numbers, by their kinds, can say the same."""
    both = mask[x] | mask[y]
    return mask[x] & mask[y] & ~(BARE | HEDGES) != 0 or both == AS_DATE | AS_MONTH


def rival_of(mask, value, x, a0, a1, b0, b1):
    """The number of the other headline that can mean what the number at ``x`` does, with another value; -1 for none.

    A number that has its like on the own side is nobody's rival, unless that like has enough others.
    """
    for y in range(b0, b1):
        if not may_be_same(mask, x, y):
            continue
        mine = theirs = 0
        for z in range(a0, a1):
            mine += is_same_number(mask, value, z, y)
        for z in range(b0, b1):
            theirs += is_same_number(mask, value, z, y)
        if theirs > mine:
            return y
    return -1


def count_same(mask, value, x, b0, b1):
    """How often the number at ``x`` is among those from ``b0`` up to ``b1``."""
    count = 0
    for y in range(b0, b1):
        count += is_same_number(mask, value, x, y)
    return count


def has_other_owner(headlines, x, b0, b1):
    """Whether the noun that the number at ``x`` counts has another number there: 3 Tote und 5 …, 5 Tote und 3 …"""
    mask, value, owner = headlines.mask, headlines.value, headlines.owner
    other = False
    for y in range(b0, b1):
        if owner[x] != 0 and owner[y] == owner[x] and mask[x] & mask[y] & ~(BARE | HEDGES):
            if is_same_number(mask, value, x, y):
                return False
            other = True
    return other


def is_turned_score(mask, value, x, y):
    """Whether two scores are each other's: 3:1 of the one is 1:3 of the other."""
    if not mask[x] & mask[y] & AS_SCORE:
        return False
    first = value[x] // 1000.0
    return value[y] == 1000.0 * (value[x] - 1000.0 * first) + first


def measure_numbers(headlines, a, b, converse, out):
    """Numbers by value; years, dates, times, weekdays and months (``DATED``) apart from the rest.

    A number is in surplus if its headline says it more often than the other does. Surplus numbers of both sides clash
    if they can mean the same thing; so do numbers of the same things that have only changed places. A score may stand
    the other way round where two verbs are ``converse``. Who is named without a regnal number may have one,
    and who has died an age.
    """
    mask, value = headlines.mask, headlines.value
    a0, a1 = headlines.number_start[a], headlines.number_start[a + 1]
    b0, b1 = headlines.number_start[b], headlines.number_start[b + 1]
    a1, b1 = min(a1, a0 + MOST_NUMBERS), min(b1, b0 + MOST_NUMBERS)
    same = near = clashes = alone = date_clashes = lone_dates = 0
    for x in range(a0, a1):
        dated = mask[x] & DATED != 0
        theirs = count_same(mask, value, x, b0, b1)
        if theirs:
            same += not dated
        if theirs and count_same(mask, value, x, a0, a1) <= theirs:
            clashes += has_other_owner(headlines, x, b0, b1)
            continue
        rival = rival_of(mask, value, x, a0, a1, b0, b1)
        if rival >= 0:
            if converse and is_turned_score(mask, value, x, rival):
                same += 1
            elif dated:
                date_clashes += 1
            elif is_rounded(value[x], value[rival]):
                near += 1
            else:
                clashes += 1
        elif not theirs:
            alone += not dated and mask[x] & (AS_REGNAL | AS_LAST) == 0
            lone_dates += dated
    for y in range(b0, b1):
        if count_same(mask, value, y, a0, a1) == 0 and rival_of(mask, value, y, b0, b1, a0, a1) < 0:
            alone += mask[y] & (DATED | AS_REGNAL | AS_LAST) == 0
            lone_dates += mask[y] & DATED != 0
    out[NUMBERS_SAME] = min(1.0, same / 2.0)
    out[NUMBERS_CLASH] = 1.0 if clashes else 0.0
    out[NUMBERS_NEAR] = 1.0 if near else 0.0
    out[NUMBERS_APART] = 1.0 if clashes or near else 0.0
    out[NUMBERS_ONE] = min(1.0, alone / 2.0)
    out[DATES_CLASH] = 1.0 if date_clashes else 0.0
    out[DATES_ONE] = min(1.0, lone_dates / 2.0)
