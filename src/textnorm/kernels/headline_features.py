"""What two headlines share and what separates them, as numbers.

One set of functions for both roads: called as they are on lists, they judge one pair in plain Python; compiled by
``kernels/headline_search.py``, they judge millions. So the two cannot disagree.

Words are given by ``ids`` into columns of keys (``exact``, ``stem``, …; 0 is no key). Headline a is ``ids[a0:a1]``.
``align`` finds the partner of every word; the ``measure_…`` functions turn the alignment into the features named in
``FEATURES``, and ``combine`` multiplies some of them.
"""

from __future__ import annotations

__all__ = [
    "FEATURES",
    "align",
    "combine",
    "measure_contrasts",
    "measure_figures",
    "measure_order",
    "measure_words",
    "score_pairs",
    "weigh",
]

STOP, NEGATION, LABEL, NOUN, AND, KNOWN = 1, 2, 4, 8, 16, 64  # flags of a word
QUESTION, LIVE, SLUG, TRUNCATED = 1, 2, 4, 8  # marks of a headline
DATED = 0b11111 << 8  # the bits of year, date, time, weekday and month in the mask of a figure
BARE = 1 << 13  # a number that may be a year: 2000 and 2.000 agree, 2000 and 5.000 say nothing of each other

# How two words are related, the strictest relation first, and how much of their weight then counts as shared.
NONE, EXACT, JOINED, STEM, SOUND, TYPO, GROUP, PLACE, HALF, POLE, TAILS = range(11)
QUALITY = (0.0, 1.0, 1.0, 0.95, 0.85, 0.85, 0.7, 0.8, 0.6, 0.5, 0.4)
UNMET, MET = -1, -2  # in place of a partner: none; one that already has another partner

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
    "replaced_function",  # at least one of the two is a function word
    "place_clash",  # each has a place of its own
    "pole_clash",  # rises in one, falls in the other
    "figures_same",
    "figures_clash",
    "figures_near",
    "figures_one",
    "dates_same",
    "dates_clash",
    "dates_one",
    "swapped",  # two nouns have changed places around words that stayed
    "disorder",
    # Separating features times alike: they count most where all else is equal.
    "figures_clash_alike",
    "dates_clash_alike",
    "replaced_noun_alike",
    "replaced_word_alike",
    "any_word_replaced_alike",
    "replaced_function_alike",
    "pole_clash_alike",
    "place_clash_alike",
    "negation_alike",
    "swapped_alike",
    "lead_alike",
    # Sharing features times unlike: rewritten headlines have little else.
    "shared_unlike",
    "shared_plain_unlike",
    "noun_clash_unlike",
    "slug_unlike",
    "slug_gap",  # a title has what the URL slug lacks; slugs are made of titles and cut at the end only
)
(
    SHARED, SHARED_PLAIN, BEST_SHARED, FEW_WORDS, FEW_AND_MORE, LEAD, TRAIL, OTHER, CUT_OFF, TAIL_CUT, FRAME,
    NOUN_CLASH, PLAIN_CLASH, NEGATED, QUESTIONED, LIVELY, SLUGGED,
    REPLACED_NOUN, REPLACED_WORD, REPLACED_FUNCTION, PLACE_CLASH, POLE_CLASH,
    FIGURES_SAME, FIGURES_CLASH, FIGURES_NEAR, FIGURES_ONE, DATES_SAME, DATES_CLASH, DATES_ONE, SWAPPED, DISORDER,
    PRODUCTS,
) = range(32)  # fmt: skip
SLUG_GAP = PRODUCTS + 15


