"""Commands of a few lines."""
