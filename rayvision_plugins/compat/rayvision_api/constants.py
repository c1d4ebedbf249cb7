"""The constants of the documentation, from our tables.

Differs from the published code, where the documentation of 2020 says something else:
DCC_ID_MAPPINGS holds numbers and "3ds Max" (there texts and "3ds max", also nuke and unreal
engine), CG_SETTING six programs by their own names, HEADERS has version 1.0.0 (there 2.0.0),
TASK_INFO stops a frame after a day and a task after three (there three days and never) and has
no enable_layered, which MODIFIABLE_PARAM lacks too. TASK_INFO is a fresh one each time it is
asked for: what one scene's script writes there does not reach the next.
"""

from __future__ import annotations

from analyzers import tables
from rayvision_plugins import profiles

__all__ = [  # noqa: F822 - TASK_INFO is made when it is asked for
    "CG_SETTING",
    "DCC_ID_MAPPINGS",
    "HEADERS",
    "KEYS",
    "MODIFIABLE_PARAM",
    "PACKAGE_NAME",
    "TASK_INFO",
]

PACKAGE_NAME = "rayvision_api"

_TABLE = profiles.read_table("compat/api.json")
_DOCUMENTED = profiles.load(_TABLE["documented"])

DCC_ID_MAPPINGS = dict(_DOCUMENTED.cg_ids)
HEADERS = {**dict.fromkeys(_DOCUMENTED.signing.values(), ""), **_DOCUMENTED.headers}
CG_SETTING = {**_TABLE["cg_setting"], **{row: key for key, row in _TABLE["cg_setting"].items()}}
MODIFIABLE_PARAM = list(_DOCUMENTED.modifiable)
KEYS = list(_TABLE["keys"])
_TASK_INFO = tables.load("data/task_defaults.json")["task_info"]


def __getattr__(name):
    if name != "TASK_INFO":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    empty = {"software_config": {}, "scene_info": {}, "scene_info_render": {}}
    return {"task_info": dict(_TASK_INFO), **empty}


def __dir__():
    return [*globals(), "TASK_INFO"]