def align(
    ids, joined, exact, stem, sound, head, tail, group, place, pole, flags, letters, letter_start,
    a0, a1, b0, b1, partner, relation, back,
):  # fmt: skip
    """Pair words of a with words of b, the strictest relation first.

    ``partner[i]`` and ``relation[i]`` are for word ``a0 + i``; ``back[j]`` is the partner of ``b0 + j``. A word whose
    counterpart already has another partner (the two halves of a compound, written as two words) is ``MET`` in ``back``.
    """
    for i in range(a1 - a0):
        partner[i] = UNMET
        relation[i] = NONE
    for j in range(b1 - b0):
        back[j] = UNMET
    expected = b0
    for i in range(a0, a1):  # the very same word; of two, the next one in order
        wanted = exact[ids[i]]
        found = -1
        for j in range(expected, b1):
            if exact[ids[j]] == wanted and back[j - b0] < 0:
                found = j
                break
        if found < 0:
            for j in range(b0, min(expected, b1)):
                if exact[ids[j]] == wanted and back[j - b0] < 0:
                    found = j
                    break
        if found >= 0:
            partner[i - a0] = found
            relation[i - a0] = EXACT
            back[found - b0] = i
            expected = found + 1
    for loosest in (GROUP, TAILS):  # a close relation is never given away for a distant one
        for i in range(a0, a1):
            if partner[i - a0] >= 0:
                continue
            word = ids[i]
            best = NONE
            found = -1
            for j in range(b0, b1):
                if back[j - b0] >= 0:
                    continue
                other = ids[j]
                kind = NONE
                if (flags[word] | flags[other]) & STOP and flags[word] & flags[other] & (STOP | KNOWN):
                    if group[word] == 0 or group[word] != group[other]:
                        continue
                    kind = GROUP
                elif (i + 1 < a1 and partner[i + 1 - a0] < 0 and joined[i] == exact[other]) or (
                    j + 1 < b1 and back[j + 1 - b0] < 0 and joined[j] == exact[word]
                ):
                    kind = JOINED
                elif stem[word] == stem[other]:
                    kind = STEM
                elif sound[word] != 0 and sound[word] == sound[other]:
                    kind = SOUND
                elif group[word] != 0 and group[word] == group[other]:
                    kind = GROUP
                elif place[word] != 0 and place[word] == place[other]:
                    kind = PLACE
                elif (
                    (
                        head[word] != 0
                        and (head[word] == stem[other] or head[word] == head[other] or head[word] == tail[other])
                    )
                    or (tail[word] != 0 and (tail[word] == stem[other] or tail[word] == head[other]))
                    or stem[word] == head[other]
                    or stem[word] == tail[other]
                ):
                    kind = HALF
                elif pole[word] != 0 and pole[word] == pole[other]:
                    kind = POLE
                elif tail[word] != 0 and tail[word] == tail[other]:
                    kind = TAILS
                if (kind == NONE or kind > TYPO) and not flags[word] & flags[other] & KNOWN:
                    # Slips of the pen: a letter too many, too few, wrong, or two swapped. Of two words that the
                    # dictionary knows, neither is a slip.
                    p0, p1 = letter_start[word], letter_start[word + 1]
                    q0, q1 = letter_start[other], letter_start[other + 1]
                    longest = max(p1 - p0, q1 - q0)
                    allowed = 1 + (longest >= 7) + (longest >= 12)
                    slips = abs((p1 - p0) - (q1 - q0))
                    slips = allowed + 1 if min(p1 - p0, q1 - q0) < 4 or slips > 2 else 0
                    p, q = p0, q0
                    while slips <= allowed and p < p1 and q < q1:
                        if letters[p] == letters[q]:
                            p += 1
                            q += 1
                            continue
                        slips += 1
                        here, there = p + 1 < p1, q + 1 < q1
                        if here and there and letters[p + 1] == letters[q] and letters[p] == letters[q + 1]:
                            p += 2
                            q += 2
                        elif here and there and letters[p + 1] == letters[q + 1]:
                            p += 1
                            q += 1
                        elif here and letters[p + 1] == letters[q]:
                            p += 1
                        elif there and letters[p] == letters[q + 1]:
                            q += 1
                        else:
                            p += 1
                            q += 1
                    if slips + (p1 - p) + (q1 - q) <= allowed:
                        kind = TYPO
                if kind != NONE and kind <= loosest and (best == NONE or kind < best):
                    best = kind
                    found = j
            if found >= 0:
                partner[i - a0] = found
                relation[i - a0] = best
                back[found - b0] = i
                if best == JOINED:
                    if i + 1 < a1 and partner[i + 1 - a0] < 0 and joined[i] == exact[ids[found]]:
                        partner[i + 1 - a0] = found
                        relation[i + 1 - a0] = JOINED
                    else:
                        back[found + 1 - b0] = i
    for i in range(a0, a1):  # the halves of a compound may stand in the other headline as two words
        for j in range(b0, b1):
            if (partner[i - a0] == UNMET) == (back[j - b0] == UNMET) or partner[i - a0] == j:
                continue
            word = ids[i]
            other = ids[j]
            if (flags[word] | flags[other]) & STOP:
                continue
            if (
                (head[word] != 0 and (head[word] == stem[other] or head[word] == tail[other]))
                or (tail[word] != 0 and (tail[word] == stem[other] or tail[word] == head[other]))
                or stem[word] == head[other]
                or stem[word] == tail[other]
            ):
                if partner[i - a0] == UNMET:
                    partner[i - a0] = j
                    relation[i - a0] = HALF
                else:
                    back[j - b0] = MET


