"""The profiles against the documents: each printed request and answer obeys its schema."""

import json
import pathlib

import jsonschema
import pytest

from rayvision_plugins import profiles

SEED = pathlib.Path(__file__).parents[2] / "fixtures" / "seed"
PROFILE = profiles.load("renderbus-2020")
FOLDERS = {"renderbus-2020": "", "dayan-2022": "-dayan", "current": ""}
"""Which documents a profile is held against: that of 2020 has most examples of today's, too."""


def documents(side):
    """Returns (profile, operation, document) for each file of ``side``: answers or requests."""
    return [
        pytest.param(profile, path.stem, read(path), id=f"{profile}-{path.stem}")
        for profile, folder in FOLDERS.items()
        for path in sorted((SEED / f"{side}{folder}").glob("*.json"))
    ]


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def answer(name):
    return read(SEED / "answers" / f"{name}.json")


def problems(schema, value):
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(value)]


def unnamed(schema, value, definitions=None):
    """Yields the fields of ``value``, however deep, that the schema does not name."""
    definitions = definitions or schema.get("definitions", {})
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in schema.get("properties", {}):
                yield from unnamed(schema["properties"][key], inner, definitions)
            else:
                yield key
    for inner in value if isinstance(value, list) else []:
        yield from unnamed(schema["items"], inner, definitions)


def sent(endpoint, fields):
    return {endpoint.wire.get(name, name): value for name, value in fields.items()}


@pytest.mark.parametrize("profile, name, document", documents("answers"))
def test_a_documented_answer_is_valid(profile, name, document):
    assert problems(profiles.load(profile).endpoint(name).answer, document["data"]) == []


@pytest.mark.parametrize("profile, name, document", documents("answers"))
def test_a_documented_answer_stands_in_the_envelope(profile, name, document):
    rules = profiles.load(profile)
    assert set(rules.envelope.values()) <= set(document)
    assert document[rules.envelope["code"]] == rules.code("SUCCESS").number


@pytest.mark.parametrize("profile, name, document", documents("answers"))
def test_an_answer_of_another_type_is_refused(profile, name, document):
    assert problems(profiles.load(profile).endpoint(name).answer, 1.5) != []


@pytest.mark.parametrize("profile, name, document", documents("answers"))
def test_every_field_of_a_documented_answer_is_named(profile, name, document):
    assert list(unnamed(profiles.load(profile).endpoint(name).answer, document["data"])) == []


@pytest.mark.parametrize("name, data", read(SEED / "class-reference.json").items())
def test_an_answer_of_the_class_reference_is_valid(name, data):
    assert problems(PROFILE.endpoint(name).answer, data) == []


@pytest.mark.parametrize("profile, name, fields", documents("requests"))
def test_a_documented_call_is_valid_as_it_is_sent(profile, name, fields):
    endpoint = profiles.load(profile).endpoint(name)
    if profile == "current" and name == "render_env":
        fields = {"cgId": profiles.load(profile).cg_ids[fields["cgName"]]}
    assert problems(endpoint.request, sent(endpoint, fields)) == []


@pytest.mark.parametrize("profile, name, fields", documents("requests"))
def test_a_request_may_not_hold_a_field_nobody_has_heard_of(profile, name, fields):
    endpoint = profiles.load(profile).endpoint(name)
    assert problems(endpoint.request, {**sent(endpoint, fields), "new": 1}) != []


@pytest.mark.parametrize("profile", ["renderbus-2020", "dayan-2022"])
def test_every_verified_operation_has_its_documented_answer(profile):
    verified = {row.name for row in profiles.load(profile).endpoints.values() if row.verified}
    found = {path.stem for path in (SEED / f"answers{FOLDERS[profile]}").glob("*.json")}
    assert found - verified <= {"transfer_config"}
    assert verified <= found


@pytest.mark.parametrize("profile", ["renderbus-2020", "dayan-2022"])
def test_every_verified_operation_has_its_documented_request(profile):
    verified = {row.name for row in profiles.load(profile).endpoints.values() if row.verified}
    found = {path.stem for path in (SEED / f"requests{FOLDERS[profile]}").glob("*.json")}
    assert verified - found <= {"task_json_file"}  # the page shows the call of another
    assert found <= verified


