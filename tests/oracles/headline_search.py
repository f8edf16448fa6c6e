"""The slow twin of ``gather_candidates``: every pair, by sets. ``score_pairs`` has its twin in plain Python itself."""

from __future__ import annotations

from collections.abc import Sequence


def gather_candidates(
    keys: Sequence[set[int]], weight: Sequence[float], least: float, times: Sequence[float], window: float, split: int
) -> set[tuple[int, int]]:
    """Pairs whose shared keys weigh at least the share ``least`` of all keys of the lighter one."""
    norm = [sum(weight[key] for key in sorted(own)) for own in keys]
    return {
        (a, b)
        for a in range(len(keys))
        for b in range(a + 1, len(keys))
        if keys[a] & keys[b]
        and sum(weight[key] for key in sorted(keys[a] & keys[b])) >= least * min(norm[a], norm[b])
        and not (window >= 0 and abs(times[a] - times[b]) > window)
        and (split < 0 or (a < split) != (b < split))
    }
