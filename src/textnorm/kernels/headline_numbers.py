"""The numbers of two headlines, paired one to one."""

from __future__ import annotations

from textnorm.kernels.headline_feature_names import (
    DATES_CLASH,
    DATES_ONE,
    DATES_SAME,
    NUMBERS_APART,
    NUMBERS_CLASH,
    NUMBERS_NEAR,
    NUMBERS_ONE,
    NUMBERS_SAME,
)
from textnorm.kernels.headline_flags import AS_DATE, AS_MONTH, BARE, DATED

#: Further numbers of a headline are ignored.
MOST_NUMBERS = 24


def is_rounded(one, other):
    """Whether one of two numbers is the other one rounded: 1.140 and 1.143, 8 and 8,1, 400 and 440."""
    small, large = min(one, other), max(one, other)
    if small <= 0.0 or large - small > 0.1 * large or large > 1e15:
        return False
    step = 1.0
    while step * 100.0 <= large:
        step *= 10.0
    # Exactly one of them is round, and the other rounds to it.
    round_small = abs(small / step - round(small / step)) < 1e-9
    round_large = abs(large / step - round(large / step)) < 1e-9
    return round_small != round_large and large - small <= step


def is_same_number(mask, value, x, y):
    """Whether two numbers say the same; 1. Oktober and Oktober do."""
    if mask[x] & mask[y]:
        return value[x] == value[y]
    if mask[x] == AS_DATE and mask[y] == AS_MONTH:
        return value[x] // 100.0 == value[y]
    if mask[x] == AS_MONTH and mask[y] == AS_DATE:
        return value[y] // 100.0 == value[x]
    return False


def may_be_same(mask, x, y):
    """Whether two numbers, by their kinds, can say the same."""
    both = mask[x] | mask[y]
    return mask[x] & mask[y] & ~BARE != 0 or both == AS_DATE | AS_MONTH


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


def measure_numbers(headlines, a, b, out):
    """Numbers by value; years, dates, times, weekdays and months (``DATED``) apart from the rest.

    A number is in surplus if its headline says it more often than the other does. Surplus numbers of both sides clash
    if they can mean the same thing.
    """
    mask, value = headlines.mask, headlines.value
    a0, a1 = headlines.number_start[a], headlines.number_start[a + 1]
    b0, b1 = headlines.number_start[b], headlines.number_start[b + 1]
    a1, b1 = min(a1, a0 + MOST_NUMBERS), min(b1, b0 + MOST_NUMBERS)
    same = near = clashes = alone = same_dates = date_clashes = lone_dates = 0
    for x in range(a0, a1):
        dated = mask[x] & DATED != 0
        theirs = count_same(mask, value, x, b0, b1)
        if theirs:
            same += not dated
            same_dates += dated
        if theirs and count_same(mask, value, x, a0, a1) <= theirs:
            continue
        rival = rival_of(mask, value, x, a0, a1, b0, b1)
        if rival >= 0:
            if dated:
                date_clashes += 1
            elif is_rounded(value[x], value[rival]):
                near += 1
            else:
                clashes += 1
        elif not theirs:
            alone += not dated
            lone_dates += dated
    for y in range(b0, b1):
        if count_same(mask, value, y, a0, a1) == 0 and rival_of(mask, value, y, b0, b1, a0, a1) < 0:
            alone += mask[y] & DATED == 0
            lone_dates += mask[y] & DATED != 0
    out[NUMBERS_SAME] = min(1.0, same / 2.0)
    out[NUMBERS_CLASH] = 1.0 if clashes else 0.0
    out[NUMBERS_NEAR] = 1.0 if near else 0.0
    out[NUMBERS_APART] = 1.0 if clashes or near else 0.0
    out[NUMBERS_ONE] = min(1.0, alone / 2.0)
    out[DATES_SAME] = min(1.0, same_dates / 2.0)
    out[DATES_CLASH] = 1.0 if date_clashes else 0.0
    out[DATES_ONE] = min(1.0, lone_dates / 2.0)
