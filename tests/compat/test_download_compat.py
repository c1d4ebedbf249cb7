"""Downloads, states and the small tools of transfers by the documented names."""

import json
import os
import pathlib
import sys

import pytest


@pytest.fixture(autouse=True)
def apart(monkeypatch):
    """Keeps what the machine says of transfers out of the tests, and each warning fresh."""
    from rayvision_sync import _farm

    for name in ("DB", "DB_CONFIG", "ENGINE", "STORE", "TRANSPORTS", "TRANSMITTER", "PROVIDER"):
        monkeypatch.delenv(f"RAYVISION_{name}", raising=False)
    _farm.said.cache_clear()


@pytest.fixture
def account_of_shared(shared, account):
    from rayvision_api import RayvisionAPI

    return RayvisionAPI(**account(shared))


@pytest.fixture
def downloads(account_of_shared):
    from rayvision_sync.download import RayvisionDownload

    return RayvisionDownload(account_of_shared)


@pytest.fixture
def submitted(shared, maya):
    """Returns a function that submits a task of two layers and gives its number."""

    def submit(layers=2, **task_info):
        shadow = {"start": "1", "end": "2", "frames": "1-2[1]"}
        task = maya(dict([("beauty", {}), ("shadow", shadow)][:layers]))
        task["task_info"].update(task_info)
        return shared.submit({"/D/shots/scene.ma": b"scene"}, task)

    return submit


