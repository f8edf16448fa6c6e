"""Pairs to fit the headline classifier on: damage that leaves the news as it is, and small edits that change it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path

WORDS = Path(__file__).parent.parent / "src" / "textnorm" / "match" / "headlines" / "data" / "words.tsv"
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November")
KICKERS = (
    "Ukraine-Krieg",
    "Corona",
    "Liveticker",
    "Exklusiv",
    "Bundesliga",
    "Wetter",
    "Umfrage",
    "Politik",
    "Konjunktur",
)
SITES = ("SPIEGEL", "WELT", "FAZ", "ZEIT ONLINE", "SZ.de", "Handelsblatt", "n-tv.de", "BBC News", "World", "Politik")
SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}


def _groups(kind: str) -> list[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return [forms for name, _, forms in (line.partition("\t") for line in lines) if name == kind]


PLACES = [row.split() for row in _groups("place")]
OPPOSITES = [tuple(side.split() for side in row.split("|")) for row in _groups("opposite")]


def _spell_out(text: str, draw: random.Random) -> str:
    return "".join(SPELLED.get(letter, letter) for letter in text)


def _strip_dots(text: str, draw: random.Random) -> str:
    return "".join(SPELLED.get(letter, letter)[0] if letter != "ß" else "ss" for letter in text)


def _slip(text: str, draw: random.Random) -> str:
    places = [found.start() for found in re.finditer("[a-z]", text)]
    if not places:
        return text
    place, kind = draw.choice(places), draw.random()
    if kind < 0.4:
        return text[:place] + text[place + 1 :]
    if kind < 0.7:
        return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]
    return text[:place] + draw.choice("aeinrst") + text[place + 1 :]


def _cut(text: str, draw: random.Random) -> str:
    kept = text[: int(len(text) * draw.uniform(0.55, 0.85))]
    if len(text) <= 40 or " " not in kept:
        return text
    return kept.rsplit(" ", 1)[0] + draw.choice([" …", "…", " ...", "..."])


DAMAGE: list[Callable[[str, random.Random], str]] = [
    _spell_out,
    _strip_dots,
    _slip,
    _cut,
    lambda text, draw: text.upper(),
    lambda text, draw: text.lower(),
    lambda text, draw: draw.choice(KICKERS) + draw.choice([": ", " – ", " - ", " | ", " "]) + text,
    lambda text, draw: text + draw.choice([" | ", " – ", " - ", " — "]) + draw.choice(SITES),
    lambda text, draw: f"+++ {text} +++",
    lambda text, draw: re.sub("[„“»«]", '"', text),
    lambda text, draw: f"{text} (S+)",
    lambda text, draw: re.sub(r"\b(\d+)\.(\d{3})\b", r"\1 \2", text),
    lambda text, draw: text.replace(" Prozent", "%").replace("Milliarden", "Mrd.").replace("Millionen", "Mio."),
    lambda text, draw: re.sub(r"([A-ZÄÖÜ]\w+)-([A-ZÄÖÜ])", lambda m: m[1] + m[2].lower(), text, count=1),
    lambda text, draw: re.sub(r"\s(der|die|das|ein|eine|den|dem|sich|auch|noch)\b", "", text, count=1),
    lambda text, draw: text.split(": ", 1)[-1] if ": " in text[:35] else text,
    lambda text, draw: text.split(" – ")[0] if " – " in text[20:] else text,
    lambda text, draw: " – ".join(reversed(text.split(" – "))) if text.count(" – ") == 1 else text,
]


def damaged(text: str, draw: random.Random) -> str:
    """The same news, written worse."""
    for step in draw.sample(DAMAGE, draw.choice([1, 1, 2, 3])):
        text = step(text, draw)
    return text


def _core(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word)


def _other_number(word: str, draw: random.Random) -> str:
    if re.fullmatch(r"(19|20)\d\d", word):
        return str(int(word) + draw.choice([-3, -2, -1, 1, 2, 3, 10]))
    place = draw.choice([place for place, letter in enumerate(word) if letter.isdigit()])
    return word[:place] + draw.choice([digit for digit in "123456789" if digit != word[place]]) + word[place + 1 :]


def _other_place(word: str, draw: random.Random) -> str:
    alike = [form for row in PLACES if word not in row for form in row if form[-2:] == word[-2:]]
    return draw.choice(alike) if alike else word


def _opposite(word: str, draw: random.Random) -> str:
    for left, right in OPPOSITES:
        for mine, theirs in ((left, right), (right, left)):
            if word in mine:
                return draw.choice([form for form in theirs if form[-1] == word[-1]] or theirs)
    return word


def trapped(text: str, draw: random.Random, nouns: list[str], verbs: list[str]) -> str:
    """Other news, by one small edit; the text itself where none is possible."""
    words = text.split(" ")
    cores = [_core(word) for word in words]
    edits: list[tuple[int, Callable[[str, random.Random], str]]] = []
    rare: list[tuple[int, Callable[[str, random.Random], str]]] = []
    capitals, predicates = [], []
    for place, core in enumerate(cores):
        if re.fullmatch(r"\d[\d.,]*", core):
            rare.append((place, _other_number))
        elif core in DAYS or core in MONTHS:
            names = DAYS if core in DAYS else MONTHS
            rare.append((place, lambda word, draw, names=names: draw.choice([name for name in names if name != word])))
        if any(core in row for row in PLACES):
            rare.append((place, _other_place))
        if any(core in side for pair in OPPOSITES for side in pair):
            rare.append((place, _opposite))
        if core in ("ist", "wird", "will", "kann", "soll", "sind", "werden", "darf", "muss"):
            rare.append((place, lambda word, draw: f"{word} nicht"))
        if place and re.fullmatch("[A-ZÄÖÜ][a-zäöüß]{3,}", core):
            capitals.append(place)
            edits.append((place, lambda word, draw: draw.choice(nouns)))
        if re.fullmatch("[a-zäöüß]{4,}(t|en)", core):
            predicates.append(place)
            edits.append((place, lambda word, draw: draw.choice(verbs)))
    swaps = [
        (max(before), min(behind))
        for verb in predicates
        if (before := [place for place in capitals if place < verb])
        and (behind := [place for place in capitals if place > verb])
    ]
    if swaps and draw.random() < 0.15:
        first, second = draw.choice(swaps)
        words[first], words[second] = (
            words[first].replace(cores[first], cores[second]),
            words[second].replace(cores[second], cores[first]),
        )
        return " ".join(words)
    choices = rare if rare and draw.random() < 0.7 else edits or rare
    if not choices:
        return text
    place, edit = draw.choice(choices)
    words[place] = words[place].replace(cores[place], edit(cores[place], draw))
    return " ".join(words)


def vocabulary(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Nouns and verb forms to put in place of others; they stay in memory."""
    nouns: list[str] = []
    verbs: list[str] = []
    for text in texts:
        nouns.extend(re.findall(r"(?<=\s)[A-ZÄÖÜ][a-zäöüß]{3,}", text))
        verbs.extend(re.findall(r"(?<=\s)[a-zäöüß]{4,}(?:t|en)\b", text))
    return nouns, verbs
