"""Quotation marks, dashes and spaces, by the convention of a language."""
