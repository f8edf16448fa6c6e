"""Options: from the fields of ``Cleaner`` and ``Matcher``, and from a file of settings."""
