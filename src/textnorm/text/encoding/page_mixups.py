"""Text in any language that was written in one code page and read in another: ``Ïðèâåò`` was ``Привет`` in cp1251.

A text has one history. It is read through one pair of pages as a whole or stays as it is, and it is read so only if
its words become much likelier in one language than they are as they stand in any: by the letter models, with the words
in ASCII as witnesses of the language. One short word never suffices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.encoding.codepages import LABELS, TABLES, Mixup, bytes_in, shown_in
from textnorm.text.encoding.mixup_evidence import spoils_word
from textnorm.text.encoding.single_places.lone_letters import find_lone_letters
from textnorm.text.evidence.code.context import is_data
from textnorm.text.evidence.code.lines import code_lines
from textnorm.text.evidence.language_models import (
    LANGUAGES,
    STEPS_PER_BIT,
    is_likely_word,
    spread,
    unpack,
    word_costs,
)
from textnorm.text.evidence.triggers import (
    ASCII_LETTER,
    BLANK,
    BREAK,
    LATIN_SMALL,
    LETTER,
    NOT_ASCII,
    OTHER,
    SIGN,
    SMALL,
    Trigger,
)

__all__ = [
    "ABOUT",
    "CHARACTERS",
    "PAGE_MIXUPS",
    "PAGE_MIXUP_TRIGGERS",
    "UTF8",
    "find_page_mixups",
    "is_needed",
    "is_rare",
    "is_surely_page_mixup",
    "may_be_page_mixup",
    "or_page_mixup",
    "reread_table",
    "stays_odd",
    "symbol_cost",
]

UTF8 = "utf-8"
_OF_UTF8 = "UTF-8 read as"
_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac_cyrillic")
_GREEK = ("cp1253", "iso8859-7", "cp737")
_UTF8_READ_IN = (*_CYRILLIC[1:], *_GREEK, "cp852", "mac_latin2", "cp775", "cp857")
_CENTRAL = ("cp1250", "iso8859-2", "cp852")


def _pairs(written: Iterable[str], read: Iterable[str]) -> tuple[Mixup, ...]:
    pages = tuple(read)
    return tuple(Mixup(one, other) for one in written for other in pages if one != other)


#: What was written in which page and read in which; the most frequent first.
PAGE_MIXUPS = (
    *_pairs((*_CYRILLIC, *_GREEK, *_CENTRAL, "cp1254", "cp1257", "iso8859-13", "cp857", "cp775"), ("cp1252",)),
    *_pairs(_CYRILLIC, _CYRILLIC),
    *_pairs(_GREEK, _GREEK),
    *_pairs(_CENTRAL, _CENTRAL),
    *_pairs(("cp437", "cp850", "cp1252"), ("cp1250",)),
    *_pairs(("cp1252",), (*_CYRILLIC[:4], *_GREEK, "cp850", "cp437", "cp1257", "mac_roman")),
    *_pairs(("cp850", "cp437", "mac_roman"), ("cp1252",)),
    *_pairs(("cp1251", "cp1253", "cp1250", "cp1254"), ("cp850", "cp437")),
    *_pairs((*_CYRILLIC[:4], *_GREEK), ("cp1250",)),
    *_pairs((*_GREEK, *_CENTRAL), ("cp1251",)),
    *_pairs(_CYRILLIC, ("cp1254",)),
    # UTF-8 in the other pages is read run by run, in ``misread_utf8``.
    *_pairs((UTF8,), _UTF8_READ_IN),
)

# What gives a mix-up away, by what stands beside it: letters and symbols that no sound text has there, or few have.
_LATIN_1 = "".join(char for char in map(chr, range(0xC0, 0x100)) if char not in "×÷")
_CAPITALS = "".join(map(chr, range(0x400, 0x430)))
_OTHER_SCRIPT = "".join(char for char in map(chr, [*range(0x370, 0x400), *range(0x410, 0x460)]) if char.isalpha())
_BOXES = "".join(map(chr, range(0x2500, 0x25A0)))
_IN_CYRILLIC = "¤¦§©¬®№"
_RAISED = "".join(
    char for char in map(chr, [*range(0xC0, 0xDF), *range(0x100, 0x17F)]) if char.isupper() and char not in "ÄÖÜİ"
)
_IN_LATIN = "‚„”ˆ‰‡ƒ…¡¢£³¹¿º±¶¼¾¥¯©†§®ˇ˘˛¤¦¨¬·°µ»«˝"
_RARE = "ìøðþŕĺű"
#: What a text about encodings mentions, in small letters or capitals.
ABOUT = (
    *("utf8", "utf-8", "unicode", "latin1", "latin2", "latin-1", "latin-2", "8859", "windows12", "windows-12", "koi8"),
    *("koi-8", "charset", "mojibake", "encod", "code page", "codepage", "kodier", "kodow", "codier", "zeichens"),
    *("codific", "кодир", "кодов", "кракоз", "κωδικοπ", "kódov", "kódol", "kodlama", "koduot", "kodēj", "codaj"),
)
_ABOUT = lazy(rf"{'|'.join(ABOUT)}|\bcp-?\d{{3}}", re.IGNORECASE)

PAGE_MIXUP_TRIGGERS = (
    Trigger(_LATIN_1, before=NOT_ASCII, after=NOT_ASCII),
    Trigger(_CAPITALS, before=OTHER),
    Trigger(_IN_CYRILLIC, before=OTHER),
    Trigger(_IN_CYRILLIC, after=OTHER),
    Trigger(_BOXES, before=LETTER),
    Trigger(_BOXES, after=LETTER),
    # Text in these scripts is searched all the same; neighbours would only cost time.
    Trigger(_OTHER_SCRIPT),
    Trigger(_IN_LATIN, before=LETTER, after=SMALL | NOT_ASCII),
    Trigger(_RAISED, before=SMALL | LATIN_SMALL),
    Trigger("õûľâãê", before=ASCII_LETTER),
    Trigger("ŕ", before=BLANK | BREAK, after=BLANK | BREAK),
    Trigger(_RARE, before=ASCII_LETTER | LATIN_SMALL, after=ASCII_LETTER | NOT_ASCII),
    Trigger("øþðØÞÐÈ", before=BLANK | BREAK | SIGN, after=ASCII_LETTER),
    Trigger("è", after=SMALL),
    Trigger("".join(map(chr, range(0x80, 0xA0)))),
)


def _gate() -> re.Pattern[str]:
    """Matches where a trigger holds; narrower than the triggers where a regular expression can tell more."""
    latin, small, cyrillic = "A-Za-zÀ-ÖØ-öø-ɏ", "a-zß-öø-ÿ", "\u0400-\u045f"
    places = {
        _LATIN_1: f"(?<=[{_LATIN_1}]{{2}})[{_LATIN_1}]",
        _CAPITALS: f"(?<=[\u0430-\u045f].)|(?<=[{_CAPITALS}]{{4}}.)",
        _IN_CYRILLIC: f"(?<=[{cyrillic}].)|(?=[{cyrillic}])",
        _BOXES: f"(?<=[{latin}{cyrillic}].)|(?=[{latin}{cyrillic}])",
        _IN_LATIN: f"(?<=[{latin}].)(?=[{small}{re.escape(_IN_LATIN)}])",
        _RAISED: f"(?<=[{small}].)",
        "õûľ": "(?<=[A-Za-z].)",
        "âãê": r"(?<=[a-z][âã]|iê)(?!\w)",
        "ŕ": "(?<![^ ].)(?![^ ])",
        _RARE: "(?<=[A-Za-zß-öø-ÿ].)(?=[A-Za-z\x80-\U0010ffff])",
        "øþðØÞÐÈ": r"(?<![^\W\d_].)(?=[A-Za-z])",
        # In French and Italian, a consonant stands behind it, or nothing.
        "è": r"(?<![^\W\d_].)(?=[a-z])|(?=[aeiou])",
        "\x80-\x9f": "",
    }
    first = "".join(chars if "-" in chars else re.escape(chars) for chars in places)
    rest = "|".join(f"(?<=[{chars if '-' in chars else re.escape(chars)}])(?:{rest})" for chars, rest in places.items())
    return lazy(f"[{first}](?:{rest})")


_ODD_PLACE = _gate()
_TWO_SCRIPTS = lazy("[\u0370-\u045f](?:(?=[a-z])|(?<=[a-z].))")


@lru_cache(maxsize=4)  # the steps of one search ask in turn
def may_be_page_mixup(text: str) -> bool:
    """Whether a place in ``text`` gives a mix-up away. Undamaged text is passed by these two searches."""
    return bool(_ODD_PLACE.search(text) or _TWO_SCRIPTS.search(text))


# What no sound word has. The odd character comes first, as a search for it passes all others quickly.
_GIVES_AWAY = lazy(
    f"[\x80-\x9f{_RAISED}{re.escape(_IN_LATIN + _BOXES)}]"
    f"(?:(?<=[\x80-\x9f])|(?<=[a-zß-öø-ÿ][{_RAISED}])|(?<=[^\\W\\d_][{re.escape(_IN_LATIN)}])(?=[^\\W\\d_])"
    f"|(?<=[{_BOXES}])(?=[^\\W\\d_]))"
)
# The same, where it stands alone between ASCII, so that nothing which was UTF-8 explains it; Å and its kind may have
# lost a no-break space that became a space.
_STANDS_ALONE = lazy(
    f"[\x80-\x9f{_RAISED}{re.escape(_IN_LATIN + _BOXES)}]"
    f"(?:(?<=[\x80-\x9f])(?<![^\x00-\x7f].)(?![^\x00-\x7f])|(?<=[a-z][{_RAISED}])(?<![ÂÃÅÐÎ])(?=[A-Za-z])"
    f"|(?<=[A-Za-z][{re.escape(_IN_LATIN)}])(?=[a-z])|(?<=[A-Za-z][{_BOXES}])(?=[A-Za-z]))"
)
# What no word has in any language of the West: a letter of Iceland's, a symbol at a letter, two scripts.
_ODD = lazy(
    f"[\x80-\x9fðþÐÞ{_BOXES}]|[a-zß-öø-ÿ][{_RAISED}]|[^\\W\\d_][{re.escape(_IN_LATIN)}]|[{re.escape(_IN_LATIN)}][^\\W\\d_]"
    "|[a-z][\u0370-\u045f]|[\u0370-\u045f][a-z]"
)
# A capital inside a word, or a symbol that joins no words.
_NO_RESULT = lazy(
    r"[^\W\d_][À-ÖØ-Þ][a-zß-öø-ÿ]|[a-zß-öø-ÿ][ÄÖÜ]|[^\W\d_](?![’·\xad\xa0–—…„“”«»])[^\x00-\x7f\w][^\W\d_]"
)
_NEVER_ADDED = frozenset(["\N{REPLACEMENT CHARACTER}", *map(chr, range(0x80, 0xA0))])
_PIECE = re.compile(r"(?<![^\x00-\x20])[\x21-\x7f]*+[^\x00-\x7f][^\x00-\x20]*")  # looked for once a word
_ASCII_WORD = re.compile(r"(?<![^\x00-\x20(\"'])[A-Za-z]{2,30}(?![^\x00-\x20.,;:!?)\"'])")
_RUN = re.compile(r"[^\x00-\x7f]+")
_LONE_BYTE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")  # a byte that is no UTF-8
_WORD = re.compile(r"[^\W\d_ªºµ]+")

_FIRST, _PIECES, _CONTEXT = 10, 48, 24  # pieces that are looked at first and in the end, words in ASCII beside them
_LONGEST = 48  # characters of a piece

# Steps of half a bit.
_MARK, _SYMBOL, _BOX, _CONTROL, _INSIDE, _SWITCH = 14, 26, 30, 46, 26, 16
_MARKS = frozenset("„“”‘’‚«»‹›–—…€\xa0")
_JOINING = frozenset("’·-\xad")

# Bits.
_ENOUGH = 20.0  # that the words must gain ...
_ENOUGH_OF_FEW = 28.0  # ... if so few letters change as may
_PER_LETTER = 1.6  # ... and for each letter that changes
_RARELY = 8.0  # against the pages of the Macintosh
_APART = 5.0  # by which the best pair must beat the next one that says something else
_SOUND = 4.6  # a letter, that words may cost that are sound as they stand
_LIKELY = 5.4  # a letter, that the words may cost
_WORSE = 8.0  # a word that loses so much was right as it stands
_SURE = 8.0  # a letter, from which on one of several words may be unlikely
_SURE_OF_ONE = 48.0  # that one word must gain, if few letters change in it and words in ASCII say the language
_LETTERS, _FEW, _LONE, _SEVERAL = 2, 4, 6, 3  # letters that must change, in several words or in one
_QUOTES = "“”„‘’‚«»…"  # which stand at the edges of words anyway
_CIRCUMFLEXES = frozenset("âêîôû")
_FRIULIAN = _CIRCUMFLEXES | frozenset("àèìòùéç")
_SHORTEST = 3  # letters of the longest word that changes
_WITNESSES, _MANY = 2, 4  # words that do not change and say the language; one is enough where so many do
_AT_HOME = 2.0  # bits by which they may cost more than in the cheapest language
_DOUBTFUL = 0.2  # the share of words that may look unlikely


#: What a character is to these rules, each as a pattern; the kernel that reads many texts takes them as bits.
CHARACTERS = {
    "letter": r"[^\W\d_ªºµ]",
    "word": r"[^\W\d_]",
    "control": "[\x80-\x9f]",
    "small": "[a-zß-öø-ÿ]",
    "raised": f"[{_RAISED}]",
    "in_latin": f"[{re.escape(_IN_LATIN)}]",
    "box": f"[{_BOXES}]",
    "latin": "[A-Za-zÀ-ÖØ-öø-ɏ]",
    "odd": f"[\x80-\x9fðþÐÞ{_BOXES}]",
    "plain": "[a-z]",
    "greek": "[\u0370-\u045f]",
    "other_script": "[\u0370-\u052f]",
    "capital": "[À-ÖØ-Þ]",
    "umlaut": "[ÄÖÜ]",
    "no_joint": r"(?![’·\xad\xa0–—…„“”«»])[^\x00-\x7f\w]",
    "joining": f"[{re.escape(''.join(_JOINING))}]",
    "quote": f"[{_QUOTES}]",
    "friulian": f"[{''.join(sorted(_FRIULIAN))}]",
    "circumflex": f"[{''.join(sorted(_CIRCUMFLEXES))}]",
}


_Rows = list[tuple[int, Mixup]]  # with their numbers in the table


class _Sample(NamedTuple):
    """Some of the pieces of a text with characters outside ASCII, and some of its words in ASCII."""

    pieces: tuple[str, ...]
    context: tuple[str, ...]


def find_page_mixups(text: str) -> list[Edit]:
    """Find text in any language that was written in one page and read in another, and say what it meant.

    >>> find_page_mixups("Ïðèâåò, ìèð")[0]
    Edit(start=0, end=6, after='Привет', evidence='cp1251 read as cp1252', confidence=0.95)
    >>> find_page_mixups("Привет, мир")
    []
    """
    if text.isascii() or not may_be_page_mixup(text):
        return []
    pieces = [piece[:_LONGEST] for piece in dict.fromkeys(_PIECE.findall(text))]
    sample = _Sample(_spread(pieces, _PIECES), tuple(_spread(_ASCII_WORD.findall(text[:4000]), _CONTEXT)))
    row = _best(sample, frozenset(char for char in set(text) if char > "\x7f"))
    if row is None or (row.written != UTF8 and (is_data(text) or code_lines(text))):
        return []
    edits = _edits(text, row)
    if edits is None or _ABOUT.search(text) or any(_ABOUT.search(_reread(piece, row) or "") for piece in pieces):
        return []
    return edits


def is_surely_page_mixup(text: str) -> bool:
    """Whether ``text`` has what no sound word has: then :func:`or_page_mixup` believes no guess about single bytes."""
    return _gives_away(text) and may_be_page_mixup(text)


@lru_cache(maxsize=4)
def _gives_away(text: str) -> bool:
    return _GIVES_AWAY.search(text) is not None


def stays_odd(text: str) -> bool:
    """Whether ``text`` has a place that gives a mix-up away and that no reading as UTF-8 changes."""
    return _STANDS_ALONE.search(text) is not None


def or_page_mixup(text: str, edits: list[Edit], *, asked: bool = False) -> list[Edit]:
    """``edits``, or those of one pair of pages that explains the whole of ``text``, if ``edits`` leave it odd.

    ``asked`` says that there is no such pair.
    """
    # Bytes that are UTF-8 prove their history; single bytes that were guessed may be a part of another one.
    proven = all(edit.evidence.startswith(_OF_UTF8) for edit in edits) or not _gives_away(text)
    if edits and proven and not may_be_page_mixup(apply_edits(text, edits)):
        return edits
    if text.isascii() or not may_be_page_mixup(text):
        return edits
    return (not asked and find_page_mixups(text)) or edits or _lone_letters(text)


def _lone_letters(text: str) -> list[Edit]:
    """Letters of single words that another page shows, in a text of which nothing else is known."""
    edits = find_lone_letters(text)
    return [] if edits and (_ABOUT.search(text) or is_data(text) or code_lines(text)) else edits


def _spread(items: list[str], count: int) -> tuple[str, ...]:
    """At most ``count`` of ``items``, from the whole of them."""
    step = -(-len(items) // count) or 1
    return tuple(items[::step])


def _edits(text: str, row: Mixup) -> list[Edit] | None:
    why = f"{LABELS.get(row.written, 'UTF-8')} read as {LABELS[row.read]}"
    edits = []
    for run in _RUN.finditer(text):
        meant = _reread(run[0], row)
        if meant is None or (row.written != UTF8 and spoils_word(text, *run.span(), meant)):
            return None
        if meant != run[0]:
            edits.append(Edit(*run.span(), meant, why, 0.95))
    return edits


@cache
def reread_table(row: Mixup) -> dict[int, str]:
    """Code point that is seen → what was meant, for every character that the page shows; for single bytes."""
    seen, meant = TABLES[row.read], TABLES[row.written]
    table = {byte: meant[byte] for byte in range(0x80, 0xA0)}
    table |= {ord(seen[byte]): meant[byte] for byte in range(0x80, 0x100)}
    # A symbol that one of the pages does not have was added later; a letter was not.
    return {code: after for code, after in table.items() if not "\x7f" < after < "\xa0"}


@lru_cache(maxsize=1 << 12)
def _reread(piece: str, row: Mixup) -> str | None:
    """What ``piece`` meant; None where it is not UTF-8."""
    if row.written == UTF8:
        data = bytes_in(piece, row.read)
        try:
            return None if data is None else data.decode()
        except UnicodeDecodeError:
            return None
    return piece.translate(reread_table(row))


@lru_cache(maxsize=1 << 10)
def _rows(chars: frozenset[str], needed: frozenset[str]) -> tuple[_Rows, ...]:
    """The rows that may explain a text of ``chars``: the page that was read shows all that is ``needed``.

    That is every character where the text was UTF-8, and every letter and control otherwise. Rows that read the text
    alike stand together.
    """
    single: dict[str, _Rows] = {}
    several: list[_Rows] = []
    joined = "".join(chars)
    for number, row in enumerate(PAGE_MIXUPS):
        if row.written == UTF8:
            if chars <= shown_in(row.read):
                several.append([(number, row)])
        elif needed <= _shown(row):
            single.setdefault(joined.translate(reread_table(row)), []).append((number, row))
    return *single.values(), *several


@cache
def _shown(row: Mixup) -> frozenset[str]:
    """What the page that was read shows, and what it was meant to be."""
    return frozenset(map(chr, reread_table(row)))


def is_needed(char: str) -> bool:
    """Whether a page that a text was read in must show ``char``: a letter or a control, which nobody added later."""
    return char.isalpha() or char in _NEVER_ADDED


def _best(sample: _Sample, chars: frozenset[str]) -> Mixup | None:
    """The row that explains ``sample``, if there is evidence enough, none against it, and no other as good."""
    needed = frozenset(filter(is_needed, chars))
    rows = _rows(chars, needed)
    if not rows:
        return None
    few = sample._replace(pieces=sample.pieces[:: max(1, len(sample.pieces) // _FIRST)])
    if _is_sound(few):
        return None
    found = sorted(_gains(few, rows), key=lambda gain: (-gain[0], gain[1]))[:4]
    best_first = [(gain, row) for gain, _, row in found]
    if not any(_changes_words(sample, row) for _, row in best_first):
        return None  # nothing else is believed
    if len(few.pieces) < len(sample.pieces):
        best_first = sorted(((_gain(sample, row), row) for _, row in best_first), key=lambda pair: -pair[0])
    if not best_first:
        return None
    gain, best = best_first[0]
    after = [_reread(piece, best) or "" for piece in sample.pieces]
    for other_gain, other in best_first[1:]:
        if other_gain > gain - _APART and [_reread(piece, other) for piece in sample.pieces] != after:
            return None
    return best if _is_believed(sample, after, gain) else None


def _changes_words(sample: _Sample, row: Mixup) -> bool:
    """Whether ``sample`` has other words when it is read through ``row``, and not other marks alone."""
    changed = [(piece, meant) for piece in sample.pieces if (meant := _reread(piece, row) or "") != piece]
    return any(not {*_WORD.findall(meant)} <= {*_WORD.findall(piece)} for piece, meant in changed)


def _is_sound(sample: _Sample) -> bool:
    """Whether every word is likely as it stands, in the language in which all are likeliest."""
    if any(map(_GIVES_AWAY.search, sample.pieces)):
        return False
    costs = unpack(_cost((*sample.pieces, *sample.context)))
    language = costs.index(min(costs))
    own = [word for piece in sample.pieces for word in _WORD.findall(piece) if not word.isascii()]
    return (
        bool(own)
        and sum(unpack(word_costs(word))[language] for word in own)
        <= _SOUND * STEPS_PER_BIT * sum(len(word) + 1 for word in own)
        and all(is_likely_word(word, LANGUAGES[language].code) for word in own)
    )


def _gain(sample: _Sample, row: Mixup) -> float:
    """The bits by which ``sample`` becomes likelier when it is read through ``row``; none if it cannot be."""
    return max((gain for gain, _, _ in _gains(sample, ([(0, row)],))), default=0.0)


def _gains(sample: _Sample, rows: Iterable[_Rows]) -> list[tuple[float, int, Mixup]]:
    """The rows through which ``sample`` becomes likelier, each with the bits that it gains, and its number.

    Many rows read a text alike, and what they read is weighed once.
    """
    joined = " ".join(sample.pieces)  # no piece holds a space, and none becomes one
    may_be_utf8 = not _LONE_BYTE.search(joined)
    context, as_is = _as_it_stands(sample)
    known = {joined: 0.0}
    gains = []
    for alike in rows:
        _, first = alike[0]
        if first.written != UTF8:
            after = joined.translate(reread_table(first))
        elif may_be_utf8:
            after = _joined_again(sample.pieces, first)
        else:
            continue
        gain = known.get(after)
        if gain is None:
            gain = known[after] = (as_is - _cost_up_to(as_is, context, after)) / STEPS_PER_BIT
        if gain > 0:
            for number, row in alike:
                if (own := gain - _RARELY * row.written.startswith("mac_")) > 0:
                    gains.append((own, number, row))
    return gains


def is_rare(row: Mixup) -> bool:
    """Whether something speaks against a row from the start: the page is one of the Macintosh."""
    return row.written.startswith("mac_")


def _cost_up_to(limit: int, context: int, joined: str) -> int:
    """What the words of ``joined`` cost behind those of ``context`` in the cheapest language, or ``limit``, if more."""
    cost = context
    for number, piece in enumerate(joined.split(" ")):
        cost += _piece_cost(piece)
        if number % 2 and min(unpack(cost)) >= limit:  # no piece costs less than nothing
            return limit
    return min(unpack(cost))


def _joined_again(pieces: tuple[str, ...], row: Mixup) -> str:
    """What UTF-8 in ``pieces`` means, with spaces between; the pieces as they are if one of them is not UTF-8."""
    after = []
    for piece in pieces:
        meant = _reread(piece, row)
        if not meant:
            break
        after.append(meant)
    return " ".join(after if len(after) == len(pieces) else pieces)


@lru_cache(maxsize=4)
def _as_it_stands(sample: _Sample) -> tuple[int, int]:
    """What the words in ASCII cost by language, and what all of ``sample`` costs in the cheapest."""
    context = _cost(sample.context)
    return context, min(unpack(context + _cost(sample.pieces)))


def _is_believed(sample: _Sample, after: list[str], gain: float) -> bool:
    """Whether the words that change are words of one language, and enough of them."""
    changed = [(before, piece) for before, piece in zip(sample.pieces, after, strict=True) if before != piece]
    words = [word for before, piece in changed for word in _WORD.findall(piece) if word not in _WORD.findall(before)]
    letters = sum(map(_changed_letters, changed))
    if any(_GIVES_AWAY.search(piece) or _NO_RESULT.search(piece) for _, piece in changed):
        return False
    witnesses = gain >= _SURE_OF_ONE and len(sample.context) >= _SEVERAL
    controls = any("\x7f" < char < "\xa0" for piece, _ in changed for char in piece)
    if letters < (_LETTERS if len(words) > 1 or (words and controls) else _FEW if witnesses else _LONE):
        return False
    if gain < max(_ENOUGH if letters > _LETTERS else _ENOUGH_OF_FEW, _PER_LETTER * letters):
        return False
    totals = unpack(_cost((*after, *sample.context)))
    language = totals.index(min(totals))
    as_is = unpack(_cost((*sample.pieces, *sample.context)))
    stands = as_is.index(min(as_is))
    own = [word for word in words if not word.isascii()]
    if max(map(len, own), default=0) < _SHORTEST:
        return False
    odd = any(_ODD.search(before.strip(_QUOTES)) for before, _ in changed)
    seen = {one for before, piece in changed for one, other in zip(before, piece, strict=False) if one != other}
    at_home = not _looks_friulian(seen) and _is_at_home(sample, after, language)
    if not (odd or _is_other_script(own) or at_home):
        return False
    cost = sum(unpack(word_costs(word))[language] for word in own) / STEPS_PER_BIT
    if not own or cost > _LIKELY * sum(len(word) + 1 for word in own):
        return False
    code = LANGUAGES[language].code
    doubtful = sum(not is_likely_word(word, code) for word in own)
    if doubtful > max(_DOUBTFUL * len(own), len(own) >= _SEVERAL and gain > _SURE * letters):
        return False
    worse = sum(
        unpack(_piece_cost(piece))[language] - unpack(_piece_cost(before))[stands] > _WORSE * STEPS_PER_BIT
        for before, piece in changed
    )
    return worse <= 0.05 * len(changed)


def _looks_friulian(seen: set[str]) -> bool:
    """Whether the letters that would change are those of Friulian, a circumflex among them: rivâts, è, autôr."""
    return seen <= _FRIULIAN and not seen.isdisjoint(_CIRCUMFLEXES)


def _is_other_script(words: list[str]) -> bool:
    """Whether ``words`` are Greek or Cyrillic."""
    return all(any("\u0370" <= char < "\u0530" for char in word) for word in words)


def _is_at_home(sample: _Sample, after: list[str], language: int) -> bool:
    """Whether the words that do not change are of ``language``, too.

    Letters of Western Europe alone prove no mix-up: they are at home in languages that no model knows, such as Friulian
    and Kurdish, and are likelier there as Latvian or Hungarian ones. The words beside them tell these apart.
    """
    same = (*sample.context, *(piece for piece, other in zip(sample.pieces, after, strict=True) if piece == other))
    costs = unpack(_cost(same))
    enough = 1 if len(after) - (len(same) - len(sample.context)) >= _MANY else _WITNESSES
    return len(same) >= enough and costs[language] - min(costs) <= _AT_HOME * STEPS_PER_BIT


def _changed_letters(change: tuple[str, str]) -> int:
    """How many letters of a piece are others than before, and controls, which nobody writes."""
    before, after = change
    if len(before) != len(after):
        return sum(char > "\x7f" and char.isalpha() for char in after)
    return sum(
        one != other and (other.isalpha() or "\x7f" < one < "\xa0") for one, other in zip(before, after, strict=True)
    )


def _cost(pieces: tuple[str, ...]) -> int:
    return sum(map(_piece_cost, pieces))


@lru_cache(maxsize=1 << 14)
def _piece_cost(piece: str) -> int:
    """What ``piece`` costs by language: its letters, its symbols, and capitals behind small letters."""
    cost = flat = position = 0
    for match in _WORD.finditer(piece):
        flat += _symbols_cost(piece, position, match.start())
        position = match.end()
        word = match[0]
        cost += word_costs(word)
        if not (word.islower() or word.istitle() or word.isupper()):
            flat += _SWITCH * min(3, sum(one.islower() and two.isupper() for one, two in pairwise(word)))
    flat += _symbols_cost(piece, position, len(piece))
    return cost + _in_all(flat) if flat else cost


@lru_cache(maxsize=1 << 10)
def _in_all(cost: int) -> int:
    """A cost that is the same in all languages."""
    return spread([cost] * len(LANGUAGES))


def _symbols_cost(piece: str, start: int, end: int) -> int:
    """What the symbols in ``piece[start:end]`` cost: by themselves, and inside a word."""
    symbols = [char for char in piece[start:end] if char > "\x7f"]
    cost = sum(map(symbol_cost, symbols))
    if symbols and start and end < len(piece) and any(char not in _JOINING for char in symbols):
        cost += _INSIDE
    return cost


@lru_cache(maxsize=1 << 10)
def symbol_cost(char: str) -> int:
    """What a symbol costs by itself."""
    if "\x7f" < char < "\xa0":
        return _CONTROL
    if char in _MARKS:
        return _MARK
    return _BOX if "\u2500" <= char < "\u25a0" else _SYMBOL
