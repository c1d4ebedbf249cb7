"""The engine for object stores and folders, through obstore.

``engine`` moves files, ``objects`` knows what lies in a store, ``bucket`` opens one by its
address, ``seen`` remembers digests of what was seen there.
"""

from rayvision_plugins.transfer.store.engine import ENGINE, PART, StoreEngine

__all__ = ["ENGINE", "PART", "StoreEngine"]
