"""Code pages that were mixed up, in many texts at once: a kernel finds and reads what the rules would."""
