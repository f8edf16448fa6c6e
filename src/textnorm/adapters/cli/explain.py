"""``textnorm explain``: clean one text and report every change."""

from __future__ import annotations

import json
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.options import Dashes, Locale, Quotes
from textnorm.errors import UnknownOption
from textnorm.markup import page

__all__ = ["EXAMPLES", "explain"]

EXAMPLES = (
    "Examples: `textnorm explain 'Nordkorea empfaengt russische MilitÃ¤rdelegation'` · "
    "`textnorm explain --html 'K&ouml;ln' > explained.html`"
)


def explain(
    text: Annotated[str, typer.Argument(help="The text itself.")],
    locale: Locale = "de",
    quotes: Quotes = "ascii",
    dashes: Dashes = "keep",
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page of HTML that marks the changes.")] = False,
) -> None:
    """Clean one text and say what changed, where, and why."""
    explanation = textnorm.explain(text, locale=locale, quotes=quotes, dashes=dashes)
    if as_json and as_html:
        raise UnknownOption("--json and --html: choose one")
    if as_html:
        print(page("textnorm explain", explanation._repr_html_()))
    elif as_json:
        changes = [change._asdict() for change in explanation.changes]
        print(json.dumps({"text": explanation.text, "changes": changes}))
    else:
        print(explanation)
