"""Rows of all pages: each once, and an end whatever a farm says."""

import itertools

import pytest

from rayvision_plugins import profiles
from rayvision_plugins.errors import ApiError, RayvisionError
from rayvision_plugins.services.renderbus import paging

PROFILE = profiles.load("renderbus-2020")


class Pages:
    """Rows in pages of ``size``; ``count`` is what it says of their number, None for null."""

    def __init__(self, rows, size=2, count=lambda real: real):
        self.rows = list(rows)
        self.size = size
        self.count = count
        self.asked = []

    def __call__(self, number):
        self.asked.append(number)
        first = (number - 1) * self.size
        return {
            "pageCount": self.count(-(-len(self.rows) // self.size)),
            "items": self.rows[first : first + self.size],
        }


def made(*ids):
    return [{"id": number} for number in ids]


def ids(pages):
    return [row["id"] for row in paging.rows(pages)]


def test_pages_end_at_the_last_one_without_asking_further():
    pages = Pages(made(1, 2, 3, 4, 5))
    assert ids(pages) == [1, 2, 3, 4, 5]
    assert pages.asked == [1, 2, 3]


def test_a_list_of_nothing_is_asked_once():
    pages = Pages([])
    assert ids(pages) == []
    assert pages.asked == [1]


@pytest.mark.parametrize("rows", [3, 4])
def test_without_a_number_of_pages_an_empty_one_is_the_end(rows):
    pages = Pages(made(*range(rows)), count=lambda real: None)
    assert ids(pages) == list(range(rows))
    assert pages.asked == [1, 2, 3]


def test_a_field_that_is_missing_is_like_null():
    assert [row["id"] for row in paging.rows(lambda page: {"items": made(page)[page > 3 :]})] == [
        1,
        2,
        3,
    ]


def test_too_large_a_number_of_pages_ends_at_an_empty_one():
    assert ids(Pages(made(1, 2, 3), count=lambda real: 10**9)) == [1, 2, 3]


def test_a_page_after_the_last_may_be_refused():
    pages = Pages(made(1, 2, 3), count=lambda real: None)

    def page(number):
        if number > 2:
            known = PROFILE.code("DO_NOT_HAVE_ANY_MORE_RECORD")
            raise ApiError.of("task_list", known.number, "", known)
        return pages(number)

    assert ids(page) == [1, 2, 3]


def test_other_errors_are_not_the_end():
    def page(number):
        raise RayvisionError("the farm is away")

    with pytest.raises(RayvisionError, match="away"):
        ids(page)


@pytest.mark.parametrize("count", [None, 10**9])
def test_a_farm_that_repeats_one_page_for_ever_comes_to_an_end(count):
    asked = []

    def page(number):
        asked.append(number)
        assert number < 10
        return {"pageCount": count, "items": made(1, 2)}

    assert ids(page) == [1, 2]
    assert len(asked) <= 3


def test_rows_that_move_a_page_on_are_told_once():
    pages = Pages(made(6, 5, 4, 3, 2, 1))
    seen = []
    for row in paging.rows(pages):
        seen.append(row["id"])
        if row["id"] == 5:
            pages.rows[:0] = made(7)  # a new task; the newest come first
    assert seen == [6, 5, 4, 3, 2, 1]


def test_a_whole_page_of_new_tasks_hides_none():
    pages = Pages(made(6, 5, 4, 3, 2, 1))
    rows = paging.rows(pages)
    seen = [next(rows)["id"], next(rows)["id"]]
    pages.rows[:0] = made(8, 7)
    assert seen + [row["id"] for row in rows] == [6, 5, 4, 3, 2, 1]


def test_no_page_is_asked_before_its_rows_are_wanted():
    pages = Pages(made(*range(100)))
    assert len(list(itertools.islice(paging.rows(pages), 3))) == 3
    assert pages.asked == [1, 2]


def log(lines, size=2, count=lambda real: real):
    return paging.lines(Pages(lines, size, count))


@pytest.mark.parametrize("count", [lambda real: real, lambda real: None, lambda real: 10**9])
def test_lines_of_a_log_may_repeat(count):
    lines = ["start", "...", "...", "....", "end"]
    assert list(log(lines, count=count)) == lines


def test_pages_of_equal_lines_are_all_told_when_their_number_is_known():
    assert list(log(["..."] * 7)) == ["..."] * 7


def test_a_log_of_one_page_for_ever_comes_to_an_end():
    endless = paging.lines(lambda number: {"pageCount": None, "items": ["a", "b"]})
    assert list(itertools.islice(endless, 9)) == ["a", "b"]


def test_a_frame_without_a_log_has_no_lines():
    assert list(log([])) == []
