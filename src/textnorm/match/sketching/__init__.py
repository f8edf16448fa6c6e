"""Shingles, sketches, bands and buckets."""
