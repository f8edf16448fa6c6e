"""Where an index is kept: in memory, in a file of SQLite, in PostgreSQL."""
