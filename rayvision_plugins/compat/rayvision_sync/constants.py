"""The constants of the documentation, from our tables.

TASK_END_STATUS_CODE_LIST is as documented; what ends a task here is ``manage.is_task_end``,
which knows more states.
"""

from __future__ import annotations

from rayvision_plugins.profiles import read_table

PACKAGE_NAME = "rayvision_sync"

TABLE = read_table("compat/sync.json")

TASK_STATUS_DESCRIPTION = TABLE["task_status_description"]
TASK_END_STATUS_CODE_LIST = TABLE["task_end_status"]
TRANSFER_LOG = TABLE["variables"]["log"]
RAYVISION_DB = TABLE["variables"]["database"]
WINDOWS_LOCAL_ENV = TABLE["variables"]["windows"]
LINUX_LOCAL_ENV = TABLE["variables"]["others"]
RENDERFARM_SDK = TABLE["variables"]["folder"]
ENGINE_TYPE = TABLE["engine_type"]
PLATFORM_ALIAS_MAP = read_table("transports.json")["platforms"]
