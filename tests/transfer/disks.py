"""A small disk of its own, which is full soon: a tmpfs where this user may mount one."""

import contextlib
import subprocess
import sys

import pytest


@contextlib.contextmanager
def mounted(folder, size=4096):
    """Yields ``folder``, a disk of ``size`` KiB; the test is skipped where none can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder)]
    try:
        if sys.platform != "linux":
            raise OSError("mounts of Linux only")
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as err:
        pytest.skip(f"no disk can be mounted: {getattr(err, 'stderr', '') or err}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


def grow(folder, size):
    """Makes a disk that is mounted ``size`` KiB large."""
    command = ["mount", "-o", f"remount,size={size}k", str(folder)]
    subprocess.run(command, check=True)
