"""Ways of files: ``services.renderbus.transmit`` under the documented names."""

from __future__ import annotations

from rayvision_api.operators.task import number


class TransmitOperator:
    """Storages, and files that travel through the API itself."""

    def __init__(self, connect):
        self._connect = connect

    def upload_json_content(self, task_id, content, file_name="task.json"):
        """Writes one of the four files of a task."""
        with self._connect.asked() as service:
            return service.transmit.upload_json_content(number(task_id), content, file_name)

    def get_transfer_config(self):
        """Returns storages and lines; holds passwords."""
        with self._connect.asked() as service:
            return service.transmit.get_transfer_config()

    def get_output_files(self, task_id=None, tree_path="/"):
        """Returns one folder of the outputs."""
        with self._connect.asked() as service:
            return service.transmit.get_output_files(task_id and number(task_id), tree_path)
