"""The name that older documents have for ``rayvision_houdini.analyze_houdini``."""

from rayvision_houdini.analyze_houdini import AnalyzeHoudini

__all__ = ["AnalyzeHoudini"]
