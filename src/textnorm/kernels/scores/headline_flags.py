"""The bits and numbers by which kernels and ``match/headlines`` speak of words, headlines and numbers.

Plain constants, defined here only.
"""

from __future__ import annotations

# Flags of a word.
STOP = 1  # a function word: der, in, and
NEGATION = 2
LABEL = 4  # says what kind of item it is, not what happened: Liveticker, Kommentar
NOUN = 8  # a noun or a name, as far as capitals tell
AND = 16  # joins two that may change places
NUMERAL = 32  # may be a number
KNOWN = 64  # a frequent or listed word, so no slip of the pen
PHRASE = 128  # may begin a name of two words
REVERSAL = 256  # undoes the news that stands beside it: abgesagt, dementiert, cancelled
PLAN = 512  # says that something may happen, not that it did: will, könnte, erwägt
SERIES = 2048  # belongs to a phrase that many headlines of the corpus begin or end with
NAME = 4096  # its group is that of a name: Muhammad, Mohammed
PREPOSITION = 8192  # says what the noun behind it has to do with the rest: in, mit, against
AGENT = 16384  # names who did it, in the passive: von, by
PARTICLE = 32768  # a verb that is read with its particle, at the end of its clause: räumt … ein
SPEAKER = 65536  # somebody who makes statements: a party, an institute, a politician
ANNOUNCED = 131072  # said of a plan and of its news alike: kündigt an, to
CONVERSE = 262144  # says with its opposite the same of two who changed places: A schlägt B, B verliert gegen A
GIVEN = 524288  # a first name
OFFICE = 1048576  # what somebody is: Minister, Trainer
HESITATION = 2097152  # an adverb before a negation at the end of its clause: nun doch nicht; of a plan: erwägt, may
RUBRIC = 4194304  # a kind of item that a site has every day or week, on another topic each: Wochenrückblick, Karikatur
CIRCUMSTANCE = 8388608  # a preposition that says when, where or why: nach, in, wegen
PART = 33554432  # which part of a program or a package something is about: documentation, examples
TECHNICAL = 67108864  # of titles of papers, programs and packages more than of news: algorithm, library, based
GERMAN = 16777216  # a small word that only German has
ENDING_AT = 27
ENDING = 15 << ENDING_AT  # a number for what its stem lacks and is no ending of a noun: Start, Star
ENDED = 1 << 31  # this number is known
STATISTIC = 1 << 32  # a figure that is published again and again: Inflation, Arbeitslosenquote, Dax
COURSE = 1 << 33  # how such a figure goes, and who publishes it: leicht, Rekordhoch, meldet, RKI
NEWS = 1 << 34  # in English, of news more than of titles of works and things: killed, minister, warns
ENGLISH = 1 << 35  # a small word that English has, and German has not: the, of, for
COPULA = 1024  # what stands on both sides of it may change places: ist, wird, bleibt

# Marks of a headline.
QUESTION = 1
SLUG = 4
TRUNCATED = 8
COLON = 16  # the kicker ends with a colon, so it is one

# What a number may be. Two numbers can mean the same thing if they share a bit.
AS_NUMBER = 1
AS_PERCENT = 2
AS_MONEY = 4
AS_AGE = 8
AS_RANK = 16
AS_SCORE = 32
AS_YEAR = 1 << 8
AS_DATE = 1 << 9
AS_TIME = 1 << 10
AS_WEEKDAY = 1 << 11
AS_MONTH = 1 << 12
BARE = 1 << 13  # a number that may be a year: 2000 and 2.000 agree, 2000 and 5.000 say nothing of each other
ROUGHLY = 1 << 14  # said to be about the value: rund 400, about 400
AT_LEAST = 1 << 15  # more than the value: über 400, mindestens 400
AT_MOST = 1 << 16  # less than the value: fast 400, nearly 400
AS_REGNAL = 1 << 17  # of a pope or a king, who is often named without it: Leo XIV.
AS_LAST = 1 << 18  # how old somebody was who has died; who is said to be dead may be named without it
HEDGES = ROUGHLY | AT_LEAST | AT_MOST
DATED = AS_YEAR | AS_DATE | AS_TIME | AS_WEEKDAY | AS_MONTH

# How two words are related, the strictest relation first, and the share of their weight that then counts as shared.
NONE, EXACT, JOINED, STEM, PHONETIC, TYPO, GROUP, PLACE, HALF, POLARITY, TAILS = range(11)
QUALITY = (0.0, 1.0, 1.0, 0.95, 0.85, 0.85, 0.7, 0.8, 0.6, 0.5, 0.2)

# In place of a partner: none; one that already has another partner; such a one, of which it is what the other lacks.
UNMET, MET, COMPLETED = -1, -2, -3

# Added to the key of the stem of a verb, that of the noun in -ung that is made of it.
ROOT = 1 << 40
