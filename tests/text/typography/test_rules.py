"""The rules of ``typography``: every language has its own, each has a source, each can be off, none fights another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import count_calls, load_cases, run_textnorm
from textnorm import Cleaner, clean, explain
from textnorm.errors import UnknownOption
from textnorm.text.edits import apply_edits
from textnorm.text.typography.rules.find import bind_typography
from textnorm.text.typography.rules.reports import find_reports
from textnorm.text.typography.rules.table import LANGUAGES, REPORTS, RULES, guide_for, rule_rows

CASES = load_cases("typography")
PIECES = [
    *"§№x/-–—°%€$:;!?«»'\"(){}=.,", " ", "  ", "\u00a0", "\u202f", "\n", "\n\n", "1", "3", "12", "000", "1990", "2000",
    "1/2", "z. B.", "z.B.", "т.е.", "Dr.", "M.", "Mann", "Mme", "kg", "m2", "°C", "(c)", "(R)", "(TM)", "<=", ">=",
    "+-", "+/-", "S.", "v. Chr.", "XIV", "siècle", "в", "и", "бы", "w", "o", "2ème", "B\u0435rlin", "EUR", "Mio.",
    "Uhr", "12:30", "May", "2nd", "https://example.org/1/2", "<b>", "&quot;", "``", "100000",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map("".join)
CLEANERS = st.builds(
    Cleaner,
    typography=st.sampled_from(LANGUAGES),
    typography_off=st.lists(st.sampled_from(sorted(RULES)), max_size=3),
    quotes=st.sampled_from(["ascii", "keep", "de", "en", "fr", "fr-CA", "fr-narrow"]),
    dashes=st.sampled_from(["keep", "ascii", "de", "en", "ru"]),
    ellipsis=st.sampled_from(["keep", "ascii", "character"]),
    form=st.sampled_from(["NFC", "NFKC"]),
    single_line=st.booleans(),
    spacing=st.booleans(),
)


def rules_in(text: str, **options: Any) -> set[str]:
    """The rules that change ``text``."""
    evidence = [change.evidence for change in Cleaner.preset("off", **options).explain(text).changes]
    return {part.partition(":")[0] for each in evidence for part in each.split(", ") if ":" in part}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_25_rules_each_with_its_source(language: str) -> None:
    rows = [row for row in rule_rows() if row.language == language]
    assert len(rows) >= 25
    assert len({row.rule for row in rows}) == len(rows)
    assert all(row.rule in RULES and row.source for row in rows)


def test_every_rule_has_a_language() -> None:
    assert {row.rule for row in rule_rows()} == RULES.keys()
    assert {row.language for row in rule_rows()} == set(LANGUAGES)


def test_every_rule_that_changes_text_has_a_case() -> None:
    seen = set().union(*(rules_in(case["original"], quotes="keep", **without_quotes(case)) for case in CASES))
    assert seen == RULES.keys() - set(REPORTS)


def without_quotes(case: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case["options"].items() if name != "quotes"}


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        pytest.param(case, rule, id=f"{case['label']}: {rule}")
        for case in CASES
        for rule in sorted(rules_in(case["original"], **case["options"]))
    ],
)
def test_a_rule_is_off_by_name(case: dict[str, Any], rule: str) -> None:
    off = (*case["options"].get("typography_off", ()), rule)
    assert rule not in rules_in(case["original"], **{**case["options"], "typography_off": off})


def test_it_is_off_by_default() -> None:
    text = "Nach § 5 sind 3 x 4 m2 und 1/2 kg erlaubt, z. B. am 3. Mai."
    assert clean(text) == text
    assert Cleaner(typography=False) == Cleaner()  # type: ignore[arg-type]


def test_true_takes_the_language_of_the_locale() -> None:
    assert Cleaner(typography=True, locale="de-CH").typography == "de"  # type: ignore[arg-type]
    assert Cleaner(typography=True, locale="auto").typography == "de"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"typography": "dee"}, "typography='dee'"),
        ({"typography": "de", "typography_off": ["fractions"]}, "typography_off='fractions'"),
        ({"typography_off": ["fractions"]}, "typography_off='fractions'"),
        ({"typography": "de", "typography_off": "fraction"}, "expected words in a list"),
        ({"typography": 5}, "expected str or bool, got int"),
    ],
)
def test_a_wrong_value_is_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UnknownOption, match=message):
        Cleaner(**options)


def test_a_wrong_name_brings_the_nearest_one() -> None:
    with pytest.raises(UnknownOption, match="fraction"):
        Cleaner(typography_off=["fractions"])


def test_every_change_names_its_rule_and_its_source() -> None:
    explanation = explain("Der Sack wiegt 25 kg und mehr.", typography="de")
    (change,) = explanation.changes
    assert (change.before, change.after, change.step) == (" ", "\u00a0", "typography")
    assert change.evidence == guide_for("de").evidence("number-unit")


def test_one_change_can_be_taken_back() -> None:
    explanation = explain("Nehmen Sie 1/2 Liter und 3 kg.", typography="de")
    kept = [edit for edit in explanation.edits() if not edit.evidence.startswith("fraction")]
    assert apply_edits(explanation.original, kept) == "Nehmen Sie 1/2 Liter und 3\u00a0kg."


@settings(max_examples=400)
@given(CLEANERS, TEXTS)
def test_the_rules_settle_whatever_else_is_on(cleaner: Cleaner, text: str) -> None:
    explanation = cleaner.explain(text)
    once = explanation.text
    assert cleaner.clean(once) == once
    assert explanation.replay(text) == once
    assert apply_edits(text, explanation.edits()) == once
    for report in explanation.reports:
        assert once[report.result_start : report.result_end] == report.found
    if not explanation.layers:  # nothing to do, not a text that never settled
        assert blank(cleaner.replace(typography="keep").clean(text)) == blank(text)


def blank(text: str) -> str:
    """``text`` with plain spaces for the no-break ones, which stay where the rules are on."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@given(st.sampled_from(LANGUAGES), TEXTS)
