"""UTF-8 that was read in a single-byte page: ``empfÃ¤ngt``.

It shows as runs of two and more odd characters, which are turned back into bytes and read as UTF-8, layer by layer. An
interpretation is taken only if it is clearly more plausible than what stands there.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from operator import attrgetter

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits, compose_edits
from textnorm.text.encoding.codepages import LABELS, TABLES, UTF8_PAGES, bytes_in
from textnorm.text.encoding.lost_bytes.changed_case import leaves_changed_case
from textnorm.text.encoding.word_likelihood import is_word_anywhere
from textnorm.text.evidence.known_words import is_known
from textnorm.text.evidence.plausibility import known, plausibility
from textnorm.text.evidence.triggers import (
    BLANK,
    BREAK,
    DIGIT,
    LATIN_SMALL,
    NOT_ASCII,
    SIGN,
    SMALL,
    Trigger,
)

__all__ = [
    "BEHIND_LEAD",
    "LEADS",
    "UTF8_TRIGGERS",
    "certain_meaning",
    "certain_runs",
    "find_misread_utf8",
    "may_be_utf8",
    "may_be_vietnamese",
    "pages_of_leads",
]

# What was meant, how many of the characters behind the run belong to it, in which pages, and how sure that is.
_Interpretation = tuple[str, int, tuple[str, ...], float]

_LAYERS = 4  # how often one text was read wrongly, at most
_EVIDENCE = {page: f"UTF-8 read as {LABELS[page]}" for page in UTF8_PAGES}
# Confidence: nothing is missing; a byte was put back; a byte was put back that is believed beside other damage only;
# an odd letter that is believed because of its word, or of the rest of the text.
_CERTAIN, _PROBABLE, _DOUBTFUL, _LIKELY = 0.99, 0.9, 0.8, 0.97
_ROUNDS = 6  # how often the repaired text is searched again
_FAVOUR = 16  # bits for the page that most of the text was read in
# Bits against pages that differ little from one that is read more often: a text must show that it was not that one.
_RARELY = {"iso8859-15": 40, "iso8859-2": 8}
_RARE = "iso8859-15"
_WESTERN = frozenset({"cp1252", "iso8859-15", "cp1254"})
_ENOUGH = 8  # bits that an interpretation must gain
# What it counts for, in bits, that bytes are UTF-8 which need not be. Hardly any page has a letter at 0xC2.
_BONUS = {lead: 20 if lead == 0xC2 else 10 if lead < 0xE0 else 36 if lead < 0xF0 else 48 for lead in range(0xC2, 0xF5)}


def _shown(page: str, first: int, last: int) -> str:
    """The characters that ``page`` shows for the bytes; cp1252 as ISO 8859-1 shows them, too."""
    characters = {TABLES[page][byte] for byte in range(first, last + 1)}
    if page == "cp1252":
        characters |= {chr(byte) for byte in range(first, last + 1)}
    return "".join(sorted(characters))


@cache
def _sequences(page: str) -> re.Pattern[str]:
    """What UTF-8 looks like in ``page``: a lead byte and as many continuation bytes as it calls for."""
    more = f"[{re.escape(_shown(page, 0x80, 0xBF))}]"
    # A real ß stands before a no-break space, a soft hyphen or a mark; with 0xDF begins only N'Ko.
    pairs = _shown(page, 0xC2, 0xDF).replace("ß", "")
    leads = [
        f"[{re.escape(characters)}]{more}{{{count}}}"
        for characters, count in ((pairs, 1), (_shown(page, 0xE0, 0xEF), 2), (_shown(page, 0xF0, 0xF4), 3))
    ]
    return re.compile("|".join(leads))


_UMLAUTS = "äöüß"
# Marks that people write before a word and that are lead bytes in Mac Roman. One of them and one character are no
# UTF-8: »Ärzte«. There has to be a third character that is not ASCII.
_MARKS = "\u00a0«»‹›–—“”‘’„‚…"


def _suspects() -> tuple[dict[str, str], str]:
    """What lead bytes look like in each page, and a pattern for one before a continuation byte of its page."""
    leads = {page: "".join(sorted(set(_shown(page, 0xC2, 0xF4)) - set(_UMLAUTS))) for page in UTF8_PAGES}
    checks = []
    for page, characters in leads.items():
        more = f"[{re.escape(_shown(page, 0x80, 0xBF))}]"
        checks.append(f"(?<=[{re.escape(''.join(lead for lead in characters if lead not in _MARKS))}]){more}")
        if marks := "".join(lead for lead in characters if lead in _MARKS):
            checks.append(f"(?<=[^\x00-\x7f][{marks}]){more}|(?<=[{marks}]){more}(?={more})")
    return leads, "|".join([*checks, "(?<=[ÂÃ])[ ?]|(?<=Ã)[a-z]|(?<=[ÅÐÎГ]) |(?<=[^\x00-\x7fäöüß])\ufffd"])


_LEADS_OF, BEHIND_LEAD = _suspects()
LEADS = "".join(sorted(set("".join(_LEADS_OF.values()))))
# Ế to ỷ in CP437 and CP850. A real ß stands before no box.
_BEHIND_SHARP_S = "║╗"
_LEAD = lazy(f"[{re.escape(LEADS)}](?:{BEHIND_LEAD})")


def may_be_utf8(text: str) -> bool:
    """Whether a place in ``text`` looks like UTF-8 that was read in a page. Undamaged text is passed by this search."""
    return _LEAD.search(text) is not None or may_be_vietnamese(text)


def pages_of_leads() -> Iterator[tuple[str, str, str]]:
    """For each page, what looks like a lead byte in it, which of these are marks, and what looks like another byte."""
    for page, characters in _LEADS_OF.items():
        marks = "".join(lead for lead in characters if lead in _MARKS)
        yield "".join(lead for lead in characters if lead not in _MARKS), marks, _shown(page, 0x80, 0xBF)


def may_be_vietnamese(text: str) -> bool:
    """Whether a letter of Vietnamese in CP437 or CP850 stands in ``text``, which begins as a German one."""
    return "ß║" in text or "ß╗" in text


def _triggers() -> Iterator[Trigger]:
    yield Trigger("".join(lead for lead in LEADS if lead not in _MARKS), after=NOT_ASCII)
    yield Trigger("ÂÃÅÐÎГ", after=BLANK | SIGN)
    yield Trigger("Ã", after=SMALL | DIGIT | BREAK)
    yield Trigger("â", after=SIGN)
    yield Trigger(_BEHIND_SHARP_S, before=NOT_ASCII)
    marks = "".join(lead for lead in LEADS if lead in _MARKS)
    yield Trigger(marks, before=NOT_ASCII, after=NOT_ASCII)
    # A mark and two more: the second of these is not suspicious if it is an umlaut, as every third word has one.
    behind = {char for page, leads in _LEADS_OF.items() if set(leads) & set(marks) for char in _shown(page, 0x80, 0xBF)}
    more = "".join(sorted(behind - set(_UMLAUTS)))
    yield Trigger(more, before=NOT_ASCII, after=NOT_ASCII)
    yield Trigger(more, before=LATIN_SMALL)


#: What a text must contain for `find_misread_utf8` to find something; the pattern above looks more closely.
UTF8_TRIGGERS = tuple(_triggers())
# UTF-8 that was read in cp1251 has no three small letters in a row.
_CYRILLIC_WORD = lazy("[\u0430-\u045f]{3}")
_CYRILLIC = lazy("[\u0400-\u045f\u0490\u0491]")
# A run, the two characters before it, and two behind it for context. Longer runs are not German.
_RUN = lazy(r"[^\x00-\x7f](?:[^\x00-\x7f]{1,239}|(?<=[ÂÃ])(?=[ ?a-z]))")
_MARK_AND_LETTER = lazy(f"[{_MARKS}][^ÂÃ]")
_CLOSING_MARKS = frozenset("”“’…»®™")
# In UTF-8, a closing quotation mark ends in the byte 0x9D, which cp1252 does not define, so that it gets lost.
_LOST_QUOTE = lazy(f"â€(?:\ufffd|(?![{re.escape(_shown('cp1252', 0x80, 0xBF))}]))")
_RAISED_DASH = lazy("Â(?:€[“”]|\x80[\x93\x94])(?= )")
_RAISED_MARK = lazy("(?<![^\\s(\\[])Â€([\x9d\x9cŒœ™˜žŽ])(?=[\\w%])")  # before the first letter of a title
_RAISED_CLOSING = lazy("(?<=\\S)(?:â€[ŒŽ]|Â€[\x9d\x9cŒœ™˜žŽ])(?![^\\W_])")
_LEAD_AND_SPACE = lazy(r"(?<![^\W_])(?<!\d )[ÅÐÎ] ([^\W\d_]{2,})")
_A_GRAVE = lazy(r"(?<=[a-z] )Г(?= [a-z])")
_UNDAMAGED = 22  # bits a character from which on a run is sound as it stands
_CONTROLS = lazy("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")
_OF_RARE = lazy("[€ŠšŽžŒœŸ]")
_COMMA_BELOW = frozenset("ȘșȚț")  # of the letters from U+01C0 on, those of Romanian
_MODIFIERS = frozenset("ʻʼ")  # of the phonetic letters and modifiers, what people write in words
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
# What two pages of Central Europe show for different umlauts that begin words: Ü in cp1250, ö in ISO 8859-2.
_TWO_UMLAUTS, _IN_WINDOWS, _IN_ISO = "Ăś", "Ü", "ö"
_GRAVE_OR_UMLAUT = "Ã€"  # À in cp1252, ä in ISO 8859-15
_BY_WORD = ("cp1252", "cp1250", "cp1254", "cp1257")
_LONG = 6  # characters of a run that is UTF-8 by no chance
_SHORTEST = 3  # letters of a word that is evidence
_LONGEST = 30  # characters on either side of a run that may belong to its word
_WORD_BEFORE = lazy(r"[^\W\d_]*\Z")
_WORD_BEHIND = lazy(r"[^\W\d_]*")
_LOST_TAIL = "\x84\x96\x9c\x9f"  # what is lost of Ä Ö Ü ß where controls are dropped


def find_misread_utf8(text: str) -> list[Edit]:
    """Find UTF-8 that was read in one of the pages, and say what it meant.

    A text that proves that it was read in a page is read through that page as a whole, words that look odd included.

    >>> [edit.after for edit in find_misread_utf8("PaweÅ‚ Å›pi")]
    ['ł', 'ś']
    """
    edits: list[Edit] = []
    current, page = text, ""
    for _ in range(_ROUNDS):
        if not may_be_utf8(current):
            break
        more, proven = _one_layer(current, page)
        page = proven or page
        if not more:
            break
        edits = compose_edits(text, edits, more) if edits else more
        current = apply_edits(text, edits)
    if page and (more := list(_lost_spaces(current, page))):
        edits = compose_edits(text, edits, more)
    return edits


def certain_runs() -> list[str]:
    """The runs that mean the same wherever they stand."""
    return [run for run in _certain_interpretations() if certain_meaning("", run, "") is not None]


def certain_meaning(left: str, run: str, right: str) -> tuple[str, tuple[str, ...]] | None:
    """What a run means between at most two characters on either side, and in which pages, if nothing is doubtful in it.

    In a text in which every run means something in one and the same page, :func:`find_misread_utf8` finds just that.

    >>> certain_meaning(" f", "Ã¼", "r ")
    ('ü', ('cp1252', 'cp1254'))
    """
    if _MARK_AND_LETTER.fullmatch(run) or "ã" in run or "Â€" in run or "Â\x80" in run:
        return None
    if (run[-1] == "â" and right[:1] == "?") or run in (_TWO_UMLAUTS, _GRAVE_OR_UMLAUT):
        return None  # a byte of it was lost, or the whole word decides
    found = _certain_interpretations().get(run) or _interpretation(left, run, right, "")
    if found is None:
        return None
    meant, taken, pages, confidence = found
    return None if taken or confidence < _CERTAIN or pages == ("cp1251",) else (meant, pages)


def _one_layer(text: str, proven: str) -> tuple[list[Edit], str]:
    """The edits that undo one accident, and the page that it proves; ``proven`` is the page of an earlier one."""
    sure = _certain_interpretations()
    found: list[tuple[int, int, _Interpretation]] = []
    is_cyrillic = bool(_CYRILLIC_WORD.search(text))
    for run in _RUN.finditer(text):
        seen = run[0]
        if _MARK_AND_LETTER.fullmatch(seen):
            continue
        start, end = run.span()
        interpretation = sure.get(seen) or _interpretation(
            text[max(0, start - 2) : start], seen, text[end : end + 2], proven
        )
        if interpretation is not None and not (is_cyrillic and interpretation[2] == ("cp1251",)):
            found.append((start, end, interpretation))
    edits: list[Edit] = []
    is_certain = bool(proven)
    favoured = proven
    if found:
        distinct = {id(interpretation): interpretation for _, _, interpretation in found}.values()
        is_certain |= any(interpretation[3] >= _CERTAIN for interpretation in distinct)
        favoured = _favoured(text, found, proven)
        edits = [
            Edit(
                start,
                end + taken,
                _in_capitals(text, start, end + taken, meant),
                _EVIDENCE[favoured if favoured in pages else pages[0]],
                confidence,
            )
            for start, end, (meant, taken, pages, confidence) in found
            if is_certain or confidence > _DOUBTFUL
        ]
    if is_certain:
        edits = _with(edits, _rest(text, favoured, edits))
    edits = _with(edits, _by_word(text, favoured if is_certain else "", edits))
    if changed := sorted(_case_changed(text)):
        edits = _with(changed, iter(edits))
    if edits:
        edits = _without_changed_case(text, edits)
    return edits, favoured if is_certain and edits else ""


def _without_changed_case(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits``, without those of letters in a text that would be read by half, as its damage changed its case."""
    if leaves_changed_case(text):
        return [edit for edit in edits if not edit.after.isalpha()]
    return [edit for edit in edits if not (edit.after.isalpha() and _begins_title(text, edit.start, edit.end))]


