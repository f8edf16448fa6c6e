"""Bytes and code pages: decode bytes, and repair text that was decoded wrongly."""
