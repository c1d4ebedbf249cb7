"""The rooms of the farm that need no process: verifying, tokens, names, what a proof looks like."""

import dataclasses
import io
import time

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


def test_a_proof_takes_a_few_milliseconds():
    painter = Painter(TABLE)
    painter.paint(LOOK, 1)
    began = time.perf_counter()
    for number in range(1, 11):
        painter.paint(LOOK, number)
    assert (time.perf_counter() - began) / 10 < 0.05
