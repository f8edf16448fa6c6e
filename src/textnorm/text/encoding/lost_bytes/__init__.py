"""UTF-8 that was read wrongly twice and lost bytes on the way."""
