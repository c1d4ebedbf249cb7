"""The database of an older farm opens: what it lacks is added, what it holds stays."""

import sqlite3

import pytest

from rayvision_plugins.farm.state import open_state

# As the first farms made it, whole.
OLDER = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (request TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    bid TEXT, path TEXT, size INTEGER NOT NULL, digest TEXT NOT NULL, mtime INTEGER NOT NULL,
    PRIMARY KEY (bid, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
    bid TEXT, path TEXT, size INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (bid, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER NOT NULL DEFAULT 0,
    level INTEGER NOT NULL DEFAULT 0, labels TEXT NOT NULL DEFAULT '[]',
    created INTEGER NOT NULL, submitted INTEGER, started INTEGER, ended INTEGER,
    worked INTEGER NOT NULL DEFAULT 0,
    abandoned INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,
    scene TEXT NOT NULL DEFAULT '', project TEXT NOT NULL DEFAULT '', producer TEXT, cg_id INTEGER,
    frames TEXT NOT NULL DEFAULT '', low INTEGER, high INTEGER, pass TEXT NOT NULL DEFAULT '',
    camera TEXT NOT NULL DEFAULT '', width INTEGER, height INTEGER, format TEXT NOT NULL DEFAULT '',
    stem TEXT NOT NULL DEFAULT '', folder TEXT, inputs INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS tasks_by_parent ON tasks (parent, id);
CREATE TABLE IF NOT EXISTS inputs (
    task INTEGER, path TEXT, md5 TEXT NOT NULL, size INTEGER,
    PRIMARY KEY (task, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frames (
    id INTEGER PRIMARY KEY, task INTEGER NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0, started INTEGER, ended INTEGER, error TEXT);
CREATE INDEX IF NOT EXISTS frames_by_task ON frames (task, id);
CREATE INDEX IF NOT EXISTS frames_by_state ON frames (state, id);
CREATE TABLE IF NOT EXISTS counts (
    task INTEGER, state TEXT, frames INTEGER NOT NULL, PRIMARY KEY (task, state)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS frames_counted AFTER UPDATE OF state ON frames
WHEN old.state <> new.state BEGIN
    UPDATE counts SET frames = frames - 1 WHERE task = new.task AND state = old.state;
    INSERT INTO counts VALUES (new.task, new.state, 1)
        ON CONFLICT (task, state) DO UPDATE SET frames = frames + 1;
END;
"""
FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}


@pytest.fixture
def older(tmp_path):
    """A folder whose database an older farm left: a task of two frames, one waits."""
    folder = tmp_path / "farm"
    folder.mkdir()
    with sqlite3.connect(folder / "farm.db") as connection:
        connection.executescript(OLDER)
        connection.execute(
            "INSERT INTO tasks (id, level, created, submitted, scene, cg_id, frames, low, high,"
            " pass, width, height, format, stem, folder)"
            " VALUES (10000001, 50, 1, 1, 'scene.ma', 2000, '1-2[1]', 1, 2, 'beauty', 320, 180,"
            " 'png', 'scene', '10000001_scene')"
        )
        connection.execute("INSERT INTO frames VALUES (1, 10000001, 1, 'done', 0, 5, 9, NULL)")
        connection.execute(
            "INSERT INTO frames VALUES (2, 10000001, 2, 'waiting', 0, NULL, NULL, NULL)"
        )
        connection.executemany(
            "INSERT INTO counts VALUES (10000001, ?, 1)", [("done",), ("waiting",)]
        )
    connection.close()
    return folder


def test_its_task_is_finished_and_shown(older, farm_on, maya):
    farm = farm_on(older, "current").start()
    info = farm.wait(10000001)
    assert (info["taskStatus"], info["doneFrames"]) == (25, 2)
    assert (info["cloneOriginalId"], info["taskLimit"], info["overTimeStop"]) == (0, 2, 43200)
    assert [row["frameType"] for row in farm.frames(10000001)] == [5, 5]
    farm.call("add_label", newName="hero")
    farm.call("update_task_limit", taskId=10000001, taskLimit=2)
    document = maya({"beauty": {}})
    document["task_info"].update(pre_frames="100", stop_after_test="1")
    assert farm.wait(farm.submit(FILES, document))["taskStatus"] == 40


def test_it_is_as_a_new_one(older, tmp_path):
    def columns(path):
        state = open_state(path)
        tables = [row["name"] for row in state.rows("SELECT name FROM sqlite_master")]
        found = {
            table: {tuple(row)[1:] for row in state.rows(f"PRAGMA table_info({table})")}
            for table in tables
        }
        state.close()
        return found

    new = columns(tmp_path / "new.db")
    assert {"labels", "envs", "tasks"} <= set(new)
    assert columns(older / "farm.db") == new
    assert columns(older / "farm.db") == new


def test_an_older_farm_can_still_write_it(older):
    open_state(older / "farm.db").close()
    with sqlite3.connect(older / "farm.db") as connection:
        connection.execute("INSERT INTO tasks (id, created) VALUES (7, 1)")
        connection.execute("INSERT INTO frames (task, number, state) VALUES (7, 1, 'waiting')")
        assert connection.execute("SELECT test, hardware FROM tasks WHERE id = 7").fetchone() == (
            "",
            "[]",
        )
    connection.close()
