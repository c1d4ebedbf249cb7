"""Small tools of the analyzers; files, paths and the system are those of ``rayvision_api``."""

import contextlib
import logging
import re
import sys

from rayvision_api.utils import convert_path, get_os, json_load, json_save

__all__ = [
    "check_contain_chinese",
    "convert_path",
    "get_os",
    "json_load",
    "json_save",
    "str2unicode",
]

LOG = logging.getLogger(__name__)

_CHINESE = re.compile("[\u4e00-\u9fa5]")


def check_contain_chinese(string):
    """Returns whether a Chinese character stands in ``string``."""
    return bool(_CHINESE.search(str(string)))


def str2unicode(handle_str, str_decode="default"):
    """Returns bytes as text: in ``str_decode``, else UTF-8, GBK or the encoding of the files.

    Text stays as it is, and so do bytes that are in none of these; a warning says so.
    """
    if isinstance(handle_str, str):
        return handle_str
    system = sys.getfilesystemencoding()
    for name in ("utf-8", "gbk", system) if str_decode == "default" else (str_decode,):
        with contextlib.suppress(AttributeError, UnicodeError, LookupError):
            return handle_str.decode(name)
    LOG.warning("%r cannot be decoded (%s)", handle_str, str_decode)
    return handle_str
