"""What ``rayvision upload`` hands on; the farm is none."""

import contextlib
import types

import pytest

from rayvision_plugins import connect, upload
from rayvision_plugins.cli import main


@pytest.mark.parametrize(("given", "order"), [((), "large"), (("--order", "given"), "given")])
def test_the_order_is_that_of_the_settings_unless_one_is_given(monkeypatch, tmp_path, given, order):
    way = types.SimpleNamespace(upload_order="large")
    orders = []

    def tree(folders, farm, **more):
        orders.append(farm.upload_order)
        return iter(())

    monkeypatch.setattr(connect, "opened", lambda arguments: contextlib.nullcontext(way))
    monkeypatch.setattr(upload, "tree", tree)
    assert main(["upload", str(tmp_path), *given]) == 0
    assert orders == [order]
