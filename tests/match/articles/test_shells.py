"""What a site repeats joins nothing, and nothing that is mostly its own text is dropped."""

from __future__ import annotations

import random

import pytest

from tests.match.articles.test_articles import made
from textnorm import Matcher, compare, find_duplicates

MATCHER = Matcher.articles()
HEAD = (
    "Zum Inhalt springen. Wir setzen Cookies ein, um Inhalte und Anzeigen zu personalisieren. Ihre Einwilligung können "
    "Sie jederzeit widerrufen, wie unsere Datenschutzerklärung sagt."
)
FOOT = "Newsletter abonnieren. Diesen Artikel teilen. Impressum, Datenschutz, AGB. Alle Rechte vorbehalten."
PAYWALL = "Jetzt weiterlesen: vier Wochen kostenlos testen, danach monatlich kündbar. Schon Abonnent? Hier anmelden."


@pytest.mark.parametrize("count", [2, 3, 5, 8, 20])
@pytest.mark.parametrize("words", [25, 60, 200])
def test_different_articles_under_one_shell_all_stay(count: int, words: int) -> None:
    texts = [f"{HEAD}\n\n{text}\n\n{FOOT}" for text in made(count, words, seed=words)]
    found = find_duplicates(texts, MATCHER)
    assert len(found.dropped) == 0
    assert not compare(texts[0], texts[1], matcher=MATCHER).same


@pytest.mark.parametrize("count", [2, 5, 12])
def test_stubs_over_one_paywall_note_all_stay(count: int) -> None:
    texts = [f"{text}. {PAYWALL}" for text in made(count, 14, seed=count)]
    assert len(find_duplicates(texts, MATCHER).dropped) == 0


def test_a_shell_without_a_word_of_the_table_is_one_when_many_texts_have_it() -> None:
    frame = " ".join(made(1, 60, seed=31))
    texts = [f"{frame} {text}" for text in made(20, 30, seed=32)]
    assert len(find_duplicates(texts, MATCHER).dropped) == 0


# Frames without a word of the table: only their place, and the rest that differs, tell that they are shells.
FRAMES = (
    "Der Stammtisch der Imker trifft sich jeden ersten Mittwoch im Gasthof zur Linde. Gäste sind willkommen, auch wer "
    "noch keine Bienen hält. Um acht Uhr wird gegessen, danach hält jemand einen kurzen Vortrag.",
    "The market opens at seven every Saturday, rain or shine, behind the old brewery. Dogs stay outside, children get "
    "an apple at the first stall, and the band plays until the last cheese is sold.",
)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("place", ["head", "tail", "middle"])
@pytest.mark.parametrize("words", [12, 25, 60])
def test_a_frame_without_a_word_of_the_table_drops_nothing_from_two_texts_on(
    frame: str, place: str, words: int
) -> None:
    for count in (2, 3):
        texts = []
        for text in made(count, words, seed=words):
            half = len(text) // 2
            before, after = {"head": ("", text), "tail": (text, ""), "middle": (text[:half], text[half:])}[place]
            texts.append(f"{before}\n\n{frame}\n\n{after}")
        assert len(find_duplicates(texts, MATCHER).dropped) == 0
        assert not compare(texts[0], texts[1], matcher=MATCHER).same


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("count", [8, 20])
@pytest.mark.parametrize("words", [8, 10, 12])
def test_one_sentence_of_its_own_in_the_middle_of_a_frame_stays(frame: str, count: int, words: int) -> None:
    before, middle, after = frame.partition(". ")
    texts = [f"{before}{middle}\n\n{text}.\n\n{after}" for text in made(count, words, seed=words)]
    assert len(find_duplicates(texts, MATCHER).dropped) == 0


