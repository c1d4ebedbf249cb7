"""What the published code does wrong, one test each: ours behaves.

The numbers are those of the list in docs/migration.md.
"""

import contextlib
import importlib
import json
import logging
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import demo_scenes
import pytest

from rayvision_plugins import profiles

WATCHED = ("subprocess.Popen", "os.system", "os.kill", "os.chmod", "os.putenv", "os.exec")
SEEN = []


def _watch(event, arguments):
    if SEEN and event in WATCHED:
        SEEN[-1].append((event, arguments))


sys.addaudithook(_watch)


@contextlib.contextmanager
def touched():
    """Yields a list of the programs started and of what was changed outside of files."""
    SEEN.append([])
    try:
        yield SEEN[-1]
    finally:
        SEEN.pop()


@contextlib.contextmanager
def answering(answer):
    """Yields (domain, [(path, body)]) of a server that answers every request in one way.

    ``answer`` is (status, body), or None to hang up.
    """
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, json.loads(body)))
            if answer is None:
                self.close_connection = True
                return
            status, text = answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer_of(code, data=None):
    row = {"version": "2.0.0", "result": code == 200, "code": code, "message": "", "data": data}
    return 200, json.dumps({**row, "serverTime": 0, "requestId": "1"}).encode()


def connected(domain):
    from rayvision_api.connect import Connect

    return Connect("an-id", "a-key", "http", domain, "2")


@pytest.fixture
def maya_info(tmp_path):
    """The arguments of AnalyzeMaya for a scene of its own."""
    return {
        "cg_file": str(demo_scenes.maya(tmp_path / "maya")),
        "software_version": "2019",
        "project_name": "Project1",
        "plugin_config": {"mtoa": "3.2.1.1"},
        "workspace": str(tmp_path / "workspace"),
    }


@pytest.fixture
def analyzed(maya_info):
    from rayvision_maya.analyze_maya import AnalyzeMaya

    analyzed = AnalyzeMaya(**maya_info)
    analyzed.analyse()
    return analyzed


class TestPaths:
    @pytest.mark.parametrize(
        "module",
        [
            "rayvision_api.utils",
            "rayvision_api.paths",
            "rayvision_utils.utils",
            "rayvision_clarisse.utils",
            "rayvision_sync.rayvision_raysync.utils",
        ],
    )
    def test_1_a_path_loses_no_letter_wherever_it_is_asked(self, module):
        convert = importlib.import_module(module).convert_path
        found = {path: convert(path) for path in ("tex/a.png", "x", "C:/a/b:c.png", "D:\\a\\b")}
        assert found == {
            "tex/a.png": "tex/a.png",
            "x": "x",
            "C:/a/b:c.png": "/C/a/b:c.png",
            "D:\\a\\b": "/D/a/b",
        }
        assert convert("//srv/share/a") != convert("/srv/share/a")


class TestRetries:
    @pytest.mark.parametrize("code", [600, 611])
    def test_2_what_the_farm_refused_is_asked_once(self, code):
        from rayvision_api.exception import RayvisionAPIError
        from rayvision_api.operators.user import UserOperator

        with answering(answer_of(code)) as (domain, asked):
            with pytest.raises(RayvisionAPIError) as caught:
                UserOperator(connected(domain)).query_user_setting()
            assert caught.value.error_code == code
        assert len(asked) == 1

    def test_2_a_wrong_argument_is_never_sent(self):
        from rayvision_api.exception import RayvisionError
        from rayvision_api.operators.task import TaskOperator

        with answering(answer_of(200)) as (domain, asked), pytest.raises(RayvisionError):
            TaskOperator(connected(domain)).create_task(count="many")
        assert asked == []

    def test_2_a_submission_is_sent_once_and_looked_for_when_its_answer_is_lost(self):
        from rayvision_api.exception import RayvisionError
        from rayvision_api.operators.task import TaskOperator

        with answering(None) as (domain, asked), pytest.raises(RayvisionError):
            TaskOperator(connected(domain)).submit_task(1)
        path = profiles.load("current").endpoint("submit_task").path
        assert [asked_path for asked_path, _ in asked].count(path) == 1

    def test_a_page_of_a_proxy_is_told_by_its_status(self):
        from rayvision_api.exception import RayvisionError
        from rayvision_api.operators.task import TaskOperator

        page = answering((403, b"<html>not from here</html>"))
        with page as (domain, _), pytest.raises(RayvisionError, match="403"):
            TaskOperator(connected(domain)).create_task()


