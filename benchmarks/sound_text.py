"""Text that nobody damaged, to see what a repair does to it: German, thirty other languages, source code, logs.

The corpora are packages that anybody can get by name. They are downloaded with the ordinary clients (``apt-get
download``, ``pip download``) and unpacked into a cache folder outside the repository; nothing is installed. ``--data
FOLDER`` adds text of one's own: every file of the folder ``sound`` in it, a paragraph a text.
"""

from __future__ import annotations

import gettext
import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from pathlib import Path
from typing import NamedTuple

__all__ = ["CORPORA", "Corpus", "cache_folder", "paragraphs", "texts_of", "unpacked"]

Reader = Callable[[Path], Iterator[str]]


class Corpus(NamedTuple):
    """Texts of one language or format: the files of ``packages`` whose path in the package matches ``pattern``.

    ``held_out`` marks what no rule was ever looked up in.
    """

    name: str
    kind: str
    packages: tuple[str, ...]
    pattern: str
    reader: Reader
    held_out: bool = False


def cache_folder() -> Path:
    """Where packages are kept: ``TEXTNORM_BENCH_CACHE``, or a folder in the user's cache."""
    given = os.environ.get("TEXTNORM_BENCH_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = Path(given) if given else base / "textnorm-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# Readers: a file → its texts.


def _read(path: Path) -> str:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""  # nobody knows whether that is sound


def _blocks(path: Path) -> Iterator[str]:
    """Blocks between empty lines, as they are: source code keeps its indentation."""
    for block in re.split(r"\n[ \t]*\n", _read(path)):
        if block.strip():
            yield block.strip("\n")


def _lines(path: Path) -> Iterator[str]:
    yield from filter(str.strip, _read(path).split("\n"))


def paragraphs(path: Path) -> Iterator[str]:
    """The blocks of a file, each on one line."""
    for block in _blocks(path):
        yield " ".join(block.split())


_FORMAT = re.compile(r"\\f(?:\[\w*\]|\(\w\w|\w)|\\[&%/,|^:]|\\s[-+]?\d|\\m\[\w*\]")
_SIGNS = {
    r"\-": "-",
    r"\(aq": "'",
    r"\(dq": '"',
    r"\(lq": "“",
    r"\(rq": "”",
    r"\(oq": "‘",
    r"\(cq": "’",
    r"\(em": "—",
    r"\(en": "–",
    r"\(bu": "•",
    r"\e": "\\",
    r"\ ": "\u00a0",
    r"\(co": "©",
    r"\(Fo": "«",
    r"\(Fc": "»",
    r"\~": "\u00a0",
    r"\(ha": "^",
    r"\(ti": "~",
    r"\(bq": "„",
    r"\(Bq": "„",
    r"\(bv": "|",
    r"\(ga": "`",
    r"\(rs": "\\",
    r"\'": "´",
    r"\(sh": "#",
    r"\(->": "→",
    r"\(+-": "±",
    r"\(mu": "×",
    r"\(<=": "≤",
    r"\(>=": "≥",
    r"\(sq": "□",
    r"\(*m": "μ",
}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))


def _manual(path: Path) -> Iterator[str]:
    """The paragraphs of a manual page without its markup."""
    lines: list[str] = []
    for line in [*_read(path).split("\n"), ".P"]:
        words = line.split()
        if line.startswith((".B", ".I", ".R", ".SM")) and len(words) > 1:
            lines.append(" ".join(words[1:]).replace('"', ""))
        elif line.startswith((".", "'")) or not words:
            text = _SIGN.sub(lambda sign: _SIGNS[sign.group()], _FORMAT.sub("", " ".join(lines)))
            if text and "\\" not in text:
                yield text
            lines = []
        else:
            lines.append(line)


def _rendered(path: Path) -> Iterator[str]:
    """A manual page as a terminal shows it, block by block: columns, indentation and divided words."""
    command = ["groff", "-mandoc", "-Kutf8", "-Tutf8", "-P-cbou"]
    try:
        shown = subprocess.run(command, input=_read(path), capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError, UnicodeError):
        return
    yield from filter(str.strip, re.split(r"\n[ \t]*\n", shown))


def _catalogue(path: Path) -> Iterator[str]:
    """The translations of a message catalogue."""
    try:
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    except (OSError, UnicodeDecodeError, ValueError):
        return
    for key, message in catalogue.items():
        if key and key != message and isinstance(message, str):
            yield message


_VERBATIM = re.compile(
    r"<(script|style|pre|code|tt|kbd|samp|title|screen|programlisting)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_BREAK = re.compile(r"</?(?:p|h\d|li|dt|dd|td|th|div|tr|br|title|para|item|entry)\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)


