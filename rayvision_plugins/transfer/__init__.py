"""Files to a farm's storage and frames back: engines, records and the run between them.

An engine moves files and nothing else; records remember digests and what a storage holds;
run decides what is to be moved, tries again and checks; the line is how fast all may go.
"""
