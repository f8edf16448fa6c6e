"""Made-up searches and their pages."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import numpy as np

from textnorm import Cleaner, Duplicates, Matcher, find_duplicates, write_report
from textnorm.match.clusters import labels_of
from textnorm.match.headlines.compare import compare_headlines
from textnorm.match.pairs import PairTable

TITLES = [
    "Stadtrat beschließt Sanierung der alten Brücke",
    "Hochwasser: Pegel der Weser steigt weiter",
    "Zoo freut sich über zwei junge Pinguine",
    "Bahn sperrt Strecke nach Göttingen drei Wochen",
    "Neues Theater öffnet mit einer Uraufführung",
    "Gericht kippt Verbot von Böllern am Markt",
]
SITES = ["https://www.morgenpost.example/1", "agentur", None]


def variants(title: str) -> list[str]:
    return [
        title,
        title.replace("ü", "&uuml;").replace("ö", "&ouml;").replace("ß", "&szlig;"),
        f"{title} – ein Bericht",
        title.replace("alten ", "").replace("weiter", "langsam").replace("zwei ", ""),
    ]


@cache
def headline_search() -> Duplicates:
    return find_duplicates([text for title in TITLES for text in variants(title)], Matcher.headlines())


def headlines(path: Path) -> None:
    found = headline_search()
    times = [f"2026-03-{1 + place % 9:02}T0{place % 10}:00" for place in range(len(found))]
    write_report(found, path, title="Made-up headlines", times=times, sites=[SITES[n % 3] for n in range(len(found))])


WORDS = [
    "Rat",
    "Stadt",
    "Abend",
    "Debatte",
    "Brücke",
    "Fluss",
    "Gutachter",
    "Risse",
    "Beton",
    "Anwohner",
    "Neubau",
    "Verwaltung",
    "Kosten",
    "Frühjahr",
    "Arbeiten",
    "Händler",
    "Kunden",
    "Opposition",
    "Fehler",
    "beschließt",
    "fordert",
    "prüft",
    "verweist",
    "fürchtet",
    "beginnt",
    "dauert",
    "spricht",
    "findet",
    "zahlt",
    "lange",
    "gestern",
    "wieder",
    "niemals",
    "offenbar",
    "bald",
    "teuer",
    "alt",
    "neu",
    "groß",
    "klein",
    "hell",
    "dunkel",
    "leise",
    "laut",
    "schnell",
]


def article(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words))


@cache
def article_search() -> Duplicates:
    rng = random.Random(5)
    texts = []
    for _ in range(5):
        first = article(rng, 300).split()
        edited = [*first[:40], "kurzfristig", "und", *first[43:]]
        around = [article(rng, 200), " ".join(first[100:180]), article(rng, 200)]
        texts += [" ".join(first), " ".join(edited), " ".join(around)]
    return find_duplicates(texts, Matcher.articles())


def articles(path: Path) -> None:
    write_report(article_search(), path, title="Made-up articles")


ATTACKS = [
    "<script>window.hacked = 1</script> Rat der Stadt tagt heute",
    "<img src=x onerror='window.hacked = 1'> Rat der Stadt tagt heute",
    "</script><script>window.hacked = 1</script> Rat der Stadt tagt heute",
    "{{script}} {{data}} <!-- Rat der Stadt tagt heute",
    "\x1b[31m\x9b2J\x07 Rat der Stadt tagt heute",
    "\u202eRat der Stadt tagt heute\u2066",
    "\ufeffRat der \ud800 Stadt tagt heute \U0001f44d\U0001f469\u200d\U0001f469",
    "javascript:alert(1) Rat der Stadt tagt heute",
]
LINE = "Rat der Stadt tagt heute "


def hostile(path: Path) -> None:
    texts = [*ATTACKS, *ATTACKS, LINE * 40_000, LINE * 40_000 + "und morgen", "x" * 1_000_000, "x" * 1_000_000]
    found = find_duplicates(texts, Matcher(n=1, threshold=0.3), decisions=[(8, 9, "different")])
    title = "</title><script>window.hacked = 1</script>\u202e"
    # Without repair, which would take the controls away.
    write_report(found, path, title=title, sites=ATTACKS * 2 + ["a"] * 4, cleaner=Cleaner.preset("off"))


def many_clusters(path: Path, count: int = 100_000) -> None:
    """A page of so many clusters of two or three headlines, without the search."""
    rng = random.Random(1)
    texts = []
    left, right, score = [], [], []
    for place in range(count):
        words = " ".join(rng.choice(WORDS) for _ in range(7))
        first = len(texts)
        texts += [f"{words} {place}", f"{words} {place} heute"] + ([f"{words} nun {place}"] if place % 2 else [])
        for other in range(first + 1, len(texts)):
            left.append(first)
            right.append(other)
            score.append(0.35 + 0.65 * rng.random() ** 0.3)
    scores = np.array(score, dtype=np.float32)
    matcher = Matcher.headlines()
    pairs = (np.array(side, dtype=np.int32) for side in (left, right))
    table = PairTable(*pairs, scores, scores >= np.float32(0.5), "headline", _reasons)
    order = np.arange(len(texts))
    labels = labels_of(table, len(texts), matcher, order=order)
    found = Duplicates(labels, table, matcher, texts, order, _compare)
    write_report(found, path, title="Many", sites=[f"site{place % 40}" for place in range(len(texts))])


def _reasons(row: int) -> tuple[str, ...]:
    return (f"only in B: {WORDS[row % len(WORDS)]}", "spelling: ü = ue", f"shared: {WORDS[row % 7]}, {WORDS[row % 11]}")


def _compare(a: str, b: str, matcher: Matcher):  # type: ignore[no-untyped-def]
    return compare_headlines(a, b, matcher=matcher)
