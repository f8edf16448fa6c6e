"""Pair the words of two headlines.

These functions run as they are in plain Python, on lists, and compiled by ``headline_search.py``, on arrays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from textnorm.kernels.scores.headline_flags import (
    ANNOUNCED,
    COMPLETED,
    CONVERSE,
    ENDED,
    ENDING,
    EXACT,
    GROUP,
    HALF,
    HESITATION,
    JOINED,
    KNOWN,
    MET,
    NEGATION,
    NONE,
    NOUN,
    PARTICLE,
    PHONETIC,
    PLACE,
    PLAN,
    POLARITY,
    PREPOSITION,
    ROOT,
    STEM,
    STOP,
    TAILS,
    TYPO,
    UNMET,
)

__all__ = ["HEADLINE_ROW", "MOST_COMPARED", "WORD_ROW", "Alignment", "HeadlineColumns", "WordColumns", "align"]


#: Pairs of words that are compared one by one. No headline has so many; of longer lines, equal words alone meet.
MOST_COMPARED = 10_000
LETTER_I, LETTER_N = 105, 110
#: How many entries kernels read of each word and of each headline where these lie in rows.
WORD_ROW, HEADLINE_ROW = 14, 6


#: Letters of an acronym that is taken for one, and the one of a plural.
SHORTEST_ACRONYM, LONGEST_ACRONYM, PLURAL = 3, 7, 115


class WordColumns(NamedTuple):
    """A vocabulary as columns, one entry a word; a key of 0 is no key.

    The letters of word ``w`` are ``letters[letter_start[w]:letter_start[w + 1]]``. ``key_bits`` has a bit for each of
    its keys: words that have none in common share no key. ``spelling`` has bits for its letters, so that kernels need
    not spell most words; plain Python does without.
    """

    exact: Any
    stem: Any
    phonetic: Any
    head: Any
    tail: Any
    group: Any
    place: Any
    polarity: Any
    action: Any
    flags: Any
    letters: Any
    letter_start: Any
    weight: Any
    contrast: Any
    key_bits: Any
    spelling: Any = None


class HeadlineColumns(NamedTuple):
    """Headlines as columns.

    Headline ``h`` has the words ``ids[start[h]:start[h + 1]]``. The first ``kicker_end[h]`` of them are its kicker;
    those from ``tail_start[h]`` on stand behind a dash. ``joined`` is the key of a word and its successor in one;
    ``whole`` is the key of all letters. The numbers of a headline are ``number_start[h]`` up to ``number_start[h + 1]``
    of ``mask``, ``value`` and ``owner``: the key of the noun that the number counts.
    """

    ids: Any
    joined: Any
    start: Any
    kicker_end: Any
    tail_start: Any
    marks: Any
    whole: Any
    number_start: Any
    mask: Any
    value: Any
    owner: Any


class Alignment(NamedTuple):
    """The partner of every word and how the two are related.

    ``partner[i]`` is the position of the partner of word ``i`` of the first headline, ``back[j]`` that of word ``j``
    of the second one. A word of the second headline whose counterpart already has another partner (two words, and a
    compound of both) is ``MET``, or ``COMPLETED`` if it is the half that the partner of the counterpart is not.
    """

    partner: Any
    relation: Any
    back: Any
    back_relation: Any


def slips_between(letters, p, p_end, q, q_end, allowed):
    """How many letters are too many, too few, wrong or swapped in one of two words; counts to ``allowed + 1``."""
    slips = 0
    while slips <= allowed and p < p_end and q < q_end:
        if letters[p] == letters[q]:
            p += 1
            q += 1
            continue
        slips += 1
        here, there = p + 1 < p_end, q + 1 < q_end
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
    return slips + (p_end - p) + (q_end - q)


def is_slip(words, word, other):
    """Whether one word is the other with a slip of the pen."""
    p, p_end = words.letter_start[word], words.letter_start[word + 1]
    q, q_end = words.letter_start[other], words.letter_start[other + 1]
    shortest, longest = min(p_end - p, q_end - q), max(p_end - p, q_end - q)
    if shortest < 4 or longest - shortest > 2:
        return False
    allowed = 1 + (longest >= 9) + (longest >= 14)
    if words.spelling is not None:
        differing = words.spelling[word] ^ words.spelling[other]
        for _ in range(2 * allowed):  # a slip changes at most two of the bits
            differing &= differing - 1
        if differing:
            return False
    return slips_between(words.letters, p, p_end, q, q_end, allowed) <= allowed


def differ_in_sex(words, word, other):
    """Whether two nouns are who is a man and who is a woman: Schüler, Schülerin. They are two people."""
    if not words.flags[word] & words.flags[other] & NOUN:
        return False
    p, p_end = words.letter_start[word], words.letter_start[word + 1]
    q, q_end = words.letter_start[other], words.letter_start[other + 1]
    if p_end - p > q_end - q:
        p, p_end, q, q_end = q, q_end, p, p_end
    letters, size = words.letters, p_end - p
    if size < 4 or q_end - q != size + 2 or letters[q_end - 2] != LETTER_I or letters[q_end - 1] != LETTER_N:
        return False
    for at in range(size):  # noqa: SIM110 -- compiled
        if letters[p + at] != letters[q + at]:
            return False
    return True


def close_relation(words, word, other, joins):
    """The relation of two words, ``GROUP`` or stricter; ``joins`` if one is the other and its neighbour in one."""
    flag, other_flag = words.flags[word], words.flags[other]
    group, other_group = words.group[word], words.group[other]
    grouped = group != 0 and group == other_group
    if (group >= ROOT and is_verb_of(words, other, group)) or (
        other_group >= ROOT and is_verb_of(words, word, other_group)
    ):
        grouped = True
    if joins:  # function words as well: nich tmehr, nicht mehr
        return JOINED
    if (flag | other_flag) & STOP and flag & other_flag & (STOP | KNOWN):
        return GROUP if grouped else NONE
    if words.stem[word] == words.stem[other]:
        different = differ_in_particle(words, word, other) or differ_in_ending(words, word, other)
        return NONE if different or differ_in_place(words, word, other) else STEM
    phonetic = words.phonetic[word]
    if phonetic != 0 and phonetic == words.phonetic[other]:
        return PHONETIC
    # Of two words that the dictionary knows, neither is a slip.
    if not flag & other_flag & KNOWN and is_slip(words, word, other) and not differ_in_sex(words, word, other):
        return TYPO
    return GROUP if grouped else NONE


def differ_in_particle(words, word, other):
    """Whether two words of one stem are verbs with particles that make them say different things: baut … ab, … aus."""
    return words.flags[word] & words.flags[other] & PARTICLE != 0 and words.group[word] != words.group[other]


def differ_in_ending(words, word, other):
    """Whether what the one stem of two words lacks is no ending of one of them: Konzert, Konzern; Star, Start."""
    flag, other_flag = words.flags[word], words.flags[other]
    return flag & other_flag & ENDED != 0 and (flag ^ other_flag) & ENDING != 0


def differ_in_place(words, word, other):
    """Whether one of two nouns of one stem is a place and the other is listed as none: Bayern, Bayer."""
    return words.flags[word] & words.flags[other] & NOUN != 0 and words.place[word] != words.place[other]


def is_verb_of(words, word, key):
    """Whether a word is the verb of the noun that has the ``key``: gesperrt, Sperrung."""
    return words.stem[word] + ROOT == key and words.flags[word] & NOUN == 0


def share_a_half(words, word, other):
    """Whether one word is half of the other, or a half of one is the other half of the other."""
    head, tail, stem = words.head[word], words.tail[word], words.stem[word]
    other_head, other_tail, other_stem = words.head[other], words.tail[other], words.stem[other]
    return (
        (head != 0 and (head == other_stem or head == other_tail))
        or (tail != 0 and (tail == other_stem or tail == other_head))
        or stem == other_head
        or stem == other_tail
    )


def distant_relation(words, word, other):
    """The relation of two words that are not closely related."""
    flag, other_flag = words.flags[word], words.flags[other]
    if (flag | other_flag) & STOP and flag & other_flag & (STOP | KNOWN):
        return NONE
    place = words.place[word]
    if place != 0 and place == words.place[other]:
        return PLACE
    if words.stem[word] == words.stem[other] and (
        differ_in_ending(words, word, other) or differ_in_place(words, word, other)
    ):
        return NONE
    head = words.head[word]
    if share_a_half(words, word, other) or (head != 0 and head == words.head[other]):
        return NONE if differ_in_sex(words, word, other) else HALF
    polarity = words.polarity[word]
    if polarity != 0 and polarity == words.polarity[other]:
        return POLARITY
    tail = words.tail[word]
    if tail != 0 and tail == words.tail[other]:
        return TAILS
    return NONE


def exact_partners(words, headlines, a, b, alignment):
    """Pair every word with the very same word: the one that follows the last partner, or else the first one left."""
    exact, ids = words.exact, headlines.ids
    partner, relation, back = alignment.partner, alignment.relation, alignment.back
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    expected = b0
    for i in range(a0, a1):
        wanted = exact[ids[i]]
        found = -1
        if expected < b1 and exact[ids[expected]] == wanted and back[expected - b0] < 0:
            found = expected
        else:
            for j in range(b0, b1):
                if exact[ids[j]] == wanted and back[j - b0] < 0:
                    found = j
                    break
        if found >= 0 and differ_in_particle(words, ids[i], ids[found]):
            found = -1
        if found >= 0:
            partner[i - a0] = found
            relation[i - a0] = EXACT
            back[found - b0] = i
            expected = found + 1


def close_partners(words, headlines, a, b, alignment):
    """Pair what is left by close relations."""
    exact, ids, joined = words.exact, headlines.ids, headlines.joined
    bits, flags = words.key_bits, words.flags
    partner, relation, back = alignment.partner, alignment.relation, alignment.back
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    for i in range(a0, a1):
        if partner[i - a0] >= 0:
            continue
        word = ids[i]
        with_next = joined[i] if i + 1 < a1 and partner[i + 1 - a0] < 0 else -1
        best = NONE
        found = -1
        for j in range(b0, b1):
            if back[j - b0] >= 0:
                continue
            other = ids[j]
            joins = exact[other] == with_next or (
                (joined[j] == exact[word] or joined[j] == with_next) and j + 1 < b1 and back[j + 1 - b0] < 0
            )
            if not joins and bits[word] & bits[other] == 0 and flags[word] & flags[other] & KNOWN:
                continue
            kind = close_relation(words, word, other, joins)
            if kind != NONE and (best == NONE or kind < best):
                best = kind
                found = j
        if found >= 0:
            partner[i - a0] = found
            relation[i - a0] = best
            back[found - b0] = i
            if best == JOINED:
                if exact[ids[found]] == with_next:
                    partner[i + 1 - a0] = found
                    relation[i + 1 - a0] = JOINED
                elif joined[found] == exact[word]:
                    back[found + 1 - b0] = i
                else:  # E-Autoprämie, E-Auto-Prämie
                    partner[i + 1 - a0] = found + 1
                    relation[i + 1 - a0] = JOINED
                    back[found + 1 - b0] = i + 1


def distant_partners(words, headlines, a, b, alignment):
    """Pair what is left by distant relations. No pair of words left here is closely related."""
    ids, partner, relation, back = headlines.ids, alignment.partner, alignment.relation, alignment.back
    bits = words.key_bits
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    for i in range(a0, a1):
        if partner[i - a0] >= 0:
            continue
        own = bits[ids[i]]
        best = NONE
        found = -1
        for j in range(b0, b1):
            if back[j - b0] >= 0 or own & bits[ids[j]] == 0:
                continue
            kind = distant_relation(words, ids[i], ids[j])
            if kind != NONE and (best == NONE or kind < best):
                best = kind
                found = j
        if found >= 0:
            partner[i - a0] = found
            relation[i - a0] = best
            back[found - b0] = i


def is_first_half(words, word, compound):
    """Whether a word, or the last word of a name, is the first half of a compound: Deutsche Bahn, Bahnchef."""
    head = words.head[compound]
    return words.stem[word] == head or (words.tail[word] == 0 and words.action[word] == head)


def is_second_half(words, word, compound):
    """Whether a word says what the second half of a compound does: senken, Steuersenkung."""
    action = words.action[compound]
    if words.stem[word] == words.tail[compound]:
        return True
    return action != 0 and (words.group[word] == action or is_verb_of(words, word, action))


def are_both_halves(words, one, other, compound):
    """Whether of two words one is the first half of a compound, and the other the second."""
    if words.head[compound] == 0:
        return False
    return (is_first_half(words, one, compound) and is_second_half(words, other, compound)) or (
        is_first_half(words, other, compound) and is_second_half(words, one, compound)
    )


def meet_halves(words, headlines, a, b, alignment):
    """Let halves of a compound meet it where the compound already has a partner: two words, and a compound of both."""
    ids, partner, relation, back = headlines.ids, alignment.partner, alignment.relation, alignment.back
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    bits = words.key_bits
    for i in range(a0, a1):
        word = ids[i]
        own = bits[word]
        for j in range(b0, b1):
            other = ids[j]
            if own & bits[other] == 0:
                continue
            if (partner[i - a0] == UNMET) == (back[j - b0] == UNMET) or partner[i - a0] == j:
                continue
            if (words.flags[word] | words.flags[other]) & STOP:
                continue
            if partner[i - a0] == UNMET:
                first = back[j - b0]
                both = first >= 0 and relation[first - a0] == HALF and are_both_halves(words, ids[first], word, other)
                if both:
                    relation[i - a0] = relation[first - a0] = JOINED
                elif share_a_half(words, word, other) and not differ_in_sex(words, word, other):
                    relation[i - a0] = HALF
                else:
                    continue
                partner[i - a0] = j
            else:
                first = partner[i - a0]
                both = first >= 0 and relation[i - a0] == HALF and are_both_halves(words, ids[first], other, word)
                if both:
                    relation[i - a0] = JOINED
                    back[j - b0] = COMPLETED
                elif share_a_half(words, word, other) and not differ_in_sex(words, word, other):
                    back[j - b0] = MET


def are_turned(words, headlines, a, b, alignment, i, j):
    """Whether a noun before word ``i`` has its partner behind word ``j``, and another one the other way round, while no
    noun is before both: Hamburg gewinnt gegen Trier, Trier verliert gegen Hamburg."""
    flags, ids, start = words.flags, headlines.ids, headlines.start[a]
    there = back = False
    for place in range(start, headlines.start[a + 1]):
        partner = alignment.partner[place - start]
        if partner < 0 or flags[ids[place]] & (NOUN | STOP) != NOUN:
            continue
        if place < i and partner < j:
            return False
        there |= place < i and partner > j
        back |= place > i and partner < j
    return there and back


def meet_plans(words, headlines, a, b, alignment):
    """Pair a word of an announcement with one of a plan: kündigt Bau an, will bauen; to open, will open; not won't, and
    not erwägt Bau, which may come to nothing."""
    ids, flags, partner, back = headlines.ids, words.flags, alignment.partner, alignment.back
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    for i in range(a0, a1):
        flag = flags[ids[i]]
        if not flag & (PLAN | ANNOUNCED) or flag & (NEGATION | HESITATION) or partner[i - a0] >= 0:
            continue
        for j in range(b0, b1):
            other = flags[ids[j]]
            if back[j - b0] >= 0 or other & (NEGATION | HESITATION):
                continue
            if (flag & PLAN and other & ANNOUNCED) or (flag & ANNOUNCED and other & PLAN):
                partner[i - a0] = j
                alignment.relation[i - a0] = GROUP
                back[j - b0] = i
                break


def noun_beside(words, headlines, h, place, step):
    """The place of the next noun behind a place of headline ``h`` (``step`` 1), or before it (-1); -1 for none."""
    end = headlines.start[h + 1] if step > 0 else headlines.start[h] - 1
    i = place + step
    while i != end:
        if words.flags[headlines.ids[i]] & (NOUN | STOP) == NOUN:
            return i
        i += step
    return -1


def takes_stance(words, headlines, h, partner, place, verb):
    """Whether the preposition at a place of headline ``h`` says of the nouns around it what the ``verb`` of the other
    headline may say of them: X gegen Y, X lehnt Y ab; for a word of amount, of the noun behind it: mehr X, X steigt."""
    start = headlines.start[h]
    behind = noun_beside(words, headlines, h, place, 1)
    if behind < 0 or partner[behind - start] < 0:
        return False
    if not words.flags[headlines.ids[place]] & PREPOSITION:
        return behind <= place + 2 and partner[behind - start] < verb
    before = noun_beside(words, headlines, h, place, -1)
    return before >= 0 and 0 <= partner[before - start] < verb < partner[behind - start]


def verb_of_stance(words, headlines, h, other, partner, back, place, pole):
    """The place of a word without a partner in headline ``other`` that goes in direction ``pole`` and may say what the
    small word at a place of ``h`` says of the same nouns; -1 for none."""
    for j in range(headlines.start[other], headlines.start[other + 1]):
        word = headlines.ids[j]
        if words.polarity[word] != pole or words.flags[word] & STOP or back[j - headlines.start[other]] != UNMET:
            continue
        if takes_stance(words, headlines, h, partner, place, j):
            return j
    return -1


def meet_stances(words, headlines, a, b, alignment):
    """Pair a small word of ``a`` with a word of ``b`` that goes in its direction and says it of the same nouns."""
    ids, a0, b0 = headlines.ids, headlines.start[a], headlines.start[b]
    for i in range(a0, headlines.start[a + 1]):
        pole = words.polarity[ids[i]]
        if pole == 0 or not words.flags[ids[i]] & STOP or alignment.partner[i - a0] != UNMET:
            continue
        j = verb_of_stance(words, headlines, a, b, alignment.partner, alignment.back, i, pole)
        if j >= 0:
            alignment.partner[i - a0] = j
            alignment.relation[i - a0] = alignment.back_relation[j - b0] = GROUP
            alignment.back[j - b0] = i


def meet_converse(words, headlines, a, b, alignment):
    """Pair a verb with its opposite where that says the same of two who changed places."""
    ids, flags, polarity = headlines.ids, words.flags, words.polarity
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    for i in range(a0, a1):
        pole = polarity[ids[i]]
        if not flags[ids[i]] & CONVERSE or pole == 0 or alignment.partner[i - a0] >= 0:
            continue
        for j in range(b0, b1):
            opposite = flags[ids[j]] & CONVERSE and polarity[ids[j]] == -pole
            if opposite and alignment.back[j - b0] < 0 and are_turned(words, headlines, a, b, alignment, i, j):
                alignment.partner[i - a0] = j
                alignment.relation[i - a0] = STEM  # no less than another form of the verb
                alignment.back[j - b0] = i
                return


def is_converse(words, headlines, a, alignment):
    """Whether a word of headline ``a`` is paired with its opposite; see ``meet_converse``."""
    ids, polarity, start = headlines.ids, words.polarity, headlines.start[a]
    for i in range(start, headlines.start[a + 1]):
        partner = alignment.partner[i - start]
        if partner >= 0 and words.flags[ids[i]] & CONVERSE:
            pole = polarity[ids[i]]
            if pole != 0 and polarity[ids[partner]] == -pole:
                return True
    return False


def has_letter(words, word, wanted):
    """Whether a word has a letter behind its first one."""
    count = 0
    for at in range(words.letter_start[word] + 1, words.letter_start[word + 1]):
        count += words.letters[at] == wanted
    return count > 0


def spells_out(words, headlines, acronym, h, first, met):
    """How many unmet words of headline ``h`` from place ``first`` on the letters of ``acronym`` are the first letters
    of; 0 if they are not. The first and the last are words of content. A second letter may be from within a word (DBMS:
    database), an -s at the end of a plural."""
    ids, start, letters = headlines.ids, words.letter_start, words.letters
    letter, end = start[acronym], start[acronym + 1]
    place = first
    while letter < end:
        open_word = place < headlines.start[h + 1] and met[place - headlines.start[h]] == UNMET
        if open_word and (place == first or letter + 1 == end):
            open_word = words.flags[ids[place]] & STOP == 0
        if open_word and letters[letter] == letters[start[ids[place]]]:
            place += 1
        elif place != first + 1 or letter != start[acronym] + 1 or not has_letter(words, ids[first], letters[letter]):
            break
        letter += 1
    plural = end - letter == 1 and letters[letter] == PLURAL
    return place - first if place - first >= SHORTEST_ACRONYM and (letter == end or plural) else 0


def meet_acronyms(words, headlines, a, b, alignment):
    """Pair an acronym of ``a`` with the words of ``b`` that it stands for: RNNs, Recurrent Neural Networks."""
    ids, partner, back = headlines.ids, alignment.partner, alignment.back
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    for i in range(a0, a1):
        if partner[i - a0] != UNMET or words.flags[ids[i]] & (STOP | NOUN | KNOWN) != NOUN:
            continue
        begin, size = words.letter_start[ids[i]], words.letter_start[ids[i] + 1] - words.letter_start[ids[i]]
        if size < SHORTEST_ACRONYM or size > LONGEST_ACRONYM:
            continue
        for j in range(b0, b1):
            if back[j - b0] != UNMET or words.letters[begin] != words.letters[words.letter_start[ids[j]]]:
                continue
            count = spells_out(words, headlines, ids[i], b, j, back)
            if count:
                partner[i - a0] = j
                alignment.relation[i - a0] = JOINED
                for place in range(j, j + count):
                    back[place - b0] = i
                    alignment.back_relation[place - b0] = JOINED
                break


def align(words, headlines, a, b, alignment):
    """Pair words of headline ``a`` with words of ``b``, the strictest relation first, and fill ``alignment``.

    A close relation is never given away for a distant one.
    """
    partner, relation, back, back_relation = alignment
    size_a = headlines.start[a + 1] - headlines.start[a]
    size_b = headlines.start[b + 1] - headlines.start[b]
    for i in range(size_a):
        partner[i] = UNMET
        relation[i] = NONE
    for j in range(size_b):
        back[j] = UNMET
    exact_partners(words, headlines, a, b, alignment)
    if size_a * size_b <= MOST_COMPARED:
        close_partners(words, headlines, a, b, alignment)
        meet_acronyms(words, headlines, a, b, alignment)
        turned = Alignment(back, back_relation, partner, relation)
        meet_acronyms(words, headlines, b, a, turned)
        distant_partners(words, headlines, a, b, alignment)
        meet_halves(words, headlines, a, b, alignment)
        meet_plans(words, headlines, a, b, alignment)
        meet_stances(words, headlines, a, b, alignment)
        meet_stances(words, headlines, b, a, turned)
        meet_converse(words, headlines, a, b, alignment)
    for j in range(size_b):
        if back[j] >= 0:
            back_relation[j] = relation[back[j] - headlines.start[a]]
        else:
            back_relation[j] = HALF if back[j] == MET else JOINED if back[j] == COMPLETED else NONE
