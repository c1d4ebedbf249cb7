"""The profile tables: complete, valid, and in agreement with the documented examples."""

import re

import jsonschema
import pytest
from test_client import Way, ok

from rayvision_plugins import jobs, profiles
from rayvision_plugins.cli.task.options import numbers
from rayvision_plugins.errors import ProfileError
from rayvision_plugins.services.renderbus import Renderbus

PROFILE = profiles.load("renderbus-2020")
NAMES = ["current", "dayan-2022", "renderbus-2020"]
EVERY = [(name, key) for name in NAMES for key in profiles.load(name).endpoints]
OF_2020 = {
    "platforms",
    "user_profile",
    "user_setting",
    "update_user_setting",
    "transfer_bid",
    "create_task",
    "submit_task",
    "error_detail",
    "task_list",
    "task_info",
    "stop_task",
    "start_task",
    "abort_task",
    "delete_task",
    "set_task_overtime",
    "full_speed",
    "task_frames",
    "frame_totals",
    "restart_failed_frames",
    "restart_frame",
    "task_processing_img",
    "frame_thumbnail",
    "transfer_server_msg",
    "raysync_user_key",
    "add_label",
    "delete_label",
    "label_list",
    "supported_software",
    "supported_plugin",
    "add_render_env",
    "update_render_env",
    "delete_render_env",
    "set_default_render_env",
    "render_env",
}
BORROWED = {"transfer_config", "render_log", "output_files"}
OF_DAYAN = {
    "user_profile",
    "user_setting",
    "transfer_bid",
    "create_task",
    "submit_task",
    "stop_task",
    "restart_failed_frames",
    "task_info",
    "transfer_config",
    "task_json_file",
    "output_files",
}
OF_TODAY = {
    "task_json_file",
    "output_files",
    "update_priority",
    "update_task_limit",
    "edit_task_hardware",
    "hardware_config",
    "pack_node_info",
    "task_record",
    "login_record",
    "stop_frame",
    "project_list",
    "add_task_tag",
    "delete_task_tag",
}
KINDS = {
    "request",
    "signature",
    "permission",
    "not_found",
    "exists",
    "account",
    "payment",
    "upload",
    "fault",
    "end",
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
    513,
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
    1: ("queued", "waiting"),
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


def test_an_operation_of_other_deployments_names_them():
    with pytest.raises(ProfileError) as caught:
        profiles.load("renderbus-2020").endpoint("update_priority")
    assert caught.value.said() == "profile renderbus-2020 has no operation update_priority"
    assert caught.value.hint.endswith("another profile in RAYVISION_FARM: current")


def test_an_operation_of_nobody_sends_nobody_elsewhere():
    with pytest.raises(ProfileError) as caught:
        profiles.load("renderbus-2020").endpoint("make_coffee")
    assert caught.value.hint == ""


def test_an_unknown_operation_is_refused():
    with pytest.raises(ProfileError, match="has no operation make_coffee"):
        PROFILE.endpoint("make_coffee")


def test_a_profile_has_the_operations_of_its_deployment():
    found = {name: set(profiles.load(name).endpoints) for name in NAMES}
    assert found == {
        "renderbus-2020": OF_2020 | BORROWED,
        "dayan-2022": OF_2020 | BORROWED | OF_DAYAN,
        "current": OF_2020 | BORROWED | OF_TODAY,
    }


def test_what_a_deployment_does_not_document_is_marked():
    found = {
        name: {row.name for row in profiles.load(name).endpoints.values() if row.verified}
        for name in NAMES
    }
    assert found["renderbus-2020"] == OF_2020
    assert found["dayan-2022"] == OF_DAYAN
    assert found["current"] == OF_2020 | BORROWED | OF_TODAY


@pytest.mark.parametrize("name", NAMES)
def test_every_path_stands_once(name):
    paths = [endpoint.path for endpoint in profiles.load(name).endpoints.values()]
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("name, key", EVERY)
def test_an_operation_has_a_path_from_the_root(name, key):
    path = profiles.load(name).endpoint(key).path
    assert re.fullmatch(r"/api/render(ing)?(/[A-Za-z]+)+(/v2)?", path)


@pytest.mark.parametrize("name, key", EVERY)
def test_an_operation_names_where_it_is_known_from(name, key):
    assert re.search("SDK documentation 20|published SDK", profiles.load(name).endpoint(key).source)


@pytest.mark.parametrize("name, key", EVERY)
def test_an_operation_says_whether_it_may_be_repeated(name, key):
    assert isinstance(profiles.load(name).endpoint(key).repeatable, bool)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "key",
    [
        "submit_task",
        "start_task",
        "full_speed",
        "restart_frame",
        "restart_failed_frames",
        "add_label",
        "add_render_env",
    ],
)
def test_what_makes_work_or_costs_money_is_never_repeated(name, key):
    assert not profiles.load(name).endpoint(key).repeatable


