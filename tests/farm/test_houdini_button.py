"""From the installed node in a stand-in Houdini through a real bridge to the embedded farm."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import urllib.parse

import pytest

TESTS = pathlib.Path(__file__).parent.parent
UNIT = TESTS / "unit" / "shelves"
SITE = TESTS / "fakes" / "site"
sys.path[:0] = [str(UNIT), str(TESTS / "unit" / "analyzers")]

import hip_writer  # noqa: E402
import pythons  # noqa: E402

from rayvision_plugins import install, targets  # noqa: E402

pytestmark = pytest.mark.slow

# What Houdini does: packages name the folders of HOUDINI_PATH, whose scripts/python is imported
# from; then a click runs a script of the menu, of the shelf or of the node, and the loop turns.
HOUDINI = """
import glob, io, json, os, sys, time
unit, site, prefs, place, title, scene = sys.argv[1:]
sys.path[:0] = [unit, site]
os.environ["PYTHONHOME"] = os.environ["PYTHONPATH"] = os.environ["HFS"] = "/nowhere"
import houdini_files, hou
root, = houdini_files.houdini_path(os.path.join(prefs, "packages"))
sys.path.append(os.path.join(root, "scripts", "python"))
world = hou._world
world.gui = place != "hython"
world.open(scene.decode("utf-8") if isinstance(scene, bytes) else scene)
names = {"hou": hou}
if place == "node":
    asset, = glob.glob(os.path.join(root, "otls", "*.hda"))
    folder = houdini_files.sections(houdini_files.sections(asset)["Driver/rayvision_submit"])
    exec(compile(houdini_files.read(folder["PythonModule"]).encode("utf-8"), "node", "exec"), names)
    rows = houdini_files.dialog(houdini_files.read(folder["DialogScript"]))[1]
    button, = [row for row in rows if row.values.get("label") == title]
    class Node(object):
        def __init__(self, node): self.node = node
        def __getattr__(self, name): return getattr(self.node, name)
        def hdaModule(self): return type(str("Module"), (), dict(
            (key, staticmethod(names[key])) for key in names if callable(names[key])))
    code = button.tags["script_callback"]
    names["kwargs"] = {"node": Node(hou.node(str("/out/send")))}
elif place == "shelf":
    tools = houdini_files.tools(os.path.join(root, "toolbar", "rayvision.shelf"))[1].values()
    code, = [row.find("script").text for row in tools if row.get("label") == title]
else:
    items = houdini_files.menu(os.path.join(root, "MainMenuCommon.xml"))[1].values()
    code, = [row.find("scriptCode").text for row in items if row.find("label").text == title]
exec(compile(code, "<click>", "exec"), names)
import analyzers, rayvision_in_houdini
jobs = rayvision_in_houdini.BUTTON.session.jobs
ends = time.time() + 90
while [job for job in jobs.values() if job.code is None] and time.time() < ends:
    hou._turn()
    time.sleep(0.01)
