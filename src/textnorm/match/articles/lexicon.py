"""What a word means to an article: the language of shells, negations and opposites. Read from ``data/words.tsv``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from textnorm.match.keys import key, words

__all__ = ["LONGEST_PHRASE", "NEGATION", "Meaning", "lexicon"]

_TABLE = Path(__file__).parent / "data" / "words.tsv"
# How much a word of the table speaks for a shell.
_SHELL = {"strong": 3, "weak": 1}
LONGEST_PHRASE = 3
# The pole of a negation; pairs of opposites have the poles 2 and 3, 4 and 5, and so on.
NEGATION = 1


class Meaning(NamedTuple):
    """How much a word or phrase speaks for a shell (0, 1 or 3), and its pole: 0, ``NEGATION``, or a side of a pair."""

    shell: int = 0
    pole: int = 0


@cache
def lexicon() -> dict[tuple[str, ...], Meaning]:
    """The meaning of each word and phrase in the table, by the words of its key.

    >>> lexicon()["alle", "rechte"], lexicon()["nicht",]
    (Meaning(shell=3, pole=0), Meaning(shell=0, pole=1))
    >>> lexicon()["freigesprochen",].pole ^ lexicon()["verurteilt",].pole
    1
    """
    table: dict[tuple[str, ...], Meaning] = {}

    def add(form: str, shell: int, pole: int) -> None:
        phrase = tuple(words(key(form.replace("_", " "))))
        before = table.get(phrase, Meaning())
        table[phrase] = Meaning(max(before.shell, shell), before.pole or pole)

    pairs = 0
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        kind, _, forms = line.partition("\t")
        if not forms or line.startswith("#"):
            continue
        if kind == "opposite":
            pairs += 1
            for side, column in enumerate(forms.split("|")):
                for form in column.split():
                    add(form, 0, 2 * pairs + side)
        else:
            for form in forms.split():
                add(form, _SHELL.get(kind, 0), NEGATION if kind == "negation" else 0)
    return table
