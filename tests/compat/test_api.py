"""RayvisionAPI and its operators, in the documented forms of calling them."""

import json
import logging
import pickle

import pytest

FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}
ENV = {
    "cgId": 2000,
    "cgName": "Maya",
    "cgVersion": "2020",
    "renderLayerType": 0,
    "editName": "testRenderEnv",
    "renderSystem": "0",
    "pluginIds": [1166],
}


@pytest.fixture
def farm(shared):
    return shared


@pytest.fixture
def done(farm, maya):
    """The number of a task that is rendered."""
    task = farm.submit(FILES, maya({"beauty": {}}))
    farm.wait(task)
    return task


@pytest.fixture(scope="module")
def older_farm(farm_process, tmp_path_factory):
    """A farm that speaks as the documents of 2020 do."""
    running = farm_process(tmp_path_factory.mktemp("older")).start()
    yield running
    running.stop()


@pytest.fixture
def older(older_farm, account, monkeypatch):
    """RayvisionAPI of it."""
    from rayvision_api import RayvisionAPI

    monkeypatch.setenv("RAYVISION_FARM", older_farm.profile.name)
    return RayvisionAPI(**account(older_farm))


def refused(call, *arguments, **more):
    """Returns the documented error of a call."""
    from rayvision_api.exception import RayvisionError

    with pytest.raises(RayvisionError) as caught:
        call(*arguments, **more)
    return caught.value


def labels(api):
    return [row["projectName"] for row in api.tag.get_label_list()["projectNameList"]]


class TestLogin:
    def test_the_account_its_settings_and_its_storages_stand_in_user_info(self, api, farm):
        info = api.user_info
        assert info["user_id"] == api.get_user_id() == api.user.user_id
        assert info["input_bid"] and info["output_bid"] and info["config_bid"]
        assert info["task_over_time"] == api.user.query_user_setting()["taskOverTime"]
        assert (info["platform"], info["domain"]) == ("2", farm.domain)

    def test_id_and_key_may_stand_in_the_environment(self, farm, account, monkeypatch):
        from rayvision_api.core import RayvisionAPI

        given = account(farm)
        monkeypatch.setenv("RAYVISION_API_ACCESS_ID", given.pop("access_id"))
        monkeypatch.setenv("RAYVISION_API_KEY", given.pop("access_key"))
        assert RayvisionAPI(**given).get_user_id()

    @pytest.mark.parametrize(
        "name, variable",
        [("access_id", "RAYVISION_API_ACCESS_ID"), ("access_key", "RAYVISION_API_KEY")],
    )
    def test_what_is_missing_is_named_before_anything_is_sent(self, name, variable):
        from rayvision_api import RayvisionAPI
        from rayvision_api.exception import RayvisionAPIError

        given = {"access_id": "id", "access_key": "key", "domain": "nowhere.invalid", name: None}
        err = refused(RayvisionAPI, **given)
        assert isinstance(err, RayvisionAPIError) and isinstance(err, TypeError)
        assert name in str(err) and variable in str(err)

    def test_a_wrong_key_is_told_at_once_and_not_shown(self, farm, account):
        from rayvision_api import RayvisionAPI
        from rayvision_api.exception import RayvisionAPIError

        err = refused(RayvisionAPI, **account(farm, access_key="wrong-secret"))
        assert isinstance(err, RayvisionAPIError)
        assert err.error_code == 611
        assert err.request.startswith(farm.url)
        assert "wrong-secret" not in str(err)

    @pytest.mark.parametrize(
        "timeout, waits", [((3, 20), (3, 20)), (7.5, (10, 7.5)), (None, (10, 60))]
    )
    def test_a_script_may_wait_as_requests_does(self, farm, account, timeout, waits):
        from rayvision_api import RayvisionAPI

        client = RayvisionAPI(**account(farm, timeout=timeout)).connect.service.client
        assert client.timeouts == waits

    def test_the_platform_is_that_of_the_script(self, api):
        assert api.platform == api.connect.platform == "2"

    def test_two_accounts_do_not_mix(self, farm, farm_on, tmp_path, account):
        from rayvision_api import RayvisionAPI

        other = farm_on(tmp_path / "other", "current").start()
        one, two = RayvisionAPI(**account(farm)), RayvisionAPI(**account(other))
        one.tag.add_label("one", 0)
        two.tag.add_label("two", 0)
        assert ("one" in labels(one), "two" in labels(one)) == (True, False)
        assert labels(two) == ["two"]
        assert one.user_info["domain"] != two.user_info["domain"]
        assert one.connect.headers["accessId"] != two.connect.headers["accessId"]

    def test_nothing_is_logged_to_a_file_unless_a_folder_is_given(
        self, farm, account, tmp_path, own_home
    ):
        from rayvision_api import RayvisionAPI

        RayvisionAPI(**account(farm))
        assert not list(own_home.iterdir())
        try:
            api = RayvisionAPI(**account(farm, log_folder=tmp_path / "log", log_name="mine"))
            api.logger.info("a line")
            assert [path.name for path in (tmp_path / "log").iterdir()] == ["mine.log"]
        finally:
            for logger in (logging.getLogger("rayvision_api"), logging.getLogger()):
                for handler in list(logger.handlers):
                    if str(tmp_path) in getattr(handler, "baseFilename", ""):
                        logger.removeHandler(handler)
                        handler.close()


