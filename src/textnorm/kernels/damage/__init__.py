"""What needs a step: damage and other work found in many texts at once, and repaired where there is one reading."""
