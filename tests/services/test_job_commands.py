"""``rayvision job`` and the bridge's request of that name, against the emulators."""

import io
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import threading
import time

import pytest

from rayvision_plugins import connect, profiles
from rayvision_plugins.bridge import Bridge
from rayvision_plugins.cli import FRAMES_FAILED, main
from rayvision_plugins.cli.job import orders
from rayvision_plugins.config import Settings
from rayvision_plugins.connect import services
from rayvision_plugins.doctor import OK, WARN, Machine, here
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import RUNNING, Job

DEMO = pathlib.Path(__file__).parents[1] / "emulators" / "demo.py"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Returns a function that sets variables; nothing of this user's settings counts."""
    for row in profiles.read_table("settings.json").values():
        monkeypatch.delenv(row["variable"], raising=False)
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def given(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"RAYVISION_{name.upper()}", str(value))

    given(job_first=0.05, attempts=2)
    return given


@pytest.fixture
def meshes(settings, chohotech, tmp_path):
    """The settings of chohotech's emulator, and a mesh ``gum.stl`` in the current folder."""
    trimesh = pytest.importorskip("trimesh")
    (tmp_path / "creds.json").write_text(json.dumps(chohotech.creds), "utf-8")
    settings(chohotech_creds="creds.json")
    mesh = trimesh.creation.icosphere(subdivisions=2, radius=10)
    mesh.export(tmp_path / "gum.stl")
    return chohotech


@pytest.fixture
def exports(settings, octoplant):
    """The settings of octoplant's emulator."""
    import octoplant as service

    settings(
        octoplant_url=octoplant.url,
        octoplant_ca_bundle=octoplant.certificate,
        octoplant_username=service.USERNAME,
        octoplant_password=service.PASSWORD,
        octoplant_client_secret=service.CLIENT_SECRET,
    )
    return octoplant


@pytest.fixture
def models(settings, bimface):
    """The settings of BIMFACE's emulator."""
    settings(
        bimface_url=bimface.url,
        bimface_access_token=bimface.token,
        bimface_app_key=bimface.app_key,
        bimface_app_secret=bimface.app_secret,
    )
    return bimface


@pytest.fixture
def run(capfd):
    """Returns a function that runs a command: (exit code, standard output, standard error)."""

    def command(*words):
        code = main([str(word) for word in words])
        return code, *capfd.readouterr()

    return command


GUM = ("job", "submit", "--service", "chohotech", "--input", "gum=gum.stl")
TREE = ("job", "submit", "--service", "octoplant", "--export", "projectTree")


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def submitted(out):
    """Returns the id of the job that the lines of a submission tell."""
    return next(row["id"] for row in lines(out) if (row["stage"], row["kind"]) == ("submit", "end"))


def listed(run, *words):
    return json.loads(run("job", "list", "--json", *words)[1])


def test_a_mesh_goes_the_whole_way_and_comes_back(meshes, run, tmp_path):
    import trimesh

    code, out, err = run(*GUM, "--output", "mesh=ply", "--out", "results")
    assert code == 0, err
    back = trimesh.load(tmp_path / "results" / "mesh.ply", force="mesh")
    sent = trimesh.load(tmp_path / "gum.stl", force="mesh")
    assert len(back.faces) == len(sent.faces)
    assert abs(back.bounds - sent.bounds).max() <= 0.001
    assert meshes.token not in out + err
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if meshes.token.encode() in path.read_bytes()]
    (row,) = listed(run)
    assert (row["service"], row["state"]) == ("chohotech", "done")


def test_a_list_of_one_input_is_a_list(meshes, run):
    code, _, err = run(*GUM, "--input", "tooth_list=gum.stl", "--text", "CH-17")
    assert code == 0, err
    assert len(meshes.runs) == 1