class TestConnect:
    def test_the_headers_of_a_request_wait_for_their_signature(self, api, farm):
        headers = api.connect.headers
        assert headers["accessId"] == farm.account["access_id"]
        assert (headers["platform"], headers["version"], headers["channel"]) == ("2", "2.0.0", "4")
        assert [headers[name] for name in ("UTCTimestamp", "nonce", "signature")] == [""] * 3
        signed = api.connect._handle_headers(api.connect.url.createTask, {"count": 1})
        assert signed.keys() == headers.keys() and len(signed["signature"]) == 44
        assert farm.post("/api/render/submit/createTask", '{"count": 1}', signed).ok

    def test_an_operation_is_posted_by_name_or_by_address(self, api):
        url = api.connect.url
        profile = api.user.query_user_profile()
        assert api.connect.post(url.queryUserProfile, validator=False) == profile
        assert api.connect.post("/api/render/setUp/queryUserProfile") == profile
        assert api.connect.post("api/render/setUp/queryUserProfile", {}) == profile

    def test_the_address_of_another_deployment_reaches_the_operation_here(self, api, done):
        assert api.connect.post("/api/render/user/queryUserProfile")["userId"]
        data = {"taskIds": done, "ids": [], "selectAll": 1}
        assert api.connect.post("/api/render/task/restartFrame", data) is None

    def test_an_address_that_nobody_knows_is_refused_in_one_line(self, api):
        err = refused(api.connect.post, "/api/render/unknown", {})
        assert "/api/render/unknown" in str(err) and "\n" not in str(err)

    def test_a_field_that_is_wrong_is_refused_once_with_the_cause(self, api):
        from rayvision_plugins.errors import ContractError

        err = refused(api.connect.post, api.connect.url.createTask, {"count": "many"})
        assert err.error_code == 1000000
        assert isinstance(err.__cause__, ContractError)

    def test_session_and_headers_of_the_script_are_used(self, farm, account):
        import requests
        from rayvision_api.connect import Connect

        given = account(farm, session=requests.Session(), headers={"version": "9", "nonce": "1"})
        connect = Connect(**given)
        assert connect.service.client.session is given["session"]
        assert (connect.headers["version"], connect.headers["nonce"]) == ("9", "")
        assert connect.post(connect.url.queryPlatforms)

    def test_no_answer_is_the_documented_error_too(self, farm_on, tmp_path, account):
        from rayvision_api import RayvisionAPI

        farm = farm_on(tmp_path / "gone", "current").start()
        api = RayvisionAPI(**account(farm))
        api.connect.service.client.sleep = lambda seconds: None
        farm.kill()
        err = refused(api.query.platforms)
        assert err.error_code == 1000000 and farm.domain in str(err)

    def test_errors_keep_their_parts_when_they_travel(self, api):
        err = refused(api.task.stop_task, [1])
        again = pickle.loads(pickle.dumps(err))  # noqa: S301
        assert (again.error_code, again.request) == (404, err.request)
        assert str(again) == str(err)


class TestUser:
    def test_settings_storages_and_machines(self, api):
        assert api.user.update_user_settings(task_over_time=43200) is None
        assert api.user.query_user_setting()["taskOverTimeSec"] == 43200
        assert {"config_bid", "input_bid", "output_bid"} <= api.user.get_transfer_bid().keys()
        assert api.user.get_hardware_config()[0]["model"]

    def test_records_are_pages(self, api):
        assert "items" in api.user.task_record(pageNum=1, pageSize=10)
        assert "items" in api.user.login_record()


