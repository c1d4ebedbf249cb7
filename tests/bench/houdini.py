"""Speed of the Houdini reader and of an analysis, as ratios measured in one run.

``python tests/bench/houdini.py`` prints a table. Peer: a bare splitter that only walks the
headers of the same archive in the same Python. With RAYVISION_CORPUS set, real scenes are
measured too.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [ROOT, os.path.join(ROOT, "tests", "unit", "analyzers")]

import hip_writer  # noqa: E402

from analyzers.houdini import hip  # noqa: E402


def best(call, times=7):
    """Returns the least seconds of ``times`` calls."""
    found = []
    for _ in range(times):
        started = time.time()
        call()
        found.append(time.time() - started)
    return min(found)


def walk(path):
    """The peer: names and contents of a cpio archive, and nothing else."""
    with io.open(path, "rb") as stream:
        data = stream.read()
    at, members = 0, []
    while data[at : at + 6] == b"070707":
        name = at + 76 + int(data[at + 59 : at + 65], 8)
        end = name + int(data[at + 65 : at + 76], 8)
        members.append((data[at + 76 : name - 1], data[name:end]))
        at = end
    return members


def everything(path):
    """Reads a scene and all that it would read later."""
    scene = hip.read(path, {})
    for node in scene.nodes.values():
        assert node.attrs is not None and node.channels is not None and node.spare is not None
        assert node.inputs is not None and node.flags is not None
    for row in scene.info["definitions"].values():
        assert row.spare is not None


def search(path):
    scene = hip.read(path, {})
    return sum(1 for _ in scene.info["members"].search(r"\.(exr|bgeo|abc|rat|vdb|jpg|png)\b"))


def big_scene(path, nodes):
    """Writes a scene of ``nodes`` SOPs, each with 40 parameters and a driven one."""
    described = {"/obj/geo1": {"type": "geo"}}
    for index in range(nodes):
        parms = dict(("parm%d" % at, ["0", "0.5", "$HIP/some/text"]) for at in range(40))
        parms["file"] = "$HIP/geo/part%05d.$F4.bgeo.sc" % index
        parms["index"] = [["index", "0", "$F + %d" % index]]
        described["/obj/geo1/file%05d" % index] = {"type": "file", "parms": parms}
    described["/out/mantra1"] = {"type": "ifd", "parms": {"vm_picture": "$HIP/a.$F4.exr"}}
    with io.open(path, "wb") as stream:
        stream.write(hip_writer.cpio(hip_writer.scene(described)))


def row(what, value, wish):
    print("%-66s %10s   wish %s" % (what, value, wish))
    sys.stdout.flush()


def measure(path, name):
    bare = best(lambda: walk(path))
    read = best(lambda: hip.read(path, {}))
    count = len(walk(path))
    row("%s: %d members" % (name, count), "%.1f ms" % (bare * 1000), "the bare walk")
    row("%s: reader / bare walk" % name, "%.1f" % (read / bare), "6 or less")
    for what, call in (("paths searched", search), ("all read", everything)):
        seconds = best(lambda call=call: call(path), 3)
        row("%s: %s / bare walk" % (name, what), "%.1f" % (seconds / bare), "-")


def process(path, name, folder):
    """Measures ``python -m analyzers`` on a scene, from its start to its end."""
    command = [sys.executable, "-m", "analyzers", path, "--out", os.path.join(folder, "out")]
    environment = dict(os.environ, PYTHONPATH=ROOT, PYTHONDONTWRITEBYTECODE=str("1"))

    def run():
        with io.open(os.devnull, "wb") as null:
            subprocess.call(command, env=environment, stdout=null, stderr=null, cwd=str(folder))

    row("%s: whole process" % name, "%.2f s" % best(run, 3), "0.6 s or less")


def main():
    folder = tempfile.mkdtemp()
    try:
        print("Python %s" % sys.version.split()[0])
        big = os.path.join(folder, "big.hip")
        big_scene(big, 3000)
        measure(big, "3,000 SOPs")
        process(big, "3,000 SOPs", folder)
        for name in _slowest():
            path = os.path.join(os.environ["RAYVISION_CORPUS"], "houdini", name)
            measure(path, name)
            process(path, name, folder)
    finally:
        shutil.rmtree(folder)


def _slowest():
    """Returns the names of the real scenes with the most members and with the most bytes."""
    corpus = os.path.join(os.environ.get("RAYVISION_CORPUS", ""), "houdini")
    if not os.environ.get("RAYVISION_CORPUS") or not os.path.isdir(corpus):
        return []
    sizes = []
    for name in sorted(os.listdir(corpus)):
        path = os.path.join(corpus, name)
        if name.endswith(".hip"):
            sizes.append((len(walk(path)), os.path.getsize(path), name))
    by_bytes = max(sizes, key=lambda row: row[1])
    return sorted(set([max(sizes)[2], by_bytes[2], sorted(sizes)[-2][2]]))


if __name__ == "__main__":
    main()