def test_edits_are_sorted_disjoint_and_real(language: str, text: str) -> None:
    end = 0
    for edit in bind_typography(language)(text):
        assert end <= edit.start <= edit.end
        assert edit.after != text[edit.start : edit.end]
        assert edit.evidence
        end = edit.end


@given(st.lists(TEXTS, max_size=4))
def test_many_is_clean_of_each(texts: list[str]) -> None:
    cleaner = Cleaner(typography="fr")
    assert cleaner.many(texts) == [cleaner.clean(text) for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "piece",
    [
        "1 000 ",
        "15000 km ",
        "1-2 kg ",
        "z.",
        "B.",
        "A. ",
        "1-",
        "1/",
        "§ ",
        "x 3 ",
        "XIV ",
        "a a ",
        "в ",
        "? ",
        " »",
        "B\u0435",
        "(c) ",
        "<= 1",
        "\n\n",
    ],
)
def test_work_grows_with_the_text_not_with_its_square(language: str, piece: str) -> None:
    find = bind_typography(language)
    find(piece * 40)

    def work(times: int) -> int:
        return count_calls(lambda: find(f"{piece * times}Ende {times}"))

    assert work(1600) <= 5 * work(400) + 200


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er kam kam zu spät.", ["kam kam"]),
        ("Er kam Kam zu spät.", []),
        ("Und und dann ging er,, sagte sie.", ["Und und", ",,"]),
        ("Die die das sagen, haben recht.", []),
        ("Der Fluss Fluss\u00a0Fluss", ["Fluss Fluss"]),
        ("Ein Satz.. Noch einer...", [".."]),
        ("print(a, a);\nx = f(b, b);\nreturn x x;", []),
        ("Alles ist gut.", []),
        ("", []),
    ],
)
def test_what_only_the_author_knows_is_reported(text: str, found: list[str]) -> None:
    explanation = explain(text, typography="de")
    assert [report.found for report in explanation.reports] == found
    assert explanation.text.replace("\u00a0", " ") == text.replace("\u00a0", " ")
    assert all(f"reported: {each}" in str(explanation) for each in found)


def test_a_report_points_into_the_original_as_well() -> None:
    (report,) = explain("K&ouml;ln ist ist alt", typography="de").reports
    assert (report.start, report.end, report.result_start, report.result_end) == (10, 17, 5, 12)


@pytest.mark.parametrize("rule", REPORTS)
def test_a_report_is_off_by_name(rule: str) -> None:
    assert rule not in {report.rule for report in find_reports("Er kam kam,, nun ja", "de", (rule,))}


def test_without_typography_nothing_is_reported() -> None:
    assert explain("Er kam kam,, nun").reports == ()


def test_the_page_follows_the_table() -> None:
    from tools.docs_typography import PAGE, page

    text = Path(PAGE).read_text(encoding="utf-8")
    assert page(text) == text, "run python -m tools.docs_typography"


def test_it_is_a_flag_of_the_command_line(tmp_path: Path) -> None:
    text = b"Nehmen Sie 1/2 Liter und 3 kg.\n"
    (tmp_path / "a.txt").write_bytes(text)
    done = run_textnorm("clean", "--typography", "de", "--typography-off", "fraction", "a.txt", folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines() == ["Nehmen Sie 1/2 Liter und 3\u00a0kg."]


def test_a_wrong_flag_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text", encoding="utf-8")
    done = run_textnorm("clean", "--typography", "xx", "a.txt", folder=tmp_path)
    assert done.returncode != 0
    assert b"typography='xx'" in done.stderr
    assert b"Traceback" not in done.stderr