class TestTask:
    def test_create_task_answers_the_documented_dict(self, api):
        made = api.task.create_task(count=1, task_user_level=50, labels=["label_test1", "夜"])
        assert made["aliasTaskIdList"] == [f"2W{made['taskIdList'][0]}"]
        assert made["userId"] == api.get_user_id()
        assert len(api.task.create_task(2, 60, None, ("a",), None, "artist")["taskIdList"]) == 2

    def test_what_is_empty_is_not_sent(self, api):
        made = api.task.create_task(
            1, 50, out_user_id="", labels=[], clone_original_id="", artist=""
        )
        number = made["taskIdList"][0]
        again = api.task.create_task(clone_original_id=str(number))["taskIdList"][0]
        assert again != number
        assert api.query.get_task_list(1, 1, [], "", "", "", 0) == api.query.get_task_list(1, 1)
        assert api.user.get_hardware_config(task_ids=[])

    @pytest.mark.parametrize(
        "form", [lambda number: [str(number)], str, int, lambda number: (number,)]
    )
    def test_a_task_number_may_be_a_text_and_alone(self, api, form):
        made = api.task.create_task(2)["taskIdList"]
        assert api.task.delete_task(form(made[0])) is None
        assert refused(api.task.stop_task, made[0]).error_code == 404
        assert api.query.task_info(form(made[1]))["items"][0]["id"] == made[1]
        assert api.query.get_small_task_id(str(made[1])) == made[1:]
        assert api.tag.add_task_tag("hero", form(made[1])) is None
        assert api.user.get_hardware_config(task_ids=form(made[1]))

    @pytest.mark.parametrize("wrong", ["abc", None, "", ["1", "b"], [None]])
    def test_what_is_no_task_number_is_the_documented_error(self, api, wrong):
        from rayvision_api.exception import RayvisonTaskIdError

        for call in (api.query.get_small_task_id, api.query.restart_frame, api.query.task_frames):
            assert isinstance(refused(call, wrong), RayvisonTaskIdError)
        if wrong:
            assert isinstance(refused(api.task.delete_task, wrong), RayvisonTaskIdError)

    def test_task_id_is_one_until_it_is_submitted(self, api, farm, maya):
        number, other = api.task.task_id, api.task.create_task()["taskIdList"][0]
        assert api.task.task_id == number
        for one in (number, other):
            farm.send(one, FILES, maya({"beauty": {}}))
        assert api.task.submit_task(other, only_id=True) == other
        assert api.task.task_id == number
        assert api.task.submit_task(task_id=number) is None
        assert api.task.task_id != number

    def test_a_task_is_submitted_with_and_without_a_producer(self, api, farm, maya):
        for arguments, producer in [
            ((), farm.account["user_name"]),
            ((None, False), farm.account["user_name"]),
            (("who",), "who"),
        ]:
            number = api.task.create_task()["taskIdList"][0]
            farm.send(number, FILES, maya({"beauty": {}}))
            assert api.task.submit_task(number, *arguments) is None
            assert farm.wait(number)["producer"] == producer

    @pytest.mark.parametrize(
        "form",
        [
            lambda number: ((number, "TASK_ID_MODEL"), {}, number),
            lambda number: ((number,), {"asset_lsolation_model": "TASK_ID_MODEL"}, number),
            lambda number: ((number, "OUT_USER_MODEL", "12345"), {}, 12345),
            lambda number: (
                (),
                {
                    "task_id": number,
                    "asset_lsolation_model": "OUT_USER_MODEL",
                    "out_user_id": "12345",
                },
                12345,
            ),
        ],
    )
    def test_the_older_form_keeps_inputs_apart(self, older, older_farm, maya, form):
        from rayvision_plugins.services.renderbus.order import isolation_path

        number = older.task.create_task()["taskIdList"][0]
        given, named, whose = form(number)
        row = {"local": "D:/shots/scene.ma", "server": "/D/shots/scene.ma"}
        older_farm.send(number, {}, maya({"beauty": {}}), upload={"asset": [row]})
        older_farm.put("input", isolation_path(str(whose)) + row["server"], b"//Maya ASCII")
        assert older.task.submit_task(*given, **named) is None
        assert older_farm.wait(number)["taskStatus"] == 25

    def test_inputs_are_not_kept_apart_for_nobody(self, older):
        err = refused(older.task.submit_task, 1, asset_lsolation_model="OUT_USER_MODEL")
        assert "outUserId" in str(err)

    def test_a_task_is_stopped_started_given_up_and_deleted(self, api, done):
        assert api.task.stop_task(task_param_list=[done]) is None
        assert api.task.start_task(task_param_list=[str(done)]) is None
        assert api.task.abort_task([done]) is None
        assert api.task.delete_task([done]) is None
        assert refused(api.task.stop_task, [done]).error_code == 404

    def test_a_task_is_changed(self, api, farm, done):
        api.task.set_task_overtime_top(task_id_list=[done], overtime=60)
        api.task.full_speed(task_id_list=[done])
        assert api.task.update_priority(done, 60) is None
        assert api.task.update_task_limit(done, 3) is None
        machine = api.user.get_hardware_config()[0]
        row = [machine[name] for name in ("model", "gpuNum", "ram")]
        assert (machine["type"], machine["gpuNum"]) == (1, None)
        assert api.task.edit_task_hardware_config([done], [machine["id"]], *row) is None
        info = farm.info(done)
        assert (info["taskUserLevel"], info["taskLimit"], info["overTimeStop"]) == (60, 3, 60)

    def test_submit_takes_a_number_only(self, api, farm, maya):
        from rayvision_api.exception import RayvisonTaskIdError

        err = refused(api.submit, "10000001")
        assert isinstance(err, RayvisonTaskIdError) and err.error_code == 2000
        number = api.task.task_id
        farm.send(number, FILES, maya({"beauty": {}}))
        assert api.submit(int(number)) is True

    @pytest.mark.parametrize("form", [{"producer": "who"}, {"file_name": None}])
    def test_a_task_is_submitted_by_its_data_once_its_inputs_are_there(self, api, farm, maya, form):
        task = maya({"beauty": {}})
        task["task_info"]["task_id"] = str(api.task.task_id)
        farm.send(api.task.task_id, FILES, task)
        assert api.submit_by_data(task, **form) is True
        assert farm.wait(int(task["task_info"]["task_id"]))["taskStatus"] == 25

    def test_the_older_form_of_submitting_data_takes_the_other_documents(self, api, farm, maya):
        farm.put("input", "D/shots/scene.ma", FILES["/D/shots/scene.ma"])
        row = {"local": "D:/shots/scene.ma", "server": "/D/shots/scene.ma"}
        task, asset = maya({"beauty": {}}), {"asset": []}
        assert api.submit_by_data(task, None, upload_info={"asset": [row]}, asset_info=asset)
        newest = api.query.get_task_list(page_size=1)["items"][0]
        assert farm.wait(newest["id"])["taskStatus"] == 25
        text = json.dumps(maya({"beauty": {}}))
        assert api.submit_by_data(text, None, {"asset": [row]}, json.dumps(asset))
        assert api.query.get_task_list(page_size=1)["items"][0]["id"] > newest["id"]

    def test_a_task_the_farm_does_not_know_is_an_api_error(self, api):
        from rayvision_api.exception import RayvisionAPIError

        err = refused(api.submit, 1)
        assert isinstance(err, RayvisionAPIError) and err.error_code == 404


