"""What is seen of frames: their thumbnails, the progress of a task, the log of a frame."""

import datetime
import io
import sqlite3
from typing import Any

from PIL import Image

from rayvision_plugins.farm import arrival, board, parts
from rayvision_plugins.farm.rooms import Farm

SMALL = (320, 320)
"""Pixels of a thumbnail at most."""

MOST = 1000
"""Frames in one picture of progress."""


def thumbnail(farm: Farm, frame: int) -> list[str]:
    """Returns the path of a small picture of a done frame in the output storage, else nothing.

    It is made when it is asked for, and again when the frame was rendered again. A frame whose
    file is gone has none.

    Raises:
        ApiRefused: when there is no such frame.
    """
    row, task = farm.queue.frame(frame)
    bid = farm.depot.bids["output"]
    source = parts.output(task, row["number"], farm.table)
    held = farm.state.stored(bid, source)
    if row["state"] != board.DONE or held is None:
        return []
    path = farm.table["thumbnail"].format(path=source)
    small = farm.state.stored(bid, path)
    if small is None or small["mtime"] < held["mtime"]:
        stream = io.BytesIO()
        try:
            with Image.open(farm.depot.path(bid, source)) as picture:
                picture.thumbnail(SMALL)
                picture.convert("RGB").save(stream, "JPEG", **farm.table["save"]["JPEG"])
        except OSError:
            return []
        arrival.put(farm.state, farm.depot, bid, path, stream.getvalue(), farm.milliseconds())
    return [f"/{path}"]


def progress(farm: Farm, task: int) -> dict[str, Any]:
    """Returns the progress of a task, each frame being one block; thumbnails are not made for it.

    Raises:
        ApiRefused: when there is no such task.
    """
    row = farm.board.tasks([task])[0]
    leaves = farm.board.leaves([task])
    part = farm.board.tasks(leaves[:1])[0]
    _, frames = farm.queue.page(leaves, keyword="", offset=0, size=MOST)
    table = farm.table["processing_img"]
    seen = f"{row['scene']}-{part['camera']}" if part["camera"] else row["scene"]
    return {
        **table["task"],
        "sceneName": seen,
        "startTime": _moment(row["started"]),
        "completedTime": _moment(row["ended"]),
        "width": part["width"] or 0,
        "height": part["height"] or 0,
        "grabInfo": [[{**table["frame"], **_grab(farm, frame)}] for frame in frames],
    }


def _grab(farm: Farm, frame: sqlite3.Row) -> dict[str, str]:
    done = frame["state"] == board.DONE
    return {
        "frameIndex": str(frame["number"]),
        "frameStatus": str(farm.profile.frame_state(frame["state"]).number),
        "framePercent": "100" if done else "0",
        "frameUsed": str(_seconds(frame)) if frame["ended"] else "",
        "startTime": _moment(frame["started"]),
        "endTime": _moment(frame["ended"]),
    }


def log_lines(farm: Farm, frame: int) -> list[str]:
    """Returns what happened to a frame at its last attempt, as far as it came.

    Raises:
        ApiRefused: when there is no such frame.
    """
    row, task = farm.queue.frame(frame)
    if row["started"] is None:
        return []
    root = farm.board.tasks([task["parent"] or task["id"]])[0]
    seen = ", ".join(word for word in (task["pass"], task["camera"]) if word)
    lines = [
        f"{_moment(row['started'])} frame {row['number']} of {root['scene']} ({seen}),"
        f" attempt {row['attempt'] + 1}",
        f"{task['width']} x {task['height']} pixels, format {task['format'] or 'not named'}",
    ]
    path = parts.output(task, row["number"], farm.table)
    held = farm.state.stored(farm.depot.bids["output"], path)
    if row["state"] == board.DONE and held is not None:
        lines += [f"{root['inputs']} inputs arrived and checked"]
        lines += [f"wrote {path}, {held['size']} bytes, XXH3-128 {held['digest']}"]
    if row["error"]:
        lines += [f"error: {row['error']}"]
    if row["ended"]:
        lines += [f"{_moment(row['ended'])} {row['state']} in {_seconds(row):.3f} s"]
    return lines


def _seconds(frame: sqlite3.Row) -> float:
    return float(frame["ended"] - frame["started"]) / 1000


def _moment(milliseconds: int | None) -> str:
    if milliseconds is None:
        return ""
    return f"{datetime.datetime.fromtimestamp(milliseconds / 1000):%Y-%m-%d %H:%M:%S}"
