from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import headline_search as oracle
from textnorm import Matcher, compare
from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.corpus.corpus import Corpus, Run
from textnorm.match.headlines import candidates
from textnorm.match.headlines.candidates import LEAST, Postings, candidate_pairs
from textnorm.match.headlines.numbers import KINDS
from textnorm.match.headlines.parse import parse_headline
from textnorm.match.headlines.parts import learn_suffixes, split_parts
from textnorm.match.headlines.search import find_headline_pairs
from textnorm.match.headlines.word_keys import phonetic_key
from textnorm.match.times import seconds

HEADLINES = Matcher.headlines()


def numbers(text: str) -> list[tuple[str, float]]:
    return [(KINDS[kind], value) for kind, value, *_ in parse_headline(text).numbers]


@pytest.mark.parametrize(
    "written", ["25.000 Besucher", "25 000 Besucher", "25 Tsd. Besucher", "25,000 Besucher", "25-000-besucher-kommen"]
)
def test_thousands_have_one_value_in_every_notation(written: str) -> None:
    assert numbers(written) == [("numbers", 25000.0)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2,5 Mrd. Euro", ("sums", 2.5e9)),
        ("zweieinhalb Tage", ("numbers", 2.5)),
        ("fünfzehn Schüler", ("numbers", 15.0)),
        ("funfzehn Schuler", ("numbers", 15.0)),
        ("am Freitagabend", ("weekday", 4.0)),
        ("Fridays for Future", None),
        ("Sieg mit 2:1", ("score", 2001.0)),
        ("14.30 Uhr", ("time", 870.0)),
        ("14:30 Uhr", ("time", 870.0)),
        ("am 8. Mai", ("date", 508.0)),
        ("am 08.05.", ("date", 508.0)),
        ("7,4 Prozent", ("percentages", 7.4)),
        ("65-Jährige verletzt", ("age", 65.0)),
        ("Ludwig XIV. tanzt", ("regnal number", 14.0)),
        ("Teil XIV. der Reihe", ("numbers", 14.0)),
        ("Zwölfjähriger verletzt", ("age", 12.0)),
        ("Achtung, Elfe", None),
    ],
)
def test_numbers_are_read_by_value(written: str, read: tuple[str, float] | None) -> None:
    assert numbers(written) == ([] if read is None else [read])


def test_transliterations_of_a_name_have_one_phonetic_key() -> None:
    assert len({phonetic_key(name) for name in ("prigoschin", "prigozhin", "prigoshin")}) == 1
    assert len({phonetic_key(name) for name in ("nawalny", "navalny", "navalnyj")}) == 1
    assert phonetic_key("minister") != phonetic_key("monster")


def test_urls_are_read_as_titles() -> None:
    parts = split_parts("https://www.example.org/sport/neuer-trainer-fuer-den-verein-a-1234567.html")
    assert (parts.main, parts.slug) == ("neuer trainer fuer den verein", True)


def test_a_tail_that_many_share_is_a_suffix() -> None:
    texts = [f"Meldung Nummer {number} – Kreisbote" for number in range(600)]
    assert learn_suffixes(texts) == {"kreisbote"}
    every = [*texts, "Neue Brücke am Hafen – Kreisbote", "Neue Brücke am Hafen"]
    pair = find_headline_pairs(Corpus(every), HEADLINES, Run()).table
    assert (600, 601) in {(left, right) for left, right, _, same in pair if same}


def test_times_limit_what_is_the_same() -> None:
    texts = ["Bäcker streiken in ganz Bremen", "In ganz Bremen streiken Bäcker"]
    for gap, count in ((1, 1), (9, 0)):
        times = ["2024-01-01", f"2024-01-{1 + gap:02}"]
        table = find_headline_pairs(Corpus(texts, times=times), HEADLINES.replace(within=3 * 86400.0), Run()).table
        assert int(table.same.sum()) == count


