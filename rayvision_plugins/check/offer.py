"""Whether the farm renders what the documents ask for: software, plug-ins, hardware.

What the farm lists and what scenes write differ in spelling, so a version that is not listed
is a warning; what the farm refuses in so many words is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rayvision_plugins.check import hardware
from rayvision_plugins.check.answers import asked
from rayvision_plugins.check.documents import Documents
from rayvision_plugins.check.finding import ERROR, WARNING, Finding, listed
from rayvision_plugins.services.renderbus import Renderbus

Row = Mapping[str, Any]


def findings(documents: Documents, service: Renderbus) -> Iterator[Finding]:
    """Yields what the farm does not offer; a farm that does not say is believed to offer all.

    Raises:
        RayvisionError: the farm refuses the account, or cannot be reached.
    """
    info = documents["task"]["task_info"]
    config = documents["task"]["software_config"]
    name = str(config["cg_name"])
    software = asked(service.query.supported_software) or {}
    every = software.get("renderInfoList") or []
    if every and int(info["cg_id"]) not in {row["cgId"] for row in every}:
        names = listed(row["cgName"] for row in every)
        text = f"the farm does not render {name} ({info['cg_id']}); it renders {names}"
        yield Finding(ERROR, "software", text)
        return
    offered = asked(lambda: service.query.supported_plugin(int(info["cg_id"]))) or {}
    yield from _versions(config, offered)
    yield from hardware.findings(documents, asked(service.user.get_hardware_config) or [])


def _versions(config: Row, offered: Row) -> Iterator[Finding]:
    """Yields the version of the software, or the plug-ins, that the farm does not list."""
    name, version = config["cg_name"], config["cg_version"]
    versions = {row["cgVersion"]: row["id"] for row in offered.get("cgVersion") or []}
    fitting = {versions[row] for row in versions if _is_like(version, row)}
    if versions and version and not fitting:
        text = f"the farm does not list {name} {version}; it lists {listed(versions)}"
        yield Finding(WARNING, "software", text)
    if not fitting:
        return
    plugins: dict[str, set[str]] = {}
    for row in offered.get("cgPlugin") or []:
        if row.get("cvId") in (None, *fitting):
            found = plugins.setdefault(row["pluginName"].lower(), set())
            found.update(str(item["pluginVersion"]) for item in row.get("pluginVersions") or [])
    for plugin, wanted in config["plugins"].items():
        there = plugins.get(plugin.lower())
        if there is None:
            text = f"the farm does not list {plugin} for {name} {version}"
            yield Finding(WARNING, "plugin", text)
        elif wanted and not any(_is_like(wanted, row) for row in there):
            text = f"the farm does not list {plugin} {wanted}; it lists {listed(there)}"
            yield Finding(WARNING, "plugin", text)


def _is_like(version: str, offered: str) -> bool:
    """Returns whether a scene's version is one that is listed, or a finer one ("2022.3", 2022).

    A farm may write a name before the version: "zblur 2.02.019".
    Source: Renderbus SDK documentation 2020, supported_plugin.
    """
    number = offered.rpartition(" ")[2]
    return version in (offered, number) or version.startswith(f"{number}.")
