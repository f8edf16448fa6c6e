"""What commands do with the records of files."""
