"""From the installed shelf in a stand-in Clarisse through a real bridge to the embedded farm."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import urllib.parse

import pytest

UNIT = pathlib.Path(__file__).parent.parent / "unit" / "shelves"
SITE = pathlib.Path(__file__).parent.parent / "fakes" / "site"
sys.path.insert(0, str(UNIT))

import pythons  # noqa: E402

from rayvision_plugins import install, targets  # noqa: E402

SHIPPED = """IX_SHELF_CONFIG_FILE=$IX_PYTHON_API_PATH/shelves/shelf.cfg
CLARISSE_STARTUP_SCRIPT=
"""
SCENE = """#Isotropix_Serial_Version 1.2

#Isotropix_Clarisse_Version 5
#Isotropix_Clarisse_Project_Version 0.98
Context "scene" {
    CameraPerspective {
        name "camera"
    }
    TextureMapFile {
        name "wood"
        filename "$PDIR/textures/wood.png"
    }
    Context "prop" {
        filename "$PDIR/prop.project"
    }
    Image {
        name "image"
        resolution 64 36
        layers ".background"
        first_frame 1
        last_frame 2
        save_as "$PDIR/out/beauty"
        embedded_objects {
            Layer3d {
                name "background"
                first_frame 1
                last_frame 2
                active_camera "camera"
            }
        }
    }
}
#preferences {
    categories {
        animation {
            frames_per_second 24
        }
    }
}
"""
PROP = """#Isotropix_Serial_Version 1.2

#Isotropix_Clarisse_Version 5
#Isotropix_Clarisse_Project_Version 0.98
Context "parts" {
    GeometryPolyfile {
        name "brick"
        filename "$PDIR/brick.obj"
    }
}
#preferences {
}
"""

# What Clarisse does: its module is there, the lists of clarisse.env name the start-up scripts,
# which run as text; then a click on the shelf runs a script, and the main loop turns.
CLARISSE = """
import io, json, os, sys, time
unit, site, env, title, scene = sys.argv[1:]
sys.path[:0] = [unit, site]
os.environ["PYTHONHOME"] = os.environ["PYTHONPATH"] = "/nowhere"
import clarisse_config, ix
world = ix.application._world
world.gui = True
lists = clarisse_config.variables(env)
for path in lists["CLARISSE_STARTUP_SCRIPT"]:
    clarisse_config.run(path, ix)
assert world.open(scene.decode("utf-8") if isinstance(scene, bytes) else scene)
items = [row for path in lists["IX_SHELF_CONFIG_FILE"][1:] for row in clarisse_config.shelf(path)]
(button,) = [row for _, row in items if row["title"] == title]
clarisse_config.run(button["script_filename"], ix)
import analyzers, rayvision_in_clarisse
jobs = rayvision_in_clarisse.BUTTON.session.jobs
ends = time.time() + 90
while [job for job in jobs.values() if job.code is None] and time.time() < ends:
    ix.application._turn()
    time.sleep(0.01)
print(json.dumps({
    "codes": [job.code for job in jobs.values()],
    "lines": ix.lines,
    "menu": [name for name, _ in ix.application._menu.entries],
    "calls": world.calls,
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


def make_scene(folder):
    (folder / "textures").mkdir(parents=True)
    (folder / "textures" / "wood.png").write_bytes(b"wood")
    (folder / "brick.obj").write_bytes(b"brick")
    (folder / "prop.project").write_text(PROP, encoding="utf-8")
    scene = folder / "shot.project"
    scene.write_text(SCENE, encoding="utf-8")
    return scene


def nobody_listens(home):
    """Returns whether the farm of a home has ended."""
    path = home / "farm" / "address.json"
    if not path.exists():
        return True
    where = urllib.parse.urlsplit(json.loads(path.read_text("utf-8"))["url"])
    with socket.socket() as plug:
        return plug.connect_ex((where.hostname, where.port)) != 0


def clicked(version, title, tmp_path, scene):
    """Installs, starts a stand-in Clarisse, clicks a button of the shelf; returns what it said."""
    folder = tmp_path / "isotropix" / "clarisse"
    (folder / "5.0").mkdir(parents=True)
    env = folder / "5.0" / "clarisse.env"
    env.write_text(SHIPPED, encoding="utf-8")
    install.install(targets.target("clarisse", prefix=folder))
    done = subprocess.run(
        # Without site packages: what is loaded comes from the installed tree.
        [pythons.find(version), "-S", "-c", CLARISSE, UNIT, SITE, env, title, scene],
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


@pytest.mark.parametrize("version", ["2.7", "3.13"])
def test_a_click_on_the_installed_shelf_brings_the_frames_home(version, tmp_path):
    scene = make_scene(tmp_path / "bild")
    row = clicked(version, "Submit", tmp_path, scene)
    assert row["codes"] == ["done"], row["lines"]
    out = tmp_path / "bild" / "shot.rayvision"
    frames = sorted(path.name for path in (out / "frames").rglob("*.png"))
    assert len(frames) == 2, frames
    assert not [text for level, text in row["lines"] if level == "error"]
    assert row["menu"] == [
        "Rayvision>",
        "Rayvision>Analyze",
        "Rayvision>Submit",
        "Rayvision>Stop",
    ]
    sent = {entry["local"] for entry in json.loads((out / "upload.json").read_text())["asset"]}
    assert {pathlib.Path(path).name for path in sent} == {
        "shot.project",
        "prop.project",
        "wood.png",
        "brick.obj",
    }
    assert nobody_listens(tmp_path / "home")


@pytest.mark.parametrize("version", ["2.7", "3.13"])
def test_a_click_on_analyze_describes_the_project_and_changes_nothing(version, tmp_path):
    scene = make_scene(tmp_path / "bild")
    row = clicked(version, "Analyze", tmp_path, scene)
    assert (row["codes"], row["calls"]) == ([], [])
    names = sorted(path.name for path in (tmp_path / "bild" / "shot.rayvision").iterdir())
    assert names == ["asset.json", "task.json", "tips.json", "upload.json"]