def _begins_title(text: str, start: int, end: int) -> bool:
    """Whether a word begins at ``start`` whose second letter is the only capital: a title begins behind a sign."""
    return (
        text[end : end + 1].isupper()
        and text[end + 1 : end + 2].islower()
        and not text[start - 1 : start].isalnum()
        and not text[end - 1].isalpha()
    )


def _in_capitals(text: str, start: int, end: int, meant: str) -> str:
    """``meant``, as a capital if it is an umlaut among capitals: ``MÃ¤RZ`` was turned into capitals when damaged.

    So was ``Ã¼BER``, of which it is the first letter.

    An ß is written so among capitals, too, unless the text proves that its damage was turned into capitals.
    """
    if meant in _UMLAUTS and meant != "ß" and text[end : end + 1].isupper():
        before, behind = text[start - 1 : start], text[end : end + 2]
        if before.isupper() or (not before.isalnum() and len(behind) == 2 and behind.isupper()):
            return meant.upper()
    if meant == "ß" and _is_raised(text):
        return "SS"
    return meant


def _is_raised(text: str) -> bool:
    """Whether a text in capitals has a dash whose damage was turned into capitals."""
    return "Â" in text and text.isupper() and _RAISED_DASH.search(text) is not None


def _favoured(text: str, found: list[tuple[int, int, _Interpretation]], proven: str) -> str:
    """The page that most of the text was read in. What could be either page is read in that one, in ``found`` too."""
    distinct = {id(interpretation): interpretation for _, _, interpretation in found}.values()
    if not proven and _shows_rare_page("".join({text[start:end] for start, end, _ in found})):
        proven = _RARE
    central = "" if proven else _central_page(text, found)
    proven = proven or central
    # A text is rarely read in two pages: what could be either is what the rest is.
    for page in (proven,) if proven in {_RARE, central} else (proven, *UTF8_PAGES):
        if page and all(page in interpretation[2] for interpretation in distinct):
            return page
    readable = Counter(interpretation[2] for _, _, interpretation in found)
    seen = "".join({text[start:end] for start, end, _ in found})
    favoured = (
        proven
        or (_RARE if _shows_rare_page(seen) else "")
        or max(UTF8_PAGES, key=lambda page: sum(count for pages, count in readable.items() if page in pages))
    )
    for number, (start, end, interpretation) in enumerate(found):
        if favoured not in interpretation[2]:
            place = text[max(0, start - 2) : start], text[start:end], text[end : end + 2]
            found[number] = start, end, _interpretation(*place, favoured) or interpretation
    return favoured


