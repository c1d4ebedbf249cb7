"""The profile tables: complete, valid, and in agreement with the documented examples."""

import json
import pathlib
import re

import jsonschema
import pytest

from rayvision_plugins import jobs, profiles
from rayvision_plugins.errors import ProfileError

ANSWERS = pathlib.Path(__file__).parents[2] / "fixtures" / "seed" / "answers"
PROFILE = profiles.load("renderbus-2020")
ENDPOINTS = {
    "platforms",
    "user_profile",
    "user_setting",
    "update_user_setting",
    "transfer_bid",
    "transfer_config",
    "create_task",
    "submit_task",
    "error_detail",
    "task_list",
    "task_info",
    "stop_task",
    "start_task",
    "abort_task",
    "delete_task",
    "task_frames",
    "frame_totals",
    "restart_failed_frames",
    "restart_frame",
}
CODES = {
    100,
    200,
    301,
    400,
    403,
    404,
    500,
    503,
    600,
    601,
    602,
    603,
    604,
    605,
    606,
    607,
    608,
    610,
    611,
    700,
    800,
    801,
    802,
    804,
    805,
    806,
    807,
    808,
    809,
    810,
    811,
    812,
    813,
    814,
    815,
    900,
    901,
    902,
    903,
    904,
    905,
    906,
    908,
    909,
    910,
    911,
    912,
    913,
    914,
    915,
    916,
    920,
    1000,
    20004,
    200024,
    200025,
    1000000,
}
TASK_STATES = {
    0: ("waiting", "waiting"),
    5: ("rendering", "running"),
    8: ("preprocessing", "running"),
    10: ("stopped", "stopped"),
    15: ("user_stopped", "stopped"),
    20: ("arrears", "stopped"),
    23: ("timeout", "stopped"),
    25: ("done", "done"),
    30: ("done_with_failures", "done"),
    35: ("abandoned", "stopped"),
    40: ("test_done", "waiting"),
    45: ("failed", "failed"),
    50: ("analyzing", "waiting"),
    60: ("submitting", "waiting"),
    65: ("submit_failed", "failed"),
    70: ("done_with_stops", "done"),
    100: ("updating", "waiting"),
}
FRAME_STATES = {
    1: ("waiting", "waiting"),
    2: ("rendering", "running"),
    3: ("stopped", "stopped"),
    4: ("done", "done"),
    5: ("failed", "failed"),
    6: ("wait_preprocess", "waiting"),
    7: ("wait_photon", "waiting"),
    8: ("wait_priority", "waiting"),
    9: ("wait_photon_job", "waiting"),
    10: ("wait_sim_job", "waiting"),
    11: ("timeout", "stopped"),
    12: ("wait_subframe", "waiting"),
}


def problems(schema, value):
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(value)]


def answer(name):
    return json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


def test_the_profile_is_the_documented_deployment():
    assert (PROFILE.protocol, PROFILE.domain, PROFILE.platform) == (
        "https",
        "task.renderbus.com",
        "2",
    )


def test_the_profile_names_every_header_of_a_request_once():
    constant, computed = set(PROFILE.headers), set(PROFILE.signing.values())
    assert constant | computed == {
        "accessId",
        "channel",
        "platform",
        "UTCTimestamp",
        "nonce",
        "signature",
        "version",
        "Content-Type",
    }
    assert not constant & computed


def test_the_unsigned_headers_are_sent():
    assert set(PROFILE.unsigned) <= set(PROFILE.headers) | set(PROFILE.signing.values())


def test_an_unknown_profile_is_refused_with_the_known_ones():
    with pytest.raises(ProfileError, match="no profile 'nowhere'; choose one of .*renderbus-2020"):
        profiles.load("nowhere")


@pytest.mark.parametrize("name", ["", "renderbus-2020.json", "../nowhere"])
def test_a_profile_is_asked_for_by_its_name_and_not_by_its_file(name):
    with pytest.raises(ProfileError):
        profiles.load(name)


def test_an_unknown_operation_is_refused():
    with pytest.raises(ProfileError, match="has no operation make_coffee"):
        PROFILE.endpoint("make_coffee")


def test_the_profile_has_every_operation():
    assert set(PROFILE.endpoints) == ENDPOINTS


