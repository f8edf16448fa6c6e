"""The names of the features of a pair of headlines, and the place of each in a list of them."""

from __future__ import annotations

__all__ = ["FEATURES", "PRODUCTS"]

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
    "frame",  # share of all words, function words too, that have a partner
    "noun_clash",  # each has a noun of its own; weight of the lighter one
    "plain_clash",  # each has another word of its own
    "negation",
    "question",
    "slug",  # one is a URL slug: the share of it that spells the title, word by word
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
    # These only where neither headline is German, and all but the last where all else is equal.
    "names_clash",  # as noun_clash
    "slot",  # other words, several in one, between words that both have next to each other
    "slot_end",  # the same of words at the end
    "facet",  # all that they do not share is which part of something they are about: documentation, examples
    # And this where both are technical titles, which share the words of their field with other ones.
    "title_apart",  # 1 - frame, words of content that only one has, the facet; less for a long run and for a subtitle
    *(name for name, _, _ in PRODUCTS),
    "complete",  # as shared, where every word of content has a partner that says the same and nothing separates
    "slug_gap",  # a title has what the URL slug lacks; slugs are made of titles and cut at the end only
    # One tells first what came after the news, which is all that the other tells; in German, only how people took it,
    # or behind a clause with "nach". Less, if they share the state of a figure that is published again and again, and
    # nothing that says when; see headline_statistics.
    "follow_up",
)
SHARED = FEATURES.index("shared")
FOLLOW_UP = FEATURES.index("follow_up")
SHARED_PLAIN = FEATURES.index("shared_plain")
BEST_SHARED = FEATURES.index("best_shared")
FEW_WORDS = FEATURES.index("few_words")
FEW_AND_MORE = FEATURES.index("few_and_more")
LEAD = FEATURES.index("lead")
TRAIL = FEATURES.index("trail")
OTHER = FEATURES.index("other")
CUT_OFF = FEATURES.index("truncated")
FRAME = FEATURES.index("frame")
NOUN_CLASH = FEATURES.index("noun_clash")
PLAIN_CLASH = FEATURES.index("plain_clash")
NEGATED = FEATURES.index("negation")
QUESTIONED = FEATURES.index("question")
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
NAMES_CLASH = FEATURES.index("names_clash")
SLOT = FEATURES.index("slot")
SLOT_END = FEATURES.index("slot_end")
FACET = FEATURES.index("facet")
TITLE_APART = FEATURES.index("title_apart")
COMPLETE = FEATURES.index("complete")
SLUG_GAP = FEATURES.index("slug_gap")
# Where words of content agree, these still separate.
SEPARATING = (
    NUMBERS_ONE, NUMBERS_APART, DATES_ONE, DATES_CLASH, REPLACED_FUNCTION, QUESTIONED, NEGATED, SWAPPED, POLARITY_CLASH,
    PLANNED, FOLLOW_UP,
)  # fmt: skip
# (product, factor) as indices.
WHERE_ALIKE = tuple((FEATURES.index(name), FEATURES.index(factor)) for name, factor, by in PRODUCTS if by == "alike")
WHERE_UNLIKE = tuple((FEATURES.index(name), FEATURES.index(factor)) for name, factor, by in PRODUCTS if by == "unlike")
