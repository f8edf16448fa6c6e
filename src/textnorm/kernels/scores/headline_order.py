"""The order of the words that two headlines share: exchanged roles, disorder, runs."""

from __future__ import annotations

from zlib import crc32

from textnorm.kernels.scores.headline_alignment import MOST_COMPARED
from textnorm.kernels.scores.headline_feature_names import COMPOUND, DISORDER, RUN, RUN_COVER, SHARED, SWAPPED, TAIL_RUN
from textnorm.kernels.scores.headline_flags import (
    AGENT,
    AND,
    CIRCUMSTANCE,
    COLON,
    COPULA,
    GROUP,
    NOUN,
    PREPOSITION,
    SERIES,
    STOP,
    TAILS,
    TYPO,
    UNMET,
)
from textnorm.kernels.scores.headline_sides import ask_alike, is_german

#: The keys of English nouns that are small words of other languages.
ENGLISH_NOUNS = tuple(crc32(word) for word in (b"man", b"men", b"son", b"war"))
#: The keys of verbs that say of either side what they say of the other one, and of words that join two.
MUTUAL = tuple(
    crc32(word)
    for word in (
        *(b"meet", b"meets", b"met", b"marries", b"marry", b"weds", b"wed", b"draw", b"draws", b"drew"),
        *(b"trifft", b"treffen", b"traf", b"heiratet", b"rencontre", b"reune", b"incontra", b"sposa", b"epouse"),
        *(b"et", b"y", b"e"),
    )
)
#: Places from one noun to another with a preposition and an article between them: Gipfel in der Nato.
MOST_BETWEEN = 3
#: Who shares less than this behind two kickers shares a phrase that goes with any topic: Frist wird verlängert. So does
#: a question: Was Eigentümer jetzt wissen müssen.
COMMONPLACE = 0.4


def is_one_noun(words, one, other):
    """Whether two words are a noun in both headlines, or one form that only one of them writes with a capital: a verb
    made a noun is none. Streiken, Streik."""
    both = words.flags[one] & words.flags[other] & NOUN
    return both != 0 or ((words.flags[one] | words.flags[other]) & NOUN != 0 and words.exact[one] == words.exact[other])


def may_swap(words, ids, relation, i, k, here, there, exchange):
    """Whether an exchange of two words of ``a`` exchanges roles: nouns, or two places, by name or as adjectives; where
    nothing else is in another place, any two words that keep their forms."""
    one, other, one_there, other_there = ids[i], ids[k], ids[here], ids[there]
    if words.place[one] != 0 and words.place[other] != 0:
        return True
    if exchange and words.exact[one] == words.exact[one_there] and words.exact[other] == words.exact[other_there]:
        return True
    if relation[0] > TYPO or relation[1] > TYPO:
        return False
    return is_one_noun(words, one, one_there) and is_one_noun(words, other, other_there)


def agent_before(words, ids, start, place):
    """The word that makes the name around the noun at ``place`` the agent of a passive: by Supreme Court; -1: none."""
    flags = words.flags
    for k in range(place - 1, max(start, place - 3) - 1, -1):
        if flags[ids[k]] & AGENT:
            return ids[k]
        if not flags[ids[k]] & NOUN:
            break
    return -1


def preposition_before(words, ids, start, place):
    """The word that says how the noun at ``place`` takes part, an article or an adjective between; -1: a bare noun."""
    flags = words.flags
    for k in range(place - 1, max(start, place - 3) - 1, -1):
        word = ids[k]
        if flags[word] & PREPOSITION:
            return word
        if flags[word] & AND:
            break
        if flags[word] & NOUN:
            return agent_before(words, ids, start, k)
    return -1


def is_same_preposition(words, one, other):
    """Whether two prepositions say the same, or both nouns are bare: in, im."""
    if one < 0 or other < 0:
        return one == other
    return words.exact[one] == words.exact[other] or (words.group[one] != 0 and words.group[one] == words.group[other])


def turns_passive(words, one, other):
    """Whether a noun is the agent of a passive in one headline, and bare in the other: fined by the EU, EU fines."""
    return (one < 0 and other >= 0 and words.flags[other] & AGENT != 0) or (
        other < 0 and one >= 0 and words.flags[one] & AGENT != 0
    )


def clause_start(headlines, h, place):
    """Where the clause of a word begins: headline ``h``, or what stands behind its kicker."""
    behind = headlines.start[h] + headlines.kicker_end[h]
    return behind if place >= behind else headlines.start[h]


