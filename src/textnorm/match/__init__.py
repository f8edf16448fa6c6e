"""Ring 2: texts in, clusters out."""
