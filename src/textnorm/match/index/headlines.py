"""Headlines in an index: filed under the keys of their words, judged by the classifier of ``match.headlines``.

What a corpus teaches is learned from the index: names of sites behind titles, phrases of series, how rare a key is.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from math import exp, log
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from textnorm.kernels.headline_flags import NUMERAL, SERIES, STOP
from textnorm.match.corpus.repair import repair_text
from textnorm.match.corpus.series import LEAST_MEMBERS, Phrases, learn_phrases, words_in_phrases
from textnorm.match.headlines.classifier import classify, time_logits
from textnorm.match.headlines.compare import MEASURE
from textnorm.match.headlines.parse import ParsedHeadline, parse_headline, tokens_of
from textnorm.match.headlines.parts import site_tail, suffixes_among
from textnorm.match.headlines.reasons import IDENTICAL, differences_in_spelling, reasons_for
from textnorm.match.headlines.table import LARGE
from textnorm.match.headlines.word_frequency import RARE
from textnorm.match.headlines.words import analyse_once, key_of
from textnorm.match.index.filing import Judged
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
# lighter and of the heavier norm, of numbers that clash, of numbers on one side, of the ratio of norms, of shared keys.
# Below the last, 4 in 1,000 pairs are lost. Fitted on pairs of real headlines that the classifier calls the same.
_RULE = (-10.65, 26.84, -15.94, -7.86, -0.86, -9.57, 0.33, -7.3)
# The same from the words: intercept, the logit above, the fewer and the more words without a partner, how many of both
# sides with a capital, shared words, numbers of which none agrees, numbers of which some do not, shared words of the
# shorter and of the longer, the same first word; and the least logit, at which 3 in 1,000 of all pairs are lost.
_WORD_RULE = (-9.99, 0.25, -1.34, 0.02, 0.38, 1.01, -1.83, -6.32, 3.2, 6.49, -0.93)
_LEAST_BY_WORDS = -6.3
# In so small an index everything that shares a key is judged.
_FEW = 200
_JUDGED = 48
_FEW_CANDIDATES = 2
# Rarity by slot of a key: in steps, so that a byte holds it.
_SLOTS = 1 << 20
_STEP = 16.0
_SPREAD, _KIND, _WORD = 2_654_435_761, 0x9E37_79B1, 0xFFFF_FFFF
_LONGEST_BEFORE = 3  # words at the beginning and the end by which series are found
_REMEMBERED = 1 << 17
_PARSED = 1 << 12
_MEMBERS, _SAMPLE = 24, 8_192  # headlines of one phrase, and of all, that are read to learn series
_SURE = 30.0
# Columns of facts: norm, sign of numbers, name of the site, first words, last words.
_COLUMNS = 5

_Entry = tuple[tuple[int, ...], int, int]


class HeadlineFiling:
    """See ``match.index.filing.Filing``."""

    columns = _COLUMNS
    judged = _JUDGED
    version = 1
    measure = MEASURE

    def __init__(self, matcher: MatchSettings) -> None:
        self._matcher = matcher
        threshold = min(matcher.threshold, 1 - 1e-12)
        self._least = log(threshold / (1.0 - threshold))
        self._words: dict[str, _Entry] = {}
        self._parsed: dict[str, ParsedHeadline] = {}
        self._suffixes: frozenset[str] = frozenset()
        self._phrases = Phrases()
        self._rarity = np.zeros(_SLOTS, dtype=np.uint8)
        self._unseen = 3.0
        self._texts = 0

    # -- filing -----------------------------------------------------------------------------------------------------

    def file(self, texts: Sequence[str]) -> Filed:
        """The keys of every word, in any case it may have, and of the whole."""
        words, repaired = self._words, self._matcher.repair
        flat: list[int] = []
        ends, facts = np.empty(len(texts), dtype=np.int64), np.zeros((len(texts), _COLUMNS), dtype=np.uint32)
        for place, text in enumerate(texts):
            if repaired:
                text = repair_text(text)
            folded = key(text)
            if folded:
                keys = {key_of(folded)}
                stems = []
                sign = 0
                for token in tokens_of(text):
                    entry = words.get(token)
                    if entry is None:
                        entry = self._remember(token)
                    keys.update(entry[0])
                    if entry[1]:
                        stems.append(entry[1])
                    sign |= entry[2]
                flat += keys
                tail = site_tail(text)
                facts[place, 1] = sign
                facts[place, 2] = key_of(tail) if tail else 0
                if len(stems) > _LONGEST_BEFORE:
                    facts[place, 3] = _phrase(*stems[:_LONGEST_BEFORE])
                    facts[place, 4] = _phrase(*stems[-_LONGEST_BEFORE:])
            ends[place] = len(flat)
        filed = Filed(np.array(flat, dtype=np.uint32), ends, facts)
        facts[:, 0] = self._norms(filed).astype("<f4").view("<u4")
        return filed

    def _norms(self, filed: Filed) -> NDArray[np.float64]:
        total = np.concatenate([[0.0], np.cumsum(self._weights(filed.keys))])
        ends = np.concatenate([[0], filed.ends])
        return total[ends[1:]] - total[ends[:-1]]  # type: ignore[no-any-return]

    def _weights(self, keys: NDArray[np.uint32]) -> NDArray[np.float64]:
        """How much a key says: more, the rarer it is."""
        levels = self._rarity[keys & np.uint32(_SLOTS - 1)]
        return np.where(levels, levels / _STEP, self._unseen)

    def _remember(self, token: str) -> _Entry:
        """The keys of a word, its stem (0 for a number), and the bit of a number."""
        keys: dict[int, None] = {}
        stem = 0
        variants = [analyse_once(token)]
        if not (token[:1].isupper() and variants[0].surprisal >= RARE):
            # A word that the table does not know is taken for a name either way.
            variants.append(analyse_once(token, caseless=True))
        for word in variants:
            stem = 0 if word.flags & NUMERAL else word.stem or stem
            if word.flags & STOP:
                continue
            columns = (word.stem, word.phonetic, word.group, word.place, word.head, word.tail)
            for number, value in enumerate(columns, 1):
                if value:
                    # A half of a compound meets the same word standing alone, so both are filed as stems.
                    kind = 1 if number > 4 else number
                    keys[(value * _SPREAD + kind * _KIND) & _WORD] = None
        digits = "".join(character for character in token if character.isdigit())
        bit = 1 << (crc32(digits.encode("utf-8", "surrogatepass")) & 31) if digits else 0
        if len(self._words) >= _REMEMBERED:
            self._words.clear()
        entry = self._words[token] = (tuple(keys), stem, bit)
        return entry

    def queries(self, filed: Filed) -> list[Query]:
        """One query for all keys."""
        least = -1e9 if self._texts < _FEW else _RULE[-1]
        rule = np.array([0.0, *_RULE[:-1], least], dtype=np.float32)
        return [Query(filed.keys_of(0), int(filed.facts[0, 1]), rule)]

    # -- judging ----------------------------------------------------------------------------------------------------

    def _parse(self, text: str) -> ParsedHeadline:
        """A headline without the name of its site, its words of series marked."""
        parsed = self._parsed.get(text)
        if parsed is None:
            repaired = repair_text(text) if self._matcher.repair else text
            parsed = self._marked(parse_headline(repaired, suffixes=self._suffixes))
            if len(self._parsed) >= _PARSED:
                self._parsed.clear()
            if len(text) < 1_000:
                self._parsed[text] = parsed
        return parsed

    def _marked(self, parsed: ParsedHeadline) -> ParsedHeadline:
        if not (self._phrases.begin or self._phrases.end):
            return parsed
        words = parsed.words
        marked = words_in_phrases(
            [word.stem for word in words], [not word.flags & STOP for word in words], self._phrases
        )
        if not any(marked):
            return parsed
        words = tuple(
            word._replace(flags=word.flags | SERIES) if mark else word for word, mark in zip(words, marked, strict=True)
        )
        return parsed._replace(words=words, folded=" ".join(word.folded for word in words if not word.flags & SERIES))

    def judge(self, text: str, candidates: Sequence[tuple[int, str, float]]) -> list[Judged]:
        """Classify the candidates, in bulk if there are many; the scores are those of one by one."""
        mine = self._parse(text)
        if mine.is_blank:
            return []
        if len(candidates) > _FEW_CANDIDATES and self._texts >= _FEW:
            candidates = self._likely(text, candidates)
        parsed = [self._parse(other) for _, other, _ in candidates]
        if len(candidates) > _FEW_CANDIDATES:
            from textnorm.match.headlines.search import logits_of

            logits = logits_of(mine, parsed)
            near = (logits >= self._least - _best_time() - 1e-6).tolist()
        else:
            near = [True] * len(candidates)
        found = []
        for (row, other, _), theirs, close in zip(candidates, parsed, near, strict=True):
            same = text == other or bool(mine.key and mine.key == theirs.key)
            if (close or same) and not theirs.is_blank:
                found.append(_judged(row, mine, theirs, same=same))
        return found

    def _likely(self, text: str, candidates: Sequence[tuple[int, str, float]]) -> list[tuple[int, str, float]]:
        """Those of the candidates that share enough words; parsing all would take most of the time."""
        mine, numbers = self._read(text)
        my_keys = {key for keys, _ in mine for key in keys}
        found = []
        for candidate in candidates:
            theirs, other_numbers = self._read(candidate[1])
            if not (mine and theirs):
                found.append(candidate)
                continue
            met = [not my_keys.isdisjoint(keys) for keys, _ in theirs]
            their_keys = {key for keys, _ in theirs for key in keys}
            meeting = [not their_keys.isdisjoint(keys) for keys, _ in mine]
            alone = len(theirs) - sum(met), len(mine) - sum(meeting)
            capitals = [
                sum(capital and not partner for (_, capital), partner in zip(words, partners, strict=True))
                for words, partners in ((theirs, met), (mine, meeting))
            ]
            shared = min(sum(met), sum(meeting))
            known = numbers and other_numbers
            values = (
                1.0, candidate[2], min(*alone, 6), min(max(alone), 6), min(*capitals, 4), min(shared, 8),
                bool(known and not numbers & other_numbers), bool(numbers - other_numbers and other_numbers - numbers),
                min(shared, 8) / min(len(mine), len(theirs)), shared / max(len(mine), len(theirs)),
                meeting[0] and met[0],
            )  # fmt: skip
            if sum(weight * value for weight, value in zip(_WORD_RULE, values, strict=True)) >= _LEAST_BY_WORDS:
                found.append(candidate)
        return found

    def _read(self, text: str) -> tuple[list[tuple[tuple[int, ...], bool]], set[int]]:
        """The keys of every word that says something, whether it has a capital, and the numbers."""
        words, numbers = [], set()
        for token in tokens_of(repair_text(text) if self._matcher.repair else text):
            entry = self._words.get(token) or self._remember(token)
            if entry[2]:
                numbers.add(entry[2])
            elif entry[0]:
                words.append((entry[0], token[:1].isupper()))
        return words, numbers

    # -- learning ---------------------------------------------------------------------------------------------------

    def learn(self, postings: Postings, texts_of: Callable[[list[int]], dict[int, str]]) -> bytes:
        """Learn how rare keys are, the names of sites, and the phrases of series."""
        rows, (tails, begins, ends) = postings.rows(), postings.columns(2, 3, 4)
        total = len(rows)
        rarity = _rarity(postings, total) if total >= _FEW else b""
        suffixes = self._learn_suffixes(rows, tails, texts_of)
        phrases = _learn_series(rows, (begins, ends), texts_of, suffixes, self._matcher.repair)
        told = {
            "texts": total,
            "suffixes": sorted(suffixes),
            "begin": sorted(phrases.begin),
            "end": sorted(phrases.end),
        }
        return len(rarity).to_bytes(4, "little") + zlib.compress(rarity + json.dumps(told).encode(), 1)

    def _learn_suffixes(
        self, rows: NDArray[np.int64], tails: NDArray[np.uint32], texts_of: Callable[[list[int]], dict[int, str]]
    ) -> frozenset[str]:
        if len(rows) < LARGE:
            return frozenset()
        keys, first, times = np.unique(tails, return_index=True, return_counts=True)
        many = (keys != 0) & (times >= 20)
        examples = texts_of(rows[first[many]].tolist())
        counts = {}
        for place in np.flatnonzero(many).tolist():
            text = examples.get(int(rows[first[place]]))
            if text is not None:
                counts[site_tail(repair_text(text) if self._matcher.repair else text)] = int(times[place])
        return suffixes_among(counts, len(rows))

    def load(self, learned: bytes) -> None:
        """Take over what was learned."""
        data, size = zlib.decompress(learned[4:]), int.from_bytes(learned[:4], "little")
        if size:
            self._rarity = np.frombuffer(data[:size], dtype=np.uint8)
        told = json.loads(data[size:])
        self._texts = told["texts"]
        self._unseen = float(np.log1p(max(self._texts, 20)))
        self._suffixes = frozenset(told["suffixes"])
        self._phrases = Phrases(frozenset(told["begin"]), frozenset(told["end"]))
        self._parsed.clear()


def _rarity(postings: Postings, texts: int) -> bytes:
    """How rare the keys of every slot are, a byte for each; 0 where there is none."""
    counts = np.zeros(_SLOTS, dtype=np.int64)
    for keys, times in postings.key_counts():
        np.add.at(counts, keys & np.uint32(_SLOTS - 1), times)
    rarity = np.zeros(_SLOTS, dtype=np.uint8)
    seen = counts > 0
    rarity[seen] = np.clip(np.rint(np.log1p(texts / counts[seen]) * _STEP), 1, 255)
    return rarity.tobytes()


def _phrase(first: int, second: int, third: int) -> int:
    """A number for three words, never 0."""
    return ((first * _SPREAD + second) * _SPREAD + third) % _WORD + 1


def _best_time() -> float:
    """The most that times can add to a logit."""
    return max(0.0, *(float(time_logits(np.float64(days))) for days in (0.0, 1.0, 7.0, 365.0)))


def _judged(row: int, mine: ParsedHeadline, theirs: ParsedHeadline, *, same: bool) -> Judged:
    verdict = classify(mine, theirs)
    logit = _logit(verdict.score)

    def apart(seconds: float) -> float:
        days = seconds / DAY
        if same and days < 2.0:
            return 1.0
        return 1.0 / (1.0 + exp(-logit - float(time_logits(np.float64(days)))))

    def reasons(seconds: float | None) -> tuple[str, ...]:
        far = () if seconds is None else days_apart(seconds)
        if same:
            spelled = () if mine.text == theirs.text else differences_in_spelling(mine, theirs)
            return (*far, IDENTICAL, *spelled)
        return (*far, *reasons_for(mine, theirs, verdict))

    return Judged(row, 1.0 if same else verdict.score, reasons, apart)


def _logit(score: float) -> float:
    if score <= 0.0:
        return -_SURE
    return _SURE if score >= 1.0 else log(score / (1.0 - score))


def _learn_series(
    rows: NDArray[np.int64],
    sides: tuple[NDArray[np.uint32], NDArray[np.uint32]],
    texts_of: Callable[[list[int]], dict[int, str]],
    suffixes: frozenset[str],
    repaired: bool,
) -> Phrases:
    """Read the headlines that begin or end like others, and learn the phrases that make a series."""
    chosen: list[NDArray[np.int64]] = []
    for hashes in sides:
        order = np.lexsort((-rows, hashes))
        ordered = hashes[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else ordered
        sizes = np.diff(np.append(starts, len(ordered)))
        rank = np.arange(len(ordered)) - np.repeat(starts, sizes)
        many = (np.repeat(sizes, sizes) >= LEAST_MEMBERS) & (ordered != 0) & (rank < _MEMBERS)
        # The commonest first, where there are too many.
        by_size = np.argsort(-np.repeat(sizes, sizes)[many], kind="stable")
        chosen.append(rows[order[many]][by_size][: _SAMPLE // 2])
    every = np.unique(np.concatenate(chosen))
    if len(every) < LEAST_MEMBERS:
        return Phrases()
    texts = texts_of(every.tolist())
    parsed = [
        parse_headline(repair_text(text) if repaired else text, suffixes=suffixes) for _, text in sorted(texts.items())
    ]
    start = np.concatenate([[0], np.cumsum([len(headline.words) for headline in parsed])]).astype(np.int64)
    stems = np.array([word.stem for headline in parsed for word in headline.words], dtype=np.int64)
    return learn_phrases(stems, start, np.array([headline.whole for headline in parsed], dtype=np.int64))