def keeps_roles(words, headlines, a, b, i, k, here, there):
    """Whether two exchanged nouns took their prepositions along (in Trier in die Menge, in die Menge in Trier), or one
    headline is the other in the passive."""
    ids = headlines.ids
    one = preposition_before(words, ids, clause_start(headlines, a, i), i)
    other = preposition_before(words, ids, clause_start(headlines, a, k), k)
    one_there = preposition_before(words, ids, clause_start(headlines, b, here), here)
    other_there = preposition_before(words, ids, clause_start(headlines, b, there), there)
    first = is_same_preposition(words, one, one_there)
    second = is_same_preposition(words, other, other_there)
    if first and second:
        return one >= 0 or other >= 0
    turned, other_turned = turns_passive(words, one, one_there), turns_passive(words, other, other_there)
    where, other_where = words.place[ids[i]] != 0, words.place[ids[k]] != 0
    if first and one < 0 and other_where and (other < 0) != (other_there < 0):
        return True  # where it happened may stand for who did it: in New York angeklagt, New York klagt an
    if turned and other_where and not where and (other < 0) != (other_there < 0):
        return True  # and before what happened there: Meier sagt Leipzig-Konzert ab, Konzert von Meier in Leipzig
    if other_turned and where and not other_where and (one < 0) != (one_there < 0):
        return True
    return (first and one < 0 and other_turned) or (second and other < 0 and turned)


def agent_of(words, headlines, h, verb):
    """The noun that is the agent of the ``verb`` of headline ``h`` in the passive: von Söder kritisiert, fined by the
    EU; -1 if there is none."""
    ids, flags, start, end = headlines.ids, words.flags, clause_start(headlines, h, verb), headlines.start[h + 1]
    if verb + 1 < end and flags[ids[verb + 1]] & AGENT:
        for k in range(verb + 2, min(end, verb + 4)):
            if not flags[ids[k]] & STOP:
                return k
    closes = verb + 1 == end or flags[ids[verb + 1]] & AND != 0
    named = closes and verb > start and flags[ids[verb - 1]] & (NOUN | STOP) == NOUN
    return verb - 1 if named and agent_before(words, ids, start, verb - 1) >= 0 else -1


def is_turned_active(words, headlines, a, b, partner, relation):
    """Whether the agent of a passive of ``a`` is the object of the same verb in ``b``: Merkel von Söder kritisiert,
    Merkel kritisiert Söder."""
    ids, flags, a0, b0 = headlines.ids, words.flags, headlines.start[a], headlines.start[b]
    english = not is_german(words, headlines, a) and not is_german(words, headlines, b)
    for verb in range(a0, headlines.start[a + 1]):
        active = partner[verb - a0]
        if active < 0 or flags[ids[verb]] & (STOP | NOUN) or relation[verb - a0] > GROUP:
            continue
        agent = agent_of(words, headlines, a, verb)
        there = partner[agent - a0] if agent >= 0 else -1
        if there <= active or agent_of(words, headlines, b, active) >= 0:
            continue
        if preposition_before(words, ids, active, there) >= 0:
            continue
        for i in range(a0, min(agent, verb)):
            here = partner[i - a0]
            named = flags[ids[i]] & (NOUN | STOP) == NOUN
            if english:  # nouns have no capitals: Dog attacks toddler, Dog attacked by toddler
                named |= flags[ids[i]] & STOP == 0 or words.exact[ids[i]] in ENGLISH_NOUNS
            if b0 <= here < active and named and preposition_before(words, ids, b0, here) < 0:
                return True
    return False


def leave_kickers(words, headlines, a, b, i, k, here, there):
    """Whether each of two exchanged words is the topic before a colon in one headline, and behind a preposition in the
    other: Polen: Proteste gegen Reform, Reform: Proteste in Polen. A topic has no role, unless the preposition is the
    same: Meier: Klage gegen Sommer, Sommer: Klage gegen Meier."""
    if not headlines.marks[a] & headlines.marks[b] & COLON:
        return False
    a0, b0 = headlines.start[a], headlines.start[b]
    if i >= a0 + headlines.kicker_end[a] or there >= b0 + headlines.kicker_end[b]:
        return False
    ids = headlines.ids
    one = preposition_before(words, ids, clause_start(headlines, a, k), k)
    other = preposition_before(words, ids, clause_start(headlines, b, here), here)
    return one >= 0 and other >= 0 and not is_same_preposition(words, one, other)


def is_topic(words, headlines, h, topic, behind, there):
    """Whether ``topic`` stands before the colon of headline ``h``, ``behind`` does not, and the kicker is a place, has
    a preposition, or names a circumstance of the other headline, where the word stands ``there``: Kassel: …, Trauer um
    Meier: …, Unfall: Mann stirbt, Mann stirbt bei Unfall."""
    ids, flags, start = headlines.ids, words.flags, headlines.start[h]
    end = start + headlines.kicker_end[h]
    if not headlines.marks[h] & COLON or topic >= end or behind < end:
        return False
    about = words.place[ids[topic]] != 0
    for m in range(start, topic):
        about |= flags[ids[m]] & PREPOSITION != 0
    before = preposition_before(words, ids, there[0], there[1])
    return about or (before >= 0 and flags[before] & CIRCUMSTANCE != 0)


