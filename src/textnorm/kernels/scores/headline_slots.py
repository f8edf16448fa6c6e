"""Slots of a frame that each of two headlines fills with words of its own, several in one at least; and facets."""

from __future__ import annotations

from zlib import crc32

from textnorm.kernels.scores.headline_alignment import SHORTEST_ACRONYM
from textnorm.kernels.scores.headline_feature_names import (
    DATES_ONE,
    DISORDER,
    FACET,
    FOLLOW_UP,
    FRAME,
    NAMES_CLASH,
    NOUN_CLASH,
    NUMBERS_APART,
    NUMBERS_ONE,
    OWN_COUNT,
    OWN_WORDS,
    RUN,
    SLOT,
    SLOT_END,
    TITLE_APART,
)
from textnorm.kernels.scores.headline_flags import (
    ANNOUNCED,
    AS_MONEY,
    AS_NUMBER,
    AS_PERCENT,
    COLON,
    CONVERSE,
    ENGLISH,
    GIVEN,
    HALF,
    KNOWN,
    LABEL,
    NEGATION,
    NEWS,
    NOUN,
    OFFICE,
    PART,
    PLAN,
    PREPOSITION,
    REVERSAL,
    SPEAKER,
    STOP,
    TECHNICAL,
    UNMET,
)
from textnorm.kernels.scores.headline_sides import is_german

#: Words that a slot has at most; more of them are another sentence.
LARGEST_SLOT = 4
#: Every so many words of two technical titles are technical, at least.
RAREST_TECHNICAL = 6
#: The keys of words with which what came first is told last.
AFTER = tuple(crc32(word) for word in (b"after", b"following", b"tras", b"apres", b"dopo"))
#: The same in German, where it tells of the news as well (Zwei Tote nach Brand): only with a word for what people do
#: about it, or as a kicker before what they do.
NACH = crc32(b"nach")
REACTIONS = tuple(
    crc32(word)
    for word in (
        b"trauer entsetzen bestuerzung schock betroffenheit anteilnahme gedenken mahnwache trauerfeier kondolenz wut "
        b"empoerung kritik streit debatte diskussion proteste protest ermittlungen ermittlung ermittler aufarbeitung "
        b"untersuchung untersuchungen untersuchungsausschuss festnahme festnahmen prozess anklage urteil urteile "
        b"konsequenzen forderung forderungen aufraeumarbeiten spendenaktion hilfsaktion solidaritaet ruecktritt "
        b"ruecktritte mahnwachen trauerfeiern"
    ).split()
)
#: Words of content that tell what came after. One alone is mostly what the news did: 12 dead after ferry sinks.
LEAST_AFTERMATH = 2
#: The keys of who is known by another person, and is not that one.
KIN = tuple(
    crc32(word)
    for word in (
        b"tochter sohn frau mann ehefrau ehemann witwe witwer bruder schwester vater mutter enkel enkelin neffe nichte "
        b"onkel tante freund freundin gegner gegnerin kritiker kritikerin rivale rivalin nachfolger nachfolgerin "
        b"daughter son wife husband widow widower brother sister father mother nephew niece girlfriend boyfriend "
        b"opponent opponents critic critics rival successor fille fils epouse frere soeur hija hijo esposa hermano"
    ).split()
)
#: What that counts as: more than nouns of their own, as all else is said of both.
OF_ANOTHER = 2.0
#: Words of news: who says or does something, and what he means to do.
OF_NEWS = PLAN | REVERSAL | NEGATION | SPEAKER | ANNOUNCED | OFFICE | CONVERSE
#: The same in a title that has no technical word; what rises and falls has a word of its own, and *to* is in any title.
NEVER_QUIET = (OF_NEWS | NEWS | GIVEN) & ~ANNOUNCED
#: What is added there, half of it for a long run: catalogues, commands and products are seldom listed twice in other
#: words, as papers are.
NO_WORK = 0.35
#: Words of content of their own that two titles have at most, if one is the other in another order: Old bridge gets a
#: new coat of paint, New coat of paint for old bridge. Titles of a catalogue keep their order.
MOST_REWRITTEN = 2


