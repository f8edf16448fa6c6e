"""A corpus builder: a dataset of documents, cleaned, without near-duplicates and without text that repeats.

python corpus_builder.py crawl.jsonl corpus/
"""

import sys

from datasets import load_dataset

from textnorm import Cleaner, Matcher, find_passages
from textnorm.datasets import CleanColumn, drop_duplicates

if len(sys.argv) != 3:
    sys.exit(__doc__)
source, target = sys.argv[1:3]
crawl = load_dataset("json", data_files=source, split="train")

# The step is a value: the same settings have the same fingerprint, so a second run takes the result from the cache.
cleaned = crawl.map(CleanColumn("text", Cleaner.preset("repair")), batched=True)
unique = drop_duplicates(cleaned, "text", Matcher.articles())

# What pages have in common, such as a banner, is cut out of all of them but the first.
texts = unique["text"][:]
own = find_passages(texts, min_words=8).strip()
corpus = unique.add_column("own", own).remove_columns("text").rename_column("own", "text")
corpus.save_to_disk(target)
print(f"{len(crawl)} documents read, {len(crawl) - len(corpus)} copies dropped, {len(corpus)} kept")
print(f"{sum(map(len, texts)):,} characters, {sum(map(len, corpus['text'][:])):,} without what repeats")
