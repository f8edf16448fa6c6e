"""Headline pairs in bulk: ``headline_features`` compiled."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType
from typing import Any
from zlib import crc32

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.scores import headline_alignment as _alignment
from textnorm.kernels.scores import headline_contrasts as _contrasts
from textnorm.kernels.scores import headline_feature_names, headline_flags
from textnorm.kernels.scores import headline_features as _features
from textnorm.kernels.scores import headline_numbers as _numbers
from textnorm.kernels.scores import headline_order as _order
from textnorm.kernels.scores import headline_sides as _sides
from textnorm.kernels.scores import headline_slots as _slots
from textnorm.kernels.scores import headline_statistics as _statistics

__all__ = ["score_pairs", "spell"]

types: Any = _types
Array, void = types.Array, types.void
float64, int32, int64, uint8 = types.float64, types.int32, types.int64, types.uint8
_K = Array(int64, 1, "C", readonly=True)
_I = Array(int32, 1, "C", readonly=True)
_F = Array(float64, 1, "C", readonly=True)
_B = Array(uint8, 1, "C", readonly=True)
_O = Array(float64, 1, "C")

# The functions compiled here are untyped, as they take lists as well.
alignment: Any = _alignment
sides: Any = _sides
contrasts: Any = _contrasts
slots: Any = _slots
order: Any = _order
numbers: Any = _numbers
statistics: Any = _statistics
features: Any = _features

_WordColumns, _HeadlineColumns = alignment.WordColumns, alignment.HeadlineColumns
_Alignment, _Trees = alignment.Alignment, features.Trees

#: Callees before their callers.
_FUNCTIONS: Any = (
    alignment.slips_between,
    alignment.is_slip,
    alignment.differ_in_particle,
    alignment.differ_in_ending,
    alignment.is_verb_of,
    alignment.differ_in_sex,
    alignment.differ_in_place,
    alignment.close_relation,
    alignment.share_a_half,
    alignment.distant_relation,
    alignment.exact_partners,
    alignment.close_partners,
    alignment.distant_partners,
    alignment.is_first_half,
    alignment.is_second_half,
    alignment.are_both_halves,
    alignment.meet_halves,
    alignment.meet_plans,
    alignment.noun_beside,
    alignment.takes_stance,
    alignment.verb_of_stance,
    alignment.meet_stances,
    alignment.are_turned,
    alignment.meet_converse,
    alignment.is_converse,
    alignment.has_letter,
    alignment.spells_out,
    alignment.meet_acronyms,
    alignment.align,
    sides.is_named_by_office,
    sides.is_apposition,
    sides.begins_sentence,
    sides.is_german,
    sides.glued_kicker,
    sides.measure_side,
    sides.covered,
    sides.is_less_covered,
    sides.ask_alike,
    sides.spelled_share,
    sides.measure_words,
    contrasts.is_one_letter_off,
    contrasts.is_turned_or_doubled,
    contrasts.has_small_word,
    contrasts.stands_in_frame,
    contrasts.are_speakers,
    contrasts.changes_prepositions,
    contrasts.measure_replaced,
    contrasts.topic_of_rubric,
    contrasts.replace_noun,
    contrasts.measure_rubrics,
    contrasts.own_in_slot,
    contrasts.measure_fillings,
    contrasts.own_conjuncts,
    contrasts.measure_conjuncts,
    contrasts.own_topics,
    contrasts.measure_topics,
    contrasts.only_own_word,
    contrasts.measure_predicates,
    contrasts.has_own_place,
    contrasts.is_against,
    contrasts.has_opposite,
    contrasts.has_opposite_amount,
    contrasts.has_opposite_stance,
    contrasts.measure_contrasts,
    slots.filling,
    slots.may_name_one,
    slots.slot_of,
    slots.measure_slots,
    slots.only_facets,
    slots.names_somebody,
    slots.is_technical,
    slots.is_quiet,
    slots.begins_alone,
    slots.is_subtitle,
    slots.abbreviates,
    slots.own_content,
    slots.half_words,
    slots.is_follow_up,
    slots.follows_up,
    slots.content_between,
    slots.reacts,
    slots.follows_up_in_german,
    slots.measure_technical,
    slots.is_of_another,
    slots.measure_titles,
    order.is_one_noun,
    order.may_swap,
    order.agent_before,
    order.preposition_before,
    order.is_same_preposition,
    order.turns_passive,
    order.clause_start,
    order.keeps_roles,
    order.agent_of,
    order.is_turned_active,
    order.leave_kickers,
    order.is_topic,
    order.has_topic,
    order.is_list,
    order.is_one_exchange,
    order.says_where,
    order.is_taken_apart,
    order.block_end,
    order.names_two,
    order.is_turned_round,
    order.measure_order,
    order.count_words,
    order.measure_runs,
    numbers.last_digit,
    numbers.is_rounded,
    numbers.is_explained,
    numbers.joined_parts,
    numbers.is_same_number,
    numbers.may_be_same,
    numbers.rival_of,
    numbers.count_same,
    numbers.has_other_owner,
    numbers.is_turned_score,
    numbers.measure_numbers,
    statistics.statistics_shared,
    statistics.share_figure,
    statistics.measure_statistics,
    features.multiply,
    features.measure_aligned,
    features.has_partners,
    features.weigh,
    features.score_each,
)
#: They allocate nothing: no reference counts are needed. Nor are calls: each passes all columns on the stack, for two
#: words too, which took a quarter of the time.
_INTERNAL: Any = {"nogil": True, "_nrt": False, "forceinline": True}


def _bound(function: Any, callees: dict[str, Any]) -> FunctionType:
    """``function``, which will call ``callees``."""
    return FunctionType(function.__code__, {**function.__globals__, **callees}, function.__name__)


def _score_pairs(
    left, right, rows, letters, letter_start, facts, ids, joined, mask, value, owner, weights, nodes, leaf, root, least,
    places, features, logits,
):  # fmt: skip
    """``score_each`` for Python to call, which takes few arrays.

    A row of ``rows`` is a word: its keys, its flags, its weights, the bits of its keys and of its letters. A row of
    ``facts`` is a headline, a row of ``nodes`` a branching of a tree, each as ``HeadlineColumns`` and ``Trees`` have
    them. So what is read of one lies in one or two lines of the processor's caches. ``places`` is scratch, and as long
    as the longest headline.

    Whoever Python calls counts the references to arrays. Around the calls for every pair that cost more than the
    features, and threads waited for each other's counts; so this is not ``score_each`` itself.
    """
    real, least_of_node = rows.view(np.float64), nodes.view(np.float64)
    words = _WordColumns(
        rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4], rows[:, 5], rows[:, 6], rows[:, 7], rows[:, 8],
        rows[:, 9], letters, letter_start, real[:, 10], real[:, 11], rows[:, 12], rows[:, 13],
    )  # fmt: skip
    numbers = ids.view(np.uint32)  # who may be negative is looked at twice
    headlines = _HeadlineColumns(
        numbers, joined, facts[:, 0], facts[:, 1], facts[:, 2], facts[:, 3], facts[:, 4], facts[:, 5], mask, value,
        owner,
    )  # fmt: skip
    trees = _Trees(nodes[:, 0], least_of_node[:, 1], nodes[:, 2], nodes[:, 3], leaf, root)
    found = _Alignment(places[0], places[1], places[2], places[3])
    score_each(left, right, words, headlines, (weights, trees), least, found, features, logits)  # noqa: F821 -- bound


def _compile_scoring() -> Any:
    """``score_pairs`` compiled, and kept.

    Numba keeps a kernel until the file that it is written in changes. This one comes from several files, so its name
    in the cache says what all of them hold.
    """
    callees: dict[str, Any] = {}
    for function in _FUNCTIONS:
        callees[function.__name__] = njit(**_INTERNAL)(_bound(function, callees))
    bound = _bound(_score_pairs, callees)
    sources: Any = (
        headline_flags,
        headline_feature_names,
        alignment,
        sides,
        contrasts,
        slots,
        order,
        numbers,
        statistics,
        features,
    )
    written = b"".join(Path(module.__file__).read_bytes() for module in sources)
    bound.__qualname__ = f"score_pairs_{crc32(written):08x}"
    table = Array(int64, 2, "C", readonly=True)
    signature = void(
        _I, _I, table, _B, _K, table, _I, _K, _K, _F, _K, _F, table, _F, _K, float64, Array(int32, 2, "C"), _O, _O
    )
    return njit(signature, cache=True, nogil=True)(bound)


score_pairs = _compile_scoring()


@njit(void(_B, _K, Array(int64, 1, "A")), cache=True, nogil=True)
def spell(letters, letter_start, spelling):
    """Fill in the bits of the letters of every word: one for each letter, and another if it has it twice."""
    for w in range(len(letter_start) - 1):
        bits = int64(0)
        for at in range(letter_start[w], letter_start[w + 1]):
            bit = int64(1) << int64(letters[at] & 31)
            bits |= bit << 32 if bits & bit else bit
        spelling[w] = bits
