"""Whether a machine of the farm takes the documents, and which one is meant by words.

Rows are those of ``service.user.get_hardware_config``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rayvision_plugins.check.documents import Documents
from rayvision_plugins.check.finding import ERROR, Finding, listed

Row = Mapping[str, Any]


def findings(documents: Documents, rows: Sequence[Row]) -> Iterator[Finding]:
    """Yields why no machine of the farm takes the task, or not the one that task_info names."""
    info = documents["task"]["task_info"]
    number = str(info.get("hardwareConfigId") or "")
    usable = [row for row in rows if row.get("status") and _on(row, info.get("platform"))]
    meant = [row for row in usable if not number or str(row["id"]) == number]
    if number and rows and not meant:
        text = f"the farm has no hardware {number}; it has {listed(map(described, usable))}"
        yield Finding(ERROR, "hardware", text)
    reasons = [reason for row in meant if (reason := refusal(row, documents))]
    if reasons and len(reasons) == len(meant):
        text = f"no machine of the farm takes it: {reasons[0].text}"
        yield Finding(ERROR, "hardware", text)


def choice(wanted: Row, rows: Sequence[Row], documents: Documents) -> dict[str, str] | Finding:
    """Returns the values of task_info for the hardware that is wanted, or why it cannot be had.

    ``wanted`` has model and ram ("64GB"), one or a list of them, and gpuNum ("2*GPU" or None).
    Source: Renderbus SDK, 2024-07, RayvisionCheck.execute, hardware_config.
    """
    platform = documents["task"]["task_info"].get("platform")
    usable = [row for row in rows if row.get("status") and _on(row, platform)]
    fitting = [row for row in usable if all(_fits(wanted, row, key) for key in wanted)]
    refused = []
    for row in fitting:
        reason = refusal(row, documents)
        if reason is None:
            values = {
                "hardwareConfigId": str(row["id"]),
                "ram": _digits(row.get("ram")),
                "graphics_cards_num": _digits(row.get("gpuNum")),
            }
            return {key: value for key, value in values.items() if value}
        refused.append(dataclasses.replace(reason, where=described(row)))
    if refused:
        return refused[0]
    free = [row for row in usable if not refusal(row, documents)]
    text = f"the farm has no such hardware; it has {listed(map(described, free))}"
    return Finding(ERROR, "hardware", text, described(wanted))


def refusal(row: Row, documents: Documents) -> Finding | None:
    """Returns why one hardware of the farm does not take the documents, None when it does.

    The code is hardware with what it does not take: software, version, tip, plugin. A plug-in
    is refused by a pattern for "name version".
    Source: Renderbus SDK, 2024-07, RayvisionCheck.set_custom_hardware.
    """
    info, config = documents["task"]["task_info"], documents["task"]["software_config"]
    if info["cg_id"] in _words(row.get("notSupportCgId")):
        return _not("software", config["cg_name"])
    if config["cg_version"] in _versions(row.get("notSupportCgVersions"), info["cg_id"]):
        return _not("version", f"{config['cg_name']} {config['cg_version']}")
    codes = sorted(set(documents["tips"]) & set(_words(row.get("notSupportCode"))))
    if codes:
        return _not("tip", f"a scene with tip {', '.join(codes)}")
    for name, version in config["plugins"].items():
        for pattern in _words(row.get("notSupportPluginList")):
            if _matches(pattern, f"{name} {version}"):
                return _not("plugin", f"{name} {version}")
    return None


def _not(kind: str, what: str) -> Finding:
    return Finding(ERROR, f"hardware {kind}", f"it does not take {what}")


def described(row: Row) -> str:
    """Returns a hardware in words."""
    given = (row.get(key) for key in ("model", "ram", "gpuNum"))
    return " ".join(str(word) for word in given if word) or "hardware"


def _on(row: Row, platform: str | None) -> bool:
    return not platform or str(row.get("platform") or platform) == str(platform)


def _fits(wanted: Row, row: Row, key: str) -> bool:
    choices = wanted[key] if isinstance(wanted[key], (list, tuple)) else [wanted[key]]
    return (row.get(key) or None) in [choice or None for choice in choices]


def _words(value: Any) -> list[str]:
    """Returns a list as texts; a farm may write one text with commas, or a number, in its place."""
    words = value if isinstance(value, list) else re.split("[,;]", str(value or ""))
    return [str(word).strip() for word in words if str(word).strip()]


def _versions(value: Any, cg_id: str) -> list[str]:
    """Returns versions as texts; one that a farm writes as an object is of that software only."""
    if not isinstance(value, list):
        return _words(value)
    objects = [row for row in value if isinstance(row, Mapping)]
    of_this = [row.get("cgVersionName") for row in objects if str(row.get("cgId")) == cg_id]
    return _words([*of_this, *(row for row in value if row not in objects)])


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text, re.I) is not None
    except re.error:
        return pattern.lower() in text.lower()


def _digits(text: Any) -> str:
    found = re.match(r"\d+", str(text))
    return found[0] if found else ""
