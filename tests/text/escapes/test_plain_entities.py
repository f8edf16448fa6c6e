"""The kernel that decodes entities writes what the step of escapes writes, or leaves the text to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import Cleaner
from textnorm.text.edits import apply_edits
from textnorm.text.escapes.escapes import find_escapes
from textnorm.text.escapes.plain_entities import decoded

_SOME_ENTITIES = (
    "&auml;¦&ouml;¦&Uuml;¦&szlig;¦&#228;¦&#xE4;¦&#xfc;¦&eacute;¦&quot;¦&#34;¦&#39;¦&apos;¦&ndash;¦&hellip;¦"
    "&nbsp;¦&bdquo;¦&ldquo;¦&euro;¦&amp;¦&lt;¦&gt;¦&#150;¦&#65;¦&#8222;¦&zwj;¦&shy;¦&AUML;¦&notin;¦&fjlig;¦"
    "&Afr;¦&#128512;¦&#xD800;¦&#0;¦&foo;¦&auml¦&#228"
)
_SOME_PIECES = (
    " ¦ ¦\n¦  ¦\"¦'¦`¦``¦''¦(¦)¦.¦,¦;¦:¦-¦+¦=¦%¦|¦[¦]¦{¦}¦\\¦<¦>¦<b>¦</b>¦&¦& ¦C&A¦S&P 500¦R&ABC-Waffen¦"
    '&x(¦der¦Gr¦K¦ln¦n¦s¦Haus¦"a¦"Aus¦"uber¦Gr"u¦Flu"s¦"s¦ä¦„¦“¦\xa0¦中¦😀¦50 %¦%C3¦%u00e4¦u00e4¦git add¦'
    'service¦tar¦"git¦„git¦rm -r¦a(at)b.de¦(at)¦( AT )¦statt)¦use ¦for ¦statt ¦entity ¦HTML entities¦U+00E4¦'
    "if (x) {¦return¦import x¦Der Mann geht nach Haus.¦a: b¦1,2;3¦#¦ſ¦à¦é¦la carte"
)
_ENTITIES, _PIECES = _SOME_ENTITIES.split("¦"), _SOME_PIECES.split("¦")
TEXTS = st.lists(st.one_of(st.sampled_from(_ENTITIES), st.sampled_from(_PIECES)), max_size=14).map("".join)
PROSE = st.lists(
    st.one_of(st.sampled_from(_ENTITIES[:18]), st.sampled_from(_PIECES[:16] + _PIECES[35:48])), max_size=14
).map(lambda pieces: "Das Wort " + "".join(pieces))


@given(st.lists(st.one_of(TEXTS, PROSE), max_size=6))
def test_the_kernel_writes_what_the_step_writes(texts: list[str]) -> None:
    written, places = decoded(texts)
    for place, after in zip(places, written, strict=True):
        assert after == apply_edits(texts[place], find_escapes(texts[place]))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Die G&auml;ste aus K&#246;ln &#xFC;ber &Auml;rger", "Die Gäste aus Köln über Ärger"),
        ("Er sagt &bdquo;ja&ldquo; &ndash; f&uuml;r 5&nbsp;&euro;", "Er sagt „ja“ – für 5\xa0€"),
        ('Sie f&auml;hrt "Auto", 50 % mehr (Rat)', 'Sie fährt "Auto", 50 % mehr (Rat)'),
        ("C&A f&uuml;r alle, S & P", "C&A für alle, S & P"),
        ("``K&ouml;ln'' und ``Bonn''", "``Köln'' und ``Bonn''"),
    ],
)
def test_plain_prose_is_written(text: str, after: str) -> None:
    written, places = decoded([text])
    assert (list(written), places) == ([after], [0])
    assert after == apply_edits(text, find_escapes(text))


@pytest.mark.parametrize(
    "text",
    [
        "K&ouml;ln &amp; Bonn",
        "&lt;br&gt;",
        "<p>K&ouml;ln</p>",
        "K&ouml;ln K%C3%B6ln",
        'Gr"u"se, K&ouml;ln',
        "'&uarr;'",
        "für &eacute; allein",
        "use &ndash; here",
        "HTML entities: &ndash; so",
        "git add K&ouml;ln",
        "K&ouml;ln, a (at) b.de",
        "`K&ouml;ln`",
        "return K&ouml;ln",
        "Sie f&AUML;hrt, er f&auml;hrt",
        "F&uuml;r uns fuuml;r alle",
        "F&uuml;r uns, M#252;nchen",
        "F&uuml;r uns, M+APw-nchen",
    ],
)
def test_what_needs_judgement_is_left_to_the_step(text: str) -> None:
    assert decoded([text])[1] == []


def test_many_texts_are_decoded_as_each_is() -> None:
    cleaner = Cleaner()
    ends = [
        "in Goethes Haus.",
        "bei C&amp;A",
        "&bdquo;so&ldquo; nicht",
        "&Atilde;&curren;",
        "Gru&szlig; u&#776;ber",
        "Koeln",
    ]
    texts = [f"Die G&auml;ste Nummer {number} aus K&#246;ln {end}" for number, end in enumerate(ends * 40)]
    assert cleaner.many(texts * 30) == [cleaner.run(text)[0] for text in texts] * 30
