"""Rules on the tables beside the code."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re

import pytest

from analyzers import tables

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
TIPS = tables.load("data/tips.json")
NODES = tables.load("maya/nodes.json")
TYPES = sorted(NODES["types"])
VERSION = re.compile(r"^__version__ = [\"']([^\"']+)[\"']", re.M)


@pytest.mark.parametrize("code", sorted(TIPS))
def test_a_tip_has_both_languages_a_level_a_name_and_a_source(code):
    row = TIPS[code]
    assert row["level"] in ("error", "warning", "info")
    assert all(row[key].strip() for key in ("name", "zh", "en", "source"))
    assert re.search("[\u4e00-\u9fff]", row["zh"])
    assert not re.search("[\u4e00-\u9fff]", row["en"])


def test_tips_have_different_names_and_codes_of_digits():
    assert len(set(row["name"] for row in TIPS.values())) == len(TIPS)
    assert [code for code in TIPS if not re.match(r"\d{5,}$", code)] == []


def test_our_own_tips_start_at_90000():
    ours = [code for code, row in TIPS.items() if row["source"] == "ours"]
    assert [code for code in ours if int(code) < 90000] == []
    assert [code for code in TIPS if int(code) >= 90000 and code not in ours] == []


def test_the_levels_are_those_the_design_fixes():
    levels = dict((row["name"], row["level"]) for row in TIPS.values())
    assert levels["missing_file"] == "warning"
    assert (levels["no_camera"], levels["nothing_to_render"]) == ("error", "error")
    assert [row["name"] for code, row in TIPS.items() if code == "50001"] == ["missing_file"]


def test_every_tip_is_raised_somewhere():
    code = ""
    for folder, _, names in os.walk(os.path.join(ROOT, "analyzers")):
        for name in names:
            if name.endswith(".py"):
                with io.open(os.path.join(folder, name), encoding="utf-8") as stream:
                    code += stream.read()
    quoted = set(re.findall(r"[\"'](\w+)[\"']", code))
    assert sorted(row["name"] for row in TIPS.values() if row["name"] not in quoted) == []


@pytest.mark.parametrize("kind", TYPES)
def test_a_node_type_has_a_source(kind):
    assert NODES["types"][kind]["source"].strip()


@pytest.mark.parametrize("kind", TYPES)
def test_a_row_of_files_speaks_of_attributes_that_are_declared(kind):
    row = NODES["types"][kind]
    for entry in row.get("files", ()):
        used = [entry["attr"]] + [entry[key] for key in ("tiles", "sequence") if key in entry]
        used += list(entry.get("unless", ()))
        assert [name for name in used if name not in row["attrs"]] == []
        assert entry["role"].strip()
        assert entry.get("rule") in [None] + list(NODES["workspace"]["rules"])


@pytest.mark.parametrize("kind", TYPES)
def test_the_short_names_of_a_node_type_are_different(kind):
    shorts = list(NODES["types"][kind]["attrs"].values())
    assert len(set(shorts)) == len(shorts)
    for long_name, short_name in NODES["types"][kind]["attrs"].items():
        assert long_name.count(".") == short_name.count(".")


def test_a_node_type_without_files_has_a_role():
    assert [
        kind
        for kind in TYPES
        if not (NODES["types"][kind].get("files") or NODES["types"][kind].get("role"))
        and kind not in renderer_types()
    ] == []


def renderer_types():
    """Returns the node types that the settings of a renderer name."""
    rows = [part for row in NODES["renderers"].values() for part in row.values()]
    return set(part["type"] for part in rows if isinstance(part, dict))


def test_the_settings_of_a_renderer_speak_of_declared_attributes():
    for row in NODES["renderers"].values():
        for part in row.values():
            if isinstance(part, dict) and "type" in part:
                attrs = NODES["types"][part["type"]]["attrs"]
                used = [part[key] for key in ("attr", "width", "height") if key in part]
                assert [name for name in used if name not in attrs] == []


@pytest.mark.parametrize(
    "kind, long_name, short_name",
    [
        ("file", "fileTextureName", "ftn"),
        ("file", "uvTilingMode", "uvt"),
        ("file", "useFrameExtension", "ufe"),
        ("imagePlane", "imageName", "imn"),
        ("imagePlane", "displayMode", "dm"),
        ("imagePlane", "type", "t"),
        ("audio", "filename", "f"),
        ("aiStandIn", "dso", "dso"),
        ("gpuCache", "cacheFileName", "cfn"),
        ("AlembicNode", "abc_File", "fn"),
        ("AlembicNode", "abc_layerFiles", "fns"),
        ("aiPhotometricLight", "aiFilename", "ai_filename"),
        ("mayaUsdProxyShape", "filePath", "fp"),
        ("RedshiftProxyMesh", "fileName", "fn"),
        ("renderLayer", "renderable", "rndr"),
        ("camera", "renderable", "rnd"),
        ("VRaySettingsNode", "width", "wi"),
    ],
)
def test_an_attribute_has_the_short_name_that_scenes_show(kind, long_name, short_name):
    assert NODES["types"][kind]["attrs"][long_name] == short_name


def test_every_source_says_where_it_is_from():
    def sources(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "source":
                    yield value
                for found in sources(value):
                    yield found

    found = (
        list(sources(NODES))
        + list(sources(TIPS))
        + list(sources(tables.load("data/task_defaults.json")))
    )
    assert len(found) > len(TYPES)
    assert [text for text in found if len(text) < 4] == []


def test_the_two_packages_have_one_version():
    found = []
    for package in ("analyzers", "rayvision_plugins"):
        with io.open(os.path.join(ROOT, package, "__init__.py"), encoding="utf-8") as stream:
            found.append(VERSION.search(stream.read()).group(1))
    assert found[0] == found[1]
    assert re.match(r"\d+\.\d+\.\d+", found[0])


def test_a_table_is_read_once():
    assert tables.load("data/tips.json") is TIPS
