"""Questions: tasks, frames, their logs and pictures, software, tips, platforms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rayvision_plugins.errors import ProfileError
from rayvision_plugins.services.renderbus import paging
from rayvision_plugins.services.renderbus.operator import Operator


class QueryOperator(Operator):
    """Source: Renderbus SDK documentation 2020, Query, unless a method says another.

    A page is {pageCount, pageNum, total, size, items}.
    """

    def platforms(self, zone: int | None = None) -> list[dict[str, Any]]:
        """Returns the platforms of a zone (1 China, 2 international): [{platform, name…}].

        Without ``zone`` that of the domain, as the profile's table has it.

        Source: Renderbus SDK documentation 2020, queryPlatforms.
        """
        return list(self.call("platforms", zone=self._zone(zone)))

    def error_detail(
        self,
        code: str | None = None,
        codes: Sequence[str] | None = None,
        language: int = 0,
    ) -> list[dict[str, Any]]:
        """Returns the texts of tip codes in Chinese (language 0) or English (1).

        Each row: {code, type (0 warning, 1 error), desDescriptionCn, desSolutionCn…}. Codes
        that the farm does not know are left out. Deployments that take a single code are
        asked once for each.

        Source: Renderbus SDK documentation 2020, queryErrorDetail; ``codes``: published SDK.
        """
        wanted = [*([] if code is None else [code]), *(codes or [])]
        if codes and self.takes("error_detail", "codes"):
            return list(self.call("error_detail", codes=wanted, language=str(language)))
        return [
            row
            for one in dict.fromkeys(wanted)
            for row in self.call("error_detail", code=one, language=str(language))
        ]

    def task_list(
        self,
        page_num: int = 1,
        page_size: int = paging.PAGE,
        status_list: Sequence[int] | None = None,
        search_keyword: str | None = None,
        start_time: str | None = None,
        end_time: str | None = None,
        recycle_flag: int | None = None,
    ) -> dict[str, Any]:
        """Returns a page of tasks, newest first.

        ``status_list`` are numbers of the profile's task_states, ``search_keyword`` a part of a
        scene's name or of an id; times as "yyyy-MM-dd HH:mm:ss" limit the time of submission.

        Source: Renderbus SDK documentation 2020, getTaskList, there ``get_task_list``;
        ``recycle_flag``: published SDK.
        """
        return dict(
            self.call(
                "task_list",
                pageNum=page_num,
                pageSize=page_size,
                statusList=status_list,
                searchKeyword=search_keyword,
                startTime=start_time,
                endTime=end_time,
                recycleFlag=recycle_flag,
            )
        )

    def tasks(self, page_size: int = paging.PAGE, **filters: Any) -> Iterator[dict[str, Any]]:
        """Yields the tasks of all pages, each once; ``filters`` are those of ``task_list``."""
        return paging.rows(lambda page: self.task_list(page, page_size, **filters))

    def task_info(self, task_ids: Sequence[int]) -> dict[str, Any]:
        """Returns a page with these tasks; layers stand in ``respRenderingTaskList``.

        Source: Renderbus SDK documentation 2020, queryTaskInfo.
        """
        return dict(self.call("task_info", taskIds=task_ids))

    def small_task_ids(self, task_id: int) -> list[int]:
        """Returns the ids of the parts of a task: its layers, else the task itself.

        Source: dayan SDK documentation 2021, all small task ids of a task, there
        ``get_small_task_id``; it names no operation, the ids are those of
        ``respRenderingTaskList``.
        """
        parts = [
            int(part["id"])
            for row in self.task_info([task_id])["items"]
            for part in row.get("respRenderingTaskList") or []
        ]
        return parts or [task_id]

    def task_frames(
        self,
        task_id: int,
        page_num: int = 1,
        page_size: int = paging.PAGE,
        search_keyword: str | None = None,
    ) -> dict[str, Any]:
        """Returns a page of frames: [{id, frameIndex, frameStatus, startTime (ms)…}].

        ``search_keyword`` is the name of a group of frames that render together.

        Source: Renderbus SDK documentation 2020, queryTaskFrames.
        """
        return dict(
            self.call(
                "task_frames",
                taskId=task_id,
                pageNum=page_num,
                pageSize=page_size,
                searchKeyword=search_keyword,
            )
        )

    def frames(
        self, task_id: int, search_keyword: str | None = None, page_size: int = paging.PAGE
    ) -> Iterator[dict[str, Any]]:
        """Yields the frames of all pages of a task, each once."""
        return paging.rows(lambda page: self.task_frames(task_id, page, page_size, search_keyword))

    def all_frame_status(self) -> dict[str, Any]:
        """Returns the frames of all tasks by state: {doneFramesTotal, totalFrames…}.

        Source: Renderbus SDK documentation 2020, queryAllFrameStats.
        """
        return dict(self.call("frame_totals"))

    def restart_failed_frames(
        self, task_ids: Sequence[int], status: Sequence[int] | None = None
    ) -> None:
        """Renders the failed frames of tasks again, or those in the frame states ``status``.

        Deployments that ask for the states are told "failed" unless others are given.

        Source: Renderbus SDK documentation 2020, restartFailedFrames; ``status``: dayan SDK
        documentation 2021, recommit frames.
        """
        needed = self.client.profile.endpoint("restart_failed_frames").request.get("required", ())
        if status is None and "status" in needed:
            status = [self.client.profile.frame_state("failed").number]
        self.call("restart_failed_frames", taskIds=task_ids, status=status)

    def restart_frame(
        self,
        task_id: int,
        select_all: int = 1,
        ids: Sequence[int] | None = None,
        status: Sequence[int] | None = None,
    ) -> None:
        """Renders every frame of a task again (select_all 1), or the frames ``ids`` (0).

        Source: Renderbus SDK documentation 2020, restartFrame; ``status``: published SDK.
        """
        self.call(
            "restart_frame",
            taskId=task_id,
            selectAll=select_all,
            ids=ids,
            status=status,
        )

    def stop_frame(
        self,
        task_id: int,
        select_all: int = 1,
        ids: Sequence[int] | None = None,
        status: Sequence[int] | None = None,
    ) -> None:
        """Stops every frame of a task (select_all 1), or the frames ``ids`` (0).

        Source: published SDK, query.
        """
        self.call(
            "stop_frame",
            taskId=task_id,
            selectAll=select_all,
            ids=ids,
            status=status,
        )

    def render_log(
        self,
        frame_id: int,
        page_num: int = 1,
        page_size: int = paging.PAGE,
        rendering_type: str = "render",
    ) -> dict[str, Any]:
        """Returns a page of the log of a frame; its items are lines of text.

        Source: published SDK, query.
        """
        return dict(
            self.call(
                "render_log",
                renderingType=rendering_type,
                pageNum=page_num,
                pageSize=page_size,
                id=frame_id,
            )
        )

    def log_lines(self, frame_id: int, page_size: int = paging.PAGE) -> Iterator[str]:
        """Yields the lines of the log of a frame."""
        return paging.lines(lambda page: self.render_log(frame_id, page, page_size))

    def supported_software(self) -> dict[str, Any]:
        """Returns what renders here: {renderInfoList: [{cgId, cgName, cgType…}], defaultCgId}.

        Source: Renderbus SDK documentation 2020, querySupportedSoftware.
        """
        return dict(self.call("supported_software"))

    def supported_plugin(self, name: str | int, os_name: str | None = None) -> dict[str, Any]:
        """Returns versions and plug-ins of a software: {cgPlugin: […], cgVersion: […]}.

        ``name`` in any case ("maya"), or the farm's number; ``os_name`` "windows" or "linux".

        Raises:
            ProfileError: neither the farm nor the profile knows such a software.

        Source: Renderbus SDK documentation 2020, querySupportedPlugin; the id in place of the
        name: published SDK.
        """
        number = name if isinstance(name, int) else self.cg_id(name)
        return dict(self.call("supported_plugin", cgId=number, osName=os_name))

    def cg_id(self, name: str) -> int:
        """Returns the farm's number of a software, by its own list, else the profile's.

        Raises:
            ProfileError: neither knows it.
        """
        offered = {
            str(row["cgName"]): int(row["cgId"])
            for row in self.supported_software()["renderInfoList"]
        }
        known = {**self.client.profile.cg_ids, **offered}
        numbers = {_folded(key): number for key, number in known.items()}
        if _folded(name) not in numbers:
            raise ProfileError(f"the farm has no software {name!r}; it has {', '.join(offered)}")
        return numbers[_folded(name)]

    def task_processing_img(self, task_id: int, frame_type: int | None = None) -> dict[str, Any]:
        """Returns how far a picture in strips is: {width, height, block, grabInfo…}; 3ds Max only.

        ``frame_type`` 2 is the photon pass, 5 the picture, none the one that renders now.

        Source: Renderbus SDK documentation 2020, loadTaskProcessImg, there
        ``get_task_processing_img``.
        """
        return dict(self.call("task_processing_img", taskId=task_id, frameType=frame_type) or {})

    def frame_thumbnail(self, frame_id: int, frame_status: int | None = None) -> list[str]:
        """Returns the paths of small pictures of a done frame on the farm's storage.

        Source: Renderbus SDK documentation 2020, loadingFrameThumbnail, there
        ``get_frame_thumbnall``.
        """
        done = self.client.profile.frame_state("done").number
        status = done if frame_status is None else frame_status
        return list(self.call("frame_thumbnail", id=frame_id, frameStatus=status) or [])

    def transfer_server_msg(self, zone: int | None = None) -> dict[str, Any]:
        """Returns where Raysync listens: {raysyncTransfer: {serverIp, serverPort, sslPort…}}.

        Source: Renderbus SDK documentation 2020, getTransferServerMsg, there
        ``get_transfer_server_msg``; ``zone``: published SDK.
        """
        return dict(self.call("transfer_server_msg", zone=self._zone(zone)))

    def raysync_user_key(self) -> dict[str, Any]:
        """Returns what logs in at Raysync: {raySyncUserKey, userName, platform…}. A secret.

        Source: Renderbus SDK documentation 2020, getRaySyncUserKey, there
        ``get_raysync_user_key``.
        """
        return dict(self.call("raysync_user_key"))

    def pack_node_info(self) -> Any:
        """Returns the machines the account has hired.

        Source: published SDK, query.
        """
        return self.call("pack_node_info")

    def _zone(self, zone: int | None) -> int:
        return self.client.profile.zone(self.client.domain) if zone is None else zone


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