def _central_page(text: str, found: list[tuple[int, int, _Interpretation]]) -> str:
    """ISO 8859-2 if words are known in that page alone, and none in cp1250 alone; else "": ``Ăśfter`` is öfter."""
    votes = Counter(
        is_known(_word(text, start, end, _IN_ISO)) - is_known(_word(text, start, end, _IN_WINDOWS))
        for start, end, _ in found
        if text[start:end] == _TWO_UMLAUTS
    )
    return "iso8859-2" if votes[1] and not votes[-1] else ""


def _with(edits: list[Edit], more: Iterator[Edit]) -> list[Edit]:
    """``edits``, and those of ``more`` that touch none of them."""
    added = [edit for edit in more if _is_free(edits, edit.start, edit.end)]
    return sorted([*edits, *added]) if added else edits


def _is_free(edits: list[Edit], start: int, end: int) -> bool:
    """Whether none of ``edits`` touches the characters from ``start`` to ``end``."""
    place = bisect_left(edits, end, key=attrgetter("start"))
    return place == 0 or edits[place - 1].end <= start


def _rest(text: str, page: str, edits: list[Edit]) -> Iterator[Edit]:
    """All else in a text that was read in ``page``: what is UTF-8 in it, but looks odd both ways."""
    for run in _RUN.finditer(text):
        meant = _decoded(run[0], page) if len(run[0]) >= _LONG else None
        if meant is not None and not _is_text(meant):
            meant = _decoded(meant, page)  # it was read wrongly once more: its bytes are controls
        if meant is not None and _is_text(meant):
            yield Edit(*run.span(), meant, _EVIDENCE[page], _LIKELY)
            continue
        for match in _sequences(page).finditer(text, *run.span()):
            if not _is_free(edits, *match.span()):
                continue
            meant = _decoded(match[0], page)
            if meant is not None and _is_text(meant) and not _is_sound_here(text, *match.span(), meant):
                yield Edit(*match.span(), meant, _EVIDENCE[page], _LIKELY)


