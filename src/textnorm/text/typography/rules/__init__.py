"""The rules of ``typography``: what a careful typesetter of a language changes, each rule with its source."""
