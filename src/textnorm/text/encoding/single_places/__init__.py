"""Damage of which a text shows a single place, so that the word alone decides."""
