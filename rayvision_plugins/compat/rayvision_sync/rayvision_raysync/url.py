"""The addresses of the Raysync client."""

from __future__ import annotations

from enum import Enum

from rayvision_sync.constants import TABLE

ApiUrl = Enum("ApiUrl", TABLE["raysync"]["addresses"], type=str, module=__name__)
ApiUrl.__format__ = lambda self, form: format(self.value, form)
ApiUrl.__doc__ = "The path of each request, by its published name."
