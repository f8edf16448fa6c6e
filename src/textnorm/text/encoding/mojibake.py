"""Text that was decoded with the wrong code page: ``empfÃ¤ngt`` was UTF-8 read as cp1252, and meant ``empfängt``.

Two kinds of accident are undone. UTF-8 that was read in a single-byte page shows as runs of two and more odd
characters, which are turned back into bytes and read as UTF-8, layer by layer. Pages that were mixed up with each
other (:mod:`textnorm.text.encoding.mixups`) show as single odd characters. In both, a reading is taken only where it is
clearly more plausible than what stands there. What looks like UTF-8 in a script that the plausibility table does not
know is left to ftfy's judgement.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from textnorm.text.edits import Edit, apply_edits, compose_edits
from textnorm.text.encoding.codepages import LABELS, TABLES, UTF8_PAGES, bytes_in
from textnorm.text.encoding.ftfy_fallback import find_with_ftfy
from textnorm.text.encoding.mixups import MIXUP_TRIGGERS, SUSPICIOUS_PLACE, find_mixups
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.plausibility import known, plausibility

__all__ = ["MOJIBAKE_TRIGGERS", "find_mojibake"]

# What was meant, how many of the characters behind the run belong to it, in which pages, and how sure that is.
_Reading = tuple[str, int, tuple[str, ...], float]

_LAYERS = 4  # how often one text was read wrongly, at most
_ROUNDS = 6  # how often the repaired text is looked at again
_EVIDENCE = {page: f"UTF-8 read as {LABELS[page]}" for page in UTF8_PAGES}
# Confidence: nothing is missing; a byte was put back; a byte was put back that is believed beside other damage only.
_CERTAIN, _PROBABLE, _DOUBTFUL = 0.99, 0.9, 0.8
_FAVOUR = 16  # bits for the page that most of the text was read in
_RARELY = 8  # bits against ISO 8859-2, which nobody reads German in, and which differs little from cp1250
_WESTERN = frozenset({"cp1252", "iso8859-15", "cp1254"})
_ENOUGH = 8  # bits that a reading must gain
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


def _suspects() -> tuple[str, str]:
    """The characters that lead bytes look like, and a pattern for one before a continuation byte of its page."""
    leads = {page: "".join(set(_shown(page, 0xC2, 0xF4)) - set("äöüß")) for page in UTF8_PAGES}
    every = "".join(sorted(set("".join(leads.values()))))
    checks = "|".join(f"(?<=[{re.escape(leads[page])}])[{re.escape(_shown(page, 0x80, 0xBF))}]" for page in UTF8_PAGES)
    return every, f"{checks}|(?<=[ÂÃ])[ ?]|(?<=Ã)[a-z]"


_LEADS, _BEHIND_LEAD = _suspects()
_SUSPECT = re.compile(f"[{re.escape(_LEADS)}](?:{_BEHIND_LEAD})")
MOJIBAKE_TRIGGERS = "".join(sorted({*_LEADS, *MIXUP_TRIGGERS, *map(chr, range(0x80, 0xA0))}))
# Sound text is passed by this one search.
_ANYTHING = re.compile(f"[{re.escape(MOJIBAKE_TRIGGERS)}](?:{_BEHIND_LEAD}|{SUSPICIOUS_PLACE})")
_CYRILLIC = re.compile("[\u0400-\u045f\u0490\u0491]")
# A run, the two characters before it, and two behind it which are looked at only. Longer runs are no German.
_RUN = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]{1,239}|(?<=[ÂÃ])(?=[ ?a-z]))")
_ENCODING_WORDS = (
    *("utf-8", "utf8", "latin-1", "latin1", "iso-8859", "8859-1", "cp1252", "cp850", "windows-125", "unicode"),
    *("charset", "mojibake", "codepage", "encod", "kodier", "codier", "zeichensa", "zeichensä", "umlaut"),
    *("das zeichen", "buchstab"),
)
_CLOSING_MARKS = frozenset("”“’…»®™")
_SOUND_UMLAUT = re.compile("[äöüßÄÖÜ](?<![^\x00-\x7f].)(?![^\x00-\x7f])")
# In UTF-8, a closing quotation mark ends in the byte 0x9D, which cp1252 does not define, so that it gets lost.
_LOST_QUOTE = re.compile(f"â€(?:\ufffd|(?![{re.escape(_shown('cp1252', 0x80, 0xBF))}]))")
_LOST_TAIL = "\x84\x96\x9c\x9f"  # what is lost of Ä Ö Ü ß where controls are dropped


def find_mojibake(text: str) -> list[Edit]:
    """Find text that was decoded with the wrong code page, and say what it meant.

    >>> find_mojibake("Merkel empfÃ¤ngt Macron")
    [Edit(start=11, end=13, after='ä', evidence='UTF-8 read as cp1252', confidence=0.99)]
    >>> find_mojibake("Merkel empf„ngt Macron")
    [Edit(start=11, end=12, after='ä', evidence='CP850 read as cp1252', confidence=0.95)]
    >>> find_mojibake("Merkel empfängt „Macron“")
    []
    """
    if text.isascii() or not _ANYTHING.search(text):
        return []
    edits: list[Edit] = []
    current = text
    for _ in range(_ROUNDS):
        suspect = _SUSPECT.search(current)
        more = _utf8_edits(current) if suspect else []
        if not more:
            other = _with_ftfy(current) if suspect else []
            # Of letters that the table does not know, ftfy is the judge; of others, it is asked last.
            if all(known(edit.after) for edit in other):
                more = find_mixups(current)
            more = more or other
        if not more:
            break
        edits = compose_edits(text, edits, more) if edits else more
        current = apply_edits(text, edits)
        if not _ANYTHING.search(current):
            break
    return edits


def _with_ftfy(text: str) -> list[Edit]:
    edits = find_with_ftfy(text)
    if any(edit.after.strip() == "à" for edit in edits) and germanness(text[:2000]) > 4:
        # ftfy knows French: no German word ends in à, and Ã before a space is a quotation mark of Mac Roman.
        edits = [edit for edit in edits if edit.after.strip() != "à" or not text[edit.start - 1 : edit.start].isalpha()]
    return _unless_about_encodings(text, edits)


def _unless_about_encodings(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits`` without those in lines that talk about encodings, where damage may be on show.

    A line that is damaged throughout is repaired all the same: several damaged places, and not one sound umlaut.
    """
    if not edits or (len(edits) >= 3 and "\n" not in text and not _SOUND_UMLAUT.search(text)):
        return edits
    if not _is_about_encodings(text):
        return edits
    breaks = [-1, *(place.start() for place in re.finditer("\n", text)), len(text)]
    lines = [bisect_left(breaks, edit.start + 1) - 1 for edit in edits]
    on_show = set()
    for number, count in Counter(lines).items():
        line = text[breaks[number] + 1 : breaks[number + 1]]
        if _is_about_encodings(line) and (count < 3 or _SOUND_UMLAUT.search(line)):
            on_show.add(number)
    return [edit for number, edit in zip(lines, edits, strict=True) if number not in on_show]


