"""What surrounds the news in a headline: site names, paywall and live marks, kickers, truncation, URL slugs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

__all__ = [
    "LONGEST_KICKER", "LONGEST_TAIL", "Parts", "ends_in_site", "learn_suffixes", "lines_with_bars", "site_tail",
    "split_parts", "suffixes_among",
]  # fmt: skip

_TABLE = Path(__file__).parent / "data" / "parts.tsv"


class Parts(NamedTuple):
    """A headline taken apart. ``kicker`` and ``main`` hold the words; the rest says what was found around them."""

    kicker: str
    main: str
    suffix: str = ""
    marks: tuple[str, ...] = ()
    truncated: bool = False
    slug: bool = False
    colon: bool = False


@cache
def _table() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {"site": set(), "mark": set(), "note": set()}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, *forms = line.split("\t")
            names[kind].update(forms)
    return {kind: frozenset(forms) for kind, forms in names.items()}


_SLUG = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+){2,}")
_URL = re.compile(r"(?:https?://|www\.)\S+|/\S*/\S+")
_PAGE = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)
# Two figures between words are a result (gewinnt-3-1-gegen), unless they have a unit (um-9-1-prozent).
_UNIT = r"pro[zc]ent|per-?cent|euro|dollar|mi[lo]|mrd|b[in]|tr|uhr|[ap]m\b|grad|liter|kilo|meter|km|kg"
_RESULT = re.compile(rf"(?<!\d-)(?<=[a-z]-)(\d{{1,2}})-(\d{{1,2}})(?=-[a-z]|$)(?!-(?:{_UNIT}))", re.IGNORECASE)
# Behind these, the first figure belongs to the word: formel-1-3-fahrer.
_NUMBERED = (
    "formel-",
    "liga-",
    "klasse-",
    "teil-",
    "folge-",
    "staffel-",
    "top-",
    "nummer-",
    "nr-",
    "platz-",
    "tag-",
    "g-",
)
_SLUG_TAIL = re.compile(
    r"(?:[-_.](?:[a-f0-9]{8}(?:-[a-f0-9]{4,12}){1,4}|\d{6,}|a|html?|php|aspx?|amp))+$", re.IGNORECASE
)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,30})[)\]]")
_PLUSES = re.compile(r"\*{2,}[^*]{1,30}\*{2,}|\+{2,}|\*{2,}|[►▶•■●🔴]+|^[|:\-–—\s]+|[|:\-–—\s]+$")
# Without one of these, there is nothing for _PLUSES.
_EDGES, _SIGNS = "|:-–— \t\n", ("**", "++", *"►▶•■●🔴")
_BARS = tuple(f" {bar} " for bar in ("|", "—", "–", "-", "·", "•", "::", "//"))
_BAR = re.compile(r" (?:[|—–·•-]|::|//) ")
_ELLIPSIS = re.compile(r"[ ]?(?:…|\.{3,})[\s\"'»«“”„)\]]*$")
_KICKER = re.compile(r"(?<!\d): (?=\S)|:(?=[\"„»“‚‘])| [|] | [–—-] | \+ ")
LONGEST_KICKER = 48
LONGEST_TAIL = 30


def _slug_words(text: str) -> str | None:
    """The words of a URL or a URL slug, or None for an ordinary text."""
    if " " in text:
        return None
    if _URL.fullmatch(text):
        path = text.split("?", 1)[0].split("#", 1)[0].rstrip("/")
        text = max(unquote(path).split("/")[-2:], key=lambda segment: segment.count("-") + segment.count("_"))
        text = re.sub(r"^\d+[-_]|\.\w{2,5}$", "", text)
    text = _PAGE.sub("", text)
    if not _SLUG.fullmatch(text):
        return None
    text = _SLUG_TAIL.sub("", text)
    return re.sub("[-_]+", " ", _RESULT.sub(lambda found: _as_result(found, text.lower()), text))


def _as_result(found: re.Match[str], text: str) -> str:
    """The result of a game that two figures of a slug are: 3-1 is 3:1."""
    return found[0] if text.endswith(_NUMBERED, 0, found.start()) else f"{found[1]}:{found[2]}"


def learn_suffixes(texts: Iterable[str], *, share: float = 0.01, least: int = 20) -> frozenset[str]:
    """Tails behind a bar or a dash that many texts share: what a site writes behind all its titles.

    >>> sorted(learn_suffixes([f"Meldung {n} | Kreisbote" for n in range(50)] + ["Tor - aber wie"]))
    ['kreisbote']
    """
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        tail = site_tail(text)
        if tail:
            counts[tail] += 1
    return suffixes_among(counts, total, share=share, least=least)


def suffixes_among(counts: Mapping[str, int], total: int, *, share: float = 0.01, least: int = 20) -> frozenset[str]:
    """The tails that so many of ``total`` texts share, by how many texts have each."""
    return frozenset(tail for tail, count in counts.items() if count >= max(least, share * total))


def site_tail(text: str) -> str:
    """What stands behind the last bar or dash of a text, lower-cased; "" if nothing short does.

    >>> site_tail("Scholz reist nach Kiew | Kreisbote"), site_tail("Scholz reist nach Kiew")
    ('kreisbote', '')
    """
    _, bar, tail = _last_bar(text)
    return tail.lower() if bar and 0 < len(tail) <= LONGEST_TAIL else ""


def lines_with_bars(lines: Sequence[str]) -> list[int]:
    """The places of the lines that have a bar or a dash; of no other line does ``site_tail`` find anything.

    >>> lines_with_bars(["Scholz reist nach Kiew", "Scholz reist nach Kiew | Kreisbote"])
    [1]
    """
    found = [bar.start() for bar in _BAR.finditer("\n".join(lines))]
    if not found:
        return []
    ends = list(accumulate(len(line) + 1 for line in lines))
    return sorted({bisect_right(ends, place) for place in found})


def _last_bar(text: str) -> tuple[str, str, str]:
    place, found = 0, ""
    if not _BAR.search(text):
        return text, "", ""
    for bar in _BARS:
        if bar in text and text.rfind(bar) > place:
            place, found = text.rfind(bar), bar
    return text[:place] if found else text, found.strip(), text[place + len(found) :].strip() if found else ""


def ends_in_site(text: str, suffixes: frozenset[str]) -> bool:
    """Whether what stands behind the last bar or dash is the name of a site, or a mark.

    >>> ends_in_site("Scholz reist nach Kiew | SPIEGEL", frozenset())
    True
    """
    rest, bar, tail = _last_bar(text)
    if not bar or not rest.strip():
        return False
    table, lowered = _table(), tail.lower()
    return lowered in table["site"] or lowered in suffixes or lowered in table["mark"]


def split_parts(text: str, *, suffixes: frozenset[str] = frozenset()) -> Parts:
    """Take a headline apart; ``suffixes`` are tails learned from the corpus, lower-cased.

    >>> split_parts("Ukraine-Krieg: Scholz reist nach Kiew (S+) | SPIEGEL")  # doctest: +ELLIPSIS
    Parts(kicker='Ukraine-Krieg', main='Scholz reist nach Kiew', suffix='SPIEGEL', marks=('S+',), ...)
    >>> split_parts("corona-test-am-flughafen-was-urlauber-erwartet").main
    'corona test am flughafen was urlauber erwartet'
    """
    text = text.strip()
    words = _slug_words(text)
    if words is not None:
        return Parts("", words, slug=True, truncated=len(text) >= 76)
    table = _table()
    marks: list[str] = []
    for found in _BRACKETED.findall(text) if "(" in text or "[" in text else ():
        if found.strip().lower() in table["mark"] | table["note"]:
            marks.append(found.strip())
            text = text.replace(f"({found})", " ").replace(f"[{found}]", " ")
    pluses = "++" in text
    if pluses:
        marks.append("+++")
    if text and (text[0] in _EDGES or text[-1] in _EDGES or any(map(text.__contains__, _SIGNS))):
        text = _PLUSES.sub(" ", text).strip()
    suffix = ""
    for _ in range(3):
        if not ends_in_site(text, suffixes):
            break
        rest, _, tail = _last_bar(text)
        text, suffix = rest.rstrip(), f"{tail} {suffix}".strip()
    truncated = _ELLIPSIS.search(text) if "\N{HORIZONTAL ELLIPSIS}" in text or "..." in text else None
    if truncated:
        kept = text[: truncated.start()]
        if truncated.group()[0] != " " and kept.count(" ") > 2:  # the last word may be cut
            kept = kept.rpartition(" ")[0]
        text = kept
    kicker = _KICKER.search(text, 1, LONGEST_KICKER)
    if kicker and "," in text[: kicker.start()] and kicker.group().strip() not in ("|", "+"):
        kicker = None  # a list is the news: Rente, Schule und Streik – das war die Woche
    if kicker and text.count(" ", 0, kicker.start()) < 5 and " " in text[kicker.end() :].strip():
        return Parts(
            text[: kicker.start()].strip(), text[kicker.end() :].strip(), suffix, tuple(marks), bool(truncated),
            colon=":" in kicker.group(),
        )  # fmt: skip
    return Parts("", text, suffix, tuple(marks), bool(truncated))
