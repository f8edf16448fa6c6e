"""The score of a pair of headlines: what two rows of words have in common, and what separates them."""
