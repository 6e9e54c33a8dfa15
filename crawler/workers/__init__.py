"""Many machines: one host's due sources as a job, workers that crawl, one writer that takes in what they found.

Needs the extra `gazette[workers]`.
"""
