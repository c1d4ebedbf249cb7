"""From the four files to pictures: names, sizes, formats, and inputs that are wrong."""

import hashlib
import io
import os

import pytest
import xxhash
from PIL import Image

FILES = {
    "/D/镜头/scene.ma": b"//Maya ASCII 2020",
    "/D/镜头/tex/wood.1001.png": b"wood" * 1000,
    "/D/镜头/tex/wood.1002.png": b"",
}
SCENE = "D:/镜头/scene.ma"


def pictures(farm, info):
    """Returns {(layer, camera): {name: picture}} of a task, read back from the storage."""
    found = {}
    for part in info["respRenderingTaskList"] or [info]:
        rows = farm.list("output", part["outputFileName"] + "/")
        files = {}
        for row in rows:
            answer = farm.storage("GET", "output", row["path"])
            assert len(answer.content) == row["size"]
            assert xxhash.xxh3_128_hexdigest(answer.content) == row["digest"]
            name = row["path"].partition("/")[2]
            files[name] = Image.open(io.BytesIO(answer.content))
            files[name].load()
        found[part["layerName"], part["renderCamera"]] = files
    return found


def test_two_layers_and_two_cameras_become_pictures(shared, maya):
    layers = {
        "beauty": {
            "render_camera": ["left", "|grp|ns:right"],
            "image_file_prefix": "<Scene>/<RenderLayer>/<Camera>_v<Version>",
            "frames": "1-5[2],10",
            "width": "640",
            "height": "360",
        },
        "shadow": {"image_format": "jpg", "image_file_prefix": "%s_%l_%c", "frames": "-1-0[1]"},
        "off": {"renderable": "0"},
    }
    info = shared.wait(shared.submit(FILES, maya(layers, SCENE)))
    assert info["taskStatus"] == 25
    found = pictures(shared, info)
    assert set(found) == {("beauty", "left"), ("beauty", "|grp|ns:right"), ("shadow", "persp")}
    assert set(found["beauty", "left"]) == {
        f"scene/beauty/left_v.{number:04d}.png" for number in (1, 3, 5, 10)
    }
    assert set(found["beauty", "|grp|ns:right"]) == {
        f"scene/beauty/_grp_ns_right_v.{number:04d}.png" for number in (1, 3, 5, 10)
    }
    assert set(found["shadow", "persp"]) == {
        "scene_shadow_persp.-001.jpg",
        "scene_shadow_persp.0000.jpg",
    }
    for picture in found["beauty", "left"].values():
        assert (picture.format, picture.size) == ("PNG", (640, 360))
    for picture in found["shadow", "persp"].values():
        assert (picture.format, picture.size) == ("JPEG", (320, 180))
    folders = {path.name for path in shared.folder.glob("output/20201-*/*_scene")}
    assert {part["outputFileName"] for part in info["respRenderingTaskList"]} <= folders


@pytest.mark.parametrize(
    ("asked", "suffix", "kind"),
    [
        ("png", "png", "PNG"),
        ("jpg", "jpg", "JPEG"),
        ("jpeg", "jpg", "JPEG"),
        ("tif", "tif", "TIFF"),
        ("TIFF", "tif", "TIFF"),
        ("bmp", "bmp", "BMP"),
        ("exr", "png", "PNG"),
        ("", "png", "PNG"),
    ],
)
def test_the_format_is_that_of_the_scene_where_pillow_can(shared, maya, asked, suffix, kind):
    info = shared.wait(
        shared.submit(FILES, maya({"a": {"image_format": asked, "frames": "7-7[1]"}}))
    )
    ((name, picture),) = pictures(shared, info)["a", "persp"].items()
    assert (name, picture.format) == (f"scene.0007.{suffix}", kind)


def test_a_format_that_pillow_cannot_write_is_noted_on_the_proof(shared, maya):
    same = {"frames": "1-1[1]", "width": "960", "height": "540"}
    layers = {"a": {**same, "image_format": "png"}}
    plain = pictures(shared, shared.wait(shared.submit(FILES, maya(layers))))
    layers = {"a": {**same, "image_format": "exr"}}
    noted = pictures(shared, shared.wait(shared.submit(FILES, maya(layers))))
    one, two = (next(iter(found["a", "persp"].values())) for found in (plain, noted))
    assert one.tobytes() != two.tobytes()


def test_the_pictures_of_a_part_move_and_parts_have_their_own_colour(shared, maya):
    info = shared.wait(shared.submit(FILES, maya({"a": {}, "b": {}})))
    found = pictures(shared, info)
    data = [picture.tobytes() for files in found.values() for picture in files.values()]
    assert len(set(data)) == 6


