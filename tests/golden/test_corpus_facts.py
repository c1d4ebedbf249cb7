"""What real scenes hold, read by a person with plain searches and kept in corpus.json.

A format of null is not compared: the text of the scene does not tell it. Without the folder
RAYVISION_CORPUS, which holds maya/*.ma and *.mb, these tests skip and say so.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re

import pytest
from test_golden import HERE, native, read_json, text

from analyzers.analyze import analyze

CORPUS = text(os.environ.get("RAYVISION_CORPUS", "")).replace("\\", "/").rstrip("/") + "/maya"
REVIEWED = read_json(HERE + "/corpus.json")
NO_CORPUS = not os.path.isdir(native(CORPUS))
needs_corpus = pytest.mark.skipif(NO_CORPUS, reason="RAYVISION_CORPUS is not set")

ENDINGS = (
    "abc ai als ass avi bif bmp cgfx cin cube dat dds exr fbx fur fx gif hda hdr ies iff jpeg jpg "
    "lut ma mb mc mcc mcx mdl mel mov mp3 mp4 mtlx obj ocio ogsfx osl otl pic png psd ptx py rat "
    "rib rla rs rstexbin sbsar sgi sl svg tex tga tif tiff tx usd usda usdc usdz vdb vrmap "
    "vrmesh vrscene wav xgen xml zip"
)
PATH = re.compile(r'"((?:[^"\\]|\\.)*\.(?:%s)(?:\{\d+\})?)"' % "|".join(ENDINGS.split()), re.I)
NODE = re.compile(r'(?:createNode (\w+) |select -ne )(?:.*-n "([^"]*)"|:(\w+))')
NOT_A_FILE = {
    ("defaultColorMgtGlobals", "cfp"): "ships with Maya: <MAYA_RESOURCES>",
    ("rmanGlobals", "ribFileFormat"): "the name of an output",
    ("VRaySettingsNode", "mSceneName"): "the scene itself, as it was called when it was saved",
}


def scenes(ending=""):
    return [name for name in sorted(REVIEWED) if name.endswith(ending)]


def answer_of(name):
    return analyze(CORPUS + "/" + name, environment={}).answer()


def lines_of(name):
    with io.open(native(CORPUS + "/" + name), encoding="latin-1", newline="\n") as stream:
        return stream.read().split("\n")


def written(name):
    """Yields (line, node type or name, attribute, text) of quoted texts that end like a file.

    A value may go on in lines that begin with two tabs; a text that is all of the first quotes
    of its line is the name of the attribute.
    """
    kind, attr = "", None
    for number, line in enumerate(lines_of(name), 1):
        found = NODE.match(line)
        if found:
            kind = found.group(1) or found.group(3)
        if line.startswith("\tsetAttr "):
            attr = line.split('"')[1].lstrip(".")
            line = line.split('"', 2)[2]
        elif not line.startswith("\t\t"):
            attr = None
        if attr is not None:
            for path in PATH.findall(line):
                yield number, kind, attr, path.replace("\\\\", "\\")


@needs_corpus
def test_every_scene_of_the_corpus_was_reviewed():
    found = [text(name) for name in os.listdir(native(CORPUS))]
    assert sorted(name for name in found if name[-3:] in (".ma", ".mb")) == scenes()


@needs_corpus
@pytest.mark.parametrize("name", scenes())
@pytest.mark.parametrize(
    "key", ["version", "fps", "frames", "animation", "renderer", "size"]
)
def test_a_fact_of_a_real_scene_is_the_one_that_was_reviewed(name, key):
    assert answer_of(name)[key] == REVIEWED[name][key]


@needs_corpus
@pytest.mark.parametrize("name", scenes())
def test_the_cameras_of_a_real_scene_render_as_it_says(name):
    found = dict((row["name"], row["renderable"]) for row in answer_of(name)["cameras"])
    assert found == REVIEWED[name]["cameras"]


@needs_corpus
@pytest.mark.parametrize("name", scenes())
def test_the_passes_of_a_real_scene_are_the_reviewed_ones(name):
    keys = ("name", "kind", "renderer", "frames", "enabled")
    found = [[row[key] for key in keys] for row in answer_of(name)["passes"]]
    assert found == [[row[key] for key in keys] for row in REVIEWED[name]["passes"]]


@needs_corpus
@pytest.mark.parametrize("name", scenes())
def test_the_output_formats_of_a_real_scene_are_the_reviewed_ones(name):
    task = analyze(CORPUS + "/" + name, environment={}).taskfiles().task
    expected = dict((row["name"], row["format"]) for row in REVIEWED[name]["passes"])
    found = dict(
        (layer, row["common"]["image_format"])
        for layer, row in task["scene_info_render"].items()
        if expected[layer] is not None
    )
    assert found == dict((key, value) for key, value in expected.items() if value is not None)


@needs_corpus
@pytest.mark.parametrize("name", scenes())
def test_the_plugins_of_a_real_scene_are_used_or_not_as_its_nodes_say(name):
    found = [[row["name"], row["version"], row["used"]] for row in answer_of(name)["plugins"]]
    assert sorted(found) == sorted(REVIEWED[name]["plugins"])


@needs_corpus
@pytest.mark.parametrize("name", scenes())
def test_the_references_of_a_real_scene_are_the_reviewed_ones(name):
    keys = ("path", "node", "loaded", "depth")
    found = [[row[key] for key in keys] for row in answer_of(name)["references"]]
    assert sorted(found) == sorted(REVIEWED[name]["references"])


@needs_corpus
@pytest.mark.parametrize("name", scenes())
def test_the_files_of_a_real_scene_are_the_reviewed_ones(name):
    keys = ("node", "attr", "path", "where", "role")
    found = [[row[key] for key in keys] for row in answer_of(name)["files"]]
    assert sorted(map(repr, found)) == sorted(map(repr, REVIEWED[name]["files"]))


@needs_corpus
@pytest.mark.parametrize("name", scenes(".ma"))
def test_a_reviewed_path_stands_in_the_text_on_its_line(name):
    lines = lines_of(name)
    for _, _, path, where, _ in REVIEWED[name]["files"]:
        assert '"%s"' % path.replace("\\", "\\\\") in lines[where - 1]


@needs_corpus
@pytest.mark.parametrize("name", scenes(".mb"))
def test_a_reviewed_path_stands_in_the_chunk_that_begins_at_its_byte(name):
    with io.open(native(CORPUS + "/" + name), "br") as stream:
        data = stream.read()
    for _, _, path, where, _ in REVIEWED[name]["files"]:
        start = int(where.rpartition(" ")[2])
        assert path.encode("utf-8") + b"\0" in data[start : start + len(path) + 16]


@needs_corpus
@pytest.mark.parametrize("name", scenes(".ma"))
def test_every_text_that_ends_like_a_file_is_a_file_or_excluded_with_a_reason(name):
    known = set((row["where"], row["path"]) for row in answer_of(name)["files"])
    lost = [
        row
        for row in written(name)
        if (row[0], row[3]) not in known and (row[1], row[2]) not in NOT_A_FILE
    ]
    assert lost == []


@needs_corpus
def test_every_exclusion_is_needed():
    seen = set((row[1], row[2]) for name in scenes(".ma") for row in written(name))
    assert sorted(set(NOT_A_FILE) - seen) == []


@needs_corpus
def test_the_plain_search_finds_every_reviewed_texture():
    found = set((name, row[3]) for name in scenes(".ma") for row in written(name))
    lost = [
        (name, row[2])
        for name in scenes(".ma")
        for row in REVIEWED[name]["files"]
        if row[4] != "reference" and (name, row[2]) not in found
    ]
    assert lost == []
