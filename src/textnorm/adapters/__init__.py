"""Ring 3: the outside world, one concern a file."""
