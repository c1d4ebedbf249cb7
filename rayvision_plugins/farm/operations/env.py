"""Render environments: which version and plug-ins a DCC is started with."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm import software
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.rooms import Call, Farm


def _row(farm: Farm, call: Call) -> dict[str, Any]:
    """Returns the environment that a call describes, if this farm has what it names."""
    body = call.body
    row = software.row(farm.table, body["cgId"])
    if body["cgVersion"] not in row["versions"]:
        known = ", ".join(row["versions"])
        raise ApiRefused(
            "PARAMETER_INVALID", f"cgVersion: this farm has no {body['cgVersion']}, it has {known}"
        )
    there = {plugin["pluginId"] for plugin in software.plugins(row)}
    for plugin in body["pluginIds"]:
        if plugin not in there:
            raise ApiRefused("PARAMETER_INVALID", f"pluginIds: {row['cgName']} has no {plugin}")
    return {
        "name": body["editName"],
        "cg_id": row["cgId"],
        "cg_name": row["cgName"],
        "cg_version": body["cgVersion"],
        "layers": body.get("renderLayerType", 0),
        "system": int(body["renderSystem"]),
        "plugins": body["pluginIds"],
    }


def add_render_env(farm: Farm, call: Call) -> dict[str, Any]:
    farm.envs.add(_row(farm, call))
    return {"editName": call.body["editName"]}


def update_render_env(farm: Farm, call: Call) -> None:
    farm.envs.update(_row(farm, call))


def delete_render_env(farm: Farm, call: Call) -> None:
    farm.envs.delete(call.body["editName"])


def set_default_render_env(farm: Farm, call: Call) -> None:
    farm.envs.set_usual(call.body["editName"])


def render_env(farm: Farm, call: Call) -> list[dict[str, Any]]:
    """Returns the environments, of one DCC or one system (0 Linux, 1 Windows) when asked."""
    body = call.body
    words = [body.get("cgName"), body.get("cgId"), *body.get("cgIds", [])]
    wanted = {str(word).lower() for word in words if word}
    system = body.get("osName")
    return [
        {
            **farm.table["env"],
            "cgId": row["cg_id"],
            "editName": row["name"],
            "cgName": row["cg_name"],
            "cgVersion": row["cg_version"],
            "osName": row["system"],
            "renderLayerType": row["layers"],
            "isDefault": row["usual"],
            "respUserPluginInfoVos": _plugins(farm, row["cg_id"], json.loads(row["plugins"])),
        }
        for row in farm.envs.rows()
        if (not wanted or wanted & {str(row["cg_id"]), row["cg_name"].lower()})
        and system in (None, row["system"])
    ]


def _plugins(farm: Farm, cg_id: int, ids: list[int]) -> list[dict[str, Any]]:
    found = software.plugins(software.row(farm.table, cg_id))
    return [plugin for plugin in found if plugin["pluginId"] in ids]


OPERATIONS: Mapping[str, Any] = MappingProxyType(
    {
        "add_render_env": add_render_env,
        "update_render_env": update_render_env,
        "delete_render_env": delete_render_env,
        "set_default_render_env": set_default_render_env,
        "render_env": render_env,
    }
)