class TestQuery:
    def test_tasks_in_pages_of_any_size(self, api, done):
        page = api.query.get_task_list(page_num=1, page_size=1)
        assert [row["id"] for row in page["items"]] == [done]
        assert api.query.get_task_list()["items"][:1] == page["items"]
        assert not api.query.get_task_list(1, 2, [45])["items"]
        assert api.query.task_info(task_ids_list=[done])["items"][0]["id"] == done

    def test_frames_by_page_and_all_by_number(self, api, done):
        page = api.query.task_frames(task_id=done, page_num=1, page_size=1)
        assert (len(page["items"]), page["total"]) == (1, 3)
        frames = api.query.get_all_frames(done, page_size=2)
        assert sorted(frames) == ["1", "2", "3"]
        assert list(api.query.get_all_frames(done, "2", "2", 2)) == ["3"]
        assert api.query.all_frame_status()["doneFramesTotal"] >= 3

    def test_frames_are_rendered_again(self, api, farm, done):
        api.query.restart_failed_frames(task_param_list=[done])
        api.query.restart_failed_frames([done], status=[1, 2, 3, 4, 5, 11])
        api.query.restart_frame(task_id=done, select_all=1)
        ids = [row["id"] for row in farm.frames(done)]
        api.query.restart_frame(done, 0, ids[:1])
        api.query.get_custome_frames(done, ["2"])
        assert farm.wait(done)["taskStatus"] == 25
        assert all(row["recommitFlag"] for row in farm.frames(done))

    def test_frames_are_stopped(self, api, farm, done):
        assert api.query.stop_frame(done) is None
        assert api.query.stop_frame(done, 0, [farm.frames(done)[0]["id"]]) is None
        assert api.query.frame_number_to_stop(done, ["1", "3"]) is None
        assert "no frame" in str(refused(api.query.frame_number_to_stop, done, ["99"]))

    def test_error_details_in_both_forms(self, api, older):
        for code in ("50001", 50001):
            assert api.query.error_detail(code=code)[0]["code"] == "50001"
        assert api.query.error_detail("50001", "1")[0]["languageFlag"] == 1
        assert api.query.error_detail("50001", language="1")[0]["languageFlag"] == 1
        assert len(api.query.error_detail(codes=["50001", "15000"])) == 2
        assert older.query.error_detail("50001", "0")[0]["languageFlag"] == 0

    def test_software_and_plugins(self, api, older):
        assert api.query.supported_software()["renderInfoList"]
        for one in (api, older):
            found = one.query.supported_plugin(name="maya")
            assert found["cgVersion"][0]["cgName"] == "Maya"
        assert api.query.supported_plugin("houdini", "windows")["cgVersion"]

    def test_logs_pictures_and_parts(self, api, farm, done):
        frame = farm.frames(done)[0]["id"]
        log = api.query.get_render_log(frame_id=frame)
        assert len(log["items"]) == 1
        assert api.query.get_frame_thumbnall(frame_id=frame)
        assert api.query.get_task_processing_img(done, frame_type=5) is not None
        parts = api.query.get_small_task_id(task_id=str(done))
        assert parts and all(isinstance(part, int) for part in parts)

    def test_platforms_and_raysync(self, api):
        assert api.query.platforms()[0]["platform"] == 2
        assert "serverIp" in api.query.get_transfer_server_msg()["raysyncTransfer"]
        assert api.query.get_raysync_user_key()["raySyncUserKey"]
        api.query.get_pack_node_info()


