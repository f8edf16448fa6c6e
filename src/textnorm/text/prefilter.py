"""Which steps may apply to a text, by its characters and their neighbours. To almost all text, none does.

The rules are put together by ``tools/build_triggers.py`` from the triggers of the steps, which say what each step
searches for; so a text that needs no step loads none. Here they become one regular expression, for one text at a time;
``kernels/damage/prefilter.py`` reads the same rules for many. A step that is ruled out would find nothing; the converse
is left to the step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.patterns import lazy, lazy_from
from textnorm.text.evidence.triggers import ANY, BREAK, CLASS_MEMBERS, OTHER, SHAPES, SIGN, SUSPECT, has_unclosed_mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from textnorm.buffers import TextBuffer

__all__ = [
    "BITS",
    "DOUBLED",
    "EMOJI",
    "SHAPED",
    "Rule",
    "kernel_tables",
    "possible_steps",
    "scan_buffer",
    "scan_tables",
]

#: Step names to bits. Umlauts are not here: they need the letter model, not a table. Steps that
#: read every text share a bit.
BITS: Mapping[str, int] = {
    "escapes": 1,
    "mojibake": 2,
    "characters": 4,
    "lost": 8,
    "quotes": 16,
    "spacing": 32,
    "names": 128,
    "typography": 128,
}
# `characters` searches for a class of a million characters, suspicious between any neighbours, and `spacing` for spaces
# at the edges of lines and next to each other: both are asked for separately below.
_CHARACTERS, _SPACING = BITS["characters"], BITS["spacing"]
# What may apply to a text with ASCII marks of which none closes.
_UNCLOSED = BITS["escapes"]

#: Emoji: undamaged, and above the tables of the kernel.
EMOJI = (0x1F000, 0x1FB00)
_UNDAMAGED = "äöüß"
# The rules of these are tried first, as they are the most frequent in German.
_FREQUENT = '"–?ÄÖÜ&%é…'
_CLASSES = [1 << bit for bit in range(8)]


#: What else a rule holds for, as bits.
DOUBLED, SHAPED = 1, 2


class Rule(NamedTuple):
    """``steps`` may apply to a character if ``after[i]`` has the class of the next one; ``i`` is the previous one's.

    They may apply as well if it is ``doubled``, and if it is ``shaped``, where its entry in ``SHAPES`` fits.
    """

    steps: int
    after: tuple[int, ...]
    doubled: bool = False
    shaped: bool = False


def _read_triggers() -> tuple[dict[str, int], dict[str, Rule]]:
    """The steps that characters call for between any neighbours, and the rules of characters that depend on them."""
    always: dict[str, int] = {}
    rules: dict[str, Rule] = {}
    for line in _TRIGGERS.read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        steps, flags, after, *codes = line.split()
        chars = [chr(int(code, 16)) for code in codes]
        if after == "-":
            always.update(dict.fromkeys(chars, int(steps)))
        else:
            doubled, shaped = bool(int(flags) & DOUBLED), bool(int(flags) & SHAPED)
            rules.update(dict.fromkeys(chars, Rule(int(steps), tuple(bytes.fromhex(after)), doubled, shaped)))
    return always, rules


_TRIGGERS = Path(__file__).parent / "evidence" / "data" / "triggers.txt"
_ALWAYS, _RULES = _read_triggers()


def _in_itself(char: str) -> int:
    """The steps that may apply to the character whatever its neighbours are."""
    steps = _ALWAYS.get(char, 0)
    if char > "\uffff":
        return steps if EMOJI[0] <= ord(char) < EMOJI[1] else steps | _CHARACTERS
    # What can be typed in ASCII is never suspect; to know that, the large pattern need not be compiled.
    return steps if " " <= char <= "~" or not SUSPECT.match(char) else steps | _CHARACTERS


def _class(classes: int) -> str:
    # What is not ASCII is said by what is: a class of a million characters takes milliseconds to compile.
    inverse = bool(classes & OTHER)
    members = "".join(members for bit, members in CLASS_MEMBERS.items() if bool(classes & bit) != inverse)
    return f"[{'^' * inverse}{members}]"


def _followed(classes: int) -> str:
    """A look at the next character; the text may end there where a line break fits."""
    if classes == ANY:
        return ""
    return f"(?!{_class(ANY & ~classes)})" if classes & BREAK else f"(?={_class(classes)})"


def _alternatives(rules: Mapping[str, Rule]) -> str:
    """The rules as a regular expression that looks back at the character just read, and around it."""
    by_neighbours: dict[tuple[int, ...], list[str]] = {}
    for char in sorted(rules, key=lambda char: (char not in _FREQUENT, _FREQUENT.find(char))):
        by_neighbours.setdefault(rules[char].after, []).append(char)
    doubled = [re.escape(char) for char, rule in rules.items() if rule.doubled]
    twice = "|".join(f"(?<={char})(?={char})" for char in doubled)
    found = [f"(?<=[{''.join(doubled)}])(?:{twice})"] if doubled else []
    shapes = {re.escape(char): SHAPES[char] for char, rule in rules.items() if rule.shaped}
    each = "|".join(f"(?<={char}){shape}" for char, shape in shapes.items())
    found += [f"(?<=[{''.join(shapes)}])(?:{each})"] if shapes else []
    beside = []
    for masks, chars in by_neighbours.items():
        between = []
        for after in sorted({*masks} - {0}):
            before = sum(own for own, mask in zip(_CLASSES, masks, strict=True) if mask == after)
            between.append(_preceded(before) + _followed(after))
        if between:
            beside.append(f"(?<=[{re.escape(''.join(chars))}])(?:{'|'.join(between)})")
    # Commas and the like, which no neighbour makes suspicious, are frequent: they are not to try all of these.
    alone = "".join(re.escape(char) for char, rule in rules.items() if not any(rule.after))
    if beside:
        found.append(f"(?<![{alone}])(?:{'|'.join(beside)})" if alone else "|".join(beside))
    return "|".join(found)


def _preceded(classes: int) -> str:
    """A look at the character before the one just read; the text may begin there where a line break fits."""
    if classes == ANY:
        return ""
    return f"(?<!{_class(ANY & ~classes)}.)" if classes & BREAK else f"(?<={_class(classes)}.)"


def _suspicious() -> re.Pattern[str]:
    """Matches every character to which a step may apply, by itself or because of its neighbours."""
    undamaged = "".join(
        char for char in [*map(chr, range(128)), *_UNDAMAGED] if not _in_itself(char) and char not in _RULES
    )
    others = f"[^{re.escape(''.join(_DEPENDENT))}]"
    emoji = f"{chr(EMOJI[0])}-{chr(EMOJI[1] - 1)}"
    return re.compile(f"(?s:[^{re.escape(undamaged)}{emoji}](?:(?<={others})|{_alternatives(_DEPENDENT)}))")


#: Rules of characters that are undamaged between most neighbours, and of those to which other steps apply anyway.
_DEPENDENT = {char: rule for char, rule in _RULES.items() if not _in_itself(char)}
_BOTH = {char: rule for char, rule in _RULES.items() if _in_itself(char)}
_SUSPICIOUS = lazy_from(_suspicious)
_BOTH_PLACES = lazy_from(lambda: re.compile(f"(?s:[{re.escape(''.join(_BOTH))}](?:{_alternatives(_BOTH)}))"))
_first_texts = iter(range(20))  # that are read without the patterns, which take longer to compile
_SHORT = 400  # characters


def _read(text: str) -> int:
    """What the patterns find, character by character."""
    steps, before = 0, _CLASSES.index(BREAK)
    classes = [_class_number(char) for char in [*text, "\n"]]
    for place, char in enumerate(text):
        steps |= _in_itself(char)
        rule = _RULES.get(char)
        if rule and (
            (rule.doubled and text.startswith(char, place + 1))
            or rule.after[before] >> classes[place + 1] & 1
            or (rule.shaped and re.compile(f"(?s:.){SHAPES[char]}").match(text, place))
        ):
            steps |= rule.steps
        before = classes[place]
    return steps


_CLASS = lazy("|".join(f"([{members}])" for members in CLASS_MEMBERS.values()))


@lru_cache(maxsize=1024)
def _class_number(char: str) -> int:
    """The class of a neighbour, by its number; what is in none of those with members is in the last."""
    found = _CLASS.match(char)
    return (found.lastindex or 0) - 1 if found else _CLASSES.index(OTHER)


_steps_of = {char: rule.steps for char, rule in _DEPENDENT.items()}


def possible_steps(text: str) -> int:
    """The steps that may apply to ``text``, as a sum of ``BITS``.

    >>> possible_steps('Die "Gäste" kommen, 100 % sicher & pünktlich?'), possible_steps("K&ouml;ln")
    (0, 1)
    """
    blank = "  " in text or text.strip(" ") != text or ("\n" in text and " \n" in text)
    steps = _SPACING if blank else 0
    if '"' in text and has_unclosed_mark(text):
        steps |= _UNCLOSED
    if len(text) <= _SHORT and next(_first_texts, None) is not None:
        return steps | _read(text)
    suspicious = _SUSPICIOUS.findall(text)
    if suspicious:
        for char in set(suspicious):
            own = _steps_of.get(char)
            if own is None:
                own = _steps_of[char] = _in_itself(char)
            steps |= own
        for char in _BOTH_PLACES.findall(text):
            steps |= _BOTH[char].steps
    return steps


def scan_buffer(buffer: TextBuffer) -> NDArray[np.uint8]:
    """``possible_steps`` of every text of ``buffer``."""
    import numpy as np

    from textnorm.kernels.damage.prefilter import find_steps

    found = np.zeros(len(buffer), dtype=np.uint8)
    find_steps(buffer.data, buffer.offsets, *scan_tables(), found)
    return found


@cache
def scan_tables() -> tuple[Any, ...]:
    """What the kernel takes between the buffer and its answer."""
    return (*kernel_tables(), _SPACING, _CHARACTERS, *EMOJI)


@cache
def kernel_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """The same rules as arrays.

    ``steps`` (65536 bytes) has the steps that may apply to a character by itself and ``rules`` (65536) the number of
    its rule, or 0. ``rows`` has 10 bytes for every rule: its steps, whether it holds where the character is doubled or
    has its shape, and the classes of the next character for each class of the previous one. ``classes`` (128) has the
    number of the class of every ASCII character. The first row is that of texts with a mark that nothing closes.
    """
    import numpy as np

    steps = np.fromiter((_in_itself(chr(code)) for code in range(0x10000)), dtype=np.uint8, count=0x10000)
    numbers = np.zeros(0x10000, dtype=np.uint8)
    rows = [Rule(_UNCLOSED, (0,) * 8)]
    for char, rule in _RULES.items():
        if rule not in rows:
            rows.append(rule)
        numbers[ord(char)] = rows.index(rule)
    classes = np.full(128, _CLASSES.index(SIGN), dtype=np.uint8)
    for bit, members in CLASS_MEMBERS.items():
        inside = re.compile(f"[{members}]")
        for code in range(128):
            if inside.match(chr(code)):
                classes[code] = _CLASSES.index(bit)
    table = [[rule.steps, DOUBLED * rule.doubled | SHAPED * rule.shaped, *rule.after] for rule in rows]
    return steps, numbers, np.array(table, dtype=np.uint8).reshape(-1), classes
