"""Ring 0: inner loops over flat arrays. No strings, no settings, no I/O."""
