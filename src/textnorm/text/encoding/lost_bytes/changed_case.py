"""UTF-8 that was read in cp1252, and then written in small letters or as a title: ``grã¶ãÿe``, ``Fã¼R``, ``dã©jã``.

The first of two bytes is a letter, which the case changed; a sign is none, so that behind it a title begins a word. In
a text with one such word that is known in some language, all of them are read, or none: a text read by half is worse
than one that is left as it is.
"""

from __future__ import annotations

import re

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import TABLES
from textnorm.text.encoding.word_likelihood import is_word_anywhere
from textnorm.text.evidence.word_score import SURE, word_score

__all__ = ["find_changed_case", "leaves_changed_case"]

_LETTERS, _TITLE = "UTF-8 read as cp1252, then in small letters", "UTF-8 read as cp1252, then in a title"
_CONFIDENCE = 0.95
_LEADS = dict(zip("ãäåÃÄÅ", (0xC3, 0xC4, 0xC5) * 2, strict=True))
# What the second byte is shown as: a sign, which has no case, or a letter, of which the likelier one is taken.
_SECOND = {chr(byte): byte for byte in range(0xA1, 0xC0)} | {
    character: byte for byte in range(0x80, 0xA0) if not (character := TABLES["cp1252"][byte]).isalpha()
}
_CASED = {"œ": 0x9C, "š": 0x9A, "ž": 0x9E, "ÿ": 0x9F}
_SIGNS = re.escape("".join(_SECOND))
# Marks are signs as well: between letters they are none.
_CERTAIN = "\xa1-\xaa\xac\xae-\xba\xbc-\xbf"
# A soft hyphen is read in texts in which all else proves it: behind a sound letter it would be one.
_SMALL = f"[ãäå](?:[{_CERTAIN}\xadÿ]|[{_SIGNS}œšž](?=[A-Za-zãäå])|(?<=[A-Za-z][äå])[‚„…†‡™›])"
# Behind a sign, a title has a capital.
_PAIR = f"(?:{_SMALL}|(?<=[{_SIGNS}])[ÃÄÅ](?:[{_CERTAIN}\xadÿ]|[{_SIGNS}œšž](?=[A-Za-zãäå])))"
_TITLE_BEHIND = f"[A-Z](?:[a-zãäå]|(?![^\\W_]))|[ãäåÃÄÅ][{_SIGNS}ÿ]"
_FIRST = f"(?:[ÃÄÅ][{_SIGNS}](?={_TITLE_BEHIND})|[ÄÅ]ÿ(?=[a-zãäå]))"
_WORD = lazy(f"(?<![^\\W_])(?<![ÃÄÅãäå][{_SIGNS}])(?:{_FIRST})?(?:{_PAIR}|[A-Za-zäöüß])+(?![^\\W\\d_])")
_ANY_PAIR = lazy(f"{_FIRST}|{_PAIR}")
# No sound text has these between letters; guillemets and soft hyphens may stand behind a letter.
_BETWEEN = f"(?<=[ãäå])(?<=[A-Za-z].)[{_CERTAIN}‚†‡™ÿ](?=[A-Za-z])"
_EVIDENT = lazy(f"[ãäåÃÄÅ](?:{_BETWEEN}|(?<=[ÃÄÅ])(?<![^\\W_].)[{_SIGNS}](?=[A-Z][a-zãäå]|[ãäå][{_SIGNS}]))")
_UMLAUT = lazy("ã[¤¶¼„–œÿ]")
_OPEN = lazy(f"[ãäå](?:{_BETWEEN}|(?<=ã)[¤¶¼])")
# Three in a row are of another script, of which a byte was lost.
_OTHER_SCRIPT = lazy(f"(?:[ãäå][{_CERTAIN}]){{3}}")
_CAPITAL_BEHIND_SIGN = lazy(f"(?<=[{_SIGNS}])[A-Z](?![A-Z])")
_MARK = lazy("â[«»]")
_QUOTED = lazy("(?<![^\\W_])(?<![«»])[Ââ](?:»[^«»\n]{1,80}â«|«[^«»\n]{1,80}â»)(?!\\w)")
_NO_BREAK_SPACE = lazy("ã\xa0")  # behind the lead of à
_SHORTEST = 4  # letters of a word that is evidence in any language


