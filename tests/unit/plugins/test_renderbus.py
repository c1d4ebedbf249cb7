"""The operations as Python methods: what they send, as documented, and what they make of it.

The client is the real one and checks every request and every answer against the schemas of
the profile; only the sending is a function here. Documented calls and answers are fixtures.
"""

import io
import json
import pathlib

import pytest
import requests

from rayvision_plugins import profiles
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import ContractError, NotFound, ProfileError
from rayvision_plugins.services.renderbus import Renderbus

SEED = pathlib.Path(__file__).parents[2] / "fixtures" / "seed"
ENV = {
    "cgId": 2000,
    "cgName": "Maya",
    "cgVersion": "2020",
    "renderLayerType": 0,
    "editName": "testRenderEnv",
    "renderSystem": "0",
    "pluginIds": [1166],
}


class Farm(requests.adapters.BaseAdapter):
    """Answers every operation with what ``answers`` has for it; keeps what it was sent."""

    def __init__(self, profile, answers):
        super().__init__()
        self.names = {row.path: name for name, row in profile.endpoints.items()}
        self.answers = answers
        self.sent = []

    def send(self, request, **options):
        path = request.path_url
        self.sent.append((self.names[path], json.loads(request.body)))
        answer = self.answers(self.names[path], json.loads(request.body))
        made = requests.Response()
        made.status_code = 200
        made.headers["Content-Type"] = "application/json"
        made.request, made.url = request, request.url
        made.raw = io.BytesIO(json.dumps(answer).encode("utf-8"))
        return made

    def close(self):
        pass


def documented(name, folder="answers"):
    return json.loads((SEED / folder / f"{name}.json").read_text(encoding="utf-8"))


def answer(data):
    return {"code": 200, "message": "success", "data": data}


def service(profile="renderbus-2020", answers=lambda name, body: documented(name), **options):
    """Returns (service, what it sends as a list of (operation, body))."""
    loaded = profiles.load(profile)
    session = requests.Session()
    farm = Farm(loaded, answers)
    session.mount("https://", farm)
    client = Client(loaded, Credentials("anid", "akey"), session=session, **options)
    return Renderbus(client), farm.sent


# Every call as the documentation prints it: the method, its arguments, its request fixture.
DOCUMENTED = [
    ("user.query_user_profile", {}, "user_profile"),
    ("user.query_user_setting", {}, "user_setting"),
    ("user.update_user_settings", {"task_over_time": 43200}, "update_user_setting"),
    ("user.get_transfer_bid", {}, "transfer_bid"),
    (
        "task.create_task",
        {"count": 1, "task_user_level": 50, "labels": ("label_test1", "label_test2")},
        "create_task",
    ),
    ("task.submit_task", {"task_id": 19097}, "submit_task"),
    ("task.stop_task", {"task_ids": [13798105]}, "stop_task"),
    ("task.start_task", {"task_ids": [13798105]}, "start_task"),
    ("task.abort_task", {"task_ids": [13798105]}, "abort_task"),
    ("task.delete_task", {"task_ids": [13798105]}, "delete_task"),
    ("task.set_task_overtime", {"task_ids": [14684405], "overtime": 60}, "set_task_overtime"),
    ("task.full_speed", {"task_ids": [13652193]}, "full_speed"),
    ("query.task_list", {"page_num": 1, "page_size": 1}, "task_list"),
    ("query.task_info", {"task_ids": [14400249]}, "task_info"),
    ("query.task_frames", {"task_id": 13790691, "page_num": 1, "page_size": 1}, "task_frames"),
    ("query.all_frame_status", {}, "frame_totals"),
    ("query.restart_failed_frames", {"task_ids": [13788981]}, "restart_failed_frames"),
    ("query.restart_frame", {"task_id": 14362099, "select_all": 1}, "restart_frame"),
    ("query.supported_software", {}, "supported_software"),
    ("query.task_processing_img", {"task_id": 14470635, "frame_type": 2}, "task_processing_img"),
    ("query.frame_thumbnail", {"frame_id": 230772361}, "frame_thumbnail"),
    ("query.raysync_user_key", {}, "raysync_user_key"),
    ("tag.add_label", {"new_name": "test_tag4", "status": 0}, "add_label"),
    ("tag.delete_label", {"del_name": "test_tag2"}, "delete_label"),
    ("tag.get_label_list", {}, "label_list"),
    ("env.add_render_env", {"render_env": ENV}, "add_render_env"),
    ("env.update_render_env", {"render_env": {**ENV, "pluginIds": []}}, "update_render_env"),
    ("env.delete_render_env", {"edit_name": "testRenderEnv"}, "delete_render_env"),
    ("env.set_default_render_env", {"edit_name": "testRenderEnv"}, "set_default_render_env"),
    ("env.get_render_env", {"name": "houdini"}, "render_env"),
]