@pytest.mark.parametrize("name", NAMES)
def test_a_task_may_be_created_again_for_all_it_costs_is_a_number(name):
    assert profiles.load(name).endpoint("create_task").repeatable


@pytest.mark.parametrize("name, key", EVERY)
@pytest.mark.parametrize("side", ["request", "answer"])
def test_a_schema_of_an_operation_is_valid(name, key, side):
    schema = getattr(profiles.load(name).endpoint(key), side)
    jsonschema.Draft7Validator.check_schema(schema)
    assert "type" in schema


@pytest.mark.parametrize("name, key", EVERY)
def test_a_schema_brings_the_definitions_it_uses_and_no_others(name, key):
    endpoint = profiles.load(name).endpoint(key)
    for schema in (endpoint.request, endpoint.answer):
        used = set(re.findall(r"#/definitions/(\w+)", str(schema)))
        assert used == set(schema.get("definitions", {}))


@pytest.mark.parametrize("name, key", EVERY)
def test_a_field_that_is_renamed_for_the_wire_is_one_of_the_request(name, key):
    endpoint = profiles.load(name).endpoint(key)
    assert set(endpoint.wire.values()) <= set(endpoint.request["properties"])
    assert not set(endpoint.wire) & set(endpoint.request["properties"])
    assert len(set(endpoint.wire.values())) == len(endpoint.wire)


@pytest.mark.parametrize(
    "name, key, words",
    [
        ("renderbus-2020", "task_list", "pageNum and pageSize are called required"),
        ("renderbus-2020", "task_frames", "Only task_id is called required"),
        ("renderbus-2020", "stop_task", "taskIds is sent, both are taken"),
        ("renderbus-2020", "restart_frame", "sends taskIds, a single number"),
        ("renderbus-2020", "update_user_setting", "taskOverTimeSec is sent, both are taken"),
        ("renderbus-2020", "supported_plugin", "is that of supported_software"),
        ("renderbus-2020", "supported_plugin", "cgId is sent, both are taken"),
        ("renderbus-2020", "create_task", "a number here (Long) and text in submit_task"),
        ("renderbus-2020", "submit_task", "text here (String) and a number in create_task"),
        ("renderbus-2020", "submit_task", "only_id"),
        ("renderbus-2020", "task_list", "cgId 2001 for Maya and 2000 for 3ds Max"),
        ("renderbus-2020", "task_info", "cgId: see task_list"),
        ("dayan-2022", "task_info", "cgId 2001 for Maya and 2000 for 3ds Max"),
        ("renderbus-2020", "error_detail", "shows the answer for 15000"),
        ("renderbus-2020", "add_render_env", "renderSystem is a String in the table"),
        ("dayan-2022", "task_json_file", "that of start_task"),
        ("dayan-2022", "user_profile", "the old one"),
        ("current", "stop_task", "still names /api/render/handle/stopTask"),
    ],
)
def test_a_contradiction_of_the_documents_is_noted(name, key, words):
    assert words in profiles.load(name).endpoint(key).note


def test_the_two_usual_platforms_of_the_documents_are_noted():
    source = profiles.read_table("profiles/renderbus-2020.json")["source"]
    assert "platform is 2 in every example and 4 in the signature of RayvisionAPI" in source