def test_a_job_that_fails_ends_with_4_and_its_reason(meshes, run, tmp_path):
    meshes.faults.reason = "牙龈网格不封闭"
    code, out, _ = run(*GUM, "--out", "results", "--json")
    assert code == FRAMES_FAILED
    assert "牙龈网格不封闭" in lines(out)[-1]["text"]
    assert not (tmp_path / "results").exists()
    (row,) = listed(run, "--state", "failed")
    assert row["reason"] == "牙龈网格不封闭"
    code, _, err = run("job", "fetch", row["id"])
    assert code == 1 and "no results" in err


def test_a_job_is_followed_by_its_number_alone(exports, run, tmp_path):
    code, out, err = run(*TREE, "--json")
    assert code == 0, err
    job = submitted(out)
    status = json.loads(run("job", "status", job, "--json")[1])
    assert (status["service"], status["id"]) == ("octoplant", job)
    assert run("job", "wait", job)[0] == 0
    code, out, err = run("job", "fetch", job)
    assert code == 0, err
    assert (tmp_path / f"octoplant-{job}.rayvision" / "contents.json").is_file()


def test_a_job_that_was_cancelled_ends_with_4(exports, run):
    exports.faults.state = "STATE_RUNNING"
    job = submitted(run(*TREE, "--json")[1])
    assert "asked to stop" in run("job", "cancel", job)[1]
    exports.faults.state = ""
    code, out, _ = run("job", "wait", job)
    assert code == FRAMES_FAILED and "stopped" in out


def test_a_service_without_a_call_says_so(models, run):
    code, out, err = run("job", "submit", "--service", "bimface", "--file-id", one(models))
    assert code == 0, err
    code, _, err = run("job", "cancel", one(models))
    assert code == 1 and "no call for" in err
    code, out, err = run("job", "status", one(models))
    assert code == 0 and "bimface" in out and "no call for" in err
    for command in ("status", "fetch"):
        assert run("job", command, "17", "--service", "bimface")[0] == 1


def test_waiting_has_a_deadline_and_says_how_to_go_on(models, run):
    words = ["--file-id", one(models), "--wait", "--deadline", "0.3"]
    code, _, err = run("job", "submit", "--service", "bimface", *words)
    assert code == 1
    assert "rayvision callback serve" in err and "rayvision job wait" in err


def one(models):
    return str(next(iter(models.files)))


def test_an_order_whose_answer_was_lost_is_not_sent_again_unasked(meshes, run):
    meshes.faults.lost_runs = 1
    code, _, err = run(*GUM)
    assert code == 1 and "may be running" in err
    code, _, err = run(*GUM)
    assert code == 1 and "--again" in err
    assert len(meshes.runs) == 1
    assert run(*GUM, "--again")[0] == 0
    assert len(meshes.runs) == 2


def test_a_hook_is_told_of_the_end_once(meshes, run, tmp_path):
    seen = tmp_path / "seen"
    script = tmp_path / "seen.py"
    script.write_text(f"import sys; open({str(seen)!r}, 'a').write(sys.stdin.read())")
    code, _, err = run(*GUM, "--wait", "--on-job", f"{sys.executable} {script}")
    assert code == 0, err
    (row,) = lines(seen.read_text("utf-8"))
    assert (row["kind"], row["code"]) == ("end", "done")


def test_an_option_of_another_service_is_a_usage_error(settings, run):
    code, _, err = run(*GUM, "--file-id", "7")
    assert code == 2 and "--file-id is for bimface, not for chohotech" in err


