"""A render environment as the documents write it."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class Env:
    """The fields of a render environment; ``dataclasses.asdict`` gives what operators take.

    Differs: the published class is made with attrs.
    """

    cgId: int
    cgName: str
    cgVersion: str
    renderLayerType: int
    editName: str
    renderSystem: int
    pluginIds: list
