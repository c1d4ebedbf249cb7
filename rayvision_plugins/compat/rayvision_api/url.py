"""The addresses of the API, from our table of the newest published deployment."""

from __future__ import annotations

from enum import Enum

from rayvision_plugins import profiles

TABLE = profiles.read_table("compat/api.json")


def assemble_api_url(domain, operators, protocol="https"):
    """Returns the whole address of an operation."""
    return f"{protocol}://{domain}{getattr(operators, 'value', operators)}"


def _named():
    """Yields (name, path): the last word of a path names it, unless the table does."""
    for operation, endpoint in profiles.load(TABLE["newest"]).endpoints.items():
        words = [word for word in endpoint.path.split("/") if word != "v2"]
        yield TABLE["addresses"].get(operation, words[-1]), endpoint.path


ApiUrl = Enum("ApiUrl", list(_named()), type=str, module=__name__)
ApiUrl.__format__ = lambda self, form: format(self.value, form)
ApiUrl.__doc__ = "The path of each operation, by the name the published SDK gives it."
