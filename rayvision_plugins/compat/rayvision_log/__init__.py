"""Log files, once a script asks for them, under the names of the vendor's SDK."""

from rayvision_plugins.compat import needed

needed("rayvision_log")

from rayvision_log.core import init_logger  # noqa: E402

__all__ = ["init_logger"]
