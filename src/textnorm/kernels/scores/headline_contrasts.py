"""Words that stand against each other: one in place of another, places, opposites."""

from __future__ import annotations

from textnorm.kernels.scores.headline_alignment import slips_between, verb_of_stance
from textnorm.kernels.scores.headline_feature_names import (
    ANY_NOUN_REPLACED,
    ANY_WORD_REPLACED,
    NOUN_CLASH,
    PLACE_CLASH,
    PLAIN_CLASH,
    POLARITY_CLASH,
    REPLACED_FUNCTION,
    REPLACED_NOUN,
    REPLACED_WORD,
)
from textnorm.kernels.scores.headline_flags import (
    AND,
    COLON,
    COPULA,
    EXACT,
    GIVEN,
    KNOWN,
    LABEL,
    NAME,
    NONE,
    NOUN,
    OFFICE,
    PLAN,
    PREPOSITION,
    RUBRIC,
    SERIES,
    SPEAKER,
    STEM,
    STOP,
    UNMET,
)
from textnorm.kernels.scores.headline_sides import is_named_by_office


def is_one_letter_off(words, word, other, least):
    """Whether two words of at least ``least`` letters differ in one of them: sich, sicht."""
    p, p_end = words.letter_start[word], words.letter_start[word + 1]
    q, q_end = words.letter_start[other], words.letter_start[other + 1]
    if min(p_end - p, q_end - q) < least:
        return False
    return slips_between(words.letters, p, p_end, q, q_end, 1) <= 1


def is_turned_or_doubled(words, word, other):
    """Whether one of two words has two letters turned round, or its last letter twice: sei, sie; den, denn."""
    letters = words.letters
    p, p_end = words.letter_start[word], words.letter_start[word + 1]
    q, q_end = words.letter_start[other], words.letter_start[other + 1]
    if p_end - p > q_end - q:
        p, p_end, q, q_end = q, q_end, p, p_end
    short = p_end - p
    if short < 3 or (q_end - q) - short > 1:
        return False
    same = 0
    while same < short and letters[p + same] == letters[q + same]:
        same += 1
    if q_end - q > short:
        return same == short and letters[q_end - 1] == letters[p_end - 1]
    if same > short - 2 or letters[p + same] != letters[q + same + 1] or letters[p + same + 1] != letters[q + same]:
        return False
    rest = same + 2
    while rest < short and letters[p + rest] == letters[q + rest]:
        rest += 1
    return rest == short


def has_small_word(words, headlines, h):
    """Whether a word of content has no capital: in English Title Case, capitals say nothing."""
    for i in range(headlines.start[h], headlines.start[h + 1]):
        if not words.flags[headlines.ids[i]] & (STOP | NOUN):
            return True
    return False


def stands_in_frame(partner, place, start, end):
    """Whether a word of the kicker, which is the words from ``start`` to ``end``, stands beside one that is shared."""
    return (place > start and partner[place - 1 - start] != UNMET) or (
        place + 1 < end and partner[place + 1 - start] != UNMET
    )


def are_speakers(words, headlines, a, b, word, other):
    """Whether two words are all of the kickers of two headlines, and name speakers. Who says something is the news:
    Merz: Steuern müssen sinken, Scholz: Steuern müssen sinken."""
    kickers = headlines.marks[a] & headlines.marks[b] & COLON
    if not kickers or headlines.kicker_end[a] != 1 or headlines.kicker_end[b] != 1:
        return False
    group = words.group[word]
    return words.flags[word] & words.flags[other] & SPEAKER != 0 and (group == 0 or group != words.group[other])


