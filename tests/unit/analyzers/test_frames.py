from __future__ import absolute_import, division, print_function, unicode_literals

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.errors import AnalyzeError, FramesError
from analyzers.frames import Frames

NUMBERS = st.integers(min_value=-5000, max_value=5000)
PARTS = st.lists(
    st.tuples(NUMBERS, st.integers(min_value=0, max_value=200), st.integers(1, 20)),
    min_size=1,
    max_size=5,
)


def frames(text):
    return list(Frames.from_text(text))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1", [1]),
        ("7-7", [7]),
        ("1-5", [1, 2, 3, 4, 5]),
        ("1-10[2]", [1, 3, 5, 7, 9]),
        ("1-10[2],15", [1, 3, 5, 7, 9, 15]),
        ("1-10[100]", [1]),
        ("0-0[1]", [0]),
        ("-5", [-5]),
        ("-5--3", [-5, -4, -3]),
        ("-2-2", [-2, -1, 0, 1, 2]),
        ("-2-2[2],9", [-2, 0, 2, 9]),
        ("9,1-3", [9, 1, 2, 3]),
        ("0001-0003", [1, 2, 3]),
        (" 1 - 3 , 5 ", [1, 2, 3, 5]),
    ],
)
def test_a_text_names_these_frames_in_the_order_written(text, expected):
    assert frames(text) == expected


def test_frames_by_two_stop_at_the_end():
    assert frames("1-9[2]")[-1] == 9
    assert frames("1-8[2]")[-1] == 7


@pytest.mark.parametrize("text, count", [("1-5,3-8", 8), ("1,1,1", 1), ("1-9[2],2-10[2]", 10)])
def test_overlapping_parts_give_every_frame_once(text, count):
    made = Frames.from_text(text)
    assert len(made) == count
    assert len(list(made)) == count == len(set(made))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ",",
        "1,",
        ",1",
        "1-",
        "-",
        "--1",
        "1--",
        "1-5-9",
        "a",
        "1-a",
        "1.5",
        "1-2.5",
        "1:5",
        "1-5[",
        "1-5[]",
        "1-5[a]",
        "1-5[-1]",
        "1-5[0]",
        "[2]",
        "1..5",
        "fml",
        "1-5x2",
        "1 2",
        "0x10",
        "1e3",
        "10-1",
        "5--5",
        "nan",
        "\u4e00",
        "1-10;",
        "$(x)",
        "1\n2",
    ],
)
def test_what_is_no_range_is_an_error_that_names_it_in_one_line(text):
    with pytest.raises(FramesError) as caught:
        Frames.from_text(text)
    assert isinstance(caught.value, AnalyzeError)
    assert "\n" not in caught.value.text


def test_an_error_shows_the_text_as_it_was_given():
    with pytest.raises(FramesError) as caught:
        Frames.from_text("1-x")
    assert "1-x" in caught.value.text
    assert "u'1-x'" not in caught.value.text


@pytest.mark.parametrize("text", ["1-999999999", "1-1000001", "1-600000,600001-1200000"])
def test_more_frames_than_a_farm_takes_are_an_error(text):
    with pytest.raises(FramesError):
        Frames.from_text(text)


def test_the_wire_form_of_one_range_names_its_step():
    assert Frames.from_text("1-10").text == "1-10[1]"


@settings(deadline=None, database=None, max_examples=150)
@given(PARTS)
def test_frames_survive_the_way_to_text_and_back(rows):
    made = Frames((start, start + length, step) for start, length, step in rows)
    again = Frames.from_text(made.text)
    assert list(again) == list(made)
    assert again.text == made.text
    assert len(again) == len(list(again))


@settings(deadline=None, database=None, max_examples=150)
@given(st.text(alphabet="0123456789-[],. a", max_size=12))
def test_any_text_is_frames_or_a_frames_error(text):
    try:
        made = Frames.from_text(text)
    except FramesError:
        return
    assert len(made) >= 1


@settings(deadline=None, database=None, max_examples=100)
@given(PARTS, st.integers(min_value=1, max_value=50))
def test_splitting_keeps_every_frame_in_order(rows, size):
    made = Frames((start, start + length, step) for start, length, step in rows)
    pieces = made.split(size)
    assert [frame for piece in pieces for frame in piece] == list(made)
    assert all(1 <= len(piece) <= size for piece in pieces)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1-10", [1, 5, 10]),
        ("1-9", [1, 5, 9]),
        ("4", [4]),
        ("4-5", [4, 5]),
        ("1-3", [1, 2, 3]),
        ("-3-3", [-3, 0, 3]),
        ("10,20,30,40,50", [10, 30, 50]),
    ],
)
def test_first_middle_and_last_come_once_each(text, expected):
    assert list(Frames.from_text(text).first_middle_last()) == expected


@pytest.mark.parametrize(
    "start, end, step, expected",
    [
        (1, 5, 1, [1, 2, 3, 4, 5]),
        (1, 10, 3, [1, 4, 7, 10]),
        (1, 9, 3, [1, 4, 7]),
        (25 / 24, 250 / 24, 1, list(range(1, 11))),
        (1.25, 3.0, 1, [1, 2]),
        (1, 3, 0.5, [1, 2, 3]),
        (1, 7, 1.5, [1, 2, 4, 5, 7]),
        (-3, 1, 2, [-3, -1, 1]),
        (5, 5, 1, [5]),
    ],
)
def test_a_range_of_times_gives_the_frames_its_images_are_named_by(start, end, step, expected):
    assert list(Frames.from_range(start, end, step)) == expected


@pytest.mark.parametrize(
    "start, end, step",
    [
        (10, 1, 1),
        (1, 10, 0),
        (1, 10, -1),
        (10, 1, -1),
        (float("nan"), 1, 1),
        (1, float("inf"), 1),
        (1, 10, float("nan")),
        (float("-inf"), 10, 1),
        (1, 1e300, 1),
    ],
)
def test_a_range_that_cannot_be_rendered_is_a_frames_error(start, end, step):
    with pytest.raises(FramesError):
        Frames.from_range(start, end, step)


def test_frames_are_equal_by_their_parts():
    assert Frames.from_text("1-3") == Frames.from_text("1-3[1]")
    assert Frames.from_text("1-3") != Frames.from_text("1-4")
    assert not Frames.from_text("1-3") != Frames.from_text("1-3")  # noqa: SIM202
