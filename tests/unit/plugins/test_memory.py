"""The file that all runs share: a change is whole or none, whatever the disk says."""

import pytest

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.memory import Memory


@pytest.fixture
def memory(tmp_path):
    memory = Memory(tmp_path / "home" / "records.db")
    with memory.change() as connection:
        connection.execute("create table words (word text)")
    yield memory
    memory.close()


def words(memory):
    return [row[0] for row in memory.connection.execute("select word from words")]


def add(memory, *given):
    with memory.change() as connection:
        connection.executemany("insert into words values (?)", [(word,) for word in given])


def test_a_full_disk_is_said_and_all_goes_on_when_there_is_room(memory):
    pages = memory.connection.execute("pragma page_count").fetchone()[0]
    memory.connection.execute(f"pragma max_page_count = {pages}")
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"records\.db .*disk is full.*make room"):
            add(memory, "small", "large" * 9999)
    memory.connection.execute("pragma max_page_count = 10000")
    add(memory, "after")
    assert words(memory) == ["after"]


def test_a_change_that_breaks_off_leaves_nothing(memory):
    with pytest.raises(KeyboardInterrupt), memory.change() as connection:
        connection.execute("insert into words values ('half')")
        raise KeyboardInterrupt
    other = Memory(memory.path)
    add(other, "whole")  # nobody holds it
    assert words(memory) == words(other) == ["whole"]
    other.close()


def test_a_folder_that_cannot_be_made_is_one_line_that_names_the_file(tmp_path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(
        ConfigError, match=r"records\.db cannot be used .*remove the file"
    ) as caught:
        Memory(tmp_path / "home" / "records.db")
    assert "\n" not in str(caught.value)
