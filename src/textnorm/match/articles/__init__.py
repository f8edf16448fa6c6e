"""Articles and plain texts, matched by their shingles."""
