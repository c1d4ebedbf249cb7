"""Clarisse projects reach frames on disk: one written here, and real ones with RAYVISION_CORPUS."""

import json
import os
import pathlib

import pytest
from command import rayvision
from PIL import Image

CORPUS = os.environ.get("RAYVISION_CORPUS", "")
REASON = "set RAYVISION_CORPUS to a folder with clarisse/*.project to submit real projects"
# Project: frames of "fml" by the name of their file. Counted in the text of the files.
SCENES = {
    "cgru_scene_v1": {"image.background": [0, 25, 50]},
    "kubix_demo": {"image.kubix_layer": [0, 25, 50]},
    "kubix_demo_v1": {"image.kubix_layer": [0, 25, 50]},
}
PROJECT = """#Isotropix_Serial_Version 1.2

#Isotropix_Clarisse_Version 5
#Isotropix_Clarisse_Project_Version 0.98
// Synthetic: written by hand from the documented grammar.
Context "镜头" {
    CameraPerspective {
        name "eye"
    }
    TextureMapFile {
        name "wood"
        filename "$PDIR/贴图/木头.png"
    }
    Image {
        name "beauty"
        first_frame 1
        last_frame 4
        layers ".key" ".fill"
        save_as "$PDIR/out/beauty"
        embedded_objects {
            Layer3d {
                name "key"
                first_frame 1
                last_frame 9
                frame_step 2
                save_as "$PDIR/out/key.####"
                active_camera "eye"
            }
            Layer3d {
                name "fill"
                active_camera "project://镜头/eye"
            }
        }
    }
}
#preferences {
}
"""


def frames(scene, out, home):
    """Submits the first, middle and last frames; returns {stem of a frame: [numbers]}."""
    done = rayvision(
        "submit", scene, "--frames", "fml", "--farm", "local", "--out", out, "--json", home=home
    )
    assert done.returncode == 0, done.stderr
    end = json.loads(done.stdout.splitlines()[-1])
    assert (end["stage"], end["kind"], end["code"]) == ("render", "end", "done")
    found = {}
    for path in sorted((out / "frames").rglob("*")):
        if path.is_file():
            with Image.open(path) as picture:
                picture.load()
            stem, number, _ = path.name.rsplit(".", 2)
            found.setdefault(stem, []).append(int(number))
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One home, and so one farm folder, for all projects."""
    return tmp_path_factory.mktemp("clarisse")


def test_the_layers_of_a_project_reach_frames_on_disk(home, tmp_path):
    (tmp_path / "贴图").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "贴图" / "木头.png")
    scene = tmp_path / "镜头.project"
    scene.write_text(PROJECT, encoding="utf-8")
    found = frames(scene, tmp_path / "out", home)
    assert found == {"key": [1, 5, 9], "beauty.fill": [1, 2, 4]}
    upload = json.loads((tmp_path / "out" / "upload.json").read_text("utf-8"))
    assert [pathlib.Path(row["local"]).name for row in upload["asset"]] == [
        "镜头.project",
        "木头.png",
    ]


def test_a_project_whose_layer_has_no_camera_is_not_submitted(home, tmp_path):
    scene = tmp_path / "blind.project"
    scene.write_text(PROJECT.replace('active_camera "eye"', ""), encoding="utf-8")
    done = rayvision("submit", scene, "--farm", "local", "--out", tmp_path / "out", home=home)
    assert done.returncode == 3
    assert "project://镜头/beauty.key" in done.stdout + done.stderr


def test_a_render_archive_is_refused_with_one_line(home, tmp_path):
    scene = tmp_path / "shot.render"
    scene.write_bytes(b"ICAF" + b"\0" * 60)
    done = rayvision("submit", scene, "--farm", "local", "--out", tmp_path / "out", home=home)
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1
    assert "shot.render" in lines[0] and ".project" in lines[0]


@pytest.mark.skipif(not CORPUS, reason=REASON)
@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_real_project_reaches_frames_on_disk(name, home, tmp_path):
    scene = pathlib.Path(CORPUS, "clarisse", f"{name}.project")
    if not scene.is_file():
        pytest.skip(f"{scene.name} is not in the corpus")
    assert frames(scene, tmp_path / "out", home) == SCENES[name]
