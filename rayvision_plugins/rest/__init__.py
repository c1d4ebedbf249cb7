"""One call of a documented HTTP API, as ``data/services/<name>.json`` describes it.

The table holds paths, states, codes and schemas; here is what all services share: values are
checked before anything is sent and answers before anything is used, what passes is tried
again, files go and come whole. Credentials are put on for the hosts of the table alone, and
nothing here shows a token, a signature or an address that a server gave.
"""

from rayvision_plugins.rest.client import Rest
from rayvision_plugins.rest.credentials import Header, needed
from rayvision_plugins.rest.table import Call, Service, check, table

__all__ = ["Call", "Header", "Rest", "Service", "check", "needed", "table"]