def test_every_path_stands_once():
    paths = [endpoint.path for endpoint in PROFILE.endpoints.values()]
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_an_operation_has_a_path_from_the_root(name):
    assert re.fullmatch(r"/api/render/[a-z]+/[A-Za-z]+", PROFILE.endpoint(name).path)


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_an_operation_names_the_document_it_comes_from(name):
    assert "SDK documentation 20" in PROFILE.endpoint(name).source


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_an_operation_says_whether_it_may_be_repeated(name):
    assert isinstance(PROFILE.endpoint(name).idempotent, bool)


@pytest.mark.parametrize(
    "name", ["create_task", "submit_task", "start_task", "restart_frame", "restart_failed_frames"]
)
def test_what_makes_work_or_costs_money_is_never_repeated(name):
    assert not PROFILE.endpoint(name).idempotent


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
@pytest.mark.parametrize("side", ["request", "answer"])
def test_a_schema_of_an_operation_is_valid(name, side):
    schema = getattr(PROFILE.endpoint(name), side)
    jsonschema.Draft7Validator.check_schema(schema)
    assert "type" in schema


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_the_documented_answer_of_an_operation_is_valid(name):
    assert problems(PROFILE.endpoint(name).answer, answer(name)["data"]) == []


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_the_documented_answer_stands_in_the_envelope(name):
    document = answer(name)
    assert set(PROFILE.envelope.values()) <= set(document)
    assert document[PROFILE.envelope["code"]] == PROFILE.code("SUCCESS").number


def test_every_documented_answer_belongs_to_an_operation():
    assert {path.stem for path in ANSWERS.glob("*.json")} == ENDPOINTS


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_an_answer_may_hold_fields_nobody_has_heard_of(name):
    data = answer(name)["data"]
    if isinstance(data, dict):
        assert problems(PROFILE.endpoint(name).answer, {**data, "new": [1]}) == []
    for row in data if isinstance(data, list) else []:
        assert problems(PROFILE.endpoint(name).answer, [{**row, "new": [1]}]) == []


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_a_request_may_not_hold_a_field_nobody_has_heard_of(name):
    assert problems(PROFILE.endpoint(name).request, {"new": 1}) != []


@pytest.mark.parametrize(
    "name, body",
    [
        ("platforms", {}),
        ("platforms", {"zone": 2}),
        ("user_profile", {}),
        ("update_user_setting", {"taskOverTime": 43200}),
        ("update_user_setting", {"taskOverTimeSec": 43200}),
        ("transfer_config", {}),
        ("create_task", {}),
        (
            "create_task",
            {
                "count": 1,
                "taskUserLevel": 50,
                "labels": ["label_test1", "label_test2"],
                "outUserId": 7,
            },
        ),
        ("submit_task", {"taskId": 19097}),
        ("submit_task", {"taskId": 19097, "assetIsolationModel": "TASK_ID_MODEL"}),
        (
            "submit_task",
            {"taskId": 19097, "assetIsolationModel": "OUT_USER_MODEL", "outUserId": "7"},
        ),
        ("error_detail", {"code": "50001"}),
        ("error_detail", {"code": "50001", "language": "1"}),
        ("task_list", {"pageNum": 1, "pageSize": 1}),
        (
            "task_list",
            {
                "pageNum": 1,
                "pageSize": 1,
                "statusList": [0, 25],
                "startTime": "2020-01-31 00:00:00",
            },
        ),
        ("task_info", {"taskIds": [14400249]}),
        ("stop_task", {"taskParam": [13798105]}),
        ("start_task", {"taskIds": [13798105]}),
        ("task_frames", {"taskId": 13790691, "pageNum": 1, "pageSize": 1}),
        ("restart_frame", {"taskIds": 14362099, "selectAll": 1}),
        ("restart_frame", {"taskIds": 14362099, "selectAll": 1, "ids": []}),
        ("restart_frame", {"taskIds": 14362099, "selectAll": 0, "ids": [1546598]}),
    ],
)
def test_a_documented_request_is_valid(name, body):
    assert problems(PROFILE.endpoint(name).request, body) == []