def _is_sound_here(text: str, start: int, end: int, meant: str) -> bool:
    """Whether ``text[start:end]`` may be meant as it stands, in a text that is damaged in part."""
    seen = text[start:end]
    left, right = text[max(0, start - 2) : start], text[end : end + 2]
    as_is = plausibility(left + seen + right, len(left), len(left) + len(seen))
    repaired = plausibility(left + meant + right, len(left), len(left) + len(meant))
    if as_is >= _UNDAMAGED * len(seen) and as_is >= repaired:
        return True
    # A letter, and the mark that closes a quotation.
    closes = len(seen) == 2 and seen[1] in _CLOSING_MARKS and not right[:1].isalnum()
    if not closes or (left[-1:].islower() and seen[0].isupper()):
        return False
    return not is_word_anywhere(_word(text, start, end, meant))


def _shows_rare_page(seen: str) -> bool:
    """Whether ``seen`` has a control that cp1252 shows as a character, and one that ISO 8859-15 has in its stead."""
    return bool(_CONTROLS.search(seen) and _OF_RARE.search(seen))


def _by_word(text: str, favoured: str, edits: list[Edit]) -> Iterator[Edit]:
    """Runs inside words that are no words as they stand, and are words of some language when they are read as UTF-8."""
    for run in _RUN.finditer(text):
        start, end = run.span()
        if len(run[0]) > 8 or not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()):
            continue
        if not _is_free(edits, start, end):
            continue
        for page in (favoured, *_BY_WORD) if favoured else _BY_WORD:
            meant = _decoded(run[0], page)
            if meant is None or not meant.isalpha():
                continue
            word = _word(text, start, end, meant)
            if len(word) >= _SHORTEST and is_word_anywhere(word) and not _is_sound(_word(text, start, end, run[0])):
                yield Edit(start, end, meant, _EVIDENCE[page], _LIKELY)
                break


