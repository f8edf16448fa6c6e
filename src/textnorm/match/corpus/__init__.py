"""The texts of a search: in memory or on disk, in chunks, repaired."""
