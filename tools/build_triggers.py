"""Build ``src/textnorm/text/evidence/data/triggers.txt``: what the steps search for, put together for the prefilter.

The steps say it in their own modules, from their own tables; to load all of them for a text that needs none takes
longer than to clean it. Run ``python -m tools.build_triggers`` when a step searches for something else; a test compares
the file with the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import or_
from pathlib import Path

from textnorm.text.encoding.mojibake import MOJIBAKE_TRIGGERS
from textnorm.text.escapes.escapes import ESCAPE_TRIGGERS
from textnorm.text.evidence.triggers import ANY, BLANK, BREAK, LETTER, SIGN, Trigger
from textnorm.text.prefilter import BITS, DOUBLED, SHAPED, Rule
from textnorm.text.typography.marks import QUOTE_TRIGGERS
from textnorm.text.typography.spacing import SPACING_TRIGGERS

TARGET = Path(__file__).parent.parent / "src" / "textnorm" / "text" / "evidence" / "data" / "triggers.txt"

#: What each step searches for.
TRIGGERS: Mapping[str, tuple[Trigger, ...]] = {
    "escapes": ESCAPE_TRIGGERS,
    "mojibake": MOJIBAKE_TRIGGERS,
    "lost": (
        Trigger("\N{REPLACEMENT CHARACTER}"),
        Trigger("?", before=LETTER | BLANK | BREAK | SIGN, after=LETTER, doubled=True),
    ),
    "quotes": (Trigger(QUOTE_TRIGGERS + "`"), Trigger("',<>", before=0, after=0, doubled=True)),
    "spacing": (Trigger(SPACING_TRIGGERS + "\t"),),
}

_HEAD = """\
# Made by tools/build_triggers.py. A line: the steps (bits), whether they apply to the character where it is doubled (1)
# or has its shape (2), the classes of the next character for each class of the previous one (8 bytes, or - for any),
# the characters.
"""


def put_together(triggers: Mapping[str, Iterable[Trigger]] = TRIGGERS) -> tuple[dict[str, int], dict[str, Rule]]:
    """The steps that characters call for between any neighbours, and the rules of characters that depend on them.

    A character that depends on its neighbours for two steps takes the neighbours of both for each of them.
    """
    always: dict[str, int] = {}
    rules: dict[str, Rule] = {}
    for name, step_triggers in triggers.items():
        bit = BITS[name]
        for characters, before, after, doubled, shaped in step_triggers:
            rule = Rule(bit, tuple(after * bool(before & 1 << number) for number in range(8)), doubled, shaped)
            for char in characters:
                if (before, after) == (ANY, ANY):
                    always[char] = always.get(char, 0) | bit
                elif (known := rules.get(char)) is None:
                    rules[char] = rule
                else:
                    masks = tuple(map(or_, known.after, rule.after))
                    rules[char] = Rule(known.steps | bit, masks, known.doubled or doubled, known.shaped or shaped)
    return always, {char: rule for char, rule in rules.items() if rule.steps & ~always.get(char, 0)}


def text_of(always: Mapping[str, int], rules: Mapping[str, Rule]) -> str:
    """The file: a line for all characters with the same rule."""
    lines: dict[str, list[str]] = {}
    for char, steps in sorted(always.items()):
        lines.setdefault(f"{steps} 0 -", []).append(f"{ord(char):x}")
    for char, (steps, after, doubled, shaped) in sorted(rules.items()):
        lines.setdefault(f"{steps} {DOUBLED * doubled | SHAPED * shaped} {bytes(after).hex()}", []).append(
            f"{ord(char):x}"
        )
    return _HEAD + "".join(f"{rule} {' '.join(codes)}\n" for rule, codes in lines.items())


if __name__ == "__main__":
    TARGET.write_text(text_of(*put_together()), encoding="ascii")
