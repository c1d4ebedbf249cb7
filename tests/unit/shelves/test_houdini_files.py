"""The files Houdini loads: package, menus, shelf, and the node rayvision_submit as text."""

from __future__ import absolute_import, division, print_function, unicode_literals

import ast
import json
import os
import re

import houdini_files
import pytest
import pythons

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
HOUDINI = os.path.join(ROOT, "shelves", "houdini")
ASSET = os.path.join(HOUDINI, "otls", "rayvision_submit.hda")
NODE = os.path.join(ASSET, "Driver_1rayvision__submit")
MODULE = os.path.join(HOUDINI, "scripts", "python", "rayvision_in_houdini.py")
SHELF = os.path.join(HOUDINI, "toolbar", "rayvision.shelf")
MENU = os.path.join(HOUDINI, "MainMenuCommon.xml")
OP_MENU = os.path.join(HOUDINI, "OPmenu.xml")
SEND_MESH = "Send selection as mesh\u2026"
BASE = ["execute", "renderpreview", "executebackground", "renderdialog", "trange", "f", "take"]
KEYS = ["Operator", "Label", "Path", "Icon", "Table", "License", "Extra", "User", "Inputs"]
KEYS += ["Subnet", "Python", "Empty", "Modified"]


def functions(text):
    return set(row.name for row in ast.parse(text).body if isinstance(row, ast.FunctionDef))


def parms():
    _, rows = houdini_files.dialog(houdini_files.read(os.path.join(NODE, "DialogScript")))
    return dict((row.values["name"], row) for row in rows)


def snippets():
    """Returns {where: source} of every piece of Python in our files."""
    found = {}
    for path in (MENU, OP_MENU):
        root, items = houdini_files.menu(path)
        for name, row in items.items():
            found["%s %s" % (path, name)] = row.find("scriptCode").text
        for at, row in enumerate(root.iter("expression")):
            source = houdini_files.function_of(row.text)
            found["%s expression %d" % (path, at)] = source
    for path in (SHELF, os.path.join(NODE, "Tools.shelf")):
        for name, row in houdini_files.tools(path)[1].items():
            assert row.find("script").get("scriptType") == "python"
            found["%s %s" % (path, name)] = row.find("script").text
    for name, row in parms().items():
        if row.script:
            found["menu of " + name] = houdini_files.function_of(row.script)
        if row.tags.get("script_callback"):
            found["callback of " + name] = row.tags["script_callback"]
    found["PythonModule"] = houdini_files.read(os.path.join(NODE, "PythonModule"))
    return found


@pytest.mark.parametrize("version", ["2.7", "3.13"])
def test_every_piece_of_python_compiles(version):
    texts = snippets()
    assert len(texts) > 12
    assert not pythons.compiles(pythons.find(version), texts)


def test_snippets_call_functions_that_are_there():
    there = functions(houdini_files.read(MODULE))
    called = set()
    for where, text in snippets().items():
        names = re.findall(r"rayvision_in_houdini\.(\w+)\(", text)
        assert set(names) <= there, where
        assert not names or "import rayvision_in_houdini" in text
        called.update(names)
    assert {"analyze", "submit", "stop", "analyze_node", "submit_node", "output_menu"} <= called


def test_the_package_adds_one_folder_and_nothing_else():
    row = json.loads(houdini_files.read(os.path.join(HOUDINI, "packages", "rayvision.json")))
    assert row == {"{path}": "{root}", "load_package_once": True}


def test_the_main_menu_has_our_entries_in_a_menu_of_their_own():
    root, items = houdini_files.menu(MENU)
    assert root.tag == "mainMenu"
    (menu,) = root.findall("menuBar/subMenu")
    assert menu.find("label").text == "Rayvision"
    labels = [row.find("label").text for row in menu.findall("scriptItem")]
    assert labels == ["Analyze", "Submit", SEND_MESH, "Stop", "Messages"]
    assert all(name.startswith("h.") for name in items)  # they are hotkeys as well


def test_the_right_click_menu_shows_on_output_nodes_only():
    root, items = houdini_files.menu(OP_MENU)
    assert root.tag == "menuDocument"
    (menu,) = root.findall("menu/subMenu")
    assert "is_output" in menu.find("context/expression").text
    assert [row.find("label").text for row in menu.findall("scriptItem")] == [
        "Analyze This Output",
        "Submit This Output",
    ]


def test_the_right_click_menu_hides_when_our_scripts_are_not_there(monkeypatch):
    root, _ = houdini_files.menu(OP_MENU)
    text = houdini_files.function_of(root.find("menu/subMenu/context/expression").text)
    names = {}
    monkeypatch.setitem(__import__("sys").modules, "rayvision_in_houdini", None)
    exec(compile(text.encode("utf-8"), "expression", "exec"), names)  # noqa: S102
    assert names["expression"]({"node": None}) is False


def test_the_shelf_has_buttons_to_analyze_and_to_submit():
    shelves, tools = houdini_files.tools(SHELF)
    names = ["rayvision_" + word for word in ("analyze", "submit", "send_mesh", "stop")]
    assert shelves == [("Rayvision", names)]
    assert sorted(tools) == sorted(shelves[0][1])
    labels = [tools[name].get("label") for name in names]
    assert labels == ["Analyze", "Submit", SEND_MESH, "Stop"]


# -- the node ---------------------------------------------------------------------------------


def test_the_asset_lists_exactly_the_files_it_has():
    for folder in (ASSET, NODE):
        listed = [os.path.basename(path) for path in houdini_files.sections(folder).values()]
        assert sorted(listed + ["Sections.list"]) == sorted(os.listdir(folder))
    assert os.path.getsize(os.path.join(ASSET, "houdini.hdalibrary")) == 0


