"""The search as pure functions over Arrow batches, for engines that spread a corpus over machines.

``sketch`` → ``bucket`` → ``propose`` → ``verify`` → ``contract`` → ``choose``. None of them knows an engine: each takes
tables and returns tables, and what must be known of the whole corpus (how many texts, which shingles are common) comes
as an aggregate that merges in any order. The rows are those of ``find_duplicates`` on one machine.
"""
