"""The live reader of Clarisse against a stand-in for ``ix``, and against the file reader.

The projects are synthetic, written from the grammar of public ones.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import glob
import io
import os
import re
import subprocess
import sys

import pytest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SITE = os.path.join(ROOT, "tests", "fakes", "site")
sys.path.insert(0, SITE)

import clarisse_world  # noqa: E402
import ix  # noqa: E402

from analyzers import tables  # noqa: E402
from analyzers.analyze import analyze  # noqa: E402
from analyzers.clarisse import live, names, queries, values  # noqa: E402
from analyzers.errors import SceneNotRead  # noqa: E402
from analyzers.scene import Node, Scene  # noqa: E402

HEAD = """#Isotropix_Serial_Version 1.2

#Isotropix_Clarisse_Version 5
#Isotropix_Clarisse_Project_Version 0.98
"""
PREFERENCES = """#preferences {
    categories {
        rendering {
            default_x_resolution 1920
            default_y_resolution 1080
        }
        animation {
            frames_per_second 25
            start_frame 1
            end_frame 10
        }
    }
}
"""
IMAGE = """    CameraPerspective {
        name "camera"
        #version 0.9
    }
    RendererPathTracer {
        name "path_tracer"
    }
    Image {
        name "image"
        resolution 640 360
        resolution_mode 1
        layers ".background" ".plate" ".odd"
        render_to_disk yes
        first_frame 1
        last_frame 10
        frame_step 3
        save_as "$PDIR/out/beauty.####"
        format 2
        embedded_objects {
            Layer3d {
                name "background"
                first_frame 2
                last_frame 5
                active_camera "camera"
                renderer "build://project/scene/path_tracer"
                enable_deep_output yes
                save_deep_data_as "$PDIR/out/deep"
                format 1
            }
            LayerFile {
                name "plate"
                first_frame 1
                last_frame 10
                filename "$PDIR/plate.####.exr"
                sequence_mode 1
                format 1
            }
            KubixLayer {
                name "odd"
                first_frame 3
                last_frame 4
                active_camera "camera"
                format 1
            }
        }
    }
"""
FILES = """    GeometryPolyfile {
        name "brick"
        filename "$PDIR/geo/brick.obj"
    }
    GeometryBundleAlembic {
        name "crowd"
        filename "$PDIR/crowd_a.abc" "$PDIR/crowd_b.abc"
    }
    TextureStreamedMapFile {
        name "skin"
        filename "$PDIR/skin.<UDIM>.tx"
        filename_sys "C:/not/this.tx"
        u_repeat_mode 1
    }
    TextureMapFile {
        name "lost"
        filename "\\\\\\\\server\\\\share\\\\lost.png"
    }
    TextureMapFile {
        name "said"
        filename {
            value "$PDIR/wood.png"
            expression "$PDIR + \\"/wood.png\\""
        }
    }
    TextureOslScript {
        name "noise"
        OSL_shader_script "shader a() { }"
        custom_attributes {
            attribute_group "maps" {
                filename_open "OSL_map" {
                    doc "a map"
                    value "$PDIR/wood.png"
                }
                filename_open "OSL_empty" {
                    value ""
                }
            }
        }
    }
    GeometryBox {
        name "box"
        size 1 2 3
    }
"""
PROP = """Context "assets" {
    TextureMapFile {
        name "wood"
        filename "$PDIR/wood.png"
    }
    CameraPerspective {
        name "eye"
    }
    Context "inner" {
        filename "$PDIR/deep/nut.project"
    }
}
"""
NUT = """TextureMapFile {
    name "own"
    filename "$PDIR/rust.png"
}
"""
REFERENCES = """    Context "prop" {
        filename "$PDIR/prop.project"
    }
    Context "again" {
        filename "prop.project"
    }
    Context "cache" {
        filename "$PDIR/crowd_a.abc"
        CameraAlembic {
            name "made"
            filename "$PDIR/crowd_a.abc"
        }
        GeometryAbcMesh {
            name "mesh"
            filename "$PDIR/crowd_a.abc"
        }
    }
    Context "gone" {
        filename "$PDIR/gone.project"
    }