def _is_about_encodings(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in _ENCODING_WORDS)


def _utf8_edits(text: str) -> list[Edit]:
    sure = _sure_readings()
    found: list[tuple[int, int, _Reading]] = []
    for run in _RUN.finditer(text):
        seen = run[0]
        start, end = run.span()
        reading = sure.get(seen) or _reading(text[max(0, start - 2) : start], seen, text[end : end + 2], "")
        if reading is not None:
            found.append((start, end, reading))
    if not found:
        return []
    distinct = {id(reading): reading for _, _, reading in found}.values()
    certain = any(reading[3] >= _CERTAIN for reading in distinct)
    # A text is rarely read in two pages: what could be either is what the rest is.
    favoured = next((page for page in UTF8_PAGES if all(page in reading[2] for reading in distinct)), "")
    if not favoured:
        readable = Counter(reading[2] for _, _, reading in found)
        favoured = max(UTF8_PAGES, key=lambda page: sum(count for pages, count in readable.items() if page in pages))
        for number, (start, end, reading) in enumerate(found):
            if favoured not in reading[2]:
                place = text[max(0, start - 2) : start], text[start:end], text[end : end + 2]
                found[number] = start, end, _reading(*place, favoured) or reading
    edits = [
        Edit(start, end + taken, meant, _EVIDENCE[favoured if favoured in pages else pages[0]], confidence)
        for start, end, (meant, taken, pages, confidence) in found
        if certain or confidence > _DOUBTFUL
    ]
    return _unless_about_encodings(text, edits)


@cache
def _sure_readings() -> dict[str, _Reading]:
    """Runs that mean the same wherever they stand: ``Ã¤`` is an ä, and so are ``√§`` and ``├ñ``."""
    readings: dict[str, _Reading] = {}
    for page in UTF8_PAGES:
        for meant in "äöüß„“–…’":
            seen = "".join(TABLES[page][byte] for byte in meant.encode())
            meanings = _meanings(seen)
            if len(meanings) == 1 and meanings[0][0] == meant and not seen.isalpha():
                readings[seen] = meant, 0, meanings[0][2], _CERTAIN
    return readings


@lru_cache(maxsize=65536)
def _reading(left: str, run: str, right: str, favoured: str) -> _Reading | None:
    """What a run of non-ASCII characters meant, how many of the characters behind it belong to it, and in which pages.

    None if it is sound. The favoured page wins where two are almost equally plausible.
    """
    best: _Reading | None = None
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