def has_topic(words, headlines, a, b, i, k, here, there):
    """Whether one of two exchanged words is the topic of one headline, and neither stands in the kicker of the other: a
    topic has no role."""
    in_a, in_b = headlines.start[a] + headlines.kicker_end[a], headlines.start[b] + headlines.kicker_end[b]
    if here >= in_b and there >= in_b:
        return is_topic(words, headlines, a, i, k, (in_b, here))
    return i >= in_a and k >= in_a and is_topic(words, headlines, b, there, here, (in_a, k))


def is_list(words, ids, bounds, i, k):
    """Whether two words stand in a list, whose order is free: three nouns in a row or more, or some around *und*."""
    flags = words.flags
    first, last = min(i, k), max(i, k)
    joined = nouns = 0
    for m in range(first, last + 1):
        flag = flags[ids[m]]
        if flag & AND:
            joined += 1
        elif not flag & NOUN or flag & STOP:
            return False
        else:
            nouns += 1
    for m in range(first - 1, bounds[0] - 1, -1):
        if not flags[ids[m]] & (NOUN | AND):
            break
        nouns += flags[ids[m]] & NOUN != 0
    for m in range(last + 1, bounds[1]):
        if not flags[ids[m]] & (NOUN | AND):
            break
        nouns += flags[ids[m]] & NOUN != 0
    return nouns >= 3 or joined > 0


def is_one_exchange(partner, size, other_size, first):
    """Whether two headlines of one length are the same but for two words, which changed places."""
    moved = 0
    if size == other_size:
        for i in range(size):
            moved += partner[i] != first + i
    return moved == 2


def says_where(words, ids, i, k, here, there):
    """Whether two neighbours are a noun and its place, before it as an adjective in one headline and behind it in the
    other: Hamburger Polizei, Polizei Hamburg; russische Armee, Armee Russlands."""
    if k != i + 1 or here != there + 1 or (words.place[ids[i]] != 0) == (words.place[ids[k]] != 0):
        return False
    first = words.place[ids[i]] != 0
    one, other, noun = (ids[i], ids[here], ids[k]) if first else (ids[k], ids[there], ids[i])
    return words.exact[one] != words.exact[other] and words.flags[noun] & NOUN != 0


def is_taken_apart(words, headlines, a, b, i, k, here, there):
    """Whether two nouns are neighbours in one headline, and in the other, turned round, one belongs to the other by a
    preposition or an article: Apple-Chef, Chef von Apple."""
    ids, flags = headlines.ids, words.flags
    if words.place[ids[i]] != 0 and words.place[ids[k]] != 0:
        return False
    if not flags[ids[i]] & flags[ids[k]] & NOUN or (k == i + 1) == (here == there + 1):
        return False
    first, last = (there, here) if k == i + 1 else (i, k)
    small = 0
    for m in range(first + 1, last):
        small += flags[ids[m]] & (STOP | AND) == STOP
    return last - first <= MOST_BETWEEN and small == last - first - 1


def block_end(partner, size, first, i):
    """Where the words that keep their distance from their partners end that begin with word ``i``."""
    k = i
    while k < size and partner[k] >= 0 and partner[k] - first - k == partner[i] - first - i:
        k += 1
    return k


def names_two(words, headlines, h, first, last):
    """Whether the words from ``first`` up to ``last`` name somebody or something, and not how he takes part."""
    named = False
    for k in range(first, last):
        flag = words.flags[headlines.ids[k]]
        if flag & (PREPOSITION | AGENT | AND | COPULA):
            return False
        named |= flag & STOP == 0 or words.exact[headlines.ids[k]] in ENGLISH_NOUNS
    return named


def is_turned_round(words, headlines, a, b, partner):
    """Whether one headline is the other with those before and behind its verb exchanged, all of their words: Police
    officer kills gunman, Gunman kills police officer. German is not asked: its order is free, and its nouns are known.
    """
    a0, first = headlines.start[a], headlines.start[b]
    size = headlines.start[a + 1] - a0
    if size != headlines.start[b + 1] - first or size < 3 or partner[0] <= first:
        return False
    verb = block_end(partner, size, first, 0)
    behind = block_end(partner, size, first, verb) if verb < size else size
    end = block_end(partner, size, first, behind) if behind < size else size
    moved = partner[0] - first
    if end == behind or moved != end - verb or partner[behind] != first or partner[verb] != first + end - behind:
        return False
    if end < size and (partner[end] != first + end or block_end(partner, size, first, end) < size):
        return False
    acts = False
    for k in range(a0 + verb, a0 + behind):
        flag = words.flags[headlines.ids[k]]
        if flag & (PREPOSITION | AGENT | AND | COPULA) or words.exact[headlines.ids[k]] in MUTUAL:
            return False
        acts |= flag & (STOP | NOUN) == 0
    if not acts or is_german(words, headlines, a) or is_german(words, headlines, b):
        return False
    return names_two(words, headlines, a, a0, a0 + verb) and names_two(words, headlines, a, a0 + behind, a0 + end)


