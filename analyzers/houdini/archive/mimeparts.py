"""The text form of a scene: a MIME message with a part for each member."""

from __future__ import absolute_import, division, print_function, unicode_literals

import base64
import binascii
import re

_BOUNDARY = re.compile(br'boundary="?([^"\r\n;]{1,200})"?', re.I)
_NAME = re.compile(br'filename="((?:[^"\\\r\n]|\\.)*)"', re.I)
_BASE64 = re.compile(br"^content-transfer-encoding:[ \t]*base64", re.I | re.M)
_HEAD_END = re.compile(br"\r?\n\r?\n")
_NOT_BASE64 = re.compile(br"[^A-Za-z0-9+/]")


def split(archive, most):
    """Fills an Archive from its data, which becomes the members one after the other."""
    data = archive.data
    found = _BOUNDARY.search(data, 0, 4096)
    if found is None:
        archive.cut = b""
        return
    mark = b"--" + found.group(1)
    out, size = [], 0
    parts = data.split(b"\n" + mark)
    for index, part in enumerate(parts[1 : most + 1]):
        if part.startswith(b"--"):
            archive.ended = True
            break
        last = index == len(parts) - 2
        name, content = _part(part, archive, last)
        if name is None:
            archive.damaged.append(archive.members[-1][0] if archive.members else b"")
            continue
        archive.add(name, size, size + len(content))
        out.append(content)
        size += len(content)
    if not archive.ended and archive.members:
        archive.cut = archive.members[-1][0]
    archive.data = b"".join(out)


def _part(part, archive, last):
    """Returns (name, content) of a part; the name is None where it has none."""
    end = _HEAD_END.search(part)
    head = part[: end.start()] if end else part
    name = _NAME.search(head)
    if name is None:
        return None, b""
    content = part[end.end() :] if end else b""
    if _BASE64.search(head):
        content, whole = _decoded(content)
        if not whole and not last:
            archive.damaged.append(name.group(1))
    return name.group(1), content


def _decoded(text):
    """Returns (bytes, whether the text was whole) of base64, as far as it goes."""
    plain = _NOT_BASE64.sub(b"", text)
    whole = len(plain) % 4 != 1
    plain = plain[: len(plain) - 1] if not whole else plain
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4)), whole
    except (binascii.Error, TypeError, ValueError):
        return b"", False
