"""The three demos of the documents, in our words: same calls, order and forms of arguments.

What differs is the domain, the key, the protocol and the file paths. "stop_after_test" holds the
task after its first frame; the person who then presses "full speed" on the web site is a thread.
"""

import threading

import demo_scenes
import pytest
from PIL import Image

ANALYZED = {
    "maya": (demo_scenes.maya, {"software_version": "2019", "plugin_config": {"mtoa": "3.2.1.1"}}),
    "houdini": (
        demo_scenes.houdini,
        {"software_version": "17.5.293", "plugin_config": {"renderman": "22.6"}},
    ),
    "clarisse": (
        demo_scenes.clarisse,
        {"software_version": "clarisse_ifx_4.0_sp3", "plugin_config": {}},
    ),
}
DOWNLOADS = ("auto", "after", "given")


def analyzer(dcc):
    """Returns the analyzer's class, imported as the demo of that DCC does."""
    if dcc == "maya":
        from rayvision_maya.analyze_maya import AnalyzeMaya as Analyze
    elif dcc == "houdini":
        from rayvision_houdini.analyze_houdini import AnalyzeHoudini as Analyze
    else:
        from rayvision_clarisse.analyse_clarisse import AnalyzeClarisse as Analyze
    return Analyze


class Demo:
    """One run; a step is a numbered comment of the documents."""

    def __init__(self, render_para):
        self.para = render_para

    def log_in(self):
        from rayvision_api.core import RayvisionAPI

        self.api = RayvisionAPI(
            access_id=self.para["access_id"],
            access_key=self.para["access_key"],
            domain=self.para["domain"],
            platform=self.para["platform"],
            protocol="http",
        )

    def analyze(self, dcc, analyze_info):
        self.analyze_obj = analyzer(dcc)(**analyze_info)
        self.analyze_obj.analyse()

    def update(self, added_files):
        from rayvision_api.utils import append_to_task, append_to_upload, update_task_info

        update_task_info({"pre_frames": "100", "stop_after_test": "1"}, self.analyze_obj.task_json)
        append_to_task({}, self.analyze_obj.task_json)
        append_to_upload(added_files, self.analyze_obj.upload_json)

    def check(self):
        from rayvision_api.task.check import RayvisionCheck

        check_obj = RayvisionCheck(self.api, self.analyze_obj)
        self.task_id = check_obj.execute(self.analyze_obj.task_json, self.analyze_obj.upload_json)

    def upload(self, upload_method):
        from rayvision_sync.upload import RayvisionUpload

        config_path = {
            "tips_json_path": self.analyze_obj.tips_json,
            "task_json_path": self.analyze_obj.task_json,
            "asset_json_path": self.analyze_obj.asset_json,
            "upload_json_path": self.analyze_obj.upload_json,
        }
        upload_obj = RayvisionUpload(self.api)
        if upload_method == 1:
            upload_obj.upload(str(self.task_id), **config_path)
            return
        upload_obj.upload_asset(upload_json_path=config_path["upload_json_path"])
        sent = list(config_path.values())
        upload_obj.upload_config(str(self.task_id), sent if upload_method == 2 else sent[:3])

    def submit(self):
        assert self.api.submit(int(self.task_id)) is True

    def download(self, way):
        from rayvision_sync.download import RayvisionDownload

        download = RayvisionDownload(self.api)
        if way == "auto":
            return download.auto_download([int(self.task_id)])
        if way == "after":
            return download.auto_download_after_task_completed([self.task_id])
        return download.download([int(self.task_id)])


@pytest.fixture
def passer_by(farm):
    """Returns a function that lets a task render on once it waits for its owner; and waits."""
    threads = []

    def start(task, before):
        def press():
            assert farm.wait(task)["taskStatus"] == 40
            farm.call("full_speed", taskIds=[task])
            farm.wait(task)

        threads.append(threading.Thread(target=press))
        threads[-1].start()
        if before:
            threads[-1].join()

    yield start
    for thread in threads:
        thread.join(60)


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("upload_method", [1, 2])
@pytest.mark.parametrize("way", DOWNLOADS)
@pytest.mark.parametrize("dcc", ANALYZED)
def test_a_demo_runs_to_its_frames(
    dcc, way, upload_method, farm, account, passer_by, own_home, tmp_path
):
    scene, info = ANALYZED[dcc]
    more = tmp_path / "more.abc"
    more.write_bytes(b"abc")
    demo = Demo(account(farm))
    demo.log_in()
    cg_file = str(scene(tmp_path / "CG FILE"))
    workspace = str(tmp_path / "workspace")
    demo.analyze(dcc, {"cg_file": cg_file, "workspace": workspace, "project_name": "P1", **info})
    demo.update([str(more)] if upload_method == 2 else [])
    demo.check()
    demo.upload(upload_method)
    demo.submit()
    passer_by(int(demo.task_id), before=way == "given")
    assert demo.download(way) is True
    frames = sorted(path for path in (own_home / "renderfarm_sdk").rglob("*.*") if path.is_file())
    frames = [path for path in frames if path.suffix in (".exr", ".png")]
    assert [path.name.rsplit(".", 2)[1] for path in frames] == ["0001", "0002", "0003"]
    for path in frames:
        with Image.open(path) as picture:
            picture.load()
    farm.login()
    sent = {row["path"].rpartition("/")[2] for row in farm.list("input")}
    assert {"wood.png", cg_file.rpartition("/")[2]} <= sent
    assert ("more.abc" in sent) == (upload_method == 2)
    task = farm.info(int(demo.task_id))
    assert (task["projectName"], task["taskStatus"]) == ("P1", 25)


def test_the_second_way_of_the_tutorial_sends_three_files_and_no_upload_json(
    farm, account, own_home, tmp_path
):
    demo = Demo(account(farm))
    demo.log_in()
    cg_file = str(demo_scenes.maya(tmp_path))
    demo.analyze("maya", {"cg_file": cg_file, "project_name": "P1", **ANALYZED["maya"][1]})
    demo.check()
    demo.upload(3)
    demo.submit()
    assert farm.wait(int(demo.task_id))["taskStatus"] == 25