def test_a_size_beyond_8192_is_cut(shared, maya):
    layers = {"a": {"frames": "1-1[1]", "width": "99999999", "height": "2"}}
    info = shared.wait(shared.submit(FILES, maya(layers)))
    picture = next(iter(pictures(shared, info)["a", "persp"].values()))
    assert picture.size == (8192, 2)


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("../../../../etc/passwd", "etc/passwd"),
        ("/etc/cron.d/x", "etc/cron.d/x"),
        ("C:/Windows/x", "C_/Windows/x"),
        ("\\\\server\\share\\x", "server/share/x"),
        ("a/../../b", "a/b"),
        ("..", "scene"),
        ("nul", "_nul"),
        ("a\0b:c|d*e?", "a_b_c_d_e_"),
        ("<Camera>/../..", "persp"),
        ("镜头/<SCENE>", "镜头/scene"),
        ("x" * 500, "x" * 120),
    ],
)
def test_no_prefix_leaves_the_folder_of_its_part(shared, maya, prefix, name):
    layers = {"a": {"frames": "1-1[1]", "image_file_prefix": prefix}}
    info = shared.wait(shared.submit(FILES, maya(layers)))
    assert list(pictures(shared, info)["a", "persp"]) == [f"{name}.0001.png"]


def reasons(farm, task):
    return {row["errorMessage"] for row in farm.frames(task)}


def test_a_missing_input_fails_every_frame_with_its_name(shared, maya):
    lost = {"local": "D:/x", "server": "/D/never/sent.png"}
    upload = {"asset": [{"local": "D:/y", "server": next(iter(FILES))}, lost]}
    task = shared.submit(FILES, maya({"a": {}}), upload=upload)
    info = shared.wait(task)
    assert (info["taskStatus"], info["failedFrames"]) == (45, 3)
    assert reasons(shared, task) == {"input D/never/sent.png did not arrive"}
    assert shared.list("output", info["outputFileName"]) == []


def test_a_missing_input_can_be_sent_later(shared, maya):
    upload = {"asset": [{"local": "D:/x", "server": "/D/sent/later.png"}]}
    task = shared.submit({}, maya({"a": {}}), upload=upload)
    assert shared.wait(task)["taskStatus"] == 45
    shared.put("input", "D/sent/later.png", b"late")
    shared.call("restart_failed_frames", taskParam=[task])
    assert shared.wait(task)["taskStatus"] == 25
    assert [row["recommitFlag"] for row in shared.frames(task)] == [1, 1, 1]


def test_a_file_that_arrived_in_part_did_not_arrive(shared, maya):
    shared.put("input", "D/half.bin", b"half", length=8, digest="0" * 32)
    upload = {"asset": [{"local": "D:/x", "server": "/D/half.bin"}]}
    task = shared.submit({}, maya({"a": {}}), upload=upload)
    assert shared.wait(task)["taskStatus"] == 45
    assert reasons(shared, task) == {"input D/half.bin did not arrive"}


def test_a_damaged_input_is_found_out(farm, maya):
    task = farm.submit(FILES, maya({"a": {}}))
    farm.wait(task)
    path = next(farm.folder.glob("input/10201-*/D/镜头/tex/wood.1001.png"))
    path.write_bytes(b"mood" * 1000)
    for _ in range(100):  # an answer about the inputs holds for a while that grows with its cost
        farm.call("restart_frame", taskIds=task, selectAll=1)
        if farm.wait(task)["taskStatus"] == 45:
            break
    (reason,) = reasons(farm, task)
    assert "wood.1001.png was changed" in reason
    row = {"path": "D/镜头/tex/wood.1001.png", "size": 4000}
    row["digest"] = xxhash.xxh3_128_hexdigest(b"wood" * 1000)
    answer = farm.storage("POST", "input", json={"files": [row]})
    assert answer.json() == {"missing": [row["path"]]}
    assert farm.storage("GET", "input", row["path"]).status_code == 404
    path.unlink()
    farm.call("restart_frame", taskIds=task, selectAll=1)
    assert farm.wait(task)["taskStatus"] == 45
    (reason,) = reasons(farm, task)
    assert "wood.1001.png cannot be read" in reason
    farm.put("input", "D/镜头/tex/wood.1001.png", b"wood" * 1000)
    farm.call("restart_failed_frames", taskParam=[task])
    assert farm.wait(task)["taskStatus"] == 25


def test_another_scene_than_the_described_one_is_found_out(shared, maya):
    data, wrong = b"one version", hashlib.md5(b"another").hexdigest()  # noqa: S324
    row = {"local": "D:/s.ma", "server": "/D/s.ma"}
    upload = {"asset": [row], "scene": [{**row, "hash": wrong}]}
    task = shared.submit({"/D/s.ma": data}, maya({"a": {}}), upload=upload)
    assert shared.wait(task)["taskStatus"] == 45
    (reason,) = reasons(shared, task)
    assert "D/s.ma" in reason
    assert hashlib.md5(data).hexdigest() in reason  # noqa: S324


