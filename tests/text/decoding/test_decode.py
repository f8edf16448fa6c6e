"""Bytes of unknown encoding: every page in short and in long texts, mixed lines, cut ends; and no bytes that raise."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.german import HEADLINES, OTHER_LANGUAGES, TEXT, writable
from tests.sentences import SENTENCES
from textnorm.errors import BadRecord, UndecodableInput, UnknownOption
from textnorm.text.decoding import file_decoder
from textnorm.text.decoding.decode import decode, decode_many
from textnorm.text.decoding.file_decoder import FileDecoder, decide, sample_of
from textnorm.text.decoding.page_scores import read
from textnorm.text.decoding.wide import EAST_ASIAN
from textnorm.text.encoding.codepages import CODE_PAGES

# Page and the share of headlines that must come out right. CP437 has no capital letters of some languages, but all
# umlauts.
FLOORS = {"cp1252": 0.99, "iso8859-15": 0.99, "cp1250": 0.99, "mac_roman": 0.97, "cp850": 0.97, "cp437": 0.97}
LINES = TEXT.splitlines()


@pytest.mark.parametrize("page", FLOORS)
def test_headlines_are_read_in_their_page(page: str) -> None:
    headlines = [writable(headline, page) for headline in HEADLINES]
    right = [headline for headline in headlines if decode(headline.encode(page)).text == headline]
    assert len(right) >= FLOORS[page] * len(headlines), sorted(set(headlines) - set(right))


@pytest.mark.parametrize("page", FLOORS)
def test_a_text_is_read_in_its_page(page: str) -> None:
    text = writable(TEXT, page)
    found = decode(text.encode(page))
    assert found.text == text
    assert found.confidence > 0.99


@pytest.mark.parametrize(("language", "page", "text"), OTHER_LANGUAGES)
def test_other_languages_are_not_taken_for_german(language: str, page: str, text: str) -> None:
    found = decode(text.encode(page))
    assert (found.text, found.encoding) == (text, page)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_wide_encodings_with_and_without_a_mark(encoding: str, mark: str) -> None:
    found = decode((mark + TEXT).encode(encoding))
    assert (found.text, found.encoding) == (TEXT, encoding)


def test_a_utf8_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfK\xc3\xb6ln").text == "Köln"


@pytest.mark.parametrize("first", ["utf-8", "cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("second", ["utf-8", "cp1252", "cp850", "mac_roman"])
def test_lines_may_differ_in_encoding(first: str, second: str) -> None:
    half = writable("\n".join(line for line in LINES if not line.isascii()), "cp850") + "\n"
    assert decode(half.encode(first) + half.encode(second)).text == half + half


def test_one_line_may_hold_two_encodings() -> None:
    assert decode("für ".encode() + "Köln".encode("cp1252")).text == "für Köln"


def test_a_character_cut_off_at_the_end_is_shown() -> None:
    found = decode("Größe und Fülle".encode()[:-4])
    assert found.text == "Größe und F\N{REPLACEMENT CHARACTER}"
    assert found.confidence < 1


def test_an_accent_at_the_end_of_a_page_is_no_cut_off_character() -> None:
    assert decode(b"Im Caf\xe9").text == "Im Café"


def test_two_bytes_that_happen_to_be_utf8_are_read_in_their_page() -> None:
    assert decode("Groß\xaddemonstrationen".encode("cp1252")).text == "Groß\xaddemonstrationen"


def test_nul_bytes_alone_make_no_utf16() -> None:
    assert decode(b"abc\x00def").text == "abc\x00def"


def test_undefined_bytes_become_controls() -> None:
    text = decode("Größe, Stärke, Übermut".encode("cp1252") + b" \x81").text
    assert text == "Größe, Stärke, Übermut \x81"


def test_a_long_text_is_sure_and_a_short_one_is_not() -> None:
    assert decode(b"\xe4").confidence < 0.9 < decode(TEXT.encode("cp1252", "replace")).confidence


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    found = decode(data)
    assert 0.0 <= found.confidence <= 1.0
    assert decode(bytearray(data)) == decode(memoryview(data)) == found


@given(st.binary(max_size=60))
def test_no_byte_is_lost_silently(data: bytes) -> None:
    found = decode(data)
    several = "utf" in found.encoding or found.encoding in EAST_ASIAN
    if "\N{REPLACEMENT CHARACTER}" not in found.text and not several:
        assert len(found.text) == len(data)


@given(st.text(alphabet=st.characters(blacklist_characters="\x00\ufeff", blacklist_categories=["Cs"])))
def test_utf8_of_some_length_is_read_as_it_is(text: str) -> None:
    data = text.encode() + "für Größe".encode()
    assert decode(data).text == data.decode()


PAGES = [page.name for page in CODE_PAGES if page.prior is not None]
FOUND_IN = {
    "cp1252": "de fr es it pt nl da sv nb fi ca is",
    "iso8859-15": "de fr es it pt nl da sv nb fi",
    "cp850": "de fr es pt da sv nb is",
    "cp437": "de fr es sv",
    "mac_roman": "de fr es pt da sv nb",
    "cp1250": "pl cs sk hu sl hr",
    "iso8859-2": "pl cs sk hu sl hr",
    "cp852": "pl cs sk hu sl hr",
    "mac_latin2": "pl cs sk hu",
    "cp1251": "ru uk bg sr mk be",
    "koi8-r": "ru bg",
    "koi8-u": "uk",
    "cp866": "ru bg",
    "iso8859-5": "ru bg sr mk be",
    "mac_cyrillic": "ru uk bg sr mk be",
    "cp1253": "el",
    "iso8859-7": "el",
    "cp737": "el",
    "cp1254": "tr",
    "iso8859-9": "tr",
    "cp857": "tr",
    "cp1257": "lt lv et",
    "iso8859-13": "lt lv",
    "cp775": "lt lv",
    "cp1255": "he",
    "iso8859-8": "he",
    "cp1256": "ar",
}
IN_PAGES = [
    (page, language)
    for page, languages in FOUND_IN.items()
    for language in languages.split()
    if not SENTENCES[language].isascii()
]


@pytest.mark.parametrize(("page", "language"), IN_PAGES)
def test_a_sentence_in_a_page_is_read(page: str, language: str) -> None:
    text = SENTENCES[language]
    found = decode(text.encode(page))
    assert found.text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "新しい学校は来週、町の中心で開校します。"),
        ("euc_jp", "新しい学校は来週、町の中心で開校します。"),
        ("gb18030", "新学校将于下周在市中心开学，市长表示欢迎。"),
        ("big5", "新學校將於下週在市中心開學，市長表示歡迎。"),
        ("cp949", "새 학교가 다음 주에 도시 중심부에서 문을 엽니다."),
    ],
)
def test_east_asian_encodings(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("cp500", "Die neue Schule wird nächste Woche eröffnet"),  # EBCDIC
        ("cp874", "โรงเรียนใหม่จะเปิดในสัปดาห์หน้าที่ใจกลางเมือง"),
        ("cp862", "בית הספר החדש ייפתח בשבוע הבא במרכז העיר"),
        ("cp869", "Το νέο σχολείο θα ανοίξει στο κέντρο της πόλης"),
        ("iso8859-3", "L-iskola l-ġdida tiftaħ il-ġimgħa d-dieħla fiċ-ċentru tal-belt"),
        ("ptcp154", "Жаңа мектеп келесі аптада қала орталығында ашылады"),
        ("iso8859-16", "Școala nouă se deschide săptămâna viitoare în orașul nostru"),  # as cp1250, with cedillas
    ],
)
def test_a_page_that_is_not_known_is_never_sure(page: str, text: str) -> None:
    assert decode(text.encode(page)).confidence < 0.8


def test_the_alternatives_are_named() -> None:
    found = decode("mõne".encode("cp775"))
    assert 0 < found.confidence < 1
    assert found.alternatives
    assert found.confidence + sum(other.confidence for other in found.alternatives) <= 1.01
    assert decode(SENTENCES["ru"].encode("koi8-r")).language == "ru"


def test_the_choice_can_be_narrowed() -> None:
    data = "Käse".encode("cp850")
    assert decode(data, encodings=["cp437", "cp1252"]).encoding == "cp437"
    assert decode(data, encodings=["cp1251"]).encoding == "cp1251"
    assert decode("Käse".encode(), encodings=["cp1252"]).text == "KÃ¤se"


@given(st.text(alphabet=st.characters(codec="cp852", exclude_categories=["Cc"])))
def test_a_forced_encoding_gives_back_what_was_written(text: str) -> None:
    found = decode(text.encode("cp852"), encoding="cp852")
    assert (found.text, found.encoding, found.confidence) == (text, "cp852", 1.0)


@given(st.text())
def test_forced_utf8_gives_back_what_was_written(text: str) -> None:
    assert decode(text.encode("utf-8", "replace"), encoding="UTF8").text == text.encode("utf-8", "replace").decode(
        "utf-8"
    ).removeprefix("\ufeff")


def test_errors_are_handled_as_python_does() -> None:
    assert decode(b"Gr\x81n", encoding="cp1252").text == "Gr\x81n"
    assert decode(b"Gr\x81n", encoding="cp1252", errors="replace").text == "Gr\N{REPLACEMENT CHARACTER}n"
    assert decode(b"Gr\x81n", encoding="cp1252", errors="ignore").text == "Grn"
    with pytest.raises(UndecodableInput, match=r"byte 2: b'\\x81' is not cp1252"):
        decode(b"Gr\x81n", encoding="cp1252", errors="strict")


@pytest.mark.parametrize("name", ["latin-99", "rot13", "base64"])
def test_an_encoding_that_does_not_exist_is_named(name: str) -> None:
    with pytest.raises(UnknownOption, match=name):
        decode(b"K\xe4se", encoding=name)
    with pytest.raises(UnknownOption, match=name):
        decode(b"K\xe4se", encodings=["utf-8", name])


def test_a_column_is_one_decision() -> None:
    column = ["Käse aus der Schweiz", "Brötchen für Gäste", "20 °C", "½ Liter", "Ä", "Brot"]
    found = decode_many([value.encode("cp850") for value in column])
    assert [value.text for value in found] == column
    assert {value.encoding for value in found} == {"cp850"}


@pytest.mark.parametrize("is_on", [True, False])
def test_garbage_is_collected_after_a_column_as_before(is_on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        decode_many([b"K\xe4se"])
        assert gc.isenabled() == is_on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_a_column_may_hold_values_in_another_encoding() -> None:
    column = [headline.encode("cp1252", "replace") for headline in HEADLINES]
    column[3] = "Türkei schließt Grenze".encode()
    found = decode_many(column)
    assert found[3].text == "Türkei schließt Grenze"
    assert [value.encoding for value in found].count("utf-8") == 1


@given(st.lists(st.binary(max_size=12), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_a_column_does_not_matter(column: list[bytes], random: object) -> None:
    shuffled = list(range(len(column)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = decode_many(column)
    assert decode_many([column[number] for number in shuffled]) == [found[number] for number in shuffled]


def test_what_is_no_bytes_is_named_in_a_column() -> None:
    with pytest.raises(BadRecord, match="decode_many: expected bytes at 1, got str"):
        decode_many([b"K", "K"])  # type: ignore[list-item]


def test_a_file_is_one_decision_with_exceptions() -> None:
    lines = [writable(line, "cp850").encode("cp850") + b"\n" for line in LINES] * 3
    lines += ["20 °C\n".encode("cp850"), "½ Liter\n".encode("cp850"), "Ä\n".encode("cp850")]
    lines.insert(5, "Türkei schließt Grenze\n".encode())
    decision = decide(b"".join(lines))
    assert decision.encoding == "cp850"
    assert decision.confidence > 0.9
    decoder = FileDecoder(decision)
    texts = [decoder.decode_line(line) for line in lines]
    assert texts[5] == "Türkei schließt Grenze\n"
    assert texts[-3:] == ["20 °C\n", "½ Liter\n", "Ä\n"]
    assert decoder.exceptions == {"utf-8": 1}


def test_a_sample_of_a_file_is_head_middle_and_tail() -> None:
    import io

    stream = io.BytesIO(b"".join(b"%07d\n" % number for number in range(10_000)))
    stream.seek(3)
    sample = sample_of(stream, 900)
    assert len(sample) <= 900
    assert stream.tell() == 3
    assert sample.startswith(b"0000000\n")
    assert sample.endswith(b"0009999\n")
    assert b"\n0005" in sample
    assert sample_of(io.BytesIO(b"short"), 900) == b"short"


def test_the_decision_of_utf16_keeps_its_mark() -> None:
    decision = decide(b"\xff\xfe" + "Größe".encode("utf-16-le"))
    assert (decision.encoding, decision.mark) == ("utf-16-le", b"\xff\xfe")


def test_mixed_files_are_reported_and_take_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def reads(copies: int) -> int:
        count = 0

        def counted(piece: bytes, page: str) -> object:
            nonlocal count
            count += 1
            return read(piece, page)

        monkeypatch.setattr(file_decoder, "read", counted)
        lines = [f"Größe {number % 7}: für König{number}\n" for number in range(copies)]
        data = b"".join(line.encode(("cp850", "cp1252", "utf-8")[place % 3]) for place, line in enumerate(lines))
        found = decode(data)
        assert found.text == "".join(lines)
        assert dict(found.lines)["utf-8"] == len(lines) // 3
        return count

    small, large = reads(300), reads(1200)
    assert large < 6 * small


@pytest.mark.parametrize(
    ("text", "page"),
    [("للتصديق صالحًا، مطلوب", "cp1256"), ("список", "cp866"), ("секунд", "cp866")],
)
def test_bytes_that_happen_to_be_utf8_are_read_in_their_page(text: str, page: str) -> None:
    found = decode(text.encode(page))
    assert (found.text, found.encoding) == (text, page)


@pytest.mark.parametrize("text", ["ᯅᯖᯂ᯲", "ሰላም", "⮕ ok"])
def test_a_word_of_a_rare_script_is_utf8(text: str) -> None:
    assert decode(text.encode())[:2] == (text, "utf-8")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Самти бастабандӣ", "koi8-t"),
        ("supro pentrante laŭgradan, aŭ", "iso8859-3"),
        ("Moullañ ur bajennad arnodiñ", "cp1252"),
        ("útvonal", "cp852"),
    ],
)
def test_a_sign_inside_a_word_is_never_sure(text: str, page: str) -> None:
    found = decode(text.encode(page))
    assert found.text == text or found.confidence < 0.8
