"""Text that was decoded in the wrong code page, and the table of code pages."""
