"""``Matcher`` holds the settings; ``compare`` judges two texts, ``find_duplicates`` any number of them.

Importing this module loads neither numpy nor numba; ``Matcher`` never does, and ``compare`` only once it pays.
"""

from __future__ import annotations

from dataclasses import replace

from textnorm.errors import BadRecord, UnknownOption, need_text
from textnorm.match.articles.measures import need_measure
from textnorm.match.methods import METHODS
from textnorm.match.settings import ARTICLE, PRESETS, MatchSettings, need_matcher, need_option
from textnorm.match.stories.parts import join_story

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Self, Unpack

    from textnorm.match.corpus.corpus import Corpus
    from textnorm.match.decisions.fit import ThresholdFit
    from textnorm.match.duplicates import Duplicates as Duplicates
    from textnorm.match.pairs import Pair
    from textnorm.match.plans import Plan
    from textnorm.match.settings import AllMatchOptions
    from textnorm.match.sketching.sketches import Sketches

    Progress = Callable[[str, int, int], None]

__all__ = ["Duplicates", "Matcher", "compare", "find_duplicates"]

# What a plan assumes of the texts of each kind, in characters.
_TYPICAL_LENGTH = {"headline": 70, "name": 16, "story": 2_700}


class Matcher(MatchSettings):
    """What counts as the same text. Immutable, hashable, picklable; every score is on 0.0–1.0.

    ``Matcher()`` is plain: two texts are the same if their sets of ``n`` successive words (``unit="char"``:
    characters) have a Jaccard similarity of at least ``threshold``. ``Matcher.articles()`` and ``Matcher.headlines()``
    consider more, ``Matcher.names()`` compares persons' names, and ``Matcher.stories()`` finds what reports one event.

    - ``kind``: the method: ``"text"`` (plain), ``"article"``, ``"headline"``, ``"name"`` or ``"story"``.
    - ``unit``, ``n``: the shingle: 1–13 words or 2–24 characters. In scripts without spaces, a character is a word.
    - ``measure``: ``"jaccard"`` (shared of all shingles) or ``"containment"`` (shared of the smaller text's shingles).
    - ``threshold``: the score from which two texts are the same.
    - ``sketch_size``, ``recall``, ``seed``: the search: slots per sketch (a power of two, 16–1024), the share of pairs
      at the threshold that the search must find, and the seed of the sketch.
    - ``verify``: compare exact sets (plain texts). ``False`` uses the sketches alone, and the scores are estimates.
    - ``numbers``: numbers and dates that disagree separate two texts (articles; headlines always consider them).
    - ``within``: seconds, or ``"3d"``, ``"12h"``, ``"30min"``, ``"2w"``; headlines further apart in time are not the
      same (needs times). ``None``: no limit.
    - ``repair``: repair damaged text (mojibake, entities) before matching.
    - ``keep``: which copy is kept: ``"longest"`` (with ``repair``, by the repaired texts, and of
      equals an undamaged one), ``"first"``, ``"earliest"`` (needs times), ``"cleanest"`` (fewest
      repairs), ``"priority"`` (needs priorities; the highest wins) or ``"most_frequent"`` (the spelling that occurs
      most often).
    - ``drop``: ``"copies"`` (all but the one that is kept) or ``"all"`` (of what has a copy, nothing stays).
    - ``reuse``: what happens to articles that share a passage and are else their own: ``"keep"`` reports them as
      ``Duplicates.reuse``, ``"drop"`` takes them for copies.
    - ``clusters``: ``"kept"`` (every member matches the kept copy), ``"connected"`` (connected components) or
      ``"average"`` (the members match one another on average; stories).

    Raises ``UnknownOption`` for a value that does not exist, and for an option that the method does not read.

    >>> Matcher(n=5).n
    5
    >>> Matcher(unit="line")
    Traceback (most recent call last):
    ...
    textnorm.errors.UnknownOption: unit='line': not known; known: word, char
    >>> Matcher.headlines(verify=False)
    Traceback (most recent call last):
    ...
    textnorm.errors.UnknownOption: verify=False: headlines have no option 'verify'; they have clusters, drop, keep, \
repair, threshold, within
    """

    __slots__ = ()

    def __new__(cls, **options: Unpack[AllMatchOptions]) -> Self:
        """Refuse options that do not exist, with a hint."""
        for option in options:
            need_option(option)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        if self.kind not in METHODS:
            raise UnknownOption.among("kind", self.kind, METHODS)
        need_measure(self.measure, verify=self.verify)
        super().__post_init__()
        # The constructor cannot tell a default from a value that was passed; `replace` and the presets can.
        _refuse_unread(
            self.kind, {name: value for name, value in _values(self).items() if value != _DEFAULTS.get(name)}
        )

    @classmethod
    def _of_kind(cls, kind: str, overrides: Any) -> Self:
        _refuse_unread(kind, overrides)
        return super()._of_kind(kind, overrides)

    def replace(self, **changes: Unpack[AllMatchOptions]) -> Self:
        """A copy with some settings changed.

        >>> Matcher().replace(threshold=0.8).threshold
        0.8
        """
        _refuse_unread(changes.get("kind", self.kind), changes)
        return super().replace(**changes)

    def compare(self, a: str | tuple[str | None, str | None], b: str | tuple[str | None, str | None]) -> Pair:
        """Judge two texts: the same or not, by what score, and why.

        >>> bool(Matcher().compare("Der Käse ist gut gereift.", "DER KAESE IST GUT GEREIFT!"))
        True
        """
        return compare(a, b, matcher=self)

    def find_duplicates(
        self,
        texts: Any,
        *,
        against: Any = None,
        within_batch: bool = True,
        times: Iterable[Any] | None = None,
        priority: Iterable[float] | None = None,
        threads: int | None = None,
        progress: Progress | None = None,
        errors: str = "raise",
        columns: Mapping[str, str] | None = None,
        decisions: Any = None,
    ) -> Duplicates:
        """Find which ``texts`` are copies of one another; see the function ``find_duplicates``.

        >>> Matcher().find_duplicates(["Der Käse ist gut", "DER KAESE IST GUT!"]).clusters
        [[1, 0]]
        """
        return find_duplicates(
            texts,
            self,
            against=against,
            within_batch=within_batch,
            times=times,
            priority=priority,
            threads=threads,
            progress=progress,
            errors=errors,
            columns=columns,
            decisions=decisions,
        )

    def sketch(
        self, texts: Iterable[str | None], *, threads: int | None = None, progress: Progress | None = None
    ) -> Sketches:
        """Sketch ``texts`` by these settings; see the function ``sketch``.

        >>> len(Matcher().sketch(["Der Käse ist gut"]))
        1
        """
        from textnorm.match.sketching.sketches import sketch

        return sketch(texts, self, threads=threads, progress=progress)

    def plan(self, count: int = 1_000_000, *, characters: int | None = None) -> Plan:
        """What a search over ``count`` texts of so many ``characters`` will find and cost, before it runs.

        Without ``characters``, headlines have 70 of them, names 16 and other texts 2,700.
        """
        characters = _TYPICAL_LENGTH.get(self.kind, 2_700) if characters is None else characters
        for name, value in (("count", count), ("characters", characters)):
            if not (hasattr(value, "__index__") and value >= 0):
                raise UnknownOption(f"{name}={value!r}: must be an integer ≥ 0")
        return METHODS[self.kind].plan(self, count, characters)

    def fit_threshold(self, decisions: Any, *, precision: float | None = None) -> ThresholdFit:
        """Propose a threshold from ``decisions`` (a file that a report exports, or a list as for ``find_duplicates``).

        It is the one with the highest expected F1; with ``precision``, the lowest one that is expected to reach it. The
        result has the expected precision and recall with their intervals, and how many more decisions it needs.

        >>> pairs = [("Der Käse ist gut", "DER KAESE IST GUT!", "same"), ("Dax steigt", "Dax", "different")]
        >>> Matcher().fit_threshold(pairs).needed > 0
        True
        """
        from textnorm.match.decisions.fit import fit_threshold

        return fit_threshold(self, decisions, METHODS[self.kind].compare, precision=precision)


