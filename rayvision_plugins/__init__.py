"""The submitter: signs requests, moves files, follows tasks and brings frames home.

Everything here runs in its own Python (3.10 or newer), never inside a DCC.
It may import ``analyzers``; ``analyzers`` never imports this package.
"""

__version__ = "0.1.0"
