"""Slow, obvious twins of the kernels, one module per kernel. Property tests hold the two equal."""
