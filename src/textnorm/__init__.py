"""textnorm: repair text, normalise its typography, find near-duplicates, with the evidence.

The public names are loaded on first use; importing this package loads the standard library only.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing.TYPE_CHECKING without the 5 ms that importing typing costs

__version__ = "0.1.0"

if TYPE_CHECKING:
    from textnorm.adapters.frames import clean_column as clean_column
    from textnorm.errors import TextnormError as TextnormError
    from textnorm.match.keys import key as key
    from textnorm.match.matcher import Duplicates as Duplicates
    from textnorm.match.matcher import Matcher as Matcher
    from textnorm.match.matcher import compare as compare
    from textnorm.match.matcher import find_duplicates as find_duplicates
    from textnorm.match.pairs import Pair as Pair
    from textnorm.match.sketching.sketches import sketch as sketch
    from textnorm.text.cleaner import Change as Change
    from textnorm.text.cleaner import Cleaner as Cleaner
    from textnorm.text.cleaner import Explanation as Explanation
    from textnorm.text.cleaner import clean as clean
    from textnorm.text.cleaner import explain as explain
    from textnorm.text.encoding.decode import Decoded as Decoded
    from textnorm.text.encoding.decode import decode as decode
    from textnorm.text.encoding.decode import decode_many as decode_many
    from textnorm.text.umlauts.umlauts import restore_umlauts as restore_umlauts
    from textnorm.text.umlauts.umlauts import to_ascii as to_ascii

_HOMES = {
    "Change": "text.cleaner",
    "Cleaner": "text.cleaner",
    "Decoded": "text.encoding.decode",
    "Duplicates": "match.matcher",
    "Explanation": "text.cleaner",
    "Matcher": "match.matcher",
    "Pair": "match.pairs",
    "TextnormError": "errors",
    "clean": "text.cleaner",
    "clean_column": "adapters.frames",
    "compare": "match.matcher",
    "decode": "text.encoding.decode",
    "decode_many": "text.encoding.decode",
    "explain": "text.cleaner",
    "find_duplicates": "match.matcher",
    "key": "match.keys",
    "restore_umlauts": "text.umlauts.umlauts",
    "sketch": "match.sketching.sketches",
    "to_ascii": "text.umlauts.umlauts",
}

__all__ = [
    "Change",
    "Cleaner",
    "Decoded",
    "Duplicates",
    "Explanation",
    "Matcher",
    "Pair",
    "TextnormError",
    "clean",
    "clean_column",
    "compare",
    "decode",
    "decode_many",
    "explain",
    "find_duplicates",
    "key",
    "restore_umlauts",
    "sketch",
    "to_ascii",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'textnorm' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"textnorm.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
