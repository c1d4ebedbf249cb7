"""The JSON files of a task: the functions of ``utils`` under their other address."""

from rayvision_api.utils import (
    append_to_task,
    append_to_upload,
    check_and_read,
    check_upload_file,
    json_load,
    json_save,
)

__all__ = [
    "append_to_task",
    "append_to_upload",
    "check_and_read",
    "check_upload_file",
    "json_load",
    "json_save",
]
