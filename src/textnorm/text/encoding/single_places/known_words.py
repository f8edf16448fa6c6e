"""Words that hold a sign, or a capital among small letters, and are known German ones in another page: ``Grˆﬂe``.

A label of one or two words says nothing of its language. But no word has such a sign between its letters, and hardly
any becomes a known one by chance, so one word is enough.
"""

from __future__ import annotations

from functools import lru_cache

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import LABELS, MIXUPS, mixup
from textnorm.text.evidence.known_words import is_known, known_part
from textnorm.text.evidence.word_score import LIKELY, word_score

__all__ = ["SIGNS_IN_WORDS", "find_known_words"]

#: What is no mark that people write between two words, and an umlaut in another page.
_SIGNS = "‰ˆ¸ƒ§÷³¤¶¼¡¢£¥ªº¿¬®±²µ¹│┤┬╬░▒▓■¯ˇ˙˝´¨⌠Σⁿ▄╓─"
_WORD = lazy(rf"(?:[^\W\d_]|[{_SIGNS}]){{3,40}}")
_CAPITALS = "À-ÃÅ-ÕØ-ÛÝÞŠŒŽŸ"
# The class comes first, so that a search runs at the speed of one.
_ODD = lazy(
    rf"[{_SIGNS}{_CAPITALS}\u0400-\u045fﬂ](?:(?<=[{_SIGNS}ﬂ])(?=[a-z])|(?<=[^\W\d_][{_SIGNS}])(?=[ß-öø-ÿ{_SIGNS}])"
    rf"|(?<=[A-Za-z][{_CAPITALS}\u0400-\u045f])(?=[a-z])|(?<=[a-z][¸ˆ])(?![^\W\d_]))"
)
#: What a character is to these rules, each as a pattern; the kernel that reads many texts takes them as bits.
SIGNS_IN_WORDS = {"word_sign": f"[{_SIGNS}ﬂ]", "word_capital": f"[{_CAPITALS}\u0400-\u045f]", "edge_sign": "[¸ˆ]"}
_UMLAUTS = frozenset("äöüßÄÖÜ")
_SOUND = lazy("[äöüÄÖÜ]")
_MOST = 8  # words that are not ASCII, in a label or a headline
_LONG_PART = 5  # letters of a known word with which a compound begins or ends


def find_known_words(text: str) -> list[Edit]:
    """Find such words where one pair of pages makes known ones of all words that are not ASCII.

    >>> [edit.after for edit in find_known_words("Neue Grˆﬂe")]
    ['ö', 'ß']
    >>> find_known_words("Konﬂikt"), find_known_words("Citro‰n"), find_known_words("5‰ mehr")
    ([], [], [])
    """
    if not _ODD.search(text) or _SOUND.search(text):
        return []
    words = [match for match in _WORD.finditer(text) if not match[0].isascii()]
    if not 0 < len(words) <= _MOST or sum(not char.isascii() for char in text) > sum(
        not char.isascii() for word in words for char in word[0]
    ):
        return []
    if not any(_ODD.search(word[0]) for word in words):
        return []
    found: dict[tuple[str, ...], int] = {}
    for number in range(len(MIXUPS)):
        meant = tuple(_meant(word[0], number) for word in words)
        if all(meant):
            found.setdefault(meant, number)
    if len(found) != 1:
        return []
    ((meant, number),) = found.items()
    why = f"{LABELS[MIXUPS[number].written]} read as {LABELS[MIXUPS[number].read]}"
    return [
        Edit(place, place + 1, after, why, 0.95)
        for word, letters in zip(words, meant, strict=True)
        for place, (before, after) in enumerate(zip(word[0], letters, strict=True), word.start())
        if before != after
    ]


@lru_cache(maxsize=1 << 12)
def _meant(word: str, number: int) -> str:
    """The known German word that ``word`` is in a pair of pages, or ""."""
    meant = word.translate(mixup(*MIXUPS[number][:2]))
    if any(after not in _UMLAUTS for before, after in zip(word, meant, strict=True) if before > "\x7f"):
        return ""
    if not (meant[1:].islower() or meant.isupper()):
        return ""
    known = is_known(meant) or len(known_part(meant)) >= _LONG_PART
    return meant if known and word_score(meant) >= LIKELY else ""
