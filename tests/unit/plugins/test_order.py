"""What a farm is told of a task besides its files."""

import pytest
from test_renderbus import answer, service

from rayvision_plugins.errors import ConfigError, ProfileError
from rayvision_plugins.services.renderbus import Order
from rayvision_plugins.services.renderbus.order import isolation_path

MADE = {"taskIdList": [7], "aliasTaskIdList": ["2W7"], "userId": 9}


def farm(profile):
    return service(profile, lambda name, body: answer(MADE if name == "create_task" else None))


@pytest.mark.parametrize(
    ("number", "path"),
    [
        ("12345", "000/012/345"),
        ("11223344556677", "11223344/556/677"),
        ("1", "000/000/001"),
        ("123456789", "123/456/789"),
        ("1234567890", "1234/567/890"),
    ],
)
def test_the_path_of_isolated_inputs_is_the_documented_one(number, path):
    assert isolation_path(number) == path
    assert Order(isolation="task").folder(number) == path
    assert Order(isolation="user", out_user=int(number)).folder("5") == path
    assert Order(out_user=int(number)).folder("5") == ""


@pytest.mark.parametrize("number", ["", "1a", "-1", "١٢٣", "../1"])
def test_inputs_are_isolated_by_a_number_only(number):
    with pytest.raises(ConfigError, match="by a number"):
        isolation_path(number)


def test_isolation_by_a_user_needs_one():
    with pytest.raises(ConfigError, match="out_user"):
        Order(isolation="user")
    assert Order(isolation="user", out_user=0).folder("5") == "000/000/000"
    with pytest.raises(ConfigError, match="'scene'.*task or user"):
        Order(isolation="scene")


CREATED = {"count": 1, "taskUserLevel": 50}


@pytest.mark.parametrize(
    ("profile", "order", "created", "submitted"),
    [
        ("renderbus-2020", {}, {}, {}),
        ("renderbus-2020", {"isolation": "task"}, {}, {"assetIsolationModel": "TASK_ID_MODEL"}),
        (
            "renderbus-2020",
            {"isolation": "user", "out_user": 12345},
            {"outUserId": 12345},
            {"assetIsolationModel": "OUT_USER_MODEL", "outUserId": "12345"},
        ),
        (
            "renderbus-2020",
            {"labels": ("a", "夜"), "level": 60, "out_user": 0},
            {"labels": ["a", "夜"], "taskUserLevel": 60, "outUserId": 0},
            {},
        ),
        (
            "current",
            {"artist": "甲", "producer": "乙", "clone_of": 3},
            {"artist": "甲", "cloneOriginalId": 3},
            {"producer": "乙"},
        ),
        (
            "dayan-2022",
            {"artist": "甲", "producer": "乙", "clone_of": 3},
            {"artist": "甲", "cloneOriginalId": 3},
            {"producer": "乙"},
        ),
    ],
)
def test_an_order_is_sent_in_the_words_of_the_farm(profile, order, created, submitted):
    renderbus, sent = farm(profile)
    order = Order(**order)
    renderbus.admit(order)
    task = renderbus.create(**order.creation)
    renderbus.submit(task.id, **order.submission)
    assert sent == [
        ("create_task", {**CREATED, **created}),
        ("submit_task", {"taskId": 7, **submitted}),
    ]


@pytest.mark.parametrize(
    ("profile", "order", "words"),
    [
        ("renderbus-2020", {"artist": "a"}, "renderbus-2020 has no artist for create_task"),
        ("renderbus-2020", {"clone_of": 1}, "has no cloneOriginalId for create_task"),
        ("renderbus-2020", {"producer": "a"}, "has no producer for submit_task"),
        ("current", {"isolation": "task"}, "current has no assetIsolationModel for submit_task"),
        ("dayan-2022", {"isolation": "task"}, "dayan-2022 has no assetIsolationModel"),
    ],
)
def test_an_option_that_the_deployment_lacks_is_named_before_anything_is_sent(
    profile, order, words
):
    renderbus, sent = farm(profile)
    with pytest.raises(ProfileError, match=words):
        renderbus.admit(Order(**order))
    assert sent == []
