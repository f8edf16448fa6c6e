"""Build ``text/names/data/chinese.tsv``: every syllable of Hanyu Pinyin with its spelling in Wade-Giles.

Run ``python -m tools.build_chinese_syllables``.
"""

from __future__ import annotations

from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/textnorm/text/names/data/chinese.tsv"

INITIALS = {
    "b": "p", "p": "p'", "m": "m", "f": "f", "d": "t", "t": "t'", "n": "n", "l": "l", "g": "k", "k": "k'", "h": "h",
    "j": "ch", "q": "ch'", "x": "hs", "zh": "ch", "ch": "ch'", "sh": "sh", "r": "j", "z": "ts", "c": "ts'", "s": "s",
}  # fmt: skip
FINALS = {
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "a e i ai ao ou an en ang eng ong u uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u uo ui uan un",
    "z": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "s": "a e i ai ao ou an en ang eng ong u uo ui uan un",
}
ALONE = {
    "a": "a", "ai": "ai", "an": "an", "ang": "ang", "ao": "ao", "e": "o", "en": "en", "er": "erh", "ou": "ou",
    "ya": "ya", "yan": "yen", "yang": "yang", "yao": "yao", "ye": "yeh", "yi": "i", "yin": "yin", "ying": "ying",
    "yong": "yung", "you": "yu", "yu": "yü", "yuan": "yüan", "yue": "yüeh", "yun": "yün", "wa": "wa", "wai": "wai",
    "wan": "wan", "wang": "wang", "wei": "wei", "wen": "wen", "weng": "weng", "wo": "wo", "wu": "wu",
}  # fmt: skip
WADE_FINALS = {
    "ian": "ien", "ie": "ieh", "ong": "ung", "iong": "iung", "ue": "üeh", "ve": "üeh", "v": "ü",
    "ui": "ui", "e": "e", "uo": "o",
}  # fmt: skip


def wade_giles(initial: str, final: str) -> str:
    """The spelling of a syllable in Wade-Giles."""
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        return INITIALS[initial] + "ih"
    if final == "i" and initial in ("z", "c", "s"):
        return {"z": "tzu", "c": "tz'u", "s": "ssu"}[initial]
    if initial in ("j", "q", "x") and final in ("u", "ue", "uan", "un"):
        return INITIALS[initial] + {"u": "ü", "ue": "üeh", "uan": "üan", "un": "ün"}[final]
    if initial in ("g", "k", "h") and final == "e":
        return INITIALS[initial] + "o"
    if initial in ("g", "k") and final == "ui":
        return INITIALS[initial] + "uei"
    if final == "uo" and initial in ("g", "k", "h", "sh"):
        return INITIALS[initial] + "uo"
    return INITIALS[initial] + WADE_FINALS.get(final, final)


def main() -> None:
    rows = dict(ALONE)
    for initial, finals in FINALS.items():
        for final in finals.split():
            rows[(initial + final).replace("v", "ü")] = wade_giles(initial, final)
    lines = ["# Hanyu Pinyin and Wade-Giles, syllable by syllable; built by tools/build_chinese_syllables.py"]
    lines += [f"{pinyin}\t{wade}" for pinyin, wade in sorted(rows.items())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
