"""The options that say what a service is to do, from ``data/job_options.json``, and the order."""

from __future__ import annotations

import functools
import json
import pathlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from rayvision_plugins.cli.options import Decorator, together
from rayvision_plugins.profiles import read_table

TYPES: Mapping[str, Mapping[str, Any]] = {
    "text": {},
    "count": {"type": int},
    "flag": {"is_flag": True, "default": None},
    "value": {"is_flag": True, "default": None},
    "texts": {"multiple": True},
    "pairs": {"multiple": True},
    "files": {"multiple": True},
    "contents": {"multiple": True},
}
"""What click makes of the kinds of the table."""


class OrderOption(click.Option):
    """An option that one service has; ``row`` is that of the table."""

    def __init__(self, *names: Any, service: str, row: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*names, **more)
        self.service = service
        self.row = row


class Ordering(click.Command):
    """A command whose help shows the options of each service apart."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options of all services, then those of each."""
        parts: dict[str, list[tuple[str, str]]] = {"Options": []}
        for option in self.get_params(ctx):
            title = "Options"
            if isinstance(option, OrderOption):
                title = f"An order for {option.service}"
            record = option.get_help_record(ctx)
            parts.setdefault(title, []).extend([record] if record else [])
        for title, rows in parts.items():
            with formatter.section(title):
                formatter.write_dl(rows)


@functools.cache
def table() -> Mapping[str, list[dict[str, Any]]]:
    """Returns the rows of every service."""
    rows = read_table("job_options.json")
    return {name: part for name, part in rows.items() if isinstance(part, list)}


def order_options() -> Decorator:
    """Returns the options of all services."""
    return together(
        *(
            click.option(
                row["option"],
                cls=OrderOption,
                service=service,
                row=row,
                metavar=row.get("metavar"),
                help=row["help"],
                **TYPES[row["kind"]],
            )
            for service, rows in table().items()
            for row in rows
        )
    )


def order_of(service: str, file: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the order that a file and options make; an option wins over the file.

    Raises:
        click.UsageError: an option is another service's or is missing, or its text has no
            such form.
    """
    order = _read(file) if file is not None else {}
    options = [
        option
        for option in click.get_current_context().command.params
        if isinstance(option, OrderOption)
    ]
    for option in options:
        if given[str(option.name)] in (None, ()):
            continue
        if option.service != service:
            raise click.UsageError(f"{option.opts[0]} is for {option.service}, not for {service}")
        value = _value(option, given[str(option.name)])
        field = option.row["field"]
        if isinstance(value, dict) and isinstance(order.get(field), dict):
            value = {**order[field], **value}
        order[field] = value
    _refuse_incomplete(service, order, options)
    return order


def _refuse_incomplete(
    service: str, order: Mapping[str, Any], options: Iterable[OrderOption]
) -> None:
    from rayvision_plugins.connect.given import rows

    given = {*order, *(row.get("order") for row in rows(service).values())}
    lacks = set(_schema(service)["required"]) - given
    for option in options:
        if option.service == service and option.row["field"] in lacks:
            name = f"{option.opts[0]} {option.row['metavar']}"
            raise click.UsageError(f"an order for {service} needs {name} (or a file: --order)")


def _schema(service: str) -> dict[str, Any]:
    schema: dict[str, Any] = read_table(f"services/{service}.json")["order"]
    return schema


def _value(option: OrderOption, given: Any) -> Any:
    """Returns what an option puts into the order."""
    kind = option.row["kind"]
    if kind == "value":
        return option.row["value"]
    if kind == "texts":
        return list(given)
    return PAIRS[kind](option, given) if kind in PAIRS else given


def _pairs(option: OrderOption, given: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _split(option, given):
        if name in found:
            raise click.UsageError(f"{option.opts[0]} names {name!r} twice")
        found[name] = value
    return found


def _files(option: OrderOption, given: Iterable[str]) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _split(option, given):
        found.setdefault(name, []).append(value)
    known = _schema(option.service)["properties"][option.row["field"]].get("properties", {})
    lists = {name for name, schema in known.items() if schema.get("type") == "array"}
    return {
        name: paths if len(paths) > 1 or name in lists else paths[0]
        for name, paths in found.items()
    }


def _contents(option: OrderOption, given: Iterable[str]) -> dict[str, Any]:
    found = {}
    for text in given:
        name, equals, content = text.partition("=")
        try:
            found[name] = _parsed(content) if equals else {}
        except (ValueError, RecursionError) as err:
            raise click.UsageError(f"{option.opts[0]} {name}: what follows = is no JSON") from err
    return found


PAIRS: Mapping[str, Callable[[OrderOption, Iterable[str]], Mapping[str, Any]]] = {
    "pairs": _pairs,
    "files": _files,
    "contents": _contents,
}


def _split(option: OrderOption, given: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise click.UsageError(f"{option.opts[0]} wants {option.row['metavar']}, not {text!r}")
        yield name, value


def _read(file: str) -> dict[str, Any]:
    try:
        order = _parsed(pathlib.Path(file).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as err:
        why = getattr(err, "strerror", None) or "it is no JSON"
        raise click.UsageError(f"--order {file!r}: {why}") from err
    if not isinstance(order, dict):
        raise click.UsageError(f"--order {file!r}: an order is one JSON object")
    return order


def _parsed(text: str) -> Any:
    """Returns a JSON document; the NaN and Infinity that Python adds to it are refused."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)
