"""Scenes that others made reach frames on disk: set RAYVISION_CORPUS to run this."""

import json
import os
import pathlib

import pytest
from command import rayvision
from PIL import Image

CORPUS = os.environ.get("RAYVISION_CORPUS", "")
# Scene: parts (passes x cameras), frames of "fml", size. Counted in the text of the files.
SCENES = {
    "appleseed_batch_render": (1, [1, 5, 10], (512, 512)),
    "corona_normalmap": (1, [1, 5, 10], (960, 540)),
    "damagedhelmet2024": (1, [1, 5, 10], (1280, 720)),
    "dl_layers_no_variation": (3, [1, 5, 10], (960, 540)),
    "dl_renderman": (1, [1, 5, 10], (960, 540)),
    "emily_cameras_static": (2, [1], (1080, 1620)),
    "gltf_camcalib1": (1, [1, 5, 10], (1024, 1024)),
    "msk_sphere": (1, [1, 5, 10], (960, 540)),
    "slib_arnold": (1, [1, 5, 10], (512, 512)),
    "slib_mentalray": (1, [1, 5, 10], (512, 512)),
    "slib_redshift": (1, [1, 5, 10], (512, 512)),
    "slib_vray_copper": (1, [1, 5, 10], (960, 540)),
    "zync_cam_rig": (1, [1, 500, 1000], (1280, 720)),
}
"""Maya 2015 to 2025; nine renderers; files that declare UTF-8, 1252 and 932."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CORPUS,
        reason="set RAYVISION_CORPUS to a folder with maya/*.ma to submit real scenes",
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One home, and so one farm folder, for all scenes."""
    return tmp_path_factory.mktemp("corpus")


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_real_scene_reaches_frames_on_disk(name, home, tmp_path):
    scene = pathlib.Path(CORPUS, "maya", f"{name}.ma")
    if not scene.is_file():
        pytest.skip(f"{scene.name} is not in the corpus")
    parts, numbers, size = SCENES[name]
    done = rayvision(
        "submit", scene, "--frames", "fml", "--farm", "local", "--out", tmp_path, "--json",
        home=home,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    end = json.loads(done.stdout.splitlines()[-1])
    assert (end["stage"], end["kind"], end["code"]) == ("render", "end", "done")
    found = {}
    for path in (tmp_path / "frames").rglob("*"):
        if path.is_file():
            part = path.relative_to(tmp_path / "frames").parts[0]
            found.setdefault(part, []).append(int(path.name.split(".")[-2]))
            with Image.open(path) as picture:
                assert picture.size == size
    assert len(found) == parts
    assert all(sorted(row) == numbers for row in found.values())
