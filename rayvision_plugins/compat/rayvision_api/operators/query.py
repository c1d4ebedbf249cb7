"""Questions: ``services.renderbus.query`` under the documented names.

Differs: platforms and Raysync are asked for in the zone of the domain, both in the same; pages end
where the farm says; where no frame of a task has one of the numbers given nothing is sent.
"""

from __future__ import annotations

import itertools
import sys

from rayvision_api.exception import CODES, RayvisionError
from rayvision_api.operators.task import number, numbers


class QueryOperator:
    """A page is {pageCount, pageNum, total, size, items}."""

    def __init__(self, connect):
        self._connect = connect

    def platforms(self):
        with self._connect.asked() as service:
            return service.query.platforms()

    def error_detail(self, code=None, codes=None, language=0):
        """Returns the texts of tip codes in Chinese (0) or English (1).

        A text in the place of ``codes`` is the language, as older documents give it.
        """
        if isinstance(codes, str):
            codes, language = None, codes
        with self._connect.asked() as service:
            return service.query.error_detail(code and str(code), codes, int(language or 0))

    def get_task_list(
        self,
        page_num=1,
        page_size=100,
        status_list=None,
        search_keyword=None,
        start_time=None,
        end_time=None,
        recycle_flag=None,
    ):
        with self._connect.asked() as service:
            return service.query.task_list(
                page_num,
                page_size,
                status_list or None,
                search_keyword or None,
                start_time or None,
                end_time or None,
                recycle_flag or None,
            )

    def task_frames(self, task_id, page_num=1, page_size=100, search_keyword=None):
        with self._connect.asked() as service:
            return service.query.task_frames(
                number(task_id), page_num, page_size, search_keyword or None
            )

    def all_frame_status(self):
        with self._connect.asked() as service:
            return service.query.all_frame_status()

    def restart_failed_frames(self, task_param_list, status=None):
        with self._connect.asked() as service:
            tasks = numbers(task_param_list)
            return service.query.restart_failed_frames(tasks, status or None)

    def restart_frame(self, task_id, select_all=1, ids_list=None, status=None):
        """Renders every frame of a task again (select_all 1), or those of ``ids_list`` (0)."""
        with self._connect.asked() as service:
            return service.query.restart_frame(
                number(task_id), select_all, ids_list or None, status or None
            )

    def task_info(self, task_ids_list):
        with self._connect.asked() as service:
            return service.query.task_info(numbers(task_ids_list))

    def supported_software(self):
        with self._connect.asked() as service:
            return service.query.supported_software()

    def supported_plugin(self, name, os_name="default"):
        """Returns versions and plug-ins of a software, on the system of this machine if unsaid."""
        if os_name == "default":
            os_name = "windows" if sys.platform == "win32" else "linux"
        with self._connect.asked() as service:
            return service.query.supported_plugin(name, os_name)

    def get_transfer_server_msg(self):
        with self._connect.asked() as service:
            return service.query.transfer_server_msg()

    def get_raysync_user_key(self):
        with self._connect.asked() as service:
            return service.query.raysync_user_key()

    def get_task_processing_img(self, task_id, frame_type=None):
        with self._connect.asked() as service:
            return service.query.task_processing_img(number(task_id), frame_type or None)

    def get_frame_thumbnall(self, frame_id, frame_status=4):
        with self._connect.asked() as service:
            return service.query.frame_thumbnail(frame_id, frame_status)

    def get_all_frames(self, task_id, start_page=1, end_page=2000, page_size=100):
        """Returns the frames of these pages by their numbers, as the farm writes those."""
        with self._connect.asked() as service:
            rows = service.query.frames(number(task_id), page_size=page_size)
            first, end = (int(start_page) - 1) * page_size, int(end_page) * page_size
            some = itertools.islice(rows, first, end)
            return {row["frameIndex"]: row for row in some}

    def get_custome_frames(self, task_id, restartframes):
        """Renders frames of these numbers again: ["2-4[1]", "10"]."""
        return self.restart_frame(task_id, 0, self._frame_ids(task_id, restartframes))

    def get_small_task_id(self, task_id):
        """Returns the numbers of the layers of a task, else its own."""
        with self._connect.asked() as service:
            return service.query.small_task_ids(number(task_id))

    def stop_frame(self, task_id, select_all=1, ids_list=None, status=None):
        """Stops every frame of a task (select_all 1), or those of ``ids_list`` (0)."""
        with self._connect.asked() as service:
            return service.query.stop_frame(
                number(task_id), select_all, ids_list or None, status or None
            )

    def frame_number_to_stop(self, task_id, stop_frame):
        """Stops frames of these numbers: ["2-4[1]", "10"]."""
        return self.stop_frame(task_id, 0, self._frame_ids(task_id, stop_frame))

    def get_render_log(self, renderingType="render", pageNum=1, pageSize=1, frame_id=None):
        with self._connect.asked() as service:
            return service.query.render_log(frame_id, pageNum, pageSize, renderingType)

    def get_pack_node_info(self):
        with self._connect.asked() as service:
            return service.query.pack_node_info()

    def _frame_ids(self, task_id, numbers):
        wanted = set(map(str, numbers))
        frames = self.get_all_frames(task_id)
        ids = [row["id"] for number, row in frames.items() if str(number) in wanted]
        if not ids:
            raise RayvisionError(CODES["python"], f"task {task_id} has no frame of {numbers}")
        return ids
