"""What a step asks before it changes anything: plausibility, language, code."""
