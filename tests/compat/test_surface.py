"""The public surface against ``surface.json``: every name, parameter, order and default.

Ours may take more: a parameter after the published ones, a default where the original has none.
A constant stands with its value where the published text gives it whole, else with ``null``;
a module that only the documents know stands with nothing.
"""

import ast
import importlib
import inspect
import json
import pathlib
from inspect import Parameter

import pytest

HERE = pathlib.Path(__file__).parent
SURFACE = json.loads((HERE / "surface.json").read_text(encoding="utf-8"))
KINDS = {"@staticmethod": staticmethod, "@classmethod": classmethod, "@property": property}


def rows(kind):
    """Yields ``module, name, row`` of one kind as test parameters."""
    for module, kinds in SURFACE.items():
        for name, row in kinds.get(kind, {}).items():
            yield pytest.param(module, name, row, id=f"{module}.{name}")


def methods():
    """Yields ``module, class, method, text`` as test parameters."""
    for module, kinds in SURFACE.items():
        for name, row in kinds.get("classes", {}).items():
            for method, text in row["methods"].items():
                yield pytest.param(module, name, method, text, id=f"{module}.{name}.{method}")


def published(text):
    """Returns the parameters of ``(self, a, b=1)``."""
    said = ast.parse(f"lambda {text[1:-1]}: 0", mode="eval").body.args
    defaults = [ast.literal_eval(node) for node in said.defaults]
    defaults = [Parameter.empty] * (len(said.args) - len(defaults)) + defaults
    rows = [
        Parameter(row.arg, Parameter.POSITIONAL_OR_KEYWORD, default=default)
        for row, default in zip(said.args, defaults)
    ]
    rows += [Parameter(row.arg, Parameter.VAR_POSITIONAL) for row in [said.vararg] if row]
    return rows + [Parameter(row.arg, Parameter.VAR_KEYWORD) for row in [said.kwarg] if row]


def lacking(ours, text):
    """Returns what ``ours`` lacks of the published parameters, a line each."""
    parameters = list(inspect.signature(ours).parameters.values())
    named = [row for row in parameters if row.kind is row.POSITIONAL_OR_KEYWORD]
    kinds = {row.kind for row in parameters}
    wanted = published(text)
    order = [row for row in wanted if row.kind is row.POSITIONAL_OR_KEYWORD]
    for at, row in enumerate(order):
        mine = named[at] if at < len(named) else None
        if mine is None or mine.name != row.name:
            yield f"parameter {at} is {mine}, not {row}"
        elif row.default is not row.empty and mine.default != row.default:
            yield f"{row.name} has the default {mine.default!r}, not {row.default!r}"
    yield from (f"{row} is not taken" for row in wanted[len(order) :] if row.kind not in kinds)
    yield from (
        f"{row} is needed and was not published"
        for row in named[len(order) :]
        if row.default is row.empty
    )


@pytest.mark.parametrize("module", SURFACE)
def test_every_published_module_can_be_imported(module):
    assert importlib.import_module(module).__doc__


@pytest.mark.parametrize("module, name, text", list(rows("functions")))
def test_functions_take_what_was_published(module, name, text):
    assert not list(lacking(getattr(importlib.import_module(module), name), text))


@pytest.mark.parametrize("module, name, row", list(rows("classes")))
def test_classes_derive_from_what_was_published(module, name, row):
    found = getattr(importlib.import_module(module), name)
    assert set(row["bases"]) <= {base.__name__ for base in inspect.getmro(found)}


@pytest.mark.parametrize("module, name, method, text", list(methods()))
def test_methods_take_what_was_published(module, name, method, text):
    found = getattr(importlib.import_module(module), name)
    form, arguments = text.partition(" ")[::2] if text.startswith("@") else ("", text)
    if form:
        assert isinstance(inspect.getattr_static(found, method), KINDS[form])
    ours = getattr(found, method)
    assert not arguments or not list(lacking(getattr(ours, "__func__", ours), arguments))


@pytest.mark.parametrize("module, name, value", list(rows("constants")))
def test_constants_have_the_published_values(module, name, value):
    found = getattr(importlib.import_module(module), name)
    assert found == value if value is not None else found


@pytest.mark.parametrize(
    "ours",
    [
        lambda self, a: 0,
        lambda self, a, b=2, *more: 0,
        lambda self, b=1, a=1, *more: 0,
        lambda self, a, b=1: 0,
        lambda self, a, b=1, *, c=0: 0,
    ],
)
def test_the_comparison_notices_what_is_lacking(ours):
    assert list(lacking(ours, "(self, a, b=1, *more)"))
    assert not list(lacking(lambda self, a=0, b=1, c=2, *more: 0, "(self, a, b=1, *more)"))