def test_the_folder_of_the_operator_has_its_name_in_houdinis_writing():
    found = houdini_files.sections(ASSET)
    assert found["INDEX_SECTION"].endswith("INDEX__SECTION")
    (operator,) = [name for name in found if "/" in name]
    assert operator == "Driver/rayvision_submit"
    assert os.path.basename(found[operator]) == houdini_files.encoded(operator)


@pytest.mark.parametrize(
    "name, folder",
    [
        ("Driver/deadline_cloud", "Driver_1deadline__cloud"),
        ("labs::Driver/rop_csv::1.0", "labs_8_8Driver_1rop__csv_8_81.0"),
        ("INDEX_SECTION", "INDEX__SECTION"),
    ],
)
def test_names_are_written_as_in_public_assets(name, folder):
    assert houdini_files.encoded(name) == folder


def test_the_index_tells_the_same_operator_as_its_folder_and_its_dialog():
    (row,) = houdini_files.index(os.path.join(ASSET, "INDEX__SECTION"))
    assert sorted(row) == sorted(KEYS)
    assert row["Table"] + "/" + row["Operator"] in houdini_files.sections(ASSET)
    assert row["Path"] == "oplib:/Driver/rayvision_submit?Driver/rayvision_submit"
    head, _ = houdini_files.dialog(houdini_files.read(os.path.join(NODE, "DialogScript")))
    assert head["name"] == head["script"] == row["Operator"]
    assert head["label"] == row["Label"]


def test_many_outputs_can_be_wired_in():
    (row,) = houdini_files.index(os.path.join(ASSET, "INDEX__SECTION"))
    least, most = re.match(r"(\d+) to (\d+)$", row["Inputs"]).groups()
    assert (int(least), int(most) > 100) == (0, True)


def test_the_node_has_what_every_output_node_has_and_hides_it():
    rows = parms()
    assert list(BASE) == [name for name in BASE if "baseparm" in rows[name].flags]
    assert all("invisible" in rows[name].flags for name in BASE)


def test_every_parameter_of_ours_has_a_kind_a_label_and_a_prefix_of_its_own():
    ours = dict((name, row) for name, row in parms().items() if name not in BASE)
    assert len(ours) == 9
    for name, row in ours.items():
        assert name.startswith("rayvision_")
        assert row.values["type"] in houdini_files.TYPES
        assert row.values["label"] and row.values["default"] and row.values["help"]


def test_the_buttons_call_functions_of_the_nodes_module():
    there = functions(houdini_files.read(os.path.join(NODE, "PythonModule")))
    buttons = [row for row in parms().values() if row.values.get("type") == "button"]
    labels = ["Analyze", "Messages", "Stop", "Submit"]
    assert sorted(row.values["label"] for row in buttons) == labels
    for row in buttons:
        assert row.tags["script_callback_language"] == "python"
        (name,) = re.findall(r"hdaModule\(\)\.(\w+)\(kwargs\)", row.tags["script_callback"])
        assert name in there
        assert name == row.values["label"].lower()


def test_the_menu_of_outputs_is_filled_by_a_script():
    script = parms()["rayvision_chosen"].script
    there = functions(houdini_files.read(os.path.join(NODE, "PythonModule")))
    assert re.findall(r"hdaModule\(\)\.(\w+)\(", script)[0] in there


def test_the_tokens_of_the_menus_are_those_that_the_script_knows():
    rows = parms()
    names = {}
    for line in houdini_files.read(MODULE).splitlines():
        if re.match(r"[A-Z, ]+ = \"", line):
            exec(line, names)  # noqa: S102
    known = set(value for name, value in names.items() if name.isupper())
    for name in ("rayvision_outputs", "rayvision_frames"):
        tokens = [token for token, _ in rows[name].menu]
        assert set(tokens) - {"fml"} <= known
    for row in rows.values():
        for name, token in re.findall(r"(\w+) != (\w+)", row.values.get("hidewhen", "")):
            assert token in [row for row, _ in rows[name].menu]


def test_the_modules_of_the_node_are_marked_as_python():
    options = json.loads(houdini_files.read(os.path.join(NODE, "ExtraFileOptions")))
    assert options["PythonModule/IsPython"] == {"type": "bool", "value": True}
    there = houdini_files.sections(NODE)
    assert set(name.split("/")[0] for name in options) <= set(there)


def test_the_module_of_the_node_is_tiny():
    text = houdini_files.read(os.path.join(NODE, "PythonModule"))
    rows = [row for row in ast.parse(text).body if isinstance(row, ast.FunctionDef)]
    assert rows and all(len(row.body) == 2 for row in rows)
    assert "hou" not in re.findall(r"\w+", text)


def test_the_tab_menu_makes_the_node_in_output_networks():
    _, tools = houdini_files.tools(os.path.join(NODE, "Tools.shelf"))
    tool = tools["$HDA_DEFAULT_TOOL"]
    assert tool.find("toolMenuContext/contextOpType").text == "$HDA_TABLE_AND_NAME"
    assert tool.find("toolSubmenu").text == "Rayvision"


def test_the_options_of_the_type_are_lines_of_numbers():
    lines = houdini_files.read(os.path.join(NODE, "TypePropertiesOptions")).splitlines()
    assert all(re.match(r"\w+ := \d;$", line) for line in lines)


def test_the_files_are_ascii_with_unix_line_ends():
    for base, _, names in os.walk(HOUDINI):
        for name in names:
            if not name.endswith(".pyc"):
                text = houdini_files.read(os.path.join(base, name))
                assert "\r" not in text, name
                text.encode("ascii")
