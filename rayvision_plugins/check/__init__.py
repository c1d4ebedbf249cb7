"""Whether four files may be submitted, and what a farm adds to them.

Pure rooms look at documents: their schemas (documents), what task.json says (content), the
files it needs (files), changes to them (edit). The others ask the service: what tips mean
(texts), what the farm renders (offer), the ids of a task (complete). An examination goes
through the rooms; Check is the documented way through all of it.
"""

from rayvision_plugins.check.checker import Check
from rayvision_plugins.check.complete import completed
from rayvision_plugins.check.documents import Documents, digest, inputs, read, write
from rayvision_plugins.check.edit import append_to_task, append_to_upload, update_task_info
from rayvision_plugins.check.examination import findings, tips
from rayvision_plugins.check.finding import ERROR, WARNING, Finding, SceneErrors, refuse
from rayvision_plugins.check.texts import Texts

__all__ = [
    "ERROR",
    "WARNING",
    "Check",
    "Documents",
    "Finding",
    "SceneErrors",
    "Texts",
    "append_to_task",
    "append_to_upload",
    "completed",
    "digest",
    "findings",
    "inputs",
    "read",
    "refuse",
    "tips",
    "update_task_info",
    "write",
]
