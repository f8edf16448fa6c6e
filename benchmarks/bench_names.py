"""Names: pairs of persons, spellings of one name, strangers, and a search, beside RapidFuzz and phonetic codes.

The pairs are in ``name_pairs.tsv``; textnorm was fitted on its set "dev" alone. Strangers and the corpus are made by
Faker, where it is installed. Peers get the threshold that is best on the very set; textnorm gets its default.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.harness import Report, installed
from textnorm import Matcher, find_duplicates
from textnorm.text.names.likeness import full_likeness
from textnorm.text.names.parse import parse_name

Pairs = list[tuple[str, str, bool]]
Score = Callable[[str, str], float]
MATCHER = Matcher.names()
SPELLINGS = {
    "Wladimir Putin": "Vladimir Putin|Wladimir Wladimirowitsch Putin|Vladimir V. Putin|Putin, Vladimir|"
    "Vladimir Poutine|Vladimirs Putins|Vladimiras Putinas|Władimir Putin|Volodymyr Putin|"
    "Vlagyimir Putyin|Wladimir Poetin|Uladzimir Putsin|Владимир Путин|"
    "Путин Владимир Владимирович|В. В. Путин|Путин В.В.|Володимир Путін|Уладзімір Пуцін",
    "Michail Gorbatschow": "Mikhail Gorbachev|Mikhaïl Gorbatchev|Michaił Gorbaczow|Mihail Gorbačov|"
    "Michail Gorbatsjov|Mijaíl Gorbachov|Mihail Gorbaciov|Gorbachev, Mikhail S.|Mihail Gorbacsov|"
    "Михаил Горбачёв|Горбачев Михаил Сергеевич|Міхаіл Гарбачоў",
    "Leonid Breschnew": "Leonid Brezhnev|Leonid Brejnev|Leonid Breżniew|Leonid Brežnev|Leonid Bresjnev|"
    "Leonyid Brezsnyev|L. I. Brezhnev|Леонид Ильич Брежнев|Леонід Брежнєв",
    "Alexei Kriworutschko": "Alexey Krivoruchko|Aleksej Krivoručko|Alexei Kriworuchko|Oleksii Kryvoruchko|"
    "Alexeï Krivoroutchko|"
    "Aleksiej Kriworuczko|Алексей Криворучко|Олексій Криворучко",
}  # fmt: skip
LOCALES = [
    "de_DE",
    "en_US",
    "fr_FR",
    "ru_RU",
    "uk_UA",
    "pl_PL",
    "es_ES",
    "tr_TR",
    "it_IT",
    "bg_BG",
    "cs_CZ",
    "hu_HU",
    "el_GR",
    "ar_AA",
    "he_IL",
    "zh_CN",
    "ko_KR",
]


def _labelled(name: str) -> Pairs:
    lines = (Path(__file__).parent / "name_pairs.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(a, b, same == "1") for owner, same, a, b in rows if owner == name]


def _peers() -> dict[str, Score]:
    from rapidfuzz import fuzz
    from unidecode import unidecode

    def token_set(a: str, b: str) -> float:
        return fuzz.token_set_ratio(unidecode(a).lower(), unidecode(b).lower())

    peers = {"RapidFuzz token_set_ratio on Unidecode": token_set}
    if installed("jellyfish"):
        import jellyfish

        def coded(code: Callable[[str], str]) -> Score:
            def score(a: str, b: str) -> float:
                one, two = ({code(word) for word in unidecode(name).split()} for name in (a, b))
                return 100 * len(one & two) / max(min(len(one), len(two)), 1)

            return score

        peers["jellyfish metaphone, words in common"] = coded(jellyfish.metaphone)
        peers["jellyfish soundex, words in common"] = coded(jellyfish.soundex)
    return peers


def _f1(verdicts: Iterable[bool], labels: list[bool]) -> float:
    found = list(verdicts)
    right = sum(one and two for one, two in zip(found, labels, strict=True))
    return 2 * right / max(sum(found) + sum(labels), 1)


def _best_threshold(score: Score, pairs: Pairs) -> float:
    scores = [score(a, b) for a, b, _ in pairs]
    labels = [same for _, _, same in pairs]
    return max(range(1, 101), key=lambda least: _f1((value >= least for value in scores), labels))


def _quality(report: Report) -> None:
    rows = []
    held_out, dev = _labelled("held-out"), _labelled("dev")
    methods: dict[str, Callable[[str, str], bool]] = {
        "textnorm, default": lambda a, b: MATCHER.compare(a, b).same,
    }
    for name, score in _peers().items():
        least = _best_threshold(score, held_out)
        methods[f"{name}, best threshold"] = lambda a, b, score=score, least=least: score(a, b) >= least  # type: ignore[misc]
    for name, same in methods.items():
        found = [same(a, b) for a, spellings in SPELLINGS.items() for b in spellings.split("|")]
        f1 = [_f1((same(a, b) for a, b, _ in pairs), [label for _, _, label in pairs]) for pairs in (held_out, dev)]
        rows.append([name, f"{f1[0]:.3f}", f"{f1[1]:.3f}", f"{sum(found)} of {len(found)}", _strangers(same, report)])
    columns = [
        "method", f"F1, {len(held_out)} pairs held out", f"F1, {len(dev)} pairs of dev", "spellings found",
        "strangers called the same",
    ]  # fmt: skip
    report.table("Names of persons", columns, rows)


def _strangers(same: Callable[[str, str], bool], report: Report) -> str:
    if not installed("faker"):
        return "–"
    from faker import Faker

    Faker.seed(report.seed)
    count, wrong = report.size(1_000, 200, 3), 0
    for locale in LOCALES:
        fake = Faker(locale)
        pairs = [(fake.name(), fake.name()) for _ in range(count)]
        wrong += sum(a != b and same(a, b) for a, b in pairs)
    return f"{wrong} of {count * len(LOCALES):,}"


def _speed(report: Report) -> None:
    pairs = _labelled("held-out") + _labelled("dev")
    MATCHER.compare("Wladimir Putin", "Владимир Путин")
    parse_name.cache_clear()
    full_likeness.cache_clear()
    start = process_time()
    for a, b, _ in pairs:
        MATCHER.compare(a, b)
    fresh = process_time() - start
    report.print(f"\ncompare: {1e6 * fresh / len(pairs):.0f} µs of CPU a pair, names not seen before")
    if not installed("faker"):
        return
    from faker import Faker

    Faker.seed(report.seed)
    draw = random.Random(report.seed)
    fakes = [Faker(locale) for locale in LOCALES[:10]]
    names = [
        f"{fake.first_name()} {fake.last_name()}" for fake in draw.choices(fakes, k=report.size(100_000, 10_000, 100))
    ]
    start, cpu = perf_counter(), process_time()
    found = find_duplicates(names, MATCHER)
    report.print(f"find_duplicates: {perf_counter() - start:.1f} s ({process_time() - cpu:.1f} s of CPU)")
    report.print(found.summary())


def run(report: Report) -> None:
    _quality(report)
    _speed(report)