def _is_sound(word: str) -> bool:
    return is_word_anywhere(word.strip(_MARKS))


def _word(text: str, start: int, end: int, meant: str) -> str:
    """The word around ``text[start:end]`` with ``meant`` in its place."""
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST), start)
    behind = _WORD_BEHIND.match(text, end, end + _LONGEST)
    return (before[0] if before else "") + meant + (behind[0] if behind else "")


@lru_cache(maxsize=16384)
def _decoded(seen: str, page: str) -> str | None:
    """What ``seen`` means if it is UTF-8 that was read in ``page``, and nothing else."""
    data = bytes_in(seen, page)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_text(characters: str) -> bool:
    """Whether people write these characters: neither controls nor what Unicode has not assigned."""
    return all(unicodedata.category(character) not in _NO_TEXT for character in characters)


def _case_changed(text: str) -> Iterator[Edit]:
    """Signs whose damage was turned into capitals: ``Â€“``."""
    if _is_raised(text):
        for match in _RAISED_DASH.finditer(text):
            meant = "–" if match[0][2] in "“\x93" else "—"
            yield Edit(match.start(), match.end(), meant, f"{_EVIDENCE['cp1252']}, then in capitals", 0.95)
    if "Â€" not in text or not _RAISED_MARK.search(text):
        return
    for match in chain(_RAISED_MARK.finditer(text), _RAISED_CLOSING.finditer(text)):
        sign = _decoded("â€" + match[0][2].lower(), "cp1252")
        if sign is not None:
            yield Edit(*match.span(), sign, f"{_EVIDENCE['cp1252']}, then in a title", 0.95)


