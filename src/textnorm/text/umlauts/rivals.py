"""Languages that spell out other letters alike: ``oe`` is ø in Danish, ö in Swedish. Whose text is it?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice

from textnorm.text.evidence.language_models import LANGUAGES as MODELS
from textnorm.text.evidence.language_models import unpack, word_costs
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.spelled_words import WORD

__all__ = ["rivals_of", "text_cost", "written_by"]

_WORDS = 200  # words that are asked which language they are
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


def written_by(restored: str, code: str) -> bool:
    """Whether ``restored`` is cheapest in the language ``code``, and not in a rival that writes its own letters.

    >>> written_by("Københavns børn får nye skoler", "da"), written_by("Köbenhavns börn får nye skoler", "sv")
    (True, False)
    """
    mine = text_cost(restored, code)
    return all(mine <= text_cost(restored.translate(table), rival) for rival, table in rivals_of(code).items())