VOID = (
    ["update_user_setting", "submit_task", "task_json_file", "set_task_overtime", "full_speed"]
    + ["stop_task", "start_task", "abort_task", "delete_task", "stop_frame"]
    + ["restart_failed_frames", "restart_frame", "add_label", "delete_label"]
    + ["update_render_env", "delete_render_env", "set_default_render_env"]
)


@pytest.mark.parametrize("name, key", [row for row in EVERY if row[1] in VOID])
def test_what_only_works_answers_nothing_or_a_text(name, key):
    answer = jsonschema.Draft7Validator(profiles.load(name).endpoint(key).answer)
    assert all(answer.is_valid(data) for data in (None, "SUCCESS", ""))
    assert not answer.is_valid(7)


def test_the_last_operation_of_dayan_is_explained_where_it_is_missing():
    assert "respRenderingTaskList" in profiles.read_table("profiles/dayan-2022.json")["source"]


BASE = {
    "domain": "a",
    "cg_ids": {},
    "codes": {"1": {"name": "ONE"}},
    "definitions": {},
    "frame_states": {},
    "frame_types": {"main": 5, "pre": 1},
    "task_states": {},
    "endpoints": {
        "go": {"path": "/go", "answer": {}, "note": "odd", "wire": {"a": "b"}},
        "stay": {"path": "/stay", "answer": {}, "note": "even"},
        "lent": {"path": "/lent", "answer": {}, "verified": False},
    },
}


def test_a_profile_without_differences_is_what_it_extends():
    rows = profiles.extended(BASE, {"extends": "base"})["endpoints"]
    assert {key: row["path"] for key, row in rows.items()} == {
        "go": "/go",
        "stay": "/stay",
        "lent": "/lent",
    }
    assert [key for key, row in rows.items() if not row["verified"]] == ["lent"]


def test_a_difference_of_an_endpoint_replaces_the_keys_it_names():
    rows = profiles.extended(BASE, {"endpoints": {"go": {"path": "/run"}}})["endpoints"]
    assert rows["go"] == {"path": "/run", "answer": {}, "wire": {"a": "b"}}
    assert rows["stay"]["note"] == "even"


def test_an_operation_is_taken_away_with_null():
    assert set(profiles.extended(BASE, {"endpoints": {"go": None}})["endpoints"]) == {
        "stay",
        "lent",
    }


def test_rows_of_a_table_are_added_replaced_and_taken_away():
    table = profiles.extended(
        BASE, {"codes": {"2": {"name": "TWO"}}, "frame_types": {"main": 7, "pre": None}}
    )
    assert table["codes"] == {"1": {"name": "ONE"}, "2": {"name": "TWO"}}
    assert table["frame_types"] == {"main": 7}


def test_what_is_inherited_unverified_is_marked_and_the_own_is_not():
    own = {"inherited": "unverified", "endpoints": {"lent": {"path": "/mine"}}}
    rows = profiles.extended(BASE, own)["endpoints"]
    assert {key: row.get("verified", True) for key, row in rows.items()} == {
        "go": False,
        "stay": False,
        "lent": True,
    }


def test_the_profiles_are_known():
    assert profiles.known() == NAMES


@pytest.mark.parametrize(
    "domain, names",
    [
        ("task.renderbus.com", ["current", "renderbus-2020"]),
        ("jop.foxrenderfarm.com", ["current"]),
        ("task.dayancloud.com", ["dayan-2022"]),
        ("task.renderbus.com.evil.example", []),
        ("renderbus.com", []),
        ("", []),
    ],
)
def test_the_exact_domain_chooses_the_profile(domain, names):
    assert profiles.for_domain(domain) == names


def test_a_profile_speaks_at_its_own_domain_and_knows_the_zone_of_each():
    for domain in profiles.read_table("domains.json")["domains"]:
        for name in profiles.for_domain(domain):
            assert domain in profiles.load(name).zones
    for name in NAMES:
        assert name in profiles.for_domain(profiles.load(name).domain)


