"""The cleaner: settings for repairing and normalising text, and the functions ``clean`` and ``explain``.

There is one code path: ``clean(text)`` is ``explain(text).text``. The steps are listed in ``steps.py``; how they run is
in ``pipeline.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack, overload

from textnorm.errors import UnknownOption, need_text
from textnorm.text.one_by_one import SingleTexts
from textnorm.text.pipeline import Pipeline, Run, bind, run_with
from textnorm.text.steps import STEPS
from textnorm.text.typography.conventions import Convention, convention
from textnorm.values import Form

if TYPE_CHECKING:
    from textnorm.text.batch import Errors
    from textnorm.text.explanation import Explanation
    from textnorm.text.umlauts.options import UmlautOptions

__all__ = ["ELLIPSES", "PRESETS", "Cleaner", "CleanerOptions", "clean", "explain"]

_Text = TypeVar("_Text", str, str | None)

ELLIPSES = ("ascii", "character", "keep")

#: Settings by what they are for.
PRESETS: Mapping[str, CleanerOptions] = {
    "default": {},
    "repair": {"quotes": "keep", "spacing": False},
    "encoding": {"quotes": "keep", "spacing": False, "umlauts": False},
    "headlines": {"single_line": True},
    "off": {
        "escapes": False,
        "mojibake": False,
        "characters": False,
        "lost": False,
        "umlauts": False,
        "quotes": "keep",
        "spacing": False,
    },
}


class CleanerOptions(TypedDict, total=False):
    """The options of a :class:`Cleaner` with their types, for type checkers."""

    escapes: bool
    mojibake: bool
    characters: bool
    lost: bool
    umlauts: bool
    names: Sequence[str] | str | bool
    quotes: str | Convention
    spacing: bool
    locale: str
    form: Form
    min_confidence: float | None
    keep: Sequence[str]
    force: Sequence[str]
    dashes: str | Convention
    typography: str
    typography_off: Sequence[str]
    ellipsis: str
    single_line: bool
    dehyphenate: bool
    stripped: bool
    evidence: str
    sz: bool


#: The types of options for which a wrong type would go unnoticed or raise an unclear error.
_TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(
        (
            "escapes",
            "mojibake",
            "characters",
            "lost",
            "umlauts",
            "spacing",
            "single_line",
            "dehyphenate",
            "stripped",
            "sz",
        ),
        (bool,),
    ),
    "quotes": (str, bool, Convention),
    "dashes": (str, Convention),
    "typography": (str, bool),
    "form": (str,),
    "ellipsis": (str,),
    "locale": (str,),
    "evidence": (str,),
}


@dataclass(frozen=True, kw_only=True, repr=False)
class Cleaner:
    """Settings for cleaning text, as a value: frozen, hashable, picklable. Every step is an option and can be off.

    - ``escapes``: ``&auml;``, ``\\u00e4``, ``%C3%A4``, ``=C3=A4``, ``\\"a``, ``empf{ngt`` become letters
    - ``mojibake``: text decoded with the wrong code page
    - ``characters``: invisible characters, composed letters, ligatures, widths; ``form`` is ``"NFC"`` or ``"NFKC"``
    - ``lost``: U+FFFD or ``?`` inside a word where one reading is clearly the word
    - ``umlauts``: ``ae`` becomes ``ä`` on evidence, by the rules of ``locale``; ``stripped`` restores ``empfangt`` and
      ``sz`` Strasze as well; ``evidence="damaged"`` decides every word alone, as for a text that is known to be damaged
    - ``names``: ``"keep"`` (off), a list of names, ``"frequent"`` or a scheme such as ``"de"``: the spellings of a name
      are written as the list does, as the text mostly does, or by the scheme
    - ``quotes``: ``"ascii"``, ``"keep"`` (off) or a convention such as ``"de"``
    - ``spacing``: white space and dashes
    - ``typography``: a language such as ``"de"`` for its no-break spaces and signs, or ``"keep"`` (off);
      ``typography_off`` names the rules that are not wanted
    - ``min_confidence``: the confidence that every change of every step needs; by default, each step requires its own

    >>> Cleaner().clean("Die K&ouml;nigin")
    'Die Königin'
    >>> Cleaner(escapes=False).clean("K&ouml;nigin")
    'K&ouml;nigin'
    """

    escapes: bool = True
    mojibake: bool = True
    characters: bool = True
    lost: bool = True
    umlauts: bool = True
    quotes: str | Convention = "ascii"
    spacing: bool = True
    locale: str = "de"
    form: Form = "NFC"
    min_confidence: float | None = None
    keep: Sequence[str] = ()
    force: Sequence[str] = ()
    dashes: str | Convention = "keep"
    ellipsis: str = "keep"
    single_line: bool = False
    dehyphenate: bool = False
    stripped: bool = False
    evidence: str = "auto"
    sz: bool = False
    typography: str = "keep"
    typography_off: Sequence[str] = ()
    names: Sequence[str] | str | bool = "keep"

    def __repr__(self) -> str:
        """What is not the default: of two and twenty options, few are.

        >>> Cleaner(quotes="de")
        Cleaner(quotes='de')
        """
        chosen = [field for field in fields(self) if getattr(self, field.name) != field.default]
        return f"Cleaner({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in chosen)})"

    def __post_init__(self) -> None:
        for name, types in _TYPES.items():
            if not isinstance(value := getattr(self, name), types):
                kind = " or ".join(each.__name__ for each in types)
                raise UnknownOption(f"{name}={value!r}: expected {kind}, got {type(value).__name__}")
        if self.form not in {"NFC", "NFKC"}:
            raise UnknownOption.among("form", self.form, ["NFC", "NFKC"])
        for name in ("keep", "force", "typography_off"):
            words = getattr(self, name)
            words = None if isinstance(words, str) or not hasattr(words, "__iter__") else tuple(words)
            if words is None or not all(isinstance(word, str) for word in words):
                raise UnknownOption(f"{name}={getattr(self, name)!r}: expected words in a list, such as ['Goethe']")
            object.__setattr__(self, name, words)
        if isinstance(self.quotes, bool):
            object.__setattr__(self, "quotes", "ascii" if self.quotes else "keep")
        if self.names != "keep":
            from textnorm.text.names.variants import way_of_writing

            object.__setattr__(self, "names", way_of_writing(self.names))
        if self.typography != "keep" or self.typography_off:
            self._check_typography()
        # A wrong value raises here, not at the first text. Only what is not the default costs an import.
        for name in ("quotes", "dashes"):
            value = getattr(self, name)
            if isinstance(value, Convention) or value in {"ascii", "keep"}:
                continue
            convention(value, option=name)
        if self.ellipsis not in ELLIPSES:
            raise UnknownOption.among("ellipsis", self.ellipsis, ELLIPSES)
        if self.locale != "de":
            self.umlaut_options  # noqa: B018, checks the locale, and what it has no use for
        if self.evidence != "auto":
            from textnorm.text.umlauts.options import need_evidence

            need_evidence(self.evidence)
        if self.min_confidence is not None:
            from textnorm.text.umlauts.options import need_confidence

            need_confidence(self.min_confidence)

    def _check_typography(self) -> None:
        from textnorm.text.typography.rules.table import language_of, need_rules

        object.__setattr__(self, "typography", language_of(self.typography, self.locale))
        need_rules(self.typography_off)

    @classmethod
    def preset(cls, name: str, **overrides: Unpack[CleanerOptions]) -> Cleaner:
        """Settings by what they are for, with ``overrides``.

        - ``"default"``: everything, ASCII quotation marks
        - ``"repair"``: what the author meant, in the author's own typography
        - ``"encoding"``: encoding damage only; spelled-out umlauts stay
        - ``"headlines"``: everything, and each text on one line
        - ``"off"``: nothing, to switch on single steps

        >>> Cleaner.preset("repair").clean("„empf&auml;ngt“")
        '„empfängt“'
        """
        if name not in PRESETS:
            raise UnknownOption.among("preset", name, PRESETS)
        options: CleanerOptions = {**PRESETS[name], **_known(overrides)}
        return cls(**options)

    def replace(self, **changes: Unpack[CleanerOptions]) -> Cleaner:
        """The same settings with ``changes``. Raises ``UnknownOption`` for an option that does not exist."""
        return replace(self, **_known(changes))

    @cached_property
    def umlaut_options(self) -> UmlautOptions:
        """The options of the umlaut step, as one value."""
        from textnorm.text.umlauts.options import UmlautOptions

        return UmlautOptions(
            locale=self.locale,
            min_confidence=self.min_confidence,
            keep=self.keep if isinstance(self.names, str | bool) else (*self.keep, *" ".join(self.names).split()),
            force=self.force,
            evidence=self.evidence,
            sz=self.sz,
            stripped=self.stripped,
        )

    @cached_property
    def pipeline(self) -> Pipeline:
        """The steps that are on, bound to these settings. Made once, on first use."""
        return bind((step for step in STEPS if getattr(self, step.name) not in {False, "keep"}), self)

    def __call__(self, text: str) -> str:
        """The same as :meth:`clean`, so that a cleaner can be passed where a function is expected.

        >>> list(map(Cleaner(), ["K&ouml;ln", "Bonn"]))
        ['Köln', 'Bonn']
        """
        return self.one(text)

    def clean(self, text: str) -> str:
        """Return ``text`` cleaned. Cleaning the result again changes nothing.

        Raises ``BadRecord`` if ``text`` is not a ``str``.
        """
        return self.one(text)

    def explain(self, text: str) -> Explanation:
        """Clean ``text`` and record every change with its position and its reason."""
        from textnorm.text.explanation import Explanation, Layer

        need_text(text, "explain")
        result, done = self.run(text)
        layers = tuple(Layer(*step) for step in done)
        if self.typography == "keep":
            return Explanation(text, result, layers)
        from textnorm.text.typography.rules.reports import find_reports

        return Explanation(text, result, layers, find_reports(result, self.typography, self.typography_off))

    @overload
    def many(self, texts: Iterable[_Text], *, workers: int | None = None, errors: Errors = "raise") -> list[_Text]: ...
    @overload
    def many(self, texts: Any, *, workers: int | None = None, errors: Errors = "raise") -> Any: ...
    def many(self, texts: Any, *, workers: int | None = None, errors: Errors = "raise") -> Any:
        """Clean many texts: a list of ``str`` and ``None`` gives a list, an Arrow column gives an Arrow column.

        The order is kept, what is missing (``None``, NaN, NA, null) stays so, and equal texts are cleaned once.
        Undamaged texts are recognised by a kernel and cost no Python at all. ``workers`` processes share the texts that
        need work, if there are thousands.
        Raises ``BadRecord`` with the position of the first value that is no text or cannot be cleaned. With
        ``errors="keep"`` such a value stays as it is and a warning is logged; a function as ``errors`` is called with
        its position and the error instead.

        >>> Cleaner().many(["K&ouml;ln", None, "Bonn"])
        ['Köln', None, 'Bonn']
        """
        from textnorm.text.batch import clean_column, clean_texts

        is_arrow = type(texts).__module__.partition(".")[0] == "pyarrow"
        return (clean_column if is_arrow else clean_texts)(self, texts, workers=workers, errors=errors)

    @cached_property
    def run(self) -> Run:
        """The one code path: a function from a text to its result and the edits of every step."""
        return run_with(self.pipeline)

    @cached_property
    def one(self) -> SingleTexts:
        """What cleans texts one by one: ``run``, and the kernels once enough texts have been cleaned."""
        return SingleTexts(self)

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


_DEFAULT = Cleaner()


@lru_cache(maxsize=64)
def _cleaner(**options: Unpack[CleanerOptions]) -> Cleaner:
    return Cleaner(**options)


def _known(options: CleanerOptions) -> CleanerOptions:
    """``options``, all of which exist."""
    known = [field.name for field in fields(Cleaner)]
    for name in options:
        if name not in known:
            raise UnknownOption.among("option", name, known)
    return options


def _cleaner_for(options: CleanerOptions) -> Cleaner:
    if not options:
        return _DEFAULT
    try:
        return _cleaner(**options)
    except TypeError:  # an option that does not exist, or a list among the values, which cannot be cached
        return Cleaner(**_known(options))


def clean(text: str, **options: Unpack[CleanerOptions]) -> str:
    """Repair and normalise one text. ``options`` are the fields of :class:`Cleaner`.

    The result is a fixed point: ``clean(clean(text)) == clean(text)`` for every text and all options. Undamaged text of
    any language stays as it is, except for quotation marks, which become ASCII unless ``quotes`` says otherwise.
    Raises ``UnknownOption`` for an option that does not exist and ``BadRecord`` if ``text`` is not a ``str``.

    >>> clean("Der Pr&auml;sident empfa\u0308ngt")
    'Der Präsident empfängt'
    """
    return _cleaner_for(options).clean(text)


def explain(text: str, **options: Unpack[CleanerOptions]) -> Explanation:
    """Clean one text and record every change: what, where, by which step, on which evidence.

    >>> explain("Pr&auml;sident").text
    'Präsident'
    """
    return _cleaner_for(options).explain(text)