def filling(words, headlines, h, partner, first, last):
    """The greatest contrast of the words of headline ``h`` from place ``first`` up to ``last``; 0 if one of them has a
    partner, or none says anything."""
    most = 0.0
    for i in range(first, last):
        if partner[i - headlines.start[h]] != UNMET:
            return 0.0
        word = headlines.ids[i]
        if not words.flags[word] & (STOP | LABEL):
            most = max(most, words.contrast[word])
    return most


def may_name_one(words, headlines, h, first, last):
    """Whether words from ``first`` up to ``last`` may say who the next one is: Kanzler und Parteichef Merz."""
    ids, flags = headlines.ids, words.flags
    if last == headlines.start[h + 1] or not flags[ids[last]] & NOUN:
        return False
    for i in range(first, last):
        if flags[ids[i]] & (GIVEN | OFFICE):
            return True
    return first == headlines.start[h]


def slot_of(headlines, a, b, partner, i, last):
    """Where the slot of headline ``b`` begins and ends that words from ``i`` up to ``last`` of ``a`` stand in; an end
    before the begin if there is none."""
    a0, a1, b0, b1 = headlines.start[a], headlines.start[a + 1], headlines.start[b], headlines.start[b + 1]
    before = partner[i - 1 - a0] if i > a0 else UNMET
    if before < 0:  # before all that is shared there may be who did it, or a kicker
        return b0, b0 - 1
    return before + 1, partner[last - a0] if last < a1 else b1


def measure_slots(words, headlines, a, b, alignment, out):
    """The greatest contrast of a slot between words that both headlines have next to each other, and of one at the end.

    Font A in one package, font B C in one package; help for the A library, help for the B C library.
    """
    partner, back = alignment.partner, alignment.back
    a0, a1, b0 = headlines.start[a], headlines.start[a + 1], headlines.start[b]
    kickers = headlines.marks[a] & headlines.marks[b] & COLON
    inner = end = 0.0
    i = a0
    while i < a1:
        if partner[i - a0] != UNMET:
            i += 1
            continue
        last = i + 1
        while last < a1 and partner[last - a0] == UNMET:
            last += 1
        first, behind = slot_of(headlines, a, b, partner, i, last)
        size, other = last - i, behind - first
        if 0 < other <= LARGEST_SLOT and size <= LARGEST_SLOT and size + other > 2:
            topic = kickers and last - a0 <= headlines.kicker_end[a] and behind - b0 <= headlines.kicker_end[b]
            named = may_name_one(words, headlines, a, i, last) or may_name_one(words, headlines, b, first, behind)
            mine = filling(words, headlines, a, partner, i, last)
            theirs = filling(words, headlines, b, back, first, behind)
            if mine > 0.0 and theirs > 0.0 and not topic and not named:
                if last == a1:
                    end = max(end, 0.5 * (mine + theirs))
                else:
                    inner = max(inner, 0.5 * (mine + theirs))
        i = last
    out[SLOT] = inner
    out[SLOT_END] = end


def only_facets(words, headlines, h, partner):
    """Whether the words of content that headline ``h`` has of its own name a part of something, technical words beside
    it (profiling libraries); -1 if it has none."""
    own = found = 0
    start = headlines.start[h]
    for i in range(start, headlines.start[h + 1]):
        flag = words.flags[headlines.ids[i]]
        if partner[i - start] != UNMET or flag & STOP:
            continue
        if not flag & (PART | TECHNICAL):
            return 0
        own += 1
        found += flag & PART != 0
    if own == 0:
        return -1
    return 1 if found > 0 else 0


def names_somebody(words, headlines, h, partner):
    """Whether headline ``h`` has a first name or an office of its own: Elon Musk may be the billionaire Musk."""
    start = headlines.start[h]
    for i in range(start, headlines.start[h + 1]):
        if partner[i - start] == UNMET and words.flags[headlines.ids[i]] & (GIVEN | OFFICE):
            return True
    return False


