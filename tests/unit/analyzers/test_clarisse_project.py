"""The Clarisse reader and what its rules are made of, one sentence of the grammar at a time."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re

import pytest
from clarisse_text import HEAD, analysis, codes, read, text, texture
from hypothesis import given, settings
from hypothesis import strategies as st
from scene_text import full

from analyzers import tables
from analyzers.clarisse import blocks, lines, names, values
from analyzers.clarisse.places import Places
from analyzers.scene import Node

NODES = tables.load("clarisse/nodes.json")
TYPES = sorted(NODES["types"])
CORPUS = os.environ.get("RAYVISION_CORPUS", "")
REASON = "RAYVISION_CORPUS is not set: no real projects to read"
WORDS = st.text(alphabet="aZ9 \\\"'{}/.$\u6728", max_size=12)


@pytest.fixture(scope="module")
def folder(tmpdir_factory):
    return full(tmpdir_factory.mktemp("project"))


# -- lines and blocks -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "line, expected",
    [
        ('name "image"', ("name", ["image"], True)),
        ("resolution 1920 1080", ("resolution", ["1920", "1080"], True)),
        ('layers ".a" ".b c"', ("layers", [".a", ".b c"], True)),
        ("rows <empty>", ("rows", [], True)),
        ("rows", ("rows", [], True)),
        ('clip_maps ""', ("clip_maps", [""], True)),
        ("\tvisibles\tyes\r", ("visibles", ["yes"], True)),
        (r'a "\"x\" \\ \'y\'"', ("a", ["\"x\" \\ 'y'"], True)),
        (r'a "one\ntwo"', ("a", ["one\\ntwo"], True)),
        (r'a "\\\\server\\share"', ("a", ["\\\\server\\share"], True)),
        ('a "open', ("a", ["open"], False)),
        ('a "one" "open\\"', ("a", ["one", 'open"'], False)),
        ('a 1"2"', ("a", ["1", "2"], True)),
        ("a 1 2 3 4 5", ("a", ["1", "2", "3", "4"], False)),
    ],
)
def test_a_line_is_a_name_and_values(line, expected):
    assert lines.attribute(line, 4) == expected


@settings(deadline=None, database=None, max_examples=300)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_values_that_are_escaped_come_back(found):
    escaped = [re.sub(r"([\\\"'])", r"\\\1", value) for value in found]
    line = "name " + " ".join('"%s"' % value for value in escaped)
    assert lines.attribute(line, 10) == ("name", found, True)


@pytest.mark.parametrize(
    "line, expected",
    [
        ("Image", ("Image", [])),
        ('Context "scene"', ("Context", ["scene"])),
        ('Context "a {b} \\"c\\""', ("Context", ['a {b} "c"'])),
        ("#preferences", ("#preferences", [])),
        ('double[3] "tint"', ("double[3]", ["tint"])),
        ("value[]", ("value[]", [])),
        ("", None),
        ('Context "open', None),
        ('"label"', None),
    ],
)
def test_a_header_is_a_word_and_labels(line, expected):
    assert lines.header(line) == expected


def opened(text):
    return [head for head, _, _ in blocks.edges(text.encode("utf-8")) if head is not None]


@pytest.mark.parametrize(
    "written, expected",
    [
        ("A {\n}\n", [b"A"]),
        ("  A {  \r\n  }\r\n", [b"A"]),
        ("A {\nb {x}\nc }\n}\n", [b"A"]),
        ("// A {\n", []),
        ('a "{\n', [b'a "']),
        ("A {", [b"A"]),
        ("{\n}\n", [b""]),
        ("", []),
    ],
)
def test_a_block_opens_with_a_brace_at_the_end_of_its_line(written, expected):
    assert opened(written) == expected


@settings(deadline=None, database=None, max_examples=300)
@given(st.text(alphabet='{}\n a"/', max_size=40))
def test_edges_are_those_that_a_plain_look_at_every_line_finds(written):
    plain = []
    for line in written.split("\n"):
        bare = re.sub(r'([{}])[ \t\r]*//[^"]*$', r"\1", line.strip())
        if bare.endswith("{") and not bare.startswith("//"):
            plain.append(bare[:-1].strip().encode("ascii"))
        elif bare == "}":
            plain.append(None)
    assert [head for head, _, _ in blocks.edges(written.encode("ascii"))] == plain


# -- names, values, places ------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, owner, expected",
    [
        ("camera", "project://scene/image", "project://scene/camera"),
        (".key", "project://scene/image", "project://scene/image.key"),
        ("sub/cam", "project://scene/image", "project://scene/sub/cam"),
        ("../cam", "project://scene/a/image", "project://scene/cam"),
        ("camera", "project://image", "project://camera"),
        (".key", "project://image", "project://image.key"),
        ("project://x/y", "project://scene/image", "project://x/y"),
        ("build://project/x/y", "project://scene/image", "project://x/y"),
        ("Camera@build://project/x", "project://scene/image", "project://x"),
        ("Camera@cam", "project://scene/image", "project://scene/cam"),
        ("default://material", "project://scene/image", "default://material"),
    ],
)
def test_a_name_is_resolved_where_it_stands(written, owner, expected):
    assert names.resolve(written, owner) == expected


@settings(deadline=None, database=None, max_examples=200)
@given(st.text(alphabet="ab./:@", max_size=20))
def test_a_resolved_name_is_resolved_again_to_itself(written):
    once = names.resolve(written, "project://scene/image")
    assert names.resolve(once, "project://other/object") == once


def test_names_below_references_add_up():
    inner = names.namespace("project://scene/hero") + names.namespace("project://arm/sword")
    assert names.below("project://blade", inner) == "project://scene/hero/arm/sword/blade"
    assert names.below("project://blade", "") == "project://blade"


@pytest.mark.parametrize("written", ["default://x", "project://default/material", "A@default://b"])
def test_a_default_is_clarisses_own(written):
    assert names.is_own(written)
    assert not names.is_own("project://scene/default")


@pytest.mark.parametrize(
    "expression, expected",
    [
        ('PDIR + "/a.png"', "${PDIR}/a.png"),
        ("'a' + 'b';", "ab"),
        ('$PDIR + "/" + ${SHOW}', "${PDIR}/${SHOW}"),
        ('"a.b"', "a.b"),
        ('"x." + F + ".png"', "x.$F.png"),
        ('"x_" + F + "_y.png"', "x_$F:_y.png"),
        (r'"C:\\a"', "C:\\a"),
        ('get_string("a")', None),
        ('"a" + 1', None),
        ('"a" "b"', None),
        ('"a" +', None),
        ("", None),
        ("a - b", None),
        ('"open', None),
    ],
)
def test_an_expression_joins_texts_or_is_left_alone(expression, expected):
    assert values.joined(expression) == expected


@settings(deadline=None, database=None, max_examples=200)
@given(st.text(max_size=30))
def test_any_expression_is_a_text_or_none(expression):
    found = values.joined(expression)
    assert found is None or found == "%s" % found


def test_an_expression_of_one_element_replaces_that_element():
    node = Node("project://a", "GeometryPolyfile")
    node.attrs["filename"] = ["a", "b"]
    node.attrs["filename.expression[1]"] = '"c"'
    node.lines = {"filename": 1, "filename.expression[1]": 2}
    assert values.paths(node, "filename") == ([("a", 1), ("c", 2)], None)


PLACES = Places("/show/p/shot.project", {"LIB": "/lib", "HOME": "/home/me", "PDIR": "/wrong"})


@pytest.mark.parametrize(
    "written, expected",
    [
        ("$PDIR/a.png", "/show/p/a.png"),
        ("${PDIR}/a.png", "/show/p/a.png"),
        ("$CDIR/a.png", "/show/p/a.png"),
        ("$PDIR/$PNAME.png", "/show/p/shot.project.png"),
        ("$LIB/a.png", "/lib/a.png"),
        ("$LIB:_x.png", "/lib_x.png"),
        ("%LIB%/a.png", "/lib/a.png"),
        ("~/a.png", "/home/me/a.png"),
        ("a.png", "/show/p/a.png"),
        ("../a.png", "/show/a.png"),
        ("/abs/a.png", "/abs/a.png"),
        ("E:\\copy\\a.png", "E:/copy/a.png"),
        ("\\\\server\\share\\a.png", "//server/share/a.png"),
        ("/a/$F.png", "/a/$F.png"),
        ("/a/$4F.png", "/a/$4F.png"),
        ("/a/$4F:_b.png", "/a/####_b.png"),
        ("/a/x$F:.png", "/a/x#.png"),
    ],
)
def test_a_path_has_one_place(written, expected):
    assert PLACES.candidates(written) == ([expected], 0, [])


def test_a_path_of_another_project_has_that_projects_folder():
    assert PLACES.candidates("$PDIR/a.png", "/other/x.project")[0] == ["/other/a.png"]


@pytest.mark.parametrize(
    "written, unknown", [("$NO/a.png", ["NO"]), ("$F_final.png", ["F_final"]), ("${NO}", ["NO"])]
)
def test_a_path_with_an_unknown_variable_has_no_place(written, unknown):
    assert PLACES.candidates(written) == ([], 0, unknown)


@settings(deadline=None, database=None, max_examples=300)
@given(st.text(alphabet="aF4/\\$:{}%~. ", max_size=20))
def test_any_path_has_an_absolute_place_or_none(written):
    found, natural, unknown = PLACES.candidates(written)
    assert natural == 0
    assert all(re.match("/|[A-Za-z]:", path) for path in found)


# -- scenes ---------------------------------------------------------------------------------


def test_only_what_is_asked_for_becomes_a_node(folder):
    scene = read(folder, text("    GeometrySphere {\n        name \"s\"\n    }\n"))
    assert list(scene.nodes) == [
        "project://scene/camera",
        "project://scene/image",
        "project://scene/image.key",
    ]
    assert scene.types["GeometrySphere"] == 1 and scene.types["Context"] == 1
    assert scene.nodes["project://scene/image.key"].parent == "project://scene/image"


def test_a_node_stands_on_its_line_and_so_does_its_value(folder):
    written = text(texture('"a.png"'))
    node = read(folder, written).nodes["project://scene/t"]
    rows = written.split("\n")
    assert "TextureMapFile" in rows[node.line - 1]
    assert "a.png" in rows[node.lines["filename"] - 1]


def test_objects_in_many_contexts_keep_their_names(folder):
    body = "".join(
        '    Context "c%d" {\n%s    }\n' % (at, texture('"%d.png"' % at)) for at in range(50)
    )
    found = [ref.node for ref in analysis(folder, text(body)).files]
    assert found == ["project://scene/c%d/t" % at for at in range(50)]


def test_a_file_is_found_among_thousands_of_lines_that_name_none(folder):
    dull = "    GeometrySphere {\n        name \"s\"\n        translate 0.5 1 2\n    }\n"
    body = dull * 3000 + texture('"one.png"', kind="KubixThing") + dull * 3000
    refs = analysis(folder, text(body)).files
    assert [(ref.path, ref.node, ref.role) for ref in refs] == [
        ("one.png", "project://scene/t", "file")
    ]


def test_a_file_in_a_block_of_the_interface_is_suspected_and_not_sent(folder):
    body = (
        "    TextureMapFile {\n        name \"t\"\n        ui_settings {\n"
        "            filename \"$PDIR/a.png\"\n        }\n    }\n"
    )
    found = analysis(folder, text(body))
    assert [(ref.role, ref.node) for ref in found.files] == [("suspected", "project://scene/t")]
    assert found.taskfiles().upload["asset"][1:] == []


def test_a_project_of_its_first_lines_alone_has_nothing_to_render(folder):
    found = analysis(folder, HEAD)
    assert (found.passes, found.files) == ([], [])
    assert [row["code"] for row in found.answer()["tips"]] == ["90004", "90002"]


def test_a_line_that_is_none_is_told_with_its_number(folder):
    found = analysis(folder, text(head=HEAD + "@import what\n"))
    assert found.tips.wire()["90030"] == [found.scene.path + ": line 6"]


def test_a_chosen_range_takes_the_place_of_every_other(folder):
    found = analysis(folder, text(), frames="7-9")
    image = found.taskfiles().task["scene_info"]["image_node"][0]
    assert (image["frames"], image["layers"][0]["frames"]) == ("7-9[1]", "7-9[1]")


def test_a_project_that_is_drawn_in_by_an_object_is_read(folder):
    read(folder, text(texture('"inner.png"')), name="inner.project")
    found = analysis(folder, text(texture('"$PDIR/inner.project"', kind="GeometryBundle")))
    assert [ref.path for ref in found.files] == ["$PDIR/inner.project", "inner.png"]
    assert [row["found"] for row in found.answer()["references"]] == [True]


# -- the table ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TYPES)
def test_a_class_has_a_source_and_a_role_or_files_of_declared_attributes(kind):
    row = NODES["types"][kind]
    assert row["source"].strip()
    assert row.get("role") or row.get("files")
    for entry in row.get("files", ()):
        assert entry["attr"] in row["attrs"] and entry["role"].strip()
        assert entry.get("sequence", entry["attr"]) in row["attrs"]


@pytest.mark.parametrize("part", sorted(set(NODES) - set(["types", "source"])))
def test_every_part_of_the_table_says_where_it_is_from(part):
    assert len(NODES[part]["source"]) >= 4


# -- real projects --------------------------------------------------------------------------


def real():
    place = os.path.join(CORPUS, "clarisse")
    if not CORPUS or not os.path.isdir(place):
        return [pytest.param(None, marks=pytest.mark.skip(reason=REASON))]
    return [os.path.join(place, name) for name in sorted(os.listdir(place)) if "project" in name]


@pytest.mark.parametrize("path", real())
def test_classes_of_a_real_project_are_counted_as_a_plain_look_counts_them(path):
    from analyzers.clarisse import project

    with io.open(path, encoding="utf-8") as stream:
        heads = re.findall(r"^ *([A-Z]\w*)(?: \"[^\"]*\")? \{$", stream.read(), re.M)
    counted = dict((head, heads.count(head)) for head in heads)
    assert counted and project.read(path, NODES).types == counted


@pytest.mark.parametrize("path", real())
def test_a_real_project_is_whole_and_has_its_camera(path):
    from analyzers.analyze import analyze

    found = analyze(path, environment={})
    assert set(row["code"] for row in found.answer()["tips"]) <= set(["90008"])
    assert [row["name"] for row in found.answer()["cameras"]] == ["project://scene/camera"]
    assert [row.enabled for row in found.passes] == [False, True]
    assert found.passes[1].frames.text == "0-50[1]"


def test_the_elements_of_a_list_are_put_together(folder):
    body = '    GeometryBundleAlembic {\n        name "abc"\n'
    body += "        filename {\n%s        }\n    }\n"
    rows = '            value[0] "a.abc"\n            value[1] "b.abc"\n'
    node = read(folder, text(body % rows)).nodes["project://scene/abc"]
    assert node.attrs["filename"] == ["a.abc", "b.abc"]


def test_a_comment_behind_a_line_is_no_part_of_it(folder):
    body = '    TextureMapFile { // a map\n        name "t"\n'
    body += '        filename "a.png" // was "b.png"\n    } // t\n'
    found = analysis(folder, text(body))
    assert [ref.path for ref in found.files] == ["a.png"]
    assert [row.name for row in found.passes if row.enabled] == ["project://scene/image.key"]


def test_objects_without_a_name_stay_apart(folder):
    body = '    TextureMapFile {\n        filename "%s.png"\n    }\n'
    found = analysis(folder, text(body % "a" + body % "b"))
    assert sorted(ref.path for ref in found.files) == ["a.png", "b.png"]


def test_an_output_that_an_expression_gives_is_that(folder):
    save = '        save_as {\n            value "old"\n'
    save += '            expression "$PDIR+\\"/new\\""\n        }\n'
    image = text().replace('        layers ".key"\n', '        layers ".key"\n' + save)
    first = analysis(folder, image).passes[0]
    assert first.outputs[0].endswith("/new")


def test_a_step_that_changes_is_not_known(folder):
    step = "        frame_step {\n            value 1\n"
    step += '            expression "get_double(\\"x.y\\")"\n        }\n'
    layers = '        layers ".key"\n'
    found = analysis(folder, text().replace(layers, layers + step))
    assert found.passes[0].frames is None
    assert any("frame_step" in gap for gap in found.scene.gaps)


def test_a_camera_inside_a_layer_is_found(folder):
    layer = '                active_camera ".eye"\n                embedded_objects {\n'
    layer += '                    CameraPerspective {\n                        name "eye"\n'
    layer += "                    }\n                }\n"
    found = analysis(folder, text().replace('                active_camera "camera"\n', layer))
    assert found.passes[1].cameras == ["project://scene/image.key.eye"]
    assert "15006" not in codes(found)


def test_an_image_of_a_reference_is_overridden_and_rendered_once(folder):
    read(folder, text(), "child.project")
    over = '    Context "r" {\n        filename "$PDIR/child.project"\n        Context "scene" {\n'
    over += '            Image {\n                name "image"\n                first_frame 2\n'
    over += "                last_frame 3\n            }\n        }\n    }\n"
    found = analysis(folder, text(over, image=""))
    shown = [(row.name, row.frames.text, row.enabled) for row in found.passes]
    image = "project://scene/r/scene/image"
    assert shown == [(image, "2-3[1]", False), (image + ".key", "2-3[1]", True)]
    (node,) = found.taskfiles().task["scene_info_render"]["image_node"]
    assert [layer["name"] for layer in node["layers"]] == [image + ".key"]


def test_a_project_with_old_line_ends_is_read(folder):
    scene = read(folder, text().replace("\n", "\r"))
    assert "project://scene/image.key" in scene.nodes


def test_no_project_folder_is_named_unless_one_was_chosen(folder):
    def named(**words):
        info = analysis(folder, text(), **words).taskfiles().task["task_info"]
        return info["input_project_path"]

    assert (named(), named(project=full(folder))) == ("", full(folder))
