"""Labels, environments, machines, logs, pictures and files: what the farm keeps and shows."""

import io
import json
import time

import pytest
from PIL import Image

FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}
ENV = {
    "cgId": 2000,
    "cgName": "Maya",
    "cgVersion": "2020",
    "renderLayerType": 0,
    "editName": "film",
    "renderSystem": "0",
    "pluginIds": [1166],
}


@pytest.fixture
def farm(farm_on, tmp_path):
    """A running farm that speaks the paths of today's deployments, which have every operation."""
    return farm_on(tmp_path / "farm", "current").start()


@pytest.fixture(scope="module")
def shared_current(farm_process, tmp_path_factory):
    """Such a farm for tests that do not look at all of it."""
    farm = farm_process(tmp_path_factory.mktemp("current"), "current").start()
    yield farm
    code, log, _ = farm.stop()
    assert code == 0, log
    assert "Traceback" not in log, log


@pytest.fixture
def done(farm, maya):
    task = farm.submit(FILES, maya({"beauty": {"image_file_prefix": "shots/<Scene>"}}))
    assert farm.wait(task)["taskStatus"] == 25
    return task


def labels(farm):
    return [row["projectName"] for row in farm.call("label_list")["projectNameList"]]


class TestLabels:
    def test_a_label_is_there_once_and_outlives_the_farm(self, farm):
        farm.call("add_label", newName="镜头", status=0)
        answer = farm.ask("add_label", newName="镜头")
        assert (answer["code"], answer["data"]) == (503, None)
        farm.kill()
        farm.start()
        assert labels(farm) == ["镜头"]
        farm.call("delete_label", delName="镜头")
        assert labels(farm) == []
        assert farm.ask("delete_label", delName="镜头")["code"] == 404

    def test_tasks_are_tagged_by_name_and_untagged_by_name_or_id(self, farm, done):
        def tags():
            return json.loads(farm.info(done)["labels"])

        farm.call("add_task_tag", label="hero", taskIds=[done])
        farm.call("add_task_tag", label="hero", taskIds=[done])
        farm.call("add_task_tag", label="夜", taskIds=[done])
        assert tags() == ["hero", "夜"]
        farm.call("delete_task_tag", taskIds=[done], labelNames=["hero"])
        assert tags() == ["夜"]
        number = {
            row["projectName"]: row["projectId"]
            for row in farm.call("label_list")["projectNameList"]
        }["夜"]
        farm.call("delete_task_tag", labelIds=[number])
        assert tags() == []
        assert farm.ask("delete_task_tag", labelIds=[999])["code"] == 404
        assert farm.ask("add_task_tag", label="x", taskIds=[1])["code"] == 404

    def test_the_labels_of_a_new_task_are_its_tags(self, farm):
        body = {"labels": ["a", "b", "a"], "artist": "王"}
        task = farm.call("create_task", **body)["taskIdList"][0]
        info = farm.info(task)
        assert (json.loads(info["labels"]), info["producer"]) == (["a", "b"], "王")
        assert labels(farm) == ["a", "b"]


