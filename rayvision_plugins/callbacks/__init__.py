"""The receiver of callbacks: services tell it over HTTP how their jobs ended.

What comes in is written by strangers. What counts is written into the ledger, which wakes whoever
waits. ``data/callbacks.json`` says how each service calls; the address is the service's name.
"""

from rayvision_plugins.callbacks.receipt import Callbacks, Receipt, callers
from rayvision_plugins.callbacks.receiver import Receiver

__all__ = ["Callbacks", "Receipt", "Receiver", "callers"]
