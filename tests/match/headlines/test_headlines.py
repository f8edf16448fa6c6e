from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import load_cases
from textnorm import Matcher, compare, find_duplicates
from textnorm.kernels.scores.headline_features import FEATURES
from textnorm.match.corpus.corpus import Corpus, Run
from textnorm.match.headlines import classifier
from textnorm.match.headlines.classifier import STRING_FEATURES
from textnorm.match.headlines.parse import parse_headline
from textnorm.match.headlines.search import find_headline_pairs

HEADLINES = Matcher.headlines()
CASES = load_cases("headlines")


def labelled(case: dict[str, Any]) -> Any:
    """A case as a parameter; what is known to be wrong has to stay wrong until somebody corrects the label."""
    failure = case.get("known_failure")
    return pytest.param(
        case, id=case["label"], marks=[pytest.mark.xfail(reason=failure, strict=True)] if failure else []
    )


@pytest.mark.parametrize("case", [labelled(case) for case in CASES])
def test_pairs_are_classified_as_labelled(case: dict[str, Any]) -> None:
    pair = compare(case["a"], case["b"], matcher=Matcher.headlines(**case.get("options", {})))
    assert pair.same is case["same"], str(pair)
    for reason in case.get("reasons", []):
        assert reason in pair.reasons


def test_half_of_the_cases_are_look_alikes() -> None:
    assert len({case["label"] for case in CASES}) == len(CASES) >= 100
    assert 0.4 < sum(case["same"] for case in CASES) / len(CASES) < 0.6


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_the_score_does_not_depend_on_the_order_of_the_pair(case: dict[str, Any]) -> None:
    forth = compare(case["a"], case["b"], matcher=HEADLINES)
    back = compare(case["b"], case["a"], matcher=HEADLINES)
    assert (forth.same, forth.score) == (back.same, back.score)


def test_batch_and_single_pair_give_the_same_score() -> None:
    texts = [case[side] for case in CASES for side in "ab"]
    table = find_headline_pairs(Corpus(texts), HEADLINES, Run()).table
    assert len(table) >= sum(case["same"] and "known_failure" not in case for case in CASES)
    for row, (left, right, score, same) in enumerate(table):
        if texts[left] == texts[right]:
            continue
        pair = compare(texts[left], texts[right], matcher=HEADLINES)
        assert score == pytest.approx(pair.score, abs=1e-6)
        assert same is pair.same
        assert table.explain(row) == pair.reasons


def test_a_reason_says_which_headline_has_a_word_alone() -> None:
    pair = compare("Stadtrat berät in Emden", "Stadtrat berät Reform in Emden", matcher=HEADLINES)
    assert "only in B: Reform" in pair.reasons
    assert "only in A: Reform" in compare(pair.b, pair.a, matcher=HEADLINES).reasons


SOME = (
    "Berlin Köln schlägt verliert nicht der die in 25.000 3:1 Freitag Kanzler-Wahl Selenskyj steigt fällt: – | … &auml;"
)
words = st.sampled_from(SOME.split())


@given(st.lists(st.lists(words, max_size=8).map(" ".join), min_size=2, max_size=6))
def test_batch_agrees_with_single_pairs_on_any_words(texts: list[str]) -> None:
    for left, right, score, _ in find_headline_pairs(Corpus(texts), HEADLINES, Run()).table:
        if texts[left] != texts[right]:
            assert score == pytest.approx(compare(texts[left], texts[right], matcher=HEADLINES).score, abs=1e-6)


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=60))
def test_no_text_crashes(a: str, b: str) -> None:
    pair = compare(a, b, matcher=HEADLINES)
    assert 0.0 <= pair.score <= 1.0
    find_headline_pairs(Corpus([a, b, a]), HEADLINES, Run())


def test_texts_without_a_word_are_never_duplicates() -> None:
    texts = ["", "", "!!!", "!!!", "\N{FIRE}", "\N{FIRE}"]
    assert len(find_headline_pairs(Corpus(texts), HEADLINES, Run()).table) == 0
    assert find_duplicates(texts, HEADLINES).labels.tolist() == list(range(6))


