"""Every block of the documents that calls the API runs against the embedded farm.

``blocks.json`` holds them as they are written; what differs here is the domain, the key, the
protocol and file paths; ``imports`` come first, as in the scripts around. ``runs`` stands where
the document itself is wrong, with the reason, and ``gives`` or ``then`` is what is looked at
afterwards. Task and frame numbers are those of the documents: the farm is given such tasks.
"""

import json
import os
import pathlib
import re
import runpy
import sqlite3
import subprocess
import sys

import demo_scenes
import pytest

HERE = pathlib.Path(__file__).parent
TABLE = json.loads((HERE / "blocks.json").read_text(encoding="utf-8"))
BLOCKS = TABLE["blocks"]

SCENE = "D:/shots/muti_layer_test.ma"
FILES = {"/D/shots/muti_layer_test.ma": b"//Maya ASCII"}
FRAME, OF_FRAME = 230772361, 13790691
LAYERS = {1521323: ("a", "b"), 18164087: ("l_ayer2",)}
ENV = {
    "cgId": 2000,
    "cgName": "Maya",
    "cgVersion": "2020",
    "renderLayerType": 0,
    "editName": "testRenderEnv",
    "renderSystem": "0",
    "pluginIds": [],
}
DATABASE = """[DATABASE_CONFIG]
on = true
type = sqlite
db_path = {folder}/db
[SQLITE]
temporary = false
"""


def blocks(room, document=""):
    """Returns the blocks of a room of this file as test parameters."""
    found = [row for row in BLOCKS if row.get("in") == room and row["from"].startswith(document)]
    return [pytest.param(row, id=f"{at}-{row['says'][-1][:40]}") for at, row in enumerate(found)]


@pytest.fixture(scope="module")
def farm(request, farm_process, tmp_path_factory):
    profile = getattr(request, "param", "current")
    running = farm_process(tmp_path_factory.mktemp("blocks"), profile).start()
    yield running
    running.stop()


@pytest.fixture
def database(farm):
    """Returns a function that changes the farm's database under its hands."""

    def change(statement, *values):
        connection = sqlite3.connect(farm.folder / "farm.db")
        with connection:
            connection.execute(statement, values)
        connection.close()

    return change


@pytest.fixture
def task(farm, maya, database):
    """Returns a function that renders a task of a number as if the farm had just given it."""

    def make(number):
        database("DELETE FROM tasks WHERE id = ?", number)
        database("DELETE FROM frames WHERE task = ?", number)
        database("DELETE FROM counts WHERE task = ?", number)
        database("INSERT INTO tasks (id, created) VALUES (?, 0)", number)
        common = {"frames": "1[1]", "end": "1", "image_file_prefix": "<RenderLayer>/<Scene>"}
        layers = LAYERS.get(number, ("beauty",))
        farm.send(number, FILES, maya(dict.fromkeys(layers, common), SCENE))
        farm.call("submit_task", taskId=number)
        farm.wait(number)

    return make


@pytest.fixture
def created(api, farm, maya):
    """The answer about a task whose files were sent, and which is not submitted."""
    answer = api.task.create_task()
    farm.send(answer["taskIdList"][0], FILES, maya({"beauty": {}}, SCENE))
    return answer


@pytest.fixture
def run(farm, tmp_path):
    """Returns a function that runs a block as a script and gives its names."""

    def start(row, paths=None, **names):
        text = "\n".join([*TABLE["imports"], *row.get("runs", row["says"])])
        text = re.sub(r"\b(platform=)", 'protocol="http", \\1', text)
        for name in ("access_id", "access_key"):
            text = re.sub(rf'({name}"?\s?[:=]\s?)"xxxx"', rf'\1"{farm.account[name]}"', text)
        changes = {"task.renderbus.com": farm.domain, "task.dayancloud.com": farm.domain}
        for old, new in {**changes, **(paths or {})}.items():
            text = text.replace(old, str(new))
        script = tmp_path / "script.py"
        script.write_text(text, encoding="utf-8")
        return runpy.run_path(str(script), init_globals=names)

    return start


