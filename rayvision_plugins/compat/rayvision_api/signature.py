"""What a signed request is made of: ``rayvision_plugins.signing`` under the documented names.

Differs: nonces count on from a random one, as the farm refuses one that was seen; the headers that
are not signed are left out even where only one of them is there; flattened values and signatures
are texts.
"""

from __future__ import annotations

import collections
import datetime
import re

from rayvision_plugins import profiles, signing

NEWEST = profiles.read_table("compat/api.json")["newest"]
NONCES = signing.nonces()


def generate_timestamp():
    """Returns the seconds since 1970, as text."""
    return str(int(datetime.datetime.now(datetime.timezone.utc).timestamp()))


def generate_nonce():
    """Returns six digits that were not given out before in this second."""
    return next(NONCES)


def generate_signature(key, msg):
    """Returns the signature of a text."""
    return signing.sign(key, msg)


def generate_headers_body_str(domain_name, api_url, header, body):
    """Returns the text that is signed."""
    return signing.canonical(
        domain=domain_name,
        path=getattr(api_url, "value", api_url),
        headers=header,
        body=body,
        unsigned=profiles.load(NEWEST).unsigned,
    )


def formatted_headers(headers):
    """Returns nested values under one name each: ``parent.child``, ``parent0``."""
    return dict(signing.flatten(headers))


def headers_body_sort(header, body):
    """Returns headers and body together, flattened and in the order they are signed in."""
    return collections.OrderedDict(sorted(formatted_headers({**header, **body}).items()))


def hump2underline(hump_str):
    """Returns ``taskOverTime`` as ``task_over_time``."""
    return re.sub(r"([a-z\d])([A-Z])", r"\1_\2", hump_str).lower()
