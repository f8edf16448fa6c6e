"""Headlines in an index: their words under numbers, which candidates are judged, what the index learns."""
