"""The tables of the farm, and how an older database comes to have them all."""

import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (request TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    bid TEXT, path TEXT, size INTEGER NOT NULL, digest TEXT NOT NULL, mtime INTEGER NOT NULL,
    PRIMARY KEY (bid, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
    bid TEXT, path TEXT, size INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (bid, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal (
    bid TEXT, path TEXT, number INTEGER NOT NULL UNIQUE, PRIMARY KEY (bid, path)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS files_changed AFTER UPDATE OF digest ON files
WHEN old.digest <> '' AND old.digest <> new.digest BEGIN
    INSERT INTO journal
        VALUES (new.bid, new.path, 1 + coalesce((SELECT max(number) FROM journal), 0))
        ON CONFLICT (bid, path) DO UPDATE SET number = excluded.number;
END;
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
CREATE INDEX IF NOT EXISTS frames_by_task_and_state ON frames (task, state, id);
CREATE TABLE IF NOT EXISTS counts (
    task INTEGER, state TEXT, frames INTEGER NOT NULL, PRIMARY KEY (task, state)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counts_left ON counts (state) WHERE frames > 0;
CREATE TRIGGER IF NOT EXISTS frames_counted AFTER UPDATE OF state ON frames
WHEN old.state <> new.state BEGIN
    UPDATE counts SET frames = frames - 1 WHERE task = new.task AND state = old.state;
    INSERT INTO counts VALUES (new.task, new.state, 1)
        ON CONFLICT (task, state) DO UPDATE SET frames = frames + 1;
END;
CREATE TABLE IF NOT EXISTS labels (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    status INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS envs (
    name TEXT PRIMARY KEY, cg_id INTEGER NOT NULL, cg_name TEXT NOT NULL, cg_version TEXT NOT NULL,
    layers INTEGER NOT NULL, system INTEGER NOT NULL, plugins TEXT NOT NULL,
    usual INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
"""

ADDED = (
    ("tasks", "test", "TEXT NOT NULL DEFAULT ''"),
    ("tasks", "clone", "INTEGER NOT NULL DEFAULT 0"),
    ("tasks", "machines", "INTEGER"),
    ("tasks", "overtime", "INTEGER"),
    ("tasks", "hardware", "TEXT NOT NULL DEFAULT '[]'"),
    ("frames", "priority", "INTEGER NOT NULL DEFAULT 0"),
)
"""(table, column, type) of what came after the first farms; their databases get it when opened."""


def upgrade(connection: sqlite3.Connection) -> None:
    """Makes what a database lacks; what it holds stays."""
    connection.executescript(SCHEMA)
    for table, column, kind in ADDED:
        there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if column not in there:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
