"""Chinese names: Hanyu Pinyin and Wade-Giles, by a table of syllables."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from pathlib import Path

__all__ = ["chinese_readings", "may_be_chinese"]

_TABLE = Path(__file__).parent / "data" / "chinese.tsv"
_LONGEST = 16  # letters of a word that can be Chinese
_ENDS = frozenset("aeiouügnhr'’-")  # of a syllable in Pinyin or Wade-Giles
_SURNAMES = frozenset(
    [
        "wang",
        "li",
        "zhang",
        "liu",
        "chen",
        "yang",
        "huang",
        "zhao",
        "wu",
        "zhou",
        "xu",
        "sun",
        "ma",
        "zhu",
        "hu",
        "guo",
        "he",
        "gao",
        "lin",
        "luo",
        "zheng",
        "liang",
        "xie",
        "song",
        "tang",
        "deng",
        "feng",
        "han",
        "cao",
        "zeng",
        "peng",
        "xiao",
        "cai",
        "pan",
        "tian",
        "dong",
        "yuan",
        "yu",
        "ye",
        "jiang",
        "du",
        "su",
        "wei",
        "cheng",
        "lu",
        "ding",
        "shen",
        "ren",
        "yao",
        "cui",
        "zhong",
        "tan",
        "fan",
        "wang",
        "jin",
        "shi",
        "liao",
        "jia",
        "xia",
        "fu",
        "fang",
        "bai",
        "zou",
        "meng",
        "xiong",
        "qin",
        "qiu",
        "hou",
        "yan",
        "xue",
        "lei",
        "long",
        "tao",
        "hao",
        "kong",
        "mao",
        "chang",
        "wan",
        "gu",
        "lai",
        "wen",
        "xi",
        "hua",
        "tong",
        "zhan",
        "bo",
        "wu",
        "qi",
        "lang",
        "bao",
        "ai",
        "mi",
        "an",
        "mo",
        "ji",
        "dai",
        "ni",
        "nie",
        "bi",
    ]
)


@cache
def _tables() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """The syllables of Pinyin, and what a syllable of Wade-Giles may be in Pinyin; apostrophes are often left out."""
    wade: dict[str, set[str]] = {}
    pinyin = set()
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        syllable, other = (form.replace("ü", "u") for form in line.split("\t"))
        pinyin.add(syllable)
        wade.setdefault(other.replace("'", ""), set()).add(syllable)
        wade.setdefault(other, set()).add(syllable)
    return frozenset(pinyin), {form: frozenset(readings) for form, readings in wade.items()}


@lru_cache(1 << 14)
def _pinyin(part: str) -> str | None:
    """``part`` if it is one to three syllables of Pinyin."""
    pinyin = _tables()[0]
    if part in pinyin:
        return part
    for cut in range(1, len(part)):
        if part[:cut] in pinyin and _pinyin_rest(part[cut:], 2):
            return part
    return None


def _pinyin_rest(part: str, most: int) -> bool:
    pinyin = _tables()[0]
    if part in pinyin:
        return True
    return most > 1 and any(part[:cut] in pinyin and _pinyin_rest(part[cut:], most - 1) for cut in range(1, len(part)))


def may_be_chinese(name: tuple[str, ...]) -> bool:
    """Whether the words of a name end as syllables do; a quick look, which most names fail."""
    return len(name) >= 2 and all(word[-1:] in _ENDS for word in name[:4])


@lru_cache(1 << 14)
def chinese_readings(name: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """The ways to read the words of a name as Chinese, in Pinyin; none unless every word can be read so.

    Words are in lower case and keep hyphens and apostrophes. Wade-Giles is considered where it shows: by a syllable
    that Pinyin does not have, a hyphen or an apostrophe.

    >>> chinese_readings(("mao", "tse-tung")) & chinese_readings(("mao", "zedong"))
    frozenset({('mao', 'zedong')})
    """
    if not 2 <= len(name) <= 3 or max(map(len, name)) > _LONGEST:
        return frozenset()
    readings: set[tuple[str, ...]] = set()
    plain = [word.replace("-", "").replace("'", "").replace("’", "") for word in name]
    if all(_pinyin(word) for word in plain) and all(len(word) > 1 for word in plain):
        readings.add(tuple(plain))
    marked = any("-" in word or "'" in word or "’" in word for word in name)
    if marked or not readings:
        wade = _tables()[1]
        options = []
        for word in name:
            syllables = word.replace("’", "'").split("-")
            if any(syllable not in wade for syllable in syllables):
                return frozenset(readings)
            options.append(["".join(choice) for choice in product(*(sorted(wade[each]) for each in syllables))])
        readings |= {tuple(choice) for _, choice in zip(range(64), product(*options), strict=False)}
    return frozenset(reading for reading in readings if reading[0] in _SURNAMES or reading[-1] in _SURNAMES)