def changes_prepositions(words, relation, word, other, bounds):
    """Whether a word beside the preposition ``word`` is said otherwise, so that ``other`` may stand for it: Preise für
    Butter, Preisanstieg bei Butter; not if they are opposites. ``bounds`` are its place and the end of the headline."""
    place, end = bounds
    pole = words.polarity[word]
    if pole != 0 and pole == -words.polarity[other]:
        return False
    return (place > 0 and relation[place - 1] > EXACT) or (place + 1 < end and relation[place + 1] > EXACT)


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
        if either & LABEL or (is_named_by_office(flags, word, other) and i + 1 < a1 and flags[ids[i + 1]] & NOUN):
            continue
        if either & STOP:
            if both & PREPOSITION and changes_prepositions(words, alignment.relation, word, other, (i - a0, a1 - a0)):
                continue
            if not is_one_letter_off(words, word, other, 4 if both & KNOWN else 2) and not is_turned_or_doubled(
                words, word, other
            ):
                function = 1.0
            continue
        weight = 0.5 * (words.contrast[word] + words.contrast[other])
        if are_speakers(words, headlines, a, b, word, other):
            any_noun = 1.0
        elif words.place[word] != 0 and words.place[other] != 0:
            any_noun = 1.0  # two places, in a kicker too: Leipzig: …, Dresden: …
        elif both & GIVEN and i + 1 < a1 and flags[ids[i + 1]] & NOUN:
            any_noun = 1.0  # two people of one surname
        elif (
            i == a0
            and j == b0
            and i + 1 < a1
            and both & flags[ids[i + 1]] & NOUN
            and not both & NAME
            and has_small_word(words, headlines, a)
        ):
            weight *= 0.3  # two kickers without a colon: Einzelhandel Ceconomy wächst, Holding Ceconomy wächst
        elif (
            kickers
            and i - a0 < headlines.kicker_end[a]
            and j - b0 < headlines.kicker_end[b]
            and not stands_in_frame(partner, i, a0, a0 + headlines.kicker_end[a])
        ):
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


def topic_of_rubric(words, headlines, h, partner):
    """The greatest contrast in the kicker of headline ``h``, if nothing there is shared and what stands behind the
    colon is a rubric, which has another topic each time; 0 otherwise. Zölle: Die Karikatur des Tages."""
    ids, flags, start = headlines.ids, words.flags, headlines.start[h]
    most = 0.0
    rubric = content = small = 0
    for i in range(start, headlines.start[h + 1]):
        flag = flags[ids[i]]
        if flag & STOP:
            small += i - start >= headlines.kicker_end[h]
            continue
        if i - start < headlines.kicker_end[h]:
            if partner[i - start] != UNMET:
                return 0.0
            most = max(most, words.contrast[ids[i]])
        elif flag & (LABEL | RUBRIC):
            rubric += 1
        else:
            content += 1
    return most if content <= 1 and (rubric > 0 or small >= 3) else 0.0


def replace_noun(out, mine, theirs):
    """What one headline has of its own stands where the other has a noun; given are their contrasts."""
    out[REPLACED_NOUN] = max(out[REPLACED_NOUN], 0.5 * (mine + theirs))
    out[ANY_NOUN_REPLACED] = 1.0


def measure_rubrics(words, headlines, a, b, alignment, out):
    """Two topics of one rubric: they replace nouns."""
    mine = topic_of_rubric(words, headlines, a, alignment.partner)
    theirs = topic_of_rubric(words, headlines, b, alignment.back) if mine > 0.0 else 0.0
    if theirs > 0.0:
        replace_noun(out, mine, theirs)


def own_conjuncts(words, headlines, h, place, partner):
    """The contrast of the words on both sides of the *und* at ``place``, if neither has a partner; else 0."""
    ids, flags, start, end = headlines.ids, words.flags, headlines.start[h], headlines.start[h + 1]
    if place == start or partner[place - 1 - start] != UNMET:
        return 0.0
    before = ids[place - 1]
    if flags[before] & (STOP | LABEL):
        return 0.0
    for k in range(place + 1, min(end, place + 4)):
        behind = ids[k]
        if flags[behind] & STOP:
            continue
        if partner[k - start] != UNMET or flags[behind] & LABEL:
            return 0.0
        return 0.5 * (words.contrast[before] + words.contrast[behind])
    return 0.0


def measure_conjuncts(words, headlines, a, b, alignment, out):
    """Two lists of other things in one frame, which replaces nouns: Rente und Schule …, Mieten und Krieg …"""
    ids, flags = headlines.ids, words.flags
    a0 = headlines.start[a]
    for i in range(a0, headlines.start[a + 1]):
        j = alignment.partner[i - a0]
        if j < 0 or not flags[ids[i]] & flags[ids[j]] & AND:
            continue
        mine = own_conjuncts(words, headlines, a, i, alignment.partner)
        theirs = own_conjuncts(words, headlines, b, j, alignment.back)
        if mine > 0.0 and theirs > 0.0:
            replace_noun(out, mine, theirs)


