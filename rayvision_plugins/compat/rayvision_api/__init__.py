"""The farm's API, under the names of the vendor's SDK."""

from rayvision_plugins.compat import needed

needed("rayvision_api")

from rayvision_api.core import RayvisionAPI  # noqa: E402

__all__ = ["RayvisionAPI"]
