"""The files that the program is handed: lists of what to move, and where to keep its records.

They lie in a folder that only this user can read, for as long as the program runs.
"""

from __future__ import annotations

import configparser
import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rayvision_plugins.transfer.engine import Transfer
from rayvision_plugins.transfer.sources import is_text
from rayvision_plugins.transfer.vendor.ending import slashed

if TYPE_CHECKING:
    from rayvision_plugins.transfer.database import Database


def uploads(rows: Sequence[Transfer]) -> str:
    """Returns an upload.json of just these files; it has no scene, which is a file as well.

    Source: Renderbus SDK documentation 2020, upload.json.
    """
    pairs = [{"local": slashed(row.local), "server": f"/{row.path}"} for row in rows]
    return json.dumps({"asset": pairs, "scene": []}, ensure_ascii=False)


def downloads(rows: Sequence[Transfer]) -> str:
    """Returns a list of paths on the storage, a line each; all must be ``listable``."""
    return "".join(f"/{row.path}\n" for row in rows)


def database(given: Database, bid: str, platform: str) -> str:
    """Returns the db.ini of a storage; the program's own sqlite lies in a folder beside ours.

    Source: Renderbus SDK documentation 2020, 传输配置文件; published SDK, db.ini.
    """
    folder = os.path.join(os.path.dirname(given.path), "db")
    os.makedirs(folder, exist_ok=True)
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_dict(
        {
            "database": {
                "on": str(given.on).lower(),
                "platform_id": platform,
                "type": given.kind,
            },
            "redis": {
                "host": given.host,
                "port": given.port,
                "password": given.password,
                "table_index": given.table_index,
                "timeout": given.timeout,
            },
            "sqlite": {
                "db_path": os.path.join(folder, f"{bid}.db"),
                "temporary": str(given.temporary).lower(),
            },
        }
    )
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


def listable(path: str) -> bool:
    """Returns whether a path can be a line of a list."""
    return is_text(path) and len(path.splitlines()) == 1


@contextlib.contextmanager
def file(name: str, text: str) -> Iterator[str]:
    """Yields the path of a file that only this user can read, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="rayvision-") as folder:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        yield path