def is_technical(words, headlines, a, b, facet):
    """Whether two headlines have words of technical titles, every sixth word at least, and no fewer of them than words
    of news and places: news happens somewhere. Where they have none of those, one technical word will do, or that they
    differ in a ``facet``: Camellia cipher, and its documentation."""
    ids, start = headlines.ids, headlines.start
    found = technical = content = news = 0
    for h in (a, b):
        for i in range(start[h], start[h + 1]):
            word = ids[i]
            flag = words.flags[word]
            found += flag & (TECHNICAL | PART) != 0
            technical += flag & TECHNICAL != 0
            content += flag & STOP == 0
            news += flag & OF_NEWS != 0 or words.polarity[word] != 0 or words.place[word] != 0
    if technical == 0 and not facet:
        return False
    if facet:  # what they share is counted twice
        found *= 2
    return news == 0 or (found >= news and RAREST_TECHNICAL * found >= content)


def is_quiet(words, headlines, a, b):
    """Whether two headlines have no word of news, nor anybody or a place that they may be about, no sum of money and no
    percentage, and are in English: they have a word of it, and half of their words of content are known. The news of
    other languages has other words.
    """
    ids, flags = headlines.ids, words.flags
    english = 0
    for h in (a, b):
        content = known = 0
        for i in range(headlines.start[h], headlines.start[h + 1]):
            word = ids[i]
            flag = flags[word]
            if flag & NEVER_QUIET or words.place[word] != 0:
                return False
            if flag & STOP == 0:
                content += 1
                known += flag & KNOWN != 0
            english += flag & (ENGLISH | TECHNICAL | PART) != 0
        if 2 * known < content:
            return False
        for k in range(headlines.number_start[h], headlines.number_start[h + 1]):
            if headlines.mask[k] & AS_NUMBER == 0 and headlines.mask[k] & (AS_MONEY | AS_PERCENT) != 0:
                return False
    return english > 0


def abbreviates(words, headlines, h, place):
    """Whether the letters of the word at ``place`` are the first ones of the words right before it: Data Model (DM)."""
    ids, letters, starts = headlines.ids, words.letters, words.letter_start
    begin = starts[ids[place]]
    size = starts[ids[place] + 1] - begin
    if size < SHORTEST_ACRONYM or place - size < headlines.start[h]:
        return False
    same = 0
    while same < size and letters[begin + same] == letters[starts[ids[place - size + same]]]:
        same += 1
    return same == size


def own_content(words, headlines, h, partner):
    """How many words of content, labels and abbreviations of what is said apart, headline ``h`` has of its own."""
    count = 0
    start = headlines.start[h]
    for i in range(start, headlines.start[h + 1]):
        if partner[i - start] == UNMET and words.flags[headlines.ids[i]] & (STOP | LABEL) == 0:
            count += not abbreviates(words, headlines, h, i)
    return count


def half_words(headlines, a, alignment):
    """How many words of headline ``a`` are only in part what their partners are: libcamel, libconfuse."""
    count = 0
    for i in range(headlines.start[a + 1] - headlines.start[a]):
        count += alignment.partner[i] >= 0 and alignment.relation[i] >= HALF
    return count


def is_subtitle(words, headlines, h, partner):
    """Whether all that headline ``h`` has of its own stands behind its colon."""
    start = headlines.start[h]
    border = headlines.kicker_end[h] if headlines.marks[h] & COLON else 0
    for i in range(start, start + border):
        if partner[i - start] == UNMET and words.flags[headlines.ids[i]] & (STOP | LABEL) == 0:
            return False
    return border > 0


def begins_alone(words, headlines, h, partner):
    """Whether headline ``h`` begins with a word of content of its own: create a cluster, update a cluster."""
    start = headlines.start[h]
    if start == headlines.start[h + 1]:
        return False
    return partner[0] == UNMET and words.flags[headlines.ids[start]] & (STOP | LABEL) == 0


