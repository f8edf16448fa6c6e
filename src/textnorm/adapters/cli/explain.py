"""``textnorm explain``: clean one text and report every change."""

from __future__ import annotations

import json
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.options import Dashes, Locale, Quotes

__all__ = ["EXAMPLES", "explain"]

EXAMPLES = "Example: `textnorm explain 'Nordkorea empfaengt russische MilitÃ¤rdelegation'`"


def explain(
    text: Annotated[str, typer.Argument(help="The text itself.")],
    locale: Locale = "de",
    quotes: Quotes = "ascii",
    dashes: Dashes = "keep",
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Clean one text and say what changed, where, and why."""
    explanation = textnorm.explain(text, locale=locale, quotes=quotes, dashes=dashes)
    if as_json:
        changes = [change._asdict() for change in explanation.changes]
        print(json.dumps({"text": explanation.text, "changes": changes}))
    else:
        print(explanation)
