"""What two headlines share, and what each has of its own."""

from __future__ import annotations

from typing import Any, NamedTuple
from zlib import crc32

from textnorm.kernels.scores.headline_feature_names import (
    BEST_SHARED,
    COMPLETE,
    COVER_LESS,
    COVER_LESS_ABOVE_6,
    CUT_OFF,
    FEW_AND_MORE,
    FEW_WORDS,
    FRAME,
    LEAD,
    NEGATED,
    NOUN_CLASH,
    OTHER,
    OWN_COUNT,
    OWN_LESS,
    OWN_MORE,
    OWN_WORDS,
    PLAIN_CLASH,
    PLANNED,
    QUESTIONED,
    REVERSED,
    SHARED,
    SHARED_PLAIN,
    SLUG_GAP,
    SLUGGED,
    TRAIL,
)
from textnorm.kernels.scores.headline_flags import (
    AND,
    ANNOUNCED,
    COPULA,
    GERMAN,
    GIVEN,
    HALF,
    HESITATION,
    LABEL,
    NEGATION,
    NOUN,
    OFFICE,
    PLAN,
    PREPOSITION,
    QUALITY,
    QUESTION,
    REVERSAL,
    SERIES,
    SLUG,
    STOP,
    TRUNCATED,
    TYPO,
    UNMET,
)

#: The keys of the words that ask, with which a headline says as much without a question mark: Warum Mieten steigen.
ASKING = tuple(crc32(word) for word in b"wie warum was wer wo wann weshalb wieso how why what who where when".split())

#: Words of a kicker without a colon, at most.
LONGEST_GLUED = 4
#: Words of content behind it that both headlines have, at least: Exporte brechen ein is said of many.
SHARED_BEHIND_GLUED = 3


class Side(NamedTuple):
    """What one headline shares with the other, and what it has of its own, as sums of weights."""

    framed: Any  # words that have a partner, function words included
    counted: Any  # all words, function words included
    words: Any  # words of content
    negations: Any  # that only this headline has
    total: Any
    shared: Any
    shared_plain: Any
    best: Any  # the weight of the rarest word that is shared
    noun: Any  # the heaviest noun of its own, and the heaviest other word
    plain: Any
    lead: Any  # own words before the first shared one, behind the last one, all
    trail: Any
    alone: Any
    own: Any  # own words, kicker apart
    own_words: Any  # how many words of content have no partner
    loose: Any  # and how many have one that says only something near
    reversal: Any  # one of them undoes the news
    plan: Any  # the headline speaks of a plan, or of one that is only considered
    announced: Any  # or of what was announced, which may be one
    glued: Any  # how many words are a kicker without a colon


def is_named_by_office(flags, word, other):
    """Whether one of two words is a first name, the other what somebody is: Stephan Weil, Ministerpräsident Weil."""
    one, two = flags[word] & (GIVEN | OFFICE), flags[other] & (GIVEN | OFFICE)
    return one | two == GIVEN | OFFICE and one != 0 and two != 0


def is_apposition(flags, ids, place, end, i, before, partner, back):
    """Whether word ``i`` is a noun before a noun that is shared: Kanzler Scholz, Eva Sommer, Handel Ceconomy wächst.

    ``place`` and ``end`` are the positions of the word and of the end of its headline; the other headline has the words
    from ``before + 1`` on. Not so if it has a word of its own in that place (Minister Sommer, Trainer Sommer), unless
    one of them is a first name.
    """
    if place + 1 >= end or partner[i + 1] == UNMET:
        return False
    opposite = partner[i + 1] - before - 2
    if opposite >= 0 and back[opposite] == UNMET:
        return is_named_by_office(flags, ids[place], ids[before + 1 + opposite])
    return flags[ids[place]] & flags[ids[place + 1]] & NOUN != 0


def begins_sentence(words, headlines, h, first, partner, relation):
    """Whether headline ``h`` has a sentence from the place ``first`` on: a noun that is no part of a list, and what may
    be a verb; and the other headline has three words of it."""
    start, verb, shared = headlines.start[h], False, 0
    for i in range(first, headlines.start[h + 1]):
        flag = words.flags[headlines.ids[i]]
        verb |= flag & (STOP | NOUN) == 0 or flag & (COPULA | PLAN) != 0
        if (i <= first + 1 and flag & AND) or (i == first and flag & (STOP | NOUN) == 0):
            return False
        if flag & STOP == 0 and partner[i - start] != UNMET and relation[i - start] < HALF:
            shared += 1
        elif i == first and not flag & STOP:
            return False
    return verb and shared >= SHARED_BEHIND_GLUED


