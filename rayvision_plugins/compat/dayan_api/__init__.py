"""``rayvision_api`` under the name that the documents of 2022 use.

``dayan_api.x`` is ``rayvision_api.x``: the same module, not a second one.
"""

from rayvision_plugins.compat import needed

needed("dayan_api")

import importlib  # noqa: E402
import pkgutil  # noqa: E402
import sys  # noqa: E402

import rayvision_api  # noqa: E402

for _row in pkgutil.walk_packages(rayvision_api.__path__, "rayvision_api."):
    _alias = __name__ + _row.name[len("rayvision_api") :]
    sys.modules[_alias] = importlib.import_module(_row.name)
sys.modules[__name__] = rayvision_api