def measure_words(
    ids, flags, worth, sting, a0, a1, a_kicker, a_tail, a_marks, b0, b1, b_kicker, b_tail, b_marks,
    partner, relation, back, out,
):  # fmt: skip
    """How much weight the headlines share, and where the rest of it lies."""
    total_a = total_b = shared_a = shared_b = plain_a = plain_b = best = 0.0
    noun_a = noun_b = lone_a = lone_b = 0.0
    words_a = words_b = framed = negations = 0
    first_a = last_a = first_b = last_b = -1
    reach_a, reach_b = a0, b0  # a negation behind everything shared may belong to another clause
    for i in range(a0, a1):
        if partner[i - a0] != UNMET:
            framed += 1
            reach_a = i
    for j in range(b0, b1):
        if back[j - b0] != UNMET:
            framed += 1
            reach_b = j
    if not (a_marks | b_marks) & TRUNCATED:
        reach_a += 2
        reach_b += 2
    for i in range(a0, a1):
        word = ids[i]
        if flags[word] & NEGATION and partner[i - a0] == UNMET and i < reach_a:
            negations += 1
        if flags[word] & STOP:
            continue
        words_a += 1
        total_a += worth[word]
        if partner[i - a0] != UNMET:
            weight = worth[word] * QUALITY[relation[i - a0]]
            shared_a += weight
            if not flags[word] & NOUN:
                plain_a += weight
            best = max(best, min(weight, worth[ids[partner[i - a0]]]))
            if first_a < 0:
                first_a = i
            last_a = i
        elif not flags[word] & LABEL:
            weight = sting[word] * (0.3 if i - a0 < a_kicker else 1.0)
            if flags[word] & NOUN:
                noun_a = max(noun_a, weight)
            else:
                lone_a = max(lone_a, weight)
    for j in range(b0, b1):
        word = ids[j]
        if flags[word] & NEGATION and back[j - b0] == UNMET and j < reach_b:
            negations += 1
        if flags[word] & STOP:
            continue
        words_b += 1
        total_b += worth[word]
        if back[j - b0] != UNMET:
            weight = worth[word] * (QUALITY[relation[back[j - b0] - a0]] if back[j - b0] >= 0 else QUALITY[HALF])
            shared_b += weight
            if not flags[word] & NOUN:
                plain_b += weight
            if first_b < 0:
                first_b = j
            last_b = j
        elif not flags[word] & LABEL:
            weight = sting[word] * (0.3 if j - b0 < b_kicker else 1.0)
            if flags[word] & NOUN:
                noun_b = max(noun_b, weight)
            else:
                lone_b = max(lone_b, weight)
    cover_a = shared_a / total_a if total_a > 0.0 else 0.0
    cover_b = shared_b / total_b if total_b > 0.0 else 0.0
    if words_a == 0 and words_b == 0 and a1 > a0 and b1 - b0 == a1 - a0:
        cover_a = cover_b = 1.0  # function words only: the same ones in the same order, or nothing
        for i in range(a0, a1):
            if partner[i - a0] != b0 + i - a0:
                cover_a = cover_b = 0.0
    less_is_a = cover_a < cover_b or (cover_a == cover_b and total_a > total_b)
    lead = trail = other = 0.0
    for i in range(a0, a1):
        word = ids[i]
        if flags[word] & STOP or partner[i - a0] != UNMET:
            continue
        weight = worth[word] * (0.5 if flags[word] & LABEL or i - a0 < a_kicker else 1.0)
        if not less_is_a:
            other += weight
        elif i < first_a:
            lead += weight
        elif i > last_a:
            trail += weight
    for j in range(b0, b1):
        word = ids[j]
        if flags[word] & STOP or back[j - b0] != UNMET:
            continue
        weight = worth[word] * (0.5 if flags[word] & LABEL or j - b0 < b_kicker else 1.0)
        if less_is_a:
            other += weight
        elif j < first_b:
            lead += weight
        elif j > last_b:
            trail += weight
    few = min(words_a, words_b) <= 2
    # What a and b have of their own, kickers apart; if one of them has nothing, it may be the other cut short.
    own_a = own_b = 0.0
    tail_only_a = tail_only_b = True
    for i in range(a0, a1):
        if not flags[ids[i]] & (STOP | LABEL) and partner[i - a0] == UNMET and i - a0 >= a_kicker:
            own_a += worth[ids[i]]
            if i - a0 < a_tail:
                tail_only_a = False
    for j in range(b0, b1):
        if not flags[ids[j]] & (STOP | LABEL) and back[j - b0] == UNMET and j - b0 >= b_kicker:
            own_b += worth[ids[j]]
            if j - b0 < b_tail:
                tail_only_b = False
    out[SHARED] = min(1.0, min(shared_a, shared_b) / 3.0)
    out[SHARED_PLAIN] = min(1.0, min(plain_a, plain_b))
    out[BEST_SHARED] = best
    out[FEW_WORDS] = 1.0 if few else 0.0
    out[FEW_AND_MORE] = min(1.0, max(own_a, own_b)) if few else 0.0
    out[LEAD] = min(1.0, lead / 3.0)
    out[TRAIL] = min(1.0, trail / 3.0)
    out[OTHER] = min(1.0, other / 3.0)
    cut = (a_marks & TRUNCATED and own_a < 0.3 and framed) or (b_marks & TRUNCATED and own_b < 0.3 and framed)
    out[CUT_OFF] = 1.0 if cut else 0.0
    tail = (own_a < 0.1 and own_b > 0.0 and tail_only_b) or (own_b < 0.1 and own_a > 0.0 and tail_only_a)
    out[TAIL_CUT] = 1.0 if tail and framed else 0.0
    out[FRAME] = framed / (a1 - a0 + b1 - b0) if framed else 0.0
    out[NOUN_CLASH] = min(noun_a, noun_b)
    out[PLAIN_CLASH] = min(lone_a, lone_b)
    out[NEGATED] = 1.0 if negations % 2 == 1 else 0.0
    out[QUESTIONED] = 1.0 if (a_marks ^ b_marks) & QUESTION and not (a_marks | b_marks) & (SLUG | TRUNCATED) else 0.0
    out[LIVELY] = 1.0 if (a_marks ^ b_marks) & LIVE else 0.0
    out[SLUGGED] = 1.0 if (a_marks | b_marks) & SLUG else 0.0
    out[SLUG_GAP] = 0.0
    if (a_marks ^ b_marks) & SLUG:
        out[SLUG_GAP] = min(1.0, own_b if a_marks & SLUG else own_a)


