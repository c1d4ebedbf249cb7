"""The vendor's rayvision_transmitter, which speaks aspera and raysync, as an engine.

``engine`` moves files with it, ``papers`` are the files it is handed, ``ending`` says what its
exit code and its lines mean, ``arrival`` is where fetched files come in, ``listing`` what the
farm says of outputs; the program itself is ``transmitter.py``.
"""

from rayvision_plugins.transfer.vendor.engine import ENGINES, VendorEngine

__all__ = ["ENGINES", "VendorEngine"]