def _markup_text(path: Path) -> Iterator[str]:
    """The running text of HTML or XML."""
    for piece in _BREAK.split(_VERBATIM.sub(" ", _read(path))):
        text = " ".join(unescape(_ANY_TAG.sub("", piece)).split())
        if " " in text:
            yield text


def _cookies(path: Path) -> Iterator[str]:
    for cookie in re.split(r"(?:^|\n)%+(?:\n|$)", _read(path)):
        if cookie.strip():
            yield cookie.strip("\n")


def _whole(path: Path) -> Iterator[str]:
    if text := _read(path):
        yield text


def _json_values(path: Path) -> Iterator[str]:
    """The values of a JSON file that are text, one by one, as a pipeline meets them."""

    def walk(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for part in value.values():
                yield from walk(part)
        elif isinstance(value, list):
            for part in value:
                yield from walk(part)

    try:
        yield from walk(json.loads(_read(path)))
    except ValueError:
        return


def _every(reader: Reader, share: int, path: Path) -> Iterator[str]:
    """Only one file in ``share``, by the letters of its name: rendering takes time."""
    if sum(path.name.encode()) % share == 0:
        yield from reader(path)


_SYSTEM = {"Python": Path(os.__file__).parent, "dpkg log": Path("/var/log")}
_MANUALS = {
    "Dutch": "nl",
    "French": "fr",
    "Spanish": "es",
    "Italian": "it",
    "Polish": "pl",
    "Czech": "cs",
    "Swedish": "sv",
    "Danish": "da",
    "Finnish": "fi",
    "Russian": "ru",
    "Portuguese": "pt-br",
    "Hungarian": "hu",
    "Turkish": "tr",
    "Romanian": "ro",
    "Greek": "el",
    "Norwegian": "nb",
}
_CATALOGUES = ("apt:inkscape", "apt:freeciv-data", "apt:gramps", "apt:gnupg-l10n", "apt:iso-codes")
_PLACES_OF = {"Portuguese": "pt_BR", "Norwegian": "nb"}


def _catalogues(name: str, code: str) -> Corpus:
    kind = "German" if code == "de" else "other"
    return Corpus(f"{name}, catalogues", kind, _CATALOGUES, rf"share/locale/{code}/LC_MESSAGES/[\w-]+\.mo$", _catalogue)


def _more(name: str, code: str) -> Corpus:
    kind = "German" if code == "de" else "other"
    packages = ("pip:Django", "apt:lyx-common")
    pattern = rf"locale/{code}/LC_MESSAGES/\w+\.mo$"
    return Corpus(f"{name}, other catalogues", kind, packages, pattern, _catalogue, True)


_LANGUAGES = {
    **{name: _PLACES_OF.get(name, code) for name, code in _MANUALS.items()},
    "Catalan": "ca",
    "Slovak": "sk",
    "Slovenian": "sl",
    "Croatian": "hr",
    "Estonian": "et",
    "Latvian": "lv",
    "Lithuanian": "lt",
    "Bulgarian": "bg",
    "Ukrainian": "uk",
    "Basque": "eu",
    "Irish": "ga",
    "Icelandic": "is",
    "Vietnamese": "vi",
    "Japanese": "ja",
    "Chinese": "zh_CN",
    "Indonesian": "id",
    "Esperanto": "eo",
}
_FORTUNES = {"Spanish": "es", "Italian": "it", "Polish": "pl", "Czech": "cs", "Portuguese": "br", "Russian": "ru"}
_GERMAN_BOOKS = (
    *("apt:debian-faq-de", "apt:debian-reference-de", "apt:developers-reference-de", "apt:maint-guide-de"),
    *("apt:debian-edu-doc-de", "apt:gosa-help-de", "apt:kicad-doc-de", "apt:udo-doc-de"),
)

CORPORA: tuple[Corpus, ...] = (
    Corpus("German, manual pages", "German", ("apt:manpages-de",), r"/man/de/man\d/.*\.gz$", _manual),
    Corpus("German, books", "German", _GERMAN_BOOKS, r"\.html$", _markup_text),
    Corpus("German, help pages", "German", ("apt:libreoffice-help-de",), r"\.html$", _markup_text),
    Corpus("German, fortunes", "German", ("apt:fortunes-de",), r"fortunes/de/[\w-]+$", _cookies),
    _catalogues("German", "de"),
    Corpus(
        "German, installation guide", "German", ("apt:installation-guide-amd64",), r"/de/.*\.html$", _markup_text, True
    ),
    Corpus("German, desktop help", "German", ("apt:gnome-user-docs",), r"/de/.*\.page$", _markup_text, True),
    _more("German", "de"),
    Corpus("English, manual pages", "other", ("apt:manpages", "apt:manpages-dev"), r"/man/man\d/.*\.gz$", _manual),
    Corpus("English, policy", "other", ("apt:debian-policy",), r"\.html$", _markup_text),
    *(
        Corpus(f"{name}, manual pages", "other", (f"apt:manpages-{code}",), r"/man/[\w.]+/man\d/.*\.gz$", _manual)
        for name, code in _MANUALS.items()
    ),
    *(
        Corpus(f"{name}, fortunes", "other", (f"apt:fortunes-{code}",), r"games/fortunes/.*(?<!dat)(?<!u8)$", _cookies)
        for name, code in _FORTUNES.items()
    ),
    *(_catalogues(name, code) for name, code in _LANGUAGES.items()),
    *(_more(name, code) for name, code in _LANGUAGES.items()),
    *(
        Corpus(f"{name}, desktop help", "other", ("apt:gnome-user-docs",), rf"/{code}/.*\.page$", _markup_text, True)
        for name, code in {"Dutch": "nl", "English": "C", "Spanish": "es", "French": "fr", "Czech": "cs"}.items()
    ),
    Corpus("JavaScript", "code", ("apt:libjs-jquery", "pip:Django"), r"(?<!min)\.js$", _blocks),
    Corpus(
        "TeX",
        "code",
        ("apt:texlive-latex-base", "apt:texlive-latex-recommended"),
        r"/tex/.*\.(?:sty|tex|cls|def|ltx)$",
        _blocks,
    ),
    Corpus("JSON", "code", ("apt:iso-codes",), r"\.json$", _whole),
    Corpus("JSON, line by line", "code", ("apt:iso-codes",), r"\.json$", _lines),
    Corpus("JSON, values", "code", ("apt:iso-codes",), r"\.json$", _json_values),
    Corpus("Python", "code", (), r"\.py$", _blocks),
    Corpus("C", "code", ("apt:libc6-dev", "apt:linux-libc-dev"), r"\.h$", _blocks),
    Corpus("shell", "code", ("apt:bash-completion",), r"/completions/|\.sh$", _blocks),
    Corpus("Perl", "code", ("apt:perl-modules-5.36", "apt:perl-modules-5.40"), r"\.p[ml]$", _blocks),
    Corpus("HTML", "code", ("apt:debian-reference-de", "apt:debian-policy"), r"\.html$", _blocks),
    Corpus("XML", "code", ("apt:gnome-user-docs",), r"/(?:de|C|fr)/.*\.page$", _blocks, True),
    Corpus("TypeScript", "code", ("apt:node-typescript",), r"\.d\.ts$", _blocks, True),
    Corpus("CSS", "code", ("pip:Django", "apt:gosa-help-de"), r"\.css$", _blocks, True),
    Corpus("dpkg log", "log", (), r"/dpkg\.log$", _lines),
    Corpus(
        "man page layout, German", "log", ("apt:manpages-de",), r"/man/de/man\d/.*\.gz$", partial(_every, _rendered, 11)
    ),
    Corpus(
        "man page layout, English", "log", ("apt:manpages-dev",), r"/man/man\d/.*\.gz$", partial(_every, _rendered, 11)
    ),
    Corpus(
        "change logs", "log", ("apt:debian-policy", "apt:iso-codes", "apt:inkscape"), r"/changelog[\w.]*\.gz$", _blocks
    ),
)


def texts_of(corpus: Corpus, *, limit: int | None = None) -> list[str]:
    """The texts of ``corpus``, without repetitions; at most ``limit`` characters of them."""
    roots = [root for package in corpus.packages if (root := unpacked(package)) is not None]
    if not corpus.packages and corpus.name in _SYSTEM:
        roots = [_SYSTEM[corpus.name]]
    wanted = re.compile(corpus.pattern)
    found: dict[str, None] = {}
    size = 0
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and wanted.search(path.as_posix()):
                for text in corpus.reader(path):
                    if text not in found:
                        found[text] = None
                        size += len(text)
                if limit is not None and size > limit:
                    return list(found)
    return list(found)


def unpacked(package: str) -> Path | None:
    """The folder with the files of a package, which is fetched at first use; None where it cannot be had."""
    source, _, name = package.partition(":")
    folder = cache_folder() / source / name.lower()
    if not folder.exists():
        partial_folder = folder.with_suffix(".partial")
        partial_folder.mkdir(parents=True, exist_ok=True)
        fetch = ["apt-get", "download", name]
        if source == "pip":
            fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", name]
        if source == "sdist":
            fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", name]
        try:
            subprocess.run(fetch, cwd=partial_folder, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            print(f"{name}: cannot be downloaded here; left out", file=sys.stderr)
        for archive in list(partial_folder.iterdir()):
            _unpack(archive, partial_folder)
        partial_folder.rename(folder)
    return folder


def _unpack(archive: Path, folder: Path) -> None:
    if archive.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", str(archive), str(folder)], check=True)
    elif archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
    else:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    archive.unlink()
