"""What tests of the http engine share: storages that behave or lie, and files for them."""

import json
import random
import struct
import threading
import time

import xxhash

from rayvision_plugins.profiles import read_table
from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.http import HttpEngine

WIRE = read_table("storage.json")
RECORD = struct.Struct(WIRE["record"])
BID, TOKEN = "10202", "thetokenofthestorage"

BIG = random.Random(7).randbytes(3 * 1024 * 1024 + 5)


GOOD = {"path": "1/a.png", "size": 1, "digest": "0" * 32}


def digest(data):
    return xxhash.xxh3_128_hexdigest(data)


def engine_of(server, **options):
    return HttpEngine(
        getattr(server, "url", server), {BID: TOKEN}, **{"timeouts": (2, 2), **options}
    )


def transfer(local, data=None, **changes):
    """Returns the Transfer of a local file, or of ``data`` that is to become one."""
    data = local.read_bytes() if data is None else data
    row = {"size": len(data), "digest": digest(data), "path": f"D/{local.name}", **changes}
    return Transfer(BID, row["path"], str(local), row["size"], row["digest"])


def outcomes(moving):
    """Returns ({path: Outcome}, sum of the bytes reported)."""
    ends = {}
    count = 0
    for event in moving:
        if isinstance(event, Outcome):
            assert event.transfer.path not in ends
            ends[event.transfer.path] = event
        else:
            count += event.done
    return ends, count


def one(moving):
    ends, count = outcomes(moving)
    (end,) = ends.values()
    return end, count


PACK = WIRE["pack"].format(bid=BID)


def unpacked(body):
    """Yields (path, digest, content) of a pack."""
    while body:
        length, size, digest = RECORD.unpack_from(body)
        path, content = body[RECORD.size :][:length], body[RECORD.size + length :][:size]
        body = body[RECORD.size + length + size :]
        yield path.decode(), digest.hex(), content


def packed(files):
    """Returns the pack of {path: content}."""
    rows = [(path.encode(), content) for path, content in files.items()]
    return b"".join(
        RECORD.pack(len(name), len(content), xxhash.xxh3_128_digest(content)) + name + content
        for name, content in rows
    )


def arrived(handler):
    """Answers a PUT of a file or of a pack as the storage does."""
    body = handler.take()
    assert handler.headers[WIRE["authorization"]] == f"Bearer {TOKEN}"
    if handler.path != PACK:
        handler.server.stored[handler.path] = body
        handler.reply(201)
        return
    rows = list(unpacked(body))
    assert all(digest(content) == sent for _, sent, content in rows)
    handler.server.stored.update((path, content) for path, _, content in rows)
    handler.reply(200, json.dumps({"stored": len(rows), "failed": []}).encode())


def holding(data, **options):
    """Returns an answer of a storage that holds ``data``.

    ``cuts`` are the bytes after which its first answers break off; ``whole``: it knows no ranges.
    """
    cuts = list(options.get("cuts", []))

    def answer(handler):
        start = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        status = 206 if "Range" in handler.headers else 200
        if options.get("whole"):
            start, status = 0, 200
        body = data[start:]
        if cuts:
            handler.reply(status, body[: cuts.pop(0)], Content_Length=len(body))
            handler.cut()
        else:
            handler.reply(status, body)

    return answer


def left(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def listing_of(answer):
    def answered(handler):
        handler.take()
        handler.reply(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    return answered


def threads():
    return {thread for thread in threading.enumerate() if "process_request" not in thread.name}


def gone(before, seconds=3):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if threads() <= before:
            return True
        time.sleep(0.01)
    return False


def few(folder, count=5, size=100):
    """Makes small files; returns their transfers."""
    rows = []
    for at in range(count):
        path = folder / f"{at}"
        path.write_bytes(b"%d" % at * size)
        rows.append(transfer(path))
    return rows


def wanted(folder, files):
    return [transfer(folder / path, content, path=path) for path, content in files.items()]


def pouring(body):
    def answer(handler):
        handler.take()
        handler.reply(200, body)

    return answer


FILES = {"a.png": b"a" * 100, "b.png": b"", "c.png": b"c" * 3000}
