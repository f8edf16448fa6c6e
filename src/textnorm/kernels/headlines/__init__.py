"""Headlines as arrays: their words and what is known of each, for millions of them."""
