"""Output drivers: which there are, what they write, how large, at which frames."""
