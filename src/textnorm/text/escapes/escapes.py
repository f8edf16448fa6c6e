"""Undo escapes: HTML entities, ``\\u00e4`` and ``\\xe4``, ``%C3%A4``, quoted-printable, TeX and ISO 646-DE.

Each kind acts on evidence only. A URL, a path, source code, a regular expression and JSON keep their escapes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby
from unicodedata import category

from textnorm.text.edits import Edit, apply_edits, without_overlaps
from textnorm.text.escapes.bare_codes import find_bare_codes
from textnorm.text.escapes.codes_in_words import find_codes_in_words
from textnorm.text.escapes.encoded_words import encoded_word_spans, find_encoded_words
from textnorm.text.escapes.html_entities import find_entities
from textnorm.text.escapes.iso646 import find_iso646
from textnorm.text.escapes.tex import find_tex
from textnorm.text.evidence.code.context import is_address, is_code, is_data, is_path, is_whole_literal, token_around
from textnorm.text.evidence.code.spans import outside_code
from textnorm.text.evidence.triggers import (
    ASCII_LETTER,
    BREAK,
    CAPITAL,
    DIGIT,
    LETTER,
    SIGN,
    SMALL,
    Trigger,
    has_unclosed_mark,
)
from textnorm.text.evidence.word_score import LIKELY, word_score

__all__ = ["ESCAPE_TRIGGERS", "find_escapes"]

#: What may be the start of an escape, for the prefilter; the pattern below looks more closely.
ESCAPE_TRIGGERS = (
    Trigger("\\{}~"),
    Trigger("&", after=ASCII_LETTER | SIGN),
    Trigger("%", after=ASCII_LETTER | DIGIT),
    Trigger("=", after=CAPITAL | DIGIT | BREAK | SIGN),
    Trigger("<=#+;", before=0, after=0, shaped=True),
    Trigger("0", before=SMALL, after=DIGIT),
    Trigger("[]", after=SMALL),
    Trigger("|", after=LETTER | DIGIT | SIGN),
    Trigger('"', before=LETTER | DIGIT, after=ASCII_LETTER),
)

# What may be the start of an escape. It begins with one class of characters, which the engine can look for quickly.
_MAY_BE_ESCAPED = re.compile(
    r"""[&\\%="{|}~\[\]0<+#;](?:(?<![<+#;])"""
    r"""(?:(?<=&)[#A-Za-z]|(?<=\\)(?:[uUx\\23]|["'`^~=.cvHkrud]\\?\{?|ss|[A-Za-z]{1,2}[{}])"""
    r"""|(?<=%)(?:[0-9A-Fa-f]{2}|u)|(?<==)(?:[0-9A-Fa-f]{2}|\r?\n|\?\w)|(?<=u0)0[0-9a-fA-F]{2}"""
    r"""|(?<=\w")[aouAOUs]|(?<=[{|}~\[\]\\])[A-Za-z]|(?<=[a-z{|}]~)(?=[\s.,;:!?)“”«»]|\Z))"""
    r"""|(?<=[<+#;])(?:(?<=;)(?:(?<=uml;)|(?<=zlig;)|(?<=acute;)|(?<=grave;)|(?<=circ;)|(?<=tilde;)|(?<=cedil;)"""
    r"""|(?<=slash;))|(?<=<)(?:U\+[0-9A-F]{4}|[0-9A-Fa-f]{2}>)|(?<=\+)[ABI][A-Za-z0-9+/]{2}|(?<=#)[0-9]{3,4};))"""
)
_BACKSLASH = re.compile(
    r"(?:\\{1,4}(?:u[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5}|x[0-9a-fA-F]{2})|\\{1,4}u\{[0-9a-fA-F]{2,6}\})+"
)
_ONE_BACKSLASH = re.compile(r"\\+(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))")
_LAST_CODE, _BYTES = 0x10FFFF, 256
_CONTROLS = range(0x80, 0xA0)
_TWO_BYTES = re.compile(rb"(?:[\xc2\xc3][\x80-\xbf])+")  # letters and signs of Latin-1 in UTF-8
# \xcancel: a command of TeX that begins as an escape does.
_COMMAND = re.compile(r"\\x[a-f]{2}[a-z]{2}")
_GERMAN = frozenset("äöüßÄÖÜ")
_ANGLED = frozenset("»«›‹")
_BYTE_STRING = re.compile(r"[(\[]?(?:b|rb|br)[\"']", re.IGNORECASE)  # b"K\xc3\xb6ln"
# A string of codes alone, with spaces: "\u0627\u0644 "
_OF_CODES = re.compile(r"([\"'])(?: ?\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})){1,80} ?\1")
# Signs of mathematics, and forms that only fonts know: by themselves, they are on show.
_FIRST_OF_MATHEMATICS, _FORMS = "\N{FOR ALL}", ("\ufb50", "\uffff")
_CONTROL_CODE = re.compile(r"\\(?:x[01][0-9a-fA-F]|0(?![0-9]))")
# A class of characters in a regular expression.
_RANGE = re.compile(r"\\u[0-9a-fA-F]{4}-\\u[0-9a-fA-F]{4}")
_PERCENT = re.compile(r"(?:%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}))+")
_ONE_PERCENT_U = re.compile(r"%u([0-9A-Fa-f]{4})")
_ESCAPED_LETTER = re.compile(r"%[Cc][2-9A-Fa-f]%[89ABab]")
_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2}(?:=\r?\n)?)+|=\r?\n")
# Währung/Wertpapier, Groß-/Kleinschreibung
_WITH_SLASH = re.compile(r"[(„»\"]?[A-Za-z-]{3,}(?:/[A-Za-z-]{3,})+[)“«\".,:;!?]?")
_UTF8_PRINTABLE = re.compile(r"=(?:C[2-9A-F]|D[0-9A-F])=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}")
_QUERY = re.compile(r"://|^www\.|[/@]|[?&]\w+=")
_OPEN_ENCODED_WORD = re.compile(r"=\?[\w.:*-]+\?[Qq]\?")  # which lost its end: it is not decoded by half
_JSON_VALUE = re.compile(r'"[ \t]*:[ \t]*"[^"\n]*\Z')
_BARE_SIGN = re.compile(r"=(?![0-9A-F]{2}|\r?\n)")
_SOFT_BREAK = re.compile(r"=\r?\n")
# ß and a quotation mark or a soft hyphen, which would be a letter of N'Ko in UTF-8.
_SHARP_S_AND_MARK = re.compile(rb"\xdf[\x80-\xbf]")
#: The letters of western European languages that a single escaped byte may stand for.
_WESTERN = frozenset("ÄÖÜäöüßÀÁÂÇÈÉÊÍÎÑÓÔÚÛàáâãçèéêëíîïñóôõúûåøæÅØÆ")
_WESTERN_LANGUAGES = ("de", "fr", "es", "pt", "it", "sv", "da")
_LETTERS_LEFT, _LETTERS_RIGHT = re.compile(r"[^\W\d_]*\Z"), re.compile(r"[^\W\d_]*")
# STATUS=FAILED, id=E4: a name in one case, one sign, and nothing but capitals and digits.
_SETTING = re.compile(
    r"[\"'(\[{,;-]*(?:[A-Z_]{2,}|[a-z_]{2,})=[A-Z0-9]{2,}(?:[_-][A-Z0-9_-]*|[/-][\w/.-]*)?[\"')\]},;.:]*"
)
# DB_NAME=CERN, HOST=DCT-Delta: what is set in capitals is no word.
_VARIABLE = re.compile(r"(?:\A|[\"'(])[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\Z")
_LOST = "\N{REPLACEMENT CHARACTER}"
# A code of strftime before an escape; a string of Python or JavaScript in a line that begins with a prompt. Mails quote
# with >>> as well, and hold no string.
_FORMAT_BEFORE = re.compile(r"%[YmdBbHMS]\Z")
_PROMPT = re.compile(r"(?:^|\n)[ \t]{0,16}(?:>>>|\.\.\.|In \[\d{1,4}\]:) [^\n'\"]*(?<![^\W\d_])[bru]?['\"][^\n]*\Z")
_LINE = 200  # characters of a line that are read before an escape
_UNSEEN = frozenset(("Mn", "Mc", "Me", "Cf"))
_ASCII = frozenset(map(chr, range(128)))
#: What may end a word; any other letter after ``=`` needs one behind it: ``id=E4``
_ENDS_WORDS = frozenset("ßéèêàáâíóúç")
_MARK_SIGNS = "„“”‚‘’»«›‹–—…€§°·•‰™©®´\u00a0\u00ad"
_MARKS = frozenset(_MARK_SIGNS)