def first(value):
    return value[0] if isinstance(value, list) and value else value


class TestOperations:
    """Blocks of the descriptions of the API, one call each, at a farm of each deployment."""

    @pytest.fixture(autouse=True)
    def named(self, farm, own_home, monkeypatch):
        """Says which deployment the domain speaks, for all but the newest."""
        if farm.profile.name != "current":
            monkeypatch.setenv("RAYVISION_FARM", farm.profile.name)

    @pytest.fixture
    def needs(self, api, task, database):
        """Returns a function that gives the farm what a block speaks of."""

        def give(text):
            for number in map(int, re.findall(r"(?<=[=\[])\d{7,8}\b", text)):
                task(number)
            if str(FRAME) in text:
                task(OF_FRAME)
                database("UPDATE frames SET id = ? WHERE task = ?", FRAME, OF_FRAME)
            database("DELETE FROM envs")
            database("DELETE FROM labels")
            api.tag.add_label("test_tag2")
            if "add_render_env" not in text:
                api.env.add_render_env(ENV)

        return give

    @pytest.fixture
    def look(self, run, api, created, needs):
        """Returns a function that runs a block and looks at what it gives."""

        def look(row):
            text = "\n".join(row["says"])
            needs(text)
            names = run(row, api=api, create_task_id=created)
            found = names[re.search(r"^(\w+) = (api\.|Rayvision)", text, re.M)[1]]
            if "gives" not in row:
                assert found is not None
            elif row["gives"] is None:
                assert found is None
            else:
                assert set(row["gives"]) <= first(found).keys()

        return look

    @pytest.mark.parametrize("farm", ["current", "dayan-2022"], indirect=True)
    @pytest.mark.parametrize("row", blocks(None))
    def test_a_block_gives_what_the_document_shows(self, farm, row, look):
        look(row)

    @pytest.mark.parametrize("farm", ["renderbus-2020"], indirect=True)
    @pytest.mark.parametrize("row", blocks(None, "Renderbus SDK"))
    def test_a_block_of_its_time_gives_what_the_document_shows(self, farm, row, look):
        look(row)


class Desk:
    """What lies on the disk of the person who runs a block, and what became of it."""

    def __init__(self, folder, home, farm):
        self.farm = farm
        self.output = home / "renderfarm_sdk"
        self.workspace = folder / "workspace"
        self.scene = demo_scenes.houdini(folder / "CG FILE")
        self.cache = folder / "cam.abc"
        self.cache.write_bytes(b"abc")
        self.settings = folder / "db_config.ini"
        self.settings.write_text(DATABASE.format(folder=folder), encoding="utf-8")
        self.analyzed = None

    def analyze(self):
        from rayvision_houdini.analyze_houdini import AnalyzeHoudini

        info = {"software_version": "17.5.293", "project_name": "Project1"}
        self.analyzed = AnalyzeHoudini(str(self.scene), workspace=str(self.workspace), **info)
        self.analyzed.analyse()

    @property
    def work(self):
        return pathlib.Path(self.analyzed.task_json).parent

    def read(self, name):
        return json.loads((self.work / f"{name}.json").read_text(encoding="utf-8"))

    @property
    def paths(self):
        """Returns what stands in the place of the paths of the documents."""
        found = {
            r"D:\files\CG FILE\flip_test_slice4.hip": self.scene,
            r"D:\houdini\CG file\Cam003\cam.abc": self.cache,
            r"D:\test\upload\db_config.ini": self.settings,
            "c:/workspace": self.workspace,
        }
        if self.analyzed:
            for folder in ("workspace\\work", "workspace\\1586932339"):
                found[f"C:\\{folder}\\"] = f"{self.work}/"
            found["D:\\test\\test_upload\\1586250829\\"] = f"{self.work}/"
        return found

    def stored(self, use):
        self.farm.login()
        return [row["path"] for row in self.farm.list(use)]


