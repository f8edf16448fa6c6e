"""The search on Ray: the functions of ``match.partition`` as tasks, with the rows moved through Ray's object store."""
