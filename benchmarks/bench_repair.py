"""Repair: speed on sound and damaged text, and what share of damaged headlines comes back, beside ftfy and its kin.

Everything runs in one thread. A text is damaged by rule from a sound one; a tool is right where it makes of the damaged
text what it makes of the sound one, so no tool is judged by another's taste in quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

from benchmarks.corpus import articles, headlines
from benchmarks.harness import Report, installed
from textnorm import Cleaner, warm_up

Clean = Callable[[str], str]

_UMLAUT = re.compile("[äöüÄÖÜß]")
_BARE = {"ä": "a", "ö": "o", "ü": "u", "Ä": "A", "Ö": "O", "Ü": "U"}
_STRAIGHT = str.maketrans("„“”‚‘’»«›‹", "\"\"\"'''\"\"''")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def _each(write: Callable[[str], str]) -> Clean:
    return lambda text: _UMLAUT.sub(lambda match: write(match.group()), text)


def _misread(written: str, read: str, *, times: int = 1) -> Clean:
    def damage(text: str) -> str:
        for _ in range(times):
            try:
                raw = text.encode(written)
            except UnicodeEncodeError:
                return text  # nobody can have written it so
            # Bytes that the wrong page has no character for stay what they are in ISO 8859-1, as browsers show them.
            text = "".join(_shown(byte, read) for byte in raw)
        return text

    return damage


def _shown(byte: int, page: str) -> str:
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)


def _kept_bytes(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text


def _quoted_printable(text: str) -> str:
    return "".join(char if char.isascii() else "".join(f"={byte:02X}" for byte in char.encode()) for char in text)


#: Every way an umlaut is damaged, as a rule.
DAMAGE: dict[str, Clean] = {
    "UTF-8 read as cp1252": _misread("utf-8", "cp1252"),
    "UTF-8 read as cp1252, twice": _misread("utf-8", "cp1252", times=2),
    "UTF-8 read as ISO 8859-15": _misread("utf-8", "iso8859-15"),
    "UTF-8 read as Mac Roman": _misread("utf-8", "mac_roman"),
    "UTF-8 read as CP850": _misread("utf-8", "cp850"),
    "CP850 read as cp1252": _misread("cp850", "cp1252"),
    "Mac Roman read as cp1252": _misread("mac_roman", "cp1252"),
    "cp1252 read as CP850": _misread("cp1252", "cp850"),
    "HTML entities": _each(lambda char: f"&#{ord(char)};"),
    "HTML entities, twice": _each(lambda char: f"&amp;#{ord(char)};"),
    "entities without semicolon": _each(lambda char: f"&{_BARE[char]}uml" if char in _BARE else "&szlig"),
    "\\u00e4": _each(lambda char: f"\\u{ord(char):04x}"),
    "%C3%A4": _each(quote),
    "quoted-printable": _quoted_printable,
    'TeX {\\"a}': _each(lambda char: f'{{\\"{_BARE[char]}}}' if char in _BARE else "{\\ss}"),
    'german.sty "a': _each(lambda char: f'"{_BARE[char]}' if char in _BARE else '"s'),
    "ISO 646-DE": lambda text: text.translate(str.maketrans("äöüßÄÖÜ", "{|}~[\\]")),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "diaeresis before its vowel": _each(lambda char: f"\u0308{_BARE[char]}" if char in _BARE else char),
    "spacing diaeresis": _each(lambda char: f"{_BARE[char]}¨" if char in _BARE else char),
    "surrogateescape": _kept_bytes,
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ"),
    "soft hyphens": lambda text: re.sub(r"(\w{3})(?=\w\w)", "\\1\u00ad", text),
    "spelled out (ae)": lambda text: text.translate(_SPELLED),
}

#: Of these, the single bytes of one page read as those of another, which no peer repairs.
_SINGLE_BYTES = ("CP850 read as cp1252", "Mac Roman read as cp1252", "cp1252 read as CP850")


def _peers() -> dict[str, Clean]:
    peers: dict[str, Clean] = {}
    if installed("ftfy"):
        from ftfy import fix_text

        peers["ftfy"] = fix_text
    if installed("plsfix"):
        from plsfix import fix_text as fix_fast

        peers["plsfix"] = fix_fast
    if installed("clean-text"):
        try:
            from cleantext import clean as clean_text
        except ImportError as missing:  # it does not name all that it needs
            print(f"clean-text: {missing}")
        else:
            peers["clean-text"] = lambda text: clean_text(text, to_ascii=False, lower=False, no_line_breaks=False)
    return peers


def _safely(clean: Clean) -> Clean:
    """A peer that raises on a text has left it as it was."""

    def attempt(text: str) -> str:
        try:
            return clean(text)
        except Exception:
            return text

    return attempt


def _speed(report: Report) -> None:
    cleaner = Cleaner()
    count = report.size(2_000, 300, 8)
    raw = articles(report, count=count)
    sound = cleaner.many(raw)
    misread = DAMAGE["UTF-8 read as cp1252"]
    tenth = [misread(text) if number % 10 == 0 else text for number, text in enumerate(sound)]
    titles = cleaner.many(headlines(report))
    corpora = {
        "articles, sound": sound,
        "articles, typographic marks as found": raw,
        "articles, one in ten UTF-8 read as cp1252": tenth,
        "articles, all UTF-8 read as cp1252": [misread(text) for text in sound[: count // 4]],
        "articles, all with entities": [DAMAGE["HTML entities"](text) for text in sound[: count // 4]],
        "articles, all decomposed": [DAMAGE["decomposed"](text) for text in sound[: count // 4]],
        "headlines, sound": titles,
        "headlines, one in ten UTF-8 read as cp1252": [
            misread(text) if number % 10 == 0 else text for number, text in enumerate(titles)
        ],
        "headlines, all UTF-8 read as cp1252": [misread(text) for text in titles[: count // 2]],
        **{f"articles, all {page}": [DAMAGE[page](text) for text in sound[: count // 8]] for page in _SINGLE_BYTES},
        **{f"headlines, all {page}": [DAMAGE[page](text) for text in titles[:count]] for page in _SINGLE_BYTES},
    }
    warm_up()  # kernels that wait for much text are compiled as well
    peers = {name: _safely(clean) for name, clean in _peers().items()}
    rows = []
    for name, texts in corpora.items():
        size = sum(map(len, texts)) / 1e6
        row = [name, f"{size / report.best_seconds(lambda texts=texts: cleaner.many(texts)):.1f}"]
        for clean in [cleaner.clean, *peers.values()]:
            some = texts if clean == cleaner.clean else texts[: max(50, len(texts) // 10)]
            size = sum(map(len, some)) / 1e6
            row.append(f"{size / report.best_seconds(lambda some=some, clean=clean: [clean(t) for t in some]):.1f}")
        rows.append(row)
    columns = ["M characters/s, all steps on", "textnorm, many", "textnorm, one by one", *peers]
    report.table("Cleaning: speed", columns, rows)


def _quality(report: Report) -> None:
    every = headlines(report)
    titles = [title for title in every if _UMLAUT.search(title)][: report.size(2_000, 300, 10)]
    tools: dict[str, Clean] = {"textnorm": Cleaner().clean, **{n: _safely(c) for n, c in _peers().items()}}
    wanted = {name: [clean(title) for title in titles] for name, clean in tools.items()}
    rows = []
    for kind, damage in DAMAGE.items():
        broken = [damage(title) for title in titles]
        places = [place for place, title in enumerate(titles) if broken[place] != title]
        row = [kind, str(len(places))]
        for name, clean in tools.items():
            right = wrong = 0
            for place in places:
                got = clean(broken[place])
                right += got == wanted[name][place]
                touched = got.translate(_STRAIGHT) != broken[place].translate(_STRAIGHT)
                wrong += touched and got != wanted[name][place]
            row.append(f"{100 * right / max(1, len(places)):.1f} / {100 * wrong / max(1, len(places)):.1f}")
        rows.append(row)
    columns = ["headlines with umlauts: % right / % wrong", "texts", *tools]
    report.table("Cleaning: what comes back", columns, rows)


def run(report: Report) -> None:
    _speed(report)
    _quality(report)
