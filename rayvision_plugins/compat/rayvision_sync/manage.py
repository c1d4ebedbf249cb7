"""How far tasks are, from ``api.query.task_info``.

Differs: a state that the documentation does not describe is called by our own word and raises
nothing; a task whose submission failed, or that ended with stopped frames, has ended too.
"""

from __future__ import annotations

from rayvision_sync.utils import STATES, get_task_status_description

from rayvision_plugins.jobs import ENDED


class RayvisionManageTask:
    """``query`` is ``api.query``."""

    def __init__(self, query):
        self._query = query

    def is_task_end(self, task_id, is_test_stop=False):
        """Returns whether all parts of a task have ended, None for a task that is not known.

        With ``is_test_stop`` one that waits after its test frames has ended as well.
        """
        codes = self.find_task_status_codes(self.get_task_status([task_id]))
        return all(_ended(code, is_test_stop) for code in codes) if codes else None

    def get_task_status(self, task_id_list):
        """Returns a row for each task, see ``task_info_iterater``."""
        return self.task_info_iterater(self._query.task_info(task_id_list).get("items", []))

    def task_info_iterater(self, task_info_list):
        """Returns what downloads need of rows of tasks, their parts in ``sub_task_status``."""
        return [
            {
                "task_id": str(row.get("id")),
                "task_status_code": str(row.get("taskStatus")),
                "task_status_text": str(row.get("statusText")),
                "task_status_description": _words(row),
                "is_opener": str(row.get("isOpen") or 0),
                "output_file_name": row.get("outputFileName"),
                "sub_task_status": self.task_info_iterater(_parts(row)),
                "userId": row.get("userId"),
                "bid": row.get("bid"),
            }
            for row in task_info_list
        ]

    def output_file_names(self, task_status_list):
        """Returns {output_name, user_id, bid} of each part with a folder of its own."""
        return [
            {
                "output_name": row["output_file_name"],
                "user_id": row.get("userId"),
                "bid": row.get("bid"),
            }
            for row in _leaves(task_status_list)
            if row.get("output_file_name") is not None
        ]

    def find_task_status_codes(self, task_status_list):
        """Returns the code of each part, as text."""
        return [row["task_status_code"] for row in _leaves(task_status_list)]


def _words(row):
    """Returns what a state is called; the farm's own text for one that nobody knows."""
    code = str(row.get("taskStatus"))
    return get_task_status_description(code) if code in STATES else str(row.get("statusText"))


def _parts(row):
    return (row.get("respRenderingTaskList") or []) if int(row.get("isOpen") or 0) == 1 else []


def _leaves(rows):
    """Yields the rows that have no parts; a task that is open and has none yet is left out."""
    for row in rows:
        if int(row["is_opener"]) == 1:
            yield from _leaves(row.get("sub_task_status") or [])
        else:
            yield row


def _ended(code, after_tests):
    status = STATES.get(code)
    return bool(status) and (status.state in ENDED or (after_tests and status.name == "test_done"))
