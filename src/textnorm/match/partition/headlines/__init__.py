"""The search for headlines as steps of homes and parts: read, mark series, file under keys, meet, judge.

What the search on one machine asks of its corpus comes as aggregates: how many headlines end in a tail; which phrases
a frame of three words begins; how many headlines a key has, and of those counts a histogram.
"""