def test_the_help_of_an_order_shows_the_options_of_each_service_apart(run):
    _, out, _ = run("job", "submit", "--help")
    parts = out.split("An order for ")
    assert [part.split(":")[0] for part in parts[1:]] == list(orders.table())
    assert "--wait" in parts[0] and "--input" in parts[1] and "--file-id" in parts[3]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["job", "submit", "--service", "chohotech"], "needs --input NAME=PATH"),
        (["job", "submit", "--service", "octoplant"], "needs --export NAME[=JSON]"),
        (["job", "submit", "--service", "bimface"], "needs --file-id NUMBER"),
        ([*TREE, "--export", 'a={"b": NaN}'], "no JSON"),
        ([*TREE, "--order", ""], "--order ''"),
        (["job", "status", ""], "a job has an id"),
        (["job", "status", "17\x1b[31m"], r"no job '17\x1b[31m' is known here"),
        ([*GUM, "--input", "gum.stl"], "NAME=PATH"),
        ([*GUM, "--metadata", "a=1", "--metadata", "a=2"], "twice"),
        ([*TREE, "--export", "a={"], "no JSON"),
        ([*TREE, "--order", "missing.json"], "missing.json"),
        ([*TREE, "--on-job", "true"], "--wait or --out"),
        (["job", "status", "17"], "no job '17' is known here"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(settings, run, words, said):
    code, _, err = run(*words)
    assert code == 2 and said in err


@pytest.mark.parametrize("text", ["", "[]", '{"inputs": NaN}', "[" * 100000, "\\xff"])
def test_an_order_that_is_no_json_object_is_a_usage_error(settings, run, tmp_path, text):
    (tmp_path / "order.json").write_text(text)
    code, _, err = run("job", "submit", "--service", "chohotech", "--order", "order.json")
    assert code == 2 and "order.json" in err


@pytest.mark.parametrize("out", ["", "gum.stl", "gum.stl/results"])
def test_results_that_have_no_place_are_refused_before_anything_is_sent(meshes, run, out):
    code, _, err = run(*GUM, "--out", out)
    assert code == 1 and "is no folder" in err
    assert run("job", "wait", "17", "--service", "chohotech", "--out", out)[0] == 1
    assert meshes.calls == []


class Interrupting(list):
    """The calls of a service; that of one path comes with a Ctrl-C."""

    def __init__(self, method, ending):
        super().__init__()
        self.call = (method, ending)

    def append(self, call):
        super().append(call)
        if call[0] == self.call[0] and call[1].endswith(self.call[1]):
            self.call = ("", "")
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_after_ctrl_c_it_says_how_to_go_on_and_one_can(exports, run, tmp_path):
    def broken_off(call, *words):
        exports.calls = Interrupting(*call)
        try:
            return run(*words)
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a second one would end us

    code, _, err = broken_off(("POST", "/v1/order"), *TREE, "--out", "results")
    assert code == 130 and "may have arrived: rayvision job list" in err
    assert [row["id"] for row in listed(run)] == [""]
    exports.faults.state = "STATE_RUNNING"
    job = submitted(run(*TREE, "--again", "--json")[1])
    look = ("GET", f"/v1/order/{job}")
    code, _, err = broken_off(look, "job", "wait", job, "--out", "the results")
    follow = f"rayvision job wait {job} --service octoplant --out 'the results'"
    assert code == 130 and f"job {job} goes on at octoplant: {follow}" in err
    exports.faults.state = ""
    code, _, err = broken_off(("GET", "/download"), *shlex.split(follow)[1:])
    fetch = follow.replace("wait", "fetch")
    assert code == 130 and fetch in err
    assert run(*shlex.split(fetch)[1:])[0] == 0
    assert (tmp_path / "the results" / "contents.json").is_file()


def test_options_win_over_the_file_of_an_order(meshes, run, tmp_path):
    order = {"inputs": {"gum": "missing.stl"}, "text": "from the file", "as_is": True}
    (tmp_path / "order.json").write_text(json.dumps(order), "utf-8")
    words = ["job", "submit", "--service", "chohotech", "--order", "order.json"]
    code, _, err = run(*words)
    assert code == 1 and "missing.stl" in err
    assert run(*words, "--input", "gum=gum.stl")[0] == 0


def test_a_number_of_several_services_needs_the_service(settings, run):
    ledger = services.ledger_of(Settings())
    for service in ("bimface", "chohotech"):
        ledger.seen(Job(service, "17", RUNNING), "somewhere")
    ledger.seen(Job("renderbus", "18", RUNNING), "farm")
    ledger.close()
    code, _, err = run("job", "status", "17")
    assert code == 2 and "bimface and chohotech have a job '17'" in err
    code, _, err = run("job", "status", "18")
    assert code == 2 and "rayvision task show 18" in err
    assert [row["id"] for row in listed(run)] == ["18", "17", "17"]
    assert [row["id"] for row in listed(run, "--service", "renderbus")] == ["18"]
    assert listed(run, "--state", "done") == []


def test_a_job_of_another_account_is_not_asked_for_at_this_one(exports, settings, run):
    job = submitted(run(*TREE, "--json")[1])
    settings(octoplant_username="somebody-else")
    calls = len(exports.calls)
    code, _, err = run("job", "wait", job)
    assert code == 1 and "versiondog; the settings are those of" in err and "somebody-else" in err
    assert len(exports.calls) == calls


def test_a_missing_credential_is_named_by_its_variable(settings, run):
    code, _, err = run("job", "submit", "--service", "bimface", "--file-id", "7")
    assert code == 1 and "RAYVISION_BIMFACE_ACCESS_TOKEN" in err


def test_a_wrong_credential_is_told_without_being_shown(exports, settings, run):
    settings(octoplant_password="guess-of-mine")
    code, out, err = run(*TREE)
    assert code == 1 and "RAYVISION_OCTOPLANT_PASSWORD" in err
    assert "guess-of-mine" not in out + err


def test_every_field_of_an_order_has_its_option_and_every_service_its_builder():
    tables = {path.stem: path for path in (profiles.DATA / "services").glob("*.json")}
    assert set(tables) == set(orders.table()) == set(services.SERVICES)
    for name, rows in orders.table().items():
        fields = json.loads(tables[name].read_text("utf-8"))["order"]["properties"]
        assert {row["field"] for row in rows} == set(fields)
        assert all(row["kind"] in orders.TYPES for row in rows)


# settings


def test_a_setting_wins_over_the_vendor_s_file(settings, tmp_path):
    file = tmp_path / "creds.json"
    file.write_text(json.dumps({"base_url": "https://a.example", "zh_token": "t"}), "utf-8")
    settings(chohotech_creds=file, chohotech_base_url="https://b.example")
    values = connect.given.values(Settings(), "chohotech")
    assert (values["base_url"], values["token"]) == ("https://b.example", "t")


@pytest.mark.parametrize("content", [None, "{", "[]", '{"zh_token": 7}', '{"base_url": "ftp://x"}'])
def test_a_vendor_s_file_that_is_none_is_named_and_not_shown(settings, tmp_path, content):
    file = tmp_path / "creds.json"
    if content is not None:
        file.write_text(content)
    settings(chohotech_creds=file)
    with pytest.raises(ConfigError, match=r"creds\.json") as caught:
        connect.given.values(Settings(), "chohotech")
    assert "ftp" not in str(caught.value)


def test_a_vendor_s_file_that_is_gone_is_told_with_the_setting_that_names_it(settings, run):
    settings(chohotech_creds="gone.json")
    code, _, err = run(*GUM)
    assert code == 1 and "gone.json" in err and "RAYVISION_CHOHOTECH_CREDS" in err


def test_an_unknown_service_is_told_with_those_there_are(settings):
    with pytest.raises(ConfigError, match="chohotech, octoplant, bimface"):
        services.service_of(Settings(), "nobody")


def test_doctor_tells_which_settings_a_service_lacks(models, settings):
    settings(octoplant_username="me")
    rows = list(here.others(Machine({}), Settings()))
    assert [level for level, _, _ in rows] == [WARN, OK, OK]
    assert "RAYVISION_OCTOPLANT_PASSWORD" in rows[0][1]
    assert "bimface is set up" in rows[1][1]
    assert rows[2][1] == "not set up: chohotech"


def test_doctor_tells_which_packages_a_service_would_use(models):
    table = {"services": {"bimface": {"extra": "callback", "packages": ["not_installed_here"]}}}
    rows = list(here.others(Machine({}, table=table), Settings()))
    assert [level for level, _, _ in rows] == [OK, WARN, OK]
    assert "not_installed_here" in rows[1][1] and "rayvision_plugins[callback]" in rows[1][2]


# the bridge


class Talk(io.RawIOBase):
    """What a bridge wrote, as events; ``wait`` until one is there that is looked for."""

    def __init__(self):
        self.text = b""

    def writable(self):
        return True

    def write(self, data):
        self.text += bytes(data)
        return len(data)

    def close(self):
        pass

    def events(self):
        return [event for row in lines(self.text.decode()) for event in row["events"]]

    def wait(self, **fields):
        for _ in range(1000):
            whole = self.text[: self.text.rfind(b"\n") + 1]
            events = [event for row in lines(whole.decode()) for event in row["events"]]
            if any(fields.items() <= event.items() for event in events):
                return
            time.sleep(0.02)
        raise AssertionError(self.text)


@pytest.fixture
def bridge():
    """Returns a function that hands requests to a bridge; and what it wrote."""
    talk = Talk()
    with connect.LocalFarms() as farms:
        served = Bridge(talk, farms)

        def ask(**request):
            served.serve(io.BytesIO(json.dumps({"v": 1, **request}).encode() + b"\n"))

        yield ask, talk
        served.close()


def test_a_shelf_sends_a_mesh_through_the_bridge(meshes, bridge, tmp_path):
    ask, talk = bridge
    order = {"inputs": {"gum": str(tmp_path / "gum.stl")}, "outputs": {"mesh": "stl"}}
    out = tmp_path / "results"
    ask(id="1", do="job", service="chohotech", order=order, out=str(out))
    talk.wait(kind="exit", code="done")
    assert (out / "mesh.stl").stat().st_size > 84
    assert meshes.token.encode() not in talk.text


def test_a_failed_job_is_a_failed_request(meshes, bridge, tmp_path):
    meshes.faults.reason = "too thin"
    ask, talk = bridge
    order = {"inputs": {"gum": str(tmp_path / "gum.stl")}}
    ask(id="1", do="job", service="chohotech", order=order)
    talk.wait(kind="exit", code="failed")
    assert "too thin" in talk.events()[-1]["text"]


def test_a_cancelled_request_stops_the_job_too_when_asked(exports, bridge):
    exports.faults.state = "STATE_RUNNING"
    ask, talk = bridge
    ask(id="1", do="job", service="octoplant", order={"contents": ["projectTree"]})
    talk.wait(kind="end", stage="submit")
    ask(id="1", do="cancel", stop=True)
    talk.wait(kind="exit", code="stopped")
    assert [path for method, path, _ in exports.calls if path.endswith("/cancel")]


def test_a_cancelled_request_has_stopped_here_where_the_job_cannot(models, bridge):
    ask, talk = bridge
    ask(id="1", do="job", service="bimface", order={"fileId": int(one(models))})
    talk.wait(kind="start", stage="run")
    ask(id="1", do="cancel", stop=True)
    talk.wait(kind="exit", code="stopped")
    assert [event["text"] for event in talk.events() if "no call for" in event.get("text", "")]


def test_an_order_that_is_wrong_is_an_error_of_its_request(settings, bridge):
    ask, talk = bridge
    ask(id="1", do="job", service="nobody", order={})
    talk.wait(kind="exit", code="failed")
    assert "there is no service" in talk.events()[-1]["text"]
    ask(id="2", do="job", service="bimface", order={"fileId": "seven"})
    talk.wait(kind="error", text=talk.events()[-1]["text"])


@pytest.mark.slow
@pytest.mark.parametrize("service", ["chohotech", "octoplant", "bimface"])
def test_each_demo_goes_the_whole_way(service):
    path = os.pathsep.join(step for step in sys.path if step)
    done = subprocess.run(
        [sys.executable, DEMO, service],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "done" in done.stdout
