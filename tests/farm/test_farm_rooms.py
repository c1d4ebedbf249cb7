"""The rooms of the farm that need no process: verifying, tokens, names, what a proof looks like."""

import dataclasses
import io

import pytest
from PIL import Image

from rayvision_plugins import profiles
from rayvision_plugins.farm import names
from rayvision_plugins.farm.account import Account
from rayvision_plugins.farm.errors import ApiRefused, StorageRefused
from rayvision_plugins.farm.proof import Look, Painter
from rayvision_plugins.farm.tokens import Tokens
from rayvision_plugins.farm.verify import verify

PROFILE = profiles.load("renderbus-2020")
TABLE = profiles.read_table("farm.json")

# Source: RAYVISION Render API V4.1.2, the example of the signature chapter.
ACCOUNT = Account(
    "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", 1, "example"
)
EXAMPLE = {
    "accessId": ACCOUNT.access_id,
    "channel": "7",
    "platform": "1",
    "UTCTimestamp": "1535957371",
    "nonce": "11886",
    "version": "1.0.0",
    "signature": "6tvuz8bgDCz5vtS3amuMWVbOqzhaeWaOhNcWMqx9zcg=",
    "Content-Type": "application/json",
    "Accept": "*/*",
}


def example(now=1535957371.0, new=True, **changed):
    verify(
        PROFILE,
        ACCOUNT,
        domain="task.renderbus.com",
        path="/api/render/common/queryPlatforms",
        headers={**EXAMPLE, **changed},
        body={"zone": 2},
        now=now,
        first_seen=lambda request, until: new and until == 1535957371 + 300,
    )


def test_the_example_of_the_document_is_taken():
    example()
    example(now=1535957371 + 299.0)


# Source: runs of the vendor's code (rayvision_api, 2024-07).
HEADERS = {
    **EXAMPLE,
    "channel": "4",
    "platform": "62",
    "UTCTimestamp": "1700000000",
    "nonce": "123456",
    "version": "2.0.0",
}
NESTED = {
    "taksId": 2,
    "renderEnvs": [{"envId": 1, "pluginIds": [2, 3, 4]}, {"envId": 3, "pluginIds": [7, 8, 10]}],
    "flag": True,
    "off": False,
    "nothing": None,
    "ratio": 1.5,
    "big": 1e20,
    "empty_list": [],
    "empty_dict": {},
    "empty_str": "",
    "deep": [[1, [2]], {"a": {"b": "c"}}],
}
FILE = {
    "taskId": 19097,
    "fileName": "task.json",
    "content": '{"task_info": {"project_name": "项目=1&x", "p": "C:/a b/镜头.ma"}}',
}
LONG = {"platform": 2, "pageNum": 1, "pageSize": 100, "Zeta": 1, "alpha": 2, "_x": 3}
LONG |= {"item10": 1, "item2": 2, "list": list(range(11))}
VECTORS = {
    "labels": (
        "/api/render/submit/createTask",
        {"count": 1, "taskUserLevel": 50, "labels": ["shot_010", "comp"]},
        {"signature": "v3NpGjVq2DWGeiHEljvlq3w4pvsj0RFJveHq7mui02c="},
    ),
    "nested values, empty containers": (
        "/api/render/plugin/addUserPluginConfig",
        NESTED,
        {"signature": "BZNP+vcvo05ohGn0aQ9os+FPvbDxUo9qfPMrtfU6y8c="},
    ),
    "any script": (
        "/api/render/submit/taskJsonFile",
        FILE,
        {"signature": "Vn+CqOGkJyPzlWtj9E39rJk40YbE2Ayts7tbuR2lJRo=", "nonce": "654321"},
    ),
    "more than ten items, a body key named like a header": (
        "/api/render/handle/getTaskList/v2",
        LONG,
        {"signature": "ICXBoHSnNoXPiuWTyWuMVqpt2QbG/2zlUGR2NzhCtz8="},
    ),
}


