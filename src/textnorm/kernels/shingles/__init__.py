"""Shingles and keys of texts: what two texts may share."""
