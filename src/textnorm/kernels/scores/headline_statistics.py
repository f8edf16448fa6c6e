"""Figures that are published again and again: Inflation steigt leicht, Arbeitslosenquote sinkt erneut.

Next month the same is said of the next figure, in words as like as two of one day. Only a value, a date, or what is
said besides tells which one it is.
"""

from __future__ import annotations

from textnorm.kernels.scores.headline_feature_names import FOLLOW_UP, TAIL_RUN
from textnorm.kernels.scores.headline_flags import BARE, COURSE, DATED, LABEL, SLUG, STATISTIC, STOP, UNMET
from textnorm.kernels.scores.headline_numbers import MOST_NUMBERS, is_same_number

#: What may be shared of another issue as well, beside opposites and places.
OF_STATISTICS = STATISTIC | COURSE | LABEL
#: Numbers below it that are no percentage, money or date count the days of a rate: Sieben-Tage-Inzidenz.
LEAST_FIGURE = 10.0
#: What sharing nothing but the state of a statistic counts as: less than a follow-up, as two of one day say the same.
OF_ANOTHER_TIME = 0.75
#: The same where they share more of it than which figure it is and whether it rises: the place, how much, who says so.
#: If they are known to be of one time, that is nothing: see ``near`` in ``weights.json``. Else it is no less: at .5, 25
#: pairs of 20,000 headlines would be joined, all of them of other days.
OF_ANOTHER_TIME_OR_NOT = 0.745
#: So many words say no more than which figure it is, and whether it rises. Of one day, too, it may be that of any
#: place: Arbeitslosenquote sinkt, Arbeitslosenquote sinkt auf Rekordtief.
MOST_BARE = 2
#: A headline of so many words that the other one ends with is that one without its kicker.
LEAST_REPEATED = 3


def statistics_shared(words, headlines, h, partner):
    """How many words headline ``h`` shares if a statistic is among them, and all else is how it goes, and where; or 0.

    Function words do not count, and a place counts twice: it says whose figure that is.
    """
    ids, flags, start = headlines.ids, words.flags, headlines.start[h]
    found, shared = False, 0
    for i in range(start, headlines.start[h + 1]):
        word = ids[i]
        if partner[i - start] == UNMET or flags[word] & STOP:
            continue
        if not flags[word] & OF_STATISTICS and words.polarity[word] == 0 and words.place[word] == 0:
            return 0
        shared += 1 if words.place[word] == 0 else 2
        found |= flags[word] & STATISTIC != 0
    return shared if found else 0


def share_figure(headlines, a, b):
    """Whether two headlines share a value or a date."""
    mask, value = headlines.mask, headlines.value
    a0, b0 = headlines.number_start[a], headlines.number_start[b]
    a1, b1 = (
        min(headlines.number_start[a + 1], a0 + MOST_NUMBERS),
        min(headlines.number_start[b + 1], b0 + MOST_NUMBERS),
    )
    for x in range(a0, a1):
        if mask[x] & BARE and not mask[x] & DATED and value[x] < LEAST_FIGURE:
            continue
        for y in range(b0, b1):
            if is_same_number(mask, value, x, y):
                return True
    return False


def measure_statistics(words, headlines, a, b, alignment, out):
    """Whether all that two headlines share is the state of a statistic, with no value and no date to know it by.

    Not if the one ends with all words of the other: that is one headline with a kicker, and without. A URL slug leaves
    out values that its title has.
    """
    slugs = (headlines.marks[a] | headlines.marks[b]) & SLUG
    if slugs or out[FOLLOW_UP] > 0.0:
        return
    shared = statistics_shared(words, headlines, a, alignment.partner)
    if shared == 0:
        return
    size_a = headlines.start[a + 1] - headlines.start[a]
    size_b = headlines.start[b + 1] - headlines.start[b]
    repeated = out[TAIL_RUN] >= 1.0 and min(size_a, size_b) >= LEAST_REPEATED
    if not repeated and not share_figure(headlines, a, b):
        out[FOLLOW_UP] = OF_ANOTHER_TIME if shared <= MOST_BARE else OF_ANOTHER_TIME_OR_NOT