def own_topics(words, headlines, h, partner):
    """The nouns, kicker apart, that headline ``h`` has of its own before all that is shared: how many, the last of
    them, and the greatest contrast of one; none if it has other own words.

    Kanzler, Wetter, Wahl – das war die Woche. Bidens Sprecherin Psaki warnt vor Hunger.
    """
    ids, flags, start = headlines.ids, words.flags, headlines.start[h]
    count = shared = plain = last = 0
    most = 0.0
    for i in range(start, headlines.start[h + 1]):
        word = ids[i]
        if flags[word] & (STOP | LABEL) or (flags[word] & SERIES and partner[i - start] != UNMET):
            last += last == i - 1 and count > 0 and flags[word] & LABEL != 0 and partner[i - start] == UNMET
            continue
        if partner[i - start] != UNMET:
            shared += 1
        elif shared:
            return 0, 0, 0.0
        elif i - start < headlines.kicker_end[h]:
            continue
        elif flags[word] & NOUN:
            count += 1
            last = i
            most = max(most, words.contrast[word])
        else:
            plain += 1
    return (count, last, most) if shared >= 2 and plain <= 1 else (0, 0, 0.0)


def measure_topics(words, headlines, a, b, alignment, out):
    """Other topics, or another subject of several words, before one phrase: they replace nouns as well.

    A noun that is shared right behind them has them as its apposition or its kicker: Kanzler Scholz, Olaf Scholz.
    """
    count, last, most = own_topics(words, headlines, a, alignment.partner)
    other_count, other_last, other_most = own_topics(words, headlines, b, alignment.back) if count > 0 else (0, 0, 0.0)
    if count == 0 or other_count == 0 or last + 1 == headlines.start[a + 1] or other_last + 1 == headlines.start[b + 1]:
        return
    ids, flags = headlines.ids, words.flags
    behind, other_behind = flags[ids[last + 1]], flags[ids[other_last + 1]]
    met = alignment.partner[last + 1 - headlines.start[a]] == other_last + 1
    if met and (behind | other_behind) & NOUN:
        return
    verb = met and (behind & (STOP | NOUN) == 0 or behind & (COPULA | PLAN) != 0)
    named = (flags[ids[last]] | flags[ids[other_last]]) & OFFICE  # who that is may be the other one
    if min(count, other_count) >= 2 or (verb and not named):
        replace_noun(out, most, other_most)


def own_in_slot(words, headlines, h, partner):
    """The greatest contrast of a word of its own that headline ``h`` has before its colon; 0 if what stands behind it
    is more than a phrase of a series that is shared. A gegen B: Vorschau und Aufstellung."""
    ids, flags, start, border = headlines.ids, words.flags, headlines.start[h], headlines.kicker_end[h]
    most = 0.0
    for i in range(start, headlines.start[h + 1]):
        word = ids[i]
        met = partner[i - start] != UNMET
        if i - start >= border and not (met and flags[word] & SERIES):
            return 0.0
        if not met and not flags[word] & (STOP | LABEL):
            most = max(most, words.contrast[word])
    return most


def measure_fillings(words, headlines, a, b, alignment, out):
    """The phrase behind the colon is a series, and what each headline has of its own before it decides."""
    mine = own_in_slot(words, headlines, a, alignment.partner)
    theirs = own_in_slot(words, headlines, b, alignment.back) if mine > 0.0 else 0.0
    if theirs > 0.0:
        replace_noun(out, mine, theirs)


def only_own_word(words, headlines, h, partner):
    """The word of content that headline ``h`` has of its own, if there is one only, it is no noun, it does not stand in
    the kicker, and the others have their partners in the same order; -1 otherwise."""
    ids, flags, start = headlines.ids, words.flags, headlines.start[h]
    found = last = -1
    for i in range(start, headlines.start[h + 1]):
        flag = flags[ids[i]]
        if flag & STOP:
            continue
        if partner[i - start] != UNMET:
            if 0 <= partner[i - start] < last:
                return -1
            last = max(last, partner[i - start])
            continue
        if found >= 0 or flag & (NOUN | LABEL) or i - start < headlines.kicker_end[h]:
            return -1
        found = ids[i]
    return found


