"""Files: formats, compressions, readers and writers that lose nothing."""
