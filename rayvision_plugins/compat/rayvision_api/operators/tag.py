"""Labels of the account and of tasks: ``services.renderbus.tag`` under the documented names."""

from __future__ import annotations

from rayvision_api.operators.task import numbers


class TagOperator:
    """Labels are also the projects of an account."""

    def __init__(self, connect):
        self._connect = connect

    def add_label(self, new_name, status=1):
        with self._connect.asked() as service:
            return service.tag.add_label(new_name, int(status))

    def delete_label(self, del_name):
        with self._connect.asked() as service:
            return service.tag.delete_label(del_name)

    def get_label_list(self):
        """Returns {projectNameList: [{projectId, projectName}]}."""
        with self._connect.asked() as service:
            return service.tag.get_label_list()

    def get_project_list(self):
        """Returns [{projectId, projectName}]."""
        return self.get_label_list()["projectNameList"]

    def add_task_tag(self, tag, task_ids):
        with self._connect.asked() as service:
            return service.tag.add_task_tag(tag, numbers(task_ids))

    def delete_task_tag(self, taskIds, labelNames=None, tag_ids=None):
        """Takes labels off tasks; a single list is one of labels, as older code gives it."""
        if labelNames is None and tag_ids is None:
            taskIds, tag_ids = None, taskIds
        tasks = numbers(taskIds or ()) or None
        with self._connect.asked() as service:
            return service.tag.delete_task_tag(tasks, labelNames or None, tag_ids or None)

    def get_list(self, flag=0):
        """Returns the projects of the account."""
        with self._connect.asked() as service:
            return service.tag.get_project_list(flag)
