"""What digests and records cost, against reading the same bytes and against a plain walk.

``python tests/bench/digest.py [--whole]`` prints ratios, each the best of three in one run: a
sample of 20,000 files of 10 KB and one of 1 GB; with --whole 100,000 files and one of 4 GB.
"""

import os
import pathlib
import resource
import shutil
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rayvision_plugins.transfer.digest import digest_of, digests  # noqa: E402
from rayvision_plugins.transfer.records import Records  # noqa: E402

SMALL = 10 * 1024
IN_A_FOLDER = 100
BLOCK = 1024 * 1024
STORAGE = "http://127.0.0.1/10202"


def best(call, times=3):
    """Returns the seconds that the fastest of a few calls takes."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return min(found)


def tree(folder, count):
    """Makes files of 10 KB, a hundred to a folder; returns the folders."""
    data = os.urandom(SMALL)
    folders = []
    for number in range(count // IN_A_FOLDER):
        folders.append(os.path.join(folder, f"shot_{number:04}", "textures"))
        os.makedirs(folders[-1])
        for name in range(IN_A_FOLDER):
            with open(os.path.join(folders[-1], f"diffuse_{name:04}.exr"), "wb") as stream:
                stream.write(data)
    return folders


def walk(folders):
    """Returns (folder, name, size, mtime) of every file."""
    rows = []
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                stat = entry.stat()
                rows.append((folder, entry.name, stat.st_size, stat.st_mtime_ns))
    return rows


def plain(rows):
    for folder, name, _, _ in rows:
        with open(os.path.join(folder, name), "rb") as stream:
            stream.read()


def plain_large(path):
    with open(path, "rb") as stream:
        while stream.read(BLOCK):
            pass


def small(home, count):
    """Measures many small files: digests, and the question what has to be asked at all."""
    folders = tree(os.path.join(home, "tree"), count)
    rows = walk(folders)
    read = best(lambda: plain(rows))

    def cold(parallel=8):
        path = pathlib.Path(tempfile.mkdtemp(dir=home), "records.db")
        records = Records(path)
        found.append(digests(rows, records, parallel))
        records.close()
        return path

    found = []
    cost = best(cold)
    said(f"{count:,} files of 10 KB: read", read)
    said("  digested and remembered", cost, read)
    records = Records(cold())
    places = [folder.lstrip("/") for folder in folders]
    held = [(row[0].lstrip("/"), row[1], result[2]) for row, result in zip(rows, found[-1])]
    began = time.perf_counter()
    records.hold(STORAGE, held)
    said("  held", time.perf_counter() - began, read)
    walked = best(lambda: walk(folders))
    said("  walked (scandir, stat)", walked)
    known = best(lambda: digests(rows, records))
    said("  known digests", known, walked)

    def current():
        pairs = zip(folders, places)
        assert sum(len(records.current(one, STORAGE, other)) for one, other in pairs) == count

    said("  current", best(current), walked)
    records.close()


def large(home, size):
    path = os.path.join(home, "large")
    block = os.urandom(BLOCK)
    with open(path, "wb") as stream:
        for _ in range(size // BLOCK):
            stream.write(block)
    read = best(lambda: plain_large(path))
    said(f"one file of {size >> 30} GB: read", read)
    said("  digested", best(lambda: digest_of(path)), read)


def said(what, seconds, against=None):
    ratio = f"{seconds / against:8.2f}x" if against else ""
    print(f"{what:<34}{seconds:8.3f} s{ratio}", flush=True)


def main():
    whole = "--whole" in sys.argv
    home = tempfile.mkdtemp(prefix="rayvision-bench-")
    try:
        small(home, 100_000 if whole else 20_000)
        large(home, (4 if whole else 1) << 30)
    finally:
        shutil.rmtree(home)
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
