"""The constants of the Raysync client, from our table."""

from __future__ import annotations

from rayvision_sync.constants import TABLE

PACKAGE_NAME = "rayvision_raysync"

HEADERS = TABLE["raysync"]["headers"]
RESPONSE = TABLE["raysync"]["response"]
DOMAIN = TABLE["raysync"]["domain"]
RAYSYNC_NAME = TABLE["raysync"]["names"]
RAYSYNCEXE = TABLE["raysync"]["programs"]
STATU_SLEEP = TABLE["raysync"]["pause"]
