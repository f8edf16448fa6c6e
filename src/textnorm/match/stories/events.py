"""Events: what the stories of a cluster have in common, and when they appeared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textnorm.match.stories.read import read_story
from textnorm.match.stories.reasons import common_words
from textnorm.values import shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Event", "Events"]


@dataclass(frozen=True, slots=True)
class Event:
    """Stories that report one event: their positions, the words that most of them have, their first and last time.

    ``first`` and ``last`` are times as they were given, ``None`` if there are none.
    """

    stories: tuple[int, ...]
    words: tuple[str, ...]
    first: Any = None
    last: Any = None

    def __len__(self) -> int:
        return len(self.stories)

    def __str__(self) -> str:
        span = "" if self.first is None else f", {shown(str(self.first))} to {shown(str(self.last))}"
        return f"{len(self)} stories{span}: {', '.join(shown(word) for word in self.words)}"


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Describes clusters of stories; a value, so that a result can be pickled."""

    texts: Sequence[str]
    repaired: bool
    times: Sequence[Any] | None
    when: NDArray[np.float64]

    def __call__(self, members: Sequence[int], shift: int = 0) -> Event:
        """The event of the stories at ``members``, which stand ``shift`` behind their places in the corpus."""
        places = [member + shift for member in members]
        words = common_words([read_story(self.texts[place], self.repaired) for place in places])
        known = [place for place in places if self.when[place] == self.when[place]]
        if self.times is None or not known:
            return Event(tuple(members), words)
        first, last = (pick(known, key=lambda place: (self.when[place], place)) for pick in (min, max))
        return Event(tuple(members), words, self.times[first], self.times[last])