"""


def project_text(*parts):
    return HEAD + 'Context "scene" {\n' + "".join(parts) + "}\n" + PREFERENCES


SCENES = {
    "images and layers": project_text(IMAGE),
    "files of many classes": project_text(IMAGE, FILES),
    "references": project_text(IMAGE, REFERENCES),
    "objects outside of any context": HEAD + FILES.replace("\n    ", "\n") + PREFERENCES,
    "nothing but a header": HEAD,
    "names that are not ASCII": project_text(
        '    TextureMapFile {\n        name "\u6728"\n        filename "$PDIR/\u6728.png"\n    }\n'
    ),
}


@pytest.fixture
def folder(tmp_path):
    """A folder with two projects to refer to, and files."""
    for name in ("wood.png", "skin.1001.tx", "skin.1002.tx", "crowd_a.abc", "geo/brick.obj"):
        write(tmp_path / name, name)
    for frame in range(1, 11):
        write(tmp_path / ("plate.%04d.exr" % frame), "plate")
    write(tmp_path / "prop.project", HEAD + PROP + PREFERENCES)
    write(tmp_path / "deep" / "nut.project", HEAD + NUT + PREFERENCES)
    write(tmp_path / "deep" / "rust.png", "rust")
    return tmp_path


def write(path, text):
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
    with io.open("%s" % path, "w", encoding="utf-8") as stream:
        stream.write("%s" % text)
    return ("%s" % path).replace("\\", "/")


@pytest.fixture(autouse=True)
def no_clarisse(monkeypatch):
    """Every test begins in a cnode in which nothing is open."""
    monkeypatch.setattr(ix.application, "_world", clarisse_world.World())
    monkeypatch.setattr(live, "ix", ix)


def wanted():
    return tables.load("clarisse/nodes.json")


def opened(path, gui=True):
    """Returns the world of a Clarisse in which a project is open."""
    world = ix.application._world
    assert world.open(path)
    world.gui = gui
    world.calls = []
    return world


def shot(folder, *parts):
    return write(folder / "shot.project", project_text(*parts))


# -- what it asks, and what it leaves alone ---------------------------------------------------


def test_outside_of_clarisse_the_live_reader_says_so(folder):
    path = shot(folder, IMAGE)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from analyzers.clarisse import live; "
    code += "live.read(sys.argv[2], {})"
    child = subprocess.Popen(
        [sys.executable, "-c", code, ROOT, path],
        stderr=subprocess.PIPE,
        env=dict((key, value) for key, value in os.environ.items() if key != "PYTHONPATH"),
    )
    assert b"works inside Clarisse or cnode only" in child.communicate()[1]


def test_an_open_project_is_asked_and_not_changed(folder):
    world = opened(shot(folder, IMAGE, FILES, REFERENCES))
    before = state(world)
    scene = live.read(world.path, wanted())
    assert state(world) == before
    assert (world.calls, scene.tips) == ([], [])


def state(world):
    rows = [
        (name, sorted((key, row.texts, row.expression) for key, row in node.attrs.items()))
        for name, node in world.scene.nodes.items()
    ]
    return world.path, world.modified, rows


def test_unsaved_changes_are_a_tip(folder):
    world = opened(shot(folder, IMAGE))
    world.modified = True
    assert live.read(world.path, wanted()).tips == [("unsaved_changes", world.path)]


def test_what_is_open_is_read_and_not_the_file(folder):
    world = opened(shot(folder, FILES))
    world.scene.nodes["project://scene/brick"].attrs["filename"].texts = ["new.obj"]
    scene = live.read(world.path, wanted())
    assert scene.nodes["project://scene/brick"].attrs["filename"] == "new.obj"


def test_a_clarisse_with_windows_never_opens_another_project(folder):
    world = opened(write(folder / "other.project", HEAD))
    with pytest.raises(SceneNotRead) as caught:
        live.read(shot(folder, IMAGE), wanted())
    assert "another project is open" in caught.value.text
    assert world.path.endswith("other.project") and world.calls == []


def test_a_version_that_cannot_tell_of_its_windows_is_taken_to_have_some(folder, monkeypatch):
    monkeypatch.delattr(ix, "is_gui_application")
    with pytest.raises(SceneNotRead):
        live.read(shot(folder, IMAGE), wanted())


def test_cnode_opens_the_project(folder):
    path = shot(folder, IMAGE)
    scene = live.read(path, wanted())
    assert "project://scene/image" in scene.nodes
    assert ix.application._world.calls == [
        ("load_project", path if str is not bytes else path.encode("utf-8"))
    ]


def test_a_project_that_clarisse_cannot_open_is_an_error(folder):
    with pytest.raises(SceneNotRead) as caught:
        live.read("%s" % (folder / "nothing.project"), wanted())
    assert "Clarisse cannot open it" in caught.value.text


# -- what it finds ------------------------------------------------------------------------------


def test_facts_of_the_project_have_the_form_of_the_file_reader(folder):
    scene = live.read(shot(folder, IMAGE), wanted())
    assert (scene.reader, scene.version, scene.fps) == ("live", "5.0", 25)
    assert scene.info["animation/start_frame"] == "1"
    assert scene.info["rendering/default_x_resolution"] == "1920"
    assert set(live.GAPS.values()) <= set(scene.gaps)


@pytest.mark.parametrize("version", ["4.0 SP11", "5.0 SP14"])
def test_names_are_the_same_in_every_version(folder, version):
    ix.application._world.version = version
    scene = live.read(shot(folder, IMAGE), wanted())
    layer = scene.nodes["project://scene/image.background"]
    assert (layer.type, layer.parent) == ("Layer3d", "project://scene/image")
    assert layer.attrs["active_camera"] == "project://scene/camera"


def test_values_have_the_form_of_a_saved_project(folder):
    scene = live.read(shot(folder, IMAGE), wanted())
    image = scene.nodes["project://scene/image"].attrs
    assert image["render_to_disk"] == "yes"
    assert image["last_frame"] == "10"
    assert image["resolution"] == ["640", "360"]
    assert image["save_as"] == "$PDIR/out/beauty.####"


def test_formats_and_color_spaces_have_the_names_that_clarisse_shows(folder):
    scene = live.read(shot(folder, IMAGE), wanted())
    image = scene.nodes["project://scene/image"].attrs
    assert (image["format"], image["format" + values.LABEL]) == ("2", "jpg")
    assert image["LUT" + values.LABEL] == "linear"


def test_a_layer_of_a_class_nobody_knows_is_read_as_a_layer(folder):
    scene = live.read(shot(folder, IMAGE), wanted())
    assert scene.nodes["project://scene/image.odd"].attrs["active_camera"] == (
        "project://scene/camera"
    )


def test_files_of_embedded_objects_that_are_no_layers_are_found(folder):
    filters = (
        '    GeometryBox {\n        name "a"\n        embedded_objects {\n'
        '            ImageFilterLut {\n                name "lut"\n'
        '                filename "$PDIR/a.cube"\n            }\n        }\n    }\n'
    )
    scene = live.read(shot(folder, filters), wanted())
    assert scene.nodes["project://scene/a.lut"].attrs["filename"] == "$PDIR/a.cube"


def test_a_file_of_a_class_that_no_table_knows_is_told_by_clarisse(folder):
    scene = Scene("clarisse", shot(folder), "stand-in")
    node = scene.nodes["project://scene/x"] = Node("project://scene/x", "Novel", "project://scene")
    node.attrs["map_path"] = clarisse_world.Value("open", ["$PDIR/wood.png"])
    node.attrs["cache_folder"] = clarisse_world.Value("folder", ["$PDIR/cache"])
    node.attrs["written"] = clarisse_world.Value("save", ["$PDIR/out.exr"])
    ix.application._world.show(scene)
    attrs = live.read(scene.path, wanted()).nodes["project://scene/x"].attrs
    assert attrs["map_path.type"] == "filename_open"
    assert attrs["cache_folder.type"] == "folder"
    assert "written" not in attrs


def test_an_attribute_that_only_one_object_of_a_class_has_is_found(folder):
    plain = '    GeometryBox {\n        name "%s"\n%s    }\n'
    custom = '        custom_attributes {\n            filename_open "map" {\n'
    custom += '                value "$PDIR/wood.png"\n            }\n        }\n'
    path = shot(folder, plain % ("first", ""), plain % ("second", custom))
    nodes = live.read(path, wanted()).nodes
    assert nodes["project://scene/second"].attrs["map"] == "$PDIR/wood.png"
    assert "project://scene/first" not in nodes


def test_files_in_references_of_references_are_found_though_clarisse_forgets_them(folder):
    path = shot(folder, REFERENCES)
    opened(path)
    told = [row.get_string() for row in live._all(ix.api.OfAttr.get_path_attrs())]
    assert "$PDIR/rust.png" not in told and "$PDIR/wood.png" in told
    files = analyze(path, reader="live").answer()["files"]
    assert "$PDIR/rust.png" in [row["path"] for row in files]


def test_an_expression_stands_beside_its_value(folder):
    attrs = live.read(shot(folder, FILES), wanted()).nodes["project://scene/said"].attrs
    assert attrs["filename"] == "$PDIR/wood.png"
    assert attrs["filename.expression"] == '$PDIR + "/wood.png"'


def test_the_system_copy_of_a_file_name_is_left_out(folder):
    attrs = live.read(shot(folder, FILES), wanted()).nodes["project://scene/skin"].attrs
    assert [key for key in attrs if key.startswith("filename")] == ["filename"]


def test_referenced_projects_are_scenes_with_the_names_of_their_files(folder):
    scene = live.read(shot(folder, REFERENCES), wanted())
    rows = dict((row.node, row) for row in scene.references)
    prop = rows["project://scene/prop"]
    assert prop.namespace == "scene/prop/"
    assert prop.resolved == ("%s" % (folder / "prop.project")).replace("\\", "/")
    assert "project://assets/wood" in prop.scene.nodes
    assert not [name for name in scene.nodes if "wood" in name]
    (inner,) = prop.scene.references
    assert inner.resolved.endswith("/deep/nut.project")
    assert "project://own" in inner.scene.nodes


def test_of_what_clarisse_makes_of_a_referenced_cache_only_cameras_are_kept(folder):
    scene = live.read(shot(folder, REFERENCES), wanted())
    below = [name for name in scene.nodes if name.startswith("project://scene/cache/")]
    assert below == ["project://scene/cache/made"]
    assert scene.nodes["project://scene/cache/made"].attrs == {}
    assert scene.nodes["project://scene/cache"].attrs["filename"] == "$PDIR/crowd_a.abc"


def test_a_reference_that_clarisse_did_not_load_has_no_scene(folder):
    rows = dict((row.node, row) for row in live.read(shot(folder, REFERENCES), wanted()).references)
    gone = rows["project://scene/gone"]
    assert (gone.loaded, gone.scene) == (True, None)
    assert gone.resolved.endswith("/gone.project")


def test_a_circle_of_references_is_read_once_whatever_clarisse_loads(folder):
    path = shot(folder, '    Context "me" {\n        filename "shot.project"\n    }\n')
    world = opened(path)
    world.context("project://scene/me/scene", [], "project://scene/me")
    inner = "project://scene/me/scene/camera"
    world.scene.nodes[inner] = Node(inner, "CameraPerspective", "project://scene/me/scene")
    (row,) = live.read(path, wanted()).references
    assert (row.loaded, row.scene) == (True, None)


def test_a_reference_that_is_switched_off_is_not_loaded(folder):
    off = REFERENCES.replace('"prop" {', '"prop" {\n        disabled yes')
    scene = live.read(shot(folder, off), wanted())
    rows = dict((row.node, row) for row in scene.references)
    assert "project://scene/prop/assets/wood" in ix.application._world.scene.nodes
    assert "project://scene/prop/assets/wood" not in scene.nodes
    assert rows["project://scene/again"].loaded and rows["project://scene/again"].scene
    assert not rows["project://scene/prop"].loaded and not rows["project://scene/prop"].scene


# -- against the file reader --------------------------------------------------------------


def differences(path):
    """Returns [(place, in the file, live)] where the two analyses differ and no gap says so."""
    first = analyze(path)
    of_file, of_live = first.answer(), analyze(path, reader="live").answer()
    gaps = [name for name, text in live.GAPS.items() if text in of_live["gaps"]]
    assert of_live.pop("reader") == "live" and of_file.pop("reader") != "live"
    del of_live["gaps"], of_file["gaps"]
    for name in gaps:
        LEFT_OUT[name](of_file, of_live, first)
    without_tips("format_unknown")(of_file, of_live, first)  # Clarisse knows its formats' names
    found = []
    for key in of_file:
        before, after = ordered(of_file[key]), ordered(of_live[key])
        if before != after:
            found.append((key, before, after))
    return found


def without_version(of_file, of_live, first):
    del of_live["version"], of_file["version"]


def without_lines(of_file, of_live, first):
    for answer in (of_file, of_live):
        for ref in answer["files"]:
            ref["where"] = None
        for row in answer["tips"]:
            row["details"] = [re.sub(r" [Ll]ine: \d+", "", text) for text in row["details"]]


def without_classes_of_contexts(of_file, of_live, first):
    for ref in of_file["files"] + of_live["files"]:
        ref["node_type"] = None if ref["role"] == "reference" else ref["node_type"]


def without_what_is_made(of_file, of_live, first):
    for answer in (of_file, of_live):
        rows = [row for row in answer["files"] if not re.search("/(cache|over)/", row["node"])]
        answer["files"] = rows


def without_tips(*names):
    """Returns what takes some tips out of both answers."""

    def take(of_file, of_live, first):
        told = tables.load("data/tips.json")
        for answer in (of_file, of_live):
            rows = [row for row in answer["tips"] if told[row["code"]]["name"] not in names]
            answer["tips"] = rows

    return take


def without_suspects(of_file, of_live, first):
    of_file["files"] = [ref for ref in of_file["files"] if ref["role"] != "suspected"]
    without_tips("suspected_path")(of_file, of_live, first)


def without_defaults(of_file, of_live, first):
    """Takes out what the project does not store, for each image and layer."""
    stored = dict(
        (names.below(node.name, namespace), node.attrs)
        for part, namespace, _ in first.scene.tree()
        for node in part.nodes.values()
    )
    for answer in (of_file, of_live):
        for row in answer["passes"]:
            image = row["name"].rpartition(".")[0] or row["name"]
            if not {"first_frame", "last_frame"} <= set(stored[row["name"]]):
                row["frames"] = answer["frames"] = answer["animation"] = None
            if "resolution" not in stored.get(image, stored[row["name"]]):
                row["size"] = answer["size"] = None
    of_live["fps"] = of_live["fps"] if of_file["fps"] is not None else None
    without_tips("frames_unknown")(of_file, of_live, first)


def without_curves(of_file, of_live, first):
    for before, after in zip(of_file["passes"], of_live["passes"]):
        if "animated" in before["name"]:
            before["frames"] = after["frames"] = None


def without_broken_names(of_file, of_live, first):
    known = [row["name"] for row in of_file["cameras"]]
    for row in of_file["passes"]:
        row["cameras"] = [
            name for name in row["cameras"] if name in known or name.startswith("default:")
        ]
    for answer in (of_file, of_live):
        for row in answer["tips"]:
            row["details"] = [text.partition(": project://")[0] for text in row["details"]]


def nothing(of_file, of_live, first):
    pass


LEFT_OUT = {
    "lines": without_lines,
    "version": without_version,
    "defaults": without_defaults,
    "values": nothing,
    "curves": without_curves,
    "broken": without_broken_names,
    "made": without_what_is_made,
    "contexts": without_classes_of_contexts,
    "hints": without_suspects,
    "ending": without_tips("no_end_mark", "scene_cut", "odd_text", "odd_line"),
}


def ordered(value):
    """Returns rows in an order of their own: Clarisse has its own order of objects."""
    if not isinstance(value, list):
        return value
    rows = []
    for row in value:
        if isinstance(row, dict):
            row = dict((key, ordered(held)) for key, held in row.items())
            rows.append((sorted((key, repr(held)) for key, held in row.items()), row))
        else:
            rows.append((repr(row), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


@pytest.mark.parametrize("name", sorted(SCENES))
def test_live_and_file_agree_on(name, folder):
    path = write(folder / "shot.project", SCENES[name])
    assert differences(path) == []


@pytest.mark.parametrize("name", ["images and layers", "files of many classes", "references"])
def test_the_scenes_that_are_compared_are_not_empty(name, folder):
    answer = analyze(write(folder / "shot.project", SCENES[name]), reader="live").answer()
    assert len(answer["passes"]) == 4
    assert [row["frames"] for row in answer["passes"]][:2] == ["1-10[3]", "2-5[1]"]
    assert sum(row["found"] for row in answer["files"])


GOLDEN = sorted(glob.glob(os.path.join(ROOT, "tests", "golden", "clarisse", "*", "*.project*")))


@pytest.mark.parametrize(
    "path", GOLDEN, ids=[os.path.basename(os.path.dirname(path)) for path in GOLDEN]
)
def test_live_and_file_agree_on_the_golden_scene(path):
    assert differences(path) == []


CORPUS = os.path.join(os.environ.get("RAYVISION_CORPUS", ""), "clarisse")
REAL = sorted(glob.glob(os.path.join(CORPUS, "*.project")))
REAL = REAL if "RAYVISION_CORPUS" in os.environ else []


@pytest.mark.skipif(not REAL, reason="RAYVISION_CORPUS names no folder with real scenes")
@pytest.mark.parametrize("path", REAL, ids=[os.path.basename(path) for path in REAL])
def test_live_and_file_agree_on_the_real_scene(path):
    assert differences(path) == []


# -- the stand-in behaves like Clarisse -----------------------------------------------------


@pytest.mark.parametrize(
    "error, call",
    [
        (AttributeError, lambda: ix.application.delete_everything()),
        (AttributeError, lambda: ix.api.OfAttr.TYPE_NOTHING),
        (AttributeError, lambda: ix.log("text")),
        (TypeError, lambda: ix.application.get_version(1)),
        (IndexError, lambda: image().get_attribute("resolution").get_long(2)),
        (AssertionError, lambda: image().get_attribute("first_frame").get_string()),
        (AttributeError, lambda: image().get_attribute("nothing").get_string()),
    ],
)
def test_the_stand_in_refuses_what_clarisse_refuses(error, call, folder):
    opened(shot(folder, IMAGE))
    with pytest.raises(error):
        call()


def image():
    return next(item for item in ix._items() if item.get_class_name() == "Image")


def test_the_stand_in_opens_nothing_that_is_no_project(folder):
    ix.application.load_project(write(folder / "no.project", "text"))
    assert ix.application.get_current_project_filename() == ""


# -- the pure part ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said, full",
    [
        ("build://project/scene/image", "project://scene/image"),
        ("build://project", "project://"),
        ("project:/", "project://"),
        ("project://scene/image.background", "project://scene/image.background"),
        (b"project://a", "project://a"),
        ("default://material", "default://material"),
    ],
)
def test_a_full_name_is_that_of_every_version(said, full):
    assert queries.full_name(said) == full


@pytest.mark.parametrize(
    "full, above",
    [
        ("project://scene/image", "project://scene"),
        ("project://scene/image.background", "project://scene/image"),
    ],
)
def test_the_parent_of_a_name(full, above):
    assert queries.parent(full) == above


@pytest.mark.parametrize(
    "full, namespace, inner",
    [
        ("project://scene/prop/assets/wood", "scene/prop/", "project://assets/wood"),
        ("project://scene/image", "", "project://scene/image"),
        ("project://other", "scene/prop/", "project://other"),
    ],
)
def test_a_name_inside_a_reference(full, namespace, inner):
    assert queries.inside(full, namespace) == inner


@pytest.mark.parametrize(
    "said, text", [(24.0, "24"), (23.976, "23.976"), (0.1 + 0.2, "0.3"), (7, "7"), (-1, "-1")]
)
def test_a_number_is_written_as_in_a_saved_project(said, text):
    assert queries.number(said) == text


@pytest.mark.parametrize(
    "said, version",
    [("5.0 SP14", "5.0"), ("Clarisse iFX 4.0 SP3", "4.0"), (b"3.6.1", "3.6.1"), ("", None)],
)
def test_the_version_is_the_number_in_what_clarisse_says(said, version):
    assert queries.version(said) == version


@pytest.mark.parametrize(
    "written, full",
    [
        ("$PDIR/a.project", "/show/a.project"),
        ("sub/../a.project", "/show/a.project"),
        ("D:\\a\\b.project", "D:/a/b.project"),
    ],
)
def test_the_path_of_a_referenced_project(written, full):
    assert queries.project_path(written, "/show", {"PDIR": "/show"}) == full


def test_paths_that_differ_in_the_case_of_windows_are_one():
    assert queries.same_file("C:/Show/a.project", "c:\\show\\a.project")
    assert not queries.same_file("/show/a.project", "/Show/a.project")
