"""The operations of the API in groups, each a call of ``rayvision_plugins.services``."""

from rayvision_api.operators.env import RenderEnvOperator
from rayvision_api.operators.query import QueryOperator
from rayvision_api.operators.tag import TagOperator
from rayvision_api.operators.task import TaskOperator
from rayvision_api.operators.transmit import TransmitOperator
from rayvision_api.operators.user import UserOperator

RenderEnv = RenderEnvOperator

__all__ = [
    "QueryOperator",
    "RenderEnv",
    "RenderEnvOperator",
    "TagOperator",
    "TaskOperator",
    "TransmitOperator",
    "UserOperator",
]
