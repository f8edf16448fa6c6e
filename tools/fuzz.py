"""Give hostile texts and files to textnorm and report what fails: ``python -m tools.fuzz SECONDS --seed 7``.

A failure is an exception that is no ``TextnormError``, an answer that breaks a promise, or a single text that takes
more than two seconds of the processor. Each is printed with what repeats it. The exit status is the number of failures.
"""

from __future__ import annotations

import argparse
import random
import signal
import time
from collections import Counter

from tests.fuzz.targets import TARGETS
from tests.hostile.strings import hostile_texts
from textnorm.errors import TextnormError

SLOW, ENDLESS = 2.0, 20


def _endless(number: int, frame: object) -> None:
    raise RuntimeError(f"not done within {ENDLESS} seconds of the processor")


def run(seconds: float, seed: int, names: list[str]) -> int:
    """Fuzz for so long; print the counts and the failures, and return how many there were."""
    tried: Counter[str] = Counter()
    failures: dict[tuple[str, str], str] = {}
    signal.signal(signal.SIGVTALRM, _endless)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name in names:
            chance = random.Random(f"{name} {seed}")
            begun = time.process_time()
            try:
                signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
                TARGETS[name](hostile_texts(seed), chance)
                refused = False
            except TextnormError:
                refused = True
            except Exception as error:
                failures.setdefault((name, f"{type(error).__name__}: {error}"[:100]), f"{name} with seed {seed}")
                refused = True
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            took = time.process_time() - begun
            if took > SLOW and tried[name] > 20:  # the first ones load and compile
                failures.setdefault((name, "slow"), f"{name} with seed {seed}: {took:.1f} s")
            tried[name] += 1
            tried[f"{name}, refused"] += refused
        seed += 1
    for name in names:
        print(f"{name:<16} {tried[name]:>8,} tried {tried[f'{name}, refused']:>8,} refused")
    for (name, message), where in failures.items():
        print(f"FAILED {name}: {message!a} ({where})")
    return len(failures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=TARGETS, nargs="*", default=list(TARGETS))
    given = parser.parse_args()
    raise SystemExit(min(run(given.seconds, given.seed, given.only), 100))
