"""The files Maya loads: module, shelf, start-up script, and all Python in and beside them."""
from __future__ import absolute_import, division, print_function, unicode_literals

import ast
import io
import os
import re
import sys

import maya_module
import pytest
import pythons

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
MAYA = os.path.join(ROOT, "shelves", "maya")
SHELF = os.path.join(MAYA, "shelves", "shelf_Rayvision.mel")
LOAD = os.path.join(MAYA, "scripts", "rayvision_load.mel")
FLAGS = {  # Maya commands, shelfButton and evalDeferred, long names
    "shelfButton": "enable width height label annotation image image1 imageOverlayLabel style "
    "command sourceType",
    "evalDeferred": "lowestPriority",
    "about": "batch",
}


def read(path):
    with io.open(path, encoding="utf-8") as stream:
        return stream.read()


def sources(*folders):
    """Returns {path: text} of the Python files below."""
    found = {}
    for folder in folders:
        for base, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                if name.endswith(".py"):
                    found[os.path.join(base, name)] = read(os.path.join(base, name))
    return found


@pytest.mark.parametrize("version", ["2.7", "3.13"])
def test_every_python_file_a_dcc_loads_compiles(version):
    texts = sources("shelves", "analyzers")
    assert len(texts) > 20
    assert not pythons.compiles(pythons.find(version), texts)


@pytest.mark.parametrize("version", ["2.7", "3.13"])
@pytest.mark.parametrize("path", [SHELF, LOAD], ids=os.path.basename)
def test_every_python_snippet_in_mel_compiles(path, version):
    snippets = maya_module.python_of(path)
    assert snippets
    texts = dict(("%s %d" % (path, at), text) for at, text in enumerate(snippets))
    assert not pythons.compiles(pythons.find(version), texts)


def test_compiling_tells_what_does_not_compile():
    assert "SyntaxError" in pythons.compiles(pythons.find("3.13"), {"a": "print 1"})


@pytest.mark.parametrize("path", [SHELF, LOAD], ids=os.path.basename)
def test_snippets_call_functions_that_are_there(path):
    button = ast.parse(read(os.path.join(MAYA, "scripts", "rayvision_in_maya.py")))
    there = set(row.name for row in button.body if isinstance(row, ast.FunctionDef))
    for text in maya_module.python_of(path):
        called = re.findall(r"rayvision_in_maya\.(\w+)\(", text)
        assert len(called) == 1 and set(called) <= there
        assert "import rayvision_in_maya" in text


def test_the_shelf_procedure_is_named_as_its_file():
    found = maya_module.tokens(read(SHELF))
    assert found[:5] == ["global", "proc", "shelf_Rayvision", "(", ")"]
    assert os.path.basename(SHELF) == found[2] + ".mel"


def test_the_shelf_has_buttons_to_analyze_and_to_submit():
    found = maya_module.tokens(read(SHELF))
    labels = [maya_module.text_of(found[at + 1]) for at, row in enumerate(found) if row == "-label"]
    assert labels == ["Analyze", "Submit", "Send selection as mesh", "Stop"]


@pytest.mark.parametrize("path", [SHELF, LOAD], ids=os.path.basename)
def test_mel_uses_only_long_documented_flags(path):
    command = None
    for token in maya_module.tokens(read(path)):
        if token in FLAGS:
            command = token
        elif re.match("-[A-Za-z]", token):
            assert token[1:] in FLAGS[command].split()


def test_the_start_up_script_is_named_after_the_module_as_maya_wants():
    line = read(os.path.join(MAYA, "rayvision.mod")).splitlines()[0]
    module = line.split()[-3]
    assert os.path.basename(LOAD) == module + "_load.mel"


def test_the_module_file_has_no_blank_line_and_no_comment_that_would_end_its_entry():
    lines = read(os.path.join(MAYA, "rayvision.mod")).splitlines()
    assert lines[0].startswith("+ ")
    assert all(line.strip() and not line.startswith("#") for line in lines)


def test_none_of_our_files_is_a_start_up_script_of_the_user():
    names = [name for _, _, names in os.walk(os.path.join(ROOT, "shelves")) for name in names]
    assert not [name for name in names if name.lower().startswith("usersetup")]


def test_a_dcc_needs_nothing_but_its_own_python_for_our_files():
    allowed = {"rayvision_shelf", "rayvision_in_maya", "rayvision_in_clarisse"}
    allowed |= {"rayvision_in_houdini"}
    allowed |= {"analyzers", "maya", "hou", "ix", "pxr"}
    if not hasattr(sys, "stdlib_module_names"):
        pytest.skip("only Python 3.10 and newer know what the standard library holds")
    allowed |= set(sys.stdlib_module_names) | {"_winreg"}
    for path, text in sources("shelves", "analyzers").items():
        for node in ast.walk(ast.parse(text.encode("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            lacking = [name for name in names if name.split(".")[0] not in allowed]
            assert not lacking, "%s imports %s: data/install.json must bring it" % (path, lacking)
