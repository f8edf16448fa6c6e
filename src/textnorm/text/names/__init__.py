"""Personal names: their sounds and parts, whether two are one person's, and their spellings in a text."""
