"""Run the steps of a cleaner in order until nothing changes, and record what each of them does.

There is one code path: one text, many texts and an explanation all come from the function that ``run_with`` returns. It
runs all steps, then all again, until a whole pass changes nothing. The result is a fixed point, so cleaning it again
changes nothing. A text that has reached none after ``MAX_PASSES`` passes stays exactly as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textnorm.errors import BadRecord
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.prefilter import BITS, possible_steps
from textnorm.text.steps import Finder, Step, StepSettings

if TYPE_CHECKING:
    from textnorm.text.umlauts.options import UmlautOptions

__all__ = ["MAX_PASSES", "BatchCleaner", "Pipeline", "Run", "StepEdits", "bind", "run_with"]

MAX_PASSES = 12

#: The bit of a step that the prefilter knows nothing of: umlauts need the letter model, not a table.
UNFILTERED = 64


class Pipeline(NamedTuple):
    """Steps with their finders bound to the settings of one cleaner.

    ``steps`` has the bit, the name and the finder of each step that is on. ``on`` is the sum of their bits, and
    ``always`` the sum of the bits of those that have to read every text. ``umlauts`` is the finder of that step.
    """

    on: int
    always: int
    steps: tuple[tuple[int, str, Finder], ...]
    umlauts: Finder | None


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
    bound = [(BITS.get(step.name, UNFILTERED), step, _finder(step, settings)) for step in steps]
    return Pipeline(
        on=_together(bit for bit, _, _ in bound),
        always=_together(bit for bit, step, _ in bound if step.reads_all(settings)),
        steps=tuple((bit, step.name, find) for bit, step, find in bound),
        umlauts=next((find for bit, _, find in bound if bit == UNFILTERED), None),
    )


def _finder(step: Step, settings: StepSettings) -> Finder:
    """The finder of ``step``, which finds only edits of the confidence that the settings require."""
    find, least = step.finder(settings), settings.min_confidence
    if least is None or step.name == "umlauts":  # whose sites support each other, so that step asks by itself
        return find
    return lambda text: [edit for edit in find(text) if edit.confidence >= least]


def run_with(pipeline: Pipeline) -> Run:
    """The function that cleans a text with ``pipeline``."""
    on, always, steps, umlauts = pipeline

    def run(text: str, possible: int | None = None, no_umlauts: bool = False) -> tuple[str, list[StepEdits]]:
        if not isinstance(text, str):
            hint = "; read bytes with decode() first" if isinstance(text, bytes | bytearray) else ""
            raise BadRecord(f"clean: expected str, got {type(text).__name__}{hint}")
        if possible is None:
            possible = possible_steps(text) & on | always
        done: list[StepEdits] = []
        current = text
        if not possible:  # as with most texts
            if umlauts is None or no_umlauts or not (edits := umlauts(text)):
                return text, done
            done.append(StepEdits("umlauts", text, edits))
            current = apply_edits(text, edits)
            possible = possible_steps(current) & on | always
        unchanged = {"umlauts": text} if no_umlauts else {}  # the text in which a step last found nothing
        for _ in range(MAX_PASSES):
            before, count = current, len(done)
            for bit, name, find in steps:
                if (possible | UNFILTERED) & bit and unchanged.get(name) is not current:
                    if edits := find(current):
                        done.append(StepEdits(name, current, edits))
                        current = apply_edits(current, edits)
                        possible = possible_steps(current) & on | always
                    else:
                        unchanged[name] = current
            if current == before:
                return current, done[:count]
        return text, []

    return run
