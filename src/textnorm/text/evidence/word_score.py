"""How certain it is that letters with umlauts make a German word, by two models: letters and letter sequences."""

from __future__ import annotations

from functools import lru_cache

from textnorm.text.evidence.known_words import known_part, level_of
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.plausibility import plausibility

__all__ = ["LIKELY", "SURE", "word_score"]

#: Bits of plausibility per umlaut from which an interpretation stands by itself, and from which if corroborated.
SURE = 15
LIKELY = 10
_FREQUENT = 2  # the level of a word that is none by chance
_LETTERS = LANGUAGES["de"].letters
_SPELLED = str.maketrans(
    {**_LETTERS, **{letter.upper(): spelled.capitalize() for letter, spelled in _LETTERS.items() if letter != "ß"}}
)


@lru_cache(maxsize=8192)
def word_score(word: str) -> int:
    """How well the umlauts of ``word`` fit, in bits each; 0 if the letter model would not write them.

    >>> word_score("empfängt") >= SURE, word_score("aöb") >= LIKELY
    (True, False)
    """
    marked = sum(char > "\x7f" for char in word)
    restored = _restored(word.translate(_SPELLED))
    if "ß" not in word:
        restored = restored.replace("ß", "ss")  # whether müssen has one is not the question
    if not marked or (restored != word and not _is_old_spelling(word, restored)):
        return 0
    return max(0, plausibility(word)) // marked


def _is_old_spelling(word: str, restored: str) -> bool:
    """Whether ``word`` is written with ß as before 1996, and the letter model writes it as today: daß, Beschluß."""
    if "ß" not in word or restored.replace("ß", "ss") != word.replace("ß", "ss"):
        return False
    return level_of(word) >= _FREQUENT or "ß" in known_part(word)


def _restored(word: str) -> str:
    """The spelled-out ``word`` with the letters that the letter model would write."""
    from textnorm.text.evidence.spelled_words import DEFAULT_THRESHOLD, NEAR_CERTAIN, spelled_words

    pieces = []
    done = 0
    for start, site in spelled_words("de").find(word, DEFAULT_THRESHOLD, NEAR_CERTAIN):
        pieces += [word[done : start + site.start], site.after]
        done = start + site.end
    return "".join(pieces) + word[done:]
