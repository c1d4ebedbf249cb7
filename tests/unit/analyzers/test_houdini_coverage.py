"""How much of what real scenes drive by expressions is worked out.

The classes are those that were counted over 749 scenes: ranges by the names of their
components, paths by the names of parameters that hold one, and the backticks in parameters of
files. What a scene does not hold at all, such as a parameter that its asset no longer has, is
listed apart: no evaluator finds it.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re

import pytest
from hip_writer import cpio, scene

from analyzers import tables
from analyzers.houdini import evaluate, hip
from analyzers.houdini.expressions import keys

CORPUS = os.environ.get("RAYVISION_CORPUS", "")
if isinstance(CORPUS, bytes):
    CORPUS = CORPUS.decode("utf-8")
FOLDER = CORPUS.replace("\\", "/").rstrip("/") + "/houdini"
NAMES = sorted(os.listdir(FOLDER)) if CORPUS and os.path.isdir(FOLDER) else []
SCENES = [FOLDER + "/" + name for name in NAMES if re.search(r"\.hip(?:nc|lc)?$", name)]
needs_corpus = pytest.mark.skipif(not SCENES, reason="RAYVISION_CORPUS is not set: no real scenes")

RANGE = re.compile(r"(?:f[123]|f?range.*|frame|res.*)")
PATH = re.compile(
    r"(?:.*(?:file|texture|path|picture|output|image|folder|driver).*|.*(?:map|dir)"
    r"|source|take|camera|tex\d*)",
    re.I,
)
FILE = re.compile(
    r"(?!objpath|doppath|geodatapath|soppath)(?:.*(?:file|texture|picture|output|image|path).*"
    r"|.*(?:map|dir)|env_\w+|tex\d*)",
    re.I,
)
NOT_THERE = ("no node ", "no parameter ", "the variable $VARIANT", "what is inside the asset ")
NOT_THERE += ("the variable $N",)  # of a node of geometry: how many points it has


def read(path):
    found = hip.read(path, tables.load("houdini/nodes.json"))
    return found, evaluate.of(found)


def _is(names, name):
    match = names.match(name)
    return match is not None and match.end() == len(name)


def driven(scenes, names, want):
    """Yields (expression, Result) of the components of these names that expressions drive."""
    for path in scenes:
        found, values = read(path)
        for node in found.nodes.values():
            for name, channel in node.channels.items():
                row = channel.segments[0] if channel.segments else None
                if row is None or not _is(names, name):
                    continue
                if keys.interpolation(row) is None and values.tuples.find(node, name):
                    yield row.expression, getattr(values, want)(node, name)


def backticks(scenes):
    """Yields (text, Result) of the texts with backticks in parameters of files."""
    for path in scenes:
        found, values = read(path)
        for node in found.nodes.values():
            for name, parm in node.attrs.items():
                if len(parm.values) == 1 and "`" in parm.values[0] and _is(FILE, name):
                    yield parm.values[0], values.text(node, name)


def share(rows):
    """Returns (part that is known, how many there are, [what is not]) without what is not there."""
    rows = [row for row in rows if row[1].known or not (row[1].reason.startswith(NOT_THERE))]
    missed = [(text, found.reason) for text, found in rows if not found.known]
    return 1 - len(missed) / max(1.0, len(rows)), len(rows), missed


@needs_corpus
def test_99_of_100_ranges_are_worked_out():
    known, count, missed = share(driven(SCENES, RANGE, "number"))
    assert count > 100
    assert known >= 0.99, missed


@needs_corpus
def test_97_of_100_paths_are_worked_out():
    known, count, missed = share(driven(SCENES, PATH, "text"))
    assert count > 30
    assert known >= 0.97, missed


@pytest.mark.slow
@needs_corpus
def test_every_form_of_backticks_in_file_parameters_is_worked_out():
    known, count, missed = share(backticks(SCENES))
    assert count > 40
    assert known == 1, missed


@pytest.mark.slow
@needs_corpus
def test_evaluating_every_parameter_of_every_scene_ends():
    for path in SCENES:
        found, values = read(path)
        for node in found.nodes.values():
            for name in node.attrs:
                assert values.template(node, name).value is not None
                assert isinstance(values.number(node, name).known, bool)


# What the 749 scenes hold most, beside what the corpus shows: (class, expression, expected)
FORMS = [
    ("range", "$FSTART", 1),
    ("range", "$FEND", 240),
    ("range", "$RFSTART", 1),
    ("range", "$RFEND", 96),
    ("range", 'ch("../s/f1")', 5),
    ("range", "ch('../s/resx')*if(ch('../s/over'), ch('../s/res_fraction'), 1)", 960),
    ("range", 'clamp(ch("../s/f1"), ch("../s/f2"), $FF)', 1),
    ("range", "($T*$FPS)+1", 1),
    ("range", 'ch(strcat("../s/f","2"))', 9),
    ("range", 'ch(chsop("../s/link")+"/f2")', 9),
    ("range", "max(1, min(ch('../s/f2'), 7))", 7),
    ("range", "rint($FEND/7)", 34),
    ("range", "pow(2, 3)", 8),
    ("range", "if(ch('../s/f1') > 3, $FSTART, $FEND)", 1),
    ("range", "$NFRAMES", 240),
    ("range", "$TEND*$FPS+1", 240),
    ("path", 'chs("../s/picture")', "{hip}/s.0001.exr"),
    ("path", 'chsop("../s/link")', "/out/s"),
    ("path", "opdigits($OS)", "12"),
    ("path", 'opfullpath(chs("../s/link"))', "/out/s"),
    ("path", '"$HIP/x.exr"', "{hip}/x.exr"),
    ("path", 'ifs(strcmp(chs("../s/link"), "") == 0, "a", "b")', "b"),
    ("file", '$HIP/`opname("../.")`.`opname(".")`.$F.bgeo', "{hip}/out.rop12.1.bgeo"),
    ("file", "`pythonexprs(\"hou.pwd().path()[1:].replace('/', '_')\")`.$F4", "out_rop12.0001"),
    ("file", '`chs("../s/dir")`/`chs("../s/name")`_mesh.fbx', "{hip}/export/a_mesh.fbx"),
    ("file", '`strcat(chs("../s/dir"),chs("../s/name"))`_N.$F4.exr', "{hip}/exporta_N.0001.exr"),
    ("file", "$HIP/render/$OS.`@wedgeindex`.$F4.exr", "{hip}/render/rop12.*.0001.exr"),
    ("file", "`@pdg_name`.log", "*.log"),
    ("file", "`toupper(chs('../s/name'))`.`padzero(3, ch('../s/f1'))`", "A.005"),
    ("file", "`ifs(ch('../s/over'), 'half', 'full')`.exr", "half.exr"),
    ("file", "`strreplace(opfullpath('.'), '/', '_')`", "_out_rop12"),
    ("file", "op:`opfullpath('.')`", "op:/out/rop12"),
    ("file", "$HIP/$HIPNAME:r.${OS}.i`ch(\"../s/f1\")`.hperf", "{hip}/shot.rop12.i5.hperf"),
]  # fmt: skip


@pytest.mark.parametrize("kind, written, expected", FORMS)
def test_the_common_forms_are_worked_out_from_a_file(tmpdir, kind, written, expected):
    source = {"f": ["5", "9", "1"], "picture": "$HIP/$OS.$F4.exr", "link": "../s"}
    source.update({"dir": "$HIP/export", "name": "a", "over": "on"})
    source.update({"res_fraction": "0.5", "res": ["1920", "1080"]})
    parm = [["p", "0", written]] if kind != "file" else written
    nodes = {
        "/out/s": {"type": "geometry", "parms": source},
        "/out/rop12": {"type": "geometry", "parms": {"p": parm}},
    }
    path = ("%s/shot.hip" % tmpdir).replace("\\", "/")
    path = path.decode("utf-8") if isinstance(path, bytes) else path
    with io.open(path, "wb") as stream:
        stream.write(cpio(scene(nodes, tset=(0, 10), frange=(1, 96))))
    found, values = read(path)
    asked = getattr(values, "number" if kind == "range" else "text")
    result = asked(found.nodes["/out/rop12"], "p")
    if kind != "range":
        expected = expected.replace("{hip}", path.rpartition("/")[0])
    assert (result.value, result.known) == (expected, True), result.reason