def _values(settings: MatchSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in MatchSettings.__slots__}


_DEFAULTS = _values(MatchSettings())


def _refuse_unread(kind: str, given: Any) -> None:
    """Raise ``UnknownOption`` for an option that the method of ``kind`` does not read and its preset does not have."""
    if kind not in METHODS:
        return
    method, preset = METHODS[kind], _DEFAULTS | PRESETS.get(kind, {}) | {"kind": kind}
    for option, value in given.items():
        if option in preset and option not in method.options and value != preset[option]:
            raise UnknownOption(
                f"{option}={value!r}: {method.texts} have no option {option!r}; "
                f"they have {', '.join(sorted(method.options))}"
            )


def compare(
    a: str | tuple[str | None, str | None],
    b: str | tuple[str | None, str | None],
    *,
    matcher: MatchSettings | None = None,
) -> Pair:
    """Judge two texts: the same or not, by what score, and why.

    Without a ``matcher``, short texts are judged as headlines and long ones as articles. Stories may be given as
    ``(title, text)``; such are judged as stories. What only a search of many texts reads, such as ``within`` and
    ``keep``, changes nothing here.

    >>> bool(compare("Der Käse ist gut gereift.", "DER KAESE IST GUT GEREIFT!", matcher=Matcher()))
    True
    """
    need_matcher(matcher)
    if _are_stories(a, matcher) or _are_stories(b, matcher):
        matcher = _for_stories(matcher)
        a, b = join_story(a, "a"), join_story(b, "b")
    left: Any = a
    right: Any = b
    need_text(left, "compare")
    need_text(right, "compare")
    matcher = matcher or Matcher.fitting([(len(left) + len(right)) // 2])
    return METHODS[matcher.kind].compare(left, right, matcher)


def _are_stories(value: object, matcher: MatchSettings | None) -> bool:
    return isinstance(value, (tuple, list)) or (matcher is not None and matcher.kind == "story")


def _for_stories(matcher: MatchSettings | None) -> MatchSettings:
    if matcher is not None and matcher.kind != "story":
        texts = METHODS[matcher.kind].texts
        raise UnknownOption(
            f"(title, text): {texts} are single texts; pass Matcher.stories(), or the title or text alone"
        )
    return matcher or Matcher.stories()


def find_duplicates(
    texts: Any,
    matcher: MatchSettings | None = None,
    *,
    against: Any = None,
    within_batch: bool = True,
    times: Iterable[Any] | None = None,
    priority: Iterable[float] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    errors: str = "raise",
    columns: Mapping[str, str] | None = None,
    decisions: Any = None,
) -> Duplicates:
    """Find which ``texts`` are copies of one another, exact or near, and which copy of each to keep.

    ``texts`` is any iterable; ``None`` and texts without a word are never duplicates. With ``against``, each text is
    looked up among those of ``against`` (the archive), and those that the archive does not have are searched for copies
    of one another; ``within_batch=False`` leaves that out. ``times`` (numbers, dates, ISO strings) serve
    ``keep="earliest"`` and the option ``within`` of headlines; ``priority`` (numbers) serves ``keep="priority"``. Both
    have a value per text; with ``against`` those of the archive may stand before them, in its order.
    ``threads`` is the number of threads (all cores); the result does not depend on it. ``progress`` is called with
    stage, done and total (0 if it is not known). A value that is no text, or a text that cannot be matched, raises
    ``BadRecord`` with its position; with ``errors="keep"`` it is set aside, kept, and named in ``notes``.
    ``decisions`` are honoured whatever the scores: the file that a report exports, or a list of ``(left, right,
    verdict)`` with positions or texts, and ``"same"`` or ``"different"``. ``notes`` name contradictions.

    With ``columns``, ``texts`` (and ``against``) is a data frame, an Arrow table, a mapping of lists or a list of
    records, and ``columns`` names its columns by their role: ``{"title": …, "text": …, "time": …}``. Title and text
    together are judged as stories, as are texts given as ``(title, text)``.

    >>> found = find_duplicates(["Der Käse ist gut", "Ein Hund bellt laut", "DER KAESE IST GUT!"], Matcher())
    >>> found.labels.tolist()
    [2, 1, 2]
    """
    from textnorm.match.decisions.decisions import Decisions
    from textnorm.match.search import as_corpus, search

    need_matcher(matcher)
    decided = Decisions.of(decisions)
    if threads is not None and not (isinstance(threads, int) and threads >= 1):
        raise UnknownOption(f"threads={threads!r}: must be an integer ≥ 1, or None for all cores")
    if columns is not None:
        texts, times = _from_columns(texts, columns, matcher, times)
        if against is not None:
            against, _ = _from_columns(against, columns, matcher, None)
    texts = _listed(texts)
    if _hold_stories(texts, matcher):
        matcher = _for_stories(matcher)
        texts = _joined(texts, errors)
        against = None if against is None else _joined(_listed(against), errors)
    corpus = as_corpus(texts, against=against, times=times, priority=priority, errors=errors)
    fitting = matcher or Matcher.fitting(corpus.lengths.tolist())
    found = search(
        corpus, fitting, within_batch=within_batch, threads=threads, progress=progress, errors=errors, decisions=decided
    )
    if matcher is not None:
        return found
    return replace(found, notes=(*found.notes, *_mixed_lengths(corpus, fitting)))


def _from_columns(
    frame: Any, columns: Mapping[str, str], matcher: MatchSettings | None, times: Any
) -> tuple[list[Any], Any]:
    """The texts and times of a table. Stories read title and text, all other methods one of them."""
    from textnorm.match.corpus.columns import read_columns

    found = read_columns(frame, columns)
    times = found.get("time", times) if times is None else times
    roles = [role for role in ("title", "text") if role in found]
    if len(roles) == 2:
        _for_stories(matcher)
        return list(zip(found["title"], found["text"], strict=True)), times
    if not roles:
        raise UnknownOption(f"columns={dict(columns)!r}: name the column of the title, of the text, or both")
    return found[roles[0]], times


def _listed(texts: Any) -> Any:
    return texts.to_pylist() if hasattr(texts, "to_pylist") else texts


def _hold_stories(texts: Any, matcher: MatchSettings | None) -> bool:
    """Whether the texts are stories: by the matcher, or since the first of a list is a title with its text."""
    if matcher is not None and matcher.kind == "story":
        return True
    return isinstance(texts, (list, tuple)) and len(texts) > 0 and isinstance(texts[0], (tuple, list))


def _joined(stories: Any, errors: str) -> Any:
    """The stories as texts; one by one if their number is not known."""
    if isinstance(stories, str | bytes) or not hasattr(stories, "__iter__"):
        return stories  # as_corpus names what is wrong
    joined = (_join(story, place, errors) for place, story in enumerate(stories))
    return list(joined) if hasattr(stories, "__len__") else joined


def _join(story: Any, place: int, errors: str) -> str | None:
    try:
        return join_story(story, f"text {place}")
    except BadRecord:
        if errors == "keep":
            return None
        raise


def _mixed_lengths(corpus: Corpus, fitting: MatchSettings) -> tuple[str, ...]:
    """Say so if the method that was chosen by the median length does not fit many of the texts."""
    long = int((corpus.lengths >= ARTICLE).sum())
    others = long if fitting.kind == "headline" else len(corpus) - long
    if not others or 20 * others < len(corpus):
        return ()
    kinds = ("headlines", "longer") if fitting.kind == "headline" else ("articles", "shorter")
    return (
        f"No matcher was given: all texts were compared as {kinds[0]}; {others:,} of {len(corpus):,} are {kinds[1]}: "
        "search headlines and articles apart.",
    )


def __getattr__(name: str) -> object:
    # Duplicates holds arrays; whoever only compares should not load numpy.
    if name == "Duplicates":
        from textnorm.match.duplicates import Duplicates

        return Duplicates
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
