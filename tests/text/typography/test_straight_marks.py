"""The kernel that writes ASCII marks writes what the rules write, or leaves the text to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textnorm import Cleaner
from textnorm.buffers import TextBuffer
from textnorm.kernels.marks.mark_scan import LEADS, MARK
from textnorm.kernels.marks.straight_marks import LEFT, UNSURE, WRITTEN, straighten
from textnorm.text.edits import apply_edits
from textnorm.text.evidence.code.spans import markdown_spans, protected_spans
from textnorm.text.prefilter import BITS, possible_steps, scan_tables
from textnorm.text.rewriting import marks_are_free
from textnorm.text.typography.mark_kinds import mark_kinds
from textnorm.text.typography.quotes import find_quotes
from textnorm.text.umlauts.options import UmlautOptions
from textnorm.text.umlauts.prefilter import candidates

_ALL = 63  # the steps that characters call for
_MARKS = "„“”‚‘’«»‹›‛‟′″´`'\",<>"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(_MARKS),
        st.sampled_from("aÄé ß5.…-–(\n\t\xa0\u202f×٣@=/:w~中\U0001f600\ud800"),
        st.characters(),
    ),
    max_size=30,
)


def _by_kernel(texts: list[str]) -> list[tuple[int, str, bool]]:
    source = TextBuffer.from_texts(texts)
    out = np.empty(len(source.data), np.uint8)
    ends, found = np.zeros(len(texts) + 1, np.int64), np.zeros(len(texts), np.uint8)
    clear = np.zeros(len(texts), np.bool_)
    tables = scan_tables()
    straighten(source.data, source.offsets, *tables, BITS["quotes"], _ALL, mark_kinds(), out, ends[1:], found, clear)
    return list(zip(found.tolist(), TextBuffer(out[: ends[-1]], ends), clear.tolist(), strict=True))


PROSE = st.lists(
    st.sampled_from(
        [
            *(
                "``",
                "''",
                '"',
                "„",
                "“",
                "”",
                "«",
                "»",
                "’",
                "'",
                "`",
                "(",
                ")",
                "-",
                "/",
                ".",
                ",",
                ";",
                ":",
                "…",
                "?",
            ),
            *(
                " ",
                " ",
                " ",
                "\n",
                "  ",
                "\t",
                "[",
                "=",
                "{",
                "@",
                "www.",
                "://",
                "](",
                "``Ja",
                "''.",
                ' "',
                '" ',
                ': "',
            ),
            *(
                "Das",
                "Ist",
                "so",
                "Ärger",
                "Köln",
                "5",
                "12",
                "x",
                "É",
                "ß",
                "IF",
                "return",
                "Get",
                "DEBUG",
                "Mai",
                "import",
                "Goethe",
                "Muell",
                "fuer",
            ),
        ]
    ),
    max_size=16,
).map("".join)


def has_umlauts(text: str) -> bool:
    """Whether the kernel takes ``text`` for one that may have umlauts spelled out."""
    return bool(candidates(TextBuffer.from_texts([text]), UmlautOptions())[0])


def test_every_mark_begins_with_a_byte_that_the_kernel_stops_at() -> None:
    steps = scan_tables()[0]
    marks = [code for code in range(128, 0x10000) if steps[code] & BITS["quotes"] or mark_kinds()[code] & MARK]
    assert marks
    assert {chr(code).encode()[0] for code in marks} <= {*LEADS}


@given(st.lists(TEXTS, max_size=6))
def test_the_kernel_writes_what_the_rules_write(texts: list[str]) -> None:
    _check(texts)


def _check(texts: list[str]) -> None:
    for text, (became, written, clear) in zip(texts, _by_kernel(texts), strict=True):
        if became == LEFT:
            assert written == ""
            assert not clear
            continue
        if clear and possible_steps(text) == BITS["quotes"]:
            assert possible_steps(written) == 0
        assert has_umlauts(text) == has_umlauts(written)
        assert became & UNSURE or protected_spans(text) == markdown_spans(text)
        if not became & UNSURE or marks_are_free(text, written, became):
            assert find_quotes(written) == []
            assert written == apply_edits(text, find_quotes(text))


@given(st.lists(st.one_of(PROSE, PROSE.map(lambda text: "Das Wort " + text)), max_size=8))
def test_the_kernel_reads_prose_as_the_rules_do(texts: list[str]) -> None:
    _check(texts)


#: What the roles of marks depend on: words with apostrophes, numbers, spaces, paragraphs, marks side by side, code.
HARD = st.lists(
    st.sampled_from(
        [
            *"„“”«»’‘‚'‹›´\".,:!?()–/%½°é×א中\n\t\xa0\u202f",
            *("``", "''", ",,", "‘‘", "’’", "‚‚", "\n\n", "  ", " ", " ", " ", " ", "Das Wort ", "[[", "\\"),
            *("12", "1990", "3,5", "10'000", "5’10", "m²", "'90er", "’69", "f'(x)", "d", "O", "ß", "x"),
            *("Hans", "hab", "geht", "s", "'s", "’s ist", "'n' Roll", "raus", "rüber", "tis", "tschuldigung", "Köln"),
            *("„Ja“", "``Ja''", "«so»", "»so«", "‚so‘", "« so »", "‘so’", "www.a.de", "<b>", "a@b.de", "x = 5;\n"),
        ]
    ),
    max_size=24,
).map("".join)


@given(st.lists(HARD, max_size=8))
def test_the_kernel_finds_the_roles_that_the_rules_find(texts: list[str]) -> None:
    _check(texts)


#: Marks in rows of two and three, with spaces and with edges of tags and cells: who stands beside whom decides.
ROWS = st.lists(st.sampled_from([*"«»‹›“\"'|+(a ", " ", " ", "\xa0", "<b>", "</i>", "-->", "oder"]), max_size=7).map(
    "".join
)


@example(['" »»', ' »« "', '«« "', '" »“', '" »"', "‚« Wort„\xa0‚"])
@given(st.lists(ROWS, max_size=20))
def test_the_kernel_reads_rows_of_marks_as_the_rules_do(texts: list[str]) -> None:
    _check(texts)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("„Nein“, sagt sie", '"Nein", sagt sie'),
        ("Er sagt: »Ärger«", 'Er sagt: "Ärger"'),
        ("so geht’s nicht", "so geht's nicht"),
        ("„Es sind 3‚5 Meter“", '"Es sind 3‚5 Meter"'),
        ("sagt ‹ja› und ‚nein‘", "sagt 'ja' und 'nein'"),
        ("``Ja”", '"Ja"'),
        ("“Ja''", '"Ja"'),
        ("``So'' und „so“", '"So" und "so"'),
        ('Er sagt: "So" und „so“', 'Er sagt: "So" und "so"'),
        ("Rock 'n Roll: ``So'' und „so“", 'Rock \'n Roll: "So" und "so"'),
        ("Platz für 38'500 Plätzen ``so'', sagt er", 'Platz für 38\'500 Plätzen "so", sagt er'),
        ("« Oui »", '"Oui"'),
        ("‚‚Ja‘‘", '"Ja"'),
        ("Das »so'' und ``so», sagt er", 'Das "so" und "so", sagt er'),
    ],
)
def test_plain_prose_is_written(text: str, written: str) -> None:
    assert [row[:2] for row in _by_kernel([text])] == [(WRITTEN, written)]
    assert Cleaner().clean(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Namen wie ``so, ``'' und ``Ja''.", "Namen wie ``so, ``'' und \"Ja\"."),
        ("Das ``so`` und „so“", 'Das ``so`` und "so"'),
        ("Das ``so\n\nSo`` und „so“", 'Das "so\n\nSo" und "so"'),
        ("Das ``so``s und „so“", 'Das "so"s und "so"'),
    ],
)
def test_only_code_between_back_quotes_stays(text: str, written: str) -> None:
    assert apply_edits(text, find_quotes(text)) == written
    ((became, by_kernel, _),) = _by_kernel([text])
    assert became == LEFT or by_kernel == written
    assert Cleaner().clean(text) == written


@pytest.mark.parametrize("text", ["5′ 3″", "‛so‘", "「so」", "<<Ja>>", "``a`` b", "Haus", ""])
def test_what_needs_judgement_is_left_to_the_rules(text: str) -> None:
    assert _by_kernel([text]) == [(LEFT, "", False)]