def measure_technical(words, headlines, a, b, alignment, technical, out):
    """What technical titles share are mostly the words of their field, and what one adds is another work.

    Unless it is a subtitle: the other has nothing of its own, and a long run of the title. A part of a program (its
    documentation) and a work about a work (a response to it) are no subtitles, however long the run. The factors are
    fitted by logistic regression on pairs labelled by reading. The sum is above 0; by that ``weigh`` knows such pairs.
    """
    halves = half_words(headlines, a, alignment)
    mine = own_content(words, headlines, a, alignment.partner) + halves
    theirs = own_content(words, headlines, b, alignment.back) + halves
    if not technical:
        if mine + theirs == 0 and max(out[NUMBERS_ONE], out[DATES_ONE]) == 0.0:  # only one is called an analysis
            return
        if mine + theirs <= MOST_REWRITTEN and out[DISORDER] > 0.0:
            return
    more = min(1.0, max(mine, theirs) / 3.0)
    alike = 0.31 * out[RUN]
    if not technical:
        alike -= NO_WORK * (1.0 - 0.5 * out[RUN])
    if min(mine, theirs) == 0:
        more *= 1.0 - out[RUN]
        of_a = mine > 0 and is_subtitle(words, headlines, a, alignment.partner)
        if of_a or (theirs > 0 and is_subtitle(words, headlines, b, alignment.back)):
            alike += 0.36 if technical else 0.36 + NO_WORK * (1.0 - 0.5 * out[RUN])
    else:
        alike -= 0.16
    # With no word of its own, a number is the model: for the mips architecture, for the mips64 architecture.
    figures = max(out[NUMBERS_ONE], out[NUMBERS_APART])
    alike -= (0.13 if mine + theirs > 0 else 0.47) * figures
    if begins_alone(words, headlines, a, alignment.partner) and begins_alone(words, headlines, b, alignment.back):
        alike -= 0.35
    out[TITLE_APART] = 0.5 * (1.0 - out[FRAME] + more) + 0.82 * out[FACET] + 0.67 - alike


def is_follow_up(words, headlines, h, partner):
    """Whether headline ``h`` tells of its own what came after something, and what that was by words of the other:
    Rescuers search for survivors after earthquake hits Turkey."""
    ids, start, end = headlines.ids, headlines.start[h], headlines.start[h + 1]
    own = 0
    i = start
    while i < end and (partner[i - start] == UNMET or words.flags[ids[i]] & STOP):
        if own >= LEAST_AFTERMATH and words.exact[ids[i]] in AFTER:
            return True
        own += partner[i - start] == UNMET and words.flags[ids[i]] & (STOP | LABEL) == 0
        i += 1
    return False


def follows_up(words, headlines, a, b, alignment):
    """Whether one headline is a follow-up, and the other has no word of its own and no fewer numbers: how many were
    hurt is of the news itself."""
    figures = headlines.number_start
    more = (figures[b + 1] - figures[b]) - (figures[a + 1] - figures[a])
    if more <= 0 and own_content(words, headlines, a, alignment.partner) == 0:
        return is_follow_up(words, headlines, b, alignment.back)
    if more >= 0 and own_content(words, headlines, b, alignment.back) == 0:
        return is_follow_up(words, headlines, a, alignment.partner)
    return False


def content_between(words, headlines, h, partner, first, end, met):
    """How many words of content, labels apart, headline ``h`` shares (``met``) or has of its own between two places."""
    count = 0
    for i in range(first, end):
        if words.flags[headlines.ids[i]] & (STOP | LABEL) == 0:
            count += (partner[i - headlines.start[h]] != UNMET) == met
    return count


def reacts(words, headlines, h, partner):
    """Whether German headline ``h`` tells only what people did after something, and what that was by words of the
    other: Trauer nach Amoklauf in Graz; Nach Amoklauf in Graz: Schulen bleiben zu."""
    ids, start, end = headlines.ids, headlines.start[h], headlines.start[h + 1]
    border, reaction = start, False
    if words.exact[ids[start]] == NACH:
        while border < end and (partner[border - start] != UNMET or words.flags[ids[border]] & STOP):
            border += 1
        told_behind = content_between(words, headlines, h, partner, border, end, False)
        return told_behind >= LEAST_AFTERMATH and not content_between(words, headlines, h, partner, border, end, True)
    while border < end and words.exact[ids[border]] != NACH:
        reaction |= words.exact[ids[border]] in REACTIONS
        border += 1
    if border == end or not reaction or content_between(words, headlines, h, partner, start, border, True):
        return False
    return content_between(words, headlines, h, partner, border, end, False) == 0


