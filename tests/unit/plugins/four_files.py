"""Four documents that are in order, and ways to spoil them."""

import copy
import hashlib
import json
import pathlib

from rayvision_plugins import check

SEED = pathlib.Path(__file__).parents[2] / "fixtures" / "seed"
GONE = object()


def maya():
    common = {
        "image_format": "png",
        "start": "1",
        "end": "3",
        "by_frame": "1",
        "width": "320",
        "height": "180",
        "image_file_prefix": "",
        "all_camera": ["persp"],
        "render_camera": ["persp"],
        "renderer": "arnold",
        "frames": "1-3[1]",
    }
    return {
        "software_config": {"cg_name": "Maya", "cg_version": "2022", "plugins": {"mtoa": "5.0"}},
        "task_info": {"cg_id": "2000", "input_cg_file": "D:/shots/a.ma"},
        "scene_info_render": {"defaultRenderLayer": {"renderable": "1", "common": common}},
    }


def in_order(tmp_path):
    """Returns four documents that are in order, with two files in ``tmp_path``."""
    (tmp_path / "a.ma").write_text("//Maya ASCII 2022 scene\n")
    (tmp_path / "图 1.png").write_bytes(b"x")
    rows = [
        {"local": str(tmp_path / name), "server": f"/D/shots/{name}"}
        for name in ("a.ma", "图 1.png")
    ]
    digest = hashlib.md5((tmp_path / "a.ma").read_bytes()).hexdigest()  # noqa: S324
    scene = [{**rows[0], "hash": digest}]
    return {
        "task": maya(),
        "upload": {"scene": scene, "asset": rows},
        "asset": {"asset": []},
        "tips": {},
    }


def written(folder, documents):
    folder.mkdir()
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def changed(documents, path, value):
    """Returns a copy with one value put in, or taken out for GONE; ``path`` goes by dots."""
    documents = copy.deepcopy(documents)
    place = documents
    keys = [int(key) if key.isdigit() else key for key in path.split(".")]
    for key in keys[:-1]:
        place = place[key]
    if value is GONE:
        del place[keys[-1]]
    else:
        place[keys[-1]] = value
    return documents


def problems(documents):
    """Returns the lines of what keeps the documents from being submitted, but the tips."""
    found = check.findings(documents)
    return [row.line for row in found if row.level == check.ERROR and not row.of_scene]
