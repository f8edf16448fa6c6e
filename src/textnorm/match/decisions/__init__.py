"""What people decided about pairs: read, honoured by the search, and used to fit a threshold."""
