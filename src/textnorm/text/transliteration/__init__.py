"""Other scripts in Latin letters, by published schemes, and back where a scheme allows it."""
