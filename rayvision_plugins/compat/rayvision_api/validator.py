"""Whether data obeys a schema: one of the four documents, or the request of an operation.

Differs: schemas are ours, JSON Schema, and so is one that is given as ``schema``; an operation has
its name from ``url.ApiUrl``.
"""

from __future__ import annotations

import pprint

import jsonschema
from rayvision_api.url import TABLE, ApiUrl

from analyzers import tables
from analyzers.taskfiles import NAMES
from rayvision_plugins import profiles


class DataValidator:
    """Data and the schema it is held against.

    Raises:
        ValueError: there is no schema of that name.
    """

    def __init__(self, data, schema_name, schema=None):
        self._data = data
        self._schema = schema or _schema(schema_name)

    def validate(self, ignore_required=False):
        """Passes where the data obeys the schema; fields it does not know are allowed.

        Raises:
            ValueError: it does not, or without ``ignore_required`` a field is missing.
        """
        found = [
            f"{'/'.join(map(str, row.absolute_path)) or 'top'}: {row.message}"
            for row in jsonschema.Draft7Validator(self._schema).iter_errors(self._data)
            if not (ignore_required and row.validator == "required")
        ]
        if found:
            raise ValueError(f"the data breaks its schema: {'; '.join(found)}")

    def __repr__(self):
        return pprint.pformat(self._data)

    @property
    def data(self):
        return self._data


def validate_data(data, schema_name):
    """Returns data that obeys a schema.

    Raises:
        ValueError: it does not, or there is no such schema.
    """
    validator = DataValidator(data, schema_name)
    validator.validate()
    return validator.data


def _schema(name):
    if name in NAMES:
        return tables.load(f"data/schemas/{name}.schema.json")
    path = getattr(ApiUrl.__members__.get(name), "value", None)
    for endpoint in profiles.load(TABLE["newest"]).endpoints.values():
        if endpoint.path == path:
            return endpoint.request
    raise ValueError(f"there is no schema called {name!r}")
