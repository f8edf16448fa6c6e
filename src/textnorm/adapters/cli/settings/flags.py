"""The options of ``Cleaner`` and ``Matcher`` as flags of the same names, from their fields: none is forgotten."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from functools import wraps
from types import UnionType
from typing import Annotated, Any, cast, get_args, get_type_hints

import typer
import typer.core
import typer.main

from textnorm.adapters.cli.console import plain_errors, say
from textnorm.adapters.cli.settings.choices import completion
from textnorm.adapters.cli.settings.config import CONFIG, NO_CONFIG, Found, found_in
from textnorm.errors import UnknownOption
from textnorm.values import shown

__all__ = ["HELP", "Settings", "as_command", "as_group", "names_of", "taken_as_it_is"]

#: What each option does, in a line. An option that is missing here is still a flag; its help is in the Python docs.
HELP: Mapping[str, Mapping[str, str]] = {
    "cleaner": {
        "preset": "Settings by what they are for: default, repair, encoding, headlines or off.",
        "escapes": "Resolve HTML entities, \\u00fc, %C3%BC and other escapes.",
        "mojibake": "Undo decoding with a wrong code page.",
        "characters": "Compose letters, drop control characters.",
        "lost": "Restore letters that became \N{REPLACEMENT CHARACTER} or ?.",
        "umlauts": "ae \N{RIGHTWARDS ARROW} ä where German writes it so.",
        "quotes": "ascii, keep, or a convention: de, de-CH, en, fr …",
        "spacing": "Tidy spaces, dashes and ellipses.",
        "locale": "de, de-AT, de-CH (never ß), da, nb, sv, fi, et or auto.",
        "form": "The Unicode normal form: NFC or NFKC.",
        "min_confidence": "Change only what has this confidence or more (0.0–1.0).",
        "keep": "A word that is never changed. May be repeated.",
        "force": "A word that is always restored, as it is to be. May be repeated.",
        "dashes": "keep, ascii, or the dashes of a convention: de, en …",
        "ellipsis": "keep, ascii (...) or character (…).",
        "names": "Write the spellings of this name in this way. May be repeated. Or: frequent, or a scheme such as de.",
        "typography": "keep, or a language: de, en, fr, it, es, nl, pl, cs, sv or ru.",
        "typography_off": "A rule of typography that is not wanted. May be repeated.",
        "stripped": "Restore letters that lost their dots as well: empfangt \N{RIGHTWARDS ARROW} empfängt.",
        "evidence": "auto: the rest of the text counts; damaged: every word is decided alone, as in damaged text.",
        "sz": "Read sz as ß as well: Strasze.",
        "single_line": "Join lines, as for headlines.",
        "dehyphenate": "Join words divided at line ends.",
    },
    "matcher": {
        "preset": "auto (by length), headlines, articles, names, stories or plain (Jaccard alone).",
        "kind": "The method: text, article, headline, name or story; the same choice as --preset.",
        "unit": "The shingle is of words (word) or characters (char).",
        "n": "Words or characters of a shingle.",
        "measure": "jaccard or containment.",
        "threshold": "The score from which a pair is a duplicate (0.0–1.0).",
        "sketch_size": "Slots per sketch: a power of two, 16–1024.",
        "recall": "The share of pairs at the threshold that the search must find.",
        "seed": "The seed of the sketch.",
        "verify": "Compare exact sets, not sketches alone.",
        "numbers": "Numbers and dates that disagree separate two texts.",
        "repair": "Repair damaged text before matching.",
        "within": "Headlines further apart in time are no duplicates: 3d, 12h. Needs --time-column.",
        "keep": "Which copy is kept: longest, first, earliest, cleanest, priority or most_frequent.",
        "drop": "copies: all but the kept one; all: no copy stays.",
        "clusters": "kept (all match the kept copy) or connected.",
        "reuse": "Articles that share a passage and are else their own: keep or drop.",
    },
}

#: The names of the options of every command, and of ``cleaner`` and ``matcher``.
Known = Callable[[], Mapping[str, set[str]]]

_NUMBER = re.compile(r"\d*\.\d+")
_METAVARS = {bool: None, int: "NUMBER", float: "NUMBER", str: "NAME"}


@dataclass(frozen=True)
class Settings:
    """The settings that a call was given: a preset, the options beside it, and the sections of a file of settings."""

    preset: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def _kinds() -> Mapping[str, Callable[[], type]]:
    def cleaner() -> type:
        from textnorm.text.cleaner import Cleaner

        return Cleaner

    def matcher() -> type:
        from textnorm.match.settings import MatchSettings

        return MatchSettings

    return {"cleaner": cleaner, "matcher": matcher}


def names_of(kind: str) -> dict[str, Any]:
    """The options of ``cleaner`` or ``matcher``: for each name the type that its flag takes.

    >>> names_of("matcher")["threshold"]
    <class 'float'>
    """
    return {each.name: _type_of(str(each.type)) for each in fields(_kinds()[kind]())}


def _type_of(annotation: str) -> Any:
    """The type of a flag for a field of this type; what may be a text is one."""
    if annotation.startswith(("Sequence[", "tuple[", "list[")):
        return list[str]
    parts = {part.strip() for part in annotation.split("|")} - {"None"}
    for kind in (bool, int, float):
        if parts == {kind.__name__}:
            return kind
    return str


def _flags(kind: str) -> Iterator[inspect.Parameter]:
    help_of = HELP[kind]
    declared = ("--preset", "--matcher") if kind == "matcher" else ("--preset",)
    yield _parameter("preset", str, help_of["preset"], *declared, values=completion(kind, "preset"))
    for option, default in _defaults(kind).items():
        type_ = names_of(kind)[option]
        text = help_of.get(option, f"See {option!r} in the Python API.")
        flag = option.replace("_", "-")
        if type_ is bool:
            yield _parameter(option, bool, f"{text} Default: {'on' if default else 'off'}.", f"--{flag}/--no-{flag}")
        else:
            known = "" if default in (None, ()) or kind == "matcher" else f" Default: {default}."
            yield _parameter(option, type_, text + known, f"--{flag}", values=completion(kind, option))


def _defaults(kind: str) -> dict[str, Any]:
    return {each.name: each.default for each in fields(_kinds()[kind]())}


def _parameter(
    name: str, type_: Any, text: str, *flags: str, values: Callable[[str], list[str]] | None = None
) -> inspect.Parameter:
    metavar = "WORD" if type_ == list[str] else _METAVARS[type_]
    option = typer.Option(*flags, metavar=metavar, help=text, show_default=False, autocompletion=values)
    annotation = Annotated[type_ | None, option]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def as_command(
    name: str,
    function: Callable[..., None],
    examples: str,
    settings: Sequence[str],
    known: Known,
    *,
    unread: Collection[str] = (),
) -> typer.core.TyperCommand:
    """Build the command of ``function``, with the flags of ``settings`` and what every command takes.

    ``settings`` are ``"cleaner"`` or ``"matcher"``, and get no flags for what is ``unread``; what was given reaches the
    function as ``settings=``. ``known`` gives the names of the options of all commands, by which the keys of a file of
    settings are checked.
    """
    own, groups = _own_parameters(function)
    generated = [flag for kind in settings for flag in _flags(kind) if flag.name not in unread]
    parameters = [*own, *generated, *_config_flags(name, settings, known)]

    def run(**options: Any) -> None:
        found: Found | None = options.pop("config")
        del options["no_config"]
        with plain_errors(), _warnings(quiet=bool(options.get("quiet"))):
            if found is not None and not found.named and not options.get("quiet"):
                say(f"textnorm: settings from {found.path}; {NO_CONFIG} leaves them out")
            if settings:
                chosen = {flag.name: options.pop(flag.name) for flag in generated}
                given = {option: value for option, value in chosen.items() if value is not None and value != []}
                preset = given.pop("preset", None)
                options["settings"] = Settings(preset, given, found.sections if found else {})
            for argument, kind in groups.items():
                options[argument] = kind(**{each.name: options.pop(each.name) for each in fields(kind)})
            function(**options)

    run.__doc__ = function.__doc__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    single.command(name, cls=_Command, epilog=examples)(run)
    command = typer.main.get_command(single)
    assert isinstance(command, typer.core.TyperCommand)
    declared = {parameter.name: _declared(parameter.annotation) for parameter in parameters}
    for parameter in command.params:
        taken_as_it_is(parameter, *declared.get(str(parameter.name), (None,)))
        _name_alone(parameter)
    return command


@contextmanager
def _warnings(*, quiet: bool) -> Iterator[None]:
    """With ``quiet``, keep what is logged on the way from standard error: guesses, and that kernels are compiled."""
    if not quiet:
        yield
        return
    import logging

    log = logging.getLogger("textnorm")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _name_alone(parameter: Any) -> None:
    """Let the help of an argument show its name, which says enough, without ``<list[str]>``."""
    if parameter.param_type_name == "argument":
        vars(parameter)["display_type_rich"] = lambda ctx: None
        parameter.metavar = (parameter.metavar or "").strip("[]") or None  # it gets brackets of its own


def as_group(name: str, help: str, examples: str, commands: Mapping[str, Callable[..., None]]) -> typer.core.TyperGroup:
    """Build the command that has ``commands`` of its own; none of them takes settings."""
    group = typer.Typer(
        name=name, cls=_Commands, help=help, epilog=examples, no_args_is_help=True, add_completion=False,
        rich_markup_mode=None, pretty_exceptions_enable=False,
    )  # fmt: skip
    for command, function in commands.items():
        group.command(command)(_guarded(function))
    built = typer.main.get_group(group)
    assert isinstance(built, typer.core.TyperGroup)
    for inner in built.commands.values():
        for parameter in inner.params:
            _name_alone(parameter)
    return built


def _guarded(function: Callable[..., None]) -> Callable[..., None]:
    """``function``, whose errors are ours, in one line."""

    @wraps(function)
    def run(*arguments: Any, **options: Any) -> None:
        with plain_errors():
            function(*arguments, **options)

    return run


def _declared(annotation: Any) -> tuple[Any, float | None]:
    """The type in ``Annotated[type | None, …]``, and the least number that the option takes."""
    inner, option, *_ = get_args(annotation)
    if _is_union(inner):
        inner = next((each for each in get_args(inner) if each is not type(None)), inner)
    return inner, getattr(option, "min", None)


def _is_union(annotation: Any) -> bool:
    return isinstance(annotation, UnionType)


class _AsItIs:
    """Takes texts, flags and numbers. The conversion of typer loads a library of 0.1 s for it."""

    def __init__(self, flag: str, usual: Callable[[], Any], kind: Any, least: float | None) -> None:
        self._flag = flag
        self._usual = usual
        self._kind = kind
        self._least = least

    def coerce(self, value: Any, **about: Any) -> Any:
        if value is None or isinstance(value, bool) or value in ([], ()):
            return value
        if self._kind is str and isinstance(value, (str, int, float)):
            return str(value)
        if self._kind == list[str] and isinstance(value, (list, tuple)):
            return list(map(str, value))
        if self._kind in (int, float) and isinstance(value, (str, int, float)):
            return self._number(value)
        return self._usual().coerce(value, **about)

    def _number(self, value: str | float) -> float:
        kind = "whole number" if self._kind is int else "number"
        try:
            number: float = self._kind(value)
        except (ValueError, OverflowError):
            number = math.nan
        wrong = math.isnan(number) or (isinstance(value, float) and number != value)
        if wrong or (self._least is not None and number < self._least):
            bound = "" if self._least is None else f" of at least {self._least:g}"
            comma = value.replace(",", ".") if isinstance(value, str) else ""
            hint = f"; write {comma}" if self._kind is float and _NUMBER.fullmatch(comma) else ""
            raise UnknownOption(f"{self._flag} {shown(str(value))}: must be a {kind}{bound}{hint}")
        return number


def taken_as_it_is(parameter: Any, kind: Any = bool, least: float | None = None) -> Any:
    """``parameter``, converted by us if this version of typer lets us; a number is ``least`` or more."""
    usual = getattr(parameter, "get_runtime_param", None)
    if usual is not None:
        taken = _AsItIs(max(parameter.opts, key=len), usual, kind, least)
        vars(parameter)["get_runtime_param"] = lambda: taken
    return parameter


def _own_parameters(function: Callable[..., None]) -> tuple[list[inspect.Parameter], dict[str, type[Any]]]:
    """The parameters of a command, and its arguments that are groups of options; of those, the options are taken."""
    hints = get_type_hints(function, include_extras=True)
    parameters: list[inspect.Parameter] = []
    groups: dict[str, type[Any]] = {}
    keyword = inspect.Parameter.KEYWORD_ONLY
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if parameter.name == "settings":
            continue
        if is_dataclass(hint):
            groups[parameter.name] = cast("type[Any]", hint)
            inner = get_type_hints(hint, include_extras=True)
            parameters += [
                inspect.Parameter(each.name, keyword, default=each.default, annotation=inner[each.name])
                for each in fields(hint)
            ]
        else:
            parameters.append(parameter.replace(annotation=hint, kind=keyword))
    return parameters, groups


def _config_flags(name: str, settings: Sequence[str], known: Known) -> list[inspect.Parameter]:
    """The flags of the file of settings. Its values become the defaults of the call before other options are read."""

    def configure(context: typer.Context, value: str | None) -> Any:
        if context.params.get("no_config") or context.resilient_parsing:
            return None
        parameters = {parameter.name: parameter for parameter in context.command.params}
        found = found_in(value, name, parameters, settings, known)
        if found is not None:
            context.default_map = dict(found.defaults)
        return found

    text = (
        "Settings from this TOML file. Default: textnorm.toml, or [tool.textnorm] in pyproject.toml, "
        f"here or in a folder above; {NO_CONFIG}: none."
    )
    file = typer.Option(CONFIG, metavar="FILE", is_eager=True, callback=configure, help=text)
    none = typer.Option(NO_CONFIG, is_eager=True, hidden=True)
    keyword = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter("no_config", keyword, default=False, annotation=Annotated[bool, none]),
        inspect.Parameter("config", keyword, default=None, annotation=Annotated[str | None, file]),
    ]


class _Command(typer.core.TyperCommand):
    """A command whose examples stand one a line below its help."""

    def get_help_option(self, ctx: Any) -> Any:
        """``--help``, which needs no conversion."""
        return taken_as_it_is(super().get_help_option(ctx))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write each example on a line of its own, as it is typed."""
        _write_examples(self.epilog, formatter)


class _Commands(typer.core.TyperGroup):
    """Commands whose examples stand one a line below their help."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write each example on a line of its own, as it is typed."""
        _write_examples(self.epilog, formatter)


def _write_examples(epilog: str | None, formatter: Any) -> None:
    if not epilog:
        return
    _, _, examples = epilog.partition(": ")
    with formatter.section("Examples"):
        for example in examples.split(" · "):
            formatter.write(f"  {example.strip('`')}\n")