def test_another_size_than_the_described_one_is_found_out(shared, maya):
    upload = {"asset": [{"local": "D:\\tex\\a.png", "server": "/D/tex/a.png"}]}
    asset = {"asset": [], "files": [{"expanded": [{"path": "D:/tex/a.png", "size": 5}]}]}
    task = shared.submit({"/D/tex/a.png": b"1234"}, maya({"a": {}}), upload=upload, asset=asset)
    assert shared.wait(task)["taskStatus"] == 45
    assert reasons(shared, task) == {"input D/tex/a.png has 4 bytes, asset.json says 5"}


def test_some_failed_frames_are_done_with_failures(farm, maya):
    """A folder stands where a frame should be written: a real way for one frame to fail."""
    upload = {"asset": [{"local": "D:/x", "server": "/D/late.png"}]}
    task = farm.submit({}, maya({"a": {}}), upload=upload)
    info = farm.wait(task)
    bad = next(farm.folder.glob("output/20201-*")) / info["outputFileName"] / "scene.0002.png"
    (bad / "x").mkdir(parents=True)
    farm.put("input", "D/late.png", b"late")
    farm.call("restart_failed_frames", taskParam=[task])
    info = farm.wait(task)
    assert (info["taskStatus"], info["doneFrames"], info["failedFrames"]) == (30, 2, 1)
    assert [row["frameStatus"] for row in farm.frames(task)] == [4, 5, 4]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_fails_the_frame_with_the_reason(farm, maya):
    bid = farm.login()["outputBid"]
    first = farm.call("create_task")["taskIdList"][0]
    parts = []
    for renderer in ("renderer 1", "renderer 2"):
        path = f"{bid}/{first + 1}_scene/scene.0002.png {renderer}"
        name = xxhash.xxh3_128_hexdigest(path.encode()) + ".part"
        parts.append(farm.folder / "parts" / name)
        parts[-1].symlink_to("/dev/full")
    task = farm.submit(FILES, maya({"a": {}}))
    assert farm.wait(task)["taskStatus"] == 30
    reason = farm.frames(task)[1]["errorMessage"]
    assert "full" in reason
    for part in parts:
        part.unlink(missing_ok=True)
    farm.call("restart_failed_frames", taskParam=[task])
    assert farm.wait(task)["taskStatus"] == 25


def houdini(**rows):
    return {
        "software_config": {"cg_name": "Houdini", "cg_version": "17.5.293", "plugins": {}},
        "task_info": {"cg_id": "2004", "input_cg_file": "/job/镜头.hip"},
        "scene_info_render": {"rop_node": [], "geo_node": [], "distributedsim_node": [], **rows},
    }


def test_houdini_nodes_become_parts(shared):
    node = {"frames": "1-1[1]", "option": "-1", "render": "1"}
    rows = [
        {**node, "node": "/out/mantra1", "width": "200", "height": "100"},
        {**node, "node": "/out/beauty", "output": "$HIP/render/$HIPNAME.beauty.$F4.jpg"},
        {**node, "node": "/out/off", "render": "0"},
    ]
    geo = [{**node, "node": "/out/sim", "option": "0"}]
    info = shared.wait(
        shared.submit({}, houdini(rop_node=rows, geo_node=geo), upload={"asset": []})
    )
    assert info["taskStatus"] == 25
    found = pictures(shared, info)
    sizes = {
        key[0]: {name: picture.size for name, picture in files.items()}
        for key, files in found.items()
    }
    assert sizes == {
        "/out/mantra1": {"mantra1.0001.png": (200, 100)},
        "/out/beauty": {"镜头.beauty.0001.jpg": (960, 540)},
        "/out/sim": {"sim.0001.png": (960, 540)},
    }
    assert info["respRenderingTaskList"][0]["outputFileName"].endswith("_镜头")


def test_clarisse_images_and_layers_become_parts(shared):
    layer = {
        "name": "project://scene/cam.l1",
        "frames": "2-2[1]",
        "renderable": "1",
        "output": "D:\\temp\\cam_l1",
        "format": "exr16",
    }
    image = {
        "name": "project://scene/cam",
        "frames": "1-1[1]",
        "renderable": "1",
        "layers": [layer],
        "output": "D:\\temp\\cam",
        "format": "png16",
    }
    task = {
        "software_config": {
            "cg_name": "Clarisse",
            "cg_version": "clarisse_ifx_4.0_sp3",
            "plugins": {},
        },
        "task_info": {"cg_id": "2013", "input_cg_file": "E:\\copy\\town.project"},
        "scene_info_render": {"image_node": [image, {**image, "renderable": "0", "layers": []}]},
    }
    info = shared.wait(shared.submit({}, task, upload={"asset": []}))
    found = pictures(shared, info)
    assert {key[0]: list(files) for key, files in found.items()} == {
        "project://scene/cam": ["cam.0001.png"],
        "project://scene/cam.l1": ["cam_l1.0002.png"],
    }
