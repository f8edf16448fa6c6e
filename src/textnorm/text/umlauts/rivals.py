"""Languages that spell out other letters alike: ``oe`` is ø in Danish, ö in Swedish. Whose text is it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice

from textnorm.text.evidence.language import sum_and_count
from textnorm.text.evidence.language_models import LANGUAGES as MODELS
from textnorm.text.evidence.language_models import unpack, word_costs
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.spelled_words import WORD

__all__ = ["rivals_of", "text_cost", "written_by"]

_WORDS = 200  # words that are asked which language they are
_WORDS_SAY = 3.0  # steps for each unit of log odds that the words say
_RESTORED_COUNT_MORE = 0.5  # how much more the words with letters of the language count than the others
_SAME_LETTERS = 15  # steps by which a rival that writes the same letters may be cheaper
_NUMBERS = {language.code: number for number, language in enumerate(MODELS)}


@cache
def rivals_of(code: str) -> Mapping[str, dict[int, str]]:
    """The neighbours that would write other letters than the language ``code``, and those letters for its own."""
    own = LANGUAGES[code].letters
    found = {}
    for rival in LANGUAGES.values():
        letter_of = {spelled: letter for letter, spelled in rival.letters.items()}
        table = {letter: letter_of.get(spelled, spelled) for letter, spelled in own.items()}
        if any(table[letter] != letter for letter in own):
            large = {letter.upper(): other.upper() for letter, other in table.items()}
            found[rival.code] = str.maketrans(table | large)
    return found


def text_cost(text: str, code: str) -> int:
    """What the first words of ``text`` cost in a language, in steps of its letter model."""
    number = _NUMBERS[code]
    return sum(unpack(word_costs(match[0]))[number] for match in islice(WORD.finditer(text), _WORDS))


def written_by(restored: str, code: str, letters: Iterable[str]) -> bool:
    """Whether ``restored`` is cheapest in the language ``code``, and not in a rival that writes its own letters.

    ``letters`` are those that were restored. A rival that writes the same ones (å in Danish and Swedish) must be much
    cheaper: whichever of the two it is, they are right.

    >>> written_by("Københavns børn", "da", "ø"), written_by("Köbenhavns börn", "sv", "ö")
    (True, False)
    """
    changed = "".join(letters)
    words = list(islice((match[0] for match in WORD.finditer(restored)), _WORDS))
    special = " ".join(word for word in words if not word.isascii())
    plain = unpack(sum(word_costs(word) for word in words if word.isascii()))

    def unlikely(language: str, table: Mapping[int, str]) -> float:
        """What the letters cost, less what the words say; the words with letters of the language count more."""
        rewritten = special.translate(table)
        said = sum_and_count(restored.translate(table), language)[0]
        said += _RESTORED_COUNT_MORE * sum_and_count(rewritten, language)[0]
        costs = (1 + _RESTORED_COUNT_MORE) * text_cost(rewritten, language)
        return plain[_NUMBERS[language]] + costs - _WORDS_SAY * said

    mine = unlikely(code, {})
    return all(
        mine - unlikely(rival, table) <= (_SAME_LETTERS if changed.translate(table) == changed else 0)
        for rival, table in rivals_of(code).items()
    )
