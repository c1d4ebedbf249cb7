"""The embedded farm: a real server on this machine that speaks the signed API and renders proofs.

It imports profiles, signing, jobs and errors, and the frames of the analyzers, but never the
client, the transfer engines or submit: else one mistake would agree with itself. It is for one
machine.
"""
