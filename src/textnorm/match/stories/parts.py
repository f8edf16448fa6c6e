"""A story as one text: the title on the first line, the text behind it."""

from __future__ import annotations

from textnorm.errors import BadRecord
from textnorm.values import is_missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["STORY_LEAST", "join_story", "split_story"]

#: Candidates share so much of the weight of the lighter story, of the words under which the search files them.
STORY_LEAST = 0.12


def join_story(story: Any, name: str) -> str:
    """One text of a story: of a text itself, or of a title and a text.

    ``name`` says in errors which story it is. What is missing is empty.

    >>> join_story(("Deich\\nbricht", "In Emden ist ein Deich gebrochen."), "a")
    'Deich bricht\\nIn Emden ist ein Deich gebrochen.'
    """
    if isinstance(story, str):
        return story
    if is_missing(story):
        return ""
    if not isinstance(story, (tuple, list)) or len(story) != 2:
        raise BadRecord(f"{name}: expected a text or (title, text), got {_described(story)}")
    for part, value in zip(("title", "text"), story, strict=True):
        if not isinstance(value, str) and not is_missing(value):
            raise BadRecord(f"{name}, {part}: expected str or None, got {type(value).__name__}")
    title, text = ("" if is_missing(value) else value for value in story)
    return f"{' '.join(title.split())}\n{text}" if text.strip() else " ".join(title.split())


def _described(story: object) -> str:
    if isinstance(story, (tuple, list)):
        return f"{type(story).__name__} of {len(story)}"
    return type(story).__name__


def split_story(story: str) -> tuple[str, str]:
    """The title and the text of a story. A long first line is no title but the text.

    >>> split_story("Deich bricht\\nIn Emden ist ein Deich gebrochen."), split_story("Deich bricht")
    (('Deich bricht', 'In Emden ist ein Deich gebrochen.'), ('Deich bricht', ''))
    """
    title, _, text = story.partition("\n")
    if len(title) > _LONGEST_TITLE:
        return "", story
    return title.strip(), text.strip()


_LONGEST_TITLE = 300
