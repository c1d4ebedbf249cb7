"""The errors of ``rayvision_api``, so that one ``except`` catches them wherever they arise.

Differs: ``RayvisonTaskIdError("text")`` can be raised; in the original that is a TypeError. It
derives from the one that ``rayvision_api`` raises, which only that name or RayvisionError catches.
"""

from rayvision_api import exception
from rayvision_api.exception import (
    CODES,
    AnalyseFailError,
    AnalyzeError,
    CGExeNotExistError,
    CGFileNameIllegalError,
    CGFileNotExistsError,
    CGFileZipFailError,
    CompressionFailedError,
    DecompressionFailedError,
    FileNameContainsChineseError,
    GetCGLocationError,
    GetCGVersionError,
    GetRendererError,
    MaxDamageError,
    MaxExeNotExistError,
    MultiScatterAndVrayConfilictError,
    ProjectMaxVersionError,
    RayvisionAPIError,
    RayvisionError,
    RayvisionHTTPErrorProcessor,
    VersionNotMatchError,
)

__all__ = [
    "AnalyseFailError",
    "AnalyzeError",
    "CGExeNotExistError",
    "CGFileNameIllegalError",
    "CGFileNotExistsError",
    "CGFileZipFailError",
    "CompressionFailedError",
    "DecompressionFailedError",
    "FileNameContainsChineseError",
    "GetCGLocationError",
    "GetCGVersionError",
    "GetRendererError",
    "MaxDamageError",
    "MaxExeNotExistError",
    "MultiScatterAndVrayConfilictError",
    "ProjectMaxVersionError",
    "RayvisionAPIError",
    "RayvisionError",
    "RayvisionHTTPErrorProcessor",
    "RayvisonTaskIdError",
    "VersionNotMatchError",
]


class RayvisonTaskIdError(exception.RayvisonTaskIdError):
    """A task has no id or a wrong one."""

    def __init__(self, error):
        super().__init__(CODES["task_id"], error)
