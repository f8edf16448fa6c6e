"""Text decoded with the wrong page: a grid of pages with floors, labelled cases, and promises on any text."""

from __future__ import annotations

import codecs
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import count_calls, load_cases
from tests.german import HEADLINES, OTHER_LANGUAGES, TEXT, writable
from textnorm.text.edits import apply_edits
from textnorm.text.encoding.codepages import TABLES, UTF8_PAGES
from textnorm.text.encoding.mojibake import find_mojibake
from textnorm.text.evidence.plausibility import plausibility
from textnorm.text.prefilter import BITS, possible_steps

CASES = load_cases("mojibake")
SINGLE_BYTE = ["cp1252", "cp850", "cp437", "mac_roman", "cp1250", "cp1251"]
# Written and read; pages that agree on what German needs, and German written in cp1251, are left out.
PAIRS = [
    (written, read)
    for written, read in permutations(SINGLE_BYTE, 2)
    if written != "cp1251" and {written, read} not in ({"cp850", "cp437"}, {"cp1252", "cp1250"})
]
# The share of headlines right. In CP850, Mac Roman's ä and Ö are è and à: letters, so that single words stay doubtful.
PAIR_FLOOR = {("mac_roman", "cp850"): 0.85, ("mac_roman", "cp437"): 0.85, ("cp850", "mac_roman"): 0.9}


def repaired(text: str) -> str:
    return apply_edits(text, find_mojibake(text))


def read(data: bytes, page: str) -> str:
    """``data`` as it looks in ``page``, undefined bytes as controls."""
    return codecs.charmap_decode(data, "strict", TABLES[page])[0]


def outcome(damaged: list[str], meant: list[str]) -> tuple[float, list[str]]:
    """The share that came out right, and what came out as something else than it was or was meant to be."""
    right, wrong = 0, []
    for before, want in zip(damaged, meant, strict=True):
        after = repaired(before)
        right += after == want
        if after not in (before, want):
            wrong.append(after)
    return right / len(meant), wrong


@pytest.mark.parametrize("page", UTF8_PAGES)
@pytest.mark.parametrize("times", [1, 2])
def test_utf8_read_in_a_page(page: str, times: int) -> None:
    damaged = HEADLINES
    for _ in range(times):
        damaged = [read(headline.encode(), page) for headline in damaged]
    right, wrong = outcome(damaged, HEADLINES)
    assert wrong == []
    assert right >= 0.995


@pytest.mark.parametrize(("written", "seen"), PAIRS)
def test_pages_read_as_one_another(written: str, seen: str) -> None:
    meant = [writable(headline, written) for headline in HEADLINES]
    right, wrong = outcome([read(headline.encode(written), seen) for headline in meant], meant)
    assert wrong == []
    assert right >= PAIR_FLOOR.get((written, seen), 0.95)


@pytest.mark.parametrize(("written", "seen"), [("utf-8", "cp1252"), ("cp850", "cp1252"), ("mac_roman", "cp1252")])
def test_whole_texts_and_texts_damaged_by_half(written: str, seen: str) -> None:
    text = writable(TEXT, "cp850")
    lines = text.splitlines(keepends=True)
    damaged = [read(line.encode(written), seen) for line in lines]
    assert repaired("".join(damaged)) == text
    assert repaired("".join(damaged[:4] + lines[4:])) == text
    assert repaired("".join(lines[:4] + damaged[4:])) == text


def test_two_accidents_in_one_text() -> None:
    first, second = read("Größe und Stärke\n".encode(), "cp1252"), read("über die Brücke\n".encode("cp850"), "cp1252")
    assert repaired(first + second) == "Größe und Stärke\nüber die Brücke\n"


def test_bytes_lost_on_the_way() -> None:
    for headline in HEADLINES:
        damaged = read(headline.encode(), "cp1252")
        assert repaired("".join(c for c in damaged if not "\x80" <= c < "\xa0")) == headline
        assert repaired(damaged.replace("\xa0", " ")) == headline


@pytest.mark.parametrize("headline", [*HEADLINES, TEXT, *(text for _, _, text in OTHER_LANGUAGES)])
def test_sound_text_is_left_alone(headline: str) -> None:
    assert find_mojibake(headline) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if "known_failure" in case:
        request.applymarker(pytest.mark.xfail(reason=case["known_failure"], strict=True))
    assert repaired(case["original"]) == case["fixed"]


def test_there_are_as_many_cases_to_leave_alone_as_to_repair() -> None:
    alone = [case for case in CASES if case["original"] == case["fixed"]]
    assert len(CASES) >= 120
    assert 0.45 <= len(alone) / len(CASES) <= 0.6


ODD = st.text(alphabet="aeinr ÄÖÜäöüßÃÂâ€žœ¤¶¼Ÿ„“”š…™Šéèêá├ñ√ГДﬂ\x84\x9d\xa0 ?\n", max_size=40)
DAMAGED = st.builds(
    lambda headline, page: read(headline.encode(), page), st.sampled_from(HEADLINES), st.sampled_from(UTF8_PAGES)
)


@given(st.text() | ODD | DAMAGED | st.builds(str.__add__, ODD, DAMAGED))
def test_a_repaired_text_stays_as_it_is(text: str) -> None:
    assert find_mojibake(repaired(text)) == []


@given(st.text() | ODD)
def test_edits_are_sorted_apart_and_change_something(text: str) -> None:
    edits = find_mojibake(text)
    assert all(first.end <= second.start for first, second in pairwise(edits))
    assert all(text[edit.start : edit.end] != edit.after for edit in edits)
    assert not edits or possible_steps(text) & BITS["mojibake"]


@given(DAMAGED)
def test_no_repair_makes_a_text_less_plausible(text: str) -> None:
    assert plausibility(repaired(text)) >= plausibility(text)


@pytest.mark.parametrize("unit", ["Ã¤", "empf„ngt ", "â€", "Ã ", "é", "中文", "Ð", "\x80", "utf-8 Ã¼ber\n", "Â"])
def test_work_is_linear_in_length(unit: str) -> None:
    def calls(count: int) -> int:
        return count_calls(lambda: find_mojibake(unit * count))

    calls(1_000)  # the first one fills caches; the text itself must not be in one
    assert calls(20_000) < 15 * calls(2_000) + 1_000  # quadratic work would be a hundredfold


@pytest.mark.parametrize(("written", "read"), [("cp1252", "cp850"), ("mac_roman", "cp1252"), ("cp1252", "cp437")])
def test_a_no_break_space_between_a_word_and_a_space_is_read_in_the_page_of_its_text(written: str, read: str) -> None:
    sound = "Der Kurs fällt\N{NO-BREAK SPACE} auf 100\N{NO-BREAK SPACE} Euro, hört man"
    damaged = sound.encode(written).decode(read)
    assert apply_edits(damaged, find_mojibake(damaged)) == sound
