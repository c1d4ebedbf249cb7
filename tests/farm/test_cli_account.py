"""``rayvision label``, ``env``, ``software``, ``platforms`` and ``whoami`` at an embedded farm."""

import pytest
from asked import Asked, settings


@pytest.fixture
def rv(shared, capsys, monkeypatch, tmp_path):
    settings(monkeypatch, shared, tmp_path / "home")
    return Asked(shared, capsys)


class TestLabel:
    def test_a_label_is_added_listed_and_deleted(self, rv):
        rv("label", "add", "镜头 010")
        names = [row[1] for row in rv.lines("label", "list")[1:]]
        assert "镜头 010" in names
        assert "镜头 010" in [row["projectName"] for row in rv.json("label", "list")]
        assert rv.json("label", "delete", "镜头 010", "--yes")["label"] == "镜头 010"
        assert "镜头 010" not in [row["projectName"] for row in rv.json("label", "list")]

    def test_a_label_that_is_there_is_refused_by_name(self, rv):
        rv("label", "add", "twice")
        row = rv.json("label", "add", "twice", code=1)
        assert (row["kind"], row["code"]) == ("error", "503")

    def test_deleting_asks(self, rv):
        rv("label", "add", "kept")
        assert "--yes" in rv("label", "delete", "kept", code=2)[1]
        assert "kept" in [row["projectName"] for row in rv.json("label", "list")]


class TestEnv:
    def test_an_environment_lives(self, rv):
        mtoa = rv.json("software", "maya")["cgPlugin"][0]["pluginVersions"][0]["pluginId"]
        rv("env", "add", "mine", "--software", "maya", "--version", "2020", "--plugin", mtoa)
        (row,) = [row for row in rv.json("env", "list", "MAYA") if row["editName"] == "mine"]
        assert (row["cgName"], row["cgVersion"], row["system"]) == ("Maya", "2020", "linux")
        assert [plugin["pluginId"] for plugin in row["respUserPluginInfoVos"]] == [mtoa]
        changed = ("--software", "Maya", "--version", "2022", "--system", "windows")
        rv("env", "update", "mine", *changed)
        rv("env", "default", "mine")
        (line,) = [row for row in rv.lines("env", "list")[1:] if row[0] == "mine"]
        assert line[:5] == ["mine", "default", "Maya", "2022", "windows"]
        assert "--yes" in rv("env", "delete", "mine", code=2)[1]
        rv("env", "delete", "mine", "--yes")
        assert "mine" not in [row["editName"] for row in rv.json("env", "list", "maya")]

    def test_what_is_not_there_is_refused(self, rv):
        rv("env", "default", "nothing", code=1)
        rv("env", "add", "x", "--version", "2020", code=2)
        _, err = rv("env", "add", "x", "--software", "nosuch", "--version", "1", code=1)
        assert "nosuch" in err and "Maya" in err


class TestAccount:
    def test_whoami_names_the_user_and_the_farm(self, rv, shared):
        found = dict(rv.lines("whoami"))
        assert found["user"] == shared.account["user_name"]
        assert (found["profile"], found["farm"]) == (shared.profile.name, shared.domain)
        row = rv.json("whoami")
        assert row["userId"] == shared.account["user_id"]
        assert shared.account["access_key"] not in str(row)

    def test_a_wrong_key_is_one_line(self, rv, monkeypatch):
        monkeypatch.setenv("RAYVISION_API_KEY", "wrong")
        out, err = rv("whoami", code=1)
        assert out == "" and len(err.splitlines()) == 1 and "611" in err and "wrong" not in err

    def test_the_software_and_its_plug_ins(self, rv):
        titles, *rows = rv.lines("software")
        assert titles == ["number", "software", "scene files", "linux"]
        assert {"Maya", "Houdini", "Clarisse"} <= {row[1] for row in rows}
        out, _ = rv("software", "Houdini")
        versions, plugins = out.split("\n\n")
        assert versions.splitlines()[1].startswith("Houdini\t")
        first = plugins.splitlines()[1].split("\t")
        assert first[0] in versions  # the version that the plug-in is for, not its number
        assert "nosuch" in rv("software", "nosuch", code=1)[1]
        rv("software", "--system", "linux", code=2)

    def test_the_platforms(self, rv):
        assert rv.lines("platforms")[0] == ["platform", "name"]
        assert [row["platform"] for row in rv.json("platforms")]