def test_copies_of_one_line_make_a_linear_number_of_pairs() -> None:
    texts = ["Kanzler empfängt Präsidenten in Berlin"] * 20_000 + ["Kanzler empfaengt Praesidenten in Berlin"]
    found = find_duplicates(texts, HEADLINES)
    assert len(found.clusters) == 1
    assert len(found.table) < 3 * len(texts)


def test_a_score_of_technical_titles_is_the_share_that_is_right() -> None:
    """Of labelled pairs, in three ranges; what such titles share says little, and once made scores too high."""
    apart = FEATURES.index("title_apart")
    scored = []
    for case in CASES:
        verdict = classifier.classify(parse_headline(case["a"]), parse_headline(case["b"]))
        if verdict.features[apart] > 0.0:
            scored.append((verdict.score, case["same"]))
    for low, high, least, gap in ((0.0, 0.3, 100, 0.07), (0.3, 0.5, 3, 0.25), (0.5, 0.9, 10, 0.1)):
        pairs = [pair for pair in scored if low <= pair[0] < high]
        assert len(pairs) >= least
        stated, right = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
        assert abs(stated - right) <= gap, (low, high, stated, right)


def test_every_weight_belongs_to_a_feature() -> None:
    written = json.loads((Path(classifier.__file__).parent / "data" / "weights.json").read_text(encoding="utf-8"))
    assert written["weights"].keys() <= {*FEATURES, *STRING_FEATURES}
    assert len(FEATURES) + len(STRING_FEATURES) < 80


def test_comparing_two_headlines_loads_neither_numba_nor_numpy() -> None:
    code = (
        "import sys; from textnorm import compare, Matcher\n"
        "compare('Kanzler empfängt Gäste', 'Gäste bei Kanzler', matcher=Matcher.headlines())\n"
        "assert not {'numba', 'numpy'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


REWRITTEN = [
    ("Stadtrat beschließt Bau einer neuen Brücke am Hafen", "Neue Hafenbrücke kommt: Stadtrat stimmt zu"),
    ("Bürgermeisterin von Bremen tritt zurück", "Rücktritt in Bremen: Bürgermeisterin gibt Amt auf"),
    ("Erdbeben in Chile: Mindestens 40 Tote", "Mindestens 40 Menschen sterben bei Beben in Chile"),
    ("Airbus baut 2.000 Stellen in Hamburg ab", "Airbus streicht in Hamburg 2000 Arbeitsplätze"),
    ("EZB hebt Leitzins auf 4,5 Prozent an", "Europäische Zentralbank erhöht Leitzins auf 4,5 Prozent"),
]


def test_rewritten_headlines_score_above_other_news_of_the_same_place() -> None:
    for place, (a, b) in enumerate(REWRITTEN):
        other = REWRITTEN[place - 1][0]
        assert compare(a, b, matcher=HEADLINES).score > compare(a, other, matcher=HEADLINES).score
        assert compare(a, b, matcher=HEADLINES).score > 0.05


# Sets of pairs that say the same in other words, or the opposite in the same.
_REWRITES = ("kickers without a colon", "for and against, more and fewer", "verbs with particles, undivided")


def _is_rewrite(label: str) -> bool:
    return "newsroom" in label or label.startswith(_REWRITES)


@pytest.mark.parametrize(("rewrites", "floor"), [(False, 0.95), (True, 0.88)], ids=["hard pairs", "rewrites"])
def test_balanced_f1_on_the_labelled_cases(rewrites: bool, floor: float) -> None:
    """Pairs written to be hard, and pairs as another newsroom would write them, which share less."""
    cases = [case for case in CASES if "options" not in case and _is_rewrite(case["label"]) == rewrites]
    judged = [(compare(case["a"], case["b"], matcher=HEADLINES).same, case["same"]) for case in cases]
    right = sum(found and same for found, same in judged)
    f1 = 2 * right / (sum(found for found, _ in judged) + sum(same for _, same in judged))
    assert f1 >= floor
