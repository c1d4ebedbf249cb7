"""A file that appears under its name whole or not at all."""

from __future__ import annotations

import contextlib
import os
import pathlib
import secrets


def write(path: str | os.PathLike[str], data: bytes) -> None:
    """Writes data in place of the file at ``path``; nothing stays of an attempt that failed.

    Raises:
        OSError: it cannot be written.
    """
    temporary = pathlib.Path(f"{os.fspath(path)}.{secrets.token_hex(4)}.tmp")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
