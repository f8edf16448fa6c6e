"""Passages: runs of words that occur more than once, within one text or in several."""
