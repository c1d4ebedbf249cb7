"""Measures the http engine against a farm process: ``python tests/bench/transfer_http.py``.

Small files per second and large files in MB per second, both ways, checked and on the disk, with
the CPU seconds of both processes, and ``cp -r`` of the same files in the same run.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "farm")]

import conftest  # noqa: E402
import xxhash  # noqa: E402

from rayvision_plugins.transfer.engine import Outcome, Transfer  # noqa: E402
from rayvision_plugins.transfer.http import HttpEngine  # noqa: E402


def small(folder, count=10_000, size=10 * 1024):
    """Makes files of random bytes, 200 in a folder; returns [(name, path, size, digest)]."""
    rows = []
    for at in range(count):
        name = f"{at // 200:03}/file{at:05}.bin"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = os.urandom(size)
        path.write_bytes(data)
        rows.append((name, str(path), size, xxhash.xxh3_128_hexdigest(data)))
    return rows


def large(folder, count=4, size=256 << 20):
    """The same for a few large files."""
    rows = []
    folder.mkdir(parents=True)
    for at in range(count):
        path = folder / f"large{at}.bin"
        digest = xxhash.xxh3_128()
        with path.open("wb") as stream:
            for _ in range(size >> 20):
                block = os.urandom(1 << 20)
                digest.update(block)
                stream.write(block)
        rows.append((path.name, str(path), size, digest.hexdigest()))
    return rows


class Farm:
    """A farm process on a folder, with the engine for its input storage."""

    def __init__(self, folder):
        self.process = conftest.FarmProcess(folder).start()
        self.process.login()
        self.bid = self.process.bids["input"]
        self.engine = HttpEngine(self.process.url, self.process.tokens)

    def transfers(self, rows, prefix):
        return [
            Transfer(self.bid, f"{prefix}/{name}", path, size, digest)
            for name, path, size, digest in rows
        ]

    def cpu(self):
        """Returns CPU seconds of this process and of the farm."""
        own = resource.getrusage(resource.RUSAGE_SELF)
        fields = pathlib.Path(f"/proc/{self.process.process.pid}/stat").read_text().split()
        tick = os.sysconf("SC_CLK_TCK")
        return own.ru_utime + own.ru_stime, (int(fields[13]) + int(fields[14])) / tick

    def measured(self, moving):
        """Returns (seconds, own CPU seconds, the farm's) of a move that must go well."""
        cpu, began = self.cpu(), time.perf_counter()
        errors = [event.error for event in moving if isinstance(event, Outcome) and event.error]
        took = time.perf_counter() - began
        assert not errors, errors[0]
        return took, *(after - before for before, after in zip(cpu, self.cpu(), strict=True))


def copied(folder, to):
    began = time.perf_counter()
    subprocess.run(["cp", "-r", str(folder), str(to)], check=True)  # noqa: S607
    return time.perf_counter() - began


def table(folder, sets):
    """Yields (what, files, MB, seconds, own CPU, the farm's CPU) of every measured step."""
    farm = Farm(folder / "farm")
    try:
        for name, rows in sets.items():
            count, size = len(rows), sum(row[2] for row in rows) / 1e6
            took = copied(folder / name, folder / "copy")
            yield f"{name}: cp -r", count, size, took, took, 0.0
            shutil.rmtree(folder / "copy")
            sent = farm.transfers(rows, name)
            yield f"{name}: send", count, size, *farm.measured(farm.engine.send(sent))
            began = time.perf_counter()
            assert not farm.engine.lacks(sent)
            yield f"{name}: lacks", count, 0, time.perf_counter() - began, 0.0, 0.0
            listed = farm.engine.listing(farm.bid, f"{name}/", str(folder / "back"))
            yield f"{name}: fetch", count, size, *farm.measured(farm.engine.fetch(listed))
            shutil.rmtree(folder / "back")
    finally:
        farm.process.stop()


def main(sets):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rayvision-bench-"))
    try:
        made = {name: make(folder / name) for name, make in sets.items()}
        heads = ("files/s", "MB/s", "s", "CPU own", "CPU farm", "CPU s/GB")
        print(" " * 16 + "".join(f"{head:>10}" for head in heads))
        for what, count, size, took, own, farm in table(folder, made):
            each = f"{(own + farm) / size * 1000:10.2f}" if size else ""
            print(
                f"{what:16}{count / took:10.0f}{size / took:10.0f}{took:10.2f}"
                f"{own:10.2f}{farm:10.2f}{each}"
            )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    kinds = {"small": small, "large": large}
    main({name: kinds[name] for name in sys.argv[1:] or kinds})