def find_escapes(text: str) -> list[Edit]:
    """Find escaped characters that were meant to be read as characters.

    >>> [edit.after for edit in find_escapes("K&ouml;ln, M\\\\u00fcnchen, D%C3%BCren, Gr=C3=BCn")]
    ['ö', 'ü', 'ü', 'ü']
    >>> find_escapes("https://de.wikipedia.org/wiki/K%C3%B6ln C:\\\\users\\\\new")
    []
    """
    if not _MAY_BE_ESCAPED.search(text) and not ('"' in text and has_unclosed_mark(text)):
        return []
    encoded_words = encoded_word_spans(text)
    if encoded_words and (edits := _outside_calls(text, encoded_words, find_encoded_words(text))):
        return edits  # what else is escaped is found in the next round
    edits = find_entities(text)
    if "\\" in text:
        edits += _find_backslashes(text)
    if "%" in text:
        edits += _find_percents(text)
    if "=" in text:
        edits += _find_quoted_printable(text)
    edits += find_tex(text)
    edits += find_bare_codes(text)
    codes = find_codes_in_words(text)
    edits += codes
    letters = find_iso646(text)  # each one character for one
    edits += letters
    if encoded_words:
        ends = [last for _, last in encoded_words]
        edits = [edit for edit in edits if not _touches_span(edit, encoded_words, ends)]
    # The sign of a code is no operator: -=C3=96, !=C2=AB, Gr<fc>n.
    if codes:
        read = [edit._replace(after="a" * (edit.end - edit.start)) for edit in codes]
        letters = without_overlaps([*letters, *read])
    prose = apply_edits(text, letters)
    prose = _UTF8_PRINTABLE.sub(lambda code: "a" * len(code[0]), prose) if "=" in text else prose
    return outside_code(prose, without_overlaps(edits))