def is_german(words, headlines, h):
    """Whether headline ``h`` has a small word that only German has."""
    ids, i, end = headlines.ids, headlines.start[h], headlines.start[h + 1]
    while i < end and not words.flags[ids[i]] & GERMAN:
        i += 1
    return i < end


def glued_kicker(words, headlines, h, other, partner, relation, back):
    """How many words headline ``h`` begins with that are a kicker without a colon; 0 for none.

    Energie Belgien will Atomkraftwerke …, Folgen der Dürre Der Rhein …: nouns that the other headline does not have,
    before the words that it begins with, and these begin a sentence in both. Of a noun in the genitive, or behind a
    preposition, the nouns before it are no kicker (Tochter von Putin), nor are adjectives. What the other headline has
    before a colon may clash. Titles of other languages begin with what they are about: Erratum A model …, X server.
    """
    ids, flags = headlines.ids, words.flags
    start, first, end = headlines.start[h], headlines.start[other], headlines.start[other + 1]
    marks = headlines.marks[h] | headlines.marks[other]
    if headlines.kicker_end[h] > 0 or headlines.kicker_end[other] > 0 or first == end or marks & SLUG:
        return 0
    border = back[0]
    if border < 0 and first + 1 < end and flags[ids[first]] & (STOP | PREPOSITION) == STOP:
        border = back[1]  # behind an article that this headline does not have
    if border <= start or border - start > LONGEST_GLUED:
        return 0
    if flags[ids[border - 1]] & (NOUN | STOP | GIVEN) != NOUN or flags[ids[start]] & STOP:
        return 0
    for i in range(start, border):
        if flags[ids[i]] & STOP == 0 and (partner[i - start] != UNMET or not flags[ids[i]] & NOUN):
            return 0
    if not is_german(words, headlines, h) and not is_german(words, headlines, other):
        return 0
    return border - start if begins_sentence(words, headlines, h, border, partner, relation) else 0


def measure_side(words, headlines, h, other, partner, relation, back, truncated):
    """How much weight headline ``h`` shares, and where the rest of it lies; ``truncated`` if either is cut off."""
    ids, flags, weights = headlines.ids, words.flags, words.weight
    start, size = headlines.start[h], headlines.start[h + 1] - headlines.start[h]
    kicker_end, tail_start = headlines.kicker_end[h], headlines.tail_start[h]
    before = headlines.start[other] - 1
    framed = counted = count = own_words = loose = negations = waiting = reversal = plan = announced = reach = (
        adverbs
    ) = 0
    total = shared = shared_plain = best = noun = plain = lead = trail = alone = own = 0.0
    begun = False
    close = min(tail_start, size) - 1  # the last word, a tail behind a dash apart
    glued = glued_kicker(words, headlines, h, other, partner, relation, back)
    for i in range(size):
        word = ids[start + i]
        flag = flags[word]
        if i < glued:  # it leads to the sentence that both begin, and says nothing that the other lacks
            trail += 0.0 if flag & STOP else weights[word]
            continue
        met = partner[i] != UNMET
        if met and flag & SERIES:  # without a partner, it says what the other headline does not: Von der Leyen reist …
            continue
        counted += 1
        if flag & PLAN:
            plan |= flag & (PLAN | HESITATION)
        announced |= flag & ANNOUNCED
        if met:
            framed += 1
            reach = adverbs = i
            negations += waiting
            waiting = 0
        else:
            reversal |= flag & REVERSAL
            if flag & NEGATION:
                # One behind everything that is shared may belong to another clause, unless it ends this one.
                if not truncated and (i <= reach + 1 or (i == close and i == adverbs + 1)):
                    negations += 1
                else:
                    waiting += 1
            if flag & HESITATION and i == adverbs + 1:
                adverbs = i
        if flag & STOP:
            continue
        count += 1
        weight = weights[word]
        total += weight
        if met:
            known = weight * QUALITY[relation[i]]
            shared += known
            loose += relation[i] >= HALF
            if not flag & NOUN:
                shared_plain += known
            if partner[i] >= 0:
                best = max(best, min(known, weights[ids[partner[i]]]))
            if not begun:
                lead = trail
            begun = True
            trail = 0.0
            continue
        own_words += 1
        news = not flag & LABEL and i >= kicker_end
        alone += weight if news else 0.5 * weight
        trail += weight if news else 0.5 * weight
        if flag & LABEL:
            continue
        half = 0.5 if is_apposition(flags, ids, start + i, start + size, i, before, partner, back) else 1.0
        contrast = words.contrast[word] * half * (1.0 if news else 0.3)
        if flag & NOUN:
            noun = max(noun, contrast)
        else:
            plain = max(plain, contrast)
        if news:
            own += weight * half
    return Side(
        framed, counted, count, negations, total, shared, shared_plain, best, noun, plain, lead, trail, alone, own,
        own_words, loose, reversal, plan, announced, glued,
    )  # fmt: skip


