"""The account: who it is, its settings, its storages, the machines it may use."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm.answers import page
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.rooms import Call, Farm


def user_profile(farm: Farm, call: Call) -> dict[str, Any]:
    return {
        **farm.table["user_profile"],
        "userId": farm.account.user_id,
        "userName": farm.account.user_name,
        "platform": int(farm.profile.platform),
    }


def user_setting(farm: Farm, call: Call) -> dict[str, Any]:
    seconds = farm.overtime()
    return {
        **farm.table["user_setting"],
        "taskOverTime": seconds // 3600,
        "taskOverTimeSec": seconds,
    }


def update_user_setting(farm: Farm, call: Call) -> None:
    farm.state.set_setting("overtime", str(call.body["taskOverTimeSec"]))


def transfer_bid(farm: Farm, call: Call) -> dict[str, Any]:
    return farm.bids("transfer_bid")


def hardware_config(farm: Farm, call: Call) -> list[dict[str, Any]]:
    """Returns the machines; ``current`` is 1 for those that all of ``taskIds`` were given."""
    try:
        ids = [int(task) for task in call.body.get("taskIds", [])]
    except ValueError as err:
        raise ApiRefused("PARAMETER_INVALID", f"taskIds: {err}") from err
    chosen = [json.loads(row["hardware"]) for row in farm.board.tasks(ids)]
    return [
        {
            **farm.table["hardware_row"],
            **machine,
            "platform": int(farm.profile.platform),
            "current": int(bool(chosen) and all(machine["id"] in given for given in chosen)),
        }
        for machine in farm.table["hardware"]
    ]


def no_records(farm: Farm, call: Call) -> dict[str, Any]:
    """Returns an empty page: this farm has no accounting and nobody logs in."""
    return page([], number=call.body.get("pageNum", 1), size=call.body.get("pageSize", 10), total=0)


OPERATIONS: Mapping[str, Any] = MappingProxyType(
    {
        "user_profile": user_profile,
        "user_setting": user_setting,
        "update_user_setting": update_user_setting,
        "transfer_bid": transfer_bid,
        "hardware_config": hardware_config,
        "task_record": no_records,
        "login_record": no_records,
    }
)
