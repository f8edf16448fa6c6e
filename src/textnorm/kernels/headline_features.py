"""What two headlines share and what separates them, as numbers.

One set of functions serves both code paths: as they are, on lists, they measure one pair in plain Python; compiled by
``kernels/headline_search.py``, they measure millions. So the two cannot disagree.

``measure_pair`` aligns two headlines and turns the alignment into the features named in ``FEATURES``; ``score_pairs``
weighs them. A side is one headline of the pair: its position, and the partners and relations of its words.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from textnorm.kernels.headline_alignment import MOST_COMPARED, align, slips_between
from textnorm.kernels.headline_flags import (
    AND,
    AS_DATE,
    AS_MONTH,
    BARE,
    COLON,
    COPULA,
    DATED,
    EXACT,
    KNOWN,
    LABEL,
    LIVE,
    NEGATION,
    NOUN,
    PLACE,
    PLAN,
    QUALITY,
    QUESTION,
    REVERSAL,
    SERIES,
    SLUG,
    STEM,
    STOP,
    TAILS,
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
    ("any_noun_replaced_alike", "any_noun_replaced", "alike"),
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
    ("reversal_alike", "reversal", "alike"),
    ("plan_alike", "plan", "alike"),
    ("compound_alike", "compound", "alike"),
    ("own_count_alike", "own_count", "alike"),
    ("own_less_alike", "own_less", "alike"),
    ("numbers_one_alike", "numbers_one", "alike"),
    ("dates_one_alike", "dates_one", "alike"),
    ("question_alike", "question", "alike"),
    ("run_unlike", "run", "unlike"),
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
    "any_noun_replaced",  # and neither of them is a kicker
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
    "cover_less",  # share of its weight that the less covered headline shares
    "cover_less_above_6",
    "own_less",  # weight of the words, kickers apart, that only the headline with less of them has
    "own_more",
    "own_count",  # words of content that only the headline with fewer of them has, 1 for three
    "own_words",  # share of words of content that have no partner
    "run",  # the longest run of words that both have in one order, 1 for eight words
    "run_cover",  # its share of the shorter headline
    "tail_run",  # the same of the run to both ends
    "reversal",  # only one says something that undoes the news
    "plan",  # a plan in one, none in the other
    "compound",  # two compounds differ in what stands before the last part
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
ANY_NOUN_REPLACED = FEATURES.index("any_noun_replaced")
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
COVER_LESS = FEATURES.index("cover_less")
COVER_LESS_ABOVE_6 = FEATURES.index("cover_less_above_6")
OWN_LESS = FEATURES.index("own_less")
OWN_MORE = FEATURES.index("own_more")
OWN_COUNT = FEATURES.index("own_count")
OWN_WORDS = FEATURES.index("own_words")
RUN = FEATURES.index("run")
RUN_COVER = FEATURES.index("run_cover")
TAIL_RUN = FEATURES.index("tail_run")
REVERSED = FEATURES.index("reversal")
PLANNED = FEATURES.index("plan")
COMPOUND = FEATURES.index("compound")
SLUG_GAP = FEATURES.index("slug_gap")
# (product, factor) as indices.
WHERE_ALIKE = tuple((FEATURES.index(name), FEATURES.index(factor)) for name, factor, by in PRODUCTS if by == "alike")
WHERE_UNLIKE = tuple((FEATURES.index(name), FEATURES.index(factor)) for name, factor, by in PRODUCTS if by == "unlike")


class Side(NamedTuple):
    """What one headline shares with the other, and what it has of its own, as sums of weights."""

    framed: Any  # words that have a partner, function words included
    counted: Any  # all words, function words included
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
    own_words: Any  # how many words of content have no partner
    reversal: Any  # one of them undoes the news
    plan: Any  # the headline speaks of a plan


def is_apposition(flags, ids, place, end, i, before, partner, back):
    """Whether word ``i`` is a noun before a noun that is shared: Kanzler Scholz, Eva Sommer, Handel Ceconomy wächst.

    ``place`` and ``end`` are the positions of the word and of the end of its headline; the other headline has the words
    from ``before + 1`` on. Not so if it has a word of its own in that place: Minister Sommer, Trainer Sommer.
    """
    if place + 1 >= end or partner[i + 1] == UNMET:
        return False
    opposite = partner[i + 1] - before - 2
    if opposite >= 0 and back[opposite] == UNMET:
        return False
    return flags[ids[place]] & flags[ids[place + 1]] & NOUN != 0


def count_marks(words, headlines, h, partner, truncated):
    """Words with a partner, all words, negations alone, words alone that undo the news, and words of a plan."""
    ids, flags, start = headlines.ids, words.flags, headlines.start[h]
    size = headlines.start[h + 1] - start
    framed = counted = negations = reach = reversal = plan = 0
    for i in range(size):
        if flags[ids[start + i]] & SERIES:
            continue
        counted += 1
        if partner[i] != UNMET:
            framed += 1
            reach = i
    if not truncated:
        reach += 2  # a negation behind everything shared may belong to another clause
    for i in range(size):
        flag = flags[ids[start + i]]
        if flag & SERIES:
            continue
        plan |= flag & PLAN
        if partner[i] == UNMET:
            reversal |= flag & REVERSAL
            negations += flag & NEGATION != 0 and i < reach
    return framed, counted, negations, reversal, plan


def measure_side(words, headlines, h, other, partner, relation, back, truncated):
    """How much weight headline ``h`` shares, and where the rest of it lies; ``truncated`` if either is cut off."""
    ids, flags, weights = headlines.ids, words.flags, words.weight
    start, size = headlines.start[h], headlines.start[h + 1] - headlines.start[h]
    kicker_end, tail_start = headlines.kicker_end[h], headlines.tail_start[h]
    framed, counted, negations, reversal, plan = count_marks(words, headlines, h, partner, truncated)
    before = headlines.start[other] - 1
    count = own_words = 0
    first = last = -1
    total = shared = shared_plain = noun = plain = lead = trail = alone = own = 0.0
    only_tail = True
    for i in range(size):
        word = ids[start + i]
        flag = flags[word]
        if flag & (STOP | SERIES):
            continue
        count += 1
        own_words += partner[i] == UNMET
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
            if is_apposition(flags, ids, start + i, start + size, i, before, partner, back):
                weight *= 0.5
            if flag & NOUN:
                noun = max(noun, weight)
            else:
                plain = max(plain, weight)
    for i in range(size):
        word = ids[start + i]
        if flags[word] & (STOP | SERIES) or partner[i] != UNMET:
            continue
        labelled = flags[word] & LABEL
        weight = weights[word] * (0.5 if labelled or i < kicker_end else 1.0)
        alone += weight
        if i < first:
            lead += weight
        elif i > last:
            trail += weight
        if not labelled and i >= kicker_end:
            own += weights[word] * (
                0.5 if is_apposition(flags, ids, start + i, start + size, i, before, partner, back) else 1.0
            )
            if i < tail_start:
                only_tail = False
    return Side(
        framed, counted, count, negations, total, shared, shared_plain, noun, plain, lead, trail, alone, own, only_tail,
        own_words, reversal, plan,
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


def covered(side):
    """The share of its weight that a side shares."""
    return side.shared / side.total if side.total > 0.0 else 0.0


def is_less_covered(left, right):
    """Whether a smaller share of ``left`` than of ``right`` is shared; of equal shares, whether ``left`` is heavier."""
    cover_left, cover_right = covered(left), covered(right)
    return cover_left < cover_right or (cover_left == cover_right and left.total > right.total)


def measure_words(words, headlines, a, b, alignment, out):
    """How much weight the headlines share, and where the rest of it lies."""
    a_marks, b_marks = headlines.marks[a], headlines.marks[b]
    any_marks, other_marks = a_marks | b_marks, a_marks ^ b_marks
    truncated = any_marks & TRUNCATED != 0
    left = measure_side(words, headlines, a, b, alignment.partner, alignment.relation, alignment.back, truncated)
    right = measure_side(words, headlines, b, a, alignment.back, alignment.back_relation, alignment.partner, truncated)
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
    out[FRAME] = framed / (left.counted + right.counted) if framed else 0.0
    out[NOUN_CLASH] = min(left.noun, right.noun)
    out[PLAIN_CLASH] = min(left.plain, right.plain)
    out[NEGATED] = 1.0 if (left.negations + right.negations) % 2 == 1 else 0.0
    out[QUESTIONED] = 1.0 if other_marks & QUESTION and not any_marks & (SLUG | TRUNCATED) else 0.0
    out[LIVELY] = 1.0 if other_marks & LIVE else 0.0
    out[SLUGGED] = 1.0 if other_marks & SLUG else 0.0
    cover_less = covered(less)
    out[COVER_LESS] = cover_less
    out[COVER_LESS_ABOVE_6] = max(0.0, cover_less - 0.6)
    out[OWN_LESS] = min(1.0, min(left.own, right.own) / 2.0)
    out[OWN_MORE] = min(1.0, max(left.own, right.own) / 4.0)
    out[OWN_COUNT] = min(1.0, min(left.own_words, right.own_words) / 3.0)
    content = left.words + right.words
    out[OWN_WORDS] = (left.own_words + right.own_words) / content if content else 0.0
    out[REVERSED] = 1.0 if (left.reversal ^ right.reversal) else 0.0
    out[PLANNED] = 1.0 if (left.plan ^ right.plan) else 0.0
    out[SLUG_GAP] = 0.0
    if other_marks & SLUG:
        out[SLUG_GAP] = min(1.0, right.own if a_marks & SLUG else left.own)


def is_one_letter_off(words, word, other, least):
    """Whether two words of at least ``least`` letters differ in one of them: sich, sicht."""
    p, p_end = words.letter_start[word], words.letter_start[word + 1]
    q, q_end = words.letter_start[other], words.letter_start[other + 1]
    if min(p_end - p, q_end - q) < least:
        return False
    return slips_between(words.letters, p, p_end, q, q_end, 1) <= 1


def measure_replaced(words, headlines, a, b, alignment, out):
    """Words that stand in place of another, between words that agree."""
    ids, flags, polarity = headlines.ids, words.flags, words.polarity
    partner, back = alignment.partner, alignment.back
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    kickers = headlines.marks[a] & headlines.marks[b] & COLON
    noun = plain = function = clash = any_noun = any_plain = 0.0
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
            if not is_one_letter_off(words, word, other, 4 if both & KNOWN else 2):
                function = 1.0
            continue
        weight = 0.5 * (words.contrast[word] + words.contrast[other])
        if i == a0 and j == b0 and i + 1 < a1 and both & flags[ids[i + 1]] & NOUN:
            weight *= 0.3  # two kickers without a colon: Einzelhandel Ceconomy …, Holding Ceconomy …
        elif kickers and i - a0 < headlines.kicker_end[a] and j - b0 < headlines.kicker_end[b]:
            weight *= 0.3  # two kickers: Norwegen: …, Berufsbildung: …
        elif both & NOUN:
            any_noun = 1.0
        else:
            any_plain = 1.0
        if both & NOUN:
            noun = max(noun, weight)
        else:
            plain = max(plain, weight)
    out[REPLACED_NOUN] = noun
    out[REPLACED_WORD] = plain
    out[ANY_NOUN_REPLACED] = any_noun
    out[ANY_WORD_REPLACED] = any_plain
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


def may_swap(words, ids, relation, i, k, here, there):
    """Whether an exchange of two words of ``a`` exchanges roles: nouns, or two names of places."""
    if relation[0] > TYPO or relation[1] > TYPO:
        return relation[0] == PLACE and relation[1] == PLACE
    flags = words.flags
    return (flags[ids[i]] | flags[ids[here]]) & (flags[ids[k]] | flags[ids[there]]) & NOUN != 0


def measure_order(words, headlines, a, b, alignment, out):
    """Nouns that changed places around words that stayed between them, and disorder in general."""
    ids, flags, partner, relation = headlines.ids, words.flags, alignment.partner, alignment.relation
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    inversions = ordered = 0
    swapped = 0.0
    last = a1 if (a1 - a0) * (b1 - b0) <= MOST_COMPARED else a0
    for i in range(a0, last):
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
            if not may_swap(words, ids, (relation[i - a0], relation[k - a0]), i, k, here, there):
                continue
            if k == i + 1 and here == there + 1:
                # Neighbours: their own neighbours stayed where they were.
                before = partner[i - 1 - a0] == there - 1 if i > a0 else there == b0
                after = partner[k + 1 - a0] == here + 1 if k + 1 < a1 else here == b1 - 1
                if before and after:
                    swapped = 1.0
            between = 0
            for m in range(i + 1, k):
                if partner[m - a0] >= 0 and not flags[ids[m]] & AND:
                    if there < partner[m - a0] < here:
                        between += not flags[ids[m]] & COPULA
                    else:
                        between = -1000
            if between > 0:
                swapped = 1.0
    out[SWAPPED] = swapped
    out[DISORDER] = inversions / (inversions + ordered) if inversions else 0.0


def count_words(words, headlines, h):
    """The words of headline ``h`` that are no part of a series."""
    count = 0
    for i in range(headlines.start[h], headlines.start[h + 1]):
        count += words.flags[headlines.ids[i]] & SERIES == 0
    return count


def measure_runs(words, headlines, a, b, alignment, out):
    """Runs of words that both headlines have in one order: anywhere, and to both ends."""
    partner, relation, ids, flags = alignment.partner, alignment.relation, headlines.ids, words.flags
    start, size_a = headlines.start[a], headlines.start[a + 1] - headlines.start[a]
    first, size_b = headlines.start[b], headlines.start[b + 1] - headlines.start[b]
    longest = current = compound = 0
    for i in range(size_a):
        if flags[ids[start + i]] & SERIES:
            current = 0
            continue
        compound |= relation[i] == TAILS
        if partner[i] < 0 or relation[i] > TYPO:
            current = 0
        elif current and partner[i] == partner[i - 1] + 1:
            current += 1
        else:
            current = 1
        longest = max(longest, current)
    shorter = min(size_a, size_b)
    series = 0
    tail = 0
    while (
        tail < shorter
        and partner[size_a - 1 - tail] == first + size_b - 1 - tail
        and relation[size_a - 1 - tail] <= TYPO
    ):
        series += flags[ids[start + size_a - 1 - tail]] & SERIES != 0
        tail += 1
    out_tail = tail - series
    counted = min(count_words(words, headlines, a), count_words(words, headlines, b))
    out[RUN] = min(1.0, longest / 8.0)
    out[RUN_COVER] = longest / counted if counted else 0.0
    out[TAIL_RUN] = out_tail / counted if counted else 0.0
    out[COMPOUND] = 1.0 if compound else 0.0


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


def multiply(out):
    """Fill in the ``PRODUCTS``."""
    if out[NUMBERS_CLASH] > 0.0 or out[DATES_CLASH] > 0.0:
        out[SLUGGED] = 0.0
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
    measure_order(words, headlines, a, b, alignment, out)
    measure_runs(words, headlines, a, b, alignment, out)
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
