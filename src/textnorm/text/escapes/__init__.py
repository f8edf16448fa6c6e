"""Escape sequences that were never decoded, back to letters."""
