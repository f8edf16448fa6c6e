"""Bytes: which encoding they are in, and the text that they hold."""
