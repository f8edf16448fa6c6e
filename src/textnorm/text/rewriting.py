"""The texts of a batch that kernels can clean from the first step to the last, so that no step of Python reads them.

A kernel writes what a step would make of a text, where that is beyond doubt. What it wrote is looked at as every text
is: only if no step may apply to it, it is the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textnorm.kernels.waiting import is_worth_it
from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.evidence.code.spans import protected_spans
from textnorm.text.pipeline import UNFILTERED, BatchCleaner, Job
from textnorm.text.prefilter import BITS, scan_buffer, scan_tables
from textnorm.text.typography.mark_kinds import mark_kinds
from textnorm.text.typography.marks import DIRECTION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from textnorm.buffers import TextBuffer

__all__ = ["WORTH_MARKS", "clear_sound_places", "marks_are_free", "possible_in", "straightened", "written_by_kernels"]

_ESCAPES, _MOJIBAKE, _CHARACTERS, _QUOTES = (BITS[name] for name in ("escapes", "mojibake", "characters", "quotes"))
_UP_TO_CHARACTERS = _ESCAPES | _MOJIBAKE | _CHARACTERS
_PLACES = 8  # that may be damage, in a sound text; in one with more, the step looks
# Characters after which the kernels that take longest to compile are worth it, where none are kept from before: with
# marks, which Python reads at some 30 million a second, and of texts that may be damaged, at one or less.
WORTH_MARKS, _WORTH_PAGES = 100_000_000, 10_000_000
_CERTAIN = 0.99  # the confidence of what the kernel reads again
_PAGES = 0.95  # ... and of a text that was read in the wrong page as a whole
_MARK = lazy("[" + re.escape("".join(DIRECTION)) + "]|,,|<<|>>")


def possible_in(cleaner: BatchCleaner, buffer: TextBuffer) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """For each text, the steps that may apply by their characters, and whether umlauts may."""
    import numpy as np

    from textnorm.text.umlauts.prefilter import candidates

    pipeline = cleaner.pipeline
    possible = scan_buffer(buffer) & np.uint8(pipeline.on & 63)
    clear_sound_places(buffer, possible)
    possible |= np.uint8(pipeline.always)
    options = cleaner.umlaut_options
    if pipeline.umlauts is None:
        umlauts = np.zeros(len(buffer), dtype=bool)
    elif options.force or options.sz or options.stripped:
        umlauts = np.ones(len(buffer), dtype=bool)
    else:
        umlauts = candidates(buffer, options)
    return possible, umlauts


def clear_sound_places(buffer: TextBuffer, possible: NDArray[np.uint8]) -> None:
    """Take mojibake from the possible steps of texts in which every place that called for it is sound."""
    import numpy as np

    from textnorm.kernels.damage.prefilter import find_places
    from textnorm.text.encoding.sound_places import is_sound_place

    asked = np.flatnonzero(possible & _MOJIBAKE)
    if not len(asked):
        return
    source = buffer if len(asked) == len(buffer) else buffer.only(asked)
    places, counts = np.empty((len(asked), _PLACES, 3), np.int64), np.empty(len(asked), np.int64)
    find_places(source.data, source.offsets, *scan_tables(), _MOJIBAKE, places, counts)
    few = np.flatnonzero(counts >= 0)
    counts = counts[few]
    rows = places[few][np.arange(_PLACES) < counts[:, np.newaxis]].tolist()
    data = source.data.tobytes()
    done = 0
    for place, count in zip(asked[few].tolist(), counts.tolist(), strict=True):
        if all(is_sound_place(data[first:last], run - first) for first, run, last in rows[done : done + count]):
            possible[place] &= ~_MOJIBAKE & 0xFF
        done += count


def written_by_kernels(
    cleaner: BatchCleaner, jobs: Sequence[Job]
) -> tuple[dict[str, str], dict[str, dict[str, list[Edit]]]]:
    """The texts that need no more steps of Python, each as it is in the end, and what is known of some of the others.

    Known are edits by the name of the step that finds them in the text.
    """
    written: dict[str, str] = {}
    known: dict[str, dict[str, list[Edit]]] = {}
    no_escapes: set[str] = set()
    if cleaner.pipeline.always:  # another convention, or another step that reads every text
        return written, known
    least = cleaner.umlaut_options.min_confidence
    if cleaner.pipeline.on & _MOJIBAKE and (least is None or least <= _CERTAIN):
        # UTF-8 first: it costs little to be told apart from single bytes, of which every place must be weighed.
        texts = [text for text, possible, _ in jobs if possible and possible & (_MOJIBAKE | _ESCAPES) == _MOJIBAKE]
        _read_again(cleaner, texts, written, known)
        if least is None or least <= _PAGES:
            no_escapes = _read_through_pages(cleaner, jobs, least or 0.0, written, known)
    if cleaner.pipeline.on & _CHARACTERS:
        texts = [text for text, possible, _ in jobs if possible and possible & _UP_TO_CHARACTERS == _CHARACTERS]
        _compose(cleaner, texts, written, known)
    if cleaner.pipeline.on & _ESCAPES:
        texts = [
            text
            for text, possible, _ in jobs
            if possible and possible & _ESCAPES and "&" in text and text not in no_escapes
        ]
        _decode(cleaner, texts, written, known)
    alone, others = [], []
    for text, possible, no_umlauts in jobs:
        if not possible or text in written or any(known.get(text, {}).values()):
            continue
        if text in known:
            possible &= ~(_MOJIBAKE | _ESCAPES)
            if not possible and no_umlauts:
                written[text] = text
        if not possible & _QUOTES:
            continue
        if possible == _QUOTES and no_umlauts:
            alone.append(text)
            continue
        asked = possible & ~(_ESCAPES * (text in no_escapes))
        edits = known[text] = _first_edits(cleaner, text, asked, no_umlauts, known.get(text, {}))
        if not any(edits.values()):
            others.append(text)
    written |= _straightened(cleaner, alone, alone=True)
    written |= _straightened(cleaner, others, alone=False)
    return written, known


def _first_edits(
    cleaner: BatchCleaner, text: str, possible: int, no_umlauts: bool, known: dict[str, list[Edit]]
) -> dict[str, list[Edit]]:
    """What the steps before quotation marks find in ``text``, up to the first that finds something.

    ``known`` are steps that find nothing.
    """
    found = dict(known)
    for bit, name, find in cleaner.pipeline.steps:
        if bit == _QUOTES:
            break
        if name not in known and (possible & bit or (bit == UNFILTERED and not no_umlauts)):
            found[name] = find(text)
            if found[name]:
                break
    return found


def _read_through_pages(
    cleaner: BatchCleaner,
    jobs: Sequence[Job],
    least: float,
    written: dict[str, str],
    known: dict[str, dict[str, list[Edit]]],
) -> set[str]:
    """Add texts that were read in the wrong page as a whole: the result, or what they meant, as one edit.

    Escapes come first; the texts that have none, though they might, are returned.
    """
    find_escapes = next((find for bit, _, find in cleaner.pipeline.steps if bit == _ESCAPES), None)
    no_escapes: set[str] = set()
    texts: list[str] = []
    for text, possible, _ in jobs:
        if not (possible and possible & _MOJIBAKE) or text in written or text in known:
            continue
        if possible & _ESCAPES and find_escapes:
            if find_escapes(text):
                continue
            no_escapes.add(text)
        texts.append(text)
    if not texts or not is_worth_it("pages.page_mixups", sum(map(len, texts)), _WORTH_PAGES):
        return no_escapes
    from textnorm.text.encoding.many_texts.read_pages import read_through_pages
    from textnorm.text.encoding.mojibake import find_mojibake, settled_from

    read = read_through_pages(texts)
    before = [texts[place] for place in read.places]
    surely = dict(zip(before, read.surely, strict=True))
    for text, after, is_odd in _finished(cleaner, read.texts, before, written):
        if surely[text] or not is_odd:
            edits = settled_from(text, after) if is_odd else [Edit(0, len(text), after)]
            known[text] = {"escapes": [], "mojibake": edits}
    for place in read.sound:
        known[texts[place]] = {"escapes": [], "mojibake": []}
    for place in read.no_row:
        edits = find_mojibake(texts[place], no_row=True)
        known[texts[place]] = {"escapes": [], "mojibake": [edit for edit in edits if edit.confidence >= least]}
    return no_escapes


def _read_again(
    cleaner: BatchCleaner, texts: Sequence[str], written: dict[str, str], known: dict[str, dict[str, list[Edit]]]
) -> None:
    """Add texts that are UTF-8 read in a page and sound apart from that, and what the others meant, as one edit."""
    if not texts:
        return
    from textnorm.buffers import TextBuffer
    from textnorm.text.encoding.known_runs import read_again
    from textnorm.text.encoding.mojibake import is_settled

    meant, places = read_again(TextBuffer.from_texts(texts))
    for text, after, is_odd in _finished(cleaner, meant, [texts[place] for place in places.tolist()], written):
        if not is_odd or is_settled(after):  # two accidents are judged together
            known[text] = {"mojibake": [Edit(0, len(text), after)]}


def _decode(
    cleaner: BatchCleaner, texts: Sequence[str], written: dict[str, str], known: dict[str, dict[str, list[Edit]]]
) -> None:
    """Add texts that have entities and are sound apart from that, and what the others are when decoded, as one edit."""
    if not texts:
        return
    from textnorm.text.escapes.plain_entities import decoded

    plain, places = decoded(texts)
    for text, after, _ in _finished(cleaner, plain, [texts[place] for place in places], written):
        known[text] = {"escapes": [Edit(0, len(text), after)]}


def _compose(
    cleaner: BatchCleaner, texts: Sequence[str], written: dict[str, str], known: dict[str, dict[str, list[Edit]]]
) -> None:
    """Add texts that are decomposed and sound apart from that, and what the others are when composed, as one edit."""
    if not texts:
        return
    from textnorm.buffers import TextBuffer
    from textnorm.text.characters.whole_letters import composed

    whole, places = composed(TextBuffer.from_texts(texts))
    for text, after, _ in _finished(cleaner, whole, [texts[place] for place in places.tolist()], written):
        known[text] = {"characters": [Edit(0, len(text), after)]}


def _finished(
    cleaner: BatchCleaner, source: TextBuffer, texts: Sequence[str], written: dict[str, str]
) -> list[tuple[str, str, bool]]:
    """Add to ``written`` the ``texts`` that a kernel wrote as in ``source``, if they need no more than marks.

    The others are returned, each with what the kernel wrote, and whether that may be mojibake.
    """
    if not texts:
        return []
    possible, umlauts = possible_in(cleaner, source)
    current = source.take(range(len(source)))
    straight = straightened(cleaner, current, possible, umlauts)
    sound = ((possible == 0) & ~umlauts).tolist()
    may_be_odd = (possible & _MOJIBAKE != 0).tolist()
    left = []
    for text, after, is_sound, is_odd in zip(texts, current, sound, may_be_odd, strict=True):
        if is_sound:
            written[text] = after
        elif after in straight:
            written[text] = straight[after]
        else:
            left.append((text, after, is_odd))
    return left


def straightened(
    cleaner: BatchCleaner, texts: Sequence[str], possible: NDArray[np.uint8], umlauts: NDArray[np.bool_]
) -> dict[str, str]:
    """Those of ``texts`` to which only the step of quotation marks may apply, written by a kernel if it can."""
    import numpy as np

    if cleaner.pipeline.always:
        return {}
    places = np.flatnonzero((possible == _QUOTES) & ~umlauts).tolist()
    return _straightened(cleaner, [texts[place] for place in places], alone=True)


def _straightened(cleaner: BatchCleaner, texts: Sequence[str], *, alone: bool) -> dict[str, str]:
    """The texts that need nothing but ASCII quotation marks and are plain prose, written by a kernel.

    ``alone`` says that by their characters no other step may apply to them; else the steps are asked about what the
    kernel wrote.
    """
    if not texts or not is_worth_it("marks.straight_marks", sum(map(len, texts)), WORTH_MARKS):
        return {}
    import numpy as np

    from textnorm.buffers import TextBuffer
    from textnorm.kernels.marks.straight_marks import LEFT, READ, UNSURE, straighten

    source = TextBuffer.from_texts(texts)
    out = np.empty(len(source.data), np.uint8)
    ends, found = np.zeros(len(texts) + 1, np.int64), np.zeros(len(texts), np.uint8)
    settled = np.zeros(len(texts), np.bool_)
    asked = np.uint8(cleaner.pipeline.on & 63)
    straighten(source.data, source.offsets, *scan_tables(), _QUOTES, asked, mark_kinds(), out, ends[1:], found, settled)
    written = TextBuffer(out[: ends[-1]], ends)
    open_places = np.flatnonzero((found != LEFT) & ~(settled if alone else np.zeros_like(settled)))
    if len(open_places):
        some = written.only(open_places)
        possible, umlauts = possible_in(cleaner, some)
        possible[(possible == _QUOTES) & (found[open_places] & READ != 0)] = 0
        settled[open_places] = (possible == 0) & ~umlauts
        if not alone:
            questions = zip(some, possible.tolist(), umlauts.tolist(), strict=True)
            settled[open_places] = [not _changes(cleaner, *question) for question in questions]
    places = np.flatnonzero(settled)
    made = zip(places.tolist(), found[places].tolist(), written.take(places.tolist()), strict=True)
    return {
        texts[place]: text
        for place, became, text in made
        if not became & UNSURE or marks_are_free(texts[place], text, became)
    }


def marks_are_free(text: str, written: str, became: int) -> bool:
    """Whether no mark of ``text`` is in code or markup, as a kernel took for granted that made ``written`` of it.

    What became of the text is said in bits as in ``kernels.straight_marks``.
    """
    from textnorm.kernels.marks.straight_marks import APART, READ

    spans = protected_spans(text)
    if spans and (became & APART or _holds_mark(text, spans)):
        return False
    return not (became & READ and _holds_mark(written, protected_spans(written)))


def _holds_mark(text: str, spans: list[tuple[int, int]]) -> bool:
    return any(_MARK.search(text, start, end + 1) for start, end in spans)


def _changes(cleaner: BatchCleaner, text: str, possible: int, umlauts: bool) -> bool:
    """Whether one of the ``possible`` steps may change ``text``, or that of umlauts, if it is to be asked."""
    return possible & _QUOTES != 0 or any(
        (possible & bit or (umlauts and bit == UNFILTERED)) and find(text) for bit, _, find in cleaner.pipeline.steps
    )
