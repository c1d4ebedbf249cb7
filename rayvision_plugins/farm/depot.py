"""Where files of the storages lie on this disk, and which names may be written there.

One folder a storage: input, config and output. A name from outside becomes a path in one
place only, here, and never leaves its folder.
"""

import dataclasses
import os
import pathlib
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

import xxhash

from rayvision_plugins.farm.account import Account
from rayvision_plugins.farm.errors import StorageRefused

_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.I)


@dataclasses.dataclass(frozen=True, slots=True)
class Depot:
    """The storages of a farm. ``bids`` gives the id of a storage by its use ("input")."""

    folder: pathlib.Path
    bids: Mapping[str, str]
    roots: Mapping[str, pathlib.Path]

    @classmethod
    def below(cls, folder: pathlib.Path, account: Account, table: Mapping[str, Any]) -> "Depot":
        """Returns the storages in a farm folder; ``table`` is farm.json."""
        bids: Mapping[str, str] = table["bids"]
        roots = {
            bid: folder / table["folders"][use].format(bid=bid, user=account.user_id)
            for use, bid in bids.items()
        }
        return cls(folder, bids, roots)

    def make(self) -> None:
        """Makes the folders."""
        for root in [*self.roots.values(), self.folder / "parts"]:
            root.mkdir(parents=True, exist_ok=True)

    def tidy(self, arriving: Iterable[tuple[str, str]]) -> None:
        """Removes what a killed farm left half-written, but for the (storage, path) pairs given."""
        kept = {self.part(bid, path) for bid, path in arriving}
        for part in set((self.folder / "parts").iterdir()) - kept:
            part.unlink(missing_ok=True)

    def path(self, bid: str, path: str) -> pathlib.Path:
        """Returns where a file of a storage lies.

        Raises:
            StorageRefused: 404 for an unknown storage, 400 for a name that may not be written.
        """
        return pathlib.Path(self.place(bid, path))

    def place(self, bid: str, path: str) -> str:
        """Returns what ``path`` does, as text: there may be thousands of files."""
        if bid not in self.roots:
            raise StorageRefused(404, f"there is no storage {bid}")
        for step in path.split("/"):
            _check(step)
        return f"{self.roots[bid]}/{path}"

    def part(self, bid: str, path: str) -> pathlib.Path:
        """Returns where a file lies while it arrives: apart, no name of a user is in its way."""
        name = xxhash.xxh3_128_hexdigest(f"{bid}/{path}".encode())
        return self.folder / "parts" / f"{name}.part"


def make_folder(folder: str | pathlib.Path) -> None:
    """Makes a folder and those it lies in, however many: os.makedirs calls itself for each.

    Raises:
        OSError: it cannot be made, or is a file.
    """
    made = [os.fspath(folder)]
    while made:
        try:
            os.mkdir(made[-1])
        except FileNotFoundError:
            made.append(os.path.dirname(made[-1]))
            continue
        except FileExistsError:
            if not os.path.isdir(made[-1]):
                raise
        made.pop()


def from_url(raw: str) -> str:
    """Returns the path that the percent-encoded tail of a URL names.

    Raises:
        StorageRefused: 400 when it is not UTF-8, or hides a slash.
    """
    try:
        steps = [unquote_to_bytes(step).decode("utf-8") for step in raw.split("/")]
    except UnicodeError as err:
        raise StorageRefused(400, "the path is not UTF-8") from err
    if any("/" in step for step in steps):
        raise StorageRefused(400, "a name in the path holds an encoded slash")
    return "/".join(steps)


def on_disk(path: str | pathlib.Path, size: int) -> bool:
    """Returns whether a file is there with this size."""
    try:
        return os.stat(path).st_size == size
    except OSError:
        return False


def _check(step: str) -> None:
    if step in ("", ".", ".."):
        raise StorageRefused(400, f"the path may not hold the step {step!r}")
    if "\0" in step:
        raise StorageRefused(400, "the path holds a NUL character")
    if os.name == "nt" and _WINDOWS.search(step):
        raise StorageRefused(400, f"Windows does not take the name {step!r}")