NOTHING = {
    *("update_user_setting", "submit_task", "stop_task", "start_task", "abort_task"),
    *("delete_task", "set_task_overtime", "full_speed", "restart_failed_frames"),
    *("restart_frame", "add_label", "delete_label", "update_render_env"),
    *("delete_render_env", "set_default_render_env"),
}
"""Operations whose answer says nothing, or "SUCCESS"."""


def asked(renderbus, method, arguments):
    group, _, name = method.partition(".")
    return getattr(getattr(renderbus, group), name)(**arguments)


def wired(profile, name, fields):
    """Returns fields in the spelling that the deployment wants."""
    wire = profiles.load(profile).endpoint(name).wire
    return {wire.get(field, field): value for field, value in fields.items()}


@pytest.mark.parametrize("method, arguments, name", DOCUMENTED, ids=[row[0] for row in DOCUMENTED])
def test_a_documented_call_sends_and_returns_what_is_documented(method, arguments, name):
    renderbus, sent = service()
    returned = asked(renderbus, method, arguments)
    body = wired("renderbus-2020", name, documented(name, "requests"))
    assert sent == [(name, body)]
    assert returned == (None if name in NOTHING else documented(name)["data"])


DAYAN = [
    ("task.create_task", {"labels": ["label_test1", "label_test2"]}, "create_task"),
    ("task.submit_task", {"task_id": 19097}, "submit_task"),
    ("task.stop_task", {"task_ids": [13798105]}, "stop_task"),
    ("query.task_info", {"task_ids": [14400249]}, "task_info"),
    (
        "query.restart_failed_frames",
        {"task_ids": [13788981], "status": [1, 2, 3, 4, 5, 11]},
        "restart_failed_frames",
    ),
    ("transmit.get_transfer_config", {}, "transfer_config"),
    ("transmit.get_output_files", {"task_id": 1484861}, "output_files"),
]


@pytest.mark.parametrize("method, arguments, name", DAYAN, ids=[row[0] for row in DAYAN])
def test_a_call_of_the_dayan_document_sends_what_it_says(method, arguments, name):
    answers = lambda name, body: answer(documented(name, "answers-dayan")["data"])  # noqa: E731
    renderbus, sent = service("dayan-2022", answers)
    asked(renderbus, method, arguments)
    body = wired("dayan-2022", name, documented(name, "requests-dayan"))
    default = {"treePath": "/"} if name == "output_files" else {}
    assert sent == [(name, {**default, **body})]


TODAY = [
    (
        "task.create_task",
        {"out_user_id": 5, "clone_original_id": 7, "artist": "a"},
        "create_task",
        {"count": 1, "taskUserLevel": 50, "outUserId": 5, "cloneOriginalId": 7, "artist": "a"},
    ),
    (
        "task.submit_task",
        {"task_id": 1, "producer": "丁"},
        "submit_task",
        {"taskId": 1, "producer": "丁"},
    ),
    (
        "task.update_priority",
        {"task_id": 1, "priority": 60},
        "update_priority",
        {"taskId": 1, "taskUserLevel": 60},
    ),
    (
        "task.update_task_limit",
        {"task_id": 1, "limit": 4},
        "update_task_limit",
        {"taskId": 1, "taskLimit": 4},
    ),
    (
        "task.edit_task_hardware_config",
        {
            "task_ids": [1],
            "hardware_config_ids": (223,),
            "model": "1080Ti",
            "gpu_num": "2*GPU",
            "ram": "64GB",
        },
        "edit_task_hardware",
        {
            "taskIds": [1],
            "hardwareConfigIds": [223],
            "model": "1080Ti",
            "gpuNum": "2*GPU",
            "ram": "64GB",
        },
    ),
    (
        "query.restart_frame",
        {"task_id": 1, "select_all": 0, "ids": (2, 3), "status": [5]},
        "restart_frame",
        {"taskId": 1, "selectAll": 0, "ids": [2, 3], "status": [5]},
    ),
    ("query.stop_frame", {"task_id": 1}, "stop_frame", {"taskId": 1, "selectAll": 1}),
    (
        "query.transfer_server_msg",
        {"zone": 2},
        "transfer_server_msg",
        {"zone": 2},
    ),
    ("query.pack_node_info", {}, "pack_node_info", {}),
    ("tag.get_project_list", {"flag": 2}, "project_list", {"flag": 2}),
    (
        "tag.add_task_tag",
        {"tag": "shot", "task_ids": [1]},
        "add_task_tag",
        {"label": "shot", "taskIds": [1]},
    ),
    (
        "tag.delete_task_tag",
        {"task_ids": [1], "label_names": ["shot"]},
        "delete_task_tag",
        {"taskIds": [1], "labelNames": ["shot"]},
    ),
    (
        "transmit.upload_json_content",
        {"task_id": 1, "content": "{}", "file_name": "tips.json"},
        "task_json_file",
        {"taskId": 1, "content": "{}", "fileName": "tips.json"},
    ),
    ("transmit.get_output_files", {"tree_path": "/1_a"}, "output_files", {"treePath": "/1_a"}),
    (
        "user.task_record",
        {"start_date": "2026-01-01", "end_date": "2026-01-31"},
        "task_record",
        {"pageNum": 1, "pageSize": 10, "startDate": "2026-01-01", "endDate": "2026-01-31"},
    ),
    (
        "user.login_record",
        {"page_num": 2},
        "login_record",
        {"pageNum": 2, "pageSize": 10, "startDate": "", "endDate": ""},
    ),
    (
        "user.get_hardware_config",
        {"task_ids": [1]},
        "hardware_config",
        {"cloneTask": "false", "taskIds": [1]},
    ),
]
OBJECTS = {
    "create_task": {"taskIdList": [1], "aliasTaskIdList": ["2W1"], "userId": 9},
    "transfer_server_msg": {"raysyncTransfer": {}},
    "project_list": {"projectNameList": []},
}