def _outside_calls(text: str, spans: list[tuple[int, int]], edits: list[Edit]) -> list[Edit]:
    """Those encoded words that are no part of source code; the values of JSON are read."""
    if not edits:
        return []
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], "a" * (end - start)]
        done = end
    prose = outside_code("".join((*pieces, text[done:])), edits)
    return [edit for edit in edits if edit in prose or _JSON_VALUE.search(text, max(0, edit.start - 200), edit.start)]


def _touches_span(edit: Edit, spans: list[tuple[int, int]], ends: list[int]) -> bool:
    """Whether ``edit`` touches one of the sorted ``spans``, which end at ``ends``."""
    number = bisect_right(ends, edit.start)
    return number < len(spans) and spans[number][0] < edit.end


def _from_bytes(raw: bytes) -> tuple[str, str]:
    """Bytes as UTF-8 if they are, else as cp1252, and the name of what they were; "" if they are neither."""
    for encoding in ("cp1252", "utf-8") if _SHARP_S_AND_MARK.fullmatch(raw) else ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding), encoding.upper().replace("CP", "cp")
        except UnicodeDecodeError:
            continue
    return "", ""


def _touches_letter(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()


def _find_backslashes(text: str) -> list[Edit]:
    if is_data(text) or _RANGE.search(text):
        return []
    found: list[tuple[bool, Edit]] = []
    commands: list[tuple[bool, Edit]] = []
    literals = [match.span() for match in _OF_CODES.finditer(text)]
    for match in _BACKSLASH.finditer(text):
        start, end = match.span()
        number = bisect_right(literals, (start, end))
        if number and end < literals[number - 1][1]:
            continue
        after = _read_backslashes(match.group())
        if _BYTE_STRING.match(token_around(text, start, end)[0]) or is_whole_literal(text, start, end):
            continue
        if "\\x" in match[0] and (_is_foreign_byte(match[0], after) or _is_binary(text, match)):
            continue
        if _FORMAT_BEFORE.search(text, max(0, start - 2), start) or _PROMPT.search(text, max(0, start - _LINE), start):
            continue  # a string of a program: '%Y\\u5e74', >>> 'b\\u0105r'
        if _LOST in after:
            continue  # what is on show, or a test of it
        if after and not after.isascii() and _is_readable(after) and not is_path(text, start, end):
            fits = _fits(text, start, end, after) and not is_code(text, start, end) and not _is_lone_byte(text, match)
            is_command = after not in _GERMAN and _COMMAND.match(text, start) and not text[start - 1 : start].isalpha()
            (commands if is_command else found).append((fits, Edit(start, end, after, "backslash escape", 0.95)))
    if any(fits and edit.after in _GERMAN for fits, edit in found):
        found += commands  # no TeX: \xbbneu\xab ist ung\xfcltig
    elif commands:
        found = [(fits, edit) for fits, edit in found if edit.after not in _ANGLED]  # or both marks, or none
    return _corroborated(text, found)


def _is_foreign_byte(run: str, after: str) -> bool:
    """Whether bytes that are no UTF-8 stand for what western text does not have: binary data, ``abc\\xdef``."""
    return run.count("x") == len(after) and not set(after) <= _WESTERN | _MARKS | _ASCII


def _is_binary(text: str, match: re.Match[str]) -> bool:
    """Whether control codes stand in the same token: ``^\\xd1Q\\xf0\\0\\x05LOGIN``."""
    before, behind = token_around(text, *match.span())
    return _CONTROL_CODE.search(before + behind) is not None


def _is_lone_byte(text: str, match: re.Match[str]) -> bool:
    """Whether bytes that are no UTF-8 stand by themselves, and are on show: *the range \\x80 .. \\x9F*."""
    if "\\x" not in match[0] or 4 * len(_read_backslashes(match[0])) != len(match[0]):
        return False
    start, end = match.span()
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _corroborated(text: str, found: list[tuple[bool, Edit]]) -> list[Edit]:
    """What fits its position; if anything does, single letters such as the ``à`` of ``Tête-à-Tête`` as well."""
    if not any(fits for fits, _ in found):
        return []
    return [edit for fits, edit in found if fits or (edit.after.isalpha() and not is_code(text, edit.start, edit.end))]


def _read_backslashes(run: str) -> str:
    """The characters of a run of escapes: neighbouring bytes may be one UTF-8 sequence, two surrogates one character.

    Bytes are ``\\x`` codes, or code points below 256 that make UTF-8 when they are taken for bytes, ``\\u00c3\\u009c``.
    """
    pieces: list[str] = []
    for is_byte, group in groupby(_ONE_BACKSLASH.findall(run), key=_is_byte):
        codes = [int(braced or short or long or byte, 16) for braced, short, long, byte in group]
        if max(codes) > _LAST_CODE:
            return ""
        pieces.append(_from_bytes(bytes(codes))[0] if is_byte else _from_points(codes))
    if not all(pieces):
        return ""
    try:
        return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return ""


def _is_byte(groups: tuple[str, str, str, str]) -> bool:
    return groups[-1] != ""


def _from_points(codes: list[int]) -> str:
    """Code points as characters, or as bytes of UTF-8 where they are all below 256 and can hardly be anything else."""
    if max(codes) < _BYTES and (any(code in _CONTROLS for code in codes) or _TWO_BYTES.fullmatch(bytes(codes))):
        after = _from_bytes(bytes(codes))
        if after[1] == "UTF-8":
            return after[0]
    return "".join(map(chr, codes))


def _is_readable(after: str) -> bool:
    return all(char.isprintable() or char in "\u00a0\u00ad\u200b\u200d\ufe0f" for char in after)


def _fits(text: str, start: int, end: int, after: str) -> bool:
    """Whether the characters fit their position: letters inside a word, marks and emoji anywhere."""
    if any(char.isalpha() for char in after):
        return _touches_letter(text, start, end) or (len(after) > 1 and after.isalpha())
    # What nobody sees is on show by itself: \xA0, \u200D, \u05BC.
    seen = after.strip() != "" and not (len(after) == 1 and (category(after) in _UNSEEN or _is_shown_alone(after)))
    return seen or _is_inside(text, start, end)


def _is_shown_alone(sign: str) -> bool:
    """Whether nobody writes ``sign`` in prose: \u22a2, \ufdfc."""
    return (category(sign) == "Sm" and sign >= _FIRST_OF_MATHEMATICS) or _FORMS[0] <= sign <= _FORMS[1]


def _is_inside(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()


def _find_percents(text: str) -> list[Edit]:
    found: list[tuple[bool, Edit]] = []
    for match in _PERCENT.finditer(text):
        start, end = match.span()
        run = match.group()
        after, encoding = _read_percents(run)
        before, behind = token_around(text, start, end)
        if not after or not _is_readable(after) or is_address(text, start, end):
            continue
        if any(char in "/\\=#_" for char in before + behind):
            continue
        if len(after) > 2 and not after.isascii() and _stands_elsewhere(text, match, after):
            continue
        edit = Edit(start, end, after, f"percent escape, {encoding}", 0.95)
        if encoding == "cp1252":
            if set(after) <= _WESTERN | _MARKS:
                found.append(
                    (_is_western_inside_word(text, start, end, after) and _is_percent_code(text, match, after), edit)
                )
        elif not after.isascii():
            found.append((_fits(text, start, end, after), edit))
        elif _ESCAPED_LETTER.search(before + behind):
            # %20 and the like stand for themselves, unless the word is escaped throughout: K%C3%B6ln%20Bonn
            found.append((True, edit))
    return _corroborated(text, found)


def _stands_elsewhere(text: str, match: re.Match[str], after: str) -> bool:
    """Whether a whole word that is escaped stands beside the escape as well: the text shows how it is escaped."""
    before, behind = token_around(text, *match.span())
    return not (before + behind).strip("\"'()„“«»,.;:") and after in text


def _read_percents(run: str) -> tuple[str, str]:
    if "%u" not in run:
        return _from_bytes(bytes.fromhex(run.replace("%", "")))
    if "%" in _ONE_PERCENT_U.sub("", run):
        return "", ""
    return _ONE_PERCENT_U.sub(lambda one: chr(int(one[1], 16)), run), "UTF-16"


def _is_western_inside_word(text: str, start: int, end: int, after: str) -> bool:
    """Whether bytes stand for letters inside a word or at the edge of one, perhaps with a mark on the other side."""
    letters = after.strip(_MARK_SIGNS)
    if not letters or not set(letters) <= _WESTERN:
        return False
    before = text[start - 1 : start] if after[0] == letters[0] else ""
    behind = text[end : end + 1] if after[-1] == letters[-1] else ""
    if before.isalpha():
        return behind.islower() or not behind.isalnum() or (before.isupper() and behind.isupper())
    return not before.isalnum() and behind.islower()


def _is_percent_code(text: str, match: re.Match[str], after: str) -> bool:
    """Whether single bytes after ``%`` are codes, and no part of a placeholder (%datum%), a variable or a format.

    A code of two letters looks like a word; it needs more evidence than one with a digit.
    """
    run = match.group()
    hexadecimal = run.replace("%", "")
    if hexadecimal not in (hexadecimal.upper(), hexadecimal.lower()):
        return False
    before, behind = token_around(text, *match.span())
    if "%" in _PERCENT.sub("", before + behind):
        return False
    if hexadecimal.isalpha() and hexadecimal.islower() and not before[-1:].isalpha():
        return False  # a variable of Perl: %data
    if any(character.isdigit() for character in hexadecimal):
        return True
    left, right = _PERCENT.sub(_letter_of, before), _PERCENT.sub(_letter_of, behind)
    return _is_word(left, after, right) or _is_german(left, after, right)


def _letter_of(match: re.Match[str]) -> str:
    return _read_percents(match.group())[0]


def _is_german(before: str, after: str, behind: str) -> bool:
    """Whether letters between ``before`` and ``behind`` make a German word."""
    if not set(after) <= _GERMAN:
        return False
    left, right = _LETTERS_LEFT.search(before), _LETTERS_RIGHT.match(behind)
    return word_score(((left[0] if left else "") + after + (right[0] if right else "")).capitalize()) >= LIKELY


def _is_word(before: str, after: str, behind: str) -> bool:
    """Whether letters between ``before`` and ``behind`` make a word of a western European language."""
    from textnorm.text.evidence.language_models import is_likely_word

    left, right = _LETTERS_LEFT.search(before), _LETTERS_RIGHT.match(behind)
    word = (left[0] if left else "") + after + (right[0] if right else "")
    return len(word) > 2 and any(is_likely_word(word, language) for language in _WESTERN_LANGUAGES)


def _find_quoted_printable(text: str) -> list[Edit]:
    sure: list[Edit] = []
    likely: list[Edit] = []
    breaks: list[int] = []
    for match in _PRINTABLE.finditer(text):
        start, end = match.span()
        run = match.group()
        codes = _SOFT_BREAK.sub("", run)
        if not codes:
            breaks.append(start)
            likely.append(Edit(start, end, "", "quoted-printable soft line break", 0.9))
            continue
        after, encoding = _from_bytes(bytes.fromhex(codes.replace("=", "")))
        if not after or not all(char.isprintable() or char in "\u00a0\u00ad\n\r\t" for char in after):
            continue
        edit = Edit(start, end, after, f"quoted-printable, {encoding}", 0.95)
        before, behind = token_around(text, start, end)
        if "?" in before and _OPEN_ENCODED_WORD.search(before):
            continue
        if not _fits_case(text, start, end, after):
            continue
        if _QUERY.search(before) and not (encoding == "UTF-8" and _joins_words(before + run + behind)):
            continue
        if encoding != "UTF-8" and _VARIABLE.search(before):
            continue
        if encoding != "UTF-8" and _SETTING.fullmatch(before + run + behind) and not _is_german(before, after, behind):
            continue
        if not after.isascii() and encoding == "UTF-8":
            certain = _touches_letter(text, start, end) or not any(map(str.isalpha, after))
        else:
            certain = _is_western_inside_word(text, start, end, after)
            if not set(after) <= _MARKS | _ASCII | _WESTERN:
                continue
            behind = text[end : end + 1]
            certain = certain and (after[-1] in _ENDS_WORDS or behind.isalpha()) and not _is_short(text, start, end)
        (sure if certain else likely).append(edit)
    if sure or _break_like_mail(text, breaks):
        return sure + likely
    return []


def _joins_words(token: str) -> bool:
    """Whether a slash joins words, of which some have codes: W=C3=A4hrung/Wertpapier."""
    return _WITH_SLASH.fullmatch(_PRINTABLE.sub("a", token)) is not None


def _is_short(text: str, start: int, end: int) -> bool:
    """Whether one letter stands before a code and none behind it, as in ``a=FC``."""
    left = _LETTERS_LEFT.search(text, max(0, start - 2), start)
    return left is not None and len(left[0]) == 1 and not text[end : end + 1].isalpha()


def _fits_case(text: str, start: int, end: int, after: str) -> bool:
    """Whether no small letter comes to stand between capitals, nor a capital behind a small letter."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before.isupper() and behind.isupper():
        return after.upper() == after or after == "ß"
    return not (before.islower() and after[0].isupper())


def _break_like_mail(text: str, breaks: list[int]) -> bool:
    """Whether every line that ends in ``=`` is as long as mailers make them: 72 to 76 characters, few of them ``=``.

    The next line begins where the last one ended, without indentation.
    """
    if breaks and _BARE_SIGN.search(text):
        return False  # a mailer would have written =3D: vga=⏎normal fb=false
    if len(breaks) == 1:  # one may be the sign of an equation at the end of its line: n =⏎442
        following = text.find("\n", breaks[0]) + 1
        if not text[following : following + 1].isalpha():
            return False
    return bool(breaks) and all(
        71 <= place - (text.rfind("\n", max(0, place - 80), place) + 1) <= 76
        and text[place - 1] != "="
        and not text[text.find("\n", place) + 1 : text.find("\n", place) + 2].isspace()
        for place in breaks
    )
