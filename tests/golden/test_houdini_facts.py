"""What real Houdini scenes hold, read by a person with plain searches, in houdini_corpus.json.

Null is not compared: the text of the scene does not tell it, ``note`` says why. In worked out
paths $HIP and $HIPNAME stand for where the scene lies, frames stay as written. ``silent`` nodes
write no file of their own; ``optional`` drivers and what ``*_may`` lists may be told or not.
Without the folder RAYVISION_CORPUS, which holds houdini/*.hip*, these tests skip and say so.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re
import shutil
import struct

import pytest
from test_golden import HERE, native, read_json, text

from analyzers.analyze import analyze

CORPUS = text(os.environ.get("RAYVISION_CORPUS", "")).replace("\\", "/").rstrip("/") + "/houdini"
REVIEWED = read_json(HERE + "/houdini_corpus.json")
NO_CORPUS = not os.path.isdir(native(CORPUS))
needs_corpus = pytest.mark.skipif(NO_CORPUS, reason="RAYVISION_CORPUS is not set")
every_scene = pytest.mark.parametrize("name", sorted(REVIEWED))

ALWAYS = set(
    ["ACTIVETAKE", "E", "EYE", "HIP", "HIPFILE", "HIPNAME", "JOB", "PI", "POSE", "status"]
)
"""Variables of every scene; so are those that begin with _HIP_."""
NOT_EVALUATED = "90042"
HIDDEN = re.compile("[A-Za-z0-9]+/(.*): the contents of this asset are not in the scene")
FRAME = re.compile(r"\$\{?(?:SF|FF|F)(\d*)\}?(?![A-Z_a-z])|<(?:SF|FF|F)(\d*)>")
ENDING = re.compile(r"[^\s.]\.[A-Za-z]\w{1,9}(?:\.(?:sc|gz))?$")
PLACE = re.compile(r"(?:[A-Za-z]:[/\\]|//\w|\$\{?(?:HIP|JOB|HOME)\b|/(?:home|mnt|media|tmp|opt)/)")
RECORD = re.compile(r"^(\S+)\s+\[[^\]\n]*\]\s+\(\t(.*)\t\)$", re.M)
VALUE = re.compile(r'\[ (\S+)\t(.*?) \]|"((?:[^"\\]|\\.)*)"|(\S+)')
STOCK = (
    (r"op:|opdef:|oplib:|temp:", "a node, a section of an asset, or memory"),
    (r"\$HFS/|\$HH/", "comes with Houdini"),
    (r"(default|Mandril|sphere_matte)\.pic$|def(cam|geo|ault)\.(bgeo|pc)$", "comes with Houdini"),
    (r"(IFD|arnold|redshift)\.py$", "the program that a renderer's plug-in brings"),
)
NOT_A_FILE = {
    ("*", "RS_objprop_proxy_file"): "the default; RS_objprop_proxy_enable is off in all of them",
    ("*", "ar_crowd_cache_dir"): "the folder of the scene, where a crowd would be cached",
    ("*", "ar_vdb_file"): "the default of a volume that Arnold would write",
    ("*", "checkpointfile"): "the state of a task graph",
    ("*", "debughip"): "written when savedebughip is on; it is off in all of them",
    ("*", "dirpath1"): "the folder of the scene",
    ("*", "env_file_pattern"): "a pattern for scripts of a pipeline",
    ("*", "explicitcachename"): "the default; explicitcache is off in all of them",
    ("*", "outdir"): "a folder, part of another parameter",
    ("*", "outext"): "an ending, part of another parameter",
    ("*", "pdg_workingdir"): "the folder of the scene",
    ("*", "perffile"): "a log",
    ("*", "playfilesname"): "the default of a played simulation",
    ("*", "site_env_file"): "a script of a site's pipeline, no part of the scene",
    ("*", "sss_pcname"): "the point cloud that the renderer makes",
    ("*", "taskgraphfile"): "written on a button",
    ("Redshift_ROP", "RS_archive_file"): "written when RS_archive_enable is on; it is off",
    ("arnold", "ar_ass_file"): "written when ar_ass_export_enable is on; it is off in all of them",
    ("arnold", "ar_profile_file"): "a log",
    ("arnold", "ar_stats_file"): "a log",
    ("arnold", "soho_pipecmd"): "a command",
    ("attributecreate", "stringvalue1"): "the value of an attribute",
    ("fileremove", "filepath"): "what it removes",
    ("geo", "expr_text"): "a text that somebody copied, no parameter of a file",
    ("ifd", "soho_diskfile"): "written when soho_outputmode is on; it is off in these",
    ("ifd", "vm_dcmfilename"): "written by a deep camera; the default",
    ("ifd", "vm_dsmfilename"): "written by a deep camera; the default",
    ("ifd", "vm_tmpsharedstorage"): "a folder of a render that runs",
    ("isooffset", "filename"): "the default of a file that it can write",
    ("karma", "dcmfilename"): "written by a deep camera; the default",
    ("karma", "productName"): "a checkpoint of a render that runs",
    ("labs::filter_by_value", "sValue_1"): "a value to compare with",
    ("labs::filter_by_value", "sValue_2"): "a value to compare with",
    ("labs::vertex_animation_textures::3.0", "exportpath"): "a folder, part of other parameters",
    ("parameter", "filedef"): "the default of a parameter that a shader declares",
    ("qLib::shot_ql::1", "root_dir"): "the folder of the scene",
    ("qLib::shot_ql::1", "takes_file"): "written and read on buttons",
    ("qLib::waypoint_ql::2", "perfmon_output"): "a log",
}


def answer_of(name):
    return analysis_of(name).answer()


def analysis_of(name, known={}):  # noqa: B006
    if name not in known:
        known[name] = analyze(CORPUS + "/" + name, environment={})
    return known[name]


def drivers_of(name, key):
    """Yields (reviewed driver, its RenderPass) where the value of ``key`` was known."""
    passes = dict((row.name, row) for row in analysis_of(name).passes)
    for row in REVIEWED[name]["drivers"]:
        if row[key] is not None and ("optional" not in row or row["node"] in passes):
            yield row, passes.get(row["node"])


def told(path):
    """Returns a path with its frames in one spelling: $F4 and <F4> are the same."""
    path = FRAME.sub(lambda found: "<F%s>" % (found.group(1) or found.group(2) or ""), path)
    return path.replace("\\", "/")


def placed(path, name):
    """Returns a reviewed path where the scene lies now."""
    stem = name.rpartition(".")[0]
    return told(path.replace("$HIPNAME", stem).replace("$HIP", CORPUS))


def last(path):
    return path.replace("\\", "/").rpartition("/")[2]


# -- a plain splitter, which shares nothing with the reader --------------------------------

HEAD = re.compile(br"070707[0-7]{70}")


def members_of(name):
    """Returns [(name of the member, bytes)] of a scene, damaged or not."""
    with io.open(native(CORPUS + "/" + name), "rb") as stream:
        data = stream.read()
    found, at = [], 0
    while True:
        if data[:3] == b"Hou":
            end = data.index(b"\0", at + 34)
            member, start = data[at + 34 : end], end + 1
            after = data.find(data[:6], end_of_index(data, start))
        else:
            chained = HEAD.match(data, at)
            while not chained:
                at = HEAD.search(data, at + 1).start()
                chained = HEAD.match(data, cpio(data, at)[2])
            member, start, after = cpio(data, at)
        if member.endswith(b"!!!"):
            return found
        found.append((member.decode("utf-8", "replace"), data[start:after]))
        at = after


def cpio(data, at):
    """Returns (name, where its data begins, where the next header does); the last has none."""
    start = at + 76 + int(data[at + 59 : at + 65], 8)
    name = data[at + 76 : start - 1]
    return name, start, at if name == b"TRAILER!!!" else start + int(data[at + 65 : at + 76], 8)


def end_of_index(data, start):
    """Returns the end of a nested archive of definitions, or ``start`` when there is none."""
    if data[start : start + 4] != b"INDX":
        return start
    at = start + 12 + struct.unpack(str(">I"), data[start + 8 : start + 12])[0]
    count, at, last_byte = struct.unpack(str(">I"), data[at : at + 4])[0], at + 4, 0
    for _ in range(count):
        at += 4 + struct.unpack(str(">I"), data[at : at + 4])[0]
        offset, size = struct.unpack(str(">II"), data[at : at + 8])
        at, last_byte = at + 12, max(last_byte, offset + size)
    return at + last_byte


def types_of(name):
    """Returns {node path: type}, from the .init members."""
    found = {}
    for member, data in members_of(name):
        if member.endswith(".init"):
            kind = re.search(br"^type = (.*)$", data, re.M).group(1).strip()
            found["/" + member[: -len(".init")]] = kind.decode("utf-8")
    return found


def written(name):
    """Yields (node path, type, parameter, text or None) of values of one line like a path.

    A value that an expression makes has no text; its cached one looked like a path.
    """
    types = types_of(name)
    for member, data in members_of(name):
        node = "/" + member.rpartition(".")[0]
        if not member.endswith(".parm") or node not in types:
            continue
        for record in RECORD.finditer(data.decode("utf-8", "replace")):
            for value in VALUE.finditer(record.group(2)):
                raw = [part for part in value.groups()[1:] if part is not None][0]
                raw = re.sub(r"\\(.)", r"\1", raw.strip('"'))
                if ENDING.search(raw) or PLACE.match(raw):
                    driven = value.group(1) is not None
                    yield node, types[node], record.group(1), None if driven else raw


def reason(kind, parm, raw):
    """Returns why a text that looks like a path is none, or None."""
    for key in ((kind, parm), ("*", parm)):
        if key in NOT_A_FILE:
            return NOT_A_FILE[key]
    for pattern, why in STOCK:
        if raw is not None and re.match(pattern, raw):
            return why
    return None


def like(raw, name, node):
    """Returns a pattern of what a text becomes: what stands in backticks may be anything."""
    path = raw.replace("${OS}", "$OS").replace("$OS", node.rpartition("/")[2])
    parts = re.split(r"`[^`]*`|\$\{?HIPNAME\}?(?::\w)?", told(path.replace("$HIP/", CORPUS + "/")))
    return re.compile(".*".join(re.escape(part) for part in parts) + "$")


# -- facts ---------------------------------------------------------------------------------


@needs_corpus
def test_every_scene_of_the_corpus_was_reviewed():
    found = [text(name) for name in os.listdir(native(CORPUS))]
    assert sorted(name for name in found if ".hip" in name) == sorted(REVIEWED)


@needs_corpus
@every_scene
def test_the_version_and_the_frame_rate_are_the_reviewed_ones(name):
    answer = answer_of(name)
    assert answer["version"] == REVIEWED[name]["version"]
    assert answer["fps"] == REVIEWED[name]["fps"]


@needs_corpus
@every_scene
@pytest.mark.parametrize("key", ["licence", "container"])
def test_the_container_tells_the_licence(name, key):
    assert analysis_of(name).scene.info[key] == REVIEWED[name][key]


@needs_corpus
@every_scene
@pytest.mark.parametrize("key", ["time_range", "playbar", "frame"])
def test_the_ranges_are_those_of_the_start_member(name, key):
    found, expected = analysis_of(name).scene.info[key], REVIEWED[name][key]
    if key == "frame":
        found, expected = [found], [expected]
    assert [round(value, 6) for value in found] == expected


@needs_corpus
@every_scene
@pytest.mark.parametrize("key", ["variables", "local_variables"])
def test_the_variables_of_the_user_are_the_reviewed_ones(name, key):
    found = dict(
        (variable, value)
        for variable, value in analysis_of(name).scene.info[key].items()
        if variable not in ALWAYS and not variable.startswith("_HIP_")
    )
    assert found == REVIEWED[name][key]


@needs_corpus
@every_scene
def test_every_node_of_the_file_is_read_with_its_type(name):
    expected = types_of(name)
    assert len(expected) == REVIEWED[name]["nodes"]
    nodes = analysis_of(name).scene.nodes
    found = dict((path, nodes[path].type) for path in expected if path in nodes)
    assert found == expected


@needs_corpus
@every_scene
def test_only_a_damaged_file_is_said_to_be_damaged(name):
    names = set(row[0] for row in analysis_of(name).scene.tips)
    assert ("archive_damaged" in names) == REVIEWED[name]["damaged"]


@needs_corpus
@every_scene
def test_every_output_driver_is_a_pass_and_nothing_else_writes(name):
    reviewed = REVIEWED[name]
    passes = analysis_of(name).passes
    needed = set(row["node"] for row in reviewed["drivers"] if "optional" not in row)
    allowed = set(row["node"] for row in reviewed["drivers"]) | set(reviewed["silent"])
    assert sorted(needed - set(row.name for row in passes)) == []
    assert sorted(set(row.name for row in passes) - allowed) == []
    writing = set(row.name for row in passes if row.outputs)
    assert sorted(writing & set(reviewed["silent"])) == []


@needs_corpus
@every_scene
def test_the_category_of_a_driver_comes_from_where_it_stands(name):
    nodes = analysis_of(name).scene.nodes
    found = [[row["node"], nodes[row["node"]].category] for row in REVIEWED[name]["drivers"]]
    assert found == [[row["node"], row["category"]] for row in REVIEWED[name]["drivers"]]


@needs_corpus
@every_scene
def test_the_kind_of_a_driver_is_the_reviewed_one(name):
    rows = list(drivers_of(name, "kind"))
    assert [(row["node"], found.kind) for row, found in rows] == [
        (row["node"], row["kind"]) for row, _ in rows
    ]


@needs_corpus
@every_scene
def test_the_renderer_of_a_driver_is_the_reviewed_one(name):
    rows = list(drivers_of(name, "renderer"))
    assert [(row["node"], found.renderer) for row, found in rows] == [
        (row["node"], row["renderer"]) for row, _ in rows
    ]


@needs_corpus
@every_scene
def test_the_frames_of_a_driver_are_the_reviewed_ones(name):
    rows = list(drivers_of(name, "frames"))
    assert [(row["node"], found.frames and found.frames.text) for row, found in rows] == [
        (row["node"], row["frames"]) for row, _ in rows
    ]


@needs_corpus
@every_scene
def test_the_camera_of_a_driver_is_the_reviewed_one(name):
    rows = list(drivers_of(name, "camera"))
    assert [(row["node"], found.cameras) for row, found in rows] == [
        (row["node"], [row["camera"]]) for row, _ in rows
    ]


@needs_corpus
@every_scene
def test_the_size_of_a_driver_is_the_reviewed_one(name):
    rows = list(drivers_of(name, "size"))
    assert [(row["node"], found.size and list(found.size)) for row, found in rows] == [
        (row["node"], row["size"]) for row, _ in rows
    ]


@needs_corpus
@every_scene
def test_a_driver_writes_where_it_was_reviewed_to_write(name):
    lost, strange = [], []
    for row, found in drivers_of(name, "outputs"):
        outputs = set(told(path) for path in found.outputs) if found else set()
        needed = set(placed(path, name) for path in row["outputs"])
        allowed = needed | set(placed(path, name) for path in row.get("outputs_may", []))
        lost += [(row["node"], path) for path in sorted(needed - outputs)]
        strange += [(row["node"], path) for path in sorted(outputs - allowed)]
    assert (lost, strange) == ([], [])


@needs_corpus
@every_scene
def test_a_driver_renders_the_take_it_names(name):
    for row, found in drivers_of(name, "take"):
        current = row["take"] == "_current_"
        assert (found.settings.get("take") or "_current_") in (
            ("_current_", "Main") if current else (row["take"],)
        ), row["node"]


@needs_corpus
@every_scene
def test_what_is_bypassed_is_off(name):
    for row, found in drivers_of(name, "bypassed"):
        assert not (row["bypassed"] and found.enabled)


@needs_corpus
@every_scene
def test_drivers_of_out_that_write_are_on_else_those_of_other_networks_and_caches_are_off(name):
    rows = [row for row in REVIEWED[name]["drivers"] if "optional" not in row]
    out = [row for row in rows if row["node"].startswith("/out/")]
    expected = {}
    for row in rows:
        if row["outputs"] and row["category"] != "Top":  # a fetch of the network may wait for it
            on = row in out or not out
            expected[row["node"]] = row["category"] == "Driver" and on and not row["bypassed"]
    found = dict((row.name, row.enabled) for row in analysis_of(name).passes)
    assert dict((node, found.get(node)) for node in expected) == expected


@needs_corpus
@every_scene
def test_every_file_that_is_read_is_told_with_its_node_and_parameter(name):
    found = set((row["node"], row["attr"], row["path"]) for row in answer_of(name)["files"])
    assert [row for row in REVIEWED[name]["files"] if tuple(row) not in found] == []


@needs_corpus
@every_scene
def test_an_input_that_is_not_there_is_missed_unless_a_driver_that_is_on_writes_it(name):
    analysis = analysis_of(name)
    made = set(told(path) for row in analysis.passes if row.enabled for path in row.outputs)
    reviewed = set(tuple(row) for row in REVIEWED[name]["files"])
    silent = [
        (row.node, row.attr, row.resolved)
        for row in analysis.files
        if (row.node, row.attr, row.path) in reviewed and not row.missing and not row.found
    ]
    assert [row for row in silent if told(row[2] or "") not in made] == []


@needs_corpus
@every_scene
def test_stock_defaults_and_outputs_are_not_told_as_files(name):
    reviewed = REVIEWED[name]
    allowed = set((row[0], row[1]) for row in reviewed["files"] + reviewed["files_may"])
    strange = [
        (row["node"], row["attr"], row["path"])
        for row in answer_of(name)["files"]
        if (row["node"], row["attr"]) not in allowed and not is_library(row["path"], reviewed)
    ]
    assert strange == []


@needs_corpus
@every_scene
def test_a_file_stands_on_the_line_of_the_member_it_is_said_to_stand_in(name):
    texts = dict((member, data.decode("utf-8", "replace")) for member, data in members_of(name))
    strange = []
    for row in answer_of(name)["files"]:
        member, _, line = row["where"].rpartition(" line ")
        lines = texts[member].split("\n")[int(line) - 1 :]
        places = (lines[0], texts.get(member[: -len("parm")] + "chn", ""))
        escaped = row["path"].replace("\\", "\\\\").replace('"', '\\"')
        driven = re.search(r"\(\t\[ ", lines[0])  # its path is what the expression makes
        stands = any(path in place for place in places for path in (row["path"], escaped))
        if not driven and not stands:
            strange.append((row["node"], row["attr"], row["path"], row["where"]))
    assert strange == []


@needs_corpus
@every_scene
def test_no_token_stands_in_a_token(name):
    rows = answer_of(name)["files"]
    paths = [path for row in rows for path in (row["path"], row["resolved"] or "")]
    assert [path for path in paths if re.search("<[^>]*<", path)] == []


@needs_corpus
@every_scene
def test_nothing_is_said_to_be_not_evaluated_that_a_reader_can_work_out(name):
    rows = [row for row in answer_of(name)["tips"] if row["code"] == NOT_EVALUATED]
    found = set(detail.partition(": ")[0] for row in rows for detail in row["details"])
    assert sorted(found - set(REVIEWED[name]["not_evaluated"])) == []


@needs_corpus
@every_scene
def test_an_unlocked_asset_is_not_said_to_hide_its_contents(name):
    locked = set()
    for member, data in members_of(name):
        if member.endswith(".init") and b"matchesdef = 1" in data:
            locked.add(types_of(name)["/" + member[: -len(".init")]])
    gaps = [HIDDEN.match(gap) for gap in answer_of(name)["gaps"]]
    assert [found.group(1) for found in gaps if found and found.group(1) not in locked] == []


@needs_corpus
@pytest.mark.parametrize(
    "name", [name for name in sorted(REVIEWED) if "$HIP/" in "%s" % REVIEWED[name]["libraries"]]
)
def test_a_library_beside_the_scene_that_the_scene_loads_is_sent(name, tmpdir):
    folder = text(str(tmpdir)).replace("\\", "/")
    shutil.copy(native(CORPUS + "/" + name), native(folder + "/" + name))
    for path in REVIEWED[name]["libraries"].values():
        if path.startswith("$HIP/"):
            with io.open(native(folder + path[len("$HIP") :]), "wb") as stream:
                stream.write(b"INDX")
            inputs = analyze(folder + "/" + name, environment={}).inputs
            assert [last(path)] == [last(found) for found in inputs]


def is_library(path, reviewed):
    keys = ("libraries", "plugin_libraries", "libraries_may")
    return last(path) in [last(library) for key in keys for library in reviewed[key].values()]


@needs_corpus
@every_scene
def test_the_libraries_of_used_assets_are_told_as_files(name):
    found = set(last(row["path"]) for row in answer_of(name)["files"])
    lost = [key for key, path in REVIEWED[name]["libraries"].items() if last(path) not in found]
    assert sorted(lost) == []


# -- the plain search ----------------------------------------------------------------------


@needs_corpus
@every_scene
def test_every_text_like_a_path_is_a_file_an_output_or_excluded_with_a_reason(name):
    analysis = analysis_of(name)
    reviewed = REVIEWED[name]
    known = set((row.node, row.attr) for row in analysis.files)
    known |= set((row[0], row[1]) for row in reviewed["files_may"])
    for row in reviewed["drivers"]:
        known |= set((row["node"], parm) for parm in row["raw"] if "optional" in row)
    outputs = dict((row.name, [told(path) for path in row.outputs]) for row in analysis.passes)
    lost = []
    for node, kind, parm, raw in written(name):
        made = outputs.get(node, [])
        if (node, parm) in known or reason(kind, parm, raw) or (raw is None and made):
            continue
        if raw is None or not any(like(raw, name, node).match(path) for path in made):
            lost.append((node, kind, parm, raw))
    assert lost == []


@needs_corpus
def test_every_exclusion_is_needed():
    rows = [row for name in sorted(REVIEWED) for row in written(name)]
    seen = set((kind, parm) for _, kind, parm, _ in rows) | set(("*", row[2]) for row in rows)
    assert sorted(set(NOT_A_FILE) - seen) == []
    unused = [row[0] for row in STOCK if not any(re.match(row[0], raw[3] or "") for raw in rows)]
    assert unused == []


@needs_corpus
def test_the_plain_search_finds_every_reviewed_input_that_is_written_out():
    found = set((name,) + (row[0], row[2]) for name in sorted(REVIEWED) for row in written(name))
    lost = [
        (name, row[0], row[1])
        for name in sorted(REVIEWED)
        for row in REVIEWED[name]["files"]
        if "`" not in row[2] and (name, row[0], row[1]) not in found
    ]
    assert lost == []


@needs_corpus
@every_scene
def test_a_reviewed_text_of_a_driver_stands_in_its_member(name):
    texts = dict((member, data.decode("utf-8", "replace")) for member, data in members_of(name))
    for row in REVIEWED[name]["drivers"]:
        member = texts[row["node"][1:] + ".parm"] + texts.get(row["node"][1:] + ".chn", "")
        for raw in row["raw"].values():
            assert raw.replace('"', '\\"') in member or raw in member, (row["node"], raw)


def test_a_reviewed_scene_has_every_fact():
    keys = set(REVIEWED[sorted(REVIEWED)[0]])
    assert [name for name in REVIEWED if set(REVIEWED[name]) - set(["note"]) != keys] == []
    assert len(REVIEWED) == 33
