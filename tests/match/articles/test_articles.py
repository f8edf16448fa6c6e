from __future__ import annotations

import itertools
import random
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import load_cases
from tests.match.test_keys import TRICKY
from tests.oracles.number_contexts import numbers_between
from textnorm import Matcher, compare, find_duplicates
from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.articles.compare import shingles_of
from textnorm.match.articles.hash_sets import number_sets, numbers_shared

PLAIN = Matcher()
WORDS = """
der die das Rat Stadt Brücke Kanal Hafen sagte plant baut sperrt neue alte lange Straße heute morgen wegen nach Regen
Schnee Sturm Bürger Verein Schule Kinder Lehrer Preis Markt Bauern Ernte Wald Fluss Turm Glocke Orgel Chor
""".split()  # noqa: SIM905 - words, to be read as words


def made(count: int, words: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [" ".join(draw.choice(WORDS) + str(draw.randrange(40)) for _ in range(words)) for _ in range(count)]


def with_edits(texts: list[str], copies: int, seed: int) -> list[str]:
    """``copies`` more texts: each of ``texts`` with a growing share of its words changed."""
    draw = random.Random(seed)
    more = []
    for number in range(copies):
        words = draw.choice(texts).split()
        for _ in range(int(len(words) * 0.3 * number / copies)):
            words[draw.randrange(len(words))] = f"anders{draw.randrange(1000)}"
        more.append(" ".join(words))
    return [*texts, *more]


def exact_jaccard(texts: list[str], matcher: Matcher) -> dict[tuple[int, int], float]:
    sets = [frozenset(shingles_of(text, matcher)) for text in texts]
    return {
        (a, b): len(sets[a] & sets[b]) / len(sets[a] | sets[b])
        for a, b in itertools.combinations(range(len(texts)), 2)
        if sets[a] & sets[b]
    }


def pairs_of(found: Any) -> dict[tuple[int, int], float]:
    return {(a, b): score for (a, b), score in zip(found.pairs.tolist(), found.scores.tolist(), strict=True)}


@pytest.mark.parametrize(
    "matcher", [PLAIN, Matcher(unit="char", n=5), Matcher(threshold=0.8), Matcher(n=2, threshold=0.3)], ids=repr
)
def test_the_search_finds_what_exact_search_finds(matcher: Matcher) -> None:
    texts = with_edits(made(150, 60, seed=1), 250, seed=2)
    true = {pair: score for pair, score in exact_jaccard(texts, matcher).items() if score >= matcher.threshold}
    found = pairs_of(find_duplicates(texts, matcher))
    assert set(found) <= set(true), "precision 1.0"
    assert all(abs(found[pair] - true[pair]) < 1e-6 for pair in found)
    assert len(found) >= 0.99 * len(true), f"recall {len(found)} of {len(true)}"
    assert len(true) > 40


@settings(max_examples=25)
@given(st.lists(TRICKY, min_size=1, max_size=8), st.sampled_from(["word", "char"]))
def test_jaccard_of_arrays_is_that_of_sets(texts: list[str], unit: str) -> None:
    matcher = Matcher(unit=unit, n=2, threshold=0.01)
    true = exact_jaccard(texts, matcher)
    for pair, score in pairs_of(find_duplicates(texts, matcher)).items():
        assert abs(score - true[pair]) < 1e-6


@given(TRICKY, TRICKY)
def test_numbers_of_arrays_are_those_of_the_score(a: str, b: str) -> None:
    numbers = number_sets([a, b])
    agreeing, disagreeing = numbers_shared(numbers, np.array([0]), np.array([1]))
    assert (int(agreeing[0]), int(disagreeing[0])) == numbers_between(a, b)


@given(st.text("ab 12.,", max_size=40), st.text("ab 12.,", max_size=40))
def test_numbers_of_short_alphabets_too(a: str, b: str) -> None:
    numbers = number_sets([a, b])
    agreeing, disagreeing = numbers_shared(numbers, np.array([0]), np.array([1]))
    assert (int(agreeing[0]), int(disagreeing[0])) == numbers_between(a, b)


CASES = load_cases("articles")


def _case(case: dict[str, Any]) -> Any:
    failure = case.get("known_failure")
    marks = [pytest.mark.xfail(strict=True, reason=failure)] if failure else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [_case(case) for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    matcher = Matcher.articles(**case.get("options", {}))
    pair = matcher.compare(case["a"], case["b"])
    assert pair.same == case["same"], str(pair)
    # Among the texts of all other cases the verdict is the same.
    others = [text for other in CASES if other is not case for text in (other["a"], other["b"])]
    found = matcher.find_duplicates([case["a"], case["b"], *others])
    assert ((0, 1) in pairs_of(found)) == case["same"]


def test_the_cases_have_one_schema_and_both_verdicts() -> None:
    assert len(CASES) >= 100
    assert 0.4 <= sum(case["same"] for case in CASES) / len(CASES) <= 0.6
    assert len({case["label"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert {"label", "a", "b", "same"} <= case.keys() <= {"label", "a", "b", "same", "options", "known_failure"}


def test_a_page_shell_joins_nothing_but_copies_inside_it() -> None:
    shell = (
        "Zum Inhalt springen. Startseite, Nachrichten, Sport, Wetter. Wir setzen Cookies ein und geben Daten an "
        "Partner weiter, wie unsere Erklärung sagt. {} Mehr aus dem Ressort finden Sie hier. Teilen, "
        "drucken, kommentieren. Impressum, Kontakt, Karriere, Abo, Newsletter bestellen und jederzeit kündigen."
    )
    texts = [shell.format(text) for text in made(100, 60, seed=3)]
    texts.append(made(1, 60, seed=3)[0])
    found = find_duplicates(texts, Matcher.articles(repair=False))
    assert found.clusters == [[0, 100]]


def test_the_order_of_the_texts_and_the_threads_change_nothing() -> None:
    texts = with_edits(made(60, 50, seed=4), 120, seed=5)
    texts += texts[:20]
    for matcher in (PLAIN, Matcher.articles(repair=False), Matcher(clusters="connected")):
        plain = find_duplicates(texts, matcher, threads=1)
        assert (plain.labels == find_duplicates(texts, matcher, threads=3).labels).all()
        order = list(range(len(texts)))
        random.Random(6).shuffle(order)
        shuffled = find_duplicates([texts[place] for place in order], matcher)
        there = [texts[order[label]] for label in shuffled.labels.tolist()]
        here = [texts[plain.labels[place]] for place in order]
        assert there == here


def test_empty_texts_are_never_duplicates() -> None:
    found = find_duplicates(["", None, "", "– –", "Hallo", "hallo!"], PLAIN)
    assert found.labels.tolist() == [0, 1, 2, 3, 5, 5]


@pytest.mark.parametrize("texts", [[], [""], ["Hallo"]])
def test_few_texts(texts: list[str]) -> None:
    for matcher in (PLAIN, Matcher.articles(repair=False)):
        found = find_duplicates(texts, matcher)
        assert found.labels.tolist() == list(range(len(texts)))
        assert found.clusters == []
        assert "0 copies" in found.summary()


def test_a_million_copies_have_few_pairs_and_stay_one_cluster() -> None:
    found = find_duplicates(["Das ist immer dieselbe Zeile."] * 1_000_000, PLAIN)
    assert (found.labels == found.labels[0]).all()
    assert len(found.pairs) < 15_000_000


def test_an_oversized_bucket_of_near_copies_is_one_cluster() -> None:
    line = "Heute meldet die Stadt eine Störung der Ampel an der Kreuzung beim alten Bahnhof, Vorgang Nummer {}"
    found = find_duplicates([line.format(number) for number in range(3000)], PLAIN)
    assert len(found.clusters) == 1
    assert len(found.clusters[0]) == 3000


def test_keep_decides_which_copy_stays_and_says_why() -> None:
    texts = ["Die Stadt baut eine neue Brücke am Hafen.", "Die Stadt baut eine neue Brücke am Hafen, sehr lang."]
    assert find_duplicates(texts, PLAIN).kept.tolist() == [1]
    assert find_duplicates(texts, Matcher(keep="first")).kept.tolist() == [0]
    found = find_duplicates(texts, Matcher(keep="earliest"), times=["2024-01-02", "2024-01-01"])
    assert found.kept.tolist() == [1]
    found = find_duplicates(texts, Matcher(keep="priority"), priority=[2, 1])
    assert found.kept.tolist() == [0]
    assert "Kept: row 0, the one with the highest priority of 2 copies" in str(found.why(1))
    assert find_duplicates(texts, Matcher(keep="priority"), priority=[None, 1]).kept.tolist() == [1]
    damaged = [texts[0], texts[1].replace("ü", "Ã¼") + " &amp; mehr"]
    assert find_duplicates(damaged, Matcher(keep="cleanest", threshold=0.3, repair=True)).kept.tolist() == [0]
    with pytest.raises(UnknownOption, match="needs times"):
        find_duplicates(texts, Matcher(keep="earliest"))
    with pytest.raises(BadRecord, match="times: 1 values for 2 texts"):
        find_duplicates(texts, Matcher(keep="earliest"), times=[1])


def test_a_search_against_an_archive() -> None:
    archive = ["Die Stadt baut eine neue Brücke am Hafen.", "Der Chor singt am Sonntag in der Kirche."]
    news = [
        "DER CHOR SINGT AM SONNTAG IN DER KIRCHE",
        "Ganz etwas anderes steht hier.",
        "Ganz etwas anderes steht hier.",
    ]
    found = find_duplicates(news, PLAIN, against=archive, within_batch=False)
    assert found.labels.tolist() == [1, -1, -1]
    assert found.pairs.tolist() == [[0, 1]]
    assert found.dropped.tolist() == [0]
    assert found.clusters == [[0]]
    assert "text 0 is a copy of archive text 1" in str(found.why(0))
    assert str(found.why(1)) == "text 1 is new"


def test_a_search_against_an_archive_finds_copies_among_the_new_texts_too() -> None:
    texts = with_edits(made(30, 60, seed=21), 60, seed=22)
    archive, news = texts[:20], [*texts[20:], texts[25], texts[3]]
    for matcher in (PLAIN, Matcher.articles(repair=False)):
        found = find_duplicates(news, matcher, against=archive)
        alone = find_duplicates(news, matcher, against=archive, within_batch=False)
        assert (found.labels == alone.labels).all()
        new = np.flatnonzero(found.labels < 0).tolist()
        inside = find_duplicates([news[place] for place in new], matcher)
        assert found.dropped.tolist() == sorted([*alone.dropped.tolist(), *(new[at] for at in inside.dropped.tolist())])
        assert sorted([*found.kept.tolist(), *found.dropped.tolist()]) == list(range(len(news)))
        assert len(inside.dropped) > 0
        for place in found.dropped.tolist():
            why = found.why(place)
            assert why.archived == (found.labels[place] >= 0)
            copy = archive[why.kept] if why.archived else news[why.kept]
            assert compare(news[place], copy, matcher=matcher).same
            assert why.archived or why.kept in found.kept
        strict = found.rethreshold(0.9)
        assert (
            strict.kept.tolist() == find_duplicates(news, matcher.replace(threshold=0.9), against=archive).kept.tolist()
        )


def test_times_of_an_archive_stand_before_those_of_the_texts() -> None:
    archive, news = ["Der Chor singt am Sonntag."], ["Der Rat tagt am Abend.", "DER RAT TAGT AM ABEND"]
    matcher = Matcher(keep="earliest")
    for times in (["2024-01-02", "2024-01-01"], ["2020-01-01", "2024-01-02", "2024-01-01"]):
        assert find_duplicates(news, matcher, against=archive, times=times).kept.tolist() == [1]
    with pytest.raises(BadRecord, match="4 values for 2 texts and 1 in the archive"):
        find_duplicates(news, matcher, against=archive, times=[1, 2, 3, 4])


def test_results_answer_the_next_question() -> None:
    texts = with_edits(made(40, 50, seed=7), 60, seed=8)
    found = find_duplicates(texts, Matcher(threshold=0.4))
    strict = found.rethreshold(0.8)
    assert 0 < len(strict.pairs) < len(found.pairs)
    assert strict.labels.tolist() == find_duplicates(texts, Matcher(threshold=0.8)).labels.tolist()
    nearest = [abs(score - 0.4) for _, _, score, _ in found.borderline(5)]
    assert nearest == sorted(nearest)
    with pytest.raises(UnknownOption, match=r"kept scores from 0\.24"):
        found.rethreshold(0.1)
    assert found.to_arrow().column_names == ["text", "label", "kept"]
    assert found.to_pandas()["kept"].sum() == len(found.kept)
    assert repr(found).startswith("<Duplicates: 100 texts: ")


def test_an_estimate_says_that_it_is_one() -> None:
    texts = with_edits(made(60, 60, seed=9), 100, seed=10)
    estimated = find_duplicates(texts, Matcher(verify=False))
    assert estimated.table.measure == "estimated jaccard"
    exact = pairs_of(find_duplicates(texts, PLAIN))
    assert len(set(pairs_of(estimated)) & set(exact)) > 0.8 * len(exact)


def test_a_plan_states_bands_recall_and_cost() -> None:
    plan = Matcher().plan(1_000_000)
    assert (plan.bands, plan.rows) == (42, 3)
    assert plan.recall >= 0.99
    assert plan.chance(0.1) < 0.05
    assert "*" in plan.curve()
    assert "1,000,000 texts" in str(plan)


def test_articles_by_jaccard_still_consider_their_numbers() -> None:
    weather = next(case for case in load_cases("articles") if case["label"].startswith("template: the weather"))
    edited = next(case for case in load_cases("articles") if case["label"].startswith("edited"))
    matcher = Matcher.articles(measure="jaccard", repair=False)
    found = find_duplicates([weather["a"], weather["b"], edited["a"], edited["b"]], matcher)
    assert found.pairs.tolist() == [[2, 3]]
    assert compare(edited["a"], edited["b"], matcher=matcher).same
    assert not compare(weather["a"], weather["b"], matcher=matcher).same


def test_a_plan_for_articles_is_by_containment() -> None:
    plan = Matcher.articles().plan(1_000_000)
    assert plan.samples == 99
    assert plan.recall > 0.99
    assert plan.memory < 2e9
    short = Matcher.articles().plan(100, characters=100)
    assert 0 <= short.chance(0) <= short.chance(0.3) <= short.chance(1) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 14}, "n=14: a shingle of unit 'word' has 1–13"),
        ({"unit": "char", "n": 1}, "n=1: a shingle of unit 'char' has 2–24"),
        ({"sketch_size": 100}, "sketch_size=100: known: 16, 32"),
        ({"threshold": 0}, "threshold=0: must be a number above 0"),
        ({"keep": "oldest"}, "keep='oldest'"),
        ({"seed": -1}, "seed=-1"),
    ],
)
def test_settings_that_do_not_exist(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UnknownOption) as caught:
        Matcher(**options)
    assert message in str(caught.value)


def test_comparing_two_texts_costs_neither_numpy_nor_numba() -> None:
    code = (
        "import sys; from textnorm import Matcher, compare; text = 'Der Chor singt am Sonntag. ' * 20;"
        "assert compare(text, text.upper(), matcher=Matcher.articles()).same;"
        "assert not {'numpy', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


DAMAGE = {
    "UTF-8 read as cp1252": lambda text: text.encode().decode("cp1252", "replace"),
    "entities": lambda text: text.replace("ä", "&auml;").replace("ö", "&ouml;").replace("ü", "&uuml;"),
    "lost letters": lambda text: text.replace("ü", "\ufffd"),
    "decomposed": lambda text: text.replace("ü", "u\u0308").replace("ä", "a¨"),
    "spelled out": lambda text: text.translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xDF: "ss"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_copy_is_a_copy(damage: str) -> None:
    text = (
        "Die Bürger der Gemeinde hätten gern früher gewusst, was die Brücke kostet. Über die Höhe schweigt der Rat. "
        "Für die Jüngeren wäre ein Fährbetrieb möglich, für die Älteren ist er zu mühsam. Können Züge öfter fahren?"
    )
    others = made(30, 40, seed=11)
    found = find_duplicates([text, DAMAGE[damage](text), *others], Matcher.articles())
    assert found.clusters in ([[0, 1]], [[1, 0]])
    assert compare(text, DAMAGE[damage](text), matcher=Matcher.articles()).same


def test_an_iterable_may_be_read_once_only() -> None:
    texts = with_edits(made(40, 50, seed=12), 60, seed=13)
    for matcher in (PLAIN, Matcher.articles()):
        plain = find_duplicates(texts, matcher)
        streamed = find_duplicates((text for text in texts), matcher)
        assert (plain.labels == streamed.labels).all()
        assert streamed.why(int(streamed.dropped[0])).reasons == plain.why(int(plain.dropped[0])).reasons
    against = find_duplicates(iter(texts[40:]), PLAIN, against=iter(texts[:40]))
    assert (against.labels == find_duplicates(texts[40:], PLAIN, against=texts[:40]).labels).all()


def test_columns_of_other_libraries_are_texts_too() -> None:
    pa, pd, pl = (pytest.importorskip(name) for name in ("pyarrow", "pandas", "polars"))
    texts = ["Die Stadt baut eine Brücke", None, "DIE STADT BAUT EINE BRUECKE"]
    for column in (pa.chunked_array([texts]), pd.Series(texts), pl.Series(texts), np.array(["a b", "c d", "A B"])):
        assert find_duplicates(column, PLAIN).clusters in ([[2, 0]], [[0, 2]])


def test_progress_reports_the_stages() -> None:
    seen = []
    find_duplicates(made(20, 30, seed=14) * 2, PLAIN, progress=lambda *report: seen.append(report))
    assert {stage for stage, _, _ in seen} >= {"read", "candidates"}
    assert ("read", 40, 40) in seen


def test_what_does_not_fit_into_memory_goes_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    from textnorm.match.articles import hash_sets
    from textnorm.match.corpus import blocks
    from textnorm.match.corpus import texts as disk_backed

    texts = with_edits(made(60, 50, seed=15), 90, seed=16)
    matchers = Matcher.articles(repair=False), PLAIN, PLAIN.replace(verify=False)
    in_memory = [find_duplicates(texts, matcher) for matcher in matchers]
    monkeypatch.setattr(disk_backed, "_IN_MEMORY", 1000)
    monkeypatch.setattr(blocks, "_IN_MEMORY", 1000)
    monkeypatch.setattr(hash_sets, "_BATCH_CHARACTERS", 5000)
    for matcher, expected in zip(matchers, in_memory, strict=True):
        spilled = find_duplicates(iter(texts), matcher)
        assert (expected.labels == spilled.labels).all()
        assert expected.pairs.tolist() == spilled.pairs.tolist()
        assert expected.table.score.tolist() == spilled.table.score.tolist()


def test_what_is_sorted_part_by_part_is_sorted_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    from textnorm.match import clusters
    from textnorm.match.articles import candidates, search
    from textnorm.match.corpus import copies
    from textnorm.match.sketching import buckets

    texts = with_edits(made(60, 50, seed=17), 90, seed=18)
    texts = [*texts, *(text.upper() for text in texts[:40]), "", "–", *texts[20:60]]
    random.Random(19).shuffle(texts)
    matchers = Matcher.articles(), PLAIN, PLAIN.replace(clusters="connected"), PLAIN.replace(keep="first")
    whole = [find_duplicates(texts, matcher) for matcher in matchers]
    for module, name in (
        (clusters, "_AT_ONCE"),
        (candidates, "_PACKED_AT_ONCE"),
        (search, "_SORTED_AT_ONCE"),
        (copies, "_AT_ONCE"),
        (buckets, "_AT_ONCE"),
    ):
        monkeypatch.setattr(module, name, 7)
    for matcher, expected in zip(matchers, whole, strict=True):
        found = find_duplicates(texts, matcher)
        assert expected.labels.tolist() == found.labels.tolist()
        assert expected.order.tolist() == found.order.tolist()
        assert list(expected.table) == list(found.table)
