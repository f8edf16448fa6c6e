"""Build ``src/textnorm/text/umlauts/data/lost_choices_de.txt``: what a lost letter was where its neighbours do not say.

    pip install spacy-lookups-data==1.0.5
    python -m tools.build_lost_choices

Two kinds of words, by the frequencies of spacy-lookups-data, in which case counts. *möchte*, since ``m�chte`` could be
*mächte* as well, but nobody writes that in small letters. *Überstunden*, since the model of lost letters takes
``�berstunden`` for a word in small letters; ``=öffnen``, since ``�ffnen`` may be either. The same input gives the same
lines.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from pathlib import Path

from textnorm.text.umlauts.lost_readings import LOST, begins_with_capital, read_word
from tools.build_known_words import read_log_probabilities

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "umlauts" / "data" / "lost_choices_de.txt"
WORD = re.compile(r"[A-Za-zäöüßÄÖÜ]{2,40}\Z")
LETTER = re.compile("[äöüßÄÖÜ]")
MORE_FREQUENT = (
    60.0  # times that a reading must be more frequent than all others; of 5,400 choices in texts, 4 were wrong
)
CAPITAL, SMALL = 1.0, -1.7  # log odds from which on a word has a capital, or has none even if it is a verb
VERB = "en"  # that ends words which are nouns as well: das Öffnen
FREQUENT = -15.0  # log frequency of the words that are asked for their case


def read_frequencies() -> dict[str, float]:
    """The log frequency of each word that has an umlaut or ß and is not in capitals."""
    return {
        word: value
        for word, value in read_log_probabilities().items()
        if WORD.match(word) and LETTER.search(word) and (word.islower() or word[1:].islower())
    }


def letters(frequencies: dict[str, float]) -> list[str]:
    """The words that are the only probable reading of what is left of them, though not the only one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in frequencies:
        if not LETTER.match(word):
            groups[LETTER.sub("*", word)].append(word)
    found = []
    for words in groups.values():
        best = max(words, key=lambda word: (frequencies[word], word))
        others = sum(math.exp(frequencies[word]) for word in words if word != best)
        if others and math.exp(frequencies[best]) >= MORE_FREQUENT * others:
            found.append(best)
    return found


def cases(frequencies: dict[str, float]) -> list[str]:
    """The words that begin with an umlaut, and are not written as the model of lost letters would write them."""
    least = min(frequencies.values())
    found = []
    for small in {word.lower() for word in frequencies if LETTER.match(word)}:
        capital = small.capitalize()
        one, other = (frequencies.get(word, least) for word in (capital, small))
        lost = read_word(LOST + small[1:], False)
        if lost is None or max(one, other) < FREQUENT:
            continue
        odds = one - other
        guess = capital if begins_with_capital(lost) else small
        choice = capital if odds >= CAPITAL else f"={small}" if odds > SMALL and small.endswith(VERB) else small
        if choice != guess:
            found.append(choice)
    return found


def build() -> str:
    frequencies = read_frequencies()
    return "".join(f"{word}\n" for word in sorted([*letters(frequencies), *cases(frequencies)]))


if __name__ == "__main__":
    text = build()
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {len(text.encode()):,} bytes, {text.count(chr(10)):,} words")