@pytest.mark.parametrize("name", ["current", "renderbus-2020"])
@pytest.mark.parametrize(
    "domain, zone",
    [("task.renderbus.com", 1), ("jop.foxrenderfarm.com", 2), ("127.0.0.1:9000", 1)],
)
def test_the_zone_is_that_of_the_domain(name, domain, zone):
    assert profiles.load(name).zone(domain) == zone


def test_dayan_is_its_own_platform():
    profile = profiles.load("dayan-2022")
    assert (profile.domain, profile.platform) == ("task.dayancloud.com", "54")


def test_software_has_the_documented_numbers():
    assert len(set(PROFILE.cg_ids.values())) == len(PROFILE.cg_ids) == 16
    assert (PROFILE.cg_ids["maya"], PROFILE.cg_ids["houdini"], PROFILE.cg_ids["clarisse"]) == (
        2000,
        2004,
        2013,
    )


def test_the_modifiable_parameters_are_the_documented_ones():
    assert len(PROFILE.modifiable) == len(set(PROFILE.modifiable)) == 17
    assert "pre_frames" in PROFILE.modifiable
    assert "task_id" not in PROFILE.modifiable


def test_every_code_but_success_is_of_a_kind():
    kinds = {code.kind for code in PROFILE.codes.values() if code.name != "SUCCESS"}
    assert kinds == KINDS
    assert PROFILE.code("SUCCESS").kind == ""


@pytest.mark.parametrize(
    "number, kind",
    [
        (404, "not_found"),
        (503, "exists"),
        (600, "request"),
        (605, "permission"),
        (610, "signature"),
        (700, "end"),
        (804, "account"),
        (913, "payment"),
        (1000, "fault"),
        (20004, "upload"),
    ],
)
def test_a_code_is_of_the_kind_its_wording_says(number, kind):
    assert PROFILE.codes[number].kind == kind


def test_every_documented_code_is_there():
    assert set(PROFILE.codes) == CODES


def test_every_code_has_a_name_of_its_own_and_both_wordings():
    assert len({code.name for code in PROFILE.codes.values()}) == len(CODES)
    assert [
        code.number for code in PROFILE.codes.values() if not (code.name and code.zh and code.en)
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_code_but_success_says_what_to_do(name):
    rows = profiles.load(name).codes.values()
    assert [code.name for code in rows if not code.hint] == ["SUCCESS"]


def test_what_to_do_is_no_other_wording_of_what_happened():
    hints = [code.hint for code in PROFILE.codes.values() if code.hint]
    assert not set(hints) & {code.en for code in PROFILE.codes.values()}
    assert all(hint.isascii() and hint == hint.strip(" .;") for hint in hints)


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


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "number, words, state",
    [
        (0, ("等待中", "Waiting"), "waiting"),
        (1, ("等待中", "Waiting"), "waiting"),
        (15, ("用户停止", "Stopped by the user"), "stopped"),
        (40, ("等待全速渲染", "Test frames done, waiting to render the rest"), "waiting"),
        (50, ("分析中", "Being analyzed"), "waiting"),
        (100, ("更新中", "Being updated"), "waiting"),
    ],
)
def test_a_task_waits_ends_or_goes_on_as_its_number_says(name, number, words, state):
    status = profiles.load(name).task_states[number]
    assert ((status.zh, status.en), status.state) == (words, state)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "number, shown",
    [(0, "waiting"), (1, "waiting"), (15, "stopped"), (40, "waiting"), (77, "running")],
)
def test_a_job_of_any_status_is_shown_and_an_unknown_number_is_no_end(name, number, shown):
    rows = {"items": [{"id": 7, "taskStatus": number}]}
    way = Way(ok(rows), profile=profiles.load(name))
    (part,) = Renderbus(way.client).status("7")
    assert part.state == shown
    assert part.status


@pytest.mark.parametrize("name", NAMES)
def test_waiting_means_both_numbers_of_it(name):
    assert {0, 1} <= set(numbers(["waiting"], profiles.load(name).task_states))
    assert numbers(["77"], profiles.load(name).task_states) == [77]


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
