"""The documented errors, and the one place where ours become them (``converted``).

Differs: an error pickles; the text of one names its code once; RayvisonTaskIdError keeps the code
it is given. What is missing of an id and a key is both a RayvisionAPIError and the TypeError that
the published code raises.
"""

from __future__ import annotations

import contextlib
import urllib.request
from collections.abc import Callable, Iterator

from rayvision_plugins import errors
from rayvision_plugins.profiles import read_table

CODES = read_table("compat/api.json")["codes"]


class RayvisionError(Exception):
    """``error_code`` and ``error``, what went wrong."""

    def __init__(self, error_code, error, *args, **kwargs):
        super().__init__(error_code, error, *args)
        self.error_code = error_code
        self.error = error

    def __str__(self):
        return f"{type(self).__name__}: {self.error_code}: {self.error}"


class RayvisonTaskIdError(RayvisionError):
    """A task number is none."""

    def __init__(self, error_code, error):
        super().__init__(error_code, error)


class RayvisionAPIError(RayvisionError):
    """The farm refused with ``error_code``; ``request`` is the address that was asked."""

    def __init__(self, error_code, error, request):
        super().__init__(error_code, error, request)
        self.request = request

    def __str__(self):
        return f"{super().__str__()} ({self.request})"


class MissingCredential(RayvisionAPIError, TypeError):
    """The access id or the key is neither an argument nor in the environment."""


class RayvisionHTTPErrorProcessor(urllib.request.HTTPErrorProcessor):
    """Lets the body of a 400 be read, as the farm explains itself there."""

    def http_response(self, request, response):
        return response if response.code == 400 else super().http_response(request, response)

    https_response = http_response


class AnalyzeError(Exception):
    """A scene cannot be analysed."""


class MaxDamageError(AnalyzeError):
    """A scene of 3ds Max is damaged."""


class MaxExeNotExistError(AnalyzeError):
    """3ds Max is not where it should be."""


class CGExeNotExistError(AnalyzeError):
    """The DCC is not where it should be."""


class ProjectMaxVersionError(AnalyzeError):
    """A project is of another version of 3ds Max."""


class GetCGVersionError(AnalyzeError):
    """The version that wrote a scene cannot be told."""


class GetRendererError(AnalyzeError):
    """The renderer of a scene cannot be told."""


class GetCGLocationError(AnalyzeError):
    """The DCC cannot be found."""


class MultiScatterAndVrayConfilictError(AnalyzeError):
    """MultiScatter and V-Ray do not go together."""


class VersionNotMatchError(AnalyzeError):
    """A scene is of another version than asked for."""


class CGFileNotExistsError(AnalyzeError):
    """There is no such scene."""


class CGFileZipFailError(AnalyzeError):
    """A scene cannot be packed."""


class CGFileNameIllegalError(AnalyzeError):
    """A scene has a name that the farm does not take."""


class AnalyseFailError(AnalyzeError):
    """The analysis ended without a result."""


class FileNameContainsChineseError(AnalyzeError):
    """A file has a name in Chinese."""


class CompressionFailedError(Exception):
    """Files cannot be packed."""


class DecompressionFailedError(Exception):
    """A package cannot be unpacked."""


class UploadFileNotSupportError(Exception):
    """A file is none of those that are sent."""


class HardwareConfigIdError(Exception):
    """There is no such hardware."""


class NotSupportPluginError(Exception):
    """The farm does not have a plug-in."""


class NotSupportCGSoftwareError(Exception):
    """The farm does not have a software."""


class NotSupportHardwareCodeError(Exception):
    """The hardware does not render this software."""


def converted(err: errors.RayvisionError, request: str = "") -> RayvisionError:
    """Returns the documented error for one of ours; ``request`` is the address that was asked."""
    if isinstance(err, errors.ApiError):
        said = "; ".join(filter(None, (err.message, err.hint)))
        return RayvisionAPIError(err.code, said, request)
    return RayvisionError(CODES["python"], str(err))


@contextlib.contextmanager
def conversion(
    address: Callable[[errors.RayvisionError], str] = lambda err: "",
) -> Iterator[None]:
    """Raises the documented error in place of ours, which is its cause; decorates functions too.

    ``address`` returns what was asked when an error came up.
    """
    try:
        yield
    except errors.RayvisionError as err:
        raise converted(err, address(err)) from err
