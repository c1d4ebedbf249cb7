"""A real redis-server on loopback, which ends with the tests."""

import os
import shutil
import socket
import subprocess
import time

import pytest

PASSWORD = "the password of the records"


class RedisServer:
    """A server with a password, on a free port, that keeps nothing on disk."""

    host = "127.0.0.1"
    password = PASSWORD

    def __init__(self, executable, folder):
        with socket.socket() as free:
            free.bind((self.host, 0))
            self.port = free.getsockname()[1]
        options = {
            "port": self.port,
            "bind": self.host,
            "dir": folder,
            "save": "",
            "appendonly": "no",
            "requirepass": PASSWORD,
        }
        line = [str(word) for key, value in options.items() for word in ("--" + key, value)]
        self.process = subprocess.Popen([executable, *line], stdout=subprocess.DEVNULL)

    def wait(self):
        """Waits until it answers."""
        for _ in range(200):
            try:
                socket.create_connection((self.host, self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, "redis-server ended at once"
                time.sleep(0.05)
        raise AssertionError("redis-server does not answer")

    def end(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """Returns a RedisServer; without one on this machine the test is skipped, in CI it fails."""
    executable = shutil.which("redis-server")
    if not executable:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("there is no redis-server on this machine: apt-get install redis-server")
    pytest.importorskip("redis")
    server = RedisServer(executable, tmp_path_factory.mktemp("redis"))
    try:
        server.wait()
        yield server
    finally:
        server.end()
