"""Files: the line to the storages, the four files by API, the folders of the output."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm import arrival
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.rooms import Call, Farm

FILE = "task.json"
"""The file that is written when a call names none."""


def transfer_config(farm: Farm, call: Call) -> dict[str, Any]:
    accounts = []
    for bid in farm.depot.bids.values():
        token, expires = farm.tokens.issue(bid, farm.clock())
        accounts.append(
            {"bid": bid, "name": str(farm.account.user_id), "password": token, "expires": expires}
        )
    line = {**farm.table["line"], "server": call.host, "port": str(call.port)}
    engine = {
        **farm.table["engine"],
        "respTaskEngineLines": [line],
        "resqEngineAccounts": accounts,
        "checkServer": call.host,
        "checkPort": str(call.port),
    }
    return {**farm.bids("transfer_config"), "resqEngines": [engine]}


def task_json_file(farm: Farm, call: Call) -> None:
    """Writes one of the four files into the config storage, as a transfer of it would."""
    task = farm.board.tasks([call.body["taskId"]])[0]
    if task["submitted"] is not None:
        raise ApiRefused("PARAMETER_INVALID", f"task {task['id']} was already submitted")
    names = {farm.config_file(task["id"], name): f"{name}.json" for name in farm.table["files"]}
    given = call.body.get("fileName", FILE)
    path = next((path for path, name in names.items() if name == given), None)
    if path is None:
        known = ", ".join(names.values())
        raise ApiRefused("PARAMETER_INVALID", f"fileName: {given!r} is none of {known}")
    try:
        data = call.body["content"].encode("utf-8")
    except UnicodeError as err:
        raise ApiRefused("PARAMETER_INVALID", "content: it holds text that is no Unicode") from err
    bid = farm.depot.bids["config"]
    arrival.put(farm.state, farm.depot, bid, path, data, farm.milliseconds())


def output_files(farm: Farm, call: Call) -> list[dict[str, Any]]:
    """Returns what lies in one folder of the output storage, by name.

    Nothing is read from the disk: the folder is looked up among the files that are recorded, so
    that no path can lead elsewhere. With ``taskId`` only folders of that task are shown.
    """
    path = call.body.get("treePath", "/").strip("/")
    prefix = f"{path}/" if path else ""
    task = call.body.get("taskId")
    leaves = farm.board.tasks(farm.board.leaves([task] if task else []))
    own = tuple(f"{row['folder']}/" for row in leaves)
    found: dict[str, dict[str, Any]] = {}
    for row in farm.state.listing(farm.depot.bids["output"], prefix):
        if task and not row["path"].startswith(own):
            continue
        name, slash, _ = row["path"][len(prefix) :].partition("/")
        there = found.setdefault(name, {"size": row["size"], "mtime": 0, "folder": bool(slash)})
        there["mtime"] = max(there["mtime"], row["mtime"])
    return [_entry(farm, prefix, name, row) for name, row in sorted(found.items())]


def _entry(farm: Farm, prefix: str, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    moment = datetime.datetime.fromtimestamp(row["mtime"] / 1000)
    return {
        **farm.table["output_file"],
        "fileName": name,
        "fileSize": None if row["folder"] else row["size"],
        "lastModify": f"{moment:%Y-%m-%d %H:%M:%S}",
        "fileType": None if row["folder"] else name.rpartition(".")[2],
        "filePath": f"/{prefix}{name}",
        "directory": row["folder"],
    }


OPERATIONS: Mapping[str, Any] = MappingProxyType(
    {
        "transfer_config": transfer_config,
        "task_json_file": task_json_file,
        "output_files": output_files,
    }
)
