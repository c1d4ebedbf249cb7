"""Tasks: ``services.renderbus.task`` under the documented names.

Differs: a submission whose answer is lost is not repeated blindly: the farm is asked first whether
it has the task. ``submit_task`` is also called as older documents say, with how its inputs are kept
apart (``asset_lsolation_model``) and for whom (``out_user_id``) after its number.
"""

from __future__ import annotations

from rayvision_api.exception import CODES, RayvisonTaskIdError

from rayvision_plugins.services.renderbus.order import MODELS


class TaskOperator:
    """Task numbers are ints, lists of them may hold texts."""

    TASK_PARAM = "taskIds"

    def __init__(self, connect):
        self._connect = connect
        self._task_id = None

    def create_task(
        self,
        count=1,
        task_user_level=50,
        out_user_id=None,
        labels=None,
        clone_original_id=None,
        artist=None,
    ):
        """Returns {taskIdList, aliasTaskIdList, userId}."""
        with self._connect.asked() as service:
            return service.task.create_task(
                count,
                task_user_level,
                out_user_id or None,
                labels or None,
                number(clone_original_id) if clone_original_id else None,
                artist or None,
            )

    def _generate_task_id(self):
        if self._task_id is None:
            self._task_id = self.create_task()["taskIdList"][0]
        return self._task_id

    @property
    def task_id(self):
        """A task number of this object, the same until it is submitted."""
        return self._generate_task_id()

    def submit_task(
        self,
        task_id=None,
        producer=None,
        only_id=False,
        asset_lsolation_model=None,
        out_user_id=None,
    ):
        """Starts a task, that of this object unless another is named.

        With ``only_id`` the number is returned and ``task_id`` stays what it is.
        """
        task_id = number(task_id or self.task_id)
        if producer in MODELS.values():
            asset_lsolation_model, producer = producer, None
        if isinstance(only_id, str):
            out_user_id, only_id = only_id, False
        options = {
            "producer": producer or None,
            "asset_isolation_model": asset_lsolation_model,
            "out_user_id": out_user_id or None,
        }
        with self._connect.asked() as service:
            service.submit(str(task_id), **options)
        if only_id:
            return task_id
        self._task_id = None
        return None

    def stop_task(self, task_param_list):
        with self._connect.asked() as service:
            return service.task.stop_task(numbers(task_param_list))

    def start_task(self, task_param_list):
        with self._connect.asked() as service:
            return service.task.start_task(numbers(task_param_list))

    def abort_task(self, task_param_list):
        with self._connect.asked() as service:
            return service.task.abort_task(numbers(task_param_list))

    def delete_task(self, task_param_list):
        with self._connect.asked() as service:
            return service.task.delete_task(numbers(task_param_list))

    def update_priority(self, task_id, priority):
        with self._connect.asked() as service:
            return service.task.update_priority(number(task_id), priority)

    def set_task_overtime_top(self, task_id_list, overtime):
        """Sets after how many seconds frames are stopped; returns the farm's word for done."""
        with self._connect.asked() as service:
            tasks = numbers(task_id_list)
            return service.task.call("set_task_overtime", taskIds=tasks, overTime=overtime)

    def full_speed(self, task_id_list):
        """Renders what waits after test frames; returns the farm's word for done."""
        with self._connect.asked() as service:
            return service.task.call("full_speed", taskIds=numbers(task_id_list))

    def update_task_limit(self, taskId, taskLimit):
        with self._connect.asked() as service:
            return service.task.update_task_limit(number(taskId), taskLimit)

    def edit_task_hardware_config(self, taskIds, hardwareConfigIds, model, gpuNum, ram):
        with self._connect.asked() as service:
            return service.task.edit_task_hardware_config(
                numbers(taskIds), hardwareConfigIds, model, gpuNum or "", ram
            )


def number(task):
    """Returns the number of a task as int.

    Raises:
        RayvisonTaskIdError: it is none.
    """
    try:
        return int(task)
    except (TypeError, ValueError):
        said = f"a task number is an int: {task!r}"
        raise RayvisonTaskIdError(CODES["task_id"], said) from None


def numbers(tasks):
    """Returns the numbers of tasks as ints; one that is given alone is a list of one."""
    return [number(task) for task in ([tasks] if isinstance(tasks, (int, str)) else tasks)]
