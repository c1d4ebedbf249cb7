"""A lock is held by one, and what is no lock of another is told as what it is."""

import errno
import os
import signal
import subprocess
import sys

import pytest

from rayvision_plugins import lock

HOLDER = """
import pathlib, sys
from rayvision_plugins import lock
stream = lock.take(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_lock_is_free_again_when_its_file_is_closed(tmp_path):
    first = lock.take(tmp_path / "lock")
    assert lock.take(tmp_path / "lock") is None
    first.close()
    with lock.take(tmp_path / "lock") as second:
        assert second


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_lock_ends_with_its_process(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout.readline() == b"ready\n"
        assert lock.take(path) is None
        holder.send_signal(signal.SIGKILL)
    with lock.take(path) as stream:
        assert stream


@pytest.mark.skipif(os.name == "nt", reason="locks of Windows are another call")
def test_a_disk_that_has_no_locks_is_not_taken_for_another_holder(tmp_path, monkeypatch):
    def none(number, operation):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock.fcntl, "flock", none)
    with pytest.raises(OSError, match="No locks"):
        lock.take(tmp_path / "lock")
