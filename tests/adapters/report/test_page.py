"""The page in a real browser: read, dragged, filtered, reviewed by keyboard, exported and imported again."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.report.pages import LINE, article_search, headline_search
from tests.conftest import needed
from textnorm import Decisions, Duplicates, Matcher, find_duplicates, write_report

Pages = Callable[[str], Path]
Open = Callable[..., Any]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def counts(page: Any) -> dict[str, int]:
    cells = page.eval_on_selector_all("[data-count]", "cells => cells.map(c => [c.dataset.count, c.textContent])")
    return {name: int(value.replace(",", "")) for name, value in cells}


def tally(page: Any, start: str) -> None:
    """Wait until the tally of the clusters begins so."""
    page.locator(".tally", has_text=re.compile(f"^{start}")).wait_for(timeout=10_000)


def expected(found: Duplicates) -> dict[str, int]:
    pairs = len(found.pairs) + (0 if found.batch is None else len(found.batch.pairs))
    return {"kept": len(found.kept), "dropped": len(found.dropped), "clusters": len(found.clusters), "pairs": pairs}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_every_view_opens_and_nothing_is_wider_than_the_screen(
    opened: Open, pages: Pages, scheme: str, options: dict[str, Any]
) -> None:
    page = opened(pages("headlines"), color_scheme=scheme, **options)
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgb(251, 249, 244)"
    assert dark == (scheme == "dark")
    assert page.inner_text("h1") == "Made-up headlines"
    for view in ("overview", "clusters", "review"):
        page.click(f".tabs a[href='#{view}']")
        page.wait_for_selector(f"#view-{view}", state="visible")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") != scheme
    after = page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgb(251, 249, 244)"
    assert after != dark


def test_the_overview_says_what_the_search_found(opened: Open, pages: Pages) -> None:
    found = headline_search()
    page = opened(pages("headlines"))
    assert counts(page) == expected(found)
    figures = [int(text) for text in page.locator(".figures dd").all_inner_texts() if text.isdigit()]
    assert figures[:4] == [len(found), len(found.kept), len(found.dropped), len(found.clusters)]
    assert page.locator(".repairs tbody tr").first.inner_text().startswith("HTML entity")
    assert page.locator(".timeline rect").count() >= 9


SEARCHES = {
    "headlines": headline_search,
    "articles": article_search,
    "connected": lambda: find_duplicates(headline_search().texts, Matcher.headlines(clusters="connected")),
    "archive": lambda: find_duplicates(headline_search().texts[3:], against=headline_search().texts[:3] * 2),
    "decided": lambda: find_duplicates(
        headline_search().texts, Matcher.headlines(), decisions=[(0, 2, "different"), (4, 8, "same")]
    ),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_the_counts_follow_the_line_as_in_python(opened: Open, tmp_path: Path, name: str) -> None:
    found = SEARCHES[name]()
    write_report(found, tmp_path / "page.html")
    page = opened(tmp_path / "page.html")
    plot = page.locator(".plot").bounding_box()
    floor = round(0.6 * found.matcher.threshold, 3)
    for wanted in (0.35, 0.62, 0.8, 0.93, 1.0):
        x = plot["x"] + 11 + (wanted - floor) / (1 - floor) * (plot["width"] - 22)
        page.mouse.move(x, plot["y"] + 80)
        page.mouse.down()
        page.mouse.move(x, plot["y"] + 90)
        page.mouse.up()
        assert float(page.input_value("#threshold")) == pytest.approx(wanted, abs=0.011)
        at = float(page.inner_text(".counts caption b"))
        assert counts(page) == expected(found.rethreshold(at)), at
    page.click("text=/^Back to/")
    assert counts(page) == expected(found)


def test_the_line_moves_by_keyboard(opened: Open, pages: Pages) -> None:
    page = opened(pages("headlines"))
    page.focus("#threshold")
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".counts caption b") == "0.51"


def test_search_and_filters_leave_what_fits(opened: Open, pages: Pages) -> None:
    page = opened(pages("headlines"), "clusters")
    total = len(headline_search().clusters)
    assert page.inner_text(".tally") == f"{total} clusters"
    page.fill("#search", "PINGUINE")
    tally(page, "1 of")
    assert "Zoo freut sich" in page.inner_text("[role=option]")
    page.fill("#search", "steht nirgends")
    page.wait_for_selector("text=Take a filter away")
    page.fill("#search", "")
    tally(page, f"{total} clusters")
    chip = page.locator(".chip", has_text="Repaired")
    figure = int(chip.locator("span").inner_text())
    chip.click()
    assert page.locator("[role=option]").count() == figure
    chip.click()
    for name in ("kind", "site"):
        options = page.locator(f"#filter-{name} option").all_inner_texts()[1:]
        assert options
        page.select_option(f"#filter-{name}", index=1)
        assert page.locator("[role=option]").count() == int(re.search(r"\((\d+)\)$", options[0])[1])  # type: ignore[index]
        page.select_option(f"#filter-{name}", index=0)
    page.select_option("#filter-order", "score")
    lowest = page.locator("[role=option]").first.inner_text()
    assert "from 0." in lowest


def test_differences_and_repairs_are_marked_word_by_word(opened: Open, pages: Pages) -> None:
    page = opened(pages("headlines"), "clusters")
    page.fill("#search", "Pegel der Weser")
    tally(page, "1 of")
    marks = page.locator(".members ins").all_inner_texts()
    assert any("ein Bericht" in mark for mark in marks) or any(
        "Bericht" in mark for mark in page.locator(".members del").all_inner_texts()
    )
    page.fill("#search", "Sanierung")
    page.locator(".kept", has_text="Brücke").wait_for()
    repairs = page.eval_on_selector_all(".detail .repair", "marks => marks.map(m => [m.textContent, m.title])")
    assert ["ü", "was &uuml; (HTML entity)"] in repairs
    assert page.locator(".reasons li").count() > 0


def test_the_keys_walk_and_decide(opened: Open, pages: Pages) -> None:
    page = opened(pages("headlines"), "clusters")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("[aria-selected=true]").get_attribute("data-place") == "1"
    page.keyboard.press("Enter")
    assert page.locator(".member.current").get_attribute("data-member") == "0"
    page.keyboard.press("s")
    page.keyboard.press("d")
    pressed = "[data-member='{}'] .verdict.{}"
    assert page.get_attribute(pressed.format(0, "same"), "aria-pressed") == "true"
    assert page.get_attribute(pressed.format(1, "different"), "aria-pressed") == "true"
    page.keyboard.press("u")
    assert page.get_attribute(pressed.format(1, "different"), "aria-pressed") == "false"
    assert page.inner_text("#decided-count") == "1"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("j")  # a letter, in a field
    assert page.input_value("#search") == "j"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.wait_for_selector("#view-review", state="visible")


def exported(page: Any, path: Path) -> dict[str, Any]:
    with page.expect_download() as download:
        page.click("#export")
    download.value.save_as(path)
    return json.loads(path.read_text(encoding="utf-8"))


def test_decisions_go_out_and_come_in_again_and_python_honours_them(opened: Open, pages: Pages, tmp_path: Path) -> None:
    found = headline_search()
    page = opened(pages("headlines"), "review")
    scores = []
    for key in ("d", "s", "x", "d"):
        scores.append(float(re.search(r"score ([\d.]+)", page.inner_text(".card"))[1]))  # type: ignore[index]
        page.keyboard.press(key)
    assert [abs(s - 0.5) for s in scores] == sorted(abs(s - 0.5) for s in scores)
    page.keyboard.press("u")
    file = exported(page, tmp_path / "decisions.json")
    assert [item["verdict"] for item in file["decisions"]] == ["different", "same", "skip"]

    decisions = Decisions.read(tmp_path / "decisions.json")
    assert decisions.to_json()["decisions"] == [
        item | {"score": pytest.approx(item["score"], abs=1e-6)} for item in file["decisions"]
    ]
    assert sum(decisions.scores) == len(found.table)
    for item in decisions:
        assert item.left.text == found.texts[item.left.row][:200]
    again = find_duplicates(found.texts, Matcher.headlines(), decisions=tmp_path / "decisions.json")
    assert again.notes == ()
    first, second = decisions.items[:2]
    assert again.labels[first.left.row] != again.labels[first.right.row]
    assert again.labels[second.left.row] == again.labels[second.right.row]
    fit = found.matcher.fit_threshold(tmp_path / "decisions.json")  # type: ignore[attr-defined]
    assert (fit.same, fit.different, fit.whole) == (1, 1, True)

    other = opened(pages("headlines"), "review")  # another profile: it knows nothing yet
    assert other.is_hidden("#decided-count")
    other.set_input_files("#import-file", tmp_path / "decisions.json")
    other.wait_for_selector("text=3 decisions read.")
    assert exported(other, tmp_path / "again.json") == file
    foreign = file | {
        "decisions": [{"verdict": "same", "left": {"text": "a", "digest": "0" * 16}, "right": {"row": 0}}]
    }
    (tmp_path / "foreign.json").write_text(json.dumps(foreign))
    other.set_input_files("#import-file", tmp_path / "foreign.json")
    other.wait_for_selector("text=1 are about texts that are not in this report")
    (tmp_path / "bad.json").write_text("{")
    other.set_input_files("#import-file", tmp_path / "bad.json")
    other.wait_for_selector("text=bad.json is no JSON")


def test_decisions_stay_in_the_browser(opened: Open, pages: Pages) -> None:
    page = opened(pages("headlines"), "review")
    page.keyboard.press("s")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("#decided-count") == "1"


def test_decisions_that_are_written_into_the_page_are_shown_and_contradictions_named(
    opened: Open, tmp_path: Path
) -> None:
    found = find_duplicates(["Der Käse ist gut", "Der Käse ist sehr gut", "Der Käse ist nicht gut"], Matcher(n=1))
    decisions = Decisions.of([(a, b, v) for a, b, v in (
        (found.texts[0], found.texts[1], "same"), (found.texts[1], found.texts[2], "same"),
        (found.texts[0], found.texts[2], "different"),
    )])  # fmt: skip
    write_report(found, tmp_path / "page.html", decisions=decisions)
    page = opened(tmp_path / "page.html", "review")
    assert page.inner_text("#decided-count") == "3"
    assert "1 contradiction" in page.inner_text(".contradictions")


def test_shared_passages_of_articles_are_marked_on_both_sides(opened: Open, pages: Pages) -> None:
    found = article_search()
    assert len(found.reuse) > 0
    page = opened(pages("articles"), "review")
    page.click("#view-review .stage > .modes >> text=Shared passages")
    left, right = page.locator(".card .side .text").all()
    marked = [side.locator("mark.shared").first.inner_text().split()[1:] for side in (left, right)]
    assert marked[0] == marked[1]
    assert len(marked[0]) >= 79  # the number stands before the first word
    page.locator("#view-review mark.shared sup").first.hover()
    assert page.locator("#view-review mark.shared.lit").count() == 2


def test_hostile_texts_are_shown_and_never_run(opened: Open, pages: Pages) -> None:
    path = pages("hostile")
    source = path.read_text(encoding="utf-8")
    assert "window.hacked" not in source.split("</head>")[0].replace("&lt;script&gt;window.hacked", "")
    page = opened(path)
    assert page.inner_text("h1") == "</title><script>window.hacked = 1</script>U+202E"
    shown = []
    for view in ("clusters", "review"):
        page.click(f".tabs a[href='#{view}']")
        for _ in range(12):
            shown.append(page.inner_text(f"#view-{view}"))
            page.keyboard.press("j")
    everything = "".join(shown)
    assert "<script>window.hacked = 1</script>" in everything
    assert "␛[31m" in everything
    assert "U+202E" in everything
    assert not set(everything) & {
        *map(chr, range(9)),
        *map(chr, range(0x7F, 0xA0)),
        "\x1b",
        "\u202e",
        "\u2066",
        "\ufeff",
    }
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
    assert page.evaluate("try { document.body.innerHTML = 'x'; false } catch { true }")


def test_a_line_of_a_megabyte_is_cut_and_can_be_opened(opened: Open, pages: Pages) -> None:
    page = opened(pages("hostile"), "clusters")
    page.fill("#search", "und morgen")
    tally(page, "1 of")
    assert len(page.inner_text(".detail .kept")) < 10_000
    button = page.locator(".detail .more").first
    assert re.search(r"Show \d{3},\d{3} more characters", button.inner_text())
    button.click()
    page.locator(".detail .kept .more").first.click()
    assert len(page.inner_text(".detail .kept")) > len(LINE) * 8_000


def test_100_000_clusters_open_filter_and_scroll(opened: Open, pages: Pages) -> None:
    path = pages("many")
    assert path.stat().st_size <= 30_000_000
    page = opened(path)
    assert counts(page)["clusters"] == pytest.approx(97_000, abs=3_000)
    page.click(".tabs a[href='#clusters']")
    total = int(page.inner_text(".tally").split()[0].replace(",", ""))
    assert page.locator("[role=option]").count() < 40
    page.fill("#search", "99998 heute")
    tally(page, "[01] of")
    page.fill("#search", "")
    tally(page, f"{total:,} clusters")
    page.focus(".lazy")
    page.keyboard.press("End")
    assert page.locator("[aria-selected=true]").get_attribute("data-place") == str(total - 1)
    assert page.locator("[role=option]").count() < 40


FAULTS = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["overview", "clusters", "review", "help"])
def test_axe_finds_no_serious_fault(opened: Open, pages: Pages, view: str, scheme: str) -> None:
    axe = needed("axe_playwright_python.sync_playwright").Axe()
    page = opened(pages("headlines"), "overview" if view == "help" else view, color_scheme=scheme, bypass_csp=True)
    if view == "clusters":
        page.keyboard.press("Enter")
        page.keyboard.press("s")
    if view == "review":
        page.keyboard.press("d")
    if view == "help":
        page.keyboard.press("?")
    found = axe.run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in FAULTS] == []


def test_a_page_can_be_printed(opened: Open, pages: Pages) -> None:
    page = opened(pages("headlines"), "clusters")
    page.emulate_media(media="print")
    assert page.is_hidden(".toolbar")
    assert page.is_visible("#view-overview")
    assert len(page.pdf()) > 10_000


def test_a_page_that_is_cut_off_says_so(browser: Any, pages: Pages, tmp_path: Path) -> None:
    source = pages("headlines").read_text(encoding="utf-8")
    packed = re.search(r'id="data-columns">([^<]+)', source)
    assert packed
    broken = tmp_path / "broken.html"
    broken.write_text(source.replace(packed[1], packed[1][: 4 * math.floor(len(packed[1]) / 8)]), encoding="utf-8")
    page = browser.new_page()
    page.goto(broken.as_uri())
    page.wait_for_selector("text=This report cannot be read")
    page.close()
