"""A file of settings: ``textnorm.toml``, or ``[tool.textnorm]`` in ``pyproject.toml``.

A key at the top holds for every command that has such an option; below ``[clean]`` or the name of another command, for
that one; below ``[cleaner]`` and ``[matcher]``, wherever something is cleaned or matched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textnorm.errors import BadRecord, UnknownOption

__all__ = ["CONFIG", "NO_CONFIG", "Found", "found_in"]

CONFIG, NO_CONFIG = "--config", "--no-config"

_OWN, _SHARED = "textnorm.toml", "pyproject.toml"
_SETTINGS = ("cleaner", "matcher")
_NOT_IN_A_FILE = ("config", "no_config", "help", "files", "file")


@dataclass(frozen=True)
class Found:
    """The settings for one command: where they stand, the defaults of its options, and the sections of settings."""

    path: Path
    named: bool
    defaults: Mapping[str, Any]
    sections: Mapping[str, Mapping[str, Any]]


def found_in(
    name: str | None,
    command: str,
    parameters: Mapping[str, Any],
    settings: Sequence[str],
    known: Callable[[], Mapping[str, set[str]]],
) -> Found | None:
    """The settings for ``command`` in the file ``name``, or in the nearest file of settings if there is one.

    ``known`` gives the names of the options of every command and of ``cleaner`` and ``matcher``; it is called if a key
    is none of this command. Raises ``UnknownOption`` for a key that does not exist, and for a value of a wrong type.
    """
    path = _nearest() if name is None else Path(name)
    if path is None:
        return None
    table = _table(path)
    if table is None:
        if name is not None:
            raise UnknownOption(f"{path}: has no table [tool.textnorm]; name a file that has one")
        return None
    own = {key for key in parameters if key not in _NOT_IN_A_FILE}
    sections: dict[str, dict[str, Any]] = {}
    defaults: dict[str, Any] = {}
    every: Mapping[str, set[str]] | None = None
    for key, value in table.items():
        option = _name(key)
        if isinstance(value, dict):
            every = every or known()
            section = key if key in every else key.replace("_", "-")
            if section not in every:
                raise _unknown(path, key, [*every], "section")
            for inner in value:
                if _name(inner) not in every[section]:
                    raise _unknown(path, inner, every[section], "option", f"[{key}] ")
            sections[section] = {_name(inner): each for inner, each in value.items()}
        elif option in own:
            defaults[option] = value
        else:
            every = every or known()
            names = set().union(*every.values())
            if option not in names:
                raise _unknown(path, key, names, "option")
    for section in (*(kind for kind in _SETTINGS if kind in settings), command):
        defaults |= {key: value for key, value in sections.get(section, {}).items() if key in parameters}
    checked = {key: _fitting(path, key, value, parameters[key]) for key, value in defaults.items()}
    return Found(path, name is not None, checked, sections)


def _name(key: str) -> str:
    return key.replace("-", "_")


def _unknown(path: Path, key: str, known: Any, what: str, section: str = "") -> UnknownOption:
    from difflib import get_close_matches

    close = get_close_matches(_name(key), known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(known))}"
    return UnknownOption(f"{path}: {section}{key!r}: no such {what}; {hint}")


def _nearest() -> Path | None:
    """The file of settings of this folder, or of the nearest one above it."""
    try:
        here = Path.cwd()
    except OSError:
        return None
    for folder in (here, *here.parents):
        own, shared = folder / _OWN, folder / _SHARED
        if own.is_file():
            return own
        try:
            if shared.is_file() and b"tool.textnorm" in shared.read_bytes():
                return shared
        except OSError:
            continue
    return None


def _table(path: Path) -> dict[str, Any] | None:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BadRecord(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRecord(f"{path}: not TOML: {error}") from None
    if path.name == _SHARED or set(data) & {"tool", "project", "build-system"}:
        table = data.get("tool", {}).get("textnorm")
        return table if isinstance(table, dict) else None
    return data


def _fitting(path: Path, key: str, value: Any, parameter: Any) -> Any:
    """``value``, if the option can take it."""
    many = bool(getattr(parameter, "multiple", False))
    if getattr(parameter, "is_flag", False):
        wanted, fits = "true or false", isinstance(value, bool)
    elif many:
        value = [value] if isinstance(value, str) else value
        wanted, fits = "a list of texts", isinstance(value, list) and all(isinstance(each, str) for each in value)
    else:
        wanted, fits = "a text or a number", isinstance(value, (str, int, float)) and not isinstance(value, bool)
    if not fits:
        raise UnknownOption(f"{path}: {key!r} = {value!r}: expected {wanted}")
    return value
