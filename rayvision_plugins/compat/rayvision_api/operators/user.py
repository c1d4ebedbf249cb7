"""The account: ``services.renderbus.user`` under the documented names."""

from __future__ import annotations

import platform

from rayvision_api.operators.task import numbers
from rayvision_api.signature import hump2underline


class UserOperator:
    """``info`` is filled by the login of RayvisionAPI; its keys are ``user_id``, ``input_bid``…"""

    def __init__(self, connect):
        self._connect = connect
        self._info = {
            "local_os": platform.system().lower(),
            "domain": connect.domain,
            "platform": connect.platform,
        }

    @property
    def info(self):
        return self._info

    @property
    def user_id(self):
        return self.query_user_profile()["userId"]

    def query_user_profile(self):
        with self._connect.asked() as service:
            return service.user.query_user_profile()

    def query_user_setting(self):
        with self._connect.asked() as service:
            return service.user.query_user_setting()

    def update_user_settings(self, task_over_time):
        """Sets after how many seconds a frame is stopped."""
        with self._connect.asked() as service:
            return service.user.update_user_settings(task_over_time)

    def get_transfer_bid(self):
        with self._connect.asked() as service:
            return service.user.get_transfer_bid()

    def _login(self):
        for answer in (self.query_user_profile, self.query_user_setting, self.get_transfer_bid):
            self._update_user_info(answer())

    def _update_user_info(self, user_profile):
        """Keeps what the farm says of the account; the platform stays the one that was given."""
        said = {hump2underline(key): value for key, value in user_profile.items()}
        self._info.update({**said, "platform": self._info["platform"]})

    def get_hardware_config(self, task_ids=None):
        """Returns the machines offered, to all tasks or to some."""
        with self._connect.asked() as service:
            return service.user.get_hardware_config(numbers(task_ids or ()) or None)

    def task_record(self, pageNum=1, pageSize=10, startDate="", endDate=""):
        with self._connect.asked() as service:
            return service.user.task_record(pageNum, pageSize, startDate, endDate)

    def login_record(self, pageNum=1, pageSize=10, startDate="", endDate=""):
        with self._connect.asked() as service:
            return service.user.login_record(pageNum, pageSize, startDate, endDate)