def _lost_spaces(text: str, page: str) -> Iterator[Edit]:
    """Letters whose second byte was a no-break space that became a space: ``Å koda``."""
    if TABLES[page][0xA0] != "\xa0":
        return
    if page == "cp1251":
        for match in _A_GRAVE.finditer(text):
            yield Edit(match.start(), match.end(), "à", f"{_EVIDENCE[page]}, with a lost no-break space", _PROBABLE)
    for match in _LEAD_AND_SPACE.finditer(text):
        data = bytes_in(match[0][0], page)
        if data is None:
            continue
        try:
            letter = (data + b"\xa0").decode("utf-8")
        except UnicodeDecodeError:
            continue
        following = match[1]
        if letter == "à" or not is_word_anywhere(letter + following):
            continue
        yield Edit(
            match.start(), match.start() + 2, letter, f"{_EVIDENCE[page]}, with a lost no-break space", _PROBABLE
        )


@cache
def _certain_interpretations() -> dict[str, _Interpretation]:
    """Runs that mean the same wherever they stand: ``Ã¤`` is an ä, and so are ``√§`` and ``├ñ``."""
    certain: dict[str, _Interpretation] = {}
    for page in UTF8_PAGES:
        for meant in "äöüß„“–…’":
            seen = "".join(TABLES[page][byte] for byte in meant.encode())
            meanings = _meanings(seen)
            if len(meanings) == 1 and meanings[0][0] == meant and not seen.isalpha():
                certain[seen] = meant, 0, meanings[0][2], _CERTAIN
    return certain


@lru_cache(maxsize=65536)
def _interpretation(left: str, run: str, right: str, favoured: str) -> _Interpretation | None:
    """What a run of non-ASCII characters meant, how many of the characters behind it belong to it, and in which pages.

    None if it is undamaged. The favoured page wins where two are almost equally plausible.
    """
    best: _Interpretation | None = None
    start = len(left)
    best_score = plausibility(left + run + right, start, start + len(run)) + _ENOUGH
    if left[-1:].isupper() and run[1:] in _CLOSING_MARKS and not right[:1].isalpha():
        best_score += _FAVOUR  # a word in capitals, and what closes it: „IRMÃ”
    for seen, taken, confidence in _completions(left, run, right):
        rest = right[taken:]
        for meant, bonus, pages in _meanings(seen):
            if seen is not run and pages[0] != UTF8_PAGES[0]:
                continue  # what gets lost is known of cp1252 only
            whole, end = left + meant + rest, start + len(meant)
            score = bonus + plausibility(whole, start, end) + (_FAVOUR if favoured in pages else 0)
            if score > best_score and _fits(whole, start, end, pages[0]):
                best, best_score = (meant, taken, pages, confidence), score
    if best is not None and not favoured and _is_pair_of_letters(left, run, right) and "\u0370" <= best[0] < "\u0600":
        return None  # a list of all pairs of letters: ðó
    if best is not None and favoured != _RARE and best[2] == (_RARE,) and best[0].isalpha() and best[0] > "ÿ":
        # A letter that is rare itself proves no rare page: Coşkun, not Cožkun.
        usual = _decoded(run, UTF8_PAGES[0])
        if usual is not None and usual.isalpha():
            return usual, 0, (UTF8_PAGES[0],), _PROBABLE
    return best