def test_bad_times_are_named() -> None:
    with pytest.raises(BadRecord, match=r"times\[1\]='gestern'"):
        find_headline_pairs(Corpus(["a", "b"], times=[0, "gestern"]), HEADLINES.replace(within=60.0), Run())
    with pytest.raises(UnknownOption, match="3 Tage"):
        seconds("3 Tage")


def test_a_split_pairs_only_across() -> None:
    texts = ["Neue Brücke am Hafen eröffnet", "Neue Brücke am Hafen eröffnet", "neue-bruecke-am-hafen-eroeffnet"]
    assert {(left, right) for left, right, _, _ in find_headline_pairs(Corpus(texts, 2), HEADLINES, Run()).table} == {
        (0, 2),
        (1, 2),
    }


def test_of_a_long_line_only_the_beginning_is_parsed() -> None:
    assert len(parse_headline("Tor - " * 100_000).words) < 1_000


@given(
    st.lists(st.sets(st.integers(0, 9), max_size=5), min_size=1, max_size=12),
    st.lists(st.integers(1, 9), min_size=10, max_size=10),
    st.sampled_from([-1.0, 2.0]),
    st.sampled_from([-1, 3]),
)
def test_candidates_are_what_the_oracle_finds(
    keys: list[set[int]], weights: list[int], window: float, split: int
) -> None:
    units = np.array([unit for unit, own in enumerate(keys) for _ in own], dtype=np.int32)
    flat = np.array([key for own in keys for key in sorted(own)], dtype=np.int32)
    by_key = np.lexsort((units, flat))
    postings = Postings(
        np.cumsum([0, *map(len, keys)]).astype(np.int64),
        flat,
        np.searchsorted(flat[by_key], np.arange(11)).astype(np.int64),
        units[by_key],
        np.array(weights, dtype=np.float64),
        np.array([sum(weights[key] for key in sorted(own)) for own in keys], dtype=np.float64),
    )
    times = np.arange(len(keys), dtype=np.float64)
    found = {
        pair
        for left, right in candidate_pairs(postings, when=times, window=window, split=split)
        for pair in zip(left.tolist(), right.tolist(), strict=True)
    }
    assert found == oracle.gather_candidates(keys, weights, LEAST, times.tolist(), window, split)


def test_other_kickers_are_found_where_every_word_is_in_hundreds_of_headlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "WORK", 20_000)
    monkeypatch.setattr(candidates, "LEAST_FOLLOWED", 20)
    who = ("Bund", "Kanzler", "Stadtrat", "Landtag", "Senat", "Opposition", "Gericht", "Polizei")
    does = ("fordert", "kritisiert", "verschärft", "lockert", "verlängert", "prüft")
    what = ("Maskenpflicht", "Impfpflicht", "Quarantäne", "Ausgangssperre", "Testpflicht", "Notbremse")
    where = ("Bremen", "Hessen", "Sachsen", "Bayern", "Hamburg", "Köln", "Oslo", "Wien", "Kiel", "Ulm", "Trier", "Graz")
    every = [f"{a} {b} {c} in {d}" for a in who for b in does for c in what for d in where]
    news = random.Random(3).sample(every, 1_200)
    corpus = [f"Corona: {line}" for line in news]
    copies = [f"Pandemie: {line}" for line in news[::29]]
    wanted = {(place * 29, len(corpus) + place) for place in range(len(copies))}
    assert all(compare(corpus[a], copies[b - len(corpus)], matcher=HEADLINES).same for a, b in wanted)
    found = find_headline_pairs(Corpus(corpus + copies), HEADLINES, Run())
    assert "share words with so many others" in found.notes[0]
    same = {(left, right) for left, right, _, same in found.table if same}
    assert len(wanted & same) >= 0.95 * len(wanted)


def test_very_long_lines_are_classified_by_their_beginning() -> None:
    slug = "a-b" + "-12345678" * 100_000 + "-zz"
    for text in ("Wort " * 200_000, "a" * 1_000_000, slug, "1 " * 200_000, "(" * 200_000):
        compare(text, f"Anfang {text}", matcher=HEADLINES)
        find_headline_pairs(Corpus([text, f"Anfang {text}"]), HEADLINES, Run())
