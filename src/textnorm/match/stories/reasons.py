"""Why two stories report one event, in words for people."""

from __future__ import annotations

from textnorm.match.stories.likeness import Likeness
from textnorm.match.stories.read import ReadStory

__all__ = ["common_words", "reasons_for"]


def reasons_for(a: ReadStory, b: ReadStory, found: Likeness) -> tuple[str, ...]:
    """How alike titles and words are, the heaviest words that both have, and those that only one has."""
    reasons = []
    if a.title and b.title:
        reasons.append(f"titles: {found.titles:.2f} of their words, {found.headline:.2f} as headlines")
    if a.has_text and b.has_text:
        reasons.append(f"titles and texts: {found.words:.2f} of their words")
    shared = common_words([a, b])
    if shared:
        reasons.append(f"shared: {', '.join(shared)}")
    own = [
        _heaviest({key: value for key, value in x.words.items() if key not in y.words}, x) for x, y in ((a, b), (b, a))
    ]
    only = [f"only in {side}: {', '.join(words)}" for side, words in zip("AB", own, strict=True) if words]
    return (*reasons, *(["; ".join(only)] if only else []))


def common_words(stories: list[ReadStory], most: int = 6) -> tuple[str, ...]:
    """The words that more than half of the stories have, the heaviest first, as the first of them writes them."""
    counts: dict[int, int] = {}
    weights: dict[int, float] = {}
    for story in stories:
        for key, value in story.words.items():
            counts[key] = counts.get(key, 0) + 1
            weights[key] = weights.get(key, 0.0) + value
    common = [key for key, count in counts.items() if 2 * count > len(stories) and count > 1]
    common.sort(key=lambda key: (-weights[key] * counts[key], key))
    return tuple(dict.fromkeys(next(s.written[key] for s in stories if key in s.written) for key in common))[:most]


def _heaviest(words: dict[int, float], story: ReadStory) -> list[str]:
    keys = sorted(words, key=lambda key: (-words[key], key))
    return list(dict.fromkeys(story.written[key] for key in keys))[:3]
