"""UTF-8 that was read in a single-byte page: ``empfÃ¤ngt``.

It shows as runs of two and more odd characters, which are turned back into bytes and read as UTF-8, layer by layer. An
interpretation is taken only if it is clearly more plausible than what stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from textnorm.text.edits import Edit
from textnorm.text.encoding.about_encodings import unless_about_encodings
from textnorm.text.encoding.codepages import LABELS, TABLES, UTF8_PAGES, bytes_in
from textnorm.text.evidence.plausibility import known, plausibility
from textnorm.text.evidence.triggers import BLANK, LATIN_SMALL, NOT_ASCII, SIGN, SMALL, Trigger

__all__ = ["BEHIND_LEAD", "LEADS", "UTF8_TRIGGERS", "find_misread_utf8", "may_be_utf8"]

# What was meant, how many of the characters behind the run belong to it, in which pages, and how sure that is.
_Interpretation = tuple[str, int, tuple[str, ...], float]

_LAYERS = 4  # how often one text was read wrongly, at most
_EVIDENCE = {page: f"UTF-8 read as {LABELS[page]}" for page in UTF8_PAGES}
# Confidence: nothing is missing; a byte was put back; a byte was put back that is believed beside other damage only.
_CERTAIN, _PROBABLE, _DOUBTFUL = 0.99, 0.9, 0.8
_FAVOUR = 16  # bits for the page that most of the text was read in
_RARELY = 8  # bits against ISO 8859-2, which nobody reads German in, and which differs little from cp1250
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
    leads = [
        f"[{re.escape(_shown(page, first, last))}]{more}{{{count}}}"
        for first, last, count in ((0xC2, 0xDF, 1), (0xE0, 0xEF, 2), (0xF0, 0xF4, 3))
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
    return leads, "|".join([*checks, "(?<=[ÂÃ])[ ?]|(?<=Ã)[a-z]"])


_LEADS_OF, BEHIND_LEAD = _suspects()
LEADS = "".join(sorted(set("".join(_LEADS_OF.values()))))
may_be_utf8 = re.compile(f"[{re.escape(LEADS)}](?:{BEHIND_LEAD})").search


def _triggers() -> Iterator[Trigger]:
    yield Trigger("".join(lead for lead in LEADS if lead not in _MARKS), after=NOT_ASCII)
    yield Trigger("ÂÃ", after=BLANK | SIGN)
    yield Trigger("Ã", after=SMALL)
    marks = "".join(lead for lead in LEADS if lead in _MARKS)
    yield Trigger(marks, before=NOT_ASCII, after=NOT_ASCII)
    # A mark and two more: the second of these is not suspicious if it is an umlaut, as every third word has one.
    behind = {char for page, leads in _LEADS_OF.items() if set(leads) & set(marks) for char in _shown(page, 0x80, 0xBF)}
    more = "".join(sorted(behind - set(_UMLAUTS)))
    yield Trigger(more, before=NOT_ASCII, after=NOT_ASCII)
    yield Trigger(more, before=LATIN_SMALL)


#: What a text must contain for `find_misread_utf8` to find something; the pattern above looks more closely.
UTF8_TRIGGERS = tuple(_triggers())
_CYRILLIC = re.compile("[\u0400-\u045f\u0490\u0491]")
# A run, the two characters before it, and two behind it for context. Longer runs are not German.
_RUN = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]{1,239}|(?<=[ÂÃ])(?=[ ?a-z]))")
_MARK_AND_LETTER = re.compile(f"[{_MARKS}][^ÂÃ]")
_CLOSING_MARKS = frozenset("”“’…»®™")
# In UTF-8, a closing quotation mark ends in the byte 0x9D, which cp1252 does not define, so that it gets lost.
_LOST_QUOTE = re.compile(f"â€(?:\ufffd|(?![{re.escape(_shown('cp1252', 0x80, 0xBF))}]))")
_LOST_TAIL = "\x84\x96\x9c\x9f"  # what is lost of Ä Ö Ü ß where controls are dropped


def find_misread_utf8(text: str) -> list[Edit]:
    """Find UTF-8 that was read in one of the pages, and say what it meant."""
    sure = _certain_interpretations()
    found: list[tuple[int, int, _Interpretation]] = []
    for run in _RUN.finditer(text):
        seen = run[0]
        if _MARK_AND_LETTER.fullmatch(seen):
            continue
        start, end = run.span()
        interpretation = sure.get(seen) or _interpretation(
            text[max(0, start - 2) : start], seen, text[end : end + 2], ""
        )
        if interpretation is not None:
            found.append((start, end, interpretation))
    if not found:
        return []
    distinct = {id(interpretation): interpretation for _, _, interpretation in found}.values()
    is_certain = any(interpretation[3] >= _CERTAIN for interpretation in distinct)
    # A text is rarely read in two pages: what could be either is what the rest is.
    favoured = next((page for page in UTF8_PAGES if all(page in interpretation[2] for interpretation in distinct)), "")
    if not favoured:
        readable = Counter(interpretation[2] for _, _, interpretation in found)
        favoured = max(UTF8_PAGES, key=lambda page: sum(count for pages, count in readable.items() if page in pages))
        for number, (start, end, interpretation) in enumerate(found):
            if favoured not in interpretation[2]:
                place = text[max(0, start - 2) : start], text[start:end], text[end : end + 2]
                found[number] = start, end, _interpretation(*place, favoured) or interpretation
    edits = [
        Edit(start, end + taken, meant, _EVIDENCE[favoured if favoured in pages else pages[0]], confidence)
        for start, end, (meant, taken, pages, confidence) in found
        if is_certain or confidence > _DOUBTFUL
    ]
    return unless_about_encodings(text, edits)


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
    return best


@lru_cache(maxsize=16384)
def _meanings(run: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """What a run can mean that the plausibility table knows: the meaning, its bonus in bits, the pages it needs."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for page in UTF8_PAGES:
        meant, bonus = run, -_RARELY if page == "iso8859-2" else 0
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
    if "â€" in run and _LOST_QUOTE.search(run):
        yield _LOST_QUOTE.sub("â€\x9d", run), int(run.endswith("â€") and right[:1] == "?"), _PROBABLE
    if run[-1] not in "ÂÃ" or left[-1:].isupper():
        return
    if right[:1] == " ":
        # The byte 0xA0, a no-break space, was turned into a space. What ``Ã s`` means, ftfy knows.
        if run[-1] == "Â" or left[-1:] == "-" or right == " l":  # vis-à-vis, à la carte
            yield run + "\xa0", int(right != " l"), _PROBABLE
        elif right[1:] == " ":
            yield run + "\xa0", 1, _DOUBTFUL
    elif run[-1] == "Ã" and (right[:1] == "?" or right[:1].islower()):
        for tail in _LOST_TAIL:
            yield run + tail, int(right[0] == "?"), _PROBABLE if left[-1:].islower() else _DOUBTFUL


def _fits(text: str, start: int, end: int, page: str) -> bool:
    """Whether no character in ``text[start:end]`` is out of place, and letters were seen beside those beside them."""
    return all(
        plausibility(text, place, place + 1)
        >= int(text[place].isalpha() or (text[place] < "Ā" and page not in _WESTERN))
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
