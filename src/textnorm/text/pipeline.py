"""Run the steps of a cleaner in order until nothing changes, and record what each of them does.

There is one code path: one text, many texts and an explanation all come from ``StepRun.in_steps``. It
runs all steps, then all again, until a whole pass changes nothing. The result is a fixed point, so cleaning it again
changes nothing. A text that has reached none after ``MAX_PASSES`` passes stays exactly as it was.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textnorm.errors import need_text
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.prefilter import BITS, possible_steps
from textnorm.text.steps import Finder, Step, StepSettings

if TYPE_CHECKING:
    from textnorm.text.umlauts.options import UmlautOptions

__all__ = [
    "MAX_PASSES",
    "UNFILTERED",
    "BatchCleaner",
    "InSteps",
    "Job",
    "Pipeline",
    "Run",
    "StepEdits",
    "StepRun",
    "bind",
    "run_with",
]

MAX_PASSES = 12

#: The bit of a step that the prefilter knows nothing of: umlauts need the letter model, not a table.
UNFILTERED = 64


_SETTLING = frozenset({"mojibake"})


class Pipeline(NamedTuple):
    """Steps with their finders bound to the settings of one cleaner.

    ``steps`` has the bit, the name and the finder of each step that is on. ``on`` is the sum of their bits, and
    ``always`` the sum of the bits of those that have to read every text. ``umlauts`` is the finder of that step.
    ``settling`` names the steps that find nothing in what they themselves made of a text.
    """

    on: int
    always: int
    steps: tuple[tuple[int, str, Finder], ...]
    umlauts: Finder | None
    settling: frozenset[str]


class StepEdits(NamedTuple):
    """What one step did: its name, the text that it read, and its edits of that text."""

    step: str
    before: str
    edits: list[Edit]


class Run(Protocol):
    """Clean one text: the result, and the edits that lead there, step by step.

    A caller that has asked the kernels passes what they found: ``possible``, the steps that may apply, and
    ``no_umlauts``, if the umlaut step finds nothing.
    """

    def __call__(self, text: str, possible: int | None = None, no_umlauts: bool = False) -> tuple[str, list[StepEdits]]:
        """Clean ``text``."""


class Job(NamedTuple):
    """A text, and what the kernels found out about it: the arguments of ``Cleaner.run``."""

    text: str
    possible: int | None = None
    no_umlauts: bool = False


#: A text after a step → which steps may apply to it, and whether umlauts do not; in the end the result and the edits.
InSteps = Generator[str, tuple[int, bool], tuple[str, list["StepEdits"]]]


class BatchCleaner(Protocol):
    """What cleaning many texts needs of a cleaner."""

    @property
    def pipeline(self) -> Pipeline:
        """The steps that are on."""

    @property
    def run(self) -> Run:
        """Clean one text."""

    @property
    def umlaut_options(self) -> UmlautOptions:
        """The options of the umlaut step."""


def _together(bits: Iterable[int]) -> int:
    found = 0
    for bit in bits:  # steps may share one
        found |= bit
    return found


def bind(steps: Iterable[Step], settings: StepSettings) -> Pipeline:
    """The pipeline of ``steps`` with ``settings``."""
    bound = [(BITS.get(step.name, UNFILTERED), step, _bound_later(step, settings)) for step in steps]
    return Pipeline(
        on=_together(bit for bit, _, _ in bound),
        always=_together(bit for bit, step, _ in bound if step.reads_all(settings)),
        steps=tuple((bit, step.name, find) for bit, step, find in bound),
        umlauts=next((find for bit, _, find in bound if bit == UNFILTERED), None),
        # Of all edits; without some of them, the rest of a text may be another one.
        settling=frozenset() if settings.min_confidence is not None else _SETTLING,
    )


def _finder(step: Step, settings: StepSettings) -> Finder:
    """The finder of ``step``, which finds only edits of the confidence that the settings require."""
    find, least = step.finder(settings), settings.min_confidence
    if least is None or step.name == "umlauts":  # whose sites support each other, so that step asks by itself
        return find
    return lambda text: [edit for edit in find(text) if edit.confidence >= least]


def _bound_later(step: Step, settings: StepSettings) -> Finder:
    """The finder of ``step``, which is made when a text first needs it: most texts need few."""
    found: list[Finder] = []

    def find(text: str) -> list[Edit]:
        if found:
            return found[0](text)
        if step.skips(settings, text):
            return []
        found.append(_finder(step, settings))
        return found[0](text)

    return find


class StepRun:
    """Cleans texts with one pipeline: each at once, or, :meth:`in_steps`, many side by side."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def __call__(self, text: str, possible: int | None = None, no_umlauts: bool = False) -> tuple[str, list[StepEdits]]:
        """Clean ``text``."""
        if not isinstance(text, str):  # asked here, as a call for each text costs
            need_text(text, "clean")
        on, always, _, umlauts, _ = self._pipeline
        if possible is None:
            possible = possible_steps(text) & on | always
        edits: list[Edit] | None = None
        if not possible:  # as with most texts
            edits = [] if umlauts is None or no_umlauts else umlauts(text)
            if not edits:
                return text, []
        steps = self.in_steps(text, possible, no_umlauts, {"umlauts": edits} if edits else None)
        try:
            current = next(steps)
            while True:
                current = steps.send((possible_steps(current) & on | always, False))
        except StopIteration as end:
            result: tuple[str, list[StepEdits]] = end.value
            return result

    def in_steps(
        self, text: str, possible: int, no_umlauts: bool, known: Mapping[str, list[Edit]] | None = None
    ) -> InSteps:
        """Clean ``text``, and ask about what each step makes of it: which steps may apply, and whether umlauts do not.

        One text asks the prefilter, and many ask the kernels together. ``known`` has what some steps find in ``text``,
        by their names.
        """
        _, _, steps, umlauts, settling = self._pipeline
        known = known or {}
        done: list[StepEdits] = []
        current = text
        if not possible:
            edits = known.get("umlauts")
            if edits is None:
                edits = [] if umlauts is None or no_umlauts else umlauts(text)
            if not edits:
                return text, done
            done.append(StepEdits("umlauts", text, edits))
            current = apply_edits(text, edits)
            possible, no_umlauts = yield current
        # the text in which a step last found nothing
        unchanged = {name: text for name, edits in known.items() if not edits}
        if no_umlauts:
            unchanged["umlauts"] = current
        for _ in range(MAX_PASSES):
            before, count = current, len(done)
            for bit, name, find in steps:
                if (possible | UNFILTERED) & bit and unchanged.get(name) is not current:
                    found = known.get(name) if current is text else None
                    if found := find(current) if found is None else found:
                        done.append(StepEdits(name, current, found))
                        current = apply_edits(current, found)
                        if name in settling:
                            unchanged[name] = current
                        possible, no_umlauts = yield current
                        if no_umlauts:
                            unchanged["umlauts"] = current
                    else:
                        unchanged[name] = current
            if current == before:
                return current, done[:count]
        return text, []


def run_with(pipeline: Pipeline) -> StepRun:
    """What cleans a text with ``pipeline``."""
    return StepRun(pipeline)
