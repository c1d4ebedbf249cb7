"""The rooms of a farm, put together, and a request on its way through them."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from rayvision_plugins.farm.account import Account
from rayvision_plugins.farm.answers import Answers
from rayvision_plugins.farm.board import Board
from rayvision_plugins.farm.depot import Depot
from rayvision_plugins.farm.queue import Queue
from rayvision_plugins.farm.state import State
from rayvision_plugins.farm.submission import Reader
from rayvision_plugins.farm.tokens import Tokens
from rayvision_plugins.farm.worker import Worker
from rayvision_plugins.profiles import Profile


@dataclasses.dataclass(frozen=True, slots=True)
class Farm:
    """The rooms of a farm. ``clock`` gives seconds since the epoch, ``tips`` is tips.json."""

    profile: Profile
    account: Account
    table: Mapping[str, Any]
    tips: Mapping[str, Any]
    state: State
    board: Board
    queue: Queue
    depot: Depot
    tokens: Tokens
    reader: Reader
    worker: Worker
    answers: Answers
    clock: Callable[[], float]

    def milliseconds(self) -> int:
        """Returns the time as the answers carry it."""
        return int(self.clock() * 1000)

    def overtime(self) -> int:
        """Returns the user's time limit of a task, in seconds."""
        default = self.table["user_setting"]["taskOverTimeSec"]
        return int(self.state.setting("overtime", str(default)))


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """One request: its body, and the host and port under which the client reached the farm."""

    body: Mapping[str, Any]
    host: str
    port: int
