"""Run the repair steps in order until nothing changes, and record every change with its place.

One code path: ``clean(text)`` is ``explain(text).text``. The cleaner runs all steps, then all again, until a whole pass
changes nothing; the result is then a fixed point, so cleaning it again changes nothing. A text that has not settled
after ``MAX_PASSES`` passes is left exactly as it was, which is a fixed point as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache, partial
from importlib import import_module
from typing import Any, NamedTuple

from textnorm.errors import BadRecord, UnknownOption
from textnorm.text.characters.normal_forms import Form
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.explanation import Change, Explanation, Layer
from textnorm.text.prefilter import BITS, needs
from textnorm.text.typography.conventions import Convention, convention

__all__ = ["MAX_PASSES", "PRESETS", "STEPS", "Change", "Cleaner", "Explanation", "Step", "clean", "explain"]

MAX_PASSES = 12

_UMLAUTS = 64
_ELLIPSES = ("ascii", "character", "keep")

_FOLDERS = {
    **{name: name for name in ("escapes", "characters", "umlauts")},
    **dict.fromkeys(("quotes", "spacing"), "typography"),
    "mojibake": "encoding",
    "lost": "umlauts",
}

Finder = Callable[[str], list[Edit]]


class Step(NamedTuple):
    """A repair step: ``name`` is its option, its module, its finder ``find_<name>`` and its entry in an explanation.

    ``options`` are the cleaner's fields that the finder takes.
    """

    name: str
    options: tuple[str, ...] = ()

    def finder(self, cleaner: Cleaner) -> Finder:
        """The finder of this step with the settings of ``cleaner``; its module is imported now."""
        module = import_module(f"textnorm.text.{_FOLDERS[self.name]}.{self.name}")
        options = {option: getattr(cleaner, option) for option in self.options}
        bind = getattr(module, f"bind_{self.name}", None)
        return bind(**options) if bind else partial(getattr(module, f"find_{self.name}"), **options)


#: The steps in the order in which they run. Undoing comes before judging: an entity may hide mojibake, mojibake may
#: hide a quotation mark, and the umlaut model reads best when all else is repaired.
STEPS = (
    Step("escapes"),
    Step("mojibake"),
    Step("characters", ("form",)),
    Step("lost"),
    Step("umlauts", ("locale", "min_confidence", "keep", "force")),
    Step("quotes", ("quotes",)),
    Step("spacing", ("quotes", "dashes", "ellipsis", "single_line")),
)

#: Settings by what they are for.
PRESETS: Mapping[str, Mapping[str, Any]] = {
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


class Plan(NamedTuple):
    """What a cleaner runs: the bits of the steps that are ``on`` and of those that ``always`` run, and the finders."""

    on: int
    always: int
    steps: tuple[tuple[int, str, Finder], ...]
    umlauts: Finder | None


_Made = tuple[str, str, list[Edit]]  # a step's name, the text that it saw, and what it made of it


def _runner(plan: Plan) -> Callable[..., tuple[str, list[_Made]]]:
    on, always, steps, umlauts = plan

    def run(text: str, wanted: int | None = None, no_umlauts: bool = False) -> tuple[str, list[_Made]]:
        if not isinstance(text, str):
            hint = "; read bytes with decode() first" if isinstance(text, bytes | bytearray) else ""
            raise BadRecord(f"clean: expected str, got {type(text).__name__}{hint}")
        if wanted is None:
            wanted = needs(text) & on | always
        layers: list[_Made] = []
        current = text
        if not wanted:  # as most texts are
            if umlauts is None or no_umlauts or not (edits := umlauts(text)):
                return text, layers
            layers.append(("umlauts", text, edits))
            current = apply_edits(text, edits)
            wanted = needs(current) & on | always
        quiet = {"umlauts": text} if no_umlauts else {}  # the text in which a step last found nothing
        for _ in range(MAX_PASSES):
            before, settled = current, len(layers)
            for bit, name, find in steps:
                if (wanted | _UMLAUTS) & bit and quiet.get(name) is not current:
                    if edits := find(current):
                        layers.append((name, current, edits))
                        current = apply_edits(current, edits)
                        wanted = needs(current) & on | always
                    else:
                        quiet[name] = current
            if current == before:
                return current, layers[:settled]
        return text, []

    return run


#: What the options have to be, where a wrong sort would go unnoticed or be told badly.
_GIVEN_AS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(
        ("escapes", "mojibake", "characters", "lost", "umlauts", "spacing", "single_line"),
        (bool,),
    ),
    "quotes": (str, bool, Convention),
    "dashes": (str, Convention),
    "form": (str,),
    "ellipsis": (str,),
    "locale": (str,),
}


@dataclass(frozen=True, kw_only=True)
class Cleaner:
    """Settings for cleaning text, as a value: frozen, hashable, picklable. Every step is an option and can be off.

    - ``escapes``: ``&auml;``, ``\\u00e4``, ``%C3%A4``, ``=C3=A4``, ``\\"a``, ``empf{ngt`` become letters
    - ``mojibake``: text decoded with the wrong code page
    - ``characters``: invisible characters, composed letters, ligatures, widths; ``form`` is ``"NFC"`` or ``"NFKC"``
    - ``lost``: U+FFFD or ``?`` inside a word where one reading is clearly the word
    - ``umlauts``: ``ae`` becomes ``ä`` on evidence, by the rules of ``locale``
    - ``quotes``: ``"ascii"``, ``"keep"`` (off) or a convention such as ``"de"``
    - ``spacing``: white space and dashes

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
    keep: tuple[str, ...] = ()
    force: tuple[str, ...] = ()
    dashes: str | Convention = "keep"
    ellipsis: str = "keep"
    single_line: bool = False

    def __post_init__(self) -> None:
        for name, given in _GIVEN_AS.items():
            if not isinstance(value := getattr(self, name), given):
                kind = " or ".join(sort.__name__ for sort in given)
                raise UnknownOption(f"{name}={value!r}: expected {kind}, got {type(value).__name__}")
        if self.form not in {"NFC", "NFKC"}:
            raise UnknownOption.among("form", self.form, ["NFC", "NFKC"])
        for name in ("keep", "force"):
            words = getattr(self, name)
            if isinstance(words, str) or not hasattr(words, "__iter__"):
                raise UnknownOption(f"{name}={words!r}: expected words in a list, such as ['Goethe']")
            object.__setattr__(self, name, tuple(words))
        if isinstance(self.quotes, bool):
            object.__setattr__(self, "quotes", "ascii" if self.quotes else "keep")
        # A wrong value is told here, not at the first text. Only what is not the default costs an import.
        for name in ("quotes", "dashes"):
            value = getattr(self, name)
            if isinstance(value, Convention) or value in {"ascii", "keep"}:
                continue
            convention(value, option=name)
        if self.ellipsis not in _ELLIPSES:
            raise UnknownOption.among("ellipsis", self.ellipsis, _ELLIPSES)
        if self.locale != "de":
            from textnorm.text.evidence.languages import LOCALES

            if self.locale not in LOCALES:
                raise UnknownOption.among("locale", self.locale, LOCALES)

    @classmethod
    def preset(cls, name: str, **overrides: Any) -> Cleaner:
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
        return cls(**{**PRESETS[name], **overrides})

    def replace(self, **changes: Any) -> Cleaner:
        """The same settings with ``changes``."""
        return replace(self, **changes)

    @cached_property
    def steps(self) -> tuple[tuple[str, Finder], ...]:
        """The steps that are on, with their finders, in order."""
        return tuple(
            (step.name, step.finder(self)) for step in STEPS if getattr(self, step.name) not in {False, "keep"}
        )

    @cached_property
    def plan(self) -> Plan:
        """What these settings come to: made once, on first use."""
        styled = self.quotes not in {"ascii", "keep"} or self.dashes != "keep" or self.ellipsis != "keep"
        asked = {
            "characters": self.form != "NFC",
            "quotes": self.quotes != "ascii",
            "spacing": styled or self.single_line,
        }
        steps = tuple((BITS.get(name, _UMLAUTS), name, find) for name, find in self.steps)
        return Plan(
            on=sum(bit for bit, _, _ in steps),
            always=sum(bit for bit, name, _ in steps if asked.get(name)),
            steps=steps,
            umlauts=dict(self.steps).get("umlauts"),
        )

    def clean(self, text: str) -> str:
        """Return ``text`` cleaned. Cleaning the result again changes nothing.

        Raises ``BadRecord`` if ``text`` is not a ``str``.
        """
        return self.run(text)[0]

    def explain(self, text: str) -> Explanation:
        """Clean ``text`` and tell every change, with its place and its reason."""
        result, layers = self.run(text)
        return Explanation(text, result, tuple(Layer(*layer) for layer in layers))

    def many(self, texts: Any, *, workers: int | None = None) -> Any:
        """Clean many texts: a list of ``str`` and ``None`` gives a list, an Arrow column gives an Arrow column.

        The order is kept, ``None`` and null stay, equal texts are cleaned once. Sound texts cost no Python at all.
        ``workers`` processes share the texts that need work, where there are thousands of them.
        Raises ``BadRecord`` with the position of the first value that is no text.

        >>> Cleaner().many(["K&ouml;ln", None, "Bonn"])
        ['Köln', None, 'Bonn']
        """
        from textnorm.text.batch import clean_column, clean_texts

        is_arrow = type(texts).__module__.partition(".")[0] == "pyarrow"
        return (clean_column if is_arrow else clean_texts)(self, texts, workers=workers)

    @cached_property
    def run(self) -> Callable[..., tuple[str, list[_Made]]]:
        """The one code path: a function from a text to its result and the layers of edits that lead there.

        What kernels found out before may be given: ``wanted``, the steps that the text may need, and ``no_umlauts``.
        """
        return _runner(self.plan)

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