def _is_pair_of_letters(left: str, run: str, right: str) -> bool:
    """Whether the run is two Latin letters that stand by themselves."""
    alone = not (left[-1:].isalpha() or right[:1].isalpha())
    return alone and len(run) == 2 and run.isalpha() and max(run) < "\u0250"


@lru_cache(maxsize=16384)
def _meanings(run: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """What a run can mean that the plausibility table knows: the meaning, its bonus in bits, the pages it needs."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for page in UTF8_PAGES:
        if page != _RARE and _shows_rare_page(run):
            continue
        meant, bonus = run, -_RARELY.get(page, 0)
        for _ in range(_LAYERS):
            meant, count = _layer_below(meant, page)
            if not count:
                break
            bonus += count
            if known(meant):
                most, pages = found.get(meant, (0, ()))
                found[meant] = max(most, bonus), (*pages, page)
    return [(meant, bonus, pages) for meant, (bonus, pages) in found.items()]


def _completions(left: str, run: str, right: str) -> Iterator[tuple[str, int, float]]:
    """The run, and with the bytes put back that get lost on the way: how many characters of ``right`` they replace."""
    yield run, 0, _CERTAIN
    if run.endswith("â€") and right[:1] == '"' and (not left or left[-1].isalnum() or left[-1].isspace()):
        yield run + "“", 1, _PROBABLE  # the last character of a dash is a mark, which somebody made straight
    elif "â€" in run and _LOST_QUOTE.search(run):
        yield _LOST_QUOTE.sub("â€\x9d", run), int(run.endswith("â€") and right[:1] == "?"), _PROBABLE
    if run[-1] not in "ÂÃ" or left[-1:].isupper():
        return
    if right[:1] == " ":
        # The byte 0xA0, a no-break space, was turned into a space. What ``Ã s`` means, ftfy knows.
        if run[-1] == "Â" or left[-1:] == "-" or right == " l":  # vis-à-vis, à la carte
            # A lone Â between spaces may be a letter, of Romanian for example.
            alone = run == "Â" and (not left or left[-1].isspace())
            yield run + "\xa0", int(right != " l"), _DOUBTFUL if alone else _PROBABLE
        elif right[1:] == " ":
            yield run + "\xa0", 1, _DOUBTFUL
    elif run[-1] == "Ã" and (right[:1] == "?" or (right[:1].islower() and not left[-1:].islower())):
        # Behind a small letter, it can only be an ß; without the sign, a known word says what (`second_bytes`).
        for tail in _LOST_TAIL[-1] if left[-1:].islower() else _LOST_TAIL:
            yield run + tail, int(right[0] == "?"), _PROBABLE if left[-1:].islower() else _DOUBTFUL


def _fits(text: str, start: int, end: int, page: str) -> bool:
    """Whether no character in ``text[start:end]`` is out of place, and letters were seen beside those beside them."""
    return all(
        plausibility(text, place, place + 1)
        >= int(text[place].isalpha() or (text[place] < "Ā" and page not in _WESTERN))
        and (not "\u01c0" <= text[place] < "\u0300" or text[place] in _MODIFIERS or text[place] in _COMMA_BELOW)
        for place in range(start, end)
        if text[place] > "\x7f"
    )


def _layer_below(text: str, page: str) -> tuple[str, int]:
    """``text`` with every UTF-8 sequence that was read in ``page`` read rightly, and what that counts for in bits."""
    if page == "cp1251" and _CYRILLIC.search(_sequences(page).sub("", text)):
        return text, 0  # a word in Cyrillic letters, some of which could be lead bytes
    bonus = 0

    def reread(match: re.Match[str]) -> str:
        nonlocal bonus
        data = bytes_in(match.group(), page)
        if data is None:
            return match.group()
        try:
            meant = data.decode("utf-8")
        except UnicodeDecodeError:
            return match.group()
        bonus += _BONUS[data[0]]
        return meant

    return _sequences(page).sub(reread, text), bonus
