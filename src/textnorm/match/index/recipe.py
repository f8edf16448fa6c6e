"""The recipe of an index: every setting that its content depends on, as it is written into it."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from textnorm.errors import IndexUnusable, RecipeMismatch
from textnorm.match.keys import FOLD_VERSION
from textnorm.match.settings import MatchSettings

if TYPE_CHECKING:
    from textnorm.match.index.filing import Filing

_DEFAULTS = {field.name: field.default for field in fields(MatchSettings)}

__all__ = ["dumped", "loaded_matcher", "recipe_of", "require_same"]


def recipe_of(matcher: MatchSettings, filing: Filing) -> dict[str, Any]:
    """The settings of the matcher, the version of the key and that of the filing."""
    settings = {field.name: getattr(matcher, field.name) for field in fields(MatchSettings)}
    return {**settings, "fold": FOLD_VERSION, "filing": filing.version}


def dumped(recipe: dict[str, Any]) -> bytes:
    """A recipe as it is kept."""
    return json.dumps(recipe, sort_keys=True).encode()


def loaded_matcher(data: bytes, name: str, kind: type[MatchSettings]) -> tuple[dict[str, Any], MatchSettings]:
    """A recipe that was kept, and its matcher."""
    try:
        recipe = json.loads(data)
        settings = {field.name: recipe[field.name] for field in fields(MatchSettings) if field.name in recipe}
        return recipe, kind(**settings)
    except (ValueError, TypeError, KeyError) as error:
        raise IndexUnusable.at(
            name, f"is damaged: its recipe cannot be read ({error})", "restore it from a copy"
        ) from None


def require_same(name: str, there: dict[str, Any], here: dict[str, Any]) -> None:
    """Raise ``RecipeMismatch``, naming the first field, unless the index was made by the same recipe."""
    for field, value in here.items():
        # A setting that later versions added has its default in an index of an earlier one.
        made = there.get(field, _DEFAULTS.get(field))
        if made != value:
            raise RecipeMismatch(
                f"{name}: {field}={made!r} in the index, {field}={value!r} here; open it with {field}={made!r}, "
                "or file its texts again with open_index(..., rebuild=True)"
            )
