"""Where files arrive that the program fetches, and how they take their places.

They come into a folder beside their places, where the program may go on with a file that broke
off; only what is whole is renamed into its place.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import stat
import tempfile
from collections.abc import Iterator

from rayvision_plugins import lock
from rayvision_plugins.errors import UnsafeName
from rayvision_plugins.transfer.digest import digest_of
from rayvision_plugins.transfer.engine import Outcome, Transfer, inside
from rayvision_plugins.transfer.vendor.ending import slashed

_LOCK = "rayvision.lock"


def root(row: Transfer) -> str:
    """Returns the folder that the path of a file lies below, else the one it lies in."""
    local, path = slashed(row.local), f"/{row.path}"
    return row.local[: -len(path)] if local.endswith(path) else os.path.dirname(row.local)


@contextlib.contextmanager
def folder(above: str, name: str) -> Iterator[str]:
    """Yields the folder for files that go below ``above``: an empty one if another run has it.

    It goes when nothing in it is left to go on with.

    Raises:
        OSError: it cannot be made.
    """
    path = os.path.join(above, name)
    os.makedirs(path, exist_ok=True)
    held: contextlib.AbstractContextManager[object] | None
    try:
        held = lock.take(pathlib.Path(path, _LOCK))
    except OSError:  # a disk without locks, such as a share: nobody else can be seen there
        held = contextlib.nullcontext()
    if held is None:
        with tempfile.TemporaryDirectory(prefix=name, dir=above) as own:
            yield own
        return
    with held:
        yield path
    if not any(files for _, _, files in os.walk(path) if files != [_LOCK]):
        shutil.rmtree(path, ignore_errors=True)


def landed(folder: str, outcome: Outcome) -> Outcome:
    """Moves a file that arrived below ``folder`` into its place when it is whole."""
    row = outcome.transfer
    if outcome.error:
        return outcome
    try:
        part = inside(folder, row.path)
        found = os.lstat(part)
        if not stat.S_ISREG(found.st_mode):
            os.unlink(part)
            return Outcome(row, "the transmitter brought a link or a device, not a file")
        if found.st_size != row.size or (row.digest and digest_of(part) != row.digest):
            os.unlink(part)
            return Outcome(row, "what arrived is not what the farm holds", retry=True)
        os.makedirs(os.path.dirname(row.local), exist_ok=True)
        os.replace(part, row.local)
    except FileNotFoundError:
        return Outcome(row, "the transmitter names no error, but the file did not come", retry=True)
    except (UnsafeName, OSError) as err:
        return Outcome.of(row, err)
    return outcome
