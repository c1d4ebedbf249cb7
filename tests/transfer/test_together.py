"""Several submitters that send the same tree at once: nothing goes over the line twice."""

import collections
import json
import signal
import sys

import faults
import pytest
from test_faults import Scene

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs SIGKILL"),
]

HURRIES = "import rayvision_plugins.farm.claims as claims\nclaims.LAPSE = 1\n"


@pytest.fixture
def scene(tmp_path, monkeypatch):
    """A scene of 2,000 small files and some large ones, whose farm lets claims lapse soon."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(HURRIES)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    made = Scene(tmp_path)
    made.tree = faults.make_tree(tmp_path / "tree", small=2000, large=6)
    try:
        with made.proxy:
            yield made
    finally:
        made.end()


def received(scene):
    """Returns how often each file was sent."""
    puts = [request for request in scene.proxy.requests if request.method == "PUT"]
    return collections.Counter(path for request in puts for path in request.files())


def test_two_processes_send_each_file_once(scene):
    both = [scene.process("send", home=home) for home in ("one", "two")]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    counts = received(scene)
    assert set(counts) == {f"D/shots/{name}" for name in scene.tree}
    assert set(counts.values()) == {1}
    puts = [row.length for row in scene.proxy.requests if row.method == "PUT"]
    assert scene.total <= sum(puts) < scene.total + 150 * len(scene.tree)  # heads and names
    scene.proves(records=False)


def test_one_goes_on_with_what_the_other_was_sending_when_it_was_killed(scene):
    first = scene.process("send", home="one")
    scene.proxy.at(scene.total // 3, lambda: first.send_signal(signal.SIGKILL))
    second = scene.process("send", home="two")
    said, _ = second.communicate(timeout=120)
    assert (first.wait(30), second.returncode) == (-signal.SIGKILL, 0), said
    scene.proves(records=False)


def test_one_goes_on_with_what_the_other_claimed_and_never_sent(scene):
    rows = [{"path": f"D/shots/{name}", "size": 1, "digest": "0" * 32} for name in scene.tree]
    answer = scene.farm.storage(
        "POST",
        "input",
        data=json.dumps({"files": rows}),
        headers={faults.WIRE["claim"]: "silent.0"},
    )
    assert len(answer.json()["missing"]) == len(rows)
    process = scene.process("send", home="one")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert set(received(scene).values()) == {1}
    scene.proves(records=False)
