"""The error of the meshes; archives raise unpack.ArchiveRefused."""

from rayvision_plugins.errors import RayvisionError


class MeshRefused(RayvisionError):
    """A file that is no mesh, or none that a service takes; ``name`` is its path."""

    def __init__(self, name: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{name}: {reason}" if name else reason, hint)
        self.name = name
        self.reason = reason
