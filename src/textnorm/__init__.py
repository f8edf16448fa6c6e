"""textnorm: repair text, normalise its typography, find near-duplicates, with the evidence.

The public names are loaded on first use; importing this package loads the standard library only.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing.TYPE_CHECKING without the 5 ms that importing typing costs

__version__ = "0.1.0"

if TYPE_CHECKING:
    from textnorm.adapters.frames.clean_column import clean_column as clean_column
    from textnorm.adapters.frames.duplicates import drop_duplicates as drop_duplicates
    from textnorm.adapters.frames.duplicates import find_duplicates as find_duplicates
    from textnorm.adapters.report.write import write_report as write_report
    from textnorm.adapters.stores.open_index import open_index as open_index
    from textnorm.errors import BadRecord as BadRecord
    from textnorm.errors import IndexUnusable as IndexUnusable
    from textnorm.errors import MissingExtra as MissingExtra
    from textnorm.errors import RecipeMismatch as RecipeMismatch
    from textnorm.errors import TextnormError as TextnormError
    from textnorm.errors import UndecodableInput as UndecodableInput
    from textnorm.errors import UnknownOption as UnknownOption
    from textnorm.match.corpus.batch_keys import keys as keys
    from textnorm.match.decisions.decisions import Decision as Decision
    from textnorm.match.decisions.decisions import Decisions as Decisions
    from textnorm.match.decisions.fit import ThresholdFit as ThresholdFit
    from textnorm.match.duplicates import Duplicates as Duplicates
    from textnorm.match.duplicates import Why as Why
    from textnorm.match.index.seen_index import SeenIndex as SeenIndex
    from textnorm.match.index.values import IndexStats as IndexStats
    from textnorm.match.index.values import Item as Item
    from textnorm.match.index.values import Match as Match
    from textnorm.match.index.values import Matches as Matches
    from textnorm.match.keys import key as key
    from textnorm.match.matcher import Matcher as Matcher
    from textnorm.match.matcher import compare as compare
    from textnorm.match.pairs import Pair as Pair
    from textnorm.match.passages.find import find_passages as find_passages
    from textnorm.match.passages.result import Occurrence as Occurrence
    from textnorm.match.passages.result import Passage as Passage
    from textnorm.match.passages.result import Passages as Passages
    from textnorm.match.passages.result import SharedRun as SharedRun
    from textnorm.match.plans import Plan as Plan
    from textnorm.match.sketching.shingles import Recipe as Recipe
    from textnorm.match.sketching.sketches import Sketches as Sketches
    from textnorm.match.sketching.sketches import sketch as sketch
    from textnorm.match.stories.events import Event as Event
    from textnorm.match.warm_up import warm_up as warm_up
    from textnorm.text.cleaner import Cleaner as Cleaner
    from textnorm.text.cleaner import clean as clean
    from textnorm.text.cleaner import explain as explain
    from textnorm.text.decoding.decode import Decoded as Decoded
    from textnorm.text.decoding.decode import decode as decode
    from textnorm.text.decoding.decode import decode_many as decode_many
    from textnorm.text.decoding.page_choice import Alternative as Alternative
    from textnorm.text.edits import Edit as Edit
    from textnorm.text.explanation import Change as Change
    from textnorm.text.explanation import Explanation as Explanation
    from textnorm.text.names.name_key import name_key as name_key
    from textnorm.text.names.variants import NameVariants as NameVariants
    from textnorm.text.names.variants import find_name_variants as find_name_variants
    from textnorm.text.names.variants import normalise_names as normalise_names
    from textnorm.text.transliteration.transliterate import transliterate as transliterate
    from textnorm.text.typography.conventions import Convention as Convention
    from textnorm.text.umlauts.transliteration import to_ascii as to_ascii
    from textnorm.text.umlauts.umlauts import restore_umlauts as restore_umlauts

#: Every public name and the module that defines it. This is the only list; type checkers read the block above, which a
#: test compares with it.
_HOMES = {
    "Alternative": "text.decoding.page_choice",
    "BadRecord": "errors",
    "Change": "text.explanation",
    "Cleaner": "text.cleaner",
    "Convention": "text.typography.conventions",
    "Decision": "match.decisions.decisions",
    "Decisions": "match.decisions.decisions",
    "Decoded": "text.decoding.decode",
    "Duplicates": "match.duplicates",
    "Edit": "text.edits",
    "Event": "match.stories.events",
    "Explanation": "text.explanation",
    "IndexStats": "match.index.values",
    "IndexUnusable": "errors",
    "Item": "match.index.values",
    "Match": "match.index.values",
    "Matcher": "match.matcher",
    "Matches": "match.index.values",
    "MissingExtra": "errors",
    "NameVariants": "text.names.variants",
    "Occurrence": "match.passages.result",
    "Pair": "match.pairs",
    "Passage": "match.passages.result",
    "Passages": "match.passages.result",
    "Plan": "match.plans",
    "Recipe": "match.sketching.shingles",
    "RecipeMismatch": "errors",
    "SeenIndex": "match.index.seen_index",
    "SharedRun": "match.passages.result",
    "Sketches": "match.sketching.sketches",
    "TextnormError": "errors",
    "ThresholdFit": "match.decisions.fit",
    "UndecodableInput": "errors",
    "UnknownOption": "errors",
    "Why": "match.duplicates",
    "clean": "text.cleaner",
    "clean_column": "adapters.frames.clean_column",
    "compare": "match.matcher",
    "decode": "text.decoding.decode",
    "decode_many": "text.decoding.decode",
    "drop_duplicates": "adapters.frames.duplicates",
    "explain": "text.cleaner",
    "find_duplicates": "adapters.frames.duplicates",
    "find_name_variants": "text.names.variants",
    "find_passages": "match.passages.find",
    "key": "match.keys",
    "keys": "match.corpus.batch_keys",
    "name_key": "text.names.name_key",
    "normalise_names": "text.names.variants",
    "open_index": "adapters.stores.open_index",
    "restore_umlauts": "text.umlauts.umlauts",
    "sketch": "match.sketching.sketches",
    "to_ascii": "text.umlauts.transliteration",
    "transliterate": "text.transliteration.transliterate",
    "warm_up": "match.warm_up",
    "write_report": "adapters.report.write",
}

__all__ = list(_HOMES)


#: The modules for other libraries; each is loaded when it is asked for, and needs its library then.
_MODULES = frozenset({"datasets", "datatrove", "duckdb", "polars", "ray", "sklearn", "spacy", "spark"})


def __getattr__(name: str) -> object:
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        if name in _MODULES:
            return import_module(f"textnorm.{name}")
        raise AttributeError(f"module 'textnorm' has no attribute {name!r}")
    value = getattr(import_module(f"textnorm.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *_MODULES, *(name for name in globals() if name.startswith("__"))})
