"""What a farm is told of a task besides its files, and where its inputs go because of it."""

from __future__ import annotations

import dataclasses
from typing import Any

from rayvision_plugins.errors import ConfigError

TASK, USER = "task", "user"

MODELS = {TASK: "TASK_ID_MODEL", USER: "OUT_USER_MODEL"}
"""Source: Renderbus SDK documentation 2020, submitTask, asset_lsolation_model."""


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """Options of a task; those that are empty are not sent.

    ``level`` is a priority, ``clone_of`` the number of the task that this one repeats,
    ``out_user`` a user of a third party. ``isolation`` "task" or "user" keeps the inputs apart
    from those of other tasks, or of other such users.

    Raises:
        ConfigError: inputs are to be kept apart by something else, or by a user nobody names.
    """

    labels: tuple[str, ...] = ()
    artist: str = ""
    producer: str = ""
    level: int | None = None
    clone_of: int | None = None
    isolation: str = ""
    out_user: int | None = None

    def __post_init__(self) -> None:
        if self.isolation and self.isolation not in MODELS:
            raise ConfigError(
                f"isolation {self.isolation!r}: inputs are kept apart by {' or '.join(MODELS)}"
            )
        if self.isolation == USER and self.out_user is None:
            raise ConfigError("isolation by user: name one by its number, out_user (--out-user)")

    @property
    def creation(self) -> dict[str, Any]:
        """The arguments of ``task.create_task``."""
        return _given(
            task_user_level=self.level,
            out_user_id=self.out_user,
            labels=list(self.labels),
            clone_original_id=self.clone_of,
            artist=self.artist,
        )

    @property
    def submission(self) -> dict[str, Any]:
        """The arguments of ``task.submit_task``."""
        return _given(
            asset_isolation_model=MODELS.get(self.isolation),
            out_user_id=str(self.out_user) if self.isolation == USER else None,
            producer=self.producer,
        )

    def folder(self, task: str) -> str:
        """Returns the folder below which the inputs of ``task`` lie, "" for the usual place.

        The document does not say where the path stands: here it precedes the server path.
        """
        numbers = {TASK: task, USER: str(self.out_user)}
        return isolation_path(numbers[self.isolation]) if self.isolation else ""


def isolation_path(number: str) -> str:
    """Returns the ASSET_ISOLATION_PATH of a task, or of a user of a third party.

    Three parts of at least three digits: 12345 becomes ``000/012/345``, 11223344556677 becomes
    ``11223344/556/677``.

    Raises:
        ConfigError: ``number`` is none.
    Source: Renderbus SDK documentation 2020, submitTask, asset_lsolation_model.
    """
    if not (number.isascii() and number.isdigit()):
        raise ConfigError(f"inputs are kept apart by a number, not by {number!r}")
    text = number.zfill(9)
    return f"{text[:-6]}/{text[-6:-3]}/{text[-3:]}"


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value not in (None, "", [])}


def field_of(argument: str) -> str:
    """Returns the field that an argument of ``task`` is sent as: "artist", "outUserId"."""
    first, *more = argument.split("_")
    return first + "".join(map(str.title, more))