def measure_contrasts(ids, place, pole, flags, sting, a0, a1, b0, b1, partner, relation, back, out):
    """Words that stand against each other: one in place of another, places, opposites."""
    noun = word_weight = function = clash = 0.0
    for i in range(a0, a1):  # one word in place of another, between words that agree
        if partner[i - a0] != UNMET:
            continue
        before = partner[i - 1 - a0] if i > a0 else b0 - 1
        after = partner[i + 1 - a0] if i + 1 < a1 else b1
        j = before + 1
        if (i > a0 and before < 0) or (i + 1 < a1 and after < 0) or after - before != 2 or back[j - b0] != UNMET:
            continue
        left = ids[i]
        right = ids[j]
        if pole[left] != 0 and pole[left] == -pole[right]:
            clash = 1.0
        if (flags[left] | flags[right]) & LABEL:
            continue
        if (flags[left] | flags[right]) & STOP:
            if flags[left] & flags[right] & KNOWN:
                function = 1.0
            continue
        weight = 0.5 * (sting[left] + sting[right])
        if i == a0 and j == b0 and i + 1 < a1 and flags[left] & flags[right] & flags[ids[i + 1]] & NOUN:
            weight *= 0.3  # two kickers without a colon: Einzelhandel Ceconomy …, Holding Ceconomy …
        if flags[left] & flags[right] & NOUN:
            noun = max(noun, weight)
        else:
            word_weight = max(word_weight, weight)
    lone_a = lone_b = False
    for i in range(a0, a1):
        left = ids[i]
        if partner[i - a0] == UNMET and place[left] != 0:
            met = False
            for j in range(b0, b1):
                if place[ids[j]] == place[left]:
                    met = True
            lone_a = lone_a or not met
        if pole[left] != 0 and not flags[left] & STOP and relation[i - a0] != EXACT and relation[i - a0] != STEM:
            same = against = False
            for j in range(b0, b1):
                if pole[ids[j]] == pole[left]:
                    same = True
                elif pole[ids[j]] == -pole[left] and not flags[ids[j]] & STOP:
                    against = True
            if against and not same:
                clash = 1.0
    for j in range(b0, b1):
        right = ids[j]
        if back[j - b0] == UNMET and place[right] != 0:
            met = False
            for i in range(a0, a1):
                if place[ids[i]] == place[right]:
                    met = True
            lone_b = lone_b or not met
    out[REPLACED_NOUN] = noun
    out[REPLACED_WORD] = word_weight
    out[REPLACED_FUNCTION] = function
    out[PLACE_CLASH] = 1.0 if lone_a and lone_b else 0.0
    out[POLE_CLASH] = clash