def names(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("method", ["auto_download", "auto_download_after_task_completed"])
def test_frames_come_home_until_the_task_has_ended(downloads, submitted, own_home, method):
    tasks = [submitted()]
    kept = list(tasks)
    assert getattr(downloads, method)(tasks) is True
    assert tasks == kept
    found = [name for name in names(own_home / "renderfarm_sdk") if name.endswith(".png")]
    assert len(found) == 5
    assert len({name.split("/")[0] for name in found}) == 2


def test_files_come_without_the_folder_of_the_task(downloads, submitted, tmp_path):
    folder = tmp_path / "home with 'quotes'"
    assert downloads.auto_download(
        [str(submitted(1))], download_filename_format="false", local_path=folder, sleep_time=0.2
    )
    assert names(folder) == [f"scene.000{count}.png" for count in (1, 2, 3)]


def test_files_of_two_layers_do_not_take_each_others_place(downloads, submitted, tmp_path):
    from rayvision_sync.exception import DownloadFailed

    with pytest.raises(DownloadFailed, match="would be this file"):
        downloads.auto_download(
            [submitted()], download_filename_format="false", local_path=tmp_path / "flat"
        )


def test_a_path_of_the_outputs_wins_over_tasks(downloads, submitted, shared, tmp_path):
    task = submitted()
    downloads.auto_download([task], local_path=str(tmp_path / "all"))
    place = names(tmp_path / "all")[0].rpartition("/")[0]
    assert downloads.download([1], local_path=str(tmp_path / "one"), server_path=place)
    assert {name.rpartition("/")[0] for name in names(tmp_path / "one")} == {place}
    assert downloads.download(server_path=[place], local_path=str(tmp_path / "two"))
    assert names(tmp_path / "two") == names(tmp_path / "one")
    assert downloads.download([task], local_path=str(tmp_path / "three"), max_speed="1048576")
    assert names(tmp_path / "three") == names(tmp_path / "all")


def test_asset_fetches_from_the_inputs(downloads, submitted, tmp_path):
    submitted()
    downloads.download(server_path="D/shots/scene.ma", asset=True, local_path=str(tmp_path / "in"))
    assert names(tmp_path / "in") == ["D/shots/scene.ma"]


def test_a_task_that_waits_after_its_tests_has_ended_if_asked(downloads, submitted, tmp_path):
    task = submitted(stop_after_test="1", test_frames="100", pre_frames="100")
    assert downloads.auto_download([task], local_path=str(tmp_path / "t"), is_test_stop=True)
    assert downloads.manage_task.is_task_end(task, True) is True
    assert downloads.manage_task.is_task_end(task, False) is False
    assert set(
        downloads.manage_task.find_task_status_codes(downloads.manage_task.get_task_status([task]))
    ) == {"40"}


@pytest.mark.parametrize("tasks", [None, [], ()])
def test_tasks_must_be_named(downloads, tasks):
    from rayvision_sync.exception import RayvisionError

    for method in (downloads.download, downloads.auto_download):
        with pytest.raises(RayvisionError, match="name tasks"):
            method(tasks)


def test_a_task_that_is_not_known_is_an_error(downloads):
    from rayvision_api.exception import RayvisionAPIError

    with pytest.raises(RayvisionAPIError):
        downloads.auto_download([999999999])


def test_a_task_that_is_no_number_is_an_error(downloads):
    from rayvision_api.exception import RayvisonTaskIdError

    for method in (downloads.download, downloads.auto_download):
        with pytest.raises(RayvisonTaskIdError, match="18164087a"):
            method(["18164087a"])


def test_a_task_may_be_named_alone(downloads, submitted, tmp_path):
    task = submitted(1)
    downloads.auto_download(task, local_path=tmp_path / "one")
    downloads.download(str(task), local_path=tmp_path / "two")
    assert names(tmp_path / "one") == names(tmp_path / "two") != []


def test_what_cannot_be_fetched_is_told(downloads, tmp_path):
    from rayvision_sync.exception import DownloadFailed

    with pytest.raises(DownloadFailed, match="nothing of that name") as caught:
        downloads.download(server_path="18164087_muti_layer_test/l_ayer2")
    assert "nothing of that name" in caught.value.error


# -- states ---------------------------------------------------------------------------------------


class Query:
    """A farm where tasks have these states; their parts have one each."""

    def __init__(self, *states):
        self.states = states

    def task_info(self, tasks):
        parts = [
            {"id": number, "taskStatus": state, "isOpen": 0, "outputFileName": f"{number}_scene"}
            for number, state in enumerate(self.states)
        ]
        row = {"id": 9, "taskStatus": 0, "isOpen": 1, "respRenderingTaskList": parts}
        return {"items": [{**row, "outputFileName": "9_scene"}] if parts else []}


@pytest.mark.parametrize(
    "states, ended, after_tests",
    [
        ((25,), True, True),
        ((25, 5), False, False),
        ((30, 35, 45, 10, 20, 23), True, True),
        ((65, 70, 15), True, True),
        ((40,), False, True),
        ((50, 60, 100), False, False),
        ((7777,), False, False),
        ((), None, None),
    ],
)
def test_when_a_task_has_ended(states, ended, after_tests):
    from rayvision_sync.manage import RayvisionManageTask

    manage = RayvisionManageTask(Query(*states))
    assert manage.is_task_end(9, False) is ended
    assert manage.is_task_end(9, True) is after_tests


def test_the_rows_of_states(downloads, submitted):
    task = submitted()
    manage = downloads.manage_task
    row = manage.get_task_status([task])[0]
    assert row["task_id"] == str(task)
    assert set(row) == {
        "task_id",
        "task_status_code",
        "task_status_text",
        "task_status_description",
        "is_opener",
        "output_file_name",
        "sub_task_status",
        "userId",
        "bid",
    }
    assert len(manage.find_task_status_codes([row])) == 2
    found = manage.output_file_names([row])
    assert len({part["output_name"] for part in found}) == 2
    assert all(set(part) == {"output_name", "user_id", "bid"} for part in found)


def test_rows_as_the_documents_show_them():
    from rayvision_sync.manage import RayvisionManageTask

    manage, row = RayvisionManageTask(None), {"task_id": "1", "task_status_code": "25"}
    rows = [
        {**row, "is_opener": "0", "output_file_name": "1_test"},
        {**row, "is_opener": "1", "sub_task_status": []},
        {**row, "is_opener": "1", "output_file_name": None},
    ]
    assert manage.find_task_status_codes(rows) == ["25"]
    named = {"output_name": "1_test", "user_id": None, "bid": None}
    assert manage.output_file_names(rows) == [named]


def test_every_state_has_words():
    from rayvision_sync.constants import TASK_STATUS_DESCRIPTION
    from rayvision_sync.exception import RayvisionError
    from rayvision_sync.utils import get_task_status_description

    assert TASK_STATUS_DESCRIPTION["20"] == {"0": "欠费停止", "1": "Arrearage-stop"}
    assert get_task_status_description("25") == "Done"
    assert get_task_status_description(30, "0") == "已完成(有失败帧)"
    for code in ("50", "60", "65", "70", "100"):
        assert get_task_status_description(code)
    with pytest.raises(RayvisionError):
        get_task_status_description()


# -- tools ----------------------------------------------------------------------------------------


def test_a_command_runs_without_a_shell(tmp_path):
    from rayvision_sync.utils import run_cmd

    script = tmp_path / "program.py"
    script.write_text(
        "import sys\nassert input() == 'y'\nprint('upload file fail', sys.argv[1:])\nsys.exit(11)\n"
    )

    class Log:
        def __init__(self):
            self.lines = []

        def info(self, text):
            self.lines.append(text)

    log = Log()
    line = f'"{sys.executable}" "{script}" "$(touch {tmp_path}/owned)" "a;b"'
    assert run_cmd(line, flag=True, logger=log) == 11
    assert not (tmp_path / "owned").exists()
    assert any("$(touch" in text for text in log.lines)
    assert log.lines[-1].startswith("11: ")


def test_a_program_that_is_not_there_is_told(tmp_path):
    from rayvision_sync.exception import RayvisionError
    from rayvision_sync.utils import run_cmd

    with pytest.raises(RayvisionError, match="gone"):
        run_cmd(f'"{tmp_path / "gone"}" -E aspera')


def test_a_repetition_ends():
    from rayvision_sync.exception import RayvisionError
    from rayvision_sync.utils import upload_retry

    asked, pauses = [], []

    def ends_with(*codes):
        left = list(codes)

        def run():
            asked.append(left[0])
            return left.pop(0) if len(left) > 1 else left[0]

        return upload_retry(run, sleep=pauses.append)

    assert ends_with(0)() is True
    assert ends_with(10, 1, 0)() is True
    for code, kind, calls in ((10, 200025, 4), (127, 200025, 4), (11, 200025, 1), (3, 200024, 1)):
        asked.clear()
        with pytest.raises(RayvisionError) as caught:
            ends_with(code)()
        assert (caught.value.error_code, len(asked)) == (kind, calls)
    assert pauses and all(pause > 0 for pause in pauses)


def test_a_list_is_cut_and_the_original_is_no_part(tmp_path):
    from rayvision_sync.exception import RayvisionError
    from rayvision_sync.utils import cutting_upload, json_load, write_json

    rows = [{"local": f"/in/{count}", "server": f"/in/{count}"} for count in range(5)]
    path = tmp_path / "upload.json"
    write_json(str(path), {"asset": rows, "scene": []})
    parts = cutting_upload(str(path), 2, str(tmp_path / "parts"))
    assert parts == [str(tmp_path / "parts" / f"upload_{count}.json") for count in (1, 2, 3)]
    assert [row for part in parts for row in json_load(part)["asset"]] == rows
    with pytest.raises(RayvisionError, match="no such list"):
        cutting_upload(str(tmp_path / "gone.json"))


def test_what_scripts_ask_of_an_account(account_of_shared):
    from rayvision_sync.utils import create_transfer_params, get_share_info

    params = create_transfer_params(account_of_shared)
    assert params["domain"] == account_of_shared.user_info["domain"]
    assert len(params) == 7
    found = get_share_info(account_of_shared)
    assert found == (params["input_bid"], params["user_id"])


# -- raysync --------------------------------------------------------------------------------------


@pytest.fixture
def raysync(account_of_shared):
    from rayvision_sync.rayvision_raysync.transfer_raysync import RayvisionTransferRaysync

    key = "the key of the user"
    info = account_of_shared.user_info
    made = RayvisionTransferRaysync(
        info["domain"], info["user_id"], "RD", key, "2", api=account_of_shared
    )
    assert key not in repr(vars(made))
    return made


def test_transfers_of_the_raysync_client_go_by_our_engines(raysync, shared, tmp_path):
    bids = raysync._account.user_info
    path = tmp_path / "task.json"
    path.write_text('{"task_info": {}}')
    for kind, bid in (("json", "config_bid"), ("normal", "input_bid")):
        code = raysync.start_transfer(
            "", "", str(path), "/R/in", bids[bid], task_type="upload", task_id=71, file_type=kind
        )
        assert code == 0
    shared.login()
    assert "71/cfg/task.json" in {row["path"] for row in shared.list("config")}
    assert "R/in/task.json" in {row["path"] for row in shared.list("input")}
    upload = tmp_path / "upload.json"
    rows = [{"local": str(path), "server": "/R/listed.json"}]
    upload.write_text(json.dumps({"asset": rows}))
    listed = raysync.start_transfer("", "", str(upload), "", "", task_type="upload-list")
    assert listed == 0
    assert "R/listed.json" in {row["path"] for row in shared.list("input")}
    code = raysync.start_transfer(
        "", "", str(tmp_path / "back"), "R/in", bids["input_bid"], task_type="download"
    )
    assert code == 0
    assert names(tmp_path / "back") == ["R/in/task.json"]
    gone = raysync.start_transfer("", "", str(tmp_path), "gone", "", task_type="download")
    assert gone == 500
    states = [row["task-state"] for row in raysync.get_task_list_status()["task-list"]]
    assert states == ["successful"] * 4 + ["failed"]


def test_the_raysync_process_is_nobody(raysync, caplog, monkeypatch):
    from rayvision_sync.rayvision_raysync.exception import NotSupportTasktype, RaysyncAPIError

    monkeypatch.setattr(os, "system", None)
    for _ in range(2):
        raysync.auto_download()
        raysync.close_raysync()
        assert raysync.listening_raysync_server() is True
        assert raysync.get_run_raysync() == ""
    assert caplog.text.count("no Raysync client runs here") == 1
    raysync.set_task_limit(3, 4)
    assert raysync.get_task_limit() == (3, 4)
    with pytest.raises(NotSupportTasktype):
        raysync.set_task_limit(0, 4)
    with pytest.raises(RaysyncAPIError):
        raysync.post("/create-task", {})
    with pytest.raises(NotSupportTasktype):
        raysync.start_transfer("", "", "x", "y", "1", task_type="carry")


def test_paths_of_the_raysync_client(raysync, tmp_path):
    from rayvision_sync.rayvision_raysync.exception import NotSupportfiletype, TaskidNotexsit
    from rayvision_sync.rayvision_raysync.utils import upload_list_convert_list

    user = raysync.user_id
    path = raysync.get_transfer_path("upload", "a.ma", "in", "10201", None, "normal", "output")
    assert path["target-path"] == f"/input/10201-{user}/in"
    path = raysync.get_transfer_path("upload", "a", "", "10201", 5, "json", "output", "3")
    assert path["target-path"] == "/input/10201-3/5/cfg"
    path = raysync.get_transfer_path("download", "here", "o\\p", "20201", 5, "normal", "output")
    assert path["source-path"] == f"/output/20201-{user}/o/p"
    with pytest.raises(TaskidNotexsit):
        raysync.get_transfer_path("upload", "a", "", "1", None, "json", "output")
    with pytest.raises(NotSupportfiletype):
        raysync.get_transfer_path("upload", "a", "", "1", None, "other", "output")
    upload = tmp_path / "upload.json"
    upload.write_text(json.dumps({"asset": [{"local": "D:/a b", "server": "/D/a b"}]}))
    path = raysync.get_transfer_path("upload-list", str(upload), "", "1", None, "normal", "input")
    text = pathlib.Path(path["file-list"]).read_text(encoding="utf-8")
    assert text == f'local:"D:/a b" server:"/input/1-{user}/D/a b"\n'
    plain = tmp_path / "list.txt"
    plain.write_text("D:/houdini/F\n", encoding="utf-8")
    rows, made = upload_list_convert_list(str(plain))
    assert rows == ["/D/houdini/F"]
    assert os.path.exists(made)
