"""The Raysync client under its published name. There is none here: our engines move the files.

Differs: nothing is downloaded, started or ended; ``start_transfer`` goes to the farm of ``api``, or
of the access id and key that the environment holds, and returns when everything is done; ``post``
has nobody to ask and raises. What that leaves without a meaning is said once. User name and key
are not kept.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import os
import pathlib

from rayvision_api.core import RayvisionAPI
from rayvision_api.exception import conversion
from rayvision_sync import _farm
from rayvision_sync.constants import TABLE
from rayvision_sync.rayvision_raysync.constants import RESPONSE
from rayvision_sync.rayvision_raysync.exception import (
    NotSupportfiletype,
    NotSupportTasktype,
    RaysyncAPIError,
    TaskidNotexsit,
)

from rayvision_plugins import download, upload
from rayvision_plugins.transfer import sources
from rayvision_plugins.transfer.upload_list import entries

NO_CLIENT = "no Raysync client runs here; our engines move the files"


class RayvisionTransferRaysync:
    """Transfers of one user; ``api`` is the account, without it the one of this machine."""

    def __init__(
        self,
        task_domain,
        user_id,
        user_name,
        user_key,
        platform,
        logger=None,
        raysyncdirpath=None,
        timeout=None,
        api=None,
    ):
        self.task_domain = task_domain
        self.user_id = user_id
        self.platform = platform
        self.timeout = timeout
        self.logger = logger or _farm.LOG
        self._api = api
        self._speed = None
        self._limit = 2, 2
        self._numbers = itertools.count(1)
        self._ended = {}

    def auto_download(self):
        """Downloads nothing."""
        _farm.said(NO_CLIENT)

    def post(self, api_url, data):
        """Raises: there is no client that could answer."""
        raise RaysyncAPIError(RESPONSE["failed"], f"{NO_CLIENT}: start_transfer", str(api_url))

    def set_transfer_speed(self, max_speed, network_mode=0):
        """Takes the KB a second of transfers that name no speed themselves."""
        self._speed = max_speed

    def set_proxy_manager(self, proxy_ip, proxy_port):
        """Changes nothing."""
        if proxy_ip:
            _farm.said(f"proxy_ip is set aside: {_farm.USUAL['proxy_ip'][1]}")

    def set_task_limit(self, upload_num, download_num):
        """Keeps how many transfers may run at once; one call of ``start_transfer`` is one."""
        most = TABLE["raysync"]["most_tasks"]
        if not (1 <= upload_num <= most and 1 <= download_num <= most):
            raise NotSupportTasktype(f"from 1 to {most} transfers may run at once")
        self._limit = upload_num, download_num

    def get_task_limit(self):
        """Returns what ``set_task_limit`` was told: (uploads, downloads)."""
        return self._limit

    def get_run_raysync(self):
        """Returns the command that starts the client: none."""
        _farm.said(NO_CLIENT)
        return ""

    def listening_raysync_server(self):
        """Returns True: there is no process to wait for."""
        _farm.said(NO_CLIENT)
        return True

    def close_raysync(self):
        """Ends nothing: transfers end with ``start_transfer``."""

    def convert_upload(self, upload_path, input_id, user_id):
        """Writes the client's list of an upload.json beside it and returns the path of that."""
        path = pathlib.Path(upload_path)
        made = path.with_name(f"{path.stem}_list.json")
        with conversion():
            lines = [
                f'local:"{row["local"]}" server:"/input/{input_id}-{user_id}/{server}"\n'
                for row in entries(path)
                for server in [row["server"].lstrip("/")]
            ]
        made.write_text("".join(lines), encoding="utf-8")
        return str(made)

    def get_transfer_path(
        self,
        task_type,
        local_path,
        server_path,
        storage_id,
        task_id,
        file_type,
        trans_storage,
        user_id=None,
    ):
        """Returns the paths of a transfer as the client writes them."""
        _check(task_type)
        user = user_id or self.user_id
        server_path = server_path.replace("\\", "/")
        if task_type == "upload-list":
            made = self.convert_upload(local_path, storage_id, user)
            return {"task-type": task_type, "file-list": made}
        if task_type == "download":
            source, target = f"/{trans_storage}/{storage_id}-{user}/{server_path}", local_path
        else:
            below = f"{task_id}/cfg" if _describes(file_type, task_id) else server_path
            source, target = local_path, f"/input/{storage_id}-{user}/{below}"
        return {"task-type": task_type, "source-path": source, "target-path": target}

    def start_transfer(
        self,
        server_ip,
        server_port,
        local_path,
        server_path,
        storage_id,
        input_id=None,
        task_type=None,
        task_id=None,
        user_id=None,
        file_type="normal",
        trans_storage="output",
        max_speed=None,
        max_timeout=18000,
        network_mode=0,
        proxy_ip=None,
        proxy_port=None,
        enable_hash=False,
        upload_num=2,
        download_num=2,
    ):
        """Moves files and returns the client's code for how it ended: 0 when it went well.

        Raises:
            NotSupportTasktype: ``task_type`` is none of "upload", "upload-list" and "download".
        """
        _check(task_type)
        number, state = str(next(self._numbers)), "failed"
        how = {**_farm.how(locals()), "engine_type": "raysync"}
        how["max_speed"] = max_speed or self._speed
        try:
            with _farm.opened(self._account, _farm.given(), _Failed, **how) as farm:
                if task_type == "upload" and _describes(file_type, task_id):
                    events = upload.upload_config(str(task_id), [local_path], farm)
                elif task_type == "upload":
                    place = f"{server_path}/{os.path.basename(local_path)}"
                    events = farm.send(sources.listed([(local_path, place)]), str(storage_id))
                elif task_type == "upload-list":
                    events = upload.upload_asset(local_path, farm)
                else:
                    events = _outputs(farm, str(storage_id), server_path, local_path)
                _farm.carried(events, self.logger.info)
            state = "successful"
        except _Failed as err:
            self.logger.error("%s", err)
        self._ended[number] = {"task-id": number, "task-type": task_type, "task-state": state}
        return self.look_task_status(number, task_id, max_timeout, task_type)

    def look_task_status(self, transfer_task_id, task_id, max_timeout, task_type):
        """Returns the code of a transfer that has ended."""
        row = self._ended.get(str(transfer_task_id))
        if row is None:
            raise TaskidNotexsit(f"there is no transfer {transfer_task_id}")
        return RESPONSE[row["task-state"]]

    def get_task_status(self, tranfer_task_id):
        """Returns {"task-list"} with one transfer."""
        row = self._ended.get(str(tranfer_task_id))
        return {"code": 0, "message": "", "task-list": [row] if row else []}

    def get_task_list_status(self):
        """Returns {"task-list"} with all transfers of this object."""
        return {"code": 0, "message": "", "task-list": list(self._ended.values())}

    def get_all_task_status(self, current_task_type):
        """Logs how many transfers have ended; none is ever waiting."""
        kind = "download" if "download" in current_task_type else "upload"
        count = sum(row["task-type"].startswith(kind) for row in self._ended.values())
        self.logger.info("%s: %d ended", kind, count)

    @functools.cached_property
    def _account(self):
        return self._api or RayvisionAPI(domain=self.task_domain, platform=self.platform)


class _Failed(Exception):
    """A file could not be moved."""


def _check(task_type):
    if task_type not in ("upload", "upload-list", "download"):
        raise NotSupportTasktype(f"{task_type} is none of upload, upload-list and download")


def _describes(file_type, task_id):
    """Returns whether a file describes a task, which must be named then; else it is an input."""
    if file_type not in ("json", "normal"):
        raise NotSupportfiletype(f"{file_type} is neither json nor normal")
    if file_type == "json" and not task_id:
        raise TaskidNotexsit("name the task that the file describes")
    return file_type == "json"


def _outputs(farm, bid, server_path, local_path):
    """Returns what fetches a path of a storage; a slash at its end leaves its folders out."""
    farm.storage = dataclasses.replace(farm.storage, output_bid=bid)
    flat = server_path.endswith(("/", "\\"))
    return download.download(farm, pathlib.Path(local_path), server_path=server_path, flat=flat)