class TestAccount:
    def test_3_environments_are_listed(self, api):
        env = {"cgId": 2000, "cgName": "Maya", "cgVersion": "2020", "renderLayerType": 0}
        env.update(editName="mine", renderSystem="1", pluginIds=[])
        api.env.add_render_env(env)
        assert [row["editName"] for row in api.env.get_render_env("maya")] == ["mine"]

    @pytest.mark.parametrize("name", ["access_id", "access_key"])
    def test_9_the_one_that_is_missing_is_named_and_nothing_is_sent(self, name):
        from rayvision_api import RayvisionAPI
        from rayvision_api.exception import RayvisionError

        with answering(answer_of(611)) as (domain, asked):
            given = {"access_id": "an-id", "access_key": "a-key", "protocol": "http"}
            with pytest.raises(RayvisionError, match=name):
                RayvisionAPI(**{**given, name: None}, domain=domain)
        assert asked == []

    def test_10_every_question_about_a_domain_is_about_the_same_zone(self):
        from rayvision_api.exception import RayvisionError
        from rayvision_api.operators.query import QueryOperator

        with answering(answer_of(600)) as (domain, asked):
            query = QueryOperator(connected(domain))
            for ask in (query.platforms, query.get_transfer_server_msg):
                with pytest.raises(RayvisionError):
                    ask()
        assert len({body["zone"] for _, body in asked}) == 1 and len(asked) == 2

    def test_12_no_log_holds_a_key_a_signature_or_a_header(self, farm, account, caplog, own_home):
        from rayvision_api import RayvisionAPI

        caplog.set_level(logging.DEBUG)
        api = RayvisionAPI(**account(farm))
        api.task.create_task()
        signature = api.connect._handle_headers("/api/x", {})["signature"]
        secret = [farm.account["access_id"], farm.account["access_key"], signature, "signature"]
        assert not [word for word in secret if word in caplog.text]
        assert not list(own_home.iterdir())

    def test_one_except_catches_the_errors_of_every_package(self):
        names = ("rayvision_api", "rayvision_sync", "rayvision_sync.rayvision_raysync")
        modules = [importlib.import_module(f"{name}.exception") for name in names]
        modules.append(importlib.import_module("rayvision_utils.exception.exception"))
        assert len({module.RayvisionError for module in modules}) == 1

    def test_the_error_about_a_task_number_can_be_raised(self):
        from rayvision_utils.exception.exception import RayvisonTaskIdError

        with pytest.raises(RayvisonTaskIdError, match="no number"):
            raise RayvisonTaskIdError("no number")


class TestAnalysis:
    @pytest.mark.parametrize("name", ["check_version2", "check_version3"])
    @pytest.mark.parametrize("text", ["", "//Maya ASCII 2019 scene\n", "//Maya ASCII 2019"])
    def test_5_a_scene_without_nodes_is_read_to_its_end(self, name, text, tmp_path):
        from rayvision_maya.analyze_maya import AnalyzeMaya
        from rayvision_utils.exception.exception import AnalyzeError

        scene = tmp_path / "empty.ma"
        scene.write_text(text, encoding="utf-8")
        try:
            assert getattr(AnalyzeMaya, name)(str(scene)) == "2019"
        except AnalyzeError as err:
            assert "None" not in str(err)

    def test_6_the_second_scene_of_a_process_begins_anew(self, maya_info, tmp_path):
        from rayvision_maya.analyze_maya import AnalyzeMaya
        from rayvision_utils.constants import TASK_INFO

        before = json.dumps(TASK_INFO)
        first = AnalyzeMaya(**{**maya_info, "input_project_path": str(tmp_path / "maya")})
        first.analyse()
        (tmp_path / "maya2").mkdir()
        other = str(demo_scenes.maya(tmp_path / "maya2", "other.ma"))
        second = AnalyzeMaya(**{**maya_info, "cg_file": other, "project_name": "Project2"})
        second.analyse()
        info = second.task_info["task_info"]
        assert info["project_name"] == "Project2"
        assert info["input_project_path"] != first.task_info["task_info"]["input_project_path"]
        assert json.dumps(TASK_INFO) == before

    def test_15_a_scene_is_read_without_its_program_or_any_other(self, maya_info):
        from rayvision_maya.analyze_maya import AnalyzeMaya

        with touched() as seen:
            analyzed = AnalyzeMaya(**maya_info)
            analyzed.analyse()
        assert not [event for event, _ in seen if event != "os.chmod"]
        assert analyzed.task_info["scene_info_render"]["defaultRenderLayer"]

    def test_a_tip_keeps_the_details_it_has(self, maya_info):
        from rayvision_maya.analyze_maya import AnalyzeMaya

        analyzed = AnalyzeMaya(**maya_info)
        analyzed.add_tip("10012", "a.png")
        analyzed.add_tip("10012", "b.png")
        assert analyzed.tips_info["10012"] == ["a.png", "b.png"]

    def test_a_name_that_is_chinese_or_a_command_is_a_name(self, tmp_path):
        from rayvision_houdini.analyze_houdini import AnalyzeHoudini

        mark = tmp_path / "ran"
        scene = demo_scenes.houdini(tmp_path / "a", "镜头 $(touch ran) \"'.hip")
        workspace = str(tmp_path / "workspace")
        analyzed = AnalyzeHoudini(str(scene), "17.5.293", workspace=workspace)
        with touched() as seen:
            analyzed.analyse()
        assert not [event for event, _ in seen if event != "os.chmod"] and not mark.exists()
        assert analyzed.upload_info["scene"][0]["local"] == str(scene)

    def test_constructors_make_no_folder(self, maya_info, api, own_home, tmp_path):
        from rayvision_maya.analyze_maya import AnalyzeMaya
        from rayvision_sync.download import RayvisionDownload
        from rayvision_sync.upload import RayvisionUpload

        before = dict(os.environ)
        AnalyzeMaya(**maya_info)
        RayvisionUpload(api)
        RayvisionDownload(api)
        assert not (tmp_path / "workspace").exists() and not list(own_home.iterdir())
        assert dict(os.environ) == before


