"""Headlines in an index: filed under the keys of their words, judged by the classifier of ``match.headlines``.

What a corpus teaches is learned from the index: names of sites behind titles, phrases of series, how rare a key is.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.corpus.repair import repair_text
from textnorm.match.corpus.series import Phrases
from textnorm.match.headlines.bulk.read import whole_keys
from textnorm.match.headlines.classifier import classify, logistic, near_logits, time_logits
from textnorm.match.headlines.compare import MEASURE
from textnorm.match.headlines.parts import lines_with_bars, site_tail, suffixes_among
from textnorm.match.headlines.reasons import IDENTICAL, reasons_for, reasons_for_one_key
from textnorm.match.headlines.table import LARGE
from textnorm.match.headlines.words import key_of
from textnorm.match.index.filing import Candidates, Judged
from textnorm.match.index.headlines.parsing import HeadlineParser
from textnorm.match.index.headlines.reading import HeadlineReader
from textnorm.match.index.headlines.series import SeriesReader
from textnorm.match.index.headlines.words import repaired_lines, shared_words
from textnorm.match.index.postings import Query
from textnorm.match.index.runs import Filed
from textnorm.match.keys import key
from textnorm.match.times import DAY, days_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.index.postings import Postings
    from textnorm.match.settings import MatchSettings

__all__ = ["HeadlineFiling"]

# The logit that a candidate is the same, from what the postings say: intercept, then the weights of the share of the
# lighter and of the heavier norm, of numbers that clash, of numbers on one side, of shared keys, and of the words that
# are not shared; then those of one, two and three shared words, and of the share of words that are shared. Fitted to
# what the classifier calls the same among the candidates of 700 headlines in 1,000,000 made ones and 400 in 20,000 real
# ones, and measured on those of as many others: what is likely leaves out 4 and 13 in 1,000 of the same, and 28 and 35
# texts are compared by their words. Without the number of shared words 86 were: who shares one word of several is
# hardly ever the same.
_RULE = (-6.42, 6.34, 5.05, -3.51, -1.08, -0.31, -3.64)
_RULE_OF_SHARED = (-5.12, -1.93, -0.68, 1.58)
# The share of its own norm that a text must share, and the least logit.
_LEAST = (0.13, -9.5)
# Of texts whose words are too common to be followed, nobody is likely: some are compared all the same.
_LIKELY, _FEWEST, _JUDGED = -7.5, 24, 200
_BITS = 64  # words of a text whose sharing is followed
# The same from all words of both: of some FEATURES of kernels.headline_choice what lies above a value, and its weight.
# Fitted to the classifier on the candidates of one half of 20,000 headlines, real and made ones, and measured on the
# other half with the classifier as it is now: the least logit leaves out 5 in 1,000 of those that it calls the same,
# and has 8 candidates in 93,000 texts judged. Fitted again it is no better, nor are trees, with these features: what is
# left out shares one word of several. The rule chooses who is judged and decides nothing, so it may lag behind the
# classifier a little: tests/match/index/test_agreement.py.
_WORD_RULE = {
    "one": ((0.0, -9.261),),
    "postings": ((-20.0, 0.448), (-8.13, -0.177), (-3.45, -0.133), (0.2, 0.194)),
    "alone_mine": ((0.0, 0.884), (0.33, -3.216)),
    "alone_theirs": ((0.0, -1.963), (0.35, -3.811)),
    "words_alone_less": ((0.0, -1.124),),
    "words_alone_more": ((2.0, -0.185),),
    "shared": ((1.0, 1.602), (3.0, -0.786), (4.0, -0.588)),
    "shared_of_shorter": ((0.0, -4.094), (0.71, 3.866)),
    "shared_of_longer": ((0.33, 6.309), (0.56, -10.672), (0.75, 7.568)),
    "same_first": ((0.0, -0.978),),
    "numbers_differ": ((0.0, -2.534),),
    "numbers_on_one_side": ((0.0, 0.252),),
    "same_order": ((0.0, 0.76), (0.5, 1.32), (1.0, 6.35)),
}
_LEAST_BY_WORDS = -7.6
_AT_A_TIME = 16  # judged; if the logit of any of them is promising, as many more
_PROMISING = -2.0
# In so small an index everything that shares a key is judged.
_FEW = 200
_FEW_CANDIDATES = 2
_FILED_AT_ONCE = 4_096
# Rarity by slot of a key: in steps, so that a byte holds it.
_SLOTS, _SLOTS_AT_ONCE = 1 << 20, 1 << 16
_STEP = 16.0
_SURE = 30.0
_SOUND, _DAMAGED = b"\1", b"\0"
# Columns of facts: norm, sign of numbers, name of the site, first words, last words.
_COLUMNS = 5


class HeadlineFiling:
    """See ``match.index.filing.Filing``."""

    columns = _COLUMNS
    judged = _JUDGED
    version = 13
    measure = MEASURE

    def __init__(self, matcher: MatchSettings) -> None:
        self._matcher = matcher
        threshold = min(matcher.threshold, 1 - 1e-12)
        self._least = log(threshold / (1.0 - threshold))
        self._suffixes: frozenset[str] = frozenset()
        self._parser = HeadlineParser(self._suffixes, Phrases())
        self._reader = HeadlineReader()
        self._series = SeriesReader(repaired=matcher.repair)
        self._rarity = np.zeros(_SLOTS, dtype=np.uint8)
        self._texts = 0
        self._weigh_unseen(3.0)

    # -- filing -----------------------------------------------------------------------------------------------------

    def file(self, texts: Sequence[str]) -> Filed:
        """The keys of every word, in any case it may have, and of the whole."""
        if len(texts) > _FILED_AT_ONCE:
            parts = range(0, len(texts), _FILED_AT_ONCE)
            return Filed.joined([self.file(texts[start : start + _FILED_AT_ONCE]) for start in parts])
        from textnorm.kernels.headlines.headline_choice import MOST_KEYS, pack_words
        from textnorm.kernels.headlines.headline_tokens import file_words

        lines, buffer = self._lines(texts)
        buffer = buffer or TextBuffer.from_texts(lines)
        # The key of nothing is 0.
        wholes = whole_keys(buffer) if len(lines) > 1 else np.array([key_of(key(line)) for line in lines])
        wholes = wholes.astype(np.uint32)
        words = shared_words()
        with words.lock:
            numbers, word_ends = words.read(lines, buffer)
            room = MOST_KEYS * len(numbers) + len(lines)
            flat = np.empty(room, dtype=np.uint32)
            ends, facts = np.empty(len(lines), dtype=np.int64), np.zeros((len(lines), _COLUMNS), dtype=np.uint32)
            count = file_words(
                numbers, word_ends, wholes, words.starts, words.pool, words.stems, words.signs, flat, ends, facts
            )
            packed, packed_ends = np.empty(room + 2 * len(numbers), dtype=np.uint32), np.empty_like(ends)
            pack_words(numbers, word_ends, words.starts, words.pool, words.signs, words.flags, packed, packed_ends)
        for place in lines_with_bars(lines):
            tail = site_tail(lines[place]) if wholes[place] else ""
            if tail:
                facts[place, 2] = key_of(tail)
        sound = [one == other for one, other in zip(lines, texts, strict=True)]
        filed = Filed(flat[:count], ends, facts, _cut(packed, packed_ends, sound))
        facts[:, 0] = self._norms(filed).astype("<f4").view("<u4")
        return filed

    def _norms(self, filed: Filed) -> NDArray[np.float64]:
        total = np.zeros(len(filed.keys) + 1)
        self._weights(filed.keys).cumsum(out=total[1:])
        if len(filed) == 1:  # the same in less time
            return total[-1:]
        ends = np.concatenate([[0], filed.ends])
        return total[ends[1:]] - total[ends[:-1]]  # type: ignore[no-any-return]

    def _weights(self, keys: NDArray[np.uint32]) -> NDArray[np.float64]:
        """How much a key says: more, the rarer it is."""
        weights: NDArray[np.float64] = self._weight_of[self._rarity[keys & np.uint32(_SLOTS - 1)]]
        return weights

    def _weigh_unseen(self, weight: float) -> None:
        """Let a key that no text had at the last lesson weigh so much, and the others what their level says."""
        self._unseen, self._weight_of = weight, np.arange(256) / _STEP
        self._weight_of[0] = weight

    def queries(self, text: str, filed: Filed) -> list[Query]:
        """One query for all keys."""
        from textnorm.kernels.headlines.headline_choice import mark_words

        keys = filed.keys_of(0)
        words, names = np.zeros(len(keys), dtype=np.uint64), np.empty(_BITS, dtype=np.int64)
        count = mark_words(_unpacked(filed.words[:1]), keys, words, names)
        least, likely = (_LEAST, (_LIKELY, _FEWEST)) if self._texts >= _FEW else ((0.0, -1e9), (-np.inf, 0))
        rule = np.array([0.0, *_RULE, *least, *_RULE_OF_SHARED], dtype=np.float32)
        return [Query(keys, int(filed.facts[0, 1]), rule, None, words, names[:count], *likely)]

    def _lines(self, texts: Sequence[str]) -> tuple[Sequence[str], TextBuffer | None]:
        return repaired_lines(texts) if self._matcher.repair else (texts, None)

    # -- judging ----------------------------------------------------------------------------------------------------

    def judge(self, text: str, candidates: Candidates) -> list[Judged]:
        """Classify the likeliest candidates, and more as long as some of them are the same, or nearly."""
        rows, sound = candidates.rows, frozenset[int]()
        if len(rows) > _FEW_CANDIDATES and self._texts >= _FEW:
            rows, sound = self._likely(candidates)
        own = text if _is_sound(candidates.filed.words[0]) else self._repaired(text)
        found: list[Judged] = []
        for start in range(0, len(rows), _AT_A_TIME):
            wanted = rows[start : start + _AT_A_TIME]
            texts = candidates.texts(wanted)
            there = [row for row in wanted if row in texts]
            lines = [texts[row] if row in sound else self._repaired(texts[row]) for row in there]
            some, best = self._classified(text, own, there, lines)
            found += some
            if best < _PROMISING and self._texts >= _FEW:
                break
        return found

    def _repaired(self, text: str) -> str:
        return repair_text(text) if self._matcher.repair else text

    def _classified(self, text: str, own: str, rows: Sequence[int], lines: Sequence[str]) -> tuple[list[Judged], float]:
        """Those that are the same as ``text``, which repaired is ``own``, and the best logit of all."""
        from textnorm.match.headlines.search import logits_of_first

        table = self._reader.read([own, *lines])
        blank, whole = table.blank, table.whole
        if blank[0] or not rows:
            return [], -_SURE
        least = self._least - _best_time() - 1e-6
        logits = logits_of_first(table, least).tolist()
        # Of one time, those weigh more that state a figure and nothing that says when.
        of_one_time = logits_of_first(table, least, near=True).tolist() if table.states_figure() else logits
        found = []
        for number, (row, line, logit, near) in enumerate(zip(rows, lines, logits, of_one_time, strict=True), 1):
            same = text == line or (whole[0] == whole[number] and _same_key(own, line))
            if (max(logit, near) >= least or same) and not blank[number]:
                found.append(self._judged(row, own, line, None if same else logit, near - logit))
        return found, _SURE if found else max(logits)

    def _judged(self, row: int, own: str, line: str, logit: float | None, regained: float) -> Judged:
        """The verdict by the logit of the words; ``None`` for headlines that are the same by their keys.

        ``regained`` is what they weigh more if they are of one time.
        """
        parse = self._parser.parse  # that of now: reasons may be asked for after another lesson

        def apart(seconds: float) -> float:
            days = seconds / DAY
            if logit is None and days < 2.0:
                return 1.0
            words = _logit(classify(parse(own), parse(line)).score) if logit is None else logit
            return logistic(words + float(time_logits(days) + near_logits(days, regained)))

        def reasons(seconds: float | None) -> tuple[str, ...]:
            far = () if seconds is None else days_apart(seconds)
            if logit is None and own == line:
                return (*far, IDENTICAL)
            mine, theirs = parse(own), parse(line)
            if logit is None:
                return (*far, *reasons_for_one_key(mine, theirs))
            return (*far, *reasons_for(mine, theirs, classify(mine, theirs)))

        return Judged(row, 1.0 if logit is None else logistic(logit), reasons, apart)

    def _likely(self, candidates: Candidates) -> tuple[list[int], frozenset[int]]:
        """Those of the candidates that share enough words, likeliest first, and which texts need no repair.

        Parsing all would take most of the time.
        """
        from textnorm.kernels.headlines.headline_choice import weigh_choice

        rows, words, measured = self.measured(candidates)
        order = np.empty(len(rows), dtype=np.int64)
        logits = np.empty(len(rows), dtype=np.float32)
        count = weigh_choice(measured, *_word_rule(), _LEAST_BY_WORDS, logits, order)
        chosen = [rows[place] for place in order[:count].tolist()]
        return chosen, frozenset(row for row in chosen if _is_sound(words[row]))

    def measured(self, candidates: Candidates) -> tuple[list[int], dict[int, bytes], NDArray[np.float32]]:
        """The candidates that are there, their words, and a row of ``kernels.headline_choice.FEATURES`` for each."""
        from textnorm.kernels.headlines.headline_choice import FEATURES, measure_choice

        rows, words = candidates.rows, candidates.words()
        if len(words) < len(rows):  # some were removed, or filed before words were kept
            unread = [row for row in rows if row not in words]
            texts = candidates.texts(unread)
            there = [row for row in unread if row in texts]
            words |= zip(there, self.file([texts[row] for row in there]).words, strict=True)
            rows = [row for row in rows if row in words]
        packed = [*candidates.filed.words, *map(words.__getitem__, rows)]
        scores = np.fromiter(map(candidates.scores.__getitem__, rows), np.float32, len(rows))
        out = np.empty((len(rows), len(FEATURES)), dtype=np.float32)
        ends = (np.fromiter(map(len, packed), np.int64, len(packed)) >> 2).cumsum()  # the mark is less than a word
        measure_choice(_unpacked(packed), ends, self._rarity, self._unseen, scores, out)
        return rows, words, out

    # -- learning ---------------------------------------------------------------------------------------------------

    def learn(self, postings: Postings, texts_of: Callable[[list[int]], dict[int, str]]) -> bytes:
        """Learn how rare keys are, the names of sites, and the phrases of series."""
        rows = postings.rows()
        total = len(rows)
        rarity = _rarity(postings, total) if total >= _FEW else b""
        suffixes = self._learn_suffixes(rows, postings.facts(2), texts_of)
        # One column after the other, for their memory.
        phrases = self._series.learn(rows, map(postings.facts, (3, 4)), texts_of, suffixes)
        told = {
            "texts": total,
            "suffixes": sorted(suffixes),
            "begin": sorted(phrases.begin),
            "end": sorted(phrases.end),
        }
        return len(rarity).to_bytes(4, "little") + zlib.compress(rarity + json.dumps(told).encode(), 1)

    def _learn_suffixes(
        self, rows: NDArray[np.uint32], tails: NDArray[np.uint32], texts_of: Callable[[list[int]], dict[int, str]]
    ) -> frozenset[str]:
        total = len(rows)
        if total < LARGE:
            return frozenset()
        rows, tails = rows[tails != 0], tails[tails != 0]
        _, first, times = np.unique(tails, return_index=True, return_counts=True)
        many = times >= 20
        examples = texts_of(rows[first[many]].tolist())
        counts = {}
        for place in np.flatnonzero(many).tolist():
            text = examples.get(int(rows[first[place]]))
            if text is not None:
                counts[site_tail(repair_text(text) if self._matcher.repair else text)] = int(times[place])
        return suffixes_among(counts, total)

    def load(self, learned: bytes) -> None:
        """Take over what was learned."""
        data, size = zlib.decompress(learned[4:]), int.from_bytes(learned[:4], "little")
        if size:
            self._rarity = np.frombuffer(data[:size], dtype=np.uint8).copy()
        told = json.loads(data[size:])
        self._texts = told["texts"]
        self._weigh_unseen(float(np.log1p(max(self._texts, 20))))
        self._suffixes = frozenset(told["suffixes"])
        phrases = Phrases(frozenset(told["begin"]), frozenset(told["end"]))
        self._reader.know(self._suffixes, phrases)
        self._parser = HeadlineParser(self._suffixes, phrases)


def _cut(packed: NDArray[np.uint32], ends: NDArray[np.int64], sound: Sequence[bool]) -> list[bytes]:
    """The packed words of each text as bytes, behind a mark that says whether the text needs no repair."""
    data = packed[: int(ends[-1]) if len(ends) else 0].astype("<u4").tobytes()
    return [
        (_SOUND if whole else _DAMAGED) + data[4 * start : 4 * end]
        for (start, end), whole in zip(pairwise([0, *ends.tolist()]), sound, strict=True)
    ]


def _unpacked(words: Sequence[bytes]) -> NDArray[np.uint32]:
    return np.frombuffer(b"".join([each[len(_SOUND) :] for each in words]), dtype="<u4").astype(np.uint32)


def _same_key(one: str, other: str) -> bool:
    """Whether two headlines are identical but for case, marks and spelling, and not for want of letters."""
    folded = key(one)
    return bool(folded) and folded == key(other)


def _is_sound(words: bytes) -> bool:
    return words.startswith(_SOUND)


def _rarity(postings: Postings, texts: int) -> bytes:
    """How rare the keys of every slot are, a byte for each; 0 where there is none."""
    counts = np.zeros(_SLOTS, dtype=np.uint32)
    for some, times in postings.key_counts():
        np.add.at(counts, some & np.uint32(_SLOTS - 1), times.astype(np.uint32))
    rarity = np.zeros(_SLOTS, dtype=np.uint8)
    for start in range(0, _SLOTS, _SLOTS_AT_ONCE):
        block = slice(start, start + _SLOTS_AT_ONCE)
        seen = counts[block] > 0
        rarity[block][seen] = np.clip(np.rint(np.log1p(texts / counts[block][seen]) * _STEP), 1, 255)
    return rarity.tobytes()


@cache
def _word_rule() -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    """``_WORD_RULE`` as arrays: column, value, weight."""
    from textnorm.kernels.headlines.headline_choice import FEATURES

    rows = [(FEATURES.index(name), *row) for name, rows in _WORD_RULE.items() for row in rows]
    columns, least, weights = zip(*rows, strict=True)
    return np.array(columns), np.array(least, dtype=np.float32), np.array(weights, dtype=np.float32)


@cache
def _best_time() -> float:
    """The most that times can add to a logit."""
    return max(0.0, *(float(time_logits(np.float64(days))) for days in (0.0, 1.0, 7.0, 365.0)))


def _logit(score: float) -> float:
    if score <= 0.0:
        return -_SURE
    return _SURE if score >= 1.0 else log(score / (1.0 - score))
