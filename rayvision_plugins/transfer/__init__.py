"""Files to a farm's storage and frames back: engines, records and the run between them.

An engine moves files and nothing else; records remember digests; run decides what is to
be moved, tries again and checks.
"""
