"""The step ``names``: the spellings of one name are written in one way, and two persons never in one."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import count_calls, run_textnorm
from textnorm import Cleaner, clean, explain, normalise_names
from textnorm.errors import UnknownOption
from textnorm.text.names.variants import bind_names

PIECES = [
    *"()-.,;", " ", " ", " ", "\u00a0", "\n", "Wladimir", "Vladimir", "Владимир", "Putin", "Путин", "Poutine", "von",
    "al", "Hans", "M\u00fcller", "Mueller", "Muller", "M.", "Dr.", "Jr.", "XIV", "Ludwig", "Ωνάσης", "&uuml;", "ß", "1",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=12).map("".join)
WAYS = st.sampled_from(
    ["keep", "frequent", "de", "en", "iso9", ("Hans Mueller", "Wladimir Putin"), ("Vladimir Poutine", "Ludwig XIV")]
)
CLEANERS = st.builds(Cleaner, names=WAYS, typography=st.sampled_from(["keep", "de", "ru"]), spacing=st.booleans())


@given(CLEANERS, TEXTS)
def test_the_step_settles_whatever_else_is_on(cleaner: Cleaner, text: str) -> None:
    explanation = cleaner.explain(text)
    assert cleaner.clean(explanation.text) == explanation.text
    assert explanation.replay(text) == explanation.text


@settings(max_examples=50)
@given(WAYS, st.lists(TEXTS, max_size=4))
def test_many_is_clean_of_each(names: Any, texts: list[str]) -> None:
    cleaner = Cleaner(names=names, typography="de")
    assert cleaner.many(texts) == [cleaner.clean(text) for text in texts]


def test_the_change_says_which_name_it_is() -> None:
    (change,) = explain("Gestern sprach Vladimir Putin.", names=["Wladimir Putin"]).changes
    assert (change.step, change.before, change.after) == ("names", "Vladimir Putin", "Wladimir Putin")
    assert change.evidence == "Vladimir Putin is a spelling of Wladimir Putin"


def test_a_change_by_a_scheme_names_the_scheme() -> None:
    (change,) = explain("Gestern sprach Владимир Путин.", names="de").changes
    assert change.evidence == "Владимир Путин is Wladimir Putin by the scheme de"


def test_the_umlauts_of_a_name_in_the_list_stay_as_they_are() -> None:
    text = "In Koeln isst Hans Mueller ein Fruehstueck."
    assert clean(text) == "In Köln isst Hans Müller ein Frühstück."
    assert clean(text, names=["Hans Mueller"]) == "In Köln isst Hans Mueller ein Frühstück."


def test_it_is_off_by_default() -> None:
    text = "Vladimir Putin kam. Wladimir Putin ging."
    assert clean(text) == text == clean(text, names=False) == clean(text, names=[])
    assert Cleaner(names=[]) == Cleaner()


def test_true_is_the_most_frequent_spelling() -> None:
    assert Cleaner(names=True) == Cleaner(names="frequent") == Cleaner(names=["frequent"])


def test_a_cleaner_with_names_is_a_value() -> None:
    cleaner = Cleaner(names=["Wladimir Putin"])
    assert cleaner == pickle.loads(pickle.dumps(cleaner))
    assert hash(cleaner) == hash(Cleaner(names=("Wladimir Putin",)))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("Wladimir Putin", r"names='Wladimir Putin': expected a list of names"),
        ("fr-FR", "frequent, bgn, de, en, fr"),
        (7, "names=7: expected names in a list"),
        (["Wladimir Putin", 7], "names: expected str, got int: 7"),
    ],
)
def test_a_wrong_value_is_named(names: Any, message: str) -> None:
    with pytest.raises(UnknownOption, match=message):
        Cleaner(names=names)


@pytest.mark.parametrize("names", ["frequent", "de", ("Wladimir Putin",)])
@pytest.mark.parametrize("piece", ["Wladimir Putin. ", "Владимир Путин. ", "Ab Cd Ef Gh ", "A. ", "А. Б. "])
def test_work_grows_with_the_text_not_with_its_square(names: Any, piece: str) -> None:
    find = bind_names(names)
    find(piece * 20)
    work = [count_calls(lambda times=times: find(f"{piece * times}Ende {times}")) for times in (200, 800)]  # type: ignore[misc]
    assert work[1] <= 5 * work[0] + 200


@pytest.mark.parametrize(
    ("flags", "after"),
    [
        (("--names", "Boris Jelzin", "--names", "Wladimir Putin"), "Wladimir Putin traf Boris Jelzin."),
        (("--names", "frequent"), "Vladimir Putin traf Boris Yeltsin."),
    ],
)
def test_it_is_a_flag_of_the_command_line(tmp_path: Path, flags: tuple[str, ...], after: str) -> None:
    (tmp_path / "a.txt").write_text("Vladimir Putin traf Boris Yeltsin.\n", encoding="utf-8")
    done = run_textnorm("clean", *flags, "a.txt", folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines() == [after]


def test_a_name_of_one_word_is_written_as_the_list_does() -> None:
    text = "Kryvoruchko traf Krivoručko, und Alexej Kriworuchko reist; Kriwoj Rog bleibt, Kryvoruchkos Amt auch."
    expected = (
        "Kriworutschko traf Kriworutschko, und Alexej Kriworutschko reist; Kriwoj Rog bleibt, Kryvoruchkos Amt auch."
    )
    assert normalise_names(text, ["Kriworutschko"]) == expected
    assert normalise_names(expected, ["Kriworutschko"]) == expected
    assert (
        normalise_names("Der Beckert und ein Backer beim Bäcker", ["Becker"])
        == "Der Beckert und ein Backer beim Bäcker"
    )
    # A full name asks for a full name.
    assert normalise_names("Poutine kam.", ["Wladimir Putin"]) == "Poutine kam."