@pytest.mark.parametrize("name", VECTORS)
@pytest.mark.parametrize("spoilt", [False, True])
def test_what_the_vendor_signs_is_taken_and_nothing_else(name, spoilt):
    path, body, headers = VECTORS[name]
    key = min(body)
    given = {**body, key: [body[key]]} if spoilt else body

    def check():
        verify(
            PROFILE,
            ACCOUNT,
            domain="task.renderbus.com",
            path=path,
            headers={**HEADERS, **headers},
            body=given,
            now=1700000000.0,
            first_seen=lambda request, until: True,
        )

    if not spoilt:
        check()
        return
    with pytest.raises(ApiRefused) as caught:
        check()
    assert caught.value.code == "SIGNATURE_INVALID"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"now": 1535957371 + 301.0}, "SIGNATURE_EXPIRED"),
        ({"now": 1535957371 - 301.0}, "SIGNATURE_EXPIRED"),
        ({"new": False}, "SIGNATURE_INVALID"),
        ({"nonce": "11887"}, "SIGNATURE_INVALID"),
        ({"signature": "\u955c"}, "SIGNATURE_INVALID"),
        ({"signature": ""}, "SIGNATURE_INVALID"),
    ],
)
def test_anything_else_is_not(given, code):
    with pytest.raises(ApiRefused) as refused:
        example(**given)
    assert refused.value.code == code
    assert ACCOUNT.access_key not in str(refused.value) + repr(ACCOUNT)


@pytest.mark.parametrize(
    ("bid", "later", "status"),
    [("1", 0, None), ("1", 86399, None), ("1", 86401, 401), ("2", 0, 403), ("2", 86401, 401)],
)
def test_a_token_opens_one_storage_for_a_day(bid, later, status):
    tokens = Tokens(b"secret")
    token, expires = tokens.issue("1", 1000.0)
    assert expires == (1000 + 86400) * 1000
    if status is None:
        tokens.check(bid, token, 1000.0 + later)
        return
    with pytest.raises(StorageRefused) as refused:
        tokens.check(bid, token, 1000.0 + later)
    assert refused.value.status == status


def test_a_token_cannot_be_made_longer():
    token, expires = Tokens(b"secret").issue("1", 0.0)
    with pytest.raises(StorageRefused):
        Tokens(b"secret").check("1", token.replace(str(expires), str(expires * 10)), 0.0)


MEANING = names.Meaning(scene="shot", layer="rs:beauty/1", camera="|a|cam", suffix="png")


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("", "shot"),
        ("<scene>_<LAYER>", "shot_rs_beauty_1"),
        ("<RenderLayer>/<Camera>", "rs_beauty_1/_a_cam"),
        ("%s/%L/%c", "shot/rs_beauty_1/_a_cam"),
        ("<RenderPass>.<Extension>.<Version>", "beauty.png"),
        ("100%", "100%"),
        ("<Unknown>", "_Unknown_"),
        ("a/./b//c/", "a/b/c"),
        ("COM1.x", "_COM1.x"),
        ("name. . .", "name"),
    ],
)
def test_prefixes(prefix, name):
    assert names.from_prefix(prefix, MEANING) == name


@pytest.mark.parametrize(
    ("output", "name"),
    [
        ("$HIP/render/$HIPNAME.mantra1.$F4.exr", "shot.mantra1"),
        ("D:\\temp\\cam02", "cam02"),
        ("/out/mantra1", "mantra1"),
        ("project://scene/cam02.cam02_layer02", "cam02.cam02_layer02"),
        ("/x/beauty_####.png", "beauty"),
        ("/x/v1.2/a.v003", "a.v003"),
        ("/x/$F4.exr", "rs_beauty_1"),
        ("/x/..", "rs_beauty_1"),
    ],
)
def test_outputs(output, name):
    assert names.from_output(output, MEANING, TABLE["image_suffixes"]) == name


LOOK = Look("scene.ma", "beauty", "persp", "1-10[1]", 1, 10, 960, 540, "png", 3)


def paint(number=1, **changes):
    data = Painter(TABLE).paint(dataclasses.replace(LOOK, **changes), number)
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("size", [(1, 1), (2, 3000), (3000, 2), (40, 20), (320, 180), (270, 480)])
def test_a_proof_of_any_size_can_be_drawn(size):
    assert paint(width=size[0], height=size[1]).size == size


@pytest.mark.parametrize("text", ["", "衣帽间", "مشهد", "🎬", "a\nb\x00c", "x" * 5000, "\ud800"])
def test_a_proof_of_any_name_can_be_drawn(text):
    assert paint(scene=text, layer=text, camera=text, frames=text, format=text).size == (960, 540)


def test_proofs_are_the_same_every_time_and_differ_by_frame():
    assert paint(3).tobytes() == paint(3).tobytes() != paint(4).tobytes()
