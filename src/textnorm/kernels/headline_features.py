"""What two headlines share and what separates them, as numbers.

One set of functions serves both code paths: as they are, on lists, they measure one pair in plain Python; compiled by
``kernels/headline_search.py``, they measure millions. So the two cannot disagree.

``measure_pair`` aligns two headlines and turns the alignment into the features named in ``FEATURES``; ``score_pairs``
weighs them. A side is one headline of the pair: its position, and the partners and relations of its words.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from textnorm.kernels.headline_alignment import align
from textnorm.kernels.headline_flags import (
    AND,
    BARE,
    DATED,
    EXACT,
    KNOWN,
    LABEL,
    LIVE,
    NEGATION,
    NOUN,
    QUALITY,
    QUESTION,
    SLUG,
    STEM,
    STOP,
    TRUNCATED,
    TYPO,
    UNMET,
)

__all__ = ["FEATURES", "PRODUCTS", "measure_pair", "score_pairs", "weigh"]

#: Separating features times alike count most where all else is equal. Sharing features times unlike: rewritten
#: headlines have little else. Name of the product, the feature that it is made of, by what it is multiplied.
PRODUCTS = (
    ("numbers_clash_alike", "numbers_apart", "alike"),
    ("dates_clash_alike", "dates_clash", "alike"),
    ("replaced_noun_alike", "replaced_noun", "alike"),
    ("replaced_word_alike", "replaced_word", "alike"),
    ("any_word_replaced_alike", "any_word_replaced", "alike"),
    ("replaced_function_alike", "replaced_function", "alike"),
    ("polarity_clash_alike", "polarity_clash", "alike"),
    ("place_clash_alike", "place_clash", "alike"),
    ("negation_alike", "negation", "alike"),
    ("swapped_alike", "swapped", "alike"),
    ("lead_alike", "lead", "alike"),
    ("shared_unlike", "shared", "unlike"),
    ("shared_plain_unlike", "shared_plain", "unlike"),
    ("noun_clash_unlike", "noun_clash", "unlike"),
    ("slug_unlike", "slug", "unlike"),
)
FEATURES = (
    "shared",  # weight of all shared words, 1 for three rare ones
    "shared_plain",  # the same of words other than nouns and names: the claim
    "best_shared",  # weight of the rarest shared word
    "few_words",  # one of the headlines has two words of content or fewer
    "few_and_more",  # and there is more in the other one
    "lead",  # weight before the first shared word, only the less covered headline has it: a kicker
    "trail",  # weight behind the last shared word, likewise
    "other",  # weight that only the better covered headline has
    "truncated",  # one is cut off by an ellipsis, and all that is left of it is shared
    "tail_cut",  # one lacks what the other says behind a dash, and all before it is shared
    "frame",  # share of all words, function words too, that have a partner
    "noun_clash",  # each has a noun of its own; weight of the lighter one
    "plain_clash",  # each has another word of its own
    "negation",
    "question",
    "live",
    "slug",
    "replaced_noun",  # one noun stands where the other headline has a different one
    "replaced_word",
    "any_word_replaced",
    "replaced_function",  # at least one of the two is a function word
    "place_clash",  # each has a place of its own
    "polarity_clash",  # rises in one, falls in the other
    "numbers_same",
    "numbers_clash",
    "numbers_near",
    "numbers_apart",  # clash or near
    "numbers_one",  # only one headline has them
    "dates_same",
    "dates_clash",
    "dates_one",
    "swapped",  # two nouns have changed places around words that stayed
    "disorder",
    *(name for name, _, _ in PRODUCTS),
    "slug_gap",  # a title has what the URL slug lacks; slugs are made of titles and cut at the end only
)
SHARED = FEATURES.index("shared")
SHARED_PLAIN = FEATURES.index("shared_plain")
BEST_SHARED = FEATURES.index("best_shared")
FEW_WORDS = FEATURES.index("few_words")
FEW_AND_MORE = FEATURES.index("few_and_more")
LEAD = FEATURES.index("lead")
TRAIL = FEATURES.index("trail")
OTHER = FEATURES.index("other")
CUT_OFF = FEATURES.index("truncated")
TAIL_CUT = FEATURES.index("tail_cut")
FRAME = FEATURES.index("frame")
NOUN_CLASH = FEATURES.index("noun_clash")
PLAIN_CLASH = FEATURES.index("plain_clash")
NEGATED = FEATURES.index("negation")
QUESTIONED = FEATURES.index("question")
LIVELY = FEATURES.index("live")
SLUGGED = FEATURES.index("slug")
REPLACED_NOUN = FEATURES.index("replaced_noun")
REPLACED_WORD = FEATURES.index("replaced_word")
ANY_WORD_REPLACED = FEATURES.index("any_word_replaced")
REPLACED_FUNCTION = FEATURES.index("replaced_function")
PLACE_CLASH = FEATURES.index("place_clash")
POLARITY_CLASH = FEATURES.index("polarity_clash")
NUMBERS_SAME = FEATURES.index("numbers_same")
NUMBERS_CLASH = FEATURES.index("numbers_clash")
NUMBERS_NEAR = FEATURES.index("numbers_near")
NUMBERS_APART = FEATURES.index("numbers_apart")
NUMBERS_ONE = FEATURES.index("numbers_one")
DATES_SAME = FEATURES.index("dates_same")
DATES_CLASH = FEATURES.index("dates_clash")
DATES_ONE = FEATURES.index("dates_one")
SWAPPED = FEATURES.index("swapped")
DISORDER = FEATURES.index("disorder")
SLUG_GAP = FEATURES.index("slug_gap")
# (product, factor) as indices.
WHERE_ALIKE = tuple((FEATURES.index(name), FEATURES.index(factor)) for name, factor, by in PRODUCTS if by == "alike")
WHERE_UNLIKE = tuple((FEATURES.index(name), FEATURES.index(factor)) for name, factor, by in PRODUCTS if by == "unlike")


class Side(NamedTuple):
    """What one headline shares with the other, and what it has of its own, as sums of weights."""

    framed: Any  # words that have a partner, function words included
    words: Any  # words of content
    negations: Any  # that only this headline has
    total: Any
    shared: Any
    shared_plain: Any
    noun: Any  # the heaviest noun of its own, and the heaviest other word
    plain: Any
    lead: Any  # own words before the first shared one, behind the last one, all
    trail: Any
    alone: Any
    own: Any  # own words, kicker apart
    only_tail: Any  # all of these stand behind a dash


def measure_side(words, headlines, h, partner, relation, truncated):
    """How much weight headline ``h`` shares, and where the rest of it lies; ``truncated`` if either is cut off."""
    ids, flags, weights = headlines.ids, words.flags, words.weight
    start, size = headlines.start[h], headlines.start[h + 1] - headlines.start[h]
    kicker_end, tail_start = headlines.kicker_end[h], headlines.tail_start[h]
    framed = count = negations = reach = 0
    first = last = -1
    total = shared = shared_plain = noun = plain = lead = trail = alone = own = 0.0
    only_tail = True
    for i in range(size):
        if partner[i] != UNMET:
            framed += 1
            reach = i
    if not truncated:
        reach += 2  # a negation behind everything shared may belong to another clause
    for i in range(size):
        word = ids[start + i]
        flag = flags[word]
        if flag & NEGATION and partner[i] == UNMET and i < reach:
            negations += 1
        if flag & STOP:
            continue
        count += 1
        total += weights[word]
        if partner[i] != UNMET:
            weight = weights[word] * QUALITY[relation[i]]
            shared += weight
            if not flag & NOUN:
                shared_plain += weight
            if first < 0:
                first = i
            last = i
        elif not flag & LABEL:
            weight = words.contrast[word] * (0.3 if i < kicker_end else 1.0)
            if flag & NOUN:
                noun = max(noun, weight)
            else:
                plain = max(plain, weight)
    for i in range(size):
        word = ids[start + i]
        if flags[word] & STOP or partner[i] != UNMET:
            continue
        labelled = flags[word] & LABEL
        weight = weights[word] * (0.5 if labelled or i < kicker_end else 1.0)
        alone += weight
        if i < first:
            lead += weight
        elif i > last:
            trail += weight
        if not labelled and i >= kicker_end:
            own += weights[word]
            if i < tail_start:
                only_tail = False
    return Side(
        framed, count, negations, total, shared, shared_plain, noun, plain, lead, trail, alone, own, only_tail
    )  # fmt: skip


def best_shared(words, headlines, a, partner, relation):
    """The weight of the rarest word of content that is shared."""
    ids, weights, start = headlines.ids, words.weight, headlines.start[a]
    best = 0.0
    for i in range(headlines.start[a + 1] - start):
        word = ids[start + i]
        if partner[i] != UNMET and not words.flags[word] & STOP:
            best = max(best, min(weights[word] * QUALITY[relation[i]], weights[ids[partner[i]]]))
    return best


def is_less_covered(left, right):
    """Whether a smaller share of ``left`` than of ``right`` is shared; of equal shares, whether ``left`` is heavier."""
    cover_left = left.shared / left.total if left.total > 0.0 else 0.0
    cover_right = right.shared / right.total if right.total > 0.0 else 0.0
    return cover_left < cover_right or (cover_left == cover_right and left.total > right.total)


def measure_words(words, headlines, a, b, alignment, out):
    """How much weight the headlines share, and where the rest of it lies."""
    a_marks, b_marks = headlines.marks[a], headlines.marks[b]
    any_marks, other_marks = a_marks | b_marks, a_marks ^ b_marks
    truncated = any_marks & TRUNCATED != 0
    left = measure_side(words, headlines, a, alignment.partner, alignment.relation, truncated)
    right = measure_side(words, headlines, b, alignment.back, alignment.back_relation, truncated)
    less, more = (left, right) if is_less_covered(left, right) else (right, left)
    framed = left.framed + right.framed
    few = min(left.words, right.words) <= 2
    out[SHARED] = min(1.0, min(left.shared, right.shared) / 3.0)
    out[SHARED_PLAIN] = min(1.0, min(left.shared_plain, right.shared_plain))
    out[BEST_SHARED] = best_shared(words, headlines, a, alignment.partner, alignment.relation)
    out[FEW_WORDS] = 1.0 if few else 0.0
    out[FEW_AND_MORE] = min(1.0, max(left.own, right.own)) if few else 0.0
    out[LEAD] = min(1.0, less.lead / 3.0)
    out[TRAIL] = min(1.0, less.trail / 3.0)
    out[OTHER] = min(1.0, more.alone / 3.0)
    cut = (a_marks & TRUNCATED and left.own < 0.3) or (b_marks & TRUNCATED and right.own < 0.3)
    out[CUT_OFF] = 1.0 if framed and cut else 0.0
    # If one of them has nothing of its own, it may be the other cut short.
    tail = (left.own < 0.1 and right.own > 0.0 and right.only_tail) or (
        right.own < 0.1 and left.own > 0.0 and left.only_tail
    )
    out[TAIL_CUT] = 1.0 if framed and tail else 0.0
    size = headlines.start[a + 1] - headlines.start[a] + headlines.start[b + 1] - headlines.start[b]
    out[FRAME] = framed / size if framed else 0.0
    out[NOUN_CLASH] = min(left.noun, right.noun)
    out[PLAIN_CLASH] = min(left.plain, right.plain)
    out[NEGATED] = 1.0 if (left.negations + right.negations) % 2 == 1 else 0.0
    out[QUESTIONED] = 1.0 if other_marks & QUESTION and not any_marks & (SLUG | TRUNCATED) else 0.0
    out[LIVELY] = 1.0 if other_marks & LIVE else 0.0
    out[SLUGGED] = 1.0 if any_marks & SLUG else 0.0
    out[SLUG_GAP] = 0.0
    if other_marks & SLUG:
        out[SLUG_GAP] = min(1.0, right.own if a_marks & SLUG else left.own)


def measure_replaced(words, headlines, a, b, alignment, out):
    """Words that stand in place of another, between words that agree."""
    ids, flags, polarity = headlines.ids, words.flags, words.polarity
    partner, back = alignment.partner, alignment.back
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    noun = plain = function = clash = 0.0
    for i in range(a0, a1):
        if partner[i - a0] != UNMET:
            continue
        before = partner[i - 1 - a0] if i > a0 else b0 - 1
        after = partner[i + 1 - a0] if i + 1 < a1 else b1
        j = before + 1
        if (i > a0 and before < 0) or (i + 1 < a1 and after < 0) or after - before != 2 or back[j - b0] != UNMET:
            continue
        word, other = ids[i], ids[j]
        either, both = flags[word] | flags[other], flags[word] & flags[other]
        if polarity[word] != 0 and polarity[word] == -polarity[other]:
            clash = 1.0
        if either & LABEL:
            continue
        if either & STOP:
            if both & KNOWN:
                function = 1.0
            continue
        weight = 0.5 * (words.contrast[word] + words.contrast[other])
        if i == a0 and j == b0 and i + 1 < a1 and both & flags[ids[i + 1]] & NOUN:
            weight *= 0.3  # two kickers without a colon: Einzelhandel Ceconomy …, Holding Ceconomy …
        if both & NOUN:
            noun = max(noun, weight)
        else:
            plain = max(plain, weight)
    out[REPLACED_NOUN] = noun
    out[REPLACED_WORD] = plain
    out[ANY_WORD_REPLACED] = 1.0 if plain > 0.0 else 0.0
    out[REPLACED_FUNCTION] = function
    out[POLARITY_CLASH] = clash


def has_own_place(words, headlines, h, other, partner):
    """Whether headline ``h`` has a place without a partner that is nowhere in headline ``other``."""
    place, ids, start = words.place, headlines.ids, headlines.start
    for i in range(start[h], start[h + 1]):
        wanted = place[ids[i]]
        if partner[i - start[h]] != UNMET or wanted == 0:
            continue
        met = False
        for j in range(start[other], start[other + 1]):
            if place[ids[j]] == wanted:
                met = True
        if not met:
            return True
    return False


def has_opposite(words, headlines, a, b, relation):
    """Whether a word of ``a`` has its opposite in ``b``, and nothing there that goes in its own direction."""
    polarity, flags, ids, start = words.polarity, words.flags, headlines.ids, headlines.start
    for i in range(start[a], start[a + 1]):
        pole = polarity[ids[i]]
        kind = relation[i - start[a]]
        if pole == 0 or flags[ids[i]] & STOP or kind == EXACT or kind == STEM:
            continue
        same = against = False
        for j in range(start[b], start[b + 1]):
            other = ids[j]
            if polarity[other] == pole:
                same = True
            elif polarity[other] == -pole and not flags[other] & STOP:
                against = True
        if against and not same:
            return True
    return False


def measure_contrasts(words, headlines, a, b, alignment, out):
    """Words that stand against each other: one in place of another, places, opposites."""
    measure_replaced(words, headlines, a, b, alignment, out)
    if has_opposite(words, headlines, a, b, alignment.relation):
        out[POLARITY_CLASH] = 1.0
    apart = has_own_place(words, headlines, a, b, alignment.partner) and has_own_place(
        words, headlines, b, a, alignment.back
    )
    out[PLACE_CLASH] = 1.0 if apart else 0.0


def measure_order(words, headlines, a, alignment, out):
    """Nouns that changed places around words that stayed between them, and disorder in general."""
    ids, flags, partner, relation = headlines.ids, words.flags, alignment.partner, alignment.relation
    a0, a1 = headlines.start[a], headlines.start[a + 1]
    inversions = ordered = 0
    swapped = 0.0
    for i in range(a0, a1):
        here = partner[i - a0]
        if here < 0 or flags[ids[i]] & STOP:
            continue
        for k in range(i + 1, a1):
            there = partner[k - a0]
            if there < 0 or there == here or flags[ids[k]] & STOP:
                continue
            if here < there:
                ordered += 1
                continue
            inversions += 1
            if relation[i - a0] > TYPO or relation[k - a0] > TYPO:
                continue
            if not (flags[ids[i]] | flags[ids[here]]) & (flags[ids[k]] | flags[ids[there]]) & NOUN:
                continue
            between = 0
            for m in range(i + 1, k):
                if partner[m - a0] >= 0 and not flags[ids[m]] & AND:
                    if there < partner[m - a0] < here:
                        between += 1
                    else:
                        between = -1000
            if between > 0:
                swapped = 1.0
    out[SWAPPED] = swapped
    out[DISORDER] = inversions / (inversions + ordered) if inversions else 0.0


def is_rounded(one, other):
    """Whether one of two numbers is the other one rounded: 1.140 and 1.143, 8 and 8,1."""
    small, large = min(one, other), max(one, other)
    if small <= 0.0 or large - small > 0.05 * large:
        return False
    step = 1.0
    while step * 100.0 <= large:
        step *= 10.0
    # Exactly one of them is round, and the other rounds to it.
    round_small = abs(small / step - round(small / step)) < 1e-9
    round_large = abs(large / step - round(large / step)) < 1e-9
    return round_small != round_large and large - small <= 0.5 * step


ALONE, CLASHES, NEAR, SAME = range(4)


def counterpart_of(mask, value, x, a0, a1, b0, b1):
    """What the other headline says of the number at ``x``: nothing, another value, the value rounded, the same."""
    found = ALONE
    for y in range(b0, b1):
        shared = mask[x] & mask[y]
        if shared and value[x] == value[y]:
            return SAME
        if not shared & ~BARE or found == NEAR:
            continue
        taken = False  # by another number of this headline
        for z in range(a0, a1):
            if mask[z] & mask[y] and value[z] == value[y]:
                taken = True
        if not taken:
            found = NEAR if not mask[x] & DATED and is_rounded(value[x], value[y]) else CLASHES
    return found


def has_counterpart(mask, value, y, a0, a1):
    """Whether any of the numbers from ``a0`` up to ``a1`` can mean what the number at ``y`` does."""
    for x in range(a0, a1):
        shared = mask[x] & mask[y]
        if shared & ~BARE or (shared and value[x] == value[y]):
            return True
    return False


def measure_numbers(headlines, a, b, out):
    """Numbers by value; years, dates, times, weekdays and months (``DATED``) apart from the rest."""
    mask, value = headlines.mask, headlines.value
    a0, a1 = headlines.number_start[a], headlines.number_start[a + 1]
    b0, b1 = headlines.number_start[b], headlines.number_start[b + 1]
    same = near = clashes = alone = same_dates = date_clashes = lone_dates = 0
    for x in range(a0, a1):
        found = counterpart_of(mask, value, x, a0, a1, b0, b1)
        if mask[x] & DATED:
            same_dates += found == SAME
            date_clashes += found == CLASHES
            lone_dates += found == ALONE
        else:
            same += found == SAME
            near += found == NEAR
            clashes += found == CLASHES
            alone += found == ALONE
    for y in range(b0, b1):
        if has_counterpart(mask, value, y, a0, a1):
            continue
        if mask[y] & DATED:
            lone_dates += 1
        else:
            alone += 1
    out[NUMBERS_SAME] = min(1.0, same / 2.0)
    out[NUMBERS_CLASH] = 1.0 if clashes else 0.0
    out[NUMBERS_NEAR] = 1.0 if near else 0.0
    out[NUMBERS_APART] = 1.0 if clashes or near else 0.0
    out[NUMBERS_ONE] = min(1.0, alone / 2.0)
    out[DATES_SAME] = min(1.0, same_dates / 2.0)
    out[DATES_CLASH] = 1.0 if date_clashes else 0.0
    out[DATES_ONE] = min(1.0, lone_dates / 2.0)


def multiply(out):
    """Fill in the ``PRODUCTS``."""
    alike = max(0.0, out[FRAME] - 0.4) / 0.6
    for product, factor in WHERE_ALIKE:
        out[product] = out[factor] * alike
    for product, factor in WHERE_UNLIKE:
        out[product] = out[factor] * (1.0 - alike)


def measure_pair(words, headlines, a, b, alignment, out):
    """Align headlines ``a`` and ``b`` and fill ``out`` with the ``FEATURES`` of the pair."""
    align(words, headlines, a, b, alignment)
    measure_words(words, headlines, a, b, alignment, out)
    measure_contrasts(words, headlines, a, b, alignment, out)
    measure_order(words, headlines, a, alignment, out)
    measure_numbers(headlines, a, b, out)
    multiply(out)


def weigh(out, weights):
    """The sum of the weighted features, added up in one order in both code paths."""
    total = 0.0
    for k in range(len(FEATURES)):
        total += out[k] * weights[k]
    return total


def score_pairs(left, right, words, headlines, weights, alignment, features, logits):
    """Weigh the features of the headlines ``left[k]`` and ``right[k]`` into ``logits[k]``.

    ``alignment`` (as long as the longest headline) and ``features`` are scratch.
    """
    start, whole = headlines.start, headlines.whole
    for k in range(len(left)):
        a, b = left[k], right[k]
        longer = (start[a + 1] - start[a]) - (start[b + 1] - start[b])
        if longer > 0 or (longer == 0 and whole[a] > whole[b]):  # one order, so that the score has none
            a, b = b, a
        measure_pair(words, headlines, a, b, alignment, features)
        logits[k] = weigh(features, weights)
