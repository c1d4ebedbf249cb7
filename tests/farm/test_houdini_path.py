"""Houdini scenes reach frames on disk: one written here, and real ones with RAYVISION_CORPUS."""

import json
import os
import pathlib
import sys

import pytest
from command import rayvision
from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "unit" / "analyzers"))
import hip_writer  # noqa: E402

CORPUS = os.environ.get("RAYVISION_CORPUS", "")
pytestmark = pytest.mark.slow
REASON = "set RAYVISION_CORPUS to a folder with houdini/*.hip to submit real scenes"
# Scene: frames of "fml" by the name of their files. Read by a person in the members.
SCENES = {
    "GameDevelopmentToo__motion_vector_demoscene.hip": {"rop_motion_vectors1": [1, 32, 64]},
    "SideFXLabs__ast_splatter.hip": {"karma1": [35]},
    "qLib__super_light_ql_OBJ.hip": {"test": [1], "test_grid": [1]},
    "rayvision_houdini__sphere.hip": {"mantra1": [1, 5, 10]},
    "vft__rs_resolution_test.hipnc": {"Redshift_ROP1": [1]},
    "vft__subd.hipnc": {"mantra1": [1]},
}
"""Houdini 12 to 19, cpio and HouNC, one file really damaged."""

NODES = {
    "/obj/镜头": {"type": "cam", "parms": {"res": ["320", "180"]}},
    "/obj/墙": {"type": "geo"},
    "/obj/墙/file1": {"type": "file", "parms": {"file": "$HIP/缓存/墙.$F4.bgeo"}},
    "/obj/墙/grid1": {"type": "principledshader::2.0"},
    "/out/sim": {
        "type": "geometry",
        "parms": {
            "sopoutput": "$HIP/geo/sim.$F.bgeo.sc",
            "soppath": "/obj/墙/file1",
            "trange": "normal",
            "f": ["1", "2", "1"],
        },
    },
    "/out/mantra1": {
        "type": "ifd",
        "parms": {
            "vm_picture": "$HIP/render/$HIPNAME.$F4.exr",
            "camera": "/obj/镜头",
            "trange": "normal",
            "f": [["f1", "0", "$FSTART"], ["f2", "0", "$FSTART+8"], "2"],
        },
        "inputs": ["sim"],
    },
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One home, and so one farm folder, for all scenes."""
    return tmp_path_factory.mktemp("houdini")


def submitted(scene, out, home, *more):
    return rayvision("submit", scene, "--farm", "local", "--out", out, "--json", *more, home=home)


def frames(out):
    """Returns {folder: [frame numbers]} of the frames that came home, all whole pictures."""
    found = {}
    for path in sorted((out / "frames").rglob("*.*")):
        if path.is_file():
            with Image.open(path) as picture:
                picture.load()
            stem, number, _ = path.name.rsplit(".", 2)
            found.setdefault(stem, []).append(int(number))
    return found


def written(folder, wrap=hip_writer.cpio, name="镜头.hip"):
    (folder / "缓存").mkdir()
    for number in (1, 2, 3):
        (folder / "缓存" / f"墙.{number:04d}.bgeo").write_bytes(b"geometry")
    scene = folder / name
    scene.write_bytes(wrap(hip_writer.scene(NODES, tset=(0, 2), hip="D:/old/place")))
    return scene


def limited(members):
    return hip_writer.houdini_nc(members, "limited")


@pytest.mark.parametrize(
    "wrap, name",
    [
        (hip_writer.cpio, "镜头.hip"),
        (hip_writer.mime, "镜头.hip"),
        (hip_writer.houdini_nc, "镜头.hipnc"),
        (limited, "镜头.hiplc"),
    ],
)
def test_a_driver_and_what_it_waits_for_reach_frames_on_disk(wrap, name, home, tmp_path):
    done = submitted(written(tmp_path, wrap, name), tmp_path / "out", home)
    assert done.returncode == 0, done.stderr
    end = json.loads(done.stdout.splitlines()[-1])
    assert (end["stage"], end["kind"], end["code"]) == ("render", "end", "done")
    assert sorted(frames(tmp_path / "out").values()) == [[1, 2], [1, 3, 5, 7, 9]]
    upload = json.loads((tmp_path / "out" / "upload.json").read_text("utf-8"))
    assert sorted(pathlib.Path(row["local"]).name for row in upload["asset"]) == [
        *(f"墙.{number:04d}.bgeo" for number in (1, 2, 3)),
        name,
    ]


def test_only_one_driver_may_be_chosen(home, tmp_path):
    scene = written(tmp_path)
    done = submitted(scene, tmp_path / "out", home, "--only", "/out/sim", "--frames", "7")
    assert done.returncode == 0, done.stderr
    assert list(frames(tmp_path / "out").values()) == [[7]]


def test_a_driver_that_is_not_there_is_refused_with_one_line(home, tmp_path):
    done = submitted(written(tmp_path), tmp_path / "out", home, "--only", "/out/mantra2")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1
    assert "/out/mantra2" in lines[0] and "/out/mantra1" in lines[0]


@pytest.mark.skipif(not CORPUS, reason=REASON)
@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_real_scene_reaches_frames_on_disk(name, home, tmp_path):
    scene = pathlib.Path(CORPUS, "houdini", name)
    if not scene.is_file():
        pytest.skip(f"{scene.name} is not in the corpus")
    done = submitted(scene, tmp_path / "out", home, "--frames", "fml")
    assert done.returncode == 0, done.stderr
    assert frames(tmp_path / "out") == SCENES[name]
