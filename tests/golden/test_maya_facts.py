"""What Maya's formats say about scenes written by hand; nothing here is ever rewritten.

Cases with a folder stand under maya/, those that need a file system or a table of values are
written into a folder of their own. What was expected was worked out before it was run.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import shutil
import sys
import unicodedata

import pytest
from test_golden import ROOT, analysis_of, folder_of, native, plain, problems, text

from analyzers.analyze import analyze

sys.path.append(os.path.join(ROOT, "tests", "unit", "analyzers"))
import mb_writer as mb  # noqa: E402

HEAD = """//Maya ASCII 2022 scene
//Name: shot.ma
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
createNode transform -n "shotCam";
createNode camera -n "shotCamShape" -p "shotCam";
"""
GLOBALS = """select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "%s";
	setAttr ".an" yes;
	setAttr ".fs" 1;
	setAttr ".ef" 5;
"""
END = "// End of shot.ma\n"
RESOLUTION = 'select -ne :defaultResolution;\n\tsetAttr ".w" 1280;\n\tsetAttr ".h" 720;\n'
MISSING, UNFOUND, SUSPECTED, HOSTILE, CUT, FORMAT = (
    "50001",
    "90009",
    "90015",
    "90014",
    "90001",
    "90008",
)


class Project(object):
    """A project in an empty folder, with the scene it is asked about."""

    def __init__(self, folder):
        self.folder = text(folder.strpath).replace(os.sep, "/")
        self.put("workspace.mel", 'workspace -fr "sourceImages" "sourceimages";\n')

    def put(self, name, content="x"):
        path = native(self.folder + "/" + name)
        if not os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(path))
        content = content if isinstance(content, bytes) else content.encode("utf-8")
        with io.open(path, "wb") as stream:
            stream.write(content)

    def analysis(self, name="scenes/shot.ma"):
        return analyze(self.folder + "/" + name, windows=False, environment={})

    def scene(self, body="", renderer="arnold", extra="", content=None):
        """Writes the scene and returns its answer, the folder taken out."""
        whole = HEAD + body + GLOBALS % renderer + extra + END
        self.put("scenes/shot.ma", whole if content is None else content)
        return self.answer()

    def answer(self, name="scenes/shot.ma"):
        return bare(self.analysis(name).answer(), self.folder)

    def common(self, layer="defaultRenderLayer"):
        return self.analysis().taskfiles().task["scene_info_render"][layer]["common"]


@pytest.fixture
def project(tmpdir):
    return Project(tmpdir)


def bare(document, folder):
    if isinstance(document, dict):
        return dict((key, bare(value, folder)) for key, value in document.items())
    if isinstance(document, (list, tuple)):
        return [bare(value, folder) for value in document]
    return document.replace(folder, "<case>") if hasattr(document, "replace") else document


def answer_of(case):
    return plain(analysis_of(case).answer(), case)


def files(answer):
    """Returns {node: [(attribute, path)]}."""
    found = {}
    for row in answer["files"]:
        found.setdefault(row["node"], []).append((row["attr"], row["path"]))
    return found


def file_of(answer, node, path=None):
    return [row for row in answer["files"] if row["node"] == node and path in (None, row["path"])][
        0
    ]


def paths(answer):
    return sorted(row["path"] for row in answer["files"])


def details(answer, code):
    return [line for row in answer["tips"] if row["code"] == code for line in row["details"]]


def levels(answer, code):
    return [row["level"] for row in answer["tips"] if row["code"] == code]


def layer(case, name):
    return [row for row in answer_of(case)["passes"] if row["name"] == name][0]


def cameras(answer):
    return dict((row["name"], row["renderable"]) for row in answer["cameras"])


def uploaded(case):
    upload = analysis_of(case).taskfiles().upload
    folder = folder_of(case) + "/"
    return sorted(row["local"].replace(folder, "") for row in upload["asset"])


def setting(name, value):
    return '\tsetAttr ".%s" -type "string" "%s";\n' % (name, value)


# Render Setup: maya-format, chapter 5.

SETUP = "render_setup_overrides"


def test_an_absolute_override_changes_the_range_of_its_layer():
    assert layer(SETUP, "absolute")["frames"] == "5-8[1]"


def test_an_absolute_override_changes_the_size_of_its_layer():
    assert layer(SETUP, "absolute")["size"] == [640, 360]


def test_an_absolute_override_changes_the_renderer_and_then_the_format_of_the_globals_holds():
    row = layer(SETUP, "absolute")
    assert (row["renderer"], row["outputs"]) == ("mayaSoftware", ["stills/<Scene>.jpg"])


def test_a_layer_without_overrides_keeps_what_the_globals_say():
    row = layer(SETUP, "defaultRenderLayer")
    expected = ("arnold", "1-20[1]", [1000, 500], ["base.exr"], False)
    keys = ("renderer", "frames", "size", "outputs", "enabled")
    assert tuple(row[key] for key in keys) == expected


def test_a_relative_override_of_the_end_multiplies_and_then_adds():
    assert layer(SETUP, "relative")["frames"] == "1-12[1]"


def test_a_relative_override_of_the_size_multiplies_and_then_adds():
    assert layer(SETUP, "relative")["size"] == [2000, 480]


def test_a_selection_names_nodes_on_lines_of_their_own_and_a_pattern_switches_one_off():
    found = layer(SETUP, "cameras")["cameras"]
    assert found == ["|camB|camBShape", "|camC|camCShape"]


def test_a_camera_is_renderable_in_its_layer_only():
    assert layer(SETUP, "absolute")["cameras"] == ["|camA|camAShape"]


def test_an_override_without_a_value_has_the_default_of_its_attribute():
    row = layer(SETUP, "absent")
    assert row["size"] == [320, 500]


def test_an_override_of_a_switch_without_a_value_is_off():
    assert layer(SETUP, "absent")["cameras"] == ["|camB|camBShape"]


def test_a_collection_that_is_off_overrides_nothing():
    row = layer(SETUP, "off")
    assert (row["frames"], row["cameras"]) == ("1-20[1]", ["|camA|camAShape"])


def test_an_override_reaches_its_layer_through_a_group():
    assert layer(SETUP, "grouped")["frames"] == "1-4[1]"


def test_the_later_of_two_overrides_holds_whatever_was_connected_first():
    assert layer(SETUP, "order")["frames"] == "1-7[1]"


# References: maya-format, chapter 1.

EDITS = "reference_edits"


@pytest.mark.parametrize(
    "node, path",
    [
        ("ch:skin", "new"),
        ("gn:skin", "edited"),
        ("h:own", "plain"),
        ("h:i:first", "top"),
        ("h:i:second", "held"),
        ("pre_skin", "renamed"),
    ],
)
def test_an_edit_replaces_the_path_that_the_referenced_scene_holds(node, path):
    expected = [("fileTextureName", "sourceimages/%s.png" % path)]
    assert files(answer_of(EDITS))[node] == expected


def test_a_path_that_an_edit_replaced_is_not_sent():
    gone = set("sourceimages/%s.png" % name for name in ("old", "inner", "inner2"))
    assert sorted(gone & set(uploaded(EDITS))) == []


def test_a_camera_is_renderable_as_the_edits_say():
    assert cameras(answer_of(EDITS)) == {
        "|shotCam|shotCamShape": True,
        "|ch:eye|ch:eyeShape": True,
        "|ch:other|ch:otherShape": False,
        "|gn:eye|gn:eyeShape": True,
        "|h:i:deep|h:i:deepShape": True,
        "|pre_eye|pre_eyeShape": True,
        "|pre_other|pre_otherShape": True,
    }


@pytest.mark.parametrize(
    "node, via",
    [
        ("ch:skin", []),
        ("gn:skin", []),
        ("h:i:first", []),
        ("h:i:second", ["<case>/scenes/holder.ma"]),
        ("h:own", ["<case>/scenes/holder.ma"]),
    ],
)
def test_the_chain_of_an_edited_path_ends_at_the_file_whose_line_it_names(node, via):
    row = file_of(answer_of(EDITS), node)
    assert row["via"] == via


def test_a_scene_whose_references_were_all_found_but_one_has_one_missing_file():
    found = details(answer_of(EDITS), MISSING)
    assert len(found) == 1 and "scenes/gone.ma" in found[0]


def test_an_unloaded_reference_brings_no_camera_even_if_an_edit_speaks_of_it():
    assert cameras(answer_of("unloaded_reference")) == {"|shotCam|shotCamShape": True}


def test_an_unloaded_reference_brings_no_file_even_if_an_edit_names_one():
    names = files(answer_of("unloaded_reference"))
    assert sorted(node for node in names if node.startswith("late:")) == []
    assert "sourceimages/swap.png" not in uploaded("unloaded_reference")


def test_an_unloaded_reference_stands_among_the_references():
    found = answer_of("unloaded_reference")["references"]
    assert dict((row["path"], row["loaded"]) for row in found) == {
        "scenes/on.ma": True,
        "scenes/late.ma": False,
    }


# Script nodes: maya-more, chapter 3.

FLAGGED = (
    "MayaMelUIConfigurationFile sets:breed_gene script1 script2 script3 script4 script5 script6 "
    "maya_secure_system_scriptNode script7 script8 codeExtractor store"
)


@pytest.mark.parametrize("node", FLAGGED.split())
def test_a_node_with_the_name_or_the_marks_of_a_worm_is_named(node):
    found = details(answer_of("hostile_script_nodes"), HOSTILE)
    assert [line for line in found if node in line.replace(":", " ").split() or node in line] != []


@pytest.mark.parametrize(
    "node", ["uiConfigurationScriptNode", "sceneConfigurationScriptNode", "greeting", "settings"]
)
def test_a_node_without_such_marks_is_not_named(node):
    assert node not in "%s" % answer_of("hostile_script_nodes")["tips"]


def test_a_worm_is_an_error():
    assert levels(answer_of("hostile_script_nodes"), HOSTILE) == ["error"]


def test_a_worm_in_a_binary_scene_is_an_error_that_names_its_node(project):
    writer = mb.Writer(version="2022")
    marks = mb.string("b", "# only a marker: leukocyte.antivirus")
    writer.node(b"SCRP", "script1", attrs=[marks, mb.double("st", 1.0)])
    writer.node(b"SCRP", "clean", attrs=[mb.string("b", "print(1)"), mb.double("st", 1.0)])
    project.put("scenes/shot.mb", writer.bytes())
    found = details(project.answer("scenes/shot.mb"), HOSTILE)
    assert len(found) == 1 and "script1" in found[0]


# Paths in attributes that nobody knows: maya-format, chapter 3, the last paragraph.

SUSPECTS = "suspected_paths"


def suspects(answer):
    return sorted(
        (row["node"], row["path"]) for row in answer["files"] if row["role"] == "suspected"
    )


def test_exactly_the_texts_that_look_like_paths_are_suspected_and_each_once():
    assert suspects(answer_of(SUSPECTS)) == [
        ("scatter1", "D:/points/rocks.abc"),
        ("unknown1", "sourceimages/mystery.exr"),
        ("|prop", "sourceimages/ref.jpg"),
    ]


def test_the_texture_of_a_mesh_is_a_texture():
    found = [(row["node"], row["attr"], row["role"]) for row in answer_of(SUSPECTS)["files"]]
    assert ("|prop|propShape", "mtoa_difColTexture", "texture") in found


def test_a_suspected_file_is_not_sent():
    assert uploaded(SUSPECTS) == ["scenes/shot.ma", "sourceimages/skin.png"]


def test_a_suspected_file_that_exists_is_not_called_missing():
    found = [line for line in details(answer_of(SUSPECTS), SUSPECTED) if "ref.jpg" in line]
    assert len(found) == 1 and "miss file" not in found[0]


LABELS = ["persp.png", "persp_depth", "%camera", "from_script", "from_expression", "/Cap/", "fast"]
LABELS += ["scene-linear", "rast.exr", "b.exr", "example.com", "wood.png", "rocks", "1.2.3"]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_or_a_note_is_no_path(label):
    found = [path for path in paths(answer_of(SUSPECTS)) if path != "D:/points/rocks.abc"]
    assert label not in " ".join(found)


# V-Ray: maya-more, chapter 2.

MAPS = [
    (
        '\tsetAttr ".gi" yes;\n\tsetAttr ".imode" 2;\n' + setting("ifile", "D:/m/a.vrmap"),
        ["D:/m/a.vrmap"],
    ),
    (
        '\tsetAttr ".gi" yes;\n\tsetAttr ".imode" 3;\n' + setting("ifile", "D:/m/a.vrmap"),
        ["D:/m/a.vrmap"],
    ),
    ('\tsetAttr ".gi" yes;\n\tsetAttr ".imode" 0;\n' + setting("ifile", "D:/m/a.vrmap"), []),
    ('\tsetAttr ".gi" yes;\n' + setting("ifile", "D:/m/a.vrmap"), []),
    ('\tsetAttr ".imode" 2;\n' + setting("ifile", "D:/m/a.vrmap"), []),
    (
        '\tsetAttr ".gi" no;\n\tsetAttr ".imode" 2;\n' + setting("ifile", "D:/m/a.vrmap"),
        [],
    ),
    (
        '\tsetAttr ".gi" yes;\n\tsetAttr ".mode" 2;\n' + setting("fnm", "D:/m/b.vrlmap"),
        ["D:/m/b.vrlmap"],
    ),
    ('\tsetAttr ".gi" yes;\n' + setting("fnm", "D:/m/b.vrlmap"), []),
    (
        '\tsetAttr ".gi" yes;\n\tsetAttr ".imode" 2;\n'
        + setting("ifile", "")
        + setting("iasf", "D:/m/saved.vrmap"),
        [],
    ),
    (
        '\tsetAttr ".gi" yes;\n'
        + setting("asf", "D:/m/1.vrlmap")
        + setting("lcasf", "D:/m/2.vrlmap")
        + setting("casf", "D:/m/3.vrpmap")
        + setting("pmasf", "D:/m/4.vrpmap"),
        [],
    ),
]


@pytest.mark.parametrize("written, expected", MAPS)
def test_a_light_map_is_an_input_when_its_mode_says_from_file(project, written, expected):
    body = 'createNode VRaySettingsNode -s -n "vraySettings";\n' + written
    assert paths(project.scene(body, "vray")) == expected


@pytest.mark.parametrize(
    "written, expected",
    [
        ("png", "png"),
        ("jpg", "jpg"),
        ("tif", "tif"),
        ("exr", "exr"),
        ("exr (multichannel)", "exr"),
        (None, "png"),
    ],
)
def test_vray_writes_what_its_own_format_says(project, written, expected):
    body = 'createNode VRaySettingsNode -s -n "vraySettings";\n\tsetAttr ".wi" 640;\n'
    body += '\tsetAttr ".he" 360;\n' + (setting("imgfs", written) if written else "")
    project.scene(body, "vray", '\tsetAttr ".outf" 8;\n')
    assert project.common()["image_format"] == expected


# Caches: maya-more, chapter 1.


def test_a_cache_is_its_description_and_every_frame_beside_it():
    sent = [path for path in uploaded("caches") if path.startswith("cache/nCache/")]
    names = ["cloth.xml", "clothFrame1.mc", "clothFrame2.mc"]
    assert sent == ["cache/nCache/shot/" + name for name in names]


def test_a_cache_that_is_off_is_no_input():
    assert "offCache" not in files(answer_of("caches"))


def test_a_cache_that_is_not_there_is_missing():
    row = file_of(answer_of("caches"), "goneCache")
    assert row["found"] == 0 and len(row["missing"]) == 1
    assert "cache/nCache/gone" in " ".join(details(answer_of("caches"), MISSING))


def test_a_disk_cache_is_looked_for_by_its_own_rule_and_its_hidden_name_is_none():
    answer = answer_of("caches")
    assert [path for _, path in files(answer)["jiggle1Cache"]] == ["shot.ma_jiggle1.mcj"]
    assert file_of(answer, "jiggle1Cache")["resolved"] == "<case>/data/shot.ma_jiggle1.mcj"


def test_the_layers_of_an_alembic_node_are_files_and_the_first_is_counted_once():
    found = sorted(path for _, path in files(answer_of("caches"))["layered"])
    assert found == ["cache/alembic/a.abc", "cache/alembic/b.abc"]


def test_the_geometry_path_in_a_gpu_cache_is_no_file():
    expected = [("cacheFileName", "cache/alembic/set.abc")]
    assert files(answer_of("caches"))["|set|setShape"] == expected


# Proxies and what they hold.


def test_a_sequence_of_stand_ins_misses_the_frame_that_is_not_there():
    row = file_of(answer_of("arnold_proxies"), "|tree|treeShape")
    assert (row["found"], row["missing"]) == (3, ["<case>/proxies/tree.0003.ass"])


def test_a_texture_inside_a_stand_in_is_told_with_the_chain_that_led_to_it():
    answer = answer_of("arnold_proxies")
    row = [row for row in answer["files"] if row["path"] == "D:/library/moss.png"][0]
    assert (row["found"], row["missing"], row["where"]) == (0, ["D:/library/moss.png"], 16)
    assert len(row["via"]) == 1 and row["via"][0].endswith("proxies/rock.ass")
    assert [line for line in details(answer, MISSING) if "moss.png" in line] != []


def test_the_output_inside_a_stand_in_is_no_input():
    assert "out/rock.exr" not in "%s" % answer_of("arnold_proxies")["files"]


def test_the_twin_of_a_texture_is_sent_with_it():
    sent = [path for path in uploaded("arnold_proxies") if path.startswith("sourceimages/")]
    assert sent == ["sourceimages/sky.png", "sourceimages/wood.png", "sourceimages/wood.tx"]


def test_an_empty_stand_in_is_no_file():
    assert "|none|noneShape" not in files(answer_of("arnold_proxies"))


def test_a_palette_is_found_beside_the_scene_and_what_it_names_is_told():
    answer = answer_of("xgen_palette")
    row = file_of(answer, "fur")
    assert (row["resolved"], row["found"]) == ("<case>/shot__fur.xgen", 1)
    found = set(row["path"] for row in answer["files"] if row["via"])
    assert "${PROJECT}guides/back.abc" in found and "${PROJECT}maps/mask.ptx" in found


def test_only_the_file_that_a_bifrost_graph_reads_is_an_input():
    found = [(row["path"], row["found"]) for row in answer_of("bifrost_graph")["files"]]
    assert found == [("usd/chair.usda", 1)]


def test_the_path_in_a_bifrost_graph_stands_on_the_line_of_its_part():
    with io.open(native(folder_of("bifrost_graph") + "/scenes/shot.ma"), encoding="utf-8") as data:
        line = [at for at, row in enumerate(data, 1) if "usd/chair.usda" in row][0]
    assert answer_of("bifrost_graph")["files"][0]["where"] == line


def test_a_layer_leads_to_its_sublayers_and_they_to_their_textures():
    rows = [row for row in answer_of("usd_layers")["files"] if row["via"]]
    found = dict(
        (row["path"], (row["found"], [step.split("/")[-1] for step in row["via"]])) for row in rows
    )
    assert found == {
        "./look.usda": (1, ["set.usda"]),
        "./lost.usda": (0, ["set.usda"]),
        "./sourceimages/wall.png": (1, ["set.usda", "look.usda"]),
        "./sourceimages/absent.png": (0, ["set.usda", "look.usda"]),
    }


def test_an_anonymous_layer_is_no_file():
    assert [path for path in paths(answer_of("usd_layers")) if path.startswith("anon:")] == []


def test_an_anonymous_layer_is_in_no_tip():
    assert "anon:" not in "%s" % answer_of("usd_layers")["tips"]


def test_redshift_and_renderman_paths_are_found():
    found = dict(
        (row["node"], (row["attr"], row["found"]))
        for row in answer_of("redshift_and_renderman")["files"]
    )
    assert found == {
        "|crowd|crowdShape": ("fileName", 3),
        "|dome|domeShape": ("tex0", 1),
        "normal": ("tex0", 1),
        "|lamp|lampShape": ("profile", 1),
        "bark": ("filename", 1),
        "|studio|studioShape": ("lightColorMap", 1),
    }


def test_an_empty_line_within_a_value_does_not_end_its_statement():
    assert files(answer_of("octane_empty_line_type")) == {
        "wood": [("File", "wood.jpg")],
        "after": [("fileTextureName", "sourceimages/after.png")],
    }


# Outputs, labels and what ships with Maya.


def test_no_output_is_an_input():
    assert files(answer_of("outputs_are_never_inputs")) == {}


def test_no_output_is_in_a_tip():
    assert "D:/" not in "%s" % answer_of("outputs_are_never_inputs")["tips"]


def color(enabled, path):
    return 'select -ne :defaultColorMgtGlobals;\n\tsetAttr ".cfe" %s;\n%s' % (
        enabled,
        setting("cfp", path),
    )


def test_a_color_config_that_is_in_use_is_a_file_and_so_is_what_it_names(project):
    config = "ocio_profile_version: 1\nsearch_path: luts\nroles:\n  default: raw\ncolorspaces:\n"
    config += "  - !<ColorSpace>\n    name: raw\n    to_reference: !<FileTransform> {src: a.cube}\n"
    project.put("ocio/config.ocio", config)
    project.put("ocio/luts/a.cube")
    answer = project.scene(extra=color("yes", "ocio/config.ocio"))
    assert "ocio/config.ocio" in paths(answer)
    assert [row["found"] for row in answer["files"] if row["path"].endswith("a.cube")] == [1]


def test_a_color_config_that_is_off_is_no_file(project):
    assert paths(project.scene(extra=color("no", "D:/ocio/config.ocio"))) == []


@pytest.mark.parametrize(
    "path",
    [
        "<MAYA_RESOURCES>/OCIO-configs/Maya2022-default/config.ocio",
        "C:/Program Files/Autodesk/Maya2022/resources/OCIO-configs/config.ocio",
    ],
)
def test_a_color_config_that_ships_with_maya_is_never_missing(project, path):
    answer = project.scene(extra=color("yes", path))
    assert [row for row in answer["files"] if row["missing"]] == []
    assert details(answer, MISSING) == []


@pytest.mark.parametrize(
    "node",
    [
        'createNode brush -n "b";\n' + setting("imn", "glassTube.iff"),
        'createNode brush -n "b";\n' + setting("lim", "leaftex"),
        'createNode file -n "f";\n'
        + setting("ftn", "C:/Program Files/Autodesk/Maya2018/presets/ShaderFX/Images/a.dds"),
    ],
)
def test_what_ships_with_maya_is_never_missing(project, node):
    answer = project.scene(node)
    assert [row for row in answer["files"] if row["missing"]] == []
    assert details(answer, MISSING) == []


# Texts.


def test_a_path_in_parts_is_joined_and_stands_on_the_line_of_its_first_part(project):
    project.put("sourceimages/wood.png")
    body = 'createNode file -n "file1";\n\tsetAttr ".ftn" -type "string" (\n\t\t"source"\n'
    body += '\t\t+ "images/" \n\t\t+ "wood.png");\n'
    row = file_of(project.scene(body), "file1")
    assert (row["path"], row["found"]) == ("sourceimages/wood.png", 1)
    assert row["where"] == HEAD.count("\n") + 3


def test_escapes_are_taken_out_of_a_path(project):
    body = 'createNode file -n "file1";\n' + setting("ftn", 'D:\\\\maps\\\\a \\"b\\".png')
    assert file_of(project.scene(body), "file1")["path"] == 'D:\\maps\\a "b".png'


def test_text_in_a_long_script_makes_no_nodes(project):
    body = 'createNode script -n "s";\n\tsetAttr ".b" -type "string" (\n\t\t"a\\n"\n'
    body += '\t\t+ "createNode file -n \\"f\\";\\n\\tsetAttr \\".ftn\\" \\"a.png\\";");\n'
    assert paths(project.scene(body)) == []


def test_a_file_whose_name_differs_in_case_is_missing_and_suggested(project):
    project.put("sourceimages/Wood.PNG")
    if os.path.exists(native(project.folder + "/sourceimages/wood.png")):
        pytest.skip("this disk does not tell cases apart")
    body = 'createNode file -n "file1";\n' + setting("ftn", "sourceimages/wood.png")
    answer = project.scene(body)
    assert file_of(answer, "file1")["found"] == 0
    found = details(answer, MISSING)
    assert len(found) == 1 and "<case>/sourceimages/Wood.PNG" in found[0]


def test_a_file_of_that_name_in_another_folder_is_suggested(project):
    project.put("sourceimages/old/wood.png")
    body = 'createNode file -n "file1";\n' + setting("ftn", "textures/lost/wood.png")
    found = details(project.scene(body), MISSING)
    assert len(found) == 1 and "sourceimages/old/wood.png" in found[0]


@pytest.mark.parametrize("written, on_disk", [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_is_found_in_the_other_unicode_form(project, written, on_disk):
    name = "sourceimages/caf\u00e9.png"
    project.put(unicodedata.normalize(on_disk, name))
    body = 'createNode file -n "file1";\n'
    body += setting("ftn", unicodedata.normalize(written, name))
    answer = project.scene(body)
    assert (file_of(answer, "file1")["found"], details(answer, MISSING)) == (1, [])


# The same facts in a binary scene.


def twin():
    """The facts of mb_twin/scenes/shot.ma, as a binary scene holds them."""
    writer = mb.Writer(version="2022")
    for key, value in (("application", "maya"), ("product", "Maya 2022"), ("version", "2022")):
        writer.info(key, value)
    for name, attrs in (("shotCam", []), ("sideCam", [mb.double("rnd", 0.0)])):
        writer.node(b"XFRM", name)
        writer.node(b"DCAM", name + "Shape", name, attrs)
    for name in ("wood", "lost"):
        writer.node(b"RTFT", name, attrs=[mb.string("ftn", "sourceimages/%s.png" % name)])
    attrs = [mb.string("ren", "mayaSoftware"), mb.double("an", 1.0), mb.double("outf", 32.0)]
    attrs += [writer.time("fs", 3 / 24), writer.time("ef", 12 / 24)]
    writer.select(":defaultRenderGlobals", attrs)
    writer.select(":defaultResolution", [mb.double("w", 1280.0), mb.double("h", 720.0)])
    return writer.bytes()


def test_a_binary_scene_of_the_same_facts_has_the_same_answer(tmpdir):
    folder = Project(tmpdir).folder + "/twin"
    shutil.copytree(native(folder_of("mb_twin")), native(folder))
    with io.open(native(folder + "/scenes/shot.mb"), "wb") as stream:
        stream.write(twin())
    answers = []
    for name, reader in (("shot.ma", "ascii"), ("shot.mb", "binary")):
        path = folder + "/scenes/" + name
        answer = bare(analyze(path, windows=False, environment={}).answer(), folder)
        assert (answer.pop("reader"), answer.pop("scene")) == (reader, "<case>/scenes/" + name)
        for row in answer["files"]:
            row.pop("where")
        tips = [(row["code"], row["level"], len(row["details"])) for row in answer["tips"]]
        answer["tips"] = tips
        answers.append(answer)
    assert answers[0] == answers[1]


# Cameras.


def test_a_stereo_rig_has_three_cameras_and_two_of_them_render():
    rig = "|stereoCamera|stereoCamera"
    assert cameras(answer_of("stereo_rig")) == {
        rig + "CenterCamShape": False,
        rig + "Left|stereoCameraLeftShape": True,
        rig + "Right|stereoCameraRightShape": True,
    }


# Output formats: maya-more, chapter 4.

NUMBERS = {0: "gif", 2: "rla", 3: "tif", 4: "tif", 6: "als", 7: "iff", 8: "jpg", 9: "eps"}
NUMBERS.update({10: "iff", 11: "cin", 12: "yuv", 13: "sgi", 19: "tga", 20: "bmp", 22: "mov"})
NUMBERS.update({23: "avi", 31: "psd", 32: "png", 35: "dds", 36: "psd", 40: "exr"})
KEYS = {"tifu": "tif", "tif": "tif", "exr": "exr", "hdr": "hdr", "jpeg": "jpg", "png": "png"}
KEYS.update({"iff": "iff", "qntntsc": "yuv", "": "exr", None: "exr"})


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_a_number_names_a_format(project, number):
    project.scene(renderer="mayaSoftware", extra='\tsetAttr ".outf" %d;\n' % number)
    assert project.common()["image_format"] == NUMBERS[number]


@pytest.mark.parametrize("key", sorted(KEYS, key="{}".format))
def test_a_key_names_the_format_when_the_number_says_so(project, key):
    extra = '\tsetAttr ".outf" 51;\n' + ("" if key is None else setting("imfkey", key))
    project.scene(renderer="mayaHardware2", extra=extra)
    assert project.common()["image_format"] == KEYS[key]


def test_a_key_says_nothing_when_the_number_names_a_format(project):
    extra = '\tsetAttr ".outf" 8;\n' + setting("imfkey", "exr")
    project.scene(renderer="mayaSoftware", extra=extra)
    assert project.common()["image_format"] == "jpg"


def test_the_format_that_is_not_written_is_iff(project):
    project.scene(renderer="mayaSoftware")
    assert project.common()["image_format"] == "iff"


def test_a_number_that_nobody_knows_is_a_tip(project):
    answer = project.scene(renderer="mayaSoftware", extra='\tsetAttr ".outf" 50;\n')
    assert len(levels(answer, FORMAT)) == 1


@pytest.mark.parametrize(
    "written, expected",
    [("exr", "exr"), ("jpeg", "jpg"), ("png", "png"), ("tif", "tif"), (None, "exr")],
)
def test_arnold_writes_what_its_driver_says(project, written, expected):
    body = 'createNode aiAOVDriver -s -n "defaultArnoldDisplayDriver";\n'
    body += setting("ai_translator", "maya") + '\tsetAttr ".output_mode" 0;\n'
    body += 'createNode aiAOVDriver -s -n "defaultArnoldDriver";\n'
    body += setting("ai_translator", written) if written else ""
    project.scene(body, extra='\tsetAttr ".outf" 20;\n')
    assert project.common()["image_format"] == expected


@pytest.mark.parametrize("number, expected", [(0, "iff"), (1, "exr")])
def test_redshift_writes_what_its_options_say(project, number, expected):
    body = 'createNode RedshiftOptions -s -n "redshiftOptions";\n'
    body += '\tsetAttr ".imageFormat" %d;\n' % number
    project.scene(body, "redshift", '\tsetAttr ".outf" 20;\n')
    assert project.common()["image_format"] == expected


def test_renderman_writes_what_the_display_driver_of_its_default_display_says(project):
    body = 'createNode rmanDisplay -s -n "rmanDefaultDisplay";\ncreateNode d_openexr -n "d1";\n'
    body += 'createNode rmanDisplay -n "bake";\ncreateNode d_tiff -n "d2";\n'
    joins = 'connectAttr "d1.msg" ":rmanDefaultDisplay.displayType";\n'
    joins += 'connectAttr "d2.msg" "bake.displayType";\n'
    project.scene(body, "renderman", '\tsetAttr ".outf" 20;\n' + joins)
    assert project.common()["image_format"] == "exr"


# Sizes.


def test_the_size_that_vray_holds_replaces_that_of_the_resolution(project):
    body = 'createNode VRaySettingsNode -s -n "vraySettings";\n'
    body += '\tsetAttr ".wi" 640;\n\tsetAttr ".he" 360;\n'
    assert project.scene(body, "vray", RESOLUTION)["size"] == [640, 360]


def test_the_size_of_vray_says_nothing_to_another_renderer(project):
    body = 'createNode VRaySettingsNode -s -n "vraySettings";\n'
    body += '\tsetAttr ".wi" 640;\n\tsetAttr ".he" 360;\n'
    assert project.scene(body, "arnold", RESOLUTION)["size"] == [1280, 720]


def test_a_size_that_is_not_known_still_makes_a_valid_task_or_an_error(project):
    body = 'createNode VRaySettingsNode -s -n "vraySettings";\n\tsetAttr ".aspr" 1.5;\n'
    answer = project.scene(body, "vray", RESOLUTION)
    task = bare(project.analysis().taskfiles().task, project.folder)
    errors = [row for row in answer["tips"] if row["level"] == "error"]
    assert problems("task", task) == [] or errors != []


@pytest.mark.parametrize("version, size", [("7.0", [640, 480]), ("2023", [960, 540])])
def test_the_size_that_is_not_written_is_that_of_its_time(project, version, size):
    whole = (HEAD + GLOBALS % "mayaSoftware" + END).replace("2022", version)
    assert project.scene(content=whole)["size"] == size


# Time: maya-format, chapters 1 and 2.

RATES = [("film", 24), ("pal", 25), ("ntsc", 30), ("ntscf", 60), ("palf", 50), ("show", 48)]
RATES += [("game", 15), ("23.976fps", 23.976), ("29.97fps", 29.97), ("48000fps", 48000)]


@pytest.mark.parametrize("unit, rate", RATES)
def test_a_unit_of_time_is_a_rate_and_written_frames_are_frames_of_it(project, unit, rate):
    whole = (HEAD + GLOBALS % "arnold" + END).replace("-t film", "-t " + unit)
    answer = project.scene(content=whole.replace('".fs" 1', '".fs" 3'))
    assert abs(answer["fps"] - rate) < 1e-9
    assert (answer["frames"]["start"], answer["frames"]["end"]) == (3, 5)
    assert answer["passes"][0]["frames"] == "3-5[1]"


@pytest.mark.parametrize(
    "unit, start, end",
    [("film", 1, 10), ("show", 2, 20), ("120fps", 5, 50), ("48000fps", 2000, 20000)],
)
def test_a_range_that_is_not_written_is_frames_1_to_10_at_24_fps(project, unit, start, end):
    whole = HEAD.replace("-t film", "-t " + unit) + GLOBALS % "arnold" + END
    whole = whole.replace('\tsetAttr ".fs" 1;\n\tsetAttr ".ef" 5;\n', "")
    frames = project.scene(content=whole)["frames"]
    assert (frames["start"], frames["end"]) == (start, end)


def test_long_names_of_units_are_read(project):
    whole = HEAD.replace("-l centimeter -a degree -t film", "-linear cm -angle deg -time pal")
    assert project.scene(content=whole + GLOBALS % "arnold" + END)["fps"] == 25


# Version, and scenes that were cut.


@pytest.mark.parametrize("version", ["7.0", "2011", "2016", "2023", "2026"])
def test_the_version_is_the_one_that_the_scene_requires(project, version):
    whole = (HEAD + GLOBALS % "arnold" + END).replace("2022", version)
    assert project.scene(content=whole)["version"] == version


def test_a_scene_that_ends_in_a_statement_is_an_error(project):
    whole = HEAD + GLOBALS % "arnold" + 'createNode file -n "f";\n\tsetAttr ".ftn" -type "str'
    answer = project.scene(content=whole)
    assert levels(answer, CUT) == ["error"]


def test_a_whole_scene_is_not_called_cut(project):
    answer = project.scene()
    assert levels(answer, CUT) == [] and levels(answer, "90002") == []


def test_a_scene_without_its_end_mark_may_be_cut(project):
    answer = project.scene(content=HEAD + GLOBALS % "arnold")
    assert levels(answer, "90002") == ["warning"]


def test_a_file_imported_behind_the_end_mark_is_a_file(project):
    project.put("geo/x.obj")
    whole = HEAD + GLOBALS % "arnold" + END + 'file -import -namespace "m" "geo/x.obj";\n'
    assert paths(project.scene(content=whole)) == ["geo/x.obj"]


def test_a_file_imported_behind_the_end_mark_is_missing_when_it_is_not_there(project):
    whole = HEAD + GLOBALS % "arnold" + END + 'file -import -namespace "m" "D:/geo/x.obj";\n'
    assert len(details(project.scene(content=whole), MISSING)) == 1


# Every row of the tables of path attributes: maya-format, chapter 3, and maya-more, chapter 1.

ROWS = """
file ftn png | file fileTextureName png | psdFileTex ftn psd | movie ftn mov
mentalrayTexture ftn exr | imagePlane imn jpg | audio f wav | audio filename aif
aiImage filename exr | aiStandIn dso ass | mesh dso ass | aiVolume filename vdb
aiPhotometricLight ai_filename ies | aiPhotometricLight aiFilename ies | aiMaterialx filename mtlx
aiMaterialXShader mtlxpath mtlx | aiAxfShader axfFP axf | mesh mtoa_difColTexture png
gpuCache cfn abc | gpuCache cacheFileName abc | AlembicNode fn abc | AlembicNode abc_File abc
xgmPalette xfn xgen | xgmPalette xgFileName xgen | xgmSplineCache fileName abc
assemblyDefinition rep[0].rda ma | assemblyReference def ma | assemblyReference definition mb
mayaUsdProxyShape fp usda | pxrUsdReferenceAssembly fp usd | pxrUsdProxyShape filePath usd
substanceNode sbs sbsar | substance package sbsar | houdiniAsset otlFilePath hda
VRayMesh fileName2 vrmesh | VRayMesh fileName vrmesh | VRayMesh fn2 vrmesh
VRayMeshMaterial fileName vrmesh | VRayScene FilePath vrscene | VRayLightIESShape iesFile ies
VRayScene parameterOverrideFilePath vrscene | VRayPtex ptexFile ptx | VRayVolumeGrid inFile vdb
VRayVRmatMtl fileName vrmat | VRayMtlOSL fileName osl | VRayTexOSL fileName osl
VRayTexGLSL fileName glsl | VRayMtlGLSL fileName glsl | VRayMtlMDL filename mdl
VRayTexOCIO ocioConfigFile ocio | VRayScannedMtl file vrscan | VRayShInfo vrshFileName vrsh
RedshiftProxyMesh fn rs | RedshiftProxyMesh fileName rs | RedshiftDomeLight tex0 hdr
RedshiftNormalMap tex0 png | RedshiftSprite tex0 png | RedshiftLightGobo tex0 png
RedshiftCameraMap tex0 png | RedshiftEnvironment tex0 hdr | RedshiftEnvironment tex2 hdr
RedshiftIESLight profile ies | RedshiftVolumeShape fileName vdb | RedshiftVolumeShape fn vdb
RedshiftBokeh dofBokehImage png | RedshiftLensDistortion LDimage exr
RedshiftPostEffects clrMgmtOcioFilename ocio | RedshiftPostEffects lutFilename cube
PxrTexture filename tex | PxrDomeLight lightColorMap tex | PxrRectLight lightColorMap tex
PxrDiskLight lightColorMap tex | PxrRectLight iesProfile ies | PxrSphereLight iesProfile ies
PxrMultiTexture filename0 tex | PxrMultiTexture filename9 tex | PxrPtexture filename ptx
PxrNormalMap filename tex | PxrBump filename tex | PxrLayeredTexture filename tex
PxrLayeredTexture maskTexture tex | PxrProjectionLayer filename tex | PxrGobo map tex
PxrCookieLightFilter map tex | PxrOSL shadername oso | PxrVisualizer matCap tex
PxrStdAreaLight rman__EmissionMap tex | PxrStdEnvMapLight rman__EnvMap tex
RenderManArchive filename zip | rmanImageFile File tex | rmanTexture3d File ptc
dlOpenVDBShape filename vdb | mentalrayIblShape tx hdr | CoronaLight iesProfile ies
octaneImageTexture f jpg | octaneImageTexture File png | GLSLShader s ogsfx
cgfxShader s cgfx | dx11Shader s fx | MASH_Audio filename wav | CrowdEntityTypeNode gch gcha
CrowdManagerNode gch gcha | CharacterMakerLocator currentFile gcha | TerrainLocator navMeshFile obj
FurDescription bcm[0] png | FurDescription lm[0] png | FurDescription BaldnessMap[0] png
mib_ptex_lookup S00 ptx | mip_binaryproxy object_filename mib | mesh miProxyFile mi
mentalrayLightProfile fileName ies | svgToPoly svgFilepath svg
makeIllustratorCurves illustratorFilename ai | ExocortexAlembicFile fileName abc
ExocortexAlembicXform fileName abc | RealflowMesh Path bin | RPRIES iesFile ies
maxwellBsdf iorFile ior | alTriplanar texture png | pgYetiMaya groomFileName grm
embeddedNodeRL4 dnaFilePath dna
"""


@pytest.mark.parametrize("row", [row.strip() for row in ROWS.replace("\n", "|").split("|") if row])
def test_the_path_in_a_known_attribute_is_a_file_with_its_node_and_line(project, row):
    node_type, attr, ending = row.split()
    path = "D:/library/thing." + ending
    body = 'createNode %s -n "thing";\n' % node_type + setting(attr, path)
    found = [
        (row["node_type"], row["where"], row["found"])
        for row in project.scene(body)["files"]
        if row["path"] == path and row["role"] != "suspected"
    ]
    assert found == [(node_type, HEAD.count("\n") + 2, 0)]


@pytest.mark.parametrize("mode, expected", [(1, ["D:/library/fur.%04d.fur"]), (0, [])])
def test_a_yeti_cache_is_an_input_when_the_node_uses_it(project, mode, expected):
    body = 'createNode pgYetiMaya -n "fur";\n\tsetAttr ".fileMode" %d;\n' % mode
    body += setting("cacheFileName", "D:/library/fur.%04d.fur")
    assert paths(project.scene(body)) == expected


@pytest.mark.parametrize(
    "node_type, attr, ending",
    [("CrowdManagerNode", "gch", "gcha"), ("SimulationCacheProxy", "characterFiles", "gcha")],
)
def test_a_list_of_paths_is_split(project, node_type, attr, ending):
    body = 'createNode %s -n "crowd";\n' % node_type
    body += setting(attr, "D:/a.%s;D:/b.%s" % (ending, ending))
    assert paths(project.scene(body)) == ["D:/a." + ending, "D:/b." + ending]


@pytest.mark.parametrize(
    "body",
    [
        'createNode mentalrayIblShape -n "i";\n\tsetAttr ".ty" 1;\n\tsetAttr ".type" 1;\n'
        + setting("tx", "D:/a.hdr"),
        'createNode imagePlane -n "i";\n\tsetAttr ".t" 1;\n' + setting("imn", "D:/a.png"),
        'createNode imagePlane -n "i";\n\tsetAttr ".dm" 0;\n' + setting("imn", "D:/a.png"),
        'createNode RedshiftDomeLight -n "i";\n\tsetAttr ".backPlateEnabled" no;\n'
        + setting("tex1", "D:/a.png"),
    ],
)
def test_a_path_that_its_node_does_not_use_is_no_file(project, body):
    assert paths(project.scene(body)) == []


def points(count):
    rows = ["\t\t%d 0.5 0.25" % number for number in range(count)]
    return '\tsetAttr -s %d ".pts";\n\tsetAttr ".pts[0:%d]"\n%s;\n' % (
        count,
        count - 1,
        "\n".join(rows),
    )


@pytest.mark.parametrize("kind", ["acmeScatter", "unknown"])
def test_a_path_between_two_long_lists_of_an_unknown_node_is_suspected(project, kind):
    body = 'createNode %s -n "s";\n' % kind + points(4000)
    body += setting("cloud", "D:/points/rocks.abc") + points(4000).replace(".pts", ".qts")
    assert suspects(project.scene(body)) == [("s", "D:/points/rocks.abc")]


@pytest.mark.parametrize("ending", ["ass", "ass.gz", "abc", "usd"])
def test_the_stand_in_of_a_mesh_is_found_among_its_points(project, ending):
    body = 'createNode mesh -n "m";\n' + points(3000) + setting("dso", "D:/lib/a." + ending)
    assert paths(project.scene(body)) == ["D:/lib/a." + ending]


REFERENCE = 'file -rdi 1 -ns "ch" -rfn "chRN" -typ "mayaAscii" "scenes/child.ma";\n'
REFERENCE += 'file -r -ns "ch" -dr 1 -rfn "chRN" -typ "mayaAscii" "scenes/child.ma";\n'


def with_child(project, child, edits):
    """Writes a child scene and a scene that refers to it and edits it; returns the answer."""
    project.put("scenes/child.ma", HEAD.replace("shotCam", "childCam") + child + END)
    rows = "".join("\t\t%s\n" % row for row in edits)
    body = 'createNode reference -n "chRN";\n\tsetAttr ".ed" -type "dataReferenceEdits" \n'
    body += '\t\t"chRN"\n\t\t"chRN" 0\n\t\t"chRN" %d\n%s;\n' % (len(edits), rows.rstrip("\n"))
    whole = HEAD.replace("requires maya", REFERENCE + "requires maya")
    return project.scene(content=whole + body + GLOBALS % "arnold" + END)


TWINS = """createNode transform -n "left";
createNode camera -n "eye" -p "left";
createNode transform -n "right";
createNode camera -n "eye" -p "right";
"""


def test_an_edit_changes_only_the_one_of_two_nodes_with_the_same_short_name(project):
    answer = with_child(project, TWINS, ['2 "|ch:left|ch:eye" "renderable" " 0"'])
    found = cameras(answer)
    assert (found["|ch:left|ch:eye"], found["|ch:right|ch:eye"]) == (False, True)


def test_an_edit_that_empties_a_path_leaves_no_file(project):
    child = 'createNode file -n "skin";\n' + setting("ftn", "D:/a.png")
    edits = ['2 "ch:skin" "fileTextureName" " -type \\"string\\" \\"\\""']
    answer = with_child(project, child, edits)
    assert paths(answer) == ["scenes/child.ma"]


def test_an_edit_with_flags_before_its_value_is_read(project):
    answer = with_child(project, "", ['2 "|ch:childCam|ch:childCamShape" "renderable" " -k 1 0"'])
    assert cameras(answer)["|ch:childCam|ch:childCamShape"] is False


def test_edits_of_connections_between_those_of_values_are_passed_over(project):
    child = 'createNode file -n "skin";\n' + setting("ftn", "D:/a.png")
    edits = [
        '5 4 "chRN" "ch:skin.message" "chRN.placeHolderList[1]" ""',
        '3 "ch:skin.outColor" "ch:lambert1.color" ""',
        '2 "ch:skin" "fileTextureName" " -type \\"string\\" \\"D:/b.png\\""',
        '0 "|ch:childCam" "|left" "-s -r "',
    ]
    assert sorted(paths(with_child(project, child, edits))) == ["D:/b.png", "scenes/child.ma"]


def test_a_worm_in_a_referenced_scene_is_an_error_that_names_its_node_and_its_file(project):
    child = 'createNode script -n "script1";\n' + setting("b", "# only a marker: leukocyte")
    found = details(with_child(project, child, []), HOSTILE)
    assert len(found) == 1 and "script1" in found[0] and "scenes/child.ma" in found[0]


# Search folders and particle caches: maya-more, chapters 1 and 6.


def test_a_relative_texture_of_arnold_is_looked_for_in_the_search_folders(project):
    project.put("library/tiles/wood.exr")
    body = 'createNode aiOptions -s -n "defaultArnoldRenderOptions";\n'
    body += setting("tspath", "[SHOW]/maps;%s/library" % project.folder)
    body += 'createNode aiImage -n "wood";\n' + setting("filename", "tiles/wood.exr")
    answer = project.scene(body)
    row = file_of(answer, "wood")
    assert (row["found"], row["resolved"]) == (1, "<case>/library/tiles/wood.exr")


@pytest.mark.parametrize("attr", ["tspath", "sspath", "pspath"])
def test_the_search_folders_of_arnold_are_told(project, attr):
    body = 'createNode aiOptions -s -n "defaultArnoldRenderOptions";\n'
    assert "aiOptions" in [
        row["node_type"] for row in project.scene(body + setting(attr, "D:/library"))["files"]
    ]


def test_particles_are_looked_for_below_their_own_rule(project):
    project.put("workspace.mel", 'workspace -fr "particles" "cache/particles";\n')
    project.put("cache/particles/test/smokeShape.1.pdc")
    body = 'createNode dynGlobals -n "dynGlobals1";\n' + setting("cd", "test")
    answer = project.scene(body + '\tsetAttr ".upd" yes;\n')
    row = file_of(answer, "dynGlobals1")
    assert (row["found"] > 0, row["resolved"]) == (True, "<case>/cache/particles/test")