@pytest.mark.parametrize("method, arguments, name, body", TODAY, ids=[row[0] for row in TODAY])
def test_a_call_of_today_sends_the_fields_of_the_published_sdk(method, arguments, name, body):
    renderbus, sent = service("current", lambda name, body: answer(OBJECTS.get(name)))
    asked(renderbus, method, arguments)
    assert sent == [(name, body)]


def test_every_operation_of_every_profile_has_a_method():
    known = {
        *(row[2] for row in DOCUMENTED),
        *(row[2] for row in DAYAN),
        *(row[2] for row in TODAY),
        *("platforms", "error_detail", "supported_plugin", "render_log"),
    }
    for profile in profiles.known():
        assert set(profiles.load(profile).endpoints) <= known


def test_an_operation_that_a_deployment_lacks_is_an_error_that_names_both():
    renderbus, sent = service("renderbus-2020")
    with pytest.raises(ProfileError, match="renderbus-2020.*stop_frame"):
        renderbus.query.stop_frame(1)
    assert sent == []


@pytest.mark.parametrize(
    "profile, method, arguments, words",
    [
        (
            "renderbus-2020",
            "query.restart_failed_frames",
            {"task_ids": [1], "status": [5]},
            "profile renderbus-2020 has no status for restart_failed_frames",
        ),
        (
            "renderbus-2020",
            "query.task_list",
            {"recycle_flag": 1},
            "profile renderbus-2020 has no recycleFlag for task_list",
        ),
        (
            "current",
            "task.submit_task",
            {"task_id": 1, "asset_isolation_model": "TASK_ID_MODEL"},
            "profile current has no assetIsolationModel for submit_task",
        ),
    ],
)
def test_an_argument_that_a_deployment_lacks_is_named(profile, method, arguments, words):
    renderbus, sent = service(profile)
    with pytest.raises(ProfileError, match=words):
        asked(renderbus, method, arguments)
    assert sent == []


def test_a_wrong_value_is_refused_before_anything_is_sent():
    renderbus, sent = service()
    with pytest.raises(ContractError, match="create_task: the request is wrong at taskUserLevel"):
        renderbus.task.create_task(task_user_level=51)
    assert sent == []


@pytest.mark.parametrize(
    "profile, domain, zone",
    [
        ("renderbus-2020", "", 1),
        ("current", "task.renderbus.com", 1),
        ("current", "jop.foxrenderfarm.com", 2),
    ],
)
def test_platforms_are_those_of_the_zone_that_the_domain_is_in(profile, domain, zone):
    renderbus, sent = service(profile, domain=domain)
    assert renderbus.query.platforms() == documented("platforms")["data"]
    assert sent == [("platforms", {"zone": zone})]
    renderbus.query.platforms(zone=2)
    assert sent[1] == ("platforms", {"zone": 2})


TIPS = {code: {"id": 1, "code": code, "type": 1} for code in ("50001", "50002")}


def tips(name, body):
    wanted = body.get("codes") or [body["code"]]
    return answer([TIPS[code] for code in wanted if code in TIPS])