@pytest.mark.parametrize("profile, name, document", documents("answers"))
def test_an_answer_may_hold_fields_nobody_has_heard_of(profile, name, document):
    schema, data = profiles.load(profile).endpoint(name).answer, document["data"]
    if isinstance(data, dict):
        assert problems(schema, {**data, "new": [1]}) == []
    for row in data if isinstance(data, list) else []:
        if isinstance(row, dict):
            assert problems(schema, [{**row, "new": [1]}]) == []


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
        ("supported_plugin", {"cgId": 2000, "osName": "linux"}),
        ("supported_plugin", {"name": "maya"}),
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
        ("set_task_overtime", {"taskIds": [14684405]}),
        ("set_task_overtime", {"taskIds": [14684405], "overTime": 0}),
        ("full_speed", {"taskIds": 13652193}),
        ("frame_thumbnail", {"id": 230772361}),
        ("task_processing_img", {"taskId": "14470635"}),
        ("add_label", {"newName": ""}),
        ("add_label", {"newName": "test_tag4", "status": 2}),
        ("delete_label", {}),
        ("supported_plugin", {}),
        ("supported_plugin", {"osName": "linux"}),
        ("supported_plugin", {"name": ""}),
        ("supported_plugin", {"cgId": "2000"}),
        ("supported_plugin", {"cgId": 2000, "osName": "mac"}),
        ("add_render_env", {"editName": "testRenderEnv"}),
        ("delete_render_env", {"editName": ""}),
        ("render_log", {"pageNum": 1, "pageSize": 1, "id": 1}),
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


@pytest.mark.parametrize(
    "profile, name, body",
    [
        ("current", "create_task", {"cloneOriginalId": 18278, "artist": "a"}),
        ("dayan-2022", "submit_task", {"taskId": 19097, "producer": "a"}),
        ("current", "submit_task", {"taskId": 19097, "producer": "a"}),
        ("current", "update_user_setting", {"taskOverTimeSec": 43200}),
        ("current", "error_detail", {"codes": ["50001", "15000"], "language": "1"}),
        ("current", "task_list", {"pageNum": 1, "pageSize": 1, "recycleFlag": 1}),
        ("current", "restart_frame", {"taskId": 1, "selectAll": 0, "ids": [2], "status": [5]}),
        ("current", "stop_frame", {"taskId": 1, "selectAll": 1}),
        ("current", "hardware_config", {"cloneTask": "false"}),
        ("current", "render_env", {}),
        ("current", "delete_task_tag", {"taskIds": [1], "labelNames": ["a"], "labelIds": []}),
        ("current", "task_json_file", {"taskId": 1, "content": "{}"}),
        ("current", "output_files", {}),
        ("current", "project_list", {"flag": 2}),
    ],
)
def test_a_request_of_another_deployment_is_valid(profile, name, body):
    assert problems(profiles.load(profile).endpoint(name).request, body) == []


@pytest.mark.parametrize(
    "profile, name, body",
    [
        ("renderbus-2020", "submit_task", {"taskId": 19097, "producer": "a"}),
        ("renderbus-2020", "error_detail", {"codes": ["50001"]}),
        ("renderbus-2020", "restart_failed_frames", {"taskIds": [1], "status": [5]}),
        ("dayan-2022", "submit_task", {"taskId": 1, "assetIsolationModel": "TASK_ID_MODEL"}),
        ("dayan-2022", "restart_failed_frames", {"taskIds": [13788981]}),
        ("dayan-2022", "restart_failed_frames", {"taskIds": [1], "status": []}),
        ("dayan-2022", "restart_failed_frames", {"taskIds": [1], "status": [6]}),
        ("current", "stop_task", {"taskParam": [1]}),
        ("current", "update_user_setting", {"taskOverTime": 43200}),
        ("current", "restart_frame", {"taskIds": 1, "selectAll": 1}),
        ("current", "stop_frame", {"taskId": 1, "selectAll": 0}),
        ("current", "error_detail", {"language": "0"}),
        ("current", "hardware_config", {"cloneTask": False}),
        ("current", "task_json_file", {"taskId": 1, "content": "{}", "fileName": "../task.json"}),
        ("current", "delete_task_tag", {"taskIds": [1]}),
        ("current", "supported_plugin", {"name": "maya"}),
    ],
)
def test_a_request_of_another_deployment_is_refused(profile, name, body):
    assert problems(profiles.load(profile).endpoint(name).request, body) != []
