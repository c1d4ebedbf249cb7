"""One piece of work of the transfer benchmark, in a process of its own.

``python transfer_work.py NAME ARGUMENTS...`` prints {"seconds", "peak", "count"}: what the work
took once everything was imported, the most memory the process ever had in bytes, and how many
files it was about. transfer.py starts it.
"""

import json
import os
import pathlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

STORAGE = "bench/1"
BLOCK = 256 * 1024


def walk(folder):
    """Yields (folder, name, size, mtime) of all files: what a walk in Python costs at least."""
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        with os.scandir(at) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    found = entry.stat()
                    yield at, entry.name, found.st_size, found.st_mtime_ns


def plain_walk(folder):
    return lambda: sum(1 for _ in walk(folder))


def _records(home):
    from rayvision_plugins.transfer.records import Records

    return Records(pathlib.Path(home, "records.db"))


def hold(folder, home, place):
    """Makes the records know every file below ``folder`` and that it lies at ``place``."""
    from rayvision_plugins.transfer.digest import digests

    def work():
        records = _records(home)
        rows = sorted(walk(folder))
        found = digests(rows, records)
        base = len(folder.rstrip("/")) + 1
        held = [
            ("/".join(filter(None, (place, at[base:]))), name, row[2])
            for (at, name, _, _), row in zip(rows, found, strict=True)
        ]
        records.hold(STORAGE, held)
        records.close()
        return len(rows)

    return work


class Unchanged:
    """An engine whose storage lost nothing, says so as a farm does, and is asked nothing else."""

    place, bid = STORAGE.split("/")
    parallel = 8

    def changes(self, bid, mark):
        from rayvision_plugins.transfer.engine import Changes

        return Changes("1", [])


def _decided(run, folders, home):
    """Runs an upload to its end event; every file is known to be there."""
    records, engine = _records(home), Unchanged()
    *_, end = run.send(engine, folders(), engine.bid, records)
    records.close()
    if end.done or end.kind != "end":
        raise SystemExit(f"not unchanged: {end}")
    return end.total


def decide_tree(folder, home, place):
    from rayvision_plugins.transfer import run, sources

    return lambda: _decided(run, lambda: sources.tree(folder, place), home)


def decide_list(path, home):
    from rayvision_plugins.transfer import run, sources, upload_list

    rows = lambda: ((row["local"], row["server"]) for row in upload_list.entries(path))  # noqa: E731
    return lambda: _decided(run, lambda: sources.listed(rows()), home)


def cut(path, out, most):
    from rayvision_plugins.transfer.upload_list import cutting_upload

    return lambda: len(cutting_upload(path, int(most), out))


def read_files(folder):
    """Reads every file below a folder, as a digest has to."""

    def work():
        count = 0
        for at, name, _, _ in walk(folder):
            with open(os.path.join(at, name), "rb", buffering=0) as stream:
                while stream.read(BLOCK):
                    pass
            count += 1
        return count

    return work


def digest_files(folder, home):
    from rayvision_plugins.transfer.digest import digests

    def work():
        records = _records(home)
        found = digests(list(walk(folder)), records)
        records.close()
        return len(found)

    return work


def _sent(engine_with, folder, home, bid="1"):
    from rayvision_plugins.transfer import run, sources

    records = _records(home)
    engine, found = engine_with(records), sources.tree(folder, "bench")
    *_, end = run.send(engine, found, bid, records, attempts=1)
    records.close()
    return end.done


def send_farm(folder, home, farm):
    """Sends a tree to a farm: digests, records and the check at the end with it."""
    from rayvision_plugins.transfer.http import HttpEngine

    told = json.loads(pathlib.Path(farm).read_text("utf-8"))
    engine = HttpEngine(told["url"], told["tokens"])
    return lambda: _sent(lambda _: engine, folder, home, told["bid"])


def send_store(folder, home, url):
    import obstore  # noqa: F401 - imported before the clock starts, as for the others

    from rayvision_plugins.transfer.store import StoreEngine

    return lambda: _sent(lambda records: StoreEngine(url, records=records), folder, home)


def _threaded(folder, send, threads):
    files = [os.path.join(at, name) for at, name, _, _ in walk(folder)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(send, files))
    return len(files)


def obstore(folder, endpoint, bucket):
    import obstore as obs
    from obstore.store import S3Store

    store = S3Store(
        bucket, endpoint=endpoint, region="us-east-1", client_options={"allow_http": True}
    )

    def send(path):
        with open(path, "rb") as stream:
            obs.put(store, f"obstore/{os.path.relpath(path, folder)}", stream)

    return lambda: _threaded(folder, send, 16)


def boto3(folder, endpoint, bucket):
    import boto3
    from botocore.config import Config

    config = Config(max_pool_connections=32, s3={"addressing_style": "path"})
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=config)

    def send(path):
        client.upload_file(path, bucket, f"boto3/{os.path.relpath(path, folder)}")

    return lambda: _threaded(folder, send, 16)


def _peak():
    """Returns the most memory of this process; what its parent had before it does not count."""
    try:
        text = pathlib.Path("/proc/self/status").read_text("ascii")
        return int(text.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    call = globals()[sys.argv[1]](*sys.argv[2:])
    began = time.perf_counter()
    counted = call()
    took = time.perf_counter() - began
    print(json.dumps({"seconds": took, "peak": _peak(), "count": counted}))
