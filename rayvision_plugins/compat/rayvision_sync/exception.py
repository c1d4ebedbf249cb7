"""The documented errors of transfers; RayvisionError is that of ``rayvision_api``.

Differs: a transfer that fails raises one of these with the reason, not a code of the engine.
"""

from __future__ import annotations

from rayvision_api.exception import RayvisionError

__all__ = ["DownloadFailed", "RayvisionError", "UnsupportedDatabaseError", "UnsupportedEngineType"]


class UnsupportedDatabaseError(Exception):
    """Records of transfers are to lie in a database of an unknown kind."""


class UnsupportedEngineType(Exception):
    """An engine is none of those that move files."""


class DownloadFailed(Exception):
    """Files could not be fetched; ``error`` says why."""

    def __init__(self, error, *args, **kwargs):
        super().__init__(error, *args)
        self.error = error
