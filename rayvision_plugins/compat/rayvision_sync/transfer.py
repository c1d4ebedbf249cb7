"""The line and the program of transfers, for scripts that ask for them.

Differs: nothing here moves a file, that is the part of our engines; the farm is asked for its lines
only when ``transport_info`` is read. ``create_cmd`` gives the words of the vendor's program quoted
as this system reads them, without a pipe before them, and nothing of ours ever runs it; no mode of
a file and no variable is changed. A file of transports that is given counts whatever
``automatic_line`` says; none comes with this package.
"""

from __future__ import annotations

import functools
import os
import pathlib
import shlex
import subprocess

from rayvision_api.exception import CODES, conversion
from rayvision_sync.constants import ENGINE_TYPE
from rayvision_sync.exception import RayvisionError, UnsupportedEngineType

from rayvision_plugins.connect.engines import lines
from rayvision_plugins.transfer.vendor import transmitter


class RayvisionTransfer:
    """What an account has of storages and lines."""

    def __init__(
        self,
        api,
        config_bid,
        input_bid,
        domain,
        platform,
        local_os,
        user_id,
        automatic_line,
        output_bid=None,
        manage_task=None,
        transports_json="",
        transmitter_exe="",
        internet_provider="",
    ):
        self.api = api
        self.config_bid = config_bid
        self.input_bid = input_bid
        self.output_bid = output_bid
        self.domain = domain
        self.platform = platform
        self.local_os = local_os
        self.user_id = user_id
        self.automatic_line = automatic_line
        self.manage_task = manage_task
        self.transports_json = transports_json
        self.internet_provider = internet_provider
        self.transmitter_exe = transmitter_exe or self.init_transmitter()
        names = "config_bid", "input_bid", "output_bid", "user_id", "domain", "platform", "local_os"
        self.user_info = {name: getattr(self, name) for name in names}

    @functools.cached_property
    def transport_info(self):
        """{engine: {server_name, server_ip, server_port}}."""
        if self.transports_json:
            return self.parse_transports_json()
        return self.parse_service_transfe_line(self.internet_provider)

    def init_transmitter(self):
        """Returns the path of the vendor's program, its name alone where it is not installed."""
        return transmitter.find() or transmitter.table()["program"]

    @conversion()
    def parse_transports_json(self, transports_json=None, domain=None, platform=None):
        """Returns the lines that a file of transports has for a platform, by engine."""
        path = transports_json or self.transports_json
        if not path:
            raise RayvisionError(CODES["python"], "name a file of transports, there is none here")
        table = lines(pathlib.Path(path), domain or self.domain, platform or self.platform)
        found = next(filter(None, table.values()), None)
        if found is None:
            known = " and no ".join(table)
            raise RayvisionError(CODES["python"], f"{path}: it has no {known}")
        return found

    def parse_service_transfe_line(self, internet_provider=None):
        """Returns the lines that the farm offers, by engine: the one so called, else the first."""
        with self.api.connect.asked() as service:
            routes = service.storage().routes
        return {
            route.engine: {
                "server_name": route.name,
                "server_ip": route.server,
                "server_port": route.port,
            }
            for route in reversed(routes)
            if internet_provider in (None, "", route.name)
        }

    @conversion()
    def create_cmd(
        self,
        cmd_params,
        db_ini_path=None,
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        main_user_id=None,
        main_input_bid=None,
        bid=None,
        network_mode=0,
    ):
        """Returns the command line of a transfer, for a script that shows or runs it itself.

        ``cmd_params``: type, local path, path at the farm, KB a second, whether folders are kept,
        and which bid: "input_bid"...
        """
        engine_type = engine_type or ENGINE_TYPE[0]
        if engine_type not in ENGINE_TYPE:
            raise UnsupportedEngineType(f"{engine_type} is none of {', '.join(ENGINE_TYPE)}")
        kind, local, remote, speed, keep, storage = cmd_params
        line = {} if server_ip and server_port else self.transport_info.get(engine_type)
        if line is None:
            raise RayvisionError(CODES["python"], f"the farm has no line of {engine_type}")
        options = {
            "engine": engine_type,
            "host": server_ip or line["server_ip"],
            "port": server_port or line["server_port"],
            "storage": main_input_bid or bid or self.user_info[storage],
            "user": main_user_id or self.user_id,
            "type": kind,
            "local": local,
            "remote": remote,
            "retries": 2,
            "keep": keep,
            "speed": speed,
            **({"database": db_ini_path} if db_ini_path else {}),
            "protocol": int(network_mode),
        }
        words = {name: str(value) for name, value in options.items()}
        quoted = subprocess.list2cmdline if os.name == "nt" else shlex.join
        return quoted(transmitter.arguments(str(self.transmitter_exe), words))
