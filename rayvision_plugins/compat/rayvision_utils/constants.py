"""The constants of ``rayvision_api``; a task has one field more here (``data/compat/utils.json``).

Differs: TASK_INFO is a fresh one each time it is asked for, so that no scene starts with the
fields of the one before.
"""

from rayvision_api import constants

from rayvision_plugins.profiles import read_table

__all__ = ["CG_SETTING", "PACKAGE_NAME", "TASK_INFO"]  # noqa: F822 - made when it is asked for

PACKAGE_NAME = "rayvision_utils"

CG_SETTING = constants.CG_SETTING

_TABLE = read_table("compat/utils.json")


def __getattr__(name):
    if name != "TASK_INFO":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    fresh = constants.TASK_INFO
    return {**fresh, "task_info": {**_TABLE["task_info"], **fresh["task_info"]}}
