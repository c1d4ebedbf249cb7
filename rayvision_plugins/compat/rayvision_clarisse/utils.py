"""Text and bytes, as scripts for Python 2 handled them; paths are those of ``rayvision_utils``.

Differs: text stays text, so unicode_to_str no longer gives "b'...'"; ``py_version`` says nothing.
Nothing is dropped while an encoding is still to be tried.
"""

import contextlib
import sys

from rayvision_utils.utils import convert_path, str2unicode

__all__ = [
    "bytes_to_str",
    "convert_path",
    "get_encode",
    "str_to_unicode",
    "to_gbk",
    "unicode_to_str",
]


def get_encode(encode_str, py_version=3):
    """Returns ``unicode`` for text, for bytes the first encoding that fits."""
    if isinstance(encode_str, str):
        return "unicode"
    for name in ("utf-8", sys.getfilesystemencoding(), "gb18030"):
        with contextlib.suppress(UnicodeError):
            encode_str.decode(name)
            return name
    return "utf-8"


def str_to_unicode(encode_str, py_version=3):
    """Returns text; nothing and "null" are empty."""
    if encode_str in (None, "", "Null", "null"):
        return ""
    if isinstance(encode_str, str):
        return encode_str
    return encode_str.decode(get_encode(encode_str), "replace")


def unicode_to_str(str1, logger=None, str_encode="system", py_version=3):
    """Returns text; nothing and "null" are empty."""
    return str_to_unicode(str1)


def bytes_to_str(str1, logger=None, str_decode="default", py_version=3):
    """Returns text, of bytes in the encoding ``str_decode``."""
    return str2unicode(str1, str_decode)


def to_gbk(encode_str, py_version):
    """Returns bytes in GBK, text as it is."""
    if isinstance(encode_str, str):
        return encode_str
    return encode_str.decode(get_encode(encode_str)).encode("gbk", "ignore")