class TestEnvironments:
    def names(self, farm, **body):
        return [(row["editName"], row["isDefault"]) for row in farm.call("render_env", **body)]

    def test_one_of_each_software_is_the_default(self, farm):
        farm.call("add_render_env", **ENV)
        farm.call("add_render_env", **{**ENV, "editName": "old", "renderSystem": 1})
        houdini = {"cgId": 2004, "cgName": "Houdini", "cgVersion": "17.5", "pluginIds": [5304]}
        farm.call("add_render_env", **{**ENV, **houdini, "editName": "fx"})
        for name in ("old", "fx", "film"):
            farm.call("set_default_render_env", editName=name)
        assert self.names(farm) == [("film", 1), ("old", 0), ("fx", 1)]
        assert self.names(farm, cgId=2004) == [("fx", 1)]
        assert self.names(farm, cgIds=[2000], osName=1) == [("old", 0)]
        assert self.names(farm, osName=0) == [("film", 1), ("fx", 1)]
        farm.call("delete_render_env", editName="film")
        assert self.names(farm) == [("old", 0), ("fx", 1)]

    def test_an_environment_is_changed_and_shown_with_its_plugins(self, farm):
        assert farm.ask("update_render_env", **ENV)["code"] == 404
        assert farm.call("add_render_env", **ENV) == {"editName": "film"}
        row = farm.call("render_env")[0]
        assert (row["cgVersion"], row["osName"]) == ("2020", 0)
        assert [plugin["pluginId"] for plugin in row["respUserPluginInfoVos"]] == [1166]
        farm.call("update_render_env", **{**ENV, "cgVersion": "2022", "pluginIds": []})
        farm.kill()
        farm.start()
        row = farm.call("render_env")[0]
        assert (row["cgVersion"], row["respUserPluginInfoVos"]) == ("2022", [])

    @pytest.mark.parametrize(
        ("change", "code", "word"),
        [
            ({"editName": "film"}, 600, "film"),
            ({"editName": "b", "pluginIds": [5304]}, 600, "5304"),
            ({"editName": "b", "cgId": 2001}, 404, "2001"),
            ({"editName": "b", "cgVersion": "1.0"}, 600, "1.0"),
        ],
    )
    def test_what_the_farm_does_not_have_is_refused(self, farm, change, code, word):
        farm.call("add_render_env", **ENV)
        answer = farm.ask("add_render_env", **{**ENV, **change})
        assert answer["code"] == code
        assert word in answer["message"]

    def test_plugins_are_named_for_each_version(self, farm):
        for row in farm.call("supported_software")["renderInfoList"]:
            found = farm.call("supported_plugin", cgId=row["cgId"])
            versions = {version["id"] for version in found["cgVersion"]}
            assert versions
            assert {version["cgName"] for version in found["cgVersion"]} == {row["cgName"]}
            assert {plugin["cvId"] for plugin in found["cgPlugin"]} <= versions

    def test_a_software_is_found_by_its_name_where_that_is_documented(self, farm_on, tmp_path):
        farm = farm_on(tmp_path / "named", "renderbus-2020").start()
        by_name = farm.call("supported_plugin", name="maya")
        assert by_name["cgVersion"]
        assert by_name == farm.call("supported_plugin", cgId=by_name["cgVersion"][0]["cgId"])
        assert farm.ask("supported_plugin", name="paint")["code"] == 404


class TestTasks:
    def test_what_is_set_is_shown_and_kept(self, farm, done):
        farm.call("set_task_overtime", taskIds=[done], overTime=3600)
        farm.call("update_priority", taskId=done, taskUserLevel=77)
        farm.call("update_task_limit", taskId=done, taskLimit=3)
        machine = {"model": "2080Ti", "gpuNum": "2*GPU", "ram": "64GB"}
        farm.call("edit_task_hardware", taskIds=[done], hardwareConfigIds=[3], **machine)
        farm.kill()
        farm.start()
        info = farm.info(done)
        assert (info["overTimeStop"], info["taskUserLevel"], info["taskLimit"]) == (3600, 77, 3)
        rows = farm.call("hardware_config", cloneTask="false", taskIds=[done])
        assert [row["id"] for row in rows if row["current"]] == [3]
        assert not any(row["current"] for row in farm.call("hardware_config", cloneTask="false"))
        body = {"taskIds": [done], "hardwareConfigIds": [99], **machine}
        assert farm.ask("edit_task_hardware", **body)["code"] == 404

    def test_a_task_of_a_higher_level_is_rendered_first(self, farm, maya):
        large = {"width": "4096", "height": "4096"}
        farm.submit(FILES, maya({"a": {"frames": "1-30[1]", **large}}))
        slow = farm.submit(FILES, maya({"b": {}}))
        fast = farm.submit(FILES, maya({"c": {}}))
        farm.call("update_priority", taskId=fast, taskUserLevel=90)
        assert farm.wait(fast)["taskStatus"] == 25
        assert farm.info(slow)["doneFrames"] == 0

    def test_a_copy_names_its_original(self, farm, done):
        task = farm.call("create_task", cloneOriginalId=done)["taskIdList"][0]
        assert farm.info(task)["cloneOriginalId"] == done
        assert farm.ask("create_task", cloneOriginalId=1)["code"] == 404

    def test_who_submits_is_shown(self, farm, maya):
        task = farm.call("create_task", artist="王")["taskIdList"][0]
        farm.send(task, FILES, maya({"a": {}, "b": {}}))
        farm.call("submit_task", taskId=task, producer="丁玉涛")
        info = farm.wait(task)
        assert info["producer"] == "丁玉涛"
        assert {part["producer"] for part in info["respRenderingTaskList"]} == {"丁玉涛"}

    def test_deleted_tasks_are_in_the_recycle_bin(self, farm, done):
        farm.call("delete_task", taskIds=[done])
        page = {"pageNum": 1, "pageSize": 9}
        assert farm.call("task_list", **page)["items"] == []
        row = farm.call("task_list", recycleFlag=1, **page)["items"][0]
        assert (row["id"], row["isDelete"], row["doneFrames"]) == (done, 0, 3)

    def test_frames_in_the_states_named_are_rendered_again(self, farm, done):
        farm.call("restart_failed_frames", taskIds=[done], status=[3, 5, 11])
        assert [row["recommitFlag"] for row in farm.frames(done)] == [0, 0, 0]
        farm.call("restart_failed_frames", taskIds=[done], status=[1, 2, 3, 4, 5, 11])
        farm.wait(done)
        assert [row["recommitFlag"] for row in farm.frames(done)] == [1, 1, 1]

    def test_single_frames_are_stopped(self, farm, maya):
        large = {"width": "4096", "height": "4096"}
        task = farm.submit(FILES, maya({"a": {"frames": "1-20[1]", **large}}))
        last = [row["id"] for row in farm.frames(task)[-2:]]
        farm.call("stop_frame", taskId=task, selectAll=0, ids=last)
        assert [row["frameStatus"] for row in farm.frames(task)[-2:]] == [3, 3]
        assert farm.info(task)["taskStatus"] in (0, 5)
        farm.call("stop_frame", taskId=task, selectAll=1)
        assert farm.info(task)["taskStatus"] == 10
        answer = farm.ask("stop_frame", taskId=task, selectAll=0, ids=[10**9])
        assert (answer["code"], "1000000000" in answer["message"]) == (404, True)

    def test_texts_of_several_codes_come_in_the_order_asked(self, farm):
        codes = ["15006", "no such code", "50001"]
        for language, word in (("0", "zh"), ("1", "en"), (1, "en")):
            rows = farm.call("error_detail", codes=codes, language=language)
            assert [row["code"] for row in rows] == ["15006", "50001"]
            assert {row["languageFlag"] for row in rows} == {int(word == "en")}