def measure_order(words, headlines, a, b, alignment, converse, out):
    """Nouns that changed places around words that stayed between them, and disorder in general.

    Where two verbs are ``converse``, nouns have to change places.

    Where nothing else is in another place, any two words: English nouns have no capitals. Why cats fear dogs.
    """
    ids, flags, partner, relation = headlines.ids, words.flags, alignment.partner, alignment.relation
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    inversions = ordered = 0
    # Before the loops: behind them, Numba finds no types for these calls on CPython 3.13.
    turned = is_turned_active(words, headlines, a, b, partner, relation) or is_turned_active(
        words, headlines, b, a, alignment.back, alignment.back_relation
    )
    turned |= not (headlines.marks[a] | headlines.marks[b]) & COLON and is_turned_round(words, headlines, a, b, partner)
    swapped = 1.0 if turned else 0.0
    last = a1 if (a1 - a0) * (b1 - b0) <= MOST_COMPARED else a0
    exchange = is_one_exchange(partner, a1 - a0, b1 - b0, b0)
    for i in range(a0, last):
        here = partner[i - a0]
        if here < 0 or flags[ids[i]] & STOP:
            continue
        for k in range(i + 1, a1):
            there = partner[k - a0]
            if there < 0 or there == here or flags[ids[k]] & STOP:
                continue
            if here < there or says_where(words, ids, i, k, here, there):
                ordered += 1
                continue
            inversions += 1
            if not may_swap(words, ids, (relation[i - a0], relation[k - a0]), i, k, here, there, exchange):
                continue
            if is_list(words, ids, (a0, a1), i, k) and is_list(words, ids, (b0, b1), here, there):
                continue
            if is_taken_apart(words, headlines, a, b, i, k, here, there):
                continue
            if keeps_roles(words, headlines, a, b, i, k, here, there):
                continue
            if leave_kickers(words, headlines, a, b, i, k, here, there):
                continue
            if has_topic(words, headlines, a, b, i, k, here, there):
                continue
            if k == i + 1 and here == there + 1:
                # Neighbours: their own neighbours stayed where they were.
                before = partner[i - 1 - a0] == there - 1 if i > a0 else there == b0
                after = partner[k + 1 - a0] == here + 1 if k + 1 < a1 else here == b1 - 1
                if before and after:
                    swapped = 1.0
            between = held = 0
            mutual = False
            for m in range(i + 1, k):
                if flags[ids[m]] & AND:
                    mutual = True
                elif partner[m - a0] >= 0:
                    if there < partner[m - a0] < here:
                        between += not flags[ids[m]] & COPULA
                        meets = words.exact[ids[m]] in MUTUAL
                        mutual |= meets
                        held += not (meets or flags[ids[m]] & STOP)
                    else:
                        between = -1000
            # Trump meets Putin is Putin meets Trump, and the union and the firm are the firm and the union; not so
            # where what they are stayed: French king meets German queen.
            if between > 0 and (held > 0 or not mutual):
                swapped = 1.0
    out[SWAPPED] = 0.0 if converse else swapped
    out[DISORDER] = inversions / (inversions + ordered) if inversions and not converse else 0.0


def count_words(words, headlines, h, partner):
    """The words of headline ``h`` that are no part of a series, or have no partner."""
    count = 0
    start = headlines.start[h]
    for i in range(start, headlines.start[h + 1]):
        count += words.flags[headlines.ids[i]] & SERIES == 0 or partner[i - start] == UNMET
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
        if relation[i] == TAILS:
            kickers = i < headlines.kicker_end[a] and partner[i] - first < headlines.kicker_end[b]
            of_topics = kickers and headlines.marks[a] & headlines.marks[b] & COLON
            compound |= not of_topics or out[SHARED] < COMMONPLACE or ask_alike(words, headlines, a, b)
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
    counted = min(count_words(words, headlines, a, partner), count_words(words, headlines, b, alignment.back))
    out[RUN] = min(1.0, longest / 8.0)
    out[RUN_COVER] = longest / counted if counted else 0.0
    out[TAIL_RUN] = out_tail / counted if counted else 0.0
    out[COMPOUND] = 1.0 if compound else 0.0