def measure_order(ids, flags, a0, a1, partner, relation, out):
    """Nouns that changed places around words that stayed between them, and disorder in general."""
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


def measure_figures(mask, value, fa0, fa1, fb0, fb1, out):
    """Figures by value; weekdays, dates and times (``DATED``) apart from the rest.

    Two figures can mean the same thing where their masks share a bit.
    """
    same = near = clashes = lone = same_dates = date_clashes = lone_dates = 0
    for x in range(fa0, fa1):
        state = 0  # 0 no counterpart, 1 another value, 2 rounded, 3 the same
        dated = mask[x] & DATED != 0
        for y in range(fb0, fb1):
            shared = mask[x] & mask[y]
            if shared and value[x] == value[y]:
                state = 3
                break
            if not shared & ~BARE:
                continue
            taken = False
            for z in range(fa0, fa1):
                if mask[z] & mask[y] and value[z] == value[y]:
                    taken = True
            if taken or state == 2:
                continue
            state = 1
            small = min(value[x], value[y])
            large = max(value[x], value[y])
            if not dated and small > 0.0 and large - small <= 0.05 * large:
                step = 1.0
                while step * 100.0 <= large:
                    step *= 10.0
                # 1.140 and 1.143, 8 and 8,1: exactly one of them is round, and the other rounds to it
                round_small = abs(small / step - round(small / step)) < 1e-9
                round_large = abs(large / step - round(large / step)) < 1e-9
                if round_small != round_large and large - small <= 0.5 * step:
                    state = 2
        if dated:
            same_dates += state == 3
            date_clashes += state == 1
            lone_dates += state == 0
        else:
            same += state == 3
            near += state == 2
            clashes += state == 1
            lone += state == 0
    for y in range(fb0, fb1):
        met = False
        for x in range(fa0, fa1):
            shared = mask[x] & mask[y]
            if shared & ~BARE or (shared and value[x] == value[y]):
                met = True
        if not met:
            if mask[y] & DATED:
                lone_dates += 1
            else:
                lone += 1
    out[FIGURES_SAME] = min(1.0, same / 2.0)
    out[FIGURES_CLASH] = 1.0 if clashes else 0.0
    out[FIGURES_NEAR] = 1.0 if near else 0.0
    out[FIGURES_ONE] = min(1.0, lone / 2.0)
    out[DATES_SAME] = min(1.0, same_dates / 2.0)
    out[DATES_CLASH] = 1.0 if date_clashes else 0.0
    out[DATES_ONE] = min(1.0, lone_dates / 2.0)


