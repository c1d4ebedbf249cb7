"""The account: its profile, its settings, its storages, its hardware and its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rayvision_plugins.services.renderbus.operator import Operator


class UserOperator(Operator):
    """Source: Renderbus SDK documentation 2020, User; records and hardware: published SDK."""

    def query_user_profile(self) -> dict[str, Any]:
        """Returns who this is: {userId, userName, platform, mainUserId, shareMainCapital, zone…}.

        Source: Renderbus SDK documentation 2020, queryUserProfile.
        """
        return dict(self.call("user_profile"))

    def query_user_setting(self) -> dict[str, Any]:
        """Returns the settings: {taskOverTime (hours), taskOverTimeSec, shareMainCapital…}.

        Source: Renderbus SDK documentation 2020, queryUserSetting.
        """
        return dict(self.call("user_setting"))

    def update_user_settings(self, task_over_time: int) -> None:
        """Sets after how many seconds a frame is stopped, for tasks to come.

        Source: Renderbus SDK documentation 2020, updateUserSetting.
        """
        self.call("update_user_setting", taskOverTimeSec=task_over_time)

    def get_transfer_bid(self) -> dict[str, Any]:
        """Returns the storages of the account: {config_bid, input_bid, output_bid…}.

        Source: Renderbus SDK documentation 2020, getTransferBid.
        """
        return dict(self.call("transfer_bid"))

    def get_hardware_config(self, task_ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """Returns the machines offered, to all tasks or to ``task_ids``.

        Each row: {id, type (1 CPU, 2 GPU), model, ram ("64GB"), gpuNum, platform, current,
        notSupportCgId, notSupportPluginList…}.

        Source: published SDK, user; ``cloneTask`` is sent as text there.
        """
        return list(self.call("hardware_config", cloneTask="false", taskIds=task_ids) or [])

    def task_record(
        self, page_num: int = 1, page_size: int = 10, start_date: str = "", end_date: str = ""
    ) -> Any:
        """Returns a page of what was done to tasks; dates as yyyy-MM-dd, empty for no limit.

        Source: published SDK, user.
        """
        return self._record("task_record", page_num, page_size, start_date, end_date)

    def login_record(
        self, page_num: int = 1, page_size: int = 10, start_date: str = "", end_date: str = ""
    ) -> Any:
        """Returns a page of who logged in and when; dates as yyyy-MM-dd, empty for no limit.

        Source: published SDK, user.
        """
        return self._record("login_record", page_num, page_size, start_date, end_date)

    def _record(self, name: str, page_num: int, page_size: int, start: str, end: str) -> Any:
        return self.call(name, pageNum=page_num, pageSize=page_size, startDate=start, endDate=end)
