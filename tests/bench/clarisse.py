"""Speed and memory of the Clarisse reader, as ratios measured in one run.

``python tests/bench/clarisse.py [MB]`` prints a table. Peers are loops over the same file in
the same Python: one that takes its lines and splits each of them, and one that only takes its
lines. The projects are synthetic: short attribute lines, without and with many files.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [ROOT]

from analyzers import tables  # noqa: E402
from analyzers.clarisse import project  # noqa: E402

WANTED = tables.load("clarisse/nodes.json")
HEAD = (
    "#Isotropix_Serial_Version 1.2\n\n#Isotropix_Clarisse_Version 5\n"
    "#Isotropix_Clarisse_Project_Version 0.98\n// Synthetic: made for a measurement.\n"
    'Context "scene" {\n'
)
SPHERE = """    GeometryPolysphere {
        name "sphere_%d"
        #version 0.9
        #created 1601389770
        #modified 1601566756
        translate %.12g %.12g %.12g
        rotate 0.0 -90 0.0
        scale 1 1 1
        uv_maps "parametric"
        uv_maps_loaded yes
        shading_groups "surface"
        materials "red"
        clip_maps ""
        displacements ""
        sg_shading_variables ""
        visibles yes
    }
"""
TEXTURE = """    TextureMapFile {
        name "map_%d"
        #version 0.93
        filename "$PDIR/maps/map_%d.<UDIM>.tx"
        u_repeat_mode 1
        v_repeat_mode 1
        color_space_auto_detect no
        file_color_space "linear"
    }
"""


def best(call, times=5):
    """Returns the least seconds of processor time of ``times`` calls."""
    found = []
    for _ in range(times):
        started = sum(os.times()[:2])
        call()
        found.append(sum(os.times()[:2]) - started)
    return max(min(found), 0.01)


def split(path):
    """The peer: a loop that only splits the lines of a file."""
    with io.open(path, "rb") as stream:
        for line in stream:
            line.split()


def take(path):
    """A loop that does not even split them."""
    with io.open(path, "rb") as stream:
        for _ in stream:
            pass


def write(path, megabytes, every):
    """Writes a project in which one object of ``every`` names a file; 0 is none."""
    numbers = random.Random(1)
    left = megabytes * 1000 * 1000
    with io.open(path, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(HEAD)
        count = 0
        while left > 0:
            count += 1
            if every and count % every == 0:
                text = TEXTURE % (count, count)
            else:
                text = SPHERE % ((count,) + tuple(numbers.uniform(-9, 9) for _ in range(3)))
            stream.write(text)
            left -= len(text)
        stream.write("}\n#preferences {\n}\n")


def peak(path):
    """Returns the bytes a process needs at most to read ``path``, Python and all (Linux)."""
    code = (
        "import sys; from analyzers import tables; from analyzers.clarisse import project;"
        "project.read(sys.argv[1], tables.load('clarisse/nodes.json'));"
        "print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
    )
    environment = dict(os.environ, PYTHONPATH=ROOT)
    out = subprocess.check_output([sys.executable, "-c", code, path], env=environment)
    return int(out) * 1024.0


def row(what, value, wish):
    print("%-62s %8s   wish %s" % (what, value, wish))
    sys.stdout.flush()


def main(megabytes):
    folder = tempfile.mkdtemp()
    try:
        print("Python %s" % sys.version.split()[0])
        for what, every in (("1 of 2", 2), ("1 object of 20 a file", 20), ("no files", 0)):
            path = os.path.join(folder, "big.project")
            write(path, megabytes, every)
            times = peak(path) / os.path.getsize(path)
            reader = best(lambda path=path: project.read(path, WANTED), 3)
            name = "%d MB, %s" % (megabytes, what)
            ratio = best(lambda path=path: split(path), 3) / reader
            wish = "0.33 or more" if not every else "for comparison"
            row(name + ": rate / that of splitting lines", "%.2f" % ratio, wish)
            ratio = best(lambda path=path: take(path), 3) / reader
            row(name + ": rate / that of taking lines", "%.2f" % ratio, "for comparison")
            row(name + ": memory / size of the file", "%.2f" % times, "below 3")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