class TestTag:
    def test_labels_come_and_go(self, api):
        assert api.tag.add_label(new_name="test_tag4", status=0) is None
        assert api.project.get_label_list() == api.tag.get_label_list()
        assert refused(api.tag.add_label, "test_tag4", "0").error_code == 503
        assert api.tag.get_project_list() == api.tag.get_label_list()["projectNameList"]
        assert api.tag.get_list(flag=2) == api.tag.get_label_list()
        assert api.tag.delete_label(del_name="test_tag4") is None
        assert "test_tag4" not in labels(api)

    def test_a_project_name_gets_one_number(self, api):
        number = api.check_and_add_project_name("Project1")
        assert number.isdigit() and api.check_and_add_project_name("Project1") == number
        assert api.check_and_add_project_name("") == ""

    def test_tasks_are_marked_and_unmarked_in_both_forms(self, api, farm, done):
        def tags():
            return json.loads(farm.info(done)["labels"])

        api.tag.add_task_tag("hero", [done])
        api.tag.add_task_tag("夜", [done])
        api.tag.delete_task_tag([done], ["hero"])
        assert tags() == ["夜"]
        api.tag.delete_task_tag([int(api.check_and_add_project_name("夜"))])
        api.tag.add_task_tag("夜", [done])
        api.tag.delete_task_tag([], [], [int(api.check_and_add_project_name("夜"))])
        assert tags() == []


