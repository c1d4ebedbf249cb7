"""Renderbus: every operation of its API in groups, and a task's life on top of them.

The wire words of the API stay in this package. Operations are called by the names of the
profile; what differs between deployments is in the profile.

Source: Renderbus SDK documentation 2020; dayan SDK documentation 2021; published SDK.
"""

from rayvision_plugins.services.renderbus.lifecycle import Renderbus, Task
from rayvision_plugins.services.renderbus.order import Order
from rayvision_plugins.services.renderbus.storage import Route, Storage

__all__ = ["Order", "Renderbus", "Route", "Storage", "Task"]
