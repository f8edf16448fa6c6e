"""Many texts side by side are cleaned like each text alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import Cleaner
from textnorm.text import batch

WORDS = st.one_of(
    st.sampled_from(
        [
            *(
                "empfÃ¤ngt",
                "StraÃŸe",
                "â€žNeinâ€œ",
                "empf„ngt",
                "&auml;hnlich",
                "Gaeste",
                "u\u0308ber",
                "Mu?ller",
                "Tür",
            ),
            *("„Ja“", "‚nein‘", "geht’s", "«so»", "»ja«", ",,so''", "https://example.org/x“", 'f("a")', "<b>„x“</b>"),
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
        patch.setattr(batch, "_KERNEL_CHARACTERS", 0)  # so that a few words take the way of a large batch
        patch.setattr(batch, "_SIDE_BY_SIDE", 0)
        many = cleaner.many(texts)
    assert many == [cleaner.clean(text) for text in texts]
    assert many == [cleaner.explain(text).text for text in texts]