def combine(out):
    """Products: separating features where all else is alike, sharing features where it is not."""
    alike = max(0.0, out[FRAME] - 0.4) / 0.6
    unlike = 1.0 - alike
    out[PRODUCTS] = max(out[FIGURES_CLASH], out[FIGURES_NEAR]) * alike
    out[PRODUCTS + 1] = out[DATES_CLASH] * alike
    out[PRODUCTS + 2] = out[REPLACED_NOUN] * alike
    out[PRODUCTS + 3] = out[REPLACED_WORD] * alike
    out[PRODUCTS + 4] = alike if out[REPLACED_WORD] > 0.0 else 0.0
    out[PRODUCTS + 5] = out[REPLACED_FUNCTION] * alike
    out[PRODUCTS + 6] = out[POLE_CLASH] * alike
    out[PRODUCTS + 7] = out[PLACE_CLASH] * alike
    out[PRODUCTS + 8] = out[NEGATED] * alike
    out[PRODUCTS + 9] = out[SWAPPED] * alike
    out[PRODUCTS + 10] = out[LEAD] * alike
    out[PRODUCTS + 11] = out[SHARED] * unlike
    out[PRODUCTS + 12] = out[SHARED_PLAIN] * unlike
    out[PRODUCTS + 13] = out[NOUN_CLASH] * unlike
    out[PRODUCTS + 14] = out[SLUGGED] * unlike


def weigh(out, weights):
    """The sum of the weighed features, added up in one order on both roads."""
    total = 0.0
    for k in range(len(FEATURES)):
        total += out[k] * weights[k]
    return total


def score_pairs(
    left, right, start, kicker, tails, marks, whole, figure_start,
    ids, joined, exact, stem, sound, head, tail, group, place, pole, flags, letters, letter_start, worth, sting,
    mask, value, weights, partner, relation, back, features, logits,
):  # fmt: skip
    """Weigh the features of the headlines ``left[k]`` and ``right[k]`` into ``logits[k]``.

    Headline ``h`` has the words ``ids[start[h]:start[h + 1]]``, of which the first ``kicker[h]`` are its kicker and
    those from ``tails[h]`` on stand behind a dash; ``whole[h]`` is the key of all its letters. Its figures are
    ``figure_start[h]`` up to ``figure_start[h + 1]`` of ``mask`` and ``value``. ``partner``, ``relation``, ``back`` (as
    long as the longest headline) and ``features`` are scratch.
    """
    for k in range(len(left)):
        a, b = left[k], right[k]
        longer = (start[a + 1] - start[a]) - (start[b + 1] - start[b])
        if longer > 0 or (longer == 0 and whole[a] > whole[b]):  # one order, so that the score has none
            a, b = b, a
        a0, a1, b0, b1 = start[a], start[a + 1], start[b], start[b + 1]
        align(
            ids, joined, exact, stem, sound, head, tail, group, place, pole, flags, letters, letter_start,
            a0, a1, b0, b1, partner, relation, back,
        )  # fmt: skip
        measure_words(
            ids, flags, worth, sting, a0, a1, kicker[a], tails[a], marks[a], b0, b1, kicker[b], tails[b], marks[b],
            partner, relation, back, features,
        )  # fmt: skip
        measure_contrasts(ids, place, pole, flags, sting, a0, a1, b0, b1, partner, relation, back, features)
        measure_order(ids, flags, a0, a1, partner, relation, features)
        measure_figures(
            mask, value, figure_start[a], figure_start[a + 1], figure_start[b], figure_start[b + 1], features
        )
        combine(features)
        logits[k] = weigh(features, weights)
