"""Sets of shingles: their sketches, the bands that bring two of them together, their overlap and their clusters."""