print(json.dumps({
    "codes": [job.code for job in jobs.values()],
    "lines": list(rayvision_in_houdini._HOST.lines),
    "callbacks": len(world.callbacks),
    "calls": world.calls,
    "asked": [row["text"] for row in world.asked],
    "analyzers": analyzers.__file__,
}))
"""


def environment(home):
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("RAYVISION", "PYTHON")) and "proxy" not in key.lower()
    }
    return {**kept, "RAYVISION_HOME": str(home)}


def mantra(last, inputs=()):
    return {
        "type": "ifd",
        "parms": {
            "execute": "0",
            "trange": "normal",
            "f": ["1", str(last), "1"],
            "camera": "/obj/cam1",
            "vm_picture": "$HIP/render/$OS.$F4.exr",
        },
        "inputs": inputs,
    }


def make_scene(folder):
    (folder / "geo").mkdir(parents=True)
    (folder / "geo" / "brick.bgeo").write_bytes(b"brick")
    send = {
        "execute": "0",
        "rayvision_submit": "0",
        "rayvision_outputs": "wired",
        "rayvision_chosen": "",
        "rayvision_frames": "own",
        "rayvision_range": "1-10[1]",
        "rayvision_farm": "local",
    }
    members = hip_writer.scene(
        {
            "/obj/cam1": {"type": "cam", "parms": {"res": ["64", "36"]}},
            "/obj/geo1": {"type": "geo"},
            "/obj/geo1/file1": {"type": "file", "parms": {"file": "$HIP/geo/brick.bgeo"}},
            "/out/a": mantra(2),
            "/out/b": mantra(3),
            "/out/send": {"type": "rayvision_submit", "parms": send, "inputs": ["a"]},
        },
        version="20.5.487",
    )
    scene = folder / "shot.hip"
    scene.write_bytes(hip_writer.cpio(members))
    return scene


def nobody_listens(home):
    """Returns whether the farm of a home has ended."""
    path = home / "farm" / "address.json"
    if not path.exists():
        return True
    where = urllib.parse.urlsplit(json.loads(path.read_text("utf-8"))["url"])
    with socket.socket() as plug:
        return plug.connect_ex((where.hostname, where.port)) != 0


def clicked(version, place, title, tmp_path, scene):
    """Installs, starts a stand-in Houdini, clicks a button somewhere; returns what it said."""
    folder = tmp_path / "prefs" / "houdini20.5"
    install.install(
        targets.target(
            "houdini",
            version="20.5",
            environment={"HOUDINI_USER_PREF_DIR": f"{tmp_path}/prefs/houdini__HVER__"},
        )
    )
    done = subprocess.run(
        # Without site packages: what is loaded comes from the installed tree.
        [pythons.find(version), "-S", "-c", HOUDINI, UNIT, SITE, folder, place, title, scene],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path / "home"),
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout.splitlines()[-1])
    assert pathlib.Path(row["analyzers"]).is_relative_to(folder)
    return row


def frames(tmp_path):
    out = tmp_path / "bild" / "shot.rayvision"
    return sorted(path.name for path in (out / "frames").rglob("*.png"))


@pytest.mark.parametrize("version", ["2.7", "3.13"])
def test_a_click_on_the_installed_node_brings_the_frames_of_its_inputs_home(version, tmp_path):
    scene = make_scene(tmp_path / "bild")
    row = clicked(version, "node", "Submit", tmp_path, scene)
    assert row["codes"] == ["done"], row["lines"]
    assert len(frames(tmp_path)) == 2, frames(tmp_path)
    assert not [line for line in row["lines"] if line.startswith("error")]
    assert row["callbacks"] == 0
    out = tmp_path / "bild" / "shot.rayvision"
    sent = {entry["local"] for entry in json.loads((out / "upload.json").read_text())["asset"]}
    assert {pathlib.Path(path).name for path in sent} == {"shot.hip", "brick.bgeo"}
    assert nobody_listens(tmp_path / "home")


@pytest.mark.parametrize("place", ["menu", "shelf", "hython"])
def test_a_click_elsewhere_brings_the_frames_of_all_that_is_on_home(place, tmp_path):
    scene = make_scene(tmp_path / "bild")
    row = clicked("3.13", place, "Submit", tmp_path, scene)
    assert row["codes"] == ["done"], row["lines"]
    assert len(frames(tmp_path)) == 5, frames(tmp_path)
    assert nobody_listens(tmp_path / "home")


@pytest.mark.parametrize("version", ["2.7", "3.13"])
def test_a_click_on_analyze_describes_the_scene_and_changes_nothing(version, tmp_path):
    scene = make_scene(tmp_path / "bild")
    row = clicked(version, "node", "Analyze", tmp_path, scene)
    assert (row["codes"], row["calls"]) == ([], [])
    assert row["asked"] == ["The scene is described."]
    names = sorted(path.name for path in (tmp_path / "bild" / "shot.rayvision").iterdir())
    assert names == ["asset.json", "task.json", "tips.json", "upload.json"]
