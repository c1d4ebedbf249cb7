"""A clock that is wrong: the farm's time is learned from its refusal, said once, and used."""

import json

import pytest
import requests
from test_client import PROFILE, Transport, response

from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import SignatureRefused

FARM_TIME = 1_700_000_000.0
WINDOW = 300


class Farm:
    """Refuses what is signed at another time than its own; counts what it lets through."""

    def __init__(self, ahead=0.0):
        self.time = FARM_TIME + ahead
        self.done = 0
        self.refused = 0

    def __call__(self, request):
        fresh = abs(float(request.headers["UTCTimestamp"]) - self.time) <= WINDOW
        self.done += fresh
        self.refused += not fresh
        return response(
            request,
            {
                "code": 200 if fresh else 610,
                "message": "ok" if fresh else "签名过期",
                "data": {"taskIdList": [7], "aliasTaskIdList": ["7"], "userId": 1},
                "serverTime": self.stamp(),
            },
        )

    def stamp(self):
        return int(self.time * 1000)


class Deaf(Farm):
    """A farm to which no time is right."""

    def __call__(self, request):
        self.time = float(request.headers["UTCTimestamp"]) + 7200
        return super().__call__(request)


class Timeless(Farm):
    """A farm whose answers do not tell its time."""

    def stamp(self):
        return None


def way(farm, clock=lambda: FARM_TIME):
    session = requests.Session()
    session.mount("https://", Transport(farm))
    said = []
    client = Client(
        PROFILE,
        Credentials("id", "thekey"),
        session=session,
        clock=clock,
        notice=said.append,
        sleep=lambda seconds: pytest.fail("nothing has to wait"),
    )
    return client, said


@pytest.mark.parametrize("ahead", [-86400, -301, 301, 3600, 10**8])
def test_a_clock_that_is_off_is_no_reason_to_fail(ahead):
    farm = Farm(ahead)
    client, said = way(farm)
    assert client.call("create_task", count=1)["taskIdList"] == [7]
    assert (farm.done, farm.refused) == (1, 1)
    (line,) = said
    assert str(abs(ahead)) in line and ("behind" if ahead > 0 else "ahead") in line
    assert line.isprintable() and "thekey" not in line


def test_the_farms_time_is_learned_and_said_once():
    farm = Farm(3600)
    client, said = way(farm)
    for _ in range(5):
        client.call("create_task", count=1)
    assert (farm.done, farm.refused, len(said)) == (5, 1, 1)


def test_a_clock_within_the_window_is_left_alone():
    farm = Farm(250)
    client, said = way(farm)
    client.call("create_task", count=1)
    assert (farm.refused, said) == (0, [])
    assert client.drift == 250


def test_a_clock_that_is_set_right_meanwhile_is_learned_anew():
    farm = Farm()
    now = [FARM_TIME - 3600]
    client, said = way(farm, lambda: now[0])
    client.call("create_task", count=1)
    now[0] = FARM_TIME
    client.call("create_task", count=1)
    assert (farm.done, farm.refused, len(said)) == (2, 2, 2)


def test_a_second_refusal_is_an_error_that_tells_by_how_much():
    farm = Deaf()
    client, said = way(farm)
    with pytest.raises(SignatureRefused, match="610") as caught:
        client.call("create_task", count=1)
    assert farm.refused == 2
    assert "14400 s behind" in str(caught.value)
    assert caught.value.hint in str(caught.value)


@pytest.mark.parametrize("stamp", [None, "1700000000000", True, -5, 0, 1e300, float("nan")])
def test_a_refusal_that_tells_no_time_is_an_error_at_once(stamp):
    farm = Timeless(3600)
    farm.stamp = lambda: stamp
    client, said = way(farm)
    with pytest.raises(SignatureRefused, match="set this machine's clock"):
        client.call("create_task", count=1)
    assert (farm.refused, said) == (1, [])


def test_every_try_has_a_nonce_and_a_signature_of_its_own():
    farm = Farm(3600)
    client, _ = way(farm)
    client.call("create_task", count=1)
    sent = client.session.get_adapter("https://").sent
    assert len({request.headers["nonce"] for request in sent}) == 2
    assert len({request.headers["signature"] for request in sent}) == 2
    assert [json.loads(request.body) for request in sent] == [{"count": 1}] * 2
