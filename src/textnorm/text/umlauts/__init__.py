"""Umlauts: restore spelled-out and lost ones, and spell them out."""