class TestEnv:
    @pytest.mark.parametrize("name", ["data", "render_env"])
    def test_an_environment_is_added_changed_and_deleted(self, api, name):
        assert api.env.add_render_env(**{name: ENV}) == {"editName": ENV["editName"]}
        assert api.env.update_render_env(**{name: {**ENV, "pluginIds": []}}) is None
        assert api.env.set_default_render_env(edit_name=ENV["editName"]) is None
        assert api.env.delete_render_env(edit_name=ENV["editName"]) is None
        assert refused(api.env.delete_render_env, ENV["editName"]).error_code == 404

    def test_environments_are_found_by_software(self, api, older):
        for one in (api, older):
            one.env.add_render_env(ENV)
        assert api.env.get_render_env("maya") == []  # os_name is Windows unless said
        for found in (
            older.env.get_render_env(name="maya"),
            api.env.get_render_env("maya", os_name=0),
            api.env.get_render_env(cg_names=["maya", "houdini"], os_name=0),
            older.env.get_render_env(cg_names=["maya", "houdini"]),
        ):
            assert [row["editName"] for row in found] == ["testRenderEnv"]
        assert api.env.get_render_env("houdini", os_name=0) == []
        api.env.delete_render_env(ENV["editName"])


class TestTransmit:
    def test_documents_travel_through_the_api(self, api, farm):
        number = api.task.task_id
        assert api.transmit.upload_json_content(number, "{}", "tips.json") is None
        api.transmit.upload_json_content(task_id=number, content='{"a": 1}')
        assert farm.storage("GET", "config", f"{number}/cfg/task.json").json() == {"a": 1}

    def test_storages_and_outputs(self, api, done):
        assert api.transmit.get_transfer_config()["resqEngines"]
        assert api.transmit.get_output_files()[0]["directory"] is True
        part = api.query.get_small_task_id(done)[0]
        assert api.transmit.get_output_files(task_id=part) is not None


class TestSmallModules:
    def test_constants_are_those_of_the_documents(self):
        from rayvision_api import constants

        assert constants.DCC_ID_MAPPINGS["maya"] == 2000
        assert constants.DCC_ID_MAPPINGS["katana"] == 2016
        assert constants.CG_SETTING["Maya"] == "2000" and constants.CG_SETTING["2001"] == "3ds Max"
        assert constants.HEADERS["version"] == "1.0.0" and len(constants.HEADERS) == 8
        assert constants.TASK_INFO["task_info"]["job_stop_time"] == "86400"
        assert len(constants.MODIFIABLE_PARAM) == 17
        assert "task_info" in constants.KEYS

    def test_a_star_brings_all_constants(self):
        from rayvision_api import constants

        assert "TASK_INFO" in constants.__all__ and "profiles" not in constants.__all__
        assert all(getattr(constants, name) for name in constants.__all__)

    def test_what_a_script_writes_into_task_info_stays_with_it(self):
        from rayvision_api import constants

        mine = constants.TASK_INFO
        mine["task_info"]["project_name"] = "mine"
        mine["software_config"]["cg_name"] = "Maya"
        assert constants.TASK_INFO["task_info"]["project_name"] == ""
        assert constants.TASK_INFO["software_config"] == {}

    def test_addresses_have_their_published_names(self):
        from rayvision_api.url import ApiUrl, assemble_api_url

        assert ApiUrl.getTaskList == "/api/render/handle/getTaskList/v2"
        assert (ApiUrl.list, ApiUrl.hardwareConfig) != (ApiUrl.getList, ApiUrl.getPackNode)
        address = "https://task.renderbus.com/api/render/submit/createTask"
        assert assemble_api_url("task.renderbus.com", ApiUrl.createTask) == address
        assert f"https://task.renderbus.com{ApiUrl.createTask}" == address

    def test_a_signature_is_made_in_the_published_steps(self):
        from rayvision_api import signature

        header = {"nonce": "1465", "signature": "", "Content-Type": "application/json"}
        body = {"renderEnvs": [{"envId": 1, "pluginIds": [2, 3]}]}
        text = signature.generate_headers_body_str("task.renderbus.com", "/api/x", header, body)
        assert text == (
            "[POST]task.renderbus.com:/api/x&nonce=1465&renderEnvs0.envId=1"
            "&renderEnvs0.pluginIds0=2&renderEnvs0.pluginIds1=3"
        )
        assert len(signature.generate_signature("key", text)) == 44
        assert list(signature.headers_body_sort({"b": 1}, {"a": 2})) == ["a", "b"]
        assert signature.hump2underline("taskOverTimeSec") == "task_over_time_sec"
        assert signature.generate_timestamp().isdigit() and len(signature.generate_nonce()) == 6

    def test_an_environment_may_be_written_with_its_fields(self):
        import dataclasses

        from rayvision_api.fields import Env

        assert dataclasses.asdict(Env(**ENV)) == ENV
