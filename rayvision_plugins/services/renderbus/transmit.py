"""Where files go, and the files that travel through the API itself."""

from __future__ import annotations

from typing import Any

from rayvision_plugins.services.renderbus.operator import Operator


class TransmitOperator(Operator):
    """Source: dayan SDK documentation 2021."""

    def get_transfer_config(self) -> dict[str, Any]:
        """Returns the storages and the ways to them. Holds passwords.

        {inputBid, outputBid, configBid, resqEngines: [{engineName, isDefault,
        respTaskEngineLines: [{server, port…}], resqEngineAccounts: [{bid, name, password}]}]}.

        Source: dayan SDK documentation 2021, transfer configuration.
        """
        return dict(self.call("transfer_config"))

    def upload_json_content(self, task_id: int, content: str, file_name: str = "task.json") -> None:
        """Writes one of the four files of a task; ``content`` is its text.

        Source: dayan SDK documentation 2021, upload of configuration files.
        """
        self.call("task_json_file", taskId=task_id, content=content, fileName=file_name)

    def get_output_files(
        self, task_id: int | None = None, tree_path: str = "/"
    ) -> list[dict[str, Any]]:
        """Returns one folder of the outputs; ``task_id`` is a part of a layered task.

        ``tree_path`` is relative to the root of the output storage. Each row: {fileName,
        fileSize (null for folders), lastModify, fileType, filePath, directory, isArrears}.

        Source: dayan SDK documentation 2021, output files.
        """
        return list(self.call("output_files", treePath=tree_path, taskId=task_id) or [])
