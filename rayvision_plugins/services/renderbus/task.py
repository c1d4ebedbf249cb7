"""Tasks: created, submitted, stopped, given up, and changed while they run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rayvision_plugins.services.renderbus.operator import Operator


class TaskOperator(Operator):
    """Source: Renderbus SDK documentation 2020, Task, unless a method says another."""

    def create_task(
        self,
        count: int = 1,
        task_user_level: int = 50,
        out_user_id: int | None = None,
        labels: Sequence[str] | None = None,
        clone_original_id: int | None = None,
        artist: str | None = None,
    ) -> dict[str, Any]:
        """Returns new task numbers: {taskIdList, aliasTaskIdList ("2W19097"), userId}.

        ``task_user_level`` is a priority, 50 or 60; ``out_user_id`` a user of a third party.
        The client repeats a call whose answer is lost, which costs an unused number.

        Source: Renderbus SDK documentation 2020, createTask; ``clone_original_id`` and
        ``artist``: dayan SDK documentation 2021.
        """
        return dict(
            self.call(
                "create_task",
                count=count,
                taskUserLevel=task_user_level,
                outUserId=out_user_id,
                labels=labels,
                cloneOriginalId=clone_original_id,
                artist=artist,
            )
        )

    def submit_task(
        self,
        task_id: int,
        asset_isolation_model: str | None = None,
        out_user_id: str | None = None,
        producer: str | None = None,
    ) -> None:
        """Starts a task whose four files and inputs are in place.

        ``asset_isolation_model`` "TASK_ID_MODEL" or "OUT_USER_MODEL" keeps its inputs apart by
        task or by ``out_user_id``: they lie below ``order.isolation_path`` of that number. Not
        made safe to repeat: see ``Renderbus.submit``.

        Source: Renderbus SDK documentation 2020, submitTask (it writes asset_lsolation_model);
        ``producer``: dayan SDK documentation 2021, submit task.
        """
        self.call(
            "submit_task",
            taskId=task_id,
            assetIsolationModel=asset_isolation_model,
            outUserId=out_user_id,
            producer=producer,
        )

    def stop_task(self, task_ids: Sequence[int]) -> None:
        """Stops tasks; what is rendered stays, ``start_task`` goes on.

        Source: Renderbus SDK documentation 2020, stopTask.
        """
        self.call("stop_task", taskIds=task_ids)

    def start_task(self, task_ids: Sequence[int]) -> None:
        """Goes on with stopped tasks.

        Source: Renderbus SDK documentation 2020, startTask.
        """
        self.call("start_task", taskIds=task_ids)

    def abort_task(self, task_ids: Sequence[int]) -> None:
        """Gives tasks up; they cannot go on.

        Source: Renderbus SDK documentation 2020, abortTask.
        """
        self.call("abort_task", taskIds=task_ids)

    def delete_task(self, task_ids: Sequence[int]) -> None:
        """Deletes tasks.

        Source: Renderbus SDK documentation 2020, deleteTask.
        """
        self.call("delete_task", taskIds=task_ids)

    def set_task_overtime(self, task_ids: Sequence[int], overtime: int) -> None:
        """Sets after how many seconds frames of these tasks are stopped.

        Source: Renderbus SDK documentation 2020, setOverTimeStop, there
        ``set_task_overtime_top``.
        """
        self.call("set_task_overtime", taskIds=task_ids, overTime=overtime)

    def full_speed(self, task_ids: Sequence[int]) -> None:
        """Renders the rest of tasks that wait after their test frames.

        Source: Renderbus SDK documentation 2020, fullSpeed.
        """
        self.call("full_speed", taskIds=task_ids)

    def update_priority(self, task_id: int, priority: int) -> None:
        """Sets the priority of a task among those of the account.

        Source: published SDK, task.
        """
        self.call("update_priority", taskId=task_id, taskUserLevel=priority)

    def update_task_limit(self, task_id: int, limit: int) -> None:
        """Sets on how many machines a task renders at once.

        Source: published SDK, task.
        """
        self.call("update_task_limit", taskId=task_id, taskLimit=limit)

    def edit_task_hardware_config(
        self,
        task_ids: Sequence[int],
        hardware_config_ids: Sequence[int],
        model: str,
        gpu_num: str,
        ram: str,
    ) -> None:
        """Moves tasks to other machines, described as ``user.get_hardware_config`` does.

        For example model "1080Ti", gpu_num "2*GPU", ram "64GB".

        Source: published SDK, task.
        """
        self.call(
            "edit_task_hardware",
            taskIds=task_ids,
            hardwareConfigIds=hardware_config_ids,
            model=model,
            gpuNum=gpu_num,
            ram=ram,
        )
