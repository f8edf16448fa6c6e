"""Headlines, matched word by word."""
