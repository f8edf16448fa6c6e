"""Ring 1: one text in, one text out."""
