"""Downloads: ``rayvision_plugins.download`` and ``submit.Farm.follow`` under the documented names.

Differs: the list of tasks stays as it is; tasks must be named; one that the farm does not know is
an error, and so are files that fail at any time, once everything else has come; a task whose
submission failed, or that has stopped frames, ends too. ``asset`` fetches from the inputs, as the
published code does and its documents do not. ``enable_hash`` or not, a file is compared with what
the farm says of it. ``sleep_time`` grows while nothing happens; the documented 10 seconds are the
setting ``poll``. Nothing is printed: ``print_log`` chooses between INFO and DEBUG of the logger.
"""

from __future__ import annotations

import copy
import dataclasses
import pathlib

from rayvision_api.exception import CODES
from rayvision_api.operators.task import numbers
from rayvision_log.core import logger_of
from rayvision_sync import _farm
from rayvision_sync.constants import PACKAGE_NAME
from rayvision_sync.exception import DownloadFailed, RayvisionError
from rayvision_sync.manage import RayvisionManageTask
from rayvision_sync.transfer import RayvisionTransfer
from rayvision_sync.utils import create_transfer_params

from rayvision_plugins import download as ours
from rayvision_plugins.jobs import STOPPED
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.transfer import database
from rayvision_plugins.watch import POLL


class RayvisionDownload:
    """Brings outputs home; every method returns True or raises.

    ``local_path`` is ``renderfarm_sdk`` in the user's home unless given. Files keep the folders
    that they have at the farm, with ``download_filename_format`` "false" those below a task's.

    Raises:
        DownloadFailed: a file could not be fetched; everything that could be was.
        UnsupportedEngineType: ``engine_type`` is none.
    """

    def __init__(
        self,
        api,
        transports_json="",
        transmitter_exe="",
        automatic_line=True,
        internet_provider="",
        logger=None,
        log_folder=None,
        log_name=None,
        log_level="DEBUG",
    ):
        self.api = api
        self.logger = logger_of(PACKAGE_NAME, logger, log_folder, log_name, log_level)
        self.manage_task = RayvisionManageTask(api.query)
        self.trans = RayvisionTransfer(
            api,
            **create_transfer_params(api),
            automatic_line=automatic_line,
            manage_task=self.manage_task,
            transports_json=transports_json,
            transmitter_exe=transmitter_exe,
            internet_provider=internet_provider,
        )
        self._given = _farm.given(transports_json, transmitter_exe, internet_provider)

    @staticmethod
    def check_params(task_id_list, custom_server_output_path):
        """Passes where tasks or a path of the outputs are named."""
        if not task_id_list and not custom_server_output_path:
            said = "name tasks, or a path on the output storage"
            raise RayvisionError(CODES["python"], said)

    def download(
        self,
        task_id_list=None,
        max_speed=None,
        print_log=True,
        download_filename_format="true",
        local_path=None,
        server_path=None,
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        network_mode=0,
        proxy_ip=None,
        proxy_port=None,
        enable_hash=False,
        asset=False,
        download_num=2,
    ):
        """Fetches what is there now: of tasks, or in their place what ``server_path`` names."""
        self.check_params(task_id_list, server_path)
        self._run_download(
            task_id_list,
            local_path,
            print_log=print_log,
            download_filename_format=download_filename_format,
            server_path=server_path,
            enable_hash=enable_hash,
            asset=asset,
            **_farm.how(locals()),
        )
        return True

    def auto_download(
        self,
        task_id_list=None,
        max_speed=None,
        print_log=False,
        sleep_time=10,
        download_filename_format="true",
        local_path=None,
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        network_mode=0,
        is_test_stop=False,
        proxy_ip=None,
        proxy_port=None,
        enable_hash=False,
        download_num=2,
    ):
        """Fetches each frame as it is done, until the tasks have ended.

        With ``is_test_stop`` a task that waits after its test frames has ended as well.
        """
        return self._followed(locals(), after=False)

    def auto_download_after_task_completed(
        self,
        task_id_list=None,
        max_speed=None,
        print_log=True,
        sleep_time=10,
        download_filename_format="true",
        local_path=None,
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        network_mode=0,
        is_test_stop=False,
        proxy_ip=None,
        proxy_port=None,
        enable_hash=False,
        download_num=2,
    ):
        """Fetches the frames of each task when it has ended; as ``auto_download`` else."""
        return self._followed(locals(), after=True)

    def _run_download(
        self,
        task_id_list,
        local_path,
        max_speed=None,
        print_log=True,
        download_filename_format="true",
        server_path=None,
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        network_mode=0,
        proxy_ip=None,
        proxy_port=None,
        enable_hash=False,
        asset=False,
        download_num=2,
    ):
        """Fetches what is there now."""
        with self._opened(_farm.how(locals())) as farm:
            if asset:
                inputs = {"output_bid": farm.storage.input_bid, "output_bids": {}}
                farm.storage = dataclasses.replace(farm.storage, **inputs)
            events = ours.download(
                farm,
                _folder(local_path),
                tasks=() if server_path else numbers(task_id_list or ()),
                server_path=server_path or (),
                flat=_flat(download_filename_format),
            )
            _farm.carried(events, self._tell(print_log))

    def _followed(self, said, *, after):
        """Follows tasks; ``said`` are the arguments of a public method."""
        self.check_params(said["task_id_list"], None)
        with self._opened(_farm.how(said)) as farm:
            if said["sleep_time"] != POLL:
                farm.poll = float(said["sleep_time"])
            if said["is_test_stop"]:
                farm.service = _ending_with_tests(farm.service)
            events = farm.follow(
                numbers(said["task_id_list"]),
                _folder(said["local_path"]),
                after=after,
                flat=_flat(said["download_filename_format"]),
            )
            return _farm.carried(events, self._tell(said["print_log"]))

    def _opened(self, how):
        return _farm.opened(self.api, self._given, DownloadFailed, **how)

    def _tell(self, print_log):
        return self.logger.info if print_log else self.logger.debug


def _folder(local_path):
    return pathlib.Path(local_path or database.at_home())


def _flat(download_filename_format):
    return str(download_filename_format).lower() == "false"


def _ending_with_tests(service):
    """Returns the service of a farm where a task is over that waits after its test frames."""
    client = copy.copy(service.client)
    states = {
        code: dataclasses.replace(status, state=STOPPED) if status.name == "test_done" else status
        for code, status in client.profile.task_states.items()
    }
    client.profile = dataclasses.replace(client.profile, task_states=states)
    return Renderbus(client)
