"""A client whose clock is wrong, at a farm that refuses what is not signed now."""

import time

import pytest

from rayvision_plugins import profiles
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import ApiError, SignatureRefused


def client(farm, *, key=None, **options):
    return Client(
        profiles.load("renderbus-2020"),
        Credentials(farm.account["access_id"], key or farm.account["access_key"]),
        domain=farm.domain,
        protocol="http",
        **options,
    )


@pytest.mark.parametrize("seconds", [-3600, 3600, -(10**8)])
def test_a_clock_that_is_off_is_learned_said_once_and_made_up_for(shared, seconds):
    said = []
    off = client(shared, clock=lambda: time.time() + seconds, notice=said.append)
    first, second = (off.call("create_task", count=1)["taskIdList"][0] for _ in range(2))
    assert second == first + 1  # the refused call made no task
    (line,) = said
    assert ("ahead of" if seconds > 0 else "behind") in line


def test_a_clock_that_runs_off_in_no_time_is_610_with_the_offset(shared):
    now = [time.time()]

    def clock():
        now[0] += 3600
        return now[0]

    with pytest.raises(SignatureRefused, match="610.* s ahead of the farm's") as caught:
        client(shared, clock=clock, notice=str).call("create_task", count=1)
    assert "clock" in caught.value.hint


def test_a_clock_off_by_a_minute_needs_no_word(shared):
    said = []
    off = client(shared, clock=lambda: time.time() - 60, notice=said.append)
    off.call("user_profile")
    assert said == []
    assert 58 < off.drift < 62


def test_a_wrong_key_is_refused_whatever_the_clock(shared):
    off = client(shared, key="anotherkey", clock=lambda: time.time() + 3600, notice=str)
    with pytest.raises(SignatureRefused, match="611") as caught:
        off.call("user_profile")
    assert "access key" in caught.value.hint and "anotherkey" not in str(caught.value)


def test_every_refusal_is_caught_as_the_common_error(shared):
    with pytest.raises(ApiError):
        client(shared).call("submit_task", taskId=1)