_DEFAULT = Cleaner()


@lru_cache(maxsize=64)
def _cleaner(**options: Any) -> Cleaner:
    return Cleaner(**options)


def _cleaner_for(options: dict[str, Any]) -> Cleaner:
    if not options:
        return _DEFAULT
    try:
        return _cleaner(**options)
    except TypeError:  # an option that does not exist, or a list among the values, which cannot be remembered
        known = [field.name for field in fields(Cleaner)]
        for name in options:
            if name not in known:
                raise UnknownOption.among("option", name, known) from None
        return Cleaner(**options)


def clean(text: str, **options: Any) -> str:
    """Repair and normalise one text. ``options`` are the fields of :class:`Cleaner`.

    The result is settled: ``clean(clean(text)) == clean(text)`` for every text and all options. Sound text of any
    language stays as it is, quotation marks apart, which become ASCII unless ``quotes`` says otherwise.

    >>> clean("Der Pr&auml;sident empfa\u0308ngt")
    'Der Präsident empfängt'
    """
    return _cleaner_for(options).clean(text)


def explain(text: str, **options: Any) -> Explanation:
    """Clean one text and tell every change: what, where, by which step, on which evidence.

    >>> explain("Pr&auml;sident").text
    'Präsident'
    """
    return _cleaner_for(options).explain(text)
