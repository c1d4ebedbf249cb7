"""The documented errors of the Raysync client.

RayvisionError is that of ``rayvision_api``, DownloadFailed that of ``rayvision_sync``.
"""

from __future__ import annotations

from rayvision_api.exception import RayvisionAPIError
from rayvision_sync.exception import DownloadFailed, RayvisionError

__all__ = [
    "CreatTaskFailed",
    "DownloadFailed",
    "DownloadRaysyncFailed",
    "LaunchRaysyncfailed",
    "NotSupportTasktype",
    "NotSupportfiletype",
    "NotfoundRaysyncInI",
    "RayvisionError",
    "RaysyncAPIError",
    "TaskidNotexsit",
    "TransferTimeout",
]


class LaunchRaysyncfailed(Exception):
    """The client does not start."""


class NotSupportfiletype(Exception):
    """A file is neither an input nor one that describes a task."""


class NotSupportTasktype(Exception):
    """A transfer is neither an upload nor a download, or too many are to run at once."""


class NotfoundRaysyncInI(Exception):
    """The client has no configuration."""


class TaskidNotexsit(Exception):
    """The number of a task is missing."""


class TransferTimeout(Exception):
    """A transfer took too long."""


class CreatTaskFailed(Exception):
    """A transfer could not be begun."""


class DownloadRaysyncFailed(Exception):
    """The client could not be downloaded."""


class RaysyncAPIError(RayvisionAPIError):
    """The client refused."""
