"""THE TABLE of languages and locales: a language is one row of ``LANGUAGES``, a way of writing it one of ``LOCALES``.

A row names the data files of its models; the tools of the same name write them. The table lies beside the models that
it names, below every step, because the steps and the models ask it alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from textnorm.errors import UnknownOption

__all__ = ["LANGUAGES", "LOCALES", "Language", "Locale", "language_of", "locale_named"]


class Language(NamedTuple):
    """What is said of a language."""

    code: str
    #: Letter → how it is spelled out in ASCII.
    letters: Mapping[str, str]
    #: The letter model that recognises spelled-out letters (``tools/build_umlaut_model.py``).
    model: str
    #: The word model that recognises the language (``tools/build_language_gate.py``).
    words: str
    #: The letter model that recognises lost letters (``tools/build_lost_model.py``), in ``umlauts/data``. Empty
    #: here or below: the language has no such model.
    lost: str = ""
    #: The letter model that recognises stripped letters (``tools/build_stripped_model.py``), in ``umlauts/data``.
    stripped: str = ""
    #: The letter model that says which of two letters with one spelling stood there, the first of them or the last
    #: (``tools/build_neighbour_models.py``).
    choice: str = ""
    #: Its frequent words with one of ``letters`` (``tools/build_known_words.py``).
    known: str = ""
    #: Words in capitals of up to five letters that may change; all others that short are taken for abbreviations.
    short_capitals: frozenset[str] = frozenset()
    #: A spelled-out capital that is a word only with the number behind it: Oe3.
    numbered: str = ""
    #: Words that look spelled out and are usual words of other languages; among few words they need others that speak
    #: for this one. French tuer, Dutch hoeren, English gross.
    elsewhere: frozenset[str] = frozenset()
    #: Letters of words that were never spelled out: loan words, and the seams of compounds.
    never: re.Pattern[str] = re.compile("(?!)")
    #: Endings that may begin with a capital inside a word: LehrerInnen.
    plain_suffixes: tuple[str, ...] = ()


class Locale(NamedTuple):
    """A way of writing a language: ``without`` these letters; ``strict`` asks for more evidence of the language.

    ``others`` are locales of other languages, one of which a text may be written in instead.
    """

    language: str
    without: frozenset[str] = frozenset()
    strict: bool = False
    others: tuple[str, ...] = ()


_SHORT_CAPITALS = """
FUER UEBER TUEV OEVP SPOE FPOE OEBB OERF OEGB KOELN FUENF GRUEN SUED MAERZ TUER OEL BUERO HOEHE NAEHE LOEWE MOEWE MUEDE
FRUEH SPAET HOERT FUEHL WAERE TAETE TOETE KUEHE ZUEGE LUEGE GUETE HUETE MUELL UEBEL OEFEN OEDE AEHRE AESTE UEBT UEBEN
UEBE OEKO BAER NOE OETK OEPNV OEDP OEJV OESV OEFB KPOE BZOE OEAMTC OENB OEH OEIF OEGB OEFV OESV OOE DOEW WKOE
OEBV OELV OEWD
"""
_ELSEWHERE = """
tuer grosse grosses moelle liesse
schoenen handschoenen sportschoenen hoer hoeren hoerig hoerige stoere bloeden oefen toeren toeter oester roesten roebel
groenland gaelisch fuelle mass fuss gross edelweiss
"""
# The first part of a compound that ends in a vowel, and a second one that begins with an e: Mensaessen, Bioernte.
_FIRST_PARTS = (
    "aroma|auto|bio|china|corona|disko|duo|euro|foto|kamera|karo|kino|klima|konto|lama|manko|mensa|mikro|mono|pasta|pizza"
    "|porto|radio|risiko|sofa|solo|stereo|studio|tabu|tempo|thema|turbo|video|villa|wohnbau|zoo"
)
_SECOND_PARTS = (
    "ebene|effekt|ehe|eigen|ein|eis|elektr|element|ende|energie|entw|erb|erd|erf|erh|erl|ern|ers|erz|etat|export"
)
# Verweissensitiv, Hinweissystem: two parts that meet with an s each.
_S_ENDS = "wei|krei|prei|glei|kur|hau|rei"
_S_BEGINS = "ensitiv|ystem|ensor|erver|oftware|ervice|egment|ektor|equenz|erie|ammel|umme|uche|chul|chrift"
# Alemannic and Luxembourgish words that stand for German ones without ü: suechen, Logbuech, duerch, Passwuert.
_NEIGHBOURS = r"suech(?!t)|buech$|^muesch$|duerch|passwuert|^wuert$|hue(?:len|lt)$|letzebuerg"
# Dutch verbs: distribueren.
_VERBS = "(?:distrib|attrib|contrib|subst|const|inst|contin)(?:it)?uer"
_NEVER = (
    rf"daemon(?!en$|isch|ie|olog)|^(?:{_FIRST_PARTS})(?:essen|(?={_SECOND_PARTS}))|^noe(?=cho|rror|xec)"
    rf"|(?:{_S_ENDS})ss(?={_S_BEGINS})|queue|{_NEIGHBOURS}|{_VERBS}"
)
# Loan words of the North, Norwegian ones that look like a rare word of Danish, and Estonian toe, toetama (support).
_LOAN_WORDS = r"(?:ikos|tetr|dodek|okt|heks|pent)aeder|^daemon"
_NORDIC_NEVER = re.compile(_LOAN_WORDS, re.IGNORECASE)
_DANISH_NEVER = re.compile(rf"{_LOAN_WORDS}|^noen?$", re.IGNORECASE)
_ESTONIAN_NEVER = re.compile("^toe(?=$|ta)", re.IGNORECASE)
_DANISH_LETTERS = {"æ": "ae", "ø": "oe", "å": "aa"}
LANGUAGES: Mapping[str, Language] = {
    "de": Language(
        code="de",
        letters={"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"},
        model="umlauts_de.bin",
        words="german_words.bin",
        lost="lost_de.bin",
        stripped="stripped_de.bin",
        known="known_words_de.bin",
        numbered=r"\bO[eE](?=[1-3]\b)",
        never=re.compile(_NEVER, re.IGNORECASE),
        short_capitals=frozenset(_SHORT_CAPITALS.split()),
        plain_suffixes=("Innen", "In"),
        elsewhere=frozenset(_ELSEWHERE.split()),
    ),
    "da": Language(
        "da",
        _DANISH_LETTERS,
        model="umlauts_da.bin",
        words="words_da.bin",
        never=_DANISH_NEVER,
        short_capitals=frozenset(
            [
                "PAA",
                "FAA",
                "MAAL",
                "GAA",
                "SAA",
                "MAA",
                "NAAR",
                "AAR",
                "FOER",
                "OGSAA",
                "VAERE",
                "BOERN",
                "DOED",
                "OEL",
                "GOER",
                "HOER",
                "LAES",
                "TRAE",
            ]
        ),
    ),
    "nb": Language(
        "nb",
        _DANISH_LETTERS,
        model="umlauts_nb.bin",
        words="words_da.bin",
        never=_NORDIC_NEVER,
        short_capitals=frozenset(
            [
                "PAA",
                "FAA",
                "MAAL",
                "GAA",
                "SAA",
                "MAA",
                "NAA",
                "NAAR",
                "AAR",
                "FOER",
                "VAERE",
                "BOER",
                "DOED",
                "OEL",
                "GJOER",
                "HOER",
                "SPOER",
                "TRAE",
            ]
        ),
    ),
    "sv": Language(
        "sv",
        {"ä": "ae", "ö": "oe", "å": "aa"},
        model="umlauts_sv.bin",
        words="words_sv.bin",
        never=_NORDIC_NEVER,
        short_capitals=frozenset(
            [
                "PAA",
                "FAA",
                "GAA",
                "SAA",
                "FOER",
                "AER",
                "NAER",
                "HAER",
                "DAER",
                "MAAL",
                "OEVRE",
                "LAEGE",
                "HOER",
                "GOER",
                "OEL",
                "DOED",
                "BOER",
            ]
        ),
    ),
    "fi": Language(
        "fi",
        {"ä": "ae", "ö": "oe"},
        model="umlauts_fi.bin",
        words="words_fi.bin",
        short_capitals=frozenset(["HAEN", "MYOES", "SAEAE", "TYOE", "TYOEN", "YOE", "AELAE", "HYVAE", "PAEAE"]),
    ),
    "et": Language(
        "et",
        {"ä": "ae", "õ": "oe", "ö": "oe"},
        model="umlauts_et.bin",
        words="words_et.bin",
        choice="choice_et.bin",
        never=_ESTONIAN_NEVER,
        short_capitals=frozenset(
            ["OEOE", "TOEOE", "VOEI", "VOEIB", "KOEIK", "OEIGE", "AERI", "PAEEV", "VOETI", "SOENE"]
        ),
    ),
}

LOCALES: Mapping[str, Locale] = {
    "de": Locale("de"),
    "de-AT": Locale("de"),
    "de-CH": Locale("de", without=frozenset("ß")),
    "auto": Locale("de", strict=True, others=("da", "nb", "sv", "fi", "et")),
    "da": Locale("da"),
    "nb": Locale("nb"),
    "sv": Locale("sv"),
    "fi": Locale("fi"),
    "et": Locale("et"),
}


#: Other names of a locale. A region without a row writes as its language does.
_ALIASES = {"at": "de-AT", "ch": "de-CH", "li": "de-CH", "de-LI": "de-CH", "ger": "de", "deu": "de"}
_NAME = re.compile(r"([A-Za-z]{2,4})(?:[-_]([A-Za-z]{2}))?(?:\.[\w-]+)?(?:@\w+)?")


@cache
def locale_named(name: str) -> Locale:
    """The row of the locale ``name``, as POSIX and BCP 47 write it. Raises ``UnknownOption`` if there is none.

    >>> locale_named("de-CH").without, locale_named("de_DE.UTF-8") is locale_named("DE") is LOCALES["de"]
    (frozenset({'ß'}), True)
    """
    found = _NAME.fullmatch(name)
    language, region = (found[1].lower(), (found[2] or "").upper()) if found else ("", "")
    for known in (f"{language}-{region}", language):
        if (known := _ALIASES.get(known, known)) in LOCALES:
            return LOCALES[known]
    raise UnknownOption.among("locale", name, LOCALES)


def language_of(name: str) -> Language:
    """The language that the locale ``name`` writes. Raises ``UnknownOption`` if there is none.

    >>> language_of("de-AT").letters["ß"]
    'ss'
    """
    return LANGUAGES[locale_named(name).language]
