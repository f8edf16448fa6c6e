"""What a notebook shows: tables and pictures, and never a script of a text."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import needed, run_textnorm
from textnorm import Matcher, MissingExtra, compare, explain, find_duplicates, find_passages, open_index
from textnorm.markup import differences, safe

HOSTILE = "<script>alert(1)</script> K&ouml;ln \x1b[31m \u202e \" onload='x'"
TAGS = {"div", "p", "br", "b", "span", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"}


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attributes}

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    return seen


def fragments(text: str) -> list[str]:
    found = find_duplicates([text, f"{text} heute", text, f"{text} nun"], Matcher(threshold=0.1, n=1))
    pair = compare(text, f"{text} heute", matcher=Matcher())
    return [explain(text)._repr_html_(), pair._repr_html_(), found._repr_html_()]


def test_hostile_text_stays_text() -> None:
    for html in fragments(HOSTILE):
        seen = read(html)
        assert seen.tags <= TAGS
        assert seen.names <= {"style", "title", "dir", "scope"}
        assert not {"\x1b", "\u202e"} & set(html)
        assert "<script>alert(1)" in seen.text


@given(st.text(max_size=80))
def test_any_text_gives_html_of_the_same_kind(text: str) -> None:
    for html in fragments(text)[:2]:
        assert read(html).tags <= TAGS


def test_an_explanation_marks_both_sides() -> None:
    html = explain("Die K&ouml;nigin empfa\u0308ngt")._repr_html_()
    assert re.search(r"line-through[^>]*>&amp;ouml;</span>", html)
    assert re.search(r'title="HTML entity"[^>]*>ö</span>', html)
    assert "decomposed letter" in html
    assert "unchanged" in explain("Köln")._repr_html_()
    assert len(explain("K&ouml;ln " * 50_000)._repr_html_()) < 200_000


def test_a_pair_marks_what_differs_word_by_word() -> None:
    html = differences("Der Rat tagt heute", "Der Rat tagte gestern")
    assert sorted(re.findall(r"<span[^>]*>([^<]*)</span>", html)) == ["tagt heute", "tagte gestern"]
    assert read(html).text.count("Der Rat") == 1
    assert "different" in compare("Dax steigt", "Dax fällt")._repr_html_()
    assert "<span" not in differences(" gleich ", " gleich ")
    assert safe("a" * 10, 4) == "aaaa … and 6 more characters"


def test_what_has_no_page_of_its_own_is_shown_as_it_is_printed() -> None:
    texts = ["der alte <b> Hund " * 10] * 2
    found = find_passages(texts, min_words=5)
    with open_index(":memory:", Matcher()) as index:
        for result in (found, Matcher().plan(1000), find_duplicates(texts).why(1), index.stats()):
            html = result._repr_html_()
            assert read(html).text.strip() == str(result).strip()
            assert "<b>" not in html


def test_a_result_shows_its_largest_clusters_with_reasons() -> None:
    texts = ["Der Käse ist gut", "Der Kaese ist gut!", "Ein Hund bellt"]
    html = find_duplicates(texts, Matcher())._repr_html_()
    assert "3 texts: 1 copy" in html
    assert "shingles shared" in html
    against = find_duplicates(texts[1:], Matcher(), against=texts[:1])._repr_html_()
    assert texts[0] in against
    assert "0 texts" in find_duplicates([], Matcher())._repr_html_()


@pytest.mark.parametrize(("matcher", "axes"), [(Matcher(), 2), (Matcher.articles(), 2), (Matcher.headlines(), 1)])
def test_the_plot_has_every_pair_and_the_curve_where_there_is_one(matcher: Matcher, axes: int, tmp_path: Path) -> None:
    pyplot = needed("matplotlib.pyplot")
    found = find_duplicates(["Der Käse ist gut und billig", "Der Kaese ist gut und billig!"] * 3, matcher)
    figure: Any = found.plot()
    assert len(figure.axes) == axes
    assert sum(bar.get_height() for bar in figure.axes[0].patches) == len(found.table)
    figure.savefig(tmp_path / "plot.png")
    _, ax = pyplot.subplots()
    assert found.plot(ax) is ax.figure
    pyplot.close("all")


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=r"pytextnorm\[plot\]"):
        find_duplicates(["a"], Matcher()).plot()


def test_explain_prints_a_page(tmp_path: Path) -> None:
    done = run_textnorm("explain", "--html", HOSTILE, folder=tmp_path)
    page = done.stdout.decode()
    assert done.returncode == 0
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'" in page
    assert read(page).tags <= TAGS | {"html", "head", "meta", "title", "body"}
    refused = run_textnorm("explain", "--html", "--json", "a", folder=tmp_path)
    assert refused.returncode == 2
