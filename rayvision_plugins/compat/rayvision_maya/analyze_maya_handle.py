"""The name that older documents have for ``rayvision_maya.analyze_maya``."""

from rayvision_maya.analyze_maya import AnalyzeMaya

__all__ = ["AnalyzeMaya"]
