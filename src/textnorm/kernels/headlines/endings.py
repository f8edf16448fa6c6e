"""What a word may end in beyond its stem, for a kernel and for ``match.headlines.word_keys``. Plain constants."""

from __future__ import annotations

__all__ = ["ENDINGS_TOLD", "VERB_ENDINGS"]

#: What ends a verb that is no noun, and how many of its letters belong to the word.
VERB_ENDINGS = {
    "iert": 3, "ierte": 3, "ierten": 3, "ieren": 3, "iess": 4, "iessen": 4, "tet": 1, "tete": 1, "teten": 1,
    "chnet": 3, "chnen": 3, "dnet": 2, "dnen": 2, "fnet": 2, "fnen": 2, "gnet": 2, "gnen": 2, "knet": 2, "knen": 2,
}  # fmt: skip
#: How many numbers there are for what else the stem of a word lacks.
ENDINGS_TOLD = 15