@pytest.mark.parametrize(
    "name, body",
    [
        ("platforms", {"zone": 3}),
        ("update_user_setting", {}),
        ("update_user_setting", {"taskOverTime": "12"}),
        ("create_task", {"count": 0}),
        ("create_task", {"taskUserLevel": 55}),
        ("create_task", {"labels": "label"}),
        ("submit_task", {}),
        ("submit_task", {"taskId": "19097"}),
        ("submit_task", {"taskId": 19097, "assetIsolationModel": "MODEL"}),
        ("submit_task", {"taskId": 19097, "assetIsolationModel": "OUT_USER_MODEL"}),
        ("error_detail", {"code": 50001}),
        ("error_detail", {"code": "50001", "language": 1}),
        ("task_list", {"pageSize": 1}),
        ("task_list", {"pageNum": 0, "pageSize": 1}),
        ("task_list", {"pageNum": 1, "pageSize": 1, "startTime": "2020-01-31"}),
        ("task_info", {"taskIds": 14400249}),
        ("task_info", {"taskIds": []}),
        ("stop_task", {}),
        ("delete_task", {"taskParam": ["13798105"]}),
        ("task_frames", {"taskId": 13790691}),
        ("restart_frame", {"taskIds": [14362099], "selectAll": 1}),
        ("restart_frame", {"taskIds": 14362099, "selectAll": 0}),
        ("restart_frame", {"taskIds": 14362099, "selectAll": True}),
    ],
)
def test_a_wrong_request_is_refused(name, body):
    assert problems(PROFILE.endpoint(name).request, body) != []


@pytest.mark.parametrize(
    "name, data",
    [
        ("create_task", {"aliasTaskIdList": ["2W19097"]}),
        ("create_task", {"taskIdList": ["19097"]}),
        ("task_info", []),
        ("task_info", {"items": [{"id": 1}]}),
        ("task_info", {"items": [{"id": 1, "taskStatus": "25"}]}),
        (
            "task_info",
            {"items": [{"id": 1, "taskStatus": 25, "respRenderingTaskList": [{"id": 2}]}]},
        ),
        ("task_frames", {"items": [{"id": 1, "frameStatus": None}]}),
        ("transfer_bid", {"input_bid": "1", "output_bid": "2"}),
        ("transfer_config", {"inputBid": "1", "outputBid": "2", "configBid": "3"}),
        ("user_profile", None),
    ],
)
def test_an_answer_without_what_is_needed_is_refused(name, data):
    assert problems(PROFILE.endpoint(name).answer, data) != []


def test_the_embedded_farm_may_say_when_an_account_expires():
    data = answer("transfer_config")["data"]
    data["resqEngines"][0]["resqEngineAccounts"][0]["expires"] = 1700000000000
    assert problems(PROFILE.endpoint("transfer_config").answer, data) == []


def test_every_documented_code_is_there():
    assert set(PROFILE.codes) == CODES


def test_every_code_has_a_name_of_its_own_and_both_wordings():
    assert len({code.name for code in PROFILE.codes.values()}) == len(CODES)
    assert [
        code.number for code in PROFILE.codes.values() if not (code.name and code.zh and code.en)
    ] == []


@pytest.mark.parametrize("number", [600, 601, 602, 604, 605, 608, 610, 611, 700, 804, 1000, 20004])
def test_a_code_that_a_user_can_act_on_has_a_hint(number):
    assert PROFILE.codes[number].hint


@pytest.mark.parametrize(
    "name, number",
    [
        ("SUCCESS", 200),
        ("PARAMETER_INVALID", 600),
        ("SIGNATURE_EXPIRED", 610),
        ("SIGNATURE_INVALID", 611),
    ],
)
def test_a_code_is_found_by_its_name(name, number):
    assert PROFILE.code(name).number == number


def test_task_states_are_as_documented():
    found = {number: (status.name, status.state) for number, status in PROFILE.task_states.items()}
    assert found == TASK_STATES


def test_frame_states_are_as_documented():
    found = {number: (status.name, status.state) for number, status in PROFILE.frame_states.items()}
    assert found == FRAME_STATES


def test_every_state_has_a_name_of_its_own_and_both_wordings():
    for table in (PROFILE.task_states, PROFILE.frame_states):
        assert len({status.name for status in table.values()}) == len(table)
        assert [status.number for status in table.values() if not (status.zh and status.en)] == []


def test_every_state_is_one_of_the_five_of_a_job():
    known = {jobs.WAITING, jobs.RUNNING, jobs.DONE, jobs.FAILED, jobs.STOPPED}
    for table in (PROFILE.task_states, PROFILE.frame_states):
        assert {status.state for status in table.values()} <= known


def test_the_documented_end_states_have_ended():
    for number in (10, 20, 23, 25, 30, 35, 45):
        assert PROFILE.task_states[number].state in jobs.ENDED


def test_a_state_is_found_by_its_name():
    assert PROFILE.task_state("done").number == 25
    assert PROFILE.frame_state("done").number == 4


def test_frame_types_are_as_documented():
    assert sorted(PROFILE.frame_types.values()) == list(range(1, 10))
    assert PROFILE.frame_types["main"] == 5
