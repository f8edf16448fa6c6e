"""Code pages: which page a text was read in, by the letters and the words that every reading of it has."""
