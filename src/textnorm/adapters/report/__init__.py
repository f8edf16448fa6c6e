"""A page that people read and review: one HTML file with all it needs."""
