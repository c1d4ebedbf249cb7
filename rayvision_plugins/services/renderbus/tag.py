"""Labels: projects of the account, and the marks that tasks wear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rayvision_plugins.services.renderbus.operator import Operator


class TagOperator(Operator):
    """Source: Renderbus SDK documentation 2020, Tag; marks of tasks: published SDK."""

    def add_label(self, new_name: str, status: int = 1) -> None:
        """Adds a label, whose name must be new; ``status`` 0 is on, 1 off.

        Source: Renderbus SDK documentation 2020, addLabel.
        """
        self.call("add_label", newName=new_name, status=status)

    def delete_label(self, del_name: str) -> None:
        """Deletes a label by its name.

        Source: Renderbus SDK documentation 2020, deleteLabel.
        """
        self.call("delete_label", delName=del_name)

    def get_label_list(self) -> dict[str, Any]:
        """Returns the labels: {projectNameList: [{projectId, projectName}]}.

        Source: Renderbus SDK documentation 2020, getLabelList.
        """
        return dict(self.call("label_list"))

    def get_project_list(self, flag: int = 0) -> Any:
        """Returns the projects of the account; ``flag`` 0, 1 or 2 chooses which.

        Source: published SDK, tag.
        """
        return self.call("project_list", flag=flag)

    def add_task_tag(self, tag: str, task_ids: Sequence[int]) -> None:
        """Marks tasks with a label.

        Source: published SDK, tag.
        """
        self.call("add_task_tag", label=tag, taskIds=task_ids)

    def delete_task_tag(
        self,
        task_ids: Sequence[int] | None = None,
        label_names: Sequence[str] | None = None,
        label_ids: Sequence[int] | None = None,
    ) -> None:
        """Takes labels off tasks.

        Source: published SDK, tag; older ones send the ids of labels alone.
        """
        self.call(
            "delete_task_tag",
            taskIds=task_ids,
            labelNames=label_names,
            labelIds=label_ids,
        )
