"""Results as pictures and tables: plain values in, nothing of the search."""