class TestTask:
    def test_8_a_task_is_submitted_by_its_data(self, api, farm, maya):
        files = {"/D/shots/scene.ma": b"//Maya ASCII"}
        for path, data in files.items():
            farm.put("input", path.lstrip("/"), data)
        rows = {"asset": [{"local": "D:/shots/scene.ma", "server": "/D/shots/scene.ma"}]}
        assert api.submit_by_data(maya({"beauty": {}}), upload_info=rows) is True
        (task,) = api.query.get_task_list()["items"]
        assert farm.wait(task["id"])["taskStatus"] == 25

    def test_what_is_added_stands_there_with_and_without_cover(self, analyzed):
        from rayvision_api.utils import append_to_task

        def added():
            with open(analyzed.task_json, encoding="utf-8") as stream:
                return json.load(stream)["additional_info"]

        append_to_task({"env": "one"}, analyzed.task_json)
        append_to_task({"more": "two"}, analyzed.task_json, cover=False)
        assert added() == {"env": "one", "more": "two"}

    @pytest.mark.parametrize("module", ["rayvision_api.utils", "rayvision_api.json_operator"])
    def test_a_file_is_added_once_however_often_it_is_named(self, module, analyzed, tmp_path):
        append = importlib.import_module(module).append_to_upload
        more = tmp_path / "more.abc"
        more.write_bytes(b"abc")
        for _ in range(2):
            append([str(more), str(more)], analyzed.upload_json)
        with open(analyzed.upload_json, encoding="utf-8") as stream:
            rows = json.load(stream)["asset"]
        assert [row["local"] for row in rows].count(str(more)) == 1

    def test_what_is_no_path_is_an_error_and_not_none(self, analyzed):
        from rayvision_api.exception import RayvisionError
        from rayvision_api.utils import append_to_upload, extract_file

        with pytest.raises(RayvisionError, match="5"):
            append_to_upload(5, analyzed.upload_json)
        with pytest.raises(RayvisionError):
            extract_file(None)

    def test_a_document_that_cannot_be_written_stays_as_it_was(self, analyzed):
        from rayvision_api.utils import json_save

        with pytest.raises(TypeError):
            json_save(analyzed.task_json, {"a": object()})
        with open(analyzed.task_json, encoding="utf-8") as stream:
            assert json.load(stream) == analyzed.task_info

    def test_text_of_another_encoding_is_read_and_not_shortened(self):
        from rayvision_clarisse.utils import bytes_to_str

        assert bytes_to_str("镜头".encode("gbk")) == bytes_to_str("镜头".encode()) == "镜头"


class States:
    """``api.query`` of an account whose one task is in a state."""

    def __init__(self, code):
        self.code = code

    def task_info(self, task_ids_list):
        row = {"id": task_ids_list[0], "taskStatus": self.code, "isOpen": 0}
        return {"items": [{**row, "outputFileName": "1_a", "userId": 1}]}


