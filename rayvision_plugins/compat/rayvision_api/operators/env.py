"""Render environments: ``services.renderbus.env`` under the documented names.

Differs: the published ``get_render_env`` breaks its own schema; this one answers. Where a farm does
not tell systems apart ``os_name`` is not sent.
"""

from __future__ import annotations


class RenderEnvOperator:
    """A render environment is given as ``data``, in older documents as ``render_env``."""

    def __init__(self, connect):
        self._connect = connect

    def add_render_env(self, data=None, render_env=None):
        """Adds an environment and returns {editName}."""
        with self._connect.asked() as service:
            return service.env.add_render_env(data or render_env or {})

    def update_render_env(self, data=None, render_env=None):
        """Changes the environment of this editName."""
        with self._connect.asked() as service:
            return service.env.update_render_env(data or render_env or {})

    def delete_render_env(self, edit_name):
        with self._connect.asked() as service:
            return service.env.delete_render_env(edit_name)

    def set_default_render_env(self, edit_name):
        with self._connect.asked() as service:
            return service.env.set_default_render_env(edit_name)

    def get_render_env(self, name=None, cg_names=None, os_name=1):
        """Returns the environments of a software, of those in ``cg_names``, or all."""
        with self._connect.asked() as service:
            env, cg_id = service.env, service.query.cg_id
            if not env.takes("render_env", "cgIds"):
                return [row for one in cg_names or [name] for row in env.get_render_env(one)]
            return env.call(
                "render_env",
                cgId=cg_id(name) if name else None,
                cgIds=[cg_id(one) for one in cg_names] if cg_names else None,
                osName=os_name,
            )
