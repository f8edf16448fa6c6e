"""The words of articles and their alignment: the kernels answer to the plain Python that ``compare`` uses."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.match.test_keys import TRICKY
from textnorm import Matcher, compare, find_duplicates
from textnorm.kernels.hashing import word_hash
from textnorm.match.articles.alignment import align, differences
from textnorm.match.articles.compare import shingles_of
from textnorm.match.articles.hash_sets import ReadTexts, articles_aligned, word_features
from textnorm.match.articles.lexicon import lexicon
from textnorm.match.articles.score import Alignment, article_verdict
from textnorm.match.articles.verify import ARRAYS
from textnorm.match.articles.words import CODE, letters_of, read_words
from textnorm.match.corpus.corpus import Run
from textnorm.match.sketching.shingles import Recipe

MATCHER = Matcher.articles(repair=False)


@given(TRICKY)
@example("a\u0308 \u0308b Ä½B cÄ\u0308 A¨ \u00a8x 北京A大 »Ab« x:Y Größe ẞ")
@example("Zum Inhalt springen. Alle Rechte vorbehalten – nicht am 3. Mai! Der Rat tagt")
def test_the_kernel_reads_the_words_that_plain_python_reads(text: str) -> None:
    plain, found = read_words(text), word_features([text, "", text])
    count = len(plain.words)
    assert found.starts.tolist() == [0, count, count, 2 * count]
    assert found.tokens[:count].tolist() == [word_hash(word) for word in plain.words]
    assert found.flags[:count].tolist() == plain.flags
    assert found.poles[:count].tolist() == plain.poles
    assert found.letters[count:].tolist() == plain.letters


PIECES = "a bc Ab fooBar é ½ 京 _ __ : :: - -- ( ) () @ # / ' \" ` $ = [ | 9 u8 Z \u0301 – \x01 getItem"
CODE_TEXTS = st.lists(st.sampled_from([*PIECES.split(), " ", "\n"]))


@settings(max_examples=500)
@given(CODE_TEXTS.map("".join), CODE_TEXTS.map("".join))
def test_the_kernel_and_plain_python_see_the_same_identifiers(before: str, text: str) -> None:
    found = word_features([before, text])
    assert found.flags[: found.starts[1]].tolist() == read_words(before).flags
    assert found.flags[found.starts[1] :].tolist() == read_words(text).flags


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("call read_rows with a path", "read rows"),
        ("std::vec::Vec grows", "std vec vec"),
        ("then reset() it", "reset"),
        ("use --dry-run or -n", "dry run"),
        ("the HttpRequestBase class and getElementById", "httprequestbase getelementbyid"),
        ("iPhone, YouTube und BioNTech -- so heißt es", ""),
        ("Schüler(innen), @some_one, #some_tag, https://example.org/some_page, _betont_, Gast_", ""),
    ],
)
def test_identifiers_are_told_from_prose(text: str, code: str) -> None:
    read = read_words(text)
    assert " ".join(word for word, flags in zip(read.words, read.flags, strict=True) if flags & CODE) == code


def test_every_phrase_of_the_table_is_found_by_both() -> None:
    texts = ["vorher " + " ".join(phrase) for phrase in lexicon()]
    found = word_features(texts)
    for number, (text, meaning) in enumerate(zip(texts, lexicon().values(), strict=True)):
        plain = read_words(text)
        part = slice(found.starts[number], found.starts[number + 1])
        assert found.flags[part].tolist() == plain.flags
        assert found.poles[part].tolist() == plain.poles
        assert plain.flags[-1] >> 4 >= meaning.shell


SOME = (
    "Rat Stadt baut nicht 12 13 Mai Müller Meier Maier steigt sinkt Cookies 北 京 大 学 und in der rat_in Rat_der und()"
)
WORDS = st.sampled_from(SOME.split())
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


def _size(text: str) -> tuple[int, list[int]]:
    return len(read_words(text).words), read_words(text).letters


@settings(max_examples=300)
@given(TEXTS, TEXTS, st.data())
def test_the_kernel_aligns_as_plain_python_does(a: str, b: str, data: st.DataObject) -> None:
    if data.draw(st.booleans()):  # a copy with edits
        words = a.split()
        for _ in range(data.draw(st.integers(0, 4))):
            if words:
                words[data.draw(st.integers(0, len(words) - 1))] = data.draw(WORDS)
        b = " ".join(words)
    batch = ReadTexts.shingled([a, b], Recipe.of(MATCHER), Run())
    weights = np.ones(len(batch.runs.hashes), dtype=np.float32)
    found, _, _ = articles_aligned(batch, weights, np.array([0]), np.array([1]), 3, Run())
    sides = sorted((a, b), key=_size)
    ways = [sides, sides[::-1]] if _size(a) == _size(b) else [sides]
    measured = []
    for small, large in ways:
        shingles = (shingles_of(small, MATCHER), shingles_of(large, MATCHER))
        measured.append((*align(read_words(small), read_words(large), shingles, 3), small))
    plain, segments, small = max(measured, key=lambda way: way[0])
    assert tuple(found[0].tolist()) == plain
    covered = [word for part in segments for word in range(part.start, part.end)]
    assert covered == list(range(len(read_words(small).words))), "every word is in one segment"


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_compare_agrees_with_a_search_of_two_texts(a: str, b: str) -> None:
    for matcher in (MATCHER, MATCHER.replace(threshold=0.01), MATCHER.replace(reuse="drop")):
        pair, found = compare(a, b, matcher=matcher), find_duplicates([a, b], matcher)
        if len(found.pairs):
            # Equal keys are exact copies, however short.
            assert pair.same or found.scores[0] == 1.0
        assert compare(b, a, matcher=matcher).score == pair.score


def test_slips_are_no_other_names() -> None:
    a = "Der Bürgermeister Müller eröffnete am Abend die Halle."
    small, large = read_words(a), read_words(a.replace("Müller", "Mueler"))
    assert letters_of("mueller") != letters_of("mueler")
    shingles = (shingles_of(a, MATCHER), shingles_of(a.replace("Müller", "Mueler"), MATCHER))
    assert differences(small, large, align(small, large, shingles, 3)[1]) == []


def test_an_article_verdict_is_a_score() -> None:
    draw = random.Random(1)
    rows, counts, verdicts = [], [], []
    for _ in range(2000):
        row = [draw.choice([0.0, 1.0, 3.0, 20.0, 200.0]) for _ in Alignment._fields]
        row[11:14] = [min(value, row[10]) for value in row[11:14]]
        counts.append((draw.randrange(3), draw.randrange(3)))
        rows.append(row)
        verdicts.append(article_verdict(Alignment(*row), *counts[-1]))
        assert 0.0 <= verdicts[-1].score <= 1.0
        assert 0.0 <= article_verdict(Alignment(*row), *counts[-1], reused=True).score <= 1.0
    # The formula gives the same for many pairs at once.
    columns, numbers = Alignment(*np.array(rows).T), np.array(counts).T
    many = article_verdict(columns, *numbers, by=ARRAYS)
    for name, column in many._asdict().items():
        assert column.tolist() == pytest.approx([getattr(verdict, name) for verdict in verdicts], abs=1e-12), name


LISTED = "Adds packed {} integers in a and b and stores the results in dst. See the manual of {} for what overflows."


def test_other_identifiers_make_other_items() -> None:
    texts = [LISTED.format(f"{bits}-bit", f"_mm256_add_epi{bits}") for bits in (8, 16, 32, 64)]
    assert find_duplicates(texts, MATCHER).dropped.tolist() == []
    assert "other code: epi8 / epi16" in compare(texts[0], texts[1], matcher=MATCHER).reasons
    one, other = (f"{name} returns the rows of the file at a path but for blank ones" for name in ("rows()", "lines()"))
    pair = compare(one, other, matcher=MATCHER)
    assert not pair.same
    assert "other code: rows / lines" in pair.reasons
    # A longer identifier is another one, a path before it is not.
    text = "Use {} to append an element to the end. All iterators are invalid if the container has to grow."
    assert not compare(text.format("push_back"), text.format("push_back_all"), matcher=MATCHER).same
    assert compare(text.format("vector::push_back"), text.format("std::vector::push_back"), matcher=MATCHER).same


def test_identifiers_in_other_marks_are_the_same() -> None:
    text = "Call read_rows(path) to read a file. A line that is not in order raises BadRow unless it is blank."
    marked = text.replace("read_rows(path)", "``read_rows(path)``").replace("in order", "right")
    assert compare(text, marked, matcher=MATCHER).same


def test_technical_opposites_make_other_items() -> None:
    text = (
        "Returns the {} of all the values over the given axis or axes. Values that are missing are skipped by default."
    )
    assert not compare(text.format("minimum"), text.format("maximum"), matcher=MATCHER).same
    assert compare(text.format("minimum"), text.format("smallest"), matcher=MATCHER).same
