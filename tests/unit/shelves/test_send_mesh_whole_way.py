"""A mesh goes from the stand-in for Houdini by the real submitter to the emulated service."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import sys

import pytest

trimesh = pytest.importorskip("trimesh")
if sys.version_info < (3, 10):
    pytest.skip("the submitter needs Python 3.10", allow_module_level=True)

from mesh_places import ROOT, InHoudini  # noqa: E402
from rayvision_shelf import pipe  # noqa: E402

pytestmark = pytest.mark.slow
POINTS = [(x, y, z) for x in (0.0, 10.0) for y in (0.0, 20.0) for z in (0.0, 30.0)]
FACES = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7], [1, 7, 3]]


@pytest.fixture
def service(monkeypatch):
    monkeypatch.syspath_prepend(os.path.join(ROOT, "tests", "emulators"))
    import chohotech

    with chohotech.Emulator() as emulator:
        yield emulator


@pytest.fixture
def place(service, monkeypatch, tmp_path):
    """A hython whose submitter knows the account at the service."""
    creds = tmp_path / "creds.json"
    with io.open(str(creds), "w", encoding="utf-8") as stream:
        json.dump(service.creds, stream)
    environment = dict(
        os.environ,
        RAYVISION_HOME=str(tmp_path / "home"),
        RAYVISION_CHOHOTECH_CREDS=str(creds),
        RAYVISION_JOB_FIRST="0.1",
        RAYVISION_JOB_DEADLINE="60",
    )
    made = InHoudini(monkeypatch, tmp_path)
    running = []

    def start(receive):
        running.append(pipe.Bridge(pipe.Submitter(sys.executable, [ROOT]), receive, environment))
        return running[-1]

    made.module.BUTTON.session._start = start
    made.open()
    made.select("gum", points=POINTS, faces=FACES)
    made.without_windows()
    yield made
    for bridge in running:
        bridge.close()
        assert bridge.wait(30)
    sys.modules.pop("rayvision_in_houdini", None)


def test_the_selection_comes_back_equal(place, capsys):
    job = place.module.send_mesh(name="gum")
    assert job.code == "done", capsys.readouterr().out
    (name,) = [name for name in os.listdir(job.folder) if name.endswith(".stl")]
    found = trimesh.load(job.folder + "/" + name)
    assert found.is_watertight and found.volume == pytest.approx(6000, rel=1e-3)
    assert len(found.vertices) == len(POINTS)
    for point in POINTS:
        assert min(abs(found.vertices - point).max(axis=1)) <= 0.001


def test_a_run_that_fails_ends_with_the_reason_of_the_service(place, service):
    service.faults.reason = "the gum has no teeth"
    job = place.module.send_mesh(name="gum")
    assert job.code == "failed"
    assert [line for line in place.module._HOST.lines if "the gum has no teeth" in line]


def test_an_input_that_the_workflow_wants_as_a_list_is_one(place, capsys):
    job = place.module.send_mesh(name="tooth_list")
    assert job.code == "done", capsys.readouterr().out
