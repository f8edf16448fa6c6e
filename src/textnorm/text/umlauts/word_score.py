"""How sure it is that letters with umlauts make a German word: the two models of this package, asked together."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["LIKELY", "SURE", "word_score"]

#: Bits of plausibility per umlaut from which a reading stands by itself, and from which it stands in company.
SURE = 15
LIKELY = 10
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@lru_cache(maxsize=8192)
def word_score(word: str) -> int:
    """How well the umlauts of ``word`` fit, in bits each; 0 if the umlaut model would not write them.

    >>> word_score("empfängt") >= SURE, word_score("aöb") >= LIKELY
    (True, False)
    """
    from textnorm.text.evidence.plausibility import plausibility
    from textnorm.text.umlauts.umlauts import restore_umlauts

    marked = sum(char > "\x7f" for char in word)
    restored = restore_umlauts(word.translate(_SPELLED), evidence="damaged")
    if "ß" not in word:
        restored = restored.replace("ß", "ss")  # whether müssen has one is not the question
    if not marked or restored != word:
        return 0
    return max(0, plausibility(word)) // marked