@pytest.mark.parametrize(
    "profile, calls",
    [
        (
            "renderbus-2020",
            [{"code": code, "language": "1"} for code in ("50001", "9", "50002")],
        ),
        ("current", [{"codes": ["50001", "9", "50002"], "language": "1"}]),
    ],
)
def test_texts_of_several_codes_cost_one_call_where_that_is_possible(profile, calls):
    renderbus, sent = service(profile, tips)
    found = renderbus.query.error_detail(codes=["50001", "9", "50002"], language=1)
    assert found == [TIPS["50001"], TIPS["50002"]]
    assert [body for _, body in sent] == calls


def test_the_text_of_one_code_is_asked_as_documented():
    renderbus, sent = service()
    assert renderbus.query.error_detail("50001") == documented("error_detail")["data"]
    assert sent == [("error_detail", {"code": "50001", "language": "0"})]


@pytest.mark.parametrize("name", ["maya", "Maya", " MAYA "])
def test_plugins_are_asked_by_the_number_that_the_farm_gives_a_software(name):
    renderbus, sent = service()
    renderbus.query.supported_plugin(name, os_name="linux")
    assert sent[-1] == ("supported_plugin", {"cgId": 2000, "osName": "linux"})


def test_plugins_of_a_software_whose_number_is_known_cost_one_call():
    renderbus, sent = service()
    renderbus.query.supported_plugin(2004)
    assert sent == [("supported_plugin", {"cgId": 2004})]


@pytest.mark.parametrize(
    "name",
    ["set_task_overtime_top", "get_task_list", "get_frame_thumbnall", "get_raysync_user_key"]
    + ["get_small_task_id", "get_task_processing_img", "get_transfer_server_msg"],
)
def test_a_documented_name_that_is_not_ours_leads_to_one_method(name):
    renderbus, _ = service()
    groups = (getattr(renderbus, group) for group in ("user", "task", "query", "tag", "env"))
    told = [
        method
        for group in groups
        for method in dir(group)
        if f"``{name}``" in (getattr(group, method).__doc__ or "")
    ]
    assert len(told) == 1


def test_a_farm_that_numbers_software_otherwise_is_believed():
    rows = {"renderInfoList": [{"cgId": 7, "cgName": "Maya"}], "defaultCgId": 7}
    renderbus, _ = service(answers=lambda name, body: answer(rows))
    assert renderbus.query.cg_id("maya") == 7
    assert renderbus.query.cg_id("VR Standalone") == 2008  # which only the profile knows


def test_a_software_that_nobody_knows_is_an_error_that_names_those_offered():
    renderbus, _ = service()
    with pytest.raises(ProfileError, match="no software 'nuke'.*Houdini"):
        renderbus.query.supported_plugin("nuke")


def test_environments_are_asked_by_number_where_names_are_no_field():
    def answers(name, body):
        return documented(name)

    renderbus, sent = service("current", answers)
    assert renderbus.env.get_render_env("houdini") == documented("render_env")["data"]
    assert sent[-1] == ("render_env", {"cgId": 2004})
    assert len(renderbus.env.get_render_env()) == 4
    assert sent[-1] == ("render_env", {})


def test_the_parts_of_a_task_are_its_layers_else_itself():
    layered = documented("task_list")["data"]["items"][0]
    renderbus, _ = service(answers=lambda name, body: answer({"items": [layered]}))
    assert renderbus.query.small_task_ids(18278) == [18280, 18281]
    renderbus, _ = service()
    assert renderbus.query.small_task_ids(14400249) == [14400249]


def test_a_deployment_that_asks_for_states_renders_failed_frames_again():
    renderbus, sent = service("dayan-2022", lambda name, body: answer(None))
    renderbus.query.restart_failed_frames([1])
    assert sent == [("restart_failed_frames", {"taskIds": [1], "status": [5]})]


def test_answers_of_nothing_are_empty_lists():
    renderbus, _ = service("current", lambda name, body: answer(None))
    assert renderbus.env.get_render_env() == []
    assert renderbus.query.frame_thumbnail(1) == []
    assert renderbus.transmit.get_output_files() == []
    assert renderbus.user.get_hardware_config() == []


def test_a_status_nobody_documents_is_shown_and_goes_on():
    row = {**documented("task_info")["data"]["items"][0], "taskStatus": 77}
    renderbus, _ = service(answers=lambda name, body: answer({"items": [row]}))
    (part,) = renderbus.status("14400249")
    assert (part.state, part.status) == ("running", "status 77")


def test_a_task_that_is_not_there_is_not_found():
    renderbus, _ = service(answers=lambda name, body: answer({"items": []}))
    with pytest.raises(NotFound, match="there is no task 5"):
        renderbus.status("5")
