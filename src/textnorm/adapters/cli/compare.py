"""``textnorm compare``: decide whether two texts are the same item."""

from __future__ import annotations

import json
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.options import MatcherName, matcher_of

__all__ = ["EXAMPLES", "compare"]

EXAMPLES = "Example: `textnorm compare 'Kanzler empfängt Präsidenten' 'Ukraine-Krieg: Kanzler empfaengt Praesidenten'`"


def compare(
    a: Annotated[str, typer.Argument(help="One text.")],
    b: Annotated[str, typer.Argument(help="The other text.")],
    matcher: MatcherName = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Say whether two texts are the same item, how certain that is, and why."""
    pair = textnorm.compare(a, b, matcher=matcher_of(matcher, {}))
    if as_json:
        score = round(pair.score, 4)
        print(json.dumps({"same": pair.same, "score": score, "measure": pair.measure, "reasons": pair.reasons}))
    else:
        print(pair)
