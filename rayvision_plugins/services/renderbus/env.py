"""Render environments: a software, its version and plug-ins under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rayvision_plugins.services.renderbus.operator import Operator
from rayvision_plugins.services.renderbus.query import QueryOperator


class RenderEnvOperator(Operator):
    """Source: Renderbus SDK documentation 2020, render environments.

    A render environment is {cgId, cgName, cgVersion, renderLayerType, editName,
    renderSystem ("0" Linux, "1" Windows), pluginIds}.
    """

    def add_render_env(self, render_env: Mapping[str, Any]) -> Any:
        """Adds an environment under its ``editName`` and returns {editName}.

        Source: Renderbus SDK documentation 2020, addRenderEnv.
        """
        return self.call("add_render_env", **render_env)

    def update_render_env(self, render_env: Mapping[str, Any]) -> None:
        """Changes the environment that has this ``editName``.

        Source: Renderbus SDK documentation 2020, updateRenderEnv.
        """
        self.call("update_render_env", **render_env)

    def delete_render_env(self, edit_name: str) -> None:
        """Deletes an environment by its name.

        Source: Renderbus SDK documentation 2020, deleteRenderEnv.
        """
        self.call("delete_render_env", editName=edit_name)

    def set_default_render_env(self, edit_name: str) -> None:
        """Makes an environment the one its software renders with.

        Source: Renderbus SDK documentation 2020, setDefaultRenderEnv.
        """
        self.call("set_default_render_env", editName=edit_name)

    def get_render_env(self, name: str | None = None) -> list[dict[str, Any]]:
        """Returns the environments of a software, or all where the deployment allows it.

        Each row: {cgId, editName, cgName, cgVersion, osName (0 Linux, 1 Windows), isDefault,
        respUserPluginInfoVos: [{pluginId, pluginName, pluginVersion}]}.

        Source: Renderbus SDK documentation 2020, getRenderEnv; the id in place of the name:
        published SDK.
        """
        if name is None or self.takes("render_env", "cgName"):
            return list(self.call("render_env", cgName=name) or [])
        number = QueryOperator(self.client).cg_id(name)
        return list(self.call("render_env", cgId=number) or [])