class Then:
    """What must hold after a block: names are values of ``then``."""

    def __init__(self, desk, end):
        self.desk = desk
        self.end = end

    def login(self):
        assert self.end["api"].get_user_id()

    def analyzed(self):
        analyzed = self.end["analyze_obj"]
        self.desk.analyzed = analyzed
        assert self.desk.workspace in self.desk.work.parents
        assert analyzed.task_info["software_config"] == self.desk.read("task")["software_config"]
        assert analyzed.task_info["software_config"]["plugins"] == {"renderman": "22.6"}

    def updated(self):
        assert self.desk.read("task")["task_info"]["pre_frames"] == "100"

    def added(self):
        assert self.desk.read("task")["additional_info"] == {"env": "houdini_env"}

    def appended(self):
        found = [row["local"] for row in self.desk.read("upload")["asset"]]
        assert sum(path.endswith("cam.abc") for path in found) == 1

    def checked(self):
        task = self.end["task_id"]
        assert self.desk.read("task")["task_info"]["task_id"] == str(task)

    def configured(self, task=5165465):
        names = {f"{task}/cfg/{name}.json" for name in ("task", "asset", "tips")}
        assert names <= set(self.desk.stored("config"))

    def configured_own(self):
        self.configured(self.end["task_id"])
        self.sent()

    def sent(self):
        assert any(path.endswith("wood.png") for path in self.desk.stored("input"))

    def configured_and_sent(self):
        self.configured()
        self.sent()

    def submitted(self):
        assert self.desk.farm.wait(self.end["task_id"])["taskStatus"] == 25

    def came(self):
        found = [path.name for path in self.desk.output.rglob("*.png")]
        assert found == ["muti_layer_test.0001.png"]

    def kept(self):
        assert self.end["UPLOAD"] is not None

    def cut(self):
        assert self.end["upload_pool"]
        assert all(pathlib.Path(path).is_file() for path in self.end["upload_pool"])


class TestFiles:
    """Blocks of the tutorial, of uploads and of downloads."""

    @pytest.fixture
    def desk(self, tmp_path, own_home, farm, database):
        database("DELETE FROM files WHERE path LIKE '%wood.png'")
        return Desk(tmp_path, own_home, farm)

    @pytest.mark.parametrize("row", blocks("files"))
    def test_a_block_runs_and_leaves_what_it_says(self, row, run, api, desk, task, created):
        text = "\n".join(row["says"])
        for number in set(re.findall("18164087|5165465", text)):
            task(int(number))
        if "AnalyzeHoudini(" not in text:
            desk.analyze()
        names = {
            "api": api,
            "analyze_obj": desk.analyzed,
            "task_id": created["taskIdList"][0],
            "upload_pool": [desk.analyzed and desk.analyzed.upload_json],
        }
        end = run(row, desk.paths, **names)
        getattr(Then(desk, end), row["then"])()


@pytest.mark.slow
@pytest.mark.parametrize("row", blocks("log"))
def test_a_block_about_logs_writes_where_it_is_told(row, compat_path, tmp_path):
    script = "\n".join([*row.get("runs", row["says"]), "import logging, sys"])
    script += "\nlogging.getLogger(sys.argv[1]).info('test')\n"
    name = re.search(r"name = [\"'](\w+)", script)[1]
    path = os.pathsep.join([str(compat_path), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path, "RAYVISION_LOG_ROOT": str(tmp_path / "log")}
    subprocess.run([sys.executable, "-c", script, name], env=environment, check=True, timeout=60)
    (log,) = [path for path in (tmp_path / "log").rglob("*") if path.is_file()]
    assert "test" in log.read_text(encoding="utf-8")


def test_what_is_corrected_is_listed_with_its_reason():
    corrected = [row for row in BLOCKS if "runs" in row]
    assert len(corrected) == 6
    assert all(row["why"] and row["runs"] != row["says"] for row in corrected)