def measure_predicates(words, headlines, a, b, alignment, out):
    """One other verb in each headline, wherever it stands: Prozess beginnt in Hanau, Prozess in Hanau unterbrochen."""
    word = only_own_word(words, headlines, a, alignment.partner)
    other = only_own_word(words, headlines, b, alignment.back) if word >= 0 else -1
    if other >= 0:
        out[REPLACED_WORD] = max(out[REPLACED_WORD], 0.5 * (words.contrast[word] + words.contrast[other]))
        out[ANY_WORD_REPLACED] = 1.0


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


def is_against(words, headlines, pole, other):
    """Whether headline ``other`` has a word of the opposite direction, and nothing that goes in direction ``pole``."""
    same = against = False
    for j in range(headlines.start[other], headlines.start[other + 1]):
        word = headlines.ids[j]
        if words.polarity[word] == pole and not words.flags[word] & PREPOSITION:
            same = True
        elif words.polarity[word] == -pole and not words.flags[word] & STOP:
            against = True
    return against and not same


def has_opposite(words, headlines, a, b, relation):
    """Whether a word of ``a`` has its opposite in ``b``, and nothing there that goes in its own direction."""
    polarity, flags, ids, start = words.polarity, words.flags, headlines.ids, headlines.start
    for i in range(start[a], start[a + 1]):
        pole = polarity[ids[i]]
        kind = relation[i - start[a]]
        if pole == 0 or flags[ids[i]] & STOP or kind == EXACT or kind == STEM:
            continue
        if is_against(words, headlines, pole, b):
            return True
    return False


def has_opposite_amount(words, headlines, h, other, relation):
    """Whether ``h`` has more of what ``other`` has, and that has fewer: mehr Neuinfektionen. Elsewhere, mehr is no
    direction."""
    ids, flags, start, end = headlines.ids, words.flags, headlines.start[h], headlines.start[h + 1]
    for i in range(start, end - 1):
        pole = words.polarity[ids[i]]
        if pole == 0 or flags[ids[i]] & (STOP | PREPOSITION) != STOP or relation[i - start] == EXACT:
            continue
        of_shared = flags[ids[i + 1]] & (NOUN | STOP) == NOUN and relation[i + 1 - start] != NONE
        if of_shared and is_against(words, headlines, pole, other):
            return True
    return False


def has_opposite_stance(words, headlines, h, other, partner, back):
    """Whether ``h`` is for or against what ``other`` says the opposite of: X für Y, X lehnt Y ab."""
    ids, start = headlines.ids, headlines.start[h]
    for i in range(start, headlines.start[h + 1]):
        pole = words.polarity[ids[i]]
        if pole == 0 or not words.flags[ids[i]] & PREPOSITION or partner[i - start] != UNMET:
            continue
        if verb_of_stance(words, headlines, h, other, partner, back, i, -pole) >= 0:
            return True
    return False


def measure_contrasts(words, headlines, a, b, alignment, converse, out):
    """Words that stand against each other: one in place of another, places, opposites unless ``converse``."""
    measure_replaced(words, headlines, a, b, alignment, out)
    measure_conjuncts(words, headlines, a, b, alignment, out)
    if headlines.marks[a] & headlines.marks[b] & COLON:
        measure_rubrics(words, headlines, a, b, alignment, out)
        measure_fillings(words, headlines, a, b, alignment, out)
    if out[NOUN_CLASH] > 0.0:
        measure_topics(words, headlines, a, b, alignment, out)
    elif out[PLAIN_CLASH] > 0.0:
        measure_predicates(words, headlines, a, b, alignment, out)
    if not converse and (
        has_opposite(words, headlines, a, b, alignment.relation)
        or has_opposite_amount(words, headlines, a, b, alignment.relation)
        or has_opposite_amount(words, headlines, b, a, alignment.back_relation)
        or has_opposite_stance(words, headlines, a, b, alignment.partner, alignment.back)
        or has_opposite_stance(words, headlines, b, a, alignment.back, alignment.partner)
    ):
        out[POLARITY_CLASH] = 1.0
    apart = has_own_place(words, headlines, a, b, alignment.partner) and has_own_place(
        words, headlines, b, a, alignment.back
    )
    out[PLACE_CLASH] = 1.0 if apart else 0.0
