"""Stories: titles and texts that report one event."""
