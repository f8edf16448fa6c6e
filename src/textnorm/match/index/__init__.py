"""The index of texts that were seen: durable, shared by processes, and as careful as a search."""