class TestOddValues:
    @pytest.mark.parametrize(
        ("name", "body", "word"),
        [
            ("create_task", {"count": 1.0}, "1.0"),
            ("task_list", {"pageNum": 1.0, "pageSize": 100}, "1.0"),
            ("task_list", {"pageNum": 1, "pageSize": 10**9}, "pageSize"),
            ("task_frames", {"taskId": 1, "pageNum": 1, "pageSize": 10**9}, "pageSize"),
            ("hardware_config", {"cloneTask": "false", "taskIds": ["a\0b"]}, "taskIds"),
        ],
    )
    def test_they_are_refused_by_name(self, shared_current, name, body, word):
        answer = shared_current.ask(name, **body)
        assert (answer["code"], word in answer["message"]) == (600, True), answer

    def test_a_task_that_is_named_again_and_again_is_told_once(self, shared_current):
        task = shared_current.call("create_task")["taskIdList"][0]
        page = shared_current.call("task_info", taskIds=[task] * 5000)
        assert ([row["id"] for row in page["items"]], page["total"]) == ([task], 1)


class TestLogsAndPictures:
    def test_the_log_tells_what_happened_to_the_frame(self, farm, done):
        frame = farm.frames(done)[1]
        body = {"renderingType": "render", "id": frame["id"]}
        lines = farm.call("render_log", pageNum=1, pageSize=100, **body)
        text = "\n".join(lines["items"])
        name = f"{done}_scene/shots/scene.0002.png"
        digest = next(row for row in farm.list("output") if row["path"] == name)["digest"]
        for word in ("frame 2 of scene.ma (beauty, persp)", "320 x 180", "1 inputs", name, digest):
            assert word in text, text
        count = -(-lines["total"] // 2)
        pages = [
            farm.call("render_log", pageNum=number, pageSize=2, **body)
            for number in range(1, count + 2)
        ]
        assert {page["pageCount"] for page in pages} == {count}
        assert [line for page in pages for line in page["items"]] == lines["items"]
        assert pages[-1]["items"] == []

    def test_the_log_of_a_failed_frame_says_why(self, farm, maya):
        rows = [{"local": "X:/gone.png", "server": "/gone.png"}]
        task = farm.submit({}, maya({"a": {}}), upload={"asset": rows})
        farm.wait(task)
        frame = farm.frames(task)[0]["id"]
        page = {"renderingType": "render", "pageNum": 1, "pageSize": 100}
        assert (
            "error: input gone.png did not arrive"
            in farm.call("render_log", id=frame, **page)["items"]
        )
        assert farm.ask("render_log", id=10**9, **page)["code"] == 404

    def test_a_thumbnail_is_a_small_picture_that_can_be_fetched(self, farm, maya):
        task = farm.submit(FILES, maya({"a": {"width": "1920", "height": "1080"}}))
        farm.wait(task)
        frame = farm.frames(task)[0]["id"]
        path = farm.call("frame_thumbnail", id=frame, frameStatus=4)[0]
        answer = farm.storage("GET", "output", path.lstrip("/"))
        assert Image.open(io.BytesIO(answer.content)).size == (320, 180)
        assert farm.call("frame_thumbnail", id=frame, frameStatus=4) == [path]

    def test_a_frame_that_is_not_done_has_no_thumbnail(self, farm, maya):
        rows = [{"local": "X:/gone.png", "server": "/gone.png"}]
        task = farm.submit({}, maya({"a": {}}), upload={"asset": rows})
        farm.wait(task)
        frame = farm.frames(task)[0]["id"]
        assert farm.call("frame_thumbnail", id=frame, frameStatus=4) == []

    def test_a_frame_that_was_rendered_again_has_a_new_thumbnail(self, farm, done):
        frame = farm.frames(done)[0]["id"]
        path = farm.call("frame_thumbnail", id=frame, frameStatus=4)[0].lstrip("/")
        first = farm.list("output", path)[0]["mtime"]
        farm.call("restart_frame", taskId=done, selectAll=0, ids=[frame])
        farm.wait(done)
        farm.call("frame_thumbnail", id=frame, frameStatus=4)
        assert farm.list("output", path)[0]["mtime"] > first

    def test_a_frame_whose_file_is_gone_has_no_thumbnail(self, farm, done):
        next(farm.folder.glob("output/*/*/shots/scene.0001.png")).unlink()
        frames = [row["id"] for row in farm.frames(done)[:2]]
        paths = [farm.call("frame_thumbnail", id=frame, frameStatus=4) for frame in frames]
        assert [len(found) for found in paths] == [0, 1]

    def test_the_progress_has_a_row_for_each_frame(self, farm, done):
        image = farm.call("task_processing_img", taskId=done)
        assert (image["width"], image["height"]) == (320, 180)
        assert [row[0]["frameIndex"] for row in image["grabInfo"]] == ["1", "2", "3"]
        assert {row[0]["framePercent"] for row in image["grabInfo"]} == {"100"}


class TestFiles:
    def test_the_output_is_listed_folder_by_folder(self, farm, done, maya):
        other = farm.submit(FILES, maya({"b": {}}))
        farm.wait(other)
        folder = f"/{done}_scene"
        root = farm.call("output_files")
        assert [row["filePath"] for row in root] == sorted([folder, f"/{other}_scene"])
        assert {(row["directory"], row["fileSize"], row["fileType"]) for row in root} == {
            (True, None, None)
        }
        assert [row["filePath"] for row in farm.call("output_files", taskId=done)] == [folder]
        assert farm.call("output_files", treePath=f"/{other}_scene", taskId=done) == []
        inner = farm.call("output_files", treePath=folder)
        assert [row["filePath"] for row in inner] == [f"{folder}/shots"]
        files = farm.call("output_files", treePath=f"{folder}/shots/")
        held = {row["path"]: row["size"] for row in farm.list("output", f"{done}_scene/")}
        assert [(row["fileName"], row["directory"], row["fileType"]) for row in files] == [
            (f"scene.000{number}.png", False, "png") for number in (1, 2, 3)
        ]
        assert {row["filePath"].lstrip("/"): row["fileSize"] for row in files} == held
        moment = time.mktime(time.strptime(files[0]["lastModify"], "%Y-%m-%d %H:%M:%S"))
        assert abs(time.time() - moment) < 120

    @pytest.mark.parametrize(
        "path", ["..", "/../", "/../../etc", "//", "\\..\\", "/nothing", "\0", "x" * 9999, "%", "_"]
    )
    def test_no_path_leads_out_of_the_output(self, farm, done, path):
        rows = farm.call("output_files", treePath=path)
        assert {row["filePath"] for row in rows} <= {f"/{done}_scene"}

    def test_the_four_files_can_be_sent_as_text(self, farm, maya):
        task = farm.call("create_task")["taskIdList"][0]
        document = json.dumps(maya({"镜头": {}}), ensure_ascii=False)
        farm.call("task_json_file", taskId=task, content=document)
        upload = json.dumps({"asset": []})
        farm.call("task_json_file", taskId=task, content=upload, fileName="upload.json")
        farm.call("submit_task", taskId=task)
        assert farm.wait(task)["taskStatus"] == 25
        held = farm.storage("GET", "config", f"{task}/cfg/task.json").content
        assert held.decode("utf-8") == document
        answer = farm.ask("task_json_file", taskId=task, content="{}")
        assert (answer["code"], "already submitted" in answer["message"]) == (600, True)

    def test_no_other_file_can_be_sent_as_text(self, farm):
        task = farm.call("create_task")["taskIdList"][0]
        for name in ("../task.json", "account.json", "", "task.json/../../x"):
            body = {"taskId": task, "content": "{}", "fileName": name}
            assert farm.ask("task_json_file", **body)["code"] == 600
        assert farm.ask("task_json_file", taskId=1, content="{}")["code"] == 404
        assert farm.list("config") == []