def covered(side):
    """The share of its weight that a side shares."""
    return side.shared / side.total if side.total > 0.0 else 0.0


def is_less_covered(left, right):
    """Whether a smaller share of ``left`` than of ``right`` is shared; of equal shares, whether ``left`` is heavier."""
    cover_left, cover_right = covered(left), covered(right)
    return cover_left < cover_right or (cover_left == cover_right and left.total > right.total)


def ask_alike(words, headlines, a, b):
    """Whether two headlines begin, kickers apart, with one word that asks: Warum steigen Mieten? Warum Mieten …"""
    first, other = headlines.start[a] + headlines.kicker_end[a], headlines.start[b] + headlines.kicker_end[b]
    if first >= headlines.start[a + 1] or other >= headlines.start[b + 1]:
        return False
    key = words.exact[headlines.ids[first]]
    return key == words.exact[headlines.ids[other]] and key in ASKING


def spelled_share(words, headlines, h, partner, relation):
    """The share of the words of content of the slug ``h`` that the title has in the same order.

    A slug is made of a title. Keywords of two articles on one topic (russland-ukraine-eu-sanktionen) spell none.
    """
    ids, start = headlines.ids, headlines.start[h]
    counted = spelled = 0
    last = -1
    for i in range(start, headlines.start[h + 1]):
        if words.flags[ids[i]] & STOP:
            continue
        counted += 1
        there = partner[i - start]
        if there >= 0 and relation[i - start] <= TYPO:
            spelled += there >= last
            last = there
    return spelled / counted if counted else 0.0


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
    out[BEST_SHARED] = left.best
    out[FEW_WORDS] = 1.0 if few else 0.0
    out[FEW_AND_MORE] = min(1.0, max(left.own, right.own)) if few else 0.0
    out[LEAD] = min(1.0, (left.lead if left.glued else right.lead if right.glued else less.lead) / 3.0)
    out[TRAIL] = min(1.0, less.trail / 3.0)
    out[OTHER] = min(1.0, more.alone / 3.0)
    cut = (a_marks & TRUNCATED and left.own < 0.3) or (b_marks & TRUNCATED and right.own < 0.3)
    out[CUT_OFF] = 1.0 if framed and cut else 0.0
    out[FRAME] = framed / (left.counted + right.counted) if framed else 0.0
    out[NOUN_CLASH] = min(left.noun, right.noun)
    out[PLAIN_CLASH] = min(left.plain, right.plain)
    out[NEGATED] = 1.0 if (left.negations + right.negations) % 2 == 1 else 0.0
    asked = other_marks & QUESTION and not any_marks & (SLUG | TRUNCATED)
    out[QUESTIONED] = 1.0 if asked and not ask_alike(words, headlines, a, b) else 0.0
    out[SLUGGED] = out[SLUG_GAP] = 0.0
    cover_less = covered(less)
    out[COVER_LESS] = cover_less
    out[COVER_LESS_ABOVE_6] = max(0.0, cover_less - 0.6)
    out[OWN_LESS] = min(1.0, min(left.own, right.own) / 2.0)
    out[OWN_MORE] = min(1.0, max(left.own, right.own) / 4.0)
    out[OWN_COUNT] = min(1.0, min(left.own_words, right.own_words) / 3.0)
    content = left.words + right.words
    out[OWN_WORDS] = (left.own_words + right.own_words) / content if content else 0.0
    unsaid = left.own_words + right.own_words + left.loose + right.loose
    out[COMPLETE] = out[SHARED] if unsaid == 0 and min(left.words, right.words) >= 2 else 0.0
    out[REVERSED] = 1.0 if (left.reversal ^ right.reversal) else 0.0
    announced = left.announced if right.plan else right.announced
    apart = (left.plan ^ right.plan) & PLAN and not (announced and not (left.plan | right.plan) & HESITATION)
    out[PLANNED] = 1.0 if apart else 0.0
    if other_marks & SLUG and a_marks & SLUG:
        out[SLUGGED] = spelled_share(words, headlines, a, alignment.partner, alignment.relation)
        out[SLUG_GAP] = min(1.0, right.own)
    elif other_marks & SLUG:
        out[SLUGGED] = spelled_share(words, headlines, b, alignment.back, alignment.back_relation)
        out[SLUG_GAP] = min(1.0, left.own)
