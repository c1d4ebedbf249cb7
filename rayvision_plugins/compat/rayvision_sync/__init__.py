"""Files to the farm and back, under the names of the vendor's SDK."""

from rayvision_plugins.compat import needed

needed("rayvision_sync")

from rayvision_sync.download import RayvisionDownload  # noqa: E402
from rayvision_sync.manage import RayvisionManageTask  # noqa: E402
from rayvision_sync.transfer import RayvisionTransfer  # noqa: E402
from rayvision_sync.upload import RayvisionUpload  # noqa: E402

__all__ = ["RayvisionDownload", "RayvisionManageTask", "RayvisionTransfer", "RayvisionUpload"]
