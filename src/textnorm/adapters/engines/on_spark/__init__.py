"""The search on Spark: the functions of ``match.partition`` with shuffles between them."""
