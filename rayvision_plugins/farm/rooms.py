"""The rooms of a farm, put together, and a request on its way through them."""

import dataclasses
import json
import pathlib
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import analyzers
from rayvision_plugins import profiles
from rayvision_plugins.farm import account, submission
from rayvision_plugins.farm.account import Account
from rayvision_plugins.farm.answers import Answers
from rayvision_plugins.farm.board import Board
from rayvision_plugins.farm.depot import Depot
from rayvision_plugins.farm.envs import Envs
from rayvision_plugins.farm.labels import Labels
from rayvision_plugins.farm.queue import Queue
from rayvision_plugins.farm.state import State, open_state
from rayvision_plugins.farm.sweep import Sweep
from rayvision_plugins.farm.tokens import Tokens
from rayvision_plugins.farm.worker import Worker
from rayvision_plugins.profiles import Profile


@dataclasses.dataclass(frozen=True, slots=True)
class Farm:
    """The rooms of a farm. ``clock`` gives seconds since the epoch, ``tips`` is the
    tips.json of the analyzers with the codes that only farm.json has."""

    profile: Profile
    account: Account
    table: Mapping[str, Any]
    tips: Mapping[str, Any]
    state: State
    board: Board
    queue: Queue
    depot: Depot
    sweep: Sweep
    tokens: Tokens
    reader: submission.Reader
    worker: Worker
    answers: Answers
    labels: Labels
    envs: Envs
    clock: Callable[[], float]

    def milliseconds(self) -> int:
        """Returns the time as the answers carry it."""
        return int(self.clock() * 1000)

    def overtime(self) -> int:
        """Returns the user's time limit of a task, in seconds."""
        default = self.table["user_setting"]["taskOverTimeSec"]
        return int(self.state.setting("overtime", str(default)))

    def config_file(self, task: int, name: str) -> str:
        """Returns where one of the four files of a task lies in the config storage."""
        return str(self.table["config_file"].format(task=task, name=name))

    def bids(self, name: str) -> dict[str, Any]:
        """Returns an answer of farm.json, whose ``bids`` row maps fields to storages.

        The account has one sub-account, which writes into the same output storage.
        """
        row = self.table[name]
        bids = {field: self.depot.bids[use] for field, use in row["bids"].items()}
        user = {"userId": str(self.account.user_id + 1), "outputBid": self.depot.bids["output"]}
        return {**bids, row["sub_users"]: [user]}


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """One request: its body, and the host and port under which the client reached the farm.

    Operations see the canonical names of the fields, whatever the profile calls them.
    """

    body: Mapping[str, Any]
    host: str
    port: int


def build(folder: pathlib.Path, profile: str, clock: Callable[[], float] = time.time) -> Farm:
    """Returns the farm of a folder, with nothing running yet.

    Raises:
        RayvisionError: when the profile or the account cannot be used.
        OSError, sqlite3.Error: when the folder or the database cannot be used.
    """
    table = profiles.read_table("farm.json")
    rules = profiles.load(profile)
    owner = account.load(folder, user_name=table["user_name"])
    depot = Depot.below(folder, owner, table)
    depot.make()
    state = open_state(folder / "farm.db")
    depot.tidy(state.uploads())
    sweep = Sweep(state, depot, clock)
    for bid in depot.roots:
        sweep.look(bid)
    board, queue = Board(state), Queue(state, lambda: int(clock() * 1000))
    return Farm(
        profile=rules,
        account=owner,
        table=table,
        tips=_tips() | table["tips"],
        state=state,
        board=board,
        queue=queue,
        depot=depot,
        sweep=sweep,
        tokens=Tokens(_secret(state)),
        reader=submission.Reader(state, depot, table, submission.schemas()),
        worker=Worker(board, queue, depot, table),
        answers=Answers(rules, owner, table, board, str(depot.roots[depot.bids["output"]])),
        labels=Labels(state),
        envs=Envs(state),
        clock=clock,
    )


def _tips() -> dict[str, object]:
    path = pathlib.Path(analyzers.__file__).parent / "data" / "tips.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _secret(state: State) -> bytes:
    if not state.setting("secret"):
        state.set_setting("secret", secrets.token_hex(32))
    return bytes.fromhex(state.setting("secret"))
