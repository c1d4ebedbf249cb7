"""What it takes to add many files to an upload.json, and to check that many.

``python tests/bench/check.py`` prints a table, in seconds of the processor. The official tool
takes 6 s to add 20,000.
"""

import json
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rayvision_plugins.check import edit, files  # noqa: E402

COUNTS = 20_000, 100_000
TASK = {"task_info": {"os_name": "0"}}


def seconds(call):
    """Returns the seconds that a call takes."""
    began = time.process_time()
    call()
    return time.process_time() - began


def main():
    print(f"{'files':>8}  {'added':>8}  {'added twice':>11}  {'checked':>8}")
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "upload.json")
            path.write_text('{"asset": []}')
            names = [f"{folder}/{number}" for number in range(count)]
            for name in names:
                pathlib.Path(name).write_bytes(b"x")
            first = seconds(lambda: edit.append_to_upload(names, path))  # noqa: B023
            again = seconds(lambda: edit.append_to_upload(names, path))  # noqa: B023
            documents = {
                "task": TASK, "upload": json.loads(path.read_text()), "asset": {"asset": []},
            }  # fmt: skip
            checked = seconds(lambda: list(files.findings(documents)))  # noqa: B023
        print(f"{count:>8,}  {first:>6.2f} s  {again:>9.2f} s  {checked:>6.2f} s")


if __name__ == "__main__":
    main()
