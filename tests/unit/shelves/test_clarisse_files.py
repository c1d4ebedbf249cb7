"""The files Clarisse loads: shelf, start-up script and the scripts of the shelf's buttons."""

from __future__ import absolute_import, division, print_function, unicode_literals

import ast
import io
import os
import re

import clarisse_config
import pytest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
CLARISSE = os.path.join(ROOT, "shelves", "clarisse")
SHELF = os.path.join(CLARISSE, "shelf", "rayvision.cfg")
START = os.path.join(CLARISSE, "rayvision_start.py")


def read(path):
    with io.open(path, encoding="utf-8") as stream:
        return stream.read()


def test_the_shelf_has_buttons_to_analyze_and_to_submit():
    rows = clarisse_config.shelf(SHELF)
    assert [(category, row["title"]) for category, row in rows] == [
        ("Rayvision", "Analyze"),
        ("Rayvision", "Submit"),
        ("Rayvision", "Stop"),
    ]
    assert all(sorted(row) == sorted(KEYS) for _, row in rows)


KEYS = ("title", "description", "script_filename", "icon_filename")
SCRIPTS = [row["script_filename"] for _, row in clarisse_config.shelf(SHELF)]


@pytest.mark.parametrize("path", SCRIPTS, ids=os.path.basename)
def test_every_button_calls_a_function_that_is_there(path):
    module = read(os.path.join(CLARISSE, "scripts", "rayvision_in_clarisse.py"))
    there = [row.name for row in ast.parse(module).body if isinstance(row, ast.FunctionDef)]
    (called,) = re.findall(r"^rayvision_in_clarisse\.(\w+)\(\)$", read(path), re.M)
    assert called in there
    assert os.path.basename(path) == called + ".py"


@pytest.mark.parametrize("path", SCRIPTS + [START], ids=os.path.basename)
def test_a_script_does_not_ask_where_it_lies(path):
    names = [row.id for row in ast.walk(ast.parse(read(path))) if isinstance(row, ast.Name)]
    assert "__file__" not in names
    assert '"{root}/scripts"' in read(path)


def test_clarisse_starts_when_our_scripts_are_not_there(capsys):
    clarisse_config.run(START, None)
    out, _ = capsys.readouterr()
    assert out.startswith("Rayvision: no menu: ")
