"""German in UTF-8 that was read in a page of another script or region: ``f├╝r Stra├čen``, ``fц╪r``, ``fΓΌr``.

These pages share half of their signs with those of western Europe, so that a text would be read by half. Here a page
is taken only if all that looks like UTF-8 in it means something, a word with umlauts is known, and some sign is of that
page alone. So is the Greek beta that stands for ß in a known word: ``Straβe``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from textnorm.text.edits import Edit, apply_edits
from textnorm.text.encoding.codepages import table_of
from textnorm.text.evidence.known_words import is_known
from textnorm.text.evidence.word_score import SURE, word_score

__all__ = ["find_rare_pages"]

#: The pages, with what a user reads of each.
_PAGES = {"cp852": "CP852", "cp866": "CP866", "koi8_r": "KOI8-R", "cp1253": "cp1253", "mac_latin2": "Mac Latin 2"}
_WESTERN = ("cp850", "cp437", "mac_roman", "cp1252")  # which `misread_utf8` reads better
_UMLAUTS = frozenset("äöüßÄÖÜ")
_MEANT = [*map(chr, range(0xA0, 0x180)), *"„“”‚‘’–—…€•‹›"]
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST, _LONG = 3, 6  # letters of a known word, and of one that is certain by its letters
_BETA = re.compile(r"(?<=[A-Za-zäöüÄÖÜ])β(?![\u0370-\u03ff])")
_LATIN_WORD = re.compile(r"[A-Za-zäöüßÄÖÜβ]+")


class _Page(NamedTuple):
    """How a page shows UTF-8: umlauts, what each sequence means, and which of them western pages never show.

    ``lead`` is the first sign of its umlauts, and ``umlauts`` finds a whole one, without which nothing is read.
    """

    lead: str
    umlauts: re.Pattern[str]
    sequences: re.Pattern[str]
    meanings: dict[str, str]
    own: frozenset[str]


@cache
def _page(name: str) -> _Page:
    table, western = table_of(name), [table_of(page) for page in _WESTERN]
    meanings, own = {}, set()
    for meant in _MEANT:
        raw = meant.encode()
        seen = "".join(table[byte] for byte in raw)
        meanings[seen] = meant
        if seen not in {"".join(page[byte] for byte in raw) for page in western}:
            own.add(seen)
    longest = sorted(meanings, key=len, reverse=True)
    lead, seconds = table[0xC3], "".join(table[umlaut.encode()[1]] for umlaut in sorted(_UMLAUTS))
    umlauts = re.compile(f"{re.escape(lead)}[{re.escape(seconds)}]")
    return _Page(lead, umlauts, re.compile("|".join(map(re.escape, longest))), meanings, frozenset(own))


def find_rare_pages(text: str) -> list[Edit]:
    """Find UTF-8 that was read in one of the rarer pages, if that explains all of it, and beta in place of ß.

    >>> from textnorm.text.edits import apply_edits
    >>> [apply_edits(text, find_rare_pages(text)) for text in ("fц╪r alle", "Gr├╝├če", "die Straβe", "α und β")]
    ['für alle', 'Grüße', 'die Straße', 'α und β']
    """
    for name, label in _PAGES.items():
        page = _page(name)
        if page.lead in text and page.umlauts.search(text) and (edits := _found(text, page, f"UTF-8 read as {label}")):
            return edits
    return _betas(text) if "β" in text else []


def _found(text: str, page: _Page, why: str) -> list[Edit]:
    matches = list(page.sequences.finditer(text))
    edits = [Edit(*match.span(), page.meanings[match[0]], why, 0.95) for match in matches]
    if page.own.isdisjoint(match[0] for match in matches):
        return []
    meant = apply_edits(text, edits)
    if page.lead in meant:
        return []
    before = set(_WORD.findall(text))
    return edits if any(_is_proof(word) for word in _WORD.findall(meant) if word not in before) else []


def _is_proof(word: str) -> bool:
    if _UMLAUTS.isdisjoint(word) or len(word) < _SHORTEST:
        return False
    return is_known(word) or (len(word) >= _LONG and word_score(word) >= SURE)


def _betas(text: str) -> list[Edit]:
    """Each beta inside a word of Latin letters that is a known one with ß."""
    edits = []
    for match in _LATIN_WORD.finditer(text):
        word = match[0]
        meant = word.replace("β", "ß")
        if "β" in word and _BETA.search(text, match.start(), match.end()) and _is_proof(meant):
            edits += [
                Edit(place.start(), place.end(), "ß", "beta for ß", 0.95)
                for place in _BETA.finditer(text, match.start(), match.end())
            ]
    return edits
