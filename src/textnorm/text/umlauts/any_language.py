"""Which of several languages a text is written in, and what was spelled out in it: ``locale="auto"``.

Each language restores the text by its own rules and with its own evidence. Where more than one would change something,
the letters of the restored words decide: *Koebenhavn faar* is Danish, and never becomes *Köbenhavn*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.language import is_foreign_sum, sum_and_count
from textnorm.text.evidence.languages import language_of
from textnorm.text.umlauts.options import UmlautOptions
from textnorm.text.umlauts.restorer import restorer_for
from textnorm.text.umlauts.rivals import text_cost

__all__ = ["any_language"]

_SPELLED = re.compile("aa|ae|oe|ue|ss|sz", re.IGNORECASE)
_TOP_LOGIT = 9.0  # the most certain letter speaks for a language no more than this


def any_language(options: UmlautOptions) -> Callable[[str], list[Edit]]:
    """The finder for a locale that stands for several languages."""
    first = restorer_for(options)
    others = [replace(options, locale=locale, sz=False) for locale in options.row.others]

    def find(text: str) -> list[Edit]:
        if not _SPELLED.search(text) and not options.force:
            return []
        found = [(options.row.language, edits)] if (edits := first.find_edits(text)) else []
        sums: dict[str, bool] = {}
        for other in others:
            language = language_of(other.locale)
            if language.words not in sums:
                total, count = sum_and_count(text, language.code)
                sums[language.words] = is_foreign_sum(total, count, _TOP_LOGIT, strict=True)
            if not sums[language.words] and (edits := restorer_for(other, strict=True).find_edits(text)):
                found.append((language.code, edits))
        if len(found) < 2:
            return found[0][1] if found else []
        return min(found, key=lambda one: text_cost(apply_edits(text, one[1]), one[0]))[1]

    return find
