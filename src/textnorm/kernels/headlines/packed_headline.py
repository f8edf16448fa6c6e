"""A headline as one piece of memory: what is where, for those who write one and those who read it.

It begins with ``FACTS`` whole numbers, of 64 bits like all others but the letters. Behind them come the words in rows,
the keys of each word and its successor in one, where the letters of each word end, for every number of the headline
what it may be, its value and the key of what it counts, and the letters of the words.
"""

from __future__ import annotations

__all__ = ["COUNT", "FACTS", "FIGURE", "KICKER_END", "MARKS", "NUMBERS", "SIZE", "TAIL_START", "WHOLE"]

#: What is said of a headline, in so many places: how many words it has, where its kicker ends and where its tail
#: begins, its marks, its key, how many numbers it has, and how many letters its words have.
COUNT, KICKER_END, TAIL_START, MARKS, WHOLE, NUMBERS, SIZE = 0, 1, 2, 3, 4, 5, 6
FACTS = 8
#: What is said of a number, in so many places.
FIGURE = 3