def follows_up_in_german(words, headlines, a, b, alignment):
    """Whether one of two German headlines is a follow-up, and the other has no word of its own."""
    return (
        own_content(words, headlines, b, alignment.back) == 0 and reacts(words, headlines, a, alignment.partner)
    ) or (own_content(words, headlines, a, alignment.partner) == 0 and reacts(words, headlines, b, alignment.back))


def is_of_another(words, headlines, h, other, partner, back):
    """Whether headline ``h`` begins with somebody who is known by another person, and the other headline with that
    one: Tochter von Putin, Trumps Sohn."""
    ids, start, end, first = headlines.ids, headlines.start[h], headlines.start[h + 1], headlines.start[other]
    theirs = first
    while theirs < headlines.start[other + 1] and words.flags[ids[theirs]] & (STOP | GIVEN):
        theirs += 1
    if theirs == headlines.start[other + 1] or back[theirs - first] < start or words.place[ids[theirs]] != 0:
        return False
    known_by = back[theirs - first]
    kin = start
    while kin <= known_by + 1 and kin < end and (words.exact[ids[kin]] not in KIN or partner[kin - start] != UNMET):
        if partner[kin - start] != UNMET and kin != known_by and words.flags[ids[kin]] & (STOP | GIVEN) == 0:
            return False
        kin += 1
    if kin > known_by or kin >= end:
        return kin == known_by + 1 and kin < end
    for i in range(kin + 1, known_by):  # of, and a first name
        if words.flags[ids[i]] & (STOP | GIVEN) == 0:
            return False
    return kin + 1 < known_by and words.flags[ids[kin + 1]] & PREPOSITION != 0


def measure_titles(words, headlines, a, b, alignment, out):
    """What separates titles of papers, products and packages, and news of other languages.

    A German newsroom says the same with other nouns; there these features were right in half of the cases.
    """
    out[SLOT] = out[SLOT_END] = out[NAMES_CLASH] = out[FACET] = out[TITLE_APART] = out[FOLLOW_UP] = 0.0
    own = out[OWN_WORDS] > 0.0
    if not own and out[NUMBERS_ONE] == 0.0 and out[DATES_ONE] == 0.0 and half_words(headlines, a, alignment) == 0:
        return
    if own and (
        is_of_another(words, headlines, a, b, alignment.partner, alignment.back)
        or is_of_another(words, headlines, b, a, alignment.back, alignment.partner)
    ):
        out[NAMES_CLASH] = OF_ANOTHER
    if is_german(words, headlines, a) or is_german(words, headlines, b):
        may_follow = own and out[OWN_COUNT] == 0.0
        out[FOLLOW_UP] = 1.0 if may_follow and follows_up_in_german(words, headlines, a, b, alignment) else 0.0
        return
    measure_slots(words, headlines, a, b, alignment, out)
    out[FOLLOW_UP] = 1.0 if follows_up(words, headlines, a, b, alignment) else 0.0
    named = names_somebody(words, headlines, a, alignment.partner)
    if not named and not names_somebody(words, headlines, b, alignment.back):
        out[NAMES_CLASH] = max(out[NAMES_CLASH], out[NOUN_CLASH])
    mine = only_facets(words, headlines, a, alignment.partner)
    theirs = only_facets(words, headlines, b, alignment.back)
    out[FACET] = 1.0 if mine != 0 and theirs != 0 and mine + theirs >= 0 else 0.0
    technical = is_technical(words, headlines, a, b, out[FACET] > 0.0)
    if technical or is_quiet(words, headlines, a, b):
        measure_technical(words, headlines, a, b, alignment, technical, out)