def find_changed_case(text: str) -> list[Edit]:
    """Find all words of a text that were damaged before their case was changed; none if one of them cannot be read.

    >>> [edit.after for edit in find_changed_case("Nã¤Ytã¤ Kokonaislukujen Alkutekijã¤T")]
    ['äy', 'ä', 'ät']
    >>> find_changed_case("irmã» e manhã®")
    []
    """
    if "ã" not in text and "Ã" not in text and "â" not in text:
        return []
    edits = _words(text)
    if edits:
        edits += [Edit(*place.span(), "à", _LETTERS, _CONFIDENCE) for place in _NO_BREAK_SPACE.finditer(text)]
        edits += [Edit(*mark.span(), mark[0][1], _LETTERS, _CONFIDENCE) for mark in _MARK.finditer(text)]
    elif not leaves_changed_case(text):
        for quoted in _QUOTED.finditer(text):
            start, end = quoted.span()
            edits.append(Edit(start, start + 2, quoted[0][1], _LETTERS, _CONFIDENCE))
            edits.append(Edit(end - 2, end, quoted[0][-1], _LETTERS, _CONFIDENCE))
    return sorted(edits)


def _words(text: str) -> list[Edit]:
    """The edits of all words of ``text`` that were damaged so, or none."""
    if not (_EVIDENT.search(text) or _UMLAUT.search(text)) or _OTHER_SCRIPT.search(text):
        return []
    edits: list[Edit] = []
    known = words = 0
    for word in _WORD.finditer(text):
        if not _ANY_PAIR.search(word[0]):
            continue
        more = _read(word[0], word.start())
        if more is None:
            return []
        edits += more
        words += 1
        known += _is_evidence(word[0], _ANY_PAIR.sub(_letter, word[0]).lower())
    return edits if known and 2 * known >= words and not _unread(text, edits) else []


def leaves_changed_case(text: str) -> bool:
    """Whether ``text`` has letters whose case was changed when they were damaged, so that its damage is left alone."""
    return ("ã" in text or "ä" in text or "å" in text) and _OPEN.search(text) is not None


def _is_evidence(seen: str, meant: str) -> bool:
    """Whether a word is known as it was meant, and none as it stands."""
    if _UMLAUT.search(seen) and word_score(meant) >= SURE:
        return True
    return len(meant) >= _SHORTEST and _EVIDENT.search(seen) is not None and is_word_anywhere(meant)


def _read(word: str, offset: int) -> list[Edit] | None:
    """The edits that restore a word; None if a byte of it means nothing, or the case of the rest is no title's."""
    small = _CAPITAL_BEHIND_SIGN.sub(lambda capital: capital[0].lower(), word)
    if any(character.isupper() for character in _ANY_PAIR.sub(_letter, small)[1:]):
        return None
    edits = []
    for pair in _ANY_PAIR.finditer(word):
        start, end = pair.span()
        letter = _letter(pair)
        if not letter:
            return None
        if start == 0 and pair[0][0].isupper():
            letter = "İ" if letter == "i" else letter.upper()
        behind = _CAPITAL_BEHIND_SIGN.match(word, end)
        if behind:
            end += 1
            letter += behind[0].lower()
        evidence = _TITLE if behind or pair[0][0].isupper() else _LETTERS
        edits.append(Edit(offset + start, offset + end, letter, evidence, _CONFIDENCE))
    return edits


def _letter(pair: re.Match[str]) -> str:
    """The small letter that two characters were, or "" if they were none."""
    second = pair[0][1]
    meant = bytes((_LEADS[pair[0][0]], _SECOND.get(second) or _CASED[second])).decode()
    letter = meant.lower().removesuffix("\N{COMBINING DOT ABOVE}")
    return letter if len(letter) == 1 and letter.isalpha() else ""


def _unread(text: str, edits: list[Edit]) -> bool:
    """Whether something that was damaged so is in none of ``edits``."""
    starts = {edit.start for edit in edits}
    return any(place.start() not in starts for place in _OPEN.finditer(text))
