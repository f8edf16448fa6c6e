"""Many texts side by side are cleaned like each text alone."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import BadRecord, Cleaner
from textnorm.buffers import TextBuffer
from textnorm.text import batch, one_by_one
from textnorm.text.pipeline import StepRun
from textnorm.text.rewriting import written_by_kernels


@pytest.fixture(scope="module", autouse=True)
def _all_kernels() -> None:
    """Those that wait for much text as well."""
    for module in ("damage.umlaut_prefilter", "marks.straight_marks", "pages.page_mixups"):
        import_module(f"textnorm.kernels.{module}")


WORDS = st.one_of(
    st.sampled_from(
        [
            *(
                "empfÃ¤ngt",
                "StraÃŸe",
                "â€žNeinâ€œ",
                "â€žÃœber",
                "Ã„rzte",
                "MÃ„RZ",
                "MÃ¤RZ",
                "k√∂nnen",
                "f├╝r",
                "fÃƒÂ¼r",
                "Â°",
                "café",
                "UTF-8",
                "Zeichensatz",
                "empf„ngt",
                "&auml;hnlich",
                "Gaeste",
                "u\u0308ber",
                "Mu?ller",
                "Tür",
            ),
            *(
                "„Ja“",
                "‚nein‘",
                "geht’s",
                "«so»",
                "»ja«",
                ",,so''",
                "``Ja''",
                "``Nein",
                "''",
                '("so")',
                "»Ja“",
                "https://example.org/x“",
                'f("a")',
                "<b>„x“</b>",
            ),
            *("\xad", "Spaß", "…", "--", "\t", "", "ß?", "Das", "ist", "nicht", "wahr", ","),
        ]
    ),
    st.text(max_size=4),
)
TEXTS = st.lists(WORDS, max_size=7).map(" ".join)
CLEANERS = st.sampled_from(
    [Cleaner(), Cleaner.preset("repair"), Cleaner(quotes="de"), Cleaner(mojibake=False), Cleaner(force=["Gaeste"])]
)


@given(CLEANERS, st.lists(TEXTS, min_size=1, max_size=6))
def test_a_batch_one_by_one_and_explain_are_equal(cleaner: Cleaner, texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "_COMPILED_KERNEL_CHARACTERS", 0)
        patch.setattr(batch, "_KERNEL_CHARACTERS", 0)  # so that a few words take the way of a large batch
        patch.setattr(batch, "_SIDE_BY_SIDE", 0)
        many = cleaner.many(texts)
    assert many == [cleaner.clean(text) for text in texts]
    assert many == [cleaner.explain(text).text for text in texts]


@given(CLEANERS, st.lists(TEXTS, min_size=1, max_size=6))
def test_kernels_for_single_texts_say_what_the_steps_say(cleaner: Cleaner, texts: list[str]) -> None:
    assert isinstance(cleaner.run, StepRun)
    by_kernels = one_by_one._ByKernels(cleaner, cleaner.run)
    assert [by_kernels(text) for text in texts] == [cleaner.explain(text).text for text in texts]


def test_many_single_texts_are_cleaned_by_kernels() -> None:
    cleaner = Cleaner()
    text = "Sie sagt: „Ja“, und geht. " * 10
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_by_one, "_PAID", 0)
        patch.setattr(one_by_one, "_PAID_WITH_NUMBA", 0)
        patch.setattr(one_by_one, "_PAID_WITH_COMPILER", 0)
        assert cleaner.clean(text) == cleaner.clean(text) == text.strip().replace("„", '"').replace("“", '"')
        assert isinstance(cleaner.one._by_kernels, one_by_one._ByKernels)
        assert cleaner.clean("\ud800" + text) == cleaner.explain("\ud800" + text).text
        with pytest.raises(BadRecord):
            cleaner.clean(b"K\xf6ln" * 100)  # type: ignore[arg-type]


@given(CLEANERS, st.lists(TEXTS, min_size=1, max_size=6))
def test_the_way_of_a_large_batch_raises_nothing(cleaner: Cleaner, texts: list[str]) -> None:
    """An error there would be made up for by cleaning each text alone, and nobody would see it."""
    jobs = [job for _, job in batch.jobs_in(cleaner, TextBuffer.from_texts(texts))]
    run = cleaner.run
    assert isinstance(run, StepRun)
    done = dict(batch._side_by_side(cleaner, run, jobs))
    assert done == {job.text: cleaner.clean(job.text) for job in jobs}


def test_a_batch_whose_kernels_fail_is_cleaned_and_says_so() -> None:
    def broken(*given: object) -> None:
        raise IndexError("out of bounds")

    texts = ["K&ouml;ln gr&uuml;&szlig;t Bonn. " * 20, "Bonn. " * 200]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "_side_by_side", broken)
        with pytest.warns(RuntimeWarning, match="one by one.* bug in textnorm.*IndexError: out of bounds"):
            cleaned = Cleaner().many(texts)
    assert cleaned == list(map(Cleaner().clean, texts))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Sie empfÃ¤ngt GÃ¤ste zur GrÃ¼nderwoche", "Sie empfängt Gäste zur Gründerwoche"),
        ("â€žÃœber Ã„rzteâ€œ und f√ºr", None),  # two pages
        ("Die â€žÃœber-Ã„rzteâ€œ kommen", 'Die "Über-Ärzte" kommen'),
        ("K√∂nigin und Gr√∂√üe", "Königin und Größe"),
        ("Der Umlaut: empfÃ¤ngt", None),  # about encodings
        ("``So geht es nicht'', sagt sie", '"So geht es nicht", sagt sie'),
        ("``So geht es nicht, sagt sie", "``So geht es nicht, sagt sie"),  # a mark without a partner
        ("Der Satz ``So geht es'' und “das” und ``jenes", 'Der Satz "So geht es" und "das" und ``jenes'),
        ('„Ja“, sagt sie ("so")', '"Ja", sagt sie ("so")'),
        ('f("so") sagt „ja“', None),  # code
    ],
)
def test_kernels_write_what_is_beyond_doubt(text: str, written: str | None) -> None:
    cleaner = Cleaner()
    jobs = [job for _, job in batch.jobs_in(cleaner, TextBuffer.from_texts([text]))]
    assert written_by_kernels(cleaner, jobs)[0].get(text) == written
    assert written is None or cleaner.clean(text) == written
