"""Mojibake in scripts that the plausibility table does not know: ftfy decides, and its result becomes edits."""

from __future__ import annotations

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, shifted, word_with
from textnorm.text.encoding.codepages import bytes_in
from textnorm.text.encoding.word_likelihood import is_word_anywhere

__all__ = ["find_with_ftfy"]

_LINE = lazy(r"[^\n]+")
# A word in two scripts is no repair: pages that were mixed up with each other can look like UTF-8 by chance.
_OTHER = "[\u0250-\u02af\u0400-\u1dff\u2c00-\udfff]"
_MIXED_WORD = lazy(f"[A-Za-zÀ-ÖØ-öø-ÿ]{_OTHER}|{_OTHER}[A-Za-zÀ-ÖØ-öø-ÿ]")
_LEAD_AND_MORE = lazy("[ÐÑ][\x80-\xbf\u0152-\u02dc\u2013-\u2122]")
_LOST, _OF_LETTER = "\N{REPLACEMENT CHARACTER}", 2  # what stands for a letter of which a byte is lost, in bytes
_MANY = 8  # letters of damaged Cyrillic, beside which one Latin letter may be meant
_WORD = lazy(r"[^\W\d_]+")
_BOXES = lazy("[\u2550-\u256c]")
_RUN = lazy(r"[^\x00-\x7f]+")
_LETTER = lazy(r"[^\W\d_a-zA-Z]")
# The byte 0xC2 in Latin, Greek, Baltic and Cyrillic pages. Of a long row ftfy undoes one at a time, each in a pass over
# the whole line; no text has so many layers.
_COMMA_BELOW = "ȘșȚț"  # of the letters from U+01C0 on, those of Romanian
_PEELED = lazy("Â{16}|Β{16}|Ā{16}|В{16}")


def find_with_ftfy(text: str) -> list[Edit]:
    """Find what ftfy would repair, line by line. ASCII stays as it is, which shows where a repair starts and ends.

    >>> find_with_ftfy("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Welt")
    [Edit(start=0, end=12, after='Привет', evidence='ftfy', confidence=0.95)]
    """
    if text.isascii():
        return []
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    edits: list[Edit] = []
    for line in _LINE.finditer(text):
        before = line.group()
        if not before.isascii() and is_bad(before) and not _PEELED.search(before):
            after = fix_encoding(before)
            mixed = len(_MIXED_WORD.findall(after)) - len(_MIXED_WORD.findall(before))
            if mixed <= (len(_LEAD_AND_MORE.findall(before)) >= _MANY):
                found = _edits_between(before, after, 0)
                if not _is_doubtful(before, found):
                    edits += shifted(found, line.start())
    return edits


def _is_doubtful(line: str, edits: list[Edit]) -> bool:
    """Whether the only change is one that other accidents explain as well."""
    if all(line[edit.start] == "Â" and not edit.after.strip() for edit in edits):
        return True  # a lone Â may be a letter
    for edit in edits:
        seen = line[edit.start : edit.end]
        if edit.after == _LOST and len(seen) > _OF_LETTER and seen[-1] == "?" and seen[0] != "â":
            return True  # two letters and a question mark: zeitgemèº?
        if edit.after.strip() == "à" and line[edit.start - 1 : edit.start].isalpha():
            following = _WORD.match(line, edit.end) or _WORD.match(line, edit.end + 1)
            if following and len(following[0]) == 1 and following[0] not in "aàeoyl":
                return True  # fÃ r lost more than a space
    if len(edits) == 1:
        (edit,) = edits
        seen = line[edit.start : edit.end]
        around = line[edit.start - 1 : edit.start] + line[edit.end : edit.end + 1]
        rest = line[: edit.start] + line[edit.end :]
        if edit.after.strip() == "à" and not around[:1].isalpha() and _LETTER.search(rest):
            return True  # "Ã ou Õ": a letter of its own, beside a sound one
        if len(seen) == 2 and edit.after >= "\u0250" and _LETTER.search(rest):
            return True  # two bytes of a page of the East that look like a letter by chance: ¾È³çÇÏ¼¼¿ä
        if edit.after.strip() == "à" and _BOXES.search(line):
            return True  # the line was read in a page with boxes, which is none in which UTF-8 shows as Ã
        rare = "ÿ" < edit.after < "\u0250" and not _is_of_cp1252(seen, edit.after)
        if "\u01c0" <= edit.after < "\u0250" and edit.after not in _COMMA_BELOW:
            return True  # a letter that no language near has: »Überall in Mac Roman
        if rare and not is_word_anywhere(word_with(line, edit)):
            return True  # sƒºer is süßer: pages that were mixed up with each other
        # Three letters in the middle of others.
        return seen.isalpha() and len(around) == 2 and not around.isascii() and around.isalpha()
    return False


def _is_of_cp1252(seen: str, meant: str) -> bool:
    return bytes_in(seen, "cp1252") == meant.encode()


def _edits_between(before: str, after: str, offset: int) -> list[Edit]:
    """Edits that turn ``before`` into ``after``."""
    if before == after:
        return []
    pairs = [(0, before, after)]
    if _RUN.split(before) == _RUN.split(after):
        runs = zip(_RUN.finditer(before), _RUN.finditer(after), strict=True)
        pairs = [(was.start(), was.group(), now.group()) for was, now in runs]
    edits = []
    for start, was, now in pairs:
        if was == now:
            continue
        shortest = min(len(was), len(now))
        head = 0
        while head < shortest and was[head] == now[head]:
            head += 1
        tail = 0
        while tail < shortest - head and was[-1 - tail] == now[-1 - tail]:
            tail += 1
        place = offset + start
        edits.append(Edit(place + head, place + len(was) - tail, now[head : len(now) - tail], "ftfy", 0.95))
    return edits