class TestTransfers:
    @pytest.mark.parametrize(
        "code, ended", [(50, False), (60, False), (65, True), (70, True), (100, False)]
    )
    def test_7_every_documented_state_has_words_and_an_end(self, code, ended):
        from rayvision_sync.manage import RayvisionManageTask
        from rayvision_sync.utils import get_task_status_description

        assert get_task_status_description(code, "0") and get_task_status_description(code, "1")
        assert RayvisionManageTask(States(code)).is_task_end(1, False) is ended

    @pytest.mark.parametrize("code", [1, 10, 127, -11])
    def test_4_a_program_that_cannot_work_is_tried_with_growing_pauses_and_left(self, code):
        from rayvision_sync.exception import RayvisionError
        from rayvision_sync.utils import upload_retry

        pauses = []
        run = upload_retry(lambda: code, sleep=pauses.append)
        with pytest.raises(RayvisionError, match=str(code)):
            run()
        assert len(pauses) < 10
        assert all(later > earlier > 0 for earlier, later in zip(pauses, pauses[1:]))

    def test_11_lists_go_together_without_is_db_and_records_stay(
        self, api, farm, analyzed, own_home
    ):
        from rayvision_sync.upload import RayvisionUpload

        assert RayvisionUpload(api).thread_pool_upload([analyzed.upload_json], pool_size=2) is True
        farm.login()
        assert [row for row in farm.list("input") if row["path"].endswith("wood.png")]
        assert [path for path in own_home.rglob("*") if path.is_file()]

    def test_11_what_fails_in_a_pool_is_raised(self, api, analyzed, tmp_path):
        from rayvision_sync.exception import RayvisionError
        from rayvision_sync.upload import RayvisionUpload

        broken = tmp_path / "upload.json"
        gone = {"local": str(tmp_path / "gone.png"), "server": "/gone.png"}
        broken.write_text(json.dumps({"asset": [gone]}), encoding="utf-8")
        with pytest.raises(RayvisionError):
            RayvisionUpload(api).thread_pool_upload([str(broken), analyzed.upload_json])

    def test_a_file_of_a_task_that_is_not_there_is_an_error(self, api, analyzed, tmp_path):
        from rayvision_sync.exception import RayvisionError
        from rayvision_sync.upload import RayvisionUpload

        with pytest.raises(RayvisionError, match="tips"):
            RayvisionUpload(api).upload_config(
                "1", [analyzed.task_json, str(tmp_path / "tips.json")]
            )

    def test_13_14_an_upload_starts_no_program_and_changes_no_file_of_others(self, api, tmp_path):
        from rayvision_sync.upload import RayvisionUpload

        odd = tmp_path / "$(touch ran) ' ; x.png"
        odd.write_bytes(b"odd")
        upload = tmp_path / "upload.json"
        rows = {"asset": [{"local": str(odd), "server": "/x/odd.png"}]}
        upload.write_text(json.dumps(rows), encoding="utf-8")
        with touched() as seen:
            assert RayvisionUpload(api).upload_asset(str(upload)) is True
        others = [row for row in seen if row[0] != "os.chmod" or str(tmp_path) not in str(row[1])]
        assert not others and not (tmp_path / "ran").exists()

    def test_13_the_raysync_client_is_neither_fetched_nor_killed(self, own_home):
        module = importlib.import_module("rayvision_sync.rayvision_raysync.transfer_raysync")
        with touched() as seen:
            client = module.RayvisionTransferRaysync("127.0.0.1", 1, "user", "key", "2")
            for call in (client.auto_download, client.close_raysync):
                with contextlib.suppress(Exception):
                    call()
        assert not seen and not list(own_home.iterdir())

    def test_14_a_command_is_text_whose_quotes_hold(self, api):
        import shlex

        from rayvision_sync.transfer import RayvisionTransfer
        from rayvision_sync.utils import create_transfer_params

        transfer = RayvisionTransfer(api, **create_transfer_params(api), automatic_line=False)
        path = "/a/$(touch ran) \" ' b.json"
        said = ["upload_path", path, "/1/cfg/b.json", "1", "true", "config_bid"]
        with touched() as seen:
            text = transfer.create_cmd(said, server_ip="10.0.0.1", server_port="1")
        assert not seen
        assert path in shlex.split(text)

    def test_the_list_of_tasks_stays_the_callers(self, api, farm, maya):
        from rayvision_sync.download import RayvisionDownload

        task = farm.submit({"/D/shots/scene.ma": b"//"}, maya({"beauty": {}}))
        farm.wait(task)
        tasks = [task]
        assert RayvisionDownload(api).auto_download(tasks, sleep_time=0.1) is True
        assert tasks == [task]

    def test_the_end_of_what_a_program_says_is_not_lost(self):
        from rayvision_utils.cmd import Cmd

        text = "print('a' * 100000); print('end')"
        code, out, _ = Cmd.run([sys.executable, "-c", text], log_output=False)
        assert code == 0 and out.rstrip().endswith("end") and len(out) > 100000


@pytest.mark.parametrize(
    "module",
    [
        "rayvision_api.task.handle",
        "rayvision_api.fields",
        "rayvision_utils.json_handle",
        "rayvision_utils.analyse_handle",
        "rayvision_maya.analyze_maya_handle",
        "rayvision_houdini.cg",
    ],
)
def test_16_a_module_of_the_documents_is_there(module):
    assert importlib.import_module(module).__doc__
