"""Hostile strings and files, as generators with a seed: for the tests, and for ``python -m tools.fuzz``."""
