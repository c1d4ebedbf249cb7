"""Speed of the Maya readers and of an analysis, as ratios measured in one run.

``python tests/bench/maya.py`` prints a table. Peers: a bare loop over the lines of the same
file in the same Python. With RAYVISION_CORPUS set, real scenes are measured too.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [ROOT, os.path.join(ROOT, "tests", "unit", "analyzers")]

from analyzers import tables  # noqa: E402
from analyzers.analyze import analyze  # noqa: E402
from analyzers.maya import ascii, binary  # noqa: E402

WANTED = tables.load("maya/nodes.json")
HEAD = (
    '//Maya ASCII 2024 scene\n//Codeset: UTF-8\nrequires maya "2024";\n'
    "currentUnit -l centimeter -a degree -t film;\n"
)


def best(call, times=5):
    """Returns the least seconds of ``times`` calls."""
    found = []
    for _ in range(times):
        started = time.time()
        call()
        found.append(time.time() - started)
    return min(found)


def lines(path):
    """The peer: a bare loop over the lines of a file."""
    with io.open(path, "rb") as stream:
        for _ in stream:
            pass


def mesh_scene(path, megabytes):
    """Writes a mesh-heavy scene with a texture in each of its 400 meshes' shaders.

    Its lines hold about 42 bytes and every 40th begins a setAttr, as in saved meshes.
    """
    numbers = random.Random(1)
    with io.open(path, "w", encoding="utf-8") as stream:
        stream.write(HEAD)
        size = megabytes * 1000 * 1000 // 400
        for index in range(400):
            stream.write('createNode transform -n "body%d";\n' % index)
            stream.write('createNode mesh -n "bodyShape%d" -p "body%d"' % (index, index))
            left, count = size, 0
            while left > 0:
                row = " ".join("%.7g" % numbers.uniform(-9, 9) for _ in range(4))
                head = "\t\t" if count % 40 else ";\n\tsetAttr \".vt[0:159]\" "
                text = "%s%s\n" % (head, row)
                count += 1
                stream.write(text)
                left -= len(text)
            stream.write("\t\t;\n")
            stream.write('createNode file -n "color%d";\n' % index)
            stream.write('\tsetAttr ".ftn" -type "string" "sourceimages/c%d.png";\n' % index)
        stream.write("// End of scene.ma\n")


def grown(path, source, megabytes):
    """Writes a scene with the meshes of a real one over and over."""
    with io.open(source, "rb") as stream:
        head, rest = stream.read().split(b"\ncreateNode mesh", 1)
    mesh, _, tail = rest.partition(b"\ncreateNode ")
    mesh = b"\ncreateNode mesh" + mesh
    with io.open(path, "wb") as stream:
        stream.write(head + mesh * (megabytes * 1000 * 1000 // len(mesh)))
        stream.write(b"\ncreateNode " + tail)


def texture_project(folder, textures, folders):
    """Lays out a project of ``textures`` files in ``folders`` folders; returns its scene."""
    os.makedirs(os.path.join(folder, "scenes"))
    rows = []
    for index in range(textures):
        name = "sourceimages/d%03d/t%05d.png" % (index % folders, index)
        rows.append(
            'createNode file -n "file%d";\n\tsetAttr ".ftn" -type "string" "%s";\n' % (index, name)
        )
        target = os.path.join(folder, *name.split("/"))
        if index < folders:
            os.makedirs(os.path.dirname(target))
        open(target, "w").close()
    scene = os.path.join(folder, "scenes", "many.ma")
    with io.open(scene, "w", encoding="utf-8") as stream:
        stream.write(HEAD + "".join(rows) + "// End of many.ma\n")
    return scene


def peak(path):
    """Returns the MB a process needs beyond the file it maps, to read the scene ``path``."""
    code = (
        "import resource, sys; from analyzers import tables; from analyzers.maya import ascii;"
        "ascii.read(sys.argv[1], tables.load('maya/nodes.json'));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    environment = dict(os.environ, PYTHONPATH=ROOT)
    out = subprocess.check_output([sys.executable, "-c", code, path], env=environment)
    return int(out) / 1024 - os.path.getsize(path) / 2.0**20


def row(what, value, wish):
    print("%-60s %10s   wish %s" % (what, value, wish))
    sys.stdout.flush()


def main():
    folder = tempfile.mkdtemp()
    try:
        print("Python %s" % sys.version.split()[0])
        heavy = os.path.join(folder, "heavy.ma")
        mesh_scene(heavy, 100)
        reader, loop = best(lambda: ascii.read(heavy, WANTED), 3), best(lambda: lines(heavy), 3)
        row("100 MB .ma, 400 meshes: line loop / reader", "%.2f" % (loop / reader), "2 or more")
        row("100 MB .ma: peak beyond the mapped file", "%.0f MB" % peak(heavy), "below 100 MB")
        rate = os.path.getsize(heavy) / reader
        _binary(folder, rate)
        scene = texture_project(os.path.join(folder, "project"), 20000, 200)
        started = time.time()
        files = analyze(scene).taskfiles()
        files.write(os.path.join(folder, "out"))
        seconds = time.time() - started
        row("20,000 textures in 200 folders, four files", "%.2f s" % seconds, "below 3 s")
        _corpus(folder)
    finally:
        shutil.rmtree(folder)


def _binary(folder, ascii_rate):
    """Measures a .mb whose bytes stand in meshes as in the .ma, 400 of them."""
    import mb_writer as mb

    path = os.path.join(folder, "heavy.mb")
    writer = mb.Writer()
    points = b"\x40\x09\x21\xfb\x54\x44\x2d\x18" * 32000
    for index in range(400):
        writer.node(b"XFRM", "body%d" % index)
        mesh = [(b"MESH", mb.attr("vt", points))]
        writer.node(b"DMSH", "bodyShape%d" % index, "body%d" % index, mesh)
        writer.node(b"RTFT", "color%d" % index, attrs=[mb.string("ftn", "sourceimages/c.png")])
    writer.write(path)
    rate = os.path.getsize(path) / best(lambda: binary.read(path, WANTED))
    row(".mb, 400 meshes: rate per byte / that of .ma", "%.1f" % (rate / ascii_rate), "5 or more")


def _corpus(folder):
    corpus = os.environ.get("RAYVISION_CORPUS")
    for name in ("damagedhelmet2024.ma", "corona_raytrace.ma") if corpus else ():
        source, big = os.path.join(corpus, "maya", name), os.path.join(folder, name)
        grown(big, source, 100)
        ratio = 1 / _ratio(big, 3)
        row("%s grown to 100 MB: line loop / reader" % name, "%.2f" % ratio, "2 or more")
        row("%s: reader / line loop" % name, "%.2f" % _ratio(source, 15), "2 or less")


def _ratio(path, times):
    return best(lambda: ascii.read(path, WANTED), times) / best(lambda: lines(path), times)


if __name__ == "__main__":
    main()
