"""The walk over nested files: where it looks, what leads where, and where it stops."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os

import pytest

from analyzers import disk, paths, tables
from analyzers.maya.workspace import Places
from analyzers.nested import rows, usd, walk
from analyzers.scene import FileRef


class Heard(object):
    """Takes tips and keeps them."""

    def __init__(self):
        self.tips = []

    def add(self, name, detail):
        self.tips.append((name, detail))

    def names(self):
        return [name for name, _ in self.tips]


class Counting(disk.Disk):
    """A Disk that remembers which folders it listed."""

    def __init__(self):
        super(Counting, self).__init__()
        self.listed = []

    def _list(self, folder):
        self.listed.append(folder)
        return super(Counting, self)._list(folder)


class Shot(object):
    """A project folder with files in it, and the walk from one of them."""

    def __init__(self, root):
        self.root = paths.slashes("%s" % root)
        self.places = Places(self.root, {}, self.root + "/scenes/shot.ma", {"SHOW": self.root})
        self.heard = Heard()
        self.disk = Counting()

    def write(self, name, content=b""):
        path = os.path.join(self.root, *name.split("/"))
        if not os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(path))
        with io.open(path, "wb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode("utf-8"))

    def ref(self, name, via=(), **fields):
        ref = FileRef(name, "node", "type", "attr", via=list(via), **fields)
        ref.candidates = self.places.candidates(name)[0]
        self.disk.expand(ref)
        return ref

    def follow(self, *refs):
        refs = [ref if isinstance(ref, FileRef) else self.ref(ref) for ref in refs]
        return walk.follow(refs, self.disk, self.places.candidates, self.heard)

    def below(self, path):
        return path[len(self.root) + 1 :] if path and path.startswith(self.root) else path

    def found(self, *refs):
        """Returns [(path, found below the root, missing below the root)]."""
        below = lambda rows: [self.below(row) for row in rows]  # noqa: E731
        return [(ref.path, below(ref.found), below(ref.missing)) for ref in self.follow(*refs)]


@pytest.fixture
def shot(tmpdir):
    return Shot(tmpdir)


def layer(*assets):
    return "#usda 1.0\n(\n subLayers = [%s]\n)\n" % ", ".join("@%s@" % row for row in assets)


def image(name):
    return 'image\n{\n name i\n filename "%s"\n}\n' % name


def standin(name):
    return 'procedural\n{\n name p\n filename "%s"\n}\n' % name


# --- where it looks


def test_a_layer_is_looked_for_beside_the_layer_that_names_it(shot):
    shot.write("usd/a.usda", layer("./b.usda", "sub/c.usda", "../d.usda"))
    for name in ("usd/b.usda", "usd/sub/c.usda", "d.usda", "b.usda"):
        shot.write(name, layer())
    assert shot.found("usd/a.usda") == [
        ("./b.usda", ["usd/b.usda"], []),
        ("sub/c.usda", ["usd/sub/c.usda"], []),
        ("../d.usda", ["d.usda"], []),
    ]


def test_a_texture_of_an_arnold_scene_is_looked_for_in_its_search_path_first(shot):
    head = 'options\n{\n texture_searchpath "[SHOW]/tex:more"\n}\n'
    shot.write("ass/a.ass", head + "".join(image(name + ".tif") for name in "abcd"))
    for name in ("tex/a", "a", "more/b", "ass/more/b", "c", "ass/c", "ass/d"):
        shot.write(name + ".tif")
    assert [row[1] for row in shot.found("ass/a.ass")] == [
        ["tex/a.tif"], ["ass/more/b.tif"], ["c.tif"], ["ass/d.tif"],
    ]


def test_a_stand_in_inherits_the_search_path_of_the_scene_around_it(shot):
    shot.write("a.ass", 'options\n{\n texture_searchpath "[SHOW]/tex"\n}\n' + standin("ass/b.ass"))
    shot.write("ass/b.ass", image("x.tif"))
    shot.write("tex/x.tif")
    assert shot.found("a.ass")[-1] == ("x.tif", ["tex/x.tif"], [])


def test_a_variable_of_the_environment_is_filled_by_the_dcc(shot):
    shot.write("a.ass", image("[SHOW]/tex/x.tif") + image("[NOWHERE]/x.tif"))
    shot.write("tex/x.tif")
    assert shot.found("a.ass") == [
        ("[SHOW]/tex/x.tif", ["tex/x.tif"], []),
        ("[NOWHERE]/x.tif", [], ["[NOWHERE]/x.tif"]),
    ]


def test_look_up_tables_are_found_below_the_configuration(shot):
    shot.write("ocio/c.ocio", "search_path: luts:old\nlooks:\n  - !<FileTransform> {src: a.cube}\n")
    shot.write("ocio/old/a.cube")
    assert shot.found("ocio/c.ocio") == [("a.cube", ["ocio/old/a.cube"], [])]


def test_a_missing_file_is_named_where_its_format_looks_first(shot):
    shot.write("usd/a.usda", layer("b.usda"))
    assert shot.found("usd/a.usda") == [("b.usda", [], ["usd/b.usda"])]


def test_tiles_and_frames_are_expanded(shot):
    shot.write("a.ass", image("t.<UDIM>.tx") + standin("s.####.ass"))
    for name in ("t.1001.tx", "t.1002.tx", "s.0001.ass", "s.0002.ass"):
        shot.write(name)
    assert [row[1] for row in shot.found("a.ass")] == [
        ["t.1001.tx", "t.1002.tx"], ["s.0001.ass", "s.0002.ass"],
    ]


def test_the_frames_of_a_cache_are_found_and_its_holes_missed(shot):
    kind = '<cacheType Type="OneFilePerFrame" Format="mcx"/>'
    shot.write("cache/cloth.xml", "<Autodesk_Cache_File>" + kind + "</Autodesk_Cache_File>")
    for frame in (1, 2, 4, 5):
        shot.write("cache/clothFrame%d.mcx" % frame)
    names = ["cache/clothFrame%d.mcx" % frame for frame in (1, 2, 4, 5)]
    assert shot.found("cache/cloth.xml") == [
        ("clothFrame#.mcx", names, ["cache/clothFrame3.mcx"])
    ]


def test_the_folder_of_a_description_is_listed_with_all_below_it(shot):
    shot.write(
        "scenes/a.xgen",
        "Palette\n\tname\t\tfur\n\txgDataPath\t\t${PROJECT}xgen/fur\n\txgProjectPath\t\tD:/old/\n\tendAttrs\n"
        "Description\n\tname\t\tback\n\tcacheFileName\t\t${DESC}/none.abc\n\tendAttrs\n",
    )
    for name in ("Points/a.xuv", "paintmaps/length/p.ptx", "guides.abc"):
        shot.write("xgen/fur/back/" + name)
    assert shot.found("scenes/a.xgen") == [
        ("${PROJECT}xgen/fur/back", ["xgen/fur/back/guides.abc"], []),
        ("${PROJECT}xgen/fur/back/Points", ["xgen/fur/back/Points/a.xuv"], []),
        ("${PROJECT}xgen/fur/back/paintmaps", [], []),
        ("${PROJECT}xgen/fur/back/paintmaps/length", ["xgen/fur/back/paintmaps/length/p.ptx"], []),
    ]


def test_a_description_whose_folder_is_gone_is_missed(shot):
    head = "Palette\n\txgDataPath\t\tD:/gone\n\tendAttrs\n"
    shot.write("a.xgen", head + "Description\n\tname\t\td\n\tendAttrs\n")
    assert shot.found("a.xgen") == [("D:/gone/d", [], ["D:/gone/d"])]


# --- what leads where


def test_the_chain_that_led_to_a_file_is_kept(shot):
    shot.write("a.ass", standin("b.ass"))
    shot.write("b.ass", standin("c.usda"))
    shot.write("c.usda", '#usda 1.0\ndef Shader "S" {\n asset inputs:file = @t.png@\n}\n')
    refs = shot.follow(shot.ref("a.ass", via=["props/p.ma"]))
    chain = ["props/p.ma"] + [shot.root + "/" + name for name in ("a.ass", "b.ass", "c.usda")]
    assert [(ref.path, ref.via) for ref in refs] == [
        ("b.ass", chain[:2]), ("c.usda", chain[:3]), ("t.png", chain),
    ]
    last = refs[-1]
    assert (last.node, last.node_type, last.attr, last.where, last.role) == (
        "/S", "Shader", "inputs:file", 3, "texture",
    )


def test_the_refs_given_are_not_changed_and_not_returned(shot):
    shot.write("a.ass", image("t.tif"))
    ref = shot.ref("a.ass")
    assert [row.path for row in shot.follow(ref)] == ["t.tif"]
    assert ref.via == [] and ref.found == [shot.root + "/a.ass"]


def test_a_file_named_from_two_places_is_read_once(shot, monkeypatch):
    shot.write("a.usda", layer("b.usda", "c.usda"))
    shot.write("b.usda", layer("c.usda"))
    shot.write("c.usda", layer("d.usda"))
    opened = []
    monkeypatch.setattr(usd, "opened", lambda path: opened.append(path) or rows.opened(path))
    refs = shot.follow("a.usda", "a.usda", "c.usda")
    assert sorted(opened) == [shot.root + "/" + name for name in ("a.usda", "b.usda", "c.usda")]
    assert [ref.path for ref in refs] == ["b.usda", "c.usda", "d.usda", "c.usda"]
    assert shot.heard.tips == []


def test_every_folder_is_listed_once(shot):
    shot.write("a.ass", "".join(image("tex/%d.tif" % at) for at in range(50)))
    shot.write("tex/7.tif")
    shot.follow("a.ass")
    assert len(shot.disk.listed) == len(set(shot.disk.listed))


def test_a_circle_ends_and_is_told(shot):
    shot.write("a.usda", layer("b.usda"))
    shot.write("b.usda", layer("a.usda", "c.usda"))
    shot.write("c.usda", layer("c.usda"))
    refs = shot.follow("a.usda")
    assert [ref.path for ref in refs] == ["b.usda", "a.usda", "c.usda", "c.usda"]
    root = shot.root + "/"
    assert shot.heard.tips == [
        ("reference_cycle", " > ".join(root + name for name in ("a.usda", "b.usda", "a.usda"))),
        ("reference_cycle", " > ".join(root + name for name in ("c.usda", "c.usda"))),
    ]


def test_a_chain_deeper_than_the_limit_is_cut_and_told(shot):
    depth = tables.load("nested/formats.json")["limits"]["depth"]
    for at in range(depth + 3):
        shot.write("l%d.usda" % at, layer("l%d.usda" % (at + 1)))
    assert len(shot.follow("l0.usda")) == depth
    assert shot.heard.names() == ["too_deep"]


def test_frames_that_name_the_same_are_said_once(shot):
    for frame in range(1, 6):
        shot.write("s.%04d.ass" % frame, image("same.tif") + image("own%d.tif" % frame))
    own = ["own%d.tif" % at for at in range(1, 6)]
    assert sorted(ref.path for ref in shot.follow("s.####.ass")) == own + ["same.tif"]


def test_of_a_long_sequence_some_frames_are_read_and_that_is_told(shot):
    most = tables.load("nested/formats.json")["limits"]["of_sequence"]
    for frame in range(most + 50):
        shot.write("s.%04d.ass" % frame, image("own%d.tif" % frame))
    refs = shot.follow("s.####.ass")
    assert len(refs) == most
    assert refs[0].path == "own0.tif" and refs[-1].path == "own%d.tif" % (most + 49)
    assert shot.heard.names() == ["nested_partly"]


def test_what_is_not_needed_or_missing_is_not_read(shot):
    shot.write("a.ass", image("t.tif"))
    assert shot.follow(shot.ref("a.ass", needed=False), "gone.ass", "scene.ma") == []


def test_a_suspected_file_is_listed_and_not_needed(shot):
    shot.write("a.ass", 'strange\n{\n name s\n path "t.ass"\n}\n')
    shot.write("t.ass", image("u.tif"))
    refs = shot.follow("a.ass")
    assert [(ref.path, ref.role, ref.needed) for ref in refs] == [("t.ass", "suspected", False)]


def test_an_optional_file_is_listed_only_when_it_is_there(shot):
    head = "Description\n\tname\td\n\tendAttrs\n\tArchivePrimitive\n"
    shot.write("a.xgen", head + '\t\tfiles\t"x.ass.gz" "y.ass.gz"\n\tendAttrs\n')
    for name in ("x.ass.gz", "y.ass.gz", "y.asstoc"):
        shot.write(name)
    assert [ref.path for ref in shot.follow("a.xgen")] == ["x.ass.gz", "y.ass.gz", "y.asstoc"]


# --- where it stops


def test_a_damaged_file_gives_a_tip_and_what_could_be_read(shot):
    shot.write("a.ass", image("t.tif") + 'image\n{\n name j\n filename "cut')
    assert [ref.path for ref in shot.follow("a.ass")] == ["t.tif"]
    assert shot.heard.tips == [("nested_damaged", shot.root + "/a.ass: it ends inside a string")]


def test_a_file_that_vanishes_before_it_is_read_gives_a_tip(shot):
    shot.write("a.ass", image("t.tif"))
    ref = shot.ref("a.ass")
    os.remove(os.path.join(shot.root, "a.ass"))
    assert shot.follow(ref) == []
    assert shot.heard.names() == ["nested_damaged"]


def test_a_path_with_a_line_end_or_a_nul_harms_nobody(shot):
    shot.write("a.ass", image("a\0b.tif") + image("x" * 5000 + ".tif"))
    assert [len(ref.found) for ref in shot.follow("a.ass")] == [0]
