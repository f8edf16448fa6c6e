"""Benchmarks: speed beside quality, beside the peers, in one run. Run with ``python -m benchmarks``."""
