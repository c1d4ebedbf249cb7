"""The embedded farm as a process: ``python -m rayvision_plugins.farm.app --folder DIR``.

Prints one JSON line (url, access_id, folder) on stdout when it is ready, and logs to stderr;
``address.json`` in the folder has url and profile for others.
Ends on Ctrl-C, on SIGTERM and, with --stop-with-stdin, when the process that started it is gone.
"""

import argparse
import asyncio
import contextlib
import errno
import json
import logging
import os
import pathlib
import signal
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable

try:
    import PIL  # noqa: F401 - the proofs need it
    from aiohttp import web
except ImportError:
    sys.exit('error: the embedded farm needs more packages: pip install "rayvision_plugins[farm]"')

from rayvision_plugins import profiles
from rayvision_plugins.errors import FarmFailed, RayvisionError
from rayvision_plugins.farm import api, lock, logs, storage
from rayvision_plugins.farm.rooms import Farm, build

ADDRESS = "address.json"
"""Says, while a farm serves a folder, url and profile; a killed farm leaves it behind."""

PATIENCE = 0.5
"""Seconds that requests and renderers get to end by themselves."""

LAST = 1.8
"""Seconds after which the process ends in any case."""

_LONGEST_URL = 64 * 1024
"""Bytes: a path of 4,096 bytes, percent-encoded, must fit."""

log = logging.getLogger(__name__)


def application(farm: Farm) -> web.Application:
    """Returns the routes of the API and of the storages."""
    wire = profiles.read_table("storage.json")
    app = web.Application(client_max_size=api.LARGEST, middlewares=[_edge])
    app.add_routes(api.Api(farm).routes())
    app.add_routes(storage.Storage(farm, wire).routes())
    return app


@web.middleware
async def _edge(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answers in one line of JSON when a path or a method is unknown, or the farm has a bug."""
    try:
        return await handler(request)
    except web.HTTPException as err:
        text = f"{request.method} {request.path}: {err.reason}"
        return web.json_response({"message": text}, status=err.status)
    except Exception:  # the edge of the process
        log.exception("%s %s", request.method, request.path)
        text = "the farm made a mistake; its log has the trace"
        return web.json_response({"message": text}, status=500)


async def serve(farm: Farm, host: str, port: int, *, stop_with_stdin: bool) -> None:
    """Serves until it is told to stop.

    Raises:
        FarmFailed: when the address cannot be used.
    """
    stop = asyncio.Event()
    _listen_for_the_end(stop, farm.depot.folder if stop_with_stdin else None)
    runner = web.AppRunner(
        application(farm), access_log=None, shutdown_timeout=PATIENCE, max_line_size=_LONGEST_URL
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, OverflowError) as err:
        await runner.cleanup()
        number = getattr(err, "errno", None)
        word = "is in use" if number == errno.EADDRINUSE else f"cannot be used ({err})"
        raise FarmFailed(
            f"port {port} on {host} {word}; choose another one, or 0 for a free one"
        ) from err
    waiting = farm.queue.recover()
    if waiting:
        log.info("%s frames that were cut off are rendered again", waiting)
    farm.worker.start()
    bound = runner.addresses[0][1]
    name = f"[{host}]" if ":" in host else host
    ready = {
        "url": f"http://{name}:{bound}",
        "access_id": farm.account.access_id,
        "folder": str(farm.depot.folder),
    }
    address = farm.depot.folder / ADDRESS
    profile = farm.profile.name
    _write(address, {"url": ready["url"], "profile": profile, "process": os.getpid()})
    print(json.dumps(ready), flush=True)
    log.info("serving %s", ready["url"])
    await stop.wait()
    address.unlink(missing_ok=True)
    # The state is made to survive a kill, so whatever hangs now may be cut off.
    last = threading.Timer(LAST, os._exit, [0])
    last.daemon = True
    last.start()
    await runner.cleanup()


def _write(path: pathlib.Path, value: object) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(value), encoding="utf-8")
    os.replace(part, path)


def _listen_for_the_end(stop: asyncio.Event, folder: pathlib.Path | None) -> None:
    """Sets ``stop`` at a signal and, with a folder, when its starter and all users are gone."""
    loop = asyncio.get_running_loop()

    def end(*_: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be closed already
            loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        try:  # wakes the loop, where signal.signal may come between its last look and its sleep
            loop.add_signal_handler(number, end)
        except NotImplementedError:  # Windows, whose loop is woken by every signal
            signal.signal(number, end)
    if folder:
        thread = threading.Thread(target=_wait_for_stdin, args=[end, folder], daemon=True)
        thread.start()


def _wait_for_stdin(end: Callable[[], None], folder: pathlib.Path) -> None:
    # os.read, not sys.stdin: a thread that waits inside a buffer would block the end of Python.
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    with lock.wait_for_the_last_user(folder):
        end()
        threading.Event().wait()  # nobody may come while the farm ends


def run(
    folder: pathlib.Path, host: str, port: int, profile: str, *, stop_with_stdin: bool = False
) -> None:
    """Serves a folder until it is told to stop.

    Raises:
        RayvisionError: when it cannot start; the message says why.
    """
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock.take(folder):
            farm = build(folder, profile)
            try:
                asyncio.run(serve(farm, host, port, stop_with_stdin=stop_with_stdin))
            finally:
                farm.worker.stop(PATIENCE)
                farm.state.close()
    except OSError as err:
        raise FarmFailed(f"{err.filename or folder} cannot be used: {err.strerror or err}") from err
    except sqlite3.Error as err:
        raise FarmFailed(
            f"{folder / 'farm.db'} cannot be used ({err}); move it away and the farm starts empty"
        ) from err


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="rayvision_plugins.farm.app", description="The embedded farm."
    )
    parser.add_argument(
        "--folder", type=pathlib.Path, required=True, help="where the farm keeps everything"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (%(default)s)"
    )
    parser.add_argument("--port", type=int, default=0, help="the port, 0 for a free one")
    parser.add_argument("--profile", default=profiles.USUAL, help="the API to speak (%(default)s)")
    parser.add_argument(
        "--stop-with-stdin", action="store_true", help="end when the standard input ends"
    )
    given = parser.parse_args(arguments)
    writer = logs.Writer(sys.stderr.fileno())
    logging.basicConfig(
        handlers=[writer], level=logging.INFO, format="%(asctime)s farm %(levelname)s %(message)s"
    )
    writer.start()
    # Bytes that are no HTTP are answered with 400; their traces say nothing about the farm.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    try:
        run(
            given.folder,
            given.host,
            given.port,
            given.profile,
            stop_with_stdin=given.stop_with_stdin,
        )
    except RayvisionError as err:
        print(f"error: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before the signals are listened to
        return 130
    finally:
        writer.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
