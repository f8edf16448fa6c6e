"""Pairs of headlines by kind, from the templates of ``headline_kinds.json``: what is one item and what only looks so.

All of it is invented. A template names word lists in braces; a digit asks for another word of the list.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Labelled = tuple[str, str, str, bool]

_DATA: dict[str, Any] = json.loads((Path(__file__).parent / "headline_kinds.json").read_text(encoding="utf-8"))
_SLOT = re.compile(r"\{(\w+?)(\d?)\}")
_SMALL_WORD = re.compile(r"\b(?:a|an|the|of|for|in)\b ")


def fill(templates: list[str], draw: random.Random) -> list[str]:
    """The templates with one word for every slot, the same one in each of them."""
    chosen: dict[str, str] = {}

    def word(slot: re.Match[str]) -> str:
        name = slot.group(1)
        if slot.group() not in chosen:
            taken = {chosen.get(f"{{{name}}}"), chosen.get(f"{{{name}2}}")}
            choices = [str(value) for value in range(2, 95)] if name == "number" else _DATA["words"][name]
            chosen[slot.group()] = draw.choice([choice for choice in choices if choice not in taken])
        return chosen[slot.group()]

    return [_SLOT.sub(word, template) for template in templates]


def pairs_by_kind(rounds: int, draw: random.Random) -> Iterator[Labelled]:
    """``(kind, a, b, same)``, ``rounds`` pairs of each kind."""
    for _ in range(rounds):
        for kind, group in _DATA["pairs"].items():
            a, b = fill(draw.choice(group["pairs"]), draw)
            yield kind, a, b, group["same"]
        first, second, third = draw.sample(range(2, 95), 3)
        template = draw.choice(_DATA["numbers"])
        for numbers in ((first, second, third), (first, first, second)):
            yield "numbers", *_with_numbers(template, *numbers, draw), False
        left, right = draw.choice(_DATA["sums"])
        sentence = draw.choice(_DATA["with sums"])
        a, b = fill([sentence.replace("SUM", left), sentence.replace("SUM", right)], draw)
        yield "sums", a, b, True
        title = fill([draw.choice(_DATA["papers"])], draw)[0]
        yield "paper, reprinted", title, _reprinted(title, draw), True
        yield "papers", *_two_papers(draw), False


def _with_numbers(template: str, one: int, two: int, other: int, draw: random.Random) -> tuple[str, str]:
    a, b = (
        template.replace("{first_number}", str(one)).replace("{second_number}", str(number)) for number in (two, other)
    )
    a, b = fill([a, b], draw)
    return a, b


def _two_papers(draw: random.Random) -> tuple[str, str]:
    """Titles that share their pattern, their technique or their topic."""
    pattern = draw.choice(_DATA["papers"])
    other = pattern if draw.random() < 0.6 else draw.choice(_DATA["papers"])
    if draw.random() < 0.5:
        other = other.replace("{topic}", "{topic2}")
    else:
        other = other.replace("{technique2}", "{technique3}").replace("{technique}", "{technique4}")
    a, b = fill([pattern, other], draw)
    return a, b


def _reprinted(title: str, draw: random.Random) -> str:
    """A title as another index has it."""
    steps: list[Callable[[str], str]] = [
        str.title,
        str.upper,
        lambda text: _swap_letters(text, draw.randrange(len(text) - 1)),
        lambda text: _SMALL_WORD.sub("", text, count=1),
        lambda text: text + draw.choice([" (extended abstract)", " (demo)", ".", " (invited paper)"]),
        lambda text: text.replace("-", " ", 1),
    ]
    for step in draw.sample(steps, draw.choice([1, 1, 2])):
        title = step(title)
    return title


def _swap_letters(text: str, place: int) -> str:
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def pairs_of_kickers(titles: list[str], draw: random.Random) -> Iterator[Labelled]:
    """``(kind, a, b, same)``: a title under two kickers, with one and without, and two titles under one."""
    for title in titles:
        body = title.split(": ", 1)[-1] if ": " in title[:30] else title
        one, two = draw.sample(_DATA["words"]["kicker"], 2)
        speaker = draw.choice(_DATA["words"]["name"])
        yield draw.choices(
            [
                ("two kickers", f"{one}: {body}", f"{two}: {body}", True),
                ("kicker without colon", f"{one} {body}", body, True),
                ("two kickers without colon", f"{one} {body}", f"{two} {body}", True),
                ("speaker", f"{speaker}: {body}", body, True),
                ("one kicker", f"{one}: {body}", f"{one}: {draw.choice(titles)}", False),
            ],
            weights=[3, 3, 1, 1, 1],
        )[0]
