"""German in UTF-8 that was read in GBK, Shift JIS, Big5 or a Korean page: ``f眉r``, ``fﾃｼr``, ``f羹r``, ``f체r``.

Two bytes are one character there, and some swallow the letter behind them: ``Straﾃ歹`` is *Straße*. A page is taken
only if all of the text that is not ASCII turns into bytes that are UTF-8, of Latin letters and marks, and a German word
with umlauts is known. Chinese, Japanese and Korean are no UTF-8 in their own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.known_words import is_known
from textnorm.text.evidence.triggers import ASCII_LETTER, LATIN_SMALL, NOT_ASCII, SMALL, Trigger
from textnorm.text.evidence.word_score import SURE, word_score

__all__ = ["EAST_ASIAN_TRIGGERS", "find_east_asian"]

#: The pages, with what a user reads of each.
_PAGES = {"gbk": "GBK", "cp932": "Shift JIS", "cp949": "Korean", "big5": "Big5"}
_UMLAUTS = "äöüßÄÖÜ"
_RUN = lazy(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = lazy("[\xa0-\u024f\u2010-\u203a€™]+")
_SHORTEST, _LONG = 3, 6  # letters of a known word, and of one that is certain by its letters
_CONFIDENCE = 0.97
_HALF = "ﾃ"  # the first of the two bytes, in Shift JIS
_LOST_PAIR = "锟斤拷"  # a lost letter of two bytes, each of them U+FFFD, in GBK


@cache
def _images() -> str:
    """The characters that begin an umlaut in one of the pages."""
    found = {letter.encode().decode(page, "ignore")[:1] for letter in _UMLAUTS for page in _PAGES}
    return "".join(sorted(character for character in found if character > "\x7f"))


def _triggers() -> Iterator[Trigger]:
    yield Trigger(_images() + _LOST_PAIR[0], before=ASCII_LETTER | LATIN_SMALL)
    yield Trigger(_images(), after=SMALL)
    yield Trigger(_HALF, after=NOT_ASCII)


#: What a text must contain for `find_east_asian` to find something.
EAST_ASIAN_TRIGGERS = tuple(_triggers())
_SEEN = lazy(f"[{_images()}](?:(?<=[A-Za-z].)|[a-z]|(?<={_HALF})[^\x00-\x7f])")


def find_east_asian(text: str) -> list[Edit]:
    """Find German in UTF-8 that was read in a page of East Asia, if that explains all of the text.

    >>> [apply_edits(text, find_east_asian(text)) for text in ("f眉r alle", "Straﾃ歹", "M羹nchen", "iPhone手机, T恤")]
    ['für alle', 'Straße', 'München', 'iPhone手机, T恤']
    """
    if _LOST_PAIR in text:
        return _lost_pairs(text)
    if not _SEEN.search(text):
        return []
    for page, label in _PAGES.items():
        edits = list(_in_page(text, page, f"UTF-8 read as {label}"))
        if edits and _has_german(text, apply_edits(text, edits)):
            return edits
    return []


def _in_page(text: str, page: str, why: str) -> Iterator[Edit]:
    """The edits that read all of ``text`` as UTF-8 that was read in ``page``; none if part of it is none."""
    edits = []
    for run in _RUN.finditer(text):
        try:
            meant = run[0].encode(page).decode("utf-8")
        except UnicodeError:
            return
        if not all(_LATIN.fullmatch(part) for part in _RUN.findall(meant)):
            return
        beside = text[run.start() - 1 : run.start()].isalpha() or text[run.end() : run.end() + 1].isalpha()
        if meant.isalpha() and not beside:
            return  # a Chinese word may be UTF-8 by chance
        edits.append(Edit(*run.span(), meant, why, _CONFIDENCE))
    yield from edits


def _has_german(text: str, meant: str) -> bool:
    before = set(_WORD.findall(text))
    return any(_is_proof(word) for word in _WORD.findall(meant) if word not in before)


def _is_proof(word: str) -> bool:
    if not set(word) & set(_UMLAUTS) or len(word) < _SHORTEST:
        return False
    return is_known(word) or (len(word) >= _LONG and word_score(word) >= SURE)


def _lost_pairs(text: str) -> list[Edit]:
    """Letters that were lost before GBK was read, inside words of Latin letters."""
    why = "UTF-8 read as GBK"
    return [
        Edit(*match.span(), "\N{REPLACEMENT CHARACTER}" * 2, why, _CONFIDENCE)
        for match in re.finditer(f"(?<=[A-Za-zäöüß]){_LOST_PAIR}(?=[a-zäöüß])", text)
    ]
