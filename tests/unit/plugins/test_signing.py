"""Signatures against vectors from outside: the vendor's document (V0), runs of its code."""

import itertools

import pytest

from rayvision_plugins import signing

KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
ACCESS = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
DOMAIN = "task.renderbus.com"
UNSIGNED = ["signature", "Content-Type"]


def headers(**changes):
    names = {
        "accessId": ACCESS,
        "channel": "4",
        "platform": "62",
        "UTCTimestamp": "1700000000",
        "nonce": "123456",
        "version": "2.0.0",
        "signature": "",
        "Content-Type": "application/json",
    }
    return {**names, **changes}


VECTORS = {
    "V0": (
        headers(
            channel="7", platform="1", UTCTimestamp="1535957371", nonce="11886", version="1.0.0"
        ),
        "/api/render/common/queryPlatforms",
        {"zone": 2},
        f"UTCTimestamp=1535957371&accessId={ACCESS}&channel=7&nonce=11886&platform=1&version=1.0.0&zone=2",
        "6tvuz8bgDCz5vtS3amuMWVbOqzhaeWaOhNcWMqx9zcg=",
    ),
    "V1": (
        headers(),
        "/api/render/submit/createTask",
        {"count": 1, "taskUserLevel": 50, "labels": ["shot_010", "comp"]},
        f"UTCTimestamp=1700000000&accessId={ACCESS}&channel=4&count=1&labels0=shot_010&labels1=comp"
        "&nonce=123456&platform=62&taskUserLevel=50&version=2.0.0",
        "v3NpGjVq2DWGeiHEljvlq3w4pvsj0RFJveHq7mui02c=",
    ),
    "V2": (
        headers(),
        "/api/render/plugin/addUserPluginConfig",
        {
            "taksId": 2,
            "renderEnvs": [
                {"envId": 1, "pluginIds": [2, 3, 4]},
                {"envId": 3, "pluginIds": [7, 8, 10]},
            ],
            "flag": True,
            "off": False,
            "nothing": None,
            "ratio": 1.5,
            "big": 1e20,
            "empty_list": [],
            "empty_dict": {},
            "empty_str": "",
            "deep": [[1, [2]], {"a": {"b": "c"}}],
        },
        f"UTCTimestamp=1700000000&accessId={ACCESS}&big=1e+20&channel=4&deep00=1&deep010=2&deep1.a.b=c"
        "&empty_str=&flag=True&nonce=123456&nothing=None&off=False&platform=62&ratio=1.5"
        "&renderEnvs0.envId=1&renderEnvs0.pluginIds0=2&renderEnvs0.pluginIds1=3&renderEnvs0.pluginIds2=4"
        "&renderEnvs1.envId=3&renderEnvs1.pluginIds0=7&renderEnvs1.pluginIds1=8&renderEnvs1.pluginIds2=10"
        "&taksId=2&version=2.0.0",
        "BZNP+vcvo05ohGn0aQ9os+FPvbDxUo9qfPMrtfU6y8c=",
    ),
    "V3": (
        headers(nonce="654321"),
        "/api/render/submit/taskJsonFile",
        {
            "taskId": 19097,
            "fileName": "task.json",
            "content": '{"task_info": {"project_name": "项目=1&x", "p": "C:/a b/镜头.ma"}}',
        },
        f"UTCTimestamp=1700000000&accessId={ACCESS}&channel=4"
        '&content={"task_info": {"project_name": "项目=1&x", "p": "C:/a b/镜头.ma"}}'
        "&fileName=task.json&nonce=654321&platform=62&taskId=19097&version=2.0.0",
        "Vn+CqOGkJyPzlWtj9E39rJk40YbE2Ayts7tbuR2lJRo=",
    ),
    "V4": (
        headers(),
        "/api/render/handle/getTaskList/v2",
        {
            "platform": 2,
            "pageNum": 1,
            "pageSize": 100,
            "Zeta": 1,
            "alpha": 2,
            "_x": 3,
            "item10": 1,
            "item2": 2,
            "list": list(range(11)),
        },
        f"UTCTimestamp=1700000000&Zeta=1&_x=3&accessId={ACCESS}&alpha=2&channel=4&item10=1&item2=2"
        "&list0=0&list1=1&list10=10&list2=2&list3=3&list4=4&list5=5&list6=6&list7=7&list8=8&list9=9"
        "&nonce=123456&pageNum=1&pageSize=100&platform=2&version=2.0.0",
        "ICXBoHSnNoXPiuWTyWuMVqpt2QbG/2zlUGR2NzhCtz8=",
    ),
}


def text_of(body, **fields):
    return signing.canonical(domain="d", path="/p", headers=fields, body=body, unsigned=UNSIGNED)


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_the_canonical_text_is_that_of_the_vendor(name):
    fields, path, body, pairs, _ = VECTORS[name]
    text = signing.canonical(domain=DOMAIN, path=path, headers=fields, body=body, unsigned=UNSIGNED)
    assert text == f"[POST]{DOMAIN}:{path}&{pairs}"


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_the_signature_is_that_of_the_vendor(name):
    _, path, _, pairs, signature = VECTORS[name]
    assert signing.sign(KEY, f"[POST]{DOMAIN}:{path}&{pairs}") == signature


