"""Quotation marks: where they are, what each does, and how they are written."""