@pytest.mark.parametrize("count", [3, 5, 8])
@pytest.mark.parametrize("shell", [40, 60])
@pytest.mark.parametrize("place", ["head", "tail"])
def test_one_short_sentence_beside_a_longer_frame_stays_from_three_texts_on(count: int, shell: int, place: str) -> None:
    frame = " ".join(made(4, shell // 4, seed=shell))
    own = [text for words in range(7, 7 + count) for text in made(1, words, seed=100 * shell + words)]
    texts = [f"{frame}. {text}." if place == "head" else f"{text}. {frame}." for text in own]
    assert len(find_duplicates(texts, MATCHER).dropped) == 0


def test_versions_of_a_short_report_are_copies_though_further_texts_have_it() -> None:
    report, more = made(8, 10, seed=44), made(5, 10, seed=45)
    whole = ". ".join(report)
    grown = [f"{whole}. {'. '.join(more[:count])}" for count in range(5)]
    assert len(find_duplicates(grown, MATCHER).dropped) == 4
    # One sentence is another one in the last text; what it takes the place of is in all others.
    corrected = [
        whole,
        f"{whole} heute",
        f"Heute: {whole}",
        f"{whole} und",
        ". ".join([*report[:4], more[0], *report[5:]]),
    ]
    assert len(find_duplicates(corrected, MATCHER).dropped) == 4


def letters(count: int, words: int, seed: int) -> list[str]:
    """Texts of words that are no numbers."""
    draw = random.Random(seed)
    return [" ".join("".join(draw.choices("abdegiklmnorstu", k=6)) for _ in range(words)) for _ in range(count)]


def test_versions_with_a_sentence_inserted_at_different_places_are_one_text() -> None:
    report, more = letters(5, 9, seed=46), letters(5, 9, seed=47)
    versions = [". ".join([*report[:place], text, *report[place:]]) for place, text in enumerate(more)]
    assert len(find_duplicates(versions, MATCHER).dropped) == 4


def test_versions_of_a_short_report_that_exchange_different_sentences_are_one_text() -> None:
    report, more = letters(6, 9, seed=48), letters(5, 9, seed=49)
    versions = [". ".join([*report[:place], text, *report[place + 1 :]]) for place, text in enumerate(more)]
    found = find_duplicates([". ".join(report), *versions], MATCHER.replace(keep="first"))
    assert len(found.dropped) == 5


@pytest.mark.parametrize("count", [6, 12])
def test_stubs_in_a_shell_of_more_than_a_hundred_words_stay(count: int) -> None:
    before, middle, after = made(3, 45, seed=50)
    amid = [f"{before}. {text}. {after}." for text in made(count, 16, seed=51)]
    assert len(find_duplicates(amid, MATCHER).dropped) == 0
    twice = made(2 * count, 10, seed=52)
    blocks = [f"{before}. {twice[2 * i]}. {middle}. {twice[2 * i + 1]}. {after}." for i in range(count)]
    assert len(find_duplicates(blocks, MATCHER).dropped) == 0


def test_stubs_of_which_some_lack_a_part_of_the_shell_stay() -> None:
    before, after = made(2, 25, seed=53)
    own = made(8, 12, seed=54)
    texts = [". ".join([*[before] * (i % 3 > 0), text, *[after] * (i % 4 > 0)]) for i, text in enumerate(own)]
    assert len(find_duplicates(texts, MATCHER).dropped) == 0


def test_a_brief_of_more_than_a_hundred_words_under_the_lead_of_each_paper_is_one_text() -> None:
    brief = made(1, 130, seed=55)[0]
    texts = [f"{lead}. {brief}" for lead in made(6, 15, seed=56)]
    assert len(find_duplicates(texts, MATCHER).dropped) == 5


def test_a_short_report_with_another_last_sentence_is_still_a_copy() -> None:
    report = made(1, 60, seed=42)[0]
    first, second = (f"{report}. {end}" for end in made(2, 7, seed=43))
    assert compare(first, second, matcher=MATCHER).same


def test_the_reasons_say_what_was_taken_for_a_shell() -> None:
    a, b = (f"{HEAD}\n\n{text}\n\n{FOOT}" for text in made(2, 40, seed=33))
    reasons = "\n".join(compare(a, b, matcher=MATCHER).reasons)
    assert "0 of the 40 words of the shorter text are in the other" in reasons
    assert "shell, not counted: 23 words: zum inhalt springen wir setzen cookies ein um …" in reasons


def test_a_text_of_nothing_but_shell_is_compared_by_it() -> None:
    assert compare(f"{HEAD} {FOOT}", f"{HEAD} {FOOT} Karriere", matcher=MATCHER).same


def test_a_passage_in_texts_of_their_own_is_reported_and_kept() -> None:
    own = made(4, 120, seed=34)
    passage = made(1, 40, seed=35)[0]
    texts = [f"{own[0]} {passage}", f"{passage} {own[1]}", own[2], own[3]]
    found = find_duplicates(texts, MATCHER)
    assert len(found.dropped) == 0
    assert found.reuse.tolist() == [[0, 1]]
    pair = compare(texts[0], texts[1], matcher=MATCHER)
    assert not pair.same
    assert any(reason.startswith("reuse: a passage of 40 words") for reason in pair.reasons)
    dropping = find_duplicates(texts, MATCHER.replace(reuse="drop", threshold=0.4))
    assert len(dropping.dropped) == 1
    assert dropping.reuse.tolist() == []


def test_reuse_against_an_archive_is_a_pair_of_text_and_archive() -> None:
    own, passage = made(3, 120, seed=36), made(1, 40, seed=37)[0]
    found = find_duplicates(
        [own[0], f"{own[1]} {passage}"], MATCHER, against=[own[2], f"{passage} {own[2]}"], within_batch=False
    )
    assert found.reuse.tolist() == [[1, 1]]
    assert found.labels.tolist() == [-1, -1]


def test_neither_order_nor_threads_change_copies_or_reuse() -> None:
    draw = random.Random(38)
    passages = made(6, 30, seed=39)
    texts = [f"{text} {draw.choice(passages)}" for text in made(40, 70, seed=40)]
    texts += [" ".join(text.split()[: draw.randrange(40, 90)]) for text in texts[:15]]
    texts += [f"{HEAD} {text} {FOOT}" for text in made(10, 30, seed=41)]
    found = find_duplicates(texts, MATCHER, threads=1)
    assert len(found.dropped) >= 10
    assert len(found.reuse) >= 10
    order = list(range(len(texts)))
    draw.shuffle(order)
    shuffled = find_duplicates([texts[place] for place in order], MATCHER, threads=3)
    for here, there in ((found.pairs, shuffled.pairs), (found.reuse, shuffled.reuse)):
        assert sorted(here.tolist()) == sorted(sorted((order[a], order[b])) for a, b in there.tolist())
    kept = sorted(order[place] for place in shuffled.kept.tolist())
    assert kept == found.kept.tolist()


@pytest.mark.parametrize("end", ["", " | Tagblatt Online", f" {FOOT}"])
def test_no_damaged_copy_is_kept_for_what_a_site_adds(end: str) -> None:
    text = (
        "Die Bürger hätten gern früher gewusst, was die Brücke kostet. Über die Höhe schweigt der Rat bis heute. Für "
        "die Jüngeren wäre ein Fährbetrieb möglich, für die Älteren ist er zu mühsam."
    )
    for damaged in (text.replace("ü", "&uuml;"), text.replace("ü", "Ã¼"), text.replace("ü", "ue").replace("ö", "oe")):
        for texts in ([text, damaged + end], [damaged + end, text]):
            assert [texts[place] for place in find_duplicates(texts, MATCHER).kept] == [text]