def test_the_short_vector_of_the_vendors_own_tests_holds():
    assert signing.sign("test_key", "test_msg") == "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw="


def test_header_numbers_and_header_texts_sign_alike():
    fields, path, body, pairs, _ = VECTORS["V0"]
    numbers = {**fields, "channel": 7, "platform": 1, "UTCTimestamp": 1535957371, "nonce": 11886}
    text = signing.canonical(
        domain=DOMAIN, path=path, headers=numbers, body=body, unsigned=UNSIGNED
    )
    assert text == f"[POST]{DOMAIN}:{path}&{pairs}"


def test_the_order_of_the_fields_does_not_matter():
    fields, path, body, pairs, _ = VECTORS["V4"]
    text = signing.canonical(
        domain=DOMAIN,
        path=path,
        headers=dict(reversed(fields.items())),
        body=dict(reversed(body.items())),
        unsigned=UNSIGNED,
    )
    assert text == f"[POST]{DOMAIN}:{path}&{pairs}"


def test_a_body_field_replaces_the_header_of_its_name():
    assert text_of({"platform": 2}, platform="62") == "[POST]d:/p&platform=2"


def test_a_body_field_may_be_called_like_an_unsigned_header():
    assert text_of({"signature": "x"}, signature="y") == "[POST]d:/p&signature=x"


def test_a_port_is_part_of_the_text():
    text = signing.canonical(domain="127.0.0.1:8080", path="/p", headers={"a": "1"}, body={})
    assert text == "[POST]127.0.0.1:8080:/p&a=1"


def test_an_empty_parent_key_is_dropped_from_the_path():
    assert text_of({"": {"a": 1}}) == "[POST]d:/p&a=1"
    assert text_of({"": {"": {"a": [1]}}}) == "[POST]d:/p&a0=1"
    assert text_of({"": [{"a": 1}]}) == "[POST]d:/p&0.a=1"


def test_an_empty_key_below_another_keeps_its_dot():
    assert text_of({"a": {"": 1}}) == "[POST]d:/p&a.=1"


def test_empty_containers_disappear_and_empty_text_stays():
    assert text_of({"a": [], "b": {}, "c": "", "d": [[], {}]}) == "[POST]d:/p&c="


def test_flattened_keys_are_sorted_and_not_the_written_ones():
    assert text_of({"a": {"x": 1}, "a-b": 2, "a.b": 3}) == "[POST]d:/p&a-b=2&a.b=3&a.x=1"


def test_the_arguments_are_left_as_they_were():
    fields, body = headers(), {"labels": ["a"], "deep": {"b": 1}}
    signing.canonical(domain=DOMAIN, path="/p", headers=fields, body=body, unsigned=UNSIGNED)
    assert (fields, body) == (headers(), {"labels": ["a"], "deep": {"b": 1}})


def test_a_signature_has_44_characters():
    assert len(signing.sign("k", "项目")) == 44


@pytest.mark.parametrize("key, text", [("key", "\ud800"), ("\udfff", "text")])
def test_a_lone_surrogate_has_no_signature(key, text):
    with pytest.raises(UnicodeEncodeError):
        signing.sign(key, text)


def test_the_right_signature_matches():
    assert (
        signing.matches("test_key", "test_msg", "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw=")
        is True
    )


@pytest.mark.parametrize(
    "key, text, signature",
    [
        ("test_key", "test_msg", "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tx="),
        ("test_key", "test_msg", "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw"),
        ("test_key", "test_msg", ""),
        ("test_key", "test_msg", "签名"),
        ("test_key", "test_msg", "\ud800"),
        ("other_key", "test_msg", "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw="),
        ("test_key", "other_msg", "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw="),
    ],
)
def test_a_wrong_signature_does_not_match(key, text, signature):
    assert signing.matches(key, text, signature) is False


def test_a_hundred_thousand_nonces_in_a_row_are_all_different():
    assert len(set(itertools.islice(signing.nonces(), 100_000))) == 100_000


def test_a_nonce_has_six_digits():
    found = list(itertools.islice(signing.nonces(999_000), 2_000))
    assert all(len(nonce) == 6 and nonce.isascii() and nonce.isdigit() for nonce in found)
    assert {nonce[0] for nonce in found} == {"9", "1"}


def test_nonces_start_again_after_the_last():
    assert list(itertools.islice(signing.nonces(999_997), 4)) == [
        "999997",
        "999998",
        "100000",
        "100001",
    ]


def test_nonces_repeat_only_after_all_were_used():
    found = signing.nonces(100_000)
    assert len(set(itertools.islice(found, 899_999))) == 899_999
    assert next(found) == "100000"


def test_two_clients_start_at_different_nonces():
    assert len({next(signing.nonces()) for _ in range(20)}) > 1
