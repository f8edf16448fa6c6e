"""What is code and no prose."""
