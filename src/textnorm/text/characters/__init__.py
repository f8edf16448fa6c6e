"""Characters that look right and are not: normal forms, invisible characters, ligatures, widths."""
